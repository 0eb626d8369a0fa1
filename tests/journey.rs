//! Two people at two terminals, from the first start to the last key: what the README promises, as it is seen.
//!
//! A machine without tmux skips this and says so; where `PEERSCOPE_TMUX` is set, as `.ci/run` does, it has to be
//! there. With `PEERSCOPE_PICTURE=FILE` the main screen is written to that file, with its colours, as escape sequences.

#![cfg(all(feature = "net", target_os = "linux"))]
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on has to fail loudly")]

#[path = "support/tmux.rs"]
mod tmux;

use std::io::Write as _;
use std::path::Path;

use tmux::{Terminal, Tmux};

/// The main picture, the common terminal, and the smallest that shows one pane whole.
const WIDE: (u16, u16) = (140, 42);
const COMMON: (u16, u16) = (80, 24);
const SMALL: (u16, u16) = (60, 15);

fn tmux(folder: &Path) -> Option<Tmux> {
    let tmux = Tmux::start(folder.to_owned());
    if tmux.is_none() {
        assert_eq!(std::env::var_os("PEERSCOPE_TMUX"), None, "tmux cannot be run");
        // Written past the capture of the test harness, so that a run that skipped shows it.
        std::io::stderr().write_all(b"skipped: tmux is not installed\n").unwrap();
    }
    tmux
}

/// Starts a peer in a terminal, as its person would.
fn start(terminal: &Terminal, name: &str, arguments: &str) {
    terminal.sees("shell>");
    let program = env!("CARGO_BIN_EXE_peerscope");
    terminal.enters(&format!("{program} --home . --name {name} --no-passphrase {arguments}"));
    terminal.sees("Ctrl+Q");
}

/// The port that a peer says it listens on.
fn port_of(screen: &str) -> String {
    let (_, rest) = screen.split_once("listen 127.0.0.1:").expect("the first line names the port");
    rest.chars().take_while(char::is_ascii_digit).collect()
}

/// Lets in who waits, after a look at the fingerprint.
fn lets_in(terminal: &Terminal) {
    terminal.sees("SOMEBODY YOU DO NOT KNOW");
    terminal.press(&["F8"]);
    terminal.sees("[ a ");
    terminal.press(&["a"]);
}

/// The groups of five digits within the heavy frame of the overlay; ports around it look like such groups too.
fn digits(screen: &str) -> Vec<String> {
    let inside = screen.lines().filter_map(|line| Some(line.split_once('┃')?.1.rsplit_once('┃')?.0));
    let groups = inside.flat_map(|line| line.split(|c: char| !c.is_ascii_digit()));
    groups.filter(|group| group.len() == 5).map(ToOwned::to_owned).collect()
}

fn is_whole_again(terminal: &Terminal) {
    terminal.sees("net.log is");
    assert_eq!(terminal.modes(), "alternate=0 cursor=1 mouse=0");
}

#[test]
fn two_people_meet_talk_verify_lose_each_other_and_leave() {
    let folder = tempfile::tempdir().unwrap();
    let Some(server) = tmux(folder.path()) else { return };
    let (alice, bob) = (server.terminal("alice", WIDE), server.terminal("bob", WIDE));

    start(&alice, "alice", "--listen 127.0.0.1:0");
    let port = port_of(&alice.sees("listen 127.0.0.1:"));
    start(&bob, "bob", "");
    bob.enters(&format!("/connect 127.0.0.1:{port}"));
    lets_in(&bob);
    lets_in(&alice);
    alice.sees("? bob NOT VERIFIED");
    bob.sees("? alice NOT VERIFIED");

    alice.enters("hi bob, did you get the draft?");
    bob.sees("hi bob, did you get the draft?");
    bob.enters("yes, reading it now. The second table needs your numbers");
    alice.sees("reading it now");
    bob.sees("shown");

    verify(&alice, &bob);
    verify(&bob, &alice);
    alice.enters("/rekey");
    alice.sees("epoch 2");
    bob.sees("epoch 2");
    alice.enters("sure: 12, 40 and 7");
    bob.sees("sure: 12, 40 and 7");
    alice.until("every text shown", |screen| screen.matches("shown").count() >= 2);
    if let Some(file) = std::env::var_os("PEERSCOPE_PICTURE") {
        std::fs::write(file, alice.picture()).unwrap();
    }
    bob.enters("😀 café 漢字 merci");
    alice.sees("merci");
    paste_and_resize(&bob, &alice);
    killed_and_back(&alice, &bob, &port);

    bob.press(&["C-q"]);
    is_whole_again(&bob);
    alice.sees("goodbye");
    alice.press(&["C-q"]);
    is_whole_again(&alice);
}

