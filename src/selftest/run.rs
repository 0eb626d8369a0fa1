//! Running every file and saying what came out.

use std::borrow::Cow;
use std::fs;
use std::io::{self, Write};
use std::path::Path;

use super::sessions::SESSIONS;
use crate::crypto::vectors::{FILES, VectorFile};

/// How many files passed and how many did not.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// Files of which every case agrees and every byte is the published one.
    pub passed: usize,
    /// All others, those that could not be read included.
    pub failed: usize,
}

impl Outcome {
    /// Whether nothing failed, and something ran.
    pub const fn is_pass(self) -> bool {
        self.failed == 0 && self.passed > 0
    }
}

/// The bytes of a vector file, from wherever the caller has them.
pub type Bytes = io::Result<Cow<'static, [u8]>>;

/// The copy that was built into the program.
pub fn embedded(file: &VectorFile) -> Bytes {
    Ok(Cow::Borrowed(file.embedded))
}

/// The copy below a folder laid out as `tests/vectors/` is.
pub fn from_folder(folder: &Path) -> impl Fn(&VectorFile) -> Bytes {
    move |file| fs::read(folder.join(file.path)).map(Cow::Owned)
}

/// Checks every file and writes one line for each, then one for all.
///
/// # Errors
/// Only those of `out`: a file that cannot be read is a `FAIL`.
pub fn run(load: &dyn Fn(&VectorFile) -> Bytes, out: &mut dyn Write) -> io::Result<Outcome> {
    let mut outcome = Outcome::default();
    for file in FILES.iter().chain([&SESSIONS]) {
        let checked = load(file)
            .map_err(|error| error.to_string())
            .and_then(|bytes| file.check(&bytes).map_err(|fault| fault.to_string()));
        match checked {
            Ok(cases) => {
                outcome.passed += 1;
                let noun = if cases == 1 { "case" } else { "cases" };
                writeln!(out, "PASS {}: {cases} {noun} ({})", file.standard, file.path)?;
            }
            Err(reason) => {
                outcome.failed += 1;
                writeln!(out, "FAIL {}: {} ({})", file.standard, reason, file.path)?;
            }
        }
        out.flush()?;
    }
    let all = outcome.passed + outcome.failed;
    writeln!(out, "selftest: {} of {all} passed", outcome.passed)?;
    Ok(outcome)
}
