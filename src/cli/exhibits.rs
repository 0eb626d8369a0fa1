//! `peerscope lab show`: what is not done here, won by an attacker, and the same against a session of ours.

use std::io::{self, Write};

use clap::Args;

use crate::lab::{EXHIBITS, Exhibit, Exhibition};

use super::error::Error;

/// What to show.
#[derive(Debug, Args)]
pub(super) struct Options {
    /// Exhibits, or "all"; without any they are listed
    #[arg(value_name = "ID")]
    ids: Vec<String>,
    /// Where the secrets come from
    #[arg(long, value_name = "N", default_value_t = 1)]
    seed: u64,
}

/// The exhibits that are named.
pub(super) fn wanted(options: &Options) -> Result<Vec<&'static Exhibit>, Error> {
    if options.ids.iter().any(|id| id == "all") {
        return Ok(EXHIBITS.iter().collect());
    }
    let find = |id: &String| Exhibit::find(id).ok_or_else(|| Error::NoExhibit(id.clone()));
    options.ids.iter().map(find).collect()
}

/// Shows them; whether each was won, and ours was not.
pub(super) fn show(options: &Options, wanted: &[&'static Exhibit], out: &mut impl Write) -> io::Result<bool> {
    if wanted.is_empty() {
        for exhibit in EXHIBITS {
            writeln!(out, "  {:<20} {}", exhibit.id, exhibit.title)?;
        }
        return Ok(true);
    }
    let mut is_right = true;
    for exhibit in wanted {
        let exhibition = Exhibition::play(exhibit, options.seed);
        writeln!(out, "{}", exhibition.page())?;
        is_right &= exhibition.is_as_expected();
    }
    Ok(is_right)
}
