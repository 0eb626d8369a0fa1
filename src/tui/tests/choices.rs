//! Settings: at the start, changed while the program runs, and said by the command line.

use crate::node::Command;
use crate::settings::{Chosen, ColourWish, KeyWish, Settings};
use crate::tui::action::Pane;
use crate::tui::app::Pointer;
use crate::tui::choose::Choice;
use crate::tui::colours::Colours;
use crate::tui::effect::Effect;
use crate::tui::msg::Msg;
use crate::tui::theme::{Depth, Ground, Role, Theme};

use super::cast::{
    KNOWN, VERIFIED, another_key_of_bob, connected, listening, packets_with_a_bad_mac, says, stranger_calls,
};
use super::stage::{NOW, app, app_with, draw, enter, press, screen, write};

fn chosen(settings: Settings) -> Chosen {
    Chosen { settings, ..Chosen::default() }
}

#[test]
fn set_changes_the_running_screen_and_says_how_it_is_now() {
    let mut app = app();
    enter(&mut app, "/set ascii on");
    assert!(app.choice.settings.ascii);
    assert_eq!(app.notice.as_deref(), Some("ascii = true"), "nothing was drawn yet");
    assert!(screen(&mut app, 80, 24).contains("+ Packets --"));
    enter(&mut app, "/set theme light");
    assert_eq!(app.theme, Theme::new(Depth::Full).on(Ground::Light).ascii());
    assert_eq!(enter(&mut app, "/set mouse off"), [Effect::Mouse(Pointer::Left)]);
    assert_eq!(enter(&mut app, "/mouse on"), [Effect::Mouse(Pointer::Taken)]);
    assert!(app.notice.as_deref().is_some_and(|said| said.contains("hold Shift")));
}

#[test]
fn a_wrong_setting_stays_where_it_was_typed_with_what_is_allowed() {
    let mut app = app();
    for (line, why) in [
        ("/set theme drak", "theme is \"auto\", \"dark\" or \"light\", not \"drak\""),
        ("/set them dark", "did you mean theme?"),
        ("/set wallpaper", "peerscope config lists all"),
        ("/mouse maybe", "on or off"),
    ] {
        enter(&mut app, line);
        assert!(app.fault.as_deref().is_some_and(|said| said.contains(why)), "{line}: {:?}", app.fault);
        assert_eq!(app.composer.input.text(), line);
        press(&mut app, "Ctrl+U");
    }
    assert_eq!(app.choice.settings, Settings::default());
}

#[test]
fn what_differs_from_the_default_is_told_as_the_file_would_say_it() {
    let mut app = app();
    write(&mut app, "/changes");
    press(&mut app, "Enter");
    assert!(screen(&mut app, 140, 42).contains("everything is set as by default"));
    for line in ["/set ascii on", "/changes"] {
        write(&mut app, line);
        press(&mut app, "Enter");
    }
    let shown = screen(&mut app, 140, 42);
    assert!(shown.contains("/save keeps it in config.toml:") && shown.contains("ascii = true"), "{shown}");
    assert!(!shown.contains("bell ="), "{shown}");
}

#[test]
fn set_alone_lists_all() {
    let mut app = app();
    enter(&mut app, "/set");
    let shown = screen(&mut app, 140, 42);
    for line in ["theme = \"auto\"", "packets_mib = 64", "accept = \"auto\""] {
        assert!(shown.contains(line), "{line}:\n{shown}");
    }
}

#[test]
fn the_command_line_wins_over_the_file_each_time_it_is_read() {
    let mut app = app();
    app.choice = Choice::new(Theme::new(Depth::Full), vec![("color", "never".to_owned())]);
    let file = Settings { color: crate::settings::Colors::Sixteen, ascii: true, ..Settings::default() };
    for _ in 0..2 {
        app.chosen(chosen(file.clone()));
        assert_eq!(app.theme, Theme::new(Depth::Mono).ascii());
    }
    app.chosen(chosen(Settings::default()));
    assert_eq!(app.theme, Theme::new(Depth::Mono));
}

#[test]
fn what_is_wrong_in_the_file_stands_in_the_conversation() {
    let mut app = app();
    let complaints = vec!["/c.toml line 3: there is no setting \"them\": did you mean theme?".to_owned()];
    app.chosen(Chosen { complaints, ..Chosen::default() });
    let shown = screen(&mut app, 140, 42);
    assert!(shown.contains("line 3: there is no"), "{shown}");
}

#[test]
fn the_title_counts_what_nobody_has_seen_and_can_be_left_alone() {
    let mut app = app_with([connected("bob", VERIFIED), connected("carol", KNOWN)]);
    assert_eq!(app.window_title(), "alice");
    app.update(Msg::Node(Box::new(says("carol", 1, "hello")), NOW));
    app.update(Msg::Node(Box::new(says("carol", 2, "there")), NOW));
    assert_eq!(app.window_title(), "alice (2)");
    enter(&mut app, "/set title off");
    assert_eq!(app.window_title(), "");
}

