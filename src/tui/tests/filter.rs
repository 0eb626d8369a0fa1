//! The filter bar, and what the packet list shows of a filter.

use crate::inspector::filter::Filter;
use crate::node::Event;
use crate::settings::{Chosen, ColourWish};
use crate::tui::action::Pane;
use crate::tui::app::App;
use crate::tui::msg::Msg;
use crate::tui::overlay::Overlay;

use super::cast::{VERIFIED, connected, listening, packets, packets_with_a_bad_mac, peer_id, proved};
use super::stage::{NOW, app, app_with, enter, press, screen, write};

fn talking() -> App {
    app_with([listening(), connected("bob", VERIFIED)])
}

/// A conversation with so many texts, and every frame of it.
fn watched(texts: u64) -> App {
    let mut app = talking();
    app.update(Msg::Packets(packets(texts), 0));
    screen(&mut app, 140, 42);
    app
}

/// How many of the packets a filter is to show.
fn matching(app: &App, filter: &str) -> usize {
    let filter = Filter::parse(filter).expect("a filter");
    let store = &app.model.packets;
    store.window(0..store.len()).filter(|packet| filter.matches(packet)).count()
}

/// Typed, what the bar says then.
const SAID: [(&str, &str); 7] = [
    ("", "Enter shows all packets again"),
    ("text", "✓ 9 of "),
    ("kind ==", "… incomplete: value expected"),
    ("kind == txt", "✗ no kind is called \"txt\": did you mean text?, at column 9"),
    ("sq == 1", "✗ unknown field \"sq\": did you mean seq?, at column 1"),
    ("bad", "✓ 0 of "),
    ("seq == 4 and (", "… incomplete: field expected"),
];

#[test]
fn a_filter_is_checked_while_it_is_typed_and_hides_nothing_yet() {
    for (typed, said) in SAID {
        let mut app = watched(9);
        let all = app.model.packets.len();
        press(&mut app, "Ctrl+F");
        write(&mut app, typed);
        let shown = screen(&mut app, 140, 42);
        assert!(shown.contains(said), "{typed}: {said}\n{shown}");
        assert!(shown.contains("counts now: none"), "{shown}");
        assert_eq!(app.packets.len(&app.model.packets), all, "{typed}");
    }
}

#[test]
fn a_fault_is_pointed_at() {
    let mut app = watched(1);
    press(&mut app, "Ctrl+F");
    write(&mut app, "seq == 1 and kind == txt");
    let shown = screen(&mut app, 140, 42);
    let rows: Vec<Vec<char>> = shown.lines().map(|line| line.chars().collect()).collect();
    let line = |words: &str| {
        rows.iter().position(|row| row.iter().collect::<String>().contains(words)).expect("a row")
    };
    let typed = line("seq == 1 and kind == txt");
    let column = rows[typed].windows(3).position(|window| window == ['t', 'x', 't']).expect("the word");
    assert_eq!(rows[typed + 1][column..column + 4].iter().collect::<String>(), "^^^ ", "{shown}");
}

#[test]
fn enter_applies_a_filter_and_on_none_keeps_the_one_before() {
    let mut app = watched(9);
    press(&mut app, "Ctrl+F");
    write(&mut app, "text");
    press(&mut app, "Enter");
    let texts = matching(&app, "text");
    assert!(app.overlays.is_empty());
    let all = app.model.packets.len();
    let shown = screen(&mut app, 140, 42);
    assert!(shown.contains(&format!("Packets · text · {texts} of {all} shown")), "{shown}");
    // What is no filter stays where it is typed.
    press(&mut app, "Ctrl+F");
    write(&mut app, " and");
    press(&mut app, "Enter");
    let shown = screen(&mut app, 140, 42);
    assert!(
        shown.contains("the filter before it goes on to count") && shown.contains("counts now: text"),
        "{shown}"
    );
    press(&mut app, "Esc");
    assert_eq!(app.packets.len(&app.model.packets), texts);
    // An empty one shows everything.
    press(&mut app, "Ctrl+F Ctrl+U Enter");
    assert_eq!(app.packets.len(&app.model.packets), all);
    // Used filters come back, the newest first.
    press(&mut app, "Ctrl+F Up Enter");
    assert_eq!(app.packets.len(&app.model.packets), texts);
    enter(&mut app, "/filter off");
    assert_eq!(app.packets.len(&app.model.packets), all);
}

#[test]
fn a_filter_that_hides_everything_says_so() {
    let mut app = watched(3);
    enter(&mut app, "/filter seq > 9000");
    for (columns, rows) in [(140, 42), (80, 24)] {
        let shown = screen(&mut app, columns, rows);
        assert!(shown.contains("is shown: the filter is") && shown.contains("seq > 9000"), "{shown}");
    }
}

