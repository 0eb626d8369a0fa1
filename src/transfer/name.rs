//! Names of files: what a peer calls one is a claim, and becomes a name that leads nowhere and means nothing.

use core::fmt;
use std::path::Path;

use crate::defence::{Defence, Defences};
use crate::text::{PeerText, is_blank};

/// Most bytes of a name: every file system takes 255, and a number may be put before the extension.
const NAME_BYTES_MAX: usize = 200;
/// Most bytes of an extension that is kept when a name is cut.
const EXTENSION_BYTES_MAX: usize = 16;
/// What a file is called of whose name nothing is left.
const NAMELESS: &str = "file";
/// What has a meaning in paths, in shells or on some system.
const MEANINGFUL: &[char] = &['<', '>', ':', '"', '|', '?', '*', '$', '`'];
/// Names of devices on Windows, with any extension.
const DEVICES: &[&str] = &["con", "prn", "aux", "nul", "conin$", "conout$", "com", "lpt"];

/// The name of a file in one folder: no path, no device, not hidden, no option, every character of it to be seen.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct SafeName(String);

impl SafeName {
    /// Makes one of what a peer calls a file.
    pub fn of_peer(claimed: &PeerText) -> Self {
        Self::of_peer_under(claimed, Defences::ALL)
    }

    /// The same where some defences may be missing.
    pub(crate) fn of_peer_under(claimed: &PeerText, defences: Defences) -> Self {
        if defences.hold(Defence::SafeName) {
            Self::of(claimed.as_sent())
        } else {
            Self(claimed.as_sent().to_owned())
        }
    }

    /// Makes one of the last part of a path of ours.
    pub fn of_path(path: &Path) -> Self {
        Self::of(&path.file_name().unwrap_or_default().to_string_lossy())
    }

    fn of(claimed: &str) -> Self {
        let last = claimed.rsplit(['/', '\\']).find(|part| !part.trim_matches(['.', ' ']).is_empty());
        let visible = last.unwrap_or_default().chars().map(|c| if is_unfit(c) { '_' } else { c });
        let name: String = visible.collect();
        let name = name.trim_start_matches(['.', ' ']).trim_end_matches(['.', ' ']);
        if name.is_empty() {
            return Self(NAMELESS.to_owned());
        }
        let prefix = if name.starts_with('-') || is_device(name) { "_" } else { "" };
        Self(cut(&format!("{prefix}{name}")))
    }

    /// As a name.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The name of the `number`th file of this name: `photo (2).jpg`.
    pub(super) fn numbered(&self, number: u32) -> String {
        let (stem, extension) = parts(&self.0);
        if number < 2 { self.0.clone() } else { format!("{stem} ({number}){extension}") }
    }
}

impl fmt::Display for SafeName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

fn is_unfit(c: char) -> bool {
    (is_blank(c) && c != ' ') || MEANINGFUL.contains(&c)
}

/// Whether the part before the first dot names a device: `con`, `nul.txt`, `com1`.
fn is_device(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default().trim_end().to_lowercase();
    let plain = stem.trim_end_matches(|c: char| c.is_numeric());
    let has_number = plain.len() < stem.len();
    DEVICES.contains(&plain) && (has_number == ["com", "lpt"].contains(&plain))
}

/// The name before its extension, and the extension with its dot.
fn parts(name: &str) -> (&str, &str) {
    match name.rfind('.') {
        Some(at) if at > 0 && name.len() - at <= EXTENSION_BYTES_MAX => name.split_at(at),
        _ => (name, ""),
    }
}

/// As much of a name as fits, with its extension.
fn cut(name: &str) -> String {
    if name.len() <= NAME_BYTES_MAX {
        return name.to_owned();
    }
    let (stem, extension) = parts(name);
    let room = NAME_BYTES_MAX.saturating_sub(extension.len());
    let end = stem.char_indices().map(|(at, c)| at + c.len_utf8()).take_while(|end| *end <= room).last();
    let stem = stem.get(..end.unwrap_or_default()).unwrap_or_default().trim_end_matches(['.', ' ']);
    format!("{stem}{extension}")
}
