//! Where the passphrase comes from: a file descriptor, a command, or the terminal.

use std::fs::File;
use std::io::{self, BufRead, BufReader, IsTerminal as _, Read as _};
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
        // The lines after the first are the conversation: they stay in the buffer that all of stdin has.
        return first_line(&mut io::stdin().lock()).map_err(fail);
    }
    let file = File::open(format!("/dev/fd/{number}")).map_err(fail)?;
    first_line(&mut BufReader::new(file)).map_err(fail)
}

fn from_command(command: &str) -> Result<Zeroizing<String>, Error> {
    let fail = |why: String| Error::PassphraseSource { from: "the command".to_owned(), why };
    let output = Command::new("sh")
        .args(["-c", command])
        .stdin(Stdio::null())
        .stderr(Stdio::inherit())
        .output()
        .map_err(|why| fail(why.to_string()))?;
    let printed = Zeroizing::new(output.stdout);
    if !output.status.success() {
        return Err(fail(output.status.to_string()));
    }
    first_line(&mut printed.as_slice()).map_err(|why| fail(why.to_string()))
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

/// The whole buffer is there from the start, so that growing leaves no copy behind that is not wiped.
fn first_line(source: &mut impl BufRead) -> io::Result<Zeroizing<String>> {
    let mut line = Zeroizing::new(String::with_capacity(PASSPHRASE_BYTES_MAX + 2));
    let most = u64::try_from(PASSPHRASE_BYTES_MAX + 2).unwrap_or(u64::MAX);
    source.take(most).read_line(&mut line)?;
    let length = line.trim_end_matches(['\r', '\n']).len();
    if length > PASSPHRASE_BYTES_MAX {
        return Err(io::Error::other("a passphrase has at most 4,096 bytes"));
    }
    line.truncate(length);
    Ok(line)
}
