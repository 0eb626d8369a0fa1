//! Every bad input of the attack tables, as one list of (row, input, expected reason).
//!
//! Each case meets a real connection with an evil peer that keeps every rule but one. The expected reason is
//! exact; a refused frame delivers nothing, and the CLOSE after it proves that no key and no number moved.

#![cfg(all(feature = "lab", feature = "net"))]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has to fail loudly")]
#![expect(clippy::expect_used, reason = "a test that cannot go on has to fail loudly")]

/// The table of one file: row, input => expected end, and how the input is made.
macro_rules! cases {
    ($( $row:literal, $input:literal => $expect:ident $(($reason:ident))?, $run:expr; )*) => {
        pub(crate) const CASES: &[super::Case] = &[ $( super::Case {
            row: $row,
            input: $input,
            expect: super::scene::Expect::$expect $( (peerscope::wire::Reason::$reason) )?,
            run: $run,
        }, )* ];
    };
}

mod clocks;
mod door;
mod evil;
mod handshake;
mod ladder;
mod mutation;
mod scene;
mod session;

use std::collections::BTreeSet;

use peerscope::wire::{Message, Reason, Text};

use scene::{Expect, Scene};

/// One row of the tables with one input.
struct Case {
    row: &'static str,
    input: &'static str,
    expect: Expect,
    run: fn() -> Scene,
}

/// The rows of the tables on Diffie-Hellman values, framing, handshake and record layer.
const ROWS: &[&str] = &[
    "D1", "D2", "D3", "D4", "D5", "D6", "D7", "D8", "D9", //
    "F1", "F2", "F3", "F4", "F5", "F6", "F7", "F8", "F9", "F10", "F11", "F12", "F13", "F14", //
    "H1", "H2", "H3", "H4", "H5", "H6", "H7", "H8", "H9", "H10", "H11", "H12", "H13", "H14", "H15", "H16",
    "H17", "H18", "H19", "H20", //
    "R1", "R2", "R3", "R4", "R5", "R6", "R7", "R8", "R9", "R10", "R11", "R12", "R13", "R14", "R15",
];

/// Rows and reasons that need a socket, a node or the inside of a module: the test that shows them, and its file.
const SHOWN_ELSEWHERE: &[(&str, &str, &str)] = &[
    ("F6", "tests/loopback/stalled.rs", "a_link_that_takes_nothing_is_given_up"),
    ("F11", "src/net/tests.rs", "a_flood_of_frames_is_read_at_the_rate_and_reported_now_and_then"),
    ("F11", "tests/loopback/admission.rs", "a_peer_that_sends_very_much_is_slowed_and_never_closed"),
    ("F14", "src/capture/tests.rs", "a_ring_forgets_the_oldest_beyond_its_packets_or_bytes"),
    ("H1", "src/net/tests.rs", "strangers_wait_for_exponentiations_in_a_short_queue_and_peers_always_may"),
    ("H2", "tests/loopback/admission.rs", "five_hundred_idle_links_keep_nobody_else_out"),
    ("H14", "src/node/tests.rs", "both_ends_keep_the_session_that_the_lower_key_dialled"),
    ("H14", "tests/loopback/glare.rs", "two_peers_that_dial_each_other_at_once_end_with_one_session"),
    ("H15", "tests/loopback/glare.rs", "a_peer_that_vanished_and_comes_back_is_served_at_once"),
    ("H15", "tests/loopback/glare.rs", "an_older_session_that_is_dead_gives_way_to_a_new_one"),
    ("H17", "tests/loopback/admission.rs", "a_gate_is_silent_to_whoever_does_not_know_it"),
    ("H20", "src/node/tests.rs", "of_ten_thousand_strangers_twenty_wait_and_nothing_is_kept_of_the_others"),
    ("H20", "tests/loopback/admission.rs", "the_stranger_who_waits_longest_makes_room_for_the_next"),
    ("R8", "src/protocol/tests/exhaustion.rs", "the_last_sequence_number_is_kept_for_close"),
    ("R8", "src/protocol/tests/exhaustion.rs", "the_last_epoch_is_not_followed_by_epoch_zero"),
    (
        "R13",
        "src/protocol/tests/state.rs",
        "no_key_and_nonce_pair_repeats_across_messages_directions_and_epochs",
    ),
    ("seq_exhausted", "src/protocol/tests/exhaustion.rs", "the_last_sequence_number_is_kept_for_close"),
    ("epoch_exhausted", "src/protocol/tests/exhaustion.rs", "the_last_epoch_is_not_followed_by_epoch_zero"),
    ("write_timeout", "tests/loopback/stalled.rs", "a_link_that_takes_nothing_is_given_up"),
    ("rate_limited", "tests/loopback/admission.rs", "a_full_queue_for_exponentiations_turns_strangers_away"),
    ("flood", "tests/loopback/admission.rs", "a_peer_that_sends_very_much_is_slowed_and_never_closed"),
];

