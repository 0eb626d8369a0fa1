//! Any split of a stream gives the same frames.

use proptest::prelude::*;

use crate::wire::{Deframer, Epoch, FRAME_BYTES_MAX, FrameHeader, HEADER_BYTES, Sequence};

/// A frame with this many blocks of 64 sealed bytes.
fn frame(seq: u64, blocks: u32) -> Vec<u8> {
    let length = blocks * 64 + 32;
    let body = vec![u8::try_from(seq % 251).unwrap(); usize::try_from(length).unwrap()];
    [&FrameHeader::message(Epoch(1), Sequence(seq), length).to_bytes()[..], &body].concat()
}

/// Takes every whole frame, as the protocol does.
fn drain(deframer: &mut Deframer) -> Vec<Vec<u8>> {
    std::iter::from_fn(|| deframer.header().and_then(|header| deframer.take(header.frame_bytes()))).collect()
}

#[test]
fn a_frame_comes_out_when_its_last_byte_is_there() {
    let mut deframer = Deframer::new();
    let whole = frame(3, 1);
    for (at, byte) in whole.iter().enumerate() {
        assert_eq!(drain(&mut deframer), Vec::<Vec<u8>>::new());
        assert_eq!(deframer.header().is_some(), at >= HEADER_BYTES);
        deframer.push(&[*byte]);
    }
    assert_eq!(drain(&mut deframer), [whole]);
    assert_eq!(deframer.buffered(), 0);
}

#[test]
fn what_is_left_can_be_taken_as_it_is() {
    let mut deframer = Deframer::new();
    deframer.push(&[&frame(0, 1)[..], b"PSCP and so on"].concat());
    assert_eq!(drain(&mut deframer).len(), 1);
    assert_eq!(deframer.take(15), None);
    assert_eq!(deframer.take_rest(), b"PSCP and so on");
    assert_eq!(deframer.buffered(), 0);
}

#[test]
fn a_claimed_length_reserves_nothing() {
    let mut deframer = Deframer::new();
    deframer.push(&FrameHeader::message(Epoch(1), Sequence(0), u32::MAX).to_bytes());
    let total = deframer.header().unwrap().frame_bytes();
    assert_eq!(deframer.take(total), None);
    assert_eq!(deframer.buffered(), HEADER_BYTES);
    assert!(deframer.capacity() < 1024);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn any_split_gives_the_same_frames_within_bounds(
        sizes in prop::collection::vec(1..40u32, 1..12),
        pieces in prop::collection::vec(1..4096usize, 1..64),
    ) {
        let frames: Vec<_> = sizes.iter().zip(0..).map(|(blocks, seq)| frame(seq, *blocks)).collect();
        let stream = frames.concat();
        let (mut deframer, mut taken, mut rest) = (Deframer::new(), Vec::new(), &stream[..]);
        for piece in pieces.iter().cycle() {
            let (now, later) = rest.split_at((*piece).min(rest.len()));
            deframer.push(now);
            prop_assert!(deframer.capacity() <= 2 * (FRAME_BYTES_MAX + 4096));
            taken.extend(drain(&mut deframer));
            let largest = frames.iter().map(Vec::len).max().unwrap();
            prop_assert!(deframer.buffered() < largest, "only a part of one frame is kept");
            rest = later;
            if rest.is_empty() {
                break;
            }
        }
        prop_assert_eq!(taken, frames);
        prop_assert_eq!(deframer.buffered(), 0);
    }
}
