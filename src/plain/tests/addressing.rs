//! Lines for somebody who is not there yet.

use std::time::Duration;

use crate::net::PeerAddr;
use crate::node::{Cause, Command, Delivery, Error, Event, PeerRef, Presence, Target};

use super::sample::*;
use crate::plain::ending::Ending;
use crate::plain::session::Session;

/// A dial that will be tried again.
fn unreachable(to: &PeerAddr) -> Event {
    failed_dial(to, Some(Duration::from_secs(1)), Cause::Asked)
}

/// Bob at an address, as he is insisted on.
fn bob() -> PeerAddr {
    format!("127.0.0.1:5000#{}", id(2).0).parse().unwrap()
}

/// A program has said one line, and then nothing more, to whom it dials in vain.
fn said_in_vain(to: &PeerAddr) -> (Session, Screen) {
    let (mut session, screen) = session(vec![Command::Dial(to.clone())]);
    session.typed("backup done").unwrap();
    session.queue.clear();
    session.happened(&unreachable(to)).unwrap();
    session.fence();
    (session, screen)
}

#[test]
fn a_line_for_somebody_known_who_does_not_answer_is_held() {
    let (mut session, screen) = said_in_vain(&bob());
    let asked = Command::Describe(Some(PeerRef::Name(id(2).0.to_string().replace('-', ""))));
    assert_eq!(session.queue.pop_front(), Some(asked));
    assert!(session.is_asking(), "the next line comes behind the answer");
    session.happened(&unreachable(&bob())).unwrap();
    assert_eq!(session.queue.pop_front(), Some(Command::Describe(None)), "it is asked once");
    let info = crate::node::PeerInfo { presence: Presence::Absent, ..info(2, "bob") };
    session.happened(&Event::Peers(vec![info])).unwrap();
    assert_eq!(session.queue.pop_front(), Some(to_bob("backup done")));
    assert!(text_of(&screen).contains("lines go to bob now, who is not connected: texts are held"));
    session.happened(&delivery(2, 1, Delivery::Held)).unwrap();
    session.queue.clear();
    session.happened(&Event::Peers(Vec::new())).unwrap();
    session.happened(&Event::Peers(Vec::new())).unwrap();
    assert!(!session.is_settled(), "the next try may reach it");
    assert_eq!(session.ending(), Ending::Held, "it waits for the next run");
}

#[test]
fn a_line_for_somebody_new_who_does_not_answer_waits_as_long_as_it_is_tried() {
    for to in [bob(), "127.0.0.1:5000".parse().unwrap()] {
        let (mut session, screen) = said_in_vain(&to);
        let unknown = |session: &mut Session| {
            let error = Error::NoAddress("bob".to_owned());
            if to.pin.is_some() {
                session.happened(&Event::CommandFailed { command: "whois", error }).unwrap();
            }
            session.queue.clear();
        };
        unknown(&mut session);
        session.happened(&Event::Peers(Vec::new())).unwrap();
        assert!(!session.is_settled(), "the next try may reach it");
        session.happened(&failed_dial(&to, None, Cause::Asked)).unwrap();
        unknown(&mut session);
        assert!(session.is_settled(), "nobody tries again");
        assert!(!text_of(&screen).contains("error"), "{}", text_of(&screen));
    }
}

#[test]
fn whoever_has_nothing_to_say_learns_at_once_that_nobody_answers() {
    let (mut session, _) = session(vec![Command::Dial(bob())]);
    session.queue.clear();
    session.fence();
    session.queue.clear();
    session.happened(&Event::Peers(Vec::new())).unwrap();
    session.happened(&unreachable(&bob())).unwrap();
    session.queue.clear();
    session.happened(&Event::Peers(vec![info(2, "bob")])).unwrap();
    assert!(session.is_settled());
    assert_eq!(session.ending(), Ending::NotReached);
}

#[test]
fn a_file_waits_for_who_is_dialled_as_texts_do() {
    let (mut session, screen) = session(vec![dial()]);
    session.typed("/send report.pdf").unwrap();
    assert_eq!(session.queue.len(), 1, "only the dial");
    session.happened(&reached(2, "bob")).unwrap();
    let sent = Command::SendFile { to: PeerRef::Id(id(2)), path: "report.pdf".into() };
    assert_eq!(session.queue.back(), Some(&sent));
    assert!(!text_of(&screen).contains("error"), "{}", text_of(&screen));
}

