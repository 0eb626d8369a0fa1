//! Dials that are asked for: how each counts, and what it leaves to others.

use super::addressing::{bob, comes, given, unreachable};
use super::sample::*;
use crate::net::PeerAddr;
use crate::node::{Command, DialId, Error, Event, FileCause, FileState, Who};
use crate::plain::ending::Ending;
use crate::plain::session::Session;
use crate::protocol;

#[test]
fn a_dial_that_is_asked_for_again_takes_its_older_lines_along() {
    let again = |answer: Event| {
        let (mut session, _) = session(vec![dial()]);
        session.typed("hello").unwrap();
        session.happened(&unreachable(&bob())).unwrap();
        comes(&mut session, 3, "carol");
        session.typed("/connect 127.0.0.1:5000").unwrap();
        session.happened(&answer).unwrap();
        session.typed("are you there?").unwrap();
        session.happened(&reached(2, "bob")).unwrap();
        session.typed("at last").unwrap();
        assert_eq!(given(&session), [(id(2), "hello"), (id(2), "are you there?"), (id(2), "at last")]);
    };
    again(Event::DialTaken { dial: DialId(1) });
    let error = Error::AlreadyDialled("127.0.0.1:5000".to_owned(), DialId(1));
    again(Event::CommandFailed { command: "connect", error });
}

#[test]
fn a_dial_that_is_given_up_leaves_its_lines_to_nobody_who_comes() {
    let mismatch = || protocol::Error::IdentityMismatch { claimed: Box::new(key(4).verifying_key()) };
    let (mut session, screen) = session(vec![dial()]);
    session.happened(&handshake_failed_of(DialId(1), mismatch())).unwrap();
    comes(&mut session, 3, "dave");
    session.typed("for bob").unwrap();
    assert_eq!(given(&session), []);
    assert!(text_of(&screen).contains("who was dialled is dialled no more, this was not sent"));
    session.typed("/connect nosuch").unwrap();
    let error = Error::NoAddress("nosuch".to_owned());
    session.happened(&Event::CommandFailed { command: "connect", error }).unwrap();
    session.typed("for nosuch").unwrap();
    assert_eq!(given(&session), []);
    session.typed("/connect bob").unwrap();
    take(&mut session, 2);
    session.happened(&another_key_answers(2, "bob")).unwrap();
    session.happened(&handshake_failed_of(DialId(2), mismatch())).unwrap();
    session.typed("for bob, whoever that is").unwrap();
    assert!(text_of(&screen).contains("lines wait"), "a person decides");
    assert_eq!(session.ending(), Ending::NotTrusted);
}

#[test]
fn a_dial_that_was_taken_back_is_waited_for_no_more() {
    let (mut session, screen) = session(vec![dial()]);
    session.typed("for bob").unwrap();
    session.happened(&Event::DialEnded { dial: DialId(1) }).unwrap();
    session.typed("for nobody").unwrap();
    assert!(text_of(&screen).contains("error text: nobody is connected"));
    comes(&mut session, 3, "carol");
    session.typed("for carol").unwrap();
    assert_eq!(given(&session), [(id(3), "for carol")]);
    session.fence();
    session.queue.clear();
    session.happened(&Event::Peers(Vec::new())).unwrap();
    assert!(session.is_settled(), "nobody can be waited for");
    assert_eq!(session.ending(), Ending::NotReached);
}

#[test]
fn a_dial_counts_once_however_often_it_comes_to_nothing_or_is_asked_for() {
    let (mut session, _) = session(vec![dial(), Command::Dial(bob())]);
    let settled = |session: &mut Session| {
        session.fence();
        session.queue.clear();
        session.happened(&Event::Peers(Vec::new())).unwrap();
        session.is_settled()
    };
    session.typed("for bob").unwrap();
    session.happened(&failed_dial(2, &bob(), None)).unwrap();
    session.happened(&Event::DialEnded { dial: DialId(2) }).unwrap();
    assert!(!settled(&mut session), "the other one is not given up");
    session.happened(&unreachable(&bob())).unwrap();
    assert!(!settled(&mut session), "it is tried again");
    session.typed("/connect 127.0.0.1:5000").unwrap();
    take(&mut session, 1);
    session.happened(&failed_dial(1, &bob(), None)).unwrap();
    session.queue.clear();
    session.happened(&Event::Peers(Vec::new())).unwrap();
    assert!(settled(&mut session), "both are given up");
    assert_eq!(session.ending(), Ending::NotReached);
}

