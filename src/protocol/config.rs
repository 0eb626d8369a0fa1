//! What a connection is told when it is made: whom to expect, when to rekey, how long to wait.

use core::time::Duration;

use crate::crypto::{Pin, VerifyingKey};
use crate::defence::Defences;

use super::ledger::Disclose;

/// Settings of one connection.
#[derive(Clone, Debug, Default)]
pub struct Config {
    /// The identity the dialler insists on; anything else is `id_mismatch` before our own is revealed.
    pub pin: Option<Pin>,
    /// The listener's identity when the dialler knows it: its gate is computed, not random.
    pub gate_for: Option<VerifyingKey>,
    /// Whether a listener answers only dials that carry its gate.
    pub gate: Gate,
    /// When the session's initiator makes a new epoch.
    pub rekey: RekeyPolicy,
    /// How long each wait may take.
    pub timeouts: Timeouts,
    /// Which secrets come out as [`super::Output::Disclosed`].
    pub disclose: Disclose,
    /// What it defends itself with: everything, outside the lab.
    pub defences: Defences,
}

/// Whether a listener answers anybody or only those who know its identity (spec section "Gate").
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Gate {
    /// Every well-formed request is answered.
    #[default]
    Open,
    /// A request without the right gate is met with silence until the handshake deadline.
    Required,
}

/// When a new epoch is due, counted in both directions since the last one (spec section "Rekey").
#[derive(Clone, Copy, Debug)]
pub struct RekeyPolicy {
    /// TEXT messages.
    pub texts: u64,
    /// Bytes of whole frames.
    pub bytes: u64,
    /// Time, if anything but PING and PONG went by.
    pub age: Duration,
    /// The initiator starts none sooner than this after its last REKEY_FINISH.
    pub rest: Duration,
    /// The receiver refuses one sooner than this after the last REKEY_FINISH.
    pub floor: Duration,
    /// The responder asks at most once in this time.
    pub ask_rest: Duration,
}

impl Default for RekeyPolicy {
    fn default() -> Self {
        Self {
            texts: 64,
            bytes: 1 << 30,
            age: Duration::from_mins(10),
            rest: Duration::from_secs(10),
            floor: Duration::from_secs(5),
            ask_rest: Duration::from_mins(1),
        }
    }
}

/// How long each wait may take (spec section "Limits and timers").
#[derive(Clone, Copy, Debug)]
pub struct Timeouts {
    /// From the first byte of a link to the end of the handshake, in total.
    pub handshake: Duration,
    /// How long a listener holds its READY while a person decides.
    pub trust: Duration,
    /// How long a dialler waits for READY after HANDSHAKE_FINISH.
    pub ready: Duration,
    /// From the first byte of a frame's header to its last byte.
    pub frame: Duration,
    /// Between two PINGs.
    pub ping: Duration,
    /// Without any frame from the peer.
    pub silence: Duration,
    /// For each answer within a rekey.
    pub rekey: Duration,
    /// For the peer's CLOSE after ours.
    pub linger: Duration,
}

impl Default for Timeouts {
    fn default() -> Self {
        Self {
            handshake: Duration::from_secs(10),
            trust: Duration::from_mins(2),
            ready: Duration::from_secs(150),
            frame: Duration::from_secs(30),
            ping: Duration::from_secs(30),
            silence: Duration::from_secs(90),
            rekey: Duration::from_secs(30),
            linger: Duration::from_secs(2),
        }
    }
}
