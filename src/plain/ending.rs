//! How the program ends: what was seen on the way, and the exit code that follows from it.

use std::collections::BTreeSet;
use std::time::Duration;

use crate::net::{PeerAddr, PeerHost};
use crate::node::{Error, Event, Origin};
use crate::protocol::Error as ProtocolError;
use crate::wire::Verdict;

use super::undecided::Undecided;

/// How the line mode ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// All went as asked.
    Done,
    /// Something outside the conversation failed, such as a closed stdout or a port that is taken.
    Failed,
    /// No peer that was dialled could be reached, or all refused.
    NotReached,
    /// A key has changed, or an identity is unknown and nobody accepted it.
    NotTrusted,
    /// Texts are left that their peer has not acked; without a store they are gone with the program.
    Held,
    /// A peer, or somebody on the way, broke the protocol.
    Violation,
    /// Texts or files are left that were given to nobody.
    Unsent,
    /// A command was refused.
    Refused,
    /// Ctrl+C, SIGTERM or SIGHUP.
    Interrupted,
}

impl Ending {
    /// The exit code.
    pub const fn code(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::Failed | Self::Refused => 1,
            Self::NotReached => 3,
            Self::NotTrusted => 4,
            Self::Held | Self::Unsent => 5,
            Self::Violation => 6,
            Self::Interrupted => 130,
        }
    }

    /// What it means.
    pub const fn meaning(self) -> &'static str {
        match self {
            Self::Done => "all went as asked",
            Self::Failed => "something failed",
            Self::NotReached => "nobody who was dialled could be reached, or they refused",
            Self::NotTrusted => "a key is unknown or has changed, and was not accepted",
            Self::Held => {
                "texts are left that have not arrived; they wait for the next run, unless nothing is kept"
            }
            Self::Unsent => "what had nobody to go to was not sent, and waits nowhere",
            Self::Refused => "something was refused: a line that begins with error says what",
            Self::Violation => "a peer, or somebody on the way, broke the protocol",
            Self::Interrupted => "interrupted",
        }
    }
}

/// What is left when a run ends.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Left {
    /// What was given to nobody.
    pub(super) unsent: usize,
    /// What was given to somebody who has not said that it is there.
    pub(super) unacked: usize,
    /// What was asked and refused.
    pub(super) refused: usize,
}

/// What a run has seen so far, as far as its ending depends on it.
#[derive(Clone, Debug, Default)]
pub(super) struct Tally {
    /// Dials that were asked for.
    asked: Vec<PeerAddr>,
    /// Whom the node dials by itself, since texts wait for them.
    by_itself: BTreeSet<String>,
    /// Dials of those asked for that came to nothing, each try counted.
    failures: usize,
    /// Those after which nobody dials again.
    given_up: usize,
    /// Identities that a dial met and nobody has decided about, as they are named in decisions.
    undecided: Undecided,
    reached: Seen,
    distrust: Seen,
    violation: Seen,
    failure: Seen,
}

/// Whether something has happened.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Seen {
    #[default]
    No,
    Yes,
}

impl Tally {
    /// Takes an event into account.
    pub(super) fn note(&mut self, event: &Event) {
        match event {
            Event::Established { info, .. } => {
                self.reached = Seen::Yes;
                self.undecided.forget(info.peer);
            }
            Event::Dialling { to: PeerAddr { host: PeerHost::Petname(name), .. }, .. }
                if !self.names(name) =>
            {
                self.by_itself.insert(name.clone());
            }
            Event::DialFailed { to, retry_in, .. } if !self.is_by_itself(to) => {
                self.came_to_nothing(*retry_in);
            }
            Event::KeyChanged { petname, .. } => {
                self.undecided.ask_for_the_key_of(petname);
            }
            Event::TrustNeeded { peer, origin: Origin::Dialled, .. } => {
                self.undecided.ask_about(*peer);
                self.came_to_nothing(None);
            }
            Event::TrustChanged { peer, name, trust } => {
                self.undecided.decided(*peer, name);
                if trust.is_none() {
                    self.distrust = Seen::Yes;
                }
            }
            Event::Renamed { from, name, .. } => self.undecided.rename(from, name),
            // Whoever calls us and has no session says nothing about what we were asked to do.
            Event::Closed { origin: Origin::Accepted, established: false, .. } => {}
            Event::Closed { name, error, established, retry_in, .. } => {
                if !*established && !self.by_itself.contains(name) {
                    self.came_to_nothing(*retry_in);
                }
                self.closed(error.as_ref(), if *established { Seen::Yes } else { Seen::No });
            }
            Event::CommandFailed { error: Error::Lost(_), .. } => self.fail(),
            _ => {}
        }
    }

