//! What a session of the line mode remembers, and how it ends.

use std::sync::Arc;

use tokio::sync::{mpsc, watch};

use crate::capture::FileHealth;
use crate::crypto::Fingerprint;
use crate::keystore::Trust;
use crate::node::{
    Command, Delivery, DialId, Error, Event, Node, NodeConfig, Origin, PeerId, PeerRef, Reason,
};
use crate::protocol::{self};

use super::sample::*;
use crate::plain::ending::Ending;
use crate::plain::line::{Format, Printer};
use crate::plain::run::{Typist, run};

#[test]
fn lines_wait_for_who_is_dialled() {
    let (mut session, screen) = session(vec![dial()]);
    session.typed("first").unwrap();
    assert_eq!(session.queue.len(), 1, "only the dial");
    session.happened(&reached(2, "bob")).unwrap();
    assert_eq!(session.queue.back(), Some(&to_bob("first")));
    assert!(!text_of(&screen).contains("error"), "{}", text_of(&screen));
}

#[test]
fn a_refused_file_answers_no_text() {
    let (mut session, screen) = session(vec![dial()]);
    session.typed("first").unwrap();
    session.happened(&reached(2, "bob")).unwrap();
    let file = Command::SendFile { to: PeerRef::Id(id(2)), path: "report.pdf".into() };
    let refused = |command: &Command| Event::CommandFailed {
        command: command.name(),
        error: Error::NotConnected("bob".to_owned()),
    };
    session.happened(&refused(&file)).unwrap();
    assert_eq!(session.unanswered, 1);
    assert!(text_of(&screen).contains("error send: bob is not connected"), "{}", text_of(&screen));
    session.happened(&refused(&to_bob("first"))).unwrap();
    assert_eq!(session.unanswered, 0);
}

#[test]
fn lines_to_nobody_are_an_error() {
    let said = shown(|session| session.typed("hello").unwrap());
    assert!(said.starts_with("error text: nobody is connected, this was not sent"), "{said}");
}

#[test]
fn a_decision_without_a_name_is_about_the_only_one_who_waits() {
    let (mut session, _) = session(Vec::new());
    session.happened(&events()[4]).unwrap();
    session.typed("/accept").unwrap();
    assert_eq!(session.queue.pop_back(), Some(Command::Accept(PeerRef::Id(id(2)))));
    let known = Event::TrustChanged { peer: id(2), name: id(2).0.short(), trust: Some(Trust::Known) };
    session.happened(&known).unwrap();
    session.typed("/reject").unwrap();
    assert_eq!(session.queue.pop_back(), None, "nobody waits any more");
}

#[test]
fn a_decision_without_a_name_is_never_a_guess() {
    let asks = |byte| Event::TrustNeeded {
        peer: id(byte),
        origin: Origin::Accepted,
        address: "::1".to_owned(),
        formerly: None,
        dial: None,
    };
    let (mut session, screen) = session(Vec::new());
    session.happened(&asks(2)).unwrap();
    session.happened(&asks(3)).unwrap();
    session.typed("/accept").unwrap();
    assert_eq!(
        session.queue.pop_back(),
        None,
        "a stranger who calls just before is not taken for the friend"
    );
    let said = text_of(&screen);
    let names = format!("2 wait for a decision, give a name: {} {}", id(2).0.short(), id(3).0.short());
    assert!(said.contains(&names), "{said}");
    session.happened(&closed(None)).unwrap();
    session.typed("/accept").unwrap();
    assert_eq!(session.queue.pop_back(), Some(Command::Accept(PeerRef::Id(id(3)))));
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
    session.happened(&reached(2, "bob")).unwrap();
    session.queue.clear();
    session.happened(&delivery(2, 1, Delivery::Held)).unwrap();
    session.happened(&Event::Peers(Vec::new())).unwrap();
    assert!(!session.is_settled(), "the text is on its way");
    session.happened(&delivery(2, 1, Delivery::Acked)).unwrap();
    assert!(session.is_settled());
    assert_eq!(session.ending(), Ending::Done);
}

#[test]
fn lines_that_wait_for_a_session_are_told_first_and_last() {
    let (mut session, screen) = session(vec![dial()]);
    for line in ["one", "two", "/send report.pdf"] {
        session.typed(line).unwrap();
    }
    session.name_losses().unwrap();
    let said = text_of(&screen);
    assert_eq!(said.matches("lines wait for who is dialled").count(), 1, "{said}");
    assert!(said.contains("2 lines that waited for a session were never sent"), "{said}");
    assert!(said.contains("1 file that waited for a session was never sent"), "{said}");
}

#[test]
fn a_port_that_is_no_longer_listened_on_is_named() {
    let (mut session, screen) = session(Vec::new());
    for port in [5000, 5000, 5001] {
        let bound = ([127, 0, 0, 1], port).into();
        session.happened(&Event::Listening { bound, reachable: Vec::new() }).unwrap();
    }
    assert_eq!(text_of(&screen).matches("port 5000 is closed").count(), 1);
}

