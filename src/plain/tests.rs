//! The line mode without a socket: what is typed, what is printed, how it ends.

use std::io::{self, Cursor};
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use crate::crypto::{SeededRandom, SigningKey, safety_number};
use crate::keystore::Trust;
use crate::link::Direction;
use crate::node::{
    Command, Delivery, Error, Event, MessageId, Origin, Packet, PeerId, PeerInfo, PeerRef, Presence, Reason,
    Target, UnixMillis,
};
use crate::protocol::{self, HandshakeStep};

use super::command::{About, COMMANDS, Wish, parse};
use super::ending::Ending;
use super::events::{EVENTS, events_markdown};
use super::line::{Format, Line, Printer};
use super::render;
use super::session::Session;
use super::stdin::{Typed, next};

const HOSTILE: &str = "\u{1b}[2J\r\nconnected eve\u{9b}\u{202e}\u{2028}\u{e0041}";

fn key(seed: u64) -> SigningKey {
    SigningKey::generate(&mut SeededRandom::new(seed)).unwrap()
}

fn id(seed: u64) -> PeerId {
    (&key(seed).verifying_key()).into()
}

fn info(seed: u64, name: &str) -> PeerInfo {
    PeerInfo {
        peer: id(seed),
        name: name.to_owned(),
        nick: Some(HOSTILE.into()),
        looks_like: Some("carol".to_owned()),
        trust: Some(Trust::Known),
        presence: Presence::Connected,
        address: Some("127.0.0.1:5000".to_owned()),
        session_id: Some([7; 32]),
        unacked: 1,
        changed: None,
        seen: Some((1, 2)),
    }
}

fn established(seed: u64, name: &str) -> Event {
    Event::Established { info: info(seed, name), origin: Origin::Dialled, took: Duration::from_millis(5) }
}

fn delivery(seed: u64, message: u64, state: Delivery) -> Event {
    Event::Delivery { peer: id(seed), name: "bob".to_owned(), message: MessageId(message), state }
}

fn closed(error: Option<protocol::Error>) -> Event {
    let reason = error.as_ref().map_or(Some(Reason::Goodbye), protocol::Error::reason);
    let (name, peer) = ("bob".to_owned(), Some(id(2)));
    Event::Closed { name, peer, reason, error, established: true, will_retry: true }
}

/// A handshake that came to nothing.
fn failed(error: protocol::Error) -> Event {
    let (name, peer, reason) = ("127.0.0.1:5000".to_owned(), None, error.reason());
    Event::Closed { name, peer, reason, error: Some(error), established: false, will_retry: false }
}

/// One of each event, with hostile text wherever a peer can put text.
fn events() -> Vec<Event> {
    let (name, to) = ("bob".to_owned(), "127.0.0.1:5000".parse::<crate::node::PeerAddr>().unwrap());
    let bound = "127.0.0.1:5000".parse().unwrap();
    let number = safety_number(&key(1).verifying_key(), &key(2).verifying_key());
    let step = HandshakeStep { name: "finish", direction: Direction::Sent, bytes: 180, took: Duration::ZERO };
    let print = id(2).0;
    vec![
        Event::Listening { bound, reachable: vec![bound] },
        Event::Dialling { to: to.clone(), attempt: 2 },
        Event::DialFailed { to, error: "no".to_owned(), retry_in: Some(Duration::from_secs(1)) },
        Event::HandshakeStep { peer: name.clone(), step },
        Event::TrustNeeded {
            peer: id(2),
            origin: Origin::Accepted,
            address: "::1".to_owned(),
            formerly: Some(name.clone()),
        },
        Event::KeyChanged { petname: name.clone(), known: print, claimed: id(3).0, verified_at: Some(1) },
        established(2, "bob"),
        Event::Text {
            peer: id(2),
            name: name.clone(),
            number: 1,
            body: HOSTILE.into(),
            action: false,
            sent_at: UnixMillis(0),
        },
        delivery(2, 1, Delivery::Held),
        Event::Typing { name: name.clone(), on: true },
        Event::NickChanged {
            name: name.clone(),
            peer: id(2),
            nick: HOSTILE.into(),
            looks_like: Some("carol".to_owned()),
        },
        Event::Rekeyed { name: name.clone(), epoch: 2 },
        Event::Pong { name: name.clone(), rtt: Duration::from_millis(1), skew_ms: -2 },
        Event::SafetyNumber { name: name.clone(), number, trust: Trust::Known },
        Event::TrustChanged { name, trust: None },
        closed(Some(protocol::Error::Cut)),
        Event::SessionReplaced { info: info(2, "bob") },
        Event::Peers(vec![info(2, "bob")]),
        Event::CommandFailed { command: "ping", error: Error::NobodyConnected },
    ]
}

