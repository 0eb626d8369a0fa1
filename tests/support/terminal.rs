//! The built program in a terminal, as a person has it.

use std::fmt::Write as _;
use std::io::{Read as _, Write};
use std::num::NonZeroU16;
use std::path::Path;
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, Once};
use std::time::Duration;

use portable_pty::{
    ChildKiller, CommandBuilder, ExitStatus, MasterPty, NativePtySystem, PtySize, PtySystem as _,
};

/// Far more than any step takes, also on a busy machine.
const DEADLINE: Duration = Duration::from_mins(1);
/// More than all tests of this process take.
const ALL: Duration = Duration::from_mins(10);

/// A terminal with a program in it. A test that fails leaves none behind.
pub(super) struct Terminal {
    seen: Arc<Seen>,
    /// The person's end, until it is closed.
    open: Option<Open>,
    killer: Box<dyn ChildKiller + Send + Sync>,
    pub(super) id: u32,
    ended: Receiver<ExitStatus>,
    modes: String,
}

struct Open {
    keys: Box<dyn Write + Send>,
    master: Box<dyn MasterPty + Send>,
}

/// What the program wrote, as a terminal shows it.
struct Seen {
    state: Mutex<State>,
    news: Condvar,
}

struct State {
    parser: vt100::Parser,
    raw: Vec<u8>,
    /// Whether what the program writes is taken from it.
    taking: Taking,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Taking {
    Yes,
    NotNow,
    NeverAgain,
}

fn nonzero(number: u16) -> NonZeroU16 {
    NonZeroU16::new(number).unwrap()
}

fn size((columns, rows): (u16, u16)) -> PtySize {
    PtySize { rows, cols: columns, pixel_width: 0, pixel_height: 0 }
}

/// A command in an environment of its own.
pub(super) fn command(
    program: &str,
    arguments: &[&str],
    home: &Path,
    variables: &[(&str, &str)],
) -> CommandBuilder {
    let mut command = CommandBuilder::new(program);
    command.args(arguments);
    command.env_clear();
    let path = std::env::var("PATH").unwrap_or_default();
    let home_text = home.to_str().unwrap();
    let usual = [
        ("PATH", path.as_str()),
        ("TERM", "xterm-256color"),
        ("LANG", "C.UTF-8"),
        ("HOME", home_text),
        ("XDG_CONFIG_HOME", home_text),
        ("PEERSCOPE_HOME", home_text),
        ("USER", "tester"),
        ("PS1", "shell> "),
    ];
    for (name, value) in usual.into_iter().chain(variables.iter().copied()) {
        command.env(name, value);
    }
    command.cwd(home);
    command
}

impl Terminal {
    /// Starts a program in a terminal of this size, in columns and rows.
    pub(super) fn start(command: CommandBuilder, columns_rows: (u16, u16)) -> Self {
        static WATCH: Once = Once::new();
        WATCH.call_once(|| {
            std::thread::spawn(|| {
                let (never_said, said) = channel::<()>();
                // Nothing is ever said: this is the one deadline over all waits.
                let _ = said.recv_timeout(ALL);
                drop(never_said);
                std::process::abort();
            });
        });
        let pair = NativePtySystem::default().openpty(size(columns_rows)).unwrap();
        let modes = modes(&*pair.master);
        let mut child = pair.slave.spawn_command(command).unwrap();
        drop(pair.slave);
        let (columns, rows) = columns_rows;
        let parser = vt100::Parser::new(nonzero(rows), nonzero(columns), 0);
        let state = Mutex::new(State { parser, raw: Vec::new(), taking: Taking::Yes });
        let seen = Arc::new(Seen { state, news: Condvar::new() });
        let mut reader = pair.master.try_clone_reader().unwrap();
        let shown = Arc::clone(&seen);
        std::thread::spawn(move || {
            let mut bytes = [0; 4096];
            while let Ok(count @ 1..) = reader.read(&mut bytes) {
                let state = shown.state.lock().unwrap();
                let mut state = shown.news.wait_while(state, |state| state.taking == Taking::NotNow).unwrap();
                if state.taking == Taking::NeverAgain {
                    return;
                }
                state.parser.process(&bytes[..count]);
                state.raw.extend_from_slice(&bytes[..count]);
                shown.news.notify_all();
            }
        });
        let (killer, id) = (child.clone_killer(), child.process_id().unwrap());
        let (sender, ended) = channel();
        std::thread::spawn(move || sender.send(child.wait().unwrap()));
        let keys = pair.master.take_writer().unwrap();
        let open = Some(Open { keys, master: pair.master });
        Self { seen, open, killer, id, ended, modes }
    }

