//! A packet with all that is known about it, in a file to give away.

use crate::node::Packet;
use crate::tui::app::App;
use crate::tui::effect::Effect;
use crate::tui::log::{LogLevel, LogLine, LogNews};
use crate::tui::msg::Msg;

use super::cast::{VERIFIED, connected, packets_with_a_bad_mac};
use super::log::line_of;
use super::safe::safe;
use super::stage::{app, app_with, enter, press, screen};

/// Alice, who was sent a frame that is refused, and what net.log says of it.
fn watched() -> App {
    let mut app = app_with([connected("bob", VERIFIED)]);
    let packets = packets_with_a_bad_mac(3);
    let line = |event: &str, fields: &[(&str, &str)]| LogLine {
        time: "2026-11-21T10:42:12.123Z".to_owned(),
        level: LogLevel::Info,
        event: event.to_owned(),
        fields: fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect(),
    };
    let refused = packets.iter().find(|packet| packet.reason.is_some()).expect("a refused frame");
    let conn = refused.conn.to_string();
    let mut lines: Vec<LogLine> = packets.iter().map(|packet| line_of("frame", packet)).collect();
    lines.push(line_of("reject", refused));
    lines.push(line("disconnect", &[("conn", &conn), ("reason", "bad_tag")]));
    lines.push(line("disconnect", &[("conn", "99"), ("reason", "goodbye")]));
    app.update(Msg::Log(LogNews { lines, ..LogNews::default() }));
    app.update(Msg::Packets(packets, 0));
    app
}

/// What is written into which file.
fn written(effects: Vec<Effect>) -> (String, String) {
    match effects.into_iter().next_back() {
        Some(Effect::Export { path, text, .. }) => (path.display().to_string(), text),
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_refused_packet_is_written_with_its_checks_fields_bytes_and_lines() {
    let mut app = watched();
    assert!(screen(&mut app, 140, 42).contains("/report"));
    let (path, text) = written(enter(&mut app, "/report 'odd frame.txt'"));
    assert_eq!(path, "odd frame.txt");
    for words in [
        concat!("peerscope ", env!("CARGO_PKG_VERSION"), " on "),
        std::env::consts::OS,
        "2026-11-21 10:42 UTC",
        "bad_tag",
        "NOT authenticated",
        "seq (",
        "\n  0000  50 53 43 50 ",
        "frame conn=1 dir=received",
        "reject conn=1",
        "disconnect conn=1 reason=bad_tag",
    ] {
        assert!(text.contains(words), "{words}:\n{text}");
    }
    assert!(!text.contains("conn=99") && text.matches("frame conn").count() == 1, "{text}");
    let usual = |app: &mut App| {
        let number = app.packets.selected.expect("a packet");
        let name = written(enter(app, "/report")).0;
        assert_eq!(name, format!("peerscope-report-packet-{number}-2026-11-21-1042.txt"));
        name
    };
    let first = usual(&mut app);
    press(&mut app, "F4 Up");
    assert_ne!(usual(&mut app), first, "another packet within the minute has a file of its own");
}

#[test]
fn nothing_that_was_said_is_in_the_report_of_any_packet() {
    let mut app = watched();
    let opened: Vec<Packet> = app.model.packets.window(0..usize::MAX).cloned().collect();
    press(&mut app, "F4 Home");
    for packet in opened {
        press(&mut app, "Esc");
        let (_, text) = written(enter(&mut app, "/report"));
        assert!(
            text.contains(&format!("Packet {} of", packet.number))
                && (1..=4).all(|n| !text.contains(&format!("line {n}"))),
            "{text}"
        );
        press(&mut app, "F4 Down");
    }
}

#[test]
fn the_report_of_a_safe_screen_names_nobody() {
    let mut app = safe();
    press(&mut app, "Ctrl+C F4 Home Esc Esc");
    for _ in 0..app.model.packets.len() {
        let (_, text) = written(enter(&mut app, "/report"));
        let low = text.to_lowercase();
        for private in ["canar", "127.0.0.1", "10.66.6", ":7777", ":52110"] {
            assert!(!low.contains(private), "{private}:\n{text}");
        }
        assert!(low.contains("from [2001:db8::"), "{text}");
        press(&mut app, "F4 Down Esc Esc");
    }
}

#[test]
fn without_a_packet_there_is_no_report() {
    let mut app = app();
    assert!(enter(&mut app, "/report").is_empty());
    assert!(screen(&mut app, 140, 42).contains("no packet is selected"));
}
