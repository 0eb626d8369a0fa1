use std::fs::{self, File};
use std::io::Write as _;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

use super::files::{Log, SMALL, lines};
use crate::netlog::file::aside;
use crate::netlog::{Follow, Rotation};

fn follow(path: &Path) -> Follow {
    Follow::open(path).unwrap()
}

/// What can be read now.
fn read(follow: &mut Follow) -> String {
    std::iter::from_fn(|| follow.next_line().unwrap()).map(|line| line + "\n").collect()
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

#[test]
fn a_log_that_somebody_has_emptied_goes_on_where_it_ends() {
    let mut log = Log::new(Rotation { bytes: 40, kept: 1 });
    log.write(3);
    let mut reader = follow(&log.path());
    assert_eq!(read(&mut reader), lines(0..3));
    File::options().write(true).open(log.path()).unwrap().set_len(0).unwrap();
    log.file.follow_path().unwrap();
    assert_eq!(log.file.length(), 0);
    assert_eq!(read(&mut reader), "");
    log.write(2);
    assert_eq!(read(&mut reader), lines(3..5));
    log.write(2);
    assert_eq!(log.names(), ["net.log"], "it is put aside by what is in it");
}

#[test]
fn a_line_that_was_taken_back_is_no_beginning_of_the_one_that_stands_there_then() {
    for other in ["line two, which is longer\n", "l2\n", "line t\n"] {
        let log = Log::new(SMALL);
        fs::write(log.path(), "line one\nline t").unwrap();
        let mut reader = follow(&log.path());
        assert_eq!(read(&mut reader), "line one\n");
        let file = File::options().append(true).open(log.path()).unwrap();
        file.set_len(9).unwrap();
        assert_eq!(read(&mut follow(&log.path())), "line one\n");
        (&file).write_all(other.as_bytes()).unwrap();
        assert_eq!(read(&mut reader), other);
        (&file).write_all(b"line three\n").unwrap();
        assert_eq!(read(&mut reader), "line three\n");
    }
}

#[test]
fn what_was_torn_for_good_is_passed_over_and_comes_once() {
    let log = Log::new(SMALL);
    fs::write(log.path(), "line one\nlin").unwrap();
    let mut reader = follow(&log.path());
    assert_eq!(read(&mut reader), "line one\n");
    assert_eq!(reader.rest().as_deref(), Some("lin"));
    assert_eq!(reader.rest(), None);
    File::options().append(true).open(log.path()).unwrap().write_all(b"\nline two\n").unwrap();
    assert_eq!(read(&mut reader), "\nline two\n");
}

#[test]
fn files_that_get_other_names_while_they_are_looked_at_are_neither_read_twice_nor_passed_over() {
    let mut log = Log::new(Rotation { bytes: 20, kept: 3 });
    log.write(7);
    let mut reader = follow(&log.path());
    assert_eq!(read(&mut reader), lines(6..7));
    log.write(3);
    // What was written last before is the third, the second is missing, and all were written in one tick of the clock.
    fs::remove_file(aside(&log.path(), 2)).unwrap();
    let tick = std::time::SystemTime::UNIX_EPOCH;
    for number in [1, 3] {
        File::options().append(true).open(aside(&log.path(), number)).unwrap().set_modified(tick).unwrap();
    }
    let newest = aside(&log.path(), 1);
    let mut came = String::new();
    let mut is_put_aside = false;
    loop {
        let line = reader.next_line_with(&mut |path| {
            if path == newest && !is_put_aside {
                is_put_aside = true;
                log.write(1);
            }
            fs::metadata(path)
        });
        let Some(line) = line.unwrap() else { break };
        came.push_str(&(line + "\n"));
    }
    assert!(is_put_aside, "it was looked at");
    assert_eq!(came, lines(7..11));
}

#[test]
fn however_fast_files_are_put_aside_no_line_is_read_twice() {
    let mut log = Log::new(Rotation { bytes: 20, kept: 3 });
    log.write(1);
    let mut reader = follow(&log.path());
    let is_over = AtomicBool::new(false);
    let number = |line: &str| line.strip_prefix("line ").unwrap().parse::<u32>().unwrap();
    std::thread::scope(|scope| {
        let is_over = &is_over;
        let reading = scope.spawn(move || {
            let mut last = None;
            loop {
                // Asked before the last look, so that this look sees everything.
                let ended = is_over.load(Ordering::Acquire);
                while let Some(line) = reader.next_line().unwrap() {
                    let this = number(&line);
                    assert!(last.is_none_or(|last| last < this), "{this} after {last:?}");
                    last = Some(this);
                }
                if ended {
                    return last;
                }
            }
        });
        log.write(9_000);
        is_over.store(true, Ordering::Release);
        assert_eq!(reading.join().unwrap(), Some(9_000), "the last line is read, too");
    });
}
