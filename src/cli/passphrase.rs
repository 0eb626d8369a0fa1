//! Where the passphrase comes from: a file descriptor, a command, or the terminal.

use std::fs::File;
use std::io::{self, IsTerminal as _};
use std::process::{Command, Stdio};

use clap::Args;
use zeroize::Zeroizing;

use crate::keystore::Passphrase;

use super::error::Error;
use super::strength::Strength;

/// Longest passphrase in bytes.
const PASSPHRASE_BYTES_MAX: usize = 4_096;

/// The options that say where.
#[derive(Clone, Debug, Args)]
#[group(multiple = false)]
pub(super) struct Source {
    /// Read the passphrase from this file descriptor, up to the end of the line
    #[arg(long, value_name = "N")]
    passphrase_fd: Option<u32>,
    /// Run this command, the first line that it prints is the passphrase
    #[arg(long, value_name = "CMD")]
    passphrase_command: Option<String>,
    /// Keep a new identity without a passphrase: whoever reads the file has it
    #[arg(long)]
    no_passphrase: bool,
    /// How far the file of the descriptor was read when the program began, in bytes.
    #[arg(skip)]
    position: Option<u64>,
}

/// How often a person may choose a passphrase and not type the same again.
const TRIES: u32 = 3;

/// What the passphrase is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Purpose {
    Unlock,
    Create,
}

impl Source {
    /// Notes how far the descriptor was read. Before the process is hardened: Linux before 5.14 shows that only to
    /// root afterwards.
    pub(super) fn note_position(&mut self) {
        self.position = self.passphrase_fd.and_then(position);
    }

    /// Whether a person is asked, who may mistype.
    pub(super) fn is_person(&self) -> bool {
        !self.no_passphrase && self.passphrase_fd.is_none() && self.passphrase_command.is_none()
    }

    /// Whether a descriptor or a command was named, which is then read whatever the file needs: its first line
    /// must not become the first text.
    pub(super) const fn is_named(&self) -> bool {
        self.passphrase_fd.is_some() || self.passphrase_command.is_some()
    }

    /// The passphrase of the profile of this name.
    pub(super) fn read(&self, purpose: Purpose, name: &str) -> Result<Passphrase, Error> {
        if self.no_passphrase {
            return Ok(Passphrase::None);
        }
        let text = if let Some(number) = self.passphrase_fd {
            from_descriptor(number, self.position)?
        } else if let Some(command) = &self.passphrase_command {
            from_command(command)?
        } else if io::stdin().is_terminal() {
            from_terminal(purpose, name)?
        } else {
            return Err(Error::NobodyToAsk);
        };
        if text.is_empty() { Err(Error::PassphraseEmpty) } else { Ok(Passphrase::Text(text)) }
    }
}

fn from_descriptor(number: u32, position: Option<u64>) -> Result<Zeroizing<String>, Error> {
    let fail = |why: io::Error| Error::PassphraseSource {
        from: format!("file descriptor {number}"),
        why: why.to_string(),
    };
    if number == 0 {
        return first_line(&mut Stdin).map_err(fail);
    }
    let mut file = File::open(format!("/dev/fd/{number}")).map_err(fail)?;
    catch_up(&mut file, position).map_err(fail)?;
    first_line(&mut file).map_err(fail)
}

/// Standard input without the buffer that the program has for it: the passphrase would stay there, and the lines
/// after the first are the conversation.
struct Stdin;

impl io::Read for Stdin {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        Ok(rustix::io::read(rustix::stdio::stdin(), buffer)?)
    }
}

/// How far the file of a descriptor was read, where that is known.
fn position(number: u32) -> Option<u64> {
    let known = std::fs::read_to_string(format!("/proc/self/fdinfo/{number}")).ok()?;
    known.lines().find_map(|line| line.strip_prefix("pos:")?.trim().parse().ok())
}

/// Linux opens a file that has a descriptor anew and at its beginning; whoever gave the descriptor may have read
/// some of it.
#[cfg(target_os = "linux")]
fn catch_up(file: &mut File, position: Option<u64>) -> io::Result<()> {
    if !file.metadata()?.is_file() {
        return Ok(());
    }
    let position = position.ok_or_else(|| io::Error::other("it is not known how far it was read"))?;
    io::Seek::seek(file, io::SeekFrom::Start(position)).map(drop)
}

