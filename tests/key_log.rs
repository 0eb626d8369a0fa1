//! The key log: what is written, what is read, and that recorded frames open with it.

#![cfg(feature = "lab")]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has to fail loudly")]
#![expect(clippy::string_slice, reason = "every text is ASCII")]

use core::time::Duration;

use peerscope::lab::{Arena, End, Setup};
use peerscope::link::Direction;
use peerscope::protocol::{
    Config, Disclose, KEY_LINES_MAX, KeyLine, KeyLog, KeyLogFault, Observation, Offline, key_lines,
    parse_key_log,
};
use peerscope::wire::{Message, Text};
use serde_json::Value;

const KEYS: &str = include_str!("../protocol-spec/vectors/key_log.keys");
const KAT: &str = include_str!("vectors/local/handshake-kat.json");

fn unhex(hex: &str) -> Vec<u8> {
    (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap()).collect()
}

/// A session of both ends with texts before, within and after two rekeys.
fn recorded(seed: u64) -> Arena {
    let initiator = Config { disclose: Disclose::Traffic, ..Config::default() };
    let mut arena = Arena::new(Setup { seed, initiator, ..Setup::default() });
    arena.run();
    for round in 0..4 {
        if round > 0 {
            arena.advance(Duration::from_secs(11));
            let now = arena.now();
            arena.initiator.rekey(now).unwrap();
            arena.run();
        }
        for number in 1..=5 {
            let (now, body) = (arena.now(), format!("text {number} of round {round}"));
            let body = body.as_str().try_into().unwrap();
            let message = Message::Text(Text { number: round * 5 + number, flags: 0, body });
            arena.initiator.send(now, &message).unwrap();
            arena.responder.send(now, &message).unwrap();
        }
        arena.run();
    }
    arena
}

/// The keys of a key log of whole lines.
fn keys(text: &str) -> Vec<KeyLine> {
    let KeyLog { lines, torn } = parse_key_log(text.as_bytes()).unwrap();
    assert_eq!(torn, None);
    lines
}

fn keys_of(end: &End) -> String {
    end.disclosed.iter().map(|disclosure| key_lines(disclosure).to_string()).collect()
}

fn messages(end: &End) -> Vec<&Observation> {
    end.observed.iter().filter(|seen| seen.opened.is_some()).collect()
}

/// Opens frames in this order, and compares what is in them with what their connection saw.
fn assert_opens(offline: &mut Offline, frames: &[&Observation]) {
    for seen in frames {
        let opened = offline.open(1, seen.direction, &seen.frame).unwrap();
        let known = seen.opened.as_ref().unwrap();
        assert_eq!((opened.inner, opened.key_id), (known.inner.clone(), known.key_id));
    }
}

#[test]
fn a_recorded_session_opens_from_its_first_frame_to_its_last_over_all_epochs() {
    let arena = recorded(1);
    let lines = keys(&keys_of(&arena.initiator));
    assert_eq!(lines.len(), 8, "two directions of four epochs");
    let mut offline = Offline::new(lines);
    let frames = messages(&arena.initiator);
    assert!(frames.len() > 30);
    assert_opens(&mut offline, &frames);
    assert_eq!(offline.unused().count(), 0);
}

#[test]
fn frames_may_begin_anywhere_and_come_in_any_order() {
    let arena = recorded(2);
    let text = keys_of(&arena.initiator);
    let frames = messages(&arena.initiator);
    for from in [1, 7, frames.len() / 2, frames.len() - 1] {
        let mut offline = Offline::new(keys(&text));
        assert_opens(&mut offline, &frames[from..]);
        let backwards: Vec<_> = frames.iter().rev().copied().collect();
        assert_opens(&mut offline, &backwards);
    }
}

#[test]
fn keys_of_other_sessions_open_nothing_and_keep_nothing_closed() {
    let (arena, other) = (recorded(3), recorded(4));
    let foreign = keys_of(&other.initiator);
    let frames = messages(&arena.initiator);
    let mut offline = Offline::new(keys(&foreign));
    assert!(frames.iter().all(|seen| offline.open(1, seen.direction, &seen.frame).is_none()));
    assert_eq!(offline.unused().collect::<Vec<_>>(), (1..=8).collect::<Vec<_>>());
    let both = format!("{foreign}{}", keys_of(&arena.initiator));
    let mut offline = Offline::new(keys(&both));
    assert_opens(&mut offline, &frames);
    // As in two captures in one file, where the numbers of the links begin again.
    assert_opens(&mut offline, &messages(&other.initiator));
}

