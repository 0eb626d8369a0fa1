//! The sealed key file `identity.key`, version 1: 232 bytes, integers big-endian.
//!
//! ```text
//!   0   8  magic         "PSCPKEYF"
//!   8   1  version       1
//!   9   1  protection    0 none (chosen by the person), 1 passphrase
//!  10   2  reserved      0
//!  12   4  memory_kib    Argon2id memory in KiB; 0 without a passphrase
//!  16   4  passes        Argon2id passes; 0 without a passphrase
//!  20   4  lanes         Argon2id lanes; 0 without a passphrase
//!  24  16  salt          random, new whenever the file is written
//!  40  32  identity      the Ed25519 public key
//!  72  32  master        the master key, sealed under K
//! 104  32  master_tag
//! 136  32  seed          the Ed25519 seed, sealed under the master key
//! 168  32  seed_tag
//! 200  32  checksum      SHA-256 of bytes 0..200
//! ```
//!
//! With `header` = bytes 0..72 and Expand, Extract as in the protocol:
//!
//! ```text
//! K                 = Argon2id(passphrase, salt, memory_kib, passes, lanes)          protection 1
//! K                 = Extract(salt, "peerscope/1 no passphrase")                     protection 0
//! enc | mac | nonce = Expand(K, "keystore master", header, 56)
//! master            = AES-128-CTR(enc, nonce || u64 0, master key),  master_tag = MAC(mac, header || master)
//! enc | mac | nonce = Expand(master key, "keystore identity", header, 56)
//! seed              = AES-128-CTR(enc, nonce || u64 0, Ed25519 seed),  seed_tag = MAC(mac, header || seed)
//! ```
//!
//! The checksum tells a damaged file from a wrong passphrase and proves nothing else. It is the last 32
//! bytes in every version, so that a later version is told from damage. The parameters are refused outside
//! floor and cap before they are used, and the tags cover them.

use std::path::Path;

use crate::crypto::passphrase::derive;
use crate::crypto::{
    Argon2Params, Error as CryptoError, Label, OpenKey, SealKey, Secret, SecureRandom, SigningKey,
    VerifyingKey, expand, extract, sha256,
};

use super::error::Error;
use super::keyfile::Passphrase;

/// Size of the file.
pub(super) const FILE_BYTES: usize = 232;
const HEADER_BYTES: usize = 72;
const CHECKSUM_BYTES: usize = 32;
const MAGIC: [u8; 8] = *b"PSCPKEYF";
const VERSION: u8 = 1;

/// How the master key is protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Protection {
    /// Not at all: the person chose so, and the file opens without asking.
    None,
    /// By a passphrase, at this cost a guess.
    Passphrase(Argon2Params),
}

/// A key file whose form is right; what is sealed in it has not been opened.
#[derive(Clone, Debug)]
pub(super) struct SealedKeys {
    header: [u8; HEADER_BYTES],
    protection: Protection,
    salt: [u8; 16],
    identity: VerifyingKey,
    master: Sealed,
    seed: Sealed,
}

/// Ciphertext and tag.
#[derive(Clone, Copy, Debug)]
struct Sealed {
    bytes: [u8; 32],
    tag: [u8; 32],
}

impl SealedKeys {
    /// Seals an identity and a master key under the key that `key` gives for the new salt.
    pub(super) fn seal(
        identity: &SigningKey,
        master: &Secret<32>,
        protection: Protection,
        salt: [u8; 16],
        key: &Secret<32>,
    ) -> Self {
        let public = identity.verifying_key();
        let header = header(protection, &salt, &public);
        let sealed_master = Sealed::seal(expand(key, Label::KeystoreMaster, &header), &header, master);
        let sealed_seed =
            Sealed::seal(expand(master, Label::KeystoreIdentity, &header), &header, &identity.seed());
        Self { header, protection, salt, identity: public, master: sealed_master, seed: sealed_seed }
    }

