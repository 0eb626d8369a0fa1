//! `identity.key`: the master key sealed under the passphrase, and the identity sealed under the master key.
//!
//! ```text
//! "PSKEY" 5 | version u8 = 1 | kind u8 (1 passphrase, 2 none) | memory KiB u32 | passes u32 | lanes u32
//! | salt 16 | box of the master key 32 | tag 32 | box of the identity seed 32 | tag 32 | SHA-256 of all before 32
//! ```
//!
//! Each box is sealed as the wire's are: AES-128-CTR, then HMAC-SHA-256, over everything in front of it, with
//! a key block derived from its own key and the salt. The checksum tells damage from a wrong passphrase. A new
//! passphrase wraps only the master key anew.

use std::fmt;
use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use crate::crypto::passphrase::derive;
use crate::crypto::{
    Argon2Params, Label, OpenKey, SealKey, Secret, SecureRandom, SigningKey, expand, sha256,
};

use super::error::Error;
use super::files;

const MAGIC: &[u8; 5] = b"PSKEY";
const VERSION: u8 = 1;
const HEADER_BYTES: usize = 5 + 1 + 1 + 12 + 16;
const BOX_BYTES: usize = 32 + 32;
const FILE_BYTES: usize = HEADER_BYTES + 2 * BOX_BYTES + 32;
const KIND_PASSPHRASE: u8 = 1;
const KIND_NONE: u8 = 2;

/// What a person types, or the explicit wish to type nothing.
pub enum Passphrase {
    /// Wiped on drop.
    Text(Zeroizing<String>),
    /// The file is sealed with an empty passphrase: whoever reads it has the identity.
    None,
}

impl fmt::Debug for Passphrase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

impl Passphrase {
    fn bytes(&self) -> &[u8] {
        match self {
            Self::Text(text) => text.as_bytes(),
            Self::None => &[],
        }
    }

    const fn kind(&self) -> u8 {
        match self {
            Self::Text(_) => KIND_PASSPHRASE,
            Self::None => KIND_NONE,
        }
    }
}

/// The file, read and checked as far as that goes without the passphrase.
#[derive(Debug)]
pub struct Keyfile {
    path: PathBuf,
    bytes: [u8; FILE_BYTES],
}

/// What the file holds.
#[derive(Debug)]
pub struct Unlocked {
    /// Who we are.
    pub identity: SigningKey,
    master: Secret<32>,
}

impl Unlocked {
    /// A key for something else that is kept at rest.
    pub fn derive(&self, label: Label) -> Secret<32> {
        expand(&self.master, label, &[])
    }
}

impl Keyfile {
    /// Reads the file; `None` when there is none.
    ///
    /// # Errors
    /// Permissions, damage, or a version or cost that is not accepted.
    pub fn read(path: &Path) -> Result<Option<Self>, Error> {
        if !files::exists(path)? {
            return Ok(None);
        }
        let bytes = files::read_private(path)?;
        let damaged = |what| Error::Damaged { path: path.to_owned(), line: 0, what };
        let bytes: [u8; FILE_BYTES] =
            bytes.try_into().map_err(|_other_length| damaged("its length is another one"))?;
        let (content, sum) = bytes.split_at(FILE_BYTES - 32);
        if sum != sha256(&[content]) {
            return Err(damaged("its checksum is another one"));
        }
        let file = Self { path: path.to_owned(), bytes };
        let unsupported = |what| Error::Unsupported { path: path.to_owned(), what };
        if !file.bytes.starts_with(MAGIC) || file.byte(5) != VERSION {
            return Err(unsupported("it was written by another version of the program"));
        }
        if !matches!(file.byte(6), KIND_PASSPHRASE | KIND_NONE) {
            return Err(unsupported("it is sealed in an unknown way"));
        }
        file.params()
            .check()
            .map_err(|_outside| unsupported("its passphrase costs are outside what is accepted"))?;
        Ok(Some(file))
    }

