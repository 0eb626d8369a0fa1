//! What each event about trust, and about the way to a session, changes in the model.

use crate::inspector::time_text;
use crate::node::{Command, Event, Fingerprint, Hearing, Origin, PeerId, PeerRef, Trust, UnixMillis};

use super::effect::Effect;
use super::model::{About, Model, Question};
use super::model_apply::shown;
use super::model_talk::{Entry, Talk, Voice};

/// Addresses that are remembered to be offered.
const DIALLED_MAX: usize = 20;
/// The title of the card about somebody who is to be decided about.
const UNDECIDED: &str = "? SOMEBODY YOU DO NOT KNOW";
/// Questions that are remembered; the node keeps as many.
const QUESTIONS_MAX: usize = 20;

impl Model {
    /// Trust, and the way to a session.
    pub(super) fn trusted(&mut self, event: Event) {
        match event {
            Event::Listening { bound, reachable } => {
                self.listens(&bound.to_string(), reachable.iter().map(ToString::to_string).collect());
                self.listen_fault = None;
            }
            Event::Dialling { to, attempt: 1, .. } => {
                self.dials(shown(&to.to_string()));
            }
            Event::Dialling { to, .. } => self.dials_again(&shown(&to.to_string())),
            Event::DialFailed { to, error, retry_in, .. } => {
                self.dial_failed(&shown(&to.to_string()), &shown(&error), retry_in);
            }
            Event::TrustNeeded { peer, origin, address, formerly, .. } => {
                let how = match origin {
                    Origin::Dialled => format!("answered your call at {}", shown(&address)),
                    Origin::Accepted => format!("calls you from {}", shown(&address)),
                };
                self.introduce(peer, (origin, how), formerly.map(|name| shown(&name)));
            }
            Event::StrangerRefused { peer, address, origin: Origin::Accepted } => {
                let why = format!("{} is not known and was refused", peer.0.short());
                self.stranger(&shown(&address), &why);
            }
            Event::StrangerRefused { peer, address, .. } => {
                self.say(
                    Voice::Program,
                    &format!("{} at {} is not known and was refused", peer.0.short(), shown(&address)),
                );
            }
            Event::KeyChanged { petname, known, claimed, claimed_by, verified_at, dial: _ } => {
                let other = claimed_by.map(|name| shown(&name));
                self.warn_of_key(&shown(&petname), (known, claimed), other, verified_at);
            }
            Event::TrustChanged { peer, name, trust } => {
                self.trust_changed(peer, &shown(&name), trust);
            }
            Event::Hearing { peer, name, hearing } => self.hears(peer, &shown(&name), hearing),
            Event::Renamed { peer, from, name } => self.renamed(peer, &shown(&from), &shown(&name)),
            _ => {}
        }
    }

    fn hears(&mut self, peer: PeerId, name: &str, hearing: Hearing) {
        if let Some(peer) = self.find(peer) {
            peer.ignored = hearing == Hearing::Ignored;
        }
        let said = match hearing {
            Hearing::Ignored => {
                format!(
                    "{name} is ignored: no bell, no count, no notice; what it says is kept and stands here"
                )
            }
            Hearing::Heard => format!("{name} is heard again"),
        };
        self.tell(name, Voice::Program, &said);
    }

    fn listens(&mut self, bound: &str, reachable: Vec<String>) {
        let port = |address: &str| address.rsplit(':').next().map(ToOwned::to_owned);
        let said = reachable.first().map_or(bound, String::as_str);
        // Where nothing was said, the first steps stand, and the address in them.
        if self.peer().is_some() || !self.home.is_empty() {
            self.say(Voice::Program, &format!("listening: others reach you with /connect {said}"));
        }
        let before = self.listening.replace((bound.to_owned(), reachable));
        let before = before
            .and_then(|(before, _)| port(&before))
            .filter(|before| Some(before) != port(bound).as_ref());
        if let Some(before) = before {
            self.say(Voice::Program, &format!("port {before} is closed: one port is listened on at a time"));
        }
    }

    /// Somebody waits who is not known: the fingerprint stands in the conversation before anybody decides.
    fn introduce(&mut self, peer: PeerId, (origin, how): (Origin, String), formerly: Option<String>) {
        let was = formerly.as_ref().map(|name| format!("\n{name} was at this address before."));
        let text = format!(
            "It {how}.{}\nits key\n{}\n{} asks you: accept, refuse or block. Until then nothing of it is shown.",
            was.unwrap_or_default(),
            peer.0,
            self.keys.verify()
        );
        let card = Entry::card(self.now, Voice::Program, UNDECIDED, &text);
        self.talk_mut().push(card);
        self.ask(Question::Stranger { peer, origin, how, formerly });
    }

