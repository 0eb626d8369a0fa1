//! What a sealed text costs over a real socket: an echo between two nodes on 127.0.0.1 beside a plain echo of
//! tokio with the same sizes, in the same run, so that the ratio means something on any machine.
//!
//! A round trip of nodes is a text there, its receipt, and a text back; a plain one is the bytes there and back.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a bench that cannot go on has to fail loudly")]
#![expect(clippy::print_stdout, reason = "the ratio is what the bench is for")]

use std::{
    hint::black_box,
    sync::Arc,
    time::{Duration, Instant},
};

use peerscope::{
    crypto::{OsRandom, SigningKey},
    node::{AcceptPolicy, Command, Event, Limits, Node, NodeConfig, PeerId, PeerRef, Rate, Target},
    protocol::RekeyPolicy,
};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
    runtime::Runtime,
};

const SIZES: [usize; 3] = [64, 1_024, 16_384];

/// The median of this many round trips.
const ROUNDS: usize = 1_000;
/// The best of so many medians, taken in turns: which core a task wakes on is chance.
const PASSES: usize = 5;

fn main() {
    // `cargo test` runs this bench once: one round shows that it works.
    let rounds = if std::env::args().any(|argument| argument == "--bench") { ROUNDS } else { 1 };
    let runtime = Runtime::new().unwrap();
    println!("{:>8}  {:>12}  {:>12}  {:>7}", "bytes", "sealed", "plain", "ratio");
    for size in SIZES {
        let (mut sealed, mut plain) = (Duration::MAX, Duration::MAX);
        for _ in 0..PASSES {
            sealed = sealed.min(runtime.block_on(sealed_echo(size, rounds)));
            plain = plain.min(runtime.block_on(plain_echo(size, rounds)));
        }
        let ratio = sealed.as_secs_f64() / plain.as_secs_f64();
        println!("{size:>8}  {sealed:>12.1?}  {plain:>12.1?}  {ratio:>6.2}x");
    }
    let handshake = runtime.block_on(handshakes(rounds.div_ceil(20)));
    println!("from dial to the session, both sides: {handshake:.2?}");
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}

fn node() -> (Node, PeerId) {
    let identity = Arc::new(SigningKey::generate(&mut OsRandom).unwrap());
    let id = PeerId::from(&identity.verifying_key());
    let rekey = RekeyPolicy { texts: u64::MAX, bytes: u64::MAX, ..RekeyPolicy::default() };
    // One address dials again and again, which a listener otherwise slows to once a second.
    let limits = Limits { dials: Rate { every: Duration::ZERO, burst: 1 }, ..Limits::default() };
    let config =
        NodeConfig { accept: AcceptPolicy::Any, rekey, limits, ..NodeConfig::new(identity, "bench") };
    (Node::spawn(config).unwrap(), id)
}

async fn until<T>(node: &mut Node, pick: impl Fn(Event) -> Option<T>) -> T {
    loop {
        let Some(event) = node.events.recv().await else { panic!("the node has ended") };
        if let Some(picked) = pick(event) {
            return picked;
        }
    }
}

async fn listening(node: &mut Node) -> String {
    node.handle.send(Command::Listen("127.0.0.1:0".parse().unwrap())).await;
    until(
        node,
        |event| if let Event::Listening { bound, .. } = event { Some(bound.to_string()) } else { None },
    )
    .await
}

async fn session(node: &mut Node) {
    until(node, |event| matches!(event, Event::Established { .. }).then_some(())).await;
}

async fn text(node: &mut Node) -> String {
    until(
        node,
        |event| if let Event::Text { body, .. } = event { Some(body.as_sent().to_owned()) } else { None },
    )
    .await
}

async fn say(node: &Node, to: PeerId, body: String) {
    let to = Target::One(PeerRef::Id(to));
    node.handle.send(Command::SendText { to, body, action: false }).await;
}

/// The time from the command to send until the echo's event.
async fn sealed_echo(size: usize, rounds: usize) -> Duration {
    let ((mut listener, listener_id), (mut dialler, dialler_id)) = (node(), node());
    let address = listening(&mut listener).await;
    dialler.handle.send(Command::Dial(address.parse().unwrap())).await;
    tokio::join!(session(&mut listener), session(&mut dialler));
    let echo = tokio::spawn(async move {
        for _ in 0..rounds {
            let body = text(&mut listener).await;
            say(&listener, dialler_id, body).await;
        }
        listener
    });
    let mut times = Vec::with_capacity(rounds);
    for _ in 0..rounds {
        let body = "x".repeat(size);
        let began = now();
        say(&dialler, listener_id, body).await;
        black_box(text(&mut dialler).await);
        times.push(began.elapsed());
    }
    let listener = echo.await.unwrap();
    for mut node in [listener, dialler] {
        node.handle.send(Command::Shutdown).await;
        while node.events.recv().await.is_some() {}
    }
    median(times)
}

/// The same bytes through two sockets and nothing else.
async fn plain_echo(size: usize, rounds: usize) -> Duration {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let echo = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        stream.set_nodelay(true).unwrap();
        let mut bytes = vec![0; size];
        for _ in 0..rounds {
            stream.read_exact(&mut bytes).await.unwrap();
            stream.write_all(&bytes).await.unwrap();
        }
    });
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.set_nodelay(true).unwrap();
    let mut bytes = vec![b'x'; size];
    let mut times = Vec::with_capacity(rounds);
    for _ in 0..rounds {
        let began = now();
        stream.write_all(&bytes).await.unwrap();
        stream.read_exact(&mut bytes).await.unwrap();
        times.push(began.elapsed());
    }
    echo.await.unwrap();
    median(times)
}

/// From the command to dial until both sides have a session.
async fn handshakes(rounds: usize) -> Duration {
    let (mut listener, _) = node();
    let address = listening(&mut listener).await;
    let mut times = Vec::with_capacity(rounds);
    for _ in 0..rounds {
        let (mut dialler, _) = node();
        let began = now();
        dialler.handle.send(Command::Dial(address.parse().unwrap())).await;
        tokio::join!(session(&mut listener), session(&mut dialler));
        times.push(began.elapsed());
    }
    median(times)
}

#[expect(clippy::disallowed_methods, reason = "a bench measures time")]
fn now() -> Instant {
    Instant::now()
}