#[test]
fn a_frame_that_was_changed_stays_closed_and_the_next_one_opens() {
    let arena = recorded(5);
    let mut offline = Offline::new(keys(&keys_of(&arena.initiator)));
    let frames = messages(&arena.initiator);
    for seen in &frames {
        for at in [20, seen.frame.len() - 1] {
            let mut forged = seen.frame.clone();
            forged[at] ^= 1;
            assert!(offline.open(1, seen.direction, &forged).is_none());
        }
        // A number that no chain reaches costs nothing and opens nothing.
        let mut far = seen.frame.clone();
        far[12..20].fill(0xff);
        assert!(offline.open(1, seen.direction, &far).is_none());
        assert!(offline.open(1, seen.direction, &seen.frame[..40]).is_none());
        assert_opens(&mut offline, &[*seen]);
    }
}

#[test]
fn the_published_key_log_opens_the_published_sessions() {
    let kat: Value = serde_json::from_str(KAT).unwrap();
    let mut offline = Offline::new(keys(KEYS));
    for (link, case) in (1..).zip(kat["cases"].as_array().unwrap()) {
        for frame in case["frames"].as_array().unwrap() {
            let direction = if frame["direction"] == "i2r" { Direction::Sent } else { Direction::Received };
            let opened = offline.open(link, direction, &unhex(frame["wire"].as_str().unwrap())).unwrap();
            assert_eq!(opened.inner, unhex(frame["inner"].as_str().unwrap()));
        }
    }
    assert_eq!(offline.unused().count(), 0, "every line is of one of them");
}

#[test]
fn each_wrong_line_is_one_error_that_names_it() {
    let good = KEYS.lines().nth(1).unwrap();
    let [label, session, epoch, number, key] = good.split(' ').collect::<Vec<_>>()[..] else {
        unreachable!()
    };
    let line = |words: [&str; 5]| words.join(" ");
    let cases = [
        ("CLIENT_RANDOM 00 11".to_owned(), KeyLogFault::Label("CLIENT_RANDOM".to_owned())),
        ("\u{1b}]0;x\u{7} 1 2 3 4".to_owned(), KeyLogFault::Label("\\u{1b}]0;x\\u{7}".to_owned())),
        (format!("{label} {session} {epoch} {key}"), KeyLogFault::Words(4)),
        (format!("{good} more"), KeyLogFault::Words(6)),
        (line([label, &session[1..], epoch, number, key]), KeyLogFault::Value("session id", "64 hex digits")),
        (line([label, session, "0", number, key]), KeyLogFault::Value("epoch", "a number from 1 to 65535")),
        (
            line([label, session, "65536", number, key]),
            KeyLogFault::Value("epoch", "a number from 1 to 65535"),
        ),
        (line([label, session, epoch, "-1", key]), KeyLogFault::Value("first message", "a number")),
        (
            line([label, session, epoch, number, &key.replace('a', "g")]),
            KeyLogFault::Value("key", "64 hex digits"),
        ),
        (
            line([label, session, epoch, number, &format!("{key}00")]),
            KeyLogFault::Value("key", "64 hex digits"),
        ),
    ];
    for (wrong, fault) in cases {
        let error =
            parse_key_log(format!("# made here\n\n{good}\r\n{wrong}\n{good}\n").as_bytes()).unwrap_err();
        assert_eq!((error.line, &error.fault), (4, &fault), "{wrong}");
        assert!(error.to_string().starts_with("line 4 of the key log: "), "{error}");
        assert!(!error.to_string().contains(&key[..8]), "no error says a key");
    }
    let not_text = parse_key_log(b"CHAIN_I2R \xff\n").unwrap_err();
    assert_eq!((not_text.line, not_text.fault), (1, KeyLogFault::NotText));
    let long = format!("{good}\n").repeat(KEY_LINES_MAX + 1);
    assert_eq!(parse_key_log(long.as_bytes()).unwrap_err().fault, KeyLogFault::TooLong);
    let longest = &long[good.len() + 1..];
    assert_eq!(keys(longest).len(), KEY_LINES_MAX);
}

#[test]
fn a_line_that_was_cut_off_anywhere_is_left_out_and_named() {
    let lines: Vec<&str> = KEYS.split_inclusive('\n').collect();
    let (last, before) = lines.split_last().unwrap();
    let before = before.concat();
    for cut in 1..last.len() {
        let KeyLog { lines, torn } = parse_key_log(format!("{before}{}", &last[..cut]).as_bytes()).unwrap();
        assert_eq!((lines.len(), torn), (keys(&before).len(), Some(before.lines().count() + 1)), "{cut}");
    }
}
