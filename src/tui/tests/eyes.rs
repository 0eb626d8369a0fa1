//! The screen through other eyes: nothing stands on it that they do not have, and whose they are is always said.

use crate::inspector::Eyes;
use crate::node::{Command, Event, Packet};
use crate::tui::app::App;
use crate::tui::effect::Effect;
use crate::tui::msg::Msg;

use super::cast::{VERIFIED, connected, listening, packets, packets_with_a_bad_mac, peer_id, proved, says};
use super::stage::{NOW, after_frame, app_with, enter, press, screen, write};

const SIZES: [(u16, u16); 3] = [(140, 42), (80, 24), (60, 15)];

/// Alice, who talks with bob. She has typed something that was not sent.
fn talking() -> App {
    let mut app = app_with([listening(), proved(1, "petnamed"), connected("petnamed", VERIFIED)]);
    let label = peer_id("petnamed").0.short();
    let packets = packets_with_a_bad_mac(3).into_iter();
    let packets = packets.map(|packet| Packet { peer: label.clone(), conn: 1, ..packet }).collect();
    app.update(Msg::Packets(packets, 0));
    app.update(Msg::Node(Box::new(says("petnamed", 1, "meet at the usual place?")), NOW));
    app
}

/// The same packets with numbers from this one on.
fn numbered(packets: Vec<Packet>, from: u64) -> Vec<Packet> {
    (from..).zip(packets).map(|(number, packet)| Packet { number, conn: 1, ..packet }).collect()
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
fn titles_and_what_a_frame_gives_away_are_whole_on_small_screens() {
    for (width, height) in [(80, 24), (60, 15)] {
        let mut app = talking();
        enter(&mut app, "/eyes eve");
        for keys in ["F2", "F3", "F4", "F5", "F6", "F7", "F4 Home"] {
            press(&mut app, keys);
            let shown = screen(&mut app, width, height);
            let titles: Vec<&str> = shown.lines().filter(|line| line.contains("EVE'S EYES")).collect();
            assert!(titles.iter().all(|title| !title.contains('…')), "{keys} at {width}x{height}:\n{shown}");
        }
        let shown = screen(&mut app, width, height);
        let told = if width == 80 {
            ["it dials", "text 1-42 B +13", "Gives away"]
        } else {
            ["it dials; who it is", "a text of 1 to 42 bytes", "What it gives away"]
        };
        for whole in told {
            assert!(shown.contains(whole), "{whole} at {width}x{height}:\n{shown}");
        }
    }
}

#[test]
fn other_eyes_do_not_see_what_we_look_for() {
    let mut app = talking();
    press(&mut app, "F4 Home m");
    enter(&mut app, "/filter kind == text");
    let rows = |app: &App| app.packets.len(&app.model.packets);
    let (limited, held) = (rows(&app), app.model.packets.len());
    assert!(screen(&mut app, 140, 42).contains("· kind == text ·") && limited < held);
    for eyes in ["peer", "eve"] {
        enter(&mut app, &format!("/eyes {eyes}"));
        let shown = screen(&mut app, 140, 42);
        assert!(rows(&app) == held && !shown.contains("kind == text"), "{shown}");
        for keys in ["F4 n", "F4 M", "F4 Ctrl+F", "F4 F", "F4 ;", "F4 W", "F4 b"] {
            press(&mut app, keys);
            assert_eq!(app.notice.as_deref(), Some("only your own eyes have that: /eyes mine"), "{keys}");
        }
        assert!(rows(&app) == held && app.overlays.is_empty());
        enter(&mut app, "/filter off");
        assert!(app.fault.as_deref().is_some_and(|why| why.contains("/eyes mine")));
        press(&mut app, "Ctrl+U");
    }
    enter(&mut app, "/eyes mine");
    assert_eq!(rows(&app), limited);
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
fn the_conversation_scrolls_for_other_eyes_too() {
    for (eyes, first) in [("peer", "itself: meet at"), ("eve", "10:41:12.400 ? →")] {
        let mut app = talking();
        for number in 2..40 {
            app.update(Msg::Node(Box::new(says("petnamed", number, "and so on")), NOW));
        }
        app.update(Msg::Packets(numbered(packets(40), 100), 0));
        enter(&mut app, &format!("/eyes {eyes}"));
        for (width, height) in SIZES {
            press(&mut app, "F3");
            let newest = screen(&mut app, width, height);
            assert!(!newest.contains(first), "{newest}");
            press(&mut app, "Home");
            let oldest = screen(&mut app, width, height);
            assert!(oldest.contains(first) && oldest.contains(" below F3"), "{width}x{height}\n{oldest}");
            press(&mut app, "Down Down Up Up");
            assert_eq!(screen(&mut app, width, height), oldest);
            press(&mut app, "End");
            assert_eq!(screen(&mut app, width, height), newest);
        }
    }
}

#[test]
fn a_text_that_other_eyes_or_a_safe_screen_kept_from_view_was_not_shown() {
    let shown = |effects: &[Effect]| {
        effects.iter().any(|effect| matches!(effect, Effect::Node(Command::Shown { .. })))
    };
    for keys in ["Alt+E", "Alt+E Alt+E", "Alt+S"] {
        let mut app = talking();
        screen(&mut app, 140, 42);
        app.looked();
        press(&mut app, keys);
        app.update(Msg::Node(Box::new(says("petnamed", 2, "still there?")), NOW));
        assert!(!shown(&after_frame(&mut app, 140, 42)) && app.model.peers[0].unread() == 1, "{keys}");
        app.see_with(Eyes::Mine);
        app.choice.settings.safe = false;
        assert!(shown(&after_frame(&mut app, 140, 42)), "{keys}");
    }
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