#[test]
fn a_dial_that_nobody_asked_for_counts_neither_for_nor_against_those_asked_for() {
    let carol: PeerAddr = "carol".parse().unwrap();
    let (mut session, _) = session(vec![Command::Dial("bob".parse().unwrap())]);
    session.typed("a secret").unwrap();
    session.queue.clear();
    session.happened(&failed_dial(7, &carol, None)).unwrap();
    session.happened(&another_key_answers(7, "carol")).unwrap();
    session.fence();
    session.queue.clear();
    session.happened(&Event::Peers(Vec::new())).unwrap();
    assert!(session.queue.is_empty(), "nobody asks about carol");
    assert!(!session.is_settled(), "bob may still answer");
    let mismatch = protocol::Error::IdentityMismatch { claimed: Box::new(key(4).verifying_key()) };
    session.happened(&handshake_failed_of(DialId(7), mismatch)).unwrap();
    comes(&mut session, 3, "carol");
    assert_eq!(session.ending(), Ending::NotReached);
    session.happened(&reached(2, "bob")).unwrap();
    assert_eq!(given(&session), [(id(2), "a secret")]);
    assert_eq!(session.ending(), Ending::Done, "the texts are on their way");
}

#[test]
fn a_dial_that_is_refused_is_not_waited_for() {
    let refused = |error| {
        let (mut session, _) = session(vec![dial()]);
        session.happened(&failed_dial(1, &bob(), None)).unwrap();
        session.typed("/connect bob").unwrap();
        session.happened(&Event::CommandFailed { command: "connect", error }).unwrap();
        session.fence();
        session.queue.clear();
        session.happened(&Event::Peers(Vec::new())).unwrap();
        assert!(session.is_settled());
        session.ending()
    };
    assert_eq!(refused(Error::NoAddress("bob".to_owned())), Ending::NotReached);
    assert_eq!(refused(Error::AlreadyDialled("127.0.0.1:5000".to_owned(), DialId(1))), Ending::NotReached);
}

#[test]
fn a_file_that_has_not_arrived_is_no_success() {
    for (state, expected) in [
        (FileState::Waiting, Ending::Held),
        (FileState::Offered, Ending::Held),
        (FileState::Paused(Who::Us), Ending::Held),
        (FileState::Verified, Ending::Done),
    ] {
        let (mut session, _) = session(vec![dial()]);
        session.happened(&reached(2, "bob")).unwrap();
        session.happened(&sent_file(FileState::Preparing)).unwrap();
        session.happened(&sent_file(state)).unwrap();
        session.fence();
        session.queue.clear();
        session.happened(&Event::Peers(Vec::new())).unwrap();
        assert!(session.is_settled(), "{state:?}");
        assert_eq!(session.ending(), expected, "{state:?}");
    }
    let ending = |states: &[FileState], of: fn(FileState) -> Event| {
        let (mut session, _) = session(Vec::new());
        for state in states {
            session.happened(&of(*state)).unwrap();
        }
        session.ending()
    };
    assert_eq!(ending(&[FileState::Offered], file), Ending::Done, "nobody here wants it");
    assert_eq!(ending(&[FileState::Waiting], sent_file), Ending::Done, "it is of an earlier run");
    let stopped = |cause, who| [FileState::Preparing, FileState::Stopped(cause, who)];
    assert_eq!(ending(&stopped(FileCause::Declined, Who::Them), sent_file), Ending::Refused);
    assert_eq!(ending(&stopped(FileCause::Cancelled, Who::Us), sent_file), Ending::Done);
}