#[test]
fn esc_in_the_packets_shows_all_again_and_then_goes_back() {
    let mut app = watched(3);
    let all = app.model.packets.len();
    enter(&mut app, "/filter text");
    press(&mut app, "F4");
    let shown = screen(&mut app, 140, 42);
    assert!(shown.lines().any(|line| line.starts_with("\" Esc clear filter ")), "{shown}");
    press(&mut app, "Esc");
    assert_eq!((app.packets.len(&app.model.packets), app.focus), (all, Pane::Packets));
    let shown = screen(&mut app, 140, 42);
    assert!(!shown.contains("clear filter") && shown.contains("Esc to chat"), "{shown}");
    press(&mut app, "Esc");
    assert_eq!(app.focus, Pane::Composer);
}

#[test]
fn a_fault_in_a_command_says_where() {
    let mut app = watched(1);
    enter(&mut app, "/filter sq == 1");
    let fault = "/filter: unknown field \"sq\": did you mean seq?, at column 1";
    assert_eq!(app.fault.as_deref(), Some(fault));
}

#[test]
fn packets_that_come_later_go_through_the_filter_and_the_newest_of_them_is_followed() {
    let mut app = watched(2);
    enter(&mut app, "/filter dir == received && text");
    let before = matching(&app, "dir == received && text");
    assert_eq!(app.packets.len(&app.model.packets), before);
    let mut more = packets(5);
    more.retain(|packet| packet.number > app.model.packets.len() as u64);
    app.update(Msg::Packets(more, 0));
    screen(&mut app, 140, 42);
    let after = matching(&app, "dir == received && text");
    assert!(after > before);
    assert_eq!(app.packets.len(&app.model.packets), after);
    assert_eq!(app.packets.row(&app.model.packets), Some(after - 1));
}

#[test]
fn more_packets_than_a_frame_may_look_at_are_looked_at_over_several() {
    let mut app = talking();
    let pattern = packets(9);
    let many = (1..=25_000_u64).zip(pattern.iter().cycle()).map(|(number, packet)| {
        let mut packet = packet.clone();
        packet.number = number;
        packet
    });
    app.update(Msg::Packets(many.collect(), 0));
    enter(&mut app, "/filter kind == text");
    let mut frames = 1;
    while {
        screen(&mut app, 80, 24);
        app.packets.is_sifting()
    } {
        frames += 1;
    }
    assert!((2..=3).contains(&frames), "{frames} frames");
    assert_eq!(app.packets.len(&app.model.packets), matching(&app, "kind == text"));
}

#[test]
fn tab_completes_fields_and_values_and_goes_round() {
    let mut app = watched(1);
    press(&mut app, "Ctrl+F");
    write(&mut app, "verd");
    press(&mut app, "Tab");
    write(&mut app, " == bad_m");
    press(&mut app, "Tab");
    assert!(screen(&mut app, 140, 42).contains("verdict == bad_mac"));
    press(&mut app, "Ctrl+U");
    write(&mut app, "text.");
    press(&mut app, "Tab");
    let first = screen(&mut app, 140, 42);
    press(&mut app, "Tab Shift+Tab");
    assert_eq!(screen(&mut app, 140, 42), first);
    assert!(first.contains("text.body: "), "{first}");
}

#[test]
fn a_refused_frame_that_the_filter_hides_holds_no_view_and_one_that_is_jumped_to_lifts_the_filter() {
    let mut app = talking();
    enter(&mut app, "/filter handshake_request");
    app.update(Msg::Packets(packets_with_a_bad_mac(3), 0));
    let shown = screen(&mut app, 140, 42);
    assert!(shown.contains("1 of ") && !shown.contains("PAUSED by"), "{shown}");
    assert!(shown.contains("BAD MAC"), "the alarm stays\n{shown}");
    enter(&mut app, "/filter bad");
    assert!(screen(&mut app, 140, 42).contains("bad · 1 of "));
    let other = 2;
    app.packets.show(&app.model.packets, other);
    assert_eq!(app.packets.len(&app.model.packets), app.model.packets.len());
    assert_eq!(app.packets.selected, Some(other));
}

#[test]
fn marks_and_a_filter_do_not_undo_one_another() {
    let mut app = watched(4);
    let texts = matching(&app, "text");
    enter(&mut app, "/filter text");
    press(&mut app, "F4 Home m M");
    assert_eq!(app.packets.len(&app.model.packets), 1);
    press(&mut app, "M");
    assert_eq!(app.packets.len(&app.model.packets), texts);
}

#[test]
fn a_paste_goes_into_the_bar_as_one_line_and_the_bar_fits_every_screen() {
    let mut app = watched(3);
    press(&mut app, "Ctrl+F");
    app.update(Msg::Paste("text\u{1b}[31m\nand seq > 1".to_owned()));
    for (columns, rows) in [(140, 42), (80, 24), (60, 15), (20, 6), (1, 1)] {
        let shown = screen(&mut app, columns, rows);
        assert!(!shown.contains('\u{1b}'), "{shown}");
    }
    assert!(screen(&mut app, 140, 42).contains("text[31mand seq > 1"));
}

