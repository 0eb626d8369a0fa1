//! Bytes as words for people to compare.

use bip39::Language;

/// Bits that a word stands for: the list has 2,048.
const WORD_BITS: u32 = 11;

/// The first 44 bits of a digest as four words of the English list of BIP-39.
pub fn four_words(digest: &[u8; 32]) -> [&'static str; 4] {
    let bits = digest.iter().take(6).fold(0_u64, |bits, byte| bits << 8 | u64::from(*byte));
    core::array::from_fn(|at| {
        let place = (0..=at).fold(48, |place, _| place - WORD_BITS);
        let index = usize::try_from((bits >> place) & 0x7ff).unwrap_or_default();
        Language::English.word_list().get(index).copied().unwrap_or_default()
    })
}

#[cfg(test)]
mod tests {
    use super::four_words;

    #[test]
    fn a_word_is_eleven_bits() {
        assert_eq!(four_words(&[0; 32]), ["abandon"; 4]);
        assert_eq!(four_words(&[0xff; 32]), ["zoo"; 4]);
        let mut digest = [0; 32];
        // 1, 2, 3, 4 in eleven bits each.
        digest[..6].copy_from_slice(&[0x00, 0x20, 0x08, 0x01, 0x80, 0x40]);
        assert_eq!(four_words(&digest), ["ability", "able", "about", "above"]);
    }
}
