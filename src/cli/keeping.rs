//! Whether what is said is kept.

use clap::Args;

use crate::config::Profile;
use crate::crypto::Label;
use crate::keystore::{Unlocked, open_database};
use crate::store::{FileMedium, Opened, Store};

use super::error::Error;

/// What is kept.
#[derive(Clone, Copy, Debug, Args)]
pub(in crate::cli) struct Keeping {
    /// Keep nothing of what is said, and read nothing: texts that wait are lost when this run ends
    #[arg(long)]
    no_history: bool,
}

impl Keeping {
    /// Opens the profile's store, if there is to be one.
    pub(in crate::cli) fn open(
        self,
        profile: &Profile,
        unlocked: &Unlocked,
    ) -> Result<Option<Opened>, Error> {
        if self.no_history {
            return Ok(None);
        }
        let path = profile.messages();
        let medium = FileMedium::new(&path, open_database(&path)?);
        Ok(Some(Store::open(Box::new(medium), unlocked.derive(Label::KeystoreStorage))?))
    }
}
