//! Which frame is legal in which state, found by trying every pair, and written to `protocol-spec/states.md`.

use std::fmt::Write as _;
use std::path::Path;

use crate::protocol::{Connection, Output};
use crate::wire::{
    Close, FrameHeader, FrameType, Message, Nick, Ping, Pong, Ready, Reason, Receipt, RekeyAsk, RekeyFinish,
    RekeyRequest, RekeyResponse, Sequence, Typing, UnixMillis, Utf8Lp,
};

use super::pair::{End, Pair, ledger, text};

/// A way to bring a fresh pair into a state, and which end is in it.
struct State {
    name: &'static str,
    reach: fn(&mut Pair),
    victim: Side,
}

#[derive(Clone, Copy, PartialEq)]
enum Side {
    Initiator,
    Responder,
}

impl Side {
    fn of(self, pair: &mut Pair) -> (&mut End, &mut End) {
        match self {
            Self::Initiator => (&mut pair.initiator, &mut pair.responder),
            Self::Responder => (&mut pair.responder, &mut pair.initiator),
        }
    }
}

const HANDSHAKE: [State; 3] = [
    State { name: "initiator, HANDSHAKE_REQUEST sent", victim: Side::Initiator, reach: request_sent },
    State { name: "responder, nothing received", victim: Side::Responder, reach: |_| {} },
    State { name: "responder, HANDSHAKE_RESPONSE sent", victim: Side::Responder, reach: response_sent },
];

const SESSION: [State; 6] = [
    State {
        name: "initiator, READY not yet received",
        victim: Side::Initiator,
        reach: before_responders_ready,
    },
    State {
        name: "responder, READY not yet received",
        victim: Side::Responder,
        reach: before_initiators_ready,
    },
    State { name: "initiator, established", victim: Side::Initiator, reach: Pair::run },
    State { name: "responder, established", victim: Side::Responder, reach: Pair::run },
    State { name: "initiator, REKEY_REQUEST sent", victim: Side::Initiator, reach: rekey_requested },
    State { name: "responder, REKEY_RESPONSE sent", victim: Side::Responder, reach: rekey_answered },
];

fn request_sent(pair: &mut Pair) {
    pair.initiator.drain(pair.now);
}

fn response_sent(pair: &mut Pair) {
    request_sent(pair);
    let request = core::mem::take(&mut pair.initiator.outgoing);
    pair.responder.feed(pair.now, &request);
}

/// The initiator has sent HANDSHAKE_FINISH and READY; the responder has accepted but its READY is not delivered.
fn before_responders_ready(pair: &mut Pair) {
    response_sent(pair);
    let response = core::mem::take(&mut pair.responder.outgoing);
    pair.initiator.feed(pair.now, &response);
    let finish = core::mem::take(&mut pair.initiator.outgoing);
    pair.responder.feed(pair.now, &finish);
    rewind_send(&mut pair.responder.connection, &mut pair.initiator.connection);
}

fn before_initiators_ready(pair: &mut Pair) {
    response_sent(pair);
    let response = core::mem::take(&mut pair.responder.outgoing);
    pair.initiator.feed(pair.now, &response);
    let flight = core::mem::take(&mut pair.initiator.outgoing);
    pair.responder.feed(pair.now, &flight[..180]);
    rewind_send(&mut pair.initiator.connection, &mut pair.responder.connection);
}

/// The end's READY is thrown away: its next frame takes the number and key that READY had.
fn rewind_send(connection: &mut Connection, peer: &mut Connection) {
    connection.test_session().rewind_send(peer.test_session());
}

fn rekey_requested(pair: &mut Pair) {
    pair.run();
    pair.initiator.connection.rekey(pair.now).unwrap();
    pair.initiator.drain(pair.now);
    pair.responder.drain(pair.now);
    pair.initiator.outgoing.clear();
}

fn rekey_answered(pair: &mut Pair) {
    pair.run();
    pair.initiator.connection.rekey(pair.now).unwrap();
    pair.initiator.drain(pair.now);
    let request = core::mem::take(&mut pair.initiator.outgoing);
    pair.responder.feed(pair.now, &request);
    pair.responder.outgoing.clear();
}

fn sample(kind: u8) -> Message {
    let listed = Message::ALL.iter().find(|listed| listed.kind == kind).unwrap();
    Message::decode_all(kind, listed.sample).unwrap()
}

fn samples() -> Vec<Message> {
    let rekey = |epoch| (epoch, [4; 256], [0; 64]);
    let (epoch, public, signature) = rekey(2);
    vec![
        Message::Ready(Ready {
            outbox_epoch: [1; 16],
            your_epoch: [0; 16],
            highest: 0,
            nick: Utf8Lp::cut("eve"),
        }),
        text(1, "text"),
        Message::Receipt(Receipt { state: 1, number: 0 }),
        Message::Typing(Typing { on: 0 }),
        Message::Ping(Ping { id: 9 }),
        Message::Pong(Pong { id: 9 }),
        Message::Nick(Nick { nick: Utf8Lp::cut("eve") }),
        sample(0x10),
        sample(0x11),
        sample(0x12),
        sample(0x13),
        sample(0x14),
        Message::RekeyRequest(RekeyRequest { epoch, public, signature }),
        Message::RekeyResponse(RekeyResponse { epoch, public, signature }),
        Message::RekeyFinish(RekeyFinish { epoch }),
        Message::RekeyAsk(RekeyAsk {}),
        Message::Close(Close { reason: 0, last_seq: 0 }),
    ]
}

