//! Whether messages of peerscope share a key stream: then a right guess of one text opens others without any key.

use std::collections::BTreeSet;
use std::ops::RangeInclusive;

use crate::capture::Packet;
use crate::inspector::Leak;
use crate::link::Direction;
use crate::wire::limits::INNER_HEADER_BYTES;
use crate::wire::{Described as _, HEADER_BYTES, TAG_BYTES, Text};

/// Messages that are tried, each with each.
const TRIED_MAX: usize = 256;
/// Bytes of each that are tried. No 42 bytes are text and nothing but zeros behind it by chance.
const BYTES_MAX: usize = 256;

/// A frame that differs from another of its place in fewer of its bytes than one in so many is a copy of it that was
/// changed on its way. Two texts under one key differ in about as many as they have letters.
const COPY_PART: usize = 8;

/// The messages that may be texts, each once: a copy of a frame has its key stream, and shows nothing.
#[derive(Default)]
pub(super) struct KeyReuse {
    tried: Vec<Sealed>,
}

/// Where a message stands: its link, its direction, its epoch and its number there.
type Place = (u64, Direction, u16, u64);

/// What of a message may be a text and its padding.
struct Sealed {
    place: Place,
    /// How long the text may be.
    text: RangeInclusive<usize>,
    bytes: Vec<u8>,
}

impl KeyReuse {
    /// Takes in a packet of which this can be told.
    pub(super) fn take(&mut self, packet: &Packet, leak: &Leak) {
        let frame = &packet.frame;
        // Before what was said come its number and flags, and what is in front of every message.
        let before = HEADER_BYTES + INNER_HEADER_BYTES + Text::SPEC.bytes_min() - 1;
        let end = frame.len().saturating_sub(TAG_BYTES).min(before + BYTES_MAX);
        if let (Some(text), Some(bytes)) = (&leak.text, frame.get(before..end))
            && self.tried.len() < TRIED_MAX
            && let Some(header) = packet.header
        {
            let place = (packet.conn, packet.direction, header.epoch.0, header.seq.0);
            let sealed = Sealed { place, text: text.clone(), bytes: bytes.to_vec() };
            if !self.tried.iter().any(|one| sealed.is_copy(one)) {
                self.tried.push(sealed);
            }
        }
    }

    /// How many messages there are to be tried.
    pub(super) fn tried(&self) -> usize {
        self.tried.len()
    }

    /// How many of them a guess opens: taken for the text of one it gives a key stream, under which another one is a
    /// text too.
    pub(super) fn opened_by(&self, guess: &str) -> usize {
        let mut opened = BTreeSet::new();
        for (at, one) in self.tried.iter().enumerate().filter(|(_, one)| one.text.contains(&guess.len())) {
            let said = guess.bytes().chain(std::iter::repeat(0));
            let stream: Vec<u8> = one.bytes.iter().zip(said).map(|(sealed, said)| sealed ^ said).collect();
            for (other_at, other) in self.tried.iter().enumerate().filter(|(other_at, _)| *other_at != at) {
                let bytes: Vec<u8> =
                    other.bytes.iter().zip(&stream).map(|(sealed, key)| sealed ^ key).collect();
                if is_text(&bytes) {
                    opened.extend([at, other_at]);
                }
            }
        }
        opened.len()
    }
}

impl Sealed {
    /// Whether both are one message: with the same bytes, where a session is replayed, or nearly the same in one place.
    fn is_copy(&self, other: &Self) -> bool {
        let differing = self.bytes.iter().zip(&other.bytes).filter(|(one, other)| one != other).count();
        let is_alike = differing < self.bytes.len().div_ceil(COPY_PART);
        self.bytes.len() == other.bytes.len() && (differing == 0 || self.place == other.place && is_alike)
    }
}

