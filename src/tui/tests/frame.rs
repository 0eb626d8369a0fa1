//! The frame of the screen: the first and the last line, where panes are, and who has the focus.

use crossterm::event::{KeyModifiers, MouseButton, MouseEvent, MouseEventKind};

use crate::capture::FileHealth;
use crate::node::{Error, Event, Packet, Reason, Verdict};
use crate::tui::action::Pane;
use crate::tui::app::App;
use crate::tui::arrangement::Zoom;
use crate::tui::effect::Effect;
use crate::tui::log::LogNews;
use crate::tui::msg::Msg;

use super::cast::{
    KNOWN, VERIFIED, connected, listening, packets, packets_with_a_bad_mac, peer_id, says, stranger_calls,
};
use super::stage::{NOW, app, app_with, enter, press, screen, write};

/// Alice, who talks to bob and to carol.
fn talking() -> App {
    app_with([listening(), connected("bob", VERIFIED), connected("carol", KNOWN)])
}

fn row(app: &mut App, (width, height): (u16, u16), row: u16) -> String {
    screen(app, width, height).lines().nth(usize::from(row)).expect("a row").trim_matches('"').to_owned()
}

fn top(app: &mut App, width: u16) -> String {
    row(app, (width, 42), 0)
}

fn bottom(app: &mut App, width: u16) -> String {
    row(app, (width, 42), 41)
}

fn click(app: &mut App, (column, row): (u16, u16)) -> Vec<Effect> {
    let kind = MouseEventKind::Down(MouseButton::Left);
    app.update(Msg::Mouse(MouseEvent { kind, column, row, modifiers: KeyModifiers::NONE }))
}

/// Where a text stands in a row: counted in columns, since no text of the bars is wider than its characters.
fn column(line: &str, text: &str) -> u16 {
    let before = line.split(text).next().expect("a part");
    assert!(line.contains(text), "{line}");
    u16::try_from(before.chars().count()).expect("a column")
}

fn health(lost: u64, fault: Option<&str>) -> Msg {
    let health = FileHealth { bytes: 1_234_567, lost, fault: fault.map(ToOwned::to_owned) };
    Msg::Log(LogNews { health, ..LogNews::default() })
}

#[test]
fn the_top_bar_says_who_where_and_how_safe() {
    let mut app = talking();
    app.update(health(0, None));
    assert_eq!(
        top(&mut app, 140).trim_end(),
        " peerscope │ alice 7f3a-91c2 │ listen 127.0.0.1:7777 │ 2 peers (1 verified) │ ✓ bob VERIFIED │ epoch 1\
         \u{20}        net.log ● 1.2 MB │ 10:42 UTC"
    );
    press(&mut app, "Alt+2");
    assert!(top(&mut app, 140).contains("│ ? carol NOT VERIFIED │"));
}

#[test]
fn the_top_bar_gives_up_its_parts_in_one_order_and_never_the_port_or_the_safety() {
    let mut app = talking();
    app.update(health(0, None));
    let order = ["listen", "verified)", "peerscope", "net.log", "epoch", "UTC", "2 peers", "7f3a", "alice"];
    let mut gone = 0;
    for width in (30..=140).rev() {
        let shown = top(&mut app, width.max(40));
        while gone < order.len() && !shown.contains(order[gone]) {
            gone += 1;
        }
        for kept in &order[gone..] {
            assert!(shown.contains(kept), "{kept} goes too early at {width}: {shown}");
        }
        assert!(shown.contains(":7777") && shown.contains("✓ bob VERIFIED"), "{width}: {shown}");
    }
    assert!(gone >= 6, "at 40 columns most is given up: {gone}");
}

#[test]
fn what_nobody_has_seen_is_said_wherever_the_list_of_peers_is_not_on_the_screen() {
    let mut app = app_with([connected("bob", KNOWN), listening(), connected("carol", VERIFIED)]);
    screen(&mut app, 140, 42);
    for number in 1..=4 {
        app.update(Msg::Node(Box::new(says("carol", number, "hello")), NOW));
    }
    assert!(!top(&mut app, 140).contains("4 new"), "{}", top(&mut app, 140));
    for size in [(80, 24), (60, 15), (40, 12)] {
        assert!(row(&mut app, size, 0).contains("│ 4 new"), "{}", row(&mut app, size, 0));
    }
    assert!(row(&mut app, (80, 24), 23).contains("Alt+A next unread"));
    assert!(row(&mut app, (60, 15), 14).contains("Alt+A next unread"));
    press(&mut app, "Alt+Z");
    assert!(top(&mut app, 140).contains("│ 4 new elsewhere │"), "{}", top(&mut app, 140));
    assert!(bottom(&mut app, 140).contains("Alt+A next unread"));
    press(&mut app, "Alt+U");
    assert!(screen(&mut app, 140, 42).contains("everything here was seen; 4 new elsewhere: Alt+A"));
    press(&mut app, "Alt+A");
    assert!(!top(&mut app, 140).contains("new"), "{}", top(&mut app, 140));
}

