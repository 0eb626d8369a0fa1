//! The line that is typed: what is offered, how it is edited, where it goes.

use std::time::Duration;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use crate::node::{Command, DialId, Keep, PeerRef, Target};
use crate::tui::action::Pane;
use crate::tui::app::App;
use crate::tui::effect::Effect;
use crate::tui::msg::Msg;

use super::cast::{KNOWN, VERIFIED, connected, packets_with_a_bad_mac, peer_id, stranger_calls};
use super::stage::{app, app_with, enter, press, screen, write};

fn draft(app: &App) -> &str {
    app.composer.input.text()
}

fn paste(app: &mut App, text: &str) {
    let effects = app.update(Msg::Paste(text.to_owned()));
    assert!(effects.is_empty(), "a paste sends nothing: {effects:?}");
}

fn sent(effects: &[Effect]) -> Vec<(&str, &Target)> {
    let text = |effect| match effect {
        &Effect::Node(Command::SendText { ref body, ref to, .. }) => Some((body.as_str(), to)),
        _ => None,
    };
    effects.iter().filter_map(text).collect()
}

#[test]
fn a_slash_lists_the_commands_with_arguments_and_help() {
    let mut app = app();
    write(&mut app, "/co");
    let shown = screen(&mut app, 100, 24);
    assert!(shown.contains("/connect ADDR"), "{shown}");
    assert!(shown.contains("dial, and again when the link is lost"), "{shown}");
    assert!(!shown.contains("/listen ADDR"), "typing narrows the list: {shown}");
}

#[test]
fn up_and_down_choose_tab_completes_and_enter_waits_for_the_argument() {
    let mut app = app();
    write(&mut app, "/d");
    press(&mut app, "Down Tab");
    assert_eq!(draft(&app), "/disconnect ");
    press(&mut app, "Ctrl+U");
    write(&mut app, "/d");
    press(&mut app, "Up");
    let effects = press(&mut app, "Enter");
    assert_eq!(effects, [Effect::Practice], "a command without arguments is done");
    assert_eq!(draft(&app), "");
    write(&mut app, "/conn");
    assert!(press(&mut app, "Down Enter").is_empty());
    assert_eq!(draft(&app), "/connect ", "and one with arguments waits for them");
}

#[test]
fn arguments_complete_too() {
    let dialled = crate::node::Event::Dialling {
        dial: DialId(1),
        to: "127.0.0.1:7778".parse().expect("an address"),
        attempt: 1,
    };
    let events = [dialled, connected("bob", KNOWN), connected("carol", KNOWN), stranger_calls()];
    let mut app = app_with(events);
    let stranger = peer_id("mallory").0.short();
    let cases = [
        ("/msg bo", "/msg bob "),
        ("/connect 127", "/connect 127.0.0.1:7778"),
        ("/connect car", "/connect carol"),
        ("/packets of", "/packets off"),
        ("/verify carol d", "/verify carol differ"),
        ("/HELP conn", "/HELP connect"),
        (&format!("/accept {}", stranger.split_at(3).0), &format!("/accept {stranger}")),
        ("/follow ca", "/follow carol"),
        ("/trust lo", "/trust log "),
        ("/why bo", "/why bob "),
        ("/history carol ke", "/history carol keep"),
        ("/filter text.bo", "/filter text.body "),
        ("/filter bad && verdict == repl", "/filter bad && verdict == replay "),
        ("/log ev", "/log event "),
        ("hello ca", "hello carol "),
        ("ca", "carol: "),
    ];
    for (typed, completed) in cases {
        write(&mut app, typed);
        press(&mut app, "Tab");
        assert_eq!(draft(&app), completed, "{typed}");
        press(&mut app, "Ctrl+C");
    }
}

#[test]
fn what_stands_for_a_value_in_the_usage_is_no_value() {
    let mut app = app_with([connected("bob", KNOWN)]);
    for known in crate::tui::command::all().filter(|known| !known.arguments.is_empty()) {
        let line = format!("/{} ", known.name);
        let offers = crate::tui::complete::offers(&line, &app.model);
        let shouted = |word: &str| word.len() > 1 && word.bytes().all(|byte| byte.is_ascii_uppercase());
        assert!(offers.items.iter().all(|offer| !shouted(&offer.word)), "{line}: {offers:?}");
    }
    write(&mut app, "/follow N");
    press(&mut app, "Tab");
    assert_eq!(draft(&app), "/follow N");
}

