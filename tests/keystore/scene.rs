//! A profile with an identity and somebody who is known, and what became of it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use peerscope::crypto::{Argon2Params, OsRandom, SeededRandom, SigningKey, sha256};
use peerscope::keystore::{Error, Keyfile, KnownPeers, Passphrase, ProfileLock};
use zeroize::Zeroizing;

pub(crate) fn words(text: &str) -> Passphrase {
    Passphrase::Text(Zeroizing::new(text.to_owned()))
}

/// The folder of one user, with the profile alice.
pub(crate) struct Scene {
    home: tempfile::TempDir,
    pub(crate) passphrase: Passphrase,
}

impl Scene {
    pub(crate) fn new(passphrase: Passphrase) -> Self {
        let scene = Self { home: tempfile::tempdir().unwrap(), passphrase };
        let params = Argon2Params::FLOOR;
        Keyfile::create(&scene.key_file(), &scene.passphrase, params, &mut OsRandom).unwrap();
        let mut list = KnownPeers::load(&scene.known_peers()).unwrap();
        let bob = SigningKey::generate(&mut SeededRandom::new(1)).unwrap();
        list.remember(bob.verifying_key(), "bob", 1);
        list.save().unwrap();
        scene
    }

    /// Without a passphrase, which takes no time to open.
    pub(crate) fn open() -> Self {
        Self::new(Passphrase::None)
    }

    pub(crate) fn home(&self) -> &Path {
        self.home.path()
    }

    pub(crate) fn folder(&self) -> PathBuf {
        self.home().join("keystore/alice")
    }

    pub(crate) fn key_file(&self) -> PathBuf {
        self.folder().join("identity.key")
    }

    pub(crate) fn known_peers(&self) -> PathBuf {
        self.folder().join("known_peers")
    }

    pub(crate) fn chmod(&self, path: &str, mode: u32) {
        fs::set_permissions(self.home().join(path), fs::Permissions::from_mode(mode)).unwrap();
    }

    /// Changes the bytes of the key file and makes its checksum fit.
    pub(crate) fn forge(&self, change: impl FnOnce(&mut [u8])) {
        let mut bytes = fs::read(self.key_file()).unwrap();
        let body = bytes.len() - 32;
        change(&mut bytes[..body]);
        let sum = sha256(&[&bytes[..body]]);
        bytes[body..].copy_from_slice(&sum);
        fs::write(self.key_file(), bytes).unwrap();
    }

    /// What the program does before it runs: lock, identity, peers.
    fn start(&self) -> Result<(), Error> {
        let _lock = ProfileLock::take(&self.folder(), "alice")?;
        match Keyfile::read(&self.key_file())? {
            Some(file) => drop(file.unlock(&self.passphrase)?),
            None => {
                drop(Keyfile::create(
                    &self.key_file(),
                    &self.passphrase,
                    Argon2Params::FLOOR,
                    &mut OsRandom,
                )?);
            }
        }
        KnownPeers::load(&self.known_peers()).map(drop)
    }

    /// How that goes, in a word; and it changes nothing that was there.
    pub(crate) fn outcome(&self) -> String {
        let before = self.content();
        let outcome = self.start();
        let after = self.content();
        // Whoever has the lock writes its number there.
        for (name, bytes) in before.iter().filter(|(name, _)| !name.ends_with("lock")) {
            assert!(after.get(name) == Some(bytes), "{name} is left as it was, with {outcome:?}");
        }
        let new: BTreeSet<_> = after.keys().filter(|name| !before.contains_key(*name)).collect();
        assert!(new.iter().all(|name| name.ends_with("lock")), "nothing was made: {new:?}, with {outcome:?}");
        match outcome {
            Ok(()) => "opens".to_owned(),
            Err(error) => word(&error),
        }
    }

    /// Every file and its bytes; a link is what it points to.
    fn content(&self) -> BTreeMap<String, Vec<u8>> {
        let mut found = BTreeMap::new();
        let mut folders = vec![self.home().to_owned()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if fs::symlink_metadata(&path).unwrap().is_dir() {
                    folders.push(path);
                } else {
                    let bytes = fs::read(&path).unwrap_or_default();
                    found.insert(path.to_str().unwrap().to_owned(), bytes);
                }
            }
        }
        found
    }
}

/// The kind of an error, and the command that mends it if there is one.
pub(crate) fn word(error: &Error) -> String {
    let kind = format!("{error:?}");
    let kind = kind.split([' ', '{', '(']).next().unwrap().to_owned();
    match error {
        Error::Permissions { path, wanted, .. } => {
            let name = path.file_name().unwrap().to_str().unwrap();
            assert!(error.to_string().contains(&format!("run chmod {wanted} ")), "{error}");
            format!("{kind} chmod {wanted} {name}")
        }
        _ => kind,
    }
}

/// The built program, with nothing to read.
pub(crate) fn program(home: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_peerscope"));
    command.args(arguments).env("PEERSCOPE_HOME", home).stdin(Stdio::null());
    command.output().unwrap()
}

/// The same, where no file may grow: a disk without room.
pub(crate) fn program_without_room(home: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new("sh");
    command.args(["-c", "ulimit -f 0; exec \"$0\" \"$@\"", env!("CARGO_BIN_EXE_peerscope")]);
    command.args(arguments).env("PEERSCOPE_HOME", home).stdin(Stdio::null());
    command.output().unwrap()
}
