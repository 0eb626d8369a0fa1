//! The registry of reasons: one word for the wire, net.log, the inspector and the tests.

use core::fmt;

macro_rules! verdicts {
    ($( $(#[doc = $doc:literal])+ $variant:ident $name:literal, )+) => {
        /// The verdict on a frame or a session: a closed list, the same words everywhere. Lower case is
        /// normal, capitals are refusals.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Verdict {
            $( $(#[doc = $doc])+ $variant, )+
        }

        impl Verdict {
            /// Every verdict.
            pub const ALL: &'static [Self] = &[ $( Self::$variant, )+ ];

            /// The word, or the two words.
            pub const fn name(self) -> &'static str {
                match self { $( Self::$variant => $name, )+ }
            }

            /// What it says.
            pub const fn meaning(self) -> &'static str {
                match self { $( Self::$variant => concat!($($doc),+).trim_ascii(), )+ }
            }
        }
    };
}

verdicts! {
    /// A sealed frame was verified and decrypted.
    Opened "opened",
    /// We sent it.
    Sent "sent",
    /// A handshake frame was accepted.
    Parsed "parsed",
    /// Captured elsewhere: nothing was checked.
    Seen "seen",
    /// A tag or a MAC does not verify.
    BadMac "BAD MAC",
    /// The frame came before.
    Replay "REPLAY",
    /// The frame is not the next one.
    BadOrder "BAD ORDER",
    /// The frame or the message is not legal now.
    BadState "BAD STATE",
    /// A signature does not verify.
    BadSignature "BAD SIGNATURE",
    /// A Diffie-Hellman value is refused.
    BadKey "BAD KEY",
    /// An identity is refused.
    BadIdentity "BAD IDENTITY",
    /// Longer than any frame may be.
    TooLong "TOO LONG",
    /// Not a frame or a message of this protocol.
    Malformed "MALFORMED",
    /// A limit or a policy says no.
    Refused "REFUSED",
    /// Something did not happen in time.
    TimedOut "TIMED OUT",
    /// The link ended without a goodbye.
    CutOff "CUT OFF",
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// One line a reason: number, variant, name, verdict, meaning.
macro_rules! reasons {
    ($( $number:literal $variant:ident $name:literal $verdict:ident $meaning:literal, )+) => {
        /// Why a frame, a session or a peer was refused, or how a session ended.
        ///
        /// The numbers are stable: CLOSE carries them, so that one is never given to another reason.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Reason {
            $( #[doc = concat!("`", $name, "`: ", $meaning, ".")] $variant, )+
        }

        impl Reason {
            /// Every reason, by number.
            pub const ALL: &'static [Self] = &[ $( Self::$variant, )+ ];

            /// The name of each number.
            pub const NAMES: &'static [(u64, &'static str)] = &[ $( ($number, $name), )+ ];

            /// Its number in CLOSE.
            pub const fn number(self) -> u16 {
                match self { $( Self::$variant => $number, )+ }
            }

            /// The reason of this number, if there is one.
            pub const fn from_number(number: u16) -> Option<Self> {
                match number { $( $number => Some(Self::$variant), )+ _ => None }
            }

            /// Its name in the spec, in net.log and in filters.
            pub const fn name(self) -> &'static str {
                match self { $( Self::$variant => $name, )+ }
            }

            /// Its verdict.
            pub const fn verdict(self) -> Verdict {
                match self { $( Self::$variant => Verdict::$verdict, )+ }
            }

            /// What it means, in a few words for people.
            pub const fn meaning(self) -> &'static str {
                match self { $( Self::$variant => $meaning, )+ }
            }
        }
    };
}

