//! The built program in a real terminal: what a person sees, and that the terminal is whole afterwards.
//!
//! Nothing sleeps: a test waits for words on the screen, or until a deadline that only a fault reaches.

#![cfg(all(unix, feature = "net"))]
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::string_slice,
    reason = "a test that cannot start a process has to fail loudly"
)]

#[path = "support/terminal.rs"]
mod terminal;

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use terminal::{Terminal, command};

const WIDE: (u16, u16) = (140, 42);
const USUAL: (u16, u16) = (80, 24);
const SMALL: (u16, u16) = (60, 15);

const CTRL_C: &str = "\x03";
const CTRL_L: &str = "\x0c";
const CTRL_Q: &str = "\x11";
const CTRL_Z: &str = "\x1a";

/// The screen of a new profile, once it is there.
fn screen(home: &Path, variables: &[(&str, &str)], size: (u16, u16)) -> Terminal {
    screen_with(home, &[], variables, size)
}

fn screen_with(home: &Path, more: &[&str], variables: &[(&str, &str)], size: (u16, u16)) -> Terminal {
    let arguments = [&["--name", "alice", "--no-passphrase"], more].concat();
    let terminal =
        Terminal::start(command(env!("CARGO_BIN_EXE_peerscope"), &arguments, home, variables), size);
    terminal.until_shown("Ctrl+Q quit");
    terminal
}

/// What has to stand on the normal screen in the end, and nothing of the program but that.
fn assert_left_whole(terminal: &Terminal) {
    terminal.until("normal screen", |screen| !screen.alternate_screen());
    assert_eq!(terminal.damage(), "");
    terminal.until_shown("net.log is ");
    let text = terminal.text();
    assert!(text.contains("0 texts sent, 0 received; 0 frames seen, 0 refused"), "{text}");
    assert!(text.contains("net.log is "), "{text}");
    assert!(!text.contains("Ctrl+Q quit"), "{text}");
}

#[test]
fn the_first_screen_says_what_to_do_and_ctrl_q_gives_the_terminal_back() {
    let home = tempfile::tempdir().unwrap();
    let mut terminal = screen(home.path(), &[], USUAL);
    for words in ["alice", "NOT LISTENING", "/listen 5000", "/connect", "/demo", "F1 help"] {
        terminal.until_shown(words);
    }
    terminal.look(|screen| {
        assert!(screen.alternate_screen() && screen.bracketed_paste());
        assert_eq!(screen.mouse_protocol_mode(), vt100::MouseProtocolMode::ButtonMotion);
        assert_eq!(screen.mouse_protocol_encoding(), vt100::MouseProtocolEncoding::Sgr);
    });
    terminal.press(CTRL_Q);
    assert_eq!(terminal.end(), 0);
    assert_left_whole(&terminal);
}

/// A process that is gone when a test is.
struct Ended(Child);