/// One compares what the other's screen shows, digit by digit.
fn verify(one: &Terminal, other: &Terminal) {
    let whole = |screen: &str| digits(screen).len() == 12;
    other.press(&["F8"]);
    let read = digits(&other.until("sixty digits", whole));
    other.press(&["Escape"]);
    one.press(&["F8"]);
    assert_eq!(digits(&one.until("sixty digits", whole)), read, "both screens show the same number");
    one.types(&read.concat());
    one.until("four rows that agree", |screen| screen.matches("✓ same").count() == 4);
    one.press(&["Enter"]);
    one.sees("They are the same");
    one.press(&["v"]);
    one.sees("VERIFIED now");
    one.sees_no("NOT VERIFIED");
}

/// What is pasted is a draft, and outlives every size of the terminal.
fn paste_and_resize(one: &Terminal, other: &Terminal) {
    one.pastes("first line\nsecond line\n/quit");
    one.sees("/quit");
    for size in [COMMON, SMALL, (20, 5), SMALL, COMMON] {
        one.resize(size);
        let [columns, rows] = [size.0, size.1].map(usize::from);
        one.until("a picture of the new size", |screen| {
            screen.lines().count() <= rows && screen.contains(if columns < 40 { "need" } else { "uit" })
        });
    }
    one.resize(WIDE);
    one.sees("┌ Bytes");
    one.sees("second line");
    assert!(!other.screen().contains("second line"), "a paste was sent by itself");
    one.press(&["Enter"]);
    other.sees("second line");
}

/// A peer that is killed is missed, is called again, and gets what was typed meanwhile.
fn killed_and_back(one: &Terminal, other: &Terminal, port: &str) {
    let pid = rustix::process::Pid::from_raw(other.pid_of_child()).unwrap();
    rustix::process::kill_process(pid, rustix::process::Signal::KILL).unwrap();
    one.sees("the link is closed");
    one.enters("are you still there?");
    one.sees("held");
    other.sees("Killed");
    // Nothing gave the terminal back, so that Enter ends no line there yet.
    other.types("tput rmcup; stty sane; clear");
    other.press(&["C-j"]);
    other.sees_no("Killed");
    start(other, "bob", &format!("--connect 127.0.0.1:{port}"));
    other.sees("✓ alice VERIFIED");
    other.sees("are you still there?");
    one.sees("✓ bob VERIFIED");
    one.until("the text arrive", |screen| !screen.contains("held"));
}

/// A byte of a long text is changed on its way by a tap: what the receiver sees at once, in five places.
#[cfg(feature = "lab")]
#[test]
fn a_byte_changed_on_the_way_stands_in_five_places_of_the_terminal() {
    let folder = tempfile::tempdir().unwrap();
    let Some(server) = tmux(folder.path()) else { return };
    let (alice, wire) = (server.terminal("alice", WIDE), server.terminal("wire", WIDE));
    let bob = server.terminal("bob", COMMON);

    start(&alice, "alice", "--accept any --listen 127.0.0.1:0");
    let port = port_of(&alice.sees("listen 127.0.0.1:"));
    wire.sees("shell>");
    // The text would go out again over the next link, and what comes then takes the place of what is looked at.
    let rules = "--rule 'conn == 1 && dir == sent && size > 1000: flip -1' --rule 'conn > 1: drop'";
    let program = env!("CARGO_BIN_EXE_peerscope");
    wire.enters(&format!("{program} tap --plain --listen 127.0.0.1:0 --to 127.0.0.1:{port} {rules}"));
    let said = wire.sees("taps 127.0.0.1:");
    let (_, place) = said.split_once("taps ").expect("where it listens");
    let place = place.split(',').next().expect("an address").to_owned();
    start(&bob, "bob", &format!("--accept any --connect {place}"));
    bob.sees("alice NOT VERIFIED");
    bob.enters(&format!("from here {} to there", "on and on ".repeat(100)));

    let places = [
        "1 BAD MAC /ack",
        "✗ BAD MAC: FRAME REFUSED",
        "NOT decrypted and NOT shown",
        "Checks: STOPPED at 9 of 12: MAC",
        "✗ MAC",
    ];
    alice.until("all places", |screen| places.iter().all(|place| screen.contains(place)));
    alice.until("the row", |screen| screen.lines().any(|line| line.contains('!') && line.contains("sealed")));
    let picture = alice.picture();
    let row = picture.lines().find(|line| line.contains("STOPPED")).expect("the headline of the checks");
    assert!(row.contains("\u{1b}[48;") || row.contains("\u{1b}[7m"), "it has a background: {row:?}");
    for terminal in [&bob, &alice, &wire] {
        terminal.press(&["C-q", "C-c"]);
    }
}
