//! The program: `--capture` while it runs, `inspect` afterwards.

use std::path::Path;
use std::process::{Command, Output};

use peerscope::capture::{Bodies, Packet};
use serde_json::Value;

use crate::own::{packets, write};
use crate::pcap::pcap;
use crate::scene;
use crate::wire::session;

fn run(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_peerscope"));
    command.current_dir(folder).args(arguments).env_remove("PEERSCOPE_HOME");
    command.output().unwrap()
}

fn lines(output: &Output) -> Vec<String> {
    String::from_utf8(output.stdout.clone()).unwrap().lines().map(str::to_owned).collect()
}

fn said(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

#[test]
fn a_demo_is_captured_live_and_read_again() {
    let folder = tempfile::tempdir().unwrap();
    let demo = run(folder.path(), &["demo", "--plain", "--home", "home", "--capture", "talk.pcapng"]);
    assert!(demo.status.success(), "{}", said(&demo));
    assert!(said(&demo).contains("capture is talk.pcapng"), "{}", said(&demo));
    let printed = lines(&demo).into_iter().filter(|line| line.starts_with("packet ")).collect::<Vec<_>>();
    let inspected = lines(&run(folder.path(), &["inspect", "talk.pcapng", "--print"]));
    assert!(printed.len() > 10 && inspected.starts_with(&printed), "{printed:#?}\n{inspected:#?}");

    let again = run(folder.path(), &["demo", "--plain", "--home", "home", "--capture", "talk.pcapng"]);
    assert!(!again.status.success() && said(&again).contains("is there already"), "{}", said(&again));
}

#[test]
fn inspect_prints_what_the_filter_lets_through() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("talk"), write(&packets(), Bodies::Opened)).unwrap();
    let texts: Vec<Packet> = packets().into_iter().filter(|packet| packet.kind == Some("text")).collect();
    let output = run(folder.path(), &["inspect", "talk", "--json", "--filter", "kind == text"]);
    assert!(output.status.success(), "{}", said(&output));
    let numbers = lines(&output).into_iter().map(|line| {
        let packet: Value = serde_json::from_str(&line).unwrap();
        packet["packet"].as_u64().unwrap()
    });
    assert!(!texts.is_empty() && numbers.eq(texts.iter().map(|packet| packet.number)));

    let wrong = run(folder.path(), &["inspect", "talk", "--filter", "kind == = text"]);
    assert_eq!(wrong.status.code(), Some(2), "{}", said(&wrong));
}

#[test]
fn a_damaged_or_foreign_file_gets_one_clear_line_and_what_is_whole_is_shown() {
    let folder = tempfile::tempdir().unwrap();
    let file = write(&packets(), Bodies::Sealed);
    std::fs::write(folder.path().join("cut"), &file[..file.len() - 7]).unwrap();
    let cut = run(folder.path(), &["inspect", "cut", "--print"]);
    assert_eq!(lines(&cut).len(), packets().len() - 1);
    assert_eq!(cut.status.code(), Some(1));
    let words = said(&cut);
    assert!(words.starts_with("peerscope: cut: at byte ") && words.lines().count() == 1, "{words}");

    std::fs::write(folder.path().join("letter"), "Dear Alice,\u{1b}[31m").unwrap();
    let letter = run(folder.path(), &["inspect", "letter"]);
    assert_eq!(said(&letter), "peerscope: letter: at byte 0: neither pcapng nor pcap\n");
    let missing = run(folder.path(), &["inspect", "nothing"]);
    assert!(said(&missing).contains("nothing: "), "{}", said(&missing));
}

#[test]
fn a_capture_of_somebody_else_names_what_is_missing() {
    let folder = tempfile::tempdir().unwrap();
    let all: Vec<Packet> = scene::session(5).into_iter().take(4).collect();
    let mut segments = session(&all, 90);
    segments.remove(3);
    std::fs::write(folder.path().join("wire"), pcap(1, &segments)).unwrap();
    let output = run(folder.path(), &["inspect", "wire", "--print"]);
    assert!(output.status.success());
    let gap = "link 1, sent: 90 bytes behind byte 90 of the stream are not in the capture";
    assert!(said(&output).contains(gap), "{}", said(&output));
    assert!(lines(&output).iter().all(|line| line.ends_with("verdict=seen")));
}
