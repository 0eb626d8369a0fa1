//! Published vectors and the properties that make the types safe.

use aes::Aes128;
use crypto_bigint::{U256, U2048};
use ctr::Ctr64BE;
use num_bigint::BigUint;
use proptest::prelude::{ProptestConfig, any, prop_assert_eq, proptest};
use serde_json::Value;
use sha2::{Sha256, Sha512};
use zeroize::{Zeroize as _, ZeroizeOnDrop};

use super::dh::power;
use super::group14::{order, prime};
use super::passphrase::derive;
use super::vectors::{FILES, Fault, VectorFile, hex};
use super::*;

fn file(path: &str) -> &'static VectorFile {
    FILES.iter().find(|file| file.path == path).unwrap()
}

fn key(seed: u64) -> SigningKey {
    SigningKey::generate(&mut SeededRandom::new(seed)).unwrap()
}

fn exponent(seed: u64) -> EphemeralSecret {
    EphemeralSecret::generate(&mut SeededRandom::new(seed)).unwrap()
}

fn block(byte: u8) -> Secret<56> {
    Secret::new([byte; 56])
}

#[test]
fn every_published_vector_agrees() {
    let cases: Vec<_> = FILES.iter().map(|file| (file.path, file.check(file.embedded))).collect();
    let expected = [1, 3, 10, 32, 20, 7, 174, 3, 86, 9, 3, 5, 151];
    let found: Vec<_> = cases.iter().map(|(path, cases)| cases.clone().map_err(|e| (path, e))).collect();
    assert_eq!(found, expected.map(Ok));
}

/// Every place of a value that decides, one case of each file for each.
const VALUES: &[(&str, &str)] = &[
    ("acvp/safePrimes-keyGen-1.0.internalProjection.json", "/testGroups/1/tests/0/x"),
    ("acvp/safePrimes-keyGen-1.0.internalProjection.json", "/testGroups/1/tests/2/y"),
    ("acvp/safePrimes-keyVer-1.0.internalProjection.json", "/testGroups/1/tests/0/x"),
    ("acvp/safePrimes-keyVer-1.0.internalProjection.json", "/testGroups/1/tests/1/y"),
    ("local/modp2048-dh-kat.json", "/tests/0/xA"),
    ("local/modp2048-dh-kat.json", "/tests/26/xB"),
    ("local/modp2048-dh-kat.json", "/tests/24/yA"),
    ("local/modp2048-dh-kat.json", "/tests/31/yB"),
    ("local/modp2048-dh-kat.json", "/tests/25/z"),
    ("local/modp2048-public-validation.json", "/invalid/0/reason"),
    ("local/modp2048-public-validation.json", "/invalid/7/reason"),
    ("local/modp2048-public-validation.json", "/valid/3/y"),
    ("nist/sp800-38a-ctr.json", "/tests/0/key"),
    ("nist/sp800-38a-ctr.json", "/tests/0/initialCounterBlock"),
    ("nist/sp800-38a-ctr.json", "/tests/1/pt"),
    ("nist/sp800-38a-ctr.json", "/tests/2/ct"),
    ("rfc/rfc3526-modp2048.json", "/p"),
    ("rfc/rfc3526-modp2048.json", "/q"),
    ("rfc/rfc3526-modp2048.json", "/g"),
    ("rfc/rfc3686-aes-ctr.json", "/tests/2/key"),
    ("rfc/rfc3686-aes-ctr.json", "/tests/5/counterBlock"),
    ("rfc/rfc3686-aes-ctr.json", "/tests/0/pt"),
    ("rfc/rfc3686-aes-ctr.json", "/tests/8/ct"),
    ("rfc/rfc4231-hmac-sha256.json", "/tests/0/key"),
    ("rfc/rfc4231-hmac-sha256.json", "/tests/6/msg"),
    ("rfc/rfc4231-hmac-sha256.json", "/tests/4/mac"),
    ("rfc/rfc5869-hkdf-sha256.json", "/tests/0/ikm"),
    ("rfc/rfc5869-hkdf-sha256.json", "/tests/0/salt"),
    ("rfc/rfc5869-hkdf-sha256.json", "/tests/1/info"),
    ("rfc/rfc5869-hkdf-sha256.json", "/tests/2/prk"),
    ("rfc/rfc5869-hkdf-sha256.json", "/tests/2/okm"),
    ("rfc/rfc8032-ed25519.json", "/0/secretKey"),
    ("rfc/rfc8032-ed25519.json", "/1/publicKey"),
    ("rfc/rfc8032-ed25519.json", "/2/message"),
    ("rfc/rfc8032-ed25519.json", "/4/signature"),
    ("wycheproof/ed25519_test.json", "/testGroups/0/publicKey/pk"),
    ("wycheproof/ed25519_test.json", "/testGroups/0/tests/1/msg"),
    ("wycheproof/ed25519_test.json", "/testGroups/0/tests/0/sig"),
    ("wycheproof/hkdf_sha256_test.json", "/testGroups/1/tests/0/ikm"),
    ("wycheproof/hkdf_sha256_test.json", "/testGroups/0/tests/0/salt"),
    ("wycheproof/hkdf_sha256_test.json", "/testGroups/0/tests/0/info"),
    ("wycheproof/hkdf_sha256_test.json", "/testGroups/0/tests/0/okm"),
    ("wycheproof/hmac_sha256_test.json", "/testGroups/0/tests/1/key"),
    ("wycheproof/hmac_sha256_test.json", "/testGroups/1/tests/1/msg"),
    ("wycheproof/hmac_sha256_test.json", "/testGroups/0/tests/0/tag"),
];