/// Whether this is the beginning of a text, or a whole one with its padding.
fn is_text(bytes: &[u8]) -> bool {
    let end = bytes.iter().rposition(|byte| *byte != 0).map_or(0, |last| last + 1);
    let said = bytes.get(..end).unwrap_or_default();
    let said = match std::str::from_utf8(said) {
        Ok(said) => said,
        // The last letter is cut where the shorter of both messages ends.
        Err(error) if error.error_len().is_none() => {
            let whole = said.get(..error.valid_up_to()).unwrap_or_default();
            std::str::from_utf8(whole).unwrap_or_default()
        }
        Err(_) => return false,
    };
    said.chars().all(|c| !c.is_control() || c == '\n' || c == '\t')
}

#[cfg(test)]
mod tests {
    use crate::crypto::{SealKey, Secret};
    use crate::wire::limits::PADDING_BYTES;
    use crate::wire::{Epoch, FrameHeader, Sequence, UnixMillis};

    use super::*;

    /// A text in a frame of ours, under this key.
    fn frame(seq: u64, text: &str, key: u8) -> Vec<u8> {
        let mut inner = [&[9; INNER_HEADER_BYTES + 9], text.as_bytes()].concat();
        inner.resize(inner.len().next_multiple_of(PADDING_BYTES), 0);
        let length = u32::try_from(inner.len() + TAG_BYTES).unwrap();
        let header = FrameHeader::message(Epoch(1), Sequence(seq), length).to_bytes();
        let tag = SealKey::from_block(Secret::new([key; 56])).seal(&[&header], &mut inner);
        [header.as_slice(), &inner, &tag].concat()
    }

    fn taken<'a>(frames: impl IntoIterator<Item = (u64, &'a Vec<u8>)>) -> KeyReuse {
        let mut reuse = KeyReuse::default();
        for (conn, frame) in frames {
            let packet = Packet { conn, ..Packet::seen(frame.clone(), UnixMillis(0)) };
            let leak = Leak::of(&packet.header.unwrap()).unwrap();
            reuse.take(&packet, &leak);
        }
        reuse
    }

    fn on_one_link(frames: &[Vec<u8>]) -> KeyReuse {
        taken(frames.iter().map(|frame| (1, frame)))
    }

    #[test]
    fn a_right_guess_opens_what_has_the_same_key_and_nothing_where_each_frame_has_its_own() {
        let long = "caf\u{e9} \u{6f22}\u{5b57} ".repeat(20);
        let texts = ["the quick brown fox", "meet me at noon", &long];
        let frames = |key: fn(u8) -> u8| -> Vec<Vec<u8>> {
            (1..).zip(texts).map(|(number, text)| frame(number.into(), text, key(number))).collect()
        };
        let same = on_one_link(&frames(|_number| 7));
        assert_eq!(same.tried(), 3);
        assert_eq!(same.opened_by(texts[0]), 3);
        assert_eq!(same.opened_by(&"x".repeat(100)), 0, "no message holds a text of that length");
        assert_eq!(on_one_link(&frames(|number| number)).opened_by(texts[0]), 0);
    }

    #[test]
    fn a_number_that_is_given_twice_is_no_copy_and_shows_both_texts() {
        let twice = [frame(1, "the quick brown fox", 7), frame(1, "meet me at noon", 7)];
        let reuse = on_one_link(&twice);
        assert_eq!((reuse.tried(), reuse.opened_by("the quick brown fox")), (2, 2));
    }

    #[test]
    fn a_copy_of_a_frame_shares_no_key_with_it() {
        let one = frame(1, "the quick brown fox", 1);
        let (mut tag, mut body) = (one.clone(), one.clone());
        *tag.last_mut().unwrap() ^= 1;
        body[HEADER_BYTES + INNER_HEADER_BYTES + 12] ^= 1;
        // Replayed, changed on its way, and in a session that was recorded and is played again.
        let all = taken([(1, &one), (1, &one), (1, &tag), (1, &body), (2, &one)]);
        assert_eq!((all.tried(), all.opened_by(&"x".repeat(19))), (1, 0));
    }
}
