//! What was said: how it is shown, selected, opened and searched, and which frames carried it.

use ratatui::buffer::Cell;

use crate::inspector::Direction;
use crate::node::{Carried, Clock, Command, Delivery, Event, MessageId, Origin, UnixMillis};
use crate::tui::action::Pane;
use crate::tui::app::App;
use crate::tui::effect::Effect;
use crate::tui::model::Peer;
use crate::tui::msg::Msg;

use super::cast::{KNOWN, VERIFIED, connected, packets, packets_over_two_links, peer_id, says};
use super::stage::{NOW, after_frame, app_with, draw, enter, press, screen};

pub(super) fn happens(app: &mut App, event: Event) -> Vec<Effect> {
    app.update(Msg::Node(Box::new(event), app.model.now))
}

/// Bob has said so many lines, and alice has seen the end of them.
pub(super) fn after_lines(count: u64) -> App {
    let mut app = app_with([connected("bob", VERIFIED)]);
    screen(&mut app, 140, 42);
    for number in 1..=count {
        happens(&mut app, says("bob", number, &format!("line {number}")));
        after_frame(&mut app, 140, 42);
    }
    app
}

pub(super) fn delivery(message: u64, state: Delivery) -> Event {
    Event::Delivery {
        peer: peer_id("bob"),
        name: "bob".to_owned(),
        message: MessageId(message),
        state,
        carried: None,
        place: None,
    }
}

/// The session with bob is over.
pub(super) fn closed() -> Event {
    Event::Closed {
        name: "bob".to_owned(),
        peer: Some(peer_id("bob")),
        reason: None,
        error: None,
        established: true,
        origin: Origin::Dialled,
        retry_in: None,
        dial: None,
    }
}

/// The row that holds these words.
pub(super) fn row(shown: &str, words: &str) -> String {
    shown.lines().find(|line| line.contains(words)).unwrap_or_else(|| panic!("{words}:\n{shown}")).to_owned()
}

#[test]
fn a_text_that_waited_at_its_sender_says_when_it_was_written_beside_it() {
    let mut app = app_with([connected("bob", VERIFIED)]);
    for (number, minutes) in [(1, 0), (2, 24), (3, 24 * 60)] {
        let mut said = says("bob", number, "hello");
        let Event::Text { sent_at, .. } = &mut said else { unreachable!() };
        sent_at.0 -= minutes * 60_000;
        app.update(Msg::Node(Box::new(said), NOW));
    }
    let shown = screen(&mut app, 140, 42);
    let texts: Vec<&str> = shown.lines().filter(|row| row.contains("bob │ hello")).collect();
    assert_eq!(texts.len(), 3, "{shown}");
    assert!(!texts[0].contains("written"), "{}", texts[0]);
    assert!(texts[1].contains("10:42   bob │ hello") && texts[1].contains(" written 10:18│"), "{}", texts[1]);
    assert!(texts[2].contains(" written 2026-11-20 10:42│"), "{}", texts[2]);
}

#[test]
fn a_window_stays_put_and_counts_what_comes_below() {
    let mut app = after_lines(100);
    press(&mut app, "PgUp");
    let before = screen(&mut app, 140, 42);
    assert!(before.contains("more below: Alt+End"), "{before}");
    let top = before
        .lines()
        .find(|line| line.contains("line "))
        .map(|line| line.split("││").next().map(str::to_owned));
    after_frame(&mut app, 140, 42);
    for number in 101..=120 {
        happens(&mut app, says("bob", number, &format!("line {number}")));
    }
    let shown = screen(&mut app, 140, 42);
    assert!(shown.contains("20 new below: Alt+End"), "{shown}");
    assert_eq!(
        shown
            .lines()
            .find(|line| line.contains("line "))
            .map(|line| line.split("││").next().map(str::to_owned)),
        top
    );
    assert_eq!(app.model.peer().map(Peer::unread), Some(20));
    press(&mut app, "Alt+End");
    assert_eq!(after_frame(&mut app, 140, 42), [reported(120)]);
    let shown = screen(&mut app, 140, 42);
    assert!(shown.contains("line 120") && !shown.contains("below"), "{shown}");
    press(&mut app, "Alt+U");
    let shown = screen(&mut app, 140, 42);
    assert!(shown.contains("─ 20 new ─"), "the line before what was not seen stays: {shown}");
}

