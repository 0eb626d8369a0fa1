//! net.log on the screen: following it, reading its lines to their end, and going between a line and its packet.

use crate::node::Packet;
use crate::tui::action::Pane;
use crate::tui::app::App;
use crate::tui::log::{LogLevel, LogLine, LogNews};
use crate::tui::msg::Msg;

use super::cast::{VERIFIED, connected, listening, packets};
use super::stage::{NOW, app_with, enter, press, screen, write};

fn talking() -> App {
    app_with([listening(), connected("bob", VERIFIED)])
}

fn logged(event: &str, number: usize) -> LogLine {
    LogLine {
        time: "2026-11-21T10:42:12.123Z".to_owned(),
        level: LogLevel::Info,
        event: event.to_owned(),
        fields: vec![("number".to_owned(), number.to_string())],
    }
}

#[test]
fn the_log_follows_until_a_person_looks_at_a_line() {
    let mut app = talking();
    let news = |from: usize, to: usize| {
        let lines = (from..to).map(|number| logged("line", number)).collect();
        Msg::Log(LogNews { lines, ..LogNews::default() })
    };
    press(&mut app, "F7");
    assert!(screen(&mut app, 80, 24).contains("No lines yet"));
    app.update(news(0, 100));
    let shown = screen(&mut app, 140, 42);
    assert!(
        shown.contains("► FOLLOW") && shown.contains("10:42:12.123 INFO  line         number=99"),
        "{shown}"
    );
    press(&mut app, "Up Up");
    app.update(news(100, 105));
    let shown = screen(&mut app, 140, 42);
    assert!(shown.contains("‖ PAUSED · 7 new below") && shown.contains("number=97"), "{shown}");
    press(&mut app, "End");
    assert!(screen(&mut app, 140, 42).contains("number=104"));
    app.update(news(105, 9_000));
    assert!(screen(&mut app, 140, 42).contains("4000 older only in the file"));
}

#[test]
fn a_packet_and_its_line_in_the_log_lead_to_each_other() {
    let mut app = talking();
    let packets = packets(3);
    let lines = packets.iter().map(|packet| {
        let header = packet.header.expect("a header");
        let field = |name: &str, value: String| (name.to_owned(), value);
        LogLine {
            level: LogLevel::Debug,
            fields: vec![
                field("conn", packet.conn.to_string()),
                field("dir", packet.direction.name().to_owned()),
                field("type", packet.type_name.to_owned()),
                field("epoch", header.epoch.0.to_string()),
                field("seq", header.seq.0.to_string()),
            ],
            ..logged("frame", 0)
        }
    });
    let lines = lines.collect();
    app.update(Msg::Log(LogNews { lines, ..LogNews::default() }));
    app.update(Msg::Packets(packets, 0));
    press(&mut app, "F4 Up Up");
    let selected = app.packets.selected;
    press(&mut app, "l");
    assert_eq!(app.focus, Pane::Log);
    press(&mut app, "Up Down l");
    assert_eq!((app.focus, app.packets.selected), (Pane::Packets, selected));
}

#[test]
fn a_frame_without_a_header_is_found_by_its_link() {
    let mut app = talking();
    let of = |conn: u64| Packet { conn, number: conn, ..Packet::seen(b"PS".to_vec(), NOW) };
    let field = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    let line = |conn: &str| LogLine {
        fields: vec![field("conn", conn), field("dir", "sent"), field("type", "unknown")],
        ..logged("frame", 0)
    };
    let lines = vec![line("1"), line("2"), line("3")];
    app.update(Msg::Log(LogNews { lines, ..LogNews::default() }));
    app.update(Msg::Packets((1..=3).map(of).collect(), 0));
    press(&mut app, "F7 Home Down l");
    assert_eq!((app.focus, app.packets.selected), (Pane::Packets, Some(2)));
    press(&mut app, "l Up Down l");
    assert_eq!(app.packets.selected, Some(2));
}

#[test]
fn long_lines_of_the_log_can_be_read_to_their_end() {
    let mut app = talking();
    let value = format!("{}end", "0123456789".repeat(12));
    let line = LogLine { fields: vec![("sha256".to_owned(), value)], ..logged("frame", 1) };
    app.update(Msg::Log(LogNews { lines: vec![line], ..LogNews::default() }));
    press(&mut app, "F7");
    for (width, height) in [(140, 42), (80, 24), (60, 15)] {
        assert!(!screen(&mut app, width, height).contains("9end"));
        for _ in 0..12 {
            press(&mut app, "Right");
        }
        let shown = screen(&mut app, width, height);
        assert!(shown.contains("9end") && shown.contains("frame "), "{width}x{height}\n{shown}");
        assert!(shown.contains("←→ more"), "{shown}");
        for _ in 0..12 {
            press(&mut app, "Left");
        }
    }
}

#[test]
fn the_lines_are_filtered_in_the_same_bar_and_a_jump_lifts_what_hides_its_line() {
    let mut app = talking();
    let lines = (0..40).map(|number| LogLine {
        fields: vec![("conn".to_owned(), number.to_string())],
        ..logged(if number % 4 == 0 { "dial" } else { "accept" }, number)
    });
    let lines = lines.collect();
    app.update(Msg::Log(LogNews { lines, ..LogNews::default() }));
    press(&mut app, "F7 Ctrl+F");
    write(&mut app, "event == dial && conn < 20");
    let shown = screen(&mut app, 140, 42);
    assert!(shown.contains("Filter lines") && shown.contains("✓ 5 of 40 match"), "{shown}");
    press(&mut app, "Enter");
    let shown = screen(&mut app, 140, 42);
    assert!(
        shown.contains("5 of 40 shown") && shown.contains("conn=16") && !shown.contains("conn=17"),
        "{shown}"
    );
    // What comes later goes through it too.
    let later = LogLine { fields: vec![("conn".to_owned(), "3".to_owned())], ..logged("dial", 40) };
    app.update(Msg::Log(LogNews { lines: vec![later], ..LogNews::default() }));
    assert!(screen(&mut app, 140, 42).contains("6 of 41 shown"));
    assert_eq!(app.model.log.find(|line| line.event == "accept"), Some(39));
    assert_eq!(app.model.log.len(), 41);
    press(&mut app, "Esc");
    enter(&mut app, "/log level == warn");
    let shown = screen(&mut app, 140, 42);
    assert!(shown.contains("None of 41 lines is shown"), "{shown}");
    press(&mut app, "Esc");
    assert_eq!((app.focus, app.model.log.len()), (Pane::Log, 41), "the way back begins with the filter");
    enter(&mut app, "/log event == accept");
    enter(&mut app, "/log off");
    assert_eq!((app.focus, app.model.log.len()), (Pane::Log, 41));
    press(&mut app, "Esc");
    assert_eq!(app.focus, Pane::Composer);
    enter(&mut app, "/log sq == 1");
    let shown = screen(&mut app, 140, 42);
    assert!(shown.contains("did you mean seq?, at column"), "{shown}");
}
