//! A whole session with every byte flipped, every frame cut at every length, and every split.

use std::{cell::Cell, rc::Rc, time::Duration};

use peerscope::{
    lab::{Arena, Setup, Split},
    link::{Fate, Middlebox, Origin},
    wire::Reason,
};
use proptest::prelude::*;

use super::{evil, scene::Scene, text};

const SIDES: [Origin; 2] = [Origin::Initiator, Origin::Responder];

/// Texts both ways, a rekey, more texts, goodbye; what fails on the way is the point of the test.
fn play(arena: &mut Arena) {
    arena.run();
    for number in 1..=2 {
        let now = arena.now();
        let _ = arena.initiator.send(now, &text(number, "from the dialler"));
        let _ = arena.responder.send(now, &text(number, "from the listener"));
        arena.run();
        if number == 1 {
            let _ = arena.initiator.rekey(now);
            arena.run();
        }
    }
    let now = arena.now();
    arena.initiator.close(now, Reason::Goodbye);
    arena.run();
    // A frame that waits for bytes that never come meets its deadline, and the link ends with it.
    arena.advance(Duration::from_secs(200));
}

fn arena(middlebox: impl Middlebox + 'static) -> Arena {
    Arena::new(Setup { seed: 4, ..Setup::default() }).with_middlebox(middlebox)
}

/// The frames that each side writes in an honest session.
fn honest() -> (Vec<Vec<u8>>, Vec<Vec<u8>>) {
    let mut arena = Arena::new(Setup { seed: 4, ..Setup::default() });
    play(&mut arena);
    assert_eq!(
        (arena.initiator.closed.clone(), arena.responder.closed.clone()),
        (Some(Ok(())), Some(Ok(())))
    );
    assert_eq!((arena.initiator.epoch(), arena.responder.epoch()), (2, 2));
    let of = |side| {
        arena.delivered.iter().filter(|(from, _)| *from == side).map(|(_, bytes)| bytes.clone()).collect()
    };
    (of(Origin::Initiator), of(Origin::Responder))
}

/// Changes one byte of one direction, counted from the first.
struct Flip {
    origin: Origin,
    at: usize,
    mask: u8,
    passed: usize,
}

impl Middlebox for Flip {
    fn handle(&mut self, origin: Origin, bytes: &[u8]) -> Fate {
        if origin != self.origin {
            return Fate::Forward;
        }
        let start = self.passed;
        self.passed += bytes.len();
        let mut bytes = bytes.to_vec();
        let Some(byte) = self.at.checked_sub(start).and_then(|at| bytes.get_mut(at)) else {
            return Fate::Forward;
        };
        *byte ^= self.mask;
        Fate::Replace(bytes)
    }
}

/// Lets this many bytes of one direction pass, and none after them.
struct Cut {
    origin: Origin,
    left: Rc<Cell<usize>>,
}

impl Middlebox for Cut {
    fn handle(&mut self, origin: Origin, bytes: &[u8]) -> Fate {
        if origin != self.origin {
            return Fate::Forward;
        }
        let pass = bytes.len().min(self.left.get());
        self.left.set(self.left.get() - pass);
        if pass == bytes.len() { Fate::Forward } else { Fate::Replace(bytes[..pass].to_vec()) }
    }
}

/// The reasons that a changed byte of this frame may end with, by its place.
fn region(frame: &[u8], at: usize) -> &'static [Reason] {
    use Reason::{
        BadEpoch, BadLength, BadProtocolId, BadSuite, BadTag, BadType, BadVersion, DhNotInSubgroup,
        DhOutOfRange, FrameTimeout, FrameTooLong, FrameTooShort, Gap, HsBadTag, Replay, Truncated,
        UnexpectedFrame,
    };
    match (frame[5], at) {
        (_, 0..4) => &[BadProtocolId],
        (_, 4) | (3, 20..22) => &[BadVersion],
        (_, 5) => &[BadType, UnexpectedFrame],
        (_, 6..8) => &[BadEpoch],
        (1, 8..12) => &[FrameTooShort, FrameTooLong, BadLength, BadTag, FrameTimeout, Truncated],
        (_, 8..12) => &[BadLength],
        (_, 12..20) => &[Replay, Gap],
        (1, _) => &[BadTag],
        (2, 20..22) => &[BadVersion, HsBadTag],
        (2 | 3, 22..24) => &[BadSuite],
        (2 | 3, 56..312) => &[DhOutOfRange, DhNotInSubgroup, HsBadTag],
        _ => &[HsBadTag],
    }
}

/// Every refusal by either end that is not just the end of the link.
fn refusals(arena: &Arena) -> Vec<Reason> {
    let observed = arena.initiator.observed.iter().chain(&arena.responder.observed);
    observed.filter_map(|seen| seen.reason).filter(|reason| *reason != Reason::Truncated).collect()
}

fn assert_nothing_wrong_was_delivered(arena: &Arena, case: &str) {
    for (end, body) in [(&arena.responder, "from the dialler"), (&arena.initiator, "from the listener")] {
        for (index, delivered) in end.texts().iter().enumerate() {
            assert_eq!(*delivered, (index as u64 + 1, body.to_owned()), "{case}: a wrong delivery");
        }
    }
}

