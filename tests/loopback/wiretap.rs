//! What somebody who taps a connection records of it: a proxy that writes the segments of a pcap file, and the real
//! programs for that.

use std::io::{BufRead as _, BufReader, Read as _};
use std::net::{IpAddr, SocketAddr};
use std::process::{Child, ChildStderr, Command, Stdio};

use etherparse::PacketBuilder;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

use crate::pcap::pcap;

/// The link type of a record that begins with its IP header.
const RAW: u32 = 101;
/// The programs that record, the arguments with which they write to stdout, and what they say when they have begun.
const PROGRAMS: [(&str, &[&str], &str); 2] = [
    ("tcpdump", &["-i", "lo", "--immediate-mode", "-U", "-w", "-"], "listening on"),
    ("dumpcap", &["-i", "lo", "-q", "-w", "-", "-f"], "File:"),
];

/// Passes one connection on to `listener`, and gives what the dialler's side of it saw as a pcap file when it is over.
pub(crate) async fn proxy(listener: SocketAddr) -> (SocketAddr, JoinHandle<Vec<u8>>) {
    let socket = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = socket.local_addr().unwrap();
    let recording = tokio::spawn(async move {
        let (dialler, from) = socket.accept().await.unwrap();
        let listener = TcpStream::connect(listener).await.unwrap();
        let ends = [Side::new(dialler, (from, address)), Side::new(listener, (address, from))];
        pcap(RAW, &pass(ends).await)
    });
    (address, recording)
}

/// One side of the connection, and its stream as it is recorded.
struct Side {
    socket: TcpStream,
    /// Who writes it, and whom to.
    ends: (SocketAddr, SocketAddr),
    /// Number of its next byte.
    seq: u32,
    is_open: bool,
    piece: Vec<u8>,
}

impl Side {
    fn new(socket: TcpStream, ends: (SocketAddr, SocketAddr)) -> Self {
        Self { socket, ends, seq: 0, is_open: true, piece: vec![0; 4096] }
    }

    /// The next bytes of it; none at its end.
    async fn read(&mut self) -> Vec<u8> {
        let count = self.socket.read(&mut self.piece).await.unwrap_or_default();
        self.piece[..count].to_vec()
    }

    /// A segment with these bytes; without any it is a SYN.
    fn segment(&mut self, payload: &[u8], ack: Option<u32>) -> Vec<u8> {
        let (IpAddr::V4(from), IpAddr::V4(to)) = (self.ends.0.ip(), self.ends.1.ip()) else {
            panic!("the test dials IPv4")
        };
        let ports = (self.ends.0.port(), self.ends.1.port());
        let tcp = PacketBuilder::ipv4(from.octets(), to.octets(), 64).tcp(ports.0, ports.1, self.seq, 65_535);
        let tcp = if payload.is_empty() { tcp.syn() } else { tcp };
        let tcp = match ack {
            Some(number) => tcp.ack(number),
            None => tcp,
        };
        self.seq = self.seq.wrapping_add(u32::try_from(payload.len().max(1)).unwrap());
        let mut bytes = Vec::new();
        tcp.write(&mut bytes, payload).unwrap();
        bytes
    }
}

/// Passes both directions on until both have ended; gives the segments in the order in which they came.
async fn pass([mut one, mut other]: [Side; 2]) -> Vec<Vec<u8>> {
    let mut segments = vec![one.segment(&[], None), other.segment(&[], Some(1))];
    while one.is_open || other.is_open {
        let (from, to, bytes) = tokio::select! {
            bytes = one.read(), if one.is_open => (&mut one, &mut other, bytes),
            bytes = other.read(), if other.is_open => (&mut other, &mut one, bytes),
        };
        if bytes.is_empty() {
            from.is_open = false;
            let _ = to.socket.shutdown().await;
        } else if to.socket.write_all(&bytes).await.is_ok() {
            segments.push(from.segment(&bytes, Some(1)));
        }
    }
    segments
}

/// A program that records a port of this machine.
pub(crate) struct Recorder(Child);

impl Recorder {
    /// Starts one of those that are here and may record; it has begun when this returns.
    pub(crate) fn start(port: u16) -> Option<Self> {
        for (program, arguments, begun) in PROGRAMS {
            let mut command = Command::new(program);
            command.args(arguments).arg(format!("tcp port {port}"));
            command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
            let Ok(child) = command.spawn() else { continue };
            let mut recorder = Self(child);
            if says(recorder.0.stderr.take().unwrap(), begun) {
                return Some(recorder);
            }
        }
        None
    }

    /// What it has written once that is enough.
    pub(crate) fn until(mut self, is_enough: impl Fn(&[u8]) -> bool) -> Vec<u8> {
        let (mut file, mut piece) = (Vec::new(), [0; 4096]);
        let mut out = self.0.stdout.take().unwrap();
        while !is_enough(&file) {
            let count = out.read(&mut piece).unwrap();
            assert!(count > 0, "it goes on until it is stopped");
            file.extend_from_slice(&piece[..count]);
        }
        file
    }
}

impl Drop for Recorder {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Whether a program says this before it ends. What it says later is read, too, so that it never waits for us.
fn says(stderr: ChildStderr, words: &str) -> bool {
    let mut lines = BufReader::new(stderr).lines();
    let begun = lines.by_ref().map_while(Result::ok).any(|line| line.contains(words));
    if begun {
        std::thread::spawn(move || lines.for_each(drop));
    }
    begun
}
