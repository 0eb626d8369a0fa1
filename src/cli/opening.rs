//! `inspect --keylog KEYS`: what was sealed in a capture, opened with the chain keys of its sessions.

use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use crate::capture::{Packet, Report, read_capture};
use crate::inspector::counted;
use crate::protocol::{KeyLog, Offline, parse_key_log};
use crate::recording::load;

use super::error::Error;

/// Keys for a capture, if some were given.
#[derive(Debug)]
pub(super) struct Opening(Option<Keys>);

#[derive(Debug)]
struct Keys {
    path: PathBuf,
    offline: Offline,
    lines: usize,
    torn: Option<usize>,
    opened: usize,
}

impl Opening {
    /// Reads the key log that was named.
    pub(super) fn load(path: Option<&Path>) -> Result<Self, Error> {
        let Some(path) = path else { return Ok(Self(None)) };
        let failed = |source| Error::KeyLogUnread { path: path.to_owned(), source };
        let text = Zeroizing::new(load(path).map_err(failed)?);
        let parsed = parse_key_log(&text);
        let KeyLog { lines, torn } =
            parsed.map_err(|error| Error::KeyLog { path: path.to_owned(), error })?;
        let (path, count) = (path.to_owned(), lines.len());
        Ok(Self(Some(Keys { path, offline: Offline::new(lines), lines: count, torn, opened: 0 })))
    }

    /// Reads a capture; each packet comes with what the keys open of it.
    pub(super) fn read(&mut self, capture: &[u8], mut each: impl FnMut(Packet)) -> Report {
        read_capture(capture, |mut packet| {
            if let Some(keys) = &mut self.0 {
                keys.open(&mut packet);
            }
            each(packet);
        })
    }

    /// What is to be said about lines that opened nothing; an error when none opened anything.
    pub(super) fn told(&self) -> Result<Vec<String>, Error> {
        let Some(Keys { path, offline, lines, torn, opened }) = &self.0 else { return Ok(Vec::new()) };
        let mut said = Vec::new();
        if let Some(torn) = torn {
            said.push(format!("line {torn} of the key log has no end, and is left out"));
        }
        if *lines == 0 {
            said.push("there is no key in the key log".to_owned());
        }
        let unused: Vec<usize> = offline.unused().collect();
        let Some(first) = unused.first() else { return Ok(said) };
        if *opened == 0 {
            return Err(Error::ForeignKeys { path: path.clone(), line: *first, lines: *lines });
        }
        let more = if unused.len() > 1 {
            format!(", and {} more", counted(unused.len() - 1, "line"))
        } else {
            String::new()
        };
        said.push(format!(
            "line {first} of the key log opens nothing of it{more}: other sessions, or frames that are missing"
        ));
        Ok(said)
    }
}

impl Keys {
    fn open(&mut self, packet: &mut Packet) {
        let Some(opened) = self.offline.open(packet.conn, packet.direction, &packet.frame) else { return };
        self.opened += 1;
        packet.kind = Some(opened.name);
        packet.key_id = Some(opened.key_id);
        packet.inner = Some(opened.inner);
    }
}
