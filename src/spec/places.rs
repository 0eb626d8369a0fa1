//! Where in the spec a field, a reason or a word stands.

use crate::wire::{
    Described, FrameHeader, Handshake, IdentityProof, InnerHeader, Message, PADDING, Reason, SEGMSG_PAYLOAD,
    SEGMSG_TAG, SealedMessage, SegMsgHeader, StructSpec, UNDECODED,
};

use super::book::sections;

/// The section of this heading, or the first whose heading begins so, as its number among all.
pub fn titled(title: &str) -> Option<usize> {
    let exact = sections().iter().position(|section| section.title == title);
    exact.or_else(|| sections().iter().position(|section| section.title.starts_with(title)))
}

/// The section with the table of this field, or of the type that is called this.
pub fn of_field(path: &str) -> Option<usize> {
    let fixed = [
        &FrameHeader::SPEC,
        &SealedMessage::SPEC,
        &InnerHeader::SPEC,
        &IdentityProof::SPEC,
        &SegMsgHeader::SPEC,
    ];
    let listed = Handshake::ALL.iter().chain(Message::ALL).map(|listed| &listed.body);
    let holds = |spec: &&StructSpec| spec.name == path || spec.fields.iter().any(|field| field.name == path);
    let home = fixed.into_iter().chain(listed).find(holds).map(|spec| spec.name);
    let home = home.or_else(|| match path {
        path if path == PADDING.name => Some(InnerHeader::SPEC.name),
        path if path == SEGMSG_PAYLOAD.name || path == SEGMSG_TAG.name => Some(SegMsgHeader::SPEC.name),
        _ => None,
    });
    match home {
        Some(name) => sections().iter().position(|section| {
            section.file == "messages.md" && section.title.rsplit_once(": ").is_some_and(|(_, of)| of == name)
        }),
        None if path == UNDECODED.name => titled("Framing"),
        None => None,
    }
}

/// The section that says when a reason is given. Checks name a section of their own, which may be another.
pub fn of_reason(reason: Reason) -> Option<usize> {
    titled(match reason {
        Reason::Goodbye | Reason::Truncated | Reason::DataAfterClose | Reason::SeqExhausted => "Close",
        Reason::Internal => "Reject reasons",
        Reason::NotAccepted => "Flight 3",
        Reason::DuplicateSession | Reason::Superseded => "Two sessions with one peer",
        Reason::RateLimited => "Admission",
        Reason::GateRefused => "Gate",
        Reason::BadProtocolId
        | Reason::BadVersion
        | Reason::BadType
        | Reason::BadLength
        | Reason::FrameTooShort
        | Reason::FrameTooLong
        | Reason::UnexpectedFrame
        | Reason::BadEpoch
        | Reason::Replay
        | Reason::Gap => "Framing",
        Reason::BadSuite => "Flight 1",
        Reason::UnexpectedMessage => "Messages",
        Reason::DhOutOfRange
        | Reason::DhNotInSubgroup
        | Reason::DhOwnValue
        | Reason::IdNotCanonical
        | Reason::IdWeakKey => "Conventions",
        Reason::HsBadTag
        | Reason::HsBadSignature
        | Reason::HsBadFin
        | Reason::IdIsSelf
        | Reason::IdMismatch => "Flight 2",
        Reason::BadTag | Reason::BadPadding | Reason::BadInner => "Data frames",
        Reason::EpochExhausted
        | Reason::RekeyUnexpected
        | Reason::RekeyTooOften
        | Reason::RekeyBadSignature => "Rekey",
        Reason::Flood
        | Reason::HandshakeTimeout
        | Reason::FrameTimeout
        | Reason::WriteTimeout
        | Reason::PingTimeout
        | Reason::RekeyTimeout => "Limits and timers",
    })
}

/// The section that is most about a word: a field, a type, a reason, a heading, or any that holds it.
pub fn find(word: &str) -> Option<usize> {
    let word = word.trim().to_lowercase();
    let name = word.strip_prefix("peerscope.").unwrap_or(&word);
    if name.is_empty() {
        return None;
    }
    let reason = Reason::ALL.iter().find(|reason| reason.name() == name);
    let headed = |exact: bool| {
        sections().iter().position(|section| {
            let title = section.title.to_lowercase();
            if exact { title == name } else { title.contains(name) }
        })
    };
    let holds = || sections().iter().position(|section| section.text.to_lowercase().contains(name));
    reason
        .and_then(|reason| of_reason(*reason))
        .or_else(|| headed(true))
        .or_else(|| of_field(name))
        .or_else(|| headed(false))
        .or_else(holds)
}
