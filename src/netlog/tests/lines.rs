use std::os::unix::fs::PermissionsExt as _;

use tracing::Level;
use tracing::level_filters::LevelFilter;

use crate::capture::FileHealth;
use crate::inspector::filter::Filter;
use crate::netlog::file::aside;
use crate::netlog::{Entry, Follow, Format, NetLog, Rotation, Wanted, print, timestamp};
use crate::wire::UnixMillis;

const HOSTILE: &str = "a\r\n2026 INFO forged\u{1b}[2J\u{9b}\u{202e} x=1 \"q\" \\ end";

fn logged(level: LevelFilter, write: impl FnOnce()) -> String {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("logs/alice/net.log");
    let log = NetLog::open(&path, level, Rotation::default(), None).unwrap();
    tracing::dispatcher::with_default(&log.dispatch(), write);
    drop(log);
    let mode = |path: &std::path::Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode(&path), mode(path.parent().unwrap())), (0o600, 0o700));
    std::fs::read_to_string(&path).unwrap()
}

/// Waits until the log does as is asked.
fn wait(
    state: &mut tokio::sync::watch::Receiver<FileHealth>,
    wanted: impl FnMut(&FileHealth) -> bool,
) -> FileHealth {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
    runtime.block_on(async {
        let changed = state.wait_for(wanted);
        tokio::time::timeout(std::time::Duration::from_secs(20), changed).await.unwrap().unwrap().clone()
    })
}

#[test]
fn hostile_text_adds_one_line_and_no_field() {
    let text = logged(LevelFilter::TRACE, || {
        tracing::info!(nick = HOSTILE, port = 5, "first");
        tracing::warn!(nick = ?HOSTILE, none = Option::<&str>::None, "second");
    });
    assert_eq!(text.lines().count(), 2, "{text}");
    assert!(!text.chars().any(|c| c != '\n' && c.is_control() || c == '\u{202e}'), "{text}");
    for line in text.lines() {
        let entry = Entry::parse(line).unwrap();
        assert_eq!(entry.fields.first().unwrap().0, "nick", "{line}");
        assert!(entry.fields.iter().all(|(name, _)| ["nick", "port"].contains(name)), "{line}");
        assert!(entry.fields[0].1.ends_with(" x=1 \"q\" \\ end"), "{line}");
    }
}

proptest::proptest! {
    #[test]
    fn whatever_is_logged_comes_back_as_the_same_names_and_values(
        texts in proptest::collection::vec("[a-z =\"\\\\{}:,\\n\u{1b}\u{202e}\u{e9}]{0,24}", 3),
    ) {
        let line = logged(LevelFilter::TRACE, || {
            let (one, other, third) = (texts[0].as_str(), &texts[1], &texts[2]);
            tracing::info!(one, other = ?other, some = Some(third.as_str()), shape = ?Some(texts.len()), n = 5, "an event");
        });
        let entry = Entry::parse(line.trim_end_matches('\n')).unwrap();
        let names: Vec<&str> = entry.fields.iter().map(|(name, _)| *name).collect();
        proptest::prop_assert_eq!((entry.event, names), ("an_event", vec!["one", "other", "some", "shape", "n"]));
        let shown = |text: &String| crate::text::escape(text).to_string();
        proptest::prop_assert_eq!(&entry.fields[0].1, &shown(&texts[0]));
        proptest::prop_assert_eq!(&entry.fields[2].1, &shown(&texts[2]));
        proptest::prop_assert_eq!((entry.fields[3].1.as_str(), entry.fields[4].1.as_str()), ("Some(3)", "5"));
    }
}

