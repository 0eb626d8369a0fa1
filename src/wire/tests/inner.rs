//! What is sealed in a message frame: layout, padding, and what is refused after opening.

use proptest::prelude::*;

use crate::wire::limits::{INNER_BYTES_MAX, PADDING_BYTES, PAYLOAD_BYTES_MAX};
use crate::wire::{
    DecodeErrorKind, Message, Nick, Ping, Reason, RekeyAsk, Text, UnixMillis, Utf8Lp, lay_out, open_inner,
    seal_inner, trace_inner,
};

const AT: UnixMillis = UnixMillis(1_795_000_000_000);

fn fault(inner: &[u8]) -> (Reason, DecodeErrorKind) {
    let fault = open_inner(inner).unwrap_err();
    (fault.reason(), fault.source.kind)
}

#[test]
fn a_sealed_message_has_the_bytes_of_the_spec() {
    let inner = seal_inner(&Message::Ping(Ping { id: 0x2a }), AT);
    let mut expected = b"\x05\0\0\x01\xa1\xee\x56\x5e\0\0\0\0\x08\0\0\0\0\0\0\0\x2a".to_vec();
    expected.resize(64, 0);
    assert_eq!(inner, expected);
    assert_eq!(open_inner(&inner), Ok((AT, Message::Ping(Ping { id: 0x2a }))));
}

#[test]
fn sealed_bytes_are_a_multiple_of_64_and_no_more_than_needed() {
    for (payload, total) in
        [(0, 64), (51, 64), (52, 128), (115, 128), (116, 192), (PAYLOAD_BYTES_MAX, INNER_BYTES_MAX)]
    {
        assert_eq!(lay_out(0x23, AT, &vec![0; payload]).len(), total);
    }
    let largest = Message::Nick(Nick { nick: Utf8Lp::cut("x".repeat(70_000)) });
    let inner = seal_inner(&largest, AT);
    assert!(inner.len() <= INNER_BYTES_MAX);
    assert_eq!(open_inner(&inner), Ok((AT, largest)));
}

#[test]
fn padding_that_is_not_zeros_is_bad_padding() {
    let good = seal_inner(&Message::RekeyAsk(RekeyAsk {}), AT);
    for at in 13..good.len() {
        let mut bad = good.clone();
        bad[at] = 1;
        assert_eq!(fault(&bad), (Reason::BadPadding, DecodeErrorKind::Padding));
        assert_eq!(open_inner(&bad).unwrap_err().source.at, at);
    }
}

#[test]
fn everything_else_that_is_wrong_is_bad_inner() {
    let ask = seal_inner(&Message::RekeyAsk(RekeyAsk {}), AT);
    let edited = |at: usize, byte: u8| {
        let mut inner = ask.clone();
        inner[at] = byte;
        inner
    };
    let cases = [
        ("unknown kind", edited(0, 0x15), DecodeErrorKind::Unknown { value: 0x15 }),
        ("length beyond the end", edited(12, 52), DecodeErrorKind::Truncated { need: 52, have: 51 }),
        ("length of 4 GiB", edited(9, 0xff), DecodeErrorKind::Truncated { need: 0xff00_0000, have: 51 }),
        ("payload left over", edited(12, 2), DecodeErrorKind::Trailing { extra: 2 }),
        ("payload cut", lay_out(0x05, AT, &[0; 7]), DecodeErrorKind::Truncated { need: 8, have: 7 }),
        ("not UTF-8", lay_out(0x07, AT, b"\0\x01\xff"), DecodeErrorKind::NotUtf8),
        (
            "64 zeros too many",
            [&ask[..], &[0; 64]].concat(),
            DecodeErrorKind::PaddingLength { need: 51, have: 115 },
        ),
        ("nothing", Vec::new(), DecodeErrorKind::TooShort { min: 64, length: 0 }),
        ("63 bytes", ask[..63].to_vec(), DecodeErrorKind::TooShort { min: 64, length: 63 }),
        ("too much", vec![0; 65_600], DecodeErrorKind::TooLong { max: 65_536, length: 65_600 }),
    ];
    for (what, inner, kind) in cases {
        assert_eq!(fault(&inner), (Reason::BadInner, kind), "{what}");
    }
}

#[test]
fn opened_bytes_all_belong_to_named_fields() {
    let text = Message::Text(Text { number: 7, flags: 0, body: "hello".try_into().unwrap() });
    let trace = trace_inner(&seal_inner(&text, AT));
    let fields: Vec<_> = trace.spans.iter().map(|span| (span.spec.name, span.range.clone())).collect();
    assert_eq!(
        fields,
        [
            ("kind", 0..1),
            ("sent_at", 1..9),
            ("inner.length", 9..13),
            ("text.number", 13..21),
            ("text.flags", 21..22),
            ("text.body", 22..27),
            ("inner.padding", 27..64),
        ]
    );
    assert_eq!(trace.spans[0].spec.values, Message::NAMES);
    assert_eq!(trace.error, None);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn whatever_opens_seals_to_the_same_bytes(
        which in any::<prop::sample::Index>(),
        edits in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..4),
        sent_at in any::<u64>(),
    ) {
        let listed = which.get(Message::ALL);
        let mut inner = lay_out(listed.kind, UnixMillis(sent_at), listed.sample);
        for (at, byte) in edits {
            let at = at.index(inner.len());
            inner[at] = byte;
        }
        let trace = trace_inner(&inner);
        prop_assert_eq!(trace.spans.iter().map(|span| span.range.len()).sum::<usize>(), inner.len());
        match open_inner(&inner) {
            Ok((sent_at, message)) => prop_assert_eq!(seal_inner(&message, sent_at), inner),
            Err(fault) => prop_assert_eq!(Some(fault.source), trace.error),
        }
        prop_assert_eq!(lay_out(listed.kind, UnixMillis(0), listed.sample).len() % PADDING_BYTES, 0);
    }
}
