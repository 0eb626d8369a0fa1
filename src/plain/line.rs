//! One printed line, as words for people or as an object for programs.

use std::io::{self, Write as _};

use serde_json::{Map, Value};

use crate::escape::escape;

/// How lines are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// A word, then text for people.
    Text,
    /// One JSON object a line.
    Json,
}

/// A line to be printed: its word, its sentence, its fields.
#[derive(Debug)]
pub struct Line {
    event: &'static str,
    sentence: String,
    fields: Map<String, Value>,
}

impl Line {
    /// A line that begins with this word.
    pub fn new(event: &'static str) -> Self {
        Self { event, sentence: String::new(), fields: Map::new() }
    }

    /// What people read after the word; escaped when it is printed.
    #[must_use]
    pub fn say(mut self, sentence: impl Into<String>) -> Self {
        self.sentence = sentence.into();
        self
    }

    /// What programs read.
    #[must_use]
    pub fn field(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.fields.insert(name.to_owned(), value.into());
        self
    }

    fn text(&self) -> String {
        let mut lines = self.sentence.split('\n');
        let first = lines.next().unwrap_or_default();
        // A text of several lines stays one event: what follows is marked as its continuation.
        lines.fold(format!("{} {}", self.event, escape(first)), |text, line| {
            format!("{text}\n  | {}", escape(line))
        })
    }

    fn json(&self) -> String {
        let mut object = Map::new();
        object.insert("event".to_owned(), self.event.into());
        object.extend(self.fields.clone());
        json(&Value::Object(object))
    }
}

/// JSON in which every string went through the one type that makes text safe.
fn json(value: &Value) -> String {
    match value {
        Value::String(text) => escape(text).json().to_string(),
        Value::Array(items) => format!("[{}]", items.iter().map(json).collect::<Vec<_>>().join(",")),
        Value::Object(fields) => {
            let fields =
                fields.iter().map(|(name, value)| format!("{}:{}", escape(name).json(), json(value)));
            format!("{{{}}}", fields.collect::<Vec<_>>().join(","))
        }
        plain => plain.to_string(),
    }
}

/// Where lines go. Each is flushed at once.
#[derive(Clone, Copy, Debug)]
pub struct Printer {
    format: Format,
}

impl Printer {
    /// A printer to stdout.
    pub const fn new(format: Format) -> Self {
        Self { format }
    }

    /// Prints one line.
    ///
    /// # Errors
    /// The system's: nobody reads any more.
    pub fn print(self, line: &Line) -> io::Result<()> {
        let text = match self.format {
            Format::Text => line.text(),
            Format::Json => line.json(),
        };
        let mut out = io::stdout().lock();
        writeln!(out, "{}", text.trim_end())?;
        out.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::Line;

    #[test]
    fn json_holds_the_text_itself_and_no_control_character() {
        let line = Line::new("message").field("text", "\u{1b}[2J\u{9b}\u{202e}\u{e0041}é\n");
        let json = line.json();
        assert_eq!(crate::escape::escape(&json).to_string(), json);
        let back: serde_json::Value = serde_json::from_str(&json).unwrap();
        assert_eq!(back["text"], "\u{1b}[2J\u{9b}\u{202e}\u{e0041}é\n");
        assert_eq!(back["event"], "message");
    }

    #[test]
    fn a_text_of_several_lines_is_one_event_with_marked_continuations() {
        let text = Line::new("message").say("bob: one\nconnected eve").text();
        assert_eq!(text, "message bob: one\n  | connected eve");
    }
}
