//! Following one link, writing beside a packet, copying its bytes.

use crate::inspector::filter::Filter;
use crate::node::Packet;
use crate::tui::app::App;
use crate::tui::effect::Effect;
use crate::tui::msg::Msg;

use super::cast::{
    VERIFIED, connected, listening, packets, packets_over_two_links, packets_with_a_bad_mac, proved,
};
use super::stage::{NOW, app_with, enter, press, screen, write};

fn watched(packets: Vec<Packet>) -> App {
    let mut app = app_with([listening(), proved(1, "bob"), connected("bob", VERIFIED)]);
    app.update(Msg::Packets(packets, 0));
    screen(&mut app, 140, 42);
    app
}

fn shown(app: &App) -> usize {
    app.packets.len(&app.model.packets)
}

fn matching(app: &App, filter: &str) -> usize {
    let filter = Filter::parse(filter).expect("a filter");
    let store = &app.model.packets;
    store.window(0..store.len()).filter(|packet| filter.matches(packet)).count()
}

#[test]
fn one_key_follows_the_link_of_a_packet_and_goes_back_to_the_filter_and_the_packet() {
    let mut app = watched(packets_over_two_links());
    enter(&mut app, "/filter text");
    press(&mut app, "F4 Home Down");
    let (selected, texts) = (app.packets.selected, shown(&app));
    press(&mut app, "F");
    assert_eq!(shown(&app), matching(&app, "conn == 1"));
    let said = screen(&mut app, 140, 42);
    assert!(said.contains("only the packets of link 1: F goes back") && said.contains("conn == 1"), "{said}");
    press(&mut app, "Home F");
    assert_eq!((shown(&app), app.packets.selected), (texts, selected));
    // The list goes with the newest again if it did before.
    enter(&mut app, "/filter off");
    press(&mut app, "F4 End F Home F");
    let newer = app.model.packets.get(0).map(|oldest| Packet { number: 1_000, ..oldest.clone() });
    app.update(Msg::Packets(newer.into_iter().collect(), 0));
    assert_eq!(app.packets.selected, Some(1_000));
}

#[test]
fn a_peer_is_followed_by_its_name_and_another_filter_ends_that() {
    let mut app = watched(packets(3));
    enter(&mut app, "/follow bob");
    assert!(app.packets.is_following());
    enter(&mut app, "/follow off");
    assert!(!app.packets.is_following() && shown(&app) == app.model.packets.len());
    enter(&mut app, "/follow bob");
    enter(&mut app, "/filter text");
    assert!(!app.packets.is_following());
    for (line, why) in
        [("/follow off", "nothing is followed"), ("/follow nobody", "nobody is called nobody here")]
    {
        enter(&mut app, line);
        let said = screen(&mut app, 140, 42);
        assert!(said.contains(why), "{line}\n{said}");
        press(&mut app, "Ctrl+U");
    }
}

#[test]
fn a_peer_is_followed_by_its_whole_identity_over_all_its_links_from_their_first_frames_on() {
    // The second link is somebody's whose first digits are bob's, and bob comes back on the third.
    let links = [(1, "127.0.0.1:52110"), (2, "bob"), (3, "bob")];
    let packets = links.into_iter().flat_map(|(conn, peer)| {
        packets(1).into_iter().map(move |packet| Packet { conn, peer: peer.to_owned(), ..packet })
    });
    let packets = (1..).zip(packets).map(|(number, packet)| Packet { number, ..packet });
    let mut app = watched(packets.collect());
    let of_one = app.model.packets.len() / 3;
    enter(&mut app, "/follow bob");
    assert_eq!((shown(&app), matching(&app, "conn == 1")), (of_one, of_one));
    press(&mut app, "F4 Home");
    let selected = app.packets.selected;
    app.update(Msg::Node(Box::new(proved(3, "bob")), NOW));
    assert_eq!((shown(&app), app.packets.selected), (2 * of_one, selected));
    enter(&mut app, "/follow off");
    assert_eq!(shown(&app), 3 * of_one);
}

