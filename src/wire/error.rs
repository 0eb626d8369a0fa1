//! What is wrong with bytes, and where.

/// Bytes that are not what they should be: the offset, and what is wrong there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("at byte {at}: {kind}")]
pub struct DecodeError {
    /// Offset from the start of what was being decoded.
    pub at: usize,
    /// What is wrong there.
    pub kind: DecodeErrorKind,
}

/// The ways in which bytes can be wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DecodeErrorKind {
    /// Text that is not UTF-8.
    #[error("not UTF-8")]
    NotUtf8,
    /// A padding byte that is not zero.
    #[error("padding that is not zero")]
    Padding,
    /// More or less padding than the next multiple of 64 asks for.
    #[error("{have} bytes of padding instead of {need}")]
    PaddingLength {
        /// Bytes of padding that belong there.
        need: usize,
        /// Bytes of padding found.
        have: usize,
    },
    /// A header that the rules for every frame refuse, so that the body has no fields.
    #[error("the header is refused: {0}")]
    Refused(super::Reason),
    /// A field longer than its limit.
    #[error("{length} bytes, at most {max}")]
    TooLong {
        /// The limit.
        max: usize,
        /// Bytes claimed or found.
        length: usize,
    },
    /// A field shorter than its limit.
    #[error("{length} bytes, at least {min}")]
    TooShort {
        /// The limit.
        min: usize,
        /// Bytes claimed or found.
        length: usize,
    },
    /// Bytes left over after the last field.
    #[error("{extra} bytes left over")]
    Trailing {
        /// How many.
        extra: usize,
    },
    /// The bytes end before the field does.
    #[error("{need} bytes needed, {have} left")]
    Truncated {
        /// Bytes the field takes.
        need: usize,
        /// Bytes left.
        have: usize,
    },
    /// A number without a meaning in its place.
    #[error("{value} has no meaning here")]
    Unknown {
        /// The number.
        value: u64,
    },
}