#[test]
fn tab_goes_on_where_nothing_can_be_completed() {
    let mut app = app();
    write(&mut app, "hello");
    press(&mut app, "Tab");
    assert_ne!(app.focus, Pane::Composer);
    assert_eq!(draft(&app), "hello");
}

#[test]
fn what_begins_with_a_slash_is_never_sent() {
    let mut app = app_with([connected("bob", VERIFIED)]);
    let lines =
        ["/conect bob", " /connect bob", "/", "\u{200b}/quit", "/ quit", "/packets maybe", "\u{2007}/x"];
    for line in lines {
        paste(&mut app, line);
        let effects = press(&mut app, "Enter");
        assert!(effects.is_empty(), "{line:?}: {effects:?}");
        assert!(!draft(&app).is_empty(), "{line:?} stays");
        assert!(app.fault.is_some(), "{line:?} is answered");
        press(&mut app, "Ctrl+C");
    }
    let effects = enter(&mut app, "//etc/hosts");
    assert_eq!(sent(&effects).first().map(|(body, _)| *body), Some("/etc/hosts"));
}

#[test]
fn an_unknown_command_is_answered_with_the_nearest_name() {
    let mut app = app();
    for (typed, name) in
        [("/conect", "connect"), ("/lsiten", "listen"), ("/daemo", "demo"), ("/veryfi", "verify")]
    {
        enter(&mut app, typed);
        assert_eq!(app.fault.as_deref(), Some(&*format!("{typed}: did you mean /{name}?")));
        assert_eq!(draft(&app), typed);
        press(&mut app, "Ctrl+C");
    }
}

#[test]
fn control_c_empties_the_line_control_y_brings_it_back_and_then_it_says_how_to_quit() {
    let mut app = app();
    write(&mut app, "a draft");
    press(&mut app, "Ctrl+C");
    assert_eq!(draft(&app), "");
    press(&mut app, "Ctrl+Y");
    assert_eq!(draft(&app), "a draft");
    press(&mut app, "Ctrl+C Ctrl+C");
    assert!(screen(&mut app, 80, 24).contains("Ctrl+Q quits"));
}

#[test]
fn lines_sent_before_come_back_and_can_be_searched() {
    let mut app = app_with([connected("bob", VERIFIED)]);
    for line in ["first word", "second", "third word"] {
        enter(&mut app, line);
    }
    write(&mut app, "mine");
    press(&mut app, "Up Up");
    assert_eq!(draft(&app), "second");
    press(&mut app, "Down Down");
    assert_eq!(draft(&app), "mine");
    press(&mut app, "Ctrl+R");
    write(&mut app, "WOR");
    assert_eq!(draft(&app), "third word");
    press(&mut app, "Ctrl+R");
    assert_eq!(draft(&app), "first word");
    assert!(screen(&mut app, 80, 24).contains("search \"WOR\""));
    assert!(press(&mut app, "Enter").is_empty(), "Enter takes the line and does not send it");
    assert_eq!(draft(&app), "first word");
    press(&mut app, "Ctrl+R");
    write(&mut app, "nowhere");
    assert!(screen(&mut app, 80, 24).contains("not found"));
    press(&mut app, "Esc");
    assert_eq!(draft(&app), "first word");
}

#[test]
fn a_draft_stays_with_its_conversation() {
    let mut app = app_with([connected("bob", VERIFIED), connected("carol", KNOWN)]);
    write(&mut app, "for bob only");
    press(&mut app, "Alt+2");
    assert_eq!(draft(&app), "");
    assert!(screen(&mut app, 140, 42).contains("to carol · sealed, NOT VERIFIED"));
    write(&mut app, "for carol");
    let effects = {
        press(&mut app, "Ctrl+C");
        enter(&mut app, "/msg bob hi")
    };
    assert_eq!(sent(&effects), [("hi", &Target::One(PeerRef::Id(peer_id("bob"))))]);
    assert_eq!(draft(&app), "for bob only");
    assert!(screen(&mut app, 140, 42).contains("to bob · sealed, verified"));
    press(&mut app, "Alt+2");
    assert_eq!(draft(&app), "", "the command itself is no draft");
}

