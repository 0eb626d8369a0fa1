//! Packets to files, and captures instead of a network.

use std::borrow::Cow;

use crate::capture::{Bodies, FileHealth, Packet, PacketStore, Recorded, read_capture};
use crate::tui::app::App;
use crate::tui::effect::Effect;
use crate::tui::exporting::{ExportOrder, Form, What};
use crate::tui::msg::Msg;
use crate::tui::replay::Replay;

use super::cast::{VERIFIED, connected, packets};
use super::stage::{app, app_with, enter, press, screen, write};

fn watched() -> App {
    let mut app = app_with([connected("bob", VERIFIED)]);
    app.update(Msg::Packets(packets(3), 0));
    screen(&mut app, 140, 42);
    app
}

fn ordered(effects: &[Effect]) -> &ExportOrder {
    match effects {
        [Effect::ExportPackets(order)] => order,
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_command_says_which_packets_in_which_form_and_sealed_unless_asked() {
    let mut app = watched();
    let effects = enter(&mut app, "/export talk.pcapng");
    assert_eq!(*ordered(&effects), ExportOrder::usual("talk.pcapng"));
    let effects = enter(&mut app, "/export talk.jsonl all");
    let order = ordered(&effects);
    assert_eq!((order.what, order.form, order.bodies), (What::All, Form::JsonLines, Bodies::Sealed));

    assert!(enter(&mut app, "/export talk.pcapng opened").is_empty());
    assert!(screen(&mut app, 140, 42).contains("Whoever has the file can read what was said"));
    let effects = press(&mut app, "y");
    assert_eq!(ordered(&effects).bodies, Bodies::Opened);

    assert!(enter(&mut app, "/export talk.pcapng marked").is_empty());
    assert!(screen(&mut app, 140, 42).contains("there are no such packets"));
}

#[test]
fn a_file_may_have_blanks_in_its_name_and_be_in_ones_own_folder() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("my talk.jsonl");
    let mut app = watched();
    let effects = enter(&mut app, &format!("/export '{}' all", path.display()));
    let order = ordered(&effects).clone();
    assert_eq!((order.what, order.form), (What::All, Form::JsonLines));
    app.update(app.export_job(order).carry_out());
    assert_eq!(std::fs::read_to_string(&path).unwrap().lines().count(), app.model.packets.len());

    assert!(enter(&mut app, "/export my talk.pcapng").is_empty());
    assert!(screen(&mut app, 140, 42).contains("in quotes if it has blanks"));
    press(&mut app, "Ctrl+C");
    let effects = enter(&mut app, "/report ~/odd frame.txt");
    let home = std::env::home_dir().unwrap();
    assert!(matches!(&effects[..], [Effect::Export { path, .. }] if *path == home.join("odd frame.txt")));
}

#[test]
fn the_key_asks_one_thing_after_the_other_in_every_size() {
    for (width, height) in [(140, 42), (80, 24), (60, 15)] {
        let mut app = watched();
        press(&mut app, "F4 m w");
        let said = screen(&mut app, width, height);
        assert!(said.contains("Which packets?") && said.contains("marked: 1 packet"), "{said}");
        press(&mut app, "m");
        assert!(screen(&mut app, width, height).contains("JSON lines"));
        press(&mut app, "p");
        assert!(screen(&mut app, width, height).contains("with what was said"));
        press(&mut app, "s");
        assert!(screen(&mut app, width, height).contains(".pcapng"));
        press(&mut app, "Ctrl+U");
        write(&mut app, "some.pcapng");
        let effects = press(&mut app, "Enter");
        let order = ordered(&effects);
        assert_eq!((order.path.as_str(), order.what), ("some.pcapng", What::Marked));
        assert_eq!(app.export_job(order.clone()).chosen().count(), 1);
    }
}

#[test]
fn an_export_is_read_back_and_never_takes_a_name_that_is_taken() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("talk.pcapng");
    let order = ExportOrder { bodies: Bodies::Opened, ..ExportOrder::usual(path.to_str().unwrap()) };
    let packets = packets(3);
    let said = order.carry_out(packets.iter().map(Cow::Borrowed)).unwrap();
    assert!(said.contains("WITH WHAT WAS SAID"), "{said}");
    let mut found: Vec<Packet> = Vec::new();
    let report = read_capture(&std::fs::read(&path).unwrap(), |packet| found.push(packet));
    assert_eq!(report.fault, None);
    assert!(found.iter().map(|packet| &packet.inner).eq(packets.iter().map(|packet| &packet.inner)));

    let mut app = watched();
    let again = order.carry_out(packets.iter().map(Cow::Borrowed));
    app.update(Msg::Exported(order, again));
    let said = screen(&mut app, 140, 42);
    assert!(said.contains("is there already") && app.overlays.is_empty(), "nothing is asked: {said}");
    let talk = app.model.home.iter().chain(app.model.talk().iter()).map(|(_, entry)| entry.text());
    let talk: Vec<String> = talk.collect();
    assert!(
        talk.iter().any(|said| said.ends_with("Once more: /export FILE shown pcapng opened")),
        "{talk:?}"
    );
}

