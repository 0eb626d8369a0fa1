//! Where files go that peers send.

use std::path::PathBuf;

use clap::Args;

use crate::config::Profile;
use crate::keystore::Transfers;
use crate::node::FilesConfig;

use super::error::Error;

/// The option that names the folder.
#[derive(Clone, Debug, Args)]
pub(super) struct Downloads {
    /// Folder for files that you receive [default: keystore/NAME/downloads]
    #[arg(long, value_name = "DIR")]
    downloads: Option<PathBuf>,
}

impl Downloads {
    /// What the node is told: the folder, and what was on its way when the program ended.
    pub(super) fn config(self, profile: &Profile) -> Result<FilesConfig, Error> {
        let kept = Transfers::load(&profile.transfers())?;
        Ok(FilesConfig { downloads: self.downloads.unwrap_or_else(|| profile.downloads()), kept })
    }
}
