//! From a field of a packet to the filter that shows the packet.

use peerscope::inspector::{
    dissect,
    filter::{Filter, TEXT_MAX, about},
};

use crate::scene::{bare, recorded, session};

#[test]
fn the_filter_on_any_field_of_any_packet_shows_that_packet() {
    let sessions = (1..=40).flat_map(session);
    let recorded = recorded().into_iter().map(|(_, frame)| bare(&frame, None));
    for packet in sessions.chain(recorded) {
        for node in dissect(&packet).nodes {
            let text = about(&node, &packet);
            let filter = Filter::parse(&text).unwrap_or_else(|error| panic!("{text}: {error}"));
            assert!(filter.matches(&packet), "{text}");
            assert!(text.len() <= TEXT_MAX, "{text}");
            assert!(!text.contains(char::is_control), "{text}");
        }
    }
}
