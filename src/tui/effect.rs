//! Everything that can go out.

use std::path::PathBuf;

use crate::node::Command;
use crate::settings::Changes;

use super::app::Pointer;
use super::exporting::ExportOrder;

/// Commands that may wait for the node before a text is kept as a draft; of others four times as many may.
pub(super) const ORDERS_MAX: usize = 64;

/// What is said then.
pub(super) const BUSY: &str = "busy: the program has too much to do first, once more in a moment";

/// One wish of [`super::app::App::update`]; `run` carries it out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Effect {
    /// For the node.
    Node(Command),
    /// For the tap.
    #[cfg(feature = "lab")]
    Tap(crate::tap::Errand),
    /// Start a practice peer and dial it.
    Practice,
    /// Write this to a new file, and say so.
    Export {
        /// Which file.
        path: PathBuf,
        /// All of it.
        text: String,
        /// What is said then.
        said: String,
    },
    /// Write what the lab played to a new file of this name, or of the first like it that is free, and say which.
    #[cfg(feature = "lab")]
    Keep {
        /// Which file, if there is none yet.
        path: PathBuf,
        /// All of it.
        text: String,
    },
    /// Write packets to a new file.
    ExportPackets(ExportOrder),
    /// Read what is in this folder, for the path that is being typed.
    ReadFolder(String),
    /// Put this on the clipboard of the terminal.
    Copy(String),
    /// Take the mouse, or leave it to the terminal.
    Mouse(Pointer),
    /// Write into the file of settings what was changed.
    Save(Changes),
    /// Read the settings again.
    Reload,
    /// Paint every cell anew.
    Redraw,
    /// Stop as Ctrl+Z stops any program.
    Suspend,
    /// Say goodbye to everybody and end.
    Quit,
}
