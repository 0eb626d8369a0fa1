//! What the sealed parts of flights 2 and 3 hold.

wire_struct! {
    /// Who a side is, and the proof.
    pub struct IdentityProof as "proof" {
        /// Ed25519 public key.
        identity: [u8; 32],
        /// Ed25519 signature over the role, the transcript and the key.
        signature: [u8; 64],
        /// HMAC-SHA-256 over the role, the transcript, the key and the signature: the MAC of SIGMA.
        fin: [u8; 32],
    }
    sample &[0x44; 128]
}
