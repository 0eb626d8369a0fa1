//! What a listener learns of a capture without any key: SegMSG beside peerscope, and what one right guess opens.

use std::collections::HashSet;
use std::fmt::Write as _;

use crate::capture::Packet;
use crate::crypto::sha256;
use crate::inspector::{Leak, counted};
use crate::text::escape;
use crate::wire::{SEGMSG_HEADER_BYTES, SegMsgHeader};

use super::key_reuse::KeyReuse;

/// Frames of which the page says something.
const SHOWN_MAX: usize = 12;
/// Hashes of texts that are remembered to tell which repeat.
const HASHES_MAX: usize = 65_536;
/// Bytes of the cipher's block. Its key stream is the same for every text, and within 256 blocks but for each fourth
/// byte the same in every block.
const BLOCK: usize = 16;

/// A text of SegMSG: the number of its packet, and the ciphertext.
#[derive(Clone)]
struct Text {
    number: u64,
    sealed: Vec<u8>,
}

/// A text that may have been sent, and the first one that was.
struct Guess<'a> {
    text: &'a str,
    hash: [u8; 32],
    hit: Option<Text>,
}

/// What was seen so far: counts, and the first frames of each.
pub(super) struct Leaks<'a> {
    guesses: Vec<Guess<'a>>,
    texts: (u64, Vec<Text>),
    hashes: HashSet<[u8; 32]>,
    repeats: u64,
    own: (u64, Vec<(u64, String)>),
    reuse: KeyReuse,
}

impl<'a> Leaks<'a> {
    /// Nothing was seen yet.
    pub(super) fn new(guesses: &'a [String]) -> Self {
        let guess = |text: &'a String| Guess { text, hash: sha256(&[text.as_bytes()]), hit: None };
        let guesses = guesses.iter().map(guess).collect();
        let (texts, own) = ((0, Vec::new()), (0, Vec::new()));
        Self { guesses, texts, hashes: HashSet::new(), repeats: 0, own, reuse: KeyReuse::default() }
    }

    /// Takes a packet in.
    pub(super) fn take(&mut self, packet: &Packet) {
        if let Some(header) = SegMsgHeader::from_slice(&packet.frame) {
            let end = header.frame_bytes().saturating_sub(32);
            let sealed = packet.frame.get(SEGMSG_HEADER_BYTES..end);
            if let Some(sealed) = sealed.filter(|_| header.kind == SegMsgHeader::MESSAGE) {
                self.text(&header.hash, &Text { number: packet.number, sealed: sealed.to_vec() });
            }
        } else if let Some(leak) = packet.header.as_ref().and_then(Leak::of) {
            self.reuse.take(packet, &leak);
            let (count, first) = &mut self.own;
            *count += 1;
            if first.len() < SHOWN_MAX {
                first.push((packet.number, leak.words()));
            }
        }
    }

    fn text(&mut self, hash: &[u8; 32], text: &Text) {
        for guess in self.guesses.iter_mut().filter(|guess| guess.hash == *hash && guess.hit.is_none()) {
            guess.hit = Some(text.clone());
        }
        if self.hashes.contains(hash) {
            self.repeats += 1;
        } else if self.hashes.len() < HASHES_MAX {
            self.hashes.insert(*hash);
        }
        let (count, first) = &mut self.texts;
        *count += 1;
        if first.len() < SHOWN_MAX {
            first.push(text.clone());
        }
    }

    /// The page: both side by side, then what comes of each guess.
    pub(super) fn page(&self) -> String {
        let ((texts, first), (own, first_own)) = (&self.texts, &self.own);
        let mut sizes: Vec<_> = first.iter().map(|text| text.sealed.len().to_string()).collect();
        if usize::try_from(*texts).is_ok_and(|texts| texts > first.len()) {
            sizes.push("…".to_owned());
        }
        let lengths = if sizes.is_empty() {
            "exactly, but there is none here".to_owned()
        } else {
            format!("exactly: {} bytes", sizes.join(", "))
        };
        let least = if self.hashes.len() < HASHES_MAX { "" } else { "at least " };
        let mut page = String::new();
        let mut row = |what: &str, theirs: &str, ours: &str| {
            // Writing to a string cannot fail.
            let _ = writeln!(page, "{what:<20} {theirs:<46} {ours}");
        };
        row("a listener learns", "of SegMSG", "of peerscope");
        row("texts", &texts.to_string(), &format!("at most {own}"));
        row("length of a text", &lengths, "an interval, below");
        let repeats = format!("{least}{} repeat one before, by their hashes", self.repeats);
        row("equal texts", &repeats, "cannot be told");
        row("a guess", "is tested against the hash of the text", "has nothing to be tested against");
        row("key stream", "one for all texts and both directions", "one for each frame");
        row("time of writing", "in the clear", "sealed");
        for (number, words) in first_own {
            let _ = writeln!(page, "peerscope, packet {number}: {words}");
        }
        for guess in &self.guesses {
            self.guess(guess, &mut page);
            self.guess_own(guess.text, &mut page);
        }
        page
    }

    fn guess(&self, Guess { text, hit, .. }: &Guess<'_>, page: &mut String) {
        let shown = escape(text);
        let Some(hit) = hit else {
            let _ = writeln!(page, "guess \"{shown}\": no text of SegMSG");
            return;
        };
        let _ = writeln!(
            page,
            "guess \"{shown}\": it is packet {} of SegMSG, and opens without any key:",
            hit.number
        );
        let stream: Vec<u8> =
            hit.sealed.iter().zip(text.bytes()).map(|(sealed, said)| sealed ^ said).collect();
        for other in &self.texts.1 {
            let opened = other
                .sealed
                .iter()
                .enumerate()
                .map(|(at, sealed)| key_byte(&stream, at).map(|key| key ^ sealed));
            // What the stream does not reach is not known.
            let opened: Vec<u8> = opened.map(|byte| byte.unwrap_or(b'.')).collect();
            let _ =
                writeln!(page, "  packet {}: {}", other.number, escape(&String::from_utf8_lossy(&opened)));
        }
    }

    /// What a guess opens of ours, were it right.
    fn guess_own(&self, text: &str, page: &mut String) {
        let (opened, tried) = (self.reuse.opened_by(text), self.reuse.tried());
        let frames = counted(opened, "frame");
        let _ = match (opened, tried) {
            (_, 0) => Ok(()),
            (0, _) => writeln!(
                page,
                "  of peerscope it opens {frames}: no two of {tried} share a key stream under which it is a text"
            ),
            _ => writeln!(page, "  of peerscope it opens {frames} of {tried}: THEY SHARE A KEY STREAM"),
        };
    }
}

/// The byte of the key stream at this place, as far as a known beginning of it tells.
fn key_byte(stream: &[u8], at: usize) -> Option<u8> {
    let again = at % BLOCK;
    stream.get(at).or_else(|| stream.get(again).filter(|_| again % 4 != 3 && at / BLOCK < 256)).copied()
}
