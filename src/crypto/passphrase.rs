//! Argon2id (RFC 9106): from a passphrase to a key, slowly and with much memory on purpose.

use argon2::{Algorithm, Argon2, Params, Version};

use super::error::Error;
use super::secret::Secret;
use super::stack::{DEEP, wiped};

/// Cost of one guess.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Argon2Params {
    /// Memory in KiB.
    pub memory_kib: u32,
    /// Passes over it.
    pub passes: u32,
    /// Lanes.
    pub lanes: u32,
}

impl Default for Argon2Params {
    /// 64 MiB, 3 passes, 1 lane.
    fn default() -> Self {
        Self { memory_kib: 64 * 1024, passes: 3, lanes: 1 }
    }
}

impl Argon2Params {
    /// The least that is accepted, whatever a file says: 19 MiB, 2 passes.
    pub const FLOOR: Self = Self { memory_kib: 19 * 1024, passes: 2, lanes: 1 };
    /// The most that is accepted: 1 GiB, 16 passes.
    pub const CAP: Self = Self { memory_kib: 1024 * 1024, passes: 16, lanes: 1 };

    /// Whether the parameters are within floor and cap; checked before any memory is taken.
    ///
    /// # Errors
    /// [`Error::PassphraseParameters`].
    pub fn check(&self) -> Result<(), Error> {
        let within = (Self::FLOOR.memory_kib..=Self::CAP.memory_kib).contains(&self.memory_kib)
            && (Self::FLOOR.passes..=Self::CAP.passes).contains(&self.passes)
            && self.lanes == 1;
        if within { Ok(()) } else { Err(Error::PassphraseParameters) }
    }
}

/// The key of a passphrase.
///
/// # Errors
/// [`Error::PassphraseParameters`] when the parameters are outside floor and cap.
pub fn derive(passphrase: &[u8], salt: &[u8; 16], params: Argon2Params) -> Result<Secret<32>, Error> {
    params.check()?;
    let settings = Params::new(params.memory_kib, params.passes, params.lanes, Some(32))
        .map_err(|_refused| Error::PassphraseParameters)?;
    let mut key = Secret::zeroed();
    let slow = Argon2::new(Algorithm::Argon2id, Version::V0x13, settings);
    wiped::<DEEP, _>(|| slow.hash_password_into(passphrase, salt, key.expose_mut()))
        .map_err(|_refused| Error::PassphraseParameters)?;
    Ok(key)
}