pub(super) fn reported(number: u64) -> Effect {
    Effect::Node(Command::Shown { peer: peer_id("bob"), number })
}

#[test]
fn a_conversation_that_was_left_shows_where_the_unread_begins() {
    let mut app = app_with([connected("bob", VERIFIED), connected("carol", KNOWN)]);
    screen(&mut app, 140, 42);
    happens(&mut app, says("carol", 1, "first"));
    happens(&mut app, says("carol", 2, "second"));
    assert!(screen(&mut app, 140, 42).contains("2 new"));
    press(&mut app, "Alt+A");
    after_frame(&mut app, 140, 42);
    let shown = screen(&mut app, 140, 42);
    let line = shown.lines().position(|line| line.contains("── 2 new ──")).expect("a line");
    assert!(shown.lines().nth(line + 1).is_some_and(|line| line.contains("first")), "{shown}");
    press(&mut app, "Alt+/");
    assert_eq!(app.model.peer().map(|peer| peer.name.as_str()), Some("bob"));
    press(&mut app, "Alt+A");
    assert_eq!(app.notice.as_deref(), Some("nothing is unread in another conversation"));
    enter(&mut app, "/win 2");
    assert_eq!(app.model.peer().map(|peer| peer.name.as_str()), Some("carol"));
    enter(&mut app, "/unread");
    assert_eq!(app.model.peer().map(Peer::unread), Some(1));
    assert!(screen(&mut app, 140, 42).contains("── 1 new ──"));
}

#[test]
fn entries_are_selected_opened_and_copied() {
    let mut app = after_lines(5);
    let long: Vec<String> = (1..=40).map(|line| format!("row {line}.")).collect();
    happens(&mut app, says("bob", 6, &long.join("\n")));
    let shown = screen(&mut app, 140, 42);
    assert!(shown.contains("row 12.") && !shown.contains("row 13."), "{shown}");
    assert!(shown.contains("… 28 more lines, Enter opens"), "{shown}");
    press(&mut app, "F3 Up Enter");
    let shown = screen(&mut app, 140, 60);
    assert!(shown.contains("row 40."), "{shown}");
    assert!(shown.contains("2026-11-21 10:42:12.000 · sent_at"), "{shown}");
    let effects = press(&mut app, "y");
    assert_eq!(effects, [Effect::Copy(long.join("\n"))]);
    press(&mut app, "Up");
    assert_eq!(press(&mut app, "y"), [Effect::Copy("line 5".to_owned())]);
    happens(&mut app, says("bob", 7, "this arrives"));
    assert_eq!(press(&mut app, "y"), [Effect::Copy("line 5".to_owned())], "an event moves no selection");
    press(&mut app, "Esc");
    assert_eq!((app.talk.chosen, app.focus), (None, Pane::Composer));
}

#[test]
fn an_entry_leads_to_its_packet() {
    let mut app = app_with([connected("bob", VERIFIED)]);
    let mut seen = packets(3);
    for packet in &mut seen {
        packet.peer = peer_id("bob").0.short();
    }
    let numbers: Vec<u64> =
        seen.iter().filter(|packet| packet.kind == Some("text")).map(|packet| packet.number).collect();
    app.update(Msg::Packets(seen, 0));
    screen(&mut app, 140, 42);
    for number in 1..=3 {
        happens(&mut app, says("bob", number, &format!("line {number}")));
    }
    press(&mut app, "F3 Up Up Enter");
    let (number, third) = (numbers[1], numbers[2]);
    let shown = screen(&mut app, 140, 42);
    assert!(shown.contains(&format!("in packet {number}: g goes there")), "that of the second text: {shown}");
    press(&mut app, "g");
    assert_eq!((app.focus, app.packets.selected), (Pane::Packets, Some(number)));
    press(&mut app, "Down b");
    assert_eq!(
        (app.focus, app.talk.chosen),
        (Pane::Conversation, Some(app.model.talk().first() + 3)),
        "packet {third} carries the third"
    );
}

