//! Key logs of any make, and captured frames of any make with keys that are right.

use std::sync::LazyLock;

use peerscope::lab::{Arena, Setup};
use peerscope::link::Direction;
use peerscope::protocol::{Config, Disclose, Observation, Offline, key_lines, parse_key_log};

/// The frames of a session, and its key log.
static SESSION: LazyLock<(Vec<Observation>, String)> = LazyLock::new(|| {
    let initiator = Config { disclose: Disclose::Traffic, ..Config::default() };
    let mut arena = Arena::new(Setup { seed: 1, initiator, ..Setup::default() });
    arena.run();
    let keys = arena.initiator.disclosed.iter().map(|secrets| key_lines(secrets).to_string()).collect();
    (arena.initiator.observed, keys)
});

/// A key log is read or has its fault in a line of it; whatever it holds opens a frame as its connection did or not
/// at all; and what is no frame stays closed under keys that are right.
pub fn key_log(data: &[u8]) {
    let (frames, keys) = &*SESSION;
    match parse_key_log(data) {
        Ok(log) => {
            let mut offline = Offline::new(log.lines);
            for seen in frames {
                if let Some(opened) = offline.open(1, seen.direction, &seen.frame) {
                    assert_eq!(Some(&opened.inner), seen.opened.as_ref().map(|known| &known.inner));
                }
            }
        }
        Err(error) => assert!((1..=data.split(|byte| *byte == b'\n').count()).contains(&error.line)),
    }
    let mut offline = Offline::new(parse_key_log(keys.as_bytes()).expect("it was written here").lines);
    for direction in [Direction::Sent, Direction::Received] {
        let opened = offline.open(1, direction, data);
        assert!(opened.is_none() || frames.iter().any(|seen| seen.frame == data), "nobody can forge a tag");
    }
}
