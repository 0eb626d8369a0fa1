//! FILE_GET: the file is wanted, from here on.

wire_struct! {
    /// Asks for the bytes of an offered file from an offset on. It is how a file is accepted.
    pub struct FileGet as "file_get" {
        /// Which transfer.
        transfer: [u8; 16],
        /// Chosen by the receiver, another one each time; the chunks that answer carry it.
        run: u32,
        /// The first byte that is wanted.
        offset: u64,
    }
    sample b"\xf0\xf1\xf2\xf3\xf4\xf5\xf6\xf7\xf8\xf9\xfa\xfb\xfc\xfd\xfe\xff\0\0\0\x01\0\0\0\0\0\0\0\0"
}