#[test]
fn beside_a_practice_peer_the_log_has_room_at_140_columns_and_the_clock_at_80() {
    let mut app = app_with([connected("practice", KNOWN)]);
    app.update(health(0, None));
    assert!(top(&mut app, 140).contains("net.log ● 1.2 MB │ 10:42 UTC"), "{}", top(&mut app, 140));
    assert_eq!(
        top(&mut app, 80).trim_end(),
        " alice 7f3a-91c2 │ NOT LISTENING │ 1 peer │ ? practice NOT VERIFIED   10:42 UTC"
    );
}

#[test]
fn the_top_bar_says_why_nobody_can_call() {
    let mut app = app();
    assert!(top(&mut app, 140).contains("NOT LISTENING: /listen 5000"));
    app.update(Msg::Node(
        Box::new(Event::CommandFailed { command: "listen", error: Error::ListeningLost }),
        NOW,
    ));
    let why = Error::ListeningLost.to_string();
    let begin: String = why.chars().take(20).collect();
    assert!(top(&mut app, 140).contains(&format!("NOT LISTENING: {begin}")), "{}", top(&mut app, 140));
    assert!(top(&mut app, 60).contains("NOT LISTENING"));
}

#[test]
fn lines_that_the_log_lost_are_a_warning_at_every_width() {
    let mut app = talking();
    app.update(health(12, None));
    for width in [140, 80, 60] {
        assert!(top(&mut app, width).contains("! net.log lacks 12 lines"), "{}", top(&mut app, width));
    }
    app.update(health(12, Some("no space left on device")));
    assert!(top(&mut app, 80).contains("✗ net.log FAILS, 12 lost"));
    press(&mut app, "F7");
    assert!(screen(&mut app, 80, 24).contains("cannot be written: no space left on device"));
}

#[test]
fn a_bad_mac_stays_in_the_top_bar_until_it_is_acknowledged() {
    let mut app = talking();
    app.update(Msg::Packets(packets_with_a_bad_mac(1), 0));
    for width in [140, 80, 60, 40] {
        assert!(top(&mut app, width).contains("✗ bob: 1 BAD MAC"), "{}", top(&mut app, width));
    }
    enter(&mut app, "/ack");
    assert!(top(&mut app, 140).contains("✓ bob VERIFIED"));
}

#[test]
fn a_later_alarm_is_the_one_that_is_inspected_and_explained() {
    let mut app = talking();
    let first = packets_with_a_bad_mac(1);
    let bad = |app: &App| app.packets.packet(&app.model.packets).map(|packet| packet.verdict);
    app.update(Msg::Packets(first.clone(), 0));
    press(&mut app, "F4");
    assert_eq!(bad(&app), Some(Verdict::BadMac));
    press(&mut app, "Esc");
    let newest = first.last().expect("packets").clone();
    let number = newest.number + 1;
    let (verdict, reason) = (Verdict::Replay, Some(Reason::Replay));
    app.update(Msg::Packets(vec![Packet { number, verdict, reason, ..newest }], 0));
    enter(&mut app, "/why");
    let why = screen(&mut app, 140, 42);
    assert!(why.contains(&format!("packet {number}")), "{why}");
    press(&mut app, "Esc F4");
    assert_eq!(bad(&app), Some(Verdict::Replay));
    press(&mut app, "Up Esc F4");
    assert_ne!(bad(&app), Some(Verdict::Replay), "where a person looks it stays");
}

#[test]
fn what_is_no_frame_at_all_came_before_a_session_or_in_one_and_the_card_says_which() {
    let bad = packets_with_a_bad_mac(1).pop().expect("a packet");
    let (verdict, reason) = (Verdict::Malformed, Some(Reason::BadProtocolId));
    let bytes = Packet { type_name: "unknown", inner: None, verdict, reason, ..bad };
    for (in_session, says) in [(true, "What came before it stays valid"), (false, "There was no session yet")]
    {
        let mut app = talking();
        if in_session {
            app.model.links.proved(bytes.conn, peer_id("bob"));
        }
        app.update(Msg::Packets(vec![bytes.clone()], 0));
        let shown = screen(&mut app, 140, 42);
        assert!(shown.contains(says), "{shown}");
    }
}

