//! Who waits for a person's decision.

use crate::node::PeerRef;

/// Questions that are remembered; the node keeps as many.
const PENDING_MAX: usize = 20;

/// Petnames and short fingerprints, the newest last.
#[derive(Debug, Default)]
pub(super) struct Undecided(Vec<String>);

impl Undecided {
    /// Notes a question; of too many the oldest is forgotten, as the node forgets it.
    pub(super) fn ask(&mut self, name: String) {
        self.forget(&name);
        if self.0.len() == PENDING_MAX {
            self.0.remove(0);
        }
        self.0.push(name);
    }

    /// A peer is called something else; a question about it is, too.
    pub(super) fn rename(&mut self, from: &str, name: &str) {
        for asked in self.0.iter_mut().filter(|asked| *asked == from) {
            name.clone_into(asked);
        }
    }

    pub(super) fn forget(&mut self, name: &str) {
        self.0.retain(|other| other != name);
    }

    /// Whom a decision without a name is about: never a guess, since somebody else may have called just now.
    ///
    /// # Errors
    /// What to type instead.
    pub(super) fn only(&self) -> Result<PeerRef, String> {
        match self.0.as_slice() {
            [] => Err("nobody waits for a decision".to_owned()),
            [one] => Ok(PeerRef::Name(one.clone())),
            many => Err(format!("{} wait for a decision, give a name: {}", many.len(), many.join(" "))),
        }
    }
}
