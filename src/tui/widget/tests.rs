//! Text in columns and text that is edited, by characters as people count them.

use crate::tui::action::Edit;

use super::{TextInput, fit, width, wrap};

fn typed(text: &str) -> TextInput {
    let mut input = TextInput::default();
    for c in text.chars() {
        input.edit(Edit::Insert(c));
    }
    input
}

/// The text with the cursor as `|`.
fn after(text: &str, edits: &[Edit]) -> String {
    let mut input = typed(text);
    for edit in edits {
        input.edit(*edit);
    }
    format!("{}|{}", input.head(), input.tail())
}

#[test]
fn each_edit_moves_and_cuts_as_readline_does() {
    use Edit::{
        Backspace, Clear, Delete, DeleteToBlank, DeleteWord, Insert, KillToEnd, KillToStart, KillWord, Left,
        LineEnd, LineStart, Redo, Right, Transpose, Undo, WordLeft, WordRight, Yank,
    };
    let cases: [(&str, &[Edit], &str); 22] = [
        ("one two", &[WordLeft], "one |two"),
        ("one two", &[LineStart, WordRight], "one| two"),
        ("one-two x", &[DeleteToBlank, DeleteToBlank], "|"),
        ("one-two", &[DeleteWord], "one-|"),
        ("one two three", &[DeleteToBlank, DeleteToBlank, Yank], "one two three|"),
        ("one two", &[LineStart, KillWord, KillWord, Yank], "one two|"),
        ("one two", &[WordLeft, KillToEnd, LineStart, Yank], "two|one "),
        ("one two", &[WordLeft, KillToStart, LineEnd, Yank], "twoone |"),
        ("one two", &[Clear, Yank, Yank], "one twoone two|"),
        ("ab", &[Transpose], "ba|"),
        ("abc", &[Left, Left, Transpose], "ba|c"),
        ("漢é", &[Transpose], "é漢|"),
        ("one two", &[Undo], "one |"),
        ("one two", &[Undo, Undo, Undo, Undo], "|"),
        ("one two", &[Undo, Undo, Redo], "one |"),
        ("one two", &[Undo, Insert('x'), Redo], "one x|"),
        ("a\nbc", &[LineStart], "a\n|bc"),
        ("a\nbc", &[LineStart, Left, LineStart, Right], "a|\nbc"),
        ("👨\u{200d}👩\u{200d}👧\u{200d}👦", &[Backspace], "|"),
        ("e\u{301}x", &[Left, Left, Delete], "|x"),
        ("🇩🇪🇫🇷", &[Backspace], "🇩🇪|"),
        ("שלום", &[Left, Backspace], "של|ם"),
    ];
    for (text, edits, expected) in cases {
        assert_eq!(after(text, edits), expected, "{text:?} {edits:?}");
    }
}

#[test]
fn rows_break_where_unicode_allows_it() {
    let cases: [(&str, usize, &[&str]); 12] = [
        ("hello bob, full", 9, &["hello", "bob, full"]),
        ("a word, and (brackets)!", 8, &["a word,", "and", "(bracket", "s)!"]),
        ("well-known", 6, &["well-", "known"]),
        ("漢字、かな", 5, &["漢", "字、", "かな"]),
        ("no\u{a0}break here", 8, &["no break", "here"]),
        ("abcdefgh", 3, &["abc", "def", "gh"]),
        ("漢字漢字", 5, &["漢字", "漢字"]),
        (
            "x 👨\u{200d}👩\u{200d}👧\u{200d}👦👨\u{200d}👩\u{200d}👧\u{200d}👦",
            3,
            &["x", "👨\u{200d}👩\u{200d}👧\u{200d}👦", "👨\u{200d}👩\u{200d}👧\u{200d}👦"],
        ),
        ("", 5, &[""]),
        ("  indented", 12, &["  indented"]),
        ("of yours: /listen 5000", 11, &["of yours:", "/listen", "5000"]),
        ("and/or", 4, &["and/", "or"]),
    ];
    for (text, columns, expected) in cases {
        assert_eq!(wrap(text, columns), expected, "{text:?} in {columns}");
    }
}

#[test]
fn no_row_is_wider_than_its_columns() {
    let text =
        "e\u{301}\u{301} 漢字 👩\u{200d}💻, שלום עולם / \\u{202e}evil ｆｕｌｌ, tail—dash… (x) $5.00 a/b/c";
    for columns in 2..60 {
        for row in wrap(text, columns) {
            assert!(width(&row) <= columns, "{row:?} in {columns}");
        }
        assert!(width(&fit(text, columns)) <= columns);
    }
}
