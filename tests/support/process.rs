//! A process that a test talks to line by line.

use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Child, ChildStdin, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

/// Far more than any step takes, also on a busy machine.
const DEADLINE: Duration = Duration::from_mins(1);

/// A program that runs while a test talks to it. A test that fails leaves none behind.
pub(super) struct Process {
    pub(super) child: Child,
    stdin: Option<ChildStdin>,
    lines: Receiver<String>,
    pub(super) seen: Vec<String>,
}

impl Process {
    pub(super) fn spawn(command: &mut Command) -> Self {
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let (sender, lines) = channel();
        let stdout = BufReader::new(child.stdout.take().unwrap());
        std::thread::spawn(move || {
            for line in stdout.lines().map_while(Result::ok) {
                if sender.send(line).is_err() {
                    return;
                }
            }
        });
        let stdin = child.stdin.take();
        Self { child, stdin, lines, seen: Vec::new() }
    }

    /// Reads lines until one begins with this.
    pub(super) fn until(&mut self, beginning: &str) -> String {
        self.until_any(&[beginning])
    }

    /// Reads lines until one begins with one of these.
    pub(super) fn until_any(&mut self, beginnings: &[&str]) -> String {
        let begins = |line: &str| beginnings.iter().any(|beginning| line.starts_with(beginning));
        self.until_one(begins, &format!("{beginnings:?}"))
    }

    /// Reads lines until this says that it is the one.
    #[expect(clippy::disallowed_methods, reason = "a wait for a program ends when this machine says so")]
    pub(super) fn until_one(&mut self, is_it: impl Fn(&str) -> bool, what: &str) -> String {
        // It is for all lines together: a program that goes on about something else is no reason to wait on.
        let until = Instant::now() + DEADLINE;
        loop {
            let line = self.lines.recv_timeout(until.saturating_duration_since(Instant::now()));
            let line = line.unwrap_or_else(|_| panic!("no line is {what} after {:#?}", self.seen));
            self.seen.push(line.clone());
            if is_it(&line) {
                return line;
            }
        }
    }

    pub(super) fn say(&mut self, line: &str) {
        writeln!(self.stdin.as_mut().unwrap(), "{line}").unwrap();
    }

    /// Closes stdin and waits for the end.
    pub(super) fn end(mut self) -> (ExitStatus, Vec<String>) {
        drop(self.stdin.take());
        while let Ok(line) = self.lines.recv_timeout(DEADLINE) {
            self.seen.push(line);
        }
        (self.child.wait().unwrap(), std::mem::take(&mut self.seen))
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
