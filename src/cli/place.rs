//! Which profile, and where it is kept.

use std::path::PathBuf;

use clap::Args;
use tracing::level_filters::LevelFilter;

use crate::config::Profile;
use crate::control::{self, Serving};
use crate::keystore::ControlToken;
use crate::netlog::{LogKey, NetLog, Rotation};
use crate::node::Node;
use crate::settings::Settings;

use super::error::Error;

/// The options that name a profile.
#[derive(Clone, Debug, Args)]
pub(super) struct Place {
    /// Profile: keystore/NAME and logs/NAME [default: the login name]
    #[arg(long, value_name = "NAME")]
    pub(super) name: Option<String>,
    /// Folder of keystore/ and logs/ [default: `PEERSCOPE_HOME`, else this folder if it has both, else the platform's]
    #[arg(long, value_name = "DIR")]
    pub(super) home: Option<PathBuf>,
}

impl Place {
    /// The profile that is meant.
    pub(super) fn profile(&self) -> Result<Profile, Error> {
        self.profile_or(None)
    }

    /// The profile that is meant, or this one when none was named.
    pub(super) fn profile_or(&self, default: Option<&str>) -> Result<Profile, Error> {
        let name = self.name.as_deref().or(default);
        Ok(Profile::resolve(name, self.home.as_deref())?)
    }
}

/// Whether scripts may ask the program that runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scripts {
    /// Yes: it holds the lock of its profile.
    Heard,
    /// No.
    Ignored,
}

/// Takes the requests of scripts while the program runs.
///
/// # Errors
/// In words, why it does not; it runs all the same.
pub(super) fn hear_scripts(profile: &Profile, node: &Node) -> Result<Serving, String> {
    let socket = profile.control_socket();
    let serving =
        ControlToken::make(&profile.control_token()).map_err(|error| error.to_string()).and_then(|token| {
            control::serve(&socket, token, node.handle.clone())
                .map_err(|error| format!("{}: {error}", socket.display()))
        });
    serving
        .map_err(|why| format!("peerscope send, get, tail, list and check cannot reach this program: {why}"))
}

/// Opens the profile's net.log for this process. Frames are of level DEBUG, and they are what the log is for. With a key its
/// lines are chained.
pub(super) fn open_log(profile: &Profile, settings: &Settings, key: Option<LogKey>) -> Result<NetLog, Error> {
    let path = profile.net_log();
    let fail = |source| Error::Log { path: path.clone(), source };
    let rotation = Rotation { bytes: u64::from(settings.log_mib) << 20, kept: settings.log_files };
    let log = NetLog::open(&path, LevelFilter::DEBUG, rotation, key).map_err(fail)?;
    let set = tracing::dispatcher::set_global_default(log.dispatch());
    set.map_err(|twice| fail(std::io::Error::other(twice)))?;
    Ok(log)
}
