//! One set of rules for every wire type, taken from the registries: a new type is tested by being listed.

use std::collections::BTreeSet;

use proptest::prelude::*;

use crate::wire::{
    Codec, DecodeError, DecodeErrorKind, Described, FieldSize, FieldSpec, FrameHeader, FrameType, Handshake,
    IdentityProof, InnerHeader, Message, MessageSpec, PADDING, Reader, Reason, SealedMessage, Span,
    StructSpec, Verdict, decode_all, limits,
};

type Again = dyn Fn(&[u8]) -> Result<Vec<u8>, DecodeError>;
type Spans = dyn Fn(&[u8]) -> Vec<Span>;

/// A wire type without its Rust type.
struct Case {
    spec: StructSpec,
    sample: &'static [u8],
    /// Decodes all bytes and encodes the result again.
    again: Box<Again>,
    /// Decodes from the front and gives the fields that were read.
    spans: Box<Spans>,
}

fn of_type<T: Described>() -> Case {
    Case {
        spec: T::SPEC,
        sample: T::SAMPLE,
        again: Box::new(|bytes| decode_all::<T>(bytes).map(|value| encoded(&value))),
        spans: Box::new(|bytes| {
            let mut reader = Reader::tracing(bytes);
            drop(T::decode(&mut reader));
            reader.into_spans()
        }),
    }
}

fn encoded(value: &impl Codec) -> Vec<u8> {
    let mut out = Vec::new();
    value.encode(&mut out);
    out
}

macro_rules! of_registry {
    ($registry:ident) => {
        $registry::ALL.iter().map(|listed| Case {
            spec: listed.body,
            sample: listed.sample,
            again: Box::new(|bytes| {
                let mut out = Vec::new();
                $registry::decode_all(listed.kind, bytes)?.encode_payload(&mut out);
                Ok(out)
            }),
            spans: Box::new(|bytes| {
                let mut reader = Reader::tracing(bytes);
                drop($registry::decode(listed.kind, &mut reader));
                reader.into_spans()
            }),
        })
    };
}

fn cases() -> Vec<Case> {
    let mut cases = vec![
        of_type::<FrameHeader>(),
        of_type::<SealedMessage>(),
        of_type::<IdentityProof>(),
        of_type::<InnerHeader>(),
    ];
    cases.extend(of_registry!(Handshake));
    cases.extend(of_registry!(Message));
    cases
}

impl Case {
    /// Whether the last field takes whatever is left, so that a longer or shorter encoding may be valid.
    fn is_open(&self) -> bool {
        self.spec.fields.iter().any(|field| matches!(field.size, FieldSize::Rest { .. }))
    }

    fn check_spans(&self, spans: &[Span], end: usize) {
        let mut at = 0;
        for (span, spec) in spans.iter().zip(self.spec.fields) {
            assert_eq!(span.spec, spec, "{}: fields out of order", self.spec.name);
            assert_eq!(span.range.start, at, "{}: a gap or an overlap before {}", self.spec.name, spec.name);
            assert!(span.range.len() >= spec.size.bytes_min(), "{}: too short", spec.name);
            assert!(span.range.len() <= spec.size.bytes_max(), "{}: too long", spec.name);
            at = span.range.end;
        }
        assert!(at <= end, "{}: fields beyond the bytes", self.spec.name);
    }
}

#[test]
fn every_sample_is_the_one_encoding_of_its_value() {
    for case in cases() {
        assert_eq!((case.again)(case.sample).unwrap(), case.sample, "{}", case.spec.name);
    }
}

#[test]
fn every_byte_of_a_sample_belongs_to_exactly_one_field() {
    for case in cases() {
        let spans = (case.spans)(case.sample);
        assert_eq!(spans.len(), case.spec.fields.len(), "{}", case.spec.name);
        case.check_spans(&spans, case.sample.len());
        assert_eq!(spans.iter().map(|span| span.range.len()).sum::<usize>(), case.sample.len());
    }
}

#[test]
fn every_cut_of_a_sample_is_refused_and_keeps_the_fields_before_it() {
    for case in cases() {
        for cut in 0..case.sample.len() {
            let bytes = &case.sample[..cut];
            let refused = (case.again)(bytes);
            if !(case.is_open() && cut >= case.spec.bytes_min()) {
                let kind = refused.unwrap_err().kind;
                let short =
                    matches!(kind, DecodeErrorKind::Truncated { .. } | DecodeErrorKind::TooShort { .. });
                assert!(short, "{} cut at {cut}: {kind}", case.spec.name);
            }
            case.check_spans(&(case.spans)(bytes), cut);
        }
    }
}

#[test]
fn a_byte_too_many_is_refused() {
    for case in cases().iter().filter(|case| !case.is_open()) {
        let longer = [case.sample, &[0]].concat();
        let at = case.sample.len();
        let expected = DecodeError { at, kind: DecodeErrorKind::Trailing { extra: 1 } };
        assert_eq!((case.again)(&longer), Err(expected), "{}", case.spec.name);
    }
}

#[test]
fn a_number_that_is_not_registered_is_refused() {
    let listed = |registry: &[MessageSpec], kind| registry.iter().any(|listed| listed.kind == kind);
    for kind in 0..=u8::MAX {
        let unknown = Some(DecodeErrorKind::Unknown { value: u64::from(kind) });
        let message = Message::decode_all(kind, &[]).err().map(|error| error.kind);
        assert_eq!(message == unknown, !listed(Message::ALL, kind), "message kind {kind}");
        let handshake = Handshake::decode_all(kind, &[]).err().map(|error| error.kind);
        assert_eq!(handshake == unknown, !listed(Handshake::ALL, kind), "frame type {kind}");
    }
}

