//! What the screen is told before it begins.

use std::path::{Path, PathBuf};

use tokio::sync::watch;

use crate::capture::Recorded;
use crate::node::{Command, Fingerprint};
use crate::settings::{Changes, Chosen};

use super::clipboard::Between;
use super::leave::Unsent;
use super::notify::Desktop;
use super::replay::Replay;
#[cfg(feature = "lab")]
use super::tapping::Tap;
use super::theme::Theme;

/// What the screen begins with.
#[derive(Debug)]
pub struct Start {
    /// What we call ourselves.
    pub name: String,
    /// Our identity.
    pub fingerprint: Fingerprint,
    /// What became of it if it was made just now.
    pub made: Option<Made>,
    /// What the terminal can show by itself.
    pub theme: Theme,
    /// What a person has chosen.
    pub chosen: Chosen,
    /// How the panes were left, if that was kept.
    pub layout: Option<String>,
    /// What the command line says about settings: it wins.
    pub pinned: Vec<(&'static str, String)>,
    /// Where the settings come from.
    pub source: Source,
    /// What stands between us and the terminal.
    pub between: Between,
    /// How the terminal takes notifications.
    pub desktop: Desktop,
    /// What the node is asked first.
    pub commands: Vec<Command>,
    /// What is said while secrets leave the program; its first words stand in the first line.
    pub disclosed: Vec<&'static str>,
    /// What becomes of texts that have not arrived at the end.
    pub unsent: Unsent,
    /// Whether to begin with a practice peer.
    pub practice: bool,
    /// How the capture does, if one is written.
    pub capture: Option<watch::Receiver<Recorded>>,
    /// A capture to look at, without a network.
    pub replay: Option<Replay>,
    /// A tap to sit at, without a node.
    #[cfg(feature = "lab")]
    pub tap: Option<Tap>,
}

/// A new identity.
#[derive(Clone, Debug)]
pub struct Made {
    /// The file that holds it.
    pub file: String,
    /// Whether a passphrase locks it, in words.
    pub how: &'static str,
}

/// Where settings are read, also again.
#[derive(Clone, Debug)]
pub struct Source {
    /// Reads the file that was named, else the usual one.
    pub read: fn(Option<&Path>) -> Chosen,
    /// Writes what was changed into it, and gives its path; the error says in words why it stayed as it was.
    pub write: fn(Option<&Path>, &Changes) -> Result<PathBuf, String>,
    /// The file that was named.
    pub file: Option<PathBuf>,
}
