//! A filter as an option of the command line.

use crate::inspector::filter::{Filter, ParseError, Subject};
use crate::text::escape;

/// Reads a filter about lines of net.log.
///
/// # Errors
/// What is wrong with it, the text, and below it a caret at the place.
pub(super) fn of_lines(text: &str) -> Result<Filter, String> {
    Filter::about(Subject::Lines, text).map_err(|error| pointed(text, &error))
}

fn pointed(text: &str, error: &ParseError) -> String {
    let columns = |part: &str| escape(part).to_string().chars().count();
    let before = columns(text.get(..error.at.start).unwrap_or(text));
    let marks = text.get(error.at.clone()).map_or(1, columns).max(1);
    let (blanks, carets) = (" ".repeat(before), "^".repeat(marks));
    format!("{error}, at {}\n    {}\n    {blanks}{carets}", error.column(text), escape(text))
}

#[cfg(test)]
mod tests {
    use super::of_lines;

    #[test]
    fn a_fault_is_shown_below_the_text() {
        assert!(of_lines("").is_ok_and(|filter| filter.is_empty()));
        assert!(of_lines("event == frame && seq > 3").is_ok());
        let why = of_lines("seq == 1 && levl == warn").unwrap_err();
        let expected = "unknown field \"levl\": did you mean level?, at 13\n    seq == 1 && levl == warn\n                ^^^^";
        assert_eq!(why, expected);
        assert!(!of_lines("a\u{1b}[2J").unwrap_err().contains('\u{1b}'));
    }
}
