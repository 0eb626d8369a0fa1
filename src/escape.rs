//! Text that others chose, made fit for a terminal, a log line or JSON.
//!
//! [`Escaped`] is the only way from such text to a screen or a file: what could move the cursor, turn the
//! direction, hide or break a line is shown as `\u{1b}`, never dropped and never passed on.

use core::fmt::{self, Write as _};

/// Text from anywhere, shown safely on one line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Escaped<'a>(&'a str);

/// The same text as a JSON string, quotes included: nothing is lost, and nothing of it acts on a terminal.
#[derive(Clone, Copy, Debug)]
pub struct Json<'a>(&'a str);

/// Shows `text` safely.
pub const fn escape(text: &str) -> Escaped<'_> {
    Escaped(text)
}

impl<'a> Escaped<'a> {
    /// As a JSON string.
    pub const fn json(self) -> Json<'a> {
        Json(self.0)
    }
}

impl fmt::Display for Escaped<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut before = None;
        for c in self.0.chars() {
            if is_plain(c, before) {
                f.write_char(c)?;
            } else {
                write!(f, "\\u{{{:x}}}", u32::from(c))?;
            }
            before = Some(c);
        }
        Ok(())
    }
}

impl fmt::Display for Json<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_char('"')?;
        let mut before = None;
        for c in self.0.chars() {
            match c {
                '"' => f.write_str("\\\"")?,
                '\\' => f.write_str("\\\\")?,
                '\n' => f.write_str("\\n")?,
                c if is_plain(c, before) => f.write_char(c)?,
                c => c.encode_utf16(&mut [0; 2]).iter().try_for_each(|unit| write!(f, "\\u{unit:04x}"))?,
            }
            before = Some(c);
        }
        f.write_char('"')
    }
}

/// Whether a character may stand as it is: it takes its own place and acts on nothing.
fn is_plain(c: char, before: Option<char>) -> bool {
    match c {
        // The emoji form of the character in front; anywhere else it hides.
        '\u{fe0f}' => before.is_some_and(|before| !before.is_ascii_alphabetic() && before != '\u{fe0f}'),
        c => !(c.is_control() || INVISIBLE.iter().any(|(first, last)| (*first..=*last).contains(&c))),
    }
}

/// Ranges of characters that hide, join, turn the direction or break the line.
const INVISIBLE: &[(char, char)] = &[
    ('\u{ad}', '\u{ad}'),       // soft hyphen
    ('\u{34f}', '\u{34f}'),     // grapheme joiner
    ('\u{61c}', '\u{61c}'),     // Arabic letter mark
    ('\u{115f}', '\u{1160}'),   // Hangul fillers
    ('\u{17b4}', '\u{17b5}'),   // Khmer inherent vowels
    ('\u{180b}', '\u{180f}'),   // Mongolian selectors
    ('\u{200b}', '\u{200f}'),   // zero width, direction marks
    ('\u{2028}', '\u{202e}'),   // line and paragraph separators, embeddings, overrides
    ('\u{2060}', '\u{206f}'),   // word joiner, invisible operators, isolates
    ('\u{3164}', '\u{3164}'),   // Hangul filler
    ('\u{fe00}', '\u{fe0e}'),   // variation selectors
    ('\u{feff}', '\u{feff}'),   // byte order mark
    ('\u{ffa0}', '\u{ffa0}'),   // halfwidth Hangul filler
    ('\u{fff0}', '\u{fffb}'),   // annotations, unassigned
    ('\u{1bca0}', '\u{1bca3}'), // shorthand controls
    ('\u{1d173}', '\u{1d17a}'), // musical controls
    ('\u{e0000}', '\u{e0fff}'), // tags, variation selectors
];

#[cfg(test)]
mod tests {
    use super::escape;

    #[test]
    fn what_acts_on_a_terminal_is_shown_and_not_done() {
        for (hostile, shown) in [
            ("a\u{1b}[2Jb", "a\\u{1b}[2Jb"),
            ("\u{9b}31m\u{9d}0;t\u{7}", "\\u{9b}31m\\u{9d}0;t\\u{7}"),
            ("one\r\ntwo\tthree\u{7f}\0", "one\\u{d}\\u{a}two\\u{9}three\\u{7f}\\u{0}"),
            ("gpj.\u{202e}exe\u{2066}\u{200e}", "gpj.\\u{202e}exe\\u{2066}\\u{200e}"),
            ("pay\u{200b}pal\u{2028}\u{feff}\u{3164}", "pay\\u{200b}pal\\u{2028}\\u{feff}\\u{3164}"),
            ("\u{e0041}\u{fe0f}", "\\u{e0041}\u{fe0f}"),
            ("a\u{fe0f}", "a\\u{fe0f}"),
        ] {
            assert_eq!(escape(hostile).to_string(), shown);
            assert_eq!(escape(shown).to_string(), shown, "a second time changes nothing");
        }
    }

    #[test]
    fn what_people_write_stays_as_it_is() {
        for text in ["grüß dich", "日本語", "שלום", "👍🏽 ok", "❤\u{fe0f}", "C:\\dir \"quoted\""]
        {
            assert_eq!(escape(text).to_string(), text);
        }
    }

    #[test]
    fn json_loses_nothing() {
        let every_plane = "a\"\\\n\r\u{1b}\u{9b}\u{202e}\u{2028}\u{e0041}\u{1f44d}é";
        let json = escape(every_plane).json().to_string();
        assert!(json.chars().all(|c| !c.is_control() && c != '\u{202e}' && c != '\u{2028}'));
        assert_eq!(serde_json::from_str::<String>(&json).unwrap(), every_plane);
    }
}
