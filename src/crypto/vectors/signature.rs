//! Ed25519: RFC 8032 and Wycheproof.

use serde_json::Value;

use super::super::{Secret, SigningKey, VerifyingKey};
use super::json::{Case, Fault};

/// RFC 8032 section 7.1: key, signature and verification.
pub(super) fn rfc(root: &Value) -> Result<usize, Fault> {
    let cases = Case::root(root).items()?;
    for case in &cases {
        let key = SigningKey::from_seed(Secret::new(case.array("secretKey")?));
        let message = case.hex("message")?;
        case.ensure(*key.verifying_key().as_bytes() == case.array("publicKey")?, "another public key")?;
        case.ensure(key.sign_bytes(&message) == case.array("signature")?, "another signature")?;
        let accepted = accepts(&case.hex("publicKey")?, &message, &case.hex("signature")?);
        case.ensure(accepted, "the signature is refused")?;
    }
    Ok(cases.len())
}

/// Wycheproof Ed25519: malleable, cut, padded and otherwise forged signatures among good ones.
pub(super) fn wycheproof(root: &Value) -> Result<usize, Fault> {
    let mut checked = 0;
    for group in Case::root(root).list("testGroups")? {
        let key = group.inner("publicKey")?.hex("pk")?;
        for case in group.list("tests")? {
            let accepted = accepts(&key, &case.hex("msg")?, &case.hex("sig")?);
            case.ensure(accepted == case.is_valid()?, "accepted and refused are mixed up")?;
            checked += 1;
        }
    }
    Ok(checked)
}

fn accepts(key: &[u8], message: &[u8], signature: &[u8]) -> bool {
    let (Ok(key), Ok(signature)) = (key.try_into(), signature.try_into()) else { return false };
    VerifyingKey::from_bytes(key).and_then(|key| key.verify_bytes(message, signature)).is_ok()
}
