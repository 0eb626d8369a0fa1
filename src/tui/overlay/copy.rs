//! Bytes for the clipboard, in the form that somebody needs.

use ratatui::text::Line;

use crate::text::{escape, hex};
use crate::tui::action::Answer;
use crate::tui::clipboard::base64;
use crate::tui::keys::Keymap;
use crate::tui::theme::{Role, Theme};
use crate::tui::widget::cell;

use super::dialog;

/// What is to be copied.
#[derive(Debug)]
pub(in crate::tui) struct Copy {
    what: String,
    bytes: Vec<u8>,
}

/// The answer for a form, its name, and how bytes are written in it.
type Form = (Answer, &'static str, fn(&[u8]) -> String);

const FORMS: [Form; 4] = [
    (Answer::Hex, "hex", |bytes| hex(bytes).to_string()),
    (Answer::Base64, "base64", base64),
    (Answer::Escaped, "escaped", escaped),
    (Answer::Plain, "text", |bytes| escape(&String::from_utf8_lossy(bytes)).to_string()),
];

/// Bytes of which a row shows what it would copy.
const SHOWN: usize = 64;

impl Copy {
    pub(super) const fn new(what: String, bytes: Vec<u8>) -> Self {
        Self { what, bytes }
    }

    /// What this answer copies.
    pub(in crate::tui) fn text(&self, answer: Answer) -> Option<String> {
        let form = FORMS.iter().find(|(other, ..)| *other == answer);
        form.map(|(.., write)| write(&self.bytes))
    }

    pub(super) fn title(&self) -> String {
        let bytes = crate::inspector::counted(self.bytes.len(), "byte");
        format!("Copy {}, {bytes}", self.what)
    }

    /// A row for each form, with the beginning of what it would copy.
    pub(super) fn lines(&self, theme: Theme, keys: &Keymap, columns: usize) -> Vec<Line<'static>> {
        let start = self.bytes.get(..SHOWN).unwrap_or(&self.bytes);
        let row = |(answer, (.., write)): (Line<'static>, &Form)| {
            Line::raw(cell(theme, &format!("{answer}  {}", write(start)), columns))
        };
        let rows = dialog::answers(&answers(), keys, columns).into_iter().zip(&FORMS).map(row);
        let about = "To the clipboard of your terminal (OSC 52).";
        rows.chain([Line::styled(cell(theme, about, columns), theme.style(Role::Dim))]).collect()
    }
}

/// The forms to choose from.
pub(super) fn answers() -> Vec<(Answer, String)> {
    FORMS.iter().map(|(answer, name, _)| (*answer, (*name).to_owned())).collect()
}

/// `\x1f\x00\xa7`
fn escaped(bytes: &[u8]) -> String {
    let first = if bytes.is_empty() { "" } else { "\\x" };
    format!("{first}{}", hex(bytes).parted("\\x"))
}
