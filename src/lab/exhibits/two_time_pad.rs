//! Two texts under one key stream open each other.

use crate::lab::chance::Chance;
use crate::lab::exhibit::{Exhibit, Shown, secret_bytes, secret_text};
use crate::lab::play::{Acting, BODY, Play, Presence, say};
use crate::link::Origin;

use super::block::Cipher;

pub(super) const EXHIBIT: Exhibit = Exhibit {
    id: "two-time-pad",
    title: "a nonce used twice: who knows one text reads the other",
    instead: "key and nonce are derived for each frame from a chain that never goes back",
    show,
    ours,
};

fn show(chance: &mut Chance) -> Shown {
    let cipher = Cipher::new(secret_bytes(chance));
    let nonce = secret_bytes(chance);
    let known = "good morning, this is the weather forecast for today: ".repeat(2);
    let secret = secret_text(chance, 8);
    let sealed = [&known, &secret].map(|text| cipher.ctr(nonce, text.as_bytes()));
    let found = attacker(&sealed[0], &sealed[1], known.as_bytes());
    Shown::new(found == secret, [format!("from two ciphertexts and one text: {found:?}")])
}

/// Takes the key stream out of the text that it knows.
fn attacker(first: &[u8], second: &[u8], known: &[u8]) -> String {
    let opened = second.iter().zip(first).zip(known).map(|((second, first), known)| second ^ first ^ known);
    String::from_utf8_lossy(&opened.collect::<Vec<u8>>()).into_owned()
}

/// The same text in two frames of ours: under one key stream their bytes would be the same.
fn ours(seed: u64) -> Shown {
    let play = Play::new(seed, &[], Acting::Attacker, Presence::There);
    let frames = play.session().and_then(|mut arena| {
        Ok([say(&mut arena, Origin::Initiator, BODY)?, say(&mut arena, Origin::Initiator, BODY)?])
    });
    let Ok([first, second]) = frames else { return Shown::new(true, ["nothing was shown".to_owned()]) };
    let body = 42..42 + BODY.len();
    let equal =
        first[body.clone()].iter().zip(&second[body]).filter(|(first, second)| first == second).count();
    let told = format!("the same text twice in frames of ours: {equal} of {} bytes are equal", BODY.len());
    Shown::new(equal > BODY.len() / 2, [told])
}
