//! How long a person waits for the first screen: from the start of the built program in a terminal until its last
//! line is there, for a new profile, for one that is there already, and for the demo.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a bench that cannot go on has to fail loudly")]
#![expect(clippy::print_stdout, reason = "its words are what a bench is for")]
#![cfg_attr(unix, expect(dead_code, reason = "the terminal of the tests can do more than start"))]

#[cfg(unix)]
#[path = "../tests/support/terminal.rs"]
mod terminal;

#[cfg(unix)]
mod measure {
    use std::path::Path;
    use std::time::Duration;

    use peerscope::node::Clock;

    use super::terminal::{Terminal, command};

    const SIZE: (u16, u16) = (140, 42);
    const ROUNDS: usize = 15;
    /// Nobody notices less.
    const LONGEST: Duration = Duration::from_millis(300);

    /// The time until the screen is there.
    fn start(home: &Path, arguments: &[&str]) -> Duration {
        let clock = Clock::start();
        let program = command(env!("CARGO_BIN_EXE_peerscope"), arguments, home, &[]);
        let mut terminal = Terminal::start(program, SIZE);
        terminal.until_shown("Ctrl+Q quit");
        let took = clock.now().monotonic;
        terminal.press("\x11");
        assert_eq!(terminal.end(), 0);
        took
    }

    /// Measures all, and says what is too slow.
    pub(super) fn all() {
        let home = tempfile::tempdir().unwrap();
        let known = home.path().join("known");
        std::fs::create_dir(&known).unwrap();
        let chat = ["--name", "alice", "--no-passphrase"];
        start(&known, &chat);
        let mut new = Vec::new();
        let (mut again, mut demo) = (Vec::new(), Vec::new());
        for round in 0..ROUNDS {
            let fresh = home.path().join(round.to_string());
            std::fs::create_dir(&fresh).unwrap();
            new.push(start(&fresh, &chat));
            again.push(start(&known, &chat));
            demo.push(start(&fresh, &["demo"]));
        }
        println!("from the start of the program to its first screen, median and longest of {ROUNDS}:");
        for (what, mut times) in [("a new profile", new), ("a known profile", again), ("the demo", demo)] {
            times.sort_unstable();
            let (median, longest) = (times[ROUNDS / 2], times[ROUNDS - 1]);
            let said = if median <= LONGEST { "" } else { "  TOO SLOW: 300 ms" };
            println!("  {what:<16} {median:>8.1?} {longest:>8.1?}{said}");
        }
    }
}

fn main() {
    #[cfg(unix)]
    measure::all();
}
