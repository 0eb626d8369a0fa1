//! What strangers and peers may cost, over real sockets.

use std::net::SocketAddr;
use std::time::Duration;

#[cfg(target_os = "linux")]
use peerscope::keystore::{KnownPeers, Trust};
use peerscope::node::{
    AcceptPolicy, Command, Delivery, Event, Limits, NodeConfig, Packet, PeerId, PeerRef, Presence, Rate,
    Reason,
};
use peerscope::protocol::{Gate, Timeouts};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

use crate::peer::{DEADLINE, Peer, identity};
#[cfg(target_os = "linux")]
use crate::proxy::{ELSEWHERE, Proxy};

/// As many dials as a test likes, all from one address.
fn no_door() -> Limits {
    Limits {
        half_open_max: 1_000,
        early_drop_from: 1_000,
        half_open_per_source: 1_000,
        dials: Rate { every: Duration::ZERO, burst: 1 },
        penalty_from: Duration::MAX,
        places_per_source: 1_000,
        ..Limits::default()
    }
}

fn with_limits(seed: u8, limits: &Limits) -> Peer {
    let limits = *limits;
    Peer::with(seed, |config| NodeConfig { accept: AcceptPolicy::Any, limits, ..config })
}

/// What a stranger reads until its link ends.
async fn answer_to(mut stranger: TcpStream) -> Vec<u8> {
    let mut answer = Vec::new();
    let reading = tokio::time::timeout(DEADLINE, stranger.read_to_end(&mut answer));
    // A reset is an end, too.
    let _ = reading.await.unwrap();
    answer
}