#[test]
fn the_hint_bar_is_of_the_pane_and_help_and_quit_are_always_at_its_right() {
    let mut app = talking();
    for (keys, here) in [
        ("Esc", "Enter send"),
        ("F2", "↑↓ select"),
        ("F3", "↑↓ select"),
        ("F4", "Esc to chat"),
        ("F7", "l packet"),
    ] {
        press(&mut app, keys);
        for width in [140, 80, 60] {
            let shown = bottom(&mut app, width);
            assert!(shown.contains(here), "{keys} at {width}: {shown}");
            assert!(shown.trim_end().ends_with("F1 help  Ctrl+Q quit"), "{shown}");
        }
    }
    press(&mut app, "Esc");
    assert!(!bottom(&mut app, 140).contains("F8"), "bob is verified already");
    app.update(Msg::Node(Box::new(stranger_calls()), NOW));
    assert!(bottom(&mut app, 140).starts_with(" F8 decide"), "{}", bottom(&mut app, 140));
}

#[test]
fn every_hint_and_every_tab_is_a_button() {
    let mut app = talking();
    press(&mut app, "F4");
    let shown = bottom(&mut app, 140);
    click(&mut app, (column(&shown, "zoom"), 41));
    assert_eq!(app.desk.zoom, Zoom::In);
    let shown = bottom(&mut app, 140);
    assert_eq!(click(&mut app, (column(&shown, "Ctrl+Q quit"), 41)), [Effect::Quit]);

    let mut app = talking();
    for (name, pane) in [("Bytes", Pane::Bytes), ("Peers", Pane::Peers), ("Log", Pane::Log)] {
        let shown = row(&mut app, (60, 15), 1);
        click(&mut app, (column(&shown, name), 1));
        assert_eq!(app.focus, pane, "{shown}");
    }
}

#[test]
fn only_the_pane_with_the_focus_has_a_heavy_border() {
    let mut app = talking();
    for keys in ["Esc", "F2", "F3", "F4", "F5", "F6", "F7"] {
        press(&mut app, keys);
        for (width, height) in [(140, 42), (80, 24)] {
            let shown = screen(&mut app, width, height);
            assert_eq!(shown.matches('┏').count(), 1, "{keys} {width}x{height}\n{shown}");
        }
    }
}

#[test]
fn tab_goes_round_all_panes_and_back() {
    let mut app = talking();
    let mut seen = Vec::new();
    for _ in Pane::ALL {
        seen.push(app.focus);
        press(&mut app, "Tab");
    }
    assert_eq!(seen, Pane::ALL);
    assert_eq!(app.focus, Pane::Composer);
    for pane in Pane::ALL.into_iter().rev() {
        press(&mut app, "Shift+Tab");
        assert_eq!(app.focus, pane);
    }
}

#[test]
fn nothing_that_arrives_moves_the_focus_the_selection_or_the_draft() {
    let mut app = talking();
    app.update(Msg::Packets(packets(9), 0));
    write(&mut app, "a draft");
    press(&mut app, "F4 Home Down");
    let (focus, selected) = (app.focus, app.packets.selected);
    for event in [says("bob", 9, "hello"), connected("dave", KNOWN), stranger_calls()] {
        app.update(Msg::Node(Box::new(event), NOW));
    }
    app.update(Msg::Packets(packets_with_a_bad_mac(3), 0));
    app.update(health(3, None));
    assert_eq!((app.focus, app.packets.selected, app.composer.input.text()), (focus, selected, "a draft"));
    assert!(app.overlays.is_empty());
}

#[test]
fn zoom_gives_one_pane_the_screen_and_takes_it_back() {
    let mut app = talking();
    let before = screen(&mut app, 140, 42);
    press(&mut app, "F6 z");
    let zoomed = screen(&mut app, 140, 42);
    assert!(zoomed.contains("F6") && !zoomed.contains("F4"), "{zoomed}");
    press(&mut app, "Alt+Z Esc");
    assert_eq!(screen(&mut app, 140, 42), before);
}

