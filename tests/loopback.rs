//! Nodes over real sockets on 127.0.0.1: what two and more people live through.

#![cfg(feature = "net")]
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has to fail loudly")]

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use peerscope::crypto::{OsRandom, SigningKey};
use peerscope::node::{
    AcceptPolicy, Command, Delivery, Event, ListenAddr, Node, NodeConfig, PeerAddr, PeerRef, Reason, Target,
};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::timeout;

/// Nothing here takes so long; a test that waits longer has found something.
const DEADLINE: Duration = Duration::from_secs(30);

/// A running node and its name.
struct Peer {
    name: &'static str,
    node: Node,
    address: Option<SocketAddr>,
}

fn identity() -> Arc<SigningKey> {
    Arc::new(SigningKey::generate(&mut OsRandom).unwrap())
}

fn peer(name: &'static str, accept: AcceptPolicy) -> Peer {
    with(name, identity(), accept)
}

fn with(name: &'static str, identity: Arc<SigningKey>, accept: AcceptPolicy) -> Peer {
    let config = NodeConfig { accept, ..NodeConfig::new(identity, name) };
    Peer { name, node: Node::spawn(config).unwrap(), address: None }
}

async fn listening(name: &'static str, accept: AcceptPolicy) -> Peer {
    let mut peer = peer(name, accept);
    peer.listen().await;
    peer
}

impl Peer {
    async fn listen(&mut self) {
        let any_port = ListenAddr::At((Ipv4Addr::LOCALHOST, 0).into());
        self.node.handle.send(Command::Listen(any_port)).await;
        let bound = self.until(|event| match event {
            Event::Listening { bound, .. } => Some(*bound),
            _ => None,
        });
        self.address = Some(bound.await);
    }

    async fn dial(&self, to: SocketAddr) {
        self.node.handle.send(Command::Dial(to.to_string().parse().unwrap())).await;
    }

    async fn say(&self, to: &str, body: &str) {
        let to = Target::One(PeerRef::Name(to.to_owned()));
        self.node.handle.send(Command::SendText { to, body: body.to_owned(), action: false }).await;
    }

    /// Waits for the event that `pick` takes; others pass by.
    async fn until<T>(&mut self, mut pick: impl FnMut(&Event) -> Option<T>) -> T {
        let search = async {
            loop {
                let event =
                    self.node.events.recv().await.unwrap_or_else(|| panic!("{} has ended", self.name));
                if let Some(found) = pick(&event) {
                    return found;
                }
            }
        };
        timeout(DEADLINE, search).await.unwrap_or_else(|_| panic!("{} waited too long", self.name))
    }

    async fn connected(&mut self) -> String {
        self.until(|event| match event {
            Event::Established { info, .. } => Some(info.name.clone()),
            _ => None,
        })
        .await
    }

    async fn texts(&mut self, count: usize) -> Vec<String> {
        let mut bodies = Vec::new();
        while bodies.len() < count {
            bodies.push(
                self.until(|event| match event {
                    Event::Text { body, .. } => Some(body.clone()),
                    _ => None,
                })
                .await,
            );
        }
        bodies
    }

    async fn acked(&mut self, count: usize) {
        for _ in 0..count {
            self.until(|event| matches!(event, Event::Delivery { state: Delivery::Acked, .. }).then_some(()))
                .await;
        }
    }

    async fn ends(mut self) {
        self.node.handle.send(Command::Shutdown).await;
        let drained = async { while self.node.events.recv().await.is_some() {} };
        timeout(DEADLINE, drained).await.unwrap();
    }
}

#[tokio::test]
async fn two_peers_talk_both_ways_and_know_what_arrived() {
    let mut bob = listening("bob", AcceptPolicy::Any).await;
    let mut alice = peer("alice", AcceptPolicy::Any);
    alice.dial(bob.address.unwrap()).await;
    assert_eq!(alice.connected().await, "bob");
    assert_eq!(bob.connected().await, "alice");
    alice.say("bob", "hello").await;
    bob.say("alice", "good day").await;
    assert_eq!(bob.texts(1).await, ["hello"]);
    assert_eq!(alice.texts(1).await, ["good day"]);
    alice.acked(1).await;
    bob.acked(1).await;
    alice.ends().await;
    let reason = bob.until(|event| match event {
        Event::Closed { reason, .. } => Some(*reason),
        _ => None,
    });
    assert_eq!(reason.await, Some(Reason::Goodbye));
}