#[test]
fn a_comment_stays_with_its_packet_and_is_found_by_the_filter() {
    let mut app = watched(packets(3));
    enter(&mut app, "/filter comment contains odd");
    assert_eq!(shown(&app), 0);
    enter(&mut app, "/filter off");
    press(&mut app, "F4 Home Down ;");
    write(&mut app, "odd: \u{202e}why?");
    press(&mut app, "Enter");
    let said = screen(&mut app, 200, 42);
    assert!(said.matches("; odd: \\u{202e}why?").count() == 2, "in the list and the details\n{said}");
    enter(&mut app, "/filter comment contains odd");
    assert_eq!(shown(&app), 1);
    enter(&mut app, "/comment");
    assert_eq!(shown(&app), 0, "the filter looks again");
    enter(&mut app, "/filter comment");
    enter(&mut app, "/filter off");
    press(&mut app, "F4 Home ;");
    app.update(Msg::Paste("two\nlines".to_owned()));
    press(&mut app, "Esc");
    assert_eq!(matching(&app, "comment"), 0, "Esc leaves it");
}

#[test]
fn bytes_are_copied_in_the_form_that_is_asked_for() {
    let mut app = watched(packets(1));
    press(&mut app, "F4 Home");
    let frame = app.model.packets.get(0).expect("a packet").frame.clone();
    let hex = frame.iter().fold(String::new(), |hex, byte| format!("{hex}{byte:02x}"));
    assert_eq!(press(&mut app, "c h"), [Effect::Copy(hex)]);
    // The protocol id is the first field of the header.
    for (letter, text) in [("h", "50534350"), ("b", "UFNDUA=="), ("x", "\\x50\\x53\\x43\\x50"), ("t", "PSCP")]
    {
        press(&mut app, "F5 Home Down c");
        let said = screen(&mut app, 140, 42);
        assert!(said.contains("Copy protocol_id, 4 bytes") && said.contains(text), "{text}\n{said}");
        assert_eq!(press(&mut app, letter), [Effect::Copy(text.to_owned())]);
        assert!(app.overlays.is_empty());
    }
    // A text is copied without its length.
    press(&mut app, "F4 End F5");
    let (_, dissection) = app.dissection.as_ref().expect("a packet");
    let body = dissection.find("text.body").expect("a text");
    app.packets.fields.choose(dissection, body);
    assert_eq!(press(&mut app, "c t"), [Effect::Copy("line 1".to_owned())]);
}

#[test]
fn statistics_count_what_is_shown_by_direction_type_peer_and_reason() {
    let mut app = watched(packets_with_a_bad_mac(4));
    press(&mut app, "F4 s");
    let said = screen(&mut app, 140, 42);
    let frames = app.model.packets.len();
    assert!(
        said.contains("of all packets that are held") && said.contains(&format!("{frames} frames")),
        "{said}"
    );
    for words in ["handshake_request", "bad_tag", "refused because", "at most in 1 second"] {
        assert!(said.contains(words), "{words}\n{said}");
    }
    let text = said.split("┃ text  ").nth(1).expect("the row of texts");
    assert_eq!(text.split_whitespace().filter_map(|word| word.parse().ok()).nth(2), Some(4_u64), "{text}");
    press(&mut app, "Esc");
    enter(&mut app, "/filter bad");
    enter(&mut app, "/stats");
    let said = screen(&mut app, 140, 42);
    assert!(said.contains("the filter shows: bad") && said.contains("1 frame ·"), "{said}");
    for (columns, rows) in [(80, 24), (60, 15), (20, 6)] {
        press(&mut app, "End");
        screen(&mut app, columns, rows);
    }
    press(&mut app, "Home Down Down Down");
    let said = screen(&mut app, 60, 24);
    assert!(said.contains("sent received    bytes  refused"), "{said}");
    assert!(said.lines().any(|line| line.contains("┃ message") && line.ends_with(" 1 ┃\"")), "{said}");
    press(&mut app, "q");
    assert!(app.overlays.is_empty());
}
