//! Keys and names of a person's own: given while the program runs, and kept in the file of settings.

use crate::node::{Command, Target};
use crate::settings::{AliasWish, Changes, Chosen, KeyWish, Settings};
use crate::tui::app::App;
use crate::tui::effect::Effect;
use crate::tui::keys::Keymap;

use super::cast::{VERIFIED, connected};
use super::stage::{app, app_with, enter, press, screen, write};

/// Types a line, expects that it is refused, and gives why.
fn refused(app: &mut App, line: &str) -> String {
    assert_eq!(enter(app, line), [], "{line}");
    let why = app.fault.take();
    press(app, "Ctrl+U");
    why.unwrap_or_default()
}

fn saved(app: &mut App) -> Changes {
    match enter(app, "/save").as_slice() {
        [Effect::Save(changes)] => changes.clone(),
        other => panic!("{other:?}, {:?}", app.fault),
    }
}

fn wish(action: &str, chords: &[&str]) -> KeyWish {
    let chords = chords.iter().map(|chord| (*chord).to_owned()).collect();
    KeyWish { place: String::new(), action: action.to_owned(), chords }
}

fn alias(name: &str, stands_for: &str) -> AliasWish {
    AliasWish { place: "line 7".to_owned(), name: name.to_owned(), stands_for: stands_for.to_owned() }
}

#[test]
fn a_key_is_given_to_an_action_and_counts_at_once() {
    let mut app = app();
    enter(&mut app, "/bind Alt+G help");
    assert_eq!(app.notice.as_deref(), Some("Alt+G is help; /save keeps it"));
    let before = screen(&mut app, 80, 24);
    press(&mut app, "Alt+G");
    assert_ne!(screen(&mut app, 80, 24), before, "the help is open");
    press(&mut app, "Esc");
    press(&mut app, "F1");
    assert_ne!(screen(&mut app, 80, 24), before, "the usual key stays");
    press(&mut app, "Esc");
    enter(&mut app, "/bind F1 off");
    press(&mut app, "F1");
    assert!(app.overlays.is_empty(), "F1 is free");
    enter(&mut app, "/bind");
    assert!(screen(&mut app, 140, 42).contains("help is ? Alt+G"), "{}", screen(&mut app, 140, 42));
    assert_eq!(saved(&mut app).keys, [("help", Some(vec!["?".to_owned(), "Alt+G".to_owned()]))]);
}

#[test]
fn a_key_says_what_it_does_and_where() {
    let mut app = app();
    enter(&mut app, "/bind Ctrl+Q");
    let shown = screen(&mut app, 140, 42);
    assert!(shown.contains("Ctrl+Q is") && shown.contains("quit: "), "{shown}");
}

#[test]
fn a_key_that_cannot_be_had_is_refused_and_nothing_changes() {
    let mut app = app();
    for (line, why) in [
        ("/bind Hyper zoom", "is no key"),
        ("/bind Alt+Z zom", "did you mean zoom?"),
        ("/bind Ctrl+Q zoom", "cannot be zoom and quit in one place"),
        ("/bind x clear-line", "there is no action"),
        ("/bind Ctrl+Q quit", "is that already"),
        ("/bind Enter off", "Enter is the only key for send"),
        ("/bind Ctrl+Q off", "Ctrl+Q is the only key for quit"),
    ] {
        let said = refused(&mut app, line);
        assert!(said.contains(why), "{line}: {said}");
    }
    assert_eq!(app.model.keys, Keymap::default());
    assert_eq!(refused(&mut app, "/save"), "/save: nothing was changed since config.toml was read");
}

#[test]
fn an_action_that_had_no_key_before_keeps_no_key_from_being_freed() {
    let mut app = app();
    app.chosen(Chosen { keys: vec![wish("quit", &[])], ..Chosen::default() });
    enter(&mut app, "/bind F1 off");
    assert_eq!(app.notice.as_deref(), Some("F1 does nothing any more; /save keeps it"));
    assert!(refused(&mut app, "/bind Enter off").contains("Enter is the only key for send"));
}

#[test]
fn a_name_stands_for_a_command_and_what_is_typed_behind_it_is_added() {
    let mut app = app_with([connected("bob", VERIFIED)]);
    enter(&mut app, "/alias gm /all good morning");
    for (line, body) in [("/gm", "good morning"), ("/GM  everybody ", "good morning everybody")] {
        let sent = Command::SendText { to: Target::Everybody, body: body.to_owned(), action: false };
        assert_eq!(enter(&mut app, line), [Effect::Node(sent)], "{line}");
    }
    write(&mut app, "/g");
    assert!(screen(&mut app, 80, 24).contains("/gm"), "it is offered");
    press(&mut app, "Ctrl+U");
    enter(&mut app, "/unalias gm");
    assert!(refused(&mut app, "/gm").contains("did you mean"));
}

#[test]
fn a_name_that_takes_a_command_away_or_goes_round_is_refused() {
    let mut app = app();
    enter(&mut app, "/alias gm /all good morning");
    for (line, why) in [
        ("/alias quit /all bye", "/quit is a command already"),
        ("/alias q /all bye", "/q is a command already"),
        ("/alias again /gm", "begins with a command"),
        ("/alias hello good morning", "begins with a command"),
        ("/alias good! /all good", "a name is 1 to 32 of a to z"),
        ("/alias nobody", "/nobody is no name of yours"),
        ("/unalias nobody", "/nobody is no name of yours"),
    ] {
        let said = refused(&mut app, line);
        assert!(said.contains(why), "{line}: {said}");
    }
    assert_eq!(app.model.aliases.iter().collect::<Vec<_>>(), [("gm", "/all good morning")]);
}

#[test]
fn the_file_names_commands_and_what_is_wrong_there_is_told() {
    let mut app = app();
    let aliases = vec![alias("gm", "/all good morning"), alias("quit", "/all bye")];
    app.chosen(Chosen { aliases, ..Chosen::default() });
    let shown = screen(&mut app, 140, 42);
    assert!(shown.contains("line 7: /quit is a command already"), "{shown}");
    assert_eq!(app.model.aliases.get("gm"), Some("/all good morning"));
}

#[test]
fn only_what_was_changed_since_the_file_was_read_is_saved() {
    let mut app = app();
    let settings = Settings { ascii: true, ..Settings::default() };
    let keys = vec![wish("zoom", &["Alt+Z"])];
    let aliases = vec![alias("gm", "/all good morning"), alias("gn", "/all good night")];
    app.chosen(Chosen { settings, keys, aliases, ..Chosen::default() });
    assert_eq!(refused(&mut app, "/save"), "/save: nothing was changed since config.toml was read");
    for line in ["/set bell on", "/bind Alt+Z off", "/unalias gm", "/alias hi /all hi"] {
        enter(&mut app, line);
    }
    let changes = saved(&mut app);
    let expected = Changes {
        settings: vec![("bell", "true".to_owned())],
        keys: vec![("zoom", Some(Vec::new()))],
        aliases: vec![("hi".to_owned(), Some("/all hi".to_owned())), ("gm".to_owned(), None)],
    };
    assert_eq!(changes, expected);
    app.saved(&changes);
    let shown = screen(&mut app, 140, 42);
    for line in ["saved in config.toml:", "bell = true", "keys: zoom = []", "aliases: gm is gone"] {
        assert!(shown.contains(line), "{line}:\n{shown}");
    }
    assert_eq!(refused(&mut app, "/save"), "/save: nothing was changed since config.toml was read");
}
