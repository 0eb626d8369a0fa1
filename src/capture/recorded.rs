//! How files do that grow as the program runs.

/// How a file does into which a thread writes: a capture, net.log.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FileHealth {
    /// Bytes of it that are whole. A change of them alone is no news.
    pub bytes: u64,
    /// Packets or lines that are missing in it.
    pub lost: u64,
    /// Why nothing can be written now.
    pub fault: Option<String>,
}

/// A capture that is being written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Recorded {
    /// Where it is.
    pub file: String,
    /// Packets that are written.
    pub packets: u64,
    /// How the file does.
    pub health: FileHealth,
}
