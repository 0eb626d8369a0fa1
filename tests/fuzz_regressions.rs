//! What fuzzing has found, and the seeds that it starts from, replayed without a fuzzer.

#![cfg(all(feature = "net", feature = "lab"))]
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a broken promise has to fail loudly")]
#![expect(unreachable_pub, reason = "the same file is a library for the fuzzer")]

#[path = "../fuzz/src/lib.rs"]
mod promises;

use std::collections::BTreeSet;
use std::path::Path;

use promises::TARGETS;

fn names(folder: &Path) -> BTreeSet<String> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.map(|path| path.file_stem().unwrap().to_str().unwrap().to_owned()).collect()
}

#[test]
fn every_promise_holds_for_what_was_found_and_for_the_least_inputs() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/regressions");
    for (name, promise) in TARGETS {
        promise(&[]);
        (0..=u8::MAX).for_each(|byte| promise(&[byte]));
        for entry in std::fs::read_dir(folder.join(name)).unwrap() {
            let path = entry.unwrap().path();
            println!("{}", path.display());
            promise(&std::fs::read(path).unwrap());
        }
    }
}

#[test]
fn every_target_is_built_and_has_its_regressions() {
    let fuzz = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz");
    let listed: BTreeSet<String> = TARGETS.iter().map(|(name, _)| (*name).to_owned()).collect();
    assert_eq!(names(&fuzz.join("fuzz_targets")), listed);
    assert_eq!(names(&fuzz.join("regressions")), listed);
    let manifest = std::fs::read_to_string(fuzz.join("Cargo.toml")).unwrap();
    assert!(listed.iter().all(|name| manifest.contains(&format!("name = \"{name}\"\n"))));
}
