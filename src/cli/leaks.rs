//! What a listener learns of a capture without any key: SegMSG beside peerscope, and what one right guess opens.

use std::fmt::Write as _;

use crate::capture::Packet;
use crate::crypto::sha256;
use crate::inspector::{Leak, counted};
use crate::text::escape;
use crate::wire::{SEGMSG_HEADER_BYTES, SegMsgHeader};

/// Texts of which the page says something.
const TEXTS_MAX: usize = 12;
/// Bytes of the cipher's block. Its key stream is the same for every text, and within 256 blocks but for each fourth
/// byte the same in every block.
const BLOCK: usize = 16;

/// A text of SegMSG: the number of its packet, the hash of what was said, the ciphertext.
struct Text {
    number: u64,
    hash: [u8; 32],
    sealed: Vec<u8>,
}

/// What was seen so far.
#[derive(Default)]
pub(super) struct Leaks {
    texts: Vec<Text>,
    own: Vec<(u64, String)>,
}

impl Leaks {
    /// Takes a packet in.
    pub(super) fn take(&mut self, packet: &Packet) {
        if let Some(header) = SegMsgHeader::from_slice(&packet.frame) {
            let end = header.frame_bytes().saturating_sub(32);
            let sealed = packet.frame.get(SEGMSG_HEADER_BYTES..end);
            if let Some(sealed) = sealed.filter(|_| header.kind == SegMsgHeader::MESSAGE) {
                self.texts.push(Text { number: packet.number, hash: header.hash, sealed: sealed.to_vec() });
            }
        } else if let Some(leak) = packet.header.as_ref().and_then(Leak::of) {
            self.own.push((packet.number, leak.words()));
        }
    }

    /// The page: both side by side, then what comes of each guess.
    pub(super) fn page(&self, guesses: &[String]) -> String {
        let sizes = self.texts.iter().take(TEXTS_MAX).map(|text| text.sealed.len().to_string());
        let equal = self.texts.iter().enumerate();
        let equal = equal
            .filter(|(at, text)| self.texts.iter().take(*at).any(|other| other.hash == text.hash))
            .count();
        let mut page = String::new();
        let mut row = |what: &str, theirs: &str, ours: &str| {
            // Writing to a string cannot fail.
            let _ = writeln!(page, "{what:<20} {theirs:<46} {ours}");
        };
        row("a listener learns", "of SegMSG", "of peerscope");
        row("texts", &self.texts.len().to_string(), &format!("at most {}", self.own.len()));
        let sizes: Vec<_> = sizes.collect();
        row("length of a text", &format!("exactly: {} bytes", sizes.join(", ")), "an interval, below");
        row("equal texts", &format!("{equal} repeat one before, by their hashes"), "cannot be told");
        row("a guess", "is tested against the hash of the text", "has nothing to be tested against");
        row("key stream", "one for all texts and both directions", "one for each frame");
        row("time of writing", "in the clear", "sealed");
        for (number, words) in self.own.iter().take(TEXTS_MAX) {
            let _ = writeln!(page, "peerscope, packet {number}: {words}");
        }
        for guess in guesses {
            self.guess(guess, &mut page);
        }
        page
    }

    fn guess(&self, guess: &str, page: &mut String) {
        let hash = sha256(&[guess.as_bytes()]);
        let shown = escape(guess);
        let Some(hit) = self.texts.iter().find(|text| text.hash == hash) else {
            let _ = writeln!(page, "guess \"{shown}\": no text of SegMSG, and of peerscope nobody can say");
            return;
        };
        let _ = writeln!(
            page,
            "guess \"{shown}\": it is packet {} of SegMSG, and opens without any key:",
            hit.number
        );
        let stream: Vec<u8> =
            hit.sealed.iter().zip(guess.bytes()).map(|(sealed, said)| sealed ^ said).collect();
        for text in self.texts.iter().take(TEXTS_MAX) {
            let opened = text
                .sealed
                .iter()
                .enumerate()
                .map(|(at, sealed)| key_byte(&stream, at).map(|key| key ^ sealed));
            // What the stream does not reach is not known.
            let opened: Vec<u8> = opened.map(|byte| byte.unwrap_or(b'.')).collect();
            let _ = writeln!(page, "  packet {}: {}", text.number, escape(&String::from_utf8_lossy(&opened)));
        }
        if !self.own.is_empty() {
            let _ = writeln!(page, "  of peerscope it opens {}", counted(0_u64, "frame"));
        }
    }
}

/// The byte of the key stream at this place, as far as a known beginning of it tells.
fn key_byte(stream: &[u8], at: usize) -> Option<u8> {
    let again = at % BLOCK;
    stream.get(at).or_else(|| stream.get(again).filter(|_| again % 4 != 3 && at / BLOCK < 256)).copied()
}
