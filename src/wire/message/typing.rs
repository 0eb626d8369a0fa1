//! TYPING: the person at the other end is writing, or has stopped.

use crate::wire::error::{DecodeError, DecodeErrorKind};

wire_struct! {
    /// Whether the sender is typing.
    pub struct Typing as "typing" {
        /// 1 begins, 0 ends.
        on: u8,
    }
    check |typing, at| {
        if typing.on <= 1 {
            Ok(())
        } else {
            Err(DecodeError { at, kind: DecodeErrorKind::Unknown { value: u64::from(typing.on) } })
        }
    }
}
