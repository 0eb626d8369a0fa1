//! What is asked of the store in one step.

use core::ops::Range;

use crate::crypto::VerifyingKey;

use super::entry::Entry;
use super::streams::Streams;

/// A row that is to be written or to go. All that is given together is written together, or not at all.
#[derive(Clone, Debug)]
pub enum Change {
    /// How far both streams with a peer have come.
    Streams(VerifyingKey, Box<Streams>),
    /// The entry at this place of the conversation with a peer, new or changed.
    Entry(VerifyingKey, u64, Box<Entry>),
    /// The entries from one place to before another go.
    Delete(VerifyingKey, Range<u64>),
}
