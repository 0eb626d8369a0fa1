use std::fs;
use std::io;
use std::ops::Range;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use crate::netlog::Rotation;
use crate::netlog::file::{LogFile, aside};

/// A log of two lines a file and two older files.
pub(super) const SMALL: Rotation = Rotation { bytes: 20, kept: 2 };

pub(super) struct Log {
    folder: tempfile::TempDir,
    pub(super) file: LogFile,
    pub(super) written: u32,
}

impl Log {
    pub(super) fn new(rotation: Rotation) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let file = LogFile::open(&folder.path().join("logs/net.log"), rotation).unwrap();
        Self { folder, file, written: 0 }
    }

    /// As another run of the program finds it.
    fn opened_again(self, rotation: Rotation) -> Self {
        let Self { folder, file, written } = self;
        drop(file);
        let file = LogFile::open(&folder.path().join("logs/net.log"), rotation).unwrap();
        file.remove_the_oldest();
        Self { folder, file, written }
    }

    pub(super) fn path(&self) -> PathBuf {
        self.folder.path().join("logs/net.log")
    }

    /// Writes the next lines, ten bytes each.
    pub(super) fn write(&mut self, count: u32) {
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

    pub(super) fn names(&self) -> Vec<String> {
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

pub(super) fn lines(numbers: Range<u32>) -> String {
    numbers.map(line).collect()
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
fn fewer_older_files_are_kept_once_fewer_are_wanted_and_nothing_else_is_removed() {
    let mut log = Log::new(Rotation { bytes: 20, kept: 5 });
    log.write(12);
    let others =
        ["net.log.07", "net.log.+8", "net.log.9.gz", "net.log.0", "net.log.old", "other.log.9", "net.log."];
    let folder = log.path().parent().unwrap().to_owned();
    for name in others {
        fs::write(folder.join(name), "not ours").unwrap();
    }
    let logs = |log: &Log| {
        log.names().into_iter().filter(|name| !others.contains(&name.as_str())).collect::<Vec<_>>()
    };
    assert_eq!(logs(&log).len(), 6);
    let mut log = log.opened_again(Rotation { bytes: 20, kept: 3 });
    assert_eq!(logs(&log), ["net.log", "net.log.1", "net.log.2", "net.log.3"], "as soon as it is opened");
    assert_eq!(log.kept(), lines(4..12));
    // One that came meanwhile goes with the next rotation.
    fs::write(aside(&log.path(), 77), "far too old").unwrap();
    log.write(1);
    assert_eq!(logs(&log), ["net.log", "net.log.1", "net.log.2", "net.log.3"]);
    assert_eq!(log.kept(), lines(6..13));
    assert!(others.iter().all(|name| folder.join(name).exists()), "{:?}", log.names());
}

#[test]
fn a_log_that_somebody_writes_is_nobody_elses_also_when_it_was_put_aside() {
    let mut log = Log::new(SMALL);
    for _ in 0..4 {
        let refused = LogFile::open(&log.path(), SMALL).unwrap_err();
        assert_eq!(refused.kind(), io::ErrorKind::ResourceBusy);
        assert!(refused.to_string().contains("another process writes it"), "{refused}");
        log.write(3);
    }
    assert_eq!(log.kept(), lines(6..12), "nothing of it was lost by that");
    let path = log.path();
    drop(log.file);
    LogFile::open(&path, SMALL).unwrap();
}
