//! Chains the lines, so that what is changed later shows (spec section "Chained records").

use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use crate::crypto::{Secret, SigningKey};
use crate::keystore::{Chain, LogHead, Mark, Run, Tag, last_tag, tagged};

use super::file::LogFile;

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
    /// Lines of this run at its newest checkpoint.
    saved: u64,
    /// Whether the last line of the log has no end, and no line says so yet.
    is_torn: bool,
}

impl Seal {
    /// A run that has no line yet.
    pub(super) fn new(LogKey { key, run, identity, head: path }: LogKey) -> Self {
        // One that cannot be read is said to be none, and the next one takes its place: who verifies sees both.
        let head = LogHead::load(&path, &identity.verifying_key()).ok().flatten();
        let head = head.map(|head| head.tag).unwrap_or_default();
        Self { chain: Chain::begin(&key, run), identity, path, head, saved: 0, is_torn: false }
    }

    /// Appends a line. At the beginning of a run or a file, and behind a torn line, another one says where in the
    /// chain it stands.
    ///
    /// # Errors
    /// The system's.
    pub(super) fn append(&mut self, file: &mut LogFile, line: &str) -> io::Result<()> {
        let (_, lines, _) = self.chain.position();
        if lines == 0 {
            let (before, is_torn) = last_tag(&String::from_utf8_lossy(&file.tail(TAIL_BYTES)?));
            self.chain.stand_behind(before);
            self.is_torn = is_torn;
        } else {
            self.is_torn |= file.is_torn();
        }
        file.make_way(line.len() + MARK_BYTES);
        if lines == 0 || file.length() == 0 || self.is_torn {
            let time = line.split(' ').next().unwrap_or_default();
            let mark = Mark { is_torn: self.is_torn, ..self.chain.mark(self.head) };
            self.add(file, &format!("{time} INFO {}", mark.text()))?;
            self.is_torn = false;
            // The file with the checkpoint before may be the next that is removed.
            self.checkpoint();
        }
        self.add(file, line)?;
        if self.chain.position().1 >= self.saved + CHECKPOINT_LINES {
            self.checkpoint();
        }
        Ok(())
    }

    /// Keeps how far it has come. What cannot be kept now is tried again with the next line.
    pub(super) fn checkpoint(&mut self) {
        let (run, lines, tag) = self.chain.position();
        if lines > self.saved && (LogHead { run, lines, tag }).save(&self.path, &self.identity).is_ok() {
            self.saved = lines;
        }
    }

    fn add(&mut self, file: &mut LogFile, line: &str) -> io::Result<()> {
        let tag = self.chain.tag(line);
        file.add(tagged(line, &tag).as_bytes())?;
        self.chain.pass(tag);
        Ok(())
    }
}