reasons! {
    // 0 to 15: ends and policies
    0 Goodbye "goodbye" Opened "an orderly end",
    1 Internal "internal" Refused "a failure of the side that says so",
    2 NotAccepted "not_accepted" Refused "the peer does not accept this identity",
    3 DuplicateSession "duplicate_session" Refused "both sides dialled at once, and the other session stays",
    4 Superseded "superseded" Refused "a newer session with the same peer took its place",
    5 RateLimited "rate_limited" Refused "too many connections at once, or too often",
    6 GateRefused "gate_refused" Refused "the dialler did not show that it knows this identity",
    7 Flood "flood" Refused "more messages than the limit lets through",
    // 16 to 31: form
    16 BadProtocolId "bad_protocol_id" Malformed "the bytes are not of this protocol",
    17 BadVersion "bad_version" Malformed "another version of the protocol",
    18 BadType "bad_type" Malformed "an unknown frame type",
    19 BadLength "bad_length" Malformed "a length that this frame cannot have",
    20 FrameTooShort "frame_too_short" Malformed "a length below that of the smallest frame",
    21 FrameTooLong "frame_too_long" TooLong "a length above that of the largest frame",
    22 BadSuite "bad_suite" Malformed "another suite",
    // 32 to 47: order, and the end of the link
    32 UnexpectedFrame "unexpected_frame" BadState "a frame that is not legal in this state",
    33 UnexpectedMessage "unexpected_message" BadState "a message that is not legal in this state",
    34 BadEpoch "bad_epoch" BadOrder "a frame of another key epoch",
    35 Replay "replay" Replay "a frame that came before",
    36 Gap "gap" BadOrder "a frame is missing before this one",
    37 Truncated "truncated" CutOff "the link ended without a goodbye",
    38 DataAfterClose "data_after_close" BadState "bytes after the goodbye",
    // 48 to 63: Diffie-Hellman values
    48 DhOutOfRange "dh_out_of_range" BadKey "a Diffie-Hellman value outside 2 to p-2",
    49 DhNotInSubgroup "dh_not_in_subgroup" BadKey "a Diffie-Hellman value outside the subgroup",
    50 DhOwnValue "dh_own_value" BadKey "our own Diffie-Hellman value came back",
    // 64 to 79: proofs and identities
    64 HsBadTag "hs_bad_tag" BadMac "the tag of a handshake flight does not verify",
    65 HsBadSignature "hs_bad_signature" BadSignature "the signature of a handshake does not verify",
    66 HsBadFin "hs_bad_fin" BadMac "the identity MAC of a handshake does not verify",
    67 IdNotCanonical "id_not_canonical" BadIdentity "an identity key in another encoding than its own",
    68 IdWeakKey "id_weak_key" BadIdentity "an identity key for which anybody can sign",
    69 IdIsSelf "id_is_self" BadIdentity "the peer has our own identity",
    70 IdMismatch "id_mismatch" BadIdentity "the peer is not the one that was dialled",
    // 80 to 95: sealed frames and counters
    80 BadTag "bad_tag" BadMac "the tag of a frame does not verify",
    81 BadPadding "bad_padding" Malformed "padding that is not zeros",
    82 BadInner "bad_inner" Malformed "an opened frame that is no message",
    83 SeqExhausted "seq_exhausted" Refused "the frame numbers are used up",
    84 EpochExhausted "epoch_exhausted" Refused "the key epochs are used up",
    // 96 to 111: rekey
    96 RekeyUnexpected "rekey_unexpected" BadState "a rekey message out of turn",
    97 RekeyTooOften "rekey_too_often" Refused "a rekey too soon after the last",
    98 RekeyBadSignature "rekey_bad_signature" BadSignature "the signature of a rekey does not verify",
    // 112 to 127: time
    112 HandshakeTimeout "handshake_timeout" TimedOut "the handshake did not end in time",
    113 FrameTimeout "frame_timeout" TimedOut "a frame did not come whole in time",
    114 WriteTimeout "write_timeout" TimedOut "the peer stopped reading",
    115 PingTimeout "ping_timeout" TimedOut "nothing came from the peer for too long",
    116 RekeyTimeout "rekey_timeout" TimedOut "a rekey was not answered in time",
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}
