//! Who somebody is: strangers, digits that are compared, keys that change, peers in their list.

use std::time::Duration;

use crate::node::{Command, Delivery, Event, MessageId, Origin, PeerRef, SafetyNumber, Target, Trust};
use crate::tui::app::App;
use crate::tui::effect::{BUSY, Effect, ORDERS_MAX};
use crate::tui::msg::Msg;

use super::cast::{
    KNOWN, VERIFIED, another_key_of_bob, connected, info, listening, peer_id, says, stranger_calls,
};
use super::stage::{NOW, after_frame, app_with, enter, press, screen, write};
use super::talking::closed;

const SIZES: [(u16, u16); 3] = [(140, 42), (80, 24), (60, 15)];

pub(super) fn number() -> SafetyNumber {
    crate::crypto::safety_number(
        &crate::crypto::SigningKey::from_seed(crate::crypto::Secret::new([1; 32])).verifying_key(),
        &crate::crypto::SigningKey::from_seed(crate::crypto::Secret::new([2; 32])).verifying_key(),
    )
}

fn verifying() -> (App, String) {
    let digits = Event::SafetyNumber { name: "bob".to_owned(), number: number(), trust: Trust::Known };
    (app_with([connected("bob", KNOWN), digits]), number().groups().concat())
}

fn node(command: Command) -> [Effect; 1] {
    [Effect::Node(command)]
}

fn bob() -> PeerRef {
    PeerRef::Name("bob".to_owned())
}

#[test]
fn all_digits_and_all_answers_are_seen_at_every_size() {
    for (width, height) in SIZES {
        let (mut app, _) = verifying();
        let shown = screen(&mut app, width, height);
        for group in number().groups() {
            assert!(shown.contains(&group), "{width}x{height} lacks {group}:\n{shown}");
        }
        for words in ["[ v", "[ x", "[ l", "Enter does nothing here on purpose.", "Esc not now"] {
            assert!(shown.contains(words), "{width}x{height} lacks {words}:\n{shown}");
        }
    }
}

#[test]
fn typed_digits_are_checked_one_by_one() {
    let (mut app, digits) = verifying();
    let (head, tail) = digits.split_at(17);
    write(&mut app, head);
    let shown = screen(&mut app, 140, 42);
    assert_eq!(shown.matches("✓ same").count(), 1, "{shown}");
    assert!(shown.contains("typing"), "{shown}");
    let wrong = if tail.starts_with('0') { "1" } else { "0" };
    write(&mut app, wrong);
    let shown = screen(&mut app, 140, 42);
    assert!(shown.contains("✗ DIFFERS"), "{shown}");
    assert!(press(&mut app, "v v v").is_empty(), "what differs is not the same, however often it is said");
    press(&mut app, "Backspace");
    write(&mut app, tail);
    assert_eq!(screen(&mut app, 140, 42).matches("✓ same").count(), 4);
    assert_eq!(press(&mut app, "v"), node(Command::Verified(bob())), "all was typed: asked once");
}

#[test]
fn what_is_typed_is_seen_whole_on_the_smallest_screen() {
    let (mut app, digits) = verifying();
    write(&mut app, digits.split_at(15).0);
    let shown = whole(&mut app, (40, 12));
    let row = number().groups()[..3].join("  ");
    assert!(shown.contains(&format!("{row} ✓ same")), "{shown}");
}

#[test]
fn nothing_is_answered_by_enter_or_by_esc() {
    let (mut app, _) = verifying();
    assert!(press(&mut app, "Enter Enter Tab Space").is_empty());
    assert!(press(&mut app, "v").is_empty(), "nothing was typed: asked once more");
    assert!(screen(&mut app, 140, 42).contains("v once more"));
    assert!(press(&mut app, "Enter v").is_empty(), "another key takes the question back");
    assert_eq!(press(&mut app, "v"), node(Command::Verified(bob())));
    let (mut app, _) = verifying();
    assert_eq!(press(&mut app, "x"), node(Command::Differs(bob())));
    for key in ["Esc", "l"] {
        let (mut app, _) = verifying();
        assert!(press(&mut app, key).is_empty());
        assert!(app.overlays.is_empty());
        assert!(screen(&mut app, 140, 42).contains("NOT VERIFIED"));
    }
}

#[test]
fn a_stranger_shows_its_fingerprint_before_anybody_decides() {
    let print = peer_id("mallory").0.to_string();
    for (width, height) in SIZES {
        let mut app = app_with([listening(), stranger_calls()]);
        let shown = screen(&mut app, width, height);
        // Where the pane is narrower than a fingerprint, it stands in two rows.
        for group in print.split('-') {
            assert!(shown.contains(group), "{width}x{height} lacks {group}:\n{shown}");
        }
        press(&mut app, "F8");
        let shown = screen(&mut app, width, height);
        for words in [print.as_str(), "[ a", "[ r", "[ b"] {
            assert!(shown.contains(words), "{width}x{height} lacks {words}:\n{shown}");
        }
        assert!(press(&mut app, "Enter Tab Space").is_empty());
        let name = PeerRef::Name(peer_id("mallory").0.short());
        assert_eq!(press(&mut app, "a"), node(Command::Accept(name)));
    }
}

