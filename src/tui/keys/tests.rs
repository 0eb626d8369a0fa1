use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use crate::settings::{KeyWish, Said, default_file, read};
use crate::tui::action::{Action, Edit, Pane};

use super::chord::Chord;
use super::table::KEYS;
use super::{Keymap, keys_reference};

fn key(text: &str) -> KeyEvent {
    Chord::parse(text).unwrap_or_else(|why| panic!("{why}")).event()
}

fn wish(action: &str, chords: &[&str]) -> KeyWish {
    let chords = chords.iter().map(|chord| (*chord).to_owned()).collect();
    KeyWish { place: "c.toml line 1".to_owned(), action: action.to_owned(), chords }
}

#[test]
fn every_key_of_the_table_is_read_and_written_alike() {
    for binding in KEYS {
        assert!(!binding.keys.is_empty() && !binding.help.is_empty(), "{}", binding.name);
        for text in binding.keys {
            let chord = Chord::parse(text).unwrap_or_else(|why| panic!("{}: {why}", binding.name));
            assert_eq!(chord.to_string(), *text, "{}", binding.name);
        }
        let hinted = binding.hint.map_or(&[][..], |(names, _)| names);
        assert!(hinted.iter().all(|name| KEYS.iter().any(|other| other.name == *name)), "{}", binding.name);
    }
}

#[test]
fn every_action_has_one_name() {
    for (at, binding) in KEYS.iter().enumerate() {
        let same = |other: &&super::Binding| {
            other.name == binding.name || (other.action == binding.action && other.context == binding.context)
        };
        assert_eq!(KEYS.iter().skip(at).filter(same).count(), 1, "{}", binding.name);
    }
}

#[test]
fn the_printed_table_is_the_usual_one_and_holds_every_action_once() {
    let reference = keys_reference();
    for binding in KEYS {
        assert_eq!(reference.matches(&format!("\n{} = ", binding.name)).count(), 1, "{}", binding.name);
    }
    let whole = default_file() + &reference;
    assert!(whole.lines().all(|line| line.chars().count() <= 120), "{whole}");
    let Said { keys, complaints, .. } = read(&whole);
    assert_eq!((keys.len(), complaints), (KEYS.len(), Vec::new()));
    assert_eq!(Keymap::wished(&keys), (Keymap::default(), Vec::new()));
}

#[test]
fn a_key_is_what_terminals_report_for_it() {
    let cases = [
        ("N", KeyCode::Char('N'), KeyModifiers::SHIFT),
        ("N", KeyCode::Char('n'), KeyModifiers::SHIFT),
        ("n", KeyCode::Char('n'), KeyModifiers::NONE),
        ("?", KeyCode::Char('?'), KeyModifiers::SHIFT),
        ("Ctrl+P", KeyCode::Char('P'), KeyModifiers::CONTROL),
        ("ctrl+p", KeyCode::Char('p'), KeyModifiers::CONTROL),
        ("Ctrl+_", KeyCode::Char('7'), KeyModifiers::CONTROL),
        ("Alt+N", KeyCode::Char('n'), KeyModifiers::ALT),
        ("alt+shift+n", KeyCode::Char('N'), KeyModifiers::ALT.union(KeyModifiers::SHIFT)),
        ("Alt+_", KeyCode::Char('_'), KeyModifiers::ALT.union(KeyModifiers::SHIFT)),
        ("Shift+Tab", KeyCode::BackTab, KeyModifiers::SHIFT),
        ("Shift+Tab", KeyCode::BackTab, KeyModifiers::NONE),
        ("Ctrl++", KeyCode::Char('+'), KeyModifiers::CONTROL),
        ("Space", KeyCode::Char(' '), KeyModifiers::NONE),
        ("pgup", KeyCode::PageUp, KeyModifiers::NONE),
        ("F12", KeyCode::F(12), KeyModifiers::NONE),
    ];
    for (text, code, modifiers) in cases {
        assert_eq!(Chord::parse(text), Ok(Chord::of(KeyEvent::new(code, modifiers))), "{text}");
    }
}