    /// Another key answered for a name: nothing is sent to it until a person decides.
    fn warn_of_key(
        &mut self,
        name: &str,
        (known, claimed): (Fingerprint, Fingerprint),
        claimed_by: Option<String>,
        verified_at: Option<u64>,
    ) {
        let was = match verified_at {
            Some(at) => format!("verified {}", time_text(UnixMillis(at))),
            None => "accepted, not verified".to_owned(),
        };
        let advice = match &claimed_by {
            Some(other) => format!(
                "This is the key of {other}: whoever answers there claims to be {other}, not {name}. Most often \
                 {name} has another address now: ask {name} by another way."
            ),
            None => format!(
                "Most often it is a new computer or a new installation. It may be somebody in between: ask {name} \
                 by another way."
            ),
        };
        let text = format!(
            "known key  {known}\n           {was}\nnew key    {claimed}\n{advice}\nSending to {name} is off until you \
             decide: {}",
            self.keys.verify()
        );
        let card = Entry::card(self.now, Voice::Alarm, &format!("✗ THE KEY OF {name} HAS CHANGED"), &text);
        let elsewhere = self.peer().is_none_or(|peer| peer.name != name);
        match self.named(name) {
            Some(peer) => {
                peer.talk.push(card);
                if elsewhere {
                    let key = self.keys.verify();
                    self.say(Voice::Alarm, &format!("THE KEY OF {name} HAS CHANGED: {key} shows both keys"));
                }
            }
            None => {
                self.talk_mut().push(card);
            }
        }
        let verified = verified_at.is_some();
        self.ask(Question::Changed { petname: name.to_owned(), known, claimed, claimed_by, verified });
    }

    fn trust_changed(&mut self, id: PeerId, name: &str, trust: Option<Trust>) {
        self.questions.retain(|question| question.name() != name);
        self.takes_key(id, name);
        let before = self.named(name).and_then(|peer| std::mem::replace(&mut peer.trust, trust));
        let said = match trust {
            Some(Trust::Verified { .. }) if matches!(before, Some(Trust::Verified { .. })) => {
                "was VERIFIED already: this is the day that counts now"
            }
            Some(Trust::Known) => "is known now, and not verified: /verify compares 60 digits",
            Some(Trust::Verified { .. }) => "is VERIFIED now",
            Some(Trust::Blocked) => "is blocked: nothing is sent or taken; /trust takes it back",
            None => "was refused",
        };
        match trust {
            None => self.settle_card(name, "✗ REFUSED", "You have refused it this time."),
            Some(Trust::Blocked) => self.settle_card(name, "✗ BLOCKED", "You have blocked it."),
            Some(_) => {}
        }
        self.tell(name, Voice::Program, &format!("{name} {said}"));
    }

    /// A conversation goes on with another key when a person has accepted one: what is typed there goes to it, and
    /// what waited for the old one was given up.
    fn takes_key(&mut self, id: PeerId, name: &str) {
        if self.find(id).is_none()
            && let Some(peer) = self.named(name)
        {
            peer.id = id;
            peer.held.clear();
        }
    }

    fn renamed(&mut self, peer: PeerId, from: &str, name: &str) {
        self.accounts.call(&peer.0, name);
        if let Some(peer) = self.find(peer) {
            name.clone_into(&mut peer.name);
        }
        for question in &mut self.questions {
            question.rename(from, name);
        }
        self.tell(name, Voice::Program, &format!("{from} is called {name} here now"));
    }

    /// Whoever is called is talked to, unless somebody is already: what comes of it is said there.
    fn dials(&mut self, to: String) {
        self.current = self.current.or_else(|| self.whom(&to));
        self.say(Voice::Program, &format!("dialling {to}…"));
        self.dialled.retain(|other| *other != to);
        self.dialled.insert(0, to);
        self.dialled.truncate(DIALLED_MAX);
    }

    /// A person has let somebody in: there is nothing more to ask about, though the other side may still ask.
    pub(super) fn decided(&mut self, effects: &[Effect]) {
        for effect in effects {
            if let Effect::Node(Command::Describe(about)) = effect {
                let about = if about.is_some() { About::One } else { About::Everybody };
                self.asked_about.push_back(about);
            }
            let Effect::Node(Command::Accept(PeerRef::Name(name))) = effect else { continue };
            let answered = |question: &mut Question| {
                matches!(question, Question::Stranger { .. }) && question.name() == *name
            };
            let answered: Vec<Question> = self.questions.extract_if(.., answered).collect();
            for question in answered {
                let Question::Stranger { origin, .. } = question else { continue };
                let said = match origin {
                    Origin::Dialled => {
                        "You have accepted it. The other side may have to decide, too, before you can talk."
                    }
                    Origin::Accepted => "You have accepted it.",
                };
                self.settle_card(name, "✓ ACCEPTED, NOT VERIFIED", said);
            }
        }
    }

    /// The card about somebody who was not known asks no more.
    pub(super) fn settle_card(&mut self, name: &str, title: &str, said: &str) {
        let talks = self.peers.iter_mut().map(|peer| &mut peer.talk).chain([&mut self.home]);
        let about = |entry: &&mut Entry| {
            entry.title.as_deref() == Some(UNDECIDED)
                && entry.lines.iter().any(|line| line.replace('-', "").starts_with(name))
        };
        for card in talks.flat_map(Talk::newest_mut).filter(about) {
            card.title = Some(title.to_owned());
            card.lines.pop();
            card.lines.push(said.to_owned());
        }
    }

    fn ask(&mut self, question: Question) {
        self.questions.retain(|other| other.name() != question.name());
        if self.questions.len() == QUESTIONS_MAX {
            self.questions.remove(0);
        }
        self.questions.push(question);
    }
}
