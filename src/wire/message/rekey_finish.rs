//! REKEY_FINISH: the initiator's last frame of the old epoch.

wire_struct! {
    /// From the next frame on the initiator uses the new epoch.
    pub struct RekeyFinish as "rekey_finish" {
        /// The epoch that begins.
        epoch: u16,
    }
}
