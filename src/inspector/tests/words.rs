//! Times, verdicts, checks.

use std::collections::BTreeSet;

use crate::inspector::ladder;
use crate::inspector::{Tone, clock_text, skew_ms, skew_text, time_text};
use crate::wire::{FrameType, Message, Reason, UnixMillis, Verdict};

#[test]
fn a_time_reads_as_utc_and_any_claim_can_be_shown() {
    for (ms, text) in [
        (0, "1970-01-01 00:00:00.000"),
        (951_782_400_000, "2000-02-29 00:00:00.000"),
        (1_077_926_399_999, "2004-02-27 23:59:59.999"),
        (1_795_000_000_482, "2026-11-18 11:06:40.482"),
        (4_107_542_400_000, "2100-03-01 00:00:00.000"),
        (253_402_300_799_999, "9999-12-31 23:59:59.999"),
        (253_402_300_800_000, "after the year 9999 (253402300800000 ms)"),
        (u64::MAX, "after the year 9999 (18446744073709551615 ms)"),
    ] {
        assert_eq!(time_text(UnixMillis(ms)), text);
    }
    assert_eq!(clock_text(UnixMillis(1_795_000_000_482)), "11:06:40.482");
}

#[test]
fn a_skew_has_a_sign_and_a_fitting_unit() {
    for (theirs, ours, text) in [
        (1_000, 997, "+3 ms"),
        (1_000, 1_000, "+0 ms"),
        (1_000, 1_999, "-999 ms"),
        (5_000, 7_560, "-2.5 s"),
        (2_400_000, 0, "+40 min"),
        (0, 10_800_000, "-3 h"),
        (0, 172_800_000, "-2 d"),
        (u64::MAX, 0, "+106751991167 d"),
    ] {
        assert_eq!(skew_text(skew_ms(UnixMillis(theirs), UnixMillis(ours))), text);
    }
}

#[test]
fn capitals_are_refusals_and_only_refusals_are_loud() {
    for verdict in Verdict::ALL {
        let loud = verdict.name().chars().all(|c| c.is_ascii_uppercase() || c == ' ');
        assert_eq!(Tone::of(*verdict) == Tone::Bad, loud, "{verdict}");
    }
}

/// Reasons that refuse no frame: they end a session, or turn a peer away.
const NOT_ON_A_FRAME: &[Reason] = &[
    Reason::Goodbye,
    Reason::Internal,
    Reason::NotAccepted,
    Reason::DuplicateSession,
    Reason::Superseded,
    Reason::Flood,
    Reason::HandshakeTimeout,
    Reason::WriteTimeout,
    Reason::PingTimeout,
    Reason::RekeyTimeout,
];

#[test]
fn every_reason_that_can_refuse_a_frame_is_given_by_a_check() {
    let types = FrameType::ALL.into_iter().map(Some).chain([None]);
    let kinds = || Message::ALL.iter().map(|kind| Some(kind.body.name)).chain([None]);
    let pairs = types.flat_map(|frame_type| kinds().map(move |kind| (frame_type, kind)));
    let given: BTreeSet<Reason> = pairs
        .flat_map(|(frame_type, kind)| ladder::rungs(frame_type, kind, Some(Reason::SeqExhausted)))
        .flat_map(|rung| rung.reasons)
        .copied()
        .collect();
    for reason in Reason::ALL {
        assert_ne!(given.contains(reason), NOT_ON_A_FRAME.contains(reason), "{reason}");
    }
}

#[test]
fn every_check_names_a_field_that_exists_and_a_section_of_the_spec() {
    let fields = |path: &str| {
        let all = Message::ALL.iter().chain(crate::wire::Handshake::ALL).flat_map(|entry| entry.body.fields);
        let fixed = [
            <crate::wire::FrameHeader as crate::wire::Described>::SPEC,
            <crate::wire::SealedMessage as crate::wire::Described>::SPEC,
            <crate::wire::InnerHeader as crate::wire::Described>::SPEC,
        ];
        fixed.iter().flat_map(|found| found.fields).chain(all).any(|field| field.name == path)
    };
    for frame_type in FrameType::ALL {
        for kind in Message::ALL {
            for rung in ladder::rungs(Some(frame_type), Some(kind.body.name), Some(Reason::SeqExhausted)) {
                assert!(rung.asks.ends_with('?'), "{} asks something", rung.name);
                assert!(crate::spec::titled(rung.section).is_some(), "{}", rung.section);
                assert!(rung.field.is_none_or(fields), "{:?}", rung.field);
            }
        }
    }
}
