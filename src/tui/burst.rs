//! A paste on a terminal that does not mark it: keys that come faster than anybody types.
//!
//! An Enter waits for [`PAUSE`]. If more than [`ENTERS_MAX`] of them come with no longer pause in between, nobody
//! has typed them, and all is one paste; else they are keys like others. Nothing else ever waits.

use std::time::Duration;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::widget::DRAFT_BYTES_MAX;

/// The longest time between two keys of a paste.
const PAUSE: Duration = Duration::from_millis(20);
/// How long after a paste nobody has decided to send it.
const TAIL: Duration = Duration::from_millis(100);
/// Enters that a person can have typed.
const ENTERS_MAX: usize = 2;
/// Bytes of keys that wait; of a longer paste the draft would keep no more.
const HELD_MAX: usize = 2 * DRAFT_BYTES_MAX;

/// What came of keys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Typed {
    /// A key that somebody pressed.
    Key(KeyEvent),
    /// Text that nobody typed, and how many bytes more of it were not kept.
    Paste(String, usize),
}

/// Keys that wait to be told from a paste.
#[derive(Debug, Default)]
pub(super) struct Burst {
    held: Vec<KeyEvent>,
    /// Bytes of keys that there was no room for.
    lost: usize,
    first: Duration,
    last: Duration,
    /// Until when what follows belongs to the paste before: terminals pause within a long one.
    tail: Duration,
}

impl Burst {
    /// Takes a key that was pressed at this time; `text` says whether it would go into the draft.
    pub(super) fn key(&mut self, key: KeyEvent, now: Duration, text: Place) -> Vec<Typed> {
        let mut out = self.settle(now);
        self.last = now;
        let enter = (key.code, key.modifiers) == (KeyCode::Enter, KeyModifiers::NONE) && text == Place::Draft;
        if !enter && (self.held.is_empty() || letter(key).is_none()) {
            out.extend(self.give());
            out.push(Typed::Key(key));
        } else if self.held.len() < HELD_MAX {
            self.first = if self.held.is_empty() { now } else { self.first };
            self.held.push(key);
        } else {
            self.lost += letter(key).map_or(0, char::len_utf8);
        }
        out
    }

    /// Gives what has waited long enough.
    pub(super) fn settle(&mut self, now: Duration) -> Vec<Typed> {
        if self.due().is_some_and(|due| due <= now) { self.give() } else { Vec::new() }
    }

    /// When something will have waited long enough.
    pub(super) fn due(&self) -> Option<Duration> {
        (!self.held.is_empty()).then(|| self.last + PAUSE)
    }

    fn give(&mut self) -> Vec<Typed> {
        let held = std::mem::take(&mut self.held);
        let lost = std::mem::take(&mut self.lost);
        let enters = held.iter().filter(|key| key.code == KeyCode::Enter).count();
        if enters > ENTERS_MAX || enters > 0 && self.first < self.tail {
            self.tail = self.last + TAIL;
            return vec![Typed::Paste(held.into_iter().filter_map(letter).collect(), lost)];
        }
        held.into_iter().map(Typed::Key).collect()
    }
}

/// Where a key goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// Into the draft.
    Draft,
    /// Anywhere else.
    Elsewhere,
}

/// What a key adds to a text.
fn letter(key: KeyEvent) -> Option<char> {
    match key.code {
        KeyCode::Enter => Some('\n'),
        KeyCode::Tab => Some('\t'),
        KeyCode::Char('j') if key.modifiers == KeyModifiers::CONTROL => Some('\n'),
        KeyCode::Char(c) if (key.modifiers - KeyModifiers::SHIFT).is_empty() => Some(c),
        _ => None,
    }
}
