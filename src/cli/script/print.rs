//! What scripts print: data on stdout, as columns or as JSON.

use std::collections::BTreeMap;
use std::io::{self, Write as _};

use clap::Args;
use serde_json::Value;

use crate::cli::error::Error;
use crate::cli::filter::{Typed, of_lines};
use crate::inspector::filter::LogFields;
use crate::inspector::{read_time, written_text};
use crate::plain::Format;
use crate::text::escape;

/// An answer, taken apart.
pub(super) struct Answer {
    line: String,
    fields: BTreeMap<String, String>,
}

impl Answer {
    pub(super) fn read(line: String) -> Result<Self, Error> {
        let read: serde_json::Result<BTreeMap<String, Value>> = serde_json::from_str(&line);
        let fields = read.map_err(io::Error::from).map_err(Error::io("read the answer"))?;
        let text = |(name, value)| match value {
            Value::Null => None,
            Value::String(text) => Some((name, text)),
            other => Some((name, other.to_string())),
        };
        Ok(Self { line, fields: fields.into_iter().filter_map(text).collect() })
    }

    /// Which event it is.
    pub(super) fn word(&self) -> &str {
        self.text("event")
    }

    /// A field as text; nothing where there is none.
    pub(super) fn text(&self, name: &str) -> &str {
        self.fields.get(name).map(String::as_str).unwrap_or_default()
    }

    /// The refusal that it is, if it is one.
    pub(super) fn refusal(&self) -> Option<Error> {
        let refused = || Error::Refused {
            why: self.text("error").to_owned(),
            code: self.text("code").parse().unwrap_or(1),
        };
        (self.word() == "error").then(refused)
    }

    /// Why a try to reach a peer failed, if it says so.
    pub(super) fn fault(&self) -> Option<String> {
        let is_fault = matches!(self.word(), "unreachable" | "closed");
        self.fields.get("error").filter(|_| is_fault).cloned()
    }

    /// Prints it whole, or these of its fields as columns.
    pub(super) fn print(&self, format: Format, columns: &[&str]) -> Result<(), Error> {
        if format == Format::Json {
            return say(&self.line);
        }
        let none = || "-".to_owned();
        let column = |name: &&str| self.fields.get(*name).map_or_else(none, |text| escape(text).to_string());
        say(&columns.iter().map(column).chain(self.written()).collect::<Vec<_>>().join("\t"))
    }

    /// When the peer wrote it, of a text that came later than that.
    fn written(&self) -> Option<String> {
        written_text(read_time(self.text("sent_at"))?, read_time(self.text("time"))?)
    }
}

/// The fields of an answer that have other names in filters.
const FILTER_NAMES: [(&str, &str); 2] = [("text", "text.body"), ("number", "text.number")];

/// A filter looks at an answer as at a line of net.log.
impl LogFields for Answer {
    fn head(&self) -> [&str; 3] {
        [self.text("time"), "", self.word()]
    }

    fn fields(&self) -> impl Iterator<Item = (&str, &str)> {
        let renamed = |name| FILTER_NAMES.iter().find(|(own, _)| *own == name).map(|(_, filter)| *filter);
        self.fields.iter().map(move |(name, value)| (renamed(name).unwrap_or(name), value.as_str()))
    }
}

/// Which texts are printed.
#[derive(Debug, Args)]
pub(super) struct Wanted {
    /// Only texts that match, in the language of the filter bar: peer, text.body, text.number
    #[arg(long, value_name = "EXPR", value_parser = of_lines, default_value = "", hide_default_value = true)]
    filter: Typed,
}

impl Wanted {
    /// Whether this is one.
    pub(super) fn takes(&self, answer: &Answer) -> bool {
        self.filter.filter.matches_line(answer)
    }
}

/// Prints answers as columns or whole. A reader that goes has seen enough: `peerscope list | head -1`.
pub(super) fn print_all(
    answers: impl IntoIterator<Item = Answer>,
    format: Format,
    columns: &[&str],
) -> Result<(), Error> {
    for answer in answers {
        match answer.print(format, columns) {
            Err(Error::Io { source, .. }) if source.kind() == io::ErrorKind::BrokenPipe => break,
            printed => printed?,
        }
    }
    Ok(())
}

/// Prints a line at once.
pub(super) fn say(line: &str) -> Result<(), Error> {
    let mut out = io::stdout().lock();
    writeln!(out, "{line}").and_then(|()| out.flush()).map_err(Error::io("print"))
}
