//! What was said in earlier runs: where it stands, what is unread of it, and how far back a search goes.

use crate::node::{
    By, Command, Delivery, Error, Event, Hearing, MessageId, PeerRef, ReadBy, Recall, Recalled, Said, Start,
    UnixMillis,
};
use crate::tui::app::App;
use crate::tui::effect::Effect;
use crate::tui::model::Peer;
use crate::tui::model_talk::{Entry, Reach, Voice};
use crate::tui::msg::Msg;

use super::cast::{KNOWN, connected, peer_id, says};
use super::stage::{after_frame, app, enter, press, screen};
use super::talking::delivery;

fn said(place: u64, by: By) -> Said {
    let body = format!("line {place}").as_str().into();
    Said { place, at: UnixMillis(1_000), by, stream: [2; 16], number: place + 1, action: false, body }
}

pub(super) fn seen(place: u64) -> Said {
    said(place, By::Them { sent_at: UnixMillis(1_000), read_by: ReadBy::Person })
}

pub(super) fn unseen(place: u64) -> Said {
    said(place, By::Them { sent_at: UnixMillis(1_000), read_by: ReadBy::Program })
}

pub(super) fn history(lines: Vec<Said>, recalled: Recalled) -> Event {
    Event::History { peer: peer_id("bob"), name: "bob".to_owned(), lines, recalled }
}

/// So many texts were missed before the others, from this place on.
pub(super) fn at_start((missed, from): (u64, u64)) -> Recalled {
    let unseen_from = (missed > 0).then_some(from);
    Recalled::AtStart(Start { missed, unseen_from, whole_from: 0, hearing: Hearing::Heard })
}

pub(super) fn told(app: &mut App, event: Event) -> Vec<Effect> {
    app.update(Msg::Node(Box::new(event), UnixMillis(60_000)))
}

#[test]
fn a_conversation_is_taken_up_where_it_was_left_with_what_was_not_seen_and_what_waits() {
    let mut app = app();
    let held = By::Us { message: MessageId(4), state: Delivery::Held };
    let lines = vec![seen(0), unseen(1), said(2, held)];
    told(&mut app, history(lines, at_start((0, 0))));
    assert_eq!(app.model.peer().map(|peer| (peer.unread(), peer.unshown)), Some((1, Some(2))));
    let shown = screen(&mut app, 100, 30);
    assert!(shown.contains("line 0") && shown.contains("◷ held"), "{shown}");
}

#[test]
fn what_was_missed_before_the_newest_texts_is_unread_too_and_alt_u_goes_to_where_it_begins() {
    let mut app = app();
    let lines: Vec<Said> = (400..500).map(unseen).collect();
    told(&mut app, history(lines, at_start((1_104, 0))));
    assert_eq!(app.model.peer().map(Peer::unread), Some(1_204));
    press(&mut app, "Alt+U");
    let shown = screen(&mut app, 140, 42);
    assert!(shown.contains(" 1,204 new "), "{shown}");
    assert!(shown.contains("1,104 texts that nobody"), "{shown}");
}

#[test]
fn what_was_found_wrong_at_the_start_is_said_where_the_person_looks() {
    let mut app = app();
    told(&mut app, Event::CommandFailed { command: "store", error: Error::NotClosed });
    told(&mut app, history(vec![unseen(0)], at_start((0, 0))));
    let shown = screen(&mut app, 140, 42);
    assert!(shown.contains("line 0") && shown.contains("store:"), "{shown}");
}

/// What the screen asks for when this word is looked for further back.
fn search(word: &str, below: u64) -> Effect {
    let peer = Some(PeerRef::Id(peer_id("bob")));
    Effect::Node(Command::Search { peer, word: word.to_owned(), below, enough: 1 })
}

pub(super) fn recall(below: u64, count: usize) -> Effect {
    Effect::Node(Command::Recall(PeerRef::Id(peer_id("bob")), Recall::Below(below, count)))
}

