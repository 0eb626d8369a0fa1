//! AES in counter mode: RFC 3686 and SP 800-38A.

use aes::{Aes192, Aes256};
use ctr::Ctr64BE;
use ctr::cipher::{KeyIvInit as _, StreamCipher as _};
use serde_json::Value;

use super::super::seal::keystream;
use super::json::{Case, Fault};

/// Encrypts and decrypts every row. Rows of 128 bits go through the suite; it has no other size, so the
/// others say only that the library is right.
pub(super) fn counter_mode(root: &Value) -> Result<usize, Fault> {
    let cases = Case::root(root).list("tests")?;
    for case in &cases {
        let counter = if case.has("counterBlock") { "counterBlock" } else { "initialCounterBlock" };
        let counter = case.array(counter)?;
        let (plain, sealed, key) = (case.hex("pt")?, case.hex("ct")?, case.hex("key")?);
        case.ensure(
            u64::try_from(key.len() * 8).ok() == Some(case.number("keyBits")?),
            "key of another size",
        )?;
        case.ensure(run(&key, &counter, &plain) == Some(sealed.clone()), "another ciphertext")?;
        case.ensure(run(&key, &counter, &sealed) == Some(plain), "another plaintext")?;
    }
    Ok(cases.len())
}

fn run(key: &[u8], counter: &[u8; 16], input: &[u8]) -> Option<Vec<u8>> {
    let mut buffer = input.to_vec();
    match key.len() {
        16 => keystream(key.try_into().ok()?, counter, &mut buffer),
        24 => Ctr64BE::<Aes192>::new_from_slices(key, counter).ok()?.apply_keystream(&mut buffer),
        _ => Ctr64BE::<Aes256>::new_from_slices(key, counter).ok()?.apply_keystream(&mut buffer),
    }
    Some(buffer)
}
