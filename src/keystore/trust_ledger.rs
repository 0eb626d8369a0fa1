//! The file `trust_ledger`: every identity key that was seen, and what was decided about it, in lines that are only
//! ever added, chained like those of net.log (`chain.rs`). After each step the file `trust_head` says how far it has
//! come, signed like that of the log.
//!
//! ```text
//! TIME INFO chain run=.. number=.. before=.. head=.. torn=.. tag=TAG
//! TIME INFO trust DEED KEY OTHER NAME tag=TAG
//! ```
//!
//! `TIME` is Unix time in milliseconds, `KEY` and `OTHER` are Ed25519 public keys in 64 lower-case hexadecimal digits,
//! `OTHER` is `-` where there is none.

use std::collections::BTreeMap;
use std::fs::{File, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use crate::crypto::{Secret, SigningKey, VerifyingKey};

use super::chain::{Chain, Mark, Run, last_tag, tagged, untagged};
use super::error::Error;
use super::files;
use super::known_peers::KnownPeers;
use super::log_head::LogHead;
use super::trust::Trust;
use super::trust_entry::{Deed, TrustEntry};
use super::verify::{Begins, Broken, Verified, verify_chain};

/// Longest file that is read: some 60,000 entries.
const FILE_BYTES_MAX: usize = 16 * 1024 * 1024;
/// Entries that are written before it is kept how far the chain has come.
const STEP: usize = 64;
/// Lines that a run may have written before that is kept for the first time.
const UNCHECKED: u64 = 1 + STEP as u64;

/// Every entry, and the file that they stand in. Without one they live in memory only.
#[derive(Clone, Debug, Default)]
pub struct TrustLedger {
    entries: Vec<TrustEntry>,
    found: Verified,
    writer: Option<Arc<Mutex<Writer>>>,
}

/// The files of a ledger, and who signs how far it has come.
#[derive(Debug)]
pub struct LedgerFiles {
    /// The entries.
    pub ledger: PathBuf,
    /// How far they had come.
    pub head: PathBuf,
}

/// What adds lines to the file. Only the task that writes takes its lock.
#[derive(Debug)]
struct Writer {
    files: LedgerFiles,
    identity: Arc<SigningKey>,
    chain: Chain,
    /// Bytes of the file that are whole.
    length: u64,
    /// Entries that stand in the file or in `unwritten`.
    taken: usize,
    /// Lines with their tags that are not on the disk yet.
    unwritten: String,
    /// What the first line of this run says, until it is written.
    mark: Option<Mark>,
    /// Lines of this run when it was last kept how far it has come.
    checked: u64,
}

impl TrustLedger {
    /// Reads what there is, and looks whether it is as it was written. `key` is that of all runs, `run` the name of
    /// this one.
    ///
    /// # Errors
    /// The file cannot be read; what was changed in it is no error: [`Self::found`] says it.
    pub fn open(
        files: LedgerFiles,
        (key, run): (&Secret<32>, Run),
        identity: Arc<SigningKey>,
    ) -> Result<Self, Error> {
        let bytes = read(&files.ledger)?;
        let (found, head) = check(&files, &bytes, key, &identity.verifying_key())?;
        let text = String::from_utf8_lossy(&bytes);
        let entries = entries(&text);
        let (before, is_torn) = last_tag(&text);
        let mut chain = Chain::begin(key, run);
        chain.stand_behind(before);
        let mark = Mark { is_torn, ..chain.mark(head.map(|head| head.tag).unwrap_or_default()) };
        let unwritten = if text.is_empty() || text.ends_with('\n') { "" } else { "\n" }.to_owned();
        let (length, taken) = (bytes.len() as u64, entries.len());
        let writer =
            Writer { files, identity, chain, length, taken, unwritten, mark: Some(mark), checked: 0 };
        Ok(Self { entries, found, writer: Some(Arc::new(Mutex::new(writer))) })
    }

    /// All entries, the oldest first.
    pub fn entries(&self) -> &[TrustEntry] {
        &self.entries
    }

    /// How the file was found when it was opened.
    pub const fn found(&self) -> &Verified {
        &self.found
    }

    /// Adds an entry; [`Self::save`] writes it.
    pub fn enter(&mut self, entry: TrustEntry) {
        self.entries.push(entry);
    }

    /// The entries about every key that was ever called so, or whose fingerprint begins so.
    pub fn about(&self, name: &str) -> Vec<TrustEntry> {
        about(&self.entries, name)
    }

    /// What was last entered about a key, but what it is called.
    pub fn last(&self, key: &VerifyingKey) -> Option<Deed> {
        let about = self.entries.iter().rev().filter(|entry| entry.key == *key);
        about.map(|entry| entry.deed).find(|deed| *deed != Deed::Renamed)
    }

    /// Enters what stands in the list of known peers and was entered by no run.
    pub fn compare(&mut self, book: &KnownPeers, at: u64) {
        let mut stands: BTreeMap<[u8; 32], (VerifyingKey, Option<Trust>, String)> = BTreeMap::new();
        for entry in &self.entries {
            let stood = stands.get(entry.key.as_bytes()).and_then(|(_, trust, _)| *trust);
            let trust = standing(entry, stood);
            stands.insert(*entry.key.as_bytes(), (entry.key, trust, entry.name.clone()));
            if let Some(old) = entry.other.filter(|_| entry.deed == Deed::TookOver) {
                stands.insert(*old.as_bytes(), (old, None, entry.name.clone()));
            }
        }
        let mut new = Vec::new();
        let mut note = |deed, key, name: &str| {
            new.push(TrustEntry { at, deed, key, other: None, name: name.to_owned() });
        };
        for known in book.iter() {
            let stood = stands.remove(known.identity.as_bytes());
            let (trust, name) = stood.map_or((None, None), |(_, trust, name)| (trust, Some(name)));
            let deed = match known.trust {
                Trust::Known => Deed::FoundKnown,
                Trust::Verified { .. } => Deed::FoundVerified,
                Trust::Blocked => Deed::FoundBlocked,
            };
            if trust.map(Trust::word) != Some(known.trust.word()) {
                note(deed, known.identity, &known.petname);
            } else if name.is_some_and(|name| name != known.petname) {
                note(Deed::Renamed, known.identity, &known.petname);
            }
        }
        for (key, _, name) in stands.into_values().filter(|(_, trust, _)| trust.is_some()) {
            note(Deed::Gone, key, &name);
        }
        self.entries.append(&mut new);
    }

    /// Writes every entry that is not on the disk yet.
    ///
    /// # Errors
    /// What the system said; what could not be written is tried again the next time.
    pub fn save(&self) -> Result<(), Error> {
        let Some(writer) = &self.writer else { return Ok(()) };
        let mut writer = writer.lock().unwrap_or_else(PoisonError::into_inner);
        while let Some(rest) = self.entries.get(writer.taken..).filter(|rest| !rest.is_empty()) {
            writer.take(rest.get(..STEP).unwrap_or(rest));
            writer.write()?;
        }
        writer.write()
    }
}

impl Writer {
    /// Gives entries their places in the chain.
    fn take(&mut self, entries: &[TrustEntry]) {
        for entry in entries {
            if let Some(mark) = self.mark.take() {
                self.add(&format!("{} INFO {}", entry.at, mark.text()));
            }
            self.add(&entry.line());
            self.taken += 1;
        }
    }

    fn add(&mut self, line: &str) {
        let tag = self.chain.tag(line);
        self.unwritten.push_str(&tagged(line, &tag));
        self.chain.pass(tag);
    }

    fn write(&mut self) -> Result<(), Error> {
        let (run, lines, tag) = self.chain.position();
        if lines == self.checked {
            return Ok(());
        }
        let path = &self.files.ledger;
        let mut file = files::open_private(path, OpenOptions::new().append(true).create(true))?;
        append(&mut file, self.length, self.unwritten.as_bytes()).map_err(Error::io("write", path))?;
        self.length += self.unwritten.len() as u64;
        self.unwritten.clear();
        (LogHead { run, lines, tag, files: None }).save(&self.files.head, &self.identity)?;
        self.checked = lines;
        Ok(())
    }
}

/// Appends bytes behind what is whole: what a failed try left there goes first.
fn append(file: &mut File, whole: u64, bytes: &[u8]) -> io::Result<()> {
    if file.metadata()?.len() > whole {
        file.set_len(whole)?;
    }
    file.write_all(bytes)?;
    file.sync_all()
}

/// How far an entry says that its key is trusted, which was trusted so far before.
fn standing(entry: &TrustEntry, before: Option<Trust>) -> Option<Trust> {
    match entry.deed {
        Deed::Met
        | Deed::MetByAddress
        | Deed::MetByPolicy
        | Deed::TookOver
        | Deed::Unblocked
        | Deed::Unverified
        | Deed::FoundKnown => Some(Trust::Known),
        Deed::Verified | Deed::FoundVerified => Some(Trust::Verified { at: entry.at }),
        Deed::Blocked | Deed::FoundBlocked | Deed::Differs => Some(Trust::Blocked),
        Deed::Gone => None,
        Deed::Asked | Deed::Accepted | Deed::Refused | Deed::Claimed | Deed::Kept | Deed::Renamed => before,
    }
}

/// The entries of a ledger that nobody has open to write, and whether it is as it was written.
///
/// # Errors
/// The file cannot be read.
pub fn check_ledger(
    files: &LedgerFiles,
    key: &Secret<32>,
    identity: &VerifyingKey,
) -> Result<Verified, Error> {
    check(files, &read(&files.ledger)?, key, identity).map(|(found, _)| found)
}

/// The entries of a ledger, of all keys or of those that were ever called so: what stands there, checked or not.
///
/// # Errors
/// The file cannot be read.
pub fn read_ledger(path: &Path, name: Option<&str>) -> Result<Vec<TrustEntry>, Error> {
    let all = entries(&String::from_utf8_lossy(&read(path)?));
    Ok(name.map_or_else(|| all.clone(), |name| about(&all, name)))
}

fn read(path: &Path) -> Result<Vec<u8>, Error> {
    if files::exists(path)? { files::read_private(path, FILE_BYTES_MAX) } else { Ok(Vec::new()) }
}

fn check(
    files: &LedgerFiles,
    bytes: &[u8],
    key: &Secret<32>,
    identity: &VerifyingKey,
) -> Result<(Verified, Option<LogHead>), Error> {
    // One that cannot be read is said to be missing.
    let head = LogHead::load(&files.head, identity).ok().flatten();
    let found = verify_chain([(files.ledger.clone(), bytes)], key, (head.as_ref(), UNCHECKED));
    let mut found = found.map_err(Error::io("read", &files.ledger))?;
    // Unlike those of a log, no line of a ledger is ever put aside.
    if found.broken.is_none() && (found.begins != Begins::First || found.unchained > 0) {
        let what = "it is not the beginning: lines before it were deleted";
        found.broken = Some(Broken { file: files.ledger.clone(), line: 1, what });
    }
    Ok((found, head))
}

fn entries(text: &str) -> Vec<TrustEntry> {
    text.lines().filter_map(|line| TrustEntry::read(untagged(line)?.0)).collect()
}

fn about(entries: &[TrustEntry], name: &str) -> Vec<TrustEntry> {
    let wanted = name.to_lowercase();
    let is_named = |entry: &&TrustEntry| {
        entry.name.to_lowercase() == wanted || entry.key.fingerprint().begins_with(name)
    };
    let named: Vec<&TrustEntry> = entries.iter().filter(is_named).collect();
    let keys: Vec<VerifyingKey> =
        named.iter().flat_map(|entry| [Some(entry.key), entry.other]).flatten().collect();
    let concerns = |entry: &&TrustEntry| {
        keys.contains(&entry.key) || entry.other.is_some_and(|other| keys.contains(&other))
    };
    entries.iter().filter(concerns).cloned().collect()
}
