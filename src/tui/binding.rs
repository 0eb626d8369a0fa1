//! `/bind`: giving keys to actions while the program runs.

use crate::settings::KeyWish;

use super::app::App;
use super::command::Done;
use super::keys::{Chord, Keymap};
use super::model_talk::Voice;

/// What stands in place of an action to leave a key without any.
const OFF: &str = "off";
/// Actions that always have a key.
const NEEDED: [&str; 2] = ["send", "quit"];

impl App {
    /// `/bind [KEY [ACTION|off]]`
    pub(super) fn bind_command(&mut self, rest: &str) -> Done {
        let (key, action) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
        let action = action.trim();
        if key.is_empty() {
            return Ok(self.say_bound());
        }
        let chord = Chord::parse(key)?;
        if action.is_empty() {
            let does = self.does(chord);
            let said = if does.is_empty() { "nothing".to_owned() } else { does.join("\n") };
            self.model.say(Voice::Program, &format!("{chord} is\n{said}"));
            return Ok(Vec::new());
        }
        let (keys, said) = if action == OFF {
            let keys = self.model.keys.without(chord);
            // Whoever cannot end a line cannot take this back.
            if let Some(name) =
                NEEDED.iter().find(|name| keys.first(name).is_none() && self.model.keys.first(name).is_some())
            {
                return Err(format!("{chord} is the only key for {name}: give that another one first"));
            }
            (keys, format!("{chord} does nothing any more"))
        } else {
            let mut wishes = self.model.keys.otherwise();
            let mut chords = self.model.keys.written(action).unwrap_or_default();
            if !chords.contains(&chord.to_string()) {
                chords.push(chord.to_string());
            }
            wishes.retain(|wish| wish.action != action);
            wishes.push(KeyWish { place: String::new(), action: action.to_owned(), chords });
            let (keys, refused) = Keymap::wished(&wishes);
            if let Some(why) = refused.into_iter().next() {
                // What is usual stands behind it, which need not be what counts.
                let why = why.trim_start_matches(": ").split("; it stays").next().unwrap_or_default();
                return Err(format!("{why}; /bind {chord} says what it is, /bind {chord} off frees it"));
            }
            (keys, format!("{chord} is {action}"))
        };
        if keys == self.model.keys {
            return Err(format!("{chord} is that already"));
        }
        self.model.keys = keys;
        self.notice = Some(format!("{said}; /save keeps it"));
        Ok(Vec::new())
    }

    /// Says which actions have other keys than usual.
    fn say_bound(&mut self) -> Vec<super::effect::Effect> {
        let others = self.model.keys.otherwise();
        let lines = others.into_iter().map(|KeyWish { action, chords, .. }| match chords.as_slice() {
            [] => format!("{action} has no key"),
            chords => format!("{action} is {}", chords.join(" ")),
        });
        let lines: Vec<String> = lines.collect();
        let said = match lines.as_slice() {
            [] => "all keys are as usual: /help has them, /bind KEY ACTION gives one".to_owned(),
            lines => lines.join("\n"),
        };
        self.model.say(Voice::Program, &said);
        Vec::new()
    }

    /// What a key does, and where.
    fn does(&self, chord: Chord) -> Vec<String> {
        let all = self.model.keys.all().filter(|(_, keys)| keys.contains(&chord));
        all.map(|(binding, _)| format!("{}: {} ({})", binding.name, binding.help, binding.context.place()))
            .collect()
    }
}
