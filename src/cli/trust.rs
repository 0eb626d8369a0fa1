//! `peerscope trust`: every identity key that was seen, and who decided what about it.

use std::io::{self, Write as _};
use std::process::ExitCode;

use clap::{Args, Subcommand};

use crate::config::Profile;
use crate::crypto::Label;
use crate::keystore::{Keyfile, check_ledger, read_ledger};
use crate::netlog::timestamp;
use crate::node::UnixMillis;
use crate::text::escape;

use super::error::Error;
use super::log_verify::words;
use super::passphrase::Source;
use super::place::Place;
use super::unlock::{ledger_files, open};

/// What is asked of the trust ledger.
#[derive(Debug, Args)]
#[command(after_help = "Example: peerscope trust log bob --name alice")]
pub(super) struct Options {
    #[command(subcommand)]
    task: Task,
}

#[derive(Debug, Subcommand)]
enum Task {
    /// Print it, the oldest line first; checked or not
    Log(Log),
    /// Check that no line was deleted, moved, edited or cut off since it was written
    Verify(Verify),
}

#[derive(Debug, Args)]
#[command(after_help = "Columns: time, name, what became of it, fingerprint, fingerprint of the other key.")]
struct Log {
    /// Only the keys of whoever was ever called so
    #[arg(value_name = "NAME")]
    peer: Option<String>,
    #[command(flatten)]
    place: Place,
}

#[derive(Debug, Args)]
#[command(after_help = "\
It needs your passphrase, since the keys that chained the lines are gone. Exit
code 1: the first line that is not as it was written is named. Who had the
machine, or your passphrase, when a line was written can have written any line.")]
struct Verify {
    #[command(flatten)]
    place: Place,
    #[command(flatten)]
    passphrase: Source,
}

impl Options {
    /// What has to be seen before the process is hardened.
    pub(super) fn note_position(&mut self) {
        if let Task::Verify(task) = &mut self.task {
            task.passphrase.note_position();
        }
    }
}

/// Does it.
pub(super) fn run(options: &Options) -> Result<ExitCode, Error> {
    match &options.task {
        Task::Log(task) => log(&made(&task.place)?, task.peer.as_deref()),
        Task::Verify(task) => verify(&made(&task.place)?, &task.passphrase),
    }
}

fn made(place: &Place) -> Result<Profile, Error> {
    let profile = place.profile()?;
    if profile.is_made() { Ok(profile) } else { Err(Error::no_profile(&profile)) }
}

fn log(profile: &Profile, name: Option<&str>) -> Result<ExitCode, Error> {
    let entries = read_ledger(&profile.trust_ledger(), name)?;
    if let Some(name) = name.filter(|_| entries.is_empty()) {
        return Err(Error::UnknownPeer(name.to_owned()));
    }
    let rows = entries.iter().map(|entry| {
        let time = timestamp(UnixMillis(entry.at));
        let other = entry.other.map_or_else(|| "-".to_owned(), |other| other.fingerprint().to_string());
        let (name, deed) = (escape(&entry.name), entry.deed.word());
        format!("{time}\t{name}\t{deed}\t{}\t{other}", entry.key.fingerprint())
    });
    print(rows)?;
    Ok(ExitCode::SUCCESS)
}

fn verify(profile: &Profile, source: &Source) -> Result<ExitCode, Error> {
    let file = Keyfile::read(&profile.key_file())?.ok_or_else(|| Error::no_profile(profile))?;
    let unlocked = open(&file, source, &profile.name)?;
    let (files, key) = (ledger_files(profile), unlocked.derive(Label::KeystoreTrust));
    let verified = check_ledger(&files, &key, &unlocked.identity.verifying_key())?;
    let mut said = words("the trust ledger", &verified);
    if verified.broken.is_none() {
        let entries = read_ledger(&profile.trust_ledger(), None)?.len();
        said.push(format!("{entries} of them are printed by trust log; the others say where a run begins"));
    }
    print(said)?;
    Ok(if verified.broken.is_some() { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

/// Prints lines. A reader that goes has seen enough: `peerscope trust log | head`.
fn print(lines: impl IntoIterator<Item = String>) -> Result<(), Error> {
    let mut out = io::stdout().lock();
    let printed = lines.into_iter().try_for_each(|line| writeln!(out, "{line}"));
    match printed {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        other => other.map_err(Error::io("print")),
    }
}
