//! Paths behind `/send`: what is in the folder that is being typed. It is read beside the loop, since a disk may take
//! long to answer.

use std::path::{MAIN_SEPARATOR, Path};

use crate::text::escape;

use super::complete::{More, Offer};

/// Names of a folder that are looked at.
const NAMES_MAX: usize = 10_000;
/// Names that are offered.
const OFFERS_MAX: usize = 200;

/// What is known of the folder that is being typed.
#[derive(Debug, Default)]
pub(super) struct Folder {
    /// The one that is being read. Nothing is waited for that is no longer typed: it may never be read.
    asked: Option<String>,
    read: Option<Listing>,
}

/// What can be typed of a folder.
#[derive(Debug)]
pub(super) struct Listing {
    /// Which, as it is typed.
    folder: String,
    /// Names in their order, folders with a separator behind them.
    names: Vec<String>,
}

impl Folder {
    /// Another path is typed, or none: the folder that is to be read now.
    pub(super) fn turn_to(&mut self, typed: Option<&str>) -> Option<String> {
        let Some((folder, _)) = typed.map(parts) else {
            // It may be another one when it is typed again.
            *self = Self::default();
            return None;
        };
        let is_read = self.read.as_ref().is_some_and(|read| read.folder == folder);
        if is_read || self.asked.as_deref() == Some(folder) {
            return None;
        }
        self.asked = Some(folder.to_owned());
        self.asked.clone()
    }

    /// A folder was read; one that nobody types any more is of no use.
    pub(super) fn took(&mut self, listing: Listing) {
        if self.asked.as_ref() == Some(&listing.folder) {
            self.asked = None;
            self.read = Some(listing);
        }
    }

    /// Whether one is being read.
    pub(super) const fn is_awaited(&self) -> bool {
        self.asked.is_some()
    }

    /// What may take the place of the path that is typed so far: names that begin like its last part. Hidden ones
    /// have to be begun.
    pub(super) fn paths(&self, typed: &str) -> Vec<Offer> {
        let (folder, beginning) = parts(typed);
        let Some(listing) = self.read.as_ref().filter(|read| read.folder == folder) else {
            return Vec::new();
        };
        let is_meant = |name: &&String| {
            name.starts_with(beginning) && (!name.starts_with('.') || beginning.starts_with('.'))
        };
        let offer = |name: &String| {
            let (more, help) =
                if name.ends_with(MAIN_SEPARATOR) { (More::GoesOn, "a folder") } else { (More::Whole, "") };
            Offer { word: format!("{folder}{name}"), label: name.clone(), help: help.to_owned(), more }
        };
        listing.names.iter().filter(is_meant).take(OFFERS_MAX).map(offer).collect()
    }
}

impl Listing {
    /// Of a folder that cannot be read now.
    pub(super) const fn empty(folder: String) -> Self {
        Self { folder, names: Vec::new() }
    }

    /// Reads a folder as it is typed, with `~/` for one's own; one that cannot be read holds nothing.
    pub(super) fn read(folder: String) -> Self {
        let home = folder.strip_prefix("~/").zip(std::env::home_dir());
        let looked_at = match home {
            Some((rest, home)) => home.join(rest),
            None if folder.is_empty() => Path::new(".").to_owned(),
            None => Path::new(&folder).to_owned(),
        };
        let entries = looked_at.read_dir().into_iter().flatten().flatten().take(NAMES_MAX);
        let mut names: Vec<String> = entries
            .filter_map(|entry| {
                let mut name = entry.file_name().into_string().ok()?;
                // What cannot be typed as it is shown is not offered.
                if escape(&name).to_string() != name {
                    return None;
                }
                if entry.path().is_dir() {
                    name.push(MAIN_SEPARATOR);
                }
                Some(name)
            })
            .collect();
        names.sort();
        Self { folder, names }
    }

    /// How many names are in it.
    #[cfg(all(test, feature = "lab"))]
    pub(super) fn len(&self) -> usize {
        self.names.len()
    }
}

/// The folder of a path, and the beginning of a name in it.
fn parts(typed: &str) -> (&str, &str) {
    let at = typed.rfind(MAIN_SEPARATOR).map_or(0, |at| at + 1);
    typed.split_at_checked(at).unwrap_or((typed, ""))
}
