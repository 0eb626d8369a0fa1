//! One frame for each reason of the registry, kept with exactly the checks that it shows.
//!
//! `PEERSCOPE_BLESS=1 cargo test --test bad_input` writes them anew; every run makes them again and replays them.

use std::{collections::BTreeMap, env, fmt::Write, fs, path::Path};

use peerscope::{
    capture::Packet,
    inspector::{CheckState, Tone, dissect, why},
    link::Direction,
    wire::{
        Epoch, FrameHeader, FrameType, Message, Position, Reason, Sequence, UnixMillis, Verdict, open_inner,
    },
};

use super::{
    cases, evil,
    scene::{Expect, Scene},
};

/// What the frames are kept in.
const FILE: &str = "tests/bad_input/reasons.txt";

/// Reasons that no frame is refused for: a side says them in CLOSE, or is told so. Why that is.
#[rustfmt::skip]
const SAID: &[(Reason, &str)] = &[
    (Reason::Goodbye, "an orderly end"),
    (Reason::Internal, "the failure of the side that says so"),
    (Reason::NotAccepted, "a decision about an identity, after its frames were accepted"),
    (Reason::DuplicateSession, "a choice between two sessions"),
    (Reason::Superseded, "a choice between two sessions"),
    (Reason::Flood, "reading is slowed; nothing is refused"),
    (Reason::SeqExhausted, "the number of a frame that is to be sent"),
    (Reason::EpochExhausted, "the epoch that a rekey would begin"),
    (Reason::HandshakeTimeout, "nothing came"),
    (Reason::WriteTimeout, "nothing was taken"),
    (Reason::PingTimeout, "nothing came"),
    (Reason::RekeyTimeout, "nothing came"),
];

