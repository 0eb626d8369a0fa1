//! What is wrong with bytes, and where.

/// A decoding failure at a byte offset within what was being decoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("at byte {at}: {kind}")]
pub struct DecodeError {
    /// Offset in bytes from the start of the message.
    pub at: usize,
    /// What is wrong there.
    pub kind: DecodeErrorKind,
}

/// The ways in which bytes can be wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DecodeErrorKind {
    /// The bytes end too early.
    #[error("{need} bytes needed, {have} there")]
    Truncated {
        /// Bytes the field takes.
        need: usize,
        /// Bytes left.
        have: usize,
    },
    /// A field is longer than its limit.
    #[error("{length} bytes, at most {max} allowed")]
    TooLong {
        /// Bytes claimed or there.
        length: usize,
        /// The limit.
        max: usize,
    },
    /// A field is shorter than it must be.
    #[error("{length} bytes, at least {min} needed")]
    TooShort {
        /// Bytes there.
        length: usize,
        /// The limit.
        min: usize,
    },
    /// Bytes are left over.
    #[error("{extra} bytes left over")]
    Trailing {
        /// How many.
        extra: usize,
    },
    /// A number that has no meaning.
    #[error("the value {value} has no meaning here")]
    Unknown {
        /// The number.
        value: u64,
    },
    /// Text that is not UTF-8.
    #[error("not UTF-8")]
    NotUtf8,
    /// Padding that is not zero.
    #[error("padding that is not zero")]
    Padding,
}