fn chosen(app: &App) -> Option<String> {
    app.talk.chosen.and_then(|at| app.model.talk().get(at)).map(Entry::text)
}

/// The texts of the conversation, and a dash where some are left out.
pub(super) fn bodies(app: &App) -> Vec<String> {
    let text = |entry: &Entry| if entry.voice == Voice::Program { "-".to_owned() } else { entry.text() };
    app.model.talk().iter().map(|(_, entry)| text(entry)).collect()
}

#[test]
fn a_search_goes_on_in_what_is_kept_and_jumps_to_what_it_finds() {
    let mut app = app();
    told(&mut app, history((40..50).map(unseen).collect(), at_start((0, 0))));
    let effects = enter(&mut app, "/search line 7");
    assert!(effects.contains(&search("line 7", 40)), "{effects:?}");

    let effects = told(&mut app, history(vec![seen(7)], Recalled::Found("line 7".to_owned())));
    assert_eq!(effects, [recall(40, 38)], "all from five texts before it on");
    assert_eq!(told(&mut app, history((2..40).map(seen).collect(), Recalled::Below(40))), []);
    assert_eq!(chosen(&app).as_deref(), Some("line 7"));
    assert_eq!(app.model.talk().iter().count(), 48, "what was there is not there twice");
}

#[test]
fn a_search_jumps_however_far_back_it_finds_something_and_says_what_is_left_out() {
    let mut app = app();
    told(&mut app, history((900_000..900_003).map(unseen).collect(), at_start((0, 0))));
    let effects = enter(&mut app, "/search 12345");
    assert!(effects.contains(&search("12345", 900_000)), "{effects:?}");
    let found = |place| history(vec![seen(place)], Recalled::Found("12345".to_owned()));
    assert_eq!(told(&mut app, found(612_345)), [recall(612_366, 26)]);
    told(&mut app, history((612_340..612_366).map(seen).collect(), Recalled::Below(612_366)));
    assert_eq!(chosen(&app).as_deref(), Some("line 612345"));
    let shown = screen(&mut app, 100, 30);
    assert!(shown.contains("texts are left out here") && shown.contains("line 612350"), "{shown}");

    // The next one further up stands in a part of its own, above another gap.
    press(&mut app, "F3");
    let effects = press(&mut app, "n");
    assert!(effects.contains(&search("12345", 612_340)), "{effects:?}");
    assert_eq!(told(&mut app, found(12_345)), [recall(12_366, 26)]);
    told(&mut app, history((12_340..12_366).map(seen).collect(), Recalled::Below(12_366)));
    let all = bodies(&app);
    assert_eq!((all.len(), all.iter().filter(|text| *text == "-").count()), (3 + 26 + 26 + 2, 2));
    assert_eq!(chosen(&app).as_deref(), Some("line 12345"));
    press(&mut app, "N");
    assert_eq!(chosen(&app).as_deref(), Some("line 612345"));
}

#[test]
fn what_is_asked_for_above_takes_the_place_of_parts_that_stood_apart() {
    let mut app = app();
    told(&mut app, history((900..903).map(unseen).collect(), at_start((0, 0))));
    enter(&mut app, "/search line 7");
    told(&mut app, history(vec![seen(7)], Recalled::Found("line 7".to_owned())));
    told(&mut app, history((2..28).map(seen).collect(), Recalled::Below(28)));
    press(&mut app, "Esc Esc");
    let effects = enter(&mut app, "/history 4");
    assert!(effects.contains(&recall(900, 4)), "{effects:?}");
    told(&mut app, history((896..900).map(seen).collect(), Recalled::Below(900)));
    let all: Vec<String> = (896..903).map(|place| format!("line {place}")).collect();
    assert_eq!(bodies(&app), all);
    assert!(enter(&mut app, "/history 4").contains(&recall(896, 4)));
}

