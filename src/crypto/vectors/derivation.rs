//! HMAC-SHA-256 and HKDF-SHA-256: RFC 4231, RFC 5869 and Wycheproof.

use serde_json::Value;

use super::super::kdf::{expand_into, extract};
use super::super::mac::{mac, verify};
use super::json::{Case, Fault};

/// RFC 4231 section 4; its fifth case is cut to 128 bits.
pub(super) fn hmac_rfc(root: &Value) -> Result<usize, Fault> {
    let cases = Case::root(root).list("tests")?;
    for case in &cases {
        let tag = case.hex("mac")?;
        let bits = u64::try_from(tag.len() * 8).ok();
        case.ensure(bits == Some(case.number("macBits")?), "a tag of another size")?;
        case.ensure(accepts(&case.hex("key")?, &case.hex("msg")?, &tag), "another tag")?;
    }
    Ok(cases.len())
}

/// Wycheproof HMAC-SHA-256: valid tags, and tags that were modified.
pub(super) fn hmac_wycheproof(root: &Value) -> Result<usize, Fault> {
    let mut checked = 0;
    for group in Case::root(root).list("testGroups")? {
        let (key_bits, tag_bits) = (group.number("keySize")?, group.number("tagSize")?);
        for case in group.list("tests")? {
            let (key, tag) = (case.hex("key")?, case.hex("tag")?);
            case.ensure(u64::try_from(key.len() * 8).ok() == Some(key_bits), "a key of another size")?;
            case.ensure(u64::try_from(tag.len() * 8).ok() == Some(tag_bits), "a tag of another size")?;
            let accepted = accepts(&key, &case.hex("msg")?, &tag);
            case.ensure(accepted == case.is_valid()?, "accepted and refused are mixed up")?;
            checked += 1;
        }
    }
    Ok(checked)
}

/// Whole tags take the suite's comparison; the suite never cuts one, so cut ones are compared here.
fn accepts(key: &[u8], message: &[u8], tag: &[u8]) -> bool {
    match tag.try_into() {
        Ok(whole) => verify(key, &[message], whole).is_ok(),
        Err(_) => !tag.is_empty() && mac(key, &[message]).starts_with(tag),
    }
}

/// RFC 5869 appendix A.1 to A.3, with the pseudorandom key in between.
pub(super) fn hkdf_rfc(root: &Value) -> Result<usize, Fault> {
    let cases = Case::root(root).list("tests")?;
    for case in &cases {
        let prk = extract(&case.hex("salt")?, &case.hex("ikm")?);
        case.ensure(*prk.expose() == case.array("prk")?, "another pseudorandom key")?;
        case.ensure(derived(case)? == Some(case.hex("okm")?), "another derived key")?;
    }
    Ok(cases.len())
}

/// Wycheproof HKDF-SHA-256, with sizes that must be refused.
pub(super) fn hkdf_wycheproof(root: &Value) -> Result<usize, Fault> {
    let mut checked = 0;
    for group in Case::root(root).list("testGroups")? {
        for case in group.list("tests")? {
            let expected = if case.is_valid()? { Some(case.hex("okm")?) } else { None };
            case.ensure(derived(&case)? == expected, "another derived key")?;
            checked += 1;
        }
    }
    Ok(checked)
}

/// None where the size is more than HKDF can give.
fn derived(case: &Case<'_>) -> Result<Option<Vec<u8>>, Fault> {
    let prk = extract(&case.hex("salt")?, &case.hex("ikm")?);
    let size = usize::try_from(case.number("size")?).unwrap_or(usize::MAX);
    case.ensure(size <= 1 << 16, "a size beyond reason")?;
    let mut out = vec![0; size];
    let info = case.hex("info")?;
    Ok(expand_into(&prk, &[&info], &mut out).is_ok().then_some(out))
}
