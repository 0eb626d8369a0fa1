//! Keeping what was chosen while the program ran: `/changes` and `/save`.

use crate::settings::{Changes, Settings};
use crate::text::escape;

use super::alias::Aliases;
use super::app::App;
use super::command::Done;
use super::effect::Effect;
use super::keys::Keymap;
use super::model_talk::Voice;

/// What the file and the command line say.
#[derive(Clone, Debug, Default)]
pub(super) struct Kept {
    /// The settings.
    pub(super) settings: Settings,
    /// The keys.
    pub(super) keys: Keymap,
    /// The names for commands.
    pub(super) aliases: Aliases,
}

impl App {
    /// `/changes`: what is otherwise than by default, as the file says it.
    pub(super) fn changes(&mut self) -> Vec<Effect> {
        let all = written(&self.changes_since(&Kept::default()));
        let unsaved = written(&self.changes_since(&self.choice.kept));
        let mut said = if all.is_empty() { vec!["everything is set as by default".to_owned()] } else { all };
        if !unsaved.is_empty() {
            said.push("/save keeps it in config.toml:".to_owned());
            said.extend(unsaved);
        }
        self.model.say(Voice::Program, &said.join("\n"));
        Vec::new()
    }

    /// `/save`
    pub(super) fn save_command(&self) -> Done {
        let changes = self.changes_since(&self.choice.kept);
        if changes.is_empty() {
            return Err("nothing was changed since config.toml was read".to_owned());
        }
        Ok(vec![Effect::Save(changes)])
    }

    /// The file has all of this now.
    pub(super) fn saved(&mut self, changes: &Changes) {
        self.choice.kept = self.as_now();
        self.model.say(Voice::Program, &format!("saved in config.toml:\n{}", written(changes).join("\n")));
    }

    /// What counts now.
    pub(super) fn as_now(&self) -> Kept {
        Kept {
            settings: self.choice.settings.clone(),
            keys: self.model.keys.clone(),
            aliases: self.model.aliases.clone(),
        }
    }

    fn changes_since(&self, kept: &Kept) -> Changes {
        let (now, before) = (&self.model.aliases, &kept.aliases);
        let new = now.iter().filter(|(name, line)| before.get(name) != Some(line));
        let new = new.map(|(name, line)| (name.to_owned(), Some(line.to_owned())));
        let gone = before.iter().filter(|(name, _)| now.get(name).is_none());
        let gone = gone.map(|(name, _)| (name.to_owned(), None));
        Changes {
            settings: Changes::of_settings(&kept.settings, &self.choice.settings),
            keys: self.model.keys.changed_since(&kept.keys),
            aliases: new.chain(gone).collect(),
        }
    }
}

/// Changes as lines, for a person.
fn written(changes: &Changes) -> Vec<String> {
    let settings = changes.settings.iter().map(|(name, value)| format!("{name} = {}", escape(value)));
    let keys = changes.keys.iter().map(|(action, keys)| match keys {
        Some(keys) => format!("keys: {action} = {keys:?}"),
        None => format!("keys: {action} as usual"),
    });
    let aliases = changes.aliases.iter().map(|(name, line)| match line {
        Some(line) => format!("aliases: {name} = {}", escape(line)),
        None => format!("aliases: {name} is gone"),
    });
    settings.chain(keys).chain(aliases).collect()
}
