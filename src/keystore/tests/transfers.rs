//! The file with the transfers: it comes back as it was written, or not at all.

use crate::keystore::{Error, KeptStanding, KeptTransfer, Transfers};

use super::fixture::{folder, key};

fn kept(seed: u8, standing: KeptStanding) -> KeptTransfer {
    KeptTransfer {
        peer: key(seed.into()),
        transfer: [seed; 16],
        size: u64::MAX,
        digest: [9; 32],
        name: "caf\u{e9} 1.txt".to_owned(),
        standing,
        source: seed.is_multiple_of(2).then(|| ("/home/a b/x".into(), [1, 2, 3, u64::MAX])),
    }
}

#[test]
fn what_is_on_its_way_is_there_after_a_restart() {
    let folder = folder();
    let path = folder.path().join("transfers");
    let mut list = Transfers::load(&path).unwrap();
    assert_eq!(list.iter().count(), 0);
    for (seed, standing) in [(1, KeptStanding::Open), (2, KeptStanding::Paused), (3, KeptStanding::Done)] {
        list.put(kept(seed, standing));
    }
    list.put(kept(1, KeptStanding::Done));
    list.remove(&key(3), &[3; 16]);
    list.put(kept(5, KeptStanding::Whole));
    list.save().unwrap();
    assert_eq!(Transfers::load(&path).unwrap(), list);
    let left: Vec<_> = list.iter().cloned().collect();
    assert_eq!(
        left,
        [kept(1, KeptStanding::Done), kept(2, KeptStanding::Paused), kept(5, KeptStanding::Whole),]
    );
}

#[test]
fn every_flipped_byte_and_every_length_of_it_is_refused() {
    let folder = folder();
    let path = folder.path().join("transfers");
    let mut list = Transfers::load(&path).unwrap();
    list.put(kept(2, KeptStanding::Open));
    list.save().unwrap();
    let good = std::fs::read(&path).unwrap();
    let flipped = (0..good.len()).map(|at| {
        let mut bad = good.clone();
        bad[at] ^= 1;
        bad
    });
    for bad in flipped.chain((0..good.len()).map(|length| good[..length].to_vec())) {
        std::fs::write(&path, &bad).unwrap();
        assert!(matches!(Transfers::load(&path), Err(Error::Damaged { .. })), "{bad:?}");
    }
}
