//! The checks on a received frame in the order in which they are made, as data.
//!
//! A twin of the refusal tables of the spec: each rung names the check, its section and the reasons it gives.

use crate::wire::{FrameType, Reason};

/// One check.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rung {
    pub(super) name: &'static str,
    pub(super) asks: &'static str,
    /// How the heading of its section of the spec begins.
    pub(super) section: &'static str,
    /// The field it is about.
    pub(super) field: Option<&'static str>,
    /// The reasons it can give.
    pub(super) reasons: &'static [Reason],
}

/// The name of the check that makes a frame authentic.
pub(super) const MAC: &str = "MAC";
/// The name of the first check on an opened message.
pub(super) const TURN: &str = "turn";
/// The names of the checks on a sealed message that whoever has its key can make, without the state of a session.
pub(super) const SHOWN_BY_KEY: [&str; 8] =
    ["protocol", "version", "type", "length", WHOLE, MAC, "inner", "padding"];
/// The name of the check that waits for the whole frame.
pub(super) const WHOLE: &str = "whole";

macro_rules! rungs {
    ($name:ident $section:literal: $( $label:tt, $field:expr, [$($reason:ident),*], $asks:literal; )+) => {
        const $name: &[Rung] = &[ $( Rung {
            name: $label,
            asks: $asks,
            section: $section,
            field: $field,
            reasons: &[ $(Reason::$reason),* ],
        }, )+ ];
    };
}

rungs! { FRAMING "Framing":
    "protocol", Some("protocol_id"), [BadProtocolId], "Do the bytes begin with PSCP?";
    "version", Some("version"), [BadVersion], "Is it version 1?";
    "type", Some("type"), [BadType], "Is the type known?";
    "state", Some("type"), [UnexpectedFrame, DataAfterClose], "Is a frame of this type legal now?";
    "epoch", Some("epoch"), [BadEpoch], "Is it the current key epoch of this direction?";
    "order", Some("seq"), [Replay, Gap], "Is it the next number of this direction?";
    "length", Some("length"), [BadLength, FrameTooShort, FrameTooLong], "Is it a length that this frame can have?";
    "whole", Some("length"), [Truncated, FrameTimeout], "Has all of the frame come, and in time?";
}

rungs! { REQUEST "Flight 1":
    "versions", Some("handshake_request.min_version"), [BadVersion], "Does the dialler speak version 1?";
    "suite", Some("handshake_request.suite"), [BadSuite], "Is it suite 1?";
    "gate, if required", Some("handshake_request.gate"), [GateRefused], "Does the dialler know this identity?";
    "DH range", Some("handshake_request.public"), [DhOutOfRange], "Is the value from 2 to p-2?";
    "room", None, [RateLimited], "Is there a thread for the exponentiation?";
    "DH subgroup", Some("handshake_request.public"), [DhNotInSubgroup], "Is the value in the subgroup?";
}

rungs! { RESPONSE "Flight 2":
    "version chosen", Some("handshake_response.version"), [BadVersion], "Is it version 1, and the next byte zero?";
    "suite", Some("handshake_response.suite"), [BadSuite], "Is it suite 1?";
    "DH range", Some("handshake_response.public"), [DhOutOfRange], "Is the value from 2 to p-2?";
    "DH not own", Some("handshake_response.public"), [DhOwnValue], "Is it another value than ours?";
    "DH subgroup", Some("handshake_response.public"), [DhNotInSubgroup], "Is the value in the subgroup?";
    "MAC", Some("handshake_response.tag"), [HsBadTag], "Does the tag of the box verify?";
    "identity", Some("handshake_response.sealed"), [IdNotCanonical, IdWeakKey], "Is the identity a sound key in its own encoding?";
    "not self", Some("handshake_response.sealed"), [IdIsSelf], "Is it another identity than ours?";
    "pin, if given", Some("handshake_response.sealed"), [IdMismatch], "Is it the identity that was dialled?";
    "signature", Some("handshake_response.sealed"), [HsBadSignature], "Did this identity sign the transcript?";
    "identity MAC", Some("handshake_response.sealed"), [HsBadFin], "Is the identity bound to these keys?";
}

