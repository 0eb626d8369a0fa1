//! The files of the log: the one that is written, bounded in size, and a number of older ones.

use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::{self, BufRead as _, BufReader};
use std::os::unix::fs::{FileExt as _, MetadataExt as _};
use std::path::{Path, PathBuf};

use crate::keystore::{Mark, Tag, untagged};

use super::segment::Segment;

/// How much of the log is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rotation {
    /// A file that would grow beyond so many bytes is put aside, and a new one begun.
    pub bytes: u64,
    /// How many files that were put aside are kept: `net.log.1` is the newest.
    pub kept: u32,
}

impl Default for Rotation {
    /// 8 MiB, and 5 older files: at most 48 MiB for a profile.
    fn default() -> Self {
        Self { bytes: 8 * 1024 * 1024, kept: 5 }
    }
}

/// The file that is written now.
#[derive(Debug)]
pub(super) struct LogFile {
    path: PathBuf,
    rotation: Rotation,
    segment: Segment,
}

/// How a file gets another name; where a test makes it fail.
pub(super) type Rename<'a> = dyn FnMut(&Path, &Path) -> io::Result<()> + 'a;

impl LogFile {
    /// Opens the file for appending, its folder made if there is none; nobody but its owner can read either.
    ///
    /// # Errors
    /// The system's, or that another process writes it.
    pub(super) fn open(path: &Path, rotation: Rotation) -> io::Result<Self> {
        Ok(Self { path: path.to_owned(), rotation, segment: Segment::open(path)? })
    }

    /// Appends a line with its end; of a line that could not be written whole nothing is left.
    ///
    /// # Errors
    /// The system's: the disk is full, or a limit is reached.
    pub(super) fn append(&mut self, line: &[u8]) -> io::Result<()> {
        self.append_with(line, &mut |from, to| fs::rename(from, to))
    }

    /// The same, with another way to rename.
    pub(super) fn append_with(&mut self, line: &[u8], rename: &mut Rename<'_>) -> io::Result<()> {
        if self.is_full(line.len()) {
            // A log that cannot be put aside goes on growing: that loses less than to stop it.
            let _ = self.rotate(rename);
        }
        self.add(line)
    }

    /// Whether so many bytes would make the file too long.
    pub(super) fn is_full(&self, bytes: usize) -> bool {
        let size = u64::try_from(bytes).unwrap_or(u64::MAX);
        self.segment.length > 0 && self.segment.length.saturating_add(size) > self.rotation.bytes
    }

    /// How many files are kept, with the one that is written.
    pub(super) fn files_max(&self) -> usize {
        self.kept().saturating_add(1)
    }

    fn kept(&self) -> usize {
        usize::try_from(self.rotation.kept).unwrap_or(usize::MAX)
    }

    /// Appends a line with its end to the file that is written now, however long that becomes.
    ///
    /// # Errors
    /// As those of [`Self::append`].
    pub(super) fn add(&mut self, line: &[u8]) -> io::Result<()> {
        self.segment.append(line)
    }

    /// Whether the file ends within a line.
    pub(super) const fn is_torn(&self) -> bool {
        self.segment.is_torn
    }

