//! Whoever changes the IV changes the first block of the text.

use crate::lab::chance::Chance;
use crate::lab::exhibit::{Exhibit, Shown, by_attack, secret_bytes, secret_text};

use super::block::Cipher;

pub(super) const EXHIBIT: Exhibit = Exhibit {
    id: "cbc-iv-flip",
    title: "AES in CBC mode without a MAC: $100 becomes $900",
    instead: "the tag covers all of the frame, and there is no IV to change",
    show,
    ours: |seed| by_attack("bit-flip-ciphertext", seed),
};

fn show(chance: &mut Chance) -> Shown {
    let order = format!("pay $100 to {}", secret_text(chance, 2));
    let cipher = Cipher::new(secret_bytes(chance));
    let mut sealed = cipher.cbc_encrypt(secret_bytes(chance), order.as_bytes());
    attacker(&mut sealed[0]);
    let opened = cipher.cbc_decrypt(&sealed).unwrap_or_default();
    let opened = String::from_utf8_lossy(&opened).into_owned();
    Shown::new(opened == order.replacen('1', "9", 1), [format!("sent {order:?}, opened {opened:?}")])
}

/// Knows where the first digit stands, and what it is.
const fn attacker(iv: &mut [u8; 16]) {
    iv["pay $".len()] ^= b'1' ^ b'9';
}
