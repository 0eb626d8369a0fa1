//! The order of the checks is that of the spec.

use crate::inspector::ladder;
use crate::wire::{FrameType, Reason};

/// Where the spec lists refusals in order: from, to, the frame, the message in it.
const LISTS: [(&str, &str, FrameType, &str); 8] = [
    ("## Framing", "\n**What a refusal", FrameType::Message, "text"),
    ("### Flight 1", "\n### Flight 2", FrameType::HandshakeRequest, ""),
    ("### Flight 2", "\nThe box MUST", FrameType::HandshakeResponse, ""),
    ("### Flight 3", "\n## Key schedule", FrameType::HandshakeFinish, ""),
    ("The receiver makes `mk`", "(`unexpected_message`", FrameType::Message, "text"),
    ("The responder refuses a REKEY_REQUEST", "initiator\nrefuses", FrameType::Message, "rekey_request"),
    ("refuses a REKEY_RESPONSE", "value that", FrameType::Message, "rekey_response"),
    ("The responder refuses a REKEY_FINISH", "\n\n", FrameType::Message, "rekey_finish"),
];

#[test]
fn the_checks_stand_in_the_order_of_the_spec() {
    let spec = include_str!("../../../protocol-spec/README.md");
    for (from, to, frame_type, kind) in LISTS {
        let (_, behind) = spec.split_once(from).unwrap_or_else(|| panic!("no {from}"));
        let (list, _) = behind.split_once(to).unwrap_or_else(|| panic!("no {to} after {from}"));
        let listed = reasons(list);
        assert!(!listed.is_empty(), "{from}");
        let rungs: Vec<_> = ladder::rungs(Some(frame_type), Some(kind), None).collect();
        let mut at = 0;
        for reason in listed {
            let found = rungs.iter().skip(at).position(|rung| rung.reasons.contains(&reason));
            at += found.unwrap_or_else(|| panic!("{from}: {reason} is out of order, or no check gives it"));
        }
    }
}

#[test]
fn every_check_names_a_section_that_names_its_reasons() {
    let kinds = ["", "text", "rekey_request", "rekey_response", "rekey_finish"];
    let exhausted = Some(Reason::SeqExhausted);
    let frames = FrameType::ALL.iter().flat_map(|frame| kinds.map(|kind| (*frame, kind)));
    for rung in frames.flat_map(|(frame, kind)| ladder::rungs(Some(frame), Some(kind), exhausted)) {
        let section = crate::spec::titled(rung.section).unwrap_or_else(|| panic!("no {}", rung.section));
        let text = crate::spec::sections()[section].text;
        let named = rung.reasons.iter().any(|reason| text.contains(&format!("`{reason}`")));
        assert!(named, "{}: {} names none of {:?}", rung.name, rung.section, rung.reasons);
        if let Some(field) = rung.field {
            assert!(crate::spec::of_field(field).is_some(), "{field}");
        }
    }
}

/// The reasons that a text names in backticks, but for those of admission and of the node's decision.
fn reasons(text: &str) -> Vec<Reason> {
    let known = |name| Reason::ALL.iter().copied().find(|reason: &Reason| reason.name() == name);
    let named = text.split('`').skip(1).step_by(2).filter_map(known);
    named.filter(|reason| !matches!(reason, Reason::RateLimited | Reason::NotAccepted)).collect()
}