/// Alice says two lines to bob; the second goes out again on the next link, and only then its receipt comes.
fn said_over_two_links() -> (App, [u64; 4]) {
    let mut app = app_with([connected("bob", VERIFIED)]);
    screen(&mut app, 140, 42);
    let frames = packets_over_two_links();
    let of = |kind: &str, sent: Direction| {
        let those = frames.iter().filter(|packet| packet.kind == Some(kind) && packet.direction == sent);
        those.map(|packet| packet.number).collect::<Vec<_>>()
    };
    let (texts, receipts) = (of("text", Direction::Sent), of("receipt", Direction::Received));
    app.update(Msg::Packets(frames, 0));
    for (at, (body, conn)) in [("first", 1), ("second", 1), ("second", 2)].into_iter().enumerate() {
        let message = MessageId(if body == "first" { 1 } else { 2 });
        if at < 2 {
            enter(&mut app, body);
            happens(&mut app, delivery(message.0, Delivery::Held));
        }
        let carried = Some(Carried { conn, number: message.0 });
        let state = Delivery::Written;
        let (peer, name) = (peer_id("bob"), "bob".to_owned());
        happens(&mut app, Event::Delivery { peer, name, message, state, carried, place: None });
    }
    happens(&mut app, delivery(2, Delivery::Acked));
    (app, [texts[0], texts[1], texts[2], receipts[1]])
}

#[test]
fn a_line_leads_to_each_of_its_frames_and_each_of_them_back() {
    let (mut app, [first, sent, again, acked]) = said_over_two_links();
    press(&mut app, "Esc F3 Up Enter");
    let line = app.talk.chosen;
    let shown = screen(&mut app, 140, 42);
    for evidence in [format!("sent in packet {sent},"), format!("packet {again}, acked by packet")] {
        assert!(shown.contains(&evidence), "{evidence}: {shown}");
    }
    for number in [sent, again, acked, sent] {
        press(&mut app, "g");
        assert_eq!((app.focus, app.packets.selected), (Pane::Packets, Some(number)));
        press(&mut app, "b");
        assert_eq!((app.focus, app.talk.chosen), (Pane::Conversation, line), "packet {number}");
    }
    press(&mut app, "Up g");
    assert_eq!(app.packets.selected, Some(first), "the line above has its own");
    press(&mut app, "b");
    let above = app.talk.chosen;
    for _ in 0..2 {
        press(&mut app, "g b");
        assert_eq!(app.talk.chosen, above, "also from a receipt that is for both");
    }
    press(&mut app, "F4 Home b");
    assert_eq!(app.focus, Pane::Packets);
    assert_eq!(app.notice.as_deref(), Some("packet 1: handshake_request, carries no text"));
}

#[test]
fn a_word_is_searched_and_shown_where_it_stands() {
    let mut app = after_lines(300);
    enter(&mut app, "/search LINE 27");
    assert_eq!(app.focus, Pane::Conversation);
    assert!(
        app.notice.as_deref().is_some_and(|said| said.starts_with("11 entries hold")),
        "{:?}",
        app.notice
    );
    assert!(screen(&mut app, 140, 42).contains("line 279"));
    press(&mut app, "n n");
    assert_eq!(press(&mut app, "y"), [Effect::Copy("line 277".to_owned())]);
    press(&mut app, "N");
    assert_eq!(press(&mut app, "y"), [Effect::Copy("line 278".to_owned())]);
    for _ in 0..12 {
        press(&mut app, "n");
    }
    assert_eq!(press(&mut app, "y"), [Effect::Copy("line 27".to_owned())]);
    let shown = screen(&mut app, 140, 42);
    assert!(row(&shown, "line 27 ").contains("line 27"), "in view: {shown}");
    press(&mut app, "Esc Esc");
    enter(&mut app, "/lastlog nowhere");
    assert_eq!(app.fault.as_deref(), Some("/search: nothing here holds \"nowhere\""));
}