#[test]
fn a_key_on_a_field_fills_the_bar_with_its_value() {
    let mut app = watched(3);
    // The header, its first field, the fields after it.
    for (keys, said) in [
        ("Home", "header"),
        ("Home Down", "protocol_id == 50:53"),
        ("Home Down Down Down", "type == message"),
    ] {
        press(&mut app, &format!("F5 {keys} f"));
        let shown = screen(&mut app, 140, 42);
        assert!(shown.contains(said) && shown.contains("✓ "), "{said}\n{shown}");
        press(&mut app, "Esc");
    }
    press(&mut app, "F5 Home Down Down Down f Enter");
    let shown = screen(&mut app, 140, 42);
    assert_eq!(app.packets.len(&app.model.packets), matching(&app, "type == message"), "{shown}");
}

#[test]
fn one_key_brings_each_preset() {
    let mut app = watched(3);
    press(&mut app, "F4 Home Ctrl+F");
    let shown = screen(&mut app, 140, 42);
    let peer = &app.model.packets.get(0).expect("a packet").peer;
    let presets = [
        "bad",
        "kind == text",
        "dir == received",
        "type != message",
        &format!("peer == {peer:?}"),
        "conn == ",
    ];
    for (digit, preset) in (1..).zip(presets) {
        assert!(shown.contains(&format!("Alt+{digit} {preset}")), "{preset}\n{shown}");
        press(&mut app, &format!("Alt+{digit}"));
        let Some(Overlay::Filter(bar)) = app.overlays.last() else { panic!("the bar is gone") };
        assert!(bar.text().starts_with(preset), "{}", bar.text());
        assert!(Filter::parse(bar.text()).is_ok());
    }
}

#[test]
fn of_a_filter_that_is_longer_than_the_bar_the_end_and_its_fault_are_in_sight() {
    let mut app = watched(1);
    press(&mut app, "Ctrl+F");
    write(&mut app, &format!("{} and sq", ["seq == 1"; 12].join(" and ")));
    for (columns, rows) in [(140, 42), (80, 24), (60, 15)] {
        let shown = screen(&mut app, columns, rows);
        let lines: Vec<Vec<char>> = shown.lines().map(|line| line.chars().collect()).collect();
        let typed = lines
            .iter()
            .position(|line| line.iter().collect::<String>().contains("and sq"))
            .expect("the end");
        let column = lines[typed].windows(3).position(|three| three == ['s', 'q', ' ']).expect("the word");
        assert_eq!(lines[typed + 1][column..column + 2], ['^', '^'], "{shown}");
    }
}

/// The packets of a link with bob as they are seen: an address stands in front of those of the handshake.
fn seen_on_the_way(app: &mut App) -> usize {
    let mut seen = packets(1);
    for packet in &mut seen {
        let is_early = packet.number <= 3;
        packet.peer = if is_early { "127.0.0.1:52110".to_owned() } else { peer_id("bob").0.short() };
        packet.conn = 7;
    }
    let count = seen.len();
    app.update(Msg::Packets(seen, 0));
    count
}

fn shown(app: &mut App) -> usize {
    screen(app, 140, 42);
    app.packets.len(&app.model.packets)
}

#[test]
fn the_name_of_a_peer_is_understood_whenever_it_is_known_and_from_its_first_frame_on() {
    let mut app = app();
    enter(&mut app, "/filter peer == bob");
    let seen = seen_on_the_way(&mut app);
    assert_eq!(shown(&mut app), 0, "nobody is called so yet");
    app.update(Msg::Node(Box::new(proved(7, "bob")), NOW));
    app.update(Msg::Node(Box::new(connected("bob", VERIFIED)), NOW));
    assert_eq!(shown(&mut app), seen);
    let renamed = Event::Renamed { peer: peer_id("bob"), from: "bob".to_owned(), name: "robert".to_owned() };
    app.update(Msg::Node(Box::new(renamed), NOW));
    assert_eq!(shown(&mut app), 0, "that name is nobody's any more");
    enter(&mut app, "/filter peer != robert");
    assert_eq!(shown(&mut app), 0);
    enter(&mut app, "/filter peer in {robert, carol}");
    assert_eq!(shown(&mut app), seen);
}

#[test]
fn a_rule_for_colours_may_name_a_peer() {
    let mut app = app();
    let colours = vec![ColourWish {
        place: "config.toml line 1".to_owned(),
        filter: "peer == bob".to_owned(),
        colour: "blue".to_owned(),
    }];
    app.chosen(Chosen { colours, ..Chosen::default() });
    seen_on_the_way(&mut app);
    let ruled = |app: &App| {
        let store = &app.model.packets;
        (0..store.len())
            .filter_map(|row| store.get(row))
            .filter(|packet| app.colours.of(packet).is_some())
            .count()
    };
    assert_eq!(ruled(&app), 0, "nobody is called so yet");
    app.update(Msg::Node(Box::new(proved(7, "bob")), NOW));
    app.update(Msg::Node(Box::new(connected("bob", VERIFIED)), NOW));
    assert_eq!(ruled(&app), app.model.packets.len());
}
