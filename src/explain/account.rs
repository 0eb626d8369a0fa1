//! What the connections said, by session.

use std::collections::{BTreeMap, VecDeque};

use crate::crypto::{Fingerprint, VerifyingKey};
use crate::protocol::{Derivations, Disclosed, Disclosure, Name, Role, Value};

/// Sessions that are remembered.
const ACCOUNTS_MAX: usize = 16;
/// Rekeys of a session that are remembered.
pub(super) const EPOCHS_MAX: usize = 32;

/// Everything that a connection said of its session.
#[derive(Debug)]
pub struct Account {
    pub(super) session_id: [u8; 32],
    pub(super) role: Role,
    /// Who the peer is, and what it is called.
    pub(super) peer: (Fingerprint, String),
    values: BTreeMap<(u16, Name), Value>,
    secrets: BTreeMap<(u16, Name), Disclosed>,
}

/// The newest sessions, the oldest first.
#[derive(Debug, Default)]
pub struct Accounts {
    all: VecDeque<Account>,
}

impl Accounts {
    /// A connection said what its key schedule made; its peer is this one.
    pub fn made(&mut self, (peer, name): (Fingerprint, &str), made: Derivations) {
        let Derivations { session_id, role, values } = made;
        if self.of(&session_id).is_none() {
            if self.all.len() == ACCOUNTS_MAX {
                self.all.pop_front();
            }
            let (values, secrets) = (BTreeMap::new(), BTreeMap::new());
            let peer = (peer, name.to_owned());
            self.all.push_back(Account { session_id, role, peer, values, secrets });
        }
        if let Some(account) = self.of(&session_id) {
            account.values.extend(values.into_iter().map(|made| ((made.epoch, made.name), made.value)));
            account.forget();
        }
    }

    /// The peer of this fingerprint is called something else.
    pub fn call(&mut self, peer: &Fingerprint, name: &str) {
        for account in self.all.iter_mut().filter(|account| account.peer.0 == *peer) {
            name.clone_into(&mut account.peer.1);
        }
    }

    /// A connection gave out secrets of its session.
    pub fn disclosed(&mut self, Disclosure { session_id, secrets }: Disclosure) {
        if let Some(account) = self.of(&session_id) {
            account.secrets.extend(secrets.into_iter().map(|secret| ((secret.epoch, secret.name), secret)));
        }
    }

    /// The newest session, with this peer if it is given.
    pub fn newest(&self, peer: Option<&Fingerprint>) -> Option<&Account> {
        self.all.iter().rev().find(|account| peer.is_none_or(|peer| account.peer.0 == *peer))
    }

    /// The newest session with the peer of this name.
    pub fn with(&self, name: &str) -> Option<&Account> {
        self.all.iter().rev().find(|account| account.peer.1 == name)
    }

    fn of(&mut self, session_id: &[u8; 32]) -> Option<&mut Account> {
        self.all.iter_mut().find(|account| account.session_id == *session_id)
    }
}

impl Account {
    /// Public name of the session.
    pub const fn session_id(&self) -> &[u8; 32] {
        &self.session_id
    }

    /// The short fingerprint of our own identity, for who knows no name for us.
    pub fn own_short(&self) -> String {
        let name = if self.role == Role::Initiator { Name::ProofI } else { Name::ProofR };
        self.signer(name).map(|print| print.short()).unwrap_or_default()
    }

    /// The fingerprint of who made a proof.
    pub(super) fn signer(&self, proof: Name) -> Option<Fingerprint> {
        let identity = self.public(proof, 0).first_chunk::<32>()?;
        VerifyingKey::from_bytes(identity).ok().map(|key| key.fingerprint())
    }

    /// A value that everybody may see; empty if the connection did not say it.
    pub(super) fn public(&self, name: Name, epoch: u16) -> &[u8] {
        match self.values.get(&(epoch, name)) {
            Some(Value::Public(bytes)) => bytes,
            Some(Value::Key(_)) | None => &[],
        }
    }

    /// The public name of a key.
    pub(super) fn key_id(&self, name: Name, epoch: u16) -> Option<[u8; 4]> {
        match self.values.get(&(epoch, name)) {
            Some(Value::Key(id)) => Some(*id),
            Some(Value::Public(_)) | None => None,
        }
    }

    /// A secret, if it was disclosed.
    pub(super) fn secret(&self, name: Name, epoch: u16) -> Option<&[u8]> {
        self.secrets.get(&(epoch, name)).map(|secret| secret.value.as_slice())
    }

    /// Whether it can be worked out again from the beginning.
    pub fn is_taught(&self) -> bool {
        self.secret(Name::Exponent, 0).is_some()
    }

    /// The epochs that rekeys began, the oldest first.
    pub(super) fn rekeys(&self) -> impl Iterator<Item = u16> {
        self.values.keys().filter(|(epoch, name)| *epoch > 1 && *name == Name::Root).map(|(epoch, _)| *epoch)
    }

    /// Forgets the oldest rekey when there are too many. The handshake and the newest stay, and a disclosed salt
    /// from which the next root was made: its commands begin there.
    fn forget(&mut self) {
        let oldest = self.rekeys().next();
        if let Some(oldest) = oldest.filter(|_| self.rekeys().count() > EPOCHS_MAX) {
            let is_kept = |epoch| epoch <= 1 || epoch > oldest;
            self.values.retain(|(epoch, _), _| is_kept(*epoch));
            self.secrets.retain(|made, _| is_kept(made.0) || *made == (oldest, Name::RekeySalt));
        }
    }
}
