//! Paths behind `/send`: what is in the folder that is being typed.

use std::path::{MAIN_SEPARATOR, Path};

use crate::text::escape;

use super::complete::{More, Offer};

/// Names of a folder that are looked at.
const NAMES_MAX: usize = 10_000;
/// Names that are offered.
const OFFERS_MAX: usize = 200;

/// What may take the place of the path that is typed so far: names that begin like its last part, folders with a
/// separator behind them. Hidden ones have to be begun.
pub(super) fn paths(typed: &str) -> Vec<Offer> {
    let at = typed.rfind(MAIN_SEPARATOR).map_or(0, |at| at + 1);
    let (folder, beginning) = typed.split_at_checked(at).unwrap_or((typed, ""));
    let home = folder.strip_prefix("~/").zip(std::env::home_dir());
    let looked_at = match home {
        Some((rest, home)) => home.join(rest),
        None if folder.is_empty() => Path::new(".").to_owned(),
        None => Path::new(folder).to_owned(),
    };
    let entries = looked_at.read_dir().into_iter().flatten().flatten().take(NAMES_MAX);
    let mut found: Vec<Offer> = entries
        .filter_map(|entry| {
            let name = entry.file_name().into_string().ok()?;
            let is_meant =
                name.starts_with(beginning) && (!name.starts_with('.') || beginning.starts_with('.'));
            // What cannot be typed as it is shown is not offered.
            if !is_meant || escape(&name).to_string() != name {
                return None;
            }
            let is_folder = entry.path().is_dir();
            let end = if is_folder { String::from(MAIN_SEPARATOR) } else { String::new() };
            let help = if is_folder { "a folder" } else { "" }.to_owned();
            let word = format!("{folder}{name}{end}");
            let more = if is_folder { More::GoesOn } else { More::Whole };
            Some(Offer { label: word.clone(), word, help, more })
        })
        .collect();
    found.sort_by(|one, other| one.word.cmp(&other.word));
    found.truncate(OFFERS_MAX);
    found
}