fn packet(reason: Option<Reason>) -> Packet {
    Packet {
        number: 3,
        conn: 1,
        time: UnixMillis(0),
        peer: "7f3a91c2".to_owned(),
        direction: Direction::Received,
        frame: vec![0; 20],
        header: None,
        type_name: "message",
        kind: None,
        inner: None,
        verdict: reason.map_or(crate::wire::Verdict::Opened, Reason::verdict),
        reason,
    }
}

fn every_line() -> Vec<Line> {
    let refused = packet(Some(Reason::BadTag));
    events()
        .iter()
        .flat_map(render::event)
        .chain([render::packet(&refused), render::rejected(&refused).unwrap()])
        .chain([render::note("x"), render::ended(Ending::Done)])
        .collect()
}

#[derive(Clone, Default)]
struct Screen(Arc<Mutex<Vec<u8>>>);

impl io::Write for Screen {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn session(commands: Vec<Command>) -> (Session, Screen) {
    let screen = Screen::default();
    (Session::new(Printer::new(Format::Text, screen.clone()), commands), screen)
}

fn text_of(screen: &Screen) -> String {
    String::from_utf8(screen.0.lock().unwrap().clone()).unwrap()
}

/// What is printed while something is done.
fn shown<T>(act: impl FnOnce(&mut Session) -> T) -> String {
    let (mut session, screen) = session(Vec::new());
    act(&mut session);
    text_of(&screen)
}

fn dial() -> Command {
    Command::Dial("127.0.0.1:5000".parse().unwrap())
}

fn to_bob(body: &str) -> Command {
    let to = Target::One(PeerRef::Id(id(2)));
    Command::SendText { to, body: body.to_owned(), action: false }
}

#[test]
fn every_line_has_the_fields_that_are_documented() {
    for line in every_line() {
        let (word, fields) = line.shape();
        let spec = EVENTS
            .iter()
            .find(|spec| spec.word == word)
            .unwrap_or_else(|| panic!("{word} is not documented"));
        let documented: Vec<&str> = spec.fields.iter().map(|(name, _)| *name).collect();
        assert_eq!(fields, documented, "{word}");
    }
}

#[test]
fn every_documented_word_is_printed() {
    let printed: Vec<&str> = every_line().iter().map(|line| line.shape().0).chain(["help"]).collect();
    for spec in EVENTS {
        assert!(printed.contains(&spec.word), "{}", spec.word);
    }
}

#[test]
fn the_page_of_events_is_made_from_the_table() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/plain/EVENTS.md");
    let made = events_markdown();
    if std::env::var_os("PEERSCOPE_BLESS").is_some() {
        std::fs::write(&path, &made).unwrap();
    }
    let kept = std::fs::read_to_string(&path).unwrap();
    assert_eq!(kept, made, "src/plain/EVENTS.md is stale: run PEERSCOPE_BLESS=1 cargo test --lib plain");
    let readme = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md")).unwrap();
    assert!(
        readme.contains(&made),
        "README.md, \"For programs\", has another table than src/plain/EVENTS.md"
    );
}

