//! Every write, sync and rename fails once, and is the last one that happened: what was said to be kept is kept, and
//! of what was not said to be kept there is all or nothing.

use crate::crypto::Secret;
use crate::store::{Change, Error, Store};

use super::disk::{Disk, Fault};
use super::fixture::{open, peer, said, texts};

/// What a profile goes through: texts come, an old one is deleted, more come.
fn steps() -> Vec<Vec<Change>> {
    let long = "a longer line ".repeat(400);
    vec![
        said(1, 1, "one"),
        said(1, 2, &long),
        said(2, 1, "another peer"),
        vec![Change::Delete(peer(1), 0..2)],
        said(1, 3, &long),
        [said(1, 4, "four"), said(2, 2, "five")].concat(),
    ]
}

/// The numbers of the texts of both peers after so many steps.
fn expected(done: usize) -> [Vec<u64>; 2] {
    let table: [[&[u64]; 2]; 7] = [
        [&[], &[]],
        [&[1], &[]],
        [&[1, 2], &[]],
        [&[1, 2], &[1]],
        [&[2], &[1]],
        [&[2, 3], &[1]],
        [&[2, 3, 4], &[1, 2]],
    ];
    table[done].map(<[u64]>::to_vec)
}

fn found(store: &mut Store) -> [Vec<u64>; 2] {
    [1, 2].map(|by| texts(store, by).iter().map(|entry| entry.number).collect())
}

/// Opens, makes the changes and sweeps behind the deletion; says how many steps were said to be done.
fn live(disk: &Disk, tries: usize) -> usize {
    let again = |act: &mut dyn FnMut() -> Result<(), Error>| (0..tries).any(|_| act().is_ok());
    let mut store = None;
    let opened = again(&mut || {
        let opened = Store::open(Box::new(disk.clone()), Secret::new([9; 32]))?;
        store = Some(opened.store);
        Ok(())
    });
    let (true, Some(mut store)) = (opened, store) else { return 0 };
    for (done, changes) in steps().iter().enumerate() {
        if !again(&mut || store.commit(changes)) {
            return done;
        }
        let deletes = changes.iter().any(|change| matches!(change, Change::Delete(..)));
        if deletes && !again(&mut || store.sweep()) {
            return done + 1;
        }
    }
    let _ = store.close();
    steps().len()
}

fn steps_of_a_life() -> usize {
    let disk = Disk::new();
    assert_eq!(live(&disk, 1), steps().len());
    disk.steps()
}

#[test]
fn after_any_one_failure_another_try_keeps_everything() {
    for at in 0..steps_of_a_life() {
        let disk = Disk::new();
        disk.fail(Fault::Once(at));
        assert_eq!(live(&disk, 2), steps().len(), "step {at}");
        assert_eq!(found(&mut open(&disk)), expected(steps().len()), "step {at}");
    }
}

#[test]
fn after_the_last_thing_that_happened_all_that_was_said_to_be_kept_is_there_and_nothing_in_part() {
    for at in 0..steps_of_a_life() {
        let disk = Disk::new();
        disk.fail(Fault::From(at));
        let done = live(&disk, 1);
        for seed in 0..4 {
            let mut store = open(&disk.after_power_loss(seed));
            let found = found(&mut store);
            let next = (done + 1).min(steps().len());
            assert!(
                found == expected(done) || found == expected(next),
                "step {at}, seed {seed}: {done} were kept, found {found:?}"
            );
            store.commit(&said(1, 9, "and on")).unwrap();
        }
    }
}
