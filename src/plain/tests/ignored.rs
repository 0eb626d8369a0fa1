//! What is printed and reported of what was said before, and by those of whom a person wants to hear nothing.

use crate::node::{By, Command, Event, Hearing, PeerRef, ReadBy, Recall, Recalled, Said, Start, UnixMillis};

use super::sample::*;
use crate::plain::line::{Format, Printer};
use crate::plain::session::Session;

fn said(place: u64, read_by: ReadBy) -> Said {
    Said {
        place,
        at: UnixMillis(0),
        by: By::Them { sent_at: UnixMillis(0), read_by },
        stream: [2; 16],
        number: place + 1,
        action: false,
        body: format!("line {place}").as_str().into(),
    }
}

/// What is told of bob: of so many texts that nobody has seen, all but the first ones.
fn past(texts: core::ops::Range<u64>, recalled: Recalled) -> Event {
    let lines = texts.map(|place| said(place, ReadBy::Nobody)).collect();
    Event::History { peer: id(2), name: "bob".to_owned(), lines, recalled }
}

fn start((missed, unseen_from): (u64, Option<u64>), hearing: Hearing) -> Recalled {
    Recalled::AtStart(Start { missed, unseen_from, whole_from: 0, hearing })
}

#[test]
fn a_program_is_told_once_what_nobody_has_seen_and_that_is_no_sight() {
    let (mut session, screen) = session(Vec::new());
    let lines = [ReadBy::Person, ReadBy::Program, ReadBy::Nobody];
    let lines = (0..).zip(lines).map(|(place, read_by)| said(place, read_by)).collect();
    let (peer, name, recalled) = (id(2), "bob".to_owned(), start((0, Some(1)), Hearing::Heard));
    session.happened(&Event::History { peer, name, lines, recalled }).unwrap();
    let told = text_of(&screen);
    assert!(told.contains("line 2 (not seen before)") && told.lines().count() == 1, "{told}");
    assert_eq!(session.queue, [Command::Printed { peer, number: 3 }]);
}

/// Bob says this, which is kept there, if it is.
fn says(number: u64, place: Option<u64>) -> Event {
    let sample = events().into_iter().find(|event| matches!(event, Event::Text { .. })).unwrap();
    let Event::Text { conn, peer, name, body, action, at, sent_at, .. } = sample else { unreachable!() };
    Event::Text { conn, peer, name, number, place, body, action, at, sent_at }
}

fn hears(hearing: Hearing) -> Event {
    Event::Hearing { peer: id(2), name: "bob".to_owned(), hearing }
}

/// What this session wants of the node after these events, one of a person at a terminal.
fn wants(events: impl IntoIterator<Item = Event>) -> (Vec<Command>, String) {
    let screen = Screen::default();
    let mut session = Session::new(Printer::watched(screen.clone()), Vec::new());
    events.into_iter().for_each(|event| session.happened(&event).unwrap());
    (session.queue.drain(..).collect(), text_of(&screen))
}

fn below(place: u64, count: usize) -> Command {
    Command::Recall(PeerRef::Id(id(2)), Recall::Below(place, count))
}

fn seen_up_to(number: u64) -> Command {
    Command::Shown { peer: id(2), number }
}

#[test]
fn texts_of_who_is_ignored_are_not_printed_for_people_and_not_reported_as_seen() {
    for (format, printed) in [(Format::Text, false), (Format::Json, true)] {
        let (mut session, screen) = session_in(format, Vec::new());
        session.happened(&hears(Hearing::Ignored)).unwrap();
        let before = text_of(&screen).lines().count();
        session.happened(&says(7, Some(6))).unwrap();
        assert_eq!(text_of(&screen).lines().count() > before, printed, "{format:?}");
        assert_eq!(!session.queue.is_empty(), printed, "{format:?}: {:?}", session.queue);
        session.queue.clear();
        session.happened(&hears(Hearing::Heard)).unwrap();
        session.happened(&says(8, Some(7))).unwrap();
        let is_report =
            |command: &Command| matches!(command, Command::Shown { .. } | Command::Printed { .. });
        assert_eq!(session.queue.contains(&below(7, 1)), !printed, "{format:?}: {:?}", session.queue);
        assert_eq!(session.queue.iter().any(is_report), printed, "{format:?}: not before what was hidden");
    }
}

