//! What the bytes cost, without the cryptography: headers, the deframer, one text in and out.

#![expect(clippy::unwrap_used, reason = "a bench that cannot go on has to fail loudly")]

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use peerscope::wire::{
    Deframer, Epoch, FrameHeader, Message, Sequence, Text, UnixMillis, open_inner, seal_inner, trace_inner,
};

/// Bodies of a short line, a paragraph and the largest text.
const BODIES: [usize; 3] = [32, 1024, 16_384];

fn header(criterion: &mut Criterion) {
    let header = FrameHeader::message(Epoch(1), Sequence(42), 96);
    let bytes = header.to_bytes();
    let mut group = criterion.benchmark_group("header");
    group.bench_function("decode and check", |bencher| {
        bencher.iter(|| {
            let header = FrameHeader::peek(black_box(&bytes));
            header.check_protocol().and_then(|frame_type| header.check_length(frame_type))
        });
    });
    group.bench_function("encode", |bencher| bencher.iter(|| black_box(header).to_bytes()));
    group.finish();
}

fn deframer(criterion: &mut Criterion) {
    let frame = [&FrameHeader::message(Epoch(1), Sequence(0), 96).to_bytes()[..], &[0x5e; 96]].concat();
    let stream = frame.repeat(1000);
    let mut group = criterion.benchmark_group("deframer, 1000 frames");
    group.throughput(Throughput::Bytes(stream.len().try_into().unwrap()));
    for piece in [64, 1448, 65_536] {
        group.bench_function(BenchmarkId::new("pieces of", piece), |bencher| {
            bencher.iter(|| {
                let (mut deframer, mut frames) = (Deframer::new(), 0);
                for piece in stream.chunks(piece) {
                    deframer.push(piece);
                    while let Some(header) = deframer.header() {
                        let Some(frame) = deframer.take(header.frame_bytes()) else { break };
                        black_box(frame);
                        frames += 1;
                    }
                }
                assert_eq!(frames, 1000);
            });
        });
    }
    group.finish();
}

fn text(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("text");
    for size in BODIES {
        let body = "x".repeat(size);
        let message = Message::Text(Text { number: 1, flags: 0, body: body.as_str().try_into().unwrap() });
        let inner = seal_inner(&message, UnixMillis(0));
        group.throughput(Throughput::Bytes(size.try_into().unwrap()));
        group.bench_function(BenchmarkId::new("encode", size), |bencher| {
            bencher.iter(|| seal_inner(black_box(&message), UnixMillis(0)));
        });
        group.bench_function(BenchmarkId::new("decode", size), |bencher| {
            bencher.iter(|| open_inner(black_box(&inner)).unwrap());
        });
        group.bench_function(BenchmarkId::new("trace", size), |bencher| {
            bencher.iter(|| trace_inner(black_box(&inner)));
        });
    }
    group.finish();
}

criterion_group!(benches, header, deframer, text);
criterion_main!(benches);
