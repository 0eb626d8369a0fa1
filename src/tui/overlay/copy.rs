//! Bytes for the clipboard, in the form that somebody needs.

use crossterm::event::KeyCode;
use ratatui::text::Line;

use crate::text::{escape, hex};
use crate::tui::clipboard::base64;
use crate::tui::theme::{Role, Theme};
use crate::tui::widget::cell;

/// What is to be copied.
#[derive(Debug)]
pub(in crate::tui) struct Copy {
    what: String,
    bytes: Vec<u8>,
}

/// The letter of a form, its name, and how bytes are written in it.
type Form = (char, &'static str, fn(&[u8]) -> String);

const FORMS: [Form; 4] = [
    ('h', "hex", |bytes| hex(bytes).to_string()),
    ('b', "base64", base64),
    ('x', "escaped", escaped),
    ('t', "text", |bytes| escape(&String::from_utf8_lossy(bytes)).to_string()),
];

/// Bytes of which a row shows what it would copy.
const SHOWN: usize = 64;

impl Copy {
    pub(super) const fn new(what: String, bytes: Vec<u8>) -> Self {
        Self { what, bytes }
    }

    /// What this key copies.
    pub(in crate::tui) fn text(&self, key: KeyCode) -> Option<String> {
        let form = FORMS.iter().find(|(letter, ..)| key == KeyCode::Char(*letter));
        form.map(|(.., write)| write(&self.bytes))
    }

    pub(super) fn title(&self) -> String {
        let bytes = crate::inspector::counted(self.bytes.len(), "byte");
        format!("Copy {}, {bytes}", self.what)
    }

    /// A row for each form, with the beginning of what it would copy.
    pub(super) fn lines(&self, theme: Theme, columns: usize) -> Vec<Line<'static>> {
        let start = self.bytes.get(..SHOWN).unwrap_or(&self.bytes);
        let row = |(letter, name, write): &Form| {
            let row = format!("[ {letter}  {name:<8} ]  {}", write(start));
            Line::raw(cell(theme, &row, columns))
        };
        let about = "To the clipboard of your terminal (OSC 52).";
        FORMS
            .iter()
            .map(row)
            .chain([Line::styled(cell(theme, about, columns), theme.style(Role::Dim))])
            .collect()
    }
}

/// `\x1f\x00\xa7`
fn escaped(bytes: &[u8]) -> String {
    let first = if bytes.is_empty() { "" } else { "\\x" };
    format!("{first}{}", hex(bytes).parted("\\x"))
}
