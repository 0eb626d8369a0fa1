use std::fs;
use std::io;
use std::ops::Range;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use crate::netlog::file::{LogFile, aside};
use crate::netlog::{Follow, Rotation};

/// A log of two lines a file and two older files.
const SMALL: Rotation = Rotation { bytes: 20, kept: 2 };

struct Log {
    folder: tempfile::TempDir,
    file: LogFile,
    written: u32,
}

impl Log {
    fn new(rotation: Rotation) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let file = LogFile::open(&folder.path().join("logs/net.log"), rotation).unwrap();
        Self { folder, file, written: 0 }
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("logs/net.log")
    }

    /// Writes the next lines, ten bytes each.
    fn write(&mut self, count: u32) {
        self.write_with(count, &mut |from, to| fs::rename(from, to));
    }

    fn write_with(&mut self, count: u32, rename: &mut dyn FnMut(&Path, &Path) -> io::Result<()>) {
        for _ in 0..count {
            self.file.append_with(line(self.written).as_bytes(), rename).unwrap();
            self.written += 1;
        }
    }

    /// Every line that is kept, the oldest first.
    fn kept(&self) -> String {
        let numbers = (1..20).rev().map(|number| aside(&self.path(), number));
        numbers.chain([self.path()]).filter_map(|name| fs::read_to_string(name).ok()).collect()
    }

    fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(self.path().parent().unwrap()).unwrap();
        let mut names: Vec<_> =
            entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }
}

fn line(number: u32) -> String {
    format!("line {number:04}\n")
}

fn lines(numbers: Range<u32>) -> String {
    numbers.map(line).collect()
}

fn follow(path: &Path) -> Follow {
    Follow::open(path).unwrap()
}

/// What can be read now.
fn read(follow: &mut Follow) -> String {
    std::iter::from_fn(|| follow.next_line().unwrap()).map(|line| line + "\n").collect()
}

#[test]
fn so_many_older_files_are_kept_and_no_other() {
    for kept in [0, 1, 2, 5] {
        let mut log = Log::new(Rotation { bytes: 20, kept });
        log.write(100);
        let whole = (kept + 1) * 2;
        assert_eq!(log.kept(), lines(100 - whole..100), "{kept} are kept");
        assert_eq!(log.names().len(), usize::try_from(kept).unwrap() + 1, "{:?}", log.names());
    }
}

#[test]
fn whichever_rename_fails_and_however_often_no_older_line_is_lost() {
    // Two numbers move on, the log is put aside, the new one takes its name.
    for failing in 0..4 {
        for times in [1, 2, 7] {
            let mut log = Log::new(SMALL);
            log.write(6);
            assert_eq!(log.kept(), lines(0..6));
            let (mut place, mut left) = (0, times);
            log.write_with(times, &mut |from, to| {
                // Each try begins anew with the first that is left to do.
                let is_named =
                    |number: u32| aside(Path::new("net.log"), number).file_name() == from.file_name();
                place = match (is_named(2), is_named(1), from.ends_with("net.log")) {
                    (true, ..) => 0,
                    (_, true, _) => 1,
                    (_, _, true) => 2,
                    _ => 3,
                };
                if place == failing && left > 0 {
                    left -= 1;
                    return Err(io::Error::from(io::ErrorKind::PermissionDenied));
                }
                fs::rename(from, to)
            });
            assert_eq!(left, 0, "rename {failing} was tried {times} times");
            assert_eq!(log.kept(), lines(0..log.written), "rename {failing} failed {times} times");
            log.write(1);
            assert!(log.kept().ends_with(&lines(log.written - 3..log.written)));
            log.write(20);
            assert_eq!(log.names(), ["net.log", "net.log.1", "net.log.2"], "it goes on as before");
            assert!(log.kept().ends_with(&lines(log.written - 5..log.written)));
        }
    }
}

#[test]
fn a_log_that_cannot_be_put_aside_grows_and_no_older_one_is_lost() {
    let mut log = Log::new(SMALL);
    let logs = log.path().parent().unwrap().to_owned();
    let chmod = |mode| fs::set_permissions(&logs, fs::Permissions::from_mode(mode)).unwrap();
    log.write(6);
    // A folder that others can enter gets no new file.
    chmod(0o755);
    log.write(20);
    assert_eq!(log.kept(), lines(0..26));
    chmod(0o700);
    log.write(1);
    assert_eq!(log.kept(), lines(2..27));
}

#[test]
fn a_line_that_a_crash_tore_off_ends_before_the_next_begins() {
    for (torn, wanted) in [("", ""), ("line one\n", "line one\n"), ("line one\nlin", "line one\nlin\n")] {
        let folder =
            tempfile::Builder::new().permissions(fs::Permissions::from_mode(0o700)).tempdir().unwrap();
        let path = folder.path().join("net.log");
        fs::write(&path, torn).unwrap();
        let mut file = LogFile::open(&path, Rotation::default()).unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), torn, "nothing is written before there is a line");
        file.append(b"line two\n").unwrap();
        file.append(b"line three\n").unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), format!("{wanted}line two\nline three\n"));
    }
}

#[test]
fn a_reader_that_is_left_behind_reads_every_file_that_is_still_there() {
    for (rotation, behind) in [(SMALL, 0..4), (Rotation { bytes: 20, kept: 9 }, 0..10), (SMALL, 1..4)] {
        let mut log = Log::new(rotation);
        log.write(behind.start * 2);
        let mut reader = follow(&log.path());
        assert_eq!(read(&mut reader), lines(0..behind.start * 2));
        log.write((behind.end - behind.start) * 2 - 1);
        assert_eq!(read(&mut reader), lines(behind.start * 2..log.written));
    }
}

#[test]
fn a_reader_whose_file_was_thrown_away_goes_on_with_the_oldest_that_was_not() {
    let mut log = Log::new(SMALL);
    log.write(2);
    let mut reader = follow(&log.path());
    log.write(16);
    assert_eq!(read(&mut reader), lines(0..2) + &lines(12..18));
}

#[test]
fn a_reader_reads_what_was_added_between_its_last_look_and_the_next_file() {
    let mut log = Log::new(Rotation { bytes: 40, kept: 3 });
    log.write(2);
    let mut reader = follow(&log.path());
    assert_eq!(read(&mut reader), lines(0..2));
    log.write(9);
    assert_eq!(read(&mut reader), lines(2..11));
}

#[test]
fn a_reader_passes_over_a_number_that_is_missing() {
    let mut log = Log::new(Rotation { bytes: 20, kept: 5 });
    log.write(2);
    let mut reader = follow(&log.path());
    log.write(8);
    fs::remove_file(aside(&log.path(), 2)).unwrap();
    assert_eq!(read(&mut reader), lines(0..4) + &lines(6..10));
}

#[test]
fn the_torn_end_of_one_file_is_no_beginning_of_the_next() {
    let log = Log::new(SMALL);
    fs::write(log.path(), "line one\nlin").unwrap();
    let mut reader = follow(&log.path());
    assert_eq!(read(&mut reader), "line one\n", "the rest may still come");
    fs::rename(log.path(), aside(&log.path(), 1)).unwrap();
    fs::write(log.path(), "line two\n").unwrap();
    assert_eq!(read(&mut reader), "lin\nline two\n");
}