#[test]
fn what_was_cleared_is_found_again_in_what_is_kept() {
    let mut app = app();
    told(&mut app, history((40..50).map(seen).collect(), at_start((0, 0))));
    told(&mut app, connected("bob", KNOWN));
    enter(&mut app, "/clear");
    let effects = enter(&mut app, "/search line 44");
    assert!(effects.contains(&search("line 44", 50)), "{effects:?}");
}

#[test]
fn what_is_found_after_a_clearance_stands_there_with_all_behind_it_and_no_gap() {
    let mut app = app();
    told(&mut app, connected("bob", KNOWN));
    told(&mut app, says("bob", 1, "line 0"));
    enter(&mut app, "line 1");
    after_frame(&mut app, 100, 30);
    enter(&mut app, "/clear");
    // It was not known yet where it is kept.
    let Event::Delivery { peer, name, message, state, carried, .. } = delivery(1, Delivery::Held) else {
        unreachable!()
    };
    told(&mut app, Event::Delivery { peer, name, message, state, carried, place: Some(1) });
    assert!(enter(&mut app, "/search line 0").contains(&search("line 0", 2)));
    let effects = told(&mut app, history(vec![seen(0)], Recalled::Found("line 0".to_owned())));
    assert_eq!(effects, [recall(2, 7)]);
    told(&mut app, history((0..2).map(seen).collect(), Recalled::Below(2)));
    assert_eq!(bodies(&app), ["line 0", "line 1"]);
}

#[test]
fn parts_that_stand_apart_do_not_grow_without_limit() {
    let mut app = app();
    told(&mut app, history(vec![unseen(10_000_000)], at_start((0, 0))));
    for part in (1..400).rev() {
        let from = part * 20_000;
        told(&mut app, history((from..from + 26).map(seen).collect(), Recalled::Below(from + 26)));
    }
    let count = app.model.talk().iter().count();
    assert!((100..4_200).contains(&count), "{count}");
    assert_eq!(bodies(&app).last().map(String::as_str), Some("line 10000000"));
}

/// A conversation of which the oldest texts had to go, all of this run.
fn after_a_long_talk() -> App {
    let mut app = app();
    told(&mut app, connected("bob", KNOWN));
    for number in 1..=20_500 {
        told(&mut app, says("bob", number, &format!("line {}", number - 1)));
        app.model.all_read(peer_id("bob"));
    }
    app
}

#[test]
fn what_had_to_make_room_in_a_long_run_is_found_in_what_is_kept() {
    let mut app = after_a_long_talk();
    let oldest = app.model.talk().iter().find_map(|(_, entry)| entry.place).expect("texts are there");
    assert_eq!(oldest, 500);
    assert!(enter(&mut app, "/search line 77").is_empty(), "line 777 is on the screen");
    assert_eq!(enter(&mut app, "/search line 00"), [search("line 00", 500)]);
}

#[test]
fn what_was_found_above_a_full_conversation_stays_while_more_is_said() {
    let mut app = after_a_long_talk();
    assert_eq!(enter(&mut app, "/search line 00"), [search("line 00", 500)]);
    let found = Said { body: "line 00".into(), ..seen(450) };
    assert_eq!(
        told(&mut app, history(vec![found.clone()], Recalled::Found("line 00".to_owned()))),
        [recall(500, 55)]
    );
    let lines = (445..500).map(|place| if place == 450 { found.clone() } else { seen(place) }).collect();
    told(&mut app, history(lines, Recalled::Below(500)));
    assert_eq!(chosen(&app).as_deref(), Some("line 00"));
    told(&mut app, says("bob", 20_501, "meanwhile"));
    assert_eq!(chosen(&app).as_deref(), Some("line 00"));
    // The next one is looked for above what is there now.
    assert!(press(&mut app, "n").contains(&search("line 00", 445)));
}

