//! Reading a log that grows, also when it is put aside for a new one.

use std::fs::{self, File, Metadata};
use std::io::{self, BufRead as _, BufReader, Seek as _, SeekFrom};
use std::path::{Path, PathBuf};

use super::file::{aside, identity, numbers_aside};

/// Longest line that is kept whole; the rest of a longer one comes as a line of its own.
const LINE_BYTES_MAX: u64 = 1024 * 1024;

/// A log that is read line by line.
#[derive(Debug)]
pub struct Follow {
    path: PathBuf,
    reader: BufReader<File>,
    /// Where in the file the next line begins.
    start: u64,
    /// What there was of it when it was looked at last. It is read again from its beginning each time, since a
    /// writer that could not write it whole takes it back and begins another there.
    line: Vec<u8>,
    /// The file was put aside, so that nothing is added to it: one more look finds its end.
    is_over: bool,
}

/// What a file is; where a test lets something happen meanwhile.
type Look<'a> = dyn FnMut(&Path) -> io::Result<Metadata> + 'a;

/// What comes after the end of what is there.
enum After {
    /// Nothing yet.
    Nothing,
    /// Perhaps more: look again.
    Look,
    /// Another file.
    File(File),
}

impl Follow {
    /// Opens the log at its beginning.
    ///
    /// # Errors
    /// The system's.
    pub fn open(path: &Path) -> io::Result<Self> {
        let reader = BufReader::new(File::open(path)?);
        Ok(Self { path: path.to_owned(), reader, start: 0, line: Vec::new(), is_over: false })
    }

    /// The next line without its end; `None` when there is no whole line now.
    ///
    /// # Errors
    /// The system's.
    pub fn next_line(&mut self) -> io::Result<Option<String>> {
        self.next_line_with(&mut |path| fs::metadata(path))
    }

    /// The same, with another way to look at a file that was put aside.
    pub(super) fn next_line_with(&mut self, look: &mut Look<'_>) -> io::Result<Option<String>> {
        loop {
            if !self.line.is_empty() {
                self.line.clear();
                self.reader.seek(SeekFrom::Start(self.start))?;
            }
            io::Read::take(&mut self.reader, LINE_BYTES_MAX).read_until(b'\n', &mut self.line)?;
            let is_full = u64::try_from(self.line.len()).is_ok_and(|length| length == LINE_BYTES_MAX);
            if self.line.last() == Some(&b'\n') || is_full {
                return Ok(self.rest());
            }
            match self.after(look)? {
                After::Nothing => return Ok(None),
                After::Look => {}
                After::File(next) => {
                    // A torn end is no beginning of the line that stands first in the next file.
                    let torn = self.rest();
                    self.reader = BufReader::new(next);
                    (self.start, self.is_over) = (0, false);
                    if torn.is_some() {
                        return Ok(torn);
                    }
                }
            }
        }
    }

    /// What stands behind the last whole line, and is passed over then.
    pub fn rest(&mut self) -> Option<String> {
        let line = core::mem::take(&mut self.line);
        self.start += u64::try_from(line.len()).unwrap_or(u64::MAX);
        let text = String::from_utf8_lossy(&line).trim_end_matches('\n').to_owned();
        (!line.is_empty()).then_some(text)
    }

    /// At the end of the file: whether it is the newest, and if not, the one that came after it.
    fn after(&mut self, look: &mut Look<'_>) -> io::Result<After> {
        let ours = self.reader.get_ref().metadata()?;
        let Ok(newest) = fs::metadata(&self.path) else { return Ok(After::Nothing) };
        if identity(&newest) == identity(&ours) {
            if ours.len() >= self.start {
                return Ok(After::Nothing);
            }
            // Somebody has emptied it: what comes now begins at its beginning.
            self.start = self.reader.seek(SeekFrom::Start(0))?;
            self.line.clear();
            return Ok(if ours.len() > 0 { After::Look } else { After::Nothing });
        }
        if !self.is_over {
            self.is_over = true;
            return Ok(After::Look);
        }
        let Some(files) = self.put_aside(look)? else { return Ok(After::Look) };
        let (name, seen) = next_of(&ours, files)?.unwrap_or_else(|| (self.path.clone(), newest));
        // When files get other names in the meantime, it is looked at once more.
        match File::open(&name) {
            Ok(next) if identity(&next.metadata()?) == identity(&seen) => Ok(After::File(next)),
            Ok(_) => Ok(After::Look),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(After::Look),
            Err(error) => Err(error),
        }
    }

    /// The files that were put aside, the oldest first; `None` while they get other names, since a list that was
    /// made meanwhile could lack a file, or have one that was read already.
    fn put_aside(&self, look: &mut Look<'_>) -> io::Result<Option<Vec<(PathBuf, Metadata)>>> {
        let mut list = || -> io::Result<Vec<(PathBuf, Metadata)>> {
            let names = numbers_aside(&self.path)?.into_iter().rev().map(|number| aside(&self.path, number));
            Ok(names.filter_map(|name| look(&name).ok().map(|found| (name, found))).collect())
        };
        let (first, second) = (list()?, list()?);
        let same = |one: &(PathBuf, Metadata), other: &(PathBuf, Metadata)| {
            one.0 == other.0 && identity(&one.1) == identity(&other.1)
        };
        let is_settled =
            first.len() == second.len() && first.iter().zip(&second).all(|(one, other)| same(one, other));
        Ok(is_settled.then_some(second))
    }
}

/// The oldest of the files that were begun after this one. If this one has no name any more, those are the
/// ones that were written to after it.
fn next_of(ours: &Metadata, mut files: Vec<(PathBuf, Metadata)>) -> io::Result<Option<(PathBuf, Metadata)>> {
    let place = files.iter().position(|(_name, found)| identity(found) == identity(ours));
    if let Some(place) = place {
        return Ok(files.drain(..).nth(place + 1));
    }
    let last = ours.modified()?;
    files.retain(|(_name, found)| found.modified().is_ok_and(|written| written >= last));
    Ok(files.drain(..).next())
}
