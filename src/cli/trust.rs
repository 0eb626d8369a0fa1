//! `peerscope trust`: every identity key that was seen, and who decided what about it.

use std::io::{self, Write as _};
use std::process::ExitCode;

use clap::{Args, Subcommand};

use crate::config::Profile;
use crate::crypto::Label;
use crate::keystore::{Broken, Keyfile, Verified, check_ledger, read_ledger};
use crate::netlog::timestamp;
use crate::node::UnixMillis;
use crate::text::escape;

use super::error::Error;
use super::log_verify::words;
use super::passphrase::Source;
use super::place::Place;
use super::unlock::{ledger_files, open, say};

/// Why it is not said whether the ledger is whole.
const UNCHECKED: &str = "whether it was changed is not known without the passphrase: --passphrase-fd or \
                         --passphrase-command gives it";

/// What is asked of the trust ledger.
#[derive(Debug, Args)]
#[command(after_help = "Example: peerscope trust log bob --name alice")]
pub(super) struct Options {
    #[command(subcommand)]
    task: Task,
}

#[derive(Debug, Subcommand)]
enum Task {
    /// Print it, the oldest line first, and say whether it is as it was written
    Log(Log),
    /// Check that no line was deleted, moved, edited or cut off since it was written
    Verify(Verify),
}

#[derive(Debug, Args)]
#[command(after_help = "\
Columns: time, name, what became of it, fingerprint, fingerprint of the other key.
Whether a line was changed is known with your passphrase: without it the lines
are printed and that is said. Exit code 1: the ledger was changed.")]
struct Log {
    /// Only the keys of whoever was ever called so
    #[arg(value_name = "NAME")]
    peer: Option<String>,
    #[command(flatten)]
    place: Place,
    #[command(flatten)]
    passphrase: Source,
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
        match &mut self.task {
            Task::Log(task) => task.passphrase.note_position(),
            Task::Verify(task) => task.passphrase.note_position(),
        }
    }
}

/// Does it.
pub(super) fn run(options: &Options) -> Result<ExitCode, Error> {
    match &options.task {
        Task::Log(task) => log(&made(&task.place)?, task),
        Task::Verify(task) => verify(&made(&task.place)?, &task.passphrase),
    }
}

fn made(place: &Place) -> Result<Profile, Error> {
    let profile = place.profile()?;
    if profile.is_made() { Ok(profile) } else { Err(Error::no_profile(&profile)) }
}

fn log(profile: &Profile, task: &Log) -> Result<ExitCode, Error> {
    let name = task.peer.as_deref();
    let (entries, checked) =
        (read_ledger(&profile.trust_ledger(), name)?, checked(profile, &task.passphrase));
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
    match checked {
        Ok(Verified { broken: Some(Broken { line, what, .. }), .. }) => {
            say(&format!(
                "the trust ledger was changed: BROKEN at line {line}: {what}; what stands before it holds"
            ));
            Ok(ExitCode::FAILURE)
        }
        Ok(_whole) => Ok(ExitCode::SUCCESS),
        // What stands there can be read without it.
        Err(Error::NobodyToAsk) => {
            say(UNCHECKED);
            Ok(ExitCode::SUCCESS)
        }
        Err(error) => Err(error),
    }
}

/// Whether every line of the ledger is as it was written.
fn checked(profile: &Profile, source: &Source) -> Result<Verified, Error> {
    let file = Keyfile::read(&profile.key_file())?.ok_or_else(|| Error::no_profile(profile))?;
    let unlocked = open(&file, source, &profile.name)?;
    let (files, key) = (ledger_files(profile), unlocked.derive(Label::KeystoreTrust));
    Ok(check_ledger(&files, &key, &unlocked.identity.verifying_key())?)
}

fn verify(profile: &Profile, source: &Source) -> Result<ExitCode, Error> {
    let verified = checked(profile, source)?;
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
