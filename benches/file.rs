//! A large file between two programs on 127.0.0.1, and what texts take while it goes: theirs and ours, each written to
//! the disk before it is acked. Beside it the same file through a plain socket, read, hashed, written and synced by the
//! same machine in the same run.
//!
//! `cargo bench --bench file`; `PEERSCOPE_FILE_MIB` says how large the file is, 1,024 MiB if nothing is said. It fails
//! when the file that came is not the one that went, or texts took longer than was promised.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a bench that cannot go on has to fail loudly")]
#![expect(clippy::print_stdout, reason = "the figures are what the bench is for")]

use std::collections::VecDeque;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command as Program, ExitCode, Stdio};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use peerscope::crypto::{OsRandom, Secret, Sha256Stream, SigningKey};
use peerscope::keystore::{Transfers, open_database};
use peerscope::node::{
    AcceptPolicy, Command, Delivery, Event, FileState, FilesConfig, Node, NodeConfig, PeerId, PeerRef, Target,
};
use peerscope::store::{FileMedium, Store};
use serde_json::Value;
use tokio::time::{MissedTickBehavior, interval, timeout};

const MIB: u64 = 1024 * 1024;
/// The size of the file where nobody says another.
const FILE_MIB: u64 = 1024;
/// Between two texts of one side.
const TEXT_EVERY: Duration = Duration::from_millis(10);
/// How long both talk before there is a file.
const QUIET: Duration = Duration::from_secs(5);
/// How long the program may be silent about what has to come.
const PATIENCE: Duration = Duration::from_secs(30);
/// How long the whole may take, and for each MiB of the file.
const LONGEST: Duration = Duration::from_mins(1);
const LONGEST_MIB: Duration = Duration::from_secs(1);
/// Promised: what a text takes while the file goes, but for one in a hundred.
const CHAT_MAX: Duration = Duration::from_millis(100);
const NAME: &str = "large.bin";

