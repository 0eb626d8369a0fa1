//! A node under test, with everything it has told so far.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use peerscope::crypto::{Secret, SigningKey};
use peerscope::node::{
    AcceptPolicy, Command, Delivery, Event, Node, NodeConfig, Packet, PeerId, PeerInfo, PeerRef, Target,
};

/// Longer than any honest step takes on a busy machine.
pub(crate) const DEADLINE: Duration = Duration::from_secs(30);

/// A node and what came out of it.
pub(crate) struct Peer {
    pub(crate) node: Node,
    pub(crate) id: PeerId,
    pub(crate) seen: Vec<Event>,
    pub(crate) packets: Vec<Packet>,
}

/// The identity that a test calls by a number.
pub(crate) fn identity(seed: u8) -> Arc<SigningKey> {
    Arc::new(SigningKey::from_seed(Secret::new([seed; 32])))
}

/// Two numbers, that of the lower identity key first.
pub(crate) fn ordered(one: u8, other: u8) -> (u8, u8) {
    if identity(one).verifying_key() < identity(other).verifying_key() { (one, other) } else { (other, one) }
}

impl Peer {
    pub(crate) fn with(seed: u8, settle: impl FnOnce(NodeConfig) -> NodeConfig) -> Self {
        let identity = identity(seed);
        let id = PeerId::from(&identity.verifying_key());
        let config = settle(NodeConfig::new(identity, &format!("peer-{seed}")));
        Self { node: Node::spawn(config).unwrap(), id, seen: Vec::new(), packets: Vec::new() }
    }

    pub(crate) fn start(seed: u8, accept: AcceptPolicy) -> Self {
        Self::with(seed, |config| NodeConfig { accept, ..config })
    }

    /// A node that accepts everybody.
    pub(crate) fn open(seed: u8) -> Self {
        Self::start(seed, AcceptPolicy::Any)
    }

    pub(crate) async fn tell(&self, command: Command) {
        self.node.handle.send(command).await;
    }

    pub(crate) async fn listen(&mut self) -> SocketAddr {
        self.tell(Command::Listen("127.0.0.1:0".parse().unwrap())).await;
        self.until("listening", |event| match event {
            Event::Listening { bound, .. } => Some(*bound),
            _ => None,
        })
        .await
    }

    pub(crate) async fn dial(&self, to: SocketAddr) {
        self.tell(Command::Dial(to.to_string().parse().unwrap())).await;
    }

    pub(crate) async fn say(&self, to: &Self, body: &str) {
        self.say_to(Target::One(PeerRef::Id(to.id)), body).await;
    }

    pub(crate) async fn say_to(&self, to: Target, body: &str) {
        self.tell(Command::SendText { to, body: body.to_owned(), action: false }).await;
    }

    /// Waits for an event; all that come before it are kept in `seen`.
    pub(crate) async fn until<T>(&mut self, what: &str, pick: impl Fn(&Event) -> Option<T>) -> T {
        let waits = async {
            loop {
                let event = self.node.events.recv().await?;
                let picked = pick(&event);
                self.seen.push(event);
                if picked.is_some() {
                    return picked;
                }
            }
        };
        // Neither in time nor before the node ended.
        let found = tokio::time::timeout(DEADLINE, waits).await.ok().flatten();
        found.unwrap_or_else(|| panic!("no {what}, after {}", self.last()))
    }

    /// The last few events, each in short.
    fn last(&self) -> String {
        let short = |event: &Event| format!("{event:?}").chars().take(300).collect::<String>();
        let from = self.seen.len().saturating_sub(12);
        self.seen[from..].iter().map(short).collect::<Vec<_>>().join("\n")
    }

    pub(crate) async fn until_established(&mut self) -> PeerInfo {
        self.until("session", |event| match event {
            Event::Established { info, .. } => Some(info.clone()),
            _ => None,
        })
        .await
    }

    /// Waits until somebody who was dialled since it was asked for is there.
    pub(crate) async fn until_reached(&mut self) -> PeerId {
        self.until("dial that reached somebody", |event| match event {
            Event::DialReached { info, .. } => Some(info.peer),
            _ => None,
        })
        .await
    }

    pub(crate) async fn until_text(&mut self, body: &str) {
        let is_it = |event: &Event| matches!(event, Event::Text { body: it, .. } if it == body).then_some(());
        if !self.seen.iter().any(|event| is_it(event).is_some()) {
            self.until(body, is_it).await;
        }
    }

    /// Waits until `count` texts of ours have come so far, over the whole life of the node.
    pub(crate) async fn until_delivered(&mut self, state: Delivery, count: usize) {
        while self.delivered(state) < count {
            self.until("receipt", |event| matches!(event, Event::Delivery { .. }).then_some(())).await;
        }
    }

    pub(crate) fn delivered(&self, wanted: Delivery) -> usize {
        let reached = |event: &&Event| matches!(event, Event::Delivery { state, .. } if *state == wanted);
        self.seen.iter().filter(reached).count()
    }

    pub(crate) async fn until_closed(&mut self) -> Event {
        self.until("end of the session", |event| matches!(event, Event::Closed { .. }).then_some(())).await;
        self.seen.pop().unwrap()
    }

    /// What the node says about a peer now.
    pub(crate) async fn about(&mut self, peer: PeerId) -> PeerInfo {
        self.tell(Command::Describe(Some(PeerRef::Id(peer)))).await;
        let mut infos = self
            .until("description", |event| match event {
                Event::Peers(infos) => Some(infos.clone()),
                _ => None,
            })
            .await;
        infos.pop().unwrap()
    }

    /// The bodies of all texts that came, in order.
    pub(crate) fn bodies(&self) -> Vec<&str> {
        self.seen
            .iter()
            .filter_map(
                |event| if let Event::Text { body, .. } = event { Some(body.as_sent()) } else { None },
            )
            .collect()
    }

    /// Waits until the packets so far show something.
    pub(crate) async fn until_packets(&mut self, what: &str, shown: impl Fn(&[Packet]) -> bool) {
        let waits = async {
            while !shown(&self.packets) {
                let (packets, dropped) = self.node.packets.next().await;
                assert_eq!(dropped, 0, "a test has to see every packet");
                self.packets.extend(packets);
            }
        };
        let shown = tokio::time::timeout(DEADLINE, waits).await.is_ok();
        assert!(shown, "no {what}: {:#?}", self.packets);
    }

    /// Ends the node and waits until it has ended.
    pub(crate) async fn shut_down(&mut self) {
        self.tell(Command::Shutdown).await;
        let waits = async {
            while let Some(event) = self.node.events.recv().await {
                self.seen.push(event);
            }
        };
        tokio::time::timeout(DEADLINE, waits).await.unwrap();
    }
}

/// Joins two fresh nodes: the first listens, the second dials.
pub(crate) async fn pair(seeds: (u8, u8)) -> (Peer, Peer) {
    let (mut one, mut other) = (Peer::open(seeds.0), Peer::open(seeds.1));
    let address = one.listen().await;
    other.dial(address).await;
    one.until_established().await;
    other.until_established().await;
    (one, other)
}
