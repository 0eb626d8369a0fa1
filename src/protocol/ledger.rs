//! What the key schedule of a session has made, for whoever explains it: public values as they are, keys by their
//! public names, and the secrets themselves only if the config says so.
//!
//! Each value is entered where it is derived, so that nothing has to be worked out again afterwards.

use zeroize::Zeroizing;

use crate::crypto::{Secret, inspector_id};
use crate::wire::Message;

use super::connection::Role;
use super::ratchet::Flow;

/// Which secrets leave a connection, and with it the program's hands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Disclose {
    /// None. There is no way to one then, since none is kept beyond its use.
    #[default]
    Nothing,
    /// Chain keys: they open the frames of this session and nothing else (spec section "Key log").
    Traffic,
    /// Everything that a session is made of, except the identity (spec section "Teaching").
    Everything,
}

/// What a value is called in the spec. Values of one session are told apart by this and their epoch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Name {
    /// HANDSHAKE_REQUEST, all of it.
    Frame1,
    /// HANDSHAKE_RESPONSE, all of it.
    Frame2,
    /// HANDSHAKE_FINISH, all of it.
    Frame3,
    /// `th_0`
    Th0,
    /// `th_e`
    ThE,
    /// `th_2`
    Th2,
    /// `th_f`
    ThF,
    /// Our own exponent, `x` or `y`.
    Exponent,
    /// `Z`
    Shared,
    /// `hs`
    Extracted,
    /// `k_r2i`
    BoxR,
    /// `k_i2r`
    BoxI,
    /// `f_r`
    FinR,
    /// `f_i`
    FinI,
    /// `pt_R`: what the responder proved.
    ProofR,
    /// `pt_I`: what the initiator proved.
    ProofI,
    /// `sid`
    SessionId,
    /// `gx'` of a rekey.
    RekeyI,
    /// `Sig_I` of a rekey.
    RekeySigI,
    /// `gy'` of a rekey.
    RekeyR,
    /// `Sig_R` of a rekey.
    RekeySigR,
    /// What the root of a rekey is bound to: `H(sid || u16(e) || gx' || gy')`.
    RekeyHash,
    /// `root_e`
    Root,
    /// `salt_e`
    RekeySalt,
    /// `ck_i2r` of an epoch, before its first message.
    ChainI2r,
    /// `ck_r2i` of an epoch, before its first message.
    ChainR2i,
    /// `mk` of the initiator's first message.
    MessageKeyI,
    /// `mk` of the responder's first message.
    MessageKeyR,
    /// `enc | mac | nonce` of the initiator's first message.
    BlockI,
    /// `enc | mac | nonce` of the responder's first message.
    BlockR,
    /// The initiator's first message as it crossed the wire.
    MessageI,
    /// The responder's first message as it crossed the wire.
    MessageR,
    /// What was sealed in the initiator's first message.
    InnerI,
    /// What was sealed in the responder's first message.
    InnerR,
}

/// One value that the key schedule took in or made.
#[derive(Clone, PartialEq, Eq)]
pub struct Derived {
    /// Its name.
    pub name: Name,
    /// The epoch it is of: 0 in the handshake.
    pub epoch: u16,
    /// What may be known of it.
    pub value: Value,
}

/// What may be known of a value at this end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// All of it: it crossed the wire, or tells nothing about a key.
    Public(Vec<u8>),
    /// Its public name, four bytes that tell nothing about it.
    Key([u8; 4]),
}

impl core::fmt::Debug for Derived {
    /// What messages say stays out of every debug print.
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "Derived({:?}, epoch {})", self.name, self.epoch)
    }
}

/// New entries in the account of a session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Derivations {
    /// Public name of the session.
    pub session_id: [u8; 32],
    /// Who we are in it.
    pub role: Role,
    /// What was made, in order.
    pub values: Vec<Derived>,
}

/// Secrets of a session on their way out of its connection: the only type in which they leave it.
///
/// One is made only where [`Disclose`] in the config of the connection says so. It wipes what it holds.
pub struct Disclosure {
    /// Public name of the session.
    pub session_id: [u8; 32],
    /// The secrets.
    pub secrets: Vec<Disclosed>,
}

/// A secret by its name.
pub struct Disclosed {
    /// Its name.
    pub name: Name,
    /// The epoch it is of.
    pub epoch: u16,
    /// Of a chain key, the number of the first message sealed from it.
    pub seq: u64,
    /// The secret.
    pub value: Zeroizing<Vec<u8>>,
}

