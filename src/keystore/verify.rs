//! Whether chained lines are those that were written, none more and none less (spec section "Chained records").

use std::collections::HashSet;
use std::io::{self, BufRead as _, BufReader, Read};
use std::path::PathBuf;

use crate::crypto::Secret;

use super::chain::{Chain, Mark, Tag, untagged};
use super::log_head::LogHead;

/// Longest line that is taken in, in bytes.
const LINE_BYTES_MAX: u64 = 1024 * 1024;
/// Lines of a run before the oldest that is kept: nobody writes more.
const NUMBER_MAX: u64 = 1 << 28;

/// What is wrong where a line tells of others that do not stand before it.
const MISSING: &str = "lines before it are missing";

/// What was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verified {
    /// Lines that are those that were written.
    pub lines: u64,
    /// Runs of the program that wrote them.
    pub runs: u64,
    /// Lines before the first that is chained.
    pub unchained: u64,
    /// Lines that have no end, or had none when the next run began: whoever wrote them was stopped there.
    pub torn: u64,
    /// Whether the first line stands behind others that are not kept any more.
    pub begins_later: bool,
    /// The first line that is not as it was written.
    pub broken: Option<Broken>,
}

/// A line that is not as it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Broken {
    /// In which file.
    pub file: PathBuf,
    /// Which line, from 1.
    pub line: u64,
    /// What is wrong.
    pub what: &'static str,
}

/// Follows the chain through these files, the oldest first. `head` is the newest checkpoint, loaded before; a writer
/// keeps the first one before it has written more than `unchecked` lines.
///
/// # Errors
/// The files cannot be read.
pub fn verify_chain(
    files: impl IntoIterator<Item = (PathBuf, impl Read)>,
    key: &Secret<32>,
    (head, unchecked): (Option<LogHead>, u64),
) -> io::Result<Verified> {
    let mut check = Check::new(key);
    for (name, file) in files {
        check.place = (name, 0);
        if let Err(what) = check.file(&mut BufReader::new(file))? {
            return Ok(check.broken(what));
        }
    }
    if let Some((place, true)) = check.torn.take() {
        check.place = place;
        return Ok(check.broken("it has no tag"));
    }
    match head {
        Some(head) if !check.seen.contains(&head.tag) => {
            Ok(check
                .broken("it is cut behind this line, or an older copy: its newest checkpoint is not in it"))
        }
        None if check.head != Tag::default() || check.found.lines > unchecked => {
            Ok(check.broken("its checkpoint is missing in the keystore"))
        }
        _ => Ok(check.found),
    }
}

/// How far the chain was followed.
struct Check<'a> {
    key: &'a Secret<32>,
    chain: Option<Chain>,
    /// The tags of all lines so far.
    seen: HashSet<Tag>,
    /// The checkpoint that the newest run has found.
    head: Tag,
    /// A line without a tag, of which the next one has to tell, and whether it has an end.
    torn: Option<((PathBuf, u64), bool)>,
    place: (PathBuf, u64),
    found: Verified,
}

impl<'a> Check<'a> {
    fn new(key: &'a Secret<32>) -> Self {
        Self {
            key,
            chain: None,
            seen: HashSet::new(),
            head: Tag::default(),
            torn: None,
            place: (PathBuf::new(), 0),
            found: Verified::default(),
        }
    }

    /// The outer result is that of the system, the inner one says what is wrong with the line it has come to.
    fn file(&mut self, file: &mut impl io::BufRead) -> io::Result<Result<(), &'static str>> {
        let mut bytes = Vec::new();
        loop {
            bytes.clear();
            file.by_ref().take(LINE_BYTES_MAX).read_until(b'\n', &mut bytes)?;
            if bytes.is_empty() {
                return Ok(Ok(()));
            }
            self.place.1 += 1;
            let line = core::str::from_utf8(bytes.strip_suffix(b"\n").unwrap_or(&bytes)).ok();
            let checked = match line.and_then(untagged) {
                Some((line, tag)) => self.line(line, tag),
                None => self.untagged(&bytes),
            };
            if checked.is_err() {
                return Ok(checked);
            }
        }
    }

    fn untagged(&mut self, line: &[u8]) -> Result<(), &'static str> {
        if self.chain.is_none() {
            self.found.unchained += 1;
            return Ok(());
        }
        if self.torn.is_some() {
            return Err("it has no tag");
        }
        self.torn = Some((self.place.clone(), line.ends_with(b"\n")));
        self.found.torn += 1;
        Ok(())
    }

    fn line(&mut self, line: &str, tag: Tag) -> Result<(), &'static str> {
        let mark = Mark::read(line);
        if self.torn.is_some() && !mark.is_some_and(|mark| mark.is_torn) {
            self.place = self.torn.take().unwrap_or_default().0;
            return Err("it has no tag");
        }
        if let Some(mark) = mark {
            self.mark(&mark)?;
        }
        let chain = self.chain.as_mut().ok_or("no line before it says where in the chain it stands")?;
        if chain.tag(line) != tag {
            return Err("it was changed, or the line before it is another one than when it was written");
        }
        chain.pass(tag);
        self.seen.insert(tag);
        self.found.lines += 1;
        Ok(())
    }

    /// A line that says where in the chain it stands.
    fn mark(&mut self, mark: &Mark) -> Result<(), &'static str> {
        if mark.number > NUMBER_MAX {
            return Err("the number of lines before it cannot be");
        }
        let is_new = match self.chain.as_ref().map(Chain::position) {
            None => {
                self.found.begins_later = [mark.before, mark.head] != [Tag::default(); 2];
                if self.found.begins_later && self.found.unchained > 0 {
                    return Err(MISSING);
                }
                true
            }
            Some((_, _, before)) if before != mark.before => return Err(MISSING),
            Some((run, number, _)) if (run, number) == (mark.run, mark.number) => false,
            Some(_) if mark.number > 0 => return Err(MISSING),
            Some(_) if mark.head != Tag::default() && !self.seen.contains(&mark.head) => {
                return Err(
                    "when this run began the log was cut or an older copy: a checkpoint is not in it",
                );
            }
            Some(_) => true,
        };
        if self.chain.is_some() && mark.is_torn != self.torn.take().is_some() {
            return Err("the line before it was torn off, or put there");
        }
        self.head = mark.head;
        if is_new {
            self.chain = Some(Chain::at(self.key, mark));
            self.found.runs += 1;
        }
        Ok(())
    }

    fn broken(self, what: &'static str) -> Verified {
        let (file, line) = self.place;
        Verified { broken: Some(Broken { file, line, what }), ..self.found }
    }
}
