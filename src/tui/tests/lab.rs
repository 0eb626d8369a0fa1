//! The attack lab on the screen.

use crate::tui::effect::Effect;

use super::stage::{app, enter, press, screen, write};

#[test]
fn the_word_lab_is_on_the_screen_as_long_as_the_lab_is_open() {
    for (width, height) in [(140, 42), (80, 24), (60, 15)] {
        let mut app = app();
        enter(&mut app, "/lab all 2");
        for keys in ["Down", "Enter", "Right"] {
            press(&mut app, keys);
            let shown = screen(&mut app, width, height);
            let top = shown.lines().next().unwrap();
            assert!(top.contains("LAB sandbox peers only"), "{keys}\n{shown}");
        }
        press(&mut app, "Esc");
        let shown = screen(&mut app, width, height);
        assert!(!shown.contains("LAB"), "{shown}");
    }
}

#[test]
fn an_attack_is_played_and_shown_with_its_control_and_the_command_that_repeats_it() {
    let mut app = app();
    enter(&mut app, "/lab");
    press(&mut app, "Down Down Down");
    let before = screen(&mut app, 140, 42);
    assert!(before.contains("▌ bit-flip-tag") && before.contains("· not run"), "{before}");
    press(&mut app, "Enter");
    let after = screen(&mut app, 140, 42);
    for words in [
        "✓ ATTACK STOPPED",
        "✓ CONTROL PASSED",
        "stopped at bob by tag: bad_tag",
        "without tag       succeeds",
        "peerscope lab run bit-flip-tag --seed 1",
        "BAD MAC bad_tag",
        "^^",
    ] {
        assert!(after.contains(words), "{words}\n{after}");
    }
    press(&mut app, "Esc");
    enter(&mut app, "/lab 2");
    let other = screen(&mut app, 140, 42);
    assert!(other.contains("seed 2") && !other.contains("ATTACK STOPPED"), "{other}");
}

#[test]
fn the_arrows_beside_scroll_what_came_of_it_and_play_nothing() {
    let mut app = app();
    enter(&mut app, "/lab");
    press(&mut app, "Down Down Down Enter");
    screen(&mut app, 80, 24);
    press(&mut app, "Right Right Right");
    let end = screen(&mut app, 80, 24);
    assert!(end.contains("BAD MAC bad_tag") && !end.contains("ATTACK STOPPED"), "{end}");
    press(&mut app, "Left Left Left");
    assert!(screen(&mut app, 80, 24).contains("ATTACK STOPPED"));
    press(&mut app, "Down Right");
    assert!(screen(&mut app, 80, 24).contains("▌ bit-flip-header            · not run"));
}

#[test]
fn what_is_meant_to_succeed_says_so() {
    let mut app = app();
    enter(&mut app, "/lab");
    while !screen(&mut app, 140, 42).contains("▌ mitm-unverified") {
        press(&mut app, "Down");
    }
    press(&mut app, "Enter");
    let shown = screen(&mut app, 140, 42);
    assert!(shown.contains("! succeeds*") && shown.contains("as it is meant to"), "{shown}");
}

#[test]
fn the_matrix_grows_row_by_row() {
    let mut app = app();
    enter(&mut app, "/lab matrix");
    for _ in 0..14 {
        screen(&mut app, 140, 42);
    }
    let shown = screen(&mut app, 140, 42);
    assert!(shown.contains("eavesdrop              ...............X"), "{shown}");
}

#[test]
fn an_attack_is_played_round_by_round() {
    let mut app = app();
    enter(&mut app, "/lab");
    press(&mut app, "Down Down Down s");
    let first = screen(&mut app, 140, 42);
    assert!(
        first.contains("… step") && first.contains("as built") && !first.contains("without tag"),
        "{first}"
    );
    press(&mut app, "s");
    assert!(screen(&mut app, 140, 42).contains("without tag       succeeds"));
    press(&mut app, "s");
    assert!(!screen(&mut app, 140, 42).contains("without tag"), "it begins again");
}

