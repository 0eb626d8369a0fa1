//! A panic while the screen is drawn. The test starts itself once more in a terminal, since it needs one to lose.

use std::io::Read as _;
use std::num::NonZeroU16;
use std::sync::mpsc::channel;
use std::time::Duration;

use portable_pty::{CommandBuilder, NativePtySystem, PtySize, PtySystem as _};

use crate::tui::app::Pointer;
use crate::tui::terminal::Screen;
use crate::tui::tty::is_drawn;

/// Far more than it takes, also on a busy machine.
const DEADLINE: Duration = Duration::from_mins(1);

fn taken() -> Screen {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().expect("a runtime");
    let mut screen = Screen::enter(Pointer::Taken).expect("a terminal");
    screen
        .draw(|frame| frame.buffer_mut().set_string(0, 0, "drawn", ratatui::style::Style::new()))
        .expect("a frame");
    runtime.block_on(screen.written()).expect("a terminal that takes it");
    screen
}

#[test]
#[ignore = "it needs a terminal: the test below starts it in one"]
fn here_in_a_terminal() {
    let _screen = taken();
    assert!(is_drawn());
    panic!("words of the panic");
}

#[test]
#[ignore = "it needs a terminal: the test below starts it in one"]
fn elsewhere_in_a_terminal() {
    let _screen = taken();
    let other = std::thread::spawn(|| panic!("a task of the node"));
    assert!(other.join().is_err());
    assert!(is_drawn(), "what another thread loses does not take the screen away");
}

/// What a terminal shows after one of the tests above ran in it, and everything that was written to it.
fn in_a_terminal(test: &str) -> (vt100::Parser, String) {
    let size = PtySize { rows: 60, cols: 120, pixel_width: 0, pixel_height: 0 };
    let pair = NativePtySystem::default().openpty(size).expect("a terminal");
    let mut command = CommandBuilder::new(std::env::current_exe().expect("this program"));
    command.args(["--ignored", "--exact", "--nocapture", &format!("tui::tests::panic::{test}")]);
    command.env("RUST_BACKTRACE", "0");
    command.env("TERM", "xterm-256color");
    let mut child = pair.slave.spawn_command(command).expect("this program in a terminal");
    drop(pair.slave);
    let mut reader = pair.master.try_clone_reader().expect("its output");
    let (sender, output) = channel();
    std::thread::spawn(move || {
        let mut bytes = Vec::new();
        // The end of a terminal is an error on some systems, and what was read before counts on all.
        let _ = reader.read_to_end(&mut bytes);
        sender.send(bytes)
    });
    let bytes = output.recv_timeout(DEADLINE);
    // It has ended, or has to.
    let _ = child.kill();
    child.wait().expect("an end");
    let bytes = bytes.expect("an end in time");
    let cells = |number| NonZeroU16::new(number).expect("a number of cells");
    let mut parser = vt100::Parser::new(cells(60), cells(120), 0);
    parser.process(&bytes);
    (parser, String::from_utf8_lossy(&bytes).into_owned())
}

#[test]
fn a_panic_is_read_on_the_normal_screen_of_a_whole_terminal() {
    let (parser, written) = in_a_terminal("here_in_a_terminal");
    let screen = parser.screen();
    assert!(!screen.alternate_screen() && !screen.hide_cursor() && !screen.bracketed_paste(), "{written:?}");
    assert_eq!(screen.mouse_protocol_mode(), vt100::MouseProtocolMode::None);
    assert!(screen.contents().contains("words of the panic"), "{}", screen.contents());
    assert!(!screen.contents().contains("drawn"), "{}", screen.contents());
    let (mouse, left) = (written.rfind("\x1b[?1000l"), written.rfind("\x1b[?1049l"));
    assert!(mouse < left, "the mouse is given back first: {written:?}");
    assert_eq!(written.matches("\x1b[?1049l").count(), 1, "once: {written:?}");
}

#[test]
fn a_panic_of_another_thread_leaves_the_screen_alone() {
    let (parser, written) = in_a_terminal("elsewhere_in_a_terminal");
    assert!(written.contains("1 passed"), "{written}");
    assert!(!parser.screen().alternate_screen());
}
