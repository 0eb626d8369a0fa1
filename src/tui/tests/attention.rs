//! What was seen: only what was in view while somebody looked.

use crate::node::{Command, Event};
use crate::tui::app::{App, Attention};
use crate::tui::effect::Effect;
use crate::tui::msg::Msg;

use super::cast::{VERIFIED, connected, peer_id, says};
use super::stage::{NOW, app_with, press, screen};

fn hears(app: &mut App, number: u64) -> Vec<Effect> {
    let said: Event = says("bob", number, "are you there?");
    app.update(Msg::Node(Box::new(said), NOW))
}

fn shown(number: u64) -> Effect {
    Effect::Node(Command::Shown { peer: peer_id("bob"), number })
}

/// Alice sees what bob says.
fn watched() -> App {
    let mut app = app_with([connected("bob", VERIFIED)]);
    screen(&mut app, 80, 24);
    assert_eq!(hears(&mut app, 1), [shown(1)], "a terminal that tells nothing is looked at");
    app
}

#[test]
fn nothing_counts_as_seen_while_the_terminal_has_no_focus() {
    let mut app = watched();
    app.update(Msg::Attention(Attention::Elsewhere));
    for number in 2..=3 {
        assert!(hears(&mut app, number).is_empty());
    }
    assert!(screen(&mut app, 80, 24).contains(" 2 new "));
    assert_eq!(app.window_title(), "alice (2)");
    assert_eq!(app.update(Msg::Attention(Attention::Here)), [shown(3)]);
    assert!(screen(&mut app, 80, 24).contains(" 2 new "), "the line stays where the unread began");
    assert_eq!(app.window_title(), "alice");
}

#[test]
fn whoever_types_looks_whatever_the_terminal_has_told() {
    let mut app = watched();
    app.update(Msg::Attention(Attention::Elsewhere));
    hears(&mut app, 2);
    press(&mut app, "F4");
    assert_eq!(app.looked(), [shown(2)]);
}
