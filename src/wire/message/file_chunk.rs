//! FILE_CHUNK: some bytes of a file.

use crate::wire::{BytesRest, limits::FILE_CHUNK_BYTES};

wire_struct! {
    /// The next bytes of a file: as many as fit, or those up to its end.
    pub struct FileChunk as "file_chunk" {
        /// Which transfer.
        transfer: [u8; 16],
        /// That of the FILE_GET which it answers.
        run: u32,
        /// Where in the file they begin.
        offset: u64,
        /// The bytes.
        data: BytesRest<1, FILE_CHUNK_BYTES>,
    }
    sample b"\xf0\xf1\xf2\xf3\xf4\xf5\xf6\xf7\xf8\xf9\xfa\xfb\xfc\xfd\xfe\xff\0\0\0\x01\0\0\0\0\0\0\0\0hello"
}
