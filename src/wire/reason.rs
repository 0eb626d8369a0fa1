//! The registry of reasons: one word for the wire, net.log, the inspector and the tests.

/// The verdict on a frame: a closed list, the same words everywhere. Capitals are refusals.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// A sealed frame was verified and decrypted.
    Opened,
    /// We sent it.
    Sent,
    /// A handshake frame was accepted.
    Parsed,
    /// A tag does not verify.
    BadMac,
    /// The frame was seen before.
    Replay,
    /// The frame is not the next one.
    BadOrder,
    /// The frame or message is not legal now.
    BadState,
    /// A signature does not verify.
    BadSignature,
    /// A Diffie-Hellman value is refused.
    BadKey,
    /// An identity is refused.
    BadIdentity,
    /// Longer than the limit.
    TooLong,
    /// Not a frame or message of this protocol.
    Malformed,
    /// A limit or a policy.
    Refused,
    /// Something did not happen in time.
    TimedOut,
    /// The link ended without goodbye.
    CutOff,
}

impl Verdict {
    /// The word or words.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Opened => "opened",
            Self::Sent => "sent",
            Self::Parsed => "parsed",
            Self::BadMac => "BAD MAC",
            Self::Replay => "REPLAY",
            Self::BadOrder => "BAD ORDER",
            Self::BadState => "BAD STATE",
            Self::BadSignature => "BAD SIGNATURE",
            Self::BadKey => "BAD KEY",
            Self::BadIdentity => "BAD IDENTITY",
            Self::TooLong => "TOO LONG",
            Self::Malformed => "MALFORMED",
            Self::Refused => "REFUSED",
            Self::TimedOut => "TIMED OUT",
            Self::CutOff => "CUT OFF",
        }
    }
}

impl core::fmt::Display for Verdict {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(self.name())
    }
}

/// One line for each reason: number, variant, name, verdict, meaning. Numbers are never given twice.
macro_rules! reasons {
    ( $( $number:literal $variant:ident $name:literal $verdict:ident $meaning:literal, )* ) => {
        /// Why a frame, a session or a peer was refused, or how a session ended.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Reason {
            $( #[doc = concat!("`", $name, "`: ", $meaning, ".")] $variant, )*
        }

        impl Reason {
            /// Every reason, by number.
            pub const ALL: &'static [Self] = &[ $( Self::$variant, )* ];

            /// Its number in CLOSE.
            pub const fn number(self) -> u16 {
                match self { $( Self::$variant => $number, )* }
            }

            /// The reason of this number, if there is one.
            pub const fn from_number(number: u16) -> Option<Self> {
                match number { $( $number => Some(Self::$variant), )* _ => None }
            }

            /// Its name.
            pub const fn name(self) -> &'static str {
                match self { $( Self::$variant => $name, )* }
            }

            /// Its verdict.
            pub const fn verdict(self) -> Verdict {
                match self { $( Self::$variant => Verdict::$verdict, )* }
            }

            /// What it means, in a few words for people.
            pub const fn meaning(self) -> &'static str {
                match self { $( Self::$variant => $meaning, )* }
            }
        }
    };
}

reasons! {
    0 Goodbye "goodbye" Opened "an orderly end",
    1 Internal "internal" Refused "a failure of the side that says so",
    2 NotAccepted "not_accepted" Refused "the peer does not accept this identity",
    3 DuplicateSession "duplicate_session" Refused "both sides dialled at once, and the other session stays",
    4 Superseded "superseded" Refused "a newer session with the same peer took its place",
    5 RateLimited "rate_limited" Refused "too many connections at once or too often",
    6 GateRefused "gate_refused" Refused "the dialler did not show that it knows this listener's identity",
    7 Flood "flood" Refused "more messages than the limit allows",
    16 BadProtocolId "bad_protocol_id" Malformed "the bytes are not this protocol",
    17 BadVersion "bad_version" Malformed "another protocol version",
    18 BadType "bad_type" Malformed "an unknown frame type",
    19 BadLength "bad_length" Malformed "a length that this frame cannot have",
    20 FrameTooShort "frame_too_short" Malformed "a length below the smallest frame",
    21 FrameTooLong "frame_too_long" TooLong "a length above the largest frame",
    22 BadSuite "bad_suite" Malformed "another cipher suite",
    32 UnexpectedFrame "unexpected_frame" BadState "a frame that is not legal in this state",
    33 UnexpectedMessage "unexpected_message" BadState "a message that is not legal in this state",
    34 BadEpoch "bad_epoch" BadOrder "a frame of another key epoch",
    35 Replay "replay" Replay "a frame that was already received",
    36 Gap "gap" BadOrder "a frame is missing before this one",
    37 Truncated "truncated" CutOff "the connection ended without goodbye",
    38 DataAfterClose "data_after_close" BadState "bytes after CLOSE",
    48 DhOutOfRange "dh_out_of_range" BadKey "a Diffie-Hellman value outside 2 to p-2",
    49 DhNotInSubgroup "dh_not_in_subgroup" BadKey "a Diffie-Hellman value outside the subgroup",
    50 DhOwnValue "dh_own_value" BadKey "our own Diffie-Hellman value came back",
    64 HsBadTag "hs_bad_tag" BadMac "the tag of a handshake box does not verify",
    65 HsBadSignature "hs_bad_signature" BadSignature "the signature of a handshake proof does not verify",
    66 HsBadFin "hs_bad_fin" BadMac "the MAC of a handshake proof does not verify",
    67 IdNotCanonical "id_not_canonical" BadIdentity "an identity key in a wrong encoding",
    68 IdWeakKey "id_weak_key" BadIdentity "an identity key that anybody can sign for",
    69 IdIsSelf "id_is_self" BadIdentity "the peer has our own identity",
    70 IdMismatch "id_mismatch" BadIdentity "the peer is not the one we dialled",
    80 BadTag "bad_tag" BadMac "the tag of a frame does not verify",
    81 BadPadding "bad_padding" Malformed "padding that is not zero",
    82 BadInner "bad_inner" Malformed "an opened frame that is no message",
    83 SeqExhausted "seq_exhausted" Refused "the frame counter is used up",
    84 EpochExhausted "epoch_exhausted" Refused "the epoch counter is used up",
    96 RekeyUnexpected "rekey_unexpected" BadState "a rekey message out of turn",
    97 RekeyTooOften "rekey_too_often" Refused "a rekey too soon after the last one",
    98 RekeyBadSignature "rekey_bad_signature" BadSignature "the signature of a rekey does not verify",
    112 HandshakeTimeout "handshake_timeout" TimedOut "the handshake did not end in time",
    113 FrameTimeout "frame_timeout" TimedOut "a frame did not arrive whole in time",
    114 WriteTimeout "write_timeout" TimedOut "the peer stopped reading",
    115 PingTimeout "ping_timeout" TimedOut "nothing came from the peer for too long",
    116 RekeyTimeout "rekey_timeout" TimedOut "a rekey was not answered in time",
}

impl core::fmt::Display for Reason {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(self.name())
    }
}