    /// The bytes of the file.
    pub(super) fn encode(&self) -> Vec<u8> {
        let body =
            [self.header.as_slice(), &self.master.bytes, &self.master.tag, &self.seed.bytes, &self.seed.tag]
                .concat();
        let checksum = sha256(&[&body]);
        [body.as_slice(), &checksum].concat()
    }

    /// Checks everything that can be checked without a passphrase.
    pub(super) fn decode(bytes: &[u8], path: &Path) -> Result<Self, Error> {
        let damaged = |what| Error::damaged(path, 0, what);
        let wrong_size = || damaged("it has another length");
        if bytes.len() <= MAGIC.len() + CHECKSUM_BYTES {
            return Err(wrong_size());
        }
        if !bytes.starts_with(&MAGIC) {
            return Err(damaged("it is no key file"));
        }
        let (body, checksum) = bytes.split_last_chunk::<CHECKSUM_BYTES>().ok_or_else(wrong_size)?;
        if sha256(&[body]) != *checksum {
            return Err(damaged("its checksum does not match"));
        }
        let mut fields = Fields(body);
        let [_magic @ .., version] = fields.take::<9>().ok_or_else(wrong_size)?;
        if version != VERSION {
            return Err(unsupported(path, "it was written by another version of the program"));
        }
        if bytes.len() != FILE_BYTES {
            return Err(wrong_size());
        }
        fields.rest(path)
    }

    /// How the master key is protected.
    pub(super) const fn protection(&self) -> Protection {
        self.protection
    }

    /// The public key as the file says; proved only by [`Self::open`].
    pub(super) const fn identity(&self) -> VerifyingKey {
        self.identity
    }

    /// K for this file.
    pub(super) fn wrapping(&self, passphrase: &Passphrase, path: &Path) -> Result<Secret<32>, Error> {
        match (self.protection, passphrase) {
            (Protection::None, Passphrase::None) => Ok(unprotected(&self.salt)),
            (Protection::None, Passphrase::Text(_)) => Err(Error::NoPassphraseSet { path: path.to_owned() }),
            (Protection::Passphrase(_), Passphrase::None) => {
                Err(Error::PassphraseNeeded { path: path.to_owned() })
            }
            (Protection::Passphrase(params), Passphrase::Text(text)) => {
                stretched(text, &self.salt, params, path)
            }
        }
    }

    /// Opens the master key with K, and the identity with the master key.
    pub(super) fn open(&self, key: &Secret<32>, path: &Path) -> Result<(SigningKey, Secret<32>), Error> {
        let master = expand(key, Label::KeystoreMaster, &self.header);
        let master = self.master.open(master, &self.header).map_err(|_tag| match self.protection {
            Protection::None => Error::damaged(path, 0, "what is sealed in it does not belong to it"),
            Protection::Passphrase(_) => Error::WrongPassphrase { path: path.to_owned() },
        })?;
        let seed = expand(&master, Label::KeystoreIdentity, &self.header);
        let seed = self.seed.open(seed, &self.header);
        let identity = seed.map(SigningKey::from_seed);
        match identity {
            Ok(identity) if identity.verifying_key() == self.identity => Ok((identity, master)),
            _ => Err(Error::damaged(path, 0, "what is sealed in it does not belong to it")),
        }
    }
}

/// Chooses a salt and computes K for a file that is to be made.
pub(super) fn new_wrapping(
    passphrase: &Passphrase,
    params: Argon2Params,
    rng: &mut dyn SecureRandom,
    path: &Path,
) -> Result<(Protection, [u8; 16], Secret<32>), Error> {
    let mut salt = [0; 16];
    rng.fill(&mut salt).map_err(|source| Error::Crypto { path: path.to_owned(), source })?;
    match passphrase {
        Passphrase::None => Ok((Protection::None, salt, unprotected(&salt))),
        Passphrase::Text(text) => {
            Ok((Protection::Passphrase(params), salt, stretched(text, &salt, params, path)?))
        }
    }
}

