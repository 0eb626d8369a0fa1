//! What can be asked in the line mode, and what is said.

use super::sample::*;
use crate::capture::Packet;
use crate::node::{Delivery, Reason};
use crate::protocol::Error;

#[test]
fn a_refused_packet_is_explained_by_its_number_and_alone() {
    let (mut session, screen) = session(Vec::new());
    session.seen(&[packet(None), Packet { number: 4, ..packet(Some(Reason::BadTag)) }], 0).unwrap();
    session.typed("/why 4").unwrap();
    let said = text_of(&screen);
    for part in [
        "why packet 4: Packet 4, unknown of 20 bytes, came from 7f3a91c2 and was refused: BAD MAC, bad_tag",
        "why packet 4: Which check refused it is unknown",
        "why packet 4: The spec says so in \"Data frames\" (README.md).",
        "no CLOSE of ours is held here",
    ] {
        assert!(said.contains(part), "{part}: {said}");
    }
    session.typed("/why").unwrap();
    assert_eq!(text_of(&screen).matches("was refused").count(), 2, "what went wrong last");
}

#[test]
fn an_end_and_a_text_are_explained() {
    let (mut session, screen) = session(Vec::new());
    session.happened(&delivery(2, 1, Delivery::Held)).unwrap();
    session.happened(&closed(Some(Error::ClosedByPeer(Reason::NotAccepted.number())))).unwrap();
    session.typed("/why bob").unwrap();
    session.typed("/why text 1").unwrap();
    session.happened(&delivery(2, 1, Delivery::Acked)).unwrap();
    session.typed("/why text 1").unwrap();
    let said = text_of(&screen);
    for part in [
        "The reason is not_accepted (REFUSED)",
        "why text 1: It is held here until there is a session with bob that takes it.",
        "why text 1: The program of bob has it. The packet that says so is no longer held.",
    ] {
        assert!(said.contains(part), "{part}: {said}");
    }
}

#[test]
fn what_is_not_known_is_an_error() {
    for (typed, why) in [
        ("/why", "nothing was refused and nothing has ended so far"),
        ("/why 7", "no packet of this number is held"),
        ("/why text 7", "no text of this number is remembered"),
        ("/why nobody", "no end of a session with this name is remembered"),
        ("/spec xylophone", "the spec does not hold this word"),
    ] {
        let said = shown(|session| session.typed(typed).map(drop).unwrap());
        assert!(said.starts_with("error ") && said.contains(why), "{typed}: {said}");
    }
}

#[test]
fn the_spec_is_read_by_word() {
    let said = shown(|session| session.typed("/spec text.number").map(drop).unwrap());
    assert!(said.starts_with("spec Kind 0x02: text\n"), "{said}");
    assert!(said.contains("spec 0       8                     text.number  number  Number in"), "{said}");
    let list = shown(|session| session.typed("/spec").map(drop).unwrap());
    assert!(list.contains("spec Framing\n") && list.contains("spec Kind 0x7f: close\n"), "{list}");
}
