//! `/history`: which conversation opens, and what is said of what comes.

use crate::commands::COMMANDS;
use crate::node::{Command, PeerRef, Recall, Recalled};
use crate::tui::app::App;
use crate::tui::effect::Effect;

use super::cast::{KNOWN, connected, peer_id};
use super::recalling::{at_start, bodies, history, recall, seen, told};
use super::stage::{app, enter, press, screen, write};

/// Bob, whose conversation goes back to text 40, and carol, who is talked to and of whom nothing was said.
fn with_carol() -> App {
    let mut app = app();
    told(&mut app, history((40..50).map(seen).collect(), at_start((0, 0))));
    told(&mut app, connected("carol", KNOWN));
    enter(&mut app, "/msg carol");
    app
}

fn who(app: &App) -> Option<&str> {
    app.model.peer().map(|peer| peer.name.as_str())
}

fn below(whom: &str, place: u64, count: usize) -> Effect {
    Effect::Node(Command::Recall(PeerRef::Name(whom.to_owned()), Recall::Below(place, count)))
}

#[test]
fn the_history_of_somebody_else_stands_in_that_conversation_which_opens() {
    let digits = peer_id("bob").0.short();
    for whom in ["bob", "BOB", &digits] {
        let mut app = with_carol();
        assert_eq!(enter(&mut app, &format!("/history {whom} 4")), [recall(40, 4)]);
        assert_eq!(who(&app), Some("bob"));
        told(&mut app, history((36..40).map(seen).collect(), Recalled::Below(40)));
        let shown = screen(&mut app, 60, 15);
        assert!(shown.contains("4 older texts with bob brought in above"), "{shown}");
        assert_eq!(bodies(&app).first().map(String::as_str), Some("line 36"));
        // Whoever has gone on meanwhile is told whose history it is.
        enter(&mut app, "/history bob 4");
        enter(&mut app, "/msg carol");
        told(&mut app, history(Vec::new(), Recalled::Below(36)));
        assert_eq!(
            (who(&app), app.notice.as_deref()),
            (Some("carol"), Some("nothing older with bob is kept"))
        );
    }
    let help = COMMANDS.iter().find(|spec| spec.name == "history").map(|spec| spec.help);
    assert!(help.is_some_and(|help| help.contains("on the screen opens that conversation")), "{help:?}");
    // A file of it shows nothing here.
    let mut app = with_carol();
    enter(&mut app, "/history bob talk.md");
    assert_eq!(who(&app), Some("carol"));
}

#[test]
fn the_history_of_a_closed_conversation_brings_it_back() {
    let mut app = with_carol();
    enter(&mut app, "/msg bob");
    enter(&mut app, "/close");
    assert_eq!(who(&app), Some("carol"));
    assert_eq!(enter(&mut app, "/history Bob 4"), [below("Bob", u64::MAX, 4)]);
    told(&mut app, history((46..50).map(seen).collect(), Recalled::Below(u64::MAX)));
    assert_eq!((who(&app), bodies(&app).len()), (Some("bob"), 4));
    assert_eq!(enter(&mut app, "/history 4"), [recall(46, 4)]);
}

/// Alice talks to carol and has asked for what was said with bob, whose conversation is closed.
fn asked_for_bob() -> App {
    let mut app = with_carol();
    enter(&mut app, "/msg bob");
    enter(&mut app, "/close");
    assert_eq!(enter(&mut app, "/history bob 4"), [below("bob", u64::MAX, 4)]);
    app
}