#[test]
fn texts_that_waited_past_the_end_of_stdin_are_waited_for() {
    let (mut session, _) = session(vec![dial()]);
    for line in ["one", "two"] {
        session.typed(line).unwrap();
    }
    session.fence();
    session.queue.clear();
    session.happened(&Event::Peers(Vec::new())).unwrap();
    session.happened(&reached(2, "bob")).unwrap();
    // The node has taken the texts, and has said nothing about them yet.
    session.queue.clear();
    assert!(!session.is_settled(), "nothing was acked");
    session.happened(&delivery(2, 1, Delivery::Held)).unwrap();
    session.happened(&delivery(2, 2, Delivery::Held)).unwrap();
    session.happened(&Event::Peers(Vec::new())).unwrap();
    session.happened(&delivery(2, 1, Delivery::Acked)).unwrap();
    assert!(!session.is_settled(), "one text is on its way");
    session.happened(&delivery(2, 2, Delivery::Acked)).unwrap();
    assert!(session.is_settled());
}

#[test]
fn exit_codes_say_what_happened() {
    use protocol::Error as Fault;
    let unreachable = || failed_dial(1, &"127.0.0.1:5000".parse().unwrap(), None);
    let mismatch = || Fault::IdentityMismatch { claimed: Box::new(key(3).verifying_key()) };
    let called = |error| handshake_failed(Origin::Accepted, None, error);
    let not_accepted = Reason::NotAccepted.number();
    let cases: Vec<(&str, usize, Vec<Event>, u64, Ending)> = vec![
        ("nothing was asked", 0, vec![], 0, Ending::Done),
        ("a session and a goodbye", 1, vec![reached(2, "bob"), closed(None)], 0, Ending::Done),
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
        ("texts are left", 1, vec![reached(2, "bob"), closed(Some(Fault::Cut))], 1, Ending::Held),
        (
            "a bad tag",
            1,
            vec![reached(2, "bob"), closed(Some(Fault::PeerMisbehaved(Reason::BadTag)))],
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
        (
            "rubbish from somebody who called us",
            0,
            vec![called(Fault::PeerMisbehaved(Reason::BadProtocolId))],
            0,
            Ending::Done,
        ),
        (
            "rubbish from a caller while the one we dial is not there",
            1,
            vec![called(Fault::PeerMisbehaved(Reason::BadProtocolId)), unreachable()],
            0,
            Ending::NotReached,
        ),
        (
            "a caller that is refused while the one we dial is not there",
            1,
            vec![called(Fault::IdentityRejected(Reason::NotAccepted)), unreachable()],
            0,
            Ending::NotReached,
        ),
        ("another who called", 1, vec![established(3, "carol"), unreachable()], 0, Ending::NotReached),
        ("a slow peer", 0, vec![closed(Some(Fault::PeerMisbehaved(Reason::WriteTimeout)))], 0, Ending::Done),
    ];
    for (what, dials, events, held, expected) in cases {
        let (mut session, _) = session(vec![dial(); dials]);
        let held = (0..held).map(|message| delivery(2, message, Delivery::Held));
        events.into_iter().chain(held).for_each(|event| session.happened(&event).unwrap());
        assert_eq!(session.ending(), expected, "{what}");
    }
}

#[test]
fn two_strangers_whose_fingerprints_begin_alike_are_two_questions() {
    let peer = |last| {
        let mut bytes = [0xab; 32];
        bytes[15] = last;
        PeerId(Fingerprint::from_bytes(bytes))
    };
    let (one, other) = (peer(1), peer(2));
    assert_eq!(one.0.short(), other.0.short());
    let asks = |peer| Event::TrustNeeded {
        peer,
        origin: Origin::Dialled,
        address: "::1".to_owned(),
        formerly: None,
        dial: Some(DialId(1)),
    };
    let (mut session, screen) = session(Vec::new());
    session.happened(&asks(one)).unwrap();
    session.happened(&asks(other)).unwrap();
    session.happened(&asks(id(3))).unwrap();
    session.typed("/accept").unwrap();
    assert_eq!(session.queue.pop_back(), None);
    let names = format!("give a name: {} {} {}", one.0, other.0, id(3).0.short());
    assert!(text_of(&screen).contains(&names), "what tells them apart: {}", text_of(&screen));
    for decided in [id(3), one] {
        let name = decided.0.short();
        session.happened(&Event::TrustChanged { peer: decided, name, trust: Some(Trust::Known) }).unwrap();
    }
    assert_eq!(session.ending(), Ending::NotTrusted, "one of the two is still undecided");
    session.typed("/accept").unwrap();
    assert_eq!(session.queue.pop_back(), Some(Command::Accept(PeerRef::Id(other))));
}

#[tokio::test]
async fn a_node_that_ends_by_itself_is_a_failure() {
    let mut node = Node::spawn(NodeConfig::new(Arc::new(key(1)), "alice")).unwrap();
    // Its events end as those of a node whose task is lost.
    node.events = mpsc::channel(1).1;
    let (_typist, lines) = mpsc::channel(1);
    let (_writer, log) = watch::channel(FileHealth::default());
    let screen = Screen::default();
    let printer = Printer::new(Format::Text, screen.clone());
    let ending = run(node, Vec::new(), (lines, Typist::Program), (printer, (log, None))).await.unwrap();
    assert_eq!(ending, Ending::Failed);
    let said = text_of(&screen);
    assert!(said.contains("the node has ended by itself") && said.contains("(1)"), "{said}");
}
