//! What `/why` says about sessions that ended and texts on their way, in every front end; the inspector says it
//! about packets.

use std::collections::VecDeque;

use crate::inspector::{Part, Sentence};
use crate::node::{Delivery, Event, Origin, Reason};
use crate::protocol::Error;
use crate::spec;
use crate::text::escape;

/// Ends that are remembered.
const ENDS_MAX: usize = 64;

/// Why something ended or did not come about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct End {
    /// With whom: a name, a short fingerprint or an address.
    pub name: String,
    what: What,
    /// What happened, in words.
    cause: String,
    reason: Option<Reason>,
    /// What this side did about it.
    done: &'static str,
    /// Whether it is tried again by itself.
    again: Again,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum What {
    Session,
    Handshake,
    Dial,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Again {
    Yes,
    No,
    /// The other side had dialled.
    Theirs,
}

impl End {
    /// The end that an event tells of.
    pub fn of(event: &Event) -> Option<Self> {
        match event {
            Event::DialFailed { to, error, retry_in, .. } => Some(Self {
                name: to.to_string(),
                what: What::Dial,
                cause: escape(error).to_string(),
                reason: None,
                done: "Nothing was sent: there was no connection.",
                again: if retry_in.is_some() { Again::Yes } else { Again::No },
            }),
            Event::Closed { name, origin, reason, error, established, retry_in, .. } => {
                let what = if *established { What::Session } else { What::Handshake };
                Some(Self {
                    name: escape(name).to_string(),
                    what,
                    cause: match (event.cut_before_session(), error, reason) {
                        (Some(cut), ..) => cut.to_owned(),
                        (None, Some(error), _) => escape(&error.to_string()).to_string(),
                        (None, None, Some(Reason::Goodbye) | None) => "this side said goodbye".to_owned(),
                        (None, None, Some(reason)) => format!("this side ended it, {}", reason.meaning()),
                    },
                    reason: *reason,
                    done: done(error.as_ref(), what),
                    again: match (retry_in, origin) {
                        (Some(_), _) => Again::Yes,
                        (None, Origin::Dialled) => Again::No,
                        (None, Origin::Accepted) => Again::Theirs,
                    },
                })
            }
            _ => None,
        }
    }

    /// Whether this side had dialled.
    pub fn was_ours(&self) -> bool {
        self.again != Again::Theirs
    }

    /// The section of the spec about its reason.
    pub fn section(&self) -> Option<usize> {
        self.reason.and_then(spec::of_reason)
    }

    /// The same in sentences.
    pub fn sentences(&self) -> Vec<Sentence> {
        let name = &self.name;
        let head = match self.what {
            What::Session => format!("The session with {name} is over: {}.", self.cause),
            What::Handshake => format!("No session with {name} came about: {}.", self.cause),
            What::Dial => format!("{name} could not be reached: {}.", self.cause),
        };
        let orderly = self.reason == Some(Reason::Goodbye);
        let head = if orderly { Sentence::new(head) } else { Sentence::bad(head) };
        let reason = match (self.reason, self.what) {
            (Some(reason), _) => {
                let section = self.section();
                let title = section.and_then(|at| spec::sections().get(at)).map_or("", |found| &found.title);
                let text = format!(
                    "The reason is {reason} ({}): {}. The spec says so in \"{title}\".",
                    reason.verdict(),
                    reason.meaning()
                );
                Sentence::new(text).behind(section)
            }
            (None, What::Dial) => Sentence::new("The system said so; more about the cause is unknown."),
            (None, _) => Sentence::new("The reason is unknown: it is in no registry that is known here."),
        };
        let again = match self.again {
            Again::Yes => format!("It was to be dialled again by itself, until /disconnect {name}."),
            Again::Theirs => "The other side had dialled, and may do so again.".to_owned(),
            Again::No => format!("It is not dialled again by itself: /connect {name}"),
        };
        vec![head, reason, Sentence::new(self.done), Sentence::new(again)]
    }
}

/// What this side did about an end.
fn done(error: Option<&Error>, what: What) -> &'static str {
    match (error, what) {
        (Some(Error::ClosedByPeer(_)), _) => {
            "The other side said so in CLOSE; CLOSE(goodbye) was sent back, and the keys were wiped."
        }
        (Some(Error::Cut), _) => {
            "The connection ended without CLOSE, and nothing was sent. Who ended it is unknown: the other program, \
             its machine or the network."
        }
        (Some(Error::Internal(_)), _) => "What was sent about it is unknown.",
        (Some(error), What::Session) if error.reason() == Some(Reason::WriteTimeout) => {
            "The link took no more bytes, so that nothing was sent about it. The keys were wiped."
        }
        (Some(error), What::Session) if error.reason() == Some(Reason::SeqExhausted) => {
            "CLOSE was sent if a number was left for it, and the keys were wiped."
        }
        (_, What::Session) => "CLOSE with this reason was sent, and the keys were wiped.",
        (_, What::Handshake | What::Dial) => {
            "Before there are keys nothing is sent about it; behind them CLOSE with this reason."
        }
    }
}

