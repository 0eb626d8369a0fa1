//! `peerscope lab show`: what is not done here, won by an attacker, and the same against a session of ours.

use std::io::{self, Write};

use clap::Args;

use crate::lab::{EXHIBITS, Exhibit, Exhibition, Success};

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
        writeln!(out, "{}: {}", exhibit.id, exhibit.title)?;
        let exhibition = Exhibition::play(exhibit, options.seed);
        let Exhibition { theirs, ours, .. } = &exhibition;
        for line in &theirs.lines {
            writeln!(out, "  {line}")?;
        }
        let won =
            if theirs.won == Success::Yes { "the attacker wins" } else { "WRONG: the attacker does not win" };
        writeln!(out, "  {won}")?;
        writeln!(out, "  here instead: {}", exhibit.instead)?;
        for line in &ours.lines {
            writeln!(out, "  {line}")?;
        }
        if ours.won == Success::Yes {
            writeln!(out, "  WRONG: the attacker wins against ours as well")?;
        }
        writeln!(out, "  repeat: {}\n", exhibition.repeat())?;
        is_right &= exhibition.is_as_expected();
    }
    Ok(is_right)
}
