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
    /// Commands that a person has named.
    pub aliases: Vec<AliasWish>,
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

/// A name for a command with what stands behind it, as the table `[aliases]` says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AliasWish {
    /// Where it says so: the file and the line.
    pub place: String,
    /// What is typed, without the slash.
    pub name: String,
    /// What it stands for.
    pub stands_for: String,
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
    /// The commands that a person has named.
    pub aliases: Vec<AliasWish>,
    /// What is wrong.
    pub complaints: Vec<Complaint>,
}

/// Reads the text of a file.
pub fn read(text: &str) -> Said {
    let line = |at: usize| text.bytes().take(at).filter(|byte| *byte == b'\n').count() + 1;
    let (table, faults) = DeTable::parse_recoverable(text);
    let mut said = Said::default();
    said.complaints.extend(faults.iter().map(|fault| Complaint {
        line: line(fault.span().map_or(0, |span| span.start)),
        why: format!("this is no TOML: {}", fault.message()),
    }));
    for (name, value) in table.get_ref() {
        if let DeValue::Table(wishes) = value.get_ref() {
            let mut wishes: Vec<_> = wishes.iter().collect();
            // The first rule of colours that matches counts, so that the order of the file is kept.
            wishes.sort_by_key(|(name, _)| name.span().start);
            let wishes = wishes
                .into_iter()
                .map(|(name, value)| (line(name.span().start), name.get_ref().as_ref(), value.get_ref()));
            let add = TABLES.iter().find(|(table, _)| table == name.get_ref());
            if let Some((_, add)) = add {
                let refused = wishes.filter_map(|row: Row<'_>| Some((row.0, add(&mut said, row).err()?)));
                let refused: Vec<Complaint> = refused.map(|(line, why)| Complaint { line, why }).collect();
                said.complaints.extend(refused);
                continue;
            }
        }
        let words = match value.get_ref() {
            DeValue::String(text) => text.to_string(),
            DeValue::Boolean(value) => value.to_string(),
            DeValue::Integer(number) => number.to_string(),
            _ => text.get(value.span()).unwrap_or_default().to_owned(),
        };
        if let Err(why) = set(&mut said.settings, name.get_ref(), &words) {
            said.complaints.push(Complaint { line: line(name.span().start), why });
        }
    }
    said.complaints.sort_by_key(|complaint| complaint.line);
    said.complaints.dedup_by_key(|complaint| complaint.line);
    said
}

/// One line of a table: where it stands, its name and its value.
type Row<'a> = (usize, &'a str, &'a DeValue<'a>);

/// Takes a line of a table.
type Add = fn(&mut Said, Row<'_>) -> Result<(), String>;

/// The tables, and how a line of each is taken; the error says what the line should be.
const TABLES: [(&str, Add); 3] = [(KEYS, add_key), (COLOURS, add_colour), (ALIASES, add_alias)];

fn add_key(said: &mut Said, (line, action, value): Row<'_>) -> Result<(), String> {
    let chords = chords(value).ok_or_else(|| format!("{action:?} is a key or a list of keys"))?;
    said.keys.push(KeyWish { place: format!("line {line}"), action: action.to_owned(), chords });
    Ok(())
}

fn add_colour(said: &mut Said, (line, filter, value): Row<'_>) -> Result<(), String> {
    let colour = value.as_str().ok_or_else(|| format!("{filter:?} is the name of a colour"))?;
    let (place, filter, colour) = (format!("line {line}"), filter.to_owned(), colour.to_owned());
    said.colours.push(ColourWish { place, filter, colour });
    Ok(())
}

fn add_alias(said: &mut Said, (line, name, value): Row<'_>) -> Result<(), String> {
    let command = value.as_str().ok_or_else(|| format!("{name:?} is a command in quotes"))?;
    let (place, name, stands_for) = (format!("line {line}"), name.to_owned(), command.to_owned());
    said.aliases.push(AliasWish { place, name, stands_for });
    Ok(())
}

/// The name of the table of keys.
pub(super) const KEYS: &str = "keys";
/// The name of the table of colours.
const COLOURS: &str = "colours";
/// The name of the table of commands that a person has named.
pub(super) const ALIASES: &str = "aliases";

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
