//! What was said in earlier runs: where it stands, what is unread of it, and how far back a search goes.

use crate::node::{By, Command, Delivery, Event, MessageId, PeerRef, Recall, Recalled, Said, UnixMillis};
use crate::tui::app::App;
use crate::tui::effect::Effect;
use crate::tui::model_talk::Entry;
use crate::tui::msg::Msg;

use super::cast::peer_id;
use super::stage::{app, enter, screen};

fn said(place: u64, by: By) -> Said {
    let body = format!("line {place}").as_str().into();
    Said { place, at: UnixMillis(1_000), by, number: place + 1, action: false, body }
}

fn seen(place: u64) -> Said {
    said(place, By::Them { sent_at: UnixMillis(1_000), seen: true })
}

fn unseen(place: u64) -> Said {
    said(place, By::Them { sent_at: UnixMillis(1_000), seen: false })
}

fn history(lines: Vec<Said>, recalled: Recalled) -> Event {
    Event::History { peer: peer_id("bob"), name: "bob".to_owned(), lines, recalled }
}

fn told(app: &mut App, event: Event) -> Vec<Effect> {
    app.update(Msg::Node(Box::new(event), UnixMillis(60_000)))
}

#[test]
fn a_conversation_is_taken_up_where_it_was_left_with_what_was_not_seen_and_what_waits() {
    let mut app = app();
    let held = By::Us { message: MessageId(4), state: Delivery::Held };
    let lines = vec![seen(0), unseen(1), said(2, held)];
    told(&mut app, history(lines, Recalled::AtStart));
    assert_eq!(app.model.peer().map(|peer| (peer.unread, peer.unshown)), Some((1, Some(2))));
    let shown = screen(&mut app, 100, 30);
    assert!(shown.contains("line 0") && shown.contains("◷ held"), "{shown}");
}

#[test]
fn a_search_goes_on_in_what_is_kept_and_jumps_to_what_it_finds() {
    let mut app = app();
    let recent = (40..50).map(unseen).collect();
    told(&mut app, history(recent, Recalled::AtStart));
    let bob = PeerRef::Id(peer_id("bob"));
    let effects = enter(&mut app, "/search line 7");
    let search = Command::Search { peer: Some(bob.clone()), word: "line 7".to_owned() };
    assert!(effects.contains(&Effect::Node(search)), "{effects:?}");

    let effects = told(&mut app, history(vec![seen(7)], Recalled::Found("line 7".to_owned())));
    assert_eq!(effects, [Effect::Node(Command::Recall(bob, Recall::From(2)))]);
    let older = (2..50).map(seen).collect();
    assert_eq!(told(&mut app, history(older, Recalled::Asked)), []);
    let chosen = app.talk.chosen.and_then(|at| app.model.talk().get(at)).map(Entry::text);
    assert_eq!(chosen.as_deref(), Some("line 7"));
    assert_eq!(app.model.talk().iter().count(), 48, "what was there is not there twice");
}

#[test]
fn what_is_deleted_is_off_the_screen_too() {
    let mut app = app();
    told(&mut app, history(vec![unseen(0)], Recalled::AtStart));
    assert!(screen(&mut app, 100, 30).contains("line 0"));
    told(&mut app, Event::HistoryDeleted { peer: peer_id("bob"), name: "bob".to_owned() });
    let shown = screen(&mut app, 100, 30);
    assert!(!shown.contains("line 0") && shown.contains("deleted here"), "{shown}");
}
