//! What commands answer, in words.

use crate::inspector::counted;
use crate::settings::Chosen;
use crate::tui::action::Pane;
use crate::tui::app::App;

use super::cast::{KNOWN, connected, listening, says};
use super::stage::{NOW, app, app_with, enter, screen};

fn notice(app: &App) -> &str {
    app.fault.as_deref().or(app.notice.as_deref()).unwrap_or_default()
}

#[test]
fn one_is_no_plural() {
    let cases = [(0, "0 bytes"), (1, "1 byte"), (2, "2 bytes"), (16_384, "16,384 bytes")];
    for (count, words) in cases {
        assert_eq!(counted(count, "byte"), words);
    }
}

#[test]
fn win_without_a_number_lists_the_conversations() {
    let mut app = app_with([connected("bob", KNOWN), connected("carol", KNOWN)]);
    enter(&mut app, "/win");
    let shown = screen(&mut app, 140, 42);
    assert!(shown.contains("1  bob  connected") && shown.contains("2  carol  connected"), "{shown}");
}

#[test]
fn a_number_that_is_no_port_is_answered_with_those_that_are() {
    for line in
        ["/listen 99999", "/listen 127.0.0.1:70000", "/connect 99999", "/connect host:0", "/connect 0"]
    {
        let mut app = app();
        enter(&mut app, line);
        assert!(notice(&app).contains("a number from 1 to 65535"), "{line}: {}", notice(&app));
    }
    let mut app = app();
    enter(&mut app, "/listen everywhere");
    assert!(notice(&app).contains("is no address of this computer"), "{}", notice(&app));
}

#[test]
fn a_command_that_gives_the_keys_to_a_pane_says_so() {
    let mut app = app_with([connected("bob", KNOWN), says("bob", 1, "hello")]);
    for (line, pane) in
        [("/peers", Pane::Peers), ("/search hello", Pane::Conversation), ("/packets on", Pane::Packets)]
    {
        app.focus = Pane::Composer;
        enter(&mut app, line);
        assert_eq!(app.focus, pane, "{line}");
        assert!(notice(&app).contains("the keys"), "{line}: {}", notice(&app));
    }
}

#[test]
fn a_nick_that_becomes_something_else_says_what() {
    let cases = [
        ("/nick anna", "you call yourself anna now"),
        ("/nick anna b", "who meets you first has you as anna-b"),
        ("/nick 5000", "your fingerprint as a name"),
    ];
    for (line, words) in cases {
        let mut app = app();
        enter(&mut app, line);
        assert!(notice(&app).contains(words), "{line}: {}", notice(&app));
    }
    let mut app = app();
    enter(&mut app, "/nick [evil]");
    assert_eq!(app.model.own.name, "alice", "the node refuses it");
}

#[test]
fn complaints_about_the_settings_and_the_first_steps_are_seen_together() {
    let complaints: Vec<String> = (1..=9)
        .map(|line| format!("/home/anna/config.toml line {line}: there is no setting \"them\""))
        .collect();
    for (width, height) in [(140, 42), (80, 24)] {
        let mut app = app_with([listening()]);
        app.chosen(Chosen { complaints: complaints.clone(), ..Chosen::default() });
        let shown = screen(&mut app, width, height);
        for words in ["127.0.0.1:7777", "/connect 192", "/demo", "line 9:"] {
            assert!(shown.contains(words), "{width}x{height} lacks {words}:\n{shown}");
        }
    }
    let mut app = app();
    app.chosen(Chosen { complaints, ..Chosen::default() });
    app.update(crate::tui::msg::Msg::Node(Box::new(connected("bob", KNOWN)), NOW));
    let shown = screen(&mut app, 140, 60);
    assert!(shown.contains("line 1:") && shown.contains("bob connected"), "{shown}");
}
