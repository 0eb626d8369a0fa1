//! Programs end, texts do not: what is kept goes on after a restart of either side.

use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;

use peerscope::crypto::Secret;
use peerscope::keystore::{KnownPeers, open_database};
use peerscope::net::Clock;
use peerscope::node::{
    AcceptPolicy, By, Command, Delivery, Event, Hearing, NodeConfig, PeerInfo, PeerRef, ReadBy, Recalled,
    Said, Start,
};
use peerscope::store::{FileMedium, Opened, Store};

use crate::hindered::{Hindered, Hindrance};
use crate::peer::Peer;

/// The folder of a profile that lasts longer than its programs.
pub(crate) struct Home {
    folder: tempfile::TempDir,
    seed: u8,
}

impl Home {
    pub(crate) fn new(seed: u8) -> Self {
        use std::os::unix::fs::PermissionsExt as _;
        let private = std::fs::Permissions::from_mode(0o700);
        Self { folder: tempfile::Builder::new().permissions(private).tempdir().unwrap(), seed }
    }

    pub(crate) fn path(&self, name: &str) -> std::path::PathBuf {
        self.folder.path().join(name)
    }

    fn store(&self) -> Opened {
        store(&self.path("messages"))
    }

    /// The program, once more.
    pub(crate) fn start(&self) -> Peer {
        self.start_with(self.store())
    }

    /// The same on a file that a test hinders.
    pub(crate) fn start_on(&self, hindrance: &Arc<Hindrance>) -> Peer {
        let medium = Hindered::new(&self.path("messages"), hindrance);
        self.start_with(Store::open(Box::new(medium), Secret::new([1; 32])).unwrap())
    }

    fn start_with(&self, store: Opened) -> Peer {
        Peer::with(self.seed, |config| NodeConfig {
            accept: AcceptPolicy::Any,
            known_peers: KnownPeers::load(&self.path("known_peers")).unwrap(),
            store: Some(store),
            ..config
        })
    }
}

fn store(path: &Path) -> Opened {
    let medium = FileMedium::new(path, open_database(path).unwrap());
    Store::open(Box::new(medium), Secret::new([1; 32])).unwrap()
}

async fn meet(listener: &mut Peer, dialler: &mut Peer) -> SocketAddr {
    let address = listener.listen().await;
    dialler.dial(address).await;
    listener.until_established().await;
    dialler.until_established().await;
    address
}

/// What is told of the conversation when the program starts.
async fn taken_up(peer: &mut Peer) -> Vec<Said> {
    taken_up_and_missed(peer).await.0
}

/// The same, and how many texts came before that nobody has seen.
async fn taken_up_and_missed(peer: &mut Peer) -> (Vec<Said>, u64) {
    peer.until("history", |event| match event {
        Event::History { lines, recalled: Recalled::AtStart(Start { missed, .. }), .. } => {
            Some((lines.clone(), *missed))
        }
        _ => None,
    })
    .await
}

fn count_read_by(lines: &[Said], whom: ReadBy) -> usize {
    lines.iter().filter(|said| matches!(said.by, By::Them { read_by, .. } if read_by == whom)).count()
}

fn bodies(lines: &[Said]) -> Vec<&str> {
    lines.iter().map(|said| said.body.as_sent()).collect()
}

#[tokio::test]
async fn who_is_asked_for_by_address_while_texts_wait_for_it_is_dialled_once() {
    let (ours, mut bob) = (Home::new(1), Peer::open(2));
    let mut alice = ours.start();
    let address = meet(&mut bob, &mut alice).await;
    bob.shut_down().await;
    alice.until_closed().await;
    alice.say(&bob, "held").await;
    alice.until_delivered(Delivery::Held, 1).await;
    alice.shut_down().await;
    let mut bob = Peer::open(2);
    bob.tell(Command::Listen(address.to_string().parse().unwrap())).await;
    bob.until("listening", |event| matches!(event, Event::Listening { .. }).then_some(())).await;
    let mut alice = ours.start();
    alice.dial(address).await;
    bob.until_text("held").await;
    alice.until_delivered(Delivery::Acked, 1).await;
    alice.shut_down().await;
    bob.until_closed().await;
    bob.until_packets("goodbye", |packets| packets.iter().any(|packet| packet.kind == Some("close"))).await;
    let links: BTreeSet<u64> = bob.packets.iter().map(|packet| packet.conn).collect();
    assert_eq!(links.len(), 1, "one link");
}

