//! What a character does, by the tables of Unicode.

use icu_properties::props::{
    DefaultIgnorableCodePoint, Emoji, EmojiModifier, ExtendedPictographic, GeneralCategory,
    GeneralCategoryGroup, PrependedConcatenationMark,
};
use icu_properties::{CodePointMapData, CodePointSetData};

/// The emoji form of the character in front.
pub(super) const EMOJI_FORM: char = '\u{fe0f}';
/// Keeps two letters apart that would join.
pub(super) const NON_JOINER: char = '\u{200c}';
/// Joins what would stand apart.
pub(super) const JOINER: char = '\u{200d}';
/// A symbol that looks like a space.
const BRAILLE_BLANK: char = '\u{2800}';

fn category(c: char) -> GeneralCategory {
    CodePointMapData::<GeneralCategory>::new().get(c)
}

/// Whether a character may stand as it is: it is assigned, takes its own place and acts on nothing.
pub(super) fn is_plain(c: char) -> bool {
    if c.is_ascii() {
        // Most of what is shown, and no table is needed for it.
        return !c.is_ascii_control();
    }
    let acts = match category(c) {
        GeneralCategory::Control
        | GeneralCategory::LineSeparator
        | GeneralCategory::ParagraphSeparator
        | GeneralCategory::PrivateUse
        | GeneralCategory::Surrogate => true,
        // The signs that stand before Arabic and Syriac numbers are format characters that can be seen.
        GeneralCategory::Format => !CodePointSetData::new::<PrependedConcatenationMark>().contains(c),
        // Tables know of emoji before these are assigned.
        GeneralCategory::Unassigned => !is_pictographic(c),
        _ => false,
    };
    !acts && !CodePointSetData::new::<DefaultIgnorableCodePoint>().contains(c)
}

/// Whether a character sits on the one in front and can be seen.
pub fn is_mark(c: char) -> bool {
    !c.is_ascii() && GeneralCategoryGroup::Mark.contains(category(c)) && is_plain(c)
}

pub(super) fn is_letter(c: char) -> bool {
    GeneralCategoryGroup::Letter.contains(category(c)) && is_plain(c)
}

/// Whether nothing of it can be seen.
pub fn is_blank(c: char) -> bool {
    GeneralCategoryGroup::Separator.contains(category(c)) || c == BRAILLE_BLANK || !is_plain(c)
}

pub(super) fn is_pictographic(c: char) -> bool {
    CodePointSetData::new::<ExtendedPictographic>().contains(c)
}

pub(super) fn has_emoji_form(c: char) -> bool {
    CodePointSetData::new::<Emoji>().contains(c)
}

/// Whether an emoji sequence may go on behind it.
pub(super) fn ends_emoji(c: char) -> bool {
    is_pictographic(c) || c == EMOJI_FORM || CodePointSetData::new::<EmojiModifier>().contains(c)
}
