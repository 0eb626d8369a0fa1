//! `peerscope config`: the settings, as a file to begin with.

use std::io::{self, Write as _};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;

use crate::config::config_file;
use crate::settings::default_file;
use crate::tui::{ALIASES_REFERENCE, COLOURS_REFERENCE, keys_reference};

use super::error::Error;

/// What is printed.
#[derive(Debug, Args)]
#[command(after_help = "Example: peerscope config > ~/.config/peerscope/config.toml")]
pub(super) struct Options {
    /// Settings [default: peerscope/config.toml in `XDG_CONFIG_HOME`]
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
}

/// Prints every setting with its default, what it may be, and what it is for.
pub(super) fn run(options: &Options) -> Result<ExitCode, Error> {
    let place = config_file(options.config.as_deref());
    let place =
        place.map_or_else(|| "a file named with --config".to_owned(), |path| path.display().to_string());
    let text =
        format!("# Settings of peerscope, each at its default. It reads {place}\n\n{}", default_file());
    let text = text + COLOURS_REFERENCE + ALIASES_REFERENCE + &keys_reference();
    let printed = io::stdout().write_all(text.as_bytes());
    match printed {
        // Who reads only the first lines has seen enough.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(ExitCode::SUCCESS),
        other => other.map(|()| ExitCode::SUCCESS).map_err(Error::io("print")),
    }
}