#[tokio::test]
async fn each_of_three_peers_has_a_session_of_its_own() {
    let mut hub = listening("hub", AcceptPolicy::Any).await;
    let mut others = [peer("bob", AcceptPolicy::Any), peer("bob", AcceptPolicy::Any)];
    for other in &mut others {
        other.dial(hub.address.unwrap()).await;
        other.connected().await;
    }
    let names = [hub.connected().await, hub.connected().await];
    assert_eq!(names, ["bob", "bob-2"], "a name belongs to one peer");
    let text = Command::SendText { to: Target::Everybody, body: "all".to_owned(), action: false };
    hub.node.handle.send(text).await;
    for other in &mut others {
        assert_eq!(other.texts(1).await, ["all"]);
    }
}

#[tokio::test]
async fn peers_that_dial_each_other_at_once_keep_one_session_and_lose_nothing() {
    for _ in 0..10 {
        let mut alice = listening("alice", AcceptPolicy::Any).await;
        let mut bob = listening("bob", AcceptPolicy::Any).await;
        tokio::join!(alice.dial(bob.address.unwrap()), bob.dial(alice.address.unwrap()));
        tokio::join!(alice.connected(), bob.connected());
        let sent: Vec<String> = (0..20).map(|number| format!("text {number}")).collect();
        for body in &sent {
            tokio::join!(alice.say("bob", body), bob.say("alice", body));
        }
        let (at_alice, at_bob) = tokio::join!(alice.texts(20), bob.texts(20));
        assert_eq!((&at_alice, &at_bob), (&sent, &sent), "in order, each once");
        tokio::join!(alice.ends(), bob.ends());
    }
}

/// A relay that passes bytes until it is told to drop the link.
async fn relay(to: SocketAddr) -> (SocketAddr, tokio::sync::mpsc::Sender<()>) {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
    let address = listener.local_addr().unwrap();
    let (cut, mut cuts) = tokio::sync::mpsc::channel::<()>(1);
    tokio::spawn(async move {
        while let Ok((mut near, _)) = listener.accept().await {
            let Ok(mut far) = TcpStream::connect(to).await else { return };
            tokio::select! {
                _ = tokio::io::copy_bidirectional(&mut near, &mut far) => {}
                _ = cuts.recv() => {}
            }
        }
    });
    (address, cut)
}

#[tokio::test]
async fn a_link_that_is_cut_is_dialled_again_and_texts_arrive_once() {
    let mut bob = listening("bob", AcceptPolicy::Any).await;
    let (address, cut) = relay(bob.address.unwrap()).await;
    let mut alice = peer("alice", AcceptPolicy::Any);
    alice.dial(address).await;
    tokio::join!(alice.connected(), bob.connected());
    alice.say("bob", "one").await;
    assert_eq!(bob.texts(1).await, ["one"]);
    alice.acked(1).await;
    cut.send(()).await.unwrap();
    let reason = alice.until(|event| match event {
        Event::Closed { reason, will_retry, .. } => Some((*reason, *will_retry)),
        _ => None,
    });
    assert_eq!(reason.await, (Some(Reason::Truncated), true), "a cut is told from a goodbye");
    alice.say("bob", "two").await;
    alice.say("bob", "three").await;
    assert_eq!(bob.texts(2).await, ["two", "three"]);
    alice.acked(2).await;
}

#[tokio::test]
async fn an_unknown_dialler_is_refused_where_nobody_can_be_asked() {
    let bob = listening("bob", AcceptPolicy::Known).await;
    let mut alice = peer("alice", AcceptPolicy::Any);
    alice.dial(bob.address.unwrap()).await;
    let (reason, will_retry) = alice
        .until(|event| match event {
            Event::Closed { reason, will_retry, .. } => Some((*reason, *will_retry)),
            _ => None,
        })
        .await;
    assert_eq!((reason, will_retry), (Some(Reason::NotAccepted), false));
}

