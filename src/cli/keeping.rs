//! Whether what is said is kept.

use clap::Args;

use crate::config::Profile;
use crate::crypto::Label;
use crate::keystore::{KnownPeers, Unlocked, open_database};
use crate::netlog::LogKey;
use crate::node::NodeConfig;
use crate::store::{FileMedium, Opened, Store};

use super::error::Error;
use super::unlock::chained;

/// What is kept.
#[derive(Clone, Copy, Debug, Args)]
pub(in crate::cli) struct Keeping {
    /// Keep nothing of what is said, and read nothing: texts that wait are lost when this run ends
    #[arg(long)]
    no_history: bool,
}

impl Keeping {
    /// Whether anything is kept, or read.
    pub(in crate::cli) const fn keeps(self) -> bool {
        !self.no_history
    }

    /// What a node of this profile is told of what is kept, and what its log is chained with.
    pub(in crate::cli) fn node(
        self,
        profile: &Profile,
        unlocked: Unlocked,
    ) -> Result<(NodeConfig, LogKey), Error> {
        let store = self.open(profile, &unlocked)?;
        let (log_key, ledger) = chained(profile, unlocked)?;
        let known_peers = KnownPeers::load(&profile.known_peers())?;
        let config = NodeConfig::new(log_key.identity.clone(), &profile.name);
        Ok((NodeConfig { known_peers, ledger, store, ..config }, log_key))
    }

    /// Opens the profile's store, if there is to be one.
    pub(in crate::cli) fn open(
        self,
        profile: &Profile,
        unlocked: &Unlocked,
    ) -> Result<Option<Opened>, Error> {
        if !self.keeps() {
            return Ok(None);
        }
        let path = profile.messages();
        let medium = FileMedium::new(&path, open_database(&path)?);
        Ok(Some(Store::open(Box::new(medium), unlocked.derive(Label::KeystoreStorage))?))
    }
}
