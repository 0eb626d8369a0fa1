//! What a person asks: why it is so, and what the spec says about it.

use crate::node::{Event, Origin, Reason};
use crate::protocol::Error;
use crate::tui::action::Pane;
use crate::tui::app::App;
use crate::tui::msg::Msg;

use super::cast::{VERIFIED, connected, packets, packets_with_a_bad_mac, peer_id, says};
use super::stage::{app_with, enter, opens, press, screen};

fn talking() -> App {
    app_with([connected("bob", VERIFIED), says("bob", 1, "line 1")])
}

fn refused() -> App {
    let mut app = talking();
    app.update(Msg::Packets(packets_with_a_bad_mac(2), 0));
    app
}

fn ended(error: Error) -> Event {
    Event::Closed {
        name: "bob".to_owned(),
        peer: Some(peer_id("bob")),
        origin: Origin::Accepted,
        reason: error.reason(),
        error: Some(error),
        established: true,
        retry_in: None,
        dial: None,
    }
}

#[test]
fn a_refused_packet_says_at_which_check_it_stopped_and_what_was_done() {
    for size in [(140, 42), (80, 24)] {
        let mut app = refused();
        screen(&mut app, size.0, size.1);
        press(&mut app, "F4 W");
        let shown = screen(&mut app, size.0, size.1);
        let said = [
            "Why: packet 8",
            "came from bob and was refused: BAD MAC",
            "✓ order: 3 = 3",
            "✗ MAC: differs; the right tag is not shown",
        ];
        for said in said {
            assert!(shown.contains(said), "{said}: {shown}");
        }
        press(&mut app, "End");
        let shown = screen(&mut app, size.0, size.1);
        assert!(shown.contains("CLOSE with bad_tag was sent"), "{shown}");
        assert!(shown.contains("It stopped at check 9 of 12, MAC:"), "{shown}");
        press(&mut app, "Esc");
        assert!(app.overlays.is_empty());
    }
}

#[test]
fn a_check_leads_to_its_section_and_back() {
    let mut app = refused();
    screen(&mut app, 140, 42);
    press(&mut app, "F4 W K");
    let shown = screen(&mut app, 140, 42);
    assert!(shown.contains("Spec: README.md, Data frames"), "{shown}");
    press(&mut app, "Esc");
    assert!(screen(&mut app, 140, 42).contains("Why: packet 8"), "the explanation is still there");
}

#[test]
fn each_field_and_reason_opens_its_section() {
    let mut app = refused();
    screen(&mut app, 140, 42);
    // The refused tag is selected; above it the header.
    for (keys, title) in [
        ("F5", "Spec: README.md, Data frames"),
        ("F5 Home", "Spec: messages.md, In front of every frame: header"),
        ("F4", "Spec: README.md, Data frames"),
        ("F4 Home", "Spec: messages.md, Type 0x02: handshake_request"),
        ("F3 End Up", "Spec: README.md, Data frames"),
    ] {
        opens(&mut app, (keys, "K"), title);
    }
}

#[test]
fn the_spec_is_searched_and_read_on_and_back() {
    let mut app = talking();
    screen(&mut app, 100, 30);
    enter(&mut app, "/spec rekey");
    assert!(screen(&mut app, 100, 30).contains("Spec: README.md, Rekey"));
    press(&mut app, "Right");
    assert!(screen(&mut app, 100, 30).contains("Spec: README.md, Close"));
    press(&mut app, "/");
    super::stage::write(&mut app, "splice");
    assert!(screen(&mut app, 100, 30).contains("Spec, search: splice_"));
    press(&mut app, "Esc Backspace");
    assert!(screen(&mut app, 100, 30).contains("Spec: README.md, Rekey"), "back to where it was before");
    press(&mut app, "Esc");
    enter(&mut app, "/spec xylophone");
    assert_eq!(app.fault.as_deref(), Some("/spec: the spec does not hold this word"));
}

#[test]
fn a_session_that_ended_says_why_also_when_the_cause_is_unknown() {
    for (error, said) in [
        (Error::PeerMisbehaved(Reason::BadTag), "The reason is bad_tag (BAD MAC)"),
        (Error::ClosedByPeer(Reason::NotAccepted.number()), "The other side said so"),
        (Error::ClosedByPeer(999), "The reason is unknown"),
        (Error::Cut, "Who ended it is"),
    ] {
        let mut app = talking();
        screen(&mut app, 140, 42);
        app.update(Msg::Node(Box::new(ended(error)), app.model.now));
        enter(&mut app, "/why");
        let shown = screen(&mut app, 140, 42);
        assert!(shown.contains("Why: the end with bob") && shown.contains(said), "{said}: {shown}");
        press(&mut app, "Esc Esc F3 End Up W");
        assert!(screen(&mut app, 140, 42).contains(said), "from its line in the conversation");
    }
}

#[test]
fn a_text_says_where_it_is() {
    let mut app = talking();
    screen(&mut app, 140, 42);
    enter(&mut app, "are you there?");
    press(&mut app, "F3 End Up W");
    let shown = screen(&mut app, 140, 42);
    assert!(shown.contains("It is held here until there is a session with bob"), "{shown}");
    assert!(shown.contains("No packet of it is held."), "{shown}");
}

#[test]
fn what_nothing_is_known_of_is_said_so() {
    let mut app = talking();
    app.update(Msg::Packets(packets(1), 0));
    screen(&mut app, 140, 42);
    enter(&mut app, "/why");
    assert_eq!(app.fault.as_deref(), Some("/why: nothing was refused and nothing has failed here"));
    press(&mut app, "Ctrl+C");
    enter(&mut app, "/why 999");
    assert_eq!(app.fault.as_deref(), Some("/why: no packet of this number is held"));
    press(&mut app, "Ctrl+C");
    enter(&mut app, "/why 6");
    assert!(screen(&mut app, 140, 42).contains("Checks: 12 of 12 passed."));
    press(&mut app, "Esc");
    assert_eq!(app.focus, Pane::Composer);
}
