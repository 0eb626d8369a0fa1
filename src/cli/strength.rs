//! How hard a passphrase is to guess, told to whoever chooses one.
//!
//! An estimate of our own: the estimators with dictionaries leave copies of the words in memory that nobody wipes.
//! It takes a text for what people choose, so that letters that go on a word count little, and what repeats or
//! counts on next to nothing. It knows no dictionary: what it calls strong is so only if it is not a known phrase.

use std::fmt;

/// Bits below which a passphrase is weak, and below which it is fair. With Argon2id at three passes over 64 MiB a
/// guess takes about 0.1 s, so that 2^40 of them take 3,500 years of one core.
const FAIR: u32 = 40;
const STRONG: u32 = 60;

/// Tenths of a bit of a character that begins a word, of one that goes on with it (a word of six letters has 13
/// bits then, as one of the 7,776 of a Diceware list), and of one that anybody would guess next.
const BEGIN: u32 = 47;
const GO_ON: u32 = 17;
const EXPECTED: u32 = 5;
/// Tenths of a bit of a digit, and of a sign that is neither letter nor digit.
const DIGIT: u32 = 33;
const SIGN: u32 = 40;

/// How hard it is to guess.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Strength {
    bits: u32,
}

impl Strength {
    /// That of this text.
    pub(super) fn of(text: &str) -> Self {
        let (mut tenths, mut before) = (0, None);
        for c in text.chars() {
            tenths += tenths_of(before, c);
            before = Some(c);
        }
        Self { bits: tenths / 10 }
    }
}

/// What a character adds to the one before it.
fn tenths_of(before: Option<char>, c: char) -> u32 {
    let goes_on = before.is_some_and(|before| u32::from(before).abs_diff(u32::from(c)) <= 1);
    match before {
        _ if goes_on || c == ' ' => EXPECTED,
        Some(before) if c.is_lowercase() && before.is_alphabetic() => GO_ON,
        Some(before) if c.is_uppercase() && before.is_uppercase() => GO_ON,
        _ if c.is_numeric() => DIGIT,
        _ if c.is_alphabetic() => BEGIN,
        _ => SIGN,
    }
}

impl fmt::Display for Strength {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bits = self.bits;
        match bits {
            ..FAIR => write!(f, "weak, about {bits} bits. Five words picked at random are strong.")?,
            FAIR..STRONG => write!(f, "fair, about {bits} bits. Five words picked at random are strong.")?,
            _ => write!(f, "strong, about {bits} bits")?,
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::Strength;

    /// Weak ones are what people choose, strong ones were made by chance.
    const SAID: [(&str, &str); 12] = [
        ("1234567890", "weak"),
        ("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "weak"),
        ("abcdefghijklmnopqrstuvwxyz", "weak"),
        ("password", "weak"),
        ("Password123!", "weak"),
        ("Summer2024!", "weak"),
        ("correct horse", "weak"),
        ("correct horse battery staple", "fair"),
        ("aB3$xK9!pQ", "fair"),
        ("cleft cam synod lacy yr wok", "fair"),
        ("unmoved dastardly sublime crank viewer yoga", "strong"),
        ("q7!Vd0#zR4&kW9^m", "strong"),
    ];

    #[test]
    fn what_people_choose_is_weak_and_many_random_words_are_strong() {
        for (text, word) in SAID {
            let said = Strength::of(text).to_string();
            assert!(said.starts_with(&format!("{word}, about ")), "{text}: {said}");
        }
    }

    #[test]
    fn a_longer_one_is_never_weaker() {
        let text = "unmoved dastardly 1999 !! sublime";
        let ends = text.char_indices().map(|(end, _)| end);
        let all: Vec<Strength> = ends.filter_map(|end| text.get(..end)).map(Strength::of).collect();
        assert!(all.is_sorted(), "{all:?}");
    }
}
