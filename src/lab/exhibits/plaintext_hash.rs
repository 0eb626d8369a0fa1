//! The header of SegMSG has a hash of what was said.

use crate::crypto::sha256;
use crate::lab::chance::Chance;
use crate::lab::exhibit::{Exhibit, Shown, secret_bytes};
use crate::lab::play::{Acting, Play, Presence, say};
use crate::lab::segmsg::message;
use crate::link::Origin;

pub(super) const EXHIBIT: Exhibit = Exhibit {
    id: "plaintext-hash",
    title: "SegMSG: a hash of the text in the header, so that every guess can be tested",
    instead: "nothing in a frame depends on the text but the ciphertext, which nobody can test without the key",
    show,
    ours,
};

fn show(chance: &mut Chance) -> Shown {
    let pin = format!("my pin is {:04}", chance.below(10_000));
    let frame = message(&secret_bytes(chance), pin.as_bytes(), 1_700_000_000);
    let (found, tried) = attacker(&frame);
    let won = found.as_ref() == Some(&pin);
    Shown::new(won, [format!("{tried} guesses against one frame: {}", found.unwrap_or_default())])
}

/// Looks for the hash of each guess in the bytes of a frame.
fn attacker(frame: &[u8]) -> (Option<String>, usize) {
    let guesses = (0..10_000).map(|pin| format!("my pin is {pin:04}"));
    for (tried, guess) in (1..).zip(guesses) {
        let hash = sha256(&[guess.as_bytes()]);
        if frame.windows(hash.len()).any(|window| window == hash) {
            return (Some(guess), tried);
        }
    }
    (None, 10_000)
}

fn ours(seed: u64) -> Shown {
    let play = Play::new(seed, &[], Acting::Attacker, Presence::There);
    let pin = format!("my pin is {:04}", Chance::new(seed).below(10_000));
    let frame = play.session().and_then(|mut arena| say(&mut arena, Origin::Initiator, &pin));
    let Ok(frame) = frame else { return Shown::new(true, ["nothing was shown".to_owned()]) };
    let (found, tried) = attacker(&frame);
    let told = format!("{tried} guesses against a frame of ours: {}", found.as_deref().unwrap_or("nothing"));
    Shown::new(found.is_some(), [told])
}
