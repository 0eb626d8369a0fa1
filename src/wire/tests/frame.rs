//! Headers and whole frames.

use proptest::prelude::*;

use crate::wire::{
    DecodeErrorKind, Described, Epoch, FRAME_BYTES_MAX, FrameHeader, FrameType, Handshake, Reason,
    SealedMessage, Sequence, Trace, UNDECODED, Value, trace_frame, trace_proof,
};

/// One valid frame of each type.
fn frames() -> Vec<Vec<u8>> {
    let handshakes = Handshake::ALL.iter().map(|listed| (listed.kind, listed.sample));
    let all = handshakes.chain([(FrameType::Message.byte(), SealedMessage::SAMPLE)]);
    all.map(|(kind, body)| {
        let length = u32::try_from(body.len()).unwrap();
        let header = FrameHeader { frame_type: kind, ..FrameHeader::message(Epoch(3), Sequence(7), length) };
        [&header.to_bytes(), body].concat()
    })
    .collect()
}

fn check_covered(bytes: &[u8], trace: &Trace) {
    let mut at = 0;
    for span in &trace.spans {
        assert_eq!(span.range.start, at, "a gap or an overlap before {}", span.spec.name);
        assert!(!span.range.is_empty(), "{} is empty", span.spec.name);
        at = span.range.end;
    }
    assert_eq!(at, bytes.len(), "bytes without a field: {trace:?}");
}

#[test]
fn a_header_reads_what_it_wrote() {
    let header = FrameHeader::message(Epoch(0x0102), Sequence(0x0304_0506_0708_090a), 0x0b0c_0d0e);
    let bytes = *b"PSCP\x01\x01\x01\x02\x0b\x0c\x0d\x0e\x03\x04\x05\x06\x07\x08\x09\x0a";
    assert_eq!(header.to_bytes(), bytes);
    assert_eq!(FrameHeader::peek(&bytes), header);
    assert_eq!(FrameHeader::from_slice(&bytes[..19]), None);
    assert_eq!(header.frame_bytes(), 0x0b0c_0d0e + 20);
    let handshake = FrameHeader::handshake(FrameType::HandshakeFinish, Sequence(1), 160);
    assert_eq!(handshake.to_bytes(), *b"PSCP\x01\x04\0\0\0\0\0\xa0\0\0\0\0\0\0\0\x01");
}

#[test]
fn the_first_wrong_field_of_a_header_is_the_reason() {
    let good = FrameHeader::message(Epoch(1), Sequence(0), 96);
    let check = |header: FrameHeader| header.check_protocol();
    assert_eq!(check(good), Ok(FrameType::Message));
    assert_eq!(check(FrameHeader { protocol_id: *b"PSCQ", version: 2, ..good }), Err(Reason::BadProtocolId));
    assert_eq!(check(FrameHeader { version: 2, frame_type: 0, ..good }), Err(Reason::BadVersion));
    assert_eq!(check(FrameHeader { version: 0, ..good }), Err(Reason::BadVersion));
    for frame_type in [0, 5, 0x7f, 0xff] {
        assert_eq!(check(FrameHeader { frame_type, ..good }), Err(Reason::BadType));
    }
    let foreign =
        [&b"GET / HTTP/1.1\r\nHost: x"[..], b"\x16\x03\x01\x02\0\x01\0\x01\xfc\x03\x03 a TLS hello"];
    for bytes in foreign {
        assert_eq!(check(FrameHeader::from_slice(bytes).unwrap()), Err(Reason::BadProtocolId));
    }
}

#[test]
fn a_length_is_judged_before_the_body_is_read() {
    let check = |frame_type: FrameType, length| {
        FrameHeader { frame_type: frame_type.byte(), ..FrameHeader::message(Epoch(1), Sequence(0), length) }
            .check_length(frame_type)
    };
    for length in [96, 160, 65_504, 65_568] {
        assert_eq!(check(FrameType::Message, length), Ok(()));
    }
    for length in [0, 31, 32, 95] {
        assert_eq!(check(FrameType::Message, length), Err(Reason::FrameTooShort));
    }
    for length in [97, 128, 65_535, 65_567] {
        assert_eq!(check(FrameType::Message, length), Err(Reason::BadLength));
    }
    for length in [65_569, 65_632, u32::MAX] {
        assert_eq!(check(FrameType::Message, length), Err(Reason::FrameTooLong));
    }
    for (frame_type, legal) in FrameType::ALL[1..].iter().zip([324, 452, 160]) {
        assert_eq!(check(*frame_type, legal), Ok(()));
        for length in [0, legal - 1, legal + 1, u32::MAX] {
            assert_eq!(check(*frame_type, length), Err(Reason::BadLength));
        }
    }
}

#[test]
fn every_byte_of_a_frame_belongs_to_a_named_field() {
    for frame in frames() {
        let trace = trace_frame(&frame);
        check_covered(&frame, &trace);
        assert_eq!(trace.error, None);
        let values: Vec<_> = trace.spans[..6].iter().map(|span| (span.spec.name, &span.value)).collect();
        assert_eq!(values[0], ("protocol_id", &Value::Bytes(b"PSCP".to_vec())));
        assert_eq!(values[3], ("epoch", &Value::Number(3)));
        assert_eq!(values[5], ("seq", &Value::Number(7)));
        assert_eq!(trace.spans[2].spec.values, FrameType::NAMES);
    }
    let proof = trace_proof(&[7; 128]);
    let names: Vec<_> = proof.spans.iter().map(|span| span.spec.name).collect();
    assert_eq!(names, ["proof.identity", "proof.signature", "proof.fin"]);
}

#[test]
fn a_broken_frame_shows_its_fields_up_to_the_break() {
    for frame in frames() {
        for cut in 0..frame.len() {
            let trace = trace_frame(&frame[..cut]);
            check_covered(&frame[..cut], &trace);
            assert!(matches!(trace.error.unwrap().kind, DecodeErrorKind::Truncated { .. }));
        }
        let longer = [&frame[..], b"more"].concat();
        let trace = trace_frame(&longer);
        check_covered(&longer, &trace);
        assert_eq!(trace.error.unwrap().kind, DecodeErrorKind::Trailing { extra: 4 });
        assert_eq!(trace.spans.last().unwrap().spec, &UNDECODED);
    }
    let mut frame = frames().remove(0);
    frame[5] = 9;
    let trace = trace_frame(&frame);
    assert_eq!(trace.error.unwrap().kind, DecodeErrorKind::Refused(Reason::BadType));
    assert_eq!(trace.spans.len(), 7, "six fields of the header, and the rest");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn any_bytes_are_covered_by_fields(
        which in 0..4usize,
        edits in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..6),
        random in prop::collection::vec(any::<u8>(), 0..64),
    ) {
        let mut frame = frames().swap_remove(which);
        for (at, byte) in edits {
            let at = at.index(frame.len());
            frame[at] = byte;
        }
        check_covered(&frame, &trace_frame(&frame));
        check_covered(&random, &trace_frame(&random));
        prop_assert!(frame.len() <= FRAME_BYTES_MAX);
    }
}
