//! Two people of the built program who talk.

use std::path::Path;
use std::process::Stdio;

use super::process::Process;
use super::program;

impl Process {
    /// A chat of this person.
    pub(super) fn chat(home: &Path, name: &str, arguments: &[&str]) -> Self {
        Self::spawn(program::chat(home, name, arguments).stderr(Stdio::piped()))
    }

    /// The port at which it listens.
    pub(super) fn port(&mut self) -> String {
        let line = self.until("listening on port ");
        line.strip_prefix("listening on port ").unwrap().split(',').next().unwrap().to_owned()
    }

    /// Alice, who listens, and bob, who has called her; both have shown the session.
    pub(super) fn two(home: &Path) -> (Self, Self) {
        let mut alice = Self::chat(home, "alice", &["--listen", "127.0.0.1:0"]);
        let to = format!("127.0.0.1:{}", alice.port());
        let mut bob = Self::chat(home, "bob", &["--connect", &to]);
        bob.until("connected alice");
        alice.until("connected bob");
        (alice, bob)
    }
}
