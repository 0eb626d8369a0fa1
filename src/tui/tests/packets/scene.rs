//! A screen with the frames of real sessions in memory.

use core::time::Duration;

use crate::lab::{Arena, Setup};
use crate::link::{Fate, Middlebox, Origin};
use crate::node::{Packet, Reason};
use crate::tui::app::App;
use crate::tui::msg::Msg;
use crate::tui::tests::stage::draw;
use crate::wire::{Message, Text};

/// Flips a bit of the last byte of the write that comes as the `at`-th of the initiator: of a sealed frame that
/// is a bit of its tag.
#[derive(Debug)]
struct Flip {
    at: usize,
    writes: usize,
}

impl Middlebox for Flip {
    fn handle(&mut self, origin: Origin, bytes: &[u8]) -> Fate {
        if origin == Origin::Responder {
            return Fate::Forward;
        }
        self.writes += 1;
        let mut changed = bytes.to_vec();
        match changed.last_mut() {
            Some(last) if self.writes == self.at => *last ^= 0x10,
            _ => return Fate::Forward,
        }
        Fate::Replace(changed)
    }
}

/// What a text says.
pub(super) fn text(number: u64) -> Message {
    Message::Text(Text { number, flags: 0, body: "meet at the usual place?".try_into().unwrap() })
}

/// The frames that a listener saw: a handshake, so many texts, a rekey, the goodbye.
pub(super) fn session(texts: u64) -> Vec<Packet> {
    let mut arena = Arena::established(1);
    for number in 1..=texts {
        arena.initiator.send(arena.now(), &text(number)).unwrap();
        arena.run();
        arena.advance(Duration::from_millis(250));
    }
    arena.initiator.rekey(arena.now()).unwrap();
    arena.run();
    arena.initiator.close(arena.now(), Reason::Goodbye);
    arena.run();
    arena.responder.packets()
}

/// The frames that a listener saw until one with a wrong tag came.
pub(super) fn tampered() -> Vec<Packet> {
    // A request, a finish, a READY, then texts.
    let flip = Flip { at: 5, writes: 0 };
    let mut arena = Arena::new(Setup { seed: 1, ..Setup::default() }).with_middlebox(flip);
    arena.run();
    for number in 1..=3 {
        let _ = arena.initiator.send(arena.now(), &text(number));
        arena.run();
    }
    arena.responder.packets()
}

/// The same frames as they would come later: numbers go on after those of `app`.
pub(super) fn feed(app: &mut App, packets: Vec<Packet>) {
    let last = app.model.packets.len().checked_sub(1).and_then(|row| app.model.packets.get(row));
    let before = last.map_or(0, |packet| packet.number);
    let numbered = (before + 1..).zip(packets).map(|(number, packet)| Packet { number, ..packet });
    app.update(Msg::Packets(numbered.collect(), 0));
}

/// The lines of a pane's inside.
pub(super) fn inside(
    app: &mut App,
    (width, height): (u16, u16),
    pane: crate::tui::action::Pane,
) -> Vec<String> {
    let cells = draw(app, width, height);
    let area = app.areas.of(pane);
    let row = |y| (area.x + 1..area.right() - 1).map(|x| cells[(x, y)].symbol().to_owned()).collect();
    (area.y + 1..area.bottom() - 1).map(row).collect()
}
