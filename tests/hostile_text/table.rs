//! The table: (row of the design, where the text stands, what was sent, what is shown).

use std::collections::BTreeSet;

use peerscope::crypto::{Secret, SigningKey, VerifyingKey};
use peerscope::keystore::KnownPeers;
use peerscope::netlog::{NetLog, Rotation};
use peerscope::text::{PeerText, Place, can_be_nick, outgoing};
use tracing::level_filters::LevelFilter;

/// Where a text from a peer can stand, or what is made of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum As {
    /// What somebody said, on one line.
    Message,
    /// The same with its line breaks, here `|`.
    Lines,
    /// A nick between its brackets.
    Nick,
    /// The name that a newcomer gets, when we know `alice` and `Ira-I`.
    Petname,
    /// Whom of those a nick may be taken for.
    Like,
    /// A line of net.log, behind its time.
    Logged,
    /// Our own text, as it is sent.
    Sent,
    /// Whether we may call ourselves so.
    OwnNick,
}

/// The rows of hostile text in the design.
const ROWS: &[&str] = &["T1", "T2", "T3", "T4", "T5", "T6", "T7", "T8", "T9", "T12", "T14"];

const FAMILY: &str = "👨\u{200d}👩\u{200d}👧\u{200d}👦";
const FORTY: &str = "oooooooooooooooooooooooooooooooooooooooo";

