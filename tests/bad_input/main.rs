//! Every bad input of the attack tables, as one list of (row, input, expected reason).
//!
//! Each case meets a real connection with an evil peer that keeps every rule but one. The expected reason is
//! exact; a refused frame delivers nothing, and the CLOSE after it proves that no key and no number moved.

#![cfg(feature = "lab")]
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

mod evil;
mod handshake;
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

/// Rows that one connection cannot show, and where they belong.
const ROWS_ELSEWHERE: &[(&str, &str)] = &[
    ("F6", "a peer that stops reading: needs the socket's queue"),
    ("F11", "the token bucket of the driver"),
    ("F12", "there are no files yet"),
    ("F13", "there is no compression: nothing to feed"),
    ("F14", "the budget of the packet store"),
    ("H1", "admission by the listener"),
    ("H14", "simultaneous dials: a rule of the node"),
    ("H15", "redials: a rule of the node"),
    ("H18", "timing of the gate: needs the clock of the listener"),
    ("H20", "the list of pending contacts: a rule of the node"),
    ("R8", "exhausted counters: built from inside, in the tests of src/protocol"),
    ("R13", "no key and counter block twice: seen from inside, in the tests of src/protocol"),
    ("R14", "a restored memory image: a documented limit"),
];

/// Reasons that one connection cannot show, and where they belong.
const REASONS_ELSEWHERE: &[(Reason, &str)] = &[
    (Reason::WriteTimeout, "the driver's send queue"),
    (Reason::RateLimited, "admission by the listener"),
    (Reason::Flood, "the token bucket of the driver"),
    (Reason::SeqExhausted, "in the tests of src/protocol"),
    (Reason::EpochExhausted, "in the tests of src/protocol"),
];

/// Reasons that are not the verdict on a frame; the case that shows them asserts them itself.
const REASONS_ASSERTED: &[Reason] =
    &[Reason::Goodbye, Reason::DuplicateSession, Reason::Superseded, Reason::DataAfterClose];

fn cases() -> impl Iterator<Item = &'static Case> {
    handshake::CASES.iter().chain(session::CASES)
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
    let covered: BTreeSet<_> =
        cases().map(|case| case.row).chain(ROWS_ELSEWHERE.iter().map(|(row, _)| *row)).collect();
    let missing: Vec<_> = ROWS.iter().filter(|row| !covered.contains(*row)).collect();
    assert!(missing.is_empty(), "rows without a case: {missing:?}");
    for (row, why) in ROWS_ELSEWHERE {
        assert!(
            !cases().any(|case| case.row == *row),
            "{row} has a case now; it is no longer left to: {why}"
        );
    }
}

#[test]
fn every_reason_has_a_case() {
    let covered = |reason: Reason| {
        cases().any(|case| case.expect.reason() == Some(reason))
            || REASONS_ASSERTED.contains(&reason)
            || REASONS_ELSEWHERE.iter().any(|(elsewhere, _)| *elsewhere == reason)
    };
    let missing: Vec<_> = Reason::ALL.iter().filter(|reason| !covered(**reason)).collect();
    assert!(missing.is_empty(), "reasons without a case: {missing:?}");
}

fn text(number: u64, body: &str) -> Message {
    Message::Text(Text { number, flags: 0, body: body.try_into().unwrap() })
}
