//! The group and what is computed in it: RFC 3526, safe-prime key verification, key agreement, refusals.

use crypto_bigint::U2048;
use num_bigint::BigUint;
use serde_json::Value;

use super::super::dh::power;
use super::super::group14::{order, prime};
use super::super::{EphemeralSecret, Error, PublicKey, ScriptedRandom};
use super::json::{Case, Fault};

/// RFC 3526 section 3: `p`, `q` and `g` are ours, and 2 has order `q`.
pub(super) fn group(root: &Value) -> Result<usize, Fault> {
    let file = Case::root(root);
    let (p, q, two) = (prime(), order(), BigUint::from(2_u8));
    file.ensure(file.big("p")? == p, "another p")?;
    file.ensure(file.big("q")? == q, "another q")?;
    file.ensure(file.big("g")? == two, "another g")?;
    let facts = file.inner("facts")?;
    facts.ensure(facts.number("p_bits")? == p.bits(), "p has other bits")?;
    facts.ensure(BigUint::from(facts.number("p_mod_8")?) == &p % 8_u8, "p mod 8 differs")?;
    let residue = two.modpow(&q, &p) == BigUint::from(1_u8);
    facts.ensure(facts.flag("g_is_quadratic_residue")? == residue, "whether 2 is a residue differs")?;
    facts.ensure(BigUint::from(facts.number("cofactor")?) * &q + 1_u8 == p, "p is not cofactor * q + 1")?;
    let divisor = facts.number("p_plus_1_divisible_by")?;
    facts.ensure(divisor > 1 && (&p + 1_u8) % divisor == BigUint::ZERO, "p + 1 has another divisor")?;
    Ok(1)
}

/// NIST ACVP `safePrimes` keyGen and keyVer: `y = 2^x mod p` exactly where the file says so.
pub(super) fn safe_primes(root: &Value) -> Result<usize, Fault> {
    let mut checked = 0;
    for group in Case::root(root).list("testGroups")? {
        if group.text("safePrimeGroup")? != "MODP-2048" {
            continue;
        }
        for case in group.list("tests")? {
            let y = public_bytes(&case, "y")?;
            let agrees = raise(&BigUint::from(2_u8), &case.big("x")?, &case)? == y;
            let expected = !case.has("testPassed") || case.flag("testPassed")?;
            case.ensure(agrees == expected, "y = 2^x mod p is not what the file says")?;
            checked += 1;
        }
    }
    Case::root(root).ensure(checked > 0, "no case of MODP-2048")?;
    Ok(checked)
}

/// Key pairs and shared secrets. Rows whose exponents could be ours go through the types of the suite.
pub(super) fn shared_secrets(root: &Value) -> Result<usize, Fault> {
    let cases = Case::root(root).list("tests")?;
    for case in &cases {
        let (ya, yb, z) = (public_bytes(case, "yA")?, public_bytes(case, "yB")?, public_bytes(case, "z")?);
        for (own, own_public, peer_public) in [("xA", &ya, &yb), ("xB", &yb, &ya)] {
            let x = case.big(own)?;
            let (public, shared) = if let Some(secret) = ephemeral(&x, case)? {
                through_the_types(secret, peer_public, case)?
            } else {
                let peer = BigUint::from_bytes_be(peer_public);
                (raise(&BigUint::from(2_u8), &x, case)?, raise(&peer, &x, case)?)
            };
            case.ensure(public == *own_public, "another public value")?;
            case.ensure(shared == z, "another shared secret")?;
        }
    }
    Ok(cases.len())
}

/// Public values that must be refused, with the exact reason, and some that must pass.
pub(super) fn public_values(root: &Value) -> Result<usize, Fault> {
    let file = Case::root(root);
    let (refused, accepted) = (file.list("invalid")?, file.list("valid")?);
    for case in &refused {
        let reason = verdict(&case.hex("y")?);
        case.ensure(reason == Some(case.text("reason")?), "not refused for this reason")?;
    }
    for case in &accepted {
        case.ensure(verdict(&case.hex("y")?).is_none(), "refused")?;
    }
    Ok(refused.len() + accepted.len())
}

fn verdict(y: &[u8]) -> Option<&'static str> {
    let Ok(bytes) = <&[u8; 256]>::try_from(y) else { return Some("bad_length") };
    match PublicKey::from_bytes(bytes).and_then(|key| key.check_subgroup()) {
        Ok(()) => None,
        Err(Error::PublicKeyOutOfRange) => Some("out_of_range"),
        Err(Error::PublicKeyNotInSubgroup) => Some("not_in_subgroup"),
        Err(_) => Some("another reason"),
    }
}

/// The exponent as the suite would draw it, where it has 32 bytes with the top bit set.
fn ephemeral(x: &BigUint, case: &Case<'_>) -> Result<Option<EphemeralSecret>, Fault> {
    if x.bits() != 256 {
        return Ok(None);
    }
    let secret = EphemeralSecret::generate(&mut ScriptedRandom::new(x.to_bytes_be()));
    case.require(secret.ok(), "the exponent is refused").map(Some)
}

type Pair = ([u8; 256], [u8; 256]);

fn through_the_types(secret: EphemeralSecret, peer: &[u8; 256], case: &Case<'_>) -> Result<Pair, Fault> {
    let public = *secret.public().as_bytes();
    let shared = PublicKey::from_bytes(peer).and_then(|peer| secret.agree(&peer));
    let shared = case.require(shared.ok(), "the agreement is refused")?;
    Ok((public, *shared.expose()))
}

/// The constant-time exponentiation of the suite, with an exponent of any size up to 2048 bits.
fn raise(base: &BigUint, exponent: &BigUint, case: &Case<'_>) -> Result<[u8; 256], Fault> {
    let (base, exponent) = (padded(base, case)?, padded(exponent, case)?);
    let mut out = [0; 256];
    power(&U2048::from_be_slice(&base), &U2048::from_be_slice(&exponent), &mut out);
    Ok(out)
}

fn public_bytes(case: &Case<'_>, field: &str) -> Result<[u8; 256], Fault> {
    padded(&case.big(field)?, case)
}

fn padded(value: &BigUint, case: &Case<'_>) -> Result<[u8; 256], Fault> {
    let bytes = value.to_bytes_be();
    case.ensure(bytes.len() <= 256, "a number of more than 2048 bits")?;
    let mut out = [0; 256];
    for (to, from) in out.iter_mut().rev().zip(bytes.iter().rev()) {
        *to = *from;
    }
    Ok(out)
}
