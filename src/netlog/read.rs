//! The reading end: `peerscope log`.

use std::io;

use tracing::Level;

use crate::inspector::filter::{Filter, LogFields};
use crate::keystore::untagged;
use crate::text::{self, escape};

/// One line of net.log, taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry<'a> {
    /// When.
    pub time: &'a str,
    /// How important.
    pub level: Level,
    /// What.
    pub event: &'a str,
    /// Names and values. A value keeps its `\u{..}`.
    pub fields: Vec<(&'a str, String)>,
}

impl<'a> Entry<'a> {
    /// Reads a line; `None` for one that is not of this format, such as the torn end of a log.
    pub fn parse(line: &'a str) -> Option<Self> {
        let mut words = line.splitn(4, ' ');
        let (time, level, event) = (words.next()?, words.next()?.parse().ok()?, words.next()?);
        let fields = fields(words.next().unwrap_or_default())?;
        [time, event].into_iter().all(is_bare).then_some(Self { time, level, event, fields })
    }

    /// As a JSON object: `time`, `level`, `event`, then the fields, numbers as numbers.
    pub fn json(&self) -> String {
        let level = self.level.to_string();
        let head = [("time", self.time), ("level", &level), ("event", self.event)];
        let head = head.map(|(name, value)| format!("\"{name}\":{}", escape(value).json()));
        let rest = self.fields.iter().map(|(name, value)| {
            let value = if is_number(value) || value == "true" || value == "false" {
                value.clone()
            } else {
                escape(value).json().to_string()
            };
            format!("{}:{value}", escape(name).json())
        });
        format!("{{{}}}", head.into_iter().chain(rest).collect::<Vec<_>>().join(","))
    }
}

/// Whether JSON may take the text as a number, and a reader will not lose digits of it.
fn is_number(value: &str) -> bool {
    let digits = value.strip_prefix('-').unwrap_or(value);
    let plain = digits == "0" || !digits.starts_with('0');
    (1..=15).contains(&digits.len()) && plain && digits.bytes().all(|digit| digit.is_ascii_digit())
}

/// Splits `name=value name="quoted value"`, each parted from the next by one space.
fn fields(mut rest: &str) -> Option<Vec<(&str, String)>> {
    let mut found = Vec::new();
    while !rest.is_empty() {
        let (name, after) = rest.split_once('=')?;
        let (value, remainder) = if let Some(quoted) = after.strip_prefix('"') {
            unquote(quoted)?
        } else {
            let (value, remainder) = after.split_at(after.find(' ').unwrap_or(after.len()));
            is_bare(value).then(|| (value.to_owned(), remainder))?
        };
        found.push((Some(name).filter(|name| is_bare(name))?, value));
        rest = if remainder.is_empty() { remainder } else { remainder.strip_prefix(' ')? };
    }
    Some(found)
}

/// Whether a text stands in the log without quotes.
fn is_bare(text: &str) -> bool {
    !text.is_empty() && text.chars().all(text::is_bare)
}

fn unquote(quoted: &str) -> Option<(String, &str)> {
    let mut value = String::new();
    let mut characters = quoted.char_indices();
    while let Some((at, c)) = characters.next() {
        match c {
            '"' => return Some((value, quoted.get(at + 1..)?)),
            '\\' => match characters.next()?.1 {
                escaped @ ('"' | '\\') => value.push(escaped),
                other => value.extend(['\\', other]),
            },
            plain => value.push(plain),
        }
    }
    None
}

impl LogFields for Entry<'_> {
    fn head(&self) -> [&str; 3] {
        [self.time, self.level.as_str(), self.event]
    }

    fn fields(&self) -> impl Iterator<Item = (&str, &str)> {
        self.fields.iter().map(|(name, value)| (*name, value.as_str()))
    }
}

/// Which lines are printed.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// The least important level.
    pub level: Level,
    /// What else is asked of a line.
    pub filter: Filter,
}

impl Wanted {
    /// Whether a line is. One that is not of this format has no level and no field: only a filter leaves it out.
    fn has(&self, entry: Option<&Entry<'_>>) -> bool {
        match entry {
            Some(entry) => entry.level <= self.level && self.filter.matches_line(entry),
            None => self.filter.is_empty(),
        }
    }
}

/// Prints one line of the log if it is wanted; gives what was printed, if that is of the format.
///
/// # Errors
/// Those of `out`.
pub fn print<'a>(
    out: &mut dyn io::Write,
    line: &'a str,
    wanted: &Wanted,
    format: Format,
) -> io::Result<Option<Entry<'a>>> {
    // The tag is for who verifies the log.
    let line = untagged(line).map_or(line, |(line, _)| line);
    let entry = Entry::parse(line);
    if !wanted.has(entry.as_ref()) {
        return Ok(None);
    }
    match (format, &entry) {
        (Format::Text, _) => writeln!(out, "{}", escape(line)),
        (Format::Json, Some(entry)) => writeln!(out, "{}", entry.json()),
        (Format::Json, None) => writeln!(out, "{{\"event\":\"damaged\",\"text\":{}}}", escape(line).json()),
    }?;
    Ok(entry)
}

/// How the log is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// As it is.
    Text,
    /// One JSON object a line.
    Json,
}