#[test]
fn what_cannot_be_had_is_named_and_the_usual_keys_stay() {
    let cases = [
        (wish("pause", &["Hyper+P"]), "pause: \"Hyper+P\" is no key: "),
        (wish("pause", &[""]), "pause: \"\" is no key: "),
        (wish("pause", &["F13"]), "pause: \"F13\" is no key: "),
        (wish("pause", &["\u{1b}"]), "pause: \"\\u{1b}\" is no key: "),
        (wish("pause", &["Ctrl+I"]), "pause: terminals send Tab for \"Ctrl+I\"; it stays Ctrl+P"),
        (wish("pause", &["Ctrl+Shift+P"]), "pause: terminals send the same for \"Ctrl+Shift+P\" with and"),
        (wish("pause", &["Shift+1"]), "pause: \"Shift+1\" is another character: "),
        (
            wish("send", &["x"]),
            "send: \"x\" is text where you type, so that it needs Ctrl+ or Alt+; it stays",
        ),
        (wish("pauze", &["F5"]), "there is no action \"pauze\" for a key: did you mean pause?"),
        (
            wish("make_coffee", &["F5"]),
            "there is no action \"make_coffee\" for a key: peerscope config lists",
        ),
        (wish("pause", &["F4"]), "F4 cannot be pause and go_packets in one place; it stays Ctrl+P"),
        (wish("pause", &["m"]), "m cannot be pause and mark in one place; it stays Ctrl+P"),
        (wish("mark", &["Ctrl+Q"]), "Ctrl+Q cannot be mark and quit in one place; it stays m"),
        (wish("accept", &["Enter"]), "accept: Enter decides nothing; it stays a"),
        (
            wish("same", &["5"]),
            "same: \"5\" is text where you type, so that it needs Ctrl+ or Alt+; it stays",
        ),
        (wish("accept", &["r"]), "r cannot be accept and refuse in one place; it stays a"),
        (wish("accept", &["Ctrl+Q"]), "Ctrl+Q cannot be accept and quit in one place; it stays a"),
        (wish("copy_hex", &["Esc"]), "Esc cannot be copy_hex and back in one place; it stays h"),
        (wish("text_close", &["k"]), "k cannot be text_close and up in one place; it stays q"),
    ];
    for (wish, why) in cases {
        let (keys, complaints) = Keymap::wished(std::slice::from_ref(&wish));
        assert_eq!(keys, Keymap::default(), "{wish:?}");
        assert!(
            matches!(complaints.as_slice(), [said] if said.starts_with(&format!("c.toml line 1: {why}"))),
            "{complaints:?}"
        );
    }
}

#[test]
fn a_wish_counts_and_the_key_it_leaves_is_free() {
    let (keys, complaints) = Keymap::wished(&[
        wish("pause", &["Ctrl+G", "p"]),
        wish("older", &["Ctrl+P", "Up"]),
        wish("quit", &[]),
    ]);
    assert_eq!(complaints, Vec::<String>::new());
    let found = |pane, text| keys.action(pane, key(text));
    assert_eq!(found(Pane::Composer, "Ctrl+G"), Some(Action::Pause));
    assert_eq!(found(Pane::Composer, "Ctrl+P"), Some(Action::Edit(Edit::Older)));
    assert_eq!(found(Pane::Peers, "Ctrl+P"), None);
    assert_eq!(found(Pane::Peers, "p"), Some(Action::Pause));
    assert_eq!(found(Pane::Composer, "p"), Some(Action::Edit(Edit::Insert('p'))), "characters are text");
    assert_eq!(found(Pane::Composer, "Ctrl+Q"), None);
    assert_eq!(keys.told(Action::Quit, "/quit"), "/quit");
}

#[test]
fn a_letter_may_answer_one_question_and_mean_another_thing_in_a_pane() {
    let wishes =
        [wish("accept", &["k"]), wish("copy_hex", &["z"]), wish("later", &["v"]), wish("same", &["s"])];
    assert_eq!(Keymap::wished(&wishes).1, Vec::<String>::new());
}

#[test]
fn two_wishes_for_one_key_are_both_refused_and_so_is_what_needs_them() {
    let wishes = [
        wish("pause", &["Ctrl+G"]),
        wish("zoom", &["Ctrl+G"]),
        // The key that pause would have left.
        wish("mouse", &["Ctrl+P"]),
        wish("verify", &["Alt+F12"]),
    ];
    let (keys, complaints) = Keymap::wished(&wishes);
    let said = |part: &str| complaints.iter().any(|why| why.contains(part));
    assert!(
        said("Ctrl+G cannot be pause and zoom") && said("Ctrl+G cannot be zoom and pause"),
        "{complaints:?}"
    );
    assert!(said("Ctrl+P cannot be mouse and pause"), "{complaints:?}");
    assert_eq!(complaints.len(), 3);
    assert_eq!(Keymap::wished(&wishes[3..]).0, keys);
}

#[test]
fn keys_are_shown_together_as_people_write_them() {
    let keys = Keymap::default();
    let cases = [
        (&["next_bad", "previous_bad"][..], "n/N"),
        (&["next_chat", "previous_chat"], "Alt+N/P"),
        (&["up", "down"], "↑↓"),
        (&["go_peers", "go_chat", "go_packets", "go_details", "go_bytes", "go_log"], "F2-F7"),
        (&["go_peers", "quit"], "F2/Ctrl+Q"),
        (&["chat_1", "chat_2", "chat_3", "chat_4"], "Alt+1-4"),
        (&[], ""),
    ];
    for (names, label) in cases {
        assert_eq!(keys.together(names), label);
    }
    let (keys, _) = Keymap::wished(&[wish("go_peers", &["Ctrl+G"])]);
    assert_eq!(keys.together(cases[3].0), "Ctrl+G/F3/F4…");
}
