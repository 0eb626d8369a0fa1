//! Many worlds: delay, splits, idle time, clock jumps, slow pools and lost links, each from one seed.
//!
//! Whatever happens, no text is delivered twice, out of order or changed, the epochs agree, and both ends end.
//! `PEERSCOPE_SEEDS=5000 cargo test --test simulation` runs more of them; a failure names its seed.

#![cfg(feature = "lab")]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has to fail loudly")]

use std::time::Duration;

use peerscope::{
    lab::{Arena, End, Jobs, Setup, Split},
    link::Origin,
    protocol::Event,
    wire::{Message, Reason, Text, UnixMillis},
};

const SEEDS: u64 = 60;
const STEPS: u32 = 120;

/// What the people at both ends have said so far.
#[derive(Default)]
struct World {
    said: [u64; 2],
}

fn index(origin: Origin) -> usize {
    usize::from(origin == Origin::Responder)
}

/// The body follows from its number, so that a changed text shows.
fn body(origin: Origin, number: u64) -> String {
    format!("{origin:?} {number} {}", "x".repeat(usize::try_from(number % 200).unwrap()))
}

impl World {
    /// One thing that can happen, chosen by the seed.
    fn turn(&mut self, arena: &mut Arena) {
        let from = if arena.chance().once_in(2) { Origin::Initiator } else { Origin::Responder };
        let now = arena.now();
        match arena.chance().below(16) {
            0..6 => self.say(arena, from),
            6..9 => _ = arena.carry(from),
            9 => arena.run(),
            10 => _ = arena.end(from).rekey(now),
            11 => _ = arena.end(from).ping(now),
            12 => _ = arena.end(from).run_job(now),
            13 => {
                let millis = arena.chance().below(12_000);
                arena.advance(Duration::from_millis(millis));
            }
            14 => {
                let wall = arena.chance().next();
                arena.set_wall(UnixMillis(wall));
            }
            _ => {
                let held = arena.chance().once_in(4);
                arena.end(from).jobs = if held { Jobs::Held } else { Jobs::Inline };
            }
        }
        self.check(arena);
    }

    fn say(&mut self, arena: &mut Arena, from: Origin) {
        let number = self.said[index(from)] + 1;
        let text = Text { number, flags: 0, body: body(from, number).as_str().try_into().unwrap() };
        let now = arena.now();
        if arena.end(from).send(now, &Message::Text(text)).is_ok() {
            self.said[index(from)] = number;
        }
    }

    /// Every text delivered so far is the next one its writer said.
    fn check(&self, arena: &mut Arena) {
        for from in [Origin::Initiator, Origin::Responder] {
            let texts = arena.reader_of(from).texts();
            assert!(texts.len() as u64 <= self.said[index(from)], "a text that nobody said");
            let expected: Vec<_> =
                (1..=texts.len() as u64).map(|number| (number, body(from, number))).collect();
            assert_eq!(texts, expected, "a gap, a double or a change");
        }
        let (ours, theirs) = (arena.initiator.epoch(), arena.responder.epoch());
        assert!(ours == theirs || ours == theirs + 1, "epochs {ours} and {theirs}");
        assert_eq!(
            (arena.initiator.refused(), arena.responder.refused()),
            (None, None),
            "an honest frame refused"
        );
    }

    /// Lets everything arrive that was said.
    fn calm(&self, arena: &mut Arena) {
        for _ in 0..4 {
            let now = arena.now();
            for origin in [Origin::Initiator, Origin::Responder] {
                arena.end(origin).jobs = Jobs::Inline;
                arena.end(origin).run_job(now);
            }
            arena.run();
        }
        self.check(arena);
    }
}

fn live(end: &End) -> bool {
    end.closed.is_none() && end.session_id().is_some()
}

fn simulate(seed: u64) {
    let mut arena = Arena::new(Setup { seed, ..Setup::default() });
    arena.split =
        [Split::Whole, Split::Every(1), Split::Seeded, Split::Seeded][usize::try_from(seed % 4).unwrap()];
    arena.run();
    let mut world = World::default();
    for _ in 0..STEPS {
        world.turn(&mut arena);
    }
    world.calm(&mut arena);
    // A pool that is held for longer than a rekey may take ends the session; nothing else here does.
    if live(&arena.initiator) && live(&arena.responder) {
        assert_eq!(arena.responder.texts().len() as u64, world.said[0], "something said was lost");
        assert_eq!(arena.initiator.texts().len() as u64, world.said[1], "something said was lost");
        assert_eq!(arena.initiator.epoch(), arena.responder.epoch());
    }
    let now = arena.now();
    match seed % 3 {
        0 => arena.cut(),
        1 => arena.initiator.close(now, Reason::Goodbye),
        _ => arena.responder.close(now, Reason::Goodbye),
    }
    arena.run();
    arena.advance(Duration::from_secs(200));
    for end in [&arena.initiator, &arena.responder] {
        assert!(end.closed.is_some(), "an end never ends");
        let told = end.events.iter().filter(|event| matches!(event, Event::Closing { .. }));
        assert_eq!(told.count(), 1, "the end is told once");
    }
}

#[test]
fn no_world_loses_doubles_or_changes_a_text() {
    let seeds = std::env::var("PEERSCOPE_SEEDS").map_or(SEEDS, |count| count.parse().unwrap());
    for seed in 0..seeds {
        let outcome = std::panic::catch_unwind(|| simulate(seed));
        assert!(outcome.is_ok(), "seed {seed} fails");
    }
}

#[test]
fn a_world_is_repeated_by_its_seed() {
    let told = |seed| {
        let mut arena = Arena::new(Setup { seed, ..Setup::default() });
        arena.run();
        let mut world = World::default();
        for _ in 0..STEPS {
            world.turn(&mut arena);
        }
        (arena.delivered.clone(), arena.now())
    };
    assert_eq!(told(7), told(7));
}
