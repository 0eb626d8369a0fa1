//! The built program, as tests start it.

use std::path::Path;
use std::process::Command;

/// `peerscope` with these arguments; what it keeps and logs is below `home`.
pub(super) fn peerscope(home: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_peerscope"));
    command.args(arguments).env("PEERSCOPE_HOME", home).env_remove("PEERSCOPE_KEYLOG");
    command.env_remove("USER").env("LOGNAME", "tester");
    command
}

/// A chat in line mode, with an identity that takes no passphrase, and with anybody.
pub(super) fn chat(home: &Path, name: &str, arguments: &[&str]) -> Command {
    let all = [&["--plain", "--name", name, "--no-passphrase", "--accept", "any"], arguments].concat();
    peerscope(home, &all)
}
