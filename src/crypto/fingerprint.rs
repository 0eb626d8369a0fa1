//! How people name and compare identities: fingerprints, pins and safety numbers.

use core::fmt;
use core::str::FromStr;

use super::hash::{lp, sha256, sha512};
use super::identity::VerifyingKey;

/// SHA-256 of an identity key.
///
/// Shown as its first 16 bytes in 8 groups of 4 hexadecimal digits: `7f3a-91c2-...`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Fingerprint([u8; 32]);

impl Fingerprint {
    /// The fingerprint of a key.
    pub fn of(key: &VerifyingKey) -> Self {
        Self(sha256(&[key.as_bytes()]))
    }

    /// All 32 bytes.
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// The 16 bytes that are shown.
    pub fn shown(&self) -> [u8; 16] {
        self.0.first_chunk().copied().unwrap_or_default()
    }

    /// The first 8 hexadecimal digits, for lines where the whole would not fit.
    pub fn short(&self) -> String {
        self.to_string().chars().filter(char::is_ascii_hexdigit).take(8).collect()
    }
}

impl Fingerprint {
    /// Whether a person who typed these digits may mean this one: at least four, hyphens wherever they like.
    pub fn begins_with(&self, typed: &str) -> bool {
        let digits: String = typed.chars().filter(|c| *c != '-').collect::<String>().to_lowercase();
        digits.len() >= 4 && self.to_string().replace('-', "").starts_with(&digits)
    }
}

#[cfg(all(test, feature = "net"))]
impl Fingerprint {
    /// One that no key has to have.
    pub(crate) const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, pair) in self.shown().chunks(2).enumerate() {
            if index > 0 {
                f.write_str("-")?;
            }
            for byte in pair {
                write!(f, "{byte:02x}")?;
            }
        }
        Ok(())
    }
}

/// The identity that a dialler insists on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Pin {
    /// A key we know.
    Identity(VerifyingKey),
    /// The fingerprint as it is shown, typed or pasted by a person.
    Shown([u8; 16]),
}

impl Pin {
    /// Whether this is the expected identity.
    pub fn matches(&self, key: &VerifyingKey) -> bool {
        match self {
            Self::Identity(expected) => expected == key,
            Self::Shown(expected) => *expected == key.fingerprint().shown(),
        }
    }

    /// The digits that a fingerprint of it begins with.
    pub fn digits(&self) -> String {
        let shown = match self {
            Self::Identity(expected) => expected.fingerprint().shown(),
            Self::Shown(expected) => *expected,
        };
        format!("{:032x}", u128::from_be_bytes(shown))
    }
}

/// Text that is no fingerprint.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a fingerprint is 32 hexadecimal digits, such as 7f3a-91c2-0b44-e1d0-5a6b-77c8-9d01-23ef")]
pub struct NotAFingerprint;

impl FromStr for Pin {
    type Err = NotAFingerprint;

    fn from_str(text: &str) -> Result<Self, NotAFingerprint> {
        let digits: Option<Vec<u8>> = text
            .chars()
            .filter(|character| !matches!(character, '-' | ' ' | ':'))
            .map(|character| character.to_digit(16).and_then(|digit| u8::try_from(digit).ok()))
            .collect();
        let digits = digits.filter(|digits| digits.len() == 32).ok_or(NotAFingerprint)?;
        let mut bytes = [0; 16];
        for (byte, pair) in bytes.iter_mut().zip(digits.chunks(2)) {
            *byte = pair.iter().fold(0, |value, digit| value << 4 | digit);
        }
        Ok(Self::Shown(bytes))
    }
}

/// 60 digits that are the same on both screens when both hold the same two identities.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SafetyNumber([u32; 12]);

/// Group `i` of 12 is the 40-bit number in bytes `5i..5i+5` of
/// `SHA-512(LP("peerscope/1 safety") || min(a, b) || max(a, b))`, modulo 100,000.
pub fn safety_number(a: &VerifyingKey, b: &VerifyingKey) -> SafetyNumber {
    let (low, high) = if a <= b { (a, b) } else { (b, a) };
    let digest = sha512(&[&lp(b"peerscope/1 safety"), low.as_bytes(), high.as_bytes()]);
    let mut groups = [0; 12];
    for (group, bytes) in groups.iter_mut().zip(digest.chunks(5)) {
        let number = bytes.iter().fold(0_u64, |number, byte| number << 8 | u64::from(*byte));
        *group = u32::try_from(number % 100_000).unwrap_or_default();
    }
    SafetyNumber(groups)
}

impl SafetyNumber {
    /// The twelve groups of five digits.
    pub fn groups(&self) -> [String; 12] {
        self.0.map(|group| format!("{group:05}"))
    }
}

impl fmt::Display for SafetyNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.groups().join(" "))
    }
}