#[test]
fn a_text_of_ours_counts_from_where_it_is_kept_and_one_that_is_not_kept_is_not_looked_for() {
    let mut app = app();
    told(&mut app, connected("bob", KNOWN));
    let one = |number, place| match says("bob", number, "not kept") {
        Event::Text { conn, peer, name, number, body, action, at, sent_at, .. } => {
            Event::Text { conn, peer, name, number, place, body, action, at, sent_at }
        }
        other => other,
    };
    told(&mut app, one(1, None));
    assert_eq!(app.model.talk().reach(), None);
    enter(&mut app, "ours");
    let held = match delivery(1, Delivery::Held) {
        Event::Delivery { peer, name, message, state, carried, .. } => {
            Event::Delivery { peer, name, message, state, carried, place: Some(8) }
        }
        other => other,
    };
    told(&mut app, held);
    assert_eq!(app.model.talk().reach(), Some(Reach { joined: 8, oldest: 8 }));
    told(&mut app, one(2, Some(7)));
    // Both spoke at once, so the older one stands below; it is not brought in once more.
    told(&mut app, history((5..8).map(seen).collect(), Recalled::Below(8)));
    assert_eq!(bodies(&app), ["line 5", "line 6", "-", "not kept", "ours", "not kept"]);
}

#[test]
fn what_is_deleted_is_off_the_screen_too() {
    let mut app = app();
    let held = By::Us { message: MessageId(4), state: Delivery::Held };
    told(&mut app, history(vec![unseen(0), said(1, held)], at_start((0, 0))));
    assert!(screen(&mut app, 100, 30).contains("line 0"));
    told(&mut app, Event::HistoryDeleted { peer: peer_id("bob"), name: "bob".to_owned(), waiting: 1 });
    let shown = screen(&mut app, 100, 30);
    assert!(!shown.contains("line 0") && shown.contains("line 1"), "what waits is still there: {shown}");
    assert!(shown.contains("deleted here; 1 text that waits stays until it is sent"), "{shown}");
}

#[test]
fn what_nobody_has_seen_is_not_cleared() {
    let mut app = app();
    told(&mut app, history((0..50).map(unseen).collect(), at_start((0, 0))));
    after_frame(&mut app, 100, 30);
    enter(&mut app, "/clear");
    let why = app.fault.as_deref().unwrap_or_default();
    assert!(why.contains("texts here nobody has seen: Alt+U goes there"), "{why}");
    assert!(!app.model.talk().is_empty());
}

#[test]
fn a_text_that_waits_stands_apart_from_what_is_told_from_another_place_on() {
    for missed in [0, 20] {
        let mut app = app();
        let held = By::Us { message: MessageId(4), state: Delivery::Held };
        let lines = std::iter::once(said(7, held)).chain((40..50).map(unseen)).collect();
        let unseen_from = Some(if missed > 0 { 20 } else { 40 });
        let start = Start { missed, unseen_from, whole_from: 40, hearing: Hearing::Heard };
        told(&mut app, history(lines, Recalled::AtStart(start)));
        assert_eq!(app.model.talk().reach(), Some(Reach { joined: 40, oldest: 7 }));
        let all = bodies(&app);
        assert_eq!((all.len(), &*all[0], &*all[1], &*all[2]), (12, "line 7", "-", "line 40"), "{missed}");
        assert!(enter(&mut app, "/history 4").contains(&recall(40, 4)));
        told(&mut app, history((36..40).map(unseen).collect(), Recalled::Below(40)));
        assert_eq!(bodies(&app).first().map(String::as_str), Some("line 36"));
    }
}

#[test]
fn a_conversation_with_somebody_who_is_ignored_is_not_the_one_that_opens() {
    for (hearing, opens) in [(Hearing::Ignored, false), (Hearing::Heard, true)] {
        let mut app = app();
        screen(&mut app, 100, 30);
        let start = Start { missed: 0, unseen_from: Some(0), whole_from: 0, hearing };
        told(&mut app, history(vec![unseen(0)], Recalled::AtStart(start)));
        let effects = after_frame(&mut app, 100, 30);
        assert_eq!((app.model.peer().is_some(), effects.len()), (opens, usize::from(opens)), "{hearing:?}");
    }
}
