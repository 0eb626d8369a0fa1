//! What a link is told to do by hand.

use crate::capture::Packet;
use crate::inspector::filter::{Filter, Subject};
use crate::link::Origin;

use super::weather::Weather;

/// Which frames are held: a filter, with the text by which two of them are compared.
#[derive(Clone, Debug)]
pub struct Intercept {
    text: String,
    filter: Filter,
}

impl PartialEq for Intercept {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Eq for Intercept {}

impl Intercept {
    /// Reads a display filter; an empty one holds everything.
    ///
    /// # Errors
    /// What is wrong with it, and where.
    pub fn parse(text: &str) -> Result<Self, String> {
        let filter = Filter::about(Subject::Packets, text).map_err(|error| error.placed(text))?;
        Ok(Self { text: text.to_owned(), filter })
    }

    /// The filter as it was typed, or what an empty one means.
    pub fn told(&self) -> &str {
        if self.text.is_empty() { "every frame" } else { &self.text }
    }

    /// Whether a frame is held.
    pub(super) fn holds(&self, packet: &Packet) -> bool {
        self.filter.matches(packet)
    }
}

/// A task for one connection, or for all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Errand {
    /// Which connection; all of them where none is named.
    pub conn: Option<u64>,
    /// What to do.
    pub task: Task,
}

/// What to do. Frames have the numbers of their connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Task {
    /// Hold what matches from now on; nothing if none is named.
    Intercept(Option<Intercept>),
    /// Let one go, before those in front of it.
    Release(u64),
    /// Let all go, in order.
    ReleaseAll,
    /// Let one never arrive.
    Drop(u64),
    /// Write these bytes over those from here on; without any, end the frame here.
    Edit {
        /// Which.
        id: u64,
        /// Where.
        at: usize,
        /// What.
        bytes: Vec<u8>,
    },
    /// Make a changed one again what it was.
    Revert(u64),
    /// Send one twice.
    Duplicate(u64),
    /// Send these bytes as if this end had written them, at once.
    Inject {
        /// Which end.
        origin: Origin,
        /// What.
        bytes: Vec<u8>,
    },
    /// Let the network be like this from now on; frames are counted from now on.
    Weather(Weather),
    /// End the connection, as if the cable were pulled.
    Cut,
}
