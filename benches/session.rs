//! What a session costs: a whole handshake, sealing and opening, beside Noise XX from the `snow` crate.
//!
//! Both sides run in memory on one thread. The figures of peerscope include what its inspector is shown: every
//! frame is copied into an observation with its opened bytes.

#![expect(clippy::unwrap_used, reason = "a bench that cannot go on has to fail loudly")]

use std::{cell::RefCell, hint::black_box, time::Duration};

use criterion::{BatchSize, BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use peerscope::{
    lab::{Arena, End, Setup},
    protocol::{Config, Now, RekeyPolicy},
    wire::{Message, Text},
};

const NOISE: &str = "Noise_XX_25519_ChaChaPoly_SHA256";

/// Bodies of these sizes; the largest text is 16 KiB, so 64 KiB are four of them.
const SIZES: [(usize, usize); 4] = [(64, 1), (1024, 1), (16_384, 1), (16_384, 4)];

fn handshake(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("handshake, both sides");
    group.bench_function("peerscope/1 SIGMA-I MODP-2048", |bencher| {
        bencher.iter(|| {
            let arena = Arena::established(black_box(1));
            assert!(arena.initiator.session_id().is_some());
        });
    });
    group.bench_function(NOISE, |bencher| bencher.iter(|| black_box(noise())));
    group.finish();
}

fn noise() -> (snow::TransportState, snow::TransportState) {
    let builder = || snow::Builder::new(NOISE.parse().unwrap());
    let (alice, bob) = (builder().generate_keypair().unwrap(), builder().generate_keypair().unwrap());
    let mut alice = builder().local_private_key(&alice.private).unwrap().build_initiator().unwrap();
    let mut bob = builder().local_private_key(&bob.private).unwrap().build_responder().unwrap();
    let (mut wire, mut payload) = ([0; 1024], [0; 1024]);
    for turn in 0..3 {
        let (writer, reader) = if turn == 1 { (&mut bob, &mut alice) } else { (&mut alice, &mut bob) };
        let length = writer.write_message(&[], &mut wire).unwrap();
        reader.read_message(&wire[..length], &mut payload).unwrap();
    }
    (alice.into_transport_mode().unwrap(), bob.into_transport_mode().unwrap())
}

/// A session that never rekeys on its own, so that every round does the same work.
fn session() -> (End, End, Now) {
    let rekey = RekeyPolicy {
        texts: u64::MAX,
        bytes: u64::MAX,
        age: Duration::from_secs(1 << 40),
        ..RekeyPolicy::default()
    };
    let config = || Config { rekey, ..Config::default() };
    let mut arena = Arena::new(Setup { seed: 1, initiator: config(), responder: config(), session: 0 });
    arena.run();
    let now = arena.now();
    (arena.initiator, arena.responder, now)
}

fn seal_one(end: &mut End, now: Now, body: &str) -> Vec<u8> {
    let text = Text { number: 1, flags: 0, body: body.try_into().unwrap() };
    end.send(now, &Message::Text(text)).unwrap();
    end.observed.clear();
    end.take().unwrap()
}

fn open_one(end: &mut End, now: Now, frame: &[u8]) {
    end.feed(now, frame);
    assert_eq!(end.events.len(), 1);
    end.events.clear();
    end.observed.clear();
}

fn seal(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("seal");
    for (size, count) in SIZES {
        let body = "x".repeat(size);
        group.throughput(Throughput::Bytes((size * count) as u64));
        let name = size * count;
        group.bench_with_input(BenchmarkId::new("peerscope/1", name), &body, |bencher, body| {
            let (mut alice, _, now) = session();
            bencher.iter(|| (0..count).for_each(|_| drop(black_box(seal_one(&mut alice, now, body)))));
        });
        group.bench_with_input(BenchmarkId::new(NOISE, name), &body, |bencher, body| {
            let (mut alice, _) = noise();
            let mut wire = vec![0; size + 16];
            let mut write = || alice.write_message(body.as_bytes(), &mut wire).unwrap();
            bencher.iter(|| (0..count).for_each(|_| _ = black_box(write())));
        });
    }
    group.finish();
}

fn open(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("open");
    for (size, count) in SIZES {
        let body = "x".repeat(size);
        group.throughput(Throughput::Bytes((size * count) as u64));
        let name = size * count;
        group.bench_with_input(BenchmarkId::new("peerscope/1", name), &body, |bencher, body| {
            let (alice, mut bob, now) = session();
            bob.events.clear();
            let alice = RefCell::new(alice);
            let seal =
                || (0..count).map(|_| seal_one(&mut alice.borrow_mut(), now, body)).collect::<Vec<_>>();
            let open = |frames: Vec<Vec<u8>>| frames.iter().for_each(|frame| open_one(&mut bob, now, frame));
            bencher.iter_batched(seal, open, BatchSize::SmallInput);
        });
        group.bench_with_input(BenchmarkId::new(NOISE, name), &body, |bencher, body| {
            let (alice, mut bob) = noise();
            let alice = RefCell::new(alice);
            let seal = || {
                let mut wire = vec![0; size + 16];
                alice.borrow_mut().write_message(body.as_bytes(), &mut wire).unwrap();
                wire
            };
            let mut payload = vec![0; size];
            let open = |frames: Vec<Vec<u8>>| {
                for frame in &frames {
                    bob.read_message(black_box(frame), &mut payload).unwrap();
                }
            };
            bencher.iter_batched(|| (0..count).map(|_| seal()).collect(), open, BatchSize::SmallInput);
        });
    }
    group.finish();
}

criterion_group! {
    name = benches;
    config = Criterion::default().warm_up_time(Duration::from_millis(500)).measurement_time(Duration::from_secs(2));
    targets = handshake, seal, open
}
criterion_main!(benches);
