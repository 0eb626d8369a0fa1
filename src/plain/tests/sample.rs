//! One of everything that can happen, and a screen that remembers.

use std::io::{self};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use crate::blast::Painted;
use crate::capture::{FileHealth, Recorded};
use crate::crypto::{SeededRandom, SigningKey, safety_number};
use crate::inspector::Sentence;
use crate::keystore::Trust;
use crate::link::Direction;
use crate::net::PeerAddr;
use crate::node::{
    By, Command, Deed, Delivery, DialId, Error, Event, FileCause, FileId, FileInfo, FileSide, FileState,
    Hearing, MessageId, Origin, Packet, PeerId, PeerInfo, PeerRef, Presence, ReadBy, Reason, Recalled, Said,
    Target, TrustEntry, UnixMillis, Who,
};
use crate::protocol::{self, HandshakeStep};

use crate::plain::ending::Ending;
use crate::plain::line::{Format, Line, Printer};
use crate::plain::render;
use crate::plain::session::Session;

pub(super) const HOSTILE: &str = "\u{1b}[2J\r\nconnected eve\u{9b}\u{202e}\u{2028}\u{e0041}";

pub(super) fn key(seed: u64) -> SigningKey {
    SigningKey::generate(&mut SeededRandom::new(seed)).unwrap()
}

pub(super) fn id(seed: u64) -> PeerId {
    (&key(seed).verifying_key()).into()
}

pub(super) fn info(seed: u64, name: &str) -> PeerInfo {
    PeerInfo {
        peer: id(seed),
        name: name.to_owned(),
        nick: Some(HOSTILE.into()),
        looks_like: Some("carol".to_owned()),
        trust: Some(Trust::Known),
        presence: Presence::Connected,
        address: Some("127.0.0.1:5000".to_owned()),
        session_id: Some([7; 32]),
        unacked: Some(1),
        changed: None,
        seen: Some((1, 2)),
        ignored: false,
    }
}

pub(super) fn established(seed: u64, name: &str) -> Event {
    Event::Established { info: info(seed, name), origin: Origin::Dialled, took: Duration::from_millis(5) }
}

/// A dial that came to nothing before there was a link.
pub(super) fn failed_dial(dial: u64, to: &PeerAddr, retry_in: Option<Duration>) -> Event {
    Event::DialFailed { dial: DialId(dial), to: to.clone(), error: "no".to_owned(), retry_in }
}

/// Somebody who was dialled because it was asked for has a session.
pub(super) fn reached(seed: u64, name: &str) -> Event {
    reached_by(1, seed, name)
}

pub(super) fn reached_by(dial: u64, seed: u64, name: &str) -> Event {
    Event::DialReached { dial: DialId(dial), info: info(seed, name) }
}

pub(super) fn delivery(seed: u64, message: u64, state: Delivery) -> Event {
    Event::Delivery {
        peer: id(seed),
        name: "bob".to_owned(),
        message: MessageId(message),
        state,
        carried: None,
        place: None,
    }
}

pub(super) fn file(state: FileState) -> Event {
    Event::File(file_info(FileSide::Receiving, state))
}

/// A file of ours.
pub(super) fn sent_file(state: FileState) -> Event {
    Event::File(file_info(FileSide::Sending, state))
}

fn file_info(side: FileSide, state: FileState) -> FileInfo {
    FileInfo {
        id: FileId(3),
        peer: id(2),
        peer_name: "bob".to_owned(),
        side,
        name: HOSTILE.to_owned(),
        size: 4 << 20,
        written: 1 << 20,
        state,
        rate: Some(1 << 20),
        left: Some(Duration::from_secs(3)),
        path: Some(HOSTILE.to_owned()),
        error: Some(HOSTILE.to_owned()),
    }
}

pub(super) fn closed(error: Option<protocol::Error>) -> Event {
    let reason = error.as_ref().map_or(Some(Reason::Goodbye), protocol::Error::reason);
    let (name, peer) = ("bob".to_owned(), Some(id(2)));
    Event::Closed {
        name,
        peer,
        origin: Origin::Dialled,
        reason,
        error,
        established: true,
        retry_in: Some(Duration::from_secs(4)),
        dial: None,
    }
}

