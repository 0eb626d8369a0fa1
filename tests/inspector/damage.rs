//! Broken frames: as much as there is, never a panic, never a byte without a name.

use peerscope::{
    inspector::{Authenticity, Layer, Region},
    lab::Chance,
    wire::{HEADER_BYTES, Reason, UNDECODED, Verdict},
};
use proptest::prelude::{ProptestConfig, any, prop, proptest};

use super::scene::{bare, check, session};

#[test]
fn a_frame_cut_at_any_byte_shows_what_has_come() {
    for packet in session(1) {
        for length in 0..packet.frame.len() {
            let cut = bare(&packet.frame[..length], Some(Reason::Truncated));
            let dissection = check(&cut);
            let shown: Vec<_> = dissection.fields(Layer::Wire).map(|field| field.path).collect();
            assert_eq!(shown.contains(&"seq"), length >= HEADER_BYTES);
            assert!(dissection.stop.is_some(), "a cut frame is broken");
            if packet.type_name == "handshake_request" && length >= 344 - 32 {
                assert!(shown.contains(&"handshake_request.public"), "{length}: {shown:?}");
            }
        }
    }
}

#[test]
fn a_frame_with_any_bit_flipped_is_shown_and_not_trusted() {
    for packet in session(2).into_iter().filter(|packet| packet.frame.len() < 400) {
        for bit in 0..packet.frame.len() * 8 {
            let mut frame = packet.frame.clone();
            frame[bit / 8] ^= 1 << (bit % 8);
            let dissection = check(&bare(&frame, Some(Reason::BadTag)));
            assert_eq!(dissection.authenticity, Authenticity::NotVerified);
        }
    }
}

#[test]
fn opened_bytes_of_any_kind_are_taken_apart_as_far_as_they_go() {
    let mut chance = Chance::new(11);
    for packet in session(4) {
        let Some(inner) = packet.inner.clone() else { continue };
        for _ in 0..200 {
            let mut damaged = packet.clone();
            let mut bytes = inner.clone();
            let at = chance.index(bytes.len());
            bytes[at] = u8::try_from(chance.index(256)).unwrap();
            bytes.truncate(chance.index(inner.len() * 2));
            damaged.inner = Some(bytes);
            check(&damaged);
        }
    }
}

#[test]
fn bytes_that_no_field_holds_say_why() {
    let request = session(1).into_iter().find(|packet| packet.type_name == "handshake_request").unwrap();
    let with = |at: usize, byte: u8| {
        let mut frame = request.frame.clone();
        frame[at] = byte;
        frame
    };
    for (frame, reason, stopped) in [
        (request.frame[..7].to_vec(), Reason::Truncated, "stopped at byte 6: 2 bytes needed, 1 left"),
        (with(0, b'Q'), Reason::BadProtocolId, "stopped at byte 0: the header is refused: bad_protocol_id"),
        (with(5, 9), Reason::BadType, "stopped at byte 5: the header is refused: bad_type"),
        (with(11, 0x45), Reason::BadLength, "stopped at byte 8: the header is refused: bad_length"),
        (request.frame[..100].to_vec(), Reason::Truncated, "stopped at byte 56: 256 bytes needed, 44 left"),
        ([&request.frame[..], b"more"].concat(), Reason::Gap, "stopped at byte 344: 4 bytes left over"),
    ] {
        let dissection = check(&bare(&frame, Some(reason)));
        let undecoded = &dissection.nodes[dissection.find(UNDECODED.name).unwrap()];
        assert_eq!((undecoded.note.as_str(), undecoded.region), (stopped, Region::Undecoded));
        assert_eq!(dissection.stop.unwrap().reason, Some(reason));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nothing_panics_on_any_bytes(
        frame in prop::collection::vec(any::<u8>(), 0..600),
        inner in prop::option::of(prop::collection::vec(any::<u8>(), 0..200)),
        reason in prop::option::of(0..Reason::ALL.len()),
        verdict in 0..Verdict::ALL.len(),
        looks_like_ours in any::<bool>(),
    ) {
        let mut frame = frame;
        if looks_like_ours && frame.len() > 5 {
            frame[..5].copy_from_slice(b"PSCP\x01");
            frame[5] %= 5;
        }
        let mut packet = bare(&frame, reason.map(|at| Reason::ALL[at]));
        (packet.inner, packet.verdict) = (inner, Verdict::ALL[verdict]);
        check(&packet);
    }
}
