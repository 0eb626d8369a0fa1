//! `peerscope id`: who we are and who is known. Reading needs no passphrase and no lock.

use std::io::Write as _;
use std::process::ExitCode;

use anyhow::{Context as _, bail};
use clap::{Args, Subcommand};

use crate::cli::Place;
use crate::escape::escape;
use crate::keystore::{Keyfile, KnownPeer, KnownPeers, ProfileLock, Trust};
use crate::net::Clock;
use crate::netlog::timestamp;

/// What `id` can do.
#[derive(Debug, Args)]
pub struct Options {
    #[command(flatten)]
    place: Place,
    #[command(subcommand)]
    task: Option<Task>,
}

#[derive(Debug, Subcommand)]
enum Task {
    /// The profile and its files.
    Show,
    /// Everybody who is known.
    Peers,
    /// Remember that the safety number of NAME was compared and is the same.
    Verify { peer: String },
    /// Forget NAME for good.
    Forget { peer: String },
    /// Never talk to NAME again.
    Block { peer: String },
}

/// Does it.
///
/// # Errors
/// An unknown name, or a file that cannot be read or written.
pub fn run(options: &Options) -> anyhow::Result<ExitCode> {
    let profile = options.place.profile()?;
    let mut book = KnownPeers::load(&profile.known_peers())?;
    let mut out = std::io::stdout().lock();
    match options.task.as_ref().unwrap_or(&Task::Show) {
        Task::Show => {
            writeln!(out, "profile\t{}", profile.name)?;
            let path = profile.key_file();
            let fingerprint = Keyfile::read(&path)?.map(|file| file.identity().fingerprint().to_string());
            let fingerprint =
                fingerprint.unwrap_or_else(|| "none yet: it is made at the first chat".to_owned());
            writeln!(out, "fingerprint\t{fingerprint}")?;
            writeln!(out, "key file\t{}", path.display())?;
            writeln!(out, "peers\t{}", book.iter().count())?;
            writeln!(out, "net.log\t{}", profile.net_log().display())?;
        }
        Task::Peers => {
            for peer in book.iter() {
                writeln!(out, "{}", row(peer))?;
            }
        }
        change @ (Task::Verify { peer } | Task::Forget { peer } | Task::Block { peer }) => {
            let _lock = ProfileLock::take(&profile.keystore(), &profile.name)
                .context("quit the other process first")?;
            let Some(identity) = book.by_petname(peer).map(|known| known.identity) else {
                bail!("no peer is called {peer:?}; peerscope id peers lists all");
            };
            match change {
                Task::Verify { .. } => {
                    let at = Clock::start().now().wall.0;
                    book.update(&identity, |known| known.trust = Trust::Verified { at });
                }
                Task::Block { .. } => {
                    book.update(&identity, |known| known.trust = Trust::Blocked);
                }
                _ => book.forget(&identity),
            }
            book.save()?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn row(peer: &KnownPeer) -> String {
    let trust = match peer.trust {
        Trust::Known => "known".to_owned(),
        Trust::Verified { at } => format!("verified {}", timestamp(at)),
        Trust::Blocked => "blocked".to_owned(),
    };
    let KnownPeer { petname, identity, last_seen, address, .. } = peer;
    let address = address.as_deref().unwrap_or("-");
    format!(
        "{}\t{}\t{trust}\tlast seen {}\t{}",
        escape(petname),
        identity.fingerprint(),
        timestamp(*last_seen),
        escape(address)
    )
}
