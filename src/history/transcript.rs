//! A conversation as a file: Markdown to read, or one JSON object a line for programs.

use std::fmt::Write as _;
use std::path::Path;

use crate::inspector::{counted, time_text, written_text};
use crate::node::{By, Said};
use crate::text::escape;

/// The file, in the form that its name asks for: `.jsonl`, else Markdown.
pub fn file(path: &Path, (own, peer): (&str, &str), lines: &[Said]) -> String {
    let is_json = path.extension().is_some_and(|end| end.eq_ignore_ascii_case("jsonl"));
    let mut text = String::new();
    if !is_json {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "# {} and {}\n", plain(own), plain(peer));
    }
    for said in lines {
        let _ = if is_json { json(&mut text, peer, said) } else { markdown(&mut text, (own, peer), said) };
    }
    text
}

/// What is said once it is written.
pub fn written(path: &Path, lines: &[Said]) -> String {
    format!(
        "{} written to {}, for everybody to read who has the file",
        counted(lines.len(), "text"),
        path.display()
    )
}

fn markdown(text: &mut String, (own, peer): (&str, &str), said: &Said) -> std::fmt::Result {
    let (who, how) = match said.by {
        By::Us { state, .. } => (own, format!(", {}", state.word())),
        By::Them { sent_at, .. } => {
            let written = written_text(sent_at, said.at).map(|written| format!(", {written}"));
            (peer, written.unwrap_or_default())
        }
    };
    let does = if said.action { "* " } else { "" };
    writeln!(text, "**{}** · {}{how}\n", plain(who), time_text(said.at))?;
    for line in said.body.shown_lines() {
        // Four blanks make it text as it is: nothing that somebody wrote becomes a heading, a link or HTML.
        writeln!(text, "    {does}{line}")?;
    }
    writeln!(text)
}

fn json(text: &mut String, peer: &str, said: &Said) -> std::fmt::Result {
    let (from, state, sent_at) = match said.by {
        By::Us { state, .. } => ("us", Some(state.word()), None),
        By::Them { sent_at, .. } => ("them", None, Some(sent_at.0)),
    };
    write!(text, "{{\"peer\":{},\"from\":\"{from}\",\"time_ms\":{}", escape(peer).json(), said.at.0)?;
    if let Some(state) = state {
        write!(text, ",\"state\":\"{state}\"")?;
    }
    if let Some(sent_at) = sent_at {
        write!(text, ",\"sent_at_ms\":{sent_at}")?;
    }
    writeln!(text, ",\"number\":{},\"action\":{},\"text\":{}}}", said.number, said.action, said.body.json())
}

/// A name, without what Markdown would make of it.
fn plain(name: &str) -> String {
    let shown = escape(name).to_string();
    shown.chars().flat_map(|c| c.is_ascii_punctuation().then_some('\\').into_iter().chain([c])).collect()
}