#[test]
fn a_changed_key_is_a_block_with_both_keys_and_sending_is_off() {
    let mut app = app_with([connected("bob", VERIFIED), another_key_of_bob(Some(NOW.0))]);
    let shown = screen(&mut app, 140, 42);
    let (known, claimed) = (peer_id("bob").0.to_string(), peer_id("mallory").0.to_string());
    for words in ["THE KEY OF bob HAS CHANGED", &known, &claimed, "KEY CHANGED: nothing is sent"] {
        assert!(shown.contains(words), "{words}:\n{shown}");
    }
    assert!(enter(&mut app, "a secret").is_empty());
    assert_eq!(app.composer.input.text(), "a secret", "it stays");
    assert!(press(&mut app, "F8 Enter").is_empty());
    assert_eq!(press(&mut app, "r"), node(Command::Refuse(bob())));
}

#[test]
fn a_conversation_goes_on_with_the_key_that_was_accepted() {
    let (name, id) = ("bob".to_owned(), peer_id("mallory"));
    let mut app = app_with([connected("bob", KNOWN), another_key_of_bob(None)]);
    happen(&mut app, Event::TrustChanged { peer: id, name, trust: KNOWN });
    let mut new = info("bob", KNOWN);
    new.peer = id;
    happen(
        &mut app,
        Event::Established { info: new, origin: Origin::Dialled, took: Duration::from_millis(5) },
    );
    assert_eq!(app.model.peers.len(), 1, "one name, one conversation");
    let sent =
        Command::SendText { to: Target::One(PeerRef::Id(id)), body: "hello".to_owned(), action: false };
    assert_eq!(enter(&mut app, "hello"), node(sent));
}

#[test]
fn who_is_blocked_is_called_so_where_a_text_is_typed_and_in_the_top_bar() {
    let mut app = app_with([connected("bob", KNOWN)]);
    let blocked =
        Event::TrustChanged { peer: peer_id("bob"), name: "bob".to_owned(), trust: Some(Trust::Blocked) };
    happen(&mut app, blocked);
    let shown = screen(&mut app, 140, 42);
    assert!(
        shown.contains("to bob · BLOCKED: nothing is sent") && shown.contains("✗ bob blocked"),
        "{shown}"
    );
}

#[test]
fn a_caller_that_leaves_before_the_answer_leaves_a_card_that_says_so() {
    let mut app = app_with([listening(), stranger_calls()]);
    assert!(screen(&mut app, 140, 42).contains("SOMEBODY YOU DO NOT KNOW"));
    happen(
        &mut app,
        Event::Closed {
            name: peer_id("mallory").0.short(),
            peer: Some(peer_id("mallory")),
            origin: Origin::Accepted,
            reason: None,
            error: None,
            established: false,
            retry_in: None,
            dial: None,
        },
    );
    let shown = screen(&mut app, 140, 42);
    assert!(shown.contains("LEFT") && shown.contains("It has left before you decided."), "{shown}");
    assert!(!shown.contains("F8 asks you"), "{shown}");
}

#[test]
fn the_key_of_another_peer_is_named_and_cannot_be_taken() {
    let changed = Event::KeyChanged {
        petname: "bob".to_owned(),
        known: peer_id("bob").0,
        claimed: peer_id("carol").0,
        claimed_by: Some("carol".to_owned()),
        verified_at: None,
        dial: None,
    };
    let mut app = app_with([connected("bob", KNOWN), changed]);
    let card = screen(&mut app, 140, 42);
    assert!(card.contains("claims to be carol") && !card.contains("new computer"), "{card}");
    press(&mut app, "F8");
    for size in SIZES {
        let shown = whole(&mut app, size);
        for words in ["claims to be carol, not bob.", "[ r", "[ b", "on purpose."] {
            assert!(shown.contains(words), "{size:?} lacks {words}: {shown}");
        }
        assert!(!shown.contains("[ a") && !shown.contains("a new key"), "{size:?}: {shown}");
    }
    assert!(press(&mut app, "a").is_empty());
    assert_eq!(press(&mut app, "r"), node(Command::Refuse(bob())));
}

#[test]
fn the_list_says_who_is_there_how_well_known_and_what_waits() {
    let closed = closed();
    let held = Event::Delivery {
        peer: peer_id("bob"),
        name: "bob".to_owned(),
        message: MessageId(1),
        state: Delivery::Held,
        carried: None,
        place: None,
    };
    let events =
        [connected("bob", VERIFIED), connected("carol", KNOWN), says("carol", 1, "hi"), closed, held];
    let mut app = app_with(events);
    app.update(Msg::Time(crate::node::UnixMillis(NOW.0 + 240_000)));
    let shown = screen(&mut app, 140, 42);
    for words in [">1 ○ bob   offline 4m  ✓ verified", "1 held", " 2 ● carol ? not verified", "1 new"] {
        assert!(shown.contains(words), "{words}:\n{shown}");
    }
    enter(&mut app, "/close");
    assert_eq!(app.fault.as_deref(), Some("/close: 1 text for bob is still held"));
}

