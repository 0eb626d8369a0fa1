//! What people type into the filter bar.

use std::sync::LazyLock;

use peerscope::capture::Packet;
use peerscope::inspector::filter::{Filter, LogFields, Subject, complete};
use peerscope::lab::Arena;
use peerscope::link::Direction;
use peerscope::wire::{FrameHeader, Message, Reason, Text};

/// The frames of a short session, and one that was refused.
static PACKETS: LazyLock<Vec<Packet>> = LazyLock::new(|| {
    let mut arena = Arena::established(1);
    let body = "hello \u{6f22}\u{1b}".try_into().expect("a short text");
    let text = Message::Text(Text { number: 1, flags: 0, body });
    arena.initiator.send(arena.now(), &text).expect("it is connected");
    arena.run();
    let mut packets = arena.responder.packets();
    let mut refused = packets.last().expect("the text").clone();
    (refused.verdict, refused.reason) = (Reason::BadTag.verdict(), Some(Reason::BadTag));
    (refused.inner, refused.kind, refused.direction) = (None, None, Direction::Received);
    let mut cut = refused.clone();
    cut.frame.truncate(7);
    cut.header = FrameHeader::from_slice(&cut.frame);
    packets.extend([refused, cut]);
    packets
});

/// A text is a filter or has a fault within it, a cursor somewhere in it has its completion, and a filter is asked about
/// every packet or line.
pub fn filter(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    // One place an input: a place more is another input.
    let cursor = data.iter().map(|byte| usize::from(*byte)).sum::<usize>() % (text.len() + 2);
    for subject in [Subject::Packets, Subject::Lines] {
        match Filter::about(subject, &text) {
            Ok(filter) => {
                PACKETS.iter().for_each(|packet| {
                    std::hint::black_box(filter.matches(packet));
                });
                std::hint::black_box(filter.matches_line(&Line(&text)));
            }
            Err(error) => {
                assert!(text.get(error.at.clone()).is_some(), "{text:?}: {error} at {:?}", error.at);
                assert!((1..=text.chars().count() + 1).contains(&error.column(&text)));
            }
        }
        let offer = complete(subject, &text, cursor);
        assert!(text.get(offer.at.clone()).is_some(), "{text:?}: {:?} at {cursor}", offer.at);
        assert!(offer.words.is_sorted());
    }
}

/// A line of net.log that says the same under every name.
struct Line<'a>(&'a str);

impl LogFields for Line<'_> {
    fn head(&self) -> [&str; 3] {
        [self.0; 3]
    }

    fn fields(&self) -> impl Iterator<Item = (&str, &str)> {
        [(self.0, self.0)].into_iter()
    }

    fn value(&self, _name: &str) -> Option<&str> {
        Some(self.0)
    }
}
