//! What was said stands in no file of a profile that could be read: not while programs run, not once they were killed.

#![cfg(all(unix, feature = "net"))]
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has to fail loudly")]

#[path = "support/process.rs"]
mod process;
#[path = "support/program.rs"]
mod program;

use std::fs;
use std::io::{self, Read as _};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::Stdio;

use process::Process;

const CANARIES: [&str; 4] = [
    "the canary sings at dawn",
    "the canary waits for somebody",
    "the canary sings back",
    "the-canary-has-a-name.txt",
];

/// Of a file of so many bytes no more than these come to where it is received.
const FILE_BYTES: u64 = 64 << 20;
const PART_BYTES: u64 = 8 << 20;

/// A chat of this person.
fn chat(home: &Path, name: &str, arguments: &[&str]) -> Process {
    Process::spawn(program::chat(home, name, arguments).stderr(Stdio::piped()))
}

/// A way to who listens there, for one caller. Once so many bytes have come to the listener no more of them do, and what
/// the listener says goes on.
fn strait(to: String, bytes: u64) -> String {
    let entrance = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = entrance.local_addr().unwrap().to_string();
    std::thread::spawn(move || -> io::Result<()> {
        let (caller, _) = entrance.accept()?;
        drop(entrance);
        let listener = TcpStream::connect(to)?;
        let (from, mut there) = (caller.try_clone()?, listener.try_clone()?);
        std::thread::spawn(move || io::copy(&mut from.take(bytes), &mut there));
        // Who is killed says goodbye in one way or another.
        let _ = io::copy(&mut &listener, &mut &caller);
        caller.shutdown(Shutdown::Both)
    });
    address
}

/// Every file below a folder.
fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap());
    let below = |entry: fs::DirEntry| match entry.file_type().unwrap() {
        kind if kind.is_dir() => files(&entry.path()),
        kind if kind.is_file() => vec![entry.path()],
        _ => Vec::new(),
    };
    entries.flat_map(below).collect()
}

/// The files that hold what was said, in UTF-8, in UTF-16 or as hexadecimal digits.
fn tell_tales(home: &Path) -> Vec<(PathBuf, &'static str)> {
    let forms = |canary: &str| {
        let digits: Vec<String> = canary.bytes().map(|byte| format!("{byte:02x}")).collect();
        let wide: Vec<u8> = canary.encode_utf16().flat_map(u16::to_le_bytes).collect();
        [canary.as_bytes().to_vec(), digits.concat().into_bytes(), wide]
    };
    let mut found = Vec::new();
    for path in files(home) {
        // One that is written anew may have another name by now.
        let Ok(bytes) = fs::read(&path) else { continue };
        for canary in CANARIES {
            let holds = |form: &Vec<u8>| bytes.windows(form.len()).any(|part| part == form.as_slice());
            if forms(canary).iter().any(holds) {
                found.push((path.clone(), canary));
            }
        }
    }
    found
}

#[test]
fn no_file_of_either_profile_holds_what_was_said() {
    let home = tempfile::tempdir().unwrap();
    let mut alice = chat(home.path(), "alice", &["--listen", "127.0.0.1:0"]);
    let line = alice.until("listening on port ");
    let port = line.strip_prefix("listening on port ").unwrap().split(',').next().unwrap();
    let to = strait(format!("127.0.0.1:{port}"), PART_BYTES);
    let mut bob = chat(home.path(), "bob", &["--connect", &to]);
    bob.until("connected alice");
    alice.until("connected bob");
    bob.say(CANARIES[0]);
    alice.until(&format!("message bob: {}", CANARIES[0]));
    alice.say(CANARIES[2]);
    bob.until(&format!("message alice: {}", CANARIES[2]));
    let elsewhere = tempfile::tempdir().unwrap();
    let file = elsewhere.path().join(CANARIES[3]);
    fs::File::create(&file).unwrap().set_len(FILE_BYTES).unwrap();
    bob.say(&format!("/send {}", file.display()));
    alice.until_one(|line| line.contains(CANARIES[3]), "the offer");
    bob.until_one(|line| line.contains("offered"), "what the offer has become");
    alice.say("/receive");
    alice.until_one(|line| line.starts_with("file ") && line.contains("moving"), "that the file comes");
    // Dropped is killed.
    drop(alice);
    // What has come of a file has no name yet, nor says which it will get.
    let paths = files(home.path());
    let came: Vec<&PathBuf> =
        paths.iter().filter(|path| path.parent().unwrap().ends_with("downloads")).collect();
    let [partial] = came.as_slice() else { panic!("one file was coming: {came:?}") };
    let length = fs::metadata(partial).unwrap().len();
    assert!(partial.extension().is_some_and(|end| end == "part"), "{partial:?} has no name yet");
    assert!((1..=PART_BYTES).contains(&length), "{length} bytes have come");
    assert!(paths.iter().all(|path| !path.to_string_lossy().contains("canary")), "{paths:?}");
    bob.until("closed");
    bob.say(CANARIES[1]);
    bob.until("receipt alice: text 2 is held");
    assert_eq!(tell_tales(home.path()), []);
    drop(bob);
    assert_eq!(tell_tales(home.path()), []);
    assert_eq!(chat(home.path(), "bob", &[]).end().0.code(), Some(0));
    assert!(files(home.path()).len() > 8, "there are two profiles with all their files");
    assert_eq!(tell_tales(home.path()), []);
    fs::write(home.path().join("logs/bob/leak"), CANARIES[1]).unwrap();
    assert_eq!(tell_tales(home.path()).len(), 1, "what would be there is found");
}
