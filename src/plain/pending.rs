//! What waits in the line mode: texts and files without a receiver, and questions without an answer.

use std::path::PathBuf;

/// Whether packets are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Packets {
    Hidden,
    Printed,
}

/// Whether more lines can come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Lines {
    Open,
    /// The last one was read.
    Over,
    /// The last one was read, and a text was sent behind the question that shows when all is done.
    OverAndBehind,
}

/// What has no receiver yet.
#[derive(Debug)]
pub(super) enum Draft {
    Text { body: String, action: bool },
    File(PathBuf),
}

/// What waits until somebody is there who was dialled.
#[derive(Debug)]
pub(super) struct Waiting {
    pub(super) draft: Draft,
    /// It is meant for one of the dials that were asked for first, as many as these: those before it was typed.
    pub(super) dials: usize,
}

/// Why lines go to a peer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Chosen {
    /// It came, and nobody else was dialled.
    Came,
    /// It was dialled, or picked.
    Meant,
}

/// Why the node was asked to describe a peer; its answers come in the order of the questions.
#[derive(Debug)]
pub(super) enum Asked {
    /// To print it.
    Show,
    /// To talk to it from now on.
    Talk(Option<String>),
    /// To talk to it if it is known: the dial in this place of those asked for does not answer, or is answered already.
    Aim(usize),
    /// To know that everything asked before is done.
    Fence,
}

impl Asked {
    pub(super) const fn is_aim(&self) -> bool {
        matches!(self, Self::Aim(_))
    }
}
