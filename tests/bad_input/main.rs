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

mod absent;
mod account;
mod clocks;
mod door;
mod evil;
mod handshake;
mod ladder;
mod mutation;
mod reasons;
mod rows;
mod scene;
mod session;

use peerscope::wire::{Message, Text};

use scene::{Expect, Scene};

/// One row of the tables with one input.
struct Case {
    row: &'static str,
    input: &'static str,
    expect: Expect,
    run: fn() -> Scene,
}

fn cases() -> impl Iterator<Item = &'static Case> {
    [handshake::CASES, session::CASES, door::CASES, clocks::CASES, absent::CASES].into_iter().flatten()
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

fn text(number: u64, body: &str) -> Message {
    Message::Text(Text { number, flags: 0, body: body.try_into().unwrap() })
}
