//! Names for peers: what may be one, and how one is made from what a peer calls itself.

use crate::crypto::Pin;

/// Longest petname, in characters.
pub(super) const CHARS_MAX: usize = 32;
/// Combining marks in a row: names in every script pass, towers do not.
const MARKS_MAX: usize = 2;
/// So many digits alone are a port, where an address or a petname can be given.
const PORT_DIGITS: usize = 5;

/// Whether the text can be a petname as it is.
pub(super) fn is_petname(text: &str) -> bool {
    sanitise(text).is_some_and(|clean| clean == text)
}

/// What of the text can be a petname: visible characters; `-` for each run of spaces. `None` when nothing is
/// left, or what is left would be read as a port or a fingerprint.
pub(super) fn sanitise(text: &str) -> Option<String> {
    let mut name = String::new();
    let mut marks = 0;
    for c in text.chars() {
        let c = if c.is_whitespace() { '-' } else { c };
        marks = if is_mark(c) { marks + 1 } else { 0 };
        let repeated = c == '-' && name.ends_with('-') && text.contains(char::is_whitespace);
        let starts_badly = name.is_empty() && (is_mark(c) || c == '-');
        if is_visible(c) && marks <= MARKS_MAX && !repeated && !starts_badly {
            name.push(c);
        }
    }
    let name = cut(&name, CHARS_MAX);
    let name = name.trim_end_matches('-');
    let is_port = name.len() <= PORT_DIGITS && name.chars().all(|c| c.is_ascii_digit());
    (!is_port && name.parse::<Pin>().is_err()).then(|| name.to_owned())
}

/// `name`, then `name-2`, `name-3` and so on, each no longer than a petname may be.
pub(super) fn numbered(name: &str) -> impl Iterator<Item = String> + '_ {
    let following = (2_u32..).map(move |number| {
        let end = format!("-{number}");
        cut(name, CHARS_MAX - end.len()) + &end
    });
    std::iter::once(name.to_owned()).chain(following)
}

/// Whether two petnames are one to a reader who does not look at capitals.
pub(super) fn same(a: &str, b: &str) -> bool {
    lower(a).eq(lower(b))
}

/// What two petnames have in common that are the same.
pub(super) fn folded(name: &str) -> String {
    lower(name).collect()
}

fn lower(name: &str) -> impl Iterator<Item = char> {
    name.chars().flat_map(char::to_lowercase)
}

fn cut(text: &str, chars: usize) -> String {
    text.chars().take(chars).collect()
}

/// Printable by the standard library's table (no control, format, private, unassigned or separator
/// characters, no quotes and no backslash), and neither blank nor part of an address or a command.
fn is_visible(c: char) -> bool {
    let printable = {
        // Behind another character a combining mark is shown as it is, so only the table decides.
        let text = String::from_iter(['x', c]);
        text.escape_debug().eq(text.chars())
    };
    let punctuation = matches!(c, ':' | '#' | '/' | ',' | '@' | '[' | ']');
    let blank = matches!(
        c,
        '\u{034f}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}' | '\u{2800}'
            | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{ffa0}' | '\u{e0000}'..='\u{e0fff}'
    );
    printable && !punctuation && !blank && !c.is_whitespace()
}

/// The standard library escapes a combining mark that stands alone, and only then.
fn is_mark(c: char) -> bool {
    is_visible(c) && c.escape_debug().len() > 1
}
