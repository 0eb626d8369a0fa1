//! The chain of one direction: a fresh key for every message, and no way back (spec section "Data frames").

use crate::crypto::{Label, MacKey, SealKey, Secret, expand, inspector_id};
use crate::defence::{Defence, Defences};
use crate::wire::{Epoch, Sequence};

use super::ledger::{Ledger, Name};

/// Which way sealed frames travel; the byte enters every key and every tag.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Flow {
    InitiatorToResponder,
    ResponderToInitiator,
}

impl Flow {
    pub(crate) const fn byte(self) -> u8 {
        match self {
            Self::InitiatorToResponder => 0,
            Self::ResponderToInitiator => 1,
        }
    }

    const fn chain_label(self) -> Label {
        match self {
            Self::InitiatorToResponder => Label::ChainInitiatorToResponder,
            Self::ResponderToInitiator => Label::ChainResponderToInitiator,
        }
    }
}

/// The secret that everything in an epoch comes from. It is wiped as it becomes the keys of the epoch, since
/// whoever has it has every message of them.
#[derive(Debug)]
pub(crate) struct RootKey(Secret<32>);

/// What becomes of a root: a chain for each direction, and the salt of the next rekey.
#[derive(Debug)]
pub(crate) struct EpochKeys {
    pub(crate) send: ChainKey,
    pub(crate) receive: ChainKey,
    pub(crate) salt: RekeySalt,
}

/// What the next rekey mixes in of this epoch. It opens no message.
#[derive(Debug)]
pub(crate) struct RekeySalt(Secret<32>);

impl RootKey {
    pub(crate) const fn new(secret: Secret<32>) -> Self {
        Self(secret)
    }

    /// `ck_d = Expand(root_e, "chain d", sid || u16(e), 32)` for each direction,
    /// `salt_e = Expand(root_e, "rekey salt", sid || u16(e), 32)`
    pub(crate) fn into_keys(
        self,
        [send, receive]: [Flow; 2],
        (session_id, epoch): (&[u8; 32], Epoch),
        (defences, ledger): (Defences, &mut Ledger),
    ) -> EpochKeys {
        let context = epoch_context(session_id, epoch);
        let [send, receive] =
            [send, receive].map(|flow| ChainKey(expand(&self.0, flow.chain_label(), &context)));
        let salt = expand(&self.0, Label::RekeySalt, &context);
        ledger.key(Name::RekeySalt, epoch.0, &salt);
        let salt = if defences.hold(Defence::RootWipe) { salt } else { self.0 };
        EpochKeys { send, receive, salt: RekeySalt(salt) }
    }
}

impl RekeySalt {
    pub(crate) fn expose(&self) -> &[u8; 32] {
        self.0.expose()
    }

    /// The chain that whoever copies this memory makes from it, hoping that it is the root.
    pub(crate) fn chain(&self, flow: Flow, session_id: &[u8; 32], epoch: Epoch) -> ChainKey {
        ChainKey(expand(&self.0, flow.chain_label(), &epoch_context(session_id, epoch)))
    }
}

/// `sid || u16(e)`
fn epoch_context(session_id: &[u8; 32], epoch: Epoch) -> [u8; 34] {
    let mut context = [0; 34];
    let (head, tail) = context.split_at_mut(32);
    head.copy_from_slice(session_id);
    tail.copy_from_slice(&epoch.0.to_be_bytes());
    context
}

/// The chain key `ck` of one direction, before the next message.
#[derive(Debug)]
pub(crate) struct ChainKey(Secret<32>);

impl ChainKey {
    pub(crate) const fn new(secret: Secret<32>) -> Self {
        Self(secret)
    }

    /// Enters it as the chain of a direction, from the message of this number on.
    pub(crate) fn enter(&self, flow: Flow, (epoch, seq): (Epoch, Sequence), ledger: &mut Ledger) {
        ledger.chain(flow, (epoch.0, seq.0), &self.0);
    }

    /// `mk = MAC(ck, 0x01)`, `ck' = MAC(ck, 0x02)`: the next message's key and the chain after it.
    ///
    /// The caller keeps the old chain until the message is proved genuine, so that a forged frame
    /// changes nothing.
    pub(crate) fn step(&self) -> (MessageKey, Self) {
        let key = MacKey::new(self.0.expose());
        (MessageKey(key.derive([&[1][..]])), Self(key.derive([&[2][..]])))
    }
}

/// The key of a single message; gone when it is used.
#[derive(Debug)]
pub(crate) struct MessageKey(Secret<32>);

impl MessageKey {
    /// Its public name, which tells nothing about it.
    pub(crate) fn id(&self) -> [u8; 4] {
        inspector_id(&self.0)
    }

    /// `enc 16 | mac 32 | nonce 8 = Expand(mk, "msg", u8 d || u16 e || u64 s, 56)`
    fn block(&self, flow: Flow, epoch: Epoch, seq: Sequence) -> Secret<56> {
        let mut context = [0; 11];
        context[0] = flow.byte();
        context[1..3].copy_from_slice(&epoch.0.to_be_bytes());
        context[3..].copy_from_slice(&seq.0.to_be_bytes());
        expand(&self.0, Label::Message, &context)
    }

    /// Enters it, and the block that it becomes, if it is the key of a first message.
    pub(crate) fn enter(&self, flow: Flow, (epoch, seq): (Epoch, Sequence), ledger: &mut Ledger) {
        if seq == Sequence(0) {
            ledger.first_keys(flow, &self.0, &self.block(flow, epoch, seq));
        }
    }

    pub(crate) fn into_seal_key(self, flow: Flow, epoch: Epoch, seq: Sequence) -> SealKey {
        SealKey::from_block(self.block(flow, epoch, seq))
    }

    /// The block to open with.
    pub(crate) fn into_block(self, flow: Flow, epoch: Epoch, seq: Sequence) -> Secret<56> {
        self.block(flow, epoch, seq)
    }
}

#[cfg(test)]
impl ChainKey {
    /// What no caller has: a chain in two places.
    pub(super) fn test_copy(&self) -> Self {
        Self(Secret::new(*self.0.expose()))
    }
}

#[cfg(test)]
impl MessageKey {
    /// Key block as plain bytes, to look for repetitions in a test.
    pub(crate) fn test_block(&self, flow: Flow, epoch: Epoch, seq: Sequence) -> Vec<u8> {
        self.block(flow, epoch, seq).expose().to_vec()
    }
}