#[test]
fn an_attack_is_found_by_a_word_and_its_result_is_written_to_a_file() {
    let mut app = app();
    enter(&mut app, "/lab 3");
    assert!(press(&mut app, "w").is_empty(), "nothing was played");
    press(&mut app, "/");
    write(&mut app, "flips");
    let shown = screen(&mut app, 140, 42);
    assert!(shown.contains("search: flips_"), "{shown}");
    press(&mut app, "Backspace Backspace Backspace Backspace Backspace");
    write(&mut app, "bit-flip-tag");
    press(&mut app, "Enter Enter");
    assert!(screen(&mut app, 140, 42).contains("▌ bit-flip-tag"));
    let effects = press(&mut app, "w");
    let [Effect::Export { path, text, .. }] = effects.as_slice() else { panic!("{effects:?}") };
    assert_eq!(path.to_str(), Some("lab-bit-flip-tag-3.txt"));
    for words in ["as built: stopped at bob by tag: bad_tag", "written 50534350", "--seed 3", "BAD MAC"] {
        assert!(text.contains(words), "{words}\n{text}");
    }
}

#[test]
fn an_attack_is_armed_by_switching_off_one_defence_after_the_other() {
    let mut app = app();
    enter(&mut app, "/lab");
    while !screen(&mut app, 140, 42).contains("▌ rekey-replayed") {
        press(&mut app, "Down");
    }
    let cases = [
        ("ARMED, switched off: order ·", "✓ ATTACK STOPPED all the same", "by ratchet: bad_tag"),
        ("ARMED, switched off: order, ratchet ·", "✓ ATTACK STOPPED all the same", "rekey_unexpected"),
        (
            "ARMED, switched off: order, ratchet, rekey-turn ·",
            "! ATTACK SUCCEEDED",
            "rekey-turn: who may begin",
        ),
    ];
    for (title, sign, told) in cases {
        press(&mut app, "a");
        let shown = screen(&mut app, 140, 42);
        for words in [title, sign, told, "✓ CONTROL PASSED", "Switched off", "Packets of this run"] {
            assert!(shown.contains(words), "{words}\n{shown}");
        }
    }
    press(&mut app, "a");
    let shown = screen(&mut app, 140, 42);
    assert!(!shown.contains("ARMED") && shown.contains("Enter plays it"), "all stand again\n{shown}");
    press(&mut app, "a Down");
    assert!(!screen(&mut app, 140, 42).contains("ARMED"), "another attack is not armed");
}

#[test]
fn what_came_of_an_attack_is_seen_at_once_on_every_screen() {
    for (width, height) in [(140, 42), (80, 24), (60, 15)] {
        let mut app = app();
        enter(&mut app, "/lab");
        for (keys, words) in
            [("Down Down Down Enter", "ATTACK STOPPED"), ("a", "ATTACK SUCCEEDED"), ("c", "CONTROL PASSED")]
        {
            press(&mut app, keys);
            let shown = screen(&mut app, width, height);
            assert!(shown.contains(words), "{words}\n{shown}");
        }
    }
}

#[test]
fn the_control_is_played_alone() {
    let mut app = app();
    enter(&mut app, "/lab");
    press(&mut app, "Down Down c");
    let shown = screen(&mut app, 140, 42);
    assert!(shown.contains("Control alone") && shown.contains("✓ CONTROL PASSED"), "{shown}");
    assert!(!shown.contains("ATTACK STOPPED") && !shown.contains("BAD MAC"), "nobody attacks\n{shown}");
}

#[test]
fn the_toy_is_told_as_such_in_every_line() {
    for (width, height) in [(140, 42), (80, 24), (60, 15)] {
        let mut app = app();
        enter(&mut app, "/lab toy 2");
        let shown = screen(&mut app, width, height);
        assert!(shown.contains("LAB · TOY, a prime of three digits · seed 2"), "{shown}");
        assert!(shown.contains("TOY · none of this is secret"), "{shown}");
        assert!(shown.contains("TOY  p = 263"), "{shown}");
        press(&mut app, "End");
        let end = screen(&mut app, width, height);
        assert!(end.contains("alone"), "{end}");
        press(&mut app, "t");
        assert!(!screen(&mut app, width, height).contains("TOY"));
    }
}

#[test]
fn what_is_not_done_here_is_won_by_the_attacker_and_ours_is_not() {
    let mut app = app();
    enter(&mut app, "/lab");
    press(&mut app, "End Up Up Up Up Enter");
    let shown = screen(&mut app, 140, 42);
    for words in [
        "Not done here",
        "▌ two-time-pad             ! succeeds*",
        "! THE ATTACKER WINS",
        "✓ THE ATTACKER GETS NOTHING",
        "peerscope lab show two-time-pad --seed 1",
    ] {
        assert!(shown.contains(words), "{words}\n{shown}");
    }
}
