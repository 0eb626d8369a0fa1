//! Who waits for a person's decision.

use crate::node::{PeerId, PeerRef};

/// Questions that are remembered; the node keeps as many.
const PENDING_MAX: usize = 20;

/// What a person is asked. Two strangers may have keys whose fingerprints begin alike, and are two questions.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Question {
    /// Whether to talk to somebody unknown.
    Stranger(PeerId),
    /// Which key the peer of this name has.
    Key(String),
}

/// Questions, the newest last.
#[derive(Clone, Debug, Default)]
pub(super) struct Undecided(Vec<Question>);

impl Undecided {
    /// Notes that somebody unknown waits.
    pub(super) fn ask_about(&mut self, peer: PeerId) {
        self.ask(Question::Stranger(peer));
    }

    /// Notes that another key answered for a name.
    pub(super) fn ask_for_the_key_of(&mut self, petname: &str) {
        self.ask(Question::Key(petname.to_owned()));
    }

    /// Notes a question; of too many the oldest is forgotten, as the node forgets it.
    fn ask(&mut self, question: Question) {
        self.0.retain(|other| *other != question);
        if self.0.len() == PENDING_MAX {
            self.0.remove(0);
        }
        self.0.push(question);
    }

    /// A peer is called something else; a question about its key is, too.
    pub(super) fn rename(&mut self, from: &str, to: &str) {
        for question in &mut self.0 {
            if let Question::Key(name) = question
                && name == from
            {
                to.clone_into(name);
            }
        }
    }

    /// A stranger is one no more, or has gone.
    pub(super) fn forget(&mut self, peer: PeerId) {
        self.0.retain(|question| *question != Question::Stranger(peer));
    }

    /// A person has decided about a peer.
    pub(super) fn decided(&mut self, peer: PeerId, name: &str) {
        self.forget(peer);
        self.0.retain(|question| !matches!(question, Question::Key(petname) if petname == name));
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whom a decision without a name is about: never a guess, since somebody else may have called just now.
    ///
    /// # Errors
    /// What to type instead.
    pub(super) fn only(&self) -> Result<PeerRef, String> {
        match self.0.as_slice() {
            [] => Err("nobody waits for a decision".to_owned()),
            [Question::Stranger(peer)] => Ok(PeerRef::Id(*peer)),
            [Question::Key(name)] => Ok(PeerRef::Name(name.clone())),
            many => {
                let names: Vec<_> = many.iter().map(|question| self.name(question)).collect();
                Err(format!("{} wait for a decision, give a name: {}", many.len(), names.join(" ")))
            }
        }
    }

    /// What to type for a question: no more digits than tell strangers apart.
    fn name(&self, question: &Question) -> String {
        let peer = match question {
            Question::Key(name) => return name.clone(),
            Question::Stranger(peer) => peer,
        };
        let short = peer.0.short();
        let like =
            |other: &&Question| matches!(other, Question::Stranger(other) if other.0.begins_with(&short));
        if self.0.iter().filter(like).count() > 1 { peer.0.to_string() } else { short }
    }
}
