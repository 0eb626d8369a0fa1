//! A text in exactly so many columns.

use unicode_segmentation::UnicodeSegmentation as _;
use unicode_width::UnicodeWidthStr as _;

use crate::tui::theme::Theme;

use super::width;

/// A text in exactly so many columns: blanks after it, or a sign where its end was cut off.
pub(in crate::tui) fn cell(theme: Theme, text: &str, columns: usize) -> String {
    let text = theme.words(text);
    let wide = width(&text);
    if wide <= columns {
        return format!("{text}{}", " ".repeat(columns - wide));
    }
    let mut left = columns.saturating_sub(1);
    let mut cut = String::new();
    for grapheme in text.graphemes(true) {
        if grapheme.width() > left {
            break;
        }
        left -= grapheme.width();
        cut.push_str(grapheme);
    }
    if columns > 0 {
        cut.push('…');
    }
    cut.push_str(&" ".repeat(left));
    cut
}
