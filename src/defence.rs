//! The defences by name, and which of them are there.
//!
//! Each check asks [`Defences::hold`] at its own line: in a connection, in what is made of the text, the name and the
//! file of a peer, and at the door. Outside the lab the answer is always yes. In the lab's sandbox a defence can be left
//! out, to show that an attack works without it.

/// One line a defence: its name, and what it is.
macro_rules! defences {
    ($( $variant:ident $name:literal $what:literal, )+) => {
        /// A check, or a habit of the key schedule, that keeps some attack from working.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[repr(u8)]
        pub enum Defence {
            $( #[doc = concat!($what, ".")] $variant, )+
        }

        impl Defence {
            /// Every defence, in the order in which a session comes to them.
            pub const ALL: &'static [Self] = &[ $( Self::$variant, )+ ];

            /// Its name in the lab.
            pub const fn name(self) -> &'static str {
                match self { $( Self::$variant => $name, )+ }
            }

            /// The one with this name.
            pub fn find(name: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|defence| defence.name() == name)
            }

            /// What it is, in a few words for people.
            pub const fn what(self) -> &'static str {
                match self { $( Self::$variant => $what, )+ }
            }
        }
    };
}

defences! {
    SourceShare "source-share" "so many new links of one source at a time",
    HalfOpen "half-open" "a bound on the links that have proved nothing",
    ReadPace "read-pace" "each link is read at a bounded rate",
    Reassembly "reassembly" "frames put together from whatever pieces arrive",
    State "state" "one legal frame type in each state",
    Length "length" "a bound on the length that a header claims",
    FlightLength "flight-length" "one length for each flight of the handshake",
    HandshakeDeadline "handshake-deadline" "ten seconds for the whole handshake",
    Version "version" "one version, checked",
    Suite "suite" "one suite, checked",
    Gate "gate" "silence for diallers that do not know whom they dial",
    Group "group" "a group in which nobody finds the exponent",
    DhRange "dh-range" "public values from 2 to p-2 only",
    DhSubgroup "dh-subgroup" "public values of the large subgroup only",
    DhOwnValue "dh-own-value" "our own public value is not taken for the peer's",
    Fresh "fresh" "fresh exponents and randoms in each session",
    Exchange "exchange" "keys that come from the Diffie-Hellman exchange",
    Transcript "transcript" "everything said in the handshake is in the keys",
    HandshakeTag "handshake-tag" "a tag over each identity proof",
    WeakIdentity "weak-identity" "no identity for which anybody can sign",
    OwnIdentity "own-identity" "nobody is taken for ourselves",
    Comparison "comparison" "people compare their safety numbers",
    KnownByKey "known-by-key" "a peer is known by its key, wherever it calls from",
    OwnNames "own-names" "peers have the names they are given here, no two of which look alike",
    Pin "pin" "the identity that was dialled, and no other",
    RoleLabel "role-label" "a label of its own for each side's signature",
    StrictSignature "strict-signature" "signatures verified without exceptions",
    Signature "signature" "the identity's signature over the exchange",
    Fin "fin" "the MAC that ties the identity to the keys",
    Readiness "readiness" "nothing is taken before READY",
    Epoch "epoch" "one key epoch at a time",
    Order "order" "each frame has the next number",
    Ratchet "ratchet" "each frame has a key of its own",
    RootWipe "root-wipe" "the root of an epoch is wiped as it becomes its keys",
    Direction "direction" "each direction has keys of its own",
    Tag "tag" "a tag over each frame, checked before it is opened",
    Padding "padding" "nothing but zeros behind a message",
    RekeyTurn "rekey-turn" "who may begin a rekey, and when it may go on",
    RekeyPace "rekey-pace" "a pause between rekeys",
    RekeySignature "rekey-signature" "rekeys signed by the identity",
    FrameDeadline "frame-deadline" "thirty seconds for the rest of a frame",
    Clock "clock" "deadlines by a clock that never jumps",
    Goodbye "goodbye" "only CLOSE is a goodbye",
    Escaping "escaping" "what a peer wrote is shown escaped",
    Redaction "redaction" "a log has the sizes of texts and keys, never themselves",
    SafeName "safe-name" "files are saved under names that lead nowhere",
}

/// Which defences there are: all of them. Only the lab makes other ones, for peers of its own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Defences {
    #[cfg(feature = "lab")]
    removed: u64,
}

impl Defences {
    /// All of them.
    pub const ALL: Self = Self {
        #[cfg(feature = "lab")]
        removed: 0,
    };

    /// All but these.
    #[cfg(feature = "lab")]
    pub(crate) fn without(removed: &[Defence]) -> Self {
        Self { removed: removed.iter().fold(0, |bits, defence| bits | defence.bit()) }
    }

    /// Whether this one is there.
    pub const fn hold(self, defence: Defence) -> bool {
        self.removed() & defence.bit() == 0
    }

    /// Whether all are there.
    pub const fn all_hold(self) -> bool {
        self.removed() == 0
    }

    /// What a check says, as long as its defence is there.
    pub(crate) fn enforce<E>(self, defence: Defence, checked: Result<(), E>) -> Result<(), E> {
        if self.hold(defence) { checked } else { Ok(()) }
    }

    #[cfg(feature = "lab")]
    const fn removed(self) -> u64 {
        self.removed
    }

    #[cfg(not(feature = "lab"))]
    #[expect(clippy::unused_self, reason = "it has nothing to say: no defence can be removed")]
    const fn removed(self) -> u64 {
        0
    }
}

impl Defence {
    #[expect(clippy::as_conversions, reason = "the discriminant is the place of the bit")]
    const fn bit(self) -> u64 {
        1 << self as u8
    }
}
