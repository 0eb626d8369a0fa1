//! Packets to look at: of sessions in memory, and of the recorded scenarios.

use std::{fs, path::Path, time::Duration};

use peerscope::{
    capture::Packet,
    inspector::{Dissection, Layer, dissect, summary},
    lab::{Arena, End},
    link::Direction,
    wire::{FrameHeader, FrameType, Message, Nick, Reason, Receipt, Text, Typing, UnixMillis, Verdict},
};

/// A frame that came over a link, with nothing known about it but its bytes.
pub(crate) fn bare(frame: &[u8], reason: Option<Reason>) -> Packet {
    let header = FrameHeader::from_slice(frame);
    Packet {
        number: 1,
        conn: 1,
        time: UnixMillis(1_795_000_000_000),
        peer: "127.0.0.1:7777".to_owned(),
        endpoints: None,
        direction: Direction::Received,
        frame: frame.to_vec(),
        header,
        type_name: header
            .and_then(|header| FrameType::from_byte(header.frame_type))
            .map_or("unknown", FrameType::name),
        kind: None,
        expected: None,
        key_id: None,
        inner: None,
        verdict: reason.map_or(Verdict::Parsed, Reason::verdict),
        reason,
        comment: None,
    }
}

/// Every packet both ends of a session saw: a handshake, one of each message for people, pings, two rekeys and
/// the goodbyes.
pub(crate) fn session(seed: u64) -> Vec<Packet> {
    let mut arena = Arena::established(seed);
    let now = arena.now();
    let say = |end: &mut End, message: &Message| end.send(now, message).unwrap();
    let body = "caf\u{e9} \u{1b}[31m 漢字 ".repeat(usize::try_from(seed % 40).unwrap() + 1);
    let text = Message::Text(Text { number: 1, flags: 0, body: body.as_str().try_into().unwrap() });
    say(&mut arena.initiator, &text);
    say(&mut arena.responder, &Message::Receipt(Receipt { state: Receipt::ACKED, number: 1 }));
    say(&mut arena.responder, &Message::Typing(Typing { on: 1 }));
    say(&mut arena.initiator, &Message::Nick(Nick { nick: "al\u{202e}ice".try_into().unwrap() }));
    let files = Message::ALL.iter().filter(|listed| listed.body.name.starts_with("file_"));
    for listed in files {
        say(&mut arena.responder, &Message::decode_all(listed.kind, listed.sample).unwrap());
    }
    arena.run();
    arena.initiator.ping(arena.now()).unwrap();
    arena.initiator.rekey(arena.now()).unwrap();
    arena.run();
    arena.advance(Duration::from_secs(70));
    arena.responder.rekey(arena.now()).unwrap();
    arena.run();
    arena.advance(Duration::from_secs(20));
    arena.initiator.close(arena.now(), Reason::Goodbye);
    arena.run();
    [arena.initiator.packets(), arena.responder.packets()].concat()
}

/// Every frame in the recorded scenarios, as far as one can be told from the next, with the file's name.
pub(crate) fn recorded() -> Vec<(String, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("protocol-spec/vectors");
    let mut frames = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|extension| extension == "txt") {
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            let file = fs::read_to_string(&path).unwrap();
            let body = file.split_once("\n\n").unwrap().1;
            for mark in ['<', '>'] {
                frames.extend(split(&stream(body, mark)).into_iter().map(|frame| (name.clone(), frame)));
            }
        }
    }
    assert!(frames.len() > 500, "only {} frames", frames.len());
    frames
}

fn stream(body: &str, mark: char) -> Vec<u8> {
    let lines = body.lines().filter_map(|line| line.strip_prefix(mark));
    let words = lines.flat_map(str::split_whitespace);
    words.map(|byte| u8::from_str_radix(byte, 16).unwrap()).collect()
}

/// Cuts a stream at the lengths its headers claim; what does not look like a frame stays in one piece.
fn split(mut stream: &[u8]) -> Vec<Vec<u8>> {
    let mut frames = Vec::new();
    while !stream.is_empty() {
        let length = FrameHeader::from_slice(stream).map_or(stream.len(), |header| header.frame_bytes());
        let (frame, rest) = stream.split_at(length.min(stream.len()));
        frames.push(frame.to_vec());
        stream = rest;
    }
    frames
}

/// What holds for every packet whatever is in it. Gives the dissection for more.
pub(crate) fn check(packet: &Packet) -> Dissection {
    let dissection = dissect(packet);
    for layer in [Layer::Wire, Layer::Opened] {
        tiles(&dissection, layer, layer.bytes(packet).len());
    }
    for (index, node) in dissection.nodes.iter().enumerate() {
        assert!(!node.path.is_empty() && !node.label.is_empty() && !node.doc.is_empty(), "{node:?}");
        for text in [&node.value, &node.note, &dissection.selected_text(index)] {
            is_fit_to_show(text);
            assert!(text.chars().count() < 2_000, "{text}");
        }
        is_fit_to_show(&dissection.copy_text(index, packet));
        let inside = dissection.parent(index).map(|parent| &dissection.nodes[parent]);
        assert_eq!(inside.is_some(), node.depth == 1);
        if let Some(branch) = inside {
            assert!(branch.is_branch() && branch.layer == node.layer, "{node:?} in {branch:?}");
            assert!(branch.range.start <= node.range.start && node.range.end <= branch.range.end);
        }
    }
    let failed: Vec<_> = dissection.checks.list.iter().filter_map(|check| check.reason).collect();
    assert!(failed.iter().eq(packet.reason.iter()) || failed.is_empty(), "{failed:?}");
    let line = summary(packet);
    is_fit_to_show(&line.info);
    is_fit_to_show(&line.peer);
    dissection
}

/// Every byte of the layer is in exactly one field: the fields lie end to end from the first to the last.
fn tiles(dissection: &Dissection, layer: Layer, length: usize) {
    let mut at = 0;
    for field in dissection.fields(layer) {
        assert_eq!(field.range.start, at, "{} begins where the field before it ends", field.path);
        assert!(!field.range.is_empty(), "{} has bytes", field.path);
        for offset in [field.range.start, field.range.end - 1] {
            let found = &dissection.nodes[dissection.field_at(layer, offset).unwrap()];
            assert_eq!((found.path, found.region), (field.path, dissection.region_at(layer, offset)));
        }
        at = field.range.end;
    }
    assert_eq!(at, length, "the fields are all the bytes of the layer");
    assert_eq!(dissection.field_at(layer, length), None);
}

fn is_fit_to_show(text: &str) {
    let acts = |c: char| c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    assert!(!text.contains(acts), "{text:?}");
}