#[tokio::test]
async fn a_person_accepts_on_both_sides_before_anything_is_said() {
    let mut bob = listening("bob", AcceptPolicy::Ask).await;
    let mut alice = peer("alice", AcceptPolicy::Ask);
    alice.dial(bob.address.unwrap()).await;
    let asked = |event: &Event| match event {
        Event::TrustNeeded { peer, .. } => Some(*peer),
        _ => None,
    };
    let answered = alice.until(asked).await;
    alice.node.handle.send(Command::Accept(PeerRef::Id(answered))).await;
    let caller = bob.until(asked).await;
    bob.node.handle.send(Command::Accept(PeerRef::Id(caller))).await;
    assert_eq!(alice.connected().await, "bob");
    assert_eq!(bob.connected().await, "alice");
}

#[tokio::test]
async fn a_pinned_dial_that_finds_another_ends_before_it_says_who_calls() {
    let mut bob = listening("bob", AcceptPolicy::Any).await;
    let mut alice = peer("alice", AcceptPolicy::Any);
    let another = identity().verifying_key().fingerprint();
    let to: PeerAddr = format!("{}#{another}", bob.address.unwrap()).parse().unwrap();
    alice.node.handle.send(Command::Dial(to)).await;
    let reason = alice.until(|event| match event {
        Event::Closed { reason, will_retry, .. } => Some((*reason, *will_retry)),
        _ => None,
    });
    assert_eq!(reason.await, (Some(Reason::IdMismatch), false));
    let who = bob.until(|event| match event {
        Event::Closed { peer, reason, .. } => Some((*peer, *reason)),
        _ => None,
    });
    assert_eq!(who.await, (None, Some(Reason::Truncated)), "the listener never learned who dialled");
}

#[tokio::test]
async fn whoever_dials_itself_is_told_so() {
    let mut alice = listening("alice", AcceptPolicy::Any).await;
    alice.dial(alice.address.unwrap()).await;
    let reason = alice.until(|event| match event {
        Event::Closed { reason: Some(Reason::IdIsSelf), will_retry, .. } => Some(*will_retry),
        _ => None,
    });
    assert!(!reason.await, "it would be no other next time");
}

#[tokio::test]
async fn strangers_get_no_answer_and_disturb_nobody() {
    let mut bob = listening("bob", AcceptPolicy::Any).await;
    let mut alice = peer("alice", AcceptPolicy::Any);
    alice.dial(bob.address.unwrap()).await;
    tokio::join!(alice.connected(), bob.connected());
    for garbage in [b"GET / HTTP/1.1\r\nHost: x\r\n\r\n".as_slice(), &[0x16; 600], &[0; 20]] {
        let mut stranger = TcpStream::connect(bob.address.unwrap()).await.unwrap();
        stranger.write_all(garbage).await.unwrap();
        let mut answer = Vec::new();
        let _ = timeout(DEADLINE, stranger.read_to_end(&mut answer)).await.unwrap();
        assert!(answer.is_empty(), "nothing is sent back before there are keys");
    }
    alice.say("bob", "still here").await;
    assert_eq!(bob.texts(1).await, ["still here"]);
}

#[tokio::test]
async fn a_peer_that_stops_reading_delays_no_other() {
    let mut hub = listening("hub", AcceptPolicy::Any).await;
    let mut quick = peer("quick", AcceptPolicy::Any);
    // Connects and never reads nor writes.
    let _idle = TcpStream::connect(hub.address.unwrap()).await.unwrap();
    quick.dial(hub.address.unwrap()).await;
    tokio::join!(quick.connected(), hub.connected());
    quick.say("hub", "quick").await;
    assert_eq!(hub.texts(1).await, ["quick"]);
}

#[tokio::test]
async fn a_node_that_ends_leaves_no_task() {
    let mut bob = listening("bob", AcceptPolicy::Any).await;
    let mut alice = peer("alice", AcceptPolicy::Any);
    alice.dial(bob.address.unwrap()).await;
    tokio::join!(alice.connected(), bob.connected());
    tokio::join!(alice.ends(), bob.ends());
    let left = tokio::runtime::Handle::current().metrics().num_alive_tasks();
    let gone = async {
        while tokio::runtime::Handle::current().metrics().num_alive_tasks() > 0 {
            tokio::task::yield_now().await;
        }
    };
    timeout(DEADLINE, gone).await.unwrap_or_else(|_| panic!("{left} tasks are left"));
}
