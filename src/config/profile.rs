//! Where a profile lives and how it is called.
//!
//! ```text
//! HOME/keystore/NAME/          the identity and whom it knows
//! HOME/logs/NAME/net.log       what happened on the network
//! ```
//!
//! HOME is the first of: `--home DIR`; `PEERSCOPE_HOME`; the current folder if it holds both `keystore/` and
//! `logs/` (a checkout); the platform's data folder. NAME is `--name NAME`, else the login name, else `me`.

use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};

/// Longest profile name, in characters.
const NAME_CHARS_MAX: usize = 32;

/// A profile: its name and its places.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Profile {
    /// Letters, digits, `-`, `_` and `.`, starting with neither dot nor hyphen.
    pub name: String,
    /// The folder that holds `keystore/` and `logs/`.
    pub home: PathBuf,
}

/// A setting that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// The name would not do as a folder name.
    #[error(
        "{0:?} is no profile name: use 1 to 32 letters, digits, -, _ and ., starting with neither . nor -"
    )]
    Name(String),
    /// The platform names no data folder.
    #[error("no data folder is known for this user: say where to keep things with --home DIR")]
    NoHome,
}

/// What the process finds around itself. A test makes its own.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Surroundings {
    /// `PEERSCOPE_HOME`.
    pub home_variable: Option<OsString>,
    /// The current folder.
    pub current_folder: PathBuf,
    /// The platform's data folder for us.
    pub data_folder: Option<PathBuf>,
    /// `USER`, else `LOGNAME`.
    pub login: Option<String>,
}

impl Surroundings {
    /// Reads the environment and asks the platform.
    pub fn read() -> Self {
        let variable = |name: &&str| std::env::var(name).ok().filter(|value| !value.is_empty());
        let data = directories::ProjectDirs::from("", "", "peerscope");
        Self {
            home_variable: std::env::var_os("PEERSCOPE_HOME"),
            current_folder: PathBuf::from("."),
            data_folder: data.map(|folders| folders.data_dir().to_owned()),
            login: ["USER", "LOGNAME"].iter().find_map(variable),
        }
    }

    fn home(&self) -> Option<PathBuf> {
        let given = self.home_variable.as_ref().filter(|home| !home.is_empty()).map(PathBuf::from);
        let here = &self.current_folder;
        let checkout =
            || (here.join("keystore").is_dir() && here.join("logs").is_dir()).then(|| here.clone());
        given.or_else(checkout).or_else(|| self.data_folder.clone())
    }

    /// The login name, with a hyphen for each character that a profile's name cannot have.
    fn name(&self) -> Option<String> {
        let plain: String = self.login.as_ref()?.chars().map(|c| if is_plain(c) { c } else { '-' }).collect();
        let name: String = plain.trim_start_matches(['.', '-']).chars().take(NAME_CHARS_MAX).collect();
        is_name(&name).then_some(name)
    }
}

impl Profile {
    /// The profile of `--name` and `--home`, or of the login name and the usual place.
    ///
    /// # Errors
    /// A bad name, or no place.
    pub fn resolve(name: Option<&str>, home: Option<&Path>) -> Result<Self, Error> {
        Self::resolve_in(&Surroundings::read(), name, home)
    }

    /// The same, in given surroundings.
    ///
    /// # Errors
    /// A bad name, or no place.
    pub fn resolve_in(around: &Surroundings, name: Option<&str>, home: Option<&Path>) -> Result<Self, Error> {
        let name = match name {
            Some(name) if is_name(name) => name.to_owned(),
            Some(name) => return Err(Error::Name(name.to_owned())),
            None => around.name().unwrap_or_else(|| "me".to_owned()),
        };
        let home = home.map(Path::to_owned).or_else(|| around.home()).ok_or(Error::NoHome)?;
        Ok(Self { name, home })
    }

    /// Whether there is anything of it: a profile is made when the program first runs with its name.
    pub fn is_made(&self) -> bool {
        let is_missing = |path: PathBuf| {
            std::fs::symlink_metadata(path).is_err_and(|error| error.kind() == io::ErrorKind::NotFound)
        };
        !(is_missing(self.key_file()) && is_missing(self.known_peers()))
    }