#[test]
fn whoever_was_let_in_is_not_asked_about_again() {
    let mut app = app_with([stranger_calls()]);
    press(&mut app, "F8");
    press(&mut app, "a");
    assert!(app.model.questions.is_empty());
    let shown = screen(&mut app, 140, 42);
    assert!(shown.contains("You have accepted it"), "{shown}");
    assert!(!shown.contains("waits for you"), "{shown}");
}

#[test]
fn ones_own_name_is_the_one_that_was_chosen_last() {
    let mut app = app_with([connected("bob", KNOWN)]);
    enter(&mut app, "/nick queen");
    assert!(screen(&mut app, 140, 42).contains("queen"));
}

/// The words of the topmost overlay, with all that can be scrolled to.
fn whole(app: &mut App, (width, height): (u16, u16)) -> String {
    let mut rows: Vec<String> = Vec::new();
    for _ in 0..30 {
        let shown = screen(app, width, height);
        let inside = shown.lines().filter_map(|line| line.split(['┃', '║']).max_by_key(|part| part.len()));
        let new: Vec<String> =
            inside.map(|row| row.trim().to_owned()).filter(|row| !rows.contains(row)).collect();
        rows.extend(new);
        press(app, "Down");
    }
    rows.join(" ")
}

#[test]
fn no_question_is_cut_off_at_any_size() {
    for size in SIZES.into_iter().chain([(40, 12)]) {
        let mut app = app_with([listening(), stranger_calls()]);
        press(&mut app, "F8");
        let shown = whole(&mut app, size);
        for end in ["is their key.", "change is shown.", "never again", "on purpose."] {
            assert!(shown.contains(end), "{size:?} lacks {end}: {shown}");
        }
        let mut app = app_with([connected("bob", VERIFIED), another_key_of_bob(None)]);
        press(&mut app, "F8");
        let shown = whole(&mut app, size);
        for end in ["in between.", "channel first.", "block this name", "on purpose."] {
            assert!(shown.contains(end), "{size:?} lacks {end}: {shown}");
        }
        let (mut app, _) = verifying();
        let shown = whole(&mut app, size);
        for end in
            ["Not in this chat.", "and listen.", "anything private.", "block this key", "chatting as NOT"]
        {
            assert!(shown.contains(end), "{size:?} lacks {end}: {shown}");
        }
    }
}

#[test]
fn the_answers_stand_in_line_and_are_in_the_hint_bar() {
    let (mut app, _) = verifying();
    for (width, height) in SIZES {
        let shown = screen(&mut app, width, height);
        let ends: Vec<usize> = shown
            .lines()
            .filter(|line| ["[ v", "[ x", "[ l"].iter().any(|key| line.contains(key)))
            .map(|line| line.split(" ]").next().unwrap_or_default().chars().count())
            .collect();
        assert!(ends.len() == 3 && ends.iter().all(|end| *end == ends[0]), "{ends:?}\n{shown}");
        // On a small screen the question has the room of the hints too.
        let hinted = shown.contains("v same  x differ  l later");
        assert!(hinted || height < 24, "{shown}");
    }
}

fn happen(app: &mut App, event: Event) {
    app.update(Msg::Node(Box::new(event), NOW));
}

#[test]
fn a_decision_that_the_node_cannot_take_is_not_taken_for_done() {
    let mut app = app_with([stranger_calls()]);
    app.orders = 4 * ORDERS_MAX;
    assert!(press(&mut app, "F8").is_empty());
    assert_eq!(press(&mut app, "a"), [], "there is no room for it");
    assert_eq!(app.fault.as_deref(), Some(BUSY));
    assert_eq!(app.model.questions.len(), 1, "the question is still there");
    assert!(!screen(&mut app, 140, 42).contains("You have accepted it"));
    app.orders = 0;
    press(&mut app, "F8");
    assert_eq!(press(&mut app, "a").len(), 1);
    assert_eq!(app.model.questions.len(), 0);
}

#[test]
fn what_was_seen_while_the_node_was_busy_is_reported_later() {
    let mut app = app_with([connected("bob", VERIFIED)]);
    screen(&mut app, 80, 24);
    app.orders = 4 * ORDERS_MAX;
    app.update(Msg::Node(Box::new(says("bob", 1, "hello")), NOW));
    assert_eq!(after_frame(&mut app, 80, 24), []);
    app.orders = 0;
    let shown = Command::Shown { peer: peer_id("bob"), number: 1 };
    assert_eq!(after_frame(&mut app, 80, 24), node(shown));
}

#[test]
fn keys_are_told_whole_at_every_size() {
    for (width, height) in [(140, 42), (80, 24), (60, 15)] {
        let mut app = app_with([connected("bob", VERIFIED)]);
        enter(&mut app, "/myfp");
        let shown = screen(&mut app, width, height);
        for key in [app.model.own.fingerprint.clone(), peer_id("bob").0.to_string()] {
            let (first, second) = key.split_at(20);
            assert!(shown.contains(first) && shown.contains(second), "{key} at {width}x{height}:\n{shown}");
        }
    }
}
