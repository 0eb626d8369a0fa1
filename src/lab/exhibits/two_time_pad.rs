//! Two texts under one key stream open each other.

use crate::lab::chance::Chance;
use crate::lab::exhibit::{Exhibit, Shown, secret_bytes, secret_text};
use crate::lab::play::{Acting, BODY_AT, Play, Presence, say};
use crate::link::Origin;

use super::block::Cipher;

pub(super) const EXHIBIT: Exhibit = Exhibit {
    id: "two-time-pad",
    title: "a nonce used twice: who knows one text reads the other",
    instead: "key and nonce are derived for each frame from a chain that never goes back",
    show,
    ours,
};

/// What the attacker knows that was said, as long as a text can be.
const KNOWN: &str = "good morning, this is the weather forecast for today: good morning, this is the weather forecast for today: ";

fn show(chance: &mut Chance) -> Shown {
    let cipher = Cipher::new(secret_bytes(chance));
    let nonce = secret_bytes(chance);
    let secret = secret_text(chance, 8);
    let sealed = [KNOWN, &secret].map(|text| cipher.ctr(nonce, text.as_bytes()));
    let found = attacker(&sealed[0], &sealed[1]);
    Shown::new(found == secret, [format!("from two ciphertexts and one text: {found:?}")])
}

/// Takes the key stream out of the text that it knows.
fn attacker(first: &[u8], second: &[u8]) -> String {
    let opened =
        second.iter().zip(first).zip(KNOWN.bytes()).map(|((second, first), known)| second ^ first ^ known);
    String::from_utf8_lossy(&opened.collect::<Vec<u8>>()).into_owned()
}

/// The same two texts, one frame of ours after the other.
fn ours(seed: u64) -> Shown {
    let play = Play::new(seed, &[], Acting::Attacker, Presence::There);
    let secret = secret_text(&mut Chance::new(seed), 8);
    let frames = play.session().and_then(|mut arena| {
        Ok([say(&mut arena, Origin::Initiator, KNOWN)?, say(&mut arena, Origin::Initiator, &secret)?])
    });
    let Ok([first, second]) = frames else { return Shown::new(true, ["nothing was shown".to_owned()]) };
    let found = attacker(&first[BODY_AT..], &second[BODY_AT..BODY_AT + secret.len()]);
    let right = found.bytes().zip(secret.bytes()).filter(|(found, byte)| found == byte).count();
    let told = format!("from two frames of ours and one text: {right} of {} letters are right", secret.len());
    Shown::new(right * 2 > secret.len(), [told])
}
