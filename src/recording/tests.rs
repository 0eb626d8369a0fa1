//! Files of captures: whole blocks or nothing.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::os::unix::fs::PermissionsExt as _;

use tokio::sync::watch;

use super::live::Scribe;
use super::{Live, load};
use crate::capture::{Bodies, Packet, read_capture};
use crate::wire::UnixMillis;

fn packet(number: u64) -> Packet {
    Packet { number, ..Packet::seen(b"PSCP\x01\x01\0\x01 and so on".to_vec(), UnixMillis(number)) }
}

fn numbers(bytes: &[u8]) -> Vec<u64> {
    let mut numbers = Vec::new();
    let report = read_capture(bytes, |packet| numbers.push(packet.number));
    assert_eq!(report.fault, None);
    numbers
}

#[test]
fn a_live_capture_is_private_and_never_takes_a_name_that_is_taken() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("talk.pcapng");
    let (live, copies) = Live::start(&path, Bodies::Sealed).unwrap();
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    let again = Live::start(&path, Bodies::Sealed).unwrap_err();
    assert_eq!(again.kind(), io::ErrorKind::AlreadyExists);
    assert!(numbers(&load(&path).unwrap()).is_empty());
    drop(copies);
    assert_eq!(live.finish().packets, 0);
    assert!(!path.exists(), "a capture of nothing is not left in the way of the next");
}

#[test]
fn a_full_disk_leaves_whole_blocks_and_what_is_missing_is_counted() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("talk.pcapng");
    let mut scribe =
        Scribe::begin(File::create(&path).unwrap(), Bodies::Sealed, watch::Sender::default()).unwrap();
    let news = scribe.told.subscribe();
    let put = |scribe: &mut Scribe, number| {
        let written = scribe.write(&packet(number));
        scribe.report(written, 0);
    };
    put(&mut scribe, 1);
    assert!(!news.has_changed().unwrap(), "a packet that is written is no news");

    let good = std::mem::replace(&mut scribe.file, OpenOptions::new().write(true).open("/dev/full").unwrap());
    put(&mut scribe, 2);
    put(&mut scribe, 3);
    let state = news.borrow().clone();
    assert!(news.has_changed().unwrap() && state.health.fault.is_some());
    assert_eq!((state.packets, state.health.lost), (1, 2));

    scribe.file = good;
    put(&mut scribe, 4);
    let state = news.borrow().clone();
    assert_eq!((state.packets, state.health.lost, state.health.fault), (2, 2, None));
    assert_eq!(numbers(&load(&path).unwrap()), [1, 4]);
}