/// A reason, a name for what is refused, and how it comes about.
type Made = (Reason, &'static str, fn() -> Scene);

/// What is left over when a link ends.
const ENDS: &[Made] = &[
    (Reason::Truncated, "the link ends within a frame", cut_frame),
    (Reason::DataAfterClose, "a text behind the goodbye", behind_goodbye),
];

const TEXT: u8 = 0x02;
const CLOSE: u8 = 0x7f;

/// A frame and where it is from.
struct Kept {
    from: String,
    packets: Vec<Packet>,
    at: usize,
}

impl Kept {
    fn packet(&self) -> &Packet {
        &self.packets[self.at]
    }
}

/// The frame of each reason: of the first case that is refused for it, or the peer's CLOSE that says it.
fn made() -> BTreeMap<Reason, Kept> {
    let mut made = BTreeMap::new();
    for case in cases() {
        if let Expect::Refused(reason) | Expect::RefusedAloud(reason) = case.expect
            && !made.contains_key(&reason)
        {
            made.insert(reason, refused(format!("{}, {}", case.row, case.input), &(case.run)(), reason));
        }
    }
    for (reason, from, scene) in ENDS {
        made.insert(*reason, refused((*from).to_owned(), &scene(), *reason));
    }
    for (reason, why) in SAID {
        made.insert(*reason, said(*reason, why));
    }
    made
}

fn refused(from: String, scene: &Scene, reason: Reason) -> Kept {
    let packets = scene.victim.packets();
    let at = packets.iter().position(|packet| packet.reason == Some(reason)).unwrap();
    Kept { from, packets, at }
}

fn cut_frame() -> Scene {
    let mut scene = Scene::listening_session();
    let frame = scene.channel().seal(TEXT, &evil::text(1, "half of it"));
    scene.feed(&frame[..60]);
    scene.victim.feed_end(scene.now);
    scene
}

fn behind_goodbye() -> Scene {
    let mut scene = Scene::listening_session();
    let goodbye = scene.channel().seal(CLOSE, &[0; 10]);
    let text = scene.channel().seal(TEXT, &evil::text(1, "too late"));
    scene.feed(&[goodbye, text].concat());
    scene
}

fn said(reason: Reason, why: &str) -> Kept {
    let mut scene = Scene::listening_session();
    let mut payload = reason.number().to_be_bytes().to_vec();
    payload.extend(0_u64.to_be_bytes());
    scene.say(CLOSE, &payload);
    let packets = scene.victim.packets();
    let is_close = |packet: &Packet| packet.direction == Direction::Received && packet.kind == Some("close");
    let at = packets.iter().position(is_close).unwrap();
    Kept { from: format!("the peer's CLOSE: {why}"), packets, at }
}

/// The ladder of a packet, a check a line.
fn ladder(packet: &Packet) -> String {
    let mut text = String::new();
    for check in dissect(packet).checks.list {
        let evidence =
            if check.evidence.is_empty() { String::new() } else { format!(": {}", check.evidence) };
        let reason = check.reason.map_or_else(String::new, |reason| format!(" -> {reason}"));
        writeln!(text, "  {} {} ({}){evidence}{reason}", check.state.symbol(), check.name, check.section)
            .unwrap();
    }
    text
}

fn hex(out: &mut String, name: &str, bytes: &[u8]) {
    writeln!(out, "{name}").unwrap();
    for row in bytes.chunks(32) {
        let row: Vec<_> = row.iter().map(|byte| format!("{byte:02x}")).collect();
        writeln!(out, "  {}", row.join(" ")).unwrap();
    }
}

/// A frame as it is kept.
fn written(reason: Reason, kept: &Kept) -> String {
    let packet = kept.packet();
    let mut out = String::new();
    let field =
        |name: &str, value: Option<String>| format!("{name}: {}", value.unwrap_or_else(|| "none".to_owned()));
    let expected = packet.expected.map(|at| format!("{} {}", at.epoch.0, at.seq.0));
    let refused = packet.reason.map(|reason| reason.name().to_owned());
    for line in [
        field("reason", Some(reason.name().to_owned())),
        field("from", Some(kept.from.clone())),
        field("refused", refused),
        field("verdict", Some(packet.verdict.name().to_owned())),
        field("kind", packet.kind.map(str::to_owned)),
        field("expected", expected),
    ] {
        writeln!(out, "{line}").unwrap();
    }
    hex(&mut out, "frame", &packet.frame);
    hex(&mut out, "opened", packet.inner.as_deref().unwrap_or_default());
    write!(out, "checks\n{}", ladder(packet)).unwrap();
    let done = why(packet, "evil", kept.packets[kept.at + 1..].iter()).pop().unwrap();
    writeln!(out, "done\n  {}", done.text).unwrap();
    out
}

/// A kept frame, read back.
fn read(text: &str) -> (String, Packet, String) {
    let field = |name: &str| {
        let line = text.lines().find_map(|line| line.strip_prefix(&format!("{name}: ")));
        line.filter(|value| *value != "none")
    };
    let block = |name: &str| -> Vec<&str> {
        let lines = text.lines().skip_while(|line| *line != name).skip(1);
        lines.take_while(|line| line.starts_with("  ")).collect()
    };
    let bytes = |name: &str| -> Vec<u8> {
        let words = block(name).join(" ");
        words.split_whitespace().map(|byte| u8::from_str_radix(byte, 16).unwrap()).collect()
    };
    let frame = bytes("frame");
    let header = FrameHeader::from_slice(&frame);
    let type_name =
        header.and_then(|header| FrameType::from_byte(header.frame_type)).map_or("unknown", FrameType::name);
    let kind = field("kind")
        .map(|kind| Message::NAMES.iter().find(|(_, name)| *name == kind).map(|(_, name)| *name).unwrap());
    let expected = field("expected").map(|at| {
        let (epoch, seq) = at.split_once(' ').unwrap();
        Position { epoch: Epoch(epoch.parse().unwrap()), seq: Sequence(seq.parse().unwrap()) }
    });
    let opened = bytes("opened");
    let packet = Packet {
        kind,
        expected,
        header,
        type_name,
        frame,
        verdict: *Verdict::ALL.iter().find(|verdict| Some(verdict.name()) == field("verdict")).unwrap(),
        reason: field("refused")
            .map(|name| *Reason::ALL.iter().find(|reason| reason.name() == name).unwrap()),
        inner: (!opened.is_empty()).then_some(opened),
        ..blank()
    };
    let checks = block("checks").iter().fold(String::new(), |all, line| all + line + "\n");
    (field("reason").unwrap().to_owned(), packet, checks)
}

/// A packet of which nothing is known.
fn blank() -> Packet {
    let scene = Scene::listening_session();
    let packet = scene.victim.packets().remove(0);
    Packet { time: UnixMillis(0), key_id: None, inner: None, direction: Direction::Received, ..packet }
}

#[test]
fn a_frame_is_kept_for_every_reason_and_made_again_byte_for_byte() {
    let made = made();
    let missing: Vec<_> = Reason::ALL.iter().filter(|reason| !made.contains_key(reason)).collect();
    assert!(missing.is_empty(), "no frame reaches {missing:?}");
    let text: Vec<_> = made.iter().map(|(reason, kept)| written(*reason, kept)).collect();
    let text = text.join("\n");
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(FILE);
    if env::var_os("PEERSCOPE_BLESS").is_some() {
        fs::write(&path, &text).unwrap();
    }
    let kept = fs::read_to_string(&path).unwrap();
    let differs = kept.lines().zip(text.lines()).position(|(kept, made)| kept != made);
    assert!(
        kept == text,
        "{FILE} differs from line {:?} on; write it anew with PEERSCOPE_BLESS=1",
        differs.map(|at| at + 1)
    );
}

#[test]
fn every_kept_frame_gives_exactly_its_ladder() {
    let kept = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(FILE)).unwrap();
    let blocks: Vec<_> = kept.split("\n\n").map(read).collect();
    let names: Vec<_> = blocks.iter().map(|(reason, ..)| reason.as_str()).collect();
    let registry: Vec<_> = Reason::ALL.iter().map(|reason| reason.name()).collect();
    assert_eq!(names, registry, "one for each reason, in the order of the registry");
    for (name, packet, checks) in &blocks {
        assert_eq!(&ladder(packet), checks, "{name}");
        let reason = *Reason::ALL.iter().find(|reason| reason.name() == name).unwrap();
        let is_said = SAID.iter().any(|(said, _)| *said == reason);
        let shown = dissect(packet).checks;
        let failed = shown.failed().and_then(|check| check.reason);
        assert_eq!(failed, (!is_said).then_some(reason), "{name}");
        if is_said {
            assert!(shown.list.iter().all(|check| check.state == CheckState::Passed), "{name}");
            let Ok((_, Message::Close(close))) = open_inner(packet.inner.as_deref().unwrap()) else {
                panic!("{name} is said in CLOSE");
            };
            assert_eq!(Reason::from_number(close.reason), Some(reason));
        }
        let sentences = why(packet, "evil", std::iter::empty());
        let bad = sentences.iter().any(|sentence| sentence.tone == Tone::Bad);
        assert_eq!(bad, !is_said, "{name}: {sentences:?}");
        if !is_said {
            assert!(sentences.iter().any(|sentence| sentence.text.contains(name)), "{name}: {sentences:?}");
        }
        let cited = sentences.iter().filter(|sentence| sentence.text.starts_with("The spec says so"));
        assert!(is_said || cited.count() > 0, "{name}");
    }
}
