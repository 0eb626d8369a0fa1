//! The file with the transfers: it comes back as it was written, or not at all.

use crate::crypto::{Secret, sha256};
use crate::keystore::{Error, KeptStanding, KeptTransfer, Transfers};
use crate::text::hex;

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

fn load(path: &std::path::Path) -> Result<Transfers, Error> {
    Transfers::load(path, Secret::new([5; 32]))
}

/// The file as version 1 wrote it, with one transfer.
fn open_file() -> String {
    let line = format!(
        "send paused {} {} 5 {} {} {} {}",
        hex(key(2).as_bytes()),
        hex(&[2; 16]),
        hex(&[9; 32]),
        hex(&[0; 32]),
        hex(b"plan.txt"),
        hex(b"/home/a/plan.txt")
    );
    let body = format!("peerscope transfers 1\n{line}\n");
    format!("{body}sum {}\n", hex(&sha256(&[body.as_bytes()])))
}

#[test]
fn a_list_of_the_version_before_is_taken_up_and_sealed_at_once() {
    let folder = folder();
    let path = folder.path().join("transfers");
    std::fs::write(&path, open_file()).unwrap();
    std::fs::set_permissions(&path, std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
    let list: Vec<_> = load(&path).unwrap().iter().cloned().collect();
    assert_eq!((list.len(), list[0].name.as_str()), (1, "plan.txt"));
    let sealed = std::fs::read_to_string(&path).unwrap();
    assert!(!sealed.contains(&hex(b"plan").to_string()) && !sealed.contains(&hex(&[9; 8]).to_string()));
    assert_eq!(load(&path).unwrap().iter().cloned().collect::<Vec<_>>(), list);
}

/// A folder whose path is so long that a file with a name of one letter can be opened in it, and none with the name of
/// a temporary file: root cannot make one either.
fn folder_without_room_for_a_name(above: &std::path::Path) -> std::path::PathBuf {
    const BYTES: usize = 4_092;
    let mut folder = above.to_owned();
    while folder.as_os_str().len() < BYTES - 8 {
        folder.push("d".repeat((BYTES - 1 - folder.as_os_str().len()).min(200)));
    }
    std::fs::DirBuilder::new().recursive(true).create(&folder).unwrap();
    folder
}

#[test]
fn a_list_of_the_version_before_is_taken_up_where_nothing_can_be_written() {
    let home = folder();
    let private = std::os::unix::fs::PermissionsExt::from_mode;
    let folder = folder_without_room_for_a_name(home.path());
    std::fs::set_permissions(&folder, private(0o700)).unwrap();
    let path = folder.join("t");
    std::fs::write(&path, open_file()).unwrap();
    std::fs::set_permissions(&path, private(0o600)).unwrap();
    let list = load(&path).unwrap();
    assert_eq!(list.iter().count(), 1);
    assert!(list.save().is_err(), "nothing can be written there");
    assert_eq!(std::fs::read_to_string(&path).unwrap(), open_file());
}

#[test]
fn as_many_transfers_as_are_kept_with_the_longest_names_can_be_read_again() {
    let folder = folder();
    let path = folder.path().join("transfers");
    let mut list = load(&path).unwrap();
    for number in 0..1_000_u16 {
        let mut long = kept(2, KeptStanding::Paused);
        [long.transfer[0], long.transfer[1]] = number.to_be_bytes();
        long.name = "n".repeat(255);
        long.source = Some(("p".repeat(4_096).into(), [u64::MAX; 4]));
        list.put(long);
    }
    list.save().unwrap();
    assert_eq!(load(&path).unwrap().iter().count(), 1_000);
}

#[test]
fn a_list_of_another_identity_is_refused_and_left() {
    let folder = folder();
    let path = folder.path().join("transfers");
    let mut list = load(&path).unwrap();
    list.put(kept(2, KeptStanding::Open));
    list.save().unwrap();
    let other = Transfers::load(&path, Secret::new([6; 32]));
    assert!(matches!(other, Err(Error::Damaged { .. })), "{other:?}");
    assert_eq!(load(&path).unwrap().iter().count(), 1);
}

#[test]
fn what_is_on_its_way_is_there_after_a_restart() {
    let folder = folder();
    let path = folder.path().join("transfers");
    let mut list = load(&path).unwrap();
    assert_eq!(list.iter().count(), 0);
    for (seed, standing) in [(1, KeptStanding::Open), (2, KeptStanding::Paused), (3, KeptStanding::Done)] {
        list.put(kept(seed, standing));
    }
    list.put(kept(1, KeptStanding::Done));
    list.remove(&key(3), &[3; 16]);
    list.put(kept(5, KeptStanding::Whole));
    list.put(kept(7, KeptStanding::WholePaused));
    list.save().unwrap();
    let again: Vec<_> = load(&path).unwrap().iter().cloned().collect();
    let left: Vec<_> = list.iter().cloned().collect();
    assert_eq!(again, left);
    assert_eq!(
        left,
        [
            kept(1, KeptStanding::Done),
            kept(2, KeptStanding::Paused),
            kept(5, KeptStanding::Whole),
            kept(7, KeptStanding::WholePaused)
        ]
    );
}

#[test]
fn every_flipped_byte_and_every_length_of_it_is_refused() {
    let folder = folder();
    let path = folder.path().join("transfers");
    let mut list = load(&path).unwrap();
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
        assert!(matches!(load(&path), Err(Error::Damaged { .. })), "{bad:?}");
    }
}
