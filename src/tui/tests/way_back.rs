//! From a text that comes back out of what is kept to its frames, as long as the capture holds them.

use crate::node::{By, Command, Delivery, Event, MessageId, Packet, ReadBy, Recall, Recalled, Said};
use crate::tui::action::Pane;
use crate::tui::app::App;
use crate::tui::effect::Effect;
use crate::tui::msg::Msg;

use super::cast::{VERIFIED, connected, packets, packets_over_two_links, peer_id, says};
use super::stage::{NOW, app_with, enter, press, screen};

/// The streams of the two ends of an arena.
const ALICES: [u8; 16] = [0xaa; 16];
const BOBS: [u8; 16] = [0xbb; 16];

fn said(place: u64, by: By) -> Said {
    let stream = if matches!(by, By::Us { .. }) { ALICES } else { BOBS };
    let body = format!("line {place}").as_str().into();
    Said { place, at: NOW, by, stream, number: place + 1, action: false, body }
}

fn theirs(place: u64) -> Said {
    said(place, By::Them { sent_at: NOW, read_by: ReadBy::Person })
}

fn told(app: &mut App, lines: Vec<Said>, recalled: Recalled) -> Vec<Effect> {
    let event = Event::History { peer: peer_id("bob"), name: "bob".to_owned(), lines, recalled };
    app.update(Msg::Node(Box::new(event), NOW))
}

/// The numbers of the packets that carry texts of this run, which the capture holds from now on.
fn capture(app: &mut App, frames: Vec<Packet>) -> Vec<u64> {
    let texts = frames.iter().filter(|packet| packet.kind == Some("text"));
    let numbers = texts.map(|packet| packet.number).collect();
    app.update(Msg::Packets(frames, 0));
    screen(app, 140, 42);
    numbers
}

/// The place below which the screen asks for the texts around one that was found.
fn below(effects: &[Effect]) -> u64 {
    match effects {
        [Effect::Node(Command::Recall(_, Recall::Below(place, _)))] => *place,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_text_that_was_cleared_and_is_found_again_leads_to_its_frames() {
    let mut app = app_with([connected("bob", VERIFIED)]);
    let texts = capture(&mut app, packets(3));
    for number in 1..=3 {
        app.update(Msg::Node(Box::new(says("bob", number, &format!("line {}", number - 1))), NOW));
    }
    app.model.all_read(peer_id("bob"));
    enter(&mut app, "/clear");
    enter(&mut app, "/search line 1");
    let place = below(&told(&mut app, vec![theirs(1)], Recalled::Found("line 1".to_owned())));
    told(&mut app, (0..3).map(theirs).collect(), Recalled::Below(place));
    press(&mut app, "g");
    assert_eq!((app.focus, app.packets.selected), (Pane::Packets, Some(texts[1])));
    press(&mut app, "b");
    assert_eq!(app.talk.chosen.and_then(|at| app.model.talk().get(at)).unwrap().text(), "line 1");
}

#[test]
fn a_text_that_had_to_make_room_and_is_found_again_leads_to_its_frames() {
    let mut app = app_with([connected("bob", VERIFIED)]);
    let texts = capture(&mut app, packets(3));
    for number in 1..=20_100 {
        app.update(Msg::Node(Box::new(says("bob", number, &format!("line {}", number - 1))), NOW));
    }
    assert!(!app.model.talk().has_place(2), "it had to make room");
    enter(&mut app, "/search line 2 is it");
    let found = Said { body: "line 2 is it".into(), ..theirs(2) };
    let place = below(&told(&mut app, vec![found.clone()], Recalled::Found("line 2 is it".to_owned())));
    let lines = (0..place).map(|place| if place == 2 { found.clone() } else { theirs(place) });
    told(&mut app, lines.collect(), Recalled::Below(place));
    press(&mut app, "g");
    assert_eq!((app.focus, app.packets.selected), (Pane::Packets, Some(texts[2])));
}

#[test]
fn a_text_of_ours_that_is_told_again_leads_to_all_its_frames_and_goes_on() {
    let mut app = app_with([connected("bob", VERIFIED)]);
    let frames = packets_over_two_links();
    let acked = frames.iter().rev().find(|packet| packet.kind == Some("receipt")).unwrap().number;
    let texts = capture(&mut app, frames);
    let ours = |state| said(1, By::Us { message: MessageId(2), state });
    enter(&mut app, "line 1");
    let (peer, name, message) = (peer_id("bob"), "bob".to_owned(), MessageId(2));
    let held = Event::Delivery { peer, name, message, state: Delivery::Held, carried: None, place: Some(1) };
    app.update(Msg::Node(Box::new(held), NOW));
    enter(&mut app, "/clear");
    told(&mut app, vec![ours(Delivery::Written)], Recalled::Below(2));
    press(&mut app, "F3 Up Enter");
    let shown = screen(&mut app, 140, 42);
    assert!(shown.contains(&format!("acked by packet {acked}")), "{shown}");
    for packet in [texts[1], texts[2], acked] {
        press(&mut app, "g");
        assert_eq!(app.packets.selected, Some(packet));
        press(&mut app, "b");
    }
}
