//! A file among the packets: it takes none of the others away, and what is held is listed without holes.

use crate::capture::PacketStore;
use crate::node::{Packet, Reason, Verdict};
use crate::tui::app::App;
use crate::tui::tests::stage::{app, enter, press, screen};

use super::scene::{feed, session};

/// Bytes that are held in these tests.
const ROOM: usize = 200_000;

/// So many frames of a file, as a link saw them.
fn file(chunks: usize) -> Vec<Packet> {
    let text = session(1).into_iter().find(|packet| packet.kind == Some("text")).unwrap();
    let frame = [text.frame.as_slice(), &[7; 1_000]].concat();
    vec![Packet { kind: Some("file_chunk"), frame, inner: None, ..text }; chunks]
}

fn numbers(app: &App, of: impl Fn(&Packet) -> bool) -> Vec<u64> {
    let store = &app.model.packets;
    store.window(0..store.len()).filter(|packet| of(packet)).map(|packet| packet.number).collect()
}

/// The numbers in the rows of the list.
fn listed(app: &App) -> Vec<u64> {
    let store = &app.model.packets;
    let rows: Vec<u64> = app.packets.from(store, 0).map(|packet| packet.number).collect();
    assert_eq!(app.packets.len(store), rows.len(), "no row is empty");
    rows
}

#[test]
fn texts_refused_and_marked_frames_outlive_a_file() {
    let mut app = app();
    app.model.packets = PacketStore::new(ROOM);
    feed(&mut app, session(20));
    let mut refused = file(1).remove(0);
    (refused.verdict, refused.reason) = (Verdict::BadMac, Some(Reason::BadTag));
    feed(&mut app, vec![refused]);
    enter(&mut app, "/ack");
    press(&mut app, "F4 End");
    feed(&mut app, file(1));
    press(&mut app, "m");
    let (marked, before) = (app.packets.marked(), numbers(&app, |packet| !packet.is_bulk()));
    for _ in 0..40 {
        feed(&mut app, file(25));
        assert!(app.model.packets.bytes() <= ROOM);
    }
    let held = numbers(&app, |_| true);
    assert!(before.iter().chain(&marked).all(|number| held.contains(number)), "{held:?}");
    assert_eq!(app.packets.marked(), marked);
    assert_eq!(app.packets.counts(), (1, 1));
    let gone = app.model.packets.forgotten();
    assert_eq!(gone, held.last().unwrap() - held.len() as u64, "each that went is counted");
    assert!(screen(&mut app, 140, 42).contains(&format!("{gone} dropped for room")));
    press(&mut app, "F4 Home n");
    assert_eq!(app.packets.packet(&app.model.packets).map(|packet| packet.verdict), Some(Verdict::BadMac));
}

#[test]
fn a_filter_lists_what_is_held_of_a_file_and_every_text() {
    let mut app = app();
    app.model.packets = PacketStore::new(ROOM);
    enter(&mut app, "/filter type == message");
    feed(&mut app, session(20));
    press(&mut app, "F4 End");
    for _ in 0..40 {
        feed(&mut app, file(25));
        let held = numbers(&app, |packet| packet.type_name == "message");
        assert_eq!(listed(&app), held);
    }
    // Who looks at a frame that goes is left at the next one that is held.
    feed(&mut app, file(1));
    press(&mut app, "p");
    let looked_at = app.packets.selected.unwrap();
    for _ in 0..20 {
        feed(&mut app, file(25));
    }
    let selected = app.packets.packet(&app.model.packets).map(|packet| packet.number);
    assert!(selected.is_some_and(|number| number > looked_at), "{selected:?} after {looked_at}");
    enter(&mut app, "/filter kind == text");
    assert_eq!(listed(&app).len(), 20);
}
