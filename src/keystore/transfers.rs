//! The file `transfers`, version 1: which files are on their way, so that they go on after a restart.
//!
//! ```text
//! peerscope transfers 1
//! DIRECTION STANDING PEER TRANSFER SIZE DIGEST STAMP NAME PATH
//! sum SHA256
//! ```
//!
//! `DIRECTION` is `send` or `receive`, `STANDING` is `open`, `paused`, `whole` or `done`. `PEER`, `TRANSFER`, `DIGEST`,
//! `STAMP` and, for a file of ours, `PATH` are hexadecimal; `-` stands for no path. `NAME` is hexadecimal UTF-8.

use std::path::{Path, PathBuf};

use crate::crypto::{VerifyingKey, sha256};
use crate::text::hex;

use super::error::Error;
use super::files::{self, Existing};
use super::peers_format::{bytes_of, key, number, present};

const FIRST_LINE: &str = "peerscope transfers 1\n";
/// Most transfers that are kept; of more those that are done go first, then the oldest.
const TRANSFERS_MAX: usize = 1_000;
/// The longest file that is read.
const FILE_BYTES_MAX: usize = 16 << 20;

/// How a transfer stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeptStanding {
    /// It goes on with the next session.
    Open,
    /// It goes on when a person here says so.
    Paused,
    /// All of it came: it gets its name with the next session, unless it has that already.
    Whole,
    /// It came whole and was checked: an offer of it is answered so.
    Done,
}

/// A transfer that is not forgotten when the program ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptTransfer {
    /// With whom.
    pub peer: VerifyingKey,
    /// The number that its sender gave it.
    pub transfer: [u8; 16],
    /// Bytes of the file.
    pub size: u64,
    /// SHA-256 of the file.
    pub digest: [u8; 32],
    /// What the file is called.
    pub name: String,
    /// How it stands.
    pub standing: KeptStanding,
    /// For a file of ours: where it is, and what tells its state from another. A file that comes has none.
    pub source: Option<(PathBuf, [u64; 4])>,
}

/// All of them, and the file that keeps them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Transfers {
    path: Option<PathBuf>,
    list: Vec<KeptTransfer>,
}

impl Transfers {
    /// Reads the file; without one nothing is on its way.
    ///
    /// # Errors
    /// Whatever keeps it from being read whole, by name: nothing is guessed from a damaged file.
    pub fn load(path: &Path) -> Result<Self, Error> {
        let mut list = Vec::new();
        if files::exists(path)? {
            let bytes = files::read_private(path, FILE_BYTES_MAX)?;
            list = decode(&bytes).map_err(|(line, what)| Error::damaged(path, line, what))?;
        }
        Ok(Self { path: Some(path.to_owned()), list })
    }

    /// Writes the file whole, or leaves the old one as it is.
    ///
    /// # Errors
    /// What the file system said.
    pub fn save(&self) -> Result<(), Error> {
        let Some(path) = &self.path else { return Ok(()) };
        files::write_private(path, encode(&self.list).as_bytes(), Existing::Replace)
    }

    /// Every transfer, the oldest first.
    pub fn iter(&self) -> impl Iterator<Item = &KeptTransfer> {
        self.list.iter()
    }

    /// Keeps a transfer as it stands now. Says whether that is news.
    pub fn put(&mut self, kept: KeptTransfer) -> bool {
        match self.list.iter_mut().find(|old| old.is_of(&kept.peer, &kept.transfer)) {
            Some(old) if *old == kept => return false,
            Some(old) => *old = kept,
            None => self.list.push(kept),
        }
        if self.list.len() > TRANSFERS_MAX {
            let done = self.list.iter().position(|old| old.standing == KeptStanding::Done);
            self.list.remove(done.unwrap_or(0));
        }
        true
    }

    /// Forgets a transfer. Says whether it was kept.
    pub fn remove(&mut self, peer: &VerifyingKey, transfer: &[u8; 16]) -> bool {
        self.list.extract_if(.., |kept| kept.is_of(peer, transfer)).count() > 0
    }
}

fn encode(list: &[KeptTransfer]) -> String {
    let mut text = FIRST_LINE.to_owned();
    for kept in list {
        let (direction, stamp, path) = match &kept.source {
            Some((path, stamp)) => {
                ("send", *stamp, path.to_str().map(|path| hex(path.as_bytes()).to_string()))
            }
            None => ("receive", [0; 4], None),
        };
        // A path that is no UTF-8 cannot be written here: that file is not sent after a restart.
        if direction == "send" && path.is_none() {
            continue;
        }
        let stamp: Vec<u8> = stamp.iter().flat_map(|part| part.to_be_bytes()).collect();
        let words = [
            direction.to_owned(),
            kept.standing.word().to_owned(),
            hex(kept.peer.as_bytes()).to_string(),
            hex(&kept.transfer).to_string(),
            kept.size.to_string(),
            hex(&kept.digest).to_string(),
            hex(&stamp).to_string(),
            hex(kept.name.as_bytes()).to_string(),
            path.unwrap_or_else(|| "-".to_owned()),
        ];
        text.push_str(&words.join(" "));
        text.push('\n');
    }
    let sum = sha256(&[text.as_bytes()]);
    format!("{text}sum {}\n", hex(&sum))
}

fn decode(bytes: &[u8]) -> Result<Vec<KeptTransfer>, (usize, &'static str)> {
    let text = std::str::from_utf8(bytes).map_err(|_not_text| (0, "it is not UTF-8"))?;
    let (body, sum) = text.rsplit_once("sum ").ok_or((0, "its end is missing"))?;
    if sum.strip_suffix('\n') != Some(&*hex(&sha256(&[body.as_bytes()])).to_string()) {
        return Err((0, "the checksum does not match"));
    }
    let lines = body.strip_prefix(FIRST_LINE).ok_or((1, "it is no list of transfers"))?.lines();
    lines.zip(2..).map(|(line, at)| decode_line(line).ok_or((at, "it is no line of this format"))).collect()
}

fn decode_line(line: &str) -> Option<KeptTransfer> {
    let words: Vec<&str> = line.split(' ').collect();
    let [direction, standing, peer, transfer, size, digest, stamp, name, path] = words.as_slice() else {
        return None;
    };
    let standing = KeptStanding::ALL.into_iter().find(|known| known.word() == *standing)?;
    let name = String::from_utf8(bytes_of(name)?).ok()?;
    let source = match (*direction, present(path)) {
        ("send", Some(path)) => {
            let path = String::from_utf8(bytes_of(path)?).ok()?;
            let stamp: [u8; 32] = bytes_of(stamp)?.try_into().ok()?;
            let mut parts = [0; 4];
            for (part, bytes) in parts.iter_mut().zip(stamp.chunks_exact(8)) {
                *part = u64::from_be_bytes(bytes.try_into().ok()?);
            }
            Some((path.into(), parts))
        }
        ("receive", None) => None,
        _ => return None,
    };
    Some(KeptTransfer {
        peer: key(peer)?,
        transfer: bytes_of(transfer)?.try_into().ok()?,
        size: number(size)?,
        digest: bytes_of(digest)?.try_into().ok()?,
        name,
        standing,
        source,
    })
}

impl KeptTransfer {
    fn is_of(&self, peer: &VerifyingKey, transfer: &[u8; 16]) -> bool {
        self.peer == *peer && self.transfer == *transfer
    }
}

impl KeptStanding {
    const ALL: [Self; 4] = [Self::Open, Self::Paused, Self::Whole, Self::Done];

    const fn word(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Paused => "paused",
            Self::Whole => "whole",
            Self::Done => "done",
        }
    }
}
