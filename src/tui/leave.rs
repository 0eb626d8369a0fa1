//! Leaving, and what would be lost by it; and what is given to the clipboard.

use crate::node::{Command, Delivery, Error, Event};

use super::action::Action;
use super::app::App;
use super::clipboard;
use super::effect::Effect;
use super::model::Peer;
use super::model_talk::{Entry, Progress};

/// What there is to say when it is over.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Texts that the node has taken.
    pub sent: u64,
    /// Texts that it has not taken.
    pub rejected: usize,
    /// Texts received.
    pub received: u64,
    /// Texts that nobody has acknowledged.
    pub held: usize,
    /// What becomes of them.
    pub unsent: Unsent,
    /// Files that go on when the program runs again.
    pub files: usize,
    /// Frames seen.
    pub packets: u64,
    /// Frames refused.
    pub refused: u64,
    /// What could not be written at the end, each in a sentence.
    pub lost: Vec<String>,
    /// How the panes are arranged, to be kept for the next start.
    pub layout: String,
    /// Whether names and paths stay out of sight.
    pub safe: bool,
    /// Who ended it.
    pub ending: Leaving,
}

/// What the last words are about, counted as it happens.
#[derive(Debug, Default)]
pub(super) struct Tally {
    /// Texts that the node has taken, or not refused yet.
    pub(super) sent: u64,
    /// Texts received.
    pub(super) received: u64,
    /// What could not be written at the end, each in a sentence.
    pub(super) lost: Vec<String>,
}

impl Tally {
    /// Something is asked of the node.
    pub(super) fn order(&mut self, command: &Command) {
        self.sent += u64::from(matches!(command, Command::SendText { .. }));
    }

    /// Something has happened.
    pub(super) fn hear(&mut self, event: &Event) {
        match event {
            Event::Text { .. } => self.received += 1,
            Event::CommandFailed { error: error @ Error::Lost(_), .. } => self.lost.push(error.to_string()),
            Event::CommandFailed { command: "text", .. } => self.sent = self.sent.saturating_sub(1),
            _ => {}
        }
    }
}

/// What becomes of texts and files that have not arrived when the program ends.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Unsent {
    /// They are lost: nothing is kept of what is said.
    #[default]
    Lost,
    /// They are on the disk, and go out when the program runs again.
    Kept,
}

/// Why the screen is being left.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Leaving {
    /// A person wished it.
    #[default]
    Asked,
    /// A signal did.
    Signal,
    /// The terminal has gone, and takes no last words.
    Gone,
    /// Nobody wished it: the node has ended by a fault of its own.
    NodeLost,
}

impl Leaving {
    /// Why it ended, from what was wished before the end.
    pub(super) fn at_last(wished: Option<Self>) -> Self {
        wished.unwrap_or(Self::NodeLost)
    }
}

impl App {
    /// Ends, or asks first where texts would be lost: the second time in a row it goes.
    pub(super) fn leave(&mut self) -> Vec<Effect> {
        let held = self.held();
        let warned = std::mem::replace(&mut self.warned, true);
        if held.is_empty() || warned || self.unsent == Unsent::Kept {
            return vec![Effect::Quit];
        }
        let lost: Vec<String> = held.iter().map(|(name, count)| format!("{count} to {name}")).collect();
        let texts = lost.join(", ");
        let key = self.model.keys.told(Action::Quit, "/quit");
        self.fault = Some(format!(
            "texts that have not arrived are lost with this program: {texts}. {key} again quits"
        ));
        Vec::new()
    }

    /// How many texts to whom have not arrived.
    pub(super) fn held(&self) -> Vec<(String, usize)> {
        let open = |progress: &Progress| {
            matches!(progress, Progress::Asked(_) | Progress::At(_, Delivery::Held | Delivery::Written))
        };
        let counted = self.model.peers.iter().map(|peer| {
            let count = peer.talk.iter().filter(|(_, entry)| open(&entry.progress)).count();
            (peer.name.clone(), count)
        });
        counted.filter(|(_, count)| *count > 0).collect()
    }

    /// How many texts were not taken, and were not given again.
    pub(super) fn rejected(&self) -> usize {
        let is_rejected = |entry: &Entry| matches!(entry.progress, Progress::Rejected(_));
        let counted = |peer: &Peer| peer.talk.iter().filter(|(_, entry)| is_rejected(entry)).count();
        self.model.peers.iter().map(counted).sum()
    }

    /// Gives a text to the clipboard, and says so or why not.
    pub(super) fn copied(&mut self, text: String) -> Vec<Effect> {
        match clipboard::told(&text) {
            Ok(said) => {
                self.notice = Some(said);
                vec![Effect::Copy(text)]
            }
            Err(why) => {
                self.fault = Some(why);
                Vec::new()
            }
        }
    }
}