impl Drop for Ended {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn nothing_is_taken_any_more_while_a_peer_that_does_not_answer_is_said_goodbye_to() {
    let home = tempfile::tempdir().unwrap();
    let mut bob = Command::new(env!("CARGO_BIN_EXE_peerscope"));
    bob.args(["--plain", "--name", "bob", "--no-passphrase", "--accept", "any", "--listen", "127.0.0.1:0"]);
    bob.env("PEERSCOPE_HOME", home.path()).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut bob = Ended(bob.spawn().unwrap());
    let mut lines = BufReader::new(bob.0.stdout.take().unwrap()).lines().map_while(Result::ok);
    let port = lines.find_map(|line| line.strip_prefix("listening on port ").map(str::to_owned)).unwrap();
    let to = format!("127.0.0.1:{}", port.split(',').next().unwrap());
    let mut terminal = screen_with(home.path(), &["--accept", "any", "--connect", &to], &[], WIDE);
    terminal.until_shown("bob connected");
    let stop = Command::new("kill").args(["-s", "STOP", &bob.0.id().to_string()]).status();
    assert!(stop.unwrap().success());
    terminal.press(CTRL_Q);
    terminal.until_shown("saying goodbye");
    terminal.press("too late\r");
    assert_eq!(terminal.end(), 0);
    terminal.until_shown("0 texts sent");
}

#[test]
fn a_signal_gives_the_terminal_back() {
    for name in ["TERM", "HUP", "INT", "QUIT"] {
        let home = tempfile::tempdir().unwrap();
        let terminal = screen(home.path(), &[], USUAL);
        terminal.signal(name);
        assert_eq!(terminal.end(), 130, "{name}");
        assert_left_whole(&terminal);
    }
}

#[test]
fn a_paste_is_a_draft_of_several_lines_and_never_sends_or_commands() {
    let home = tempfile::tempdir().unwrap();
    let mut terminal = screen(home.path(), &[], USUAL);
    terminal.press("\x1b[200~one\ntwo\r\n/quit\n\x1b[201~");
    terminal.until_shown("two");
    terminal.until_shown("/quit");
    terminal.press(CTRL_C);
    terminal.until_not_shown("/quit");
    terminal.press(CTRL_Q);
    assert_eq!(terminal.end(), 0);
}

/// As a terminal sends it that knows no bracketed paste, or one that types for its user.
#[test]
fn a_long_line_that_comes_at_once_is_there_whole_without_another_key() {
    let home = tempfile::tempdir().unwrap();
    let mut terminal = screen(home.path(), &[], USUAL);
    terminal.press(&format!("{}the end", "many letters ".repeat(240)));
    terminal.until_shown("the end");
    terminal.press(CTRL_C);
    terminal.until_not_shown("the end");
    terminal.press(CTRL_Q);
    assert_eq!(terminal.end(), 0);
}

#[test]
fn a_window_may_shrink_to_60x15_and_grow_back_with_the_draft_in_it() {
    let home = tempfile::tempdir().unwrap();
    let mut terminal = screen(home.path(), &[], WIDE);
    terminal.press("a draft");
    terminal.until_shown("a draft");
    terminal.until_shown("Details");
    for size in [SMALL, (30, 6), WIDE, USUAL, WIDE] {
        terminal.resize(size);
        if size == (30, 6) {
            terminal.until_shown("needs 40x10");
            continue;
        }
        terminal.until("the last row", |screen| {
            let last = screen.rows(0, size.0).last().unwrap_or_default();
            last.contains("quit") && screen.contents().contains("a draft")
        });
    }
    terminal.until_shown("Details");
    terminal.press(CTRL_Q);
    assert_eq!(terminal.end(), 0);
    assert_left_whole(&terminal);
}

#[test]
fn ctrl_z_gives_the_terminal_to_the_shell_and_fg_takes_it_again() {
    let home = tempfile::tempdir().unwrap();
    let shell = command("/bin/sh", &["-i"], home.path(), &[("BIN", env!("CARGO_BIN_EXE_peerscope"))]);
    let mut terminal = Terminal::start(shell, USUAL);
    terminal.until_shown("shell> ");
    terminal.press("\"$BIN\" --name alice --no-passphrase\n");
    for draft in ["draft", "draftdraft"] {
        terminal.until_shown("Ctrl+Q quit");
        terminal.press("draft");
        terminal.until_shown(draft);
        terminal.press(CTRL_Z);
        terminal.until("shell again", |screen| {
            !screen.alternate_screen() && screen.contents().contains("Stopped")
        });
        assert_eq!(terminal.damage_besides_modes(), "");
        // The shell works, and nothing is written in between.
        terminal.press("echo a$((20 + 1))b\n");
        terminal.until_shown("a21b");
        terminal.press("clear; fg\n");
    }
    terminal.until_shown("draftdraft");
    terminal.look(|screen| assert!(screen.alternate_screen() && screen.bracketed_paste()));
    terminal.press(CTRL_Q);
    terminal.until_shown("net.log is ");
    assert_eq!(terminal.damage_besides_modes(), "");
    // What is typed before the prompt may still have gone to the program.
    terminal.until("prompt", |screen| screen.contents().trim_end().ends_with("shell>"));
    terminal.press("exit\n");
    terminal.end();
}

#[test]
fn ctrl_z_without_a_shell_behind_says_so_and_goes_on() {
    let home = tempfile::tempdir().unwrap();
    let mut terminal = screen(home.path(), &[], USUAL);
    terminal.press(CTRL_Z);
    terminal.until_shown("there is no shell");
    terminal.press(CTRL_Q);
    assert_eq!(terminal.end(), 0);
}

#[test]
fn a_program_stopped_by_others_paints_anew_when_it_goes_on() {
    let home = tempfile::tempdir().unwrap();
    let mut terminal = screen(home.path(), &[], USUAL);
    terminal.signal("STOP");
    terminal.scribble("\x1b[?1049l\x1b[?1000lsomething of the shell");
    terminal.until_not_shown("Ctrl+Q quit");
    terminal.signal("CONT");
    terminal.until_shown("Ctrl+Q quit");
    terminal.until("everything taken again", |screen| {
        screen.alternate_screen() && screen.mouse_protocol_mode() != vt100::MouseProtocolMode::None
    });
    terminal.press(CTRL_Q);
    assert_eq!(terminal.end(), 0);
    assert_left_whole(&terminal);
}

#[test]
fn a_terminal_that_is_closed_ends_the_program() {
    let home = tempfile::tempdir().unwrap();
    let mut terminal = screen(home.path(), &[], USUAL);
    terminal.close();
    assert_eq!(terminal.end(), 130);
}

#[test]
fn a_terminal_that_takes_nothing_any_more_holds_up_no_signal() {
    let home = tempfile::tempdir().unwrap();
    let mut terminal = screen(home.path(), &[], WIDE);
    terminal.hang();
    for _ in 0..50 {
        // Each paints some kilobytes, far more than a terminal holds for somebody who does not read.
        terminal.resize(USUAL);
        terminal.press(CTRL_L);
        terminal.resize(WIDE);
        terminal.press(CTRL_L);
    }
    terminal.signal("TERM");
    assert_eq!(terminal.end(), 130);
    terminal.recover();
}

#[test]
fn without_colour_nothing_is_coloured_and_attributes_stay() {
    let home = tempfile::tempdir().unwrap();
    for (variables, arguments) in [
        (&[("NO_COLOR", "1"), ("COLORTERM", "truecolor")][..], &[][..]),
        (&[("COLORTERM", "truecolor")][..], &["--color", "never"][..]),
    ] {
        let mut terminal = screen_with(home.path(), arguments, variables, WIDE);
        terminal.look(|screen| {
            let (rows, columns) = (screen.size().0.get(), screen.size().1.get());
            let cells = (0..rows).flat_map(|row| (0..columns).map(move |column| (row, column)));
            let cells: Vec<_> = cells.filter_map(|(row, column)| screen.cell(row, column)).collect();
            let plain = |cell: &&vt100::Cell| {
                cell.fgcolor() == vt100::Color::Default && cell.bgcolor() == vt100::Color::Default
            };
            assert!(cells.iter().all(plain));
            assert!(cells.iter().any(|cell| cell.bold()), "nothing stands out");
        });
        let raw = String::from_utf8_lossy(&terminal.raw()).into_owned();
        let coloured = ["38;5;", "48;5;", "38;2;", "48;2;"].iter().find_map(|colour| raw.find(colour));
        assert_eq!(coloured.map(|at| raw[at..].chars().take(40).collect::<String>()), None);
        terminal.press(CTRL_Q);
        assert_eq!(terminal.end(), 0);
    }
}

#[test]
fn an_empty_no_color_counts_for_nothing() {
    let home = tempfile::tempdir().unwrap();
    let mut terminal = screen(home.path(), &[("NO_COLOR", "")], USUAL);
    assert!(terminal.raw().windows(5).any(|bytes| bytes == b"\x1b[38;"));
    terminal.press(CTRL_Q);
    assert_eq!(terminal.end(), 0);
}

#[test]
fn a_dumb_terminal_gets_lines_instead_of_a_screen() {
    let home = tempfile::tempdir().unwrap();
    let arguments = ["--name", "alice", "--no-passphrase"];
    let program = env!("CARGO_BIN_EXE_peerscope");
    let mut terminal = Terminal::start(command(program, &arguments, home.path(), &[("TERM", "dumb")]), USUAL);
    terminal.until_shown("/help lists the commands");
    assert!(!terminal.raw().contains(&0x1b), "{:?}", terminal.text());
    terminal.press("/quit\n");
    assert_eq!(terminal.end(), 0);
}

#[test]
fn a_frame_is_one_write_between_its_marks() {
    let home = tempfile::tempdir().unwrap();
    let mut terminal = screen(home.path(), &[], WIDE);
    terminal.press("abc");
    terminal.until_shown("abc");
    terminal.press(CTRL_Q);
    assert_eq!(terminal.end(), 0);
    assert_left_whole(&terminal);
    let raw = String::from_utf8_lossy(&terminal.raw()).into_owned();
    let (begins, ends) = (raw.matches("\x1b[?2026h").count(), raw.matches("\x1b[?2026l").count());
    assert!(begins >= 2, "{begins} frames");
    assert_eq!(begins + 1, ends, "the last one is said when leaving, whatever was before");
}

#[test]
fn the_window_is_titled_and_gets_its_own_title_back() {
    let home = tempfile::tempdir().unwrap();
    for (arguments, title) in [(&[][..], true), (&["--config", "untitled.toml"][..], false)] {
        std::fs::write(home.path().join("untitled.toml"), "title = false\n").unwrap();
        let mut terminal = screen_with(home.path(), arguments, &[], USUAL);
        terminal.press(CTRL_Q);
        assert_eq!(terminal.end(), 0);
        assert_left_whole(&terminal);
        let raw = String::from_utf8_lossy(&terminal.raw()).into_owned();
        assert_eq!(raw.contains("\x1b]2;alice\x07"), title);
        assert_eq!((raw.matches("\x1b[22;2t").count(), raw.matches("\x1b[23;2t").count()), (1, 1));
    }
}

#[test]
fn a_screen_that_captures_leaves_a_file_that_inspect_reads() {
    let home = tempfile::tempdir().unwrap();
    let file = home.path().join("talk.pcapng");
    let mut terminal = screen_with(home.path(), &["--capture", file.to_str().unwrap()], &[], WIDE);
    terminal.press("/demo\r");
    terminal.until_shown("type anything");
    terminal.press(CTRL_Q);
    assert_eq!(terminal.end(), 0);
    let mut program = Command::new(env!("CARGO_BIN_EXE_peerscope"));
    let output = program.args(["inspect", "--print"]).arg(&file).output().unwrap();
    let packets = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{packets}");
    for words in
        ["packet 1 ", "type=handshake_request", "type=handshake_finish", " kind=text ", " kind=close "]
    {
        assert!(packets.contains(words), "{words}: {packets}");
    }
}

#[test]
fn a_text_that_nobody_sees_rings_and_notifies_as_was_chosen() {
    for (level, said) in
        [("text", "\x1b]9;practice: hello!"), ("message", "\x1b]9;new message\x07"), ("off", "")]
    {
        let home = tempfile::tempdir().unwrap();
        let file = home.path().join("loud.toml");
        std::fs::write(&file, format!("bell = true\nnotify = \"{level}\"\n")).unwrap();
        let mut terminal = screen_with(home.path(), &["--config", file.to_str().unwrap()], &[], WIDE);
        // The terminal says that somebody else has the keys now.
        terminal.press("/demo\r\x1b[O");
        terminal.until_shown("type anything");
        let raw = String::from_utf8_lossy(&terminal.raw()).into_owned();
        assert!(raw.contains(said), "{level}");
        assert!(level != "off" || !raw.contains("\x1b]9;"), "{level}");
        let rings = raw.matches("\x07\x1b]9;").count();
        assert!(level == "off" || (1..=3).contains(&rings), "five texts within seconds rang {rings} times");
        terminal.press(CTRL_Q);
        assert_eq!(terminal.end(), 0);
    }
}

#[test]
fn the_file_of_settings_counts_the_command_line_wins_and_what_is_wrong_is_named() {
    let home = tempfile::tempdir().unwrap();
    let folder = home.path().join("peerscope");
    std::fs::create_dir(&folder).unwrap();
    let file = folder.join("config.toml");
    std::fs::write(&file, "ascii = true\nmouse = false\ncolor = \"16\"\nbel = true\n").unwrap();
    let mut terminal = screen_with(home.path(), &["--color", "never"], &[], WIDE);
    terminal.until_shown("you mean bell?");
    terminal.look(|screen| {
        assert!(screen.contents().is_ascii(), "{}", screen.contents());
        assert_eq!(screen.mouse_protocol_mode(), vt100::MouseProtocolMode::None);
    });
    assert!(!String::from_utf8_lossy(&terminal.raw()).contains("38;5;"));
    std::fs::write(&file, "mouse = true\n").unwrap();
    terminal.press("/reload\r");
    terminal.until("what the file says now", |screen| {
        !screen.contents().is_ascii() && screen.mouse_protocol_mode() != vt100::MouseProtocolMode::None
    });
    terminal.press(CTRL_Q);
    assert_eq!(terminal.end(), 0);
    assert_left_whole(&terminal);
}

#[test]
fn two_passphrases_that_differ_are_asked_for_again_and_not_for_ever() {
    let home = tempfile::tempdir().unwrap();
    let key = home.path().join("keystore/alice/identity.key");
    let start = || {
        let arguments = ["--plain", "--name", "alice"];
        Terminal::start(command(env!("CARGO_BIN_EXE_peerscope"), &arguments, home.path(), &[]), USUAL)
    };
    let (chosen, again) = ("Choose a passphrase", "The same again, or nothing to choose another: ");
    let mut terminal = start();
    for (round, other) in ["horse\r", "battery\r", "staple\r"].into_iter().enumerate() {
        let so_many = |words: &str, screen: &vt100::Screen| screen.contents().matches(words).count() > round;
        terminal.until(chosen, |screen| so_many(chosen, screen));
        terminal.press("correct\r");
        terminal.until(again, |screen| so_many(again, screen));
        terminal.press(other);
    }
    terminal.until_shown("the two passphrases are not the same, nothing was made");
    assert_eq!(terminal.end(), 1);
    assert!(!key.exists());

    let mut terminal = start();
    terminal.until_shown(chosen);
    terminal.press("correct\r");
    terminal.until_shown(again);
    terminal.until_shown("Strength: weak, about ");
    terminal.press("\r");
    terminal.until(chosen, |screen| screen.contents().matches(chosen).count() == 2);
    assert!(!terminal.text().contains("not the same"), "{}", terminal.text());
    terminal.press("unmoved dastardly sublime crank viewer\r");
    terminal.until_shown("Strength: strong, about ");
    terminal.press("horse\r");
    terminal.until_shown("The two are not the same, nothing was made yet.");
    terminal.press("correct\r");
    terminal.until(again, |screen| screen.contents().matches(again).count() == 3);
    terminal.press("correct\r");
    terminal.until_shown("locked by your passphrase");
    terminal.until_shown("you are alice");
    terminal.press("/quit\r");
    assert_eq!(terminal.end(), 0);
    assert!(key.exists());
}

#[test]
fn what_could_not_be_saved_is_said_when_the_screen_is_gone() {
    let home = tempfile::tempdir().unwrap();
    let mut terminal = screen(home.path(), &[], WIDE);
    // Nothing is written where others may enter.
    let folder = home.path().join("keystore/alice");
    let open = std::os::unix::fs::PermissionsExt::from_mode(0o755);
    std::fs::set_permissions(folder, open).unwrap();
    terminal.press("/nick queen\r");
    terminal.until_shown("not saved, ");
    terminal.press(CTRL_Q);
    terminal.until("normal screen", |screen| !screen.alternate_screen());
    terminal.until_shown("peerscope: not saved, and what was decided");
    assert_eq!(terminal.end(), 1);
}

#[test]
fn bound_keys_count_and_the_panes_are_after_a_restart_as_they_were_left() {
    let home = tempfile::tempdir().unwrap();
    let keys = "[keys]\nquit = \"Alt+X\"\npause = \"F4\"\n";
    std::fs::write(home.path().join("keys.toml"), keys).unwrap();
    let start = |complaint: &str| {
        let arguments = ["--name", "alice", "--no-passphrase", "--config", "keys.toml"];
        let program = command(env!("CARGO_BIN_EXE_peerscope"), &arguments, home.path(), &[]);
        let terminal = Terminal::start(program, WIDE);
        terminal.until_shown("Alt+X quit");
        terminal.until_shown(complaint);
        terminal
    };
    // Where the frame of the packets begins.
    let split = |screen: &vt100::Screen| {
        let line = screen.rows(0, WIDE.0).nth(1).unwrap_or_default();
        line.split("Packets").next().map_or(0, |before| before.chars().count())
    };
    let mut terminal = start("F4 cannot be pause and");
    let before = terminal.look(split);
    terminal.press("\x1b[1;3C\x1b[1;3C");
    terminal.until("wider conversation", |screen| split(screen) > before + 8);
    let left = terminal.look(split);
    terminal.press("\x1bx");
    assert_eq!(terminal.end(), 0);

    let mut terminal = start("F4 cannot be pause and");
    assert_eq!(terminal.look(split), left);
    terminal.press("\x1bx");
    assert_eq!(terminal.end(), 0);

    std::fs::write(home.path().join("keystore/alice/layout"), "panes everywhere\n").unwrap();
    let mut terminal = start("the kept layout of the panes");
    assert_eq!(terminal.look(split), before);
    terminal.press("\x1bx");
    assert_eq!(terminal.end(), 0);
}
