//! The file `control.token`: what a script has to know to talk to the running program. It is made anew each time.
//!
//! 64 lower-case hexadecimal digits and a line feed.

use std::fmt::{self, Write as _};
use std::fs;
use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use crate::crypto::{OsRandom, Secret};
use crate::text::hex;

use super::error::Error;
use super::files::{self, Existing};

/// Digits of a token.
const DIGITS: usize = 64;

/// The token of this run.
pub struct ControlToken {
    path: PathBuf,
    digits: Secret<DIGITS>,
}

impl ControlToken {
    /// Makes a token and writes it whole, in place of one that an earlier run left behind.
    ///
    /// # Errors
    /// No randomness, or what the file system said.
    pub fn make(path: &Path) -> Result<Self, Error> {
        let failed = |source| Error::Crypto { path: path.to_owned(), source };
        let random = Secret::<{ DIGITS / 2 }>::random(&mut OsRandom).map_err(failed)?;
        let mut text = Zeroizing::new(String::with_capacity(DIGITS + 1));
        // Writing to a string cannot fail, and this one has the room, so that nothing is copied.
        let _ = write!(text, "{}", hex(random.expose()));
        let digits = text.as_bytes().first_chunk().map_or_else(Secret::zeroed, |digits| Secret::new(*digits));
        text.push('\n');
        files::write_private(path, text.as_bytes(), Existing::Replace)?;
        Ok(Self { path: path.to_owned(), digits })
    }

    /// The token that another process has written; `None` when none runs.
    ///
    /// # Errors
    /// Others could have read or replaced the file, or it holds something else.
    pub fn load(path: &Path) -> Result<Option<Zeroizing<String>>, Error> {
        if !files::exists(path)? {
            return Ok(None);
        }
        let bytes = Zeroizing::new(files::read_private(path, DIGITS + 1)?);
        match std::str::from_utf8(&bytes).ok().and_then(|text| text.strip_suffix('\n')) {
            Some(digits) if digits.len() == DIGITS => Ok(Some(Zeroizing::new(digits.to_owned()))),
            _ => Err(Error::damaged(path, 0, "it is no token")),
        }
    }

    /// Removes its file.
    pub fn remove(&self) {
        // One that stays opens nothing: the next run makes its own.
        let _ = fs::remove_file(&self.path);
    }

    /// Whether these are its digits. It takes as long for every other line of their number.
    pub fn is(&self, line: &str) -> bool {
        line.as_bytes().try_into().is_ok_and(|digits| self.digits.ct_eq(&Secret::new(digits)))
    }
}

impl fmt::Debug for ControlToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ControlToken")
    }
}
