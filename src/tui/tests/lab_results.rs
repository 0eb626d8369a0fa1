//! What the lab shows of what was played, and keeps of it.

use crate::tui::app::App;

use super::stage::{app, enter, press, screen};

/// The lab after one attack.
fn played() -> App {
    let mut app = app();
    enter(&mut app, "/lab");
    press(&mut app, "Down Down Down Enter");
    screen(&mut app, 140, 42);
    app
}

#[test]
fn what_was_played_is_still_there_when_somebody_comes_back_to_the_lab() {
    let mut app = played();
    press(&mut app, "Esc");
    enter(&mut app, "/lab");
    let back = screen(&mut app, 140, 42);
    assert!(back.contains("▌ bit-flip-tag") && back.contains("ATTACK STOPPED"), "{back}");
    press(&mut app, "Esc");
    enter(&mut app, "/lab eavesdrop");
    assert_eq!(screen(&mut app, 140, 42).matches("✓ stopped").count(), 1, "the same seed");
    press(&mut app, "Esc");
    enter(&mut app, "/lab off");
    assert!(!screen(&mut app, 140, 42).contains("✓ stopped"), "other peers");
}

#[test]
fn a_result_stands_beside_the_steps_that_play_it_again() {
    let mut app = played();
    press(&mut app, "s");
    let shown = screen(&mut app, 140, 42);
    for words in ["✓ stopped", "Step 1 of 2", "the last result stands until then: stopped at bob by tag"] {
        assert!(shown.contains(words), "{words}\n{shown}");
    }
    press(&mut app, "s");
    let shown = screen(&mut app, 140, 42);
    assert!(!shown.contains("Step ") && shown.contains("without tag       succeeds"), "{shown}");
}

#[test]
fn an_attack_that_succeeds_shows_what_was_read_and_what_the_attacker_made_himself() {
    let mut app = app();
    enter(&mut app, "/lab eavesdrop");
    press(&mut app, "a");
    let shown = screen(&mut app, 140, 42);
    assert!(shown.contains("Attacker read     \"bring the blue folder at 18:30\""), "{shown}");
    press(&mut app, "Esc");
    enter(&mut app, "/lab mitm-pinned");
    press(&mut app, "Enter");
    let shown = screen(&mut app, 140, 42);
    let row = |words: &str| {
        shown.lines().position(|line| line.contains(words)).unwrap_or_else(|| panic!("{words}\n{shown}"))
    };
    assert!(
        row("attacker ~  makes this handshake_response") < row("alice    ←  handshake_response"),
        "{shown}"
    );
    let response = shown.lines().nth(row("alice    ←  handshake_response")).unwrap();
    assert!(response.contains(" 472 "), "the whole frame: {response}");
}
