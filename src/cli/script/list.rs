//! `peerscope list`: everybody who is known, and who is there.

use std::process::ExitCode;

use clap::Args;

use super::door::{Common, Found};
use super::print::{Answer, print_all};
use crate::cli::error::Error;
use crate::config::Profile;
use crate::control::Request;
use crate::keystore::KnownPeers;
use crate::node::{Event, known};
use crate::plain::{self, Format};

/// Whom to list.
#[derive(Debug, Args)]
#[command(after_help = "Columns: name, presence, trust, fingerprint, texts not acked, address.\n\
                        Example: peerscope list --name alice | grep connected")]
pub(in crate::cli) struct Options {
    /// Only this peer
    #[arg(value_name = "NAME")]
    peer: Option<String>,
    #[command(flatten)]
    pub(in crate::cli) common: Common,
}

/// Prints them. Where no program runs the profile nobody is connected, and what is known can be read without one.
pub(in crate::cli) fn run(options: &Options) -> Result<ExitCode, Error> {
    let profile = options.common.profile()?;
    let runtime = tokio::runtime::Runtime::new().map_err(Error::io("start the runtime"))?;
    let lines = runtime.block_on(async {
        match Found::look(&profile).await? {
            Found::Running(door) => door.ask_all(Request::List { name: options.peer.clone() }).await,
            Found::Free(_lock) => at_rest(&profile, options.peer.as_deref()),
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

fn at_rest(profile: &Profile, name: Option<&str>) -> Result<Vec<String>, Error> {
    let mut infos = known(KnownPeers::load(&profile.known_peers())?);
    if let Some(name) = name {
        infos.retain(|info| info.name == name);
        if infos.is_empty() {
            return Err(Error::UnknownPeer(name.to_owned()));
        }
    }
    Ok(plain::event(&Event::Peers(infos)).iter().map(|line| line.render(Format::Json)).collect())
}