#[test]
fn a_text_that_is_too_long_is_kept_and_counted() {
    let mut app = app_with([connected("bob", VERIFIED)]);
    paste(&mut app, &"x".repeat(16_384));
    assert!(screen(&mut app, 140, 42).contains("16384/16384 B"));
    paste(&mut app, &"y".repeat(812));
    let effects = press(&mut app, "Enter");
    assert!(effects.is_empty(), "{effects:?}");
    assert!(app.fault.as_deref().is_some_and(|said| said.contains("812 B more than the 16384 B")));
    assert_eq!(draft(&app).len(), 16_384 + 812);
    assert!(screen(&mut app, 140, 42).contains("812 B too much"));
}

#[test]
fn a_paste_of_several_lines_waits_for_enter_or_esc() {
    let mut app = app_with([connected("bob", VERIFIED)]);
    write(&mut app, "see: ");
    paste(&mut app, "one\r\ntwo\rthree\x1b[2J");
    assert_eq!(draft(&app), "see: one\ntwo\nthree\\u{1b}[2J");
    let shown = screen(&mut app, 100, 30);
    assert!(shown.contains("3 lines, 18 B · Enter sends one message · Esc discards"), "{shown}");
    press(&mut app, "Esc");
    assert_eq!(draft(&app), "see: ");
    paste(&mut app, "one\ntwo");
    let effects = press(&mut app, "Enter");
    assert_eq!(sent(&effects).len(), 1, "one message");
}

#[test]
fn a_long_paste_folds() {
    let mut app = app_with([connected("bob", VERIFIED)]);
    let lines: Vec<String> = (1..=40).map(|line| format!("line {line}")).collect();
    paste(&mut app, &lines.join("\n"));
    let shown = screen(&mut app, 100, 30);
    for words in ["line 1 ", "… 35 more rows", "line 40", "40 lines"] {
        assert!(shown.contains(words), "{words}: {shown}");
    }
}

#[test]
fn a_huge_paste_neither_hangs_nor_grows_without_limit() {
    let mut app = app_with([connected("bob", VERIFIED)]);
    let line = "漢字 and \u{202e}more\n".repeat(500_000);
    for _ in 0..5 {
        paste(&mut app, &line);
        assert!(draft(&app).len() <= 65_536);
    }
    let shown = screen(&mut app, 140, 42);
    assert!(shown.contains("the text is 47,500,000 B"), "{shown}");
    assert!(
        shown.contains("a message holds 16,384 B: shorten it by") && !shown.contains("Enter send"),
        "{shown}"
    );
    assert!(press(&mut app, "Enter").is_empty());
}

#[test]
fn what_is_missing_from_a_paste_is_said_until_it_is_discarded() {
    let mut app = app_with([connected("bob", VERIFIED)]);
    paste(&mut app, &"x".repeat(123_456));
    for keys in ["Enter", "Left", "Ctrl+W", "F4", "Esc"] {
        let shown = screen(&mut app, 140, 42);
        assert!(shown.contains("57,920 B of its end") || keys == "F4", "{keys}: {shown}");
        press(&mut app, keys);
    }
    press(&mut app, "Ctrl+C");
    let shown = screen(&mut app, 140, 42);
    assert!(!shown.contains("of its end") && shown.contains("Enter send"), "{shown}");
    // The same without marks around it, key by key.
    burst(&mut app, &"line\n".repeat(40_000), Duration::ZERO, Duration::ZERO);
    let shown = screen(&mut app, 140, 42);
    assert!(shown.contains("the text is 200,000 B") || shown.contains("the text is 199,"), "{shown}");
}