#[test]
fn a_line_of_any_other_form_is_no_entry() {
    let good = "2026-11-21T04:27:00.123Z INFO identity conn=1 standing=verified nick=\"a b\" to=\"\"";
    assert_eq!(Entry::parse(good).unwrap().fields.len(), 4);
    for wrong in [
        "standing=Verified { at: 17 }",
        "standing=Verified { at=17 }",
        "conn=1  peer=2",
        "conn= peer=2",
        "a b=1",
        "=1",
        "nick=\"a\"peer=2",
        "nick=\"a",
        "nick=a\"b\"",
    ] {
        let line = format!("2026-11-21T04:27:00.123Z INFO identity {wrong}");
        assert_eq!(Entry::parse(&line), None, "{line}");
    }
}

#[test]
fn a_level_leaves_out_what_is_less_important() {
    let text = logged(LevelFilter::INFO, || {
        tracing::info!("kept");
        tracing::debug!("left_out");
    });
    assert!(text.contains(" INFO kept\n") && !text.contains("left_out"), "{text}");

    let shown = |line: &str, level, format| {
        let mut out = Vec::new();
        let wanted = Wanted { level, filter: Filter::default() };
        print(&mut out, line, &wanted, format).unwrap();
        String::from_utf8(out).unwrap()
    };
    let line = "2026-11-21T04:27:00.123Z DEBUG frame conn=1 peer=\"[::1]:5\" bytes=50534350 seq=18446744073709551615";
    assert_eq!(shown(line, Level::INFO, Format::Text), "");
    assert_eq!(shown(line, Level::DEBUG, Format::Text), format!("{line}\n"));
    let json: serde_json::Value = serde_json::from_str(&shown(line, Level::TRACE, Format::Json)).unwrap();
    assert_eq!(
        (&json["event"], &json["conn"], &json["peer"]),
        (&"frame".into(), &1.into(), &"[::1]:5".into())
    );
    assert_eq!(json["seq"], "18446744073709551615", "no digit is lost");
    assert!(shown("torn \u{1b}[2J", Level::ERROR, Format::Json).starts_with("{\"event\":\"damaged\""));
}

#[test]
fn time_is_utc_in_milliseconds_and_never_out_of_range() {
    assert_eq!(timestamp(UnixMillis(1_795_000_000_123)), "2026-11-18T11:06:40.123Z");
    assert_eq!(timestamp(UnixMillis(u64::MAX)), "9999-12-31T23:59:59.999Z");
}

#[test]
fn a_log_that_is_full_is_put_aside_and_the_oldest_goes() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("logs/net.log");
    let log = NetLog::open(&path, LevelFilter::INFO, Rotation { bytes: 400, kept: 2 }, None).unwrap();
    let mut follow = Follow::open(&path).unwrap();
    tracing::dispatcher::with_default(&log.dispatch(), || {
        for number in 0..60 {
            tracing::info!(number, "line");
        }
    });
    drop(log);
    let mut names: Vec<_> =
        std::fs::read_dir(path.parent().unwrap()).unwrap().map(|entry| entry.unwrap().path()).collect();
    names.sort();
    assert_eq!(names, [path.clone(), aside(&path, 1), aside(&path, 2)]);
    let numbers = |text: &str| {
        text.lines()
            .map(|line| Entry::parse(line).unwrap().fields[0].1.parse().unwrap())
            .collect::<Vec<u64>>()
    };
    let texts: Vec<String> = names.iter().rev().map(|name| std::fs::read_to_string(name).unwrap()).collect();
    let kept = numbers(&texts.concat());
    assert!(texts.iter().all(|text| text.len() <= 400), "no file is longer than it may be");
    assert_eq!(kept.last(), Some(&59));
    assert!(kept.windows(2).all(|pair| pair[1] == pair[0] + 1), "no line is lost in between: {kept:?}");
    // Whoever began to read before goes on from file to file, as far as they are still there.
    let mut read = Vec::new();
    while let Some(line) = follow.next_line().unwrap() {
        read.push(Entry::parse(&line).unwrap().fields[0].1.parse::<u64>().unwrap());
    }
    assert_eq!(read.first(), Some(&0));
    assert_eq!(read.last(), Some(&59));
}

