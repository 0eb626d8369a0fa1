//! HKDF-SHA-256 (RFC 5869), and every label there is (spec section "Conventions").

use hkdf::{Hkdf, InvalidLength};
use sha2::Sha256;

use super::secret::Secret;
use super::stack::{SHALLOW, wiped};

/// What a derived key is for. Two uses never share a label.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Label {
    /// Box of the responder's identity proof.
    HandshakeResponderToInitiator,
    /// Box of the initiator's identity proof.
    HandshakeInitiatorToResponder,
    /// SIGMA MAC key of the responder.
    FinResponder,
    /// SIGMA MAC key of the initiator.
    FinInitiator,
    /// Root of an epoch.
    Root,
    /// What the next rekey mixes in of an epoch.
    RekeySalt,
    /// Public name of a session.
    SessionId,
    /// Chain of the initiator's frames.
    ChainInitiatorToResponder,
    /// Chain of the responder's frames.
    ChainResponderToInitiator,
    /// Key block of one message.
    Message,
    /// Public four-byte name of a key.
    InspectorId,
    /// Wraps the master key in the key file.
    KeystoreMaster,
    /// Wraps the identity seed in the key file.
    KeystoreIdentity,
    /// Seals what is stored: history and outbox.
    KeystoreStorage,
    /// First key of the log's chain.
    KeystoreLog,
    /// First key of the chain of the trust ledger.
    KeystoreTrust,
    /// Seals the list of files that are on their way, and each form of it.
    KeystoreTransfers,
    /// Key block of one row of what is stored.
    StoreRow,
}

impl Label {
    const fn text(self) -> &'static str {
        match self {
            Self::HandshakeResponderToInitiator => "hs r2i",
            Self::HandshakeInitiatorToResponder => "hs i2r",
            Self::FinResponder => "fin r",
            Self::FinInitiator => "fin i",
            Self::Root => "root",
            Self::RekeySalt => "rekey salt",
            Self::SessionId => "session id",
            Self::ChainInitiatorToResponder => "chain i2r",
            Self::ChainResponderToInitiator => "chain r2i",
            Self::Message => "msg",
            Self::InspectorId => "inspector id",
            Self::KeystoreMaster => "keystore master",
            Self::KeystoreIdentity => "keystore identity",
            Self::KeystoreStorage => "keystore storage",
            Self::KeystoreLog => "keystore log",
            Self::KeystoreTrust => "keystore trust",
            Self::KeystoreTransfers => "keystore transfers",
            Self::StoreRow => "store row",
        }
    }
}

/// `HKDF-Extract(salt, ikm)`.
pub fn extract(salt: &[u8], ikm: &[u8]) -> Secret<32> {
    wiped::<SHALLOW, _>(|| {
        let (prk, _hkdf) = Hkdf::<Sha256>::extract(Some(salt), ikm);
        Secret::new(prk.into())
    })
}

/// What every label begins with.
const PROTOCOL: &[u8] = b"peerscope/1 ";

/// `Expand(prk, label, ctx, N) = HKDF-Expand(prk, u16(N) || LP("peerscope/1 " || label) || LP(ctx), N)`.
pub fn expand<const N: usize>(prk: &Secret<32>, label: Label, context: &[u8]) -> Secret<N> {
    expand_long(prk, label, context)
}

/// The same from a key of another length, at least that of a hash.
#[expect(clippy::expect_used, reason = "HKDF refuses nothing but the lengths that do not compile")]
pub(super) fn expand_long<const K: usize, const N: usize>(
    prk: &Secret<K>,
    label: Label,
    context: &[u8],
) -> Secret<N> {
    const {
        assert!(K >= 32, "HKDF-SHA-256 takes keys from 32 bytes on");
        assert!(N <= 255 * 32, "HKDF-SHA-256 gives at most 255 blocks");
    }
    let mut out = Secret::zeroed();
    let length = |bytes: usize| u16::try_from(bytes).unwrap_or(u16::MAX).to_be_bytes();
    let label = label.text().as_bytes();
    let info: [&[u8]; 6] =
        [&length(N), &length(PROTOCOL.len() + label.len()), PROTOCOL, label, &length(context.len()), context];
    expand_into(prk, &info, out.expose_mut()).expect("the length was checked");
    out
}

/// `HKDF-Expand(prk, info, out.len())`, the bare function of the standard.
pub(super) fn expand_into<const K: usize>(
    prk: &Secret<K>,
    info: &[&[u8]],
    out: &mut [u8],
) -> Result<(), InvalidLength> {
    wiped::<SHALLOW, _>(|| {
        let hkdf = Hkdf::<Sha256>::from_prk(prk.expose()).map_err(|_short| InvalidLength)?;
        hkdf.expand_multi_info(info, out)
    })
}