#[test]
fn it_rings_for_what_nobody_sees_and_once_for_many_refused_frames() {
    let mut app = app_with([connected("bob", VERIFIED), connected("carol", KNOWN)]);
    draw(&mut app, 140, 42);
    let mut louder = |msg: Msg| {
        let before = app.noise();
        app.update(msg);
        app.noise().is_louder_than(before)
    };
    assert!(!louder(Msg::Node(Box::new(says("bob", 1, "seen at once")), NOW)));
    assert!(louder(Msg::Node(Box::new(says("carol", 1, "elsewhere")), NOW)));
    assert!(louder(Msg::Packets(packets_with_a_bad_mac(1), 0)));
    assert!(!louder(Msg::Packets(packets_with_a_bad_mac(1), 0)));
}

#[test]
fn the_keys_that_move_and_lead_back_count_over_the_panes_too() {
    let mut app = app();
    let wish = |action: &str, chord: &str| KeyWish {
        place: String::new(),
        action: action.to_owned(),
        chords: vec![chord.to_owned()],
    };
    let keys = vec![wish("down", "Ctrl+J"), wish("back", "Ctrl+G")];
    app.chosen(Chosen { keys, ..Chosen::default() });
    press(&mut app, "F1");
    let before = screen(&mut app, 60, 15);
    press(&mut app, "Ctrl+J");
    assert_ne!(screen(&mut app, 60, 15), before, "it scrolls");
    press(&mut app, "Ctrl+G");
    assert!(app.overlays.is_empty());
}

#[test]
fn the_keys_that_answer_are_chosen_like_all_others() {
    let mut app = app_with([listening(), stranger_calls()]);
    let wish = |action: &str, chord: &str| KeyWish {
        place: String::new(),
        action: action.to_owned(),
        chords: vec![chord.to_owned()],
    };
    let keys = vec![wish("accept", "Ctrl+T"), wish("refuse", "k"), wish("text_close", "x")];
    app.chosen(Chosen { keys, ..Chosen::default() });
    press(&mut app, "F8");
    let shown = screen(&mut app, 80, 24);
    assert!(shown.contains("[ Ctrl+T  accept") && shown.contains("[ k       refuse"), "{shown}");
    assert!(shown.contains("Ctrl+T accept  k refuse  b block"), "{shown}");
    assert!(press(&mut app, "a r j Enter").is_empty(), "these answer nothing any more");
    assert!(matches!(press(&mut app, "Ctrl+T").as_slice(), [Effect::Node(Command::Accept(_))]));

    press(&mut app, "F1 q /");
    write(&mut app, "close it");
    assert!(screen(&mut app, 80, 24).contains("x                close it"));
    press(&mut app, "Enter x x");
    assert!(app.overlays.is_empty());
}

#[test]
fn other_keys_count_and_are_what_the_screen_says() {
    let mut app = app_with([connected("bob", VERIFIED)]);
    let wish = |action: &str, chord: &str| KeyWish {
        place: "/c.toml line 4".to_owned(),
        action: action.to_owned(),
        chords: vec![chord.to_owned()],
    };
    let keys =
        vec![wish("pause", "Ctrl+G"), wish("go_packets", "Alt+G"), wish("zoom", "Alt+Q"), wish("quit", "q")];
    app.chosen(Chosen { keys, ..Chosen::default() });
    let shown = screen(&mut app, 140, 42);
    assert!(
        shown.contains("Ctrl+G pause") && shown.contains("Alt+G ┐") && !shown.contains("Ctrl+P"),
        "{shown}"
    );
    press(&mut app, "Alt+G");
    assert_eq!(app.focus, Pane::Packets);
    press(&mut app, "F4");
    press(&mut app, "F1");
    press(&mut app, "/");
    write(&mut app, "this pane alone");
    assert!(screen(&mut app, 80, 24).contains("Alt+Q"));
    press(&mut app, "Esc Esc F9");
    // A character that quits elsewhere is text where characters are typed.
    write(&mut app, "quit");
    assert!(!app.overlays.is_empty());
    assert!(screen(&mut app, 80, 24).contains("All actions: quit"));
    press(&mut app, "Esc");
    assert_eq!(press(&mut app, "q"), [Effect::Quit]);
}

#[test]
fn keys_that_cannot_be_had_stand_in_the_conversation() {
    let mut app = app();
    let place = "/c.toml line 7".to_owned();
    let wish = KeyWish { place, action: "pause".to_owned(), chords: vec!["F4".to_owned()] };
    app.chosen(Chosen { keys: vec![wish], ..Chosen::default() });
    let shown = screen(&mut app, 140, 42);
    assert!(shown.contains("line 7: F4 cannot be pause"), "{shown}");
}

#[test]
fn what_was_set_in_a_row_is_all_said() {
    let mut app = app();
    draw(&mut app, 140, 42);
    for line in ["/set bell on", "/set seconds on", "/set packets_mib 8"] {
        enter(&mut app, line);
    }
    let shown = screen(&mut app, 140, 42);
    for said in ["bell = true", "seconds = true", "packets_mib = 8; it counts from the"] {
        assert!(shown.contains(said), "{said}\n{shown}");
    }
}

