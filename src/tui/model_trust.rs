//! What each event about trust, and about the way to a session, changes in the model.

use crate::node::{Event, Origin, Trust};

use super::model::{Model, Question, Voice};
use super::model_apply::shown;

/// Addresses that are remembered to be offered.
const DIALLED_MAX: usize = 20;
/// Questions that are remembered; the node keeps as many.
const QUESTIONS_MAX: usize = 20;

impl Model {
    /// Trust, and the way to a session.
    pub(super) fn trusted(&mut self, event: Event) {
        match event {
            Event::Listening { bound, reachable } => {
                let bound = bound.to_string();
                let reachable: Vec<String> = reachable.iter().map(ToString::to_string).collect();
                let said = reachable.first().unwrap_or(&bound);
                self.say(Voice::Program, &format!("listening: others reach you with /connect {said}"));
                self.listening = Some((bound, reachable));
                self.listen_fault = None;
            }
            Event::Dialling { to, attempt: 1 } => {
                self.dials(shown(&to.to_string()));
            }
            Event::DialFailed { to, error, retry_in } => {
                let then = retry_in
                    .map_or_else(String::new, |wait| format!("; again in {} s", wait.as_secs().max(1)));
                let said = format!("nobody reached at {}: {}{then}", shown(&to.to_string()), shown(&error));
                self.say(Voice::Program, &said);
            }
            Event::TrustNeeded { peer, origin, address, formerly } => {
                let how = match origin {
                    Origin::Dialled => format!("answered your call at {}", shown(&address)),
                    Origin::Accepted => format!("calls you from {}", shown(&address)),
                };
                self.say(
                    Voice::Alarm,
                    &format!("somebody you do not know {how}: F8 shows who, and you decide"),
                );
                self.ask(Question::Stranger { peer, how, formerly: formerly.map(|name| shown(&name)) });
            }
            Event::StrangerRefused { peer, address, .. } => {
                self.say(
                    Voice::Program,
                    &format!("{} at {} is not known and was refused", peer.0.short(), shown(&address)),
                );
            }
            Event::KeyChanged { petname, known, claimed, verified_at } => {
                let name = shown(&petname);
                self.say(
                    Voice::Alarm,
                    &format!(
                        "THE KEY OF {name} HAS CHANGED: nothing is sent; F8 shows both keys, and you decide"
                    ),
                );
                self.ask(Question::Changed {
                    petname: name,
                    known,
                    claimed,
                    verified: verified_at.is_some(),
                });
            }
            Event::TrustChanged { name, trust } => {
                let name = shown(&name);
                self.questions.retain(|question| question.name() != name);
                if let Some(peer) = self.named(&name) {
                    peer.trust = trust;
                }
                let said = match trust {
                    Some(Trust::Known) => "is known now, and not verified: /verify compares 60 digits",
                    Some(Trust::Verified { .. }) => "is VERIFIED now",
                    Some(Trust::Blocked) => "is blocked; /trust takes it back",
                    None => "was refused",
                };
                self.tell(&name, Voice::Program, &format!("{name} {said}"));
            }
            _ => {}
        }
    }

    fn dials(&mut self, to: String) {
        self.say(Voice::Program, &format!("dialling {to}…"));
        self.dialled.retain(|other| *other != to);
        self.dialled.insert(0, to);
        self.dialled.truncate(DIALLED_MAX);
    }

    fn ask(&mut self, question: Question) {
        self.questions.retain(|other| other.name() != question.name());
        if self.questions.len() == QUESTIONS_MAX {
            self.questions.remove(0);
        }
        self.questions.push(question);
    }
}
