//! `--capture FILE`: every frame goes to a file as it crosses the link.

use std::io;
use std::path::PathBuf;

use clap::Args;

use crate::capture::{Bodies, Recorded};
use crate::inspector::counted;
use crate::net::Copies;
use crate::recording::Live;

use super::error::Error;

/// What is captured.
#[derive(Clone, Debug, Args)]
pub(super) struct Capture {
    /// Write every frame to a new pcapng file as it crosses the link, sealed as it was, with real addresses also on a safe
    /// screen; Wireshark reads it
    #[arg(long = "capture", value_name = "FILE")]
    file: Option<PathBuf>,
    /// Write to it what was opened, too: whoever has the file can then read what was said
    #[arg(long = "capture-opened", requires = "file")]
    opened: bool,
}

impl Capture {
    /// Begins the file, if one was asked for.
    pub(super) fn start(&self) -> Result<Option<(Live, Copies)>, Error> {
        let Some(path) = &self.file else { return Ok(None) };
        let bodies = if self.opened { Bodies::Opened } else { Bodies::Sealed };
        let fail = |source: io::Error| match source.kind() {
            io::ErrorKind::AlreadyExists => Error::FileExists { path: path.clone() },
            _ => Error::Capture { path: path.clone(), source },
        };
        Live::start(path, bodies).map(Some).map_err(fail)
    }
}

/// What became of it, when all is over.
pub(super) fn last_words(live: Live) -> String {
    let Recorded { file, packets, health } = live.finish();
    if packets == 0 {
        return format!("no frame was captured, and {file} is not kept");
    }
    let missing = match health.lost {
        0 => String::new(),
        lost => format!("; missing in it: {}", counted(lost, "frame")),
    };
    format!("capture is {file}: {}, {}{missing}", counted(packets, "frame"), counted(health.bytes, "byte"))
}
