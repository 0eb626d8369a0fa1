//! Everything that can be done to every byte, and to every length.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

use super::scene::Scene;

type File = fn(&Scene) -> PathBuf;

fn outcomes(file: File, changes: impl Fn(&[u8]) -> Vec<Vec<u8>>) -> String {
    let scene = Scene::open();
    let path = file(&scene);
    let whole = fs::read(&path).unwrap();
    let mut seen = BTreeSet::new();
    for bytes in changes(&whole) {
        fs::write(&path, &bytes).unwrap();
        seen.insert(scene.outcome());
    }
    fs::write(&path, &whole).unwrap();
    assert_eq!(scene.outcome(), "opens", "as it was, it opens");
    seen.into_iter().collect::<Vec<_>>().join(", ")
}

/// How it goes with each byte flipped, in two ways each.
pub(crate) fn every_flip(file: File) -> String {
    outcomes(file, |whole| {
        let flips = (0..whole.len()).flat_map(|at| [1, 0x80].map(|flip| (at, flip)));
        let flipped = flips.map(|(at, flip)| {
            let mut bytes = whole.to_vec();
            bytes[at] ^= flip;
            bytes
        });
        flipped.collect()
    })
}

/// How it goes when the file is cut at each length.
pub(crate) fn every_length(file: File) -> String {
    outcomes(file, |whole| (0..whole.len()).map(|length| whole[..length].to_vec()).collect())
}

/// How it goes when something follows.
pub(crate) fn one_more(file: File) -> String {
    outcomes(file, |whole| [b'\0', b'\n', b'x'].map(|byte| [whole, &[byte]].concat()).to_vec())
}
