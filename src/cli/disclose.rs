//! The two switches with which secrets leave the program: neither is a setting, neither is on by itself.

use std::path::PathBuf;

use clap::Args;

use crate::config::{KEY_LOG_VARIABLE, allows_key_log};
use crate::keystore::KeyLogFile;
use crate::node::{NodeConfig, Teaching};

use super::error::Error;

/// What is said while everything is disclosed. The words before the colon stand in the first line of the screen.
const TEACHING: &str = "TEACHING: this program keeps the secrets of its sessions, and /explain shows them; say nothing that matters";
/// What is said while keys are logged.
const KEY_LOG: &str = "KEY LOG: whoever has the file of --keylog can read everything that these sessions say";

/// What is disclosed.
#[derive(Clone, Debug, Args)]
pub(super) struct Disclosing {
    /// For teaching: /explain shows the secrets of this run's sessions, and commands that make each value again
    #[arg(long)]
    teach: bool,
    /// Append the keys that open this run's sessions to a file only you can read; only with `PEERSCOPE_KEYLOG` set as well
    #[arg(long, value_name = "FILE")]
    keylog: Option<PathBuf>,
}

impl Disclosing {
    /// Tells the node; gives what is to be said about it.
    ///
    /// A key log needs both its flag and its variable, so that neither a line in a script nor a forgotten variable
    /// alone gives keys away.
    pub(super) fn apply(&self, config: &mut NodeConfig) -> Result<Vec<&'static str>, Error> {
        let mut said = Vec::new();
        if self.teach {
            config.teaching = Teaching::On;
            said.push(TEACHING);
        }
        match (&self.keylog, allows_key_log()) {
            (None, false) => {}
            (Some(path), true) => {
                config.key_log = Some(KeyLogFile::open(path)?);
                said.push(KEY_LOG);
            }
            (Some(_), false) => return Err(Error::KeyLogVariable(KEY_LOG_VARIABLE)),
            (None, true) => return Err(Error::KeyLogFlag(KEY_LOG_VARIABLE)),
        }
        Ok(said)
    }
}
