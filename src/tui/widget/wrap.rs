//! Text in columns: by characters as people count them, and by the columns these take.

use unicode_segmentation::UnicodeSegmentation as _;
use unicode_width::UnicodeWidthStr;

/// Columns that a text takes.
pub(in crate::tui) fn width(text: &str) -> usize {
    text.graphemes(true).map(UnicodeWidthStr::width).sum()
}

/// As much of a text as `columns` hold, with an ellipsis for the rest.
pub(in crate::tui) fn fit(text: &str, columns: usize) -> String {
    if width(text) <= columns {
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

/// A text in rows of at most `columns`, broken between words where that is possible.
pub(in crate::tui) fn wrap(text: &str, columns: usize) -> Vec<String> {
    let columns = columns.max(2);
    let (mut rows, mut row, mut used) = (Vec::new(), String::new(), 0);
    for word in text.split_word_bounds() {
        let wide = width(word);
        if used + wide > columns && used > 0 {
            rows.push(std::mem::take(&mut row));
            used = 0;
            if word.trim().is_empty() {
                continue;
            }
        }
        for grapheme in word.graphemes(true) {
            if used + grapheme.width() > columns {
                rows.push(std::mem::take(&mut row));
                used = 0;
            }
            row.push_str(grapheme);
            used += grapheme.width();
        }
    }
    rows.push(row);
    rows
}