async fn garbage(to: SocketAddr) -> Vec<u8> {
    let mut stranger = TcpStream::connect(to).await.unwrap();
    let _ = stranger.write_all(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n").await;
    answer_to(stranger).await
}

/// A well-formed HANDSHAKE_REQUEST with a value that costs its receiver an exponentiation, and no gate.
fn bogus_request() -> Vec<u8> {
    let mut frame = [&b"PSCP\x01\x02\0\0\0\0\x01\x44"[..], &[0; 8], &[1, 1, 0, 1], &[7; 32]].concat();
    frame.extend([0; 255]);
    frame.push(4);
    frame.extend([9; 32]);
    frame
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn trouble_from_one_address_shuts_it_out_and_nobody_else() {
    let mut listener = Peer::open(1);
    let address = listener.listen().await;
    for _ in 0..50 {
        assert!(garbage(address).await.is_empty(), "nothing is sent before there are keys");
    }
    let stranger = TcpStream::connect(address).await.unwrap();
    assert!(answer_to(stranger).await.is_empty(), "closed at once, not at the deadline of the handshake");
    let proxy = Proxy::from(ELSEWHERE, address).await;
    let mut dialler = Peer::open(2);
    dialler.dial(proxy.address).await;
    dialler.until_established().await;
    dialler.say(&listener, "from elsewhere").await;
    listener.until_text("from elsewhere").await;
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn five_hundred_idle_links_keep_nobody_else_out() {
    let mut listener = Peer::open(1);
    let address = listener.listen().await;
    let mut refused = tokio::task::JoinSet::new();
    for _ in 0..500 {
        let stranger = TcpStream::connect(address).await.unwrap();
        refused.spawn(answer_to(stranger));
    }
    for _ in 0..496 {
        // Long before the deadline of the handshake, which would end the other four.
        let ended = tokio::time::timeout(Duration::from_secs(8), refused.join_next()).await;
        assert!(ended.unwrap().unwrap().unwrap().is_empty());
    }
    let proxy = Proxy::from(ELSEWHERE, address).await;
    let mut dialler = Peer::open(2);
    dialler.dial(proxy.address).await;
    dialler.until_established().await;
}

/// A peer of this number that dials the hub from this address, and what became of it.
#[cfg(target_os = "linux")]
async fn calls(hub: SocketAddr, seed: u8, from: [u8; 4]) -> (Peer, Proxy, Option<Reason>) {
    let proxy = Proxy::from(from.into(), hub).await;
    let mut peer = Peer::open(seed);
    peer.dial(proxy.address).await;
    let ended = |event: &Event| match event {
        Event::Established { .. } => Some(None),
        Event::Closed { reason, retry_in, established: false, .. } => {
            assert!(retry_in.is_some(), "it may come again when there is a place");
            Some(*reason)
        }
        _ => None,
    };
    let outcome = peer.until("outcome", ended).await;
    (peer, proxy, outcome)
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn strangers_who_prove_who_they_are_keep_no_known_peer_out() {
    let limits = Limits {
        places: 4,
        places_for_strangers: 3,
        places_per_source: 2,
        places_for_verified: 1,
        dials: Rate { every: Duration::ZERO, burst: 1 },
        ..Limits::default()
    };
    let key = |seed| identity(seed).verifying_key();
    let mut known_peers = KnownPeers::default();
    for (seed, name) in [(50, "friend"), (51, "other"), (60, "verified"), (61, "late")] {
        known_peers.remember(key(seed), name, 1);
    }
    for seed in [60, 61] {
        known_peers.update(&key(seed), |known| known.trust = Trust::Verified { at: 1 });
    }
    let accept = AcceptPolicy::Any;
    let mut hub = Peer::with(1, |config| NodeConfig { accept, known_peers, limits, ..config });
    let address = hub.listen().await;
    let full = Some(Reason::RateLimited);
    let cases = [
        (10, [127, 0, 1, 1], None, "a stranger"),
        (11, [127, 0, 1, 1], None, "another"),
        (12, [127, 0, 1, 1], full, "a third of the same address"),
        (13, [127, 0, 1, 2], None, "a third of another"),
        (14, [127, 0, 1, 3], full, "what is left is not for strangers"),
        (50, [127, 0, 1, 1], None, "but for a known peer, though strangers crowd its address"),
        (51, [127, 0, 1, 4], full, "the next finds nothing left"),
        (60, [127, 0, 1, 1], None, "and a verified peer has a place beyond"),
        (10, [127, 0, 1, 1], None, "who comes back has its place, whatever became of the link before"),
        (61, [127, 0, 1, 5], full, "all of it has a bound"),
    ];
    let mut callers = Vec::new();
    for (seed, from, expected, what) in cases {
        let (peer, proxy, outcome) = calls(address, seed, from).await;
        assert_eq!(outcome, expected, "{what}");
        // Who was refused would come again and again.
        if expected.is_none() {
            callers.push((peer, proxy));
        }
    }
}

#[tokio::test]
async fn a_full_queue_for_exponentiations_turns_strangers_away() {
    let mut listener = with_limits(1, &Limits { computing_queue: 0, ..no_door() });
    let address = listener.listen().await;
    let mut stranger = TcpStream::connect(address).await.unwrap();
    stranger.write_all(&bogus_request()).await.unwrap();
    assert!(answer_to(stranger).await.is_empty());
    let Event::Closed { reason, established: false, .. } = listener.until_closed().await else {
        panic!("the handshake has ended");
    };
    assert_eq!(reason, Some(Reason::RateLimited));
    // Our own dials and sessions wait for nobody.
    let mut other = Peer::open(2);
    let there = other.listen().await;
    listener.dial(there).await;
    listener.until_established().await;
    listener.tell(Command::Rekey(PeerRef::Id(other.id))).await;
    let rekeyed = |event: &Event| matches!(event, Event::Rekeyed { .. }).then_some(());
    listener.until("rekey", rekeyed).await;
}

#[tokio::test]
async fn a_gate_is_silent_to_whoever_does_not_know_it() {
    let timeouts = Timeouts { handshake: Duration::from_secs(2), ..Timeouts::default() };
    let mut listener = Peer::with(1, |config| NodeConfig {
        accept: AcceptPolicy::Any,
        gate: Gate::Required,
        limits: no_door(),
        timeouts,
        ..config
    });
    let address = listener.listen().await;
    let mut asker = TcpStream::connect(address).await.unwrap();
    asker.write_all(&bogus_request()).await.unwrap();
    let silent = TcpStream::connect(address).await.unwrap();
    let (to_asker, to_silent) = tokio::join!(answer_to(asker), answer_to(silent));
    assert_eq!((to_asker.len(), to_silent.len()), (0, 0));
    let mut reasons = Vec::new();
    for _ in 0..2 {
        if let Event::Closed { reason, .. } = listener.until_closed().await {
            reasons.extend(reason);
        }
    }
    reasons.sort_unstable();
    let mut both = [Reason::GateRefused, Reason::HandshakeTimeout];
    both.sort_unstable();
    assert_eq!(reasons, both);
    listener.until_packets("refused request", |packets| refused_at(packets).is_some()).await;
    let mut friend = Peer::open(2);
    let known = peerscope::node::PeerAddr {
        pin: Some(peerscope::crypto::Pin::Identity(identity(1).verifying_key())),
        ..address.to_string().parse().unwrap()
    };
    friend.tell(Command::Dial(known)).await;
    friend.until_established().await;
}

fn refused_at(packets: &[Packet]) -> Option<()> {
    packets.iter().any(|packet| packet.reason == Some(Reason::GateRefused)).then_some(())
}

#[tokio::test]
async fn a_peer_that_sends_very_much_is_slowed_and_never_closed() {
    let every = Duration::from_millis(5);
    let mut slow = with_limits(1, &Limits { frames: Rate { every, burst: 8 }, ..no_door() });
    let mut eager = with_limits(2, &no_door());
    eager.dial(slow.listen().await).await;
    slow.until_established().await;
    eager.until_established().await;
    for number in 0..400 {
        eager.say(&slow, &format!("text {number}")).await;
        // Taking events as we go: a node whose events nobody takes waits, by design.
        let held =
            |event: &Event| matches!(event, Event::Delivery { state: Delivery::Held, .. }).then_some(());
        eager.until("held", held).await;
    }
    tokio::join!(slow.until_text("text 399"), eager.until_delivered(Delivery::Acked, 400));
    let expected: Vec<_> = (0..400).map(|number| format!("text {number}")).collect();
    assert_eq!(slow.bodies(), expected, "all of them, in order, in one session");
    assert!(!slow.seen.iter().any(|event| matches!(event, Event::Closed { .. })));
    let texts = |packets: &[Packet]| packets.iter().filter(|packet| packet.kind == Some("text")).count();
    slow.until_packets("all texts", |packets| texts(packets) == 400).await;
    let times: Vec<_> = slow
        .packets
        .iter()
        .filter(|packet| packet.kind == Some("text"))
        .map(|packet| packet.time.0)
        .collect();
    // What one read can hold comes at once; all the rest had to wait for its token.
    let least = every * (400 - 8 - 2 * 141);
    assert!(u128::from(times[399] - times[0]) >= least.as_millis(), "{} ms", times[399] - times[0]);
}

#[tokio::test]
async fn the_stranger_who_waits_longest_makes_room_for_the_next() {
    let mut listener = Peer::with(1, |config| NodeConfig { limits: no_door(), ..config });
    let address = listener.listen().await;
    let mut strangers = Vec::new();
    for seed in 10..33 {
        let stranger = Peer::open(seed);
        stranger.dial(address).await;
        let asked = |event: &Event| matches!(event, Event::TrustNeeded { .. }).then_some(());
        listener.until("question", asked).await;
        strangers.push(stranger);
    }
    for stranger in &mut strangers[..3] {
        let Event::Closed { reason, retry_in: None, .. } = stranger.until_closed().await else {
            panic!("the oldest are turned away for good");
        };
        assert_eq!(reason, Some(Reason::NotAccepted));
    }
    let waiting: Vec<PeerId> = waiting_at(&mut listener).await;
    assert_eq!(waiting.len(), 20);
    let last = strangers.last_mut().unwrap();
    listener.tell(Command::Accept(PeerRef::Id(last.id))).await;
    last.until_established().await;
    let known = listener.about(last.id).await;
    assert_eq!(known.presence, Presence::Connected);
}

#[tokio::test]
async fn who_calls_again_before_the_answer_is_still_waited_for() {
    let mut listener = Peer::with(1, |config| NodeConfig { limits: no_door(), ..config });
    let address = listener.listen().await;
    let asked = |event: &Event| matches!(event, Event::TrustNeeded { .. }).then_some(());
    let mut before = Peer::open(10);
    before.dial(address).await;
    listener.until("question", asked).await;
    let mut again = Peer::open(10);
    again.dial(address).await;
    listener.until("question about the newer call", asked).await;
    before.until_closed().await;
    assert_eq!(waiting_at(&mut listener).await, [again.id]);
    listener.tell(Command::Accept(PeerRef::Id(again.id))).await;
    let established = |event: &Event| match event {
        Event::Closed { peer: Some(_), .. } => panic!("the end of the older call takes the question away"),
        Event::Established { .. } => Some(()),
        _ => None,
    };
    listener.until("session", established).await;
    again.until_established().await;
}

async fn waiting_at(listener: &mut Peer) -> Vec<PeerId> {
    listener.tell(Command::Describe(None)).await;
    listener
        .until("list", |event| match event {
            Event::Peers(infos) => {
                let pending = infos.iter().filter(|info| info.presence == Presence::Pending);
                Some(pending.map(|info| info.peer).collect())
            }
            _ => None,
        })
        .await
}
