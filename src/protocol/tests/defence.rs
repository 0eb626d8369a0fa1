//! Which defences a connection has.

use std::path::Path;
use std::{env, fs};

use memchr::memmem;

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

/// The program that runs this test, without the pages of the spec that it shows to people.
fn program(spec: &Path) -> Vec<u8> {
    let mut program = fs::read(env::current_exe().unwrap()).unwrap();
    let files = fs::read_dir(spec).unwrap().map(|entry| entry.unwrap().path());
    for page in files.filter(|path| path.extension().is_some_and(|end| end == "md")) {
        let page = fs::read(page).unwrap();
        while let Some(at) = memmem::find(&program, &page) {
            program[at..at + page.len()].fill(0);
        }
    }
    program
}

/// The names are read from the catalogue, so that it is not this test that has them.
#[test]
fn a_program_without_the_lab_has_none_of_its_attacks_and_of_its_protocol_ids() {
    let spec = Path::new(env!("CARGO_MANIFEST_DIR")).join("protocol-spec");
    let catalogue = fs::read_to_string(spec.join("attacks.md")).unwrap();
    let rows = catalogue.split("\n## Defences").next().unwrap().lines();
    let ids = rows.filter_map(|row| row.strip_prefix("| `")?.split('`').next()).filter(|id| id.contains('-'));
    let sandbox = catalogue.split('`').filter(|word| word.len() == 4 && word.starts_with("PS"));
    let marks: Vec<&str> = ids.chain(sandbox).collect();
    assert!(marks.len() > 40, "{marks:?}");
    let program = program(&spec);
    let found = marks.iter().filter(|mark| memmem::find(&program, mark.as_bytes()).is_some());
    let expected: Vec<&&str> = marks.iter().filter(|_| cfg!(feature = "lab")).collect();
    assert_eq!(found.collect::<Vec<_>>(), expected);
}
