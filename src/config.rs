//! Where a profile lives and how it is called.

use std::path::{Path, PathBuf};

/// Longest profile name, in characters.
const NAME_CHARS_MAX: usize = 32;

/// A profile: its name and its places.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Profile {
    /// Letters, digits, `-`, `_` and `.`, not starting with a dot.
    pub name: String,
    /// The folder that holds `keystore/` and `logs/`.
    pub home: PathBuf,
}

/// A setting that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// The name would not do as a folder name.
    #[error("{0:?} is no profile name: use 1 to 32 letters, digits, -, _ and ., not starting with a dot")]
    Name(String),
    /// The platform names no data folder.
    #[error("no data folder is known for this user: say where to keep things with --home DIR")]
    NoHome,
}

impl Profile {
    /// The profile of `--name` and `--home`, or of the login name and the usual place.
    ///
    /// # Errors
    /// A bad name, or no place.
    pub fn resolve(name: Option<&str>, home: Option<&Path>) -> Result<Self, Error> {
        let login = || ["USER", "LOGNAME"].iter().find_map(|variable| std::env::var(variable).ok());
        let name = match name {
            Some(name) => name.to_owned(),
            None => login().filter(|login| is_name(login)).unwrap_or_else(|| "me".to_owned()),
        };
        if !is_name(&name) {
            return Err(Error::Name(name));
        }
        Ok(Self { name, home: resolve_home(home)? })
    }

    /// Folder of the identity and the known peers.
    pub fn keystore(&self) -> PathBuf {
        self.home.join("keystore").join(&self.name)
    }

    /// The sealed identity.
    pub fn key_file(&self) -> PathBuf {
        self.keystore().join("identity.key")
    }

    /// Trust on first use.
    pub fn known_peers(&self) -> PathBuf {
        self.keystore().join("known_peers")
    }

    /// Everything the network did.
    pub fn net_log(&self) -> PathBuf {
        self.home.join("logs").join(&self.name).join("net.log")
    }
}

fn is_name(name: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    !name.is_empty() && name.len() <= NAME_CHARS_MAX && !name.starts_with('.') && name.chars().all(plain)
}

/// `--home`, else `PEERSCOPE_HOME`, else a checkout that we stand in, else the platform's data folder.
fn resolve_home(home: Option<&Path>) -> Result<PathBuf, Error> {
    if let Some(home) = home {
        return Ok(home.to_owned());
    }
    if let Some(home) = std::env::var_os("PEERSCOPE_HOME").filter(|home| !home.is_empty()) {
        return Ok(home.into());
    }
    if Path::new("keystore").is_dir() && Path::new("logs").is_dir() {
        return Ok(PathBuf::from("."));
    }
    let platform = directories::ProjectDirs::from("", "", "peerscope").ok_or(Error::NoHome)?;
    Ok(platform.data_dir().to_owned())
}

#[cfg(test)]
mod tests {
    use super::{Error, Profile};

    #[test]
    fn a_name_that_could_leave_its_folder_is_refused() {
        for name in ["", ".", "..", "../x", "a/b", ".hidden", "a b", "a\0", &"a".repeat(33), "\u{430}lice"] {
            assert_eq!(Profile::resolve(Some(name), None), Err(Error::Name(name.to_owned())));
        }
    }

    #[test]
    fn everything_of_a_profile_lies_under_its_home() {
        let profile = Profile::resolve(Some("alice"), Some("/h".as_ref())).unwrap();
        assert_eq!(profile.key_file().to_str(), Some("/h/keystore/alice/identity.key"));
        assert_eq!(profile.net_log().to_str(), Some("/h/logs/alice/net.log"));
    }
}
