//! `peerscope send`: one text, and how far it came.

use std::io::{self, IsTerminal as _, Read as _};
use std::process::ExitCode;
use std::time::Duration;

use clap::{Args, ValueEnum};
use tokio::time::timeout;

use super::door::{Common, Door, through};
use super::print::{Answer, say};
use crate::cli::error::Error;
use crate::control::{Answers, Request};
use crate::plain::{Ending, Format};
use crate::wire::limits::TEXT_BYTES_MAX;

/// What to send.
#[derive(Debug, Args)]
#[command(after_help = "Example: peerscope send bob 'the build is green' --name alice\n\
                        Example: uptime | peerscope send bob - --name alice --wait shown --timeout 60")]
pub(in crate::cli) struct Options {
    /// To whom: what you call the peer
    #[arg(value_name = "NAME")]
    to: String,
    /// What; - or nothing reads stdin
    #[arg(value_name = "TEXT")]
    text: Option<String>,
    /// Until the text has come so far
    #[arg(long, value_name = "STATE", default_value = "acked")]
    wait: Wait,
    /// No longer than so many seconds
    #[arg(long, value_name = "S", default_value_t = 30)]
    timeout: u64,
    #[command(flatten)]
    pub(in crate::cli) common: Common,
}

/// How far a text has to come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
enum Wait {
    /// It is kept here until the peer is there
    Held,
    /// It is on its way
    Written,
    /// The peer has it
    Acked,
    /// A person there has seen it
    Shown,
}

impl Wait {
    const fn word(self) -> &'static str {
        match self {
            Self::Held => "held",
            Self::Written => "written",
            Self::Acked => "acked",
            Self::Shown => "shown",
        }
    }

    fn of(state: &str) -> Option<Self> {
        Self::value_variants().iter().copied().find(|wait| wait.word() == state)
    }
}

impl Options {
    /// The text, from the command line or from stdin: a line end at its end is not part of it.
    fn body(&self) -> Result<String, Error> {
        match self.text.as_deref() {
            Some(text) if text != "-" => Ok(text.to_owned()),
            None if io::stdin().is_terminal() => Err(Error::NoText),
            _ => {
                let mut text = String::new();
                // One byte more than a text may have shows that it is too long.
                let limit = u64::try_from(TEXT_BYTES_MAX).unwrap_or(u64::MAX) + 2;
                io::stdin().lock().take(limit).read_to_string(&mut text).map_err(Error::io("read stdin"))?;
                let end = text.trim_end_matches(['\r', '\n']).len();
                text.truncate(end);
                Ok(text)
            }
        }
    }
}

/// Sends it.
pub(in crate::cli) fn run(options: &Options) -> Result<ExitCode, Error> {
    let text = options.body()?;
    through(&options.common, None, async |door| send(door, options, text).await)
}

async fn send(door: &Door, options: &Options, text: String) -> Result<Ending, Error> {
    let mut receipts = door.ask(Request::Send { to: options.to.clone(), text, action: false }).await?;
    let patience = Duration::from_secs(options.timeout);
    let mut last = None;
    match timeout(patience, until(&mut receipts, options, &mut last)).await {
        Ok(ending) => ending,
        Err(_elapsed) => Err(Error::NotSoFar {
            name: options.to.clone(),
            seconds: options.timeout,
            last: last.map_or("not held yet", Wait::word),
        }),
    }
}

/// Reads receipts until the text has come far enough; `last` is how far it came.
async fn until(receipts: &mut Answers, options: &Options, last: &mut Option<Wait>) -> Result<Ending, Error> {
    while let Some(line) = receipts.next().await.map_err(Error::io("read the answer"))? {
        let answer = Answer::read(line)?;
        if let Some(refusal) = answer.refusal() {
            return Err(refusal);
        }
        if options.common.format() == Format::Json {
            answer.print(Format::Json, &[])?;
        }
        let state = answer.text("state");
        *last = Wait::of(state);
        match *last {
            Some(come) if come >= options.wait => {
                if options.common.format() == Format::Text {
                    say(state)?;
                }
                return Ok(Ending::Done);
            }
            Some(_) => {}
            None => return Err(Error::GivenUp(options.to.clone())),
        }
    }
    let left = |last: Wait| Error::LeftBehind { name: options.to.clone(), last: last.word() };
    Err(last.map_or(Error::ProgramGone, left))
}
