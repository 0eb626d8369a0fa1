//! The attack lab on the screen.

use super::stage::{app, enter, press, screen};

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
    press(&mut app, "Down Down");
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
    assert!(shown.contains("eavesdrop              ...........X"), "{shown}");
}
