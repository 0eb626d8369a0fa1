//! Hostile text: what a peer writes to fool a terminal, a log or a reader, and what is shown of it.

#![cfg(all(feature = "net", feature = "lab"))]
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot run has to fail loudly")]

mod files;
mod program;
mod properties;
mod stranger;
mod table;

/// Whether a character may reach a terminal or a file. Written down apart from the code under test: controls,
/// and the ranges that hide, join, turn the direction, break the line or have no meaning.
fn is_allowed(c: char) -> bool {
    !c.is_control() && !FORBIDDEN.iter().any(|(first, last)| (*first..=*last).contains(&c))
}

/// In a message the joiners and the emoji form of a character may stay.
fn is_allowed_in_message(c: char) -> bool {
    is_allowed(c) || matches!(c, '\u{200c}' | '\u{200d}' | '\u{fe0f}')
}

const FORBIDDEN: &[(char, char)] = &[
    ('\u{ad}', '\u{ad}'),
    ('\u{34f}', '\u{34f}'),
    ('\u{61c}', '\u{61c}'),
    ('\u{115f}', '\u{1160}'),
    ('\u{17b4}', '\u{17b5}'),
    ('\u{180b}', '\u{180f}'),
    ('\u{200b}', '\u{200f}'),
    ('\u{2028}', '\u{202e}'),
    ('\u{2060}', '\u{206f}'),
    ('\u{3164}', '\u{3164}'),
    ('\u{e000}', '\u{f8ff}'),
    ('\u{fe00}', '\u{fe0f}'),
    ('\u{feff}', '\u{feff}'),
    ('\u{ffa0}', '\u{ffa0}'),
    ('\u{fff0}', '\u{fffb}'),
    ('\u{fffe}', '\u{ffff}'),
    ('\u{1bca0}', '\u{1bca3}'),
    ('\u{1d173}', '\u{1d17a}'),
    ('\u{e0000}', '\u{10ffff}'),
];
