//! A filter as an option of the command line.

use crate::inspector::filter::{Filter, Subject};
use crate::text::escape;

/// A filter, and the text that it was read from.
#[derive(Clone, Debug)]
pub(super) struct Typed {
    pub(super) text: String,
    pub(super) filter: Filter,
}

/// Reads a filter about packets.
///
/// # Errors
/// What is wrong with it, the text, and below it a caret at the place.
pub(super) fn of_packets(text: &str) -> Result<Typed, String> {
    typed(Subject::Packets, text)
}

/// Reads a filter about lines of net.log.
///
/// # Errors
/// As those of [`of_packets`].
pub(super) fn of_lines(text: &str) -> Result<Typed, String> {
    typed(Subject::Lines, text)
}

fn typed(subject: Subject, text: &str) -> Result<Typed, String> {
    let filter = Filter::about(subject, text).map_err(|error| {
        let (said, caret) = (error.placed(text), error.caret(text));
        format!("{}\n    {}\n    {caret}", escape(&said), escape(text))
    })?;
    Ok(Typed { text: text.to_owned(), filter })
}

#[cfg(test)]
mod tests {
    use super::{of_lines, of_packets};

    #[test]
    fn a_fault_is_shown_below_the_text() {
        assert!(of_lines("").is_ok_and(|typed| typed.filter.is_empty()));
        assert!(of_lines("event == frame && seq > 3").is_ok());
        let why = of_lines("seq == 1 && levl == warn").unwrap_err();
        let expected = "unknown field \"levl\": did you mean level?, at column 13\n    seq == 1 && levl == warn\n                ^^^^";
        assert_eq!(why, expected);
        assert!(!of_lines("a\u{1b}[2J").unwrap_err().contains('\u{1b}'));
    }

    #[test]
    fn the_caret_stands_below_the_place_also_behind_wide_and_escaped_characters() {
        let why = of_packets("text.body == \"\u{6f22}\u{200b}\" && levl").unwrap_err();
        let [_, text, caret] = why.lines().collect::<Vec<_>>()[..] else { panic!("{why}") };
        let blanks = caret.chars().take_while(|c| *c == ' ').count();
        // One character before it takes two columns.
        assert_eq!(text.chars().skip(blanks - 1).collect::<String>(), "levl");
    }
}
