//! Lines from stdin, of bounded length, read by a thread of their own since stdin cannot be waited for.

use std::io::{self, BufRead as _, Read as _};

use tokio::sync::mpsc;

/// Longest line in bytes: the longest text, and room for a command in front of it.
const LINE_BYTES_MAX: usize = 32 * 1024;

/// What stdin gave.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Typed {
    Line(String),
    /// Too long, or not UTF-8; it was dropped.
    Refused(&'static str),
}

/// Starts reading; the channel ends with stdin.
pub(super) fn lines() -> mpsc::Receiver<Typed> {
    let (sender, receiver) = mpsc::channel(16);
    std::thread::spawn(move || {
        let mut input = io::stdin().lock();
        while let Some(typed) = next(&mut input) {
            if sender.blocking_send(typed).is_err() {
                return;
            }
        }
    });
    receiver
}

fn next(input: &mut impl io::BufRead) -> Option<Typed> {
    let mut bytes = Vec::new();
    let limit = u64::try_from(LINE_BYTES_MAX).unwrap_or(u64::MAX);
    let read = input.by_ref().take(limit).read_until(b'\n', &mut bytes).ok()?;
    if read == 0 {
        return None;
    }
    if bytes.last() != Some(&b'\n') && bytes.len() == LINE_BYTES_MAX {
        input.skip_until(b'\n').ok()?;
        return Some(Typed::Refused("a line has at most 32 KiB; this one was not sent"));
    }
    match String::from_utf8(bytes) {
        Ok(line) => Some(Typed::Line(line.trim_end_matches(['\n', '\r']).to_owned())),
        Err(_) => Some(Typed::Refused("a line has to be UTF-8; this one was not sent")),
    }
}

#[cfg(test)]
mod tests {
    use super::{LINE_BYTES_MAX, Typed, next};

    #[test]
    fn an_endless_line_is_dropped_whole_and_the_next_one_is_read() {
        let long = "x".repeat(3 * LINE_BYTES_MAX);
        let mut input = std::io::Cursor::new(format!("one\r\n{long}\ntwo"));
        assert_eq!(next(&mut input), Some(Typed::Line("one".to_owned())));
        assert!(matches!(next(&mut input), Some(Typed::Refused(_))));
        assert_eq!(next(&mut input), Some(Typed::Line("two".to_owned())));
        assert_eq!(next(&mut input), None);
    }
}