/// A dial that came to nothing in its handshake.
pub(super) fn failed(error: protocol::Error) -> Event {
    handshake_failed(Origin::Dialled, None, error)
}

/// A handshake that came to nothing.
pub(super) fn handshake_failed(origin: Origin, peer: Option<PeerId>, error: protocol::Error) -> Event {
    let dial = (origin == Origin::Dialled).then_some(DialId(1));
    cut_off((origin, dial), peer, error)
}

/// Another key than the known one answers this dial.
pub(super) fn another_key_answers(dial: u64, name: &str) -> Event {
    Event::KeyChanged {
        petname: name.to_owned(),
        known: id(2).0,
        claimed: id(4).0,
        claimed_by: None,
        verified_at: None,
        dial: Some(DialId(dial)),
    }
}

/// A handshake of this dial that came to nothing.
pub(super) fn handshake_failed_of(dial: DialId, error: protocol::Error) -> Event {
    cut_off((Origin::Dialled, Some(dial)), None, error)
}

fn cut_off((origin, dial): (Origin, Option<DialId>), peer: Option<PeerId>, error: protocol::Error) -> Event {
    let (name, reason) = ("127.0.0.1:5000".to_owned(), error.reason());
    Event::Closed { name, peer, origin, reason, error: Some(error), established: false, retry_in: None, dial }
}

/// A text that waited at its sender.
fn text(name: String) -> Event {
    Event::Text {
        conn: 1,
        peer: id(2),
        name,
        number: 1,
        place: None,
        body: HOSTILE.into(),
        action: false,
        at: UnixMillis(180_000),
        sent_at: UnixMillis(0),
    }
}

/// One of each event, with hostile text wherever a peer can put text.
pub(super) fn events() -> Vec<Event> {
    let (name, to) = ("bob".to_owned(), "127.0.0.1:5000".parse::<PeerAddr>().unwrap());
    let bound = "127.0.0.1:5000".parse().unwrap();
    let number = safety_number(&key(1).verifying_key(), &key(2).verifying_key());
    let step = HandshakeStep { name: "finish", direction: Direction::Sent, bytes: 180, took: Duration::ZERO };
    let print = id(2).0;
    vec![
        Event::Listening { bound, reachable: vec![bound] },
        Event::Dialling { dial: DialId(1), to: to.clone(), attempt: 2 },
        failed_dial(1, &to, Some(Duration::from_secs(1))),
        Event::HandshakeStep { conn: 1, peer: name.clone(), identity: None, step },
        Event::TrustNeeded {
            peer: id(2),
            origin: Origin::Accepted,
            address: "::1".to_owned(),
            formerly: Some(name.clone()),
            dial: None,
        },
        Event::KeyChanged {
            petname: name.clone(),
            known: print,
            claimed: id(3).0,
            claimed_by: Some(name.clone()),
            verified_at: Some(1),
            dial: None,
        },
        established(2, "bob"),
        Event::Said {
            peer: id(2),
            name: name.clone(),
            message: MessageId(1),
            body: "by itself".to_owned(),
            action: false,
        },
        text(name.clone()),
        history(),
        delivery(2, 1, Delivery::Held),
        Event::Typing { name: name.clone(), on: true },
        Event::NickChanged {
            name: name.clone(),
            peer: id(2),
            nick: HOSTILE.into(),
            looks_like: Some("carol".to_owned()),
        },
        Event::Rekeyed { name: name.clone(), epoch: 2 },
        Event::SameWords { name: name.clone(), words: HOSTILE.to_owned(), sent: 1, received: 2 },
        Event::Pong { name: name.clone(), rtt: Duration::from_millis(1), skew_ms: -2 },
        Event::SafetyNumber { name: name.clone(), number, trust: Trust::Known },
        Event::Renamed { peer: id(2), from: name.clone(), name: "robert".to_owned() },
        Event::Hearing { peer: id(2), name: name.clone(), hearing: Hearing::Ignored },
        Event::TrustChanged { peer: id(2), name, trust: None },
        closed(Some(protocol::Error::Cut)),
        Event::StrangerRefused { peer: id(2), origin: Origin::Dialled, address: "::1".to_owned() },
        Event::SessionReplaced { info: info(2, "bob") },
        reached(2, "bob"),
        Event::Peers(vec![info(2, "bob")]),
        ledger(),
        file(FileState::Moving),
        file(FileState::Stopped(FileCause::Declined, Who::Them)),
        Event::Files(Vec::new()),
        Event::CommandFailed { command: "ping", error: Error::NobodyConnected },
    ]
}

