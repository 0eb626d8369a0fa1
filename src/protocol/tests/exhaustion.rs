//! Counters that could wrap end the session before they do (spec section "Limits and timers").

use core::time::Duration;

use crate::protocol::{Error, Timer};
use crate::wire::Reason;

use super::pair::{Pair, text};

#[test]
fn the_last_sequence_number_is_kept_for_close() {
    let mut pair = Pair::established();
    let last = u64::MAX - 1;
    pair.initiator.connection.test_session().jump(last, last);
    pair.responder.connection.test_session().jump(last, last);
    pair.initiator.connection.send(pair.now, &text(1, "one too many")).unwrap();
    pair.run();
    assert_eq!(pair.responder.closed, Some(Err(Error::ClosedByPeer(Reason::SeqExhausted.number()))));
    pair.initiator.connection.handle_eof(pair.now);
    pair.initiator.drain(pair.now);
    assert_eq!(pair.initiator.closed, Some(Err(Error::PeerMisbehaved(Reason::SeqExhausted))));
}

#[test]
fn the_last_epoch_is_not_followed_by_epoch_zero() {
    let mut pair = Pair::established();
    pair.initiator.connection.test_session().jump_epoch(u16::MAX);
    pair.responder.connection.test_session().jump_epoch(u16::MAX);
    pair.initiator.connection.rekey(pair.now).unwrap();
    pair.run();
    assert_eq!(pair.responder.closed, Some(Err(Error::ClosedByPeer(Reason::EpochExhausted.number()))));
}

#[test]
fn a_silent_peer_is_given_up_after_ninety_seconds() {
    let mut pair = Pair::established();
    pair.now.monotonic += Duration::from_secs(89);
    pair.responder.connection.handle_timeout(pair.now);
    pair.responder.drain(pair.now);
    assert_eq!(pair.responder.closed, None);
    pair.now.monotonic += Duration::from_secs(4);
    pair.responder.connection.handle_timeout(pair.now);
    pair.responder.connection.handle_eof(pair.now);
    pair.responder.drain(pair.now);
    assert_eq!(pair.responder.closed, Some(Err(Error::TimedOut(Timer::Silence))));
}

#[test]
fn pings_keep_an_idle_session_alive() {
    let mut pair = Pair::established();
    for _ in 0..20 {
        pair.advance(Duration::from_secs(15));
    }
    assert_eq!((pair.initiator.closed, pair.responder.closed), (None, None));
}

#[test]
fn an_answer_to_a_forgotten_ping_is_late_and_not_wrong() {
    let mut pair = Pair::established();
    for _ in 0..12 {
        pair.initiator.connection.ping(pair.now).unwrap();
    }
    pair.run();
    assert_eq!((pair.initiator.closed, pair.responder.closed), (None, None));
}
