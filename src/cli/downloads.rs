//! Where files go that peers send.

use std::path::PathBuf;

use clap::Args;

use crate::config::Profile;
use crate::crypto::Secret;
use crate::keystore::Transfers;
use crate::node::FilesConfig;
use crate::settings::Settings;
use crate::text::typed_path;

use super::error::Error;

/// The option that names the folder.
#[derive(Clone, Debug, Args)]
pub(super) struct Downloads {
    /// Folder for files that you receive [default: what config.toml says, else keystore/NAME/downloads]
    #[arg(long, value_name = "DIR")]
    downloads: Option<PathBuf>,
}

impl Downloads {
    /// What the node is told: the folder, which the command line or the settings name, and what was on its way when
    /// the program ended, which is sealed with this key.
    pub(super) fn config(
        self,
        profile: &Profile,
        settings: &Settings,
        key: Secret<32>,
    ) -> Result<FilesConfig, Error> {
        let kept = Transfers::load(&profile.transfers(), key)?;
        let chosen = Some(settings.downloads.as_str()).filter(|path| !path.is_empty()).map(typed_path);
        let downloads = self.downloads.or(chosen).unwrap_or_else(|| profile.downloads());
        Ok(FilesConfig { downloads, kept })
    }
}
