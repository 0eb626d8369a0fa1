//! Somebody who has the frames, and knows one text.

use crate::text::PeerText;

use super::cipher::BLOCK;

/// The key stream as far as it follows from a text that is known: it is the same for every message and both ways, and
/// three of four bytes of it repeat in each block.
#[derive(Clone, Debug)]
pub struct Eavesdropper {
    stream: Vec<u8>,
}

impl Eavesdropper {
    /// Knows how this sealed text begins.
    pub fn knowing(sealed: &[u8], text: &[u8]) -> Self {
        Self { stream: sealed.iter().zip(text).map(|(sealed, known)| sealed ^ known).collect() }
    }

    /// Has guessed this sealed text; the hash in the header says that the guess is right.
    pub fn guessing(sealed: &[u8], text: &PeerText) -> Self {
        Self::knowing(sealed, text.as_sent().as_bytes())
    }

    /// Any sealed text as people read it, with `_` for a byte that stays closed.
    pub fn reads(&self, sealed: &[u8]) -> PeerText {
        let read: Vec<u8> = self.opens(sealed).into_iter().map(|byte| byte.unwrap_or(b'_')).collect();
        String::from_utf8_lossy(&read).into_owned().into()
    }

    /// Any sealed text, byte by byte, as far as it opens.
    pub fn opens(&self, sealed: &[u8]) -> Vec<Option<u8>> {
        let open = |(at, sealed): (usize, &u8)| {
            let repeated = || self.stream.get(at % BLOCK).filter(|_| at % 4 != 3);
            self.stream.get(at).or_else(repeated).map(|stream| sealed ^ stream)
        };
        sealed.iter().enumerate().map(open).collect()
    }
}