#[test]
fn hostile_text_is_one_line_and_acts_on_nothing() {
    for line in every_line() {
        for format in [Format::Text, Format::Json] {
            let text = line.render(format);
            let acts = |c: char| c.is_control() || ['\u{202e}', '\u{2028}', '\u{e0041}'].contains(&c);
            assert!(!text.chars().any(acts), "{text:?}");
        }
        let json: serde_json::Value = serde_json::from_str(&line.render(Format::Json)).unwrap();
        assert_eq!(json["event"], line.shape().0);
        assert!(line.render(Format::Json).starts_with("{\"event\":"), "the event comes first");
    }
    let message = render::event(&events()[7]);
    let json: serde_json::Value = serde_json::from_str(&message[0].render(Format::Json)).unwrap();
    assert_eq!(json["text"], HOSTILE, "a program gets the text as it was sent");
}

#[test]
fn a_line_that_begins_with_a_slash_is_never_sent() {
    for line in ["/conect x", "  /quti", "/", "/secret plan", "\t/MSG", "/ hello"] {
        assert!(matches!(parse(line), Wish::Error(..)), "{line}");
    }
    assert_eq!(parse("//etc"), Wish::Text { body: "/etc".to_owned(), action: false });
    assert_eq!(parse(" // x"), parse(" /x"), "a blank in front is never right");
}

#[test]
fn an_unknown_command_names_the_nearest_one() {
    let Wish::Error(_, why) = parse("/conect 127.0.0.1:5000") else { panic!("it was understood") };
    assert!(why.ends_with("did you mean /connect?"), "{why}");
}

#[test]
fn commands_are_read_in_any_case_and_by_their_other_names() {
    assert_eq!(parse("/PACKETS On"), Wish::Packets(true));
    assert_eq!(parse("/q"), Wish::Quit(None));
    assert_eq!(parse("/quit see you"), Wish::Quit(Some("see you".to_owned())));
    assert_eq!(parse("/rekey"), Wish::About(About::Rekey, None));
    assert_eq!(parse("/accept bob"), Wish::About(About::Accept, Some("bob".to_owned())));
    assert_eq!(parse("/verify same"), Wish::About(About::Same, None));
    assert_eq!(parse("/verify bob differ"), Wish::About(About::Differ, Some("bob".to_owned())));
    assert_eq!(parse("/me waves"), Wish::Text { body: "waves".to_owned(), action: true });
}

#[test]
fn a_command_without_its_argument_says_how_it_is_used() {
    for line in
        ["/connect", "/all", "/nick", "/block", "/packets maybe", "/msg", "/connect a:b:c", "/verify a b c"]
    {
        let Wish::Error(_, why) = parse(line) else { panic!("{line} was understood") };
        assert!(why.contains("; usage: /"), "{why}");
    }
}

#[test]
fn every_command_has_a_help_line_and_no_name_stands_twice() {
    let help = shown(|session| session.typed("/help").unwrap());
    assert_eq!(help.lines().count(), COMMANDS.len());
    let mut names: Vec<&str> =
        COMMANDS.iter().flat_map(|spec| std::iter::once(&spec.name).chain(spec.aliases)).copied().collect();
    let count = names.len();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), count);
}

#[test]
fn an_endless_line_is_dropped_whole_and_the_next_one_is_read() {
    let mut bytes = b"one\r\n".to_vec();
    bytes.extend(vec![b'x'; 60_000]);
    bytes.extend(b"\n\xff\xfe\n\nlast");
    let mut input = Cursor::new(bytes);
    assert_eq!(next(&mut input), Some(Typed::Line("one".to_owned())));
    assert!(matches!(next(&mut input), Some(Typed::Refused(why)) if why.contains("16,384")));
    assert!(matches!(next(&mut input), Some(Typed::Refused(why)) if why.contains("UTF-8")));
    assert_eq!(next(&mut input), Some(Typed::Line(String::new())));
    assert_eq!(next(&mut input), Some(Typed::Line("last".to_owned())));
    assert_eq!(next(&mut input), None);
}

#[test]
fn lines_wait_for_the_first_session_when_one_was_asked_for() {
    let (mut session, screen) = session(vec![dial()]);
    session.typed("first").unwrap();
    assert_eq!(session.queue.len(), 1, "only the dial");
    session.happened(&established(2, "bob")).unwrap();
    assert_eq!(session.queue.back(), Some(&to_bob("first")));
    assert!(!text_of(&screen).contains("error"), "{}", text_of(&screen));
}

