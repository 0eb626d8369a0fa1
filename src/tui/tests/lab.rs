//! The attack lab on the screen.

use crate::tui::effect::Effect;
use crate::tui::msg::Msg;

use super::cast::connected;
use super::stage::{app, app_with, enter, press, screen, write};

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
fn what_leaves_the_program_stands_apart_from_the_word_lab_in_the_top_bar() {
    let mut app = app_with([connected("bob", None)]);
    app.model.disclose(vec!["TEACHING: /explain shows secrets", "KEY LOG: keys are written"]);
    enter(&mut app, "/lab");
    for (width, height) in [(140, 42), (80, 24), (60, 15), (48, 15), (40, 15)] {
        let shown = screen(&mut app, width, height);
        let top = shown.lines().next().unwrap();
        let (left, _) = top.split_once("TEACHING │ KEY LOG").unwrap();
        assert!(left.contains("LAB sandbox peers") && left.ends_with("  "), "{width}: {top:?}");
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
        "✓ ATTACK STOPPED   expected bad_tag at bob, got bad_tag at bob",
        "✓ CONTROL PASSED   nobody attacks: ",
        "alice sent 116 B → attacker flips a bit of the tag → bob received 116 B",
        "^^  1 bit differs: ",
        "attacker ~  flips a bit of the tag",
        "✗ BAD MAC bad_tag",
        "✗ PEER NOT RUNNING",
        "* meant to succeed: shows why we do it",
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
    press(&mut app, "Left Left Left Left");
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
    assert!(shown.contains("eavesdrop              ................X"), "{shown}");
    assert!(shown.contains("LAB · matrix, 1 of 63 rows"), "{shown}");
}

#[test]
fn every_cell_of_the_matrix_is_seen_on_every_screen_and_the_chosen_row_is_told_in_words() {
    for (width, height) in [(140, 42), (80, 24), (60, 15)] {
        let mut app = app();
        enter(&mut app, "/lab 3");
        press(&mut app, "m");
        while !screen(&mut app, width, height).contains("matrix, 2 of") {}
        let shown = screen(&mut app, width, height);
        let cells = format!("{}X{}", ".".repeat(16), ".".repeat(29));
        assert!(shown.contains(&cells), "{shown}");
        let name = if width == 60 { "disc…-log" } else { "discrete-log" };
        assert!(shown.contains(&format!("┃ {name} ")) || shown.contains(&format!("  {name} ")), "{shown}");
        assert!(
            shown.contains("0000000001111111111222222222233333333334444444"),
            "the numbers above\n{shown}"
        );
        assert!(shown.contains("eavesdrop without 17 exchange: it gets through"), "{shown}");
        press(&mut app, "Down");
        let other = screen(&mut app, width, height);
        assert!(other.contains("discrete-log without 12 group: it gets through"), "{other}");
        press(&mut app, "m");
        assert!(!screen(&mut app, width, height).contains("matrix, "));
    }
}

#[test]
fn what_plays_an_attack_leaves_the_matrix_and_the_toy_to_show_it() {
    for (from, key, words) in [
        ("m", "Enter", "ATTACK STOPPED"),
        ("t", "s", "… step"),
        ("t", "a", "ARMED"),
        ("m", "c", "CONTROL PASSED"),
    ] {
        let mut app = app();
        enter(&mut app, "/lab");
        press(&mut app, "Down Down Down");
        press(&mut app, from);
        press(&mut app, key);
        let shown = screen(&mut app, 140, 42);
        assert!(shown.contains(words) && !shown.contains("TOY"), "{from} {key}\n{shown}");
    }
}

#[test]
fn a_run_whose_peer_is_not_there_is_an_error() {
    let mut app = app();
    enter(&mut app, "/lab off bit-flip-tag");
    press(&mut app, "Enter");
    let shown = screen(&mut app, 140, 42);
    for words in [
        "LAB · THE PEER IS OFF",
        "bit-flip-tag                 ! ERROR",
        "✗ PEER NOT RUNNING   nothing is shown",
        "--seed 1 --peer-off",
    ] {
        assert!(shown.contains(words), "{words}\n{shown}");
    }
    assert!(!shown.contains('✓'), "{shown}");
}

#[test]
fn a_build_without_a_check_is_found_out() {
    let mut app = app();
    enter(&mut app, "/lab lacking tag bit-flip-tag");
    press(&mut app, "Enter");
    let shown = screen(&mut app, 140, 42);
    for words in [
        "LAB · A BUILD WITHOUT tag",
        "▌ bit-flip-tag                 ✗ WRONG",
        "✗ ATTACK SUCCEEDED   expected bad_tag",
        "--seed 1 --lacking tag",
    ] {
        assert!(shown.contains(words), "{words}\n{shown}");
    }
    press(&mut app, "Up Enter");
    assert!(screen(&mut app, 140, 42).contains("▌ bit-flip-ciphertext          ✗ WRONG"));
    press(&mut app, "Esc");
    enter(&mut app, "/lab lacking nothing");
    assert!(screen(&mut app, 140, 42).contains("lacking and a defence"));
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
    let again = screen(&mut app, 140, 42);
    assert!(again.contains("Step 1 of 2") && !again.contains("without tag       succeeds"), "{again}");
}

#[test]
fn an_attack_is_found_by_a_word_and_its_result_is_written_to_a_file() {
    let mut app = app();
    enter(&mut app, "/lab 3");
    assert!(press(&mut app, "w").is_empty());
    assert!(screen(&mut app, 140, 42).contains("! nothing of it was played: Enter plays it"));
    press(&mut app, "/");
    write(&mut app, "flips");
    let shown = screen(&mut app, 140, 42);
    assert!(shown.contains("search: flips_"), "{shown}");
    press(&mut app, "Backspace Backspace Backspace Backspace Backspace");
    write(&mut app, "bit-flip-tag");
    press(&mut app, "Enter Enter");
    assert!(screen(&mut app, 140, 42).contains("▌ bit-flip-tag"));
    let effects = press(&mut app, "w");
    let [Effect::Keep { path, text }] = effects.as_slice() else { panic!("{effects:?}") };
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
fn whatever_is_shown_goes_to_a_file_of_its_own_or_it_is_said_why_not() {
    let mut app = app();
    enter(&mut app, "/lab 4");
    let written = |app: &mut crate::tui::app::App| match press(app, "w").as_slice() {
        [Effect::Keep { path, text }] => Some((path.display().to_string(), text.clone())),
        _ => None,
    };
    for (keys, file, words) in [
        ("c", "lab-eavesdrop-control-4.txt", "control alone: without the attacker all ends well"),
        ("a", "lab-eavesdrop-without-exchange-4.txt", "without exchange: succeeds"),
        ("t", "lab-toy-4.txt", "TOY: none of this is secret"),
        ("t End Enter", "lab-static-key-4.txt", "the attacker wins"),
    ] {
        press(&mut app, keys);
        screen(&mut app, 140, 42);
        let (path, text) = written(&mut app).unwrap();
        assert_eq!(path, file, "{keys}");
        assert!(text.contains(words) && text.ends_with("--seed 4\n"), "{keys}\n{text}");
    }
    press(&mut app, "m");
    assert_eq!(written(&mut app), None);
    assert!(screen(&mut app, 60, 15).contains("! the matrix is still being played"));
    press(&mut app, "Down");
    assert!(!screen(&mut app, 60, 15).contains("still being played"), "it is said once");
    for key in ["s", "a", "c"] {
        press(&mut app, "End");
        press(&mut app, key);
        let shown = screen(&mut app, 60, 15);
        assert!(shown.contains("! an exhibit has no defence to leave out"), "{key}\n{shown}");
    }
}

#[test]
fn that_a_file_is_written_or_is_there_already_is_said_in_the_lab() {
    for (width, height) in [(140, 42), (80, 24), (60, 15)] {
        let mut app = app();
        enter(&mut app, "/lab 4");
        press(&mut app, "Enter");
        app.notice = Some("what was played is in lab-eavesdrop-4.txt".to_owned());
        assert!(screen(&mut app, width, height).contains("what was played is in lab-eavesdrop-4.txt"));
        press(&mut app, "w");
        app.update(Msg::Failed("lab-eavesdrop-4.txt is there already".to_owned()));
        let shown = screen(&mut app, width, height);
        assert!(
            shown.contains("lab-eavesdrop-4.txt is there already") && !shown.contains("was played is"),
            "{shown}"
        );
    }
    let mut app = app();
    enter(&mut app, "/safe on");
    enter(&mut app, "/lab 4");
    app.notice = Some("carol calls".to_owned());
    let shown = screen(&mut app, 140, 42);
    assert!(shown.contains("LAB · 63 attacks") && !shown.contains("carol"), "{shown}");
}

#[test]
fn what_came_of_an_exhibit_is_seen_at_once_on_every_screen() {
    for (width, height) in [(140, 42), (80, 24), (60, 15)] {
        let mut app = app();
        enter(&mut app, "/lab");
        press(&mut app, "End Enter");
        let shown = screen(&mut app, width, height);
        assert!(shown.contains("! THE ATTACKER WINS"), "{shown}");
        press(&mut app, "Right");
        let end = screen(&mut app, width, height);
        assert!(end.contains("✓ THE ATTACKER GETS NOTHING"), "{end}");
    }
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
