//! What the size and the place of a sealed message still say.

use core::ops::RangeInclusive;

use crate::wire::limits::{INNER_HEADER_BYTES, PADDING_BYTES};
use crate::wire::{
    Described as _, FieldSize, FrameHeader, FrameType, HEADER_BYTES, Message, StructSpec, TAG_BYTES, Text,
};

use crate::inspector::value::grouped_size;

/// What can be told of a sealed message without a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leak {
    /// Bytes of what a person said, if it is a text.
    pub text: Option<RangeInclusive<usize>>,
    /// Every kind of message that it may be, by number.
    pub kinds: Vec<&'static str>,
}

impl Leak {
    /// What this header says of the message behind it; nothing of a frame that holds none.
    pub fn of(header: &FrameHeader) -> Option<Self> {
        let is_message = header.check_protocol() == Ok(FrameType::Message);
        if !is_message || header.check_message_length().is_err() {
            return None;
        }
        let sealed = header.frame_bytes().checked_sub(HEADER_BYTES + TAG_BYTES)?;
        // Padding is as short as it can be, so the payload ends in the last block.
        let most = sealed.checked_sub(INNER_HEADER_BYTES)?;
        let payload = (most + 1).saturating_sub(PADDING_BYTES)..=most;
        // The first frame of each direction after the handshake is one of two.
        let is_first = header.epoch.0 == 1 && header.seq.0 == 0;
        let may_be = |spec: &StructSpec| {
            let fits = spec.bytes_min() <= *payload.end() && spec.bytes_max() >= *payload.start();
            fits && (!is_first || matches!(spec.name, "ready" | "close"))
        };
        let kinds: Vec<_> =
            Message::ALL.iter().filter(|entry| may_be(&entry.body)).map(|entry| entry.body.name).collect();
        let text = kinds.contains(&Text::SPEC.name).then(|| said(&Text::SPEC, &payload));
        Some(Self { text, kinds })
    }

    /// In a few words: `a text of 1 to 42 bytes, or 9 other kinds`.
    pub fn words(&self) -> String {
        let others = self.kinds.len().saturating_sub(usize::from(self.text.is_some()));
        match (&self.text, others) {
            (Some(text), 0) => spoken(text),
            (Some(text), 1) => format!("{}, or 1 other kind", spoken(text)),
            (Some(text), others) => format!("{}, or {others} other kinds", spoken(text)),
            (None, _) => self.kinds.join(" or "),
        }
    }

    /// The same for a narrow column: `text 1-42 B +9`.
    pub fn brief(&self) -> String {
        let others = self.kinds.len().saturating_sub(1);
        let more = if others > 0 { format!(" +{others}") } else { String::new() };
        match (&self.text, self.kinds.first()) {
            (Some(text), _) => format!("text {}-{} B{more}", text.start(), text.end()),
            (None, Some(first)) => format!("{first}{more}"),
            (None, None) => String::new(),
        }
    }
}

/// The bytes that the one field of free size takes when the whole takes this many.
fn said(spec: &StructSpec, payload: &RangeInclusive<usize>) -> RangeInclusive<usize> {
    let fixed: usize = spec.fields.iter().map(|field| fixed(field.size)).sum();
    let least = payload.start().saturating_sub(fixed).max(spec.bytes_min() - fixed);
    let most = payload.end().saturating_sub(fixed).min(spec.bytes_max() - fixed);
    least..=most
}

const fn fixed(size: FieldSize) -> usize {
    match size {
        FieldSize::Fixed(bytes) => bytes,
        FieldSize::Prefixed { .. } | FieldSize::Rest { .. } => 0,
    }
}

fn spoken(text: &RangeInclusive<usize>) -> String {
    format!("a text of {} to {} bytes", grouped_size(*text.start()), grouped_size(*text.end()))
}
