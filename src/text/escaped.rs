//! Text as people see it.

use core::fmt::{self, Write as _};

use crate::defence::{Defence, Defences};

use super::class::{self, EMOJI_FORM, JOINER, NON_JOINER};
use super::json::Json;

/// Most combining marks on one character.
pub const MARKS_MAX: usize = 4;

/// Where text is shown, which decides what may stand in it as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// What somebody says: invisible characters stay where scripts and emoji need them, tabs become spaces.
    Message,
    /// What somebody calls itself, between brackets: nothing invisible, no blank but the space, no bracket.
    Name,
    /// A field of a log, an argument, a path: nothing invisible.
    Log,
}

/// Text from anywhere, shown safely on one line. To escape what is escaped already changes nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Escaped<'a> {
    text: &'a str,
    place: Place,
    defences: Defences,
}

/// Shows text that may come from anywhere in a log, a file or a sentence.
pub const fn escape(text: &str) -> Escaped<'_> {
    Escaped::new(text, Place::Log)
}

impl<'a> Escaped<'a> {
    /// Shows `text` as this place needs it.
    pub const fn new(text: &'a str, place: Place) -> Self {
        Self { text, place, defences: Defences::ALL }
    }

    /// The same where some defences are missing.
    pub(crate) const fn under(self, defences: Defences) -> Self {
        Self { defences, ..self }
    }

    /// Whether `c` stays as it is between what was printed before it and the character behind it.
    fn keeps(self, c: char, before: Option<char>, next: Option<char>) -> bool {
        !self.defences.hold(Defence::Escaping) || self.place.keeps(c, before, next)
    }

    /// As a JSON string.
    pub const fn json(self) -> Json<'a> {
        Json::new(self.text)
    }
}

impl Place {
    fn keeps(self, c: char, before: Option<char>, next: Option<char>) -> bool {
        match self {
            Self::Message if class::is_plain(c) => true,
            Self::Message => is_needed(c, before, next),
            Self::Name => class::is_plain(c) && !matches!(c, '[' | ']') && (c == ' ' || !class::is_blank(c)),
            Self::Log => class::is_plain(c),
        }
    }
}

/// Whether an invisible character does what it is there for: form an emoji, join or part two letters.
fn is_needed(c: char, before: Option<char>, next: Option<char>) -> bool {
    let Some(before) = before else { return false };
    let in_word = (class::is_letter(before) || class::is_mark(before)) && next.is_some_and(class::is_letter);
    match c {
        EMOJI_FORM => class::has_emoji_form(before),
        NON_JOINER => in_word,
        JOINER => in_word || class::ends_emoji(before) && next.is_some_and(class::is_pictographic),
        _ => false,
    }
}

impl fmt::Display for Escaped<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut rest = self.text.chars().peekable();
        // At the start there is nothing that a mark could sit on but what somebody else printed.
        let (mut before, mut marks) = (None, MARKS_MAX);
        while let Some(c) = rest.next() {
            before = Some(if class::is_mark(c) && marks < MARKS_MAX {
                marks += 1;
                f.write_char(c)?;
                c
            } else if class::is_mark(c) {
                let more = core::iter::from_fn(|| rest.next_if(|c| class::is_mark(*c))).count();
                write!(f, "(marks: {})", more + 1)?;
                ')'
            } else if self.keeps(c, before, rest.peek().copied()) {
                if class::is_plain(c) {
                    marks = 0;
                }
                f.write_char(c)?;
                c
            } else if (c, self.place) == ('\t', Place::Message) {
                marks = 0;
                f.write_str("    ")?;
                ' '
            } else {
                write!(f, "\\u{{{:x}}}", u32::from(c))?;
                '}'
            });
        }
        Ok(())
    }
}