    /// Waits until the screen is as it should be.
    pub(super) fn until(&self, what: &str, is_so: impl Fn(&vt100::Screen) -> bool) {
        let state = self.seen.state.lock().unwrap();
        let (state, waited) = self
            .seen
            .news
            .wait_timeout_while(state, DEADLINE, |state| !is_so(state.parser.screen()))
            .unwrap();
        assert!(!waited.timed_out(), "no {what} on:\n{}", text(state.parser.screen()));
    }

    /// Waits for words on the screen.
    pub(super) fn until_shown(&self, words: &str) {
        self.until(words, |screen| text(screen).contains(words));
    }

    /// Waits until words are on the screen no longer.
    pub(super) fn until_not_shown(&self, words: &str) {
        self.until(&format!("end of {words}"), |screen| !text(screen).contains(words));
    }

    /// Types.
    pub(super) fn press(&mut self, keys: &str) {
        self.open.as_mut().unwrap().keys.write_all(keys.as_bytes()).unwrap();
    }

    /// Makes the window another size.
    pub(super) fn resize(&self, (columns, rows): (u16, u16)) {
        self.state().parser.screen_mut().set_size(nonzero(rows), nonzero(columns));
        self.master().resize(size((columns, rows))).unwrap();
    }

    /// Sends a signal to the program.
    pub(super) fn signal(&self, name: &str) {
        let mut kill = std::process::Command::new("kill");
        assert!(kill.args(["-s", name, &self.id.to_string()]).status().unwrap().success());
    }

    /// No longer takes what the program writes, as a terminal that hangs.
    pub(super) fn hang(&self) {
        self.state().taking = Taking::NotNow;
    }

    /// Takes it again.
    pub(super) fn recover(&self) {
        self.state().taking = Taking::Yes;
        self.seen.news.notify_all();
    }

    /// Waits for the end of the program; gives its exit code.
    pub(super) fn end(&self) -> u32 {
        let ended = self.ended.recv_timeout(DEADLINE);
        let status = ended.unwrap_or_else(|_| panic!("it did not end:\n{}", self.text()));
        assert_eq!(status.signal(), None, "{}", self.text());
        status.exit_code()
    }

    /// Closes the terminal with the program in it.
    pub(super) fn close(&mut self) {
        self.state().taking = Taking::NeverAgain;
        // Whoever reads what the program writes sees that only when there is something to read.
        self.press("x");
        self.open = None;
    }

    /// The text on the screen.
    pub(super) fn text(&self) -> String {
        text(self.state().parser.screen())
    }

    /// Looks at the screen.
    pub(super) fn look<T>(&self, look: impl FnOnce(&vt100::Screen) -> T) -> T {
        look(self.state().parser.screen())
    }

    /// Everything that the program wrote.
    pub(super) fn raw(&self) -> Vec<u8> {
        self.state().raw.clone()
    }

    /// Writes to the terminal what another program would write there.
    pub(super) fn scribble(&self, bytes: &str) {
        self.state().parser.process(bytes.as_bytes());
    }

    /// What of the terminal is not as it was before the program.
    pub(super) fn damage(&self) -> String {
        let mut damage = self.damage_besides_modes();
        let modes = modes(self.master());
        if modes != self.modes {
            let _ = write!(damage, "modes {modes}, before {}", self.modes);
        }
        damage
    }

    /// The same where a shell sets modes of its own.
    pub(super) fn damage_besides_modes(&self) -> String {
        let mut damage = String::new();
        self.look(|screen| {
            let found = [
                ("alternate screen", screen.alternate_screen()),
                ("hidden cursor", screen.hide_cursor()),
                ("bracketed paste", screen.bracketed_paste()),
                ("mouse", screen.mouse_protocol_mode() != vt100::MouseProtocolMode::None),
            ];
            for (what, _) in found.iter().filter(|(_, is_so)| *is_so) {
                let _ = write!(damage, "{what}; ");
            }
        });
        damage
    }

    fn master(&self) -> &dyn MasterPty {
        &*self.open.as_ref().unwrap().master
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.seen.state.lock().unwrap()
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        // It may have ended long ago.
        let _ = self.killer.kill();
    }
}

fn modes(master: &dyn MasterPty) -> String {
    master
        .get_termios()
        .map_or_else(String::new, |modes| format!("{:?} {:?}", modes.local_flags, modes.input_flags))
}

/// The text of a screen, without the blanks at the ends of lines.
fn text(screen: &vt100::Screen) -> String {
    screen.contents()
}
