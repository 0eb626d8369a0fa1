//! Text in a line of net.log.

use core::fmt;

use crate::defence::Defences;

use super::escaped::escape;

/// A value behind its name: bare if it is a word, else in quotes, and escaped, so that it ends neither these nor the line.
#[derive(Clone, Copy, Debug)]
pub struct Logged<'a> {
    value: &'a str,
    defences: Defences,
}

impl<'a> Logged<'a> {
    /// Writes `value` as a line needs it.
    pub const fn new(value: &'a str) -> Self {
        Self { value, defences: Defences::ALL }
    }

    /// The same where some defences are missing.
    #[cfg(feature = "lab")]
    pub(crate) const fn under(self, defences: Defences) -> Self {
        Self { defences, ..self }
    }
}

/// Whether a character needs no quotes.
pub const fn is_bare(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '.' | ':' | '-' | '_' | '+' | '/' | '[' | ']')
}

impl fmt::Display for Logged<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.value.is_empty() && self.value.chars().all(is_bare) {
            return f.write_str(self.value);
        }
        let inside = self.value.replace('\\', "\\\\").replace('"', "\\\"");
        write!(f, "\"{}\"", escape(&inside).under(self.defences))
    }
}
