//! `peerscope log`: prints net.log.

use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;

use clap::{Args, Subcommand};
use tracing::Level;

use crate::inspector::filter::Named;
use crate::keystore::KnownPeers;
use crate::netlog::{Follow, Format, Wanted, print};

use super::error::Error;
use super::filter::{Typed, of_lines};
use super::log_packets::Packets;
use super::log_verify;
use super::place::Place;

/// How often a followed log is looked at.
const FOLLOW_PERIOD: Duration = Duration::from_millis(200);

/// What to print.
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the command line")]
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
#[command(after_help = "Example: peerscope log --name alice --follow --filter 'event == frame && seq > 3'")]
pub(super) struct Options {
    #[command(subcommand)]
    task: Option<Task>,
    /// Go on as lines are added
    #[arg(long)]
    follow: bool,
    /// One JSON object a line
    #[arg(long)]
    json: bool,
    /// Leave out what is less important: error, warn, info, debug (with frames) or trace
    #[arg(long, value_name = "L", default_value = "debug")]
    level: Level,
    /// Only lines that match, in the language of the filter bar: "event == disconnect && name == bob"
    #[arg(long, value_name = "EXPR", value_parser = of_lines, default_value = "", hide_default_value = true)]
    filter: Typed,
    /// Below each line about a frame its packet, out of what --capture or /export of the chat wrote
    #[arg(long, value_name = "FILE")]
    capture: Option<PathBuf>,
    #[command(flatten)]
    place: Place,
}

#[derive(Debug, Subcommand)]
enum Task {
    /// Check that no line was deleted, moved, edited or cut off since it was written
    Verify(log_verify::Options),
}

impl Options {
    /// What has to be seen before the process is hardened.
    pub(super) fn note_position(&mut self) {
        if let Some(Task::Verify(options)) = &mut self.task {
            options.passphrase.note_position();
        }
    }
}

/// Prints the log, or verifies it.
pub(super) fn run(options: &Options) -> Result<ExitCode, Error> {
    if let Some(Task::Verify(task)) = &options.task {
        return log_verify::run(&task.place.profile()?, &task.passphrase);
    }
    let path = options.place.profile()?.net_log();
    // A list that cannot be read names nobody: digits are understood all the same.
    let known = KnownPeers::load(&options.place.profile()?.known_peers()).unwrap_or_default();
    let named = |name: &str| {
        let peer = known.by_petname(name)?;
        Some(Named { digits: peer.identity.fingerprint().short(), links: None })
    };
    let filter = options.filter.filter.clone().naming(&named);
    let wanted = Wanted { level: options.level, filter };
    let printed = read(&path, &wanted, options);
    match printed {
        Err(Error::Log { path, source }) if source.kind() == io::ErrorKind::NotFound => {
            Err(Error::NoLog { path })
        }
        // `peerscope log | head` has seen enough.
        Err(Error::Io { source, .. }) if source.kind() == io::ErrorKind::BrokenPipe => Ok(ExitCode::SUCCESS),
        other => other.map(|()| ExitCode::SUCCESS),
    }
}

fn read(path: &Path, wanted: &Wanted, options: &Options) -> Result<(), Error> {
    let fail = |source| Error::Log { path: path.to_owned(), source };
    let mut log = Follow::open(path).map_err(fail)?;
    let format = if options.json { Format::Json } else { Format::Text };
    let packets = options.capture.as_deref().map(Packets::load).transpose()?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build();
    let runtime = runtime.map_err(Error::io("start the runtime"))?;
    let mut pause = runtime.block_on(async { tokio::time::interval(FOLLOW_PERIOD) });
    let mut out = io::stdout().lock();
    loop {
        let line = log.next_line().map_err(fail)?;
        let is_end = line.is_none();
        // Only a log that is not followed ends in a line that is not whole yet.
        let line = line.or_else(|| if options.follow { None } else { log.rest() });
        if let Some(line) = line {
            let printed = print(&mut out, &line, wanted, format).map_err(Error::io("print"))?;
            let packet = printed.zip(packets.as_ref()).and_then(|(line, all)| all.printed(&line, format));
            if let Some(packet) = packet {
                writeln!(out, "{packet}").map_err(Error::io("print"))?;
            }
        }
        if is_end {
            out.flush().map_err(Error::io("print"))?;
            if !options.follow {
                return Ok(());
            }
            runtime.block_on(pause.tick());
        }
    }
}