#[test]
fn lines_to_nobody_are_an_error() {
    let said = shown(|session| session.typed("hello").unwrap());
    assert!(said.starts_with("error send: nobody is connected, this was not sent"), "{said}");
}

#[test]
fn a_decision_without_a_name_is_about_whoever_asked_last() {
    let (mut session, _) = session(Vec::new());
    session.happened(&events()[4]).unwrap();
    session.typed("/accept").unwrap();
    assert_eq!(session.queue.pop_back(), Some(Command::Accept(PeerRef::Name(id(2).0.short()))));
    session.happened(&Event::TrustChanged { name: id(2).0.short(), trust: Some(Trust::Known) }).unwrap();
    session.typed("/reject").unwrap();
    assert_eq!(session.queue.pop_back(), None, "nobody waits any more");
}

#[test]
fn a_program_is_read_only_as_fast_as_its_texts_arrive() {
    let (mut session, _) = session(Vec::new());
    session.happened(&established(2, "bob")).unwrap();
    (1..=256).for_each(|message| session.happened(&delivery(2, message, Delivery::Held)).unwrap());
    assert!(!session.has_room());
    session.happened(&delivery(2, 1, Delivery::Acked)).unwrap();
    assert!(session.has_room());
}

#[test]
fn the_end_of_stdin_waits_until_texts_are_acked() {
    let (mut session, _) = session(vec![dial()]);
    session.queue.clear();
    session.typed("hello").unwrap();
    session.fence();
    session.queue.clear();
    session.happened(&Event::Peers(Vec::new())).unwrap();
    assert!(!session.is_settled(), "the dial may still come to something");
    session.happened(&established(2, "bob")).unwrap();
    session.queue.clear();
    session.happened(&delivery(2, 1, Delivery::Held)).unwrap();
    assert!(!session.is_settled(), "the text is on its way");
    session.happened(&delivery(2, 1, Delivery::Acked)).unwrap();
    assert!(session.is_settled());
    assert_eq!(session.ending(), Ending::Done);
}

#[test]
fn exit_codes_say_what_happened() {
    use protocol::Error as Fault;
    let unreachable =
        || Event::DialFailed { to: "127.0.0.1:5000".parse().unwrap(), error: String::new(), retry_in: None };
    let mismatch = || Fault::IdentityMismatch { claimed: Box::new(key(3).verifying_key()) };
    let not_accepted = Reason::NotAccepted.number();
    let cases: Vec<(&str, usize, Vec<Event>, u64, Ending)> = vec![
        ("nothing was asked", 0, vec![], 0, Ending::Done),
        ("a session and a goodbye", 1, vec![established(2, "bob"), closed(None)], 0, Ending::Done),
        ("nobody there", 1, vec![unreachable()], 0, Ending::NotReached),
        ("they refused us", 1, vec![failed(Fault::ClosedByPeer(not_accepted))], 0, Ending::NotReached),
        (
            "we do not know them",
            1,
            vec![failed(Fault::IdentityRejected(Reason::NotAccepted))],
            0,
            Ending::NotTrusted,
        ),
        ("another key", 1, vec![failed(mismatch())], 0, Ending::NotTrusted),
        ("texts are left", 1, vec![established(2, "bob"), closed(Some(Fault::Cut))], 1, Ending::Held),
        (
            "a bad tag",
            1,
            vec![established(2, "bob"), closed(Some(Fault::PeerMisbehaved(Reason::BadTag)))],
            0,
            Ending::Violation,
        ),
        (
            "not our protocol",
            1,
            vec![failed(Fault::PeerMisbehaved(Reason::BadProtocolId))],
            0,
            Ending::Violation,
        ),
        ("a slow peer", 0, vec![closed(Some(Fault::PeerMisbehaved(Reason::WriteTimeout)))], 0, Ending::Done),
    ];
    for (what, dials, events, held, expected) in cases {
        let (mut session, _) = session(vec![dial(); dials]);
        let held = (0..held).map(|message| delivery(2, message, Delivery::Held));
        events.into_iter().chain(held).for_each(|event| session.happened(&event).unwrap());
        assert_eq!(session.ending(), expected, "{what}");
    }
}