fn main() -> ExitCode {
    // `cargo test` runs this bench once: a small file shows that it works.
    let is_bench = std::env::args().any(|argument| argument == "--bench");
    let asked = std::env::var("PEERSCOPE_FILE_MIB").ok().and_then(|mib| mib.parse().ok());
    let (mib, quiet) = if is_bench { (asked.unwrap_or(FILE_MIB), QUIET) } else { (8, Duration::ZERO) };
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(NAME);
    write_file(&path, mib);
    let plain = plain_copy(&path, &folder.path().join("plain"));
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let longest = LONGEST + LONGEST_MIB.saturating_mul(u32::try_from(mib).unwrap());
    let measured = async { timeout(longest, measure(folder.path(), &path, quiet, plain)).await };
    let kept = runtime.block_on(measured).unwrap();
    if kept || !is_bench { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Says whether everything was as promised.
async fn measure(folder: &Path, path: &Path, quiet: Duration, plain: Duration) -> bool {
    let (mut there, address) = There::start(folder);
    let mut here = Here::dial(folder, address).await;
    // Before that it has nobody to talk to.
    there.until("connected");
    let before = here.talk(&mut there, |here, began| here.file.is_none() && began.elapsed() < quiet).await;
    let to = PeerRef::Id(here.peer);
    here.node.handle.send(Command::SendFile { to, path: path.to_owned() }).await;
    let during = here.talk(&mut there, |here, _| here.took.is_none()).await;
    let took = here.took.unwrap();
    let came = folder.join("keystore/there/downloads").join(NAME);
    let is_same = digest(path) == digest(&came);
    let bytes = std::fs::metadata(path).unwrap().len();
    print_rate("a file from one program to the other", bytes, took);
    print_rate("the same through a plain socket", bytes, plain);
    println!("{:<44} {:.2}x", "as long as that", took.as_secs_f64() / plain.as_secs_f64());
    println!("{:<44} {}", "SHA-256 of both", if is_same { "the same" } else { "NOT THE SAME" });
    for (times, when) in [(&before, "before"), (&during, "while the file goes")] {
        print_times(&format!("text there and acked, {when}"), &times.there);
        print_times(&format!("text from there, {when}"), &times.back);
    }
    let is_prompt = [&during.there, &during.back].into_iter().all(|times| part(times, 99) < CHAT_MAX);
    println!("promised: 99 of 100 texts within {CHAT_MAX:?}: {}", if is_prompt { "met" } else { "MISSED" });
    is_same && is_prompt
}

/// The program itself, as people run it; it ends with this.
struct There {
    child: Child,
    stdin: ChildStdin,
    lines: Receiver<Value>,
}

impl Drop for There {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl There {
    fn start(home: &Path) -> (Self, SocketAddr) {
        let mut child = Program::new(env!("CARGO_BIN_EXE_peerscope"))
            .args(["--json", "--no-passphrase", "--name", "there", "--accept", "any"])
            .args(["--listen", "127.0.0.1:0", "--home"])
            .arg(home)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let stdout = BufReader::new(child.stdout.take().unwrap());
        let (told, lines) = channel();
        // It reads on when nobody here listens: a program that can print nothing stops.
        std::thread::spawn(move || {
            for line in stdout.lines().map_while(Result::ok) {
                let _ = told.send(serde_json::from_str(&line).unwrap());
            }
        });
        let stdin = child.stdin.take().unwrap();
        let there = Self { child, stdin, lines };
        let port = u16::try_from(there.until("listening")["port"].as_u64().unwrap()).unwrap();
        (there, (Ipv4Addr::LOCALHOST, port).into())
    }

    fn until(&self, event: &str) -> Value {
        loop {
            let line = self.lines.recv_timeout(PATIENCE).unwrap();
            assert_ne!(line["event"], "error", "{line}");
            if line["event"] == event {
                return line;
            }
        }
    }

    fn say(&mut self, line: &str) {
        writeln!(self.stdin, "{line}").unwrap();
    }
}

/// A node of this process, which keeps what is said as the program does.
struct Here {
    node: Node,
    peer: PeerId,
    /// When the file was taken, and how long it was on its way.
    file: Option<Instant>,
    took: Option<Duration>,
}

/// What texts took, in both directions.
#[derive(Default)]
struct Times {
    there: Vec<Duration>,
    back: Vec<Duration>,
}

impl Here {
    async fn dial(home: &Path, address: SocketAddr) -> Self {
        let folder = private_folder(home);
        let database = folder.join("messages");
        let medium = FileMedium::new(&database, open_database(&database).unwrap());
        let store = Store::open(Box::new(medium), Secret::new([7; 32])).unwrap();
        let kept = Transfers::load(&folder.join("transfers"), Secret::new([8; 32])).unwrap();
        let identity = Arc::new(SigningKey::generate(&mut OsRandom).unwrap());
        let mut node = Node::spawn(NodeConfig {
            accept: AcceptPolicy::Any,
            store: Some(store),
            files: Some(FilesConfig { downloads: folder.join("downloads"), kept }),
            ..NodeConfig::new(identity, "here")
        })
        .unwrap();
        node.handle.send(Command::Dial(address.to_string().parse().unwrap())).await;
        loop {
            match node.events.recv().await {
                Some(Event::Established { info, .. }) => {
                    return Self { node, peer: info.peer, file: None, took: None };
                }
                Some(_) => {}
                None => panic!("the node has ended"),
            }
        }
    }

    /// Both say something every few milliseconds as long as this holds.
    async fn talk(&mut self, there: &mut There, goes_on: impl Fn(&Self, Instant) -> bool) -> Times {
        let (mut times, began, mut pace) = (Times::default(), now(), interval(TEXT_EVERY));
        pace.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let (mut ours, mut theirs) = (VecDeque::new(), VecDeque::new());
        loop {
            tokio::select! {
                _ = pace.tick(), if goes_on(self, began) => {
                    let to = Target::One(PeerRef::Id(self.peer));
                    ours.push_back(now());
                    let body = "are you still there?".to_owned();
                    self.node.handle.send(Command::SendText { to, body, action: false }).await;
                    theirs.push_back(now());
                    there.say("yes, and you?");
                }
                event = self.node.events.recv() => match event.unwrap() {
                    Event::Delivery { state: Delivery::Acked, .. } => {
                        times.there.extend(ours.pop_front().map(|sent| sent.elapsed()));
                    }
                    Event::Text { .. } => times.back.extend(theirs.pop_front().map(|sent| sent.elapsed())),
                    Event::File(info) => self.note(info.state, there),
                    Event::Closed { error, .. } => panic!("the chat was lost: {error:?}"),
                    _ => {}
                },
            }
            if !goes_on(self, began) && ours.is_empty() && theirs.is_empty() {
                return times;
            }
        }
    }

    fn note(&mut self, state: FileState, there: &mut There) {
        match state {
            FileState::Offered if self.file.is_none() => {
                // What is on its way to it cannot be taken yet.
                there.until("file");
                self.file = Some(now());
                there.say("/receive");
            }
            FileState::Verified => self.took = self.file.map(|file| file.elapsed()),
            FileState::Stopped(cause, who) => panic!("the file was stopped: {cause:?} by {who:?}"),
            _ => {}
        }
    }
}

fn private_folder(home: &Path) -> PathBuf {
    use std::os::unix::fs::DirBuilderExt as _;
    let folder = home.join("here");
    std::fs::DirBuilder::new().mode(0o700).create(&folder).unwrap();
    folder
}

/// Bytes that no one could press together.
fn write_file(path: &Path, mib: u64) {
    let mut file = std::fs::File::create(path).unwrap();
    let mut state = 1_u64;
    for _ in 0..mib {
        let mut part = Vec::with_capacity(1 << 20);
        while part.len() < 1 << 20 {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            part.extend_from_slice(&state.to_le_bytes());
        }
        file.write_all(&part).unwrap();
    }
    file.sync_all().unwrap();
    assert_eq!(file.metadata().unwrap().len(), mib * MIB);
}

/// What it takes to read, hash, send, receive, hash, write and sync the file, with a thread for each side.
fn plain_copy(path: &Path, to: &Path) -> Duration {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let began = now();
    std::thread::scope(|scope| {
        let sent = scope.spawn(move || {
            let mut link = TcpStream::connect(address).unwrap();
            pass_on(std::fs::File::open(path).unwrap(), |part| link.write_all(part).unwrap())
        });
        let mut file = std::fs::File::create(to).unwrap();
        let came = pass_on(listener.accept().unwrap().0, |part| file.write_all(part).unwrap());
        file.sync_all().unwrap();
        assert_eq!(sent.join().unwrap(), came);
    });
    std::fs::remove_file(to).unwrap();
    began.elapsed()
}

fn digest(path: &Path) -> [u8; 32] {
    pass_on(std::fs::File::open(path).unwrap(), |_| {})
}

/// Gives on what comes, and the digest of it.
fn pass_on(mut from: impl std::io::Read, mut on: impl FnMut(&[u8])) -> [u8; 32] {
    let (mut digest, mut part) = (Sha256Stream::default(), vec![0; 64 * 1024]);
    loop {
        match from.read(&mut part).unwrap() {
            0 => return digest.finish(),
            count => {
                digest.update(&part[..count]);
                on(&part[..count]);
            }
        }
    }
}

fn part(times: &[Duration], percent: usize) -> Duration {
    let mut sorted = times.to_vec();
    sorted.sort_unstable();
    sorted.get(sorted.len().saturating_sub(1) * percent / 100).copied().unwrap_or_default()
}

fn print_times(what: &str, times: &[Duration]) {
    let [p50, p99, slowest] = [50, 99, 100].map(|percent| part(times, percent));
    println!("{what:<44} p50 {p50:.2?}, p99 {p99:.2?}, slowest {slowest:.2?} of {}", times.len());
}

#[expect(clippy::cast_precision_loss, reason = "a figure for people")]
fn print_rate(what: &str, bytes: u64, took: Duration) {
    let rate = bytes as f64 / took.as_secs_f64() / 1e6;
    println!("{what:<44} {} MiB in {took:.2?}, {rate:.0} MB/s", bytes / MIB);
}

#[expect(clippy::disallowed_methods, reason = "a bench measures time")]
fn now() -> Instant {
    Instant::now()
}
