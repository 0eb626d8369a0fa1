//! The table of knobs.

use std::ops::RangeInclusive;

use strsim::damerau_levenshtein;

use super::values::{Accept, Colors, Ground, Notify, Osc, Settings, Shape};

/// One thing that can be chosen.
#[derive(Clone, Copy, Debug)]
pub struct Knob {
    /// Its name in `config.toml` and after `/set`.
    pub name: &'static str,
    /// What it may be, in words.
    pub allowed: &'static str,
    /// What it is for, in a sentence.
    pub help: &'static str,
    /// Whether the running program takes it, or only the next one.
    pub when: When,
    get: fn(&Settings) -> Value,
    put: fn(&mut Settings, &str) -> bool,
}

/// When a change counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// At once.
    Now,
    /// At the next start.
    Next,
}

/// A value as TOML writes it.
pub(super) enum Value {
    Switch(bool),
    Number(u32),
    Word(&'static str),
    Text(String),
}

impl std::fmt::Display for Value {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Switch(value) => write!(f, "{value}"),
            Self::Number(value) => write!(f, "{value}"),
            Self::Word(value) => write!(f, "{value:?}"),
            Self::Text(value) => write!(f, "\"{}\"", value.replace('\\', "\\\\").replace('"', "\\\"")),
        }
    }
}

const SWITCH: &str = "true or false";
const SIZES: RangeInclusive<u32> = 1..=4096;
const FILES: RangeInclusive<u32> = 0..=1000;

/// Every knob, in the order of the file.
pub const KNOBS: &[Knob] = &[
    Knob {
        name: "theme",
        allowed: "\"auto\", \"dark\" or \"light\"",
        help: "The ground of your terminal; auto is what COLORFGBG says, else dark.",
        when: When::Now,
        get: |s| word(Ground::WORDS, s.theme),
        put: |s, text| pick(Ground::WORDS, text, &mut s.theme),
    },
    Knob {
        name: "color",
        allowed: "\"auto\", \"never\", \"16\" or \"256\"",
        help: "How many colours; auto looks at NO_COLOR, COLORTERM and TERM.",
        when: When::Now,
        get: |s| word(Colors::WORDS, s.color),
        put: |s, text| pick(Colors::WORDS, text, &mut s.color),
    },
    Knob {
        name: "ascii",
        allowed: SWITCH,
        help: "Frames and signs in ASCII.",
        when: When::Now,
        get: |s| Value::Switch(s.ascii),
        put: |s, text| switch(text, &mut s.ascii),
    },
    Knob {
        name: "mouse",
        allowed: SWITCH,
        help: "The mouse clicks, scrolls and drags; hold Shift to select text all the same.",
        when: When::Now,
        get: |s| Value::Switch(s.mouse),
        put: |s, text| switch(text, &mut s.mouse),
    },
    Knob {
        name: "title",
        allowed: SWITCH,
        help: "The window is titled with your name and the number of unread texts.",
        when: When::Now,
        get: |s| Value::Switch(s.title),
        put: |s, text| switch(text, &mut s.title),
    },
    Knob {
        name: "bell",
        allowed: SWITCH,
        help: "The terminal's bell rings for a text that you do not see, and for a refused frame.",
        when: When::Now,
        get: |s| Value::Switch(s.bell),
        put: |s, text| switch(text, &mut s.bell),
    },
    Knob {
        name: "notify",
        allowed: "\"off\", \"message\", \"name\" or \"text\"",
        help: "A notification of the desktop for a text that you do not see: that there is one, whose, or what it says.",
        when: When::Now,
        get: |s| word(Notify::WORDS, s.notify),
        put: |s, text| pick(Notify::WORDS, text, &mut s.notify),
    },
    Knob {
        name: "notify_osc",
        allowed: "\"auto\", \"9\" or \"777\"",
        help: "How the terminal is asked for it; auto is 777 for rxvt, foot and VTE, else 9.",
        when: When::Now,
        get: |s| word(Osc::WORDS, s.notify_osc),
        put: |s, text| pick(Osc::WORDS, text, &mut s.notify_osc),
    },
    Knob {
        name: "seconds",
        allowed: SWITCH,
        help: "Seconds in the times of the conversation.",
        when: When::Now,
        get: |s| Value::Switch(s.seconds),
        put: |s, text| switch(text, &mut s.seconds),
    },
    Knob {
        name: "safe",
        allowed: SWITCH,
        help: "Names, addresses and texts are hidden on the screen, for those who look over your shoulder.",
        when: When::Now,
        get: |s| Value::Switch(s.safe),
        put: |s, text| switch(text, &mut s.safe),
    },
    Knob {
        name: "layout",
        allowed: "\"both\", \"chat\" or \"packets\"",
        help: "Which panes there are; zoom shows one alone.",
        when: When::Now,
        get: |s| word(Shape::WORDS, s.layout),
        put: |s, text| pick(Shape::WORDS, text, &mut s.layout),
    },
    Knob {
        name: "packets_mib",
        allowed: "1 to 4096",
        help: "MiB of packets that are kept for looking at; frames of files, then the oldest, go first.",
        when: When::Next,
        get: |s| Value::Number(s.packets_mib),
        put: |s, text| number(SIZES, text, &mut s.packets_mib),
    },
    Knob {
        name: "log_mib",
        allowed: "1 to 4096",
        help: "MiB of one file of net.log before a new one is begun.",
        when: When::Next,
        get: |s| Value::Number(s.log_mib),
        put: |s, text| number(SIZES, text, &mut s.log_mib),
    },
    Knob {
        name: "log_files",
        allowed: "0 to 1000",
        help: "Older files of net.log that are kept.",
        when: When::Next,
        get: |s| Value::Number(s.log_files),
        put: |s, text| number(FILES, text, &mut s.log_files),
    },
    Knob {
        name: "accept",
        allowed: "\"auto\", \"ask\", \"known\" or \"any\"",
        help: "What happens to unknown peers; auto asks at a terminal, else only known ones come in.",
        when: When::Next,
        get: |s| word(Accept::WORDS, s.accept),
        put: |s, text| pick(Accept::WORDS, text, &mut s.accept),
    },
    Knob {
        name: "downloads",
        allowed: "the path of a folder, or nothing for keystore/NAME/downloads",
        help: "The folder for files that you receive; ~/ is your own.",
        when: When::Next,
        get: |s| Value::Text(s.downloads.clone()),
        put: |s, text| path(text, &mut s.downloads),
    },
];

