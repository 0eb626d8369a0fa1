//! The peerscope program: parse the command line, do one thing, say how it went.

use std::io::Write as _;
use std::process::ExitCode;

use clap::Parser as _;
use peerscope::cli::Cli;
use peerscope::text::escape;

fn main() -> ExitCode {
    match Cli::parse().run() {
        Ok(code) => code,
        Err(error) => {
            // A closed stderr is nobody's loss.
            let _ = writeln!(std::io::stderr(), "peerscope: {}", escape(&error.to_string()));
            ExitCode::from(error.code())
        }
    }
}
