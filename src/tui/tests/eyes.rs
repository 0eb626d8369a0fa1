//! The screen through other eyes: nothing stands on it that they do not have, and whose they are is always said.

use crate::inspector::Eyes;
use crate::node::{Event, Packet};
use crate::tui::app::App;
use crate::tui::msg::Msg;

use super::cast::{VERIFIED, connected, listening, packets_with_a_bad_mac, peer_id, says};
use super::stage::{NOW, app_with, enter, press, screen, write};

const SIZES: [(u16, u16); 3] = [(140, 42), (80, 24), (60, 15)];

/// Alice, who talks with bob. She has typed something that was not sent.
fn talking() -> App {
    let mut app = app_with([listening(), connected("petnamed", VERIFIED)]);
    let label = peer_id("petnamed").0.short();
    let packets = packets_with_a_bad_mac(3).into_iter();
    let packets = packets.map(|packet| Packet { peer: label.clone(), ..packet }).collect();
    app.update(Msg::Packets(packets, 0));
    app.update(Msg::Node(Box::new(says("petnamed", 1, "meet at the usual place?")), NOW));
    app
}

/// Everything that stands on the screen over all panes at this size.
fn all_panes(app: &mut App, (width, height): (u16, u16)) -> String {
    let keys = ["F2", "F3", "F4", "F5", "F6", "F7", "Esc"];
    keys.map(|key| {
        press(app, key);
        screen(app, width, height)
    })
    .concat()
}

#[test]
fn one_key_and_a_command_go_through_the_eyes() {
    let mut app = talking();
    for eyes in [Eyes::Peer, Eyes::Eve, Eyes::Mine] {
        press(&mut app, "Alt+E");
        assert_eq!(app.eyes, eyes);
    }
    for eyes in [Eyes::Eve, Eyes::Mine, Eyes::Peer] {
        enter(&mut app, &format!("/eyes {}", eyes.word()));
        assert_eq!(app.eyes, eyes);
    }
    enter(&mut app, "/eyes mallory");
    assert_eq!(app.fault.as_deref(), Some("/eyes: mine, peer or eve"));
}

#[test]
fn every_title_and_the_top_bar_say_whose_eyes_look_also_while_a_person_types() {
    for (eyes, title) in [("peer", "PEER'S EYES"), ("eve", "EVE'S EYES")] {
        let mut app = talking();
        enter(&mut app, &format!("/eyes {eyes}"));
        write(&mut app, "a draft");
        let shown = screen(&mut app, 140, 42);
        // The top bar, six panes and the line that is typed; net.log and the bytes share a place.
        assert_eq!(shown.matches(title).count(), 7, "{shown}");
        for (width, height) in SIZES {
            for key in ["F2", "F3", "F4", "F5", "F6", "F7", "Esc"] {
                press(&mut app, key);
                let shown = screen(&mut app, width, height);
                let top = shown.lines().next().unwrap();
                assert!(top.contains(title), "{key} at {width}x{height}:\n{shown}");
                assert!(shown.matches(title).count() > 1, "{key} at {width}x{height}:\n{shown}");
            }
        }
    }
}

#[test]
fn eve_sees_sizes_and_times_and_nothing_that_was_said_or_concluded() {
    let mut app = talking();
    enter(&mut app, "/eyes eve");
    for size in SIZES {
        press(&mut app, "F4");
        let shown = screen(&mut app, size.0, size.1);
        for hidden in ["meet at", "usual", "BAD MAC  ", "opened", "line 1", "receipt  "] {
            assert!(!shown.contains(hidden), "{hidden} at {size:?}:\n{shown}");
        }
    }
    let shown = screen(&mut app, 140, 42);
    for told in [
        "LEAK METER",
        "What it gives away",
        "Checks: none, Eve has no key",
        "Its size leaks: a text of 1 to 42",
    ] {
        assert!(shown.contains(told), "{told}:\n{shown}");
    }
    let eves = all_panes(&mut app, (140, 42));
    enter(&mut app, "/eyes mine");
    let ours = all_panes(&mut app, (140, 42));
    let own = app.model.own.short().to_owned();
    for hidden in ["usual place", "1 peer (1 verified)", "1 bad", &own] {
        assert!(ours.contains(hidden) && !eves.contains(hidden), "{hidden}:\n{ours}\n{eves}");
    }
}

#[test]
fn other_eyes_do_not_see_what_we_look_for() {
    let mut app = talking();
    enter(&mut app, "/filter seq >= 0");
    assert!(screen(&mut app, 140, 42).contains("· seq >= 0 ·"));
    for eyes in ["peer", "eve"] {
        enter(&mut app, &format!("/eyes {eyes}"));
        let shown = screen(&mut app, 140, 42);
        assert!(shown.contains("· limited ·") && !shown.contains("seq >= 0"), "{shown}");
    }
}

#[test]
fn the_peer_sees_what_was_said_and_neither_our_names_nor_our_verdicts() {
    let mut app = talking();
    let mut waves = says("petnamed", 2, "waves");
    if let Event::Text { action, .. } = &mut waves {
        *action = true;
    }
    app.update(Msg::Node(Box::new(waves), NOW));
    assert!(screen(&mut app, 140, 42).contains("* petnamed waves"));
    enter(&mut app, "/eyes peer");
    press(&mut app, "F4 End");
    let shown = screen(&mut app, 140, 42);
    assert!(shown.contains("itself: meet at the usual place?"), "{shown}");
    assert!(shown.contains("itself: waves"), "{shown}");
    assert!(shown.contains("? unknown"), "{shown}");
    let conversation = shown.lines().filter(|line| line.contains("itself")).collect::<String>();
    assert!(!conversation.contains("petnamed"), "{shown}");
    assert!(shown.contains("Your list of peers"), "{shown}");
}

#[test]
fn a_packet_of_another_link_is_not_seen_by_the_peer() {
    let mut app = app_with([listening(), connected("petnamed", VERIFIED)]);
    app.update(Msg::Packets(packets_with_a_bad_mac(1), 0));
    enter(&mut app, "/eyes peer");
    press(&mut app, "F4");
    let shown = screen(&mut app, 140, 42);
    assert!(shown.contains("another link"), "{shown}");
    assert!(app.dissection.is_none());
}

#[test]
fn what_is_selected_stays_selected_through_all_eyes() {
    let mut app = talking();
    press(&mut app, "F4 Up Up");
    let selected = app.packets.selected;
    for _ in 0..3 {
        press(&mut app, "Alt+E");
        assert_eq!(app.packets.selected, selected);
    }
    assert!(app.dissection.is_some());
}