#[test]
fn a_log_whose_folder_is_gone_is_made_again_or_says_what_is_missing() {
    let folder = tempfile::tempdir().unwrap();
    let logs = folder.path().join("logs");
    let path = logs.join("net.log");
    let log = NetLog::open(&path, LevelFilter::INFO, Rotation::default(), None).unwrap();
    let mut state = log.state();
    // A file stands where the folder was: the log cannot be made again.
    std::fs::remove_dir_all(&logs).unwrap();
    std::fs::write(&logs, "in the way").unwrap();
    let dispatch = log.dispatch();
    let (stop, stopped) = std::sync::mpsc::channel::<()>();
    std::thread::scope(|scope| {
        // The name is looked at once a second, so somebody has to go on writing.
        scope.spawn(|| {
            let stopped = stopped;
            tracing::dispatcher::with_default(&dispatch, || {
                while stopped.recv_timeout(std::time::Duration::from_millis(5)).is_err() {
                    tracing::info!("line");
                }
            });
        });
        assert!(wait(&mut state, |state| state.fault.is_some()).fault.is_some());
        std::fs::remove_file(&logs).unwrap();
        assert!(wait(&mut state, |state| state.fault.is_none()).lost > 0);
        stop.send(()).unwrap();
    });
    drop(log);
    let text = std::fs::read_to_string(&path).unwrap();
    assert!(
        text.lines().next().unwrap().contains(" WARN log_lines_lost count="),
        "it begins with what is missing"
    );
}

/// Linux has a file that is always full.
#[cfg(target_os = "linux")]
#[test]
fn every_line_for_which_the_disk_has_no_room_is_counted_and_the_log_says_how_many() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("logs/net.log");
    crate::keystore::make_private_dir(path.parent().unwrap()).unwrap();
    std::os::unix::fs::symlink("/dev/full", &path).unwrap();
    let log = NetLog::open(&path, LevelFilter::INFO, Rotation::default(), None).unwrap();
    let (mut state, dispatch) = (log.state(), log.dispatch());
    let write = || tracing::dispatcher::with_default(&dispatch, || tracing::info!("line"));
    (0..5).for_each(|_| write());
    let full = wait(&mut state, |state| state.fault.is_some());
    assert!(full.fault.unwrap().contains("No space left"));
    std::fs::remove_file(&path).unwrap();
    write();
    let lost = wait(&mut state, |state| state.fault.is_none()).lost;
    drop(log);
    let text = std::fs::read_to_string(&path).unwrap();
    let mut lines = text.lines().map(|line| Entry::parse(line).unwrap());
    let first = lines.next().unwrap();
    assert_eq!((first.event, first.fields[0].1.as_str()), ("log_lines_lost", lost.to_string().as_str()));
    assert_eq!(lost + u64::try_from(lines.count()).unwrap(), 6, "each line is written or counted");
}

#[tokio::test]
async fn a_log_that_cannot_be_opened_is_a_fault_and_is_tried_again() {
    let home = tempfile::tempdir().unwrap();
    let folder = home.path().join("logs");
    std::fs::write(&folder, "no folder").unwrap();
    let path = folder.join("net.log");
    let log = NetLog::open(&path, LevelFilter::DEBUG, Rotation::default(), None).unwrap();
    let mut state = log.state();
    let write =
        |step: u32| tracing::dispatcher::with_default(&log.dispatch(), || tracing::info!(step, "step"));
    write(1);
    let failing = state.wait_for(|state| state.fault.is_some()).await.unwrap().clone();
    assert_eq!(failing.lost, 1);
    std::fs::remove_file(&folder).unwrap();
    write(2);
    state.wait_for(|state| state.fault.is_none()).await.unwrap();
    let second = NetLog::open(&path, LevelFilter::DEBUG, Rotation::default(), None);
    assert_eq!(second.unwrap_err().kind(), std::io::ErrorKind::ResourceBusy, "one process writes it");
    drop(log);
    let written = std::fs::read_to_string(&path).unwrap();
    assert!(written.contains("log_lines_lost count=1") && written.contains("step=2"), "{written}");
}
