//! `peerscope log verify`: whether net.log is as it was written.

use std::io::{self, Write as _};
use std::process::ExitCode;

use clap::Args;

use crate::config::Profile;
use crate::crypto::Label;
use crate::inspector::counted;
use crate::keystore::{Begins, Broken, Keyfile, LogHead, Unlocked, Verified};
use crate::netlog::verify;
use crate::text::escape;

use super::error::Error;
use super::passphrase::Source;
use super::place::Place;
use super::unlock::open;

/// How often a log that somebody writes is looked at before it is said to be broken.
const TRIES: u32 = 3;

/// What is verified.
#[derive(Debug, Args)]
#[command(after_help = "\
It needs your passphrase, since the keys that chained the lines are gone. Exit
code 1: a line was deleted, moved, edited, cut off, or an older copy put back;
the first one that is not as it was written is named. What the log removes
itself, since it keeps only so many files, it notes before in the keystore: a
beginning that is missing without that was deleted, also by yourself. To begin
a new log, remove logs/NAME/net.log* and keystore/NAME/log_head together.

Lines since the newest checkpoint, at most 256 and only while the program runs
or was killed, can be cut off unnoticed. Who had the machine, or your
passphrase, when a line was written can have written any line. So can who
removes the log and its checkpoint in the keystore make it look new.")]
pub(super) struct Options {
    #[command(flatten)]
    pub(super) place: Place,
    #[command(flatten)]
    pub(super) passphrase: Source,
}

/// Follows the chain and says how far it holds.
pub(super) fn run(profile: &Profile, source: &Source) -> Result<ExitCode, Error> {
    let file = Keyfile::read(&profile.key_file())?;
    let file = file.ok_or_else(|| Error::no_profile(profile))?;
    let unlocked = open(&file, source, &profile.name)?;
    let verified = follow(profile, &unlocked)?;
    let mut out = io::stdout().lock();
    for line in words("the log", &verified) {
        writeln!(out, "{line}").map_err(Error::io("print"))?;
    }
    Ok(if verified.broken.is_some() { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

/// A program that runs meanwhile may put files aside and remove some, so that what is wrong is looked at again if
/// there is a newer checkpoint by then.
fn follow(profile: &Profile, unlocked: &Unlocked) -> Result<Verified, Error> {
    let (path, key) = (profile.net_log(), unlocked.derive(Label::KeystoreLog));
    let newest = || LogHead::load(&profile.log_head(), &unlocked.identity.verifying_key());
    // Before the lines are read: those that are written meanwhile come behind it.
    let mut head = newest()?;
    if head.is_none() && !path.exists() {
        return Err(Error::NoLog { path });
    }
    let mut tries = TRIES;
    loop {
        let verified = verify(&path, &key, head.as_ref());
        let verified = verified.map_err(|source| Error::Log { path: path.clone(), source })?;
        let later = newest()?;
        tries -= 1;
        if verified.broken.is_none() || later == head || tries == 0 {
            return Ok(verified);
        }
        head = later;
    }
}

/// What was found, in words.
pub(super) fn words(what: &str, verified: &Verified) -> Vec<String> {
    let Verified { lines, runs, unchained, begins, torn, broken } = verified;
    let mut said = Vec::new();
    if *unchained > 0 {
        said.push(format!(
            "{} before the first that is chained: nothing is known of them",
            counted(*unchained, "line")
        ));
    }
    match begins {
        Begins::First => {}
        Begins::Rotated => {
            said.push("older lines are not kept any more: the log removed them, and noted it before".to_owned());
        }
        Begins::Unknown => said.push(
            "older lines are not there: a program that noted nothing about that wrote the log, so that it cannot be \
             told whether rotation removed them, or somebody"
                .to_owned(),
        ),
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
