//! What a person has chosen, and changing it while the program runs.

use crate::inspector::clock_text;
use crate::node::UnixMillis;
use crate::settings::{self, Chosen, KNOBS, Settings, Shape, When};

use super::alias::Aliases;
use super::app::{App, Pointer, View};
use super::colours::Colours;
use super::command::Done;
use super::effect::Effect;
use super::keys::Keymap;
use super::model_talk::Voice;
use super::saving::Kept;
use super::theme::Theme;

/// Where choices come from.
#[derive(Clone, Debug)]
pub(super) struct Choice {
    /// What counts now.
    pub(super) settings: Settings,
    /// What the terminal can show by itself.
    found: Theme,
    /// What the command line says: it wins over the file, at the start and each time it is read again.
    pinned: Vec<(&'static str, String)>,
    /// What the file and the command line said: what is otherwise now was changed since.
    pub(super) kept: Kept,
    /// The setting `layout` as the file and the command line say it.
    pub(super) said_layout: Shape,
}

/// Whether something in the file does not count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Faults {
    /// All of it counts.
    None,
    /// What does not stands in the conversation.
    Some,
}

impl Choice {
    /// What the command line leaves open, on a terminal that shows this by itself.
    pub(super) fn new(found: Theme, pinned: Vec<(&'static str, String)>) -> Self {
        let settings = Settings::default();
        Self { said_layout: settings.layout, settings, found, pinned, kept: Kept::default() }
    }
}

impl App {
    /// Takes what is in the file, and says what of it does not count.
    pub(super) fn chosen(&mut self, chosen: Chosen) -> (Vec<Effect>, Faults) {
        let mut settings = chosen.settings;
        for (name, value) in &self.choice.pinned {
            // The command line was checked when it was read.
            let _ = settings::set(&mut settings, name, value);
        }
        self.choice.said_layout = settings.layout;
        let (keys, refused) = Keymap::wished(&chosen.keys);
        self.model.keys = keys;
        let (colours, unusable) = Colours::wished(&chosen.colours);
        self.colours = colours;
        self.name_anew();
        let (aliases, unnamed) = Aliases::wished(&chosen.aliases);
        self.model.aliases = aliases;
        let refused: Vec<String> = refused.into_iter().chain(unusable).chain(unnamed).collect();
        let faults =
            if chosen.complaints.is_empty() && refused.is_empty() { Faults::None } else { Faults::Some };
        for complaint in chosen.complaints.into_iter().chain(refused) {
            self.model.say(Voice::Alarm, &complaint);
        }
        let effects = self.adopt(settings);
        self.choice.kept = self.as_now();
        (effects, faults)
    }

    fn adopt(&mut self, settings: Settings) -> Vec<Effect> {
        self.theme = self.choice.found.chosen(&settings);
        let Settings { safe, layout, mouse, .. } = settings;
        let before = std::mem::replace(&mut self.choice.settings, settings);
        if before.safe != safe {
            self.safe_turned();
        }
        if before.layout != layout {
            self.desk.choose(layout.word());
        }
        let pointer = if mouse { Pointer::Taken } else { Pointer::Left };
        if before.mouse == mouse { Vec::new() } else { self.point(pointer) }
    }

    /// Takes the mouse or leaves it to the terminal.
    pub(super) fn point(&mut self, pointer: Pointer) -> Vec<Effect> {
        self.choice.settings.mouse = pointer == Pointer::Taken;
        self.pointer = pointer;
        let said = match pointer {
            Pointer::Taken => "the mouse selects panes, scrolls and drags; hold Shift to select text",
            Pointer::Left => "the mouse is the terminal's: it selects text",
        };
        self.notice = Some(said.to_owned());
        vec![Effect::Mouse(self.pointer)]
    }

    /// A time of day in UTC, in minutes or in seconds.
    pub(super) fn clock_of(&self, time: UnixMillis) -> String {
        let digits = if self.choice.settings.seconds { 8 } else { 5 };
        clock_text(time).chars().take(digits).collect()
    }

    /// `/mouse on|off`, and either of both without a word.
    pub(super) fn mouse_command(&mut self, word: &str) -> Done {
        match word {
            "on" => Ok(self.point(Pointer::Taken)),
            "off" => Ok(self.point(Pointer::Left)),
            "" => Ok(self.point(self.pointer.other())),
            _ => Err("the mouse is on or off".to_owned()),
        }
    }

    /// `/bare`: nothing but the conversation, and the mouse selects its text until the next key.
    pub(super) fn show_bare(&mut self) -> Vec<Effect> {
        self.view = View::Bare;
        vec![Effect::Mouse(Pointer::Left), Effect::Redraw]
    }

    /// `/set NAME VALUE`; without a value it says what is, without a name all of it.
    pub(super) fn set_command(&mut self, line: &str) -> Done {
        let (name, value) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
        let value = value.trim();
        let mut settings = self.choice.settings.clone();
        if value.is_empty() {
            let shown = KNOBS.iter().filter(|knob| name.is_empty() || knob.name == name);
            let lines: Vec<String> = shown.map(|knob| knob.line(&settings)).collect();
            if lines.is_empty() {
                return Err(settings::set(&mut settings, name, value).err().unwrap_or_default());
            }
            // Two to a line: a text of more than twelve lines is folded.
            let pairs: Vec<String> = lines.chunks(2).map(|pair| pair.join("   ")).collect();
            self.model.say(Voice::Program, &pairs.join("\n"));
            return Ok(Vec::new());
        }
        let knob = settings::set(&mut settings, name, value)?;
        let line = knob.line(&settings);
        let effects = self.adopt(settings);
        let when =
            if knob.when == When::Next { "; it counts from the next start, from config.toml" } else { "" };
        let said = format!("{line}{when}");
        // Where the conversation is in sight, what was set before stays beside it.
        if self.areas.conversation.height > 0 {
            self.model.say(Voice::Program, &said);
        } else {
            self.notice.get_or_insert(said);
        }
        Ok(effects)
    }
}
