//! Flight 3, HANDSHAKE_FINISH.

wire_struct! {
    /// The dialler's proof, 160 bytes.
    pub struct HandshakeFinish as "finish" {
        /// The dialler's identity proof, encrypted.
        sealed: [u8; 128],
        /// Tag over the transcript, the header and the sealed proof.
        tag: [u8; 32],
    }
}