fn ledger() -> Event {
    let entry = TrustEntry {
        at: 1,
        deed: Deed::TookOver,
        key: key(2).verifying_key(),
        other: Some(key(3).verifying_key()),
        name: HOSTILE.to_owned(),
    };
    Event::TrustLedger { entries: vec![entry], broken: None }
}

fn history() -> Event {
    let said = |number, by| Said {
        place: number,
        at: UnixMillis(0),
        by,
        stream: [2; 16],
        number,
        action: number == 2,
        body: HOSTILE.into(),
    };
    let theirs = |read_by| By::Them { sent_at: UnixMillis(0), read_by };
    let ours = By::Us { message: MessageId(1), state: Delivery::Held };
    let lines = vec![said(0, ours), said(1, theirs(ReadBy::Person)), said(2, theirs(ReadBy::Program))];
    Event::History { peer: id(2), name: "bob".to_owned(), lines, recalled: Recalled::Asked }
}

pub(super) fn packet(reason: Option<Reason>) -> Packet {
    Packet {
        number: 3,
        conn: 1,
        time: UnixMillis(0),
        peer: "7f3a91c2".to_owned(),
        endpoints: None,
        direction: Direction::Received,
        frame: vec![0; 20],
        header: None,
        type_name: "message",
        kind: None,
        expected: None,
        key_id: None,
        inner: None,
        verdict: reason.map_or(crate::wire::Verdict::Opened, Reason::verdict),
        reason,
        comment: None,
    }
}

pub(super) fn every_line() -> Vec<Line> {
    let refused = packet(Some(Reason::BadTag));
    events()
        .iter()
        .flat_map(render::event)
        .chain([render::packet(&refused), render::rejected(&refused).unwrap()])
        .chain([render::why(HOSTILE, &Sentence::bad(HOSTILE)), render::spec("Gate", HOSTILE)])
        .chain([
            render::note("x"),
            #[cfg(feature = "lab")]
            render::tap(1, "held"),
            render::exposed(1, &Painted { exposed: None, why: HOSTILE.to_owned() }),
            render::explained("x"),
            render::log(&FileHealth::default()),
            render::capture(&Recorded::default()),
            render::ended(Ending::Done),
        ])
        .collect()
}

#[derive(Clone, Default)]
pub(super) struct Screen(Arc<Mutex<Vec<u8>>>);

impl io::Write for Screen {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

pub(super) fn session(commands: Vec<Command>) -> (Session, Screen) {
    session_in(Format::Text, commands)
}

pub(super) fn session_in(format: Format, commands: Vec<Command>) -> (Session, Screen) {
    let screen = Screen::default();
    let dials = commands.iter().filter(|command| matches!(command, Command::Dial(_))).count();
    let mut session = Session::new(Printer::new(format, screen.clone()), commands);
    for dial in 1..=dials {
        take(&mut session, dial as u64);
    }
    (session, screen)
}

/// The node says which dial it is that was asked for last.
pub(super) fn take(session: &mut Session, dial: u64) {
    session.happened(&Event::DialTaken { dial: DialId(dial) }).unwrap();
}

pub(super) fn text_of(screen: &Screen) -> String {
    String::from_utf8(screen.0.lock().unwrap().clone()).unwrap()
}

/// What is printed while something is done.
pub(super) fn shown<T>(act: impl FnOnce(&mut Session) -> T) -> String {
    let (mut session, screen) = session(Vec::new());
    act(&mut session);
    text_of(&screen)
}

pub(super) fn dial() -> Command {
    Command::Dial("127.0.0.1:5000".parse().unwrap())
}

pub(super) fn to_bob(body: &str) -> Command {
    let to = Target::One(PeerRef::Id(id(2)));
    Command::SendText { to, body: body.to_owned(), action: false }
}