    /// Makes a new identity and writes its file; never over another.
    ///
    /// # Errors
    /// [`Error::Exists`], or what the system said.
    pub fn create(
        path: &Path,
        passphrase: &Passphrase,
        params: Argon2Params,
        rng: &mut dyn SecureRandom,
    ) -> Result<Unlocked, Error> {
        if files::exists(path)? {
            return Err(Error::Exists { path: path.to_owned() });
        }
        let crypto = |source| Error::Crypto { path: path.to_owned(), source };
        let mut salt = [0; 16];
        rng.fill(&mut salt).map_err(crypto)?;
        let master = Secret::random(rng).map_err(crypto)?;
        let identity = SigningKey::generate(rng).map_err(crypto)?;

        let mut file = Vec::with_capacity(FILE_BYTES);
        file.extend_from_slice(MAGIC);
        file.extend([VERSION, passphrase.kind()]);
        for number in [params.memory_kib, params.passes, params.lanes] {
            file.extend(number.to_be_bytes());
        }
        file.extend(salt);
        let wrapping = derive(passphrase.bytes(), &salt, params).map_err(crypto)?;
        append_box(&mut file, &wrapping, Label::KeystoreMaster, &salt, &master);
        append_box(&mut file, &master, Label::KeystoreIdentity, &salt, &identity.seed());
        let sum = sha256(&[&file]);
        file.extend(sum);
        files::write_private(path, &file)?;
        Ok(Unlocked { identity, master })
    }

    /// Whether opening it takes a passphrase.
    pub fn needs_passphrase(&self) -> bool {
        self.byte(6) == KIND_PASSPHRASE
    }

    /// Opens the file: one Argon2id run, then both boxes.
    ///
    /// # Errors
    /// [`Error::WrongPassphrase`], the same for every way in which a box can fail to open.
    pub fn unlock(&self, passphrase: &Passphrase) -> Result<Unlocked, Error> {
        if self.needs_passphrase() && matches!(passphrase, Passphrase::None) {
            return Err(Error::PassphraseNeeded { path: self.path.clone() });
        }
        let secret = if self.needs_passphrase() { passphrase.bytes() } else { &[] };
        let crypto = |source| Error::Crypto { path: self.path.clone(), source };
        let wrapping = derive(secret, &self.salt(), self.params()).map_err(crypto)?;
        self.open(&wrapping)
    }

    pub(super) fn open(&self, wrapping: &Secret<32>) -> Result<Unlocked, Error> {
        let wrong = || Error::WrongPassphrase { path: self.path.clone() };
        let master = self.open_box(0, wrapping, Label::KeystoreMaster).ok_or_else(wrong)?;
        let seed = self.open_box(1, &master, Label::KeystoreIdentity).ok_or_else(wrong)?;
        Ok(Unlocked { identity: SigningKey::from_seed(seed), master })
    }

    fn open_box(&self, index: usize, key: &Secret<32>, label: Label) -> Option<Secret<32>> {
        let at = HEADER_BYTES + index * BOX_BYTES;
        let (sealed, tag) = self.bytes.get(at..at + BOX_BYTES)?.split_at(32);
        let mut opened = Secret::zeroed();
        opened.expose_mut().copy_from_slice(sealed);
        let context = self.bytes.get(..at)?;
        OpenKey::from_block(expand(key, label, &self.salt()))
            .open(&[context], opened.expose_mut(), tag.try_into().ok()?)
            .ok()?;
        Some(opened)
    }

    fn byte(&self, at: usize) -> u8 {
        self.bytes.get(at).copied().unwrap_or_default()
    }

    fn number(&self, at: usize) -> u32 {
        let bytes = self.bytes.get(at..at + 4).and_then(|four| four.try_into().ok());
        u32::from_be_bytes(bytes.unwrap_or_default())
    }

    fn params(&self) -> Argon2Params {
        Argon2Params { memory_kib: self.number(7), passes: self.number(11), lanes: self.number(15) }
    }

    fn salt(&self) -> [u8; 16] {
        self.bytes.get(19..35).and_then(|salt| salt.try_into().ok()).unwrap_or_default()
    }
}

fn append_box(file: &mut Vec<u8>, key: &Secret<32>, label: Label, salt: &[u8; 16], plain: &Secret<32>) {
    let mut sealed = *plain.expose();
    let tag = SealKey::from_block(expand(key, label, salt)).seal(&[file], &mut sealed);
    file.extend(sealed);
    file.extend(tag);
}
