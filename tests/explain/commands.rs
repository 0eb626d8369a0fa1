//! Runs every command of an exported file and compares what it prints with what stands below it.

use std::fmt::Write as _;
use std::process::{Command, Output};

use peerscope::explain::{html, markdown};
use peerscope::protocol::{Disclose, Role};

use crate::scene::{page_of, rekeyed_session, session};

/// What is printed between the commands.
const MARK: &str = "== end of command ==";

/// A block of commands and what stands below it; nothing stands below those that only prepare.
#[derive(Debug)]
struct Block {
    commands: String,
    output: Option<String>,
}

/// The fenced blocks of a file.
fn blocks(text: &str) -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        let inside = || lines.by_ref().take_while(|line| *line != "```").collect::<Vec<_>>().join("\n");
        match line {
            "```sh" => blocks.push(Block { commands: { inside }(), output: None }),
            "```text" => blocks.last_mut().unwrap().output = Some({ inside }()),
            _ => {}
        }
    }
    blocks
}

/// Runs all of them in one shell, and gives what each printed.
fn run(blocks: &[Block]) -> Vec<String> {
    let mut script = String::new();
    for Block { commands, .. } in blocks {
        writeln!(script, "{commands}\necho '{MARK}'").unwrap();
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("commands.sh");
    std::fs::write(&path, script).unwrap();
    let Output { stdout, stderr, .. } =
        Command::new("bash").arg(&path).env("TMPDIR", folder.path()).output().unwrap();
    let printed = String::from_utf8(stdout).unwrap();
    assert_eq!(String::from_utf8_lossy(&stderr), "", "nothing goes wrong");
    let printed: Vec<String> = printed.split(MARK).map(|part| part.trim().to_owned()).collect();
    assert_eq!(printed.len(), blocks.len() + 1, "all of it was run");
    printed
}

/// The first block that prints something else than what stands below it.
fn first_fault(blocks: &[Block]) -> Option<String> {
    let printed = run(blocks);
    let mut wrong = blocks
        .iter()
        .zip(&printed)
        .filter(|(block, printed)| block.output.as_deref().unwrap_or_default() != printed.as_str());
    wrong
        .next()
        .map(|(block, printed)| format!("{}\nprints\n{printed}\nand not\n{:?}", block.commands, block.output))
}

/// Whether the programs are here that the commands need. Where the gates found them, they have to be.
fn are_here() -> bool {
    let works = |program: &str, argument: &str| {
        Command::new(program).arg(argument).output().is_ok_and(|output| output.status.success())
    };
    let here = works("bash", "--version") && works("openssl", "version") && works("python3", "--version");
    assert!(
        here || std::env::var_os("PEERSCOPE_COMMANDS").is_none(),
        "bash, openssl and python3 are not all here"
    );
    if !here {
        use std::io::Write as _;
        let _ = writeln!(std::io::stderr(), "skipped: bash, openssl and python3 are not all here");
    }
    here
}

#[test]
fn every_command_of_both_sides_gives_the_value_that_the_connection_had() {
    if !are_here() {
        return;
    }
    for role in [Role::Initiator, Role::Responder] {
        let blocks = blocks(&markdown(&page_of(&mut session(7, Disclose::Everything), role)));
        let derived = blocks.iter().filter(|block| block.output.is_some()).count();
        assert_eq!(
            derived,
            5 + 7 + 7 + 5 + 4 + 4 + 7 + 3,
            "th_0 to the tags of both first messages, and a rekey"
        );
        assert_eq!(first_fault(&blocks), None, "{role:?}");
    }
}

#[test]
fn after_many_rekeys_the_commands_of_those_that_are_remembered_still_work() {
    if !are_here() {
        return;
    }
    let text = markdown(&page_of(&mut rekeyed_session(10, Disclose::Everything, 35), Role::Initiator));
    assert!(text.contains("## Rekeys: epochs 2 to 4") && !text.contains("## Rekey: epoch 4\n"));
    assert!(text.contains("## Rekey: epoch 5\n") && text.contains("## Rekey: epoch 36\n"));
    assert_eq!(first_fault(&blocks(&text)), None);
}

#[test]
fn a_value_that_is_not_the_right_one_is_found() {
    if !are_here() {
        return;
    }
    let mut blocks = blocks(&markdown(&page_of(&mut session(8, Disclose::Everything), Role::Initiator)));
    let block = blocks.iter_mut().find(|block| block.commands.starts_with("tag_i2r=")).unwrap();
    let tag = block.output.as_mut().unwrap();
    let other = if tag.starts_with('0') { "1" } else { "0" };
    tag.replace_range(..1, other);
    assert!(first_fault(&blocks).unwrap().starts_with("tag_i2r="));
}

#[test]
fn the_html_file_has_the_same_commands() {
    let page = page_of(&mut session(9, Disclose::Everything), Role::Responder);
    let text = html(&page);
    let unescaped =
        text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&#39;", "'");
    let unescaped = unescaped.replace("&amp;", "&");
    for block in blocks(&markdown(&page)) {
        let commands = format!("<pre class=\"command\">{}</pre>", block.commands);
        assert!(unescaped.contains(&commands), "{commands}");
        if let Some(output) = block.output {
            assert!(unescaped.contains(&format!("\">{output}</pre>")), "{output}");
        }
    }
}
