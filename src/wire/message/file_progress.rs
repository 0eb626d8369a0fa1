//! FILE_PROGRESS: how far a file has come.

wire_struct! {
    /// Everything before this offset has been written, or the whole has been checked.
    pub struct FileProgress as "file_progress" {
        /// Which transfer.
        transfer: [u8; 16],
        /// How far it has come; with `verified` the whole has the digest that was offered, and its name.
        state: u8 as "file_progress.state" named &[(1, "written"), (2, "verified")],
        /// Bytes from the start of the file.
        offset: u64,
    }
    sample b"\xf0\xf1\xf2\xf3\xf4\xf5\xf6\xf7\xf8\xf9\xfa\xfb\xfc\xfd\xfe\xff\x01\0\0\0\0\0\0\0\x05",
    check |progress| match progress.state {
        Self::WRITTEN | Self::VERIFIED => None,
        unknown => Some((16, u64::from(unknown))),
    }
}

impl FileProgress {
    /// Written to a file that can be gone on with.
    pub const WRITTEN: u8 = 1;
    /// Complete, checked, and under its name.
    pub const VERIFIED: u8 = 2;
}
