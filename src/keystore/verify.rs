//! Whether chained lines are those that were written, none more and none less (spec section "Chained records").

use std::collections::HashSet;
use std::io::{self, BufRead as _, BufReader, Read};
use std::path::PathBuf;

use crate::crypto::Secret;

use super::chain::{Chain, Mark, Tag, untagged};
use super::log_head::{Beginnings, LogHead};

/// Longest line that is taken in, in bytes.
const LINE_BYTES_MAX: u64 = 1024 * 1024;
/// Lines of a run before the oldest that is kept: nobody writes more.
const NUMBER_MAX: u64 = 1 << 28;

/// What is wrong where a line tells of others that do not stand before it.
const MISSING: &str = "lines before it are missing";
/// What is wrong with the first line that is there, if it is not the first that was kept.
const CUT: &str = "the log does not begin here: lines before it were deleted, and not by rotation";

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
    /// Whether there were others before the first line.
    pub begins: Begins,
    /// The first line that is not as it was written.
    pub broken: Option<Broken>,
}

/// What was before the first line that is there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Begins {
    /// Nothing.
    #[default]
    First,
    /// Lines that the log has removed itself, as it has noted before it did so.
    Rotated,
    /// Lines of which nobody has noted who removed them: a program of before that was noted wrote them.
    Unknown,
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
    (head, unchecked): (Option<&LogHead>, u64),
) -> io::Result<Verified> {
    let mut check = Check::new(key, (head, unchecked));
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
    match check.end() {
        Err(what) => Ok(check.broken(what)),
        Ok(()) => Ok(check.found),
    }
}

/// How far the chain was followed.
struct Check<'a> {
    key: &'a Secret<32>,
    /// The newest checkpoint, and how many lines there may be without one.
    newest: (Option<&'a LogHead>, u64),
    chain: Option<Chain>,
    /// The first line of the chain, and the tag of the one before it.
    first: Option<((PathBuf, u64), Tag)>,
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
    fn new(key: &'a Secret<32>, newest: (Option<&'a LogHead>, u64)) -> Self {
        Self {
            key,
            newest,
            chain: None,
            first: None,
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
                self.begin(mark)?;
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
            Some(_) if mark.head == Tag::default() && self.found.lines > self.newest.1 => {
                return Err("when this run began its checkpoint was missing in the keystore");
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

    /// The first line of the chain that is there.
    fn begin(&mut self, mark: &Mark) -> Result<(), &'static str> {
        let is_behind = mark.before != Tag::default();
        self.first = Some((self.place.clone(), mark.before));
        let files = self.files();
        let is_told = files.is_some_and(Beginnings::is_told);
        if is_behind && files.is_some_and(|files| files.first() == Tag::default()) {
            return Err(CUT);
        }
        if is_told && !is_behind && mark.head != Tag::default() {
            return Err("when this run began the log was gone: its newest checkpoint is not in it");
        }
        if is_behind || mark.head != Tag::default() {
            self.found.begins = if is_told { Begins::Rotated } else { Begins::Unknown };
            // The first line of a file may have been torn off.
            let torn = u64::from(mark.is_torn);
            if self.found.unchained > torn {
                return Err(MISSING);
            }
            self.found.torn += self.found.unchained;
            self.found.unchained = 0;
        }
        Ok(())
    }

    /// What is missing at the beginning or the end.
    fn end(&mut self) -> Result<(), &'static str> {
        let noted = self.files().map(Beginnings::first);
        // A file that is about to be removed may still be there, before the line behind which the log is to begin.
        let begins_there = self.first.as_ref().is_none_or(|(_, before)| noted == Some(*before));
        if let Some((place, _)) = self.first.clone()
            && noted.is_some_and(|noted| !begins_there && !self.seen.contains(&noted))
        {
            self.place = place;
            return Err(CUT);
        }
        match self.newest {
            (Some(head), _) if begins_there && noted == Some(head.tag) => Ok(()),
            (Some(head), _) if !self.seen.contains(&head.tag) => {
                Err("it is cut behind this line, or an older copy: its newest checkpoint is not in it")
            }
            (None, unchecked) if self.head != Tag::default() || self.found.lines > unchecked => {
                Err("its checkpoint is missing in the keystore")
            }
            _ => Ok(()),
        }
    }

    fn files(&self) -> Option<&'a Beginnings> {
        self.newest.0.and_then(|head| head.files.as_ref())
    }

    fn broken(self, what: &'static str) -> Verified {
        let (file, line) = self.place;
        Verified { broken: Some(Broken { file, line, what }), ..self.found }
    }
}
