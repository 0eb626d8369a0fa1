//! What waits in the line mode: texts without a receiver, and questions without an answer.

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

/// A text that has no receiver yet.
#[derive(Debug)]
pub(super) struct Draft {
    pub(super) body: String,
    pub(super) action: bool,
}

/// Why the node was asked to describe a peer; its answers come in the order of the questions.
#[derive(Debug)]
pub(super) enum Asked {
    /// To print it.
    Show,
    /// To talk to it from now on.
    Talk(Option<String>),
    /// To know that everything asked before is done.
    Fence,
}
