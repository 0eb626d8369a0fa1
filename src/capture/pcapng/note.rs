//! The comment that a packet carries: what is known of it besides its bytes, in the words of net.log and of filters.
//!
//! ```text
//! peerscope packet=12 conn=1 peer=ea01d274 dir=received verdict="BAD MAC" reason=bad_tag kind=text expected.seq=31
//! ```

use core::fmt::Write as _;

use crate::capture::Packet;
use crate::link::Direction;
use crate::wire::{Epoch, Message, Position, Reason, Sequence, Verdict};

/// How a comment of ours begins.
const HEAD: &str = "peerscope ";
/// Longest name of a peer that is believed.
const PEER_CHARS_MAX: usize = 64;

/// The comment of a packet.
pub(super) fn text(packet: &Packet) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || " .:-_+/[]%".contains(c);
    let peer: String = packet.peer.chars().map(|c| if plain(c) { c } else { '?' }).collect();
    // What stands for a name on a safe screen has a blank in it.
    let peer = if peer.contains(' ') { format!("\"{peer}\"") } else { peer };
    let mut text = format!(
        "{HEAD}packet={} conn={} peer={peer} dir={} verdict=\"{}\"",
        packet.number,
        packet.conn,
        packet.direction.name(),
        packet.verdict.name()
    );
    let expected = packet.expected;
    let more = [
        ("reason", packet.reason.map(|reason| reason.name().to_owned())),
        ("kind", packet.kind.map(str::to_owned)),
        ("expected.epoch", expected.map(|at| at.epoch.0.to_string())),
        ("expected.seq", expected.map(|at| at.seq.0.to_string())),
        ("key_id", packet.key_id.map(|id| format!("{:08x}", u32::from_be_bytes(id)))),
    ];
    for (name, value) in more {
        if let Some(value) = value {
            // Writing to a string cannot fail.
            let _ = write!(text, " {name}={value}");
        }
    }
    text
}

/// Puts what a comment says into a packet; whether it was one of ours.
pub(super) fn apply(comment: &str, packet: &mut Packet) -> bool {
    let Some(mut rest) = comment.strip_prefix(HEAD) else { return false };
    let (mut epoch, mut seq) = (None, None);
    while let Some((name, value, behind)) = field(rest) {
        rest = behind;
        match name {
            "packet" => packet.number = value.parse().unwrap_or(packet.number),
            "conn" => packet.conn = value.parse().unwrap_or(packet.conn),
            "peer" => packet.peer = value.chars().take(PEER_CHARS_MAX).collect(),
            "dir" => packet.direction = direction(value).unwrap_or(packet.direction),
            "verdict" => packet.verdict = verdict(value).unwrap_or(packet.verdict),
            "reason" => packet.reason = Reason::ALL.iter().copied().find(|known| known.name() == value),
            "kind" => packet.kind = kind(value),
            "expected.epoch" => epoch = value.parse().ok().map(Epoch),
            "expected.seq" => seq = value.parse().ok().map(Sequence),
            "key_id" => packet.key_id = u32::from_str_radix(value, 16).ok().map(u32::to_be_bytes),
            // A later version may say more.
            _ => {}
        }
    }
    packet.expected = epoch.zip(seq).map(|(epoch, seq)| Position { epoch, seq });
    true
}

/// The first `name=value` or `name="value"`, and what stands behind it.
fn field(text: &str) -> Option<(&str, &str, &str)> {
    let (name, rest) = text.trim_start().split_once('=')?;
    let (value, behind) = match rest.strip_prefix('"') {
        Some(quoted) => quoted.split_once('"')?,
        None => rest.split_once(' ').unwrap_or((rest, "")),
    };
    Some((name, value, behind))
}

fn direction(word: &str) -> Option<Direction> {
    [Direction::Sent, Direction::Received].into_iter().find(|known| known.name() == word)
}

fn verdict(word: &str) -> Option<Verdict> {
    Verdict::ALL.iter().copied().find(|known| known.name() == word)
}

fn kind(word: &str) -> Option<&'static str> {
    Message::NAMES.iter().map(|(_, name)| *name).find(|name| *name == word)
}