impl Knob {
    /// The line of the file that says this.
    pub fn line(&self, settings: &Settings) -> String {
        format!("{} = {}", self.name, self.value(settings))
    }

    /// The words that it may be, as a person types them; none for a number.
    pub fn words(&self) -> Vec<&'static str> {
        if self.allowed == SWITCH {
            return vec!["on", "off"];
        }
        self.allowed.split('"').skip(1).step_by(2).collect()
    }

    /// The value as it stands in the file.
    pub(super) fn value(&self, settings: &Settings) -> Value {
        (self.get)(settings)
    }
}

/// Turns a knob; gives it.
///
/// # Errors
/// What is wrong with the name or the value, in words, and what would do.
pub fn set(settings: &mut Settings, name: &str, value: &str) -> Result<&'static Knob, String> {
    let knob = KNOBS.iter().find(|knob| knob.name == name).ok_or_else(|| unknown(name))?;
    // What a person types after /set.
    let value = match (knob.allowed, value) {
        (SWITCH, "on") => "true",
        (SWITCH, "off") => "false",
        (_, other) => other,
    };
    if (knob.put)(settings, value) {
        return Ok(knob);
    }
    Err(format!("{name} is {}, not {value:?}", knob.allowed))
}

fn unknown(name: &str) -> String {
    if name == "keys" {
        return "keys is a table: [keys], and below it a line for each action".to_owned();
    }
    if name == "colours" {
        return "colours is a table: [colours], and below it a line for each filter".to_owned();
    }
    if name == "aliases" {
        return "aliases is a table: [aliases], and below it a line for each name".to_owned();
    }
    let near = |knob: &&Knob| damerau_levenshtein(name, knob.name);
    match KNOBS.iter().min_by_key(near).filter(|knob| near(knob) <= 2) {
        Some(knob) => format!("there is no setting {name:?}: did you mean {}?", knob.name),
        None => format!("there is no setting {name:?}: peerscope config lists all"),
    }
}

fn word<T: Copy + PartialEq>(words: &'static [(&'static str, T)], value: T) -> Value {
    Value::Word(words.iter().find(|(_, other)| *other == value).map_or("", |(word, _)| word))
}

fn pick<T: Copy>(words: &[(&str, T)], text: &str, value: &mut T) -> bool {
    let found = words.iter().find(|(word, _)| *word == text);
    found.map(|(_, found)| *value = *found).is_some()
}

fn switch(text: &str, value: &mut bool) -> bool {
    text.parse().map(|found| *value = found).is_ok()
}

/// A path that a line can hold.
fn path(text: &str, value: &mut String) -> bool {
    let is_good = !text.contains(char::is_control);
    if is_good {
        text.clone_into(value);
    }
    is_good
}

fn number(range: RangeInclusive<u32>, text: &str, value: &mut u32) -> bool {
    text.parse().ok().filter(|found| range.contains(found)).map(|found| *value = found).is_some()
}
