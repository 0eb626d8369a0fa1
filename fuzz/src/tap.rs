//! What a person types to the tap: rules, and orders by hand.

use std::sync::{Arc, LazyLock};
use std::time::Duration;

use peerscope::capture::PacketStore;
use peerscope::lab::Arena;
use peerscope::link::Origin;
use peerscope::protocol::Now;
use peerscope::tap::{Desk, Link, News, Order, Rule, Told, Weather};
use peerscope::wire::UnixMillis;

/// What crosses the wire in a handshake.
static FRAMES: LazyLock<Vec<(Origin, Vec<u8>)>> = LazyLock::new(|| Arena::established(1).delivered);
/// Longer than any rule delays a frame.
const LONG: Duration = Duration::from_hours(2);

/// Each line is a rule, an order, or has a fault that is said; and a link does what it is told by any of them: each of
/// its frames is there by a number, and with nothing to do it passes on what it got, byte for byte.
pub fn tap(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let rules: Vec<Rule> = text.lines().filter_map(|line| read(Rule::parse(line))).collect();
    let orders: Vec<Order> = text.lines().filter_map(|line| read(Order::parse(line))).collect();
    let is_idle = rules.is_empty() && orders.is_empty();
    let mut scene = Scene {
        link: Link::new(1, None, Arc::from(rules), Weather::default()),
        desk: Desk::default(),
        packets: PacketStore::default(),
    };
    for (origin, frame) in &*FRAMES {
        scene.link.arrived(at(Duration::ZERO), *origin, frame);
        scene.hear();
    }
    for order in orders {
        if let Some(errand) = read(scene.desk.errand(order, &scene.packets)) {
            assert!(errand.conn.is_none_or(|conn| conn == 1), "there is one link: {errand:?}");
            scene.link.carry_out(at(Duration::ZERO), errand.task);
            scene.hear();
        }
    }
    scene.link.tick(at(LONG));
    scene.hear();
    for origin in [Origin::Initiator, Origin::Responder] {
        let wrote = FRAMES.iter().filter(|(from, _)| *from == origin).flat_map(|(_, frame)| frame);
        let out = scene.link.out(origin);
        assert!(!is_idle || out.iter().eq(wrote), "{text:?}");
        scene.link.wrote(origin, out.len());
    }
}

/// A link, and the person who works on it.
struct Scene {
    link: Link,
    desk: Desk,
    packets: PacketStore,
}

impl Scene {
    /// Takes in what the link says.
    fn hear(&mut self) {
        while let Some(news) = self.link.news() {
            let caught =
                if let News::Frame { caught, .. } = &news { Some(caught.bytes.clone()) } else { None };
            match self.desk.take(news) {
                Told::Packet(packet, said) => {
                    assert_eq!(Some(&packet.frame), caught.as_ref());
                    assert!(!said.is_empty() && self.desk.stand(packet.number).is_some());
                    self.packets.push(*packet);
                }
                Told::Stands(number, said) => assert_eq!(said, self.desk.told(number)),
                Told::Said(said) => assert!(!said.is_empty()),
                Told::Nothing => unreachable!("it is about a frame that nobody has seen"),
            }
        }
        assert!(self.desk.held() <= self.packets.len());
    }
}

/// What was read, or a fault that is said.
fn read<T>(read: Result<T, String>) -> Option<T> {
    read.map_err(|why| assert!(!why.is_empty())).ok()
}

fn at(monotonic: Duration) -> Now {
    Now { monotonic, wall: UnixMillis(1_795_000_000_000) }
}
