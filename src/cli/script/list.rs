//! `peerscope list`: everybody who is known, and who is there.

use std::process::ExitCode;

use clap::Args;

use super::door::{Common, Found};
use super::print::{Answer, print_all};
use crate::cli::error::Error;
use crate::cli::unlock::{open, say};
use crate::config::Profile;
use crate::control::Request;
use crate::keystore::{self, Keyfile, KnownPeers, ProfileLock};
use crate::node::{Event, known};
use crate::plain::{self, Format};
use crate::store::Store;

/// Why it is not said how many texts wait.
const NO_PASSPHRASE: &str = "how many texts wait is not known without the passphrase: --passphrase-fd or \
                             --passphrase-command gives it";
const TAKEN: &str = "how many texts wait is not known while another process has the profile";

/// Whom to list.
#[derive(Debug, Args)]
#[command(
    after_help = "Columns: name, presence, trust, fingerprint, texts not acked (- if unread), address.\n\
                        Example: peerscope list --name alice | grep connected"
)]
pub(in crate::cli) struct Options {
    /// Only this peer
    #[arg(value_name = "NAME")]
    peer: Option<String>,
    #[command(flatten)]
    pub(in crate::cli) common: Common,
}

/// Prints them. Where no program runs the profile nobody is connected, and what is known and kept is read.
pub(in crate::cli) fn run(options: &Options) -> Result<ExitCode, Error> {
    let profile = options.common.profile()?;
    let runtime = tokio::runtime::Runtime::new().map_err(Error::io("start the runtime"))?;
    let lines = runtime.block_on(async {
        match Found::look(&profile).await {
            Ok(Found::Running(door)) => door.ask_all(Request::List { name: options.peer.clone() }).await,
            // Nobody else waits for the profile while a passphrase is typed here.
            Ok(Found::Free(lock)) => {
                drop(lock);
                options.at_rest(&profile, options.store(&profile)?)
            }
            Err(Error::Keystore(
                taken @ (keystore::Error::Locked { .. } | keystore::Error::Unreachable { .. }),
            )) => {
                say(&format!("{taken}; {TAKEN}"));
                options.at_rest(&profile, None)
            }
            Err(error) => Err(error),
        }
    })?;
    let mut peers = Vec::new();
    for line in lines {
        let answer = Answer::read(line)?;
        if let Some(refusal) = answer.refusal() {
            return Err(refusal);
        }
        if answer.word() == "peer" {
            peers.push(answer);
        }
    }
    let columns = ["peer", "presence", "trust", "fingerprint", "unacked", "address"];
    print_all(peers, options.common.format(), &columns)?;
    Ok(ExitCode::SUCCESS)
}

impl Options {
    fn at_rest(
        &self,
        profile: &Profile,
        mut kept: Option<(Store, ProfileLock)>,
    ) -> Result<Vec<String>, Error> {
        let book = KnownPeers::load(&profile.known_peers())?;
        let mut infos = known(book, kept.as_mut().map(|(store, _)| store))?;
        if let Some(name) = &self.peer {
            infos.retain(|info| info.name == *name);
            if infos.is_empty() {
                return Err(Error::UnknownPeer(name.to_owned()));
            }
        }
        Ok(plain::event(&Event::Peers(infos)).iter().map(|line| line.render(Format::Json)).collect())
    }

    /// What is kept. Who is known can be told without it, and so neither a passphrase that nobody can give nor a profile
    /// that somebody else has is a failure.
    fn store(&self, profile: &Profile) -> Result<Option<(Store, ProfileLock)>, Error> {
        let Common { passphrase, keeping, .. } = &self.common;
        if !keeping.keeps() || !profile.messages().exists() {
            return Ok(None);
        }
        let Some(file) = Keyfile::read(&profile.key_file())? else { return Ok(None) };
        let unlocked = match open(&file, passphrase, &profile.name) {
            Err(Error::NobodyToAsk) => {
                say(NO_PASSPHRASE);
                return Ok(None);
            }
            opened => opened?,
        };
        let lock = match ProfileLock::take(&profile.keystore(), &profile.name) {
            Err(keystore::Error::Locked { .. }) => {
                say(TAKEN);
                return Ok(None);
            }
            taken => taken?,
        };
        Ok(keeping.open(profile, &unlocked)?.map(|opened| (opened.store, lock)))
    }
}