#[test]
fn what_was_refused_is_no_success_for_a_program() {
    for line in ["hello", "/send report.pdf", "/nonsense"] {
        let (mut session, _) = session(Vec::new());
        session.typed(line).unwrap();
        let expected = if line == "/nonsense" { Ending::Refused } else { Ending::Unsent };
        assert_eq!(session.ending(), expected, "{line}");
    }
    for (command, expected) in [("history", Ending::Refused), ("store", Ending::Done)] {
        let (mut session, _) = session(Vec::new());
        let error = Error::NoAddress("bob".to_owned());
        session.happened(&Event::CommandFailed { command, error }).unwrap();
        assert_eq!(session.ending(), expected, "{command}");
    }
}

#[test]
fn lines_wait_for_who_was_dialled_and_go_to_nobody_else_who_comes_first() {
    let (mut session, screen) = session(vec![dial()]);
    session.typed("a secret").unwrap();
    session.happened(&established(3, "carol")).unwrap();
    session.happened(&closed(None)).unwrap();
    session.typed("and another").unwrap();
    assert_eq!(session.queue.len(), 1, "only the dial");
    assert!(text_of(&screen).contains("lines wait for who is dialled: /msg carol picks carol"));
    session.happened(&established(2, "bob")).unwrap();
    session.happened(&reached(2, "bob")).unwrap();
    session.happened(&reached(2, "bob")).unwrap();
    let given: Vec<_> = session.queue.iter().skip(1).cloned().collect();
    assert_eq!(given, [to_bob("a secret"), to_bob("and another")]);
    assert_eq!(text_of(&screen).matches("lines go to bob now").count(), 1);
}

#[test]
fn lines_that_wait_stay_with_their_dial_when_somebody_else_is_picked() {
    let (mut session, screen) = session(vec![dial()]);
    session.typed("for bob").unwrap();
    session.happened(&established(3, "carol")).unwrap();
    session.typed("/msg carol for carol").unwrap();
    session.queue.clear();
    session.happened(&Event::Peers(vec![info(3, "carol")])).unwrap();
    let to_carol = |body: &str| Command::SendText {
        to: Target::One(PeerRef::Id(id(3))),
        body: body.to_owned(),
        action: false,
    };
    assert_eq!(session.queue, [to_carol("for carol")]);
    session.happened(&reached(2, "bob")).unwrap();
    session.typed("for carol, too").unwrap();
    assert_eq!(session.queue, [to_carol("for carol"), to_bob("for bob"), to_carol("for carol, too")]);
    assert!(text_of(&screen).contains("the lines that waited go to bob"));
}

#[test]
fn a_dial_that_nobody_asked_for_counts_neither_for_nor_against_those_asked_for() {
    let carol: PeerAddr = "carol".parse().unwrap();
    let (mut session, _) = session(vec![Command::Dial("bob".parse().unwrap())]);
    session.typed("a secret").unwrap();
    session.queue.clear();
    session.happened(&failed_dial(&carol, None, Cause::ByItself)).unwrap();
    session.fence();
    session.queue.clear();
    session.happened(&Event::Peers(Vec::new())).unwrap();
    assert!(session.queue.is_empty(), "nobody asks about carol");
    assert!(!session.is_settled(), "bob may still answer");
    session.happened(&established(3, "carol")).unwrap();
    assert_eq!(session.ending(), Ending::NotReached);
    session.happened(&reached(2, "bob")).unwrap();
    assert!(session.queue.contains(&to_bob("a secret")));
}

#[test]
fn a_dial_that_is_refused_is_not_waited_for() {
    let refused = |error| {
        let (mut session, _) = session(vec![dial(), dial()]);
        session.happened(&failed_dial(&bob(), None, Cause::Asked)).unwrap();
        session.happened(&Event::CommandFailed { command: "connect", error }).unwrap();
        session.fence();
        session.queue.clear();
        session.happened(&Event::Peers(Vec::new())).unwrap();
        assert!(session.is_settled());
        session.ending()
    };
    assert_eq!(refused(Error::NoAddress("bob".to_owned())), Ending::NotReached);
    assert_eq!(refused(Error::AlreadyDialled("127.0.0.1:5000".to_owned())), Ending::NotReached);
    assert_eq!(refused(Error::AlreadyConnected("bob".to_owned())), Ending::Refused, "bob is there");
}
