//! TYPING: the person at the other end writes, or has stopped.

wire_struct! {
    /// Whether the sender is writing.
    pub struct Typing as "typing" {
        /// Whether it goes on.
        on: u8 as "typing.on" named &[(0, "stopped"), (1, "writes")],
    }
    sample b"\x01",
    check |typing| match typing.on {
        0 | 1 => None,
        unknown => Some((0, u64::from(unknown))),
    }
}
