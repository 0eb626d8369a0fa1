//! Which defences a connection has.

use crate::defence::{Defence, Defences};

#[test]
fn every_defence_holds_unless_the_lab_says_otherwise() {
    assert!(Defence::ALL.iter().all(|defence| Defences::default().hold(*defence)));
    assert_eq!(Defences::default().protocol_id(), *b"PSCP");
}

#[cfg(not(feature = "lab"))]
#[test]
fn without_the_lab_defences_take_no_room() {
    assert_eq!(size_of::<Defences>(), 0);
}

#[cfg(feature = "lab")]
#[test]
fn only_the_defence_that_is_named_is_missing_and_the_protocol_id_tells() {
    for missing in Defence::ALL {
        let defences = Defences::without(&[*missing]);
        let held = Defence::ALL.iter().filter(|defence| defences.hold(**defence));
        assert_eq!(held.count(), Defence::ALL.len() - 1);
        let id = if *missing == Defence::Group { *b"PSTY" } else { *b"PSLB" };
        assert_eq!((defences.hold(*missing), defences.protocol_id()), (false, id));
    }
}
