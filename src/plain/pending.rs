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

impl Draft {
    /// What is said to be refused where it is, as the node says it.
    pub(super) const fn command(&self) -> &'static str {
        match self {
            Self::Text { .. } => "text",
            Self::File(_) => "send",
        }
    }
}

/// What waits until somebody is there who was dialled.
#[derive(Debug)]
pub(super) struct Waiting {
    pub(super) draft: Draft,
    /// The group of dials for one of which it is meant.
    pub(super) group: usize,
}

/// To whom lines go, and why.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Chosen {
    /// To who came unasked, as long as nobody is dialled.
    Came,
    /// To who was dialled or picked when this group of dials was the newest, until there is a newer one.
    Meant(usize),
}

impl Chosen {
    /// Up to which group of dials it holds.
    pub(super) const fn group(self) -> usize {
        match self {
            Self::Came => 0,
            Self::Meant(group) => group,
        }
    }
}

/// Why the node was asked to describe a peer; its answers come in the order of the questions.
#[derive(Debug)]
pub(super) enum Asked {
    /// To print it.
    Show,
    /// To talk to it from now on.
    Talk(Option<String>),
    /// To talk to it if it is known: a dial of these groups, the newest last, does not answer, or is answered already.
    Aim(Vec<usize>),
    /// To know that everything asked before is done.
    Fence,
}

impl Asked {
    pub(super) const fn is_aim(&self) -> bool {
        matches!(self, Self::Aim(_))
    }
}