/// Feeds `bytes` and says what became of them: the reason of a refusal for being out of turn, or `ok`.
fn verdict(pair: &mut Pair, victim: Side, bytes: &[u8]) -> &'static str {
    let now = pair.now;
    let (end, _) = victim.of(pair);
    let before = end.observed.len();
    end.connection.handle_bytes(now, bytes);
    while let output @ (Output::Observed(_)
    | Output::Event(_)
    | Output::Transmit(_)
    | Output::Disclosed(_)
    | Output::Finish
    | Output::Compute(_)) = end.connection.poll_output()
    {
        match output {
            Output::Observed(observation) => end.observed.push(*observation),
            Output::Compute(job) => end.connection.computed(now, job.run()),
            _ => {}
        }
    }
    let received =
        end.observed[before..].iter().find(|seen| seen.direction == crate::link::Direction::Received);
    match received.and_then(|observation| observation.reason) {
        Some(reason @ (Reason::UnexpectedFrame | Reason::UnexpectedMessage | Reason::RekeyUnexpected)) => {
            reason.name()
        }
        _ => "ok",
    }
}

fn handshake_cell(state: &State, frame_type: FrameType) -> &'static str {
    let mut pair = Pair::fresh();
    (state.reach)(&mut pair);
    let (length, seq) = match frame_type {
        FrameType::HandshakeRequest => (324, 0),
        FrameType::HandshakeResponse => (452, 0),
        FrameType::HandshakeFinish => (160, 1),
        FrameType::Message => (96, 0),
    };
    let mut frame = FrameHeader::handshake(frame_type, Sequence(seq), length).to_bytes().to_vec();
    frame.resize(frame.len() + usize::try_from(length).unwrap(), 0);
    verdict(&mut pair, state.victim, &frame)
}

fn session_cell(state: &State, message: &Message) -> &'static str {
    let mut pair = Pair::fresh();
    (state.reach)(&mut pair);
    let (_, sender) = state.victim.of(&mut pair);
    let (frame, _) = sender.connection.test_session().seal(message, UnixMillis(0), &mut ledger()).unwrap();
    verdict(&mut pair, state.victim, &frame)
}

fn table(out: &mut String, columns: &[&str], rows: &[(&str, Vec<&'static str>)]) {
    let _ = writeln!(out, "| state | {} |", columns.join(" | "));
    let _ = writeln!(out, "| --- |{}", " --- |".repeat(columns.len()));
    for (name, cells) in rows {
        let _ = writeln!(out, "| {name} | {} |", cells.join(" | "));
    }
}

fn document() -> String {
    let mut out = String::from(
        "# States\n\nWhich frame and which message is legal when. Made by trying every pair; `ok` means that the\n\
         frame is not refused for coming out of turn (its contents are still checked), any other word is the\n\
         reject reason. In every session state a handshake frame is `unexpected_frame`. Behind\n\
         our own CLOSE frames are verified, and only the peer's CLOSE has an effect.\n\n## Handshake: state and frame type\n\n",
    );
    let types = [
        FrameType::HandshakeRequest,
        FrameType::HandshakeResponse,
        FrameType::HandshakeFinish,
        FrameType::Message,
    ];
    let rows: Vec<_> = HANDSHAKE
        .iter()
        .map(|state| {
            (state.name, types.iter().map(|frame_type| handshake_cell(state, *frame_type)).collect())
        })
        .collect();
    table(&mut out, &types.map(FrameType::name), &rows);

    out.push_str("\n## Session: state and message kind\n\n");
    let messages = samples();
    let names: Vec<_> = SESSION.iter().map(|state| state.name).collect();
    let rows: Vec<_> = messages
        .iter()
        .map(|message| (message.name(), SESSION.iter().map(|state| session_cell(state, message)).collect()))
        .collect();
    table(&mut out, &names, &rows);
    out.replace("| state | initiator, READY", "| message | initiator, READY")
}

#[test]
fn the_matrix_in_the_spec_is_the_one_the_code_has() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("protocol-spec/states.md");
    let made = document();
    if std::env::var_os("PEERSCOPE_BLESS").is_some() {
        std::fs::write(&path, &made).unwrap();
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(kept, made, "protocol-spec/states.md is stale: run PEERSCOPE_BLESS=1 cargo test");
}

#[test]
fn a_handshake_frame_within_a_session_is_out_of_turn() {
    for frame_type in [FrameType::HandshakeRequest, FrameType::HandshakeResponse, FrameType::HandshakeFinish]
    {
        let mut pair = Pair::established();
        let frame = FrameHeader::handshake(frame_type, Sequence(1), 160).to_bytes();
        assert_eq!(verdict(&mut pair, Side::Responder, &frame), "unexpected_frame");
    }
}
