//! One of two people whose program is killed again and again, and what it said in all its lives.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use serde_json::Value;

/// Far more than any step takes, also on a busy machine.
const DEADLINE: Duration = Duration::from_mins(1);

/// How long a program that has nothing more to say is waited for before it is killed.
const SOON: Duration = Duration::from_millis(300);

/// Files of one side that may be on their way.
const FILES_MAX: usize = 4;
const FILE_BYTES: usize = 3 << 20;

/// What is in the file of this name: of no two the same.
pub(crate) fn content(name: &str) -> Vec<u8> {
    let lines = (0_u32..).flat_map(|line| format!("{name} {line}\n").into_bytes());
    lines.take(FILE_BYTES).collect()
}

/// What a program was about when it was killed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Phase {
    /// Texts of its person that are in the store and of which nothing was said yet.
    pub(crate) commits: usize,
    /// Texts of the peer that are in the store and were not told yet.
    pub(crate) arrivals: usize,
    /// Texts that were held or written and not acked: in a frame, or their receipt.
    pub(crate) frames: usize,
    /// Files of which chunks were on their way.
    pub(crate) files: usize,
    /// Lines that it had said in its life.
    lines: usize,
    /// Whether it had had a session in its life.
    pub(crate) had_session: bool,
}

impl Phase {
    pub(crate) const fn is_in_flight(&self) -> bool {
        self.commits + self.arrivals + self.frames + self.files > 0
    }

    /// What another program was about that was killed at the same time.
    pub(crate) const fn and(&mut self, other: &Self) {
        self.commits += other.commits;
        self.arrivals += other.arrivals;
        self.frames += other.frames;
        self.files += other.files;
        self.lines += other.lines;
        self.had_session &= other.had_session;
    }
}

impl fmt::Display for Phase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { commits, arrivals, frames, files, lines, had_session } = self;
        let when = match (had_session, lines) {
            (true, _) => "in a session",
            (false, 0) => "before it said anything",
            (false, _) => "before it had a session",
        };
        write!(
            f,
            "{when}, {commits} own texts and {arrivals} of the peer stored and not told, {frames} not acked, {files} \
             files moving"
        )
    }
}

/// A program in one of its lives.
struct Life {
    child: Child,
    stdin: ChildStdin,
    lines: Receiver<Value>,
    /// Typed in this life, and how many of them were said to be held.
    typed: Vec<String>,
    held: usize,
    /// Those that wait, by what receipts call them; of this life and of lives before.
    waiting: BTreeMap<u64, String>,
    /// Files whose chunks move, by the numbers of this life.
    moving: BTreeSet<u64>,
    /// Files that were sent in this life, and not said to be offered yet.
    sent: BTreeSet<String>,
    said: usize,
    had_session: bool,
}

pub(crate) struct Side {
    pub(crate) name: &'static str,
    arguments: Vec<String>,
    home: std::path::PathBuf,
    life: Option<Life>,
    typed: usize,
    /// Texts that were said to be held, in their order.
    pub(crate) held: Vec<String>,
    /// Texts that were said to be acked.
    pub(crate) acked: Vec<String>,
    /// Texts that were told as new, in their order.
    pub(crate) told: Vec<String>,
    /// Files of ours that were said to be offered, and those that were said to be at the other end, whole.
    offered: BTreeSet<String>,
    pub(crate) verified: BTreeSet<String>,
    /// Texts that were found in the store when its program was killed.
    looked: BTreeSet<String>,
    /// How many files were made.
    files: usize,
    sessions: usize,
}

impl Side {
    pub(crate) fn new(name: &'static str, home: &Path) -> Self {
        Self {
            name,
            arguments: Vec::new(),
            home: home.to_owned(),
            life: None,
            typed: 0,
            held: Vec::new(),
            acked: Vec::new(),
            told: Vec::new(),
            offered: BTreeSet::new(),
            verified: BTreeSet::new(),
            looked: BTreeSet::new(),
            files: 0,
            sessions: 0,
        }
    }

    pub(crate) fn start(&mut self, arguments: &[&str]) {
        self.arguments = arguments.iter().map(|argument| (*argument).to_owned()).collect();
        self.restart();
    }

