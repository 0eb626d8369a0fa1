//! Which lines a filter shows.

use tracing::Level;

use crate::inspector::filter::{Filter, Named, Subject};
use crate::netlog::{Entry, Format, Wanted, print};

const LINES: [&str; 7] = [
    "2026-11-21T10:42:11.100Z INFO listening host=0.0.0.0 port=5000",
    "2026-11-21T10:42:12.200Z INFO dial to=127.0.0.1:5001 attempt=2",
    "2026-11-21T10:42:12.300Z DEBUG frame conn=1 peer=127.0.0.1:5001 dir=sent type=handshake_request epoch=0 seq=0 length=324 verdict=sent bytes=50534350",
    "2026-11-21T10:42:13.000Z DEBUG frame conn=1 peer=ea01d274 dir=received type=message kind=text epoch=1 seq=7 length=96 verdict=opened sha256=00ff",
    "2026-11-21T10:42:14.000Z WARN reject conn=1 peer=ea01d274 phase=data reason=bad_tag verdict=\"BAD MAC\" epoch=1 seq=8",
    "2026-11-21T10:42:15.000Z INFO disconnect conn=1 peer=bob reason=goodbye will_retry=false",
    "torn",
];

/// Filter, which of the lines it shows, from 0.
const SHOWN: [(&str, &[usize]); 22] = [
    ("", &[0, 1, 2, 3, 4, 5, 6]),
    ("conn == 1", &[2, 3, 4, 5]),
    ("seq > 0", &[3, 4]),
    ("seq", &[2, 3, 4]),
    ("type == handshake_request", &[2]),
    ("type == 0x01", &[3]),
    ("kind == text", &[3]),
    ("text", &[3]),
    ("handshake_request", &[2]),
    ("text.body == \"hello\"", &[]),
    ("dir == received && !bad", &[3]),
    ("bad", &[4]),
    ("verdict == bad_mac", &[4]),
    ("reason in {bad_tag, goodbye}", &[4, 5]),
    ("level == warn", &[4]),
    ("event == frame and frame[0:2] == \"PS\"", &[2]),
    ("sha256 == 00:ff", &[3]),
    ("time >= 10:42:13", &[3, 4, 5]),
    ("time == \"2026-11-21 10:42:12\"", &[1, 2]),
    ("attempt == 2 || port == 5000", &[0, 1]),
    ("\"BOB\"", &[5]),
    ("not peer", &[0, 1]),
];

#[test]
fn lines_are_asked_in_the_language_of_packets() {
    for (text, shown) in SHOWN {
        let filter = Filter::about(Subject::Lines, text).unwrap_or_else(|error| panic!("{text}: {error}"));
        let wanted = Wanted { level: Level::TRACE, filter };
        let is_shown = |line: &str| {
            let mut out = Vec::new();
            print(&mut out, line, &wanted, Format::Text).unwrap();
            !out.is_empty()
        };
        let found: Vec<usize> = (0..LINES.len()).filter(|row| is_shown(LINES[*row])).collect();
        assert_eq!(found, shown, "{text}");
    }
    assert!(LINES.iter().filter_map(|line| Entry::parse(line)).count() == LINES.len() - 1);
}

#[test]
fn a_packet_has_no_field_of_a_line_and_a_filter_says_so() {
    for text in ["event == frame", "seq == 1 && level == warn"] {
        let why = Filter::parse(text).unwrap_err().to_string();
        assert!(why.starts_with("only lines of net.log have "), "{why}");
        assert!(Filter::about(Subject::Lines, text).is_ok());
    }
}

#[test]
fn a_line_without_a_peer_is_about_somebody_else_only_where_its_link_says_so() {
    let digits = "ea01d274".to_owned();
    for (fields, unknown, known) in [
        ("peer=0badcafe", true, true),
        ("peer=ea01d274", false, false),
        ("to=127.0.0.1:5000", false, false),
        ("conn=3", false, false),
        ("conn=4", false, true),
    ] {
        let line = format!("2026-11-21T10:42:12.000Z INFO dial {fields}");
        let entry = Entry::parse(&line).unwrap();
        for (links, shown) in [(None, unknown), (Some(vec![3]), known)] {
            let bob = Named { digits: digits.clone(), links: links.clone() };
            let named = |name: &str| (name == "bob").then(|| bob.clone());
            let others = Filter::about(Subject::Lines, "peer != bob").unwrap().naming(&named);
            assert_eq!(others.matches_line(&entry), shown, "{line} {links:?}");
        }
    }
}
