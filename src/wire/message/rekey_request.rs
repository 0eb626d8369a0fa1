//! REKEY_REQUEST: the initiator's share of the next epoch.

wire_struct! {
    /// The initiator's share of a new epoch.
    pub struct RekeyRequest as "rekey_request" {
        /// The epoch that begins: the current one plus one.
        epoch: u16,
        /// A fresh public value.
        public: [u8; 256],
        /// Signature over the session, the epoch and the values so far.
        signature: [u8; 64],
    }
}
