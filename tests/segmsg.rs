//! A talk in SegMSG between two processes, what somebody on the wire has of it, and the bytes that the original program
//! needs.

#![cfg(all(feature = "net", feature = "lab"))]
#![expect(clippy::panic, reason = "a line that never comes has to fail loudly")]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has to fail loudly")]

#[path = "support/process.rs"]
mod process;
#[path = "support/program.rs"]
#[expect(dead_code, reason = "this needs the program and nothing else of it")]
mod program;

use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};

use peerscope::crypto::OsRandom;
use peerscope::lab::segmsg::{Heard, Talk};
use process::Process;

fn segmsg(role: &str, place: &str) -> Process {
    let home = tempfile::tempdir().unwrap();
    Process::spawn(&mut program::peerscope(home.path(), &["lab", "segmsg", role, place]))
}

/// One that listens, and where.
fn listening() -> (Process, String) {
    let mut process = segmsg("--listen", "0");
    let said = process.until("listening on ");
    (process, said.trim_start_matches("listening on ").to_owned())
}

#[test]
fn two_talk_and_who_guesses_the_first_text_reads_the_others() {
    let (mut alice, place) = listening();
    let mut bob = segmsg("--connect", &place);
    for side in [&mut alice, &mut bob] {
        side.until("keys agreed");
    }
    bob.say("Dear colleague, ");
    assert!(alice.until("<-  ").ends_with("segmsg_message Dear colleague, "), "{:?}", alice.seen);
    alice.say("the codes are 4711 and 4712");
    bob.until("   eve: 16 bytes");
    assert_eq!(bob.until("   eve: from"), "   eve: from the first text alone: the codes are 4711 _nd _712");
    let (ended, said) = bob.end();
    assert!(ended.success());
    assert!(said.iter().any(|line| line.starts_with("here instead: ")), "{said:?}");
    alice.until("the other side closed the link");
    assert!(alice.end().0.success());
}

/// Reads one frame of this length, and nothing behind it in the same piece.
fn frame(stream: &mut TcpStream, length: usize) -> Vec<u8> {
    let mut frame = vec![0; 8_192];
    let mut have = 0;
    while have < length {
        have += stream.read(&mut frame[have..]).unwrap();
    }
    assert_eq!(have, length, "the original takes one read for one frame");
    frame.truncate(have);
    frame
}

#[test]
fn a_caller_and_a_listener_meet_what_the_original_program_would_send() {
    let (mut alice, place) = listening();
    let mut stream = TcpStream::connect(&place).unwrap();
    let (mut talk, request) = Talk::dial(&mut OsRandom, 1).unwrap();
    stream.write_all(&request).unwrap();
    let response = frame(&mut stream, 339);
    assert!(matches!(talk.feed(&response, 1).unwrap().unwrap().heard, Heard::Response));
    alice.until("keys agreed");
    alice.say("hello");
    let text = frame(&mut stream, 51 + 5 + 32);
    assert!(matches!(talk.feed(&text, 1).unwrap().unwrap().heard, Heard::Text(text) if text == *"hello"));
    stream.write_all(&talk.say("\u{1b}[2J", 1).unwrap()).unwrap();
    assert!(alice.until("<-  ").ends_with("segmsg_message \\u{1b}[2J"), "{:?}", alice.seen);

    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let mut bob = segmsg("--connect", &listener.local_addr().unwrap().to_string());
    let mut stream = listener.accept().unwrap().0;
    let mut talk = Talk::listen(&mut OsRandom).unwrap();
    let request = frame(&mut stream, 339);
    let Heard::Request(response) = talk.feed(&request, 1).unwrap().unwrap().heard else {
        panic!("no request")
    };
    stream.write_all(&response).unwrap();
    bob.until("keys agreed");
    stream.write_all(b"GET / HTTP/1.1").unwrap();
    assert_eq!(bob.child.wait().unwrap().code(), Some(1), "what is no frame ends the talk");
}
