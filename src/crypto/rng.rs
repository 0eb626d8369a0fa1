//! Where randomness comes from: the operating system, or a test.

use rand::rngs::{ChaCha20Rng, SysRng};
use rand::{SeedableRng as _, TryRng as _};

use super::error::Error;

/// A source of bytes that nobody can predict; handed in by whoever makes a connection or a key.
pub trait SecureRandom: Send {
    /// Fills `out`.
    ///
    /// # Errors
    /// [`Error::Rng`] when there are no bytes to give; `out` is then not to be used.
    fn fill(&mut self, out: &mut [u8]) -> Result<(), Error>;
}

/// The operating system's generator.
#[derive(Clone, Copy, Debug, Default)]
pub struct OsRandom;

impl SecureRandom for OsRandom {
    fn fill(&mut self, out: &mut [u8]) -> Result<(), Error> {
        SysRng.try_fill_bytes(out).map_err(|_unavailable| Error::Rng)
    }
}

/// The same bytes for the same seed: for tests, vectors and the lab, never for a person.
#[derive(Debug)]
pub struct SeededRandom(ChaCha20Rng);

impl SeededRandom {
    /// A generator that depends on nothing but `seed`.
    pub fn new(seed: u64) -> Self {
        Self(ChaCha20Rng::seed_from_u64(seed))
    }
}

impl SecureRandom for SeededRandom {
    fn fill(&mut self, out: &mut [u8]) -> Result<(), Error> {
        self.0.try_fill_bytes(out).map_err(|never| match never {})
    }
}

/// Exactly these bytes in this order, then an error: for test vectors.
#[derive(Debug)]
pub struct ScriptedRandom {
    bytes: std::vec::IntoIter<u8>,
}

impl ScriptedRandom {
    /// A generator that gives `bytes` and then fails.
    pub fn new(bytes: Vec<u8>) -> Self {
        Self { bytes: bytes.into_iter() }
    }
}

impl SecureRandom for ScriptedRandom {
    fn fill(&mut self, out: &mut [u8]) -> Result<(), Error> {
        for slot in out {
            *slot = self.bytes.next().ok_or(Error::Rng)?;
        }
        Ok(())
    }
}
