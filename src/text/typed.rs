//! Words and paths as people type and paste them.

use std::path::PathBuf;

/// The words of a line. What stands in quotes is one, with its blanks and without the quotes.
pub fn words(line: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let mut rest = line.trim_start();
    while !rest.is_empty() {
        let quoted = ['\'', '"'].into_iter().find_map(|quote| rest.strip_prefix(quote)?.split_once(quote));
        let plain = || rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
        let (word, after) = quoted.unwrap_or_else(plain);
        words.push(word);
        rest = after.trim_start();
    }
    words
}

/// A path: in quotes or not, with `~/` for one's own folder.
pub fn typed_path(typed: &str) -> PathBuf {
    let quoted = |quote| typed.strip_prefix(quote).and_then(|rest: &str| rest.strip_suffix(quote));
    let plain = quoted('\'').or_else(|| quoted('"')).unwrap_or(typed);
    match plain.strip_prefix("~/").zip(std::env::home_dir()) {
        Some((rest, home)) => home.join(rest),
        None => PathBuf::from(plain),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_in_quotes_is_one_word() {
        let cases: [(&str, &[&str]); 6] = [
            ("", &[]),
            ("  bob  keep 3 ", &["bob", "keep", "3"]),
            ("'my talk.md' all", &["my talk.md", "all"]),
            ("bob \"my talk.md\"", &["bob", "my talk.md"]),
            ("o'brien it's", &["o'brien", "it's"]),
            ("'tis open", &["'tis", "open"]),
        ];
        for (line, expected) in cases {
            assert_eq!(words(line), expected, "{line}");
        }
    }

    #[test]
    fn a_path_may_stand_in_quotes_and_begin_with_ones_own_folder() {
        let home = std::env::home_dir().unwrap();
        for (typed, expected) in [
            ("talk.md", PathBuf::from("talk.md")),
            ("'/tmp/a b'", PathBuf::from("/tmp/a b")),
            ("~/a b", home.join("a b")),
            ("\"~/a b\"", home.join("a b")),
        ] {
            assert_eq!(typed_path(typed), expected, "{typed}");
        }
    }
}