#[test]
fn names_and_values_of_settings_are_completed() {
    for (typed, completed) in [
        ("/set asc", "/set ascii "),
        ("/set theme li", "/set theme light"),
        ("/set ascii of", "/set ascii off"),
        ("/set layout pack", "/set layout packets"),
    ] {
        let mut app = app();
        write(&mut app, typed);
        press(&mut app, "Tab");
        assert_eq!(app.composer.input.text(), completed);
    }
    let mut app = app();
    write(&mut app, "/set ");
    let shown = screen(&mut app, 140, 42);
    assert!(shown.contains("theme") && shown.contains("The ground of your terminal"), "{shown}");
}

#[test]
fn no_text_names_a_key_that_was_bound_otherwise() {
    let wish = |action: &str, chord: &str| KeyWish {
        place: "/c.toml line 4".to_owned(),
        action: action.to_owned(),
        chords: vec![chord.to_owned()],
    };
    let mut app = app();
    app.chosen(Chosen { keys: vec![wish("verify", "Alt+V")], ..Chosen::default() });
    for event in [connected("bob", VERIFIED), another_key_of_bob(None), stranger_calls()] {
        app.update(Msg::Node(Box::new(event), NOW));
    }
    for (width, height) in [(140, 42), (80, 24), (60, 15)] {
        for pane in ["F2", "F3", "F4", "Esc"] {
            press(&mut app, pane);
            let shown = screen(&mut app, width, height);
            assert!(shown.contains("Alt+V") && !shown.contains("F8"), "{width}x{height}\n{shown}");
        }
    }
}

fn colours(rules: &[(&str, &str)]) -> Chosen {
    let wish = |(filter, colour): &(&str, &str)| ColourWish {
        place: "config.toml line 7".to_owned(),
        filter: (*filter).to_owned(),
        colour: (*colour).to_owned(),
    };
    Chosen { colours: rules.iter().map(wish).collect(), ..Chosen::default() }
}

#[test]
fn the_first_rule_that_matches_counts_for_a_packet() {
    let rules = [("type != message", "grey"), ("kind == text", "blue"), ("message", "green")];
    let (colours, complaints) = Colours::wished(&colours(&rules).colours);
    assert!(complaints.is_empty(), "{complaints:?}");
    for packet in packets_with_a_bad_mac(2) {
        let expected = match (packet.type_name, packet.kind) {
            ("message", Some("text")) => 2,
            ("message", _) => 3,
            _ => 1,
        };
        assert_eq!(colours.of(&packet).map(|rule| rule.number), Some(expected), "{packet:?}");
    }
}

#[test]
fn a_rule_that_cannot_be_had_is_named_and_the_others_count() {
    let rules = [("sq == 1", "blue"), ("text", "bleu"), ("text", "red"), ("bad", "violet")];
    let (colours, complaints) = Colours::wished(&colours(&rules).colours);
    let expected = [
        "\"sq == 1\": unknown field \"sq\": did you mean seq?, at column 1",
        "there is no colour \"bleu\": did you mean blue?",
        "there is no colour \"red\": it is blue, green, orange, violet, grey",
    ];
    assert_eq!(complaints, expected.map(|why| format!("config.toml line 7: {why}")));
    let refused = packets_with_a_bad_mac(1).into_iter().find(|packet| packet.reason.is_some());
    let refused = refused.expect("a refused frame");
    assert_eq!(colours.of(&refused).map(|rule| rule.number), Some(1));
}

#[test]
fn a_digit_names_each_rule_and_there_are_no_more() {
    let (_, complaints) = Colours::wished(&colours(&[("text", "blue"); 11]).colours);
    assert_eq!(complaints, ["config.toml line 7: more than 9 rules for colours"; 2]);
}

#[test]
fn a_row_has_the_colour_and_the_number_of_its_rule_unless_it_was_refused_or_is_selected() {
    let mut app = app();
    app.chosen(colours(&[("type != message", "grey"), ("kind == text", "blue")]));
    app.update(Msg::Packets(packets_with_a_bad_mac(3), 0));
    press(&mut app, "F4 Alt+Z Home");
    let (drawn, shown) = (draw(&mut app, 140, 42), screen(&mut app, 140, 42));
    // The sign of the rule, and the colour of the number of the packet.
    let rows = |word: &str| {
        let lines = (0_u16..).zip(shown.lines()).filter(|(_, line)| line.contains(word));
        let row = lines.filter(|(_, line)| line.contains("10:41:1"));
        row.map(|(y, _)| (drawn[(3, y)].symbol().to_owned(), drawn[(8, y)].fg)).collect::<Vec<_>>()
    };
    let looks = |sign: &str, role| (sign.to_owned(), app.theme.style(role).fg.unwrap());
    assert_eq!(rows("handshake_response"), [looks("1", Role::Dim)], "{shown}");
    assert_eq!(rows("handshake_request"), [looks("1", Role::Selected)], "{shown}");
    assert_eq!(rows(" text "), vec![looks("2", Role::Own); 3], "{shown}");
    assert_eq!(rows("BAD MAC"), [looks(" ", Role::Alarm)], "{shown}");
}
