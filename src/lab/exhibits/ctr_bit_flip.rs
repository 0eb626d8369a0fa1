//! In counter mode each bit of the text can be changed by itself.

use crate::lab::chance::Chance;
use crate::lab::exhibit::{Exhibit, Shown, by_attack, secret_bytes, secret_text};

use super::block::Cipher;

pub(super) const EXHIBIT: Exhibit = Exhibit {
    id: "ctr-bit-flip",
    title: "AES in counter mode without a MAC: one bit, and noon is another hour",
    instead: "the tag is over the ciphertext, the header, the session and the direction",
    show,
    ours: |seed| by_attack("bit-flip-ciphertext", seed),
};

fn show(chance: &mut Chance) -> Shown {
    let text = format!("be there at 12:00, {}", secret_text(chance, 3));
    let cipher = Cipher::new(secret_bytes(chance));
    let nonce = secret_bytes(chance);
    let mut sealed = cipher.ctr(nonce, text.as_bytes());
    attacker(&mut sealed);
    let opened = String::from_utf8_lossy(&cipher.ctr(nonce, &sealed)).into_owned();
    Shown::new(opened == text.replacen("12:00", "13:00", 1), [format!("sent {text:?}, opened {opened:?}")])
}

/// Knows where the hour stands. The ciphertext is all that it has.
const fn attacker(sealed: &mut [u8]) {
    sealed["be there at 1".len()] ^= b'2' ^ b'3';
}
