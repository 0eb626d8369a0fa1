//! Files on the screen: one entry each, which moves; the commands and paths to type; nothing of it on a safe screen.

use std::time::Duration;

use crate::node::{Command, Event, FileCause, FileId, FileInfo, FileSide, FileState, FileStep, PeerRef, Who};
use crate::tui::action::Pane;
use crate::tui::app::App;
use crate::tui::complete_path::Listing;
use crate::tui::effect::Effect;
use crate::tui::msg::Msg;

use super::cast::{VERIFIED, connected, peer_id, says};
use super::stage::{app_with, enter, press, screen, write};

const SIZE: u64 = 4 << 20;

fn info(side: FileSide, state: FileState, written: u64) -> FileInfo {
    FileInfo {
        id: FileId(3),
        peer: peer_id("bob"),
        peer_name: "bob".to_owned(),
        side,
        name: "photo.jpg".to_owned(),
        size: SIZE,
        written,
        state,
        rate: Some(1 << 20),
        left: Some(Duration::from_secs(3)),
        path: None,
        error: None,
    }
}

fn with(app: &mut App, info: FileInfo) -> String {
    app.update(Msg::Node(Box::new(Event::File(info)), app.model.now));
    screen(app, 240, 42)
}

#[test]
fn texts_and_files_that_came_meanwhile_are_told_apart_with_the_keys_that_go_there() {
    let mut app = app_with([connected("bob", VERIFIED), connected("carol", VERIFIED)]);
    screen(&mut app, 140, 42);
    enter(&mut app, "/away");
    with(&mut app, info(FileSide::Receiving, FileState::Offered, 0));
    app.update(Msg::Node(Box::new(says("carol", 1, "hello")), app.model.now));
    press(&mut app, "Left");
    let shown = screen(&mut app, 240, 42);
    assert!(shown.contains("you are back; 1 text and 1 file came, Alt+U and Alt+A go there"), "{shown}");
}

#[test]
fn the_end_of_a_file_is_said_where_the_conversation_is_by_then() {
    let mut app = app_with([connected("bob", VERIFIED)]);
    with(&mut app, info(FileSide::Sending, FileState::Moving, SIZE / 2));
    let told = |app: &mut App| with(app, info(FileSide::Sending, FileState::Verified, SIZE));
    app.update(Msg::Node(Box::new(says("bob", 1, "is it there yet?")), app.model.now));
    let shown = told(&mut app);
    let rows = |shown: &str| shown.matches("verified: bob has all of it").count();
    assert_eq!(rows(&shown), 2, "{shown}");
    let (_, behind) = shown.split_once("is it there yet?").unwrap();
    assert!(behind.contains("verified: bob has all of it"), "{shown}");
    assert_eq!(rows(&told(&mut app)), 2, "it is told again, and nothing is new");
    let mut quiet = app_with([connected("bob", VERIFIED)]);
    with(&mut quiet, info(FileSide::Sending, FileState::Moving, SIZE / 2));
    assert_eq!(rows(&told(&mut quiet)), 1);
}

#[test]
fn a_file_is_one_entry_that_says_how_it_stands() {
    let mut app = app_with([connected("bob", VERIFIED)]);
    let receiving = |state, written| info(FileSide::Receiving, state, written);
    let shown = with(&mut app, receiving(FileState::Offered, 0));
    assert!(shown.contains("file 3 ← photo.jpg, 4.0 MiB"), "{shown}");
    assert!(shown.contains("/receive 3 takes it, /cancel 3 declines it"), "{shown}");
    assert!(app.model.unfinished_files.is_empty(), "its sender offers it again");
    let shown = with(&mut app, receiving(FileState::Moving, SIZE / 2));
    assert!(shown.contains("██████████▁▁▁▁▁▁▁▁▁▁ 50% 1.0 MiB/s, 3 s left"), "{shown}");
    assert!(!shown.contains("/receive 3"), "{shown}");
    assert_eq!(app.model.unfinished_files.len(), 1);
    let shown = with(&mut app, receiving(FileState::Paused(Who::Us), SIZE / 2));
    assert!(shown.contains("50% paused: /resume 3 goes on"), "{shown}");
    let done = FileInfo { path: Some("/d/photo.jpg".to_owned()), ..receiving(FileState::Verified, SIZE) };
    let shown = with(&mut app, done);
    assert!(shown.contains("verified: it is /d/photo.jpg"), "{shown}");
    assert_eq!(shown.matches("photo.jpg, 4.0 MiB").count(), 1, "one entry: {shown}");
    assert!(app.model.unfinished_files.is_empty());

    let declined = FileState::Stopped(FileCause::Declined, Who::Them);
    let shown = with(&mut app, FileInfo { id: FileId(4), ..info(FileSide::Sending, declined, 0) });
    assert!(shown.contains("file 4 → photo.jpg"), "{shown}");
    assert!(shown.contains("bob declined it"), "{shown}");
}

