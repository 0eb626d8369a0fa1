//! A place for the files of a node: what it keeps of its transfers, what it sends, and where others' files come.

use std::path::{Path, PathBuf};
use std::time::Duration;

use peerscope::crypto::Secret;
use peerscope::keystore::Transfers;
use peerscope::node::{
    AcceptPolicy, Command, Event, FileId, FileInfo, FileState, FileStep, FilesConfig, Limits, NodeConfig,
    PeerRef, Rate,
};

use super::peer::{DEADLINE, Peer};

/// What every file is called that is sent.
pub(crate) const NAME: &str = "report.bin";

/// A folder with what a node keeps of its transfers, and its downloads.
pub(crate) struct Place(pub(crate) tempfile::TempDir);

impl Place {
    pub(crate) fn new() -> Self {
        use std::os::unix::fs::PermissionsExt as _;
        let private = std::fs::Permissions::from_mode(0o700);
        Self(tempfile::Builder::new().permissions(private).tempdir().unwrap())
    }

    pub(crate) fn downloads(&self) -> PathBuf {
        self.0.path().join("downloads")
    }

    /// Writes a file to be sent.
    pub(crate) fn file(&self, bytes: &[u8]) -> PathBuf {
        let path = self.0.path().join(NAME);
        std::fs::write(&path, bytes).unwrap();
        path
    }

    /// What is kept of its transfers.
    pub(crate) fn kept(&self) -> Transfers {
        Transfers::load(&self.0.path().join("transfers"), Secret::new([3; 32])).unwrap()
    }

    fn config(&self) -> FilesConfig {
        FilesConfig { downloads: self.downloads(), kept: self.kept() }
    }

    /// A node whose files are here. Its source may dial as often as a test cuts its links, and it reads so slowly that
    /// what is done in the middle of a file is done long before its end.
    pub(crate) fn node(&self, seed: u8) -> Peer {
        let dials = Rate { every: Duration::from_millis(1), burst: 1_000 };
        let frames = Rate { every: Duration::from_millis(8), burst: 32 };
        self.limited(seed, &Limits { dials, frames, asked: 0, ..Limits::default() })
    }

    /// A node whose files are here, which reads what it has not asked for at this rate.
    pub(crate) fn paced(&self, seed: u8, frames: Rate) -> Peer {
        self.limited(seed, &Limits { frames, ..Limits::default() })
    }

    fn limited(&self, seed: u8, limits: &Limits) -> Peer {
        let (files, limits) = (Some(self.config()), *limits);
        Peer::with(seed, |config| NodeConfig { accept: AcceptPolicy::Any, files, limits, ..config })
    }

    pub(crate) fn names(&self) -> Vec<String> {
        names(&self.downloads())
    }

    /// Bytes of the only file that is there.
    pub(crate) fn bytes_there(&self) -> u64 {
        let names = self.names();
        assert_eq!(names.len(), 1, "{names:?}");
        std::fs::metadata(self.downloads().join(&names[0])).unwrap().len()
    }

    /// Waits until nothing is left of what was stopped: it is removed behind what was written before.
    pub(crate) async fn until_empty(&self) {
        let empty = async {
            while !self.names().is_empty() {
                tokio::task::yield_now().await;
            }
        };
        assert!(tokio::time::timeout(DEADLINE, empty).await.is_ok(), "{:?}", self.names());
    }
}

/// What is in a folder.
pub(crate) fn names(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).unwrap();
    let mut names: Vec<_> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

/// Bytes that are nowhere the same.
pub(crate) fn bytes(count: usize) -> Vec<u8> {
    let mut state = 1_u32;
    std::iter::repeat_with(|| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        state.to_be_bytes()[0]
    })
    .take(count)
    .collect()
}

impl Peer {
    pub(crate) async fn send(&self, to: &Self, path: &Path) {
        self.tell(Command::SendFile { to: PeerRef::Id(to.id), path: path.to_owned() }).await;
    }

    pub(crate) async fn step(&self, step: FileStep) {
        self.tell(Command::File(None, step)).await;
    }

    pub(crate) async fn until_file(&mut self, what: &str, is_it: impl Fn(&FileInfo) -> bool) -> FileInfo {
        self.until(what, |event| match event {
            Event::File(info) if is_it(info) => Some(info.clone()),
            _ => None,
        })
        .await
    }

    pub(crate) async fn until_state(&mut self, state: FileState) -> FileInfo {
        self.until_file(state.word(), |info| info.state == state).await
    }

    /// The words of the states of one file so far, each once in a row.
    pub(crate) fn states(&self, id: FileId) -> Vec<&'static str> {
        let mut words: Vec<_> = self
            .seen
            .iter()
            .filter_map(|event| match event {
                Event::File(info) if info.id == id => Some(info.state.word()),
                _ => None,
            })
            .collect();
        words.dedup();
        words
    }
}

/// Two nodes with files, the second of which has dialled the first.
pub(crate) async fn joined() -> ((Place, Peer), (Place, Peer)) {
    let (one, other) = (Place::new(), Place::new());
    let (mut alice, mut bob) = (one.node(1), other.node(2));
    let address = alice.listen().await;
    bob.dial(address).await;
    alice.until_established().await;
    bob.until_established().await;
    ((one, alice), (other, bob))
}