#[rustfmt::skip]
const TABLE: &[(&str, As, &str, &str)] = &[
    ("T1", As::Message, "a\u{1b}[2Jb", r"a\u{1b}[2Jb"),
    ("T1", As::Message, "\u{1b}]0;title\u{7}", r"\u{1b}]0;title\u{7}"),
    ("T1", As::Message, "\u{1b}]52;c;aGk=\u{1b}\\", r"\u{1b}]52;c;aGk=\u{1b}\"),
    ("T1", As::Message, "\u{1b}P1$r\u{1b}_x\u{1b}^y", r"\u{1b}P1$r\u{1b}_x\u{1b}^y"),
    ("T1", As::Message, "\u{9b}31m\u{9d}8;;http://x\u{9c}", r"\u{9b}31m\u{9d}8;;http://x\u{9c}"),
    ("T1", As::Nick, "bo\u{8}\u{7f}\0b", r"bo\u{8}\u{7f}\u{0}b"),
    ("T1", As::Petname, "\u{1b}[2Jbob", "2Jbob"),
    ("T1", As::Message, r"C:\u{1b}", r"C:\u{1b}"),
    ("T2", As::Message, "gpj.\u{202e}exe", r"gpj.\u{202e}exe"),
    ("T2", As::Nick, "x\u{202a}\u{202b}\u{202c}\u{202d}", r"x\u{202a}\u{202b}\u{202c}\u{202d}"),
    ("T2", As::Nick, "x\u{2066}\u{2067}\u{2068}\u{2069}\u{200e}\u{200f}\u{61c}", r"x\u{2066}\u{2067}\u{2068}\u{2069}\u{200e}\u{200f}\u{61c}"),
    ("T2", As::Petname, "a\u{202e}b\u{2066}c\u{200f}", "abc"),
    ("T2", As::Message, "שלום عربى", "שלום عربى"),
    ("T3", As::Nick, "pay\u{200b}pal\u{200c}x\u{200d}y", r"pay\u{200b}pal\u{200c}x\u{200d}y"),
    ("T3", As::Nick, "x\u{2060}\u{feff}\u{ad}\u{e0041}\u{fe0f}\u{3164}", r"x\u{2060}\u{feff}\u{ad}\u{e0041}\u{fe0f}\u{3164}"),
    ("T3", As::Message, "\u{2060}\u{feff}\u{ad}\u{e0041}\u{fe0e}\u{3164}\u{34f}", r"\u{2060}\u{feff}\u{ad}\u{e0041}\u{fe0e}\u{3164}\u{34f}"),
    ("T3", As::Message, "❤\u{fe0f} 1\u{fe0f}\u{20e3}", "❤\u{fe0f} 1\u{fe0f}\u{20e3}"),
    ("T3", As::Message, "a\u{fe0f} ❤\u{fe0f}\u{fe0f}", "a\\u{fe0f} ❤\u{fe0f}\\u{fe0f}"),
    ("T3", As::Message, "می\u{200c}خواهم क्\u{200d}ष", "می\u{200c}خواهم क्\u{200d}ष"),
    ("T3", As::Message, "a \u{200c}b\u{200d} \u{200d}\u{200c}", r"a \u{200c}b\u{200d} \u{200d}\u{200c}"),
    ("T3", As::Message, "a\u{200b}b\u{180e}\u{fffa}\u{e000}\u{ffff}", r"a\u{200b}b\u{180e}\u{fffa}\u{e000}\u{ffff}"),
    ("T3", As::Petname, "w\u{200b}x\u{200d}y\u{feff}z\u{ad}\u{e0041}\u{fe0f}\u{3164}", "wxyz"),
    ("T7", As::Petname, "7f3a91c2", "FINGERPRINT"),
    ("T4", As::Message, "e\u{301}\u{302}\u{303}\u{304}x", "e\u{301}\u{302}\u{303}\u{304}x"),
    ("T4", As::Message, "e\u{301}\u{301}\u{301}\u{301}\u{301}\u{302}x", "e\u{301}\u{301}\u{301}\u{301}(marks: 2)x"),
    ("T4", As::Nick, "e\u{301}\u{301}\u{301}\u{301}\u{34f}\u{301}", "e\u{301}\u{301}\u{301}\u{301}\\u{34f}(marks: 1)"),
    ("T4", As::Nick, "\u{336}\u{336}bob", "(marks: 2)bob"),
    ("T4", As::Petname, "\u{301}e\u{301}\u{301}\u{301}\u{301}\u{301}\u{301}", "e\u{301}\u{301}\u{301}\u{301}"),
    ("T5", As::Message, "one\r\nmessage eve: two\u{2028}\u{2029}", r"one\u{d}\u{a}message eve: two\u{2028}\u{2029}"),
    ("T5", As::Message, "\tx", "    x"),
    ("T5", As::Lines, "one\r\ntwo\n\nfour\rfive\u{85}", r"one|two||four\u{d}five\u{85}"),
    ("T5", As::Nick, "bob\r\nended\t\u{2028}\u{2029}\u{85}", r"bob\u{d}\u{a}ended\u{9}\u{2028}\u{2029}\u{85}"),
    ("T5", As::Nick, "a\u{a0}b\u{3000}c\u{2800}", r"a\u{a0}b\u{3000}c\u{2800}"),
    ("T5", As::Nick, "bob]: verified [x", r"bob\u{5d}: verified \u{5b}x"),
    ("T5", As::Petname, "bob\r\nalice", "bob-alice"),
    ("T6", As::Message, FAMILY, FAMILY),
    ("T6", As::Message, "日本語 ¡ 🇩🇪 👍🏽", "日本語 ¡ 🇩🇪 👍🏽"),
    ("T6", As::Petname, "李雷🦀", "李雷🦀"),
    ("T7", As::Like, "alice", "alice"),
    ("T7", As::Like, "\u{430}lice", "alice"),
    ("T7", As::Like, "ALICE", "alice"),
    ("T7", As::Like, "AIice", "alice"),
    ("T7", As::Like, "al\u{200b}ice\u{202e}", "alice"),
    ("T7", As::Like, "\u{1d41a}lice", "alice"),
    ("T7", As::Like, "lra l", "Ira-I"),
    ("T7", As::Like, "malice", ""),
    ("T7", As::Petname, "alice", "alice-2"),
    ("T7", As::Petname, "\u{430}lice", "\u{430}lice-2"),
    ("T7", As::Petname, "bob", "bob"),
    ("T8", As::Nick, "", "FINGERPRINT"),
    ("T8", As::Nick, "   ", "FINGERPRINT"),
    ("T8", As::Nick, "\u{3000}\u{2800}\u{200b}\n", "FINGERPRINT"),
    ("T8", As::Petname, " \u{3164}\u{200b}", "FINGERPRINT"),
    ("T8", As::Nick, FORTY, "oooooooooooooooooooooooooooooooo"),
    ("T8", As::Nick, "👨\u{200d}👩\u{200d}👧\u{200d}👦", r"👨\u{200d}👩\u{200d}👧\u{200d}👦"),
    ("T9", As::Logged, "a\r\n2026 INFO forged\u{1b}[2J x=1 \"q\" \\", r#"INFO nick nick="a\\u{d}\\u{a}2026 INFO forged\\u{1b}[2J x=1 \"q\" \\""#),
    ("T9", As::Logged, "\u{202e}\u{2028}\u{9b}\u{200d}", r#"INFO nick nick="\\u{202e}\\u{2028}\\u{9b}\\u{200d}""#),
    ("T12", As::Sent, "a\u{1b}[31m\r\u{9b}\0\u{7f}b", r"a\u{1b}[31m\u{d}\u{9b}\u{0}\u{7f}b"),
    ("T12", As::Sent, "one\n\ttwo 👨\u{200d}👩", "one\n\ttwo 👨\u{200d}👩"),
    ("T12", As::OwnNick, "Zoe\u{308} 🦀", "yes"),
    ("T12", As::OwnNick, "bob\u{202e}", "no"),
    ("T12", As::OwnNick, "bob\u{1b}", "no"),
    ("T12", As::OwnNick, " ", "no"),
    ("T12", As::OwnNick, FORTY, "no"),
    ("T14", As::Message, "[bank](http://evil.example) <a href=x>y</a>", "[bank](http://evil.example) <a href=x>y</a>"),
    ("T14", As::Message, "**bold** `code` # head ~~gone~~ &amp; $(id) %s", "**bold** `code` # head ~~gone~~ &amp; $(id) %s"),
    ("T14", As::Nick, "**bob** http://x", "**bob** http://x"),
];

/// What a peer may send as text, each once, for the other tests.
pub(crate) fn inputs() -> Vec<&'static str> {
    let all: BTreeSet<&str> = TABLE.iter().map(|(_, _, input, _)| *input).collect();
    all.into_iter().filter(|input| !input.is_empty()).collect()
}

fn key(seed: u8) -> VerifyingKey {
    SigningKey::from_seed(Secret::new([seed; 32])).verifying_key()
}

fn show(way: As, input: &str) -> String {
    let text = PeerText::from(input);
    let mut book = KnownPeers::default();
    book.remember(key(1), "alice", 0);
    book.remember(key(2), "Ira-I", 0);
    let shown = match way {
        As::Message => text.shown(Place::Message).to_string(),
        As::Lines => text.shown_lines().map(|line| line.to_string()).collect::<Vec<_>>().join("|"),
        As::Nick if text.is_blank() => "FINGERPRINT".to_owned(),
        As::Nick => text.cut_to_name().shown(Place::Name).to_string(),
        As::Petname => book.free_petname(&text, &key(3)),
        As::Like => book.lookalike(&text, &key(3)).unwrap_or_default(),
        As::Logged => logged(&text),
        As::Sent => outgoing(input).into_owned(),
        As::OwnNick => if can_be_nick(input) { "yes" } else { "no" }.to_owned(),
    };
    shown.replace(&key(3).fingerprint().short(), "FINGERPRINT")
}

/// The line without its time.
fn logged(text: &PeerText) -> String {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("logs/net.log");
    let log = NetLog::open(&path, LevelFilter::INFO, Rotation::default(), None).unwrap();
    tracing::dispatcher::with_default(&log.dispatch(), || {
        tracing::info!(target: "peerscope::test", nick = %text.shown(Place::Log), "nick");
    });
    drop(log);
    let lines = std::fs::read_to_string(&path).unwrap();
    assert_eq!(lines.lines().count(), 1, "{lines}");
    lines.trim_end().split_once(' ').unwrap().1.to_owned()
}

#[test]
fn every_hostile_text_is_shown_as_the_table_says() {
    let wrong: Vec<String> = TABLE
        .iter()
        .map(|(row, way, input, expected)| (row, way, input, expected, show(*way, input)))
        .filter(|(_, _, _, expected, shown)| shown != *expected)
        .map(|(row, way, input, expected, shown)| {
            format!("{row} {way:?} {input:?}: {shown:?}, not {expected:?}")
        })
        .collect();
    assert!(wrong.is_empty(), "{} wrong\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn every_row_of_the_design_has_a_case() {
    let covered: BTreeSet<&str> = TABLE.iter().map(|(row, ..)| *row).collect();
    assert_eq!(covered, ROWS.iter().copied().collect());
}

#[test]
fn a_character_of_many_bytes_is_cut_away_whole() {
    let tower = format!("e{}", "\u{301}".repeat(4000));
    let cut = |text: &str| PeerText::from(text).cut_to_name();
    assert!(cut(&tower) == *"", "one character of 8,001 bytes");
    assert!(cut(&format!("bob{tower}")) == *"bob");
    assert!(cut(&"\u{1f980}".repeat(40)) == *"\u{1f980}".repeat(32).as_str());
    assert!(cut(&"👨\u{200d}👩".repeat(40)) == *"👨\u{200d}👩".repeat(11).as_str(), "11 of 11 bytes");
}