#[test]
fn a_safe_screen_names_no_file() {
    let mut app = app_with([connected("bob", VERIFIED)]);
    with(&mut app, info(FileSide::Receiving, FileState::Offered, 0));
    enter(&mut app, "/safe");
    let shown = screen(&mut app, 140, 42);
    assert!(!shown.contains("photo") && shown.contains("a file, hidden"), "{shown}");
}

#[test]
fn the_commands_reach_the_node() {
    let mut app = app_with([connected("bob", VERIFIED)]);
    let to = PeerRef::Id(peer_id("bob"));
    write(&mut app, "/send '/tmp/a b.txt'");
    let effects = press(&mut app, "Enter");
    assert_eq!(effects, [Effect::Node(Command::SendFile { to, path: "/tmp/a b.txt".into() })]);
    let steps = [
        ("/receive 3", Some(FileId(3)), FileStep::Receive),
        ("/cancel", None, FileStep::Cancel),
        ("/pause 3", Some(FileId(3)), FileStep::Pause),
        ("/resume 3", Some(FileId(3)), FileStep::Resume),
    ];
    for (line, id, step) in steps {
        assert_eq!(enter(&mut app, line), [Effect::Node(Command::File(id, step))], "{line}");
    }
    assert_eq!(enter(&mut app, "/transfers"), [Effect::Node(Command::Files)]);
}

/// Reads the folders that are asked for, one after the other.
fn read_folders(app: &mut App, mut effects: Vec<Effect>) {
    while let Some(Effect::ReadFolder(folder)) = effects.pop() {
        effects.extend(app.update(Msg::Folder(Listing::read(folder))));
    }
}

#[test]
fn tab_completes_the_path_of_a_file() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("my photos")).unwrap();
    std::fs::write(folder.path().join("my photos").join("one.jpg"), "").unwrap();
    std::fs::write(folder.path().join(".hidden"), "").unwrap();
    let root = folder.path().to_str().unwrap();
    let mut app = app_with([connected("bob", VERIFIED)]);
    let asked = write(&mut app, &format!("/send {root}/m"));
    press(&mut app, "Tab");
    assert_eq!(app.focus, Pane::Composer, "what is not known yet is waited for");
    read_folders(&mut app, asked);
    let asked = press(&mut app, "Tab");
    assert!(
        app.composer.input.text().starts_with(&format!("/send {root}/my photos/")),
        "{}",
        app.composer.input.text()
    );
    read_folders(&mut app, asked);
    assert!(screen(&mut app, 140, 42).contains("one.jpg"));
    std::fs::remove_file(folder.path().join("my photos").join("one.jpg")).unwrap();
    assert!(screen(&mut app, 140, 42).contains("one.jpg"), "drawing reads no folder");
    write(&mut app, "o");
    press(&mut app, "Tab");
    assert_eq!(app.composer.input.text().trim_end(), format!("/send {root}/my photos/one.jpg"));
}

#[test]
fn a_folder_that_never_answers_takes_neither_tab_nor_other_folders_away() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("one.jpg"), "").unwrap();
    let root = folder.path().to_str().unwrap();
    let mut app = app_with([connected("bob", VERIFIED)]);
    let asked = write(&mut app, "/send /dead/");
    assert!(matches!(asked.last(), Some(Effect::ReadFolder(folder)) if folder == "/dead/"), "{asked:?}");
    press(&mut app, "Tab");
    assert!(screen(&mut app, 140, 42).contains("the folder is being read"));
    press(&mut app, "Ctrl+C");
    write(&mut app, "bo");
    press(&mut app, "Tab");
    assert_eq!(app.composer.input.text(), "bob: ", "no path is typed");
    press(&mut app, "Ctrl+C");
    press(&mut app, "Tab");
    assert_ne!(app.focus, Pane::Composer);

    press(&mut app, "Esc");
    app.focus = Pane::Composer;
    let asked = write(&mut app, &format!("/send {root}/o"));
    read_folders(&mut app, asked);
    // The first one answers after all.
    app.update(Msg::Folder(Listing::empty("/dead/".to_owned())));
    press(&mut app, "Tab");
    assert_eq!(app.composer.input.text().trim_end(), format!("/send {root}/one.jpg"));
}

#[test]
fn a_safe_screen_offers_no_names_of_files() {
    let mut app = app_with([connected("bob", VERIFIED)]);
    let asked = write(&mut app, "/send ");
    read_folders(&mut app, asked);
    assert!(screen(&mut app, 140, 42).contains("Cargo.toml"));
    press(&mut app, "Alt+S");
    assert!(!screen(&mut app, 140, 42).contains("Cargo.toml"));
}
