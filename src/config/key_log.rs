//! The second half of the consent to a key log; the first is on the command line.

/// Names the variable that has to be set besides `--keylog FILE`.
pub const KEY_LOG_VARIABLE: &str = "PEERSCOPE_KEYLOG";

/// Whether the environment allows a key log: the variable is set, to anything.
pub fn allows_key_log() -> bool {
    std::env::var_os(KEY_LOG_VARIABLE).is_some_and(|value| !value.is_empty())
}
