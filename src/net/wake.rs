//! What a link's loop waits for, and how far its ends have come.

use std::time::Duration;

use crate::protocol::{self, Done};
use crate::wire::{Message, Reason};

use super::orders::Input;

/// How far the two directions of the socket have come to their end.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Ends {
    pub(super) reading: Progress,
    pub(super) writing: Progress,
    pub(super) inbox: Progress,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Progress {
    #[default]
    Open,
    /// Nothing more is to be written once the buffer is empty.
    Finishing,
    Done,
}

/// What woke the loop.
pub(super) enum Wake {
    Read(std::io::Result<usize>),
    Wrote(std::io::Result<usize>),
    Input(Input),
    Bulk(Message),
    Close(Reason),
    Computed(Option<Done>),
    Timer,
}

/// What is left when there is no output to take.
pub(super) enum Drained {
    Until(Option<Duration>),
    Closed(Result<(), protocol::Error>),
}
