//! Bytes of a stream, and bytes that were sealed.

use peerscope::wire::{
    Deframer, HEADER_BYTES, UnixMillis, lay_out, open_inner, seal_inner, trace_frame, trace_inner,
};

use super::plan::Plan;

/// Longest frame that is waited for here: a real reader judges the header first.
const FRAME_MAX: usize = 300;

/// Frames come out the same however the stream is cut up, and no byte is lost, doubled or read in the wrong
/// frame. The inspector's tree of any frame covers each of its bytes once.
pub fn deframer(data: &[u8]) {
    let mut plan = Plan::new(data);
    let size = 1 + plan.below(64);
    let stream = plan.rest();
    let whole = frames(std::iter::once(stream));
    let pieces = frames(stream.chunks(size));
    assert_eq!(whole, pieces, "pieces of {size} bytes");
    let all: Vec<u8> = whole.0.iter().flatten().chain(&whole.1).copied().collect();
    assert_eq!(all, stream);
    for frame in &whole.0 {
        let tree = trace_frame(frame);
        let mut at = 0;
        for span in &tree.spans {
            assert_eq!(span.range.start, at);
            at = span.range.end;
        }
        assert_eq!(at, frame.len());
    }
}

fn frames<'a>(pieces: impl Iterator<Item = &'a [u8]>) -> (Vec<Vec<u8>>, Vec<u8>) {
    let (mut deframer, mut frames) = (Deframer::new(), Vec::new());
    for piece in pieces {
        deframer.push(piece);
        while let Some(header) = deframer.header() {
            let total = header.frame_bytes();
            assert!(total >= HEADER_BYTES);
            let Some(frame) = deframer.take(total.min(FRAME_MAX)) else { break };
            assert_eq!(frame[..HEADER_BYTES], header.to_bytes());
            frames.push(frame);
        }
    }
    (frames, deframer.take_rest())
}

/// Opened bytes are a message or are refused, and a message has one encoding only.
pub fn message(data: &[u8]) {
    let mut plan = Plan::new(data);
    let raw = plan.flag();
    let kind = plan.byte();
    let rest = plan.rest();
    let inner = if raw { rest.to_vec() } else { lay_out(kind, UnixMillis(1), rest) };
    let tree = trace_inner(&inner);
    match open_inner(&inner) {
        Ok((sent_at, message)) => {
            assert_eq!(seal_inner(&message, sent_at), inner);
            assert!(tree.error.is_none());
            assert!(format!("{message:?}").is_ascii());
        }
        Err(fault) => assert_eq!(tree.error, Some(fault.source)),
    }
}
