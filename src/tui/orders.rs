//! Commands for the node, of which only so many wait: what finds no room is not done, and is said not to be.

use super::app::App;
use super::effect::{BUSY, Effect, ORDERS_MAX};

impl App {
    /// Whether the node takes one more text.
    ///
    /// # Errors
    /// It does not, in words.
    pub(super) fn has_room(&self) -> Result<(), String> {
        if self.orders < ORDERS_MAX { Ok(()) } else { Err(BUSY.to_owned()) }
    }

    /// Whether the node takes a command at all: texts and files of a person leave room for what the screen has to say.
    pub(super) const fn is_full(&self) -> bool {
        self.orders >= 4 * ORDERS_MAX
    }

    /// Takes out the commands for which there is no room, before anything is taken for done: a question that was
    /// answered so stays open.
    pub(super) fn kept_in_room(&mut self, effects: Vec<Effect>) -> Vec<Effect> {
        let mut room = (4 * ORDERS_MAX).saturating_sub(self.orders);
        let mut kept = Vec::with_capacity(effects.len());
        for effect in effects {
            match effect {
                Effect::Node(_) if room == 0 => self.fault = Some(BUSY.to_owned()),
                Effect::Node(_) => {
                    room -= 1;
                    kept.push(effect);
                }
                other => kept.push(other),
            }
        }
        kept
    }
}
