//! The file is moved, removed or replaced while it is open.

use std::fs;
use std::path::Path;

use crate::crypto::Secret;
use crate::store::{Change, Error, FileMedium, Store};

use super::fixture::{peer, said, texts};

fn new(path: &Path) -> Store {
    Store::open(Box::new(FileMedium::new(path, None)), Secret::new([9; 32])).unwrap().store
}

#[test]
fn nothing_is_written_to_a_file_that_cannot_be_found_again_until_it_is_back() {
    let folder = tempfile::tempdir().unwrap();
    let (path, elsewhere) = (folder.path().join("messages"), folder.path().join("elsewhere"));
    let mut store = new(&path);
    store.commit(&said(1, 1, "one")).unwrap();
    let gone = Err(Error::Gone { path: path.clone() });

    fs::rename(&path, &elsewhere).unwrap();
    assert_eq!(store.commit(&said(1, 2, "two")), gone);
    fs::copy(&elsewhere, &path).unwrap();
    assert_eq!(store.commit(&said(1, 2, "two")), gone, "another file has its name");
    fs::rename(&elsewhere, &path).unwrap();
    store.commit(&said(1, 3, "three")).unwrap();
    let numbers: Vec<u64> = texts(&mut store, 1).iter().map(|entry| entry.number).collect();
    assert_eq!(numbers, [1, 3]);
}

#[test]
fn what_somebody_has_put_in_its_place_is_not_written_over() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("messages");
    let mut store = new(&path);
    store.commit(&said(1, 1, "one")).unwrap();
    store.commit(&[Change::Delete(peer(1), 0..5)]).unwrap();
    fs::remove_file(&path).unwrap();
    fs::write(&path, "a copy").unwrap();
    assert_eq!(store.sweep(), Err(Error::Gone { path: path.clone() }));
    store.close().unwrap();
    assert_eq!(fs::read(&path).unwrap(), b"a copy");
}