impl core::fmt::Debug for Disclosure {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("[redacted]")
    }
}

impl core::fmt::Debug for Disclosed {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("[redacted]")
    }
}

/// The account that a connection keeps until somebody takes it.
#[derive(Debug)]
pub(crate) struct Ledger {
    role: Role,
    disclose: Disclose,
    session_id: Option<[u8; 32]>,
    values: Vec<Derived>,
    secrets: Vec<Disclosed>,
}

impl Ledger {
    pub(crate) const fn new(role: Role, disclose: Disclose) -> Self {
        Self { role, disclose, session_id: None, values: Vec::new(), secrets: Vec::new() }
    }

    /// Enters what everybody may see.
    pub(crate) fn public(&mut self, name: Name, epoch: u16, value: &[u8]) {
        self.values.push(Derived { name, epoch, value: Value::Public(value.to_vec()) });
    }

    /// Enters a key under its public name.
    pub(crate) fn key<const K: usize>(&mut self, name: Name, epoch: u16, key: &Secret<K>) {
        self.values.push(Derived { name, epoch, value: Value::Key(inspector_id(key)) });
        if self.disclose == Disclose::Everything {
            self.disclose(name, (epoch, 0), key);
        }
    }

    /// Enters the chain of a direction, from its message of this number on.
    pub(crate) fn chain(&mut self, flow: Flow, (epoch, seq): (u16, u64), key: &Secret<32>) {
        let name = match flow {
            Flow::InitiatorToResponder => Name::ChainI2r,
            Flow::ResponderToInitiator => Name::ChainR2i,
        };
        self.values.push(Derived { name, epoch, value: Value::Key(inspector_id(key)) });
        if self.disclose != Disclose::Nothing {
            self.disclose(name, (epoch, seq), key);
        }
    }

    /// Enters both keys of the first message of a direction.
    pub(crate) fn first_keys(&mut self, flow: Flow, key: &Secret<32>, block: &Secret<56>) {
        let (key_name, block_name) = match flow {
            Flow::InitiatorToResponder => (Name::MessageKeyI, Name::BlockI),
            Flow::ResponderToInitiator => (Name::MessageKeyR, Name::BlockR),
        };
        self.key(key_name, 1, key);
        self.key(block_name, 1, block);
    }

    /// Enters the first message of a direction, sealed and open.
    pub(crate) fn first_message(&mut self, flow: Flow, frame: &[u8], inner: &[u8]) {
        let (frame_name, inner_name) = match flow {
            Flow::InitiatorToResponder => (Name::MessageI, Name::InnerI),
            Flow::ResponderToInitiator => (Name::MessageR, Name::InnerR),
        };
        self.public(frame_name, 1, frame);
        self.public(inner_name, 1, inner);
    }

    /// Enters the signature of a message of a rekey that is sent; that of one that came is entered when it is checked.
    pub(crate) fn signed(&mut self, message: &Message) {
        match message {
            Message::RekeyRequest(request) => self.public(Name::RekeySigI, request.epoch, &request.signature),
            Message::RekeyResponse(response) => {
                self.public(Name::RekeySigR, response.epoch, &response.signature);
            }
            _ => {}
        }
    }

    /// There is a session of this name; what was entered is of it.
    pub(crate) fn session(&mut self, session_id: &[u8; 32]) {
        self.session_id = Some(*session_id);
        self.public(Name::SessionId, 1, session_id);
    }

    /// What was entered since it was asked for, once there is a session: a handshake that fails explains nothing.
    pub(crate) fn take(&mut self) -> Option<Derivations> {
        let session_id = self.session_id.filter(|_| !self.values.is_empty())?;
        Some(Derivations { session_id, role: self.role, values: core::mem::take(&mut self.values) })
    }

    /// The secrets since they were asked for, if the config says so.
    pub(crate) fn take_secrets(&mut self) -> Option<Disclosure> {
        let session_id = self.session_id.filter(|_| !self.secrets.is_empty())?;
        Some(Disclosure { session_id, secrets: core::mem::take(&mut self.secrets) })
    }

    fn disclose<const K: usize>(&mut self, name: Name, (epoch, seq): (u16, u64), key: &Secret<K>) {
        let value = Zeroizing::new(key.expose().to_vec());
        self.secrets.push(Disclosed { name, epoch, seq, value });
    }
}
