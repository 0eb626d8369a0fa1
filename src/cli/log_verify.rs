//! `peerscope log verify`: whether net.log is as it was written.

use std::io::{self, Write as _};
use std::process::ExitCode;

use clap::Args;

use crate::config::Profile;
use crate::crypto::Label;
use crate::inspector::counted;
use crate::keystore::{Broken, Keyfile, LogHead, Verified};
use crate::netlog::verify;
use crate::text::escape;

use super::error::Error;
use super::passphrase::Source;
use super::place::Place;
use super::unlock::open;

/// What is verified.
#[derive(Debug, Args)]
#[command(after_help = "\
It needs your passphrase, since the keys that chained the lines are gone. Exit
code 1: a line was deleted, moved, edited, cut off, or an older copy put back;
the first one that is not as it was written is named.

Lines since the newest checkpoint, at most 256 and only while the program runs
or was killed, can be cut off unnoticed. Who had the machine, or your
passphrase, when a line was written can have written any line. Older files
that were put aside may be deleted.")]
pub(super) struct Options {
    #[command(flatten)]
    pub(super) place: Place,
    #[command(flatten)]
    pub(super) passphrase: Source,
}

/// Follows the chain and says how far it holds.
pub(super) fn run(profile: &Profile, source: &Source) -> Result<ExitCode, Error> {
    let path = profile.net_log();
    if !path.exists() {
        return Err(Error::NoLog { path });
    }
    let file = Keyfile::read(&profile.key_file())?;
    let file = file.ok_or_else(|| Error::no_profile(profile))?;
    let unlocked = open(&file, source, &profile.name)?;
    // Before the lines are read: those that are written meanwhile come behind it.
    let head = LogHead::load(&profile.log_head(), &unlocked.identity.verifying_key())?;
    let verified = verify(&path, &unlocked.derive(Label::KeystoreLog), head);
    let verified = verified.map_err(|source| Error::Log { path, source })?;
    let mut out = io::stdout().lock();
    for line in words("the log", &verified) {
        writeln!(out, "{line}").map_err(Error::io("print"))?;
    }
    Ok(if verified.broken.is_some() { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

/// What was found, in words.
pub(super) fn words(what: &str, verified: &Verified) -> Vec<String> {
    let Verified { lines, runs, unchained, begins_later, torn, broken } = verified;
    let mut said = Vec::new();
    if *unchained > 0 {
        said.push(format!(
            "{} before the first that is chained: nothing is known of them",
            counted(*unchained, "line")
        ));
    }
    if *begins_later {
        said.push(
            "older lines are not kept any more: they were put aside and removed, or deleted".to_owned(),
        );
    }
    if *torn > 0 {
        said.push(format!("{} without an end: the program was stopped there", counted(*torn, "line")));
    }
    let good = format!("{} of {} as they were written", counted(*lines, "line"), counted(*runs, "run"));
    match broken {
        None => said.push(format!("{what} is whole: {good}")),
        Some(Broken { file, line, what: why }) => {
            let file = file.display().to_string();
            said.push(format!("BROKEN at line {line} of {}: {why}", escape(&file)));
            said.push(format!("before that: {good}"));
        }
    }
    said
}