/// K from a passphrase. An empty one is refused: going without is said, not typed by accident.
fn stretched(text: &str, salt: &[u8; 16], params: Argon2Params, path: &Path) -> Result<Secret<32>, Error> {
    if text.is_empty() {
        return Err(Error::EmptyPassphrase { path: path.to_owned() });
    }
    derive(text.as_bytes(), salt, params).map_err(|source| Error::Crypto { path: path.to_owned(), source })
}

/// K where there is no passphrase: no work, since there is nothing to guess.
fn unprotected(salt: &[u8; 16]) -> Secret<32> {
    extract(salt, b"peerscope/1 no passphrase")
}

fn unsupported(path: &Path, what: &'static str) -> Error {
    Error::Unsupported { path: path.to_owned(), what }
}

fn header(protection: Protection, salt: &[u8; 16], identity: &VerifyingKey) -> [u8; HEADER_BYTES] {
    let (kind, params) = match protection {
        Protection::None => (0, NO_PARAMS),
        Protection::Passphrase(params) => (1, params),
    };
    let mut header = [0; HEADER_BYTES];
    let bytes = MAGIC
        .into_iter()
        .chain([VERSION, kind, 0, 0])
        .chain(params.memory_kib.to_be_bytes())
        .chain(params.passes.to_be_bytes())
        .chain(params.lanes.to_be_bytes())
        .chain(*salt)
        .chain(*identity.as_bytes());
    for (to, from) in header.iter_mut().zip(bytes) {
        *to = from;
    }
    header
}

const NO_PARAMS: Argon2Params = Argon2Params { memory_kib: 0, passes: 0, lanes: 0 };

impl Sealed {
    fn seal(block: Secret<56>, header: &[u8], plain: &Secret<32>) -> Self {
        let mut sealed = Secret::zeroed();
        sealed.expose_mut().copy_from_slice(plain.expose());
        let tag = SealKey::from_block(block).seal(&[header], sealed.expose_mut());
        Self { bytes: *sealed.expose(), tag }
    }

    fn open(&self, block: Secret<56>, header: &[u8]) -> Result<Secret<32>, CryptoError> {
        let mut plain = Secret::new(self.bytes);
        OpenKey::from_block(block).open(&[header], plain.expose_mut(), &self.tag)?;
        Ok(plain)
    }
}

/// The fields that are left.
struct Fields<'a>(&'a [u8]);

impl Fields<'_> {
    fn take<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (field, rest) = self.0.split_first_chunk()?;
        self.0 = rest;
        Some(*field)
    }

    /// Everything behind the version, of a file that has the right size.
    fn rest(&mut self, path: &Path) -> Result<SealedKeys, Error> {
        let damaged = |what| Error::damaged(path, 0, what);
        let [kind, reserved @ ..] = self.take::<3>().unwrap_or_default();
        if reserved != [0, 0] {
            return Err(damaged("its reserved bytes are not zero"));
        }
        let mut number = || self.take().map(u32::from_be_bytes).unwrap_or_default();
        let params = Argon2Params { memory_kib: number(), passes: number(), lanes: number() };
        let protection = match kind {
            0 if params == NO_PARAMS => Protection::None,
            1 => Protection::Passphrase(params),
            _ => return Err(damaged("its kind of protection is none there is")),
        };
        if protection != Protection::None && params.check().is_err() {
            return Err(unsupported(path, "its passphrase costs are outside what is accepted"));
        }
        let salt = self.take().unwrap_or_default();
        let identity = VerifyingKey::from_bytes(&self.take().unwrap_or_default())
            .map_err(|_refused| damaged("its identity is no good key"))?;
        let mut sealed =
            || Sealed { bytes: self.take().unwrap_or_default(), tag: self.take().unwrap_or_default() };
        let (master, seed) = (sealed(), sealed());
        Ok(SealedKeys {
            header: header(protection, &salt, &identity),
            protection,
            salt,
            identity,
            master,
            seed,
        })
    }
}
