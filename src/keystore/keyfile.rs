//! `identity.key` as the program sees it: is there one, make one, open it.

use std::fmt;
use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use crate::crypto::{Argon2Params, Label, Secret, SecureRandom, SigningKey, VerifyingKey, expand};

use super::error::Error;
use super::files::{self, Existing};
use super::keyfile_format::{FILE_BYTES, Protection, SealedKeys, new_wrapping};

/// What a person types, or the explicit wish to type nothing.
pub enum Passphrase {
    /// Wiped on drop; not empty.
    Text(Zeroizing<String>),
    /// The file is sealed without one: whoever reads it has the identity.
    None,
}

impl fmt::Debug for Passphrase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

/// The file, read and checked as far as that goes without the passphrase.
#[derive(Debug)]
pub struct Keyfile {
    path: PathBuf,
    sealed: SealedKeys,
}

/// What the file holds.
#[derive(Debug)]
pub struct Unlocked {
    /// Who we are.
    pub identity: SigningKey,
    master: Secret<32>,
}

impl Unlocked {
    /// `Expand(master key, label, "", 32)`: a key for something else that is kept at rest.
    pub fn derive(&self, label: Label) -> Secret<32> {
        expand(&self.master, label, &[])
    }
}

impl Keyfile {
    /// Reads the file; `None` when there is none, and then only may one be made. Needs no lock.
    ///
    /// # Errors
    /// Permissions, damage, or a version or cost that is not accepted.
    pub fn read(path: &Path) -> Result<Option<Self>, Error> {
        if !files::exists(path)? {
            return Ok(None);
        }
        Self::parse(&files::read_private(path, FILE_BYTES)?, path).map(Some)
    }

    /// Checks the bytes of a file; its path is for what is said about it.
    ///
    /// # Errors
    /// Damage, or a version or cost that is not accepted.
    pub fn parse(bytes: &[u8], path: &Path) -> Result<Self, Error> {
        Ok(Self { path: path.to_owned(), sealed: SealedKeys::decode(bytes, path)? })
    }

    /// Makes a new identity and writes its file, and the folder if it is not there; never over another.
    ///
    /// # Errors
    /// [`Error::Exists`] when anything has the name, damaged or not; or what the system said.
    pub fn create(
        path: &Path,
        passphrase: &Passphrase,
        params: Argon2Params,
        rng: &mut dyn SecureRandom,
    ) -> Result<Unlocked, Error> {
        if let Some(folder) = path.parent() {
            files::make_private_dir(folder)?;
        }
        if files::exists(path)? {
            return Err(Error::Exists { path: path.to_owned() });
        }
        // Whoever knows these peers had an identity: a new one in its place would be a stranger to all of them.
        let known_peers = path.with_file_name("known_peers");
        if files::exists(&known_peers)? {
            return Err(Error::IdentityMissing { path: path.to_owned(), known_peers });
        }
        let crypto = |source| Error::Crypto { path: path.to_owned(), source };
        let identity = SigningKey::generate(rng).map_err(crypto)?;
        let master = Secret::random(rng).map_err(crypto)?;
        let (protection, salt, wrapping) = new_wrapping(passphrase, params, rng, path)?;
        let sealed = SealedKeys::seal(&identity, &master, protection, salt, &wrapping);
        files::write_private(path, &sealed.encode(), Existing::Keep)?;
        Ok(Unlocked { identity, master })
    }

    /// Whether opening it takes a passphrase.
    pub fn needs_passphrase(&self) -> bool {
        self.protection() != Protection::None
    }

    /// How it is protected.
    pub const fn protection(&self) -> Protection {
        self.sealed.protection()
    }

    /// The public key that stands in the file: what can be shown without the passphrase. Only
    /// [`Self::unlock`] proves it.
    pub const fn identity(&self) -> VerifyingKey {
        self.sealed.identity()
    }

    /// Opens the file: one Argon2id run, then both boxes.
    ///
    /// # Errors
    /// [`Error::WrongPassphrase`] when the first box does not open, whatever the cause.
    pub fn unlock(&self, passphrase: &Passphrase) -> Result<Unlocked, Error> {
        let wrapping = self.sealed.wrapping(passphrase, &self.path)?;
        let (identity, master) = self.sealed.open(&wrapping, &self.path)?;
        Ok(Unlocked { identity, master })
    }
}