    fn closed(&mut self, error: Option<&ProtocolError>, established: Seen) {
        match error {
            Some(ProtocolError::IdentityMismatch { .. } | ProtocolError::IdentityRejected(_)) => {
                self.distrust = Seen::Yes;
            }
            Some(error) if is_violation(error) && (established == Seen::Yes || self.reached == Seen::No) => {
                self.violation = Seen::Yes;
            }
            _ => {}
        }
    }

    /// Somebody is dialled because it was asked for.
    pub(super) fn asks(&mut self, to: &PeerAddr) {
        self.asked.push(to.clone());
    }

    /// Dials that were asked for.
    pub(super) const fn dials(&self) -> usize {
        self.asked.len()
    }

    /// Whether this is the only dial that was asked for.
    pub(super) fn is_only(&self, to: &PeerAddr) -> bool {
        matches!(&self.asked[..], [only] if only == to)
    }

    fn is_by_itself(&self, to: &PeerAddr) -> bool {
        matches!(&to.host, PeerHost::Petname(name) if self.by_itself.contains(name))
    }

    /// Whether a dial to this name may have been asked for: digits stand for whoever has them.
    fn names(&self, petname: &str) -> bool {
        self.asked.iter().any(|to| match &to.host {
            PeerHost::Petname(name) => name.eq_ignore_ascii_case(petname) || is_digits(name),
            PeerHost::Place { .. } => false,
        })
    }

    fn came_to_nothing(&mut self, retry_in: Option<Duration>) {
        self.failures += 1;
        self.given_up += usize::from(retry_in.is_none());
    }

    /// The ending that was decided before the goodbye, unless something has failed since.
    pub(super) fn at_last(&self, decided: Ending) -> Ending {
        if self.failure == Seen::Yes && decided != Ending::Interrupted { Ending::Failed } else { decided }
    }

    /// Something outside the conversation failed.
    pub(super) const fn fail(&mut self) {
        self.failure = Seen::Yes;
    }

    /// Whether a session was established.
    pub(super) fn has_reached(&self) -> bool {
        self.reached == Seen::Yes
    }

    /// Whether every dial came to nothing so far.
    pub(super) fn is_hopeless(&self) -> bool {
        !self.has_reached() && self.failures >= self.dials()
    }

    /// Whether no dial is tried again.
    pub(super) fn has_given_up(&self) -> bool {
        !self.has_reached() && self.given_up >= self.dials()
    }

    /// The ending, if the run ends now and this is left.
    pub(super) fn ending(&self, left: &Left) -> Ending {
        let alone = self.dials() > 0 && !self.has_reached();
        match self {
            Self { failure: Seen::Yes, .. } => Ending::Failed,
            Self { violation: Seen::Yes, .. } if alone => Ending::Violation,
            Self { distrust: Seen::Yes, .. } if alone => Ending::NotTrusted,
            Self { undecided, .. } if !undecided.is_empty() => Ending::NotTrusted,
            _ if alone && left.unacked == 0 => Ending::NotReached,
            _ if left.unsent > 0 => Ending::Unsent,
            _ if left.unacked > 0 => Ending::Held,
            Self { violation: Seen::Yes, .. } => Ending::Violation,
            _ if left.refused > 0 => Ending::Refused,
            _ => Ending::Done,
        }
    }
}

fn is_digits(name: &str) -> bool {
    name.chars().all(|digit| digit.is_ascii_hexdigit() || digit == '-')
}

/// Whether an end shows that somebody broke the rules, and not merely the link or a policy.
fn is_violation(error: &ProtocolError) -> bool {
    let judged = matches!(error, ProtocolError::Malformed { .. } | ProtocolError::PeerMisbehaved(_));
    let harmless = [
        Verdict::Opened,
        Verdict::Sent,
        Verdict::Parsed,
        Verdict::Refused,
        Verdict::TimedOut,
        Verdict::CutOff,
    ];
    judged && error.reason().is_some_and(|reason| !harmless.contains(&reason.verdict()))
}
