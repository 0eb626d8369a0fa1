//! RECEIPT: what has arrived, up to a number.

use crate::wire::error::{DecodeError, DecodeErrorKind};

/// The text has arrived.
pub const STATE_ACKED: u8 = 1;
/// The text has been shown to a person.
pub const STATE_SHOWN: u8 = 2;

wire_struct! {
    /// Everything up to this number has arrived, or was shown.
    pub struct Receipt as "receipt" {
        /// 1 acked, 2 shown.
        state: u8,
        /// The number in the receiver's own stream, cumulative.
        number: u64,
    }
    check |receipt, at| {
        if matches!(receipt.state, STATE_ACKED | STATE_SHOWN) {
            Ok(())
        } else {
            Err(DecodeError { at, kind: DecodeErrorKind::Unknown { value: u64::from(receipt.state) } })
        }
    }
}
