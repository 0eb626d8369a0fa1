//! Packets to be asked about.

use crate::capture::Packet;
use crate::link::Direction;
use crate::wire::{
    Described, Epoch, FrameHeader, FrameType, HandshakeRequest, Message, Nick, Position, Reason, Receipt,
    RekeyAsk, Sequence, Text, UnixMillis, Verdict, seal_inner,
};

/// 2026-11-18 11:06:40.482 UTC
pub(super) const SEEN: u64 = 1_795_000_000_482;

fn frame(number: u64, direction: Direction, message: Option<&Message>) -> Packet {
    let inner = message.map(|message| seal_inner(message, UnixMillis(SEEN - 5)));
    let sealed = vec![0xaa; inner.as_ref().map_or(64, Vec::len)];
    let length = u32::try_from(sealed.len() + 32).unwrap();
    let header = FrameHeader::message(Epoch(1), Sequence(number), length);
    let frame = [header.to_bytes().as_slice(), &sealed, &[0xbb; 32]].concat();
    Packet {
        number,
        conn: 7,
        time: UnixMillis(SEEN + number * 1_000),
        peer: "ea01d274".to_owned(),
        endpoints: None,
        direction,
        frame,
        header: Some(header),
        type_name: "message",
        kind: message.map(Message::name),
        expected: None,
        key_id: message.map(|_| [1, 2, 3, 4]),
        inner,
        verdict: if direction == Direction::Sent { Verdict::Sent } else { Verdict::Opened },
        reason: None,
        comment: None,
    }
}

/// 1 a request, 2 a text sent, 3 a text received, 4 a receipt, 5 a message without fields, 6 a nick, 7 BAD MAC,
/// 8 three bytes of nothing.
pub(super) fn packets() -> Vec<Packet> {
    let text = |number, body: &str| Message::Text(Text { number, flags: 0, body: body.try_into().unwrap() });
    let (sent, received) = (Direction::Sent, Direction::Received);
    let mut request = frame(1, received, None);
    let body = HandshakeRequest::SAMPLE;
    let length = u32::try_from(body.len()).unwrap();
    let header = FrameHeader::handshake(FrameType::HandshakeRequest, Sequence(0), length);
    request.frame = [header.to_bytes().as_slice(), body].concat();
    request.header = FrameHeader::from_slice(&request.frame);
    request.peer = "127.0.0.1:4052".to_owned();
    request.type_name = "handshake_request";
    request.verdict = Verdict::Parsed;
    let mut bad = frame(7, received, None);
    bad.verdict = Verdict::BadMac;
    bad.reason = Some(Reason::BadTag);
    bad.comment = Some("odd one".to_owned());
    bad.expected = Some(Position { epoch: Epoch(1), seq: Sequence(6) });
    let mut cut = bad.clone();
    cut.comment = None;
    (cut.number, cut.frame, cut.header) = (8, vec![0x50, 0x53, 0x43], None);
    (cut.verdict, cut.reason, cut.expected) = (Verdict::CutOff, Some(Reason::Truncated), None);
    vec![
        request,
        frame(2, sent, Some(&text(1, "Hello, Bob"))),
        frame(3, received, Some(&text(1, "hello alice \u{6f22}"))),
        frame(4, received, Some(&Message::Receipt(Receipt { state: Receipt::ACKED, number: 1 }))),
        frame(5, sent, Some(&Message::RekeyAsk(RekeyAsk {}))),
        frame(6, received, Some(&Message::Nick(Nick { nick: "bob".try_into().unwrap() }))),
        bad,
        cut,
    ]
}
