//! What the sealed boxes of flights 2 and 3 hold.

wire_struct! {
    /// Who a side is, and the proof, 128 bytes.
    pub struct IdentityProof as "proof" {
        /// Ed25519 public key.
        identity: [u8; 32],
        /// Signature over the transcript and the key.
        signature: [u8; 64],
        /// SIGMA MAC over the transcript, the key and the signature.
        fin: [u8; 32],
    }
}
