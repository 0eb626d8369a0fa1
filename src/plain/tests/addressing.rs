//! Lines for somebody who is not there yet.

use std::time::Duration;

use crate::net::PeerAddr;
use crate::node::{Command, Delivery, DialId, Error, Event, PeerId, PeerRef, Presence, Target};

use super::sample::*;
use crate::plain::ending::Ending;
use crate::plain::session::Session;

/// A dial that will be tried again.
pub(super) fn unreachable(to: &PeerAddr) -> Event {
    failed_dial(1, to, Some(Duration::from_secs(1)))
}

/// Bob at an address, as he is insisted on.
pub(super) fn bob() -> PeerAddr {
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
        session.happened(&failed_dial(1, &to, None)).unwrap();
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
fn what_is_refused_during_the_goodbye_is_no_success_for_a_program_either() {
    let (mut session, _) = session(Vec::new());
    assert_eq!(session.ending(), Ending::Done);
    let error = Error::NoAddress("bob".to_owned());
    session.happened(&Event::CommandFailed { command: "history", error }).unwrap();
    for (decided, expected) in [
        (Ending::Done, Ending::Refused),
        (Ending::Held, Ending::Held),
        (Ending::Interrupted, Ending::Interrupted),
    ] {
        assert_eq!(session.at_last(decided), expected);
    }
}

/// Texts as commands to peers, in the order in which they go.
pub(super) fn given(session: &Session) -> Vec<(PeerId, &str)> {
    let texts = session.queue.iter().filter_map(|command| match command {
        Command::SendText { to: Target::One(PeerRef::Id(peer)), body, .. } => Some((*peer, body.as_str())),
        _ => None,
    });
    texts.collect()
}

/// A stranger to the dials comes, or somebody who was dialled.
pub(super) fn comes(session: &mut Session, seed: u64, name: &str) {
    session.happened(&established(seed, name)).unwrap();
}

#[test]
fn lines_wait_for_who_was_dialled_and_go_to_nobody_else_who_comes_first() {
    let (mut session, screen) = session(vec![dial()]);
    session.typed("a secret").unwrap();
    comes(&mut session, 3, "carol");
    session.typed("and another").unwrap();
    assert_eq!(given(&session), []);
    session.happened(&reached(2, "bob")).unwrap();
    session.happened(&reached(2, "bob")).unwrap();
    session.typed("and a third").unwrap();
    assert_eq!(given(&session), [(id(2), "a secret"), (id(2), "and another"), (id(2), "and a third")]);
    assert_eq!(text_of(&screen).matches("lines go to bob now").count(), 1);
}

#[test]
fn a_line_goes_to_the_dial_that_was_asked_for_last_and_to_no_older_one() {
    let (mut session, _) = session(vec![dial()]);
    session.typed("for bob").unwrap();
    session.typed("/connect 127.0.0.1:5003").unwrap();
    take(&mut session, 2);
    session.typed("for carol").unwrap();
    session.happened(&reached(2, "bob")).unwrap();
    session.typed("for carol, too").unwrap();
    assert_eq!(given(&session), [(id(2), "for bob")]);
    session.happened(&reached_by(2, 3, "carol")).unwrap();
    session.happened(&reached(2, "bob")).unwrap();
    session.typed("and this").unwrap();
    assert_eq!(given(&session)[1..], [(id(3), "for carol"), (id(3), "for carol, too"), (id(3), "and this")]);
}

#[test]
fn a_line_behind_a_dial_that_is_made_already_goes_to_nobody_who_was_picked_before() {
    let (mut session, _) = session(vec![dial()]);
    comes(&mut session, 3, "carol");
    session.typed("/msg carol").unwrap();
    session.happened(&Event::Peers(vec![info(3, "carol")])).unwrap();
    session.typed("/connect 127.0.0.1:5000").unwrap();
    let error = Error::AlreadyDialled("127.0.0.1:5000".to_owned(), DialId(1));
    session.happened(&Event::CommandFailed { command: "connect", error }).unwrap();
    session.typed("for bob").unwrap();
    assert_eq!(given(&session), []);
    session.happened(&reached(2, "bob")).unwrap();
    assert_eq!(given(&session), [(id(2), "for bob")]);
}

#[test]
fn a_line_behind_several_dials_goes_to_whichever_is_there_first() {
    let (mut session, _) = session(vec![dial(), Command::Dial(bob())]);
    session.typed("for one of both").unwrap();
    session.happened(&reached_by(2, 3, "carol")).unwrap();
    session.happened(&reached(2, "bob")).unwrap();
    session.typed("and this").unwrap();
    assert_eq!(given(&session), [(id(3), "for one of both"), (id(3), "and this")]);
}

#[test]
fn who_came_first_gets_no_line_that_is_typed_after_a_dial() {
    let (mut session, _) = session(Vec::new());
    comes(&mut session, 3, "dave");
    session.typed("for dave").unwrap();
    session.typed("/connect 127.0.0.1:5000").unwrap();
    session.typed("for bob").unwrap();
    assert_eq!(given(&session), [(id(3), "for dave")]);
    take(&mut session, 1);
    session.happened(&reached(2, "bob")).unwrap();
    session.typed("for bob, too").unwrap();
    assert_eq!(given(&session)[1..], [(id(2), "for bob"), (id(2), "for bob, too")]);
}

#[test]
fn who_came_and_left_keeps_the_lines_and_that_is_said_when_somebody_else_comes() {
    let (mut session, screen) = session(Vec::new());
    comes(&mut session, 2, "bob");
    session.happened(&closed(None)).unwrap();
    comes(&mut session, 3, "carol");
    session.typed("for bob").unwrap();
    assert_eq!(given(&session), [(id(2), "for bob")]);
    assert!(text_of(&screen).contains("lines still go to bob, who is not connected: /msg carol picks carol"));
}

#[test]
fn what_the_node_has_not_answered_keeps_a_program_from_being_read() {
    let (mut session, _) = session(vec![dial()]);
    session.queue.clear();
    for number in 0..300 {
        session.typed(&format!("line {number}")).unwrap();
    }
    session.happened(&reached(2, "bob")).unwrap();
    session.queue.clear();
    assert!(!session.has_room());
    (0..300).for_each(|message| session.happened(&delivery(2, message, Delivery::Held)).unwrap());
    (0..300).for_each(|message| session.happened(&delivery(2, message, Delivery::Acked)).unwrap());
    assert!(session.has_room());
}

#[test]
fn lines_that_wait_stay_with_their_dial_when_somebody_else_is_picked() {
    let (mut session, screen) = session(vec![dial()]);
    session.typed("for bob").unwrap();
    comes(&mut session, 3, "carol");
    session.typed("/msg carol for carol").unwrap();
    session.queue.clear();
    session.happened(&Event::Peers(vec![info(3, "carol")])).unwrap();
    assert_eq!(given(&session), [(id(3), "for carol")]);
    session.happened(&reached(2, "bob")).unwrap();
    session.typed("for carol, too").unwrap();
    assert_eq!(given(&session)[1..], [(id(2), "for bob"), (id(3), "for carol, too")]);
    assert!(text_of(&screen).contains("the lines that waited go to bob"));
}

#[test]
fn lines_for_somebody_who_is_there_already_go_there() {
    let (mut session, _) = session(vec![dial()]);
    comes(&mut session, 3, "carol");
    session.happened(&reached(2, "bob")).unwrap();
    session.typed("/connect carol").unwrap();
    let error = Error::AlreadyConnected("carol".to_owned());
    session.happened(&Event::CommandFailed { command: "connect", error }).unwrap();
    session.queue.clear();
    assert!(session.is_asking());
    session.happened(&Event::Peers(vec![info(3, "carol")])).unwrap();
    session.typed("for carol").unwrap();
    assert_eq!(given(&session), [(id(3), "for carol")]);
    assert_eq!(session.ending(), Ending::Done);
}

#[test]
fn who_called_before_a_dial_in_vain_does_not_make_it_a_success() {
    let (mut session, _) = session(Vec::new());
    comes(&mut session, 3, "dave");
    assert_eq!(session.ending(), Ending::Done);
    session.typed("/connect 127.0.0.1:5000").unwrap();
    take(&mut session, 1);
    session.happened(&unreachable(&bob())).unwrap();
    assert_eq!(session.ending(), Ending::NotReached);
}