/// Elsewhere it is the same file, read as far as it was.
#[cfg(not(target_os = "linux"))]
fn catch_up(_file: &mut File, _position: Option<u64>) -> io::Result<()> {
    Ok(())
}

fn from_command(command: &str) -> Result<Zeroizing<String>, Error> {
    let fail = |why: String| Error::PassphraseSource { from: "the command".to_owned(), why };
    let io_fail = |why: io::Error| fail(why.to_string());
    let mut child = Command::new("sh")
        .args(["-c", command])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::inherit())
        .spawn()
        .map_err(io_fail)?;
    let line = child.stdout.take().map_or(Ok(Zeroizing::default()), |mut printed| {
        let line = first_line(&mut printed)?;
        // A command that nobody listens to any more would fail.
        io::copy(&mut printed, &mut io::sink())?;
        Ok(line)
    });
    let status = child.wait().map_err(io_fail)?;
    if !status.success() {
        return Err(fail(status.to_string()));
    }
    line.map_err(io_fail)
}

fn from_terminal(purpose: Purpose, name: &str) -> Result<Zeroizing<String>, Error> {
    let ask = |prompt: &str| {
        rpassword::prompt_password(prompt).map(Zeroizing::new).map_err(Error::io("ask for the passphrase"))
    };
    if purpose == Purpose::Unlock {
        return ask(&format!("Passphrase of {name}: "));
    }
    let mut prompt = format!("A new identity is made for {name}. Choose a passphrase for it: ");
    for _ in 0..TRIES {
        let text = ask(&prompt)?;
        if text.is_empty() {
            return Err(Error::PassphraseEmpty);
        }
        let again = ask(&format!(
            "Strength: {}\nThe same again, or nothing to choose another: ",
            Strength::of(&text)
        ))?;
        if *again == *text {
            return Ok(text);
        }
        let said = if again.is_empty() { "" } else { "The two are not the same, nothing was made yet. " };
        prompt = format!("{said}Choose a passphrase: ");
    }
    Err(Error::PassphraseMismatch)
}

/// The first line, read byte by byte so that no buffer holds it but the one that is wiped, and what follows stays
/// where it is. That one is there whole from the start, since growing would leave a copy behind.
fn first_line(source: &mut impl io::Read) -> io::Result<Zeroizing<String>> {
    let mut line = Zeroizing::new(Vec::with_capacity(PASSPHRASE_BYTES_MAX + 2));
    let mut byte = [0];
    while line.len() < PASSPHRASE_BYTES_MAX + 2 && line.last() != Some(&b'\n') {
        match source.read(&mut byte) {
            Ok(0) => break,
            Ok(_) => line.extend(byte),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    let text = str::from_utf8(&line).map_err(|_other| io::Error::other("a passphrase is UTF-8"))?;
    let text = text.trim_end_matches(['\r', '\n']);
    if text.len() > PASSPHRASE_BYTES_MAX {
        return Err(io::Error::other("a passphrase has at most 4,096 bytes"));
    }
    Ok(Zeroizing::new(text.to_owned()))
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use std::io::{Read as _, Write as _};
    use std::os::fd::AsRawFd as _;

    use super::{Purpose, Source};
    use crate::keystore::Passphrase;

    #[test]
    fn a_file_is_read_from_where_it_stood_when_the_program_began() {
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(b"one\ntwo\nthree\n").unwrap();
        std::io::Seek::rewind(&mut file).unwrap();
        file.read_exact(&mut [0; 4]).unwrap();
        let number = u32::try_from(file.as_raw_fd()).unwrap();
        let mut source = Source {
            passphrase_fd: Some(number),
            passphrase_command: None,
            no_passphrase: false,
            position: None,
        };
        assert!(source.read(Purpose::Unlock, "alice").is_err(), "nothing is asked about it later");
        source.note_position();
        file.read_exact(&mut [0; 4]).unwrap();
        let Ok(Passphrase::Text(text)) = source.read(Purpose::Unlock, "alice") else { panic!("it is read") };
        assert_eq!(text.as_str(), "two");
    }
}
