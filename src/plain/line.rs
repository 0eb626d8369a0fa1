//! One printed line: its stable word, a sentence for people, fields for programs.

use std::fmt::{self, Write as _};
use std::io::{self, IsTerminal as _};

use serde_json::Value;

use crate::text::{Escaped, PeerText, Place, escape};

/// How lines are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// The word, then a sentence.
    Text,
    /// One JSON object a line, `event` first.
    Json,
}

/// A line to be printed. Whatever it says, it is one line, and acts on nothing.
#[derive(Clone, Debug)]
pub struct Line {
    word: &'static str,
    sentence: String,
    fields: Vec<(&'static str, Field)>,
}

#[derive(Clone, Debug)]
enum Field {
    Own(Value),
    Peer(PeerText),
}

impl Line {
    /// A line that begins with this word.
    pub const fn new(word: &'static str) -> Self {
        Self { word, sentence: String::new(), fields: Vec::new() }
    }

    /// What people read after the word.
    #[must_use]
    pub fn say(mut self, sentence: impl Into<String>) -> Self {
        self.sentence = sentence.into();
        self
    }

    /// What programs read.
    #[must_use]
    pub fn field(mut self, name: &'static str, value: impl Into<Value>) -> Self {
        self.fields.push((name, Field::Own(value.into())));
        self
    }

    /// What programs read of what a peer wrote: all of it, as a JSON string.
    #[must_use]
    pub fn peer_field(mut self, name: &'static str, text: Option<&PeerText>) -> Self {
        let field = text.map_or(Field::Own(Value::Null), |text| Field::Peer(text.clone()));
        self.fields.push((name, field));
        self
    }

    /// The word and the names of the fields.
    #[cfg(test)]
    pub(super) fn shape(&self) -> (&'static str, Vec<&'static str>) {
        (self.word, self.fields.iter().map(|(name, _)| *name).collect())
    }

    /// The line as it is written, without its end.
    pub fn render(&self, format: Format) -> String {
        match format {
            Format::Text if self.sentence.is_empty() => self.word.to_owned(),
            Format::Text => format!("{} {}", self.word, Escaped::new(&self.sentence, Place::Message)),
            Format::Json => self.json(),
        }
    }

    fn json(&self) -> String {
        let mut object = format!("{{\"event\":{}", escape(self.word).json());
        for (name, value) in &self.fields {
            // Writing to a string cannot fail.
            let _ = match value {
                Field::Own(value) => write!(object, ",{}:{}", escape(name).json(), Safe(value)),
                Field::Peer(text) => write!(object, ",{}:{}", escape(name).json(), text.json()),
            };
        }
        object.push('}');
        object
    }
}

/// A JSON value whose strings act on no terminal.
struct Safe<'a>(&'a Value);

impl fmt::Display for Safe<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Value::String(text) => escape(text).json().fmt(f),
            Value::Array(items) => {
                f.write_char('[')?;
                for (index, item) in items.iter().enumerate() {
                    let comma = if index == 0 { "" } else { "," };
                    write!(f, "{comma}{}", Safe(item))?;
                }
                f.write_char(']')
            }
            other => other.fmt(f),
        }
    }
}

/// Where lines go. Each is flushed at once.
pub struct Printer {
    format: Format,
    watched: bool,
    out: Box<dyn io::Write + Send>,
}

impl fmt::Debug for Printer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Printer({:?})", self.format)
    }
}

impl Printer {
    /// A printer to stdout.
    pub fn stdout(format: Format) -> Self {
        let watched = format == Format::Text && io::stdout().is_terminal();
        Self { watched, ..Self::new(format, io::stdout()) }
    }

    /// A printer to anything.
    pub fn new(format: Format, out: impl io::Write + Send + 'static) -> Self {
        Self { format, watched: false, out: Box::new(out) }
    }

    /// A printer whose lines a person sees.
    #[cfg(test)]
    pub(super) fn watched(out: impl io::Write + Send + 'static) -> Self {
        Self { watched: true, ..Self::new(Format::Text, out) }
    }

    /// Whether a person sees what is printed, as far as that can be known: only then is a text said to be shown.
    pub const fn is_watched(&self) -> bool {
        self.watched
    }

    /// How this one writes.
    pub const fn format(&self) -> Format {
        self.format
    }

    /// Prints one line.
    ///
    /// # Errors
    /// The system's: nobody reads any more.
    pub fn print(&mut self, line: &Line) -> io::Result<()> {
        let mut text = line.render(self.format);
        text.push('\n');
        self.out.write_all(text.as_bytes())?;
        self.out.flush()
    }
}