#[test]
fn the_history_of_a_closed_conversation_does_not_open_it_under_a_line_that_is_begun() {
    let answer = || history((46..50).map(seen).collect(), Recalled::Below(u64::MAX));
    for (line, key) in [("hey ca", "End"), ("", "Ctrl+R"), ("", "F1")] {
        let mut app = asked_for_bob();
        write(&mut app, line);
        press(&mut app, key);
        let typed = app.composer.input.text().to_owned();
        told(&mut app, answer());
        assert_eq!((who(&app), app.composer.input.text()), (Some("carol"), typed.as_str()));
        let said = app.notice.clone().unwrap_or_default();
        assert!(said.contains("4 older texts with bob"), "{said}");
        // It is in the list, with what came.
        press(&mut app, "Esc Esc Esc Ctrl+C");
        enter(&mut app, "/msg bob");
        assert_eq!((who(&app), bodies(&app).len()), (Some("bob"), 4));
    }
}

#[test]
fn the_history_of_a_closed_conversation_undoes_nothing_that_was_done_since() {
    let answer = || history((46..50).map(seen).collect(), Recalled::Below(u64::MAX));
    // What is closed since stays closed, and whoever has gone on is told whose history it is.
    let mut app = with_carol();
    enter(&mut app, "/history bob 4");
    enter(&mut app, "/close");
    told(&mut app, history((36..40).map(seen).collect(), Recalled::Below(40)));
    assert_eq!((who(&app), app.model.peers.len()), (Some("carol"), 1));
    let said = app.notice.clone().unwrap_or_default();
    assert_eq!(
        said,
        "4 older texts with bob came when you had turned to something else: /history bob opens that conversation"
    );
    for since in ["/msg dave", "hello"] {
        let mut app = asked_for_bob();
        told(&mut app, connected("dave", KNOWN));
        enter(&mut app, since);
        let before = who(&app).map(str::to_owned);
        told(&mut app, answer());
        assert_eq!(who(&app), before.as_deref(), "{since}");
    }
}

#[test]
fn a_wrong_number_of_texts_leaves_the_line_where_it_was_typed() {
    let mut app = with_carol();
    for (line, number) in [("/history bob -3", "-3"), ("/history 0", "0"), ("/history bob 20000", "20000")] {
        assert_eq!(enter(&mut app, line), []);
        assert_eq!((app.composer.input.text(), who(&app)), (line, Some("carol")));
        let why = app.fault.clone().unwrap_or_default();
        assert!(why.starts_with(&format!("/history: {number} is no number of texts: 1 to 10,000")), "{why}");
        press(&mut app, "Ctrl+C");
    }
}

#[test]
fn what_is_asked_for_twice_before_it_comes_is_here_already() {
    for (second, expected, said) in [
        (36..40, 36, "the older texts with bob that you asked for are here already"),
        (32..40, 32, "4 older texts with bob brought in above"),
    ] {
        let mut app = with_carol();
        enter(&mut app, "/history bob 4");
        enter(&mut app, &format!("/history bob {}", second.end - second.start));
        told(&mut app, history((36..40).map(seen).collect(), Recalled::Below(40)));
        told(&mut app, history(second.map(seen).collect(), Recalled::Below(40)));
        assert_eq!(app.notice.as_deref(), Some(said));
        let all: Vec<String> = (expected..50).map(|place| format!("line {place}")).collect();
        assert_eq!(bodies(&app), all);
        assert_eq!(enter(&mut app, "/history 4"), [recall(expected, 4)]);
    }
}

#[test]
fn the_history_of_a_conversation_that_was_closed_and_came_back_meanwhile_stands_in_it_apart() {
    let mut app = with_carol();
    enter(&mut app, "/history bob 4");
    enter(&mut app, "/close");
    told(&mut app, connected("bob", KNOWN));
    told(&mut app, history((36..40).map(seen).collect(), Recalled::Below(40)));
    let said = app.notice.as_deref().unwrap_or_default();
    assert!(said.contains("/history bob opens that conversation"), "{said}");
    enter(&mut app, "/msg bob");
    let all = bodies(&app);
    assert_eq!((all.len(), &*all[0], &*all[3]), (6, "line 36", "line 39"));
    assert!(screen(&mut app, 140, 42).contains("texts are left out here"));
    assert_eq!(enter(&mut app, "/history 4"), [recall(u64::MAX, 4)], "the newest are not here");
}