#[test]
fn a_new_day_is_shown() {
    let mut app = app_with([connected("bob", VERIFIED)]);
    let day = 86_400_000;
    for (ago, text) in [(2, "old"), (1, "newer"), (0, "new")] {
        let time = UnixMillis(NOW.0 + (2 - ago) * day);
        app.update(Msg::Node(Box::new(says("bob", 3 - ago, text)), time));
    }
    let shown = screen(&mut app, 140, 42);
    for words in ["─ 2026-11-21 ─", "─ yesterday ─", "─ today ─"] {
        assert!(shown.contains(words), "{words}: {shown}");
    }
}

#[test]
fn names_stand_at_the_right_of_their_column_and_are_cut_at_16() {
    let mut long = connected("bob", VERIFIED);
    if let Event::Established { info, .. } = &mut long {
        info.name = "漢字漢字漢字漢字漢字".to_owned();
    }
    let mut app = app_with([long]);
    happens(&mut app, says("bob", 1, "hello"));
    enter(&mut app, "hi");
    let shown = screen(&mut app, 140, 42);
    assert!(shown.contains("漢字漢字漢字漢…"), "{shown}");
    assert!(row(&shown, "┃ hi").contains(" alice ┃ hi"), "own rows have another line: {shown}");
}

#[test]
fn a_closed_conversation_goes_and_the_others_stay() {
    let mut app = app_with([connected("bob", VERIFIED), connected("carol", KNOWN)]);
    enter(&mut app, "/close");
    assert!(app.fault.as_deref().is_some_and(|said| said.contains("/disconnect bob")), "{:?}", app.fault);
    happens(&mut app, closed());
    press(&mut app, "Ctrl+C");
    enter(&mut app, "/close");
    let names: Vec<&str> = app.model.peers.iter().map(|peer| peer.name.as_str()).collect();
    assert_eq!((names.as_slice(), app.model.current), (["carol"].as_slice(), Some(0)));
    enter(&mut app, "/wins");
    assert!(screen(&mut app, 140, 42).contains("1  carol  connected"));
    enter(&mut app, "/clear");
    let cleared = screen(&mut app, 140, 42).replace('│', " ");
    let words: Vec<&str> = cleared.split_whitespace().collect();
    assert!(words.join(" ").contains("This conversation was cleared here"), "{cleared}");
    assert!(!words.join(" ").contains("Nothing was said yet"), "{cleared}");
}

#[test]
fn what_a_peer_writes_moves_nothing_on_the_screen() {
    let hostile = [
        "\u{1b}[2J\u{1b}[1;1Hroot#",
        "\u{202e}gnp.exe",
        "a\u{200b}b\u{feff}c",
        "tab\there",
        "e\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}zalgo",
        "\r\noverwritten\u{8}\u{8}",
        "👨\u{200d}👩\u{200d}👧\u{200d}👦 漢字 שלום \u{2028}line",
    ];
    let mut app = app_with([connected("bob", VERIFIED)]);
    for (number, text) in (1..).zip(hostile) {
        happens(&mut app, says("bob", number, text));
    }
    for (width, height) in [(140, 42), (80, 24), (60, 15)] {
        let buffer = draw(&mut app, width, height);
        let acts = |symbol: &str| {
            symbol.chars().any(|c| {
                c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{200b}' | '\u{feff}' | '\u{2028}')
            })
        };
        let found: Vec<&str> =
            buffer.content.iter().map(Cell::symbol).filter(|symbol| acts(symbol)).collect();
        assert_eq!(found, Vec::<&str>::new(), "{width}x{height}");
    }
    let shown = screen(&mut app, 140, 42);
    for words in ["\\u{1b}[2J", "\\u{202e}gnp.exe", "tab    here"] {
        assert!(shown.contains(words), "{words}: {shown}");
    }
}

#[test]
fn ten_thousand_entries_cost_no_more_than_a_hundred() {
    let cost = |count| {
        let mut app = after_lines(count);
        let clock = Clock::start();
        for _ in 0..20 {
            press(&mut app, "PgUp");
            screen(&mut app, 140, 42);
        }
        press(&mut app, "F3 Home End");
        screen(&mut app, 140, 42);
        clock.now().monotonic
    };
    let (few, many) = (cost(100), cost(10_000));
    // What grows with the number of entries would be a hundred times as much.
    assert!(many < few * 10, "{few:?} for 100, {many:?} for 10,000");
}
