//! Reading and printing the file.

use std::fmt::{self, Write as _};

use toml::de::{DeTable, DeValue};

use super::knobs::{KNOBS, When, set};
use super::values::Settings;

/// What a person has chosen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Chosen {
    /// The settings.
    pub settings: Settings,
    /// What does not count, with its file and line.
    pub complaints: Vec<String>,
}

/// Something in the file that does not count, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Complaint {
    /// The line, from 1.
    pub line: usize,
    /// What is wrong, and what would do.
    pub why: String,
}

impl fmt::Display for Complaint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.why)
    }
}

/// The settings of a file; where it is wrong, the default.
pub fn read(text: &str) -> (Settings, Vec<Complaint>) {
    let line = |at: usize| text.bytes().take(at).filter(|byte| *byte == b'\n').count() + 1;
    let (table, faults) = DeTable::parse_recoverable(text);
    let mut complaints: Vec<Complaint> = faults
        .iter()
        .map(|fault| Complaint {
            line: line(fault.span().map_or(0, |span| span.start)),
            why: format!("this is no TOML: {}", fault.message()),
        })
        .collect();
    let mut settings = Settings::default();
    for (name, value) in table.get_ref() {
        let words = match value.get_ref() {
            DeValue::String(text) => text.to_string(),
            DeValue::Boolean(value) => value.to_string(),
            DeValue::Integer(number) => number.to_string(),
            _ => text.get(value.span()).unwrap_or_default().to_owned(),
        };
        if let Err(why) = set(&mut settings, name.get_ref(), &words) {
            complaints.push(Complaint { line: line(name.span().start), why });
        }
    }
    complaints.sort_by_key(|complaint| complaint.line);
    complaints.dedup_by_key(|complaint| complaint.line);
    (settings, complaints)
}

/// A file with every knob at its default.
pub fn default_file() -> String {
    let settings = Settings::default();
    let mut file = String::new();
    for knob in KNOBS {
        let when = if knob.when == When::Next { " Counts from the next start." } else { "" };
        // A String takes everything.
        let _ = writeln!(file, "# {}{when}\n# {}\n{}\n", knob.help, knob.allowed, knob.line(&settings));
    }
    file
}