/// Rows that nothing can show, and where they belong.
const ROWS_ELSEWHERE: &[(&str, &str)] = &[
    ("F12", "there are no files yet"),
    ("F13", "there is no compression: nothing to feed"),
    ("R14", "a restored memory image: a documented limit"),
];

/// Reasons that are not the verdict on a frame; the case that shows them asserts them itself.
const REASONS_ASSERTED: &[Reason] =
    &[Reason::Goodbye, Reason::DuplicateSession, Reason::Superseded, Reason::DataAfterClose];

fn cases() -> impl Iterator<Item = &'static Case> {
    handshake::CASES.iter().chain(session::CASES).chain(door::CASES).chain(clocks::CASES)
}

#[test]
fn every_bad_input_meets_its_reason() {
    let mut failed = Vec::new();
    for case in cases() {
        let outcome = std::panic::catch_unwind(|| (case.run)().check(case.row, case.input, case.expect));
        if outcome.is_err() {
            failed.push(format!("{}: {}: expected {:?}", case.row, case.input, case.expect));
        }
    }
    assert!(failed.is_empty(), "{} cases failed\n  {}", failed.len(), failed.join("\n  "));
}

#[test]
fn every_row_has_a_case() {
    let covered: BTreeSet<_> = cases()
        .map(|case| case.row)
        .chain(ROWS_ELSEWHERE.iter().map(|(row, _)| *row))
        .chain(shown())
        .collect();
    let missing: Vec<_> = ROWS.iter().filter(|row| !covered.contains(*row)).collect();
    assert!(missing.is_empty(), "rows without a case: {missing:?}");
    for (row, why) in ROWS_ELSEWHERE {
        assert!(
            !cases().any(|case| case.row == *row),
            "{row} has a case now; it is no longer left to: {why}"
        );
    }
}

fn shown() -> impl Iterator<Item = &'static str> {
    SHOWN_ELSEWHERE.iter().map(|(name, ..)| *name)
}

#[test]
fn what_is_shown_elsewhere_is_there() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    for (name, file, test) in SHOWN_ELSEWHERE {
        let text = std::fs::read_to_string(root.join(file)).unwrap();
        assert!(text.contains(&format!("fn {test}(")), "{name}: no test {test} in {file}");
    }
}

#[test]
fn every_reason_has_a_case() {
    let covered = |reason: Reason| {
        cases().any(|case| case.expect.reason() == Some(reason))
            || REASONS_ASSERTED.contains(&reason)
            || shown().any(|name| name == reason.name())
    };
    let missing: Vec<_> = Reason::ALL.iter().filter(|reason| !covered(**reason)).collect();
    assert!(missing.is_empty(), "reasons without a case: {missing:?}");
}

fn text(number: u64, body: &str) -> Message {
    Message::Text(Text { number, flags: 0, body: body.try_into().unwrap() })
}