/// The newest ends.
#[derive(Debug, Default)]
pub struct Ends(VecDeque<End>);

impl Ends {
    /// Takes an event into account.
    pub fn note(&mut self, event: &Event) {
        self.0.extend(End::of(event));
        if self.0.len() > ENDS_MAX {
            self.0.pop_front();
        }
    }

    /// The newest, with this name if one is given.
    pub fn newest(&self, name: Option<&str>) -> Option<&End> {
        self.0.iter().rev().find(|end| name.is_none_or(|name| end.name == name))
    }
}

/// How far a line of the conversation is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing<'a> {
    /// The peer said it.
    Received,
    /// It is ours, and given to the node.
    Given,
    /// It is ours, and the node says how far it is.
    At(Delivery),
    /// It is ours, and was not taken, for this cause.
    Rejected(&'a str),
}

/// Whether the peer of a line is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presence<'a> {
    /// There is a session with it.
    There,
    /// There is none, since this end of the last one, if it was seen.
    Absent(Option<&'a End>),
}

/// Why a line is where it is: `frames` are the packets that have to do with it.
pub fn of_line(
    whom: &str,
    standing: Standing<'_>,
    frames: &[(u64, Part)],
    presence: Presence<'_>,
) -> Vec<Sentence> {
    let packet = |wanted: Part| frames.iter().rev().find(|(_, part)| *part == wanted);
    let proved = |part: Part, what: &str| match packet(part) {
        Some((number, _)) => Sentence::new(format!("{what}: packet {number} says so.")),
        None => Sentence::new(format!("{what}. The packet that says so is no longer held.")),
    };
    let head = match standing {
        Standing::Received => Sentence::new(format!("{whom} said it.")),
        Standing::Given | Standing::At(Delivery::Held) => {
            Sentence::new(format!("It is held here until there is a session with {whom} that takes it."))
        }
        Standing::At(Delivery::Written) => Sentence::new(format!(
            "It was sealed and given to the link. No receipt of {whom} has come yet; what is lost goes out again in \
             the next session."
        )),
        Standing::At(Delivery::Acked) => proved(Part::Acked, &format!("The program of {whom} has it")),
        Standing::At(Delivery::Shown) => proved(Part::Shown, &format!("It was put before {whom}")),
        Standing::At(Delivery::Dropped) => Sentence::bad(format!(
            "It was given up: another key was taken for {whom}, or {whom} was blocked. Nothing more of it is sent."
        )),
        Standing::At(Delivery::Expired) => Sentence::bad(format!(
            "It was given up: no receipt of {whom} came in 30 days. Nothing more of it is sent."
        )),
        Standing::Rejected(why) => {
            Sentence::bad(format!("It was not taken: {}. Nothing of it was sent.", escape(why)))
        }
    };
    let carried = frames.iter().filter(|(_, part)| matches!(part, Part::Carried | Part::Again));
    let carried: Vec<String> = carried.map(|(number, _)| number.to_string()).collect();
    let carried = match carried.as_slice() {
        [] => Sentence::new("No packet of it is held."),
        [one] => Sentence::new(format!("Packet {one} carried it.")),
        many => Sentence::new(format!("Packets {} carried it, each over another link.", many.join(", "))),
    };
    let waits = matches!(standing, Standing::Given | Standing::At(Delivery::Held | Delivery::Written));
    let delivery = spec::titled("Delivery");
    let mut sentences = vec![head.behind(delivery), carried.behind(delivery)];
    match presence {
        Presence::Absent(Some(end)) if waits => sentences.extend(end.sentences()),
        Presence::Absent(None) if matches!(standing, Standing::Given | Standing::At(Delivery::Held)) => {
            sentences
                .push(Sentence::new(format!("Why {whom} is not there is unknown: no end was seen here.")));
        }
        Presence::There | Presence::Absent(_) => {}
    }
    sentences
}