    pub(crate) fn restart(&mut self) {
        let mut child = Command::new(env!("CARGO_BIN_EXE_peerscope"))
            .args(["--json", "--no-passphrase", "--accept", "any", "--name", self.name, "--home"])
            .arg(&self.home)
            .args(&self.arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let (sender, lines) = channel();
        let stdout = BufReader::new(child.stdout.take().unwrap());
        std::thread::spawn(move || {
            // The last line of a killed program may be torn.
            let lines = stdout.lines().map_while(Result::ok);
            lines.map_while(|line| serde_json::from_str(&line).ok()).try_for_each(|line| sender.send(line))
        });
        let stdin = child.stdin.take().unwrap();
        let (typed, waiting, moving) = (Vec::new(), BTreeMap::new(), BTreeSet::new());
        self.life = Some(Life {
            child,
            stdin,
            lines,
            typed,
            held: 0,
            waiting,
            moving,
            sent: BTreeSet::new(),
            said: 0,
            had_session: false,
        });
        self.sessions = 0;
    }

    /// The same with other arguments, after a kill.
    pub(crate) fn restart_with(&mut self, arguments: &[&str]) {
        self.kill();
        self.start(arguments);
    }

    fn life(&mut self) -> &mut Life {
        self.life.as_mut().unwrap()
    }

    /// Reads one line, and notes what it says.
    pub(crate) fn read(&mut self) -> Value {
        let line = self.life().lines.recv_timeout(DEADLINE);
        let line = line.unwrap_or_else(|_| panic!("{} says nothing more", self.name));
        self.note(&line);
        line
    }

    /// Reads one line if there is one soon; says whether there was.
    pub(crate) fn read_soon(&mut self) -> bool {
        let line = self.life().lines.recv_timeout(SOON);
        line.is_ok_and(|line| {
            self.note(&line);
            true
        })
    }

    /// Reads until a line that is about this.
    pub(crate) fn until(&mut self, what: &str, is_it: impl Fn(&Value) -> bool) -> Value {
        for _ in 0..100_000 {
            let line = self.read();
            if is_it(&line) {
                return line;
            }
        }
        panic!("{} never says {what}", self.name)
    }

    /// Waits for a session that was not there before the last kill.
    pub(crate) fn until_connected(&mut self) {
        while self.sessions == 0 {
            self.read();
        }
    }

    /// The session is over: the other side was killed.
    pub(crate) const fn expect_another_session(&mut self) {
        self.sessions = 0;
    }

    pub(crate) fn until_told(&mut self, text: &str) {
        while !self.told.iter().any(|told| told == text) {
            self.read();
        }
    }

    pub(crate) fn type_next(&mut self) -> String {
        self.typed += 1;
        let text = format!("{} {:05}", self.name, self.typed);
        let life = self.life();
        // A program that has just ended reads nothing; its text is then not said to be held either.
        let _ = writeln!(life.stdin, "{text}");
        life.typed.push(text.clone());
        text
    }

    /// Sends another file, unless enough of them are on their way.
    pub(crate) fn send_file(&mut self) {
        if self.offered.len() - self.verified.len() + self.life().sent.len() >= FILES_MAX {
            return;
        }
        self.files += 1;
        let name = format!("{}-{}.bin", self.name, self.files);
        let path = self.home.join(&name);
        std::fs::write(&path, content(&name)).unwrap();
        let life = self.life();
        let _ = writeln!(life.stdin, "/send {}", path.display());
        life.sent.insert(name);
    }

    /// Waits until every file that was said to be offered is said to be there.
    pub(crate) fn until_verified(&mut self) {
        while self.offered != self.verified {
            self.read();
        }
    }

    fn note_file(&mut self, told: &Value) {
        let (id, name) = (told["id"].as_u64().unwrap(), told["name"].as_str().unwrap().to_owned());
        let life = self.life.as_mut().unwrap();
        let state = told["state"].as_str().unwrap();
        if matches!(state, "accepted" | "moving") {
            life.moving.insert(id);
        } else {
            life.moving.remove(&id);
        }
        match (told["direction"].as_str().unwrap(), state) {
            ("receiving", "offered") => {
                let _ = writeln!(life.stdin, "/receive {id}");
            }
            ("sending", "offered") => {
                life.sent.remove(&name);
                self.offered.insert(name);
            }
            ("sending", "verified") => {
                self.verified.insert(name);
            }
            (_, "stopped") => panic!("{}: {told}", self.name),
            _ => {}
        }
    }

    fn note(&mut self, line: &Value) {
        self.life().said += 1;
        let text = |line: &Value| line["text"].as_str().unwrap().to_owned();
        match line["event"].as_str().unwrap() {
            "connected" | "session" => {
                self.sessions += 1;
                self.life().had_session = true;
            }
            "message" => self.told.push(text(line)),
            "receipt" => {
                let id = line["id"].as_u64().unwrap();
                let now = self.life.as_mut().unwrap();
                match line["state"].as_str().unwrap() {
                    "held" => {
                        // They are held in the order in which they were typed.
                        let text = now.typed[now.held].clone();
                        now.held += 1;
                        now.waiting.insert(id, text.clone());
                        self.held.push(text);
                    }
                    "acked" => self.acked.extend(now.waiting.remove(&id)),
                    _ => {}
                }
            }
            "file" => self.note_file(line),
            "history" if line["from"] == "us" => {
                self.life().waiting.insert(line["id"].as_u64().unwrap(), text(line));
            }
            // That it was killed before.
            "error" if line["command"] == "store" => {}
            "error" => panic!("{}: {line}", self.name),
            _ => {}
        }
    }

    /// Ends the program as nothing can be refused or told, and reads what it had said by then.
    pub(crate) fn kill(&mut self) -> Phase {
        let life = self.life();
        life.child.kill().unwrap();
        life.child.wait().unwrap();
        while let Ok(line) = self.life().lines.recv() {
            self.note(&line);
        }
        let life = self.life.take().unwrap();
        Phase {
            frames: life.waiting.len(),
            files: life.moving.len(),
            lines: life.said,
            had_session: life.had_session,
            ..Phase::default()
        }
    }

    /// How many of its own texts in the store came there since the last look, and were not told.
    pub(crate) fn untold_own(&mut self, kept: Vec<String>) -> usize {
        let untold =
            kept.iter().filter(|text| !self.held.contains(text) && !self.looked.contains(*text)).count();
        self.looked.extend(kept);
        untold
    }

    /// The same of texts of the peer.
    pub(crate) fn untold_theirs(&mut self, kept: Vec<String>) -> usize {
        let untold =
            kept.iter().filter(|text| !self.told.contains(text) && !self.looked.contains(*text)).count();
        self.looked.extend(kept);
        untold
    }

    /// Says goodbye.
    pub(crate) fn quit(mut self) -> Self {
        writeln!(self.life().stdin, "/quit").unwrap();
        let _ended = self.until("its end", |line| line["event"] == "ended");
        self.life().child.wait().unwrap();
        self
    }
}
