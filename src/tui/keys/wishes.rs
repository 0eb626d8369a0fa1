//! The keys that a person wants.

use strsim::damerau_levenshtein;

use crate::settings::KeyWish;
use crate::tui::action::Pane;

use super::chord::Chord;
use super::context::{Context, counts, counts_over};
use super::table::{Binding, KEYS};

/// A wish that could be had, were it alone.
struct Wish<'a> {
    /// Its row of the table.
    row: usize,
    said: &'a KeyWish,
    chords: Vec<Chord>,
}

/// The keys of each row of the table with these wishes, and what cannot be had of them, in words. A wish that cannot
/// be had whole leaves the usual keys.
pub(super) fn granted(usual: &[Vec<Chord>], wishes: &[KeyWish]) -> (Vec<Vec<Chord>>, Vec<String>) {
    let (mut wanted, mut complaints) = (Vec::new(), Vec::new());
    for said in wishes {
        match understood(said) {
            Ok(wish) => wanted.push(wish),
            Err(why) => complaints.push(format!("{}: {why}", said.place)),
        }
    }
    // What one wish leaves as it was may stand in the way of another, so that each refusal is a reason to look again.
    loop {
        let mut chords = usual.to_vec();
        for wish in &wanted {
            if let Some(row) = chords.get_mut(wish.row) {
                row.clone_from(&wish.chords);
            }
        }
        let refused: Vec<Option<String>> = wanted.iter().map(|wish| taken(wish, usual, &chords)).collect();
        if refused.iter().all(Option::is_none) {
            return (chords, complaints);
        }
        let mut refused = refused.into_iter();
        wanted.retain(|wish| match refused.next().flatten() {
            Some(why) => {
                complaints.push(format!("{}: {why}", wish.said.place));
                false
            }
            None => true,
        });
    }
}

fn understood(said: &KeyWish) -> Result<Wish<'_>, String> {
    let row = KEYS.iter().position(|binding| binding.name == said.action);
    let (row, binding) = row.zip(row.and_then(|row| KEYS.get(row))).ok_or_else(|| unknown(&said.action))?;
    let mut chords = Vec::new();
    for text in &said.chords {
        let chord =
            Chord::parse(text).map_err(|why| format!("{}: {why}; {}", said.action, stays(binding)))?;
        if chord.typed().is_some_and(|c| binding.context.types(c)) {
            return Err(format!(
                "{}: {text:?} is text where you type, so that it needs Ctrl+ or Alt+; {}",
                said.action,
                stays(binding)
            ));
        }
        if chord == Chord::ENTER && matches!(binding.context, Context::Deciding | Context::Verifying) {
            return Err(format!("{}: Enter decides nothing; {}", said.action, stays(binding)));
        }
        if !chords.contains(&chord) {
            chords.push(chord);
        }
    }
    Ok(Wish { row, said, chords })
}

/// Why a wish cannot be had beside what else counts: another action has one of its keys in the same pane.
fn taken(wish: &Wish<'_>, usual: &[Vec<Chord>], all: &[Vec<Chord>]) -> Option<String> {
    let mine = KEYS.get(wish.row)?;
    let usual_of = |row: usize, chord: &Chord| usual.get(row).is_some_and(|keys| keys.contains(chord));
    for (row, (other, keys)) in KEYS.iter().zip(all).enumerate().filter(|(row, _)| *row != wish.row) {
        // Tab completes where there is something to complete, and so on: the table means what it shares.
        let both = |chord: &&Chord| {
            let meant = usual_of(wish.row, chord) && usual_of(row, chord);
            keys.contains(chord) && !meant && meet(mine, other, **chord)
        };
        if let Some(chord) = wish.chords.iter().find(both) {
            let (name, other) = (mine.name, other.name);
            return Some(format!("{chord} cannot be {name} and {other} in one place; {}", stays(mine)));
        }
    }
    None
}

/// Whether this key counts for both in one place: in a pane, or over the panes.
fn meet(one: &Binding, other: &Binding, chord: Chord) -> bool {
    let over = |binding, context| counts_over(binding, context, chord);
    Pane::ALL.into_iter().any(|pane| counts(one.context, pane) && counts(other.context, pane))
        || Context::ALL.iter().copied().any(|at| at.is_over() && over(one, at) && over(other, at))
}

fn stays(binding: &Binding) -> String {
    format!("it stays {}", binding.keys.join(" "))
}

fn unknown(name: &str) -> String {
    // No name of an action is longer, and what stands in a file may be.
    let short: String = name.chars().take(32).collect();
    let far = |binding: &&Binding| damerau_levenshtein(&short, binding.name);
    match KEYS.iter().min_by_key(far).filter(|binding| far(binding) <= 2) {
        Some(binding) => format!("there is no action {short:?} for a key: did you mean {}?", binding.name),
        None => format!("there is no action {short:?} for a key: peerscope config lists all"),
    }
}
