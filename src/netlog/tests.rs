//! One event is one line, whatever it says.

use std::os::unix::fs::PermissionsExt as _;

use tracing::Level;
use tracing::level_filters::LevelFilter;

use crate::wire::UnixMillis;

use super::{Entry, Format, open, print, timestamp};

const HOSTILE: &str = "a\r\n2026 INFO forged\u{1b}[2J\u{9b}\u{202e} x=1 \"q\" \\ end";

fn logged(level: LevelFilter, write: impl FnOnce()) -> String {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("logs/alice/net.log");
    tracing::dispatcher::with_default(&open(&path, level).unwrap(), write);
    let mode = |path: &std::path::Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode(&path), mode(path.parent().unwrap())), (0o600, 0o700));
    std::fs::read_to_string(&path).unwrap()
}

#[test]
fn hostile_text_adds_one_line_and_no_field() {
    let text = logged(LevelFilter::TRACE, || {
        tracing::info!(nick = HOSTILE, port = 5, "first");
        tracing::warn!(nick = ?HOSTILE, none = Option::<&str>::None, "second");
    });
    assert_eq!(text.lines().count(), 2, "{text}");
    assert!(!text.chars().any(|c| c != '\n' && c.is_control() || c == '\u{202e}'), "{text}");
    for line in text.lines() {
        let entry = Entry::parse(line).unwrap();
        assert_eq!(entry.fields.first().unwrap().0, "nick", "{line}");
        assert!(entry.fields.iter().all(|(name, _)| ["nick", "port"].contains(name)), "{line}");
        assert!(entry.fields[0].1.ends_with(" x=1 \"q\" \\ end"), "{line}");
    }
}

#[test]
fn a_level_leaves_out_what_is_less_important() {
    let text = logged(LevelFilter::INFO, || {
        tracing::info!("kept");
        tracing::debug!("left_out");
    });
    assert!(text.contains(" INFO kept\n") && !text.contains("left_out"), "{text}");

    let shown = |line: &str, level, format| {
        let mut out = Vec::new();
        print(&mut out, line, level, format).unwrap();
        String::from_utf8(out).unwrap()
    };
    let line = "2026-11-21T04:27:00.123Z DEBUG frame conn=1 peer=\"[::1]:5\" bytes=50534350 seq=18446744073709551615";
    assert_eq!(shown(line, Level::INFO, Format::Text), "");
    assert_eq!(shown(line, Level::DEBUG, Format::Text), format!("{line}\n"));
    let json: serde_json::Value = serde_json::from_str(&shown(line, Level::TRACE, Format::Json)).unwrap();
    assert_eq!(
        (&json["event"], &json["conn"], &json["peer"]),
        (&"frame".into(), &1.into(), &"[::1]:5".into())
    );
    assert_eq!(json["seq"], "18446744073709551615", "no digit is lost");
    assert!(shown("torn \u{1b}[2J", Level::ERROR, Format::Json).starts_with("{\"event\":\"damaged\""));
}

#[test]
fn time_is_utc_in_milliseconds_and_never_out_of_range() {
    assert_eq!(timestamp(UnixMillis(1_795_000_000_123)), "2026-11-18T11:06:40.123Z");
    assert_eq!(timestamp(UnixMillis(u64::MAX)), "9999-12-31T23:59:59.999Z");
}
