//! Terminals that nobody sits at, kept by tmux on a server of its own.

use std::io::{BufRead as _, BufReader};
use std::path::PathBuf;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::Duration;

/// Far more than any step takes, also on a busy machine.
const DEADLINE: Duration = Duration::from_mins(1);

/// The server, which ends with this value.
pub(super) struct Tmux {
    folder: PathBuf,
}

/// One terminal with a shell in it. tmux tells of every change, so that nothing has to be waited for blindly.
pub(super) struct Terminal {
    tmux: PathBuf,
    name: &'static str,
    changes: Receiver<Change>,
    late: Sender<Change>,
    client: Child,
    _stdin: Option<ChildStdin>,
}

/// What is waited for.
enum Change {
    /// The screen may be another.
    Screen,
    /// It is too late for that.
    Late,
}

impl Tmux {
    /// A server in this folder; `None` where there is no tmux.
    pub(super) fn start(folder: PathBuf) -> Option<Self> {
        let works =
            Command::new("tmux").arg("-V").stdout(Stdio::null()).status().is_ok_and(|end| end.success());
        std::fs::write(
            folder.join("tmux.conf"),
            "set -g default-terminal tmux-256color\nset -g status off\nset -s escape-time 10\n",
        )
        .unwrap();
        works.then_some(Self { folder })
    }

    fn socket(&self) -> PathBuf {
        self.folder.join("tmux.socket")
    }

    /// A terminal of this size, in columns and rows.
    pub(super) fn terminal(&self, name: &'static str, (columns, rows): (u16, u16)) -> Terminal {
        let size = (columns.to_string(), rows.to_string());
        let made = Command::new("tmux")
            .arg("-S")
            .arg(self.socket())
            .arg("-f")
            .arg(self.folder.join("tmux.conf"))
            .args(["new-session", "-d", "-s", name, "-x", &size.0, "-y", &size.1])
            .args(["env", "-u", "NO_COLOR", "PS1=shell> ", "LC_ALL=C.UTF-8", "sh"])
            .current_dir(&self.folder)
            // The server outlives this command, and would keep what it inherits open.
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .output()
            .unwrap();
        assert!(made.status.success(), "tmux made no session: {}", String::from_utf8_lossy(&made.stderr));
        Terminal::attach(self.socket(), name)
    }
}

impl Drop for Tmux {
    fn drop(&mut self) {
        let _ = Command::new("tmux").arg("-S").arg(self.socket()).arg("kill-server").status();
    }
}

impl Terminal {
    fn attach(tmux: PathBuf, name: &'static str) -> Self {
        let mut client = Command::new("tmux")
            .arg("-S")
            .arg(&tmux)
            .args(["-C", "attach-session", "-f", "ignore-size", "-t", name])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let (sender, changes) = channel();
        let late = sender.clone();
        let mut lines = BufReader::new(client.stdout.take().unwrap()).split(b'\n').map_while(Result::ok);
        // A server that makes a session while a client is still attaching may crash (seen with tmux 3.3a).
        lines.find(|line| line.starts_with(b"%session-changed")).expect("tmux attaches");
        std::thread::spawn(move || {
            for _ in lines {
                if sender.send(Change::Screen).is_err() {
                    return;
                }
            }
        });
        let stdin = client.stdin.take();
        Self { tmux, name, changes, late, client, _stdin: stdin }
    }

    fn ask(&self, arguments: &[&str]) -> String {
        let (command, rest) = arguments.split_first().unwrap();
        let target = format!("={}:", self.name);
        let said = Command::new("tmux")
            .arg("-S")
            .arg(&self.tmux)
            .args([command, "-t", &target])
            .args(rest)
            .output()
            .unwrap();
        assert!(said.status.success(), "tmux {arguments:?}: {}", String::from_utf8_lossy(&said.stderr));
        String::from_utf8_lossy(&said.stdout).into_owned()
    }

    /// What stands there now.
    pub(super) fn screen(&self) -> String {
        self.ask(&["capture-pane", "-p"])
    }

    /// The same with its colours, as escape sequences.
    pub(super) fn picture(&self) -> String {
        self.ask(&["capture-pane", "-p", "-e", "-N"])
    }

    /// Waits until the screen fits; gives it.
    pub(super) fn until(&self, what: &str, fits: impl Fn(&str) -> bool) -> String {
        // A clock on the screen changes it for ever, so that the time has to be taken over all changes.
        let (_in_time, deadline) = channel::<()>();
        let late = self.late.clone();
        std::thread::spawn(move || {
            if deadline.recv_timeout(DEADLINE) == Err(RecvTimeoutError::Timeout) {
                let _ = late.send(Change::Late);
            }
        });
        loop {
            let screen = self.screen();
            if fits(&screen) {
                return screen;
            }
            let changed = self.changes.recv().is_ok_and(|change| matches!(change, Change::Screen));
            assert!(changed, "{}: never saw {what:?} in\n{}", self.name, self.screen());
        }
    }

    /// Waits until these words stand there; gives the screen.
    pub(super) fn sees(&self, words: &str) -> String {
        self.until(words, |screen| screen.contains(words))
    }

    /// Waits until these words are gone.
    pub(super) fn sees_no(&self, words: &str) {
        self.until(&format!("no {words}"), |screen| !screen.contains(words));
    }

    /// Presses keys by tmux's names of them.
    pub(super) fn press(&self, keys: &[&str]) {
        let arguments: Vec<&str> = ["send-keys"].iter().chain(keys).copied().collect();
        self.ask(&arguments);
    }

    /// Types text as it is.
    pub(super) fn types(&self, text: &str) {
        self.ask(&["send-keys", "-l", "--", text]);
    }

    /// Types a line and presses Enter.
    pub(super) fn enters(&self, line: &str) {
        self.types(line);
        self.press(&["Enter"]);
    }

    /// Pastes text as terminals with bracketed paste do.
    pub(super) fn pastes(&self, text: &str) {
        let mut set = Command::new("tmux");
        set.arg("-S").arg(&self.tmux).args(["set-buffer", "-b", "paste", text]);
        assert!(set.status().unwrap().success());
        self.ask(&["paste-buffer", "-p", "-b", "paste"]);
    }

    /// Gives the terminal another size.
    pub(super) fn resize(&self, (columns, rows): (u16, u16)) {
        self.ask(&["resize-window", "-x", &columns.to_string(), "-y", &rows.to_string()]);
    }

    /// What state the program left the terminal in: alternate screen, cursor, mouse, keypad.
    pub(super) fn modes(&self) -> String {
        let asked = "alternate=#{alternate_on} cursor=#{cursor_flag} mouse=#{mouse_any_flag}";
        self.ask(&["display-message", "-p", asked]).trim().to_owned()
    }

    /// The process that runs in it besides the shell, by its command line.
    pub(super) fn pid_of_child(&self) -> i32 {
        let shell = self.ask(&["display-message", "-p", "#{pane_pid}"]);
        let children = format!("/proc/{0}/task/{0}/children", shell.trim());
        let children = std::fs::read_to_string(children).unwrap();
        children.split_whitespace().next().expect("something runs").parse().unwrap()
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        let _ = self.client.kill();
        let _ = self.client.wait();
    }
}
