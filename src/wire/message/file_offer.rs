//! FILE_OFFER: a file that the sender would like to give, or to go on giving.

use crate::wire::{
    Utf8Lp,
    limits::{FILE_BYTES_MAX, FILE_NAME_BYTES_MAX},
};

wire_struct! {
    /// Offers a file, or to go on with one that was offered before.
    pub struct FileOffer as "file_offer" {
        /// Names the transfer: random, made by the sender of the file.
        transfer: [u8; 16],
        /// Bytes of the file, at most 2^40.
        size: u64,
        /// SHA-256 of the whole file.
        digest: [u8; 32],
        /// What the sender calls the file: a claim, never a path.
        name: Utf8Lp<1, FILE_NAME_BYTES_MAX>,
    }
    sample b"\xf0\xf1\xf2\xf3\xf4\xf5\xf6\xf7\xf8\xf9\xfa\xfb\xfc\xfd\xfe\xff\0\0\0\0\0\0\0\x05\
        \x2c\xf2\x4d\xba\x5f\xb0\xa3\x0e\x26\xe8\x3b\x2a\xc5\xb9\xe2\x9e\
        \x1b\x16\x1e\x5c\x1f\xa7\x42\x5e\x73\x04\x33\x62\x93\x8b\x98\x24\0\x09hello.txt",
    check |offer| match offer {
        Self { size, .. } if *size > FILE_BYTES_MAX => Some((16, *size)),
        _ => None,
    }
}
