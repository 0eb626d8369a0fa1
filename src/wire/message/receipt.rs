//! RECEIPT: how far the texts have come.

wire_struct! {
    /// Every text up to this number has arrived, or was shown.
    pub struct Receipt as "receipt" {
        /// How far they have come.
        state: u8 as "receipt.state" named &[(1, "acked"), (2, "shown")],
        /// Number in the stream of the one who reads this.
        number: u64,
    }
    sample b"\x01\0\0\0\0\0\0\0\x07",
    check |receipt| match receipt.state {
        Self::ACKED | Self::SHOWN => None,
        unknown => Some((0, u64::from(unknown))),
    }
}

impl Receipt {
    /// Arrived and kept.
    pub const ACKED: u8 = 1;
    /// Shown to a person.
    pub const SHOWN: u8 = 2;
}