#[tokio::test]
async fn texts_to_an_absent_peer_outlive_the_sender_and_are_dialled_for() {
    let (one, other) = (Home::new(1), Home::new(2));
    let (mut listener, mut dialler) = (one.start(), other.start());
    let address = meet(&mut listener, &mut dialler).await;
    dialler.say(&listener, "before").await;
    dialler.until_delivered(Delivery::Acked, 1).await;
    listener.shut_down().await;
    dialler.until_closed().await;
    for number in 0..40 {
        dialler.say(&listener, &format!("held {number}")).await;
    }
    dialler.until_delivered(Delivery::Held, 41).await;
    let written = Clock::start().now().wall;
    dialler.shut_down().await;

    let mut dialler = other.start();
    let kept = taken_up(&mut dialler).await;
    let waiting = kept.iter().filter(|said| matches!(said.by, By::Us { state: Delivery::Held, .. }));
    assert_eq!((kept.len(), waiting.count()), (41, 40));
    let mut listener = one.start();
    assert_eq!(bodies(&taken_up(&mut listener).await), ["before"]);
    listener.tell(Command::Listen(address.to_string().parse().unwrap())).await;
    dialler.until_delivered(Delivery::Acked, 40).await;
    listener.until_text("held 39").await;
    let expected: Vec<String> = (0..40).map(|number| format!("held {number}")).collect();
    assert_eq!(listener.bodies(), expected);
    let sent_at = |event: &Event| match event {
        Event::Text { sent_at, .. } => Some(*sent_at),
        _ => None,
    };
    let latest = listener.seen.iter().filter_map(sent_at).max().unwrap();
    assert!(latest <= written, "a text says when it was written, however long it waited");
}

#[tokio::test]
async fn what_arrived_is_kept_before_it_is_acked_and_is_never_told_as_new_again() {
    let (one, other) = (Home::new(3), Home::new(4));
    let (mut listener, mut dialler) = (one.start(), other.start());
    meet(&mut listener, &mut dialler).await;
    dialler.say(&listener, "kept").await;
    dialler.until_delivered(Delivery::Acked, 1).await;
    // A copy of the file as a crash at this moment would leave it.
    let crashed = one.path("crashed");
    std::fs::copy(one.path("messages"), &crashed).unwrap();
    let lines = store(&crashed).store.from(&crate::peer::identity(4).verifying_key(), 0).unwrap();
    assert_eq!(lines.len(), 1);

    listener.until_text("kept").await;
    listener.tell(Command::Shown { peer: dialler.id, number: 1 }).await;
    dialler.until_delivered(Delivery::Shown, 1).await;
    listener.shut_down().await;
    dialler.until_closed().await;
    let mut listener = one.start();
    let kept = taken_up(&mut listener).await;
    assert!(
        matches!(kept[..], [Said { by: By::Them { read_by: ReadBy::Person, .. }, number: 1, .. }]),
        "{kept:?}"
    );
}

#[tokio::test]
async fn what_was_printed_for_a_program_is_known_after_a_restart_and_not_reported_as_seen() {
    let (one, other) = (Home::new(9), Home::new(10));
    let (mut listener, mut dialler) = (one.start(), other.start());
    meet(&mut listener, &mut dialler).await;
    for text in ["printed", "not printed"] {
        dialler.say(&listener, text).await;
    }
    listener.until_text("not printed").await;
    listener.tell(Command::Printed { peer: dialler.id, number: 1 }).await;
    listener.shut_down().await;
    dialler.until_closed().await;
    assert_eq!(dialler.delivered(Delivery::Shown), 0);
    let mut listener = one.start();
    let kept = taken_up(&mut listener).await;
    let read: Vec<_> = kept.iter().map(|said| said.by).collect();
    assert!(
        matches!(
            read[..],
            [By::Them { read_by: ReadBy::Program, .. }, By::Them { read_by: ReadBy::Nobody, .. }]
        ),
        "{read:?}"
    );
}

#[tokio::test]
async fn everything_that_nobody_has_read_is_told_at_the_start_however_much_it_is() {
    let (one, other) = (Home::new(25), Home::new(26));
    let (mut listener, mut dialler) = (one.start(), other.start());
    meet(&mut listener, &mut dialler).await;
    for number in 1..=250 {
        dialler.say(&listener, &format!("line {number}")).await;
        listener.until_text(&format!("line {number}")).await;
        dialler.until_delivered(Delivery::Acked, number).await;
    }
    listener.tell(Command::Shown { peer: dialler.id, number: 20 }).await;
    listener.shut_down().await;
    let mut listener = one.start();
    let (lines, missed) = taken_up_and_missed(&mut listener).await;
    assert_eq!((count_read_by(&lines, ReadBy::Nobody), missed), (230, 0));

    // What was printed for a program is not told again, and is still not seen.
    listener.tell(Command::Printed { peer: dialler.id, number: 250 }).await;
    listener.shut_down().await;
    let mut listener = one.start();
    let (lines, missed) = taken_up_and_missed(&mut listener).await;
    assert_eq!((lines.len(), count_read_by(&lines, ReadBy::Program), missed), (100, 100, 130));
}

#[tokio::test]
async fn whether_a_peer_is_ignored_is_said_with_what_it_said_before() {
    let (one, other) = (Home::new(29), Home::new(30));
    let (mut listener, mut dialler) = (one.start(), other.start());
    meet(&mut listener, &mut dialler).await;
    dialler.say(&listener, "not heard").await;
    listener.until_text("not heard").await;
    for hearing in [Hearing::Ignored, Hearing::Heard] {
        listener.tell(Command::Hear(PeerRef::Id(dialler.id), hearing)).await;
        listener.shut_down().await;
        listener = one.start();
        let said = |event: &Event| match event {
            Event::History { recalled: Recalled::AtStart(start), .. } => Some(start.hearing),
            _ => None,
        };
        assert_eq!(listener.until("history", said).await, hearing);
    }
}

