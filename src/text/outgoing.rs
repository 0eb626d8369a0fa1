//! Our own text, before it is sent: a paste may hold what nobody typed.

use std::borrow::Cow;

use unicode_segmentation::UnicodeSegmentation as _;

use super::escaped::{Escaped, Place};
use super::peer::{NAME_BYTES_MAX, NAME_GRAPHEMES_MAX};

/// The text with control characters written out as `\u{1b}`; line feeds and tabs are text.
pub fn outgoing(text: &str) -> Cow<'_, str> {
    let acts = |c: char| c.is_control() && !matches!(c, '\n' | '\t');
    if !text.contains(acts) {
        return Cow::Borrowed(text);
    }
    let spelled = |c: char| if acts(c) { c.escape_unicode().to_string() } else { c.to_string() };
    Cow::Owned(text.chars().map(spelled).collect())
}

/// Whether others would see the whole of it, as it is, between brackets.
pub fn can_be_nick(text: &str) -> bool {
    let short = text.len() <= NAME_BYTES_MAX && text.graphemes(true).count() <= NAME_GRAPHEMES_MAX;
    short && !text.trim().is_empty() && Escaped::new(text, Place::Name).to_string() == text
}
