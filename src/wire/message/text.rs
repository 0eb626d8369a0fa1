//! TEXT: a line of conversation.

use crate::wire::error::{DecodeError, DecodeErrorKind};
use crate::wire::limits::TEXT_BYTES_MAX;
use crate::wire::types::Utf8Rest;

/// The flag of an action (`/me`); no other flag has a meaning.
pub const FLAG_ACTION: u8 = 1;

wire_struct! {
    /// One line of conversation, or several.
    pub struct Text as "text" {
        /// Number in the sender's stream, from 1.
        number: u64,
        /// 1 for an action (`/me`), else 0.
        flags: u8,
        /// What was said.
        body: Utf8Rest<1, TEXT_BYTES_MAX>,
    }
    check |text, at| {
        if text.number == 0 {
            Err(DecodeError { at, kind: DecodeErrorKind::Unknown { value: 0 } })
        } else if text.flags & !FLAG_ACTION != 0 {
            Err(DecodeError { at: at + 8, kind: DecodeErrorKind::Unknown { value: u64::from(text.flags) } })
        } else {
            Ok(())
        }
    }
}
