//! `peerscope log`: prints net.log, filtered by level, as text or as JSON lines.

use std::fs::File;
use std::io::{self, BufRead as _, BufReader, Write as _};
use std::process::ExitCode;
use std::time::Duration;

use anyhow::Context as _;
use clap::{Args, ValueEnum};
use serde_json::{Map, Value};

use crate::cli::Place;
use crate::escape::escape;
use crate::net::Clock;

/// How often a followed log is looked at.
const FOLLOW_PERIOD: Duration = Duration::from_millis(200);

/// What to print.
#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of the command line")]
pub struct Options {
    #[command(flatten)]
    place: Place,
    /// Go on as lines are added
    #[arg(long)]
    follow: bool,
    /// Each line as a JSON object
    #[arg(long)]
    json: bool,
    /// Leave out what is less important than this
    #[arg(long, default_value = "debug")]
    level: Level,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
enum Level {
    Error,
    Warn,
    Info,
    Debug,
    Trace,
}

impl Level {
    fn of(word: &str) -> Option<Self> {
        Self::from_str(word, true).ok()
    }
}

/// Prints the log.
///
/// # Errors
/// There is no log, or it cannot be read.
pub fn run(options: &Options) -> anyhow::Result<ExitCode> {
    let path = options.place.profile()?.net_log();
    let file = File::open(&path).with_context(|| format!("cannot read {}", path.display()))?;
    let mut reader = BufReader::new(file);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build()?;
    let clock = Clock::start();
    let mut line = String::new();
    let mut out = io::stdout().lock();
    loop {
        let read = reader.read_line(&mut line)?;
        if line.ends_with('\n') {
            print(&mut out, line.trim_end(), options)?;
            line.clear();
        } else if read == 0 {
            if !options.follow {
                return Ok(ExitCode::SUCCESS);
            }
            out.flush()?;
            let next = clock.instant(clock.now().monotonic + FOLLOW_PERIOD);
            runtime.block_on(async { tokio::time::sleep_until(next).await });
        }
    }
}

fn print(out: &mut impl io::Write, line: &str, options: &Options) -> io::Result<()> {
    let mut words = line.splitn(4, ' ');
    let (time, level, event) = (words.next(), words.next(), words.next());
    let shown = level.and_then(Level::of).is_none_or(|level| level <= options.level);
    if !shown {
        return Ok(());
    }
    if !options.json {
        return writeln!(out, "{}", escape(line));
    }
    let mut object = Map::new();
    for (name, value) in [("time", time), ("level", level), ("event", event)] {
        object.insert(name.to_owned(), value.into());
    }
    for (name, value) in fields(words.next().unwrap_or_default()) {
        object.insert(name, Value::String(value));
    }
    writeln!(out, "{}", Value::Object(object))
}

/// Splits `key=value key="quoted value"`; a quoted value keeps its `\u{..}` escapes.
fn fields(mut rest: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    while let Some((name, after)) = rest.trim_start().split_once('=') {
        let (value, remainder) = after.strip_prefix('"').map_or_else(
            || {
                let (value, remainder) = after.split_once(' ').unwrap_or((after, ""));
                (value.to_owned(), remainder)
            },
            unquote,
        );
        found.push((name.to_owned(), value));
        rest = remainder;
    }
    found
}

fn unquote(quoted: &str) -> (String, &str) {
    let mut value = String::new();
    let mut characters = quoted.char_indices();
    while let Some((at, c)) = characters.next() {
        match c {
            '"' => return (value, quoted.get(at + 1..).unwrap_or_default()),
            '\\' => match characters.next() {
                Some((_, escaped @ ('"' | '\\'))) => value.push(escaped),
                Some((_, other)) => value.extend(['\\', other]),
                None => {}
            },
            plain => value.push(plain),
        }
    }
    (value, "")
}

#[cfg(test)]
mod tests {
    use super::fields;

    #[test]
    fn quoted_values_come_back_as_they_were() {
        let read = fields(r#"peer="a \"b\" \\c" seq=5 error="x\u{d}y""#);
        let expected = [("peer", r#"a "b" \c"#), ("seq", "5"), ("error", r"x\u{d}y")];
        assert_eq!(read, expected.map(|(name, value)| (name.to_owned(), value.to_owned())));
    }
}
