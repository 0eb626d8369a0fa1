//! Text in columns: by characters as people count them, and by the columns these take.

use std::ops::Range;

use unicode_linebreak::{BreakOpportunity, linebreaks};
use unicode_segmentation::UnicodeSegmentation as _;
use unicode_width::UnicodeWidthStr as _;

use crate::text::width;

/// A blank at which no row is broken.
pub(in crate::tui) const NO_BREAK: char = '\u{a0}';

/// As much of a text as `columns` hold, with an ellipsis for the rest.
pub(in crate::tui) fn fit(text: &str, columns: usize) -> String {
    // No character takes more columns than bytes.
    if text.len() <= columns || width(text) <= columns {
        return text.to_owned();
    }
    let mut left = columns.saturating_sub(1);
    let whole = |grapheme: &&str| {
        let fits = grapheme.width() <= left;
        left = left.saturating_sub(grapheme.width());
        fits
    };
    let mut cut: String = text.graphemes(true).take_while(whole).collect();
    if columns > 0 {
        cut.push('…');
    }
    cut
}

/// What comes behind so many columns of a text.
pub(in crate::tui) fn after(text: &str, columns: usize) -> &str {
    let mut gone = 0;
    let kept = text.grapheme_indices(true).find(|(_, grapheme)| {
        let is_behind = gone >= columns;
        gone += grapheme.width();
        is_behind
    });
    kept.and_then(|(at, _)| text.get(at..)).unwrap_or_default()
}

/// What all names begin with, in whole characters.
pub(in crate::tui) fn common_start<'a>(mut names: impl Iterator<Item = &'a str>) -> String {
    let Some(first) = names.next() else { return String::new() };
    let mut common: Vec<&str> = first.graphemes(true).collect();
    for name in names {
        let same = common.iter().zip(name.graphemes(true)).take_while(|(one, other)| **one == *other).count();
        common.truncate(same);
    }
    common.concat()
}

/// A text in rows of at most `columns`, broken where Unicode allows it (UAX 14), and between two characters
/// where a word is longer than a row. Blanks at the end of a row are not in it, and those that do not break have done
/// their work: they are blanks like others.
pub(in crate::tui) fn wrap(text: &str, columns: usize) -> Vec<String> {
    let rows = rows(text, columns).into_iter();
    rows.map(|row| text.get(row).unwrap_or_default().trim_end().replace(NO_BREAK, " ")).collect()
}

/// The same as places in the text. Together they are the whole text, and the last row ends where it ends:
/// blanks hang over the end of a row, so that only they may be wider than `columns`.
pub(in crate::tui) fn rows(text: &str, columns: usize) -> Vec<Range<usize>> {
    let columns = columns.max(2);
    let (mut rows, mut start, mut used, mut from) = (Vec::new(), 0, 0, 0);
    for (to, kind) in linebreaks(text) {
        // A slash that stands before a word is part of it: /connect.
        let before = text.get(..to).and_then(|before| before.strip_suffix('/'));
        let leads = |before: &&str| to < text.len() && before.trim_end().len() < before.len().max(1);
        let to = before.filter(leads).map_or(to, str::len);
        if to == from && to < text.len() {
            continue;
        }
        let piece = text.get(from..to).unwrap_or_default();
        let bare = width(piece.trim_end());
        if bare > 0 && used > 0 && used + bare > columns {
            rows.push(start..from);
            (start, used) = (from, 0);
        }
        if bare > columns {
            for (at, grapheme) in piece.grapheme_indices(true) {
                let wide = grapheme.width();
                if used + wide > columns && !grapheme.trim().is_empty() {
                    rows.push(start..from + at);
                    (start, used) = (from + at, 0);
                }
                used += wide;
            }
        } else {
            used += width(piece);
        }
        from = to;
        if kind == BreakOpportunity::Mandatory && to < text.len() {
            rows.push(start..to);
            (start, used) = (to, 0);
        }
    }
    rows.push(start..text.len());
    rows
}
