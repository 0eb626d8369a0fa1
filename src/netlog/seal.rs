//! Chains the lines, so that what is changed later shows (spec section "Chained records").

use std::fs;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use crate::crypto::{Secret, SigningKey};
use crate::keystore::{Beginnings, Chain, LogHead, Mark, Run, Tag, last_tag, tagged};

use super::file::{LogFile, Rename};

/// Lines between two checkpoints.
pub(super) const CHECKPOINT_LINES: u64 = 256;
/// Bytes at the end of a log in which its last line is looked for; a frame that is written whole has half of them.
const TAIL_BYTES: u64 = 256 * 1024;
/// Bytes that are kept free for a line that says where in the chain it stands, and for two tags.
const MARK_BYTES: usize = 320;

/// What the lines of a run are chained with.
#[derive(Debug)]
pub struct LogKey {
    /// The key of all runs.
    pub key: Secret<32>,
    /// The name of this run, which no other has.
    pub run: Run,
    /// Who signs the checkpoints.
    pub identity: Arc<SigningKey>,
    /// Where the newest checkpoint is kept.
    pub head: PathBuf,
}

/// The lines of a run on their way to the file.
#[derive(Debug)]
pub(super) struct Seal {
    chain: Chain,
    identity: Arc<SigningKey>,
    path: PathBuf,
    /// The newest checkpoint when the run began.
    head: Tag,
    /// Where the files begin; none until they are looked at, where the checkpoint does not say it.
    files: Option<Beginnings>,
    /// Lines of this run at its newest checkpoint.
    saved: u64,
    /// Lines of this run before which no other try is made to put the file aside.
    rotates_at: u64,
    /// Whether the last line of the log has no end, and no line says so yet.
    is_torn: bool,
}

impl Seal {
    /// A run that has no line yet.
    pub(super) fn new(LogKey { key, run, identity, head: path }: LogKey) -> Self {
        // One that cannot be read is said to be none, and the next one takes its place: who verifies sees both.
        let (head, files) = match LogHead::load(&path, &identity.verifying_key()) {
            Ok(Some(head)) => (head.tag, head.files),
            Ok(None) | Err(_) => (Tag::default(), Some(Beginnings::new())),
        };
        let chain = Chain::begin(&key, run);
        Self { chain, identity, path, head, files, saved: 0, rotates_at: 0, is_torn: false }
    }

    /// Appends a line. At the beginning of a run or a file, and behind a torn line, another one says where in the
    /// chain it stands.
    ///
    /// # Errors
    /// The system's.
    pub(super) fn append(&mut self, file: &mut LogFile, line: &str) -> io::Result<()> {
        self.append_with(file, line, &mut |from, to| fs::rename(from, to))
    }

    /// The same, with another way to rename.
    pub(super) fn append_with(
        &mut self,
        file: &mut LogFile,
        line: &str,
        rename: &mut Rename<'_>,
    ) -> io::Result<()> {
        let time = line.split(' ').next().unwrap_or_default();
        let is_first = self.chain.position().1 == 0;
        if is_first {
            self.stand_behind_the_last(file)?;
        } else {
            self.is_torn |= file.is_torn();
        }
        if is_first || self.is_torn {
            self.mark(file, time)?;
        }
        if is_first && self.saved > 0 {
            // It is noted now how many are kept: a person may want fewer than before.
            file.remove_the_oldest();
        }
        if file.is_full(line.len() + MARK_BYTES) && self.chain.position().1 >= self.rotates_at {
            self.rotate(file, rename)?;
        }
        if file.length() == 0 {
            self.mark(file, time)?;
        }
        self.add(file, line)?;
        if self.chain.position().1 >= self.saved + CHECKPOINT_LINES {
            self.checkpoint();
        }
        Ok(())
    }

    /// Keeps how far it has come. What cannot be kept now is tried again with the next line.
    pub(super) fn checkpoint(&mut self) {
        if self.chain.position().1 > self.saved {
            self.save();
        }
    }

    /// Says whether it is kept.
    fn save(&mut self) -> bool {
        let (run, lines, tag) = self.chain.position();
        let head = LogHead { run, lines, tag, files: self.files.clone() };
        let is_saved = head.save(&self.path, &self.identity).is_ok();
        if is_saved {
            self.saved = lines;
        }
        is_saved
    }

    /// A run goes on behind the last line that is in the log.
    fn stand_behind_the_last(&mut self, file: &LogFile) -> io::Result<()> {
        let mut files = match &self.files {
            Some(files) => files.clone(),
            None => Beginnings::found(file.beginnings()?),
        };
        let tails = file.tails(TAIL_BYTES)?;
        let [own, older] = tails.each_ref().map(|tail| last_tag(&String::from_utf8_lossy(tail)));
        self.is_torn = if tails[0].is_empty() { older.1 } else { own.1 };
        let before = if own.0 != Tag::default() {
            // Whoever noted that a file begins here was stopped before it began.
            files.take_back(own.0);
            own.0
        } else if older.0 == Tag::default() && files.last() == self.head {
            // Not even the file before is kept.
            self.head
        } else {
            older.0
        };
        files.keep(file.files_max());
        self.chain.stand_behind(before);
        self.files = Some(files);
        Ok(())
    }

    /// Puts the file aside. What is removed by that is noted before, or it stays: who verifies takes for deleted what
    /// is missing and was not noted.
    ///
    /// # Errors
    /// The file is aside, and no other can be begun: it is noted where that begins, so that no line is added before.
    fn rotate(&mut self, file: &mut LogFile, rename: &mut Rename<'_>) -> io::Result<()> {
        let noted = self.files.clone();
        let (_, lines, before) = self.chain.position();
        if let Some(files) = &mut self.files {
            files.begin(before, file.files_max());
        }
        if self.save() {
            let rotated = file.rotate(rename);
            if rotated.is_ok() || !file.has_its_name()? {
                return rotated;
            }
        }
        // A log that cannot be put aside goes on growing, and each try costs two waits for the disk.
        self.files = noted;
        self.save();
        self.rotates_at = lines + CHECKPOINT_LINES;
        Ok(())
    }

    fn mark(&mut self, file: &mut LogFile, time: &str) -> io::Result<()> {
        let mark = Mark { is_torn: self.is_torn, ..self.chain.mark(self.head) };
        self.add(file, &format!("{time} INFO {}", mark.text()))?;
        self.is_torn = false;
        // The file with the checkpoint before may be the next that is removed.
        self.checkpoint();
        Ok(())
    }

    fn add(&mut self, file: &mut LogFile, line: &str) -> io::Result<()> {
        let tag = self.chain.tag(line);
        file.add(tagged(line, &tag).as_bytes())?;
        self.chain.pass(tag);
        Ok(())
    }
}
