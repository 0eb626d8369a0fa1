//! Every name that a line of net.log can have can be asked for by a filter.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has to fail loudly")]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use peerscope::inspector::filter::{Subject, fields};

/// Every source file of the program but the tests.
fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() && !path.ends_with("tests") {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

/// The names of the fields in what stands between the brackets of a macro of `tracing`.
fn names(arguments: &str) -> Vec<String> {
    let mut depth = 0;
    let apart = |char: char| {
        depth += i32::from("([{".contains(char)) - i32::from(")]}".contains(char));
        char == ',' && depth == 0
    };
    let parts = arguments.split(apart).map(str::trim);
    let fields =
        parts.filter(|part| !part.is_empty() && !part.starts_with('"') && !part.starts_with("name:"));
    fields.map(|part| part.split('=').next().unwrap().trim().trim_start_matches("r#").to_owned()).collect()
}

#[test]
fn every_field_of_net_log_is_one_that_a_filter_knows() {
    let mut files = Vec::new();
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut files);
    let mut found = BTreeSet::new();
    for file in files {
        let text = std::fs::read_to_string(&file).unwrap();
        for level in ["error", "warn", "info", "debug"] {
            for part in text.split(&format!("tracing::{level}!(")).skip(1) {
                found.extend(names(part.split(");").next().unwrap()));
            }
        }
    }
    assert!(found.contains("conn") && found.contains("took_us"), "{found:?}");
    let known: BTreeSet<String> = fields(Subject::Lines).map(|field| field.name.to_owned()).collect();
    let unknown: Vec<&String> = found.difference(&known).collect();
    assert!(unknown.is_empty(), "{unknown:?}");
}
