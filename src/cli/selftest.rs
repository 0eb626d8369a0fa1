//! `peerscope selftest`: the published vectors, each with PASS or FAIL.

use std::io;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;

use crate::selftest;

use super::error::Error;

/// What to check against.
#[derive(Debug, Args)]
pub(super) struct Options {
    /// Folder with the vector files [default: those that are built in]
    #[arg(long, value_name = "DIR")]
    vectors: Option<PathBuf>,
}

/// Runs every file.
pub(super) fn run(options: &Options) -> Result<ExitCode, Error> {
    if let Some(folder) = options.vectors.as_ref().filter(|folder| !folder.is_dir()) {
        return Err(Error::NoFolder { path: folder.clone() });
    }
    let mut out = io::stdout().lock();
    let outcome = match &options.vectors {
        Some(folder) => selftest::run(&selftest::from_folder(folder), &mut out),
        None => selftest::run(&selftest::embedded, &mut out),
    };
    let outcome = outcome.map_err(Error::io("print"))?;
    Ok(if outcome.is_pass() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
