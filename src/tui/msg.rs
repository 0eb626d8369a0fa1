//! Everything that can come in.

use std::time::Duration;

use crossterm::event::{KeyEvent, MouseEvent};

use crate::capture::Recorded;
use crate::node::{Event, Packet, UnixMillis};

use super::app::Attention;
use super::complete_path::Listing;
use super::exporting::ExportOrder;
use super::log::LogNews;

/// One input of [`super::app::App::update`].
#[derive(Debug)]
pub(super) enum Msg {
    /// A key went down at this time, counted like that of [`Self::Quiet`].
    Key(KeyEvent, Duration),
    /// No key came until this time.
    Quiet(Duration),
    /// Text was pasted, whatever it holds.
    Paste(String),
    /// The mouse did something.
    Mouse(MouseEvent),
    /// The person turned to this terminal, or away from it.
    Attention(Attention),
    /// The terminal has another size, or its contents are lost.
    Resized,
    /// Something happened in the node, at this time.
    Node(Box<Event>, UnixMillis),
    /// Frames were seen; how many were lost on the way here since the start.
    Packets(Vec<Packet>, u64),
    /// Lines of net.log, and how it does.
    Log(LogNews),
    /// An export has ended: what is in the file, or why there is none.
    Exported(ExportOrder, Result<String, String>),
    /// A file was written, or not: what is said then.
    Wrote(Result<String, String>),
    /// The folder that is being typed was read.
    Folder(Listing),
    /// Something happened on a tapped link.
    #[cfg(feature = "lab")]
    Tapped(crate::tap::News),
    /// How the capture does.
    Recorded(Recorded),
    /// It is this time now.
    Time(UnixMillis),
    /// Something could not be done, in words.
    Failed(String),
}

impl Msg {
    /// Whether a person at this terminal did it.
    pub(super) const fn is_by_hand(&self) -> bool {
        matches!(self, Self::Key(..) | Self::Paste(_) | Self::Mouse(_))
    }
}