#[test]
fn a_changed_digit_of_a_value_is_found_without_the_digest() {
    for (path, pointer) in VALUES {
        let file = file(path);
        let mut root: Value = serde_json::from_slice(file.embedded).unwrap();
        let value = root.pointer_mut(pointer).unwrap();
        let mut text: Vec<char> = value.as_str().unwrap().chars().collect();
        let last = text.last_mut().unwrap();
        *last = if *last == '1' { '2' } else { '1' };
        *value = Value::String(text.into_iter().collect());
        let found = (file.values)(&root);
        assert!(matches!(found, Err(Fault::Disagrees { .. })), "{path}{pointer}: {found:?}");
    }
}

#[test]
fn every_file_of_vectors_is_covered_by_such_a_change() {
    for file in FILES {
        assert!(VALUES.iter().any(|(path, _)| *path == file.path), "{}", file.path);
    }
}

#[test]
fn a_changed_comment_is_found_by_the_digest() {
    let file = file("rfc/rfc3526-modp2048.json");
    let text = String::from_utf8(file.embedded.to_vec()).unwrap();
    assert_eq!(file.check(text.replacen("RFC 3526", "RFC 3527", 1).as_bytes()), Err(Fault::Altered));
}

#[test]
fn a_result_that_is_turned_round_is_found() {
    for path in ["wycheproof/ed25519_test.json", "wycheproof/hmac_sha256_test.json"] {
        let file = file(path);
        let text = String::from_utf8(file.embedded.to_vec()).unwrap();
        for (from, to) in [("\"valid\"", "\"invalid\""), ("\"invalid\"", "\"valid\"")] {
            let found = file.check(text.replacen(from, to, 1).as_bytes());
            assert!(matches!(found, Err(Fault::Disagrees { .. })), "{path}: {found:?}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]

    #[test]
    fn both_libraries_raise_to_the_same_power(base in any::<[[u8; 32]; 8]>(), x in any::<[u8; 32]>()) {
        let base = BigUint::from_bytes_be(&base.concat()) % prime();
        let mut padded = [0; 256];
        let digits = base.to_bytes_be();
        padded[256 - digits.len()..].copy_from_slice(&digits);
        let mut ours = [0; 256];
        power(&U2048::from_be_slice(&padded), &U256::from_be_slice(&x), &mut ours);
        let oracle = base.modpow(&BigUint::from_bytes_be(&x), &prime());
        prop_assert_eq!(BigUint::from_bytes_be(&ours), oracle);
    }

    #[test]
    fn the_jacobi_symbol_says_what_eulers_criterion_says(y in any::<[[u8; 32]; 8]>()) {
        let mut bytes = [0; 256];
        bytes.copy_from_slice(&y.concat());
        bytes[0] &= 0x7f;
        let euler = BigUint::from_bytes_be(&bytes).modpow(&order(), &prime()) == BigUint::from(1_u8);
        let jacobi = PublicKey::from_bytes(&bytes).unwrap().check_subgroup();
        prop_assert_eq!(jacobi.is_ok(), euler);
    }

    #[test]
    fn sealing_and_opening_are_inverse(text in any::<Vec<u8>>(), context in any::<[u8; 8]>(), byte: u8) {
        let mut buffer = text.clone();
        let tag = SealKey::from_block(block(byte)).seal(&[&context], &mut buffer);
        OpenKey::from_block(block(byte)).open(&[&context], &mut buffer, &tag).unwrap();
        prop_assert_eq!(buffer, text);
    }
}

#[test]
fn both_ends_agree_and_a_third_does_not() {
    let (a, b, c) = (exponent(1), exponent(2), exponent(3));
    let (a_public, b_public) = (a.public(), b.public());
    let shared = a.agree(&b_public).unwrap();
    assert_eq!(shared.expose(), b.agree(&a_public).unwrap().expose());
    assert_ne!(shared.expose(), c.agree(&a_public).unwrap().expose());
}

#[test]
fn an_exponent_has_its_top_bit_set_whatever_the_generator_gives() {
    let one = || EphemeralSecret::generate(&mut ScriptedRandom::new(vec![0; 32])).unwrap();
    let expected = BigUint::from(2_u8).modpow(&(BigUint::from(1_u8) << 255_u32), &prime());
    assert_eq!(BigUint::from_bytes_be(one().public().as_bytes()), expected);
}

#[test]
fn a_value_outside_the_subgroup_is_refused_before_the_exponent_is_used() {
    let mut eleven = [0; 256];
    eleven[255] = 11;
    let peer = PublicKey::from_bytes(&eleven).unwrap();
    assert_eq!(exponent(1).agree(&peer).map(drop), Err(Error::PublicKeyNotInSubgroup));
}

#[test]
fn a_generator_that_runs_dry_makes_no_key() {
    let dry = || ScriptedRandom::new(vec![7; 31]);
    assert_eq!(EphemeralSecret::generate(&mut dry()).map(drop), Err(Error::Rng));
    assert_eq!(SigningKey::generate(&mut dry()).map(drop), Err(Error::Rng));
    assert_eq!(Secret::<32>::random(&mut dry()).map(drop), Err(Error::Rng));
}

#[test]
fn a_box_with_any_bit_changed_stays_shut_and_untouched() {
    let mut sealed = *b"attack at dawn";
    let tag = SealKey::from_block(block(1)).seal(&[b"context"], &mut sealed);
    let shut = |key: u8, context: &[u8], sealed: &[u8], tag: &[u8; 32]| {
        let mut buffer = sealed.to_vec();
        let opened = OpenKey::from_block(block(key)).open(&[context], &mut buffer, tag);
        assert_eq!(opened, Err(Error::InvalidTag));
        assert_eq!(buffer, sealed);
    };
    for bit in 0..8 * sealed.len() {
        let mut changed = sealed;
        changed[bit / 8] ^= 1 << (bit % 8);
        shut(1, b"context", &changed, &tag);
    }
    for bit in 0..256 {
        let mut changed = tag;
        changed[bit / 8] ^= 1 << (bit % 8);
        shut(1, b"context", &sealed, &changed);
    }
    shut(2, b"context", &sealed, &tag);
    shut(1, b"contexT", &sealed, &tag);
    shut(1, b"context", &sealed[1..], &tag);
}

#[test]
fn a_signature_holds_in_its_own_context_only() {
    let contexts = [
        Context::Responder,
        Context::Initiator,
        Context::RekeyInitiator,
        Context::RekeyResponder,
        Context::LogCheckpoint,
    ];
    for made in contexts {
        let signature = key(1).sign(made, &[b"one", b"two"]);
        for read in contexts {
            let verified = key(1).verifying_key().verify(read, &[b"onetwo"], &signature);
            assert_eq!(verified.is_ok(), made == read, "{made:?} read as {read:?}");
        }
    }
}

#[test]
fn a_label_gives_a_key_of_its_own_for_each_label_length_and_context() {
    let prk = Secret::new([1; 32]);
    let labels = [Label::Root, Label::SessionId, Label::Message, Label::KeystoreMaster, Label::KeystoreLog];
    let mut keys: Vec<_> = labels.iter().map(|label| *expand::<32>(&prk, *label, b"a").expose()).collect();
    keys.push(*expand::<32>(&prk, Label::Root, b"b").expose());
    keys.push(expand::<56>(&prk, Label::Root, b"a").expose()[..32].try_into().unwrap());
    keys.sort_unstable();
    keys.dedup();
    assert_eq!(keys.len(), labels.len() + 2);
}

#[test]
fn second_encodings_of_a_point_are_refused() {
    for low in 0xed..=0xff {
        for high in [0x7f, 0xff] {
            let mut bytes = [0xff; 32];
            (bytes[0], bytes[31]) = (low, high);
            assert_eq!(
                VerifyingKey::from_bytes(&bytes),
                Err(Error::IdentityNotCanonical),
                "{low:x} {high:x}"
            );
        }
    }
    let mut negative_zero = [0; 32];
    (negative_zero[0], negative_zero[31]) = (1, 0x80);
    assert_eq!(VerifyingKey::from_bytes(&negative_zero), Err(Error::IdentityNotCanonical));
}

#[test]
fn points_of_small_order_are_refused() {
    let order_eight = "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a";
    let mut eighth = [0; 32];
    for (byte, pair) in eighth.iter_mut().zip(order_eight.as_bytes().chunks(2)) {
        *byte = u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap();
    }
    let (mut one, zero) = ([0; 32], [0; 32]);
    one[0] = 1;
    for weak in [one, zero, eighth] {
        assert_eq!(VerifyingKey::from_bytes(&weak), Err(Error::IdentityWeak), "{}", hex(&weak));
    }
}

#[test]
fn a_fingerprint_reads_back_as_the_pin_that_matches() {
    let (own, other) = (key(1).verifying_key(), key(2).verifying_key());
    let shown = own.fingerprint().to_string();
    assert_eq!(shown.len(), 39);
    assert_eq!(shown.replace('-', "").chars().take(8).collect::<String>(), own.fingerprint().short());
    for text in [shown.clone(), shown.replace('-', ""), shown.replace('-', " ").to_uppercase()] {
        let pin: Pin = text.parse().unwrap();
        assert!(pin.matches(&own) && !pin.matches(&other), "{text}");
    }
    for text in ["", "7f3a", shown.get(1..).unwrap(), &shown.replace('-', "+"), &format!("{shown}0")] {
        assert!(text.parse::<Pin>().is_err(), "{text}");
    }
    assert!(Pin::Identity(own).matches(&own) && !Pin::Identity(own).matches(&other));
}

#[test]
fn a_safety_number_is_the_same_from_both_sides_and_for_no_other_pair() {
    let [a, b, c] = [1, 2, 3].map(|seed| key(seed).verifying_key());
    assert_eq!(safety_number(&a, &b), safety_number(&b, &a));
    assert_ne!(safety_number(&a, &b), safety_number(&a, &c));
    assert_eq!(safety_number(&a, &b).to_string().len(), 12 * 5 + 11);
}

#[test]
fn a_passphrase_gives_the_key_that_another_implementation_gives() {
    let salt = std::array::from_fn(|index| u8::try_from(index).unwrap());
    let key = derive(b"correct horse", &salt, Argon2Params::FLOOR).unwrap();
    assert_eq!(hex(key.expose()), "d00b90c40f918cf889780d7d3a9ec3c2b1719df87dc5e4d4d93ea6163db04e17");
}

#[test]
fn passphrase_parameters_outside_floor_and_cap_are_refused_at_once() {
    let (floor, cap) = (Argon2Params::FLOOR, Argon2Params::CAP);
    assert_eq!(Argon2Params::default().check(), Ok(()));
    for params in [
        Argon2Params { memory_kib: floor.memory_kib - 1, ..floor },
        Argon2Params { passes: floor.passes - 1, ..floor },
        Argon2Params { memory_kib: cap.memory_kib + 1, ..cap },
        Argon2Params { memory_kib: u32::MAX, ..cap },
        Argon2Params { passes: cap.passes + 1, ..cap },
        Argon2Params { lanes: 0, ..floor },
        Argon2Params { lanes: 2, ..floor },
    ] {
        let refused = derive(b"", &[0; 16], params).map(drop);
        assert_eq!(refused, Err(Error::PassphraseParameters), "{params:?}");
    }
}

#[test]
fn a_secret_never_shows() {
    let shared = exponent(1).agree(&exponent(2).public()).unwrap();
    let shown = [
        format!("{:?}", Secret::new([0xab; 32])),
        format!("{:?}", exponent(1)),
        format!("{shared:?}"),
        format!("{:?}", key(1)),
        format!("{:?}", MacKey::new(&[0xab; 32])),
        format!("{:?}", SealKey::from_block(block(0xab))),
        format!("{:?}", OpenKey::from_block(block(0xab))),
    ];
    for text in shown {
        assert!(text.contains("[redacted]"), "{text}");
        assert!(!text.contains(|c: char| c.is_ascii_digit()), "{text}");
    }
}

#[test]
fn a_secret_is_wiped_by_what_its_drop_calls() {
    let mut secret = Secret::new([0xab; 64]);
    secret.zeroize();
    assert_eq!(*secret.expose(), [0; 64]);
}

/// Compiles only while every type that holds key material wipes it, ours and the libraries'. An HMAC is two
/// SHA-256 states and carries no mark of its own.
#[test]
fn every_holder_of_keys_is_wiped_on_drop() {
    fn wiped<T: ZeroizeOnDrop>() {}
    wiped::<Secret<32>>();
    wiped::<Sha256>();
    wiped::<Sha512>();
    wiped::<Aes128>();
    wiped::<Ctr64BE<Aes128>>();
    wiped::<ed25519_dalek::SigningKey>();
}

#[test]
fn secrets_compare_by_content() {
    let (a, b, c) = (Secret::new([1; 32]), Secret::new([1; 32]), Secret::new([2; 32]));
    assert!(a.ct_eq(&b) && !a.ct_eq(&c));
}

#[test]
fn a_seeded_generator_repeats_itself_and_the_systems_does_not() {
    let draw = |rng: &mut dyn SecureRandom| *Secret::<32>::random(rng).unwrap().expose();
    assert_eq!(draw(&mut SeededRandom::new(1)), draw(&mut SeededRandom::new(1)));
    assert_ne!(draw(&mut SeededRandom::new(1)), draw(&mut SeededRandom::new(2)));
    assert_ne!(draw(&mut OsRandom), draw(&mut OsRandom));
}
