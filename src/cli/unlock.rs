//! Opening the key file of a profile, and what its log and its trust ledger are chained with.

use std::io::{self, Write as _};
use std::sync::Arc;

use crate::config::Profile;
use crate::crypto::{Label, OsRandom, SecureRandom as _};
use crate::keystore::{self, Keyfile, LedgerFiles, Passphrase, TrustLedger, Unlocked};
use crate::netlog::LogKey;

use super::error::Error;
use super::passphrase::{Purpose, Source};

/// How often a person may try to unlock the identity.
const TRIES: u32 = 3;

/// Opens a key file that is there.
pub(super) fn open(file: &Keyfile, source: &Source, name: &str) -> Result<Unlocked, Error> {
    if file.needs_passphrase() {
        unlock_with_tries(file, source, name)
    } else if source.is_named() {
        Ok(file.unlock(&source.read(Purpose::Unlock, name)?)?)
    } else {
        Ok(file.unlock(&Passphrase::None)?)
    }
}

/// A person may mistype twice.
fn unlock_with_tries(file: &Keyfile, source: &Source, name: &str) -> Result<Unlocked, Error> {
    let mut tries = if source.is_person() { TRIES } else { 1 };
    loop {
        tries -= 1;
        let passphrase = source.read(Purpose::Unlock, name)?;
        if source.is_person() {
            say("unlocking...");
        }
        match file.unlock(&passphrase) {
            Err(keystore::Error::WrongPassphrase { .. }) if tries > 0 => {
                say(&format!("That is not the passphrase of {name}; try again."));
            }
            other => return Ok(other?),
        }
    }
}

/// What a run of this profile chains: the lines of its log, and its trust ledger.
pub(super) fn chained(profile: &Profile, unlocked: Unlocked) -> Result<(LogKey, TrustLedger), Error> {
    let key = unlocked.derive(Label::KeystoreTrust);
    let log = log_key(profile, unlocked)?;
    let ledger = TrustLedger::open(ledger_files(profile), (&key, log.run), Arc::clone(&log.identity))?;
    Ok((log, ledger))
}

/// What the log of a run of this profile is chained with. The other keys of the file are wiped.
pub(super) fn log_key(profile: &Profile, unlocked: Unlocked) -> Result<LogKey, Error> {
    let mut run = [0; 16];
    OsRandom.fill(&mut run)?;
    let key = unlocked.derive(Label::KeystoreLog);
    Ok(LogKey { key, run, identity: Arc::new(unlocked.identity), head: profile.log_head() })
}

/// Where the trust ledger of a profile is.
pub(super) fn ledger_files(profile: &Profile) -> LedgerFiles {
    LedgerFiles { ledger: profile.trust_ledger(), head: profile.trust_head() }
}

/// Says something where the passphrase was asked for. A closed stderr is nobody's loss: the next prompt says as much.
pub(super) fn say(text: &str) {
    let _ = writeln!(io::stderr(), "{text}");
}