rungs! { FINISH "Flight 3":
    "MAC", Some("handshake_finish.tag"), [HsBadTag], "Does the tag of the box verify?";
    "identity", Some("handshake_finish.sealed"), [IdNotCanonical, IdWeakKey], "Is the identity a sound key in its own encoding?";
    "not self", Some("handshake_finish.sealed"), [IdIsSelf], "Is it another identity than ours?";
    "signature", Some("handshake_finish.sealed"), [HsBadSignature], "Did this identity sign the transcript?";
    "identity MAC", Some("handshake_finish.sealed"), [HsBadFin], "Is the identity bound to these keys?";
}

rungs! { SEALED "Data frames":
    "MAC", Some("message.tag"), [BadTag], "Does the tag of the frame verify?";
    "inner", Some("message.sealed"), [BadInner], "Is what was sealed a message, legal to the last byte?";
    "padding", Some("message.sealed"), [BadPadding], "Is the padding zeros?";
}

rungs! { ANY_TURN "Messages":
    "turn", Some("kind"), [UnexpectedMessage], "Is this message legal now?";
}

rungs! { REKEY_TURN "Rekey":
    "turn", Some("kind"), [UnexpectedMessage, RekeyUnexpected], "Is this message legal now?";
}

rungs! { REKEY_REQUEST "Rekey":
    "turn", Some("kind"), [UnexpectedMessage, RekeyUnexpected], "Is a rekey legal now, and its epoch the next?";
    "pace", Some("kind"), [RekeyTooOften], "Was the last rekey long enough ago?";
    "signature", Some("rekey_request.signature"), [RekeyBadSignature], "Did the peer's identity sign it?";
    "DH range", Some("rekey_request.public"), [DhOutOfRange], "Is the value from 2 to p-2?";
    "DH subgroup", Some("rekey_request.public"), [DhNotInSubgroup], "Is the value in the subgroup?";
}

rungs! { REKEY_RESPONSE "Rekey":
    "turn", Some("kind"), [UnexpectedMessage, RekeyUnexpected], "Was it asked for, and is its epoch the next?";
    "signature", Some("rekey_response.signature"), [RekeyBadSignature], "Did the peer's identity sign it?";
    "DH range", Some("rekey_response.public"), [DhOutOfRange], "Is the value from 2 to p-2?";
    "DH not own", Some("rekey_response.public"), [DhOwnValue], "Is it another value than ours?";
    "DH subgroup", Some("rekey_response.public"), [DhNotInSubgroup], "Is the value in the subgroup?";
}

rungs! { COUNTERS "Close":
    "counters", None, [SeqExhausted, EpochExhausted], "Are there frame numbers and key epochs left to answer with?";
}

/// The checks on a frame of this type that holds this kind of message, as far as both are known.
pub(super) fn rungs(
    frame_type: Option<FrameType>,
    kind: Option<&str>,
    reason: Option<Reason>,
) -> impl Iterator<Item = &'static Rung> {
    let (body, turn): (&[Rung], &[Rung]) = match (frame_type, kind) {
        (None, _) => (&[], &[]),
        (Some(FrameType::HandshakeRequest), _) => (REQUEST, &[]),
        (Some(FrameType::HandshakeResponse), _) => (RESPONSE, &[]),
        (Some(FrameType::HandshakeFinish), _) => (FINISH, &[]),
        (Some(FrameType::Message), Some("rekey_request")) => (SEALED, REKEY_REQUEST),
        (Some(FrameType::Message), Some("rekey_response")) => (SEALED, REKEY_RESPONSE),
        (Some(FrameType::Message), Some("rekey_finish" | "rekey_ask")) => (SEALED, REKEY_TURN),
        (Some(FrameType::Message), _) => (SEALED, ANY_TURN),
    };
    // No frame but the one that finds them used up has anything to do with the counters.
    let exhausted = matches!(reason, Some(Reason::SeqExhausted | Reason::EpochExhausted));
    let counters: &[Rung] = if exhausted { COUNTERS } else { &[] };
    FRAMING.iter().chain(body).chain(turn).chain(counters)
}
