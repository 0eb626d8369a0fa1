//! Lines from stdin, of bounded length, read by a thread of their own: a read from a terminal cannot be called off.

use std::io::{self, IsTerminal as _};

use tokio::sync::mpsc;

/// Longest line in bytes: the longest text, and room for a command in front of it.
const LINE_BYTES_MAX: usize = 17 * 1024;
/// A terminal passes on a line of at most so many bytes and throws away the rest without a word.
const TERMINAL_LINE_BYTES: usize = 4_095;
/// Lines that may wait.
const LINES_MAX: usize = 16;

/// What stdin gave.
#[derive(Debug, PartialEq, Eq)]
pub enum Typed {
    /// A line without its end.
    Line(String),
    /// A line that was dropped, and why.
    Refused(&'static str),
}

/// Starts reading; the channel ends with stdin.
pub fn stdin_lines() -> mpsc::Receiver<Typed> {
    let (sender, receiver) = mpsc::channel(LINES_MAX);
    std::thread::spawn(move || {
        let mut input = io::stdin().lock();
        let at_terminal = io::stdin().is_terminal();
        while let Some(typed) = next(&mut input).map(|typed| if at_terminal { whole(typed) } else { typed }) {
            if sender.blocking_send(typed).is_err() {
                return;
            }
        }
    });
    receiver
}

/// A line from a terminal, unless the terminal has cut it.
pub(super) fn whole(typed: Typed) -> Typed {
    match typed {
        Typed::Line(line) if line.len() >= TERMINAL_LINE_BYTES => Typed::Refused(
            "a terminal passes on 4,095 bytes of a line; this one is cut and was not sent: send it in parts, or from a pipe",
        ),
        other => other,
    }
}

/// The next line; `None` at the end, and after an error, which ends the input too.
pub(super) fn next(input: &mut impl io::BufRead) -> Option<Typed> {
    let mut line = Vec::new();
    let mut length = 0_usize;
    loop {
        let available = match input.fill_buf() {
            Ok(available) => available,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(_) => return None,
        };
        let end = available.iter().position(|byte| *byte == b'\n');
        let piece = available.get(..end.unwrap_or(available.len())).unwrap_or_default();
        if piece.is_empty() && end.is_none() {
            if length == 0 {
                return None;
            }
            break;
        }
        length = length.saturating_add(piece.len());
        if length <= LINE_BYTES_MAX {
            line.extend_from_slice(piece);
        }
        let used = piece.len() + usize::from(end.is_some());
        input.consume(used);
        if end.is_some() {
            break;
        }
    }
    if length > LINE_BYTES_MAX {
        return Some(Typed::Refused("a text has at most 16,384 bytes; this line is longer and was not sent"));
    }
    if line.last() == Some(&b'\r') {
        line.pop();
    }
    let refused = Typed::Refused("a line has to be UTF-8; this one is not and was not sent");
    Some(String::from_utf8(line).map_or(refused, Typed::Line))
}