    /// The last bytes of the file that is written now, at most so many, and those of the one before it.
    ///
    /// # Errors
    /// The system's.
    pub(super) fn tails(&self, bytes: u64) -> io::Result<[Vec<u8>; 2]> {
        let older = match File::open(aside(&self.path, 1)) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Vec::new(),
            older => tail(&older?, bytes)?,
        };
        Ok([tail(&self.segment.file, bytes)?, older])
    }

    /// Behind which lines the files begin that are there, the oldest first, as those say themselves.
    ///
    /// # Errors
    /// The system's.
    pub(super) fn beginnings(&self) -> io::Result<Vec<Tag>> {
        let older = numbers_aside(&self.path)?.into_iter().rev().map(|number| aside(&self.path, number));
        let marks = older.chain([self.path.clone()]).map(|path| first_mark(&path));
        Ok(marks.collect::<io::Result<Vec<_>>>()?.into_iter().flatten().map(|mark| mark.before).collect())
    }

    /// Opens the file again if somebody has moved or removed it, or its folder, and sees if somebody has cut it.
    ///
    /// # Errors
    /// The system's, or that another process writes the one that is there.
    pub(super) fn follow_path(&mut self) -> io::Result<()> {
        if self.has_its_name()? {
            self.segment.length = self.segment.length.min(self.segment.file.metadata()?.len());
        } else {
            self.segment = Segment::open(&self.path)?;
        }
        Ok(())
    }

    /// Bytes of the file that is written now.
    pub(super) const fn length(&self) -> u64 {
        self.segment.length
    }

    /// Whether the file that is written is the one that stands there.
    ///
    /// # Errors
    /// The system's.
    pub(super) fn has_its_name(&self) -> io::Result<bool> {
        let ours = identity(&self.segment.file.metadata()?);
        Ok(fs::metadata(&self.path).is_ok_and(|there| identity(&there) == ours))
    }

    /// Puts the file aside for a new one. The new one is made first, and the oldest is removed last: a try that
    /// fails half-way throws nothing away, however often it is made.
    ///
    /// # Errors
    /// The system's: there is no new file. Whether the old one has its name still is for [`Self::has_its_name`].
    pub(super) fn rotate(&mut self, rename: &mut Rename<'_>) -> io::Result<()> {
        if !self.has_its_name()? {
            return self.follow_path();
        }
        let new = beside(&self.path, "new");
        let next = Segment::open(&new)?;
        match self.make_room(rename).and_then(|()| self.swap(&new, rename)) {
            Ok(()) => self.segment = next,
            Err(error) => {
                // If it stays, the next try finds an empty file.
                let _ = fs::remove_file(&new);
                if self.has_its_name()? {
                    return Err(error);
                }
                // It is aside for good: the new one is begun where it has to be.
                self.follow_path()?;
            }
        }
        self.remove_the_oldest();
        Ok(())
    }

    /// Leaves the newest of the files that were put aside, as many as are kept: one more after each rotation, and
    /// whatever was kept before a person wanted fewer.
    pub(super) fn remove_the_oldest(&self) {
        // What cannot be listed or removed now is tried again by the next rotation.
        let numbers = numbers_aside(&self.path).unwrap_or_default();
        for number in numbers.into_iter().skip(self.kept()) {
            let _ = fs::remove_file(aside(&self.path, number));
        }
    }

    /// Frees the number 1: what has it and those behind it move on by one, up to the first number that is free.
    fn make_room(&self, rename: &mut Rename<'_>) -> io::Result<()> {
        let kept = self.rotation.kept;
        let is_free = |number: &u32| fs::symlink_metadata(aside(&self.path, *number)).is_err();
        let free = (1..=kept).find(is_free).unwrap_or_else(|| kept.saturating_add(1));
        (1..free)
            .rev()
            .try_for_each(|number| rename(&aside(&self.path, number), &aside(&self.path, number + 1)))
    }

    /// Gives the new file the name, after the one that has it was put aside.
    fn swap(&self, new: &Path, rename: &mut Rename<'_>) -> io::Result<()> {
        let newest = aside(&self.path, 1);
        if self.rotation.kept > 0 {
            rename(&self.path, &newest)?;
        }
        let swapped = rename(new, &self.path);
        if swapped.is_err() && self.rotation.kept > 0 {
            // If it does not get its name back either, that is free for a new one.
            let _ = rename(&newest, &self.path);
        }
        swapped
    }
}

/// The last bytes of a file.
fn tail(file: &File, bytes: u64) -> io::Result<Vec<u8>> {
    let length = file.metadata()?.len();
    let start = length.saturating_sub(bytes);
    let mut tail = vec![0; usize::try_from(length - start).unwrap_or(usize::MAX)];
    file.read_exact_at(&mut tail, start)?;
    Ok(tail)
}

/// The first line of a file that says where in the chain it stands.
fn first_mark(path: &Path) -> io::Result<Option<Mark>> {
    for line in BufReader::new(File::open(path)?).split(b'\n') {
        let line = line?;
        let mark = core::str::from_utf8(&line).ok().and_then(untagged).and_then(|(line, _)| Mark::read(line));
        if mark.is_some() {
            return Ok(mark);
        }
    }
    Ok(None)
}

/// What a file keeps under every name.
pub(super) fn identity(found: &fs::Metadata) -> (u64, u64) {
    (found.dev(), found.ino())
}

/// The name of a log that was put aside.
pub(super) fn aside(path: &Path, number: u32) -> PathBuf {
    beside(path, &number.to_string())
}

/// The numbers of the logs that were put aside, the newest first. Other files beside the log are none of ours.
pub(super) fn numbers_aside(path: &Path) -> io::Result<Vec<u32>> {
    let (Some(folder), Some(own)) = (path.parent(), path.file_name().and_then(OsStr::to_str)) else {
        return Ok(Vec::new());
    };
    let mut numbers = Vec::new();
    for entry in fs::read_dir(folder)? {
        let name = entry?.file_name();
        let ending = name.to_str().and_then(|name| name.strip_prefix(own)?.strip_prefix('.'));
        let number =
            ending.and_then(|ending| ending.parse().ok().filter(|number: &u32| number.to_string() == ending));
        numbers.extend(number.filter(|number| *number > 0));
    }
    numbers.sort_unstable();
    Ok(numbers)
}

fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(format!(".{ending}"));
    name.into()
}
