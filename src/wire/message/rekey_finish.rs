//! REKEY_FINISH: the initiator's last frame of the old epoch.

wire_struct! {
    /// The initiator has the new keys. Its next frame belongs to the next epoch.
    pub struct RekeyFinish as "rekey_finish" {
        /// The epoch that begins.
        epoch: u16,
    }
    sample b"\0\x02"
}
