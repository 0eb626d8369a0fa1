//! How a capture that is being written does.

/// The state of a capture that is being written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Recorded {
    /// Where it is.
    pub file: String,
    /// Bytes that are written.
    pub bytes: u64,
    /// Packets that are written.
    pub packets: u64,
    /// Packets that are missing in it.
    pub lost: u64,
    /// Why nothing can be written now.
    pub fault: Option<String>,
}
