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
    /// The keys that are wanted other than usual; what draws the screen knows which can be had.
    pub keys: Vec<KeyWish>,
    /// Rows of packets that are wanted in another colour, the rule that counts first in front.
    pub colours: Vec<ColourWish>,
    /// What does not count, with its file and line.
    pub complaints: Vec<String>,
}

/// Keys for one action, as the table `[keys]` says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyWish {
    /// Where it says so: the file and the line.
    pub place: String,
    /// The name of the action.
    pub action: String,
    /// The keys, as they are written.
    pub chords: Vec<String>,
}

/// A colour for some packets, as the table `[colours]` says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ColourWish {
    /// Where it says so: the file and the line.
    pub place: String,
    /// Which packets.
    pub filter: String,
    /// The name of the colour.
    pub colour: String,
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

/// What a file says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Said {
    /// The settings; where the file is wrong, the default.
    pub settings: Settings,
    /// The keys.
    pub keys: Vec<KeyWish>,
    /// The colours, in the order of the file.
    pub colours: Vec<ColourWish>,
    /// What is wrong.
    pub complaints: Vec<Complaint>,
}

/// Reads the text of a file.
pub fn read(text: &str) -> Said {
    let line = |at: usize| text.bytes().take(at).filter(|byte| *byte == b'\n').count() + 1;
    let (table, faults) = DeTable::parse_recoverable(text);
    let mut complaints: Vec<Complaint> = faults
        .iter()
        .map(|fault| Complaint {
            line: line(fault.span().map_or(0, |span| span.start)),
            why: format!("this is no TOML: {}", fault.message()),
        })
        .collect();
    let (mut settings, mut keys, mut colours) = (Settings::default(), Vec::new(), Vec::new());
    for (name, value) in table.get_ref() {
        if let (KEYS, DeValue::Table(wishes)) = (name.get_ref().as_ref(), value.get_ref()) {
            for (action, value) in wishes {
                let line = line(action.span().start);
                if let Some(chords) = chords(value.get_ref()) {
                    let (place, action) = (format!("line {line}"), action.get_ref().to_string());
                    keys.push(KeyWish { place, action, chords });
                } else {
                    let why = format!("{:?} is a key or a list of keys", action.get_ref());
                    complaints.push(Complaint { line, why });
                }
            }
            continue;
        }
        if let (COLOURS, DeValue::Table(wishes)) = (name.get_ref().as_ref(), value.get_ref()) {
            let mut wishes: Vec<_> = wishes.iter().collect();
            // The first rule that matches counts, so that the order of the file is kept.
            wishes.sort_by_key(|(filter, _)| filter.span().start);
            for (filter, value) in wishes {
                let (line, filter) = (line(filter.span().start), filter.get_ref().to_string());
                match value.get_ref().as_str() {
                    Some(colour) => {
                        let (place, colour) = (format!("line {line}"), colour.to_owned());
                        colours.push(ColourWish { place, filter, colour });
                    }
                    None => complaints
                        .push(Complaint { line, why: format!("{filter:?} is the name of a colour") }),
                }
            }
            continue;
        }
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
    Said { settings, keys, colours, complaints }
}

/// The name of the table of keys.
const KEYS: &str = "keys";
/// The name of the table of colours.
const COLOURS: &str = "colours";

/// A key, or a list of them.
fn chords(value: &DeValue<'_>) -> Option<Vec<String>> {
    match value {
        DeValue::String(key) => Some(vec![key.to_string()]),
        DeValue::Array(keys) => {
            let key = |key: &DeValue<'_>| key.as_str().map(str::to_owned);
            keys.iter().map(|value| key(value.get_ref())).collect()
        }
        _ => None,
    }
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