#[test]
fn an_export_that_fails_late_takes_no_key_of_what_is_typed_by_then() {
    let mut app = watched();
    let order = ExportOrder::usual("/nowhere/talk.pcapng");
    write(&mut app, "my secret te");
    app.update(Msg::Exported(order, Err("the disk is full".to_owned())));
    write(&mut app, "xt");
    assert_eq!(app.composer.input.text(), "my secret text");
}

#[test]
fn sealed_exports_hold_nothing_that_was_said() {
    let folder = tempfile::tempdir().unwrap();
    for name in ["talk.pcapng", "talk.jsonl"] {
        let path = folder.path().join(name);
        let order = ExportOrder::usual(path.to_str().unwrap());
        order.carry_out(packets(3).into_iter().map(Cow::Owned)).unwrap();
        let bytes = std::fs::read(&path).unwrap();
        for packet in packets(3) {
            let Some(inner) = packet.inner else { continue };
            assert!(!bytes.windows(24).any(|window| window == &inner[..24]), "{name}");
        }
        assert!(!String::from_utf8_lossy(&bytes).contains("\"layer\":\"opened\""), "{name}");
    }
}

#[test]
fn a_capture_is_shown_filtered_and_nothing_is_sent() {
    let mut store = PacketStore::default();
    store.extend(packets(3), 0);
    let mut app = app();
    let words = vec!["at byte 9: the file ends within a packet".to_owned()];
    let (file, filter) = ("talk.pcapng".to_owned(), "kind == text".to_owned());
    app.replay(Replay { file, packets: store, words, filter });
    let said = screen(&mut app, 140, 42);
    for words in ["capture talk.pcapng", "nothing is connected", "kind == text", "at byte 9"] {
        assert!(said.contains(words), "{words}:\n{said}");
    }
    for line in ["/connect 127.0.0.1:5000", "/demo", "/listen 0"] {
        assert!(enter(&mut app, line).is_empty(), "{line}");
        assert!(screen(&mut app, 140, 42).contains("this is a capture: nothing is connected"), "{line}");
    }
}

#[test]
fn the_first_line_says_that_everything_is_captured_and_when_it_is_not() {
    let mut app = watched();
    let recorded = Recorded { file: "talk.pcapng".to_owned(), ..Recorded::default() };
    app.update(Msg::Recorded(recorded.clone()));
    for (width, height) in [(140, 42), (80, 24), (60, 15)] {
        assert!(screen(&mut app, width, height).contains("CAPTURING"), "{width}");
    }
    app.update(Msg::Recorded(Recorded {
        health: FileHealth { lost: 3, fault: Some("disk full".to_owned()), bytes: 0 },
        ..recorded
    }));
    assert!(screen(&mut app, 80, 24).contains("CAPTURE FAILS, 3 lost"));
}
