//! Names for peers: what may be one, and how one is made from what a peer calls itself.

use crate::crypto::Pin;
use crate::text::{MARKS_MAX, PeerText, is_blank, is_mark};

/// Longest petname, in characters.
pub(super) const CHARS_MAX: usize = 32;
/// So many digits alone are a port, where an address or a petname can be given.
const PORT_DIGITS: usize = 5;

/// Whether the text can be a petname as it is.
pub(super) fn is_petname(text: &str) -> bool {
    sanitise(text).is_some_and(|clean| clean == text)
}

/// What of a nick can be a petname.
pub(super) fn claimed(nick: &PeerText) -> Option<String> {
    sanitise(nick.as_sent()).filter(|name| !reads_as_fingerprint(name))
}

/// What whoever has nobody of this name calls somebody with this nick; `None` where the fingerprint has to do.
pub fn petname_for(nick: &str) -> Option<String> {
    claimed(&PeerText::from(nick))
}

/// Whether the name would be taken for the beginning of somebody's fingerprint.
pub(super) fn reads_as_fingerprint(name: &str) -> bool {
    name.len() >= 4 && name.chars().all(|c| c.is_ascii_hexdigit() || c == '-')
}

/// What of the text can be a petname: visible characters; `-` for each run of spaces. `None` when nothing is
/// left, or what is left would be read as a port or a fingerprint.
pub(super) fn sanitise(text: &str) -> Option<String> {
    let mut name = String::new();
    let mut marks = 0;
    for c in text.chars() {
        let c = if c.is_whitespace() { '-' } else { c };
        let marks_now = if is_mark(c) { marks + 1 } else { 0 };
        let repeated = c == '-' && name.ends_with('-') && text.contains(char::is_whitespace);
        let starts_badly = name.is_empty() && (is_mark(c) || c == '-');
        // Marks around something that is left out stand on one character in the end.
        if is_visible(c) && marks_now <= MARKS_MAX && !repeated && !starts_badly {
            marks = marks_now;
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
pub fn same(a: &str, b: &str) -> bool {
    lower(a).eq(lower(b))
}

fn lower(name: &str) -> impl Iterator<Item = char> {
    name.chars().flat_map(char::to_lowercase)
}

fn cut(text: &str, chars: usize) -> String {
    text.chars().take(chars).collect()
}

/// Whether a name may have it: it can be seen, and is no part of an address, a command or a quotation.
fn is_visible(c: char) -> bool {
    let punctuation = matches!(c, ':' | '#' | '/' | ',' | '@' | '[' | ']' | '\'' | '"' | '\\');
    !is_blank(c) && !punctuation
}