#[tokio::test]
async fn what_a_person_counts_as_read_is_reported_however_little_of_it_was_told() {
    let (one, other) = (Home::new(31), 32);
    let (mut listener, mut dialler) = (one.start(), Peer::open(other));
    meet(&mut listener, &mut dialler).await;
    for text in ["one", "two", "three"] {
        dialler.say(&listener, text).await;
        listener.until_text(text).await;
    }
    listener.tell(Command::Read(PeerRef::Id(dialler.id))).await;
    listener.until("all read", |event| matches!(event, Event::AllRead { .. }).then_some(())).await;
    dialler.until_delivered(Delivery::Shown, 3).await;
    listener.shut_down().await;
    let mut listener = one.start();
    assert_eq!(count_read_by(&taken_up(&mut listener).await, ReadBy::Person), 3);
}

#[tokio::test]
async fn what_nobody_has_seen_stays_so_when_the_peer_begins_another_stream() {
    let (one, forgetful) = (Home::new(27), 28);
    let (mut listener, mut dialler) = (one.start(), Peer::open(forgetful));
    meet(&mut listener, &mut dialler).await;
    for text in ["seen", "not seen"] {
        dialler.say(&listener, text).await;
        listener.until_text(text).await;
    }
    listener.tell(Command::Shown { peer: dialler.id, number: 1 }).await;
    dialler.until_delivered(Delivery::Shown, 1).await;
    dialler.shut_down().await;
    listener.until_closed().await;

    let mut dialler = Peer::open(forgetful);
    meet(&mut listener, &mut dialler).await;
    dialler.say(&listener, "of another stream").await;
    listener.until_text("of another stream").await;
    listener.shut_down().await;
    let mut listener = one.start();
    let read: Vec<_> = taken_up(&mut listener).await.iter().map(|said| said.by).collect();
    assert!(
        matches!(
            read[..],
            [
                By::Them { read_by: ReadBy::Person, .. },
                By::Them { read_by: ReadBy::Nobody, .. },
                By::Them { read_by: ReadBy::Nobody, .. }
            ]
        ),
        "{read:?}"
    );
    listener.tell(Command::Shown { peer: dialler.id, number: 1 }).await;
    listener.shut_down().await;
    let mut listener = one.start();
    assert_eq!(count_read_by(&taken_up(&mut listener).await, ReadBy::Person), 3);
}

#[tokio::test]
async fn a_receiver_that_was_put_back_from_a_copy_swallows_nothing_and_nor_does_a_sender() {
    let (one, other) = (Home::new(5), Home::new(6));
    let (mut listener, mut dialler) = (one.start(), other.start());
    meet(&mut listener, &mut dialler).await;
    dialler.say(&listener, "first").await;
    dialler.until_delivered(Delivery::Acked, 1).await;
    dialler.shut_down().await;
    listener.until_closed().await;
    let copy = other.path("copy");
    std::fs::copy(other.path("messages"), &copy).unwrap();

    let mut dialler = other.start();
    let address = listener.listen().await;
    dialler.dial(address).await;
    dialler.until_established().await;
    for text in ["second", "third"] {
        dialler.say(&listener, text).await;
    }
    dialler.until_delivered(Delivery::Acked, 2).await;
    dialler.shut_down().await;

    std::fs::rename(&copy, other.path("messages")).unwrap();
    let dialler = other.start();
    dialler.say(&listener, "of the older copy").await;
    dialler.dial(address).await;
    listener.until_text("of the older copy").await;
    assert_eq!(listener.bodies(), ["first", "second", "third", "of the older copy"]);
}

#[tokio::test]
async fn texts_that_wait_too_long_expire_and_that_is_kept_too() {
    let (one, other) = (Home::new(7), Home::new(8));
    let (mut listener, mut dialler) = (one.start(), other.start());
    meet(&mut listener, &mut dialler).await;
    listener.shut_down().await;
    dialler.until_closed().await;
    dialler.say(&listener, "too late").await;
    dialler.until_delivered(Delivery::Held, 1).await;
    dialler.shut_down().await;

    let impatient = |config| NodeConfig {
        known_peers: KnownPeers::load(&other.path("known_peers")).unwrap(),
        store: Some(other.store()),
        held_for: std::time::Duration::ZERO,
        ..config
    };
    let mut dialler = Peer::with(8, impatient);
    dialler.until_delivered(Delivery::Expired, 1).await;
    dialler.shut_down().await;
    let mut dialler = other.start();
    let kept = taken_up(&mut dialler).await;
    assert!(matches!(kept[..], [Said { by: By::Us { state: Delivery::Expired, .. }, .. }]), "{kept:?}");
    let PeerInfo { unacked, .. } = dialler.about(listener.id).await;
    assert_eq!(unacked, Some(0));
}