#[test]
fn what_was_said_while_somebody_was_ignored_is_printed_before_it_is_reported_as_read() {
    let at_start = || past(3..5, start((3, Some(0)), Hearing::Ignored));
    let (wanted, printed) = wants([at_start()]);
    assert_eq!((wanted, printed), (Vec::new(), String::new()), "nothing of it at the start");
    let heard = || [at_start(), hears(Hearing::Heard)];
    let (wanted, _) = wants(heard());
    assert_eq!(wanted, [below(5, 5)]);
    let told = |texts| past(texts, Recalled::Below(5));
    let (wanted, printed) = wants(heard().into_iter().chain([told(1..5)]));
    assert_eq!(wanted, [below(5, 5)], "one is missing");
    assert!(printed.contains("/read bob counts all as seen"), "{printed}");
    let (wanted, printed) = wants(heard().into_iter().chain([told(0..5)]));
    assert!(printed.contains("line 0"), "{printed}");
    assert_eq!(wanted, [below(5, 5), seen_up_to(5)]);
    // What comes before the answer is printed, and reported with it.
    let (wanted, _) = wants(heard().into_iter().chain([says(6, Some(5)), told(0..5), says(7, Some(6))]));
    assert_eq!(wanted, [below(5, 5), seen_up_to(6), seen_up_to(7)]);
    // What was hidden after the question is not in the answer.
    let again = [hears(Hearing::Ignored), says(6, Some(5)), hears(Hearing::Heard), told(0..5)];
    let (wanted, _) = wants(heard().into_iter().chain(again));
    assert_eq!(wanted, [below(5, 5), below(6, 6)]);
}

#[test]
fn what_cannot_be_told_again_holds_nothing_back_once_it_is_gone_or_counts_as_read() {
    let hidden = |place| [hears(Hearing::Ignored), says(3, place), hears(Hearing::Heard)];
    let name = || "bob".to_owned();
    let read = || Event::AllRead { peer: id(2), name: name() };
    let gone = Event::HistoryDeleted { peer: id(2), name: name(), waiting: 0 };
    for event in [gone, read()] {
        let (wanted, _) = wants(hidden(Some(2)).into_iter().chain([event, says(4, Some(3))]));
        assert_eq!(wanted, [below(3, 1), seen_up_to(4)]);
    }
    let (wanted, printed) =
        wants(hidden(Some(2)).into_iter().chain([past(0..0, Recalled::Below(3)), says(4, Some(3))]));
    assert_eq!(wanted, [below(3, 1)], "it is not kept any more, and nobody has seen it");
    assert!(printed.contains("/read bob counts all as seen"), "{printed}");
    let (wanted, printed) = wants(hidden(None));
    assert_eq!(wanted, [], "nobody can be asked for it");
    assert!(printed.contains("/read bob counts all as seen"), "{printed}");
    let (wanted, _) = wants(hidden(None).into_iter().chain([says(4, None), past(0..0, Recalled::Asked)]));
    assert_eq!(wanted, []);
    let (wanted, _) = wants(hidden(None).into_iter().chain([read(), says(4, None)]));
    assert_eq!(wanted, [seen_up_to(4)]);
}

#[test]
fn a_person_has_not_seen_what_was_only_counted() {
    let at_start = || past(3..5, start((3, Some(0)), Hearing::Heard));
    assert_eq!(wants([at_start()]).0, []);
    assert_eq!(wants([at_start(), past(0..5, Recalled::Asked)]).0, [seen_up_to(5)]);
    // Of very many nobody knows where they begin, and a text that was seen stands before all of them.
    let at_start = || past(3..5, start((10_000, Some(0)), Hearing::Heard));
    assert_eq!(wants([at_start(), past(1..5, Recalled::Asked)]).0, []);
    let mut lines: Vec<Said> = (1..5).map(|place| said(place, ReadBy::Nobody)).collect();
    lines.insert(0, said(0, ReadBy::Person));
    let (peer, name, recalled) = (id(2), "bob".to_owned(), Recalled::Asked);
    assert_eq!(wants([at_start(), Event::History { peer, name, lines, recalled }]).0, [seen_up_to(5)]);
}
