//! `peerscope get`: what was said with a peer, oldest first.

use std::collections::VecDeque;
use std::io;
use std::process::ExitCode;

use clap::Args;

use super::door::{Common, Door, Found};
use super::print::{Answer, Wanted, print_all};
use super::since::Since;
use crate::cli::chat::unlock;
use crate::cli::error::Error;
use crate::config::Profile;
use crate::control::Request;
use crate::keystore::{KnownPeer, KnownPeers, ProfileLock};
use crate::node::{self, kept_page};
use crate::plain::{self, Format, Printer};
use crate::store::{Opened, Store};

/// What to print.
#[derive(Debug, Args)]
#[command(
    after_help = "Columns: time, us or them, how far it came (of ours), text; behind it `written 14:18`, of one that\n\
                        had waited at its sender. Nothing is marked as seen.\n\
                        Example: peerscope get bob --name alice --since 1d --filter 'text.body contains build'"
)]
pub(in crate::cli) struct Options {
    /// With whom: what you call the peer
    #[arg(value_name = "NAME")]
    peer: String,
    /// Only the last so many
    #[arg(long, value_name = "N")]
    last: Option<usize>,
    /// Only from then on: 30m, 2h or 7d ago, or a UTC time as 2026-11-19 or 2026-11-19T10:42
    #[arg(long, value_name = "WHEN")]
    since: Option<Since>,
    #[command(flatten)]
    wanted: Wanted,
    #[command(flatten)]
    pub(in crate::cli) common: Common,
}

/// Prints it.
pub(in crate::cli) fn run(options: &Options) -> Result<ExitCode, Error> {
    let runtime = tokio::runtime::Runtime::new().map_err(Error::io("start the runtime"))?;
    let found = runtime.block_on(async { options.collect(Pages::open(options).await?).await })?;
    print_all(found, options.common.format(), &["time", "from", "state", "text"])?;
    Ok(ExitCode::SUCCESS)
}

impl Options {
    /// Goes back from the newest page as far as is wanted.
    async fn collect(&self, mut pages: Pages) -> Result<VecDeque<Answer>, Error> {
        let mut found = VecDeque::new();
        let mut below = None;
        loop {
            let page = pages.before(&self.peer, below).await?;
            let is_end = page.is_empty();
            for line in page.into_iter().rev() {
                let answer = Answer::read(line)?;
                if let Some(refusal) = answer.refusal() {
                    return Err(refusal);
                }
                let is_old = self.since.as_ref().is_some_and(|since| !since.takes(answer.text("time")));
                if is_old || Some(found.len()) == self.last {
                    return Ok(found);
                }
                below = answer.text("place").parse().ok();
                if self.wanted.takes(&answer) {
                    found.push_front(answer);
                }
            }
            if is_end {
                return Ok(found);
            }
        }
    }
}

/// Where pages come from, the newest first.
enum Pages {
    /// From the program that runs the profile.
    Running(Door),
    /// From the store itself.
    AtRest(AtRest),
}

/// The store of a profile that no program runs.
struct AtRest {
    store: Store,
    peer: KnownPeer,
    _lock: ProfileLock,
}

impl Pages {
    async fn open(options: &Options) -> Result<Self, Error> {
        let profile = options.common.profile()?;
        match Found::look(&profile).await? {
            Found::Running(door) => Ok(Self::Running(door)),
            Found::Free(lock) => AtRest::open(&profile, lock, options).map(Self::AtRest),
        }
    }

    /// The last page below a place, oldest first; an empty one at the end.
    async fn before(&mut self, name: &str, below: Option<u64>) -> Result<Vec<String>, Error> {
        match self {
            Self::Running(door) => door.ask_all(Request::Get { name: name.to_owned(), below }).await,
            Self::AtRest(AtRest { store, peer, _lock }) => {
                let page = kept_page(store, peer, below.unwrap_or(u64::MAX))?;
                Ok(plain::event(&page).iter().map(|line| line.render(Format::Json)).collect())
            }
        }
    }
}

impl AtRest {
    fn open(profile: &Profile, lock: ProfileLock, options: &Options) -> Result<Self, Error> {
        let book = KnownPeers::load(&profile.known_peers())?;
        let peer = book.by_petname(&options.peer).cloned();
        let peer = peer.ok_or_else(|| Error::UnknownPeer(options.peer.clone()))?;
        let mut talk = Printer::new(Format::Text, io::stderr());
        let (unlocked, _) = unlock(profile, &options.common.passphrase, &mut talk)?;
        let opened = options.common.keeping.open(profile, &unlocked)?;
        let Opened { store, left: _ } = opened.ok_or(Error::Node(node::Error::NothingKept))?;
        Ok(Self { store, peer, _lock: lock })
    }
}
