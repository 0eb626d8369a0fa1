//! A capture on the screen: its packets are there from the beginning, and there is nobody to talk to.

use crate::capture::PacketStore;

use super::action::{Pane, Step};
use super::app::App;
use super::effect::Effect;
use super::model_talk::Voice;
use super::panel::Mode;

/// A capture to look at.
#[derive(Debug)]
pub struct Replay {
    /// Its name.
    pub file: String,
    /// Its packets, as many as are held.
    pub packets: PacketStore,
    /// What is wrong with it or missing in it, a sentence each.
    pub words: Vec<String>,
    /// The filter to begin with.
    pub filter: String,
}

impl App {
    /// Shows a capture instead of what happens.
    pub(super) fn replay(&mut self, replay: Replay) {
        let Replay { file, packets, words, filter } = replay;
        self.model.replayed = Some(file);
        self.saw(packets.window(0..packets.len()).cloned().collect(), packets.forgotten());
        self.desk.choose("packets");
        self.focus = Pane::Packets;
        if self.packets.mode == Mode::Newest {
            self.packets.step(&self.model.packets, Step::Home);
        }
        // The filter was checked before the screen began.
        let _ = self.filter_command(if filter.is_empty() { "off" } else { &filter });
        for said in &words {
            self.model.say(Voice::Alarm, said);
        }
        self.notice = words.into_iter().next();
        self.dissect();
    }

    /// With a capture or at a tap nobody is talked to, whatever is typed.
    pub(super) fn kept_from_network(&mut self, mut effects: Vec<Effect>) -> Vec<Effect> {
        let instead = match (&self.model.replayed, self.is_tap()) {
            (Some(_), _) => "this is a capture: nothing is connected, and nothing was sent",
            (None, true) => "this is a tap: nobody is talked to, and nothing was sent; /tap does something",
            (None, false) => return effects,
        };
        let asked = effects.len();
        effects.retain(|effect| !matches!(effect, Effect::Node(_) | Effect::Practice));
        if effects.len() < asked {
            self.notice = Some(instead.to_owned());
        }
        effects
    }
}
