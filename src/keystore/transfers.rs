//! The file `transfers`, version 2: which files are on their way, so that they go on after a restart. What they are
//! called and where they are is nobody else's business, so it is sealed.
//!
//! ```text
//! peerscope transfers 2
//! SALT SEALED TAG                    hexadecimal; block = Expand(key, "keystore transfers", salt, 56)
//! ```
//!
//! Sealed is one line for each, behind the other:
//!
//! ```text
//! DIRECTION STANDING PEER TRANSFER SIZE DIGEST STAMP NAME PATH
//! ```
//!
//! `DIRECTION` is `send` or `receive`, `STANDING` is `open`, `paused`, `whole`, `whole-paused` or `done`. `PEER`,
//! `TRANSFER`, `DIGEST`, `STAMP` and, for a file of ours, `PATH` are hexadecimal; `-` stands for no path. `NAME` is hexadecimal UTF-8. In version 1
//! these lines stood in the file as they are, before their `sum SHA256`; such a file is sealed when it is read, if the disk takes
//! it. It has no key, so that it proves nothing about who wrote it.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::crypto::{
    Error as CryptoError, Label, OpenKey, OsRandom, SealKey, Secret, SecureRandom as _, VerifyingKey, expand,
    sha256,
};
use crate::text::hex;

use super::error::Error;
use super::files::{self, Existing};
use super::peers_format::{bytes_of, key, number, present};

const FIRST_LINE: &str = "peerscope transfers 2\n";
const FIRST_LINE_OPEN: &str = "peerscope transfers 1\n";
/// Most transfers that are kept; of more those that are done go first, then the oldest.
const TRANSFERS_MAX: usize = 1_000;
/// The longest file that is read: as many transfers with the longest paths there are, in hexadecimal twice.
const FILE_BYTES_MAX: usize = 32 << 20;

/// How a transfer stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeptStanding {
    /// It goes on with the next session.
    Open,
    /// It goes on when a person here says so.
    Paused,
    /// All of it came: it gets its name with the next session, unless it has that already.
    Whole,
    /// All of it came: it gets its name when a person here says that it goes on.
    WholePaused,
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
#[derive(Clone, Debug, Default)]
pub struct Transfers {
    file: Option<SealedFile>,
    list: Vec<KeptTransfer>,
}

/// Where they are kept, and sealed with what.
#[derive(Clone, Debug)]
struct SealedFile {
    path: PathBuf,
    key: Arc<Secret<32>>,
}

impl Transfers {
    /// Reads the file, sealed with the key of its profile; without one nothing is on its way.
    ///
    /// # Errors
    /// Whatever keeps it from being read whole, by name: nothing is guessed from a damaged file.
    pub fn load(path: &Path, key: Secret<32>) -> Result<Self, Error> {
        let file = SealedFile { path: path.to_owned(), key: Arc::new(key) };
        if !files::exists(path)? {
            return Ok(Self { file: Some(file), list: Vec::new() });
        }
        let bytes = files::read_private(path, FILE_BYTES_MAX)?;
        let text =
            std::str::from_utf8(&bytes).map_err(|_not_text| Error::damaged(path, 0, "it is not UTF-8"))?;
        let is_open = text.starts_with(FIRST_LINE_OPEN);
        let list = if is_open { decode_open(text) } else { file.decode(text) };
        let list = list.map_err(|(line, what)| Error::damaged(path, line, what))?;
        let transfers = Self { file: Some(file), list };
        if is_open {
            // A disk that takes nothing keeps nobody from starting: the list is sealed when it is written next.
            let _ = transfers.save();
        }
        Ok(transfers)
    }

    /// Writes the file whole, or leaves the old one as it is.
    ///
    /// # Errors
    /// What the file system said, or that there is no randomness to seal with.
    pub fn save(&self) -> Result<(), Error> {
        let Some(file) = &self.file else { return Ok(()) };
        let sealed =
            file.encode(&self.list).map_err(|source| Error::Crypto { path: file.path.clone(), source })?;
        files::write_private(&file.path, sealed.as_bytes(), Existing::Replace)
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

impl SealedFile {
    fn block(&self, salt: &[u8]) -> Secret<56> {
        expand(&self.key, Label::KeystoreTransfers, salt)
    }

    fn encode(&self, list: &[KeptTransfer]) -> Result<String, CryptoError> {
        let mut salt = [0; 16];
        OsRandom.fill(&mut salt)?;
        let mut sealed = encode(list).into_bytes();
        let tag = SealKey::from_block(self.block(&salt)).seal(&[FIRST_LINE.as_bytes(), &salt], &mut sealed);
        Ok(format!("{FIRST_LINE}{} {} {}\n", hex(&salt), hex(&sealed), hex(&tag)))
    }

    fn decode(&self, text: &str) -> Result<Vec<KeptTransfer>, (usize, &'static str)> {
        let line = text.strip_prefix(FIRST_LINE).ok_or((1, "it is no list of transfers"))?;
        let words: Vec<&str> = line.strip_suffix('\n').unwrap_or_default().split(' ').collect();
        let [salt, sealed, tag] = words.as_slice() else { return Err((2, "it is not whole")) };
        let parts = (bytes_of(salt), bytes_of(sealed), bytes_of(tag).and_then(|tag| tag.try_into().ok()));
        let (Some(salt), Some(mut plain), Some(tag)) = parts else { return Err((2, "it is not whole")) };
        let key = OpenKey::from_block(self.block(&salt));
        let opened = key.open(&[FIRST_LINE.as_bytes(), &salt], &mut plain, &tag);
        opened.map_err(|_changed| (2, "it was changed, or is of another identity"))?;
        let lines = std::str::from_utf8(&plain).map_err(|_not_text| (2, "it is not UTF-8"))?;
        decode(lines, 0)
    }
}

fn encode(list: &[KeptTransfer]) -> String {
    let mut text = String::new();
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
    text
}

/// The list in version 1.
fn decode_open(text: &str) -> Result<Vec<KeptTransfer>, (usize, &'static str)> {
    let (body, sum) = text.rsplit_once("sum ").ok_or((0, "its end is missing"))?;
    if sum.strip_suffix('\n') != Some(&*hex(&sha256(&[body.as_bytes()])).to_string()) {
        return Err((0, "the checksum does not match"));
    }
    decode(body.strip_prefix(FIRST_LINE_OPEN).unwrap_or_default(), 1)
}

/// The lines, behind so many others.
fn decode(lines: &str, before: usize) -> Result<Vec<KeptTransfer>, (usize, &'static str)> {
    let lines = lines.lines().zip(before + 1..);
    lines.map(|(line, at)| decode_line(line).ok_or((at, "it is no line of this format"))).collect()
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
    const ALL: [Self; 5] = [Self::Open, Self::Paused, Self::Whole, Self::WholePaused, Self::Done];

    const fn word(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Paused => "paused",
            Self::Whole => "whole",
            Self::WholePaused => "whole-paused",
            Self::Done => "done",
        }
    }
}