#[test]
fn a_number_and_a_name_are_given_once() {
    for names in [Message::NAMES, Handshake::NAMES, FrameType::NAMES, Reason::NAMES] {
        assert!(names.is_sorted_by(|before, after| before.0 < after.0), "by number, none twice: {names:?}");
        assert_eq!(names.iter().map(|(_, name)| name).collect::<BTreeSet<_>>().len(), names.len());
    }
    assert_eq!(FrameType::NAMES[0], (1, SealedMessage::SPEC.name));
    assert_eq!(&FrameType::NAMES[1..], Handshake::NAMES);
}

#[test]
fn a_field_has_one_name_and_a_description() {
    let bare = ["protocol_id", "version", "type", "epoch", "length", "seq", "kind", "sent_at"];
    let mut seen = BTreeSet::new();
    for case in cases() {
        assert!(!case.spec.doc.is_empty(), "{} has no description", case.spec.name);
        for FieldSpec { name, doc, .. } in case.spec.fields {
            assert!(seen.insert(*name), "two fields are called {name}");
            assert!(doc.ends_with('.') && doc.trim() == *doc, "{name}: not a sentence: {doc:?}");
            let prefixed = name.split_once('.').is_some_and(|(prefix, _)| prefix == case.spec.name);
            assert!(prefixed || bare.contains(name), "{name} does not say what it belongs to");
        }
    }
    assert!(seen.insert(PADDING.name));
}

#[test]
fn sizes_follow_from_the_fields() {
    let size = |spec: StructSpec| (spec.bytes_min(), spec.bytes_max());
    let length = |frame_type: FrameType| usize::try_from(frame_type.fixed_length().unwrap()).unwrap();
    assert_eq!(size(FrameHeader::SPEC), (limits::HEADER_BYTES, limits::HEADER_BYTES));
    assert_eq!(size(InnerHeader::SPEC), (limits::INNER_HEADER_BYTES, limits::INNER_HEADER_BYTES));
    assert_eq!(size(IdentityProof::SPEC), (limits::PROOF_BYTES, limits::PROOF_BYTES));
    assert_eq!(size(SealedMessage::SPEC), (96, 65_568));
    for (listed, frame_type) in Handshake::ALL.iter().zip(&FrameType::ALL[1..]) {
        assert_eq!(size(listed.body), (length(*frame_type), length(*frame_type)));
    }
    for listed in Message::ALL {
        assert!(listed.body.bytes_max() <= limits::PAYLOAD_BYTES_MAX, "{} fits no frame", listed.body.name);
    }
}

#[test]
fn every_reason_has_the_verdict_of_its_family() {
    for reason in Reason::ALL {
        assert_eq!(Reason::from_number(reason.number()), Some(*reason));
        let family = match reason.name() {
            "goodbye" => Verdict::Opened,
            "replay" => Verdict::Replay,
            "gap" | "bad_epoch" => Verdict::BadOrder,
            "bad_tag" | "hs_bad_tag" | "hs_bad_fin" => Verdict::BadMac,
            "frame_too_long" => Verdict::TooLong,
            "truncated" => Verdict::CutOff,
            "rekey_unexpected" | "data_after_close" => Verdict::BadState,
            name if name.starts_with("unexpected_") => Verdict::BadState,
            name if name.starts_with("dh_") => Verdict::BadKey,
            name if name.starts_with("id_") => Verdict::BadIdentity,
            name if name.ends_with("_bad_signature") => Verdict::BadSignature,
            name if name.ends_with("_timeout") => Verdict::TimedOut,
            name if name.starts_with("bad_") || name.starts_with("frame_") => Verdict::Malformed,
            _ => Verdict::Refused,
        };
        assert_eq!(reason.verdict(), family, "{reason}");
    }
    assert_eq!(Reason::Goodbye.number(), 0);
    assert_eq!(Reason::from_number(u16::MAX), None);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn whatever_decodes_encodes_to_the_same_bytes(
        edits in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..4),
        keep in any::<prop::sample::Index>(),
        more in prop::collection::vec(any::<u8>(), 0..8),
    ) {
        for case in cases() {
            let mut bytes = case.sample.to_vec();
            bytes.truncate(keep.index(bytes.len() * 2 + 1));
            bytes.extend_from_slice(&more);
            for (at, byte) in edits.iter().take_while(|_| !case.sample.is_empty()) {
                if let Some(target) = bytes.get_mut(at.index(case.sample.len())) {
                    *target = *byte;
                }
            }
            case.check_spans(&(case.spans)(&bytes), bytes.len());
            if let Ok(again) = (case.again)(&bytes) {
                prop_assert_eq!(again, bytes, "{}", case.spec.name);
            }
        }
    }

    #[test]
    fn no_bytes_make_a_decoder_panic(bytes in prop::collection::vec(any::<u8>(), 0..600)) {
        for case in cases() {
            if let Ok(again) = (case.again)(&bytes) {
                prop_assert_eq!(&again, &bytes, "{}", case.spec.name);
            }
        }
    }
}
