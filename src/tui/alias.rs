//! Commands that a person has named: `/alias gm /all good morning` makes `/gm` one.

use std::collections::BTreeMap;

use crate::settings::AliasWish;
use crate::text::escape;

use super::app::App;
use super::command::{self, Done};
use super::model_talk::Voice;

/// Names that are kept.
const NAMES_MAX: usize = 100;
/// Characters of a name.
const NAME_CHARS_MAX: usize = 32;

/// What `peerscope config` says about them.
pub const ALIASES_REFERENCE: &str = "\
# Names of your own for commands: what is typed behind a name is added at the end of what it stands for.
[aliases]
# gm = \"/all good morning\"
# sent = \"/filter kind == text && dir == sent\"

";

/// What each name stands for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Aliases {
    lines: BTreeMap<String, String>,
}

impl Aliases {
    /// The names that were wished for, and what cannot be had of them, in words.
    pub(super) fn wished(wishes: &[AliasWish]) -> (Self, Vec<String>) {
        let (mut aliases, mut complaints) = (Self::default(), Vec::new());
        for wish in wishes {
            if let Err(why) = aliases.put(&wish.name, &wish.stands_for) {
                complaints.push(format!("{}: {why}", wish.place));
            }
        }
        (aliases, complaints)
    }

    /// Every name and what it stands for.
    pub(super) fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.lines.iter().map(|(name, line)| (name.as_str(), line.as_str()))
    }

    /// What a name stands for.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.lines.get(name).map(String::as_str)
    }

    /// The line that is meant by one that begins with a name. What stands behind the name is added at its end, and
    /// a name in that place is none any more, so that no line goes round.
    pub(super) fn meant(&self, line: &str) -> Option<String> {
        let typed = line.strip_prefix('/')?;
        let (name, rest) = typed.split_once(char::is_whitespace).unwrap_or((typed, ""));
        let line = self.get(&name.to_lowercase())?;
        Some(format!("{line} {}", rest.trim()).trim_end().to_owned())
    }

    /// Gives a command a name.
    ///
    /// # Errors
    /// Why it cannot have this one, in words.
    fn put(&mut self, name: &str, line: &str) -> Result<(), String> {
        let shown = escape(name);
        let is_name = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "-_".contains(c);
        if name.is_empty() || name.chars().count() > NAME_CHARS_MAX || !name.chars().all(is_name) {
            return Err(format!(
                "a name is 1 to {NAME_CHARS_MAX} of a to z, 0 to 9, - and _: {shown:.40} is none"
            ));
        }
        if command::known(name).is_some() {
            return Err(format!("/{name} is a command already, which nothing can take the place of"));
        }
        let word = line.strip_prefix('/').and_then(|line| line.split_whitespace().next());
        let is_command = word.is_some_and(|word| command::known(&word.to_lowercase()).is_some());
        if !is_command || line.contains(char::is_control) {
            return Err(format!("/{name} has to stand for one line that begins with a command"));
        }
        if self.lines.len() >= NAMES_MAX && !self.lines.contains_key(name) {
            return Err(format!("there are {NAMES_MAX} names: /unalias takes one away"));
        }
        self.lines.insert(name.to_owned(), line.to_owned());
        Ok(())
    }
}

fn no_name(name: &str) -> String {
    format!("/{} is no name of yours: /alias alone lists them", escape(name))
}

impl App {
    /// `/alias [NAME [COMMAND]]`
    pub(super) fn alias_command(&mut self, rest: &str) -> Done {
        let (name, line) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
        let name = name.trim_start_matches('/').to_lowercase();
        let aliases = &mut self.model.aliases;
        let line = line.trim();
        if !line.is_empty() {
            aliases.put(&name, line)?;
        }
        let is_meant = |(other, _): &(&str, &str)| name.is_empty() || *other == name;
        let lines =
            aliases.iter().filter(is_meant).map(|(name, line)| format!("/{name} is {}", escape(line)));
        let lines: Vec<String> = lines.collect();
        let none = || match name.as_str() {
            "" => "nothing has a name of yours yet: /alias gm /all good morning makes /gm".to_owned(),
            name => no_name(name),
        };
        if lines.is_empty() {
            return Err(none());
        }
        let kept = if line.is_empty() { "" } else { "; /save keeps it" };
        self.model.say(Voice::Program, &format!("{}{kept}", lines.join("\n")));
        Ok(Vec::new())
    }

    /// `/unalias NAME`
    pub(super) fn unalias_command(&mut self, name: &str) -> Done {
        let name = name.trim_start_matches('/').to_lowercase();
        if self.model.aliases.lines.remove(&name).is_none() {
            return Err(no_name(&name));
        }
        self.notice = Some(format!("/{name} is nothing any more; /save keeps it so"));
        Ok(Vec::new())
    }
}
