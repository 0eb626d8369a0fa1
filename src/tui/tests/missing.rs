//! What nobody has seen and what is not there: it was missed before this run, or had to make room.

use crate::node::{Command, Event, PeerRef, Recalled, Said};
use crate::tui::app::App;
use crate::tui::effect::Effect;
use crate::tui::model::Peer;
use crate::tui::model_news::Gap;

use super::cast::{KNOWN, connected, peer_id, says};
use super::recalling::{at_start, history, seen, told, unseen};
use super::stage::{after_frame, app, app_with, enter, press, screen};

#[test]
fn nothing_is_reported_as_shown_before_what_was_missed_above_it_is_there() {
    let shown = |effects: &[Effect]| -> Vec<u64> {
        let number = |effect: &Effect| match effect {
            Effect::Node(Command::Shown { number, .. }) => Some(*number),
            _ => None,
        };
        effects.iter().filter_map(number).collect()
    };
    let begun = |missed| {
        let mut app = app();
        screen(&mut app, 100, 30);
        told(&mut app, history((40..50).map(unseen).collect(), at_start(missed)));
        let effects = after_frame(&mut app, 100, 60);
        (app, shown(&effects))
    };
    let below = |app: &mut App, place, lines: Vec<Said>| {
        told(app, history(lines, Recalled::Below(place)));
        shown(&after_frame(app, 100, 60))
    };
    assert_eq!(begun((0, 0)).1, [50]);
    for (missed, brought, expected) in
        [((30, 10), 20, vec![]), ((30, 10), 30, vec![50]), ((10_000, 0), 30, vec![])]
    {
        let (mut app, at_once) = begun(missed);
        assert!(at_once.is_empty(), "{missed:?}");
        screen(&mut app, 100, 60);
        assert_eq!(app.sight, None, "all that is here was seen, and nothing of it can be reported");
        let lines = (40 - brought..40).map(unseen).collect();
        assert_eq!(below(&mut app, 40, lines), expected, "{missed:?} {brought}");
    }
    let (mut app, _) = begun((10_000, 0));
    let lines = (30..40).map(|place| if place < 35 { seen(place) } else { unseen(place) }).collect();
    assert_eq!(below(&mut app, 40, lines), [50], "all before was seen");

    // What is told once more is not what was missed.
    let (mut app, _) = begun((10, 30));
    enter(&mut app, "/clear");
    assert_eq!(below(&mut app, 50, (35..50).map(unseen).collect()), [0; 0]);
    assert_eq!(below(&mut app, 35, (30..35).map(unseen).collect()), [50]);

    let (mut app, _) = begun((10, 30));
    assert_eq!(
        below(&mut app, 40, Vec::new()),
        [0; 0],
        "what is not kept any more was not seen: /read says so"
    );
}

#[test]
fn what_was_missed_is_seen_where_it_stands_and_not_by_being_brought_in() {
    let mut app = app();
    screen(&mut app, 100, 30);
    told(&mut app, history((90..100).map(unseen).collect(), at_start((60, 30))));
    after_frame(&mut app, 100, 30);
    told(&mut app, history((30..90).map(unseen).collect(), Recalled::Below(90)));
    assert_eq!(after_frame(&mut app, 100, 30), []);
    assert!(screen(&mut app, 100, 30).contains("60 new above: Alt+U"));
    press(&mut app, "Alt+U Esc");
    let mut reported = after_frame(&mut app, 100, 30);
    for _ in 0..9 {
        press(&mut app, "PgDn");
        reported.extend(after_frame(&mut app, 100, 30));
    }
    let last = Effect::Node(Command::Shown { peer: peer_id("bob"), number: 100 });
    assert_eq!((reported.last(), app.model.peer().map(Peer::unread)), (Some(&last), Some(0)));
}

