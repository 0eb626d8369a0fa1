//! Where the passphrase comes from: a file descriptor, a command, or the terminal.

use std::fs::File;
use std::io::{self, IsTerminal as _};
use std::process::{Command, Stdio};

use clap::Args;
use zeroize::Zeroizing;

use crate::keystore::Passphrase;

use super::error::Error;

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
}

/// What the passphrase is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Purpose {
    Unlock,
    Create,
}

impl Source {
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
            from_descriptor(number)?
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

fn from_descriptor(number: u32) -> Result<Zeroizing<String>, Error> {
    let fail = |why: io::Error| Error::PassphraseSource {
        from: format!("file descriptor {number}"),
        why: why.to_string(),
    };
    if number == 0 {
        return first_line(&mut Stdin).map_err(fail);
    }
    let mut file = File::open(format!("/dev/fd/{number}")).map_err(fail)?;
    catch_up(&mut file, number).map_err(fail)?;
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

/// Linux opens a file that has a descriptor anew and at its beginning; whoever gave the descriptor may have read
/// some of it.
#[cfg(target_os = "linux")]
fn catch_up(file: &mut File, number: u32) -> io::Result<()> {
    if !file.metadata()?.is_file() {
        return Ok(());
    }
    let known = std::fs::read_to_string(format!("/proc/self/fdinfo/{number}"))?;
    let position = known.lines().find_map(|line| line.strip_prefix("pos:")?.trim().parse().ok());
    let position = position.ok_or_else(|| io::Error::other("it does not say how far it was read"))?;
    io::Seek::seek(file, io::SeekFrom::Start(position)).map(drop)
}

/// Elsewhere it is the same file, read as far as it was.
#[cfg(not(target_os = "linux"))]
fn catch_up(_file: &mut File, _number: u32) -> io::Result<()> {
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
    let text = ask(&format!("A new identity is made for {name}. Choose a passphrase for it: "))?;
    if text.is_empty() {
        return Err(Error::PassphraseEmpty);
    }
    if *ask("The same again: ")? == *text { Ok(text) } else { Err(Error::PassphraseMismatch) }
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
