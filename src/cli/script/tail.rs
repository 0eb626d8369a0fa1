//! `peerscope tail`: every text that comes from now on.

use std::io::{self, Write as _};
use std::process::ExitCode;

use clap::Args;

use super::door::{Common, Door, through};
use super::print::{Answer, Wanted};
use crate::cli::error::Error;
use crate::control::Request;
use crate::node::ListenAddr;
use crate::plain::Ending;

/// What to print.
#[derive(Debug, Args)]
#[command(
    after_help = "Columns: when it came, peer, text; behind it `written 14:18`, of one that had waited.\n\
                        Example: peerscope tail --name alice --filter 'peer == bob && text.body contains build'"
)]
pub(in crate::cli) struct Options {
    #[command(flatten)]
    wanted: Wanted,
    /// Where no program runs the profile: wait for calls here meanwhile
    #[arg(long, value_name = "ADDR")]
    listen: Option<ListenAddr>,
    #[command(flatten)]
    pub(in crate::cli) common: Common,
}

/// Prints texts until somebody ends it.
pub(in crate::cli) fn run(options: &Options) -> Result<ExitCode, Error> {
    match through(&options.common, options.listen, async |door| tail(door, options).await) {
        // `peerscope tail | head -1` has seen enough.
        Err(Error::Io { source, .. }) if source.kind() == io::ErrorKind::BrokenPipe => Ok(ExitCode::SUCCESS),
        other => other,
    }
}

async fn tail(door: &Door, options: &Options) -> Result<Ending, Error> {
    if door.is_own() && options.listen.is_none() {
        return Err(Error::NobodyRuns);
    }
    let mut texts = door.ask(Request::Tail {}).await?;
    while let Some(line) = texts.next().await.map_err(Error::io("read the answer"))? {
        let answer = Answer::read(line)?;
        if let Some(refusal) = answer.refusal() {
            return Err(refusal);
        }
        if answer.word() == "peers" {
            // A closed stderr is nobody's loss.
            let _ = writeln!(io::stderr(), "texts are printed as they come; Ctrl+C ends");
        } else if answer.word() == "message" && options.wanted.takes(&answer) {
            answer.print(options.common.format(), &["time", "peer", "text"])?;
        }
    }
    Err(Error::ProgramGone)
}
