//! `peerscope check`: whether a peer can be reached, and is who it was.

use std::process::ExitCode;
use std::time::Duration;

use clap::Args;
use tokio::time::timeout;

use super::door::{Common, Door, through};
use super::print::Answer;
use crate::cli::error::Error;
use crate::control::{Answers, Request};
use crate::plain::Ending;

/// Whom to reach.
#[derive(Debug, Args)]
#[command(after_help = "Example: peerscope check bob --verified --name alice && echo 'bob is there'\n\
                        Exit codes: 0 reached, 3 not reached, 4 another key or not verified.")]
pub(in crate::cli) struct Options {
    /// What you call the peer
    #[arg(value_name = "NAME")]
    peer: String,
    /// Only a peer whose 60 digits were compared is good enough
    #[arg(long)]
    verified: bool,
    /// No longer than so many seconds
    #[arg(long, value_name = "S", default_value_t = 10)]
    timeout: u64,
    #[command(flatten)]
    pub(in crate::cli) common: Common,
}

/// Reaches it.
pub(in crate::cli) fn run(options: &Options) -> Result<ExitCode, Error> {
    through(&options.common, None, async |door| check(door, options).await)
}

async fn check(door: &Door, options: &Options) -> Result<Ending, Error> {
    let name = options.peer.clone();
    let mut tries = door.ask(Request::Check { name: name.clone() }).await?;
    let patience = Duration::from_secs(options.timeout);
    let mut why = None;
    let reached = timeout(patience, reached(&mut tries, &mut why)).await;
    match reached {
        Ok(reached) => reached?,
        Err(_elapsed) => return Err(Error::NotReached { name, seconds: options.timeout, why }),
    }
    for line in door.ask_all(Request::List { name: Some(name.clone()) }).await? {
        let answer = Answer::read(line)?;
        if let Some(refusal) = answer.refusal() {
            return Err(refusal);
        }
        if answer.word() == "peer" {
            answer
                .print(options.common.format(), &["peer", "presence", "trust", "fingerprint", "address"])?;
            let is_enough = !options.verified || answer.text("trust") == "verified";
            return if is_enough { Ok(Ending::Done) } else { Err(Error::NotVerified(name)) };
        }
    }
    Err(Error::ProgramGone)
}

/// Reads how the tries end until the peer is there. One that fails may be followed by a better one; why the last one did
/// is noted.
async fn reached(tries: &mut Answers, why: &mut Option<String>) -> Result<(), Error> {
    while let Some(line) = tries.next().await.map_err(Error::io("read the answer"))? {
        let answer = Answer::read(line)?;
        if let Some(refusal) = answer.refusal() {
            return Err(refusal);
        }
        match answer.word() {
            "connected" | "pong" => return Ok(()),
            "trust" => return Err(Error::OtherKey(answer.text("peer").to_owned())),
            _ => *why = answer.fault().or_else(|| why.take()),
        }
    }
    Err(Error::ProgramGone)
}
