//! A Diffie-Hellman exchange that nobody signs.

use num_bigint::BigUint;

use crate::crypto::sha256;
use crate::lab::chance::Chance;
use crate::lab::evil::{array, power, prime};
use crate::lab::exhibit::{Exhibit, Shown, by_attack, secret_bytes, secret_text};

use super::block::Cipher;

pub(super) const EXHIBIT: Exhibit = Exhibit {
    id: "unsigned-exchange",
    title: "Diffie-Hellman without signatures: two people talk to the one in between",
    instead: "both sides sign the exchange with their identities, and people can compare these",
    show,
    ours: |seed| by_attack("mitm-pinned", seed),
};

fn show(chance: &mut Chance) -> Shown {
    let secret = secret_text(chance, 4);
    let mut exponent = || BigUint::from_bytes_be(&secret_bytes::<32>(chance));
    let (alice, bob, mallory) = (exponent(), exponent(), Mallory(exponent()));
    // Each of them gets the public value of mallory and takes it for that of the other.
    let sealed = cipher(&mallory.public(), &alice).ctr([1; 8], secret.as_bytes());
    let (read, passed_on) = mallory.passes_on([power(2, &alice), power(2, &bob)], &sealed);
    let arrived = cipher(&mallory.public(), &bob).ctr([1; 8], &passed_on);
    let won = read == secret && arrived == secret.as_bytes();
    Shown::new(won, [format!("bob gets what alice said, and mallory has read {read:?}")])
}

/// The one in between, with an exponent of its own.
struct Mallory(BigUint);

impl Mallory {
    fn public(&self) -> [u8; 256] {
        power(2, &self.0)
    }

    /// Has the public values of both and what one has sealed: what it reads, and what it seals for the other.
    fn passes_on(&self, [alice, bob]: [[u8; 256]; 2], sealed: &[u8]) -> (String, Vec<u8>) {
        let read = cipher(&alice, &self.0).ctr([1; 8], sealed);
        let passed_on = cipher(&bob, &self.0).ctr([1; 8], &read);
        (String::from_utf8_lossy(&read).into_owned(), passed_on)
    }
}

fn cipher(public: &[u8; 256], exponent: &BigUint) -> Cipher {
    let shared = BigUint::from_bytes_be(public).modpow(exponent, &prime());
    Cipher::new(array(&sha256(&[&shared.to_bytes_be()])))
}
