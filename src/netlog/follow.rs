//! Reading a log that grows, also when it is put aside for a new one.

use std::fs::{self, File, Metadata};
use std::io::{self, BufRead as _, BufReader};
use std::path::{Path, PathBuf};

use super::file::{aside, identity};

/// Longest line that is kept whole; the rest of a longer one comes as a line of its own.
const LINE_BYTES_MAX: u64 = 1024 * 1024;

/// A log that is read line by line.
#[derive(Debug)]
pub struct Follow {
    path: PathBuf,
    reader: BufReader<File>,
    line: Vec<u8>,
    /// The file was put aside, so that nothing is added to it: one more look finds its end.
    is_over: bool,
}

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
        Ok(Self { path: path.to_owned(), reader, line: Vec::new(), is_over: false })
    }

    /// The next line without its end; `None` when there is no whole line now.
    ///
    /// # Errors
    /// The system's.
    pub fn next_line(&mut self) -> io::Result<Option<String>> {
        loop {
            let room = LINE_BYTES_MAX.saturating_sub(u64::try_from(self.line.len()).unwrap_or(u64::MAX));
            let count = io::Read::take(&mut self.reader, room).read_until(b'\n', &mut self.line)?;
            if self.line.last() == Some(&b'\n') || room == 0 {
                return Ok(self.rest());
            }
            if count > 0 {
                continue;
            }
            match self.after()? {
                After::Nothing => return Ok(None),
                After::Look => {}
                After::File(next) => {
                    self.reader = BufReader::new(next);
                    self.is_over = false;
                    // A torn end is no beginning of the line that stands first in the next file.
                    if let Some(torn) = self.rest() {
                        return Ok(Some(torn));
                    }
                }
            }
        }
    }

    /// What stands behind the last whole line.
    pub fn rest(&mut self) -> Option<String> {
        let line = core::mem::take(&mut self.line);
        let text = String::from_utf8_lossy(&line).trim_end_matches('\n').to_owned();
        (!line.is_empty()).then_some(text)
    }

    /// At the end of the file: whether it is the newest, and if not, the one that came after it.
    fn after(&mut self) -> io::Result<After> {
        let ours = self.reader.get_ref().metadata()?;
        let Ok(newest) = fs::metadata(&self.path) else { return Ok(After::Nothing) };
        if identity(&newest) == identity(&ours) {
            return Ok(After::Nothing);
        }
        if !self.is_over {
            self.is_over = true;
            return Ok(After::Look);
        }
        let (name, seen) = self.next_of(&ours)?.unwrap_or_else(|| (self.path.clone(), newest));
        // When files get other names in the meantime, it is looked at once more.
        match File::open(&name) {
            Ok(next) if identity(&next.metadata()?) == identity(&seen) => Ok(After::File(next)),
            Ok(_) => Ok(After::Look),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(After::Look),
            Err(error) => Err(error),
        }
    }

    /// The oldest of the files that were begun after this one. If this one has no name any more, those are the
    /// ones that were written to after it.
    fn next_of(&self, ours: &Metadata) -> io::Result<Option<(PathBuf, Metadata)>> {
        let mut files = self.put_aside()?;
        let place = files.iter().position(|(_name, found)| identity(found) == identity(ours));
        if let Some(place) = place {
            return Ok(files.drain(..).nth(place + 1));
        }
        let last = ours.modified()?;
        files.retain(|(_name, found)| found.modified().is_ok_and(|written| written >= last));
        Ok(files.drain(..).next())
    }

    /// The files that were put aside, the oldest first.
    fn put_aside(&self) -> io::Result<Vec<(PathBuf, Metadata)>> {
        let (Some(folder), Some(own)) = (self.path.parent(), self.path.file_name()) else {
            return Ok(Vec::new());
        };
        let mut numbers = Vec::new();
        for entry in fs::read_dir(folder)? {
            let name = entry?.file_name();
            let number = name.to_str().zip(own.to_str()).and_then(|(name, own)| name.strip_prefix(own));
            numbers.extend(number.and_then(|number| number.strip_prefix('.')?.parse::<u32>().ok()));
        }
        numbers.sort_unstable_by(|one, other| other.cmp(one));
        let names = numbers.into_iter().map(|number| aside(&self.path, number));
        Ok(names.filter_map(|name| fs::metadata(&name).ok().map(|found| (name, found))).collect())
    }
}