#[test]
fn a_question_takes_no_key_that_was_typed_before_it_could_be_read() {
    let mut app = app_with([connected("bob", VERIFIED)]);
    app.update(Msg::Packets(packets_with_a_bad_mac(1), 0));
    let line = "/export /nowhere/x.pcapng all opened\nyes, I am still here\n";
    let effects = burst(&mut app, line, Duration::from_millis(30), Duration::ZERO);
    assert!(effects.is_empty(), "nothing was sent or written: {effects:?}");
    assert!(screen(&mut app, 140, 42).contains("Really?"));
    assert_eq!(draft(&app), "yes, I am still here", "it is kept for the line that it was meant for");
    let yes = KeyEvent::new(KeyCode::Char('y'), KeyModifiers::NONE);
    let effects = app.update(Msg::Key(yes, Duration::from_secs(9)));
    assert_eq!(effects.len(), 1, "whoever has read it is heard");
}

fn burst(app: &mut App, text: &str, between: Duration, start: Duration) -> Vec<Effect> {
    let mut effects = Vec::new();
    let mut now = start;
    for c in text.chars() {
        let code = if c == '\n' { KeyCode::Enter } else { KeyCode::Char(c) };
        effects.extend(app.update(Msg::Key(KeyEvent::new(code, KeyModifiers::NONE), now)));
        now += between;
    }
    effects.extend(app.update(Msg::Quiet(now + Duration::from_millis(20))));
    effects
}

#[test]
fn enters_that_nobody_can_type_are_a_paste() {
    let mut app = app_with([connected("bob", VERIFIED)]);
    let fast = Duration::from_millis(1);
    let effects = burst(&mut app, "one\ntwo\n/quit\nmore", fast, Duration::ZERO);
    assert_eq!(effects, []);
    assert_eq!(draft(&app), "one\ntwo\n/quit\nmore");
    let effects = burst(&mut app, "\nand its end\n", fast, Duration::from_millis(80));
    assert_eq!(effects, [], "what comes right behind a paste belongs to it");
    press(&mut app, "Ctrl+C");
    let effects = burst(&mut app, "one\ntwo\n", Duration::from_millis(30), Duration::from_secs(9));
    assert_eq!(sent(&effects).len(), 2, "these were typed");
}

#[test]
fn a_command_that_is_begun_in_any_pane_is_no_text() {
    for pane in ["F2", "F3", "F4", "F5", "F6", "F7"] {
        let mut app = app_with([connected("bob", VERIFIED)]);
        press(&mut app, pane);
        write(&mut app, "/peers");
        assert_eq!((app.focus, draft(&app)), (Pane::Composer, "/peers"), "{pane}");
    }
    let mut app = app_with([connected("bob", VERIFIED)]);
    write(&mut app, "half a text");
    press(&mut app, "F4");
    write(&mut app, "/");
    assert_eq!(draft(&app), "/");
    press(&mut app, "Backspace Ctrl+Y");
    assert_eq!(draft(&app), "half a text");
}

#[test]
fn what_cannot_be_brought_back_is_deleted_only_when_a_person_insists() {
    for (line, command) in [
        ("/history bob delete", Command::DeleteHistory(PeerRef::Name("bob".to_owned()))),
        ("/history bob keep 0", Command::Keep(PeerRef::Name("bob".to_owned()), Keep::Days(0))),
    ] {
        let mut app = app_with([connected("bob", KNOWN)]);
        assert!(enter(&mut app, line).is_empty(), "{line}");
        assert!(app.fault.as_deref().is_some_and(|said| said.contains("Enter again deletes it")), "{line}");
        assert_eq!(draft(&app), line);
        assert_eq!(press(&mut app, "Enter"), [Effect::Node(command)], "{line}");
        enter(&mut app, line);
        press(&mut app, "Ctrl+C");
        enter(&mut app, "/peers");
        press(&mut app, "Ctrl+C");
        enter(&mut app, "/safe on");
        assert!(enter(&mut app, line).is_empty(), "{line} is asked about anew");
        let shown = screen(&mut app, 140, 42);
        assert!(shown.contains("Enter again deletes it"), "{shown}");
    }
}
