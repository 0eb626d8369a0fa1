//! TEXT: what people say.

use crate::wire::{Utf8Rest, limits::TEXT_BYTES_MAX};

wire_struct! {
    /// A line of conversation, or several.
    pub struct Text as "text" {
        /// Number in the sender's stream, from 1.
        number: u64,
        /// Whether it is an action (`/me`); other bits are refused.
        flags: u8 as "text.flags" named &[(0, "none"), (1, "action")],
        /// What was said.
        body: Utf8Rest<1, TEXT_BYTES_MAX>,
    }
    sample b"\0\0\0\0\0\0\0\x07\0hello",
    check |text| match text {
        Self { number: 0, .. } => Some((0, 0)),
        Self { flags: 0 | Self::ACTION, .. } => None,
        Self { flags, .. } => Some((8, u64::from(*flags))),
    }
}

impl Text {
    /// The flag of an action (`/me`). The other bits have no meaning and are refused.
    pub const ACTION: u8 = 1;
}
