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
    /// No longer than so many seconds, once it is held
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

/// How long the disk may take to hold a text, however short the time is that the rest may take.
const HOLDING_TIMEOUT: Duration = Duration::from_secs(5);

impl Options {
    /// The text, from the command line or from stdin: a line end at its end is not part of it.
    fn body(&self) -> Result<String, Error> {
        match self.text.as_deref() {
            Some(text) if text != "-" => Ok(text.to_owned()),
            None if io::stdin().is_terminal() => Err(Error::NoText),
            _ => {
                // A text has a line end of two bytes behind it at most, and what is longer is not read to its end.
                let longest = TEXT_BYTES_MAX + 2;
                let limit = u64::try_from(longest).unwrap_or(u64::MAX).saturating_add(1);
                let mut text = Vec::new();
                io::stdin().lock().take(limit).read_to_end(&mut text).map_err(Error::io("read stdin"))?;
                if text.len() > longest {
                    return Err(Error::TextTooLong);
                }
                let text = String::from_utf8(text).map_err(|_invalid| Error::TextNotUtf8)?;
                Ok(text.trim_end_matches(['\r', '\n']).to_owned())
            }
        }
    }
}

/// Sends it.
pub(in crate::cli) fn run(options: &Options) -> Result<ExitCode, Error> {
    if options.wait == Wait::Held && !options.common.keeping.keeps() {
        return Err(Error::HeldNowhere);
    }
    let text = options.body()?;
    through(&options.common, None, async |door| send(door, options, text).await)
}

async fn send(door: &Door, options: &Options, text: String) -> Result<Ending, Error> {
    let receipts = door.ask(Request::Send { to: options.to.clone(), text, action: false }).await?;
    let mut way = Way { receipts, options, last: None, kept: Kept::Nowhere, why: None };
    let patience = Duration::from_secs(options.timeout);
    // A script that does not know that its text is taken sends it again.
    let held = timeout(patience.max(HOLDING_TIMEOUT), way.until(Wait::Held)).await;
    let come = match held {
        Ok(Ok(())) => timeout(patience, way.until(options.wait)).await,
        ended => ended,
    };
    let Ok(come) = come else { return Err(way.not_so_far(door)) };
    come?;
    if options.wait == Wait::Held && way.last == Some(Wait::Held) && way.kept == Kept::Nowhere {
        return Err(way.not_so_far(door));
    }
    if let Some(come) = way.last.filter(|_| options.common.format() == Format::Text) {
        say(come.word())?;
    }
    Ok(Ending::Done)
}

/// What is told of a text on its way.
struct Way<'a> {
    receipts: Answers,
    options: &'a Options,
    /// How far it came.
    last: Option<Wait>,
    kept: Kept,
    /// Why the last try to reach the peer failed.
    why: Option<String>,
}

/// Where a text is while it is not acked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kept {
    /// In the memory of the program alone.
    Nowhere,
    /// On the disk.
    Here,
}

impl Way<'_> {
    /// Reads receipts until the text has come so far.
    async fn until(&mut self, wait: Wait) -> Result<(), Error> {
        while self.last.is_none_or(|come| come < wait) {
            let Some(line) = self.receipts.next().await.map_err(Error::io("read the answer"))? else {
                let left =
                    |last: Wait| Error::LeftBehind { name: self.options.to.clone(), last: last.word() };
                return Err(self.last.map_or(Error::ProgramGone, left));
            };
            let answer = Answer::read(line)?;
            if let Some(refusal) = answer.refusal() {
                return Err(refusal);
            }
            if let Some(why) = answer.fault() {
                self.why = Some(why);
                continue;
            }
            if self.options.common.format() == Format::Json {
                answer.print(Format::Json, &[])?;
            }
            let Some(come) = Wait::of(answer.text("state")) else {
                return Err(Error::GivenUp(self.options.to.clone()));
            };
            if answer.text("kept") == "true" {
                self.kept = Kept::Here;
            }
            self.last = Some(come);
        }
        Ok(())
    }

    /// The time is over: how far it is, and what becomes of it.
    fn not_so_far(&self, door: &Door) -> Error {
        let is_lost = self.kept == Kept::Nowhere;
        let (last, then) = match self.last {
            None => ("not held yet", "whether it will be is not known"),
            Some(Wait::Held | Wait::Written) if is_lost && !door.is_own() => (
                "in the memory of the program alone",
                "it goes on by itself until that ends, and is kept nowhere (--no-history)",
            ),
            Some(Wait::Held) if is_lost => ("not sent", "it is kept nowhere (--no-history), and gone"),
            Some(Wait::Written) if is_lost => {
                ("written", "whether it arrives is not known, and it is kept nowhere (--no-history)")
            }
            Some(last @ (Wait::Held | Wait::Written)) => (
                last.word(),
                "it stays, and goes on by itself whenever this profile runs: do not send it again",
            ),
            Some(last) => (last.word(), "it has arrived: do not send it again"),
        };
        let Options { to, timeout: seconds, .. } = self.options;
        let why = self.why.clone().filter(|_| self.last < Some(Wait::Acked));
        Error::NotSoFar { name: to.clone(), seconds: *seconds, last, then, why }
    }
}
