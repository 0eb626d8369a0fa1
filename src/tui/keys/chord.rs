//! One key with what is held down.

use std::fmt;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

const CTRL: KeyModifiers = KeyModifiers::CONTROL;
const ALT: KeyModifiers = KeyModifiers::ALT;
const SHIFT: KeyModifiers = KeyModifiers::SHIFT;

/// The last F key that is on a keyboard.
const F_MAX: u8 = 12;

/// The keys that have a name: in `config.toml`, and in a line where columns are dear.
const NAMES: [(&str, &str, KeyCode); 15] = [
    ("Enter", "Enter", KeyCode::Enter),
    ("Esc", "Esc", KeyCode::Esc),
    ("Tab", "Tab", KeyCode::Tab),
    ("Space", "Space", KeyCode::Char(' ')),
    ("Backspace", "Backspace", KeyCode::Backspace),
    ("Delete", "Delete", KeyCode::Delete),
    ("Insert", "Insert", KeyCode::Insert),
    ("Up", "↑", KeyCode::Up),
    ("Down", "↓", KeyCode::Down),
    ("Left", "←", KeyCode::Left),
    ("Right", "→", KeyCode::Right),
    ("Home", "Home", KeyCode::Home),
    ("End", "End", KeyCode::End),
    ("PgUp", "PgUp", KeyCode::PageUp),
    ("PgDn", "PgDn", KeyCode::PageDown),
];

/// One key with what is held down, as every terminal reports it alike: a capital letter is a character of its own
/// and has no Shift, and Ctrl knows no capitals.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::tui) struct Chord {
    code: KeyCode,
    modifiers: KeyModifiers,
}

impl Chord {
    /// Enter alone.
    pub(super) const ENTER: Self = Self { code: KeyCode::Enter, modifiers: KeyModifiers::NONE };

    /// What a terminal reported.
    pub(super) fn of(event: KeyEvent) -> Self {
        let held = event.modifiers & (CTRL | ALT | SHIFT);
        match event.code {
            KeyCode::BackTab => Self { code: KeyCode::Tab, modifiers: held | SHIFT },
            KeyCode::Char(c) if held.contains(CTRL) => {
                // 0x1c to 0x1f are reported as digits.
                let c = match c {
                    '4' => '\\',
                    '5' => ']',
                    '6' => '^',
                    '7' => '_',
                    c => c.to_ascii_lowercase(),
                };
                Self { code: KeyCode::Char(c), modifiers: held - SHIFT }
            }
            KeyCode::Char(c) => {
                let c = if held.contains(SHIFT) { c.to_ascii_uppercase() } else { c };
                Self { code: KeyCode::Char(c), modifiers: held - SHIFT }
            }
            code => Self { code, modifiers: held },
        }
    }

    /// What a person wrote: `Ctrl+P`, `alt+shift+n`, `F5`, `?`.
    ///
    /// # Errors
    /// Why there is no such key, in words.
    pub(in crate::tui) fn parse(text: &str) -> Result<Self, String> {
        let (mut held, mut rest) = (KeyModifiers::NONE, text);
        while let Some((modifier, after)) = prefix(rest) {
            (held, rest) = (held | modifier, after);
        }
        let code = code(rest).ok_or_else(|| {
            format!(
                "{text:?} is no key: it is a character, F1 to F{F_MAX}, Enter, Esc, Tab, Up, PgDn or the like, \
                 with Ctrl+, Alt+ or Shift+ before it"
            )
        })?;
        match code {
            KeyCode::Char(c) if held.contains(CTRL) => {
                let twin = [('i', "Tab"), ('m', "Enter"), ('[', "Esc")];
                let twin = twin.iter().find(|(letter, _)| *letter == c.to_ascii_lowercase());
                if let Some((_, twin)) = twin {
                    return Err(format!("terminals send {twin} for {text:?}"));
                }
                if held.contains(SHIFT) {
                    return Err(format!("terminals send the same for {text:?} with and without Shift"));
                }
            }
            KeyCode::Char(c) if held.contains(SHIFT) && !c.is_ascii_alphabetic() => {
                return Err(format!("{text:?} is another character: write that one, without Shift"));
            }
            // With Alt, letters are written as capitals, as on the key.
            KeyCode::Char(c) if held == ALT => {
                return Ok(Self { code: KeyCode::Char(c.to_ascii_lowercase()), modifiers: held });
            }
            _ => {}
        }
        Ok(Self::of(KeyEvent::new(code, held)))
    }

    /// As a terminal would report it.
    pub(in crate::tui) const fn event(self) -> KeyEvent {
        KeyEvent::new(self.code, self.modifiers)
    }

    /// The character, if it is one where text is typed.
    pub(super) fn typed(self) -> Option<char> {
        match self.code {
            KeyCode::Char(c) if self.modifiers.is_empty() => Some(c),
            _ => None,
        }
    }

    /// How it is written where columns are dear: what is held down, and the key.
    pub(super) fn short(self) -> (String, String) {
        let sign = NAMES.iter().find(|(_, _, code)| *code == self.code).map(|(_, sign, _)| *sign);
        self.parts(sign)
    }

    fn parts(self, name: Option<&'static str>) -> (String, String) {
        let mut held = String::new();
        for (modifier, word) in [(CTRL, "Ctrl+"), (ALT, "Alt+"), (SHIFT, "Shift+")] {
            if self.modifiers.contains(modifier) {
                held.push_str(word);
            }
        }
        let key = match (name, self.code) {
            (Some(name), _) => name.to_owned(),
            (None, KeyCode::F(number)) => format!("F{number}"),
            (None, KeyCode::Char(c)) if self.modifiers.is_empty() => c.to_string(),
            (None, KeyCode::Char(c)) => {
                if c.is_ascii_uppercase() {
                    held.push_str("Shift+");
                }
                c.to_ascii_uppercase().to_string()
            }
            (None, _) => String::new(),
        };
        (held, key)
    }
}

impl fmt::Display for Chord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = NAMES.iter().find(|(_, _, code)| *code == self.code).map(|(name, _, _)| *name);
        let (held, key) = self.parts(name);
        write!(f, "{held}{key}")
    }
}

fn prefix(text: &str) -> Option<(KeyModifiers, &str)> {
    let (word, after) = text.split_once('+').filter(|(_, after)| !after.is_empty())?;
    let modifiers = [("ctrl", CTRL), ("alt", ALT), ("shift", SHIFT)];
    let found = modifiers.iter().find(|(name, _)| word.eq_ignore_ascii_case(name));
    found.map(|(_, modifier)| (*modifier, after))
}

fn code(name: &str) -> Option<KeyCode> {
    if let Some((_, _, code)) = NAMES.iter().find(|(word, ..)| word.eq_ignore_ascii_case(name)) {
        return Some(*code);
    }
    let mut letters = name.chars();
    match (letters.next()?, letters.as_str()) {
        (c, "") if !c.is_control() && !c.is_whitespace() => Some(KeyCode::Char(c)),
        ('F' | 'f', number) => {
            let number = number.parse().ok().filter(|number| (1..=F_MAX).contains(number));
            number.map(KeyCode::F)
        }
        _ => None,
    }
}