    /// The names of all profiles of the same home, in order.
    pub fn all(&self) -> Vec<String> {
        let entries = std::fs::read_dir(self.home.join("keystore")).into_iter().flatten().flatten();
        let names = entries.filter_map(|entry| entry.file_name().into_string().ok());
        let mut names: Vec<String> = names
            .filter(|name| is_name(name) && Self { name: name.clone(), home: self.home.clone() }.is_made())
            .collect();
        names.sort();
        names
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

    /// What its person calls itself.
    pub fn nick_file(&self) -> PathBuf {
        self.keystore().join("nick")
    }

    /// What was said.
    pub fn messages(&self) -> PathBuf {
        self.keystore().join("messages")
    }

    /// Which files are on their way.
    pub fn transfers(&self) -> PathBuf {
        self.keystore().join("transfers")
    }

    /// Where files come that peers send.
    pub fn downloads(&self) -> PathBuf {
        self.keystore().join("downloads")
    }

    /// How its person left the panes of the screen.
    pub fn layout_file(&self) -> PathBuf {
        self.keystore().join("layout")
    }

    /// The socket at which the running program takes the requests of scripts.
    pub fn control_socket(&self) -> PathBuf {
        self.keystore().join("control")
    }

    /// What a script has to know to be heard there.
    pub fn control_token(&self) -> PathBuf {
        self.keystore().join("control.token")
    }

    /// Every identity key that was seen, and what became of it.
    pub fn trust_ledger(&self) -> PathBuf {
        self.keystore().join("trust_ledger")
    }

    /// How far that had come.
    pub fn trust_head(&self) -> PathBuf {
        self.keystore().join("trust_head")
    }

    /// How far net.log had come.
    pub fn log_head(&self) -> PathBuf {
        self.keystore().join("log_head")
    }

    /// Everything the network did.
    pub fn net_log(&self) -> PathBuf {
        self.home.join("logs").join(&self.name).join("net.log")
    }
}

fn is_name(name: &str) -> bool {
    let length = name.chars().count();
    (1..=NAME_CHARS_MAX).contains(&length) && !name.starts_with(['.', '-']) && name.chars().all(is_plain)
}

const fn is_plain(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.')
}

#[cfg(test)]
mod tests {
    use super::{Error, Path, PathBuf, Profile, Surroundings};

    #[test]
    fn a_name_that_could_leave_its_folder_is_refused() {
        let bad = ["", ".", "..", "../x", "a/b", "a\\b", ".hidden", "-x", "a b", "a\0", "\u{430}lice"];
        for name in bad.into_iter().chain([&*"a".repeat(33)]) {
            assert_eq!(Profile::resolve(Some(name), None), Err(Error::Name(name.to_owned())));
        }
    }

    #[test]
    fn everything_of_a_profile_lies_under_its_home() {
        let profile = Profile::resolve(Some("alice"), Some("/h".as_ref())).unwrap();
        assert_eq!(profile.key_file().to_str(), Some("/h/keystore/alice/identity.key"));
        assert_eq!(profile.known_peers().to_str(), Some("/h/keystore/alice/known_peers"));
        assert_eq!(profile.net_log().to_str(), Some("/h/logs/alice/net.log"));
    }

    #[test]
    fn home_is_what_was_given_then_the_variable_then_a_checkout_then_the_platforms() {
        let folder = tempfile::tempdir().unwrap();
        let mut around = Surroundings {
            home_variable: Some("/variable".into()),
            current_folder: folder.path().to_owned(),
            data_folder: Some("/data/peerscope".into()),
            login: None,
        };
        let home = |around: &Surroundings, given: Option<&str>| {
            Profile::resolve_in(around, None, given.map(Path::new)).map(|profile| profile.home)
        };
        assert_eq!(home(&around, Some("/given")), Ok(PathBuf::from("/given")));
        assert_eq!(home(&around, None), Ok(PathBuf::from("/variable")));
        around.home_variable = Some("".into());
        std::fs::create_dir(folder.path().join("keystore")).unwrap();
        assert_eq!(home(&around, None), Ok(PathBuf::from("/data/peerscope")), "one of two is no checkout");
        std::fs::create_dir(folder.path().join("logs")).unwrap();
        assert_eq!(home(&around, None), Ok(folder.path().to_owned()));
        let nowhere = Surroundings { current_folder: "/nowhere".into(), ..Surroundings::default() };
        assert_eq!(home(&nowhere, None), Err(Error::NoHome));
    }

    #[test]
    fn the_login_name_becomes_a_safe_name() {
        let cases = [
            (Some("alice"), "alice"),
            (Some("CORP\\alice smith"), "CORP-alice-smith"),
            (Some("../etc"), "etc"),
            (Some("..."), "me"),
            (None, "me"),
        ];
        for (login, name) in cases {
            let around = Surroundings { login: login.map(str::to_owned), ..Surroundings::default() };
            let profile = Profile::resolve_in(&around, None, Some("/h".as_ref())).unwrap();
            assert_eq!(profile.name, name, "{login:?}");
        }
    }
}
