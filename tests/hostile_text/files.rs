//! The built program under a peer that sends files as no honest one would.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use peerscope::crypto::sha256;
use peerscope::wire::{
    FileCause, FileChunk, FileGet, FileOffer, FileProgress, FileStop, Message, limits::FILE_CHUNK_BYTES,
};

use super::is_allowed;
use super::program::Program;
use super::stranger::Stranger;

const DEADLINE: Duration = Duration::from_secs(30);
/// More than two chunks.
const SIZE: u64 = 150_000;

/// Offers a file whose name is a path, and has it accepted; gives what the program asks for.
fn accepted(program: &mut Program, stranger: &mut Stranger, (number, size): (u8, u64)) -> FileGet {
    let name = "../../\u{202e}fdp.bashrc".try_into().unwrap();
    let offer = FileOffer { transfer: [number; 16], size, digest: [0; 32], name };
    stranger.tell(&Message::FileOffer(offer));
    let line = program.until(|line| line.contains("offered by"));
    assert!(line.contains(": _fdp.bashrc, ") && line.chars().all(is_allowed), "{line}");
    program.tell("/receive");
    stranger.until_message(|message| match message {
        Message::FileGet(get) if get.transfer == [number; 16] => Some(get.clone()),
        _ => None,
    })
}

fn chunk(get: &FileGet, offset: u64, bytes: usize) -> Message {
    let data = vec![7; bytes].try_into().unwrap();
    Message::FileChunk(FileChunk { transfer: get.transfer, run: get.run, offset, data })
}

fn until_stopped(stranger: &mut Stranger, number: u8, cause: FileCause) {
    let wanted = FileStop { transfer: [number; 16], cause: cause.number() };
    stranger
        .until_message(|message| matches!(message, Message::FileStop(stop) if *stop == wanted).then_some(()));
}

/// Waits until nothing is left of what was stopped: it is removed behind what was written before.
#[expect(clippy::disallowed_methods, reason = "the program is a real one, and so is its time")]
fn until_empty(folder: &Path) {
    let began = Instant::now();
    while fs::read_dir(folder).unwrap().count() > 0 {
        assert!(began.elapsed() < DEADLINE, "{:?}", fs::read_dir(folder).unwrap().collect::<Vec<_>>());
        std::thread::yield_now();
    }
}

#[test]
fn a_sender_that_breaks_the_rules_of_files_is_stopped_and_stays_connected() {
    let home = tempfile::tempdir().unwrap();
    let mut program = Program::start(home.path(), &[]);
    let mut stranger = Stranger::dial(&program.address, 7, "eve");
    program.until(|line| line.starts_with("note lines go to "));
    let full = u64::try_from(FILE_CHUNK_BYTES).unwrap();
    // The second chunk not behind the first, the first twice, bytes left out, tiny ones, more than was offered.
    let broken: [(u64, &[(u64, usize)]); 5] = [
        (SIZE, &[(0, FILE_CHUNK_BYTES), (2 * full, 19_010)]),
        (SIZE, &[(0, FILE_CHUNK_BYTES), (0, FILE_CHUNK_BYTES)]),
        (SIZE, &[(1, FILE_CHUNK_BYTES)]),
        (SIZE, &[(0, 1)]),
        (10, &[(0, 11)]),
    ];
    for (number, (size, chunks)) in (1..).zip(broken) {
        let get = accepted(&mut program, &mut stranger, (number, size));
        for (offset, bytes) in chunks {
            stranger.tell(&chunk(&get, *offset, *bytes));
        }
        until_stopped(&mut stranger, number, FileCause::OutOfOrder);
        program.until(|line| line.contains("stopped: bytes came that were not the next ones"));
    }
    // What nobody asked for is ignored, however much it is.
    let unknown = FileGet { transfer: [99; 16], run: 1, offset: 0 };
    for _ in 0..1_000 {
        stranger.tell(&chunk(&unknown, 0, 1));
    }
    stranger.tell(&Message::FileProgress(FileProgress { transfer: [99; 16], state: 2, offset: 1 }));
    stranger.tell(&Message::FileStop(FileStop { transfer: [99; 16], cause: 1 }));
    stranger.tell(&Message::FileGet(unknown));
    until_stopped(&mut stranger, 99, FileCause::Unknown);

    let get = accepted(&mut program, &mut stranger, (50, 10));
    stranger.tell(&chunk(&get, 0, 10));
    until_stopped(&mut stranger, 50, FileCause::Differs);

    for number in 100..117 {
        let name = "x".try_into().unwrap();
        let offer = FileOffer { transfer: [number; 16], size: 1, digest: sha256(&[]), name };
        stranger.tell(&Message::FileOffer(offer));
    }
    until_stopped(&mut stranger, 116, FileCause::TooMany);
    stranger.say("still there");
    until_empty(&home.path().join("keystore/alice/downloads"));
    stranger.leave();
    let (_, stderr) = program.end();
    assert_eq!(stderr, "");
}
