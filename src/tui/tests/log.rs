//! net.log on the screen: following it, reading its lines to their end, and going between a line and its packet.

use crate::inspector::{Reason, Verdict};
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

/// What net.log says of a packet.
pub(super) fn line_of(event: &str, packet: &Packet) -> LogLine {
    let header = packet.header;
    let fields = [
        ("conn", Some(packet.conn.to_string())),
        ("dir", (event == "frame").then(|| packet.direction.name().to_owned())),
        ("type", (event == "frame").then(|| packet.type_name.to_owned())),
        ("epoch", header.map(|header| header.epoch.0.to_string())),
        ("seq", header.map(|header| header.seq.0.to_string())),
        ("verdict", Some(packet.verdict.name().to_owned())),
        ("reason", packet.reason.map(|reason| reason.name().to_owned())),
    ];
    let said = fields.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?)));
    LogLine { level: LogLevel::Debug, fields: said.collect(), ..logged(event, 0) }
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
    let lines = packets.iter().map(|packet| line_of("frame", packet)).collect();
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
fn a_replayed_frame_and_its_original_have_each_its_own_line() {
    let mut app = talking();
    let mut packets = packets(2);
    let original = packets.last().expect("a text").clone();
    let number = original.number + 1;
    packets.push(Packet {
        number,
        verdict: Verdict::Replay,
        reason: Some(Reason::Replay),
        inner: None,
        ..original
    });
    let mut lines: Vec<LogLine> = packets.iter().map(|packet| line_of("frame", packet)).collect();
    lines.push(line_of("reject", packets.last().expect("the replay")));
    app.update(Msg::Log(LogNews { lines, ..LogNews::default() }));
    app.update(Msg::Packets(packets, 0));
    for (packet, verdict) in [(number - 1, "opened"), (number, "REPLAY")] {
        app.packets.show(&app.model.packets, packet);
        press(&mut app, "F4 l");
        let line = app.log.row(&app.model.log).and_then(|row| app.model.log.get(row)).expect("a line");
        assert_eq!(line.field("verdict"), Some(verdict));
        press(&mut app, "l");
        assert_eq!((app.focus, app.packets.selected), (Pane::Packets, Some(packet)));
    }
}

#[test]
fn a_frame_without_a_header_is_found_by_its_link() {
    let mut app = talking();
    let of = |conn: u64| Packet { conn, number: conn, ..Packet::seen(b"PS".to_vec(), NOW) };
    let lines = (1..=3).map(|conn| line_of("frame", &of(conn))).collect();
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
