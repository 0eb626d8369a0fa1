//! The cipher of SegMSG mixes rows where AES mixes columns, so that its key stream repeats within a message.

use crate::lab::chance::Chance;
use crate::lab::exhibit::{Exhibit, Shown, secret_bytes, secret_text};
use crate::lab::play::{Acting, Play, Presence, say};
use crate::lab::segmsg::{BLOCK, Eavesdropper, message, sealed};
use crate::link::Origin;

pub(super) const EXHIBIT: Exhibit = Exhibit {
    id: "row-mix-columns",
    title: "SegMSG: a transposed step of AES, and the key stream repeats in every block",
    instead: "AES from a library, checked against the published vectors by `peerscope selftest`",
    show,
    ours,
};

const GREETING: &str = "Dear colleague, ";

fn show(chance: &mut Chance) -> Shown {
    let text = format!("{GREETING}{}", secret_text(chance, 12));
    let frame = message(&secret_bytes(chance), text.as_bytes(), 1_700_000_000);
    let found = attacker(sealed(&frame));
    let right = found.iter().zip(text.bytes()).filter(|(found, byte)| **found == Some(*byte)).count();
    let shown: String = found.iter().map(|byte| byte.map_or('_', char::from)).collect();
    let told = format!("from the greeting alone, {right} of {} bytes: {shown}", text.len());
    Shown::new(right * 4 >= text.len() * 3, [told])
}

/// Knows how the text begins. Where the key stream repeats, it repeats for the whole text.
fn attacker(sealed: &[u8]) -> Vec<Option<u8>> {
    Eavesdropper::knowing(sealed, GREETING.as_bytes()).opens(sealed)
}

fn ours(seed: u64) -> Shown {
    let play = Play::new(seed, &[], Acting::Attacker, Presence::There);
    let text = format!("{GREETING}{}", secret_text(&mut Chance::new(seed), 12));
    let frame = play.session().and_then(|mut arena| say(&mut arena, Origin::Initiator, &text));
    let Ok(frame) = frame else { return Shown::new(true, ["nothing was shown".to_owned()]) };
    let found = attacker(&frame[42..42 + text.len()]);
    let beyond = found.iter().zip(text.bytes()).skip(BLOCK);
    let right = beyond.filter(|(found, byte)| **found == Some(*byte)).count();
    let told = format!("the same against a frame of ours: {right} of {} bytes are right", text.len() - BLOCK);
    Shown::new(right * 2 > text.len() - BLOCK, [told])
}
