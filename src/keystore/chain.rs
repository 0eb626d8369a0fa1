//! Lines that are chained, so that what was changed later shows (spec section "Chained records").
//!
//! ```text
//! t_i = first 16 bytes of MAC(k_i, t_(i-1) || line i)        k_(i+1) = H("log" || k_i), and k_i is wiped
//! ```
//!
//! Who breaks into the machine finds a key that makes further lines, and none that made the earlier ones.

use core::fmt::Write as _;

use crate::crypto::{Label, MacKey, Secret, expand, sha256};
use crate::text::hex;

/// Stands between a line and its tag.
const TAG: &str = " tag=";
/// The name of a line that says where in the chain it stands.
const EVENT: &str = "chain";

/// The tag of a line. The first line of all stands behind zeros.
pub type Tag = [u8; 16];

/// A run of the program: its lines have keys of their own.
pub type Run = [u8; 16];

/// A place in the chain, and the key of the line there.
#[derive(Debug)]
pub struct Chain {
    key: Secret<32>,
    run: Run,
    /// Lines of this run before it.
    number: u64,
    /// The tag of the line before it.
    before: Tag,
}

/// What a line of the name `chain` says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mark {
    /// The run that goes on, or begins, with it.
    pub run: Run,
    /// Lines of the run before it.
    pub number: u64,
    /// The tag of the line before it.
    pub before: Tag,
    /// The tag of the newest checkpoint when the run began; zeros if there was none.
    pub head: Tag,
    /// Whether the line before it has no tag: its writer was stopped there.
    pub is_torn: bool,
}

impl Chain {
    /// Where a run begins, behind nothing. `key` is that of all runs.
    pub fn begin(key: &Secret<32>, run: Run) -> Self {
        Self { key: expand(key, Label::KeystoreLog, &run), run, number: 0, before: Tag::default() }
    }

    /// Puts it behind the line of this tag.
    pub const fn stand_behind(&mut self, before: Tag) {
        self.before = before;
    }

    /// The place of which a mark tells, in so many steps.
    pub fn at(key: &Secret<32>, mark: &Mark) -> Self {
        let mut chain = Self::begin(key, mark.run);
        for _ in 0..mark.number {
            chain.step();
        }
        Self { number: mark.number, before: mark.before, ..chain }
    }

    /// The run, how many of its lines there are, and the tag of the last one.
    pub const fn position(&self) -> (Run, u64, Tag) {
        (self.run, self.number, self.before)
    }

    /// The tag of a line that would stand here.
    pub fn tag(&self, line: &str) -> Tag {
        let tag = MacKey::new(self.key.expose()).tag([self.before.as_slice(), line.as_bytes()]);
        let (short, _) = tag.as_chunks();
        short.first().copied().unwrap_or_default()
    }

    /// Goes on behind a line of this tag.
    pub fn pass(&mut self, tag: Tag) {
        self.before = tag;
        self.number += 1;
        self.step();
    }

    /// The fields of a line that says where it stands.
    pub const fn mark(&self, head: Tag) -> Mark {
        Mark { run: self.run, number: self.number, before: self.before, head, is_torn: false }
    }

    fn step(&mut self) {
        self.key = Secret::new(sha256(&[b"log", self.key.expose()]));
    }
}

impl Mark {
    /// `chain run=.. number=.. before=.. head=.. torn=..`
    pub fn text(&self) -> String {
        let Self { run, number, before, head, is_torn } = self;
        let (run, before, head) = (hex(run), hex(before), hex(head));
        format!("{EVENT} run={run} number={number} before={before} head={head} torn={is_torn}")
    }

    /// Reads that at the end of a line; none of another line.
    pub fn read(line: &str) -> Option<Self> {
        let at = line.find(&format!(" {EVENT} run="))?;
        let said = line.get(at + 1..)?;
        let mut values = said.split(' ').skip(1).map(|field| field.split_once('=').map(|(_, value)| value));
        let mut next = || values.next().flatten();
        let mark = Self {
            run: unhex(next()?)?,
            number: next()?.parse().ok()?,
            before: unhex(next()?)?,
            head: unhex(next()?)?,
            is_torn: next()?.parse().ok()?,
        };
        (mark.text() == said).then_some(mark)
    }
}

/// A line with its tag and its end.
pub fn tagged(line: &str, tag: &Tag) -> String {
    let mut text = String::with_capacity(line.len() + TAG.len() + 2 * tag.len() + 1);
    // Writing to a string cannot fail.
    let _ = writeln!(text, "{line}{TAG}{}", hex(tag));
    text
}

/// A line without its tag, and that; none of a line that has none. The text of a peer cannot look like one, since it
/// stands in quotes.
pub fn untagged(line: &str) -> Option<(&str, Tag)> {
    let (line, digits) = line.rsplit_once(TAG)?;
    Some((line, unhex(digits)?))
}

/// The tag of the last line that has one, and whether a line without any stands behind it and has no end.
pub fn last_tag(text: &str) -> (Tag, bool) {
    let mut tags = text.lines().rev().map(untagged);
    let last = tags.next().flatten();
    let is_torn = !text.is_empty() && !text.ends_with('\n') && last.is_none();
    let tag = last.or_else(|| tags.flatten().next()).map(|(_, tag)| tag);
    (tag.unwrap_or_default(), is_torn)
}

/// 16 bytes from 32 digits, as they are written here.
pub(super) fn unhex<const N: usize>(digits: &str) -> Option<[u8; N]> {
    let (pairs, []) = digits.as_bytes().as_chunks::<2>() else { return None };
    let mut bytes = [0; N];
    if pairs.len() != N {
        return None;
    }
    for (byte, pair) in bytes.iter_mut().zip(pairs) {
        let [high, low] = pair.map(|digit| char::from(digit).to_digit(16));
        *byte = u8::try_from(high? << 4 | low?).ok()?;
    }
    (hex(&bytes).to_string() == digits).then_some(bytes)
}
