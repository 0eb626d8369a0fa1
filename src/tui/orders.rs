//! Commands for the node, of which only so many wait: what finds no room is not done, and is said not to be.

use crate::node::Command;

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

    /// Takes out the commands for which there is no room, before anything is taken for done: a question that was
    /// answered so stays open, and what was seen is reported later.
    pub(super) fn kept_in_room(&mut self, effects: Vec<Effect>) -> Vec<Effect> {
        let mut room = (4 * ORDERS_MAX).saturating_sub(self.orders);
        let mut kept = Vec::with_capacity(effects.len());
        for effect in effects {
            match effect {
                Effect::Node(command) if room == 0 => self.refuse_order(&command),
                Effect::Node(_) => {
                    room -= 1;
                    kept.push(effect);
                }
                other => kept.push(other),
            }
        }
        kept
    }

    fn refuse_order(&mut self, command: &Command) {
        if let Command::Shown { peer, number } = command {
            if let Some(peer) = self.model.find(*peer) {
                peer.unshown.get_or_insert(*number);
            }
            return;
        }
        self.fault = Some(BUSY.to_owned());
    }
}