#[test]
fn alt_and_an_arrow_move_the_line_between_panes_and_reset_puts_it_back() {
    let mut app = talking();
    let before = {
        screen(&mut app, 140, 42);
        app.areas
    };
    press(&mut app, "Alt+Right Alt+Up");
    screen(&mut app, 140, 42);
    assert!(app.areas.conversation.width > before.conversation.width);
    assert_eq!(app.areas.bytes.height, before.bytes.height + 1);
    press(&mut app, "F4 Alt+Down");
    screen(&mut app, 140, 42);
    assert!(app.areas.packets.height > before.packets.height - 1);
    for _ in 0..60 {
        press(&mut app, "Alt+Left Alt+Down");
        screen(&mut app, 140, 42);
    }
    assert!(app.areas.conversation.width >= 20 && app.areas.details.height >= 3, "{:?}", app.areas);
    press(&mut app, "Esc");
    enter(&mut app, "/layout reset");
    screen(&mut app, 140, 42);
    assert_eq!(app.areas, before);
}

#[test]
fn the_three_layouts_show_what_they_are_called_and_any_pane_on_its_key() {
    let mut app = talking();
    for (width, height) in [(140, 42), (80, 24)] {
        enter(&mut app, "/layout chat");
        screen(&mut app, width, height);
        assert_eq!((app.areas.packets.height, app.areas.conversation.width), (0, width));
        enter(&mut app, "/layout packets");
        screen(&mut app, width, height);
        assert_eq!((app.areas.conversation.height, app.areas.packets.width), (0, width));
        for keys in ["F2", "F3", "F4", "F5", "F6", "F7"] {
            press(&mut app, keys);
            screen(&mut app, width, height);
            assert!(app.areas.of(app.focus).height > 2, "{keys} {:?}", app.areas);
        }
        press(&mut app, "Esc");
        enter(&mut app, "/layout both");
        screen(&mut app, width, height);
        assert!(app.areas.conversation.height > 0 && app.areas.packets.height > 0);
    }
    enter(&mut app, "/layout none");
    assert!(screen(&mut app, 140, 42).contains("chat, both, packets or reset"));
}

#[test]
fn a_screen_that_was_too_small_comes_back_as_it_was() {
    let mut app = talking();
    app.update(Msg::Packets(packets(30), 0));
    for number in 1..60 {
        app.update(Msg::Node(Box::new(says("bob", number, "a line of talk")), NOW));
    }
    write(&mut app, "half a senten");
    press(&mut app, "PgUp F4 Up Up Up F5 Down Down F4");
    let before = screen(&mut app, 140, 42);
    for (width, height) in [(120, 30), (80, 24), (60, 15), (39, 9), (1, 1)] {
        screen(&mut app, width, height);
    }
    assert_eq!(screen(&mut app, 140, 42), before);
    assert_eq!(app.composer.input.text(), "half a senten");
}

#[test]
fn a_screen_that_is_too_small_says_what_it_has_and_needs() {
    let mut app = talking();
    app.update(Msg::Packets(packets_with_a_bad_mac(1), 0));
    let shown = screen(&mut app, 30, 5).replace('"', " ");
    let words: Vec<&str> = shown.split_whitespace().collect();
    assert_eq!(words.join(" "), "30x5: needs 40x10. 1 refused frame. Ctrl+Q quit");
}

#[test]
fn a_pane_that_has_nothing_says_what_will_be_there_and_what_to_do() {
    for (width, height) in [(140, 42), (80, 24), (60, 15)] {
        let mut app = app();
        let shown = screen(&mut app, width, height);
        for words in ["Nobody is connected yet", "/listen 5000", "/connect 192.168.1.5:5000", "/demo"] {
            assert!(shown.contains(words), "{width}x{height} lacks {words}\n{shown}");
        }
        for (key, words) in [
            ("F2", "nobody yet"),
            ("F4", "No packets yet"),
            ("F5", "Nothing yet"),
            ("F6", "Nothing yet"),
            ("F7", "No lines yet"),
        ] {
            press(&mut app, key);
            let shown = screen(&mut app, width, height);
            assert!(shown.contains(words), "{key} {width}x{height} lacks {words}\n{shown}");
        }
    }
    let mut app = app_with([listening()]);
    for (width, height) in [(140, 42), (80, 24), (60, 15)] {
        let shown = screen(&mut app, width, height);
        assert!(shown.contains("127.0.0.1:7777"), "{shown}");
        assert!(height < 20 || shown.contains("give a friend") && shown.contains("/demo"), "{shown}");
    }
    assert!(screen(&mut app, 80, 24).contains("only this computer can reach it"));
}