fn flip(origin: Origin, frame: &[u8], start: usize, at: usize, mask: u8) {
    let case = format!("{origin:?}, frame type {}, byte {at}, mask {mask:#04x}", frame[5]);
    let mut arena = arena(Flip { origin, at: start + at, mask, passed: 0 });
    play(&mut arena);
    let allowed = region(frame, at);
    let refusals = refusals(&arena);
    assert!(refusals.len() <= 1, "{case}: refused more than once: {refusals:?}");
    let ends = [&arena.initiator, &arena.responder];
    let reason = refusals.first().copied().or_else(|| ends.iter().find_map(|end| end.reason()));
    // A length that swallows the rest shows only as a link that ends; who said goodbye first does not mind.
    let reason = reason.unwrap_or(Reason::Truncated);
    assert!(allowed.contains(&reason), "{case}: {reason:?} is not in {allowed:?}");
    assert_nothing_wrong_was_delivered(&arena, &case);
    assert!(ends.iter().all(|end| end.closed.is_some()), "{case}: an end is still open");
}

/// Flips one bit of every byte that `origin` writes in a session.
fn flip_all(origin: Origin) {
    let frames = if origin == Origin::Initiator { honest().0 } else { honest().1 };
    let mut start = 0;
    for frame in &frames {
        for at in 0..frame.len() {
            flip(origin, frame, start, at, 1 << (at % 8));
        }
        start += frame.len();
    }
}

#[test]
fn every_flipped_byte_of_the_dialler_is_caught() {
    flip_all(Origin::Initiator);
}

#[test]
fn every_flipped_byte_of_the_listener_is_caught() {
    flip_all(Origin::Responder);
}

#[test]
fn every_bit_of_a_header_is_checked() {
    for origin in SIDES {
        let frames = if origin == Origin::Initiator { honest().0 } else { honest().1 };
        let mut start = 0;
        for frame in frames.iter().take(4) {
            for bit in 0..20 * 8 {
                flip(origin, frame, start, bit / 8, 1 << (bit % 8));
            }
            start += frame.len();
        }
    }
}

#[test]
fn a_session_cut_anywhere_ends_as_truncated() {
    for origin in SIDES {
        let frames = if origin == Origin::Initiator { honest().0 } else { honest().1 };
        let total: usize = frames.iter().map(Vec::len).sum();
        for at in 0..total {
            let left = Rc::new(Cell::new(at));
            let mut arena = arena(Cut { origin, left });
            arena.run();
            cut_play(&mut arena);
            let case = format!("{origin:?} cut after {at} bytes");
            assert_eq!(refusals(&arena), [], "{case}");
            assert_nothing_wrong_was_delivered(&arena, &case);
            let reader = arena.reader_of(origin).closed.clone();
            let cut = reader == Some(Err(peerscope::protocol::Error::Cut));
            let said_goodbye = at + frames[frames.len() - 1].len() > total && reader == Some(Ok(()));
            assert!(cut || said_goodbye, "{case}: {reader:?}");
        }
    }
}

/// The script of [`play`] without its patience: the link ends where the bytes end.
fn cut_play(arena: &mut Arena) {
    for number in 1..=2 {
        let now = arena.now();
        let _ = arena.initiator.send(now, &text(number, "from the dialler"));
        let _ = arena.responder.send(now, &text(number, "from the listener"));
        arena.run();
        if number == 1 {
            let _ = arena.initiator.rekey(now);
            arena.run();
        }
    }
    arena.cut();
}

#[test]
fn any_split_gives_the_same_session() {
    let told = |split, skip| {
        let mut arena = Arena::new(Setup { seed: 4, ..Setup::default() });
        arena.split = split;
        for _ in 0..skip {
            arena.chance().next();
        }
        play(&mut arena);
        let events = |end: &peerscope::lab::End| format!("{:?}", end.events);
        (events(&arena.initiator), events(&arena.responder), arena.initiator.closed, arena.responder.closed)
    };
    let whole = told(Split::Whole, 0);
    for size in (1..=24).chain([63, 64, 65, 95, 96, 97, 115, 116, 117, 343, 344, 345, 471, 472, 473]) {
        assert_eq!(told(Split::Every(size), 0), whole, "pieces of {size} bytes");
    }
    for skip in 0..20 {
        assert_eq!(told(Split::Seeded, skip), whole, "pieces of any size, {skip}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(128) })]

    #[test]
    fn no_bytes_make_a_fresh_end_panic_or_answer(bytes in prop::collection::vec(any::<u8>(), 0..600), kind in 0_u8..6) {
        let framed = [&evil::header(kind, 0, bytes.len(), 0)[..], &bytes].concat();
        for input in [bytes, framed] {
            let mut scene = Scene::listener(peerscope::protocol::Config::default());
            scene.feed(&input);
            prop_assert!(scene.victim.outgoing.is_empty());
            let mut scene = Scene::dialler(peerscope::protocol::Config::default());
            scene.take();
            scene.feed(&input);
            prop_assert!(scene.victim.outgoing.is_empty());
        }
    }

    #[test]
    fn no_opened_bytes_make_a_session_panic(kind in any::<u8>(), payload in prop::collection::vec(any::<u8>(), 0..300)) {
        let mut scene = Scene::listening_session();
        scene.say(kind, &payload);
        prop_assert!(scene.victim.texts().iter().all(|(number, _)| *number > 0));
    }
}
