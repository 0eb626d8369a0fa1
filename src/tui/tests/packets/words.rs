//! One vocabulary: the list, the details, the card, net.log and the help take their words from one table.

use std::path::{Path, PathBuf};

use crate::node::{Packet, Verdict};
use crate::tui::action::Pane;
use crate::tui::tests::stage::{app, press, screen};

use super::scene::{feed, inside, session};

#[test]
fn every_verdict_is_the_same_word_in_list_details_card_and_help() {
    let template = session(1).into_iter().find(|packet| packet.kind == Some("text")).unwrap();
    for verdict in Verdict::ALL {
        let mut app = app();
        feed(&mut app, vec![Packet { verdict: *verdict, ..template.clone() }]);
        let list = inside(&mut app, (140, 42), Pane::Packets).join("\n");
        assert!(list.contains(verdict.name()), "{verdict}:\n{list}");
        // What the end of the link cut off was not refused for what it is.
        let refused = *verdict != Verdict::CutOff && verdict.name().chars().any(|c| c.is_ascii_uppercase());
        let card = inside(&mut app, (140, 42), Pane::Conversation).join("\n");
        assert_eq!(card.contains(&format!("{}: FRAME REFUSED", verdict.name())), refused, "{card}");
        press(&mut app, "F1");
        let mut help = String::new();
        for _ in 0..30 {
            help.push_str(&screen(&mut app, 140, 42));
            press(&mut app, "PgDn");
        }
        assert!(help.contains(verdict.name()) && help.contains(verdict.meaning()), "{verdict}");
    }
}

#[test]
fn no_other_file_spells_a_refusal() {
    let mut found = Vec::new();
    for path in sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src")) {
        let text = std::fs::read_to_string(&path).unwrap();
        let code = text.lines().filter(|line| !line.trim_start().starts_with("//"));
        for (at, line) in code.enumerate() {
            let spelt = |verdict: &&Verdict| line.contains('"') && line.contains(verdict.name());
            let loud = Verdict::ALL.iter().filter(|verdict| verdict.name().contains(' '));
            if loud.clone().any(|verdict| spelt(&verdict)) {
                found.push(format!("{}:{}: {line}", path.display(), at + 1));
            }
        }
    }
    assert!(found.is_empty(), "a word of wire/reason.rs was written out:\n{}", found.join("\n"));
}

/// Every source file but the table itself and the tests.
fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut paths = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap();
        if path.is_dir() {
            paths.extend(if name == "tests" { Vec::new() } else { sources(&path) });
        } else if Path::new(name).extension().is_some_and(|end| end == "rs")
            && !matches!(name, "reason.rs" | "tests.rs")
        {
            paths.push(path);
        }
    }
    paths
}