#[test]
fn a_conversation_does_not_go_with_what_was_missed_before_it() {
    let mut app = app();
    screen(&mut app, 100, 30);
    told(&mut app, history((45..50).map(unseen).collect(), at_start((30, 15))));
    assert_eq!(after_frame(&mut app, 100, 30), []);
    enter(&mut app, "/close");
    let why = app.fault.as_deref().unwrap_or_default();
    assert!(why.contains("30 texts") && why.contains("/read counts all as seen"), "{why}");
    told(&mut app, Event::AllRead { peer: peer_id("bob"), name: "bob".to_owned() });
    press(&mut app, "Ctrl+C");
    enter(&mut app, "/close");
    assert!(app.model.peers.is_empty(), "{:?}", app.fault);
}

/// Bob has said so much while alice talked to carol that the first texts had to make room.
fn after_bob_said_too_much() -> App {
    let mut app = app_with([connected("bob", KNOWN), connected("carol", KNOWN)]);
    enter(&mut app, "/win 2");
    screen(&mut app, 140, 42);
    let long = "x".repeat(16_000);
    for number in 1..=530 {
        told(&mut app, says("bob", number, &long));
    }
    app
}

/// How often it is said that texts had to make room.
fn said_of_room(app: &App) -> usize {
    app.model.talk().iter().filter(|(_, entry)| entry.text().contains("had to make room")).count()
}

/// What is reported while a person reads so many pages on.
fn pages(app: &mut App, count: usize) -> Vec<Effect> {
    let mut effects = after_frame(app, 140, 42);
    for _ in 0..count {
        press(app, "PgDn");
        effects.extend(after_frame(app, 140, 42));
    }
    effects
}

#[test]
fn what_had_to_make_room_is_missed_also_where_texts_are_brought_in_from_another_conversation() {
    for brought in [1, 6] {
        let mut app = after_bob_said_too_much();
        let oldest = app.model.peers[0].talk.reach().expect("texts are kept").joined;
        let long = |place| Said { body: "x".repeat(16_000).as_str().into(), ..unseen(place) };
        let lines = (oldest.checked_sub(brought).expect("some had to go")..oldest).map(long).collect();
        told(&mut app, history(lines, Recalled::Below(oldest)));
        press(&mut app, "Alt+A");
        assert_eq!(pages(&mut app, 40), [], "{brought}: some of them stood in no frame");
        assert_eq!(app.model.peer().map(|peer| peer.unread() > 400), Some(true));
        assert_eq!(said_of_room(&app), 1);
    }
}

#[test]
fn what_had_to_make_room_is_reported_once_it_was_brought_in_and_seen() {
    let mut app = after_bob_said_too_much();
    press(&mut app, "Alt+A");
    assert_eq!(after_frame(&mut app, 140, 42), []);
    let talk = app.model.talk_mut();
    talk.see_before(talk.end());
    enter(&mut app, "/clear");
    assert!(app.model.talk().is_empty(), "{:?}", app.fault);
    told(&mut app, history((1..530).map(unseen).collect(), Recalled::Below(530)));
    after_frame(&mut app, 140, 42);
    press(&mut app, "Alt+U Esc");
    assert_eq!(pages(&mut app, 40), [], "the first one is missing");
    told(&mut app, history(vec![unseen(0)], Recalled::Below(1)));
    after_frame(&mut app, 140, 42);
    press(&mut app, "Alt+U Esc");
    let last = Effect::Node(Command::Shown { peer: peer_id("bob"), number: 530 });
    assert_eq!(pages(&mut app, 40).last(), Some(&last));
}

#[test]
fn all_counts_as_seen_when_a_person_says_so() {
    let mut app = app();
    told(&mut app, history((40..50).map(unseen).collect(), at_start((10_000, 0))));
    assert!(enter(&mut app, "/read").contains(&Effect::Node(Command::Read(PeerRef::Id(peer_id("bob"))))));
    told(&mut app, Event::AllRead { peer: peer_id("bob"), name: "bob".to_owned() });
    let peer = app.model.peer().expect("bob is talked to");
    assert_eq!((peer.unread(), peer.unshown, peer.talk.news.gap()), (0, None, Gap::None));
    let shown = screen(&mut app, 100, 30);
    assert!(shown.contains("all that bob has said counts as seen"), "{shown}");
    assert_eq!(app.talk.unread, None);
}
