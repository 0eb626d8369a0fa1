//! Text as programs read it.

use core::fmt::{self, Write as _};

use super::class;
use super::escaped::MARKS_MAX;

/// Text as a JSON string, quotes included: nothing is lost, and nothing of it acts on a terminal.
#[derive(Clone, Copy, Debug)]
pub struct Json<'a>(&'a str);

impl<'a> Json<'a> {
    pub(super) const fn new(text: &'a str) -> Self {
        Self(text)
    }
}

impl fmt::Display for Json<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_char('"')?;
        // A mark behind the quotation mark would sit on it.
        let mut marks = MARKS_MAX;
        for c in self.0.chars() {
            let fits = if class::is_mark(c) {
                marks += 1;
                marks <= MARKS_MAX
            } else {
                class::is_plain(c)
            };
            match c {
                '"' => f.write_str("\\\"")?,
                '\\' => f.write_str("\\\\")?,
                '\n' => f.write_str("\\n")?,
                c if fits => f.write_char(c)?,
                c => c.encode_utf16(&mut [0; 2]).iter().try_for_each(|unit| write!(f, "\\u{unit:04x}"))?,
            }
            if fits && !class::is_mark(c) {
                marks = 0;
            }
        }
        f.write_char('"')
    }
}
