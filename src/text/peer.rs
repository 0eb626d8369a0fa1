//! Text from a peer.

use core::fmt;

use unicode_segmentation::UnicodeSegmentation as _;

use crate::defence::{Defence, Defences};

use super::class;
use super::escaped::{Escaped, Place};
use super::json::Json;

/// Most characters, as people count them, of a nick that is kept.
pub const NAME_GRAPHEMES_MAX: usize = 32;
/// Most bytes of a nick that is kept.
pub const NAME_BYTES_MAX: usize = 128;

/// What a peer wrote, as it was sent. It cannot be printed, logged or taken for own text by accident:
///
/// ```compile_fail,E0277
/// let nick = peerscope::text::PeerText::from("eve");
/// println!("{nick}");
/// ```
///
/// ```compile_fail,E0308
/// let nick = peerscope::text::PeerText::from("eve");
/// let name: &str = &nick;
/// ```
///
/// ```
/// use peerscope::text::{PeerText, Place};
/// let nick = PeerText::from("eve\u{1b}[2J");
/// assert_eq!(nick.shown(Place::Message).to_string(), "eve\\u{1b}[2J");
/// assert_eq!(format!("{nick:?}"), "[7 bytes of text]");
/// ```
#[derive(Clone, Default, PartialEq, Eq)]
pub struct PeerText(String);

impl PeerText {
    /// For people.
    pub fn shown(&self, place: Place) -> Escaped<'_> {
        Escaped::new(&self.0, place)
    }

    /// For people, where there is room for the line breaks of a message: line by line.
    pub fn shown_lines(&self) -> impl Iterator<Item = Escaped<'_>> {
        self.0.lines().map(|line| Escaped::new(line, Place::Message))
    }

    /// For programs, whole.
    pub fn json(&self) -> Json<'_> {
        Json::new(&self.0)
    }

    /// As it was sent, for the few places that `tests/architecture.rs` lists: they take it apart and show
    /// nothing.
    pub fn as_sent(&self) -> &str {
        &self.0
    }

    /// For whatever is written down by `{:?}`: its size, so that what people say does not reach a log that way.
    pub(crate) fn noted(&self, defences: Defences) -> String {
        if defences.hold(Defence::Redaction) {
            format!("[{} bytes of text]", self.0.len())
        } else {
            self.0.clone()
        }
    }

    /// Whether it holds this word, which is in lower case.
    pub fn holds(&self, word: &str) -> bool {
        self.0.to_lowercase().contains(word)
    }

    /// How many bytes.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether it has no byte.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether nothing of it can be seen.
    pub fn is_blank(&self) -> bool {
        self.0.chars().all(class::is_blank)
    }

    /// As much of it as a name may have: [`NAME_GRAPHEMES_MAX`] characters in [`NAME_BYTES_MAX`] bytes, cut
    /// between characters.
    #[must_use]
    pub fn cut_to_name(&self) -> Self {
        let ends = self.0.grapheme_indices(true).map(|(at, grapheme)| at + grapheme.len());
        let end = ends.take(NAME_GRAPHEMES_MAX).take_while(|end| *end <= NAME_BYTES_MAX).last();
        Self(self.0.get(..end.unwrap_or_default()).unwrap_or_default().to_owned())
    }
}

impl From<String> for PeerText {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl From<&Self> for PeerText {
    fn from(text: &Self) -> Self {
        text.clone()
    }
}

impl From<&str> for PeerText {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl PartialEq<str> for PeerText {
    fn eq(&self, other: &str) -> bool {
        self.0 == other
    }
}

impl fmt::Debug for PeerText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.noted(Defences::ALL))
    }
}
