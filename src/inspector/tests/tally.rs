//! Packets counted.

use super::bytes::ping;
use crate::capture::Packet;
use crate::inspector::{Count, Tally, Ways};
use crate::wire::{Reason, UnixMillis};

#[test]
fn time_is_cut_into_few_stretches_however_long_it_is() {
    for last in [0, 59_999, 60_000, 3_600_000, u64::MAX] {
        let mut tally = Tally::default();
        for ms in [0, last / 2, last, 0] {
            tally.add(&Packet { time: UnixMillis(ms), ..ping() });
        }
        let stretches = tally.rates.stretches();
        assert!((1..=60).contains(&stretches.len()), "{last}");
        assert_eq!(stretches.iter().map(|count| count.frames).sum::<u64>(), 4, "{last}");
        assert!(last < 60_000 || stretches.len() > 29, "{last}: {}", stretches.len());
    }
}

#[test]
fn peers_are_bounded_and_nothing_is_left_out() {
    let mut tally = Tally::default();
    for number in 0..1_000_u32 {
        let reason = (number % 4 == 0).then_some(Reason::BadTag);
        tally.add(&Packet { peer: format!("127.0.0.1:{number}"), reason, ..ping() });
    }
    assert_eq!(tally.peers.len(), 51);
    assert_eq!(tally.peers.values().map(Ways::frames).sum::<u64>(), 1_000);
    assert_eq!((tally.all.refused, tally.reasons["bad_tag"]), (250, 250));
    let bytes = u64::try_from(ping().frame.len()).unwrap();
    let Count { frames, bytes: all } = tally.all.sent;
    assert_eq!(tally.all.received, Count { frames: 1_000 - frames, bytes: 1_000 * bytes - all });
}
