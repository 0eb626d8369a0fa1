//! How the program ends: what was seen on the way, and the exit code that follows from it.

use std::time::Duration;

use crate::node::{DialId, Error, Event, Origin};
use crate::protocol::Error as ProtocolError;
use crate::wire::Verdict;

use super::dials::Dials;
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
    /// Texts or files are left that their peer does not have; without a store texts are gone with the program.
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
                "texts or files are left that have not arrived; they wait for the next run, unless nothing is kept"
            }
            Self::Unsent => "what had nobody to go to was not sent, and waits nowhere",
            Self::Refused => "something was refused: a line that begins with error or file says what",
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
    /// The dials that were asked for.
    pub(super) dials: Dials,
    /// Identities that a dial met and nobody has decided about, as they are named in decisions.
    undecided: Undecided,
    came: Seen,
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
                self.came = Seen::Yes;
                self.undecided.forget(info.peer);
            }
            Event::DialTaken { dial } => self.dials.taken(*dial),
            Event::Dialling { dial, .. } => self.dials.tried(*dial),
            Event::DialFailed { dial, retry_in, .. } => self.dials.failed(*dial, *retry_in),
            Event::DialReached { dial, .. } => self.dials.reached(*dial),
            Event::DialEnded { dial } => self.dials.ended(*dial),
            // What answers a dial that nobody here has asked for is nothing to this run.
            Event::KeyChanged { dial: Some(dial), .. } if !self.dials.is_asked(*dial) => {}
            Event::KeyChanged { petname, dial, .. } => {
                self.undecided.ask_for_the_key_of(petname);
                if let Some(dial) = dial {
                    self.dials.undecided(*dial);
                }
            }
            Event::TrustNeeded { peer, dial: Some(dial), .. } => {
                self.undecided.ask_about(*peer);
                self.dials.undecided(*dial);
            }
            Event::TrustChanged { peer, name, trust } => {
                self.undecided.decided(*peer, name);
                if trust.is_none() {
                    self.distrust = Seen::Yes;
                } else {
                    self.dials.decided();
                }
            }
            Event::Renamed { from, name, .. } => self.undecided.rename(from, name),
            // Whoever calls us and has no session says nothing about what we were asked to do.
            Event::Closed { origin: Origin::Accepted, established: false, .. } => {}
            Event::Closed { error: Some(error), established: true, .. } if is_violation(error) => {
                self.violation = Seen::Yes;
            }
            Event::Closed { error, established: false, retry_in, dial: Some(dial), .. }
                if self.dials.is_asked(*dial) =>
            {
                self.came_to_nothing(*dial, error.as_ref(), *retry_in);
            }
            Event::CommandFailed { error: Error::Lost(_), .. } => self.fail(),
            _ => {}
        }
    }

    /// A dial that was asked for met somebody, and no session came of it.
    fn came_to_nothing(&mut self, dial: DialId, error: Option<&ProtocolError>, retry_in: Option<Duration>) {
        self.dials.failed(dial, retry_in);
        match error {
            Some(ProtocolError::IdentityMismatch { .. } | ProtocolError::IdentityRejected(_)) => {
                self.distrust = Seen::Yes;
            }
            Some(error) if is_violation(error) && !self.dials.has_reached() => self.violation = Seen::Yes,
            _ => {}
        }
    }

    /// The ending that was decided before the goodbye, unless something has failed or was refused since.
    pub(super) fn at_last(&self, decided: Ending, refused: usize) -> Ending {
        match decided {
            Ending::Interrupted => decided,
            _ if self.failure == Seen::Yes => Ending::Failed,
            Ending::Done if refused > 0 => Ending::Refused,
            _ => decided,
        }
    }

    /// Something outside the conversation failed.
    pub(super) const fn fail(&mut self) {
        self.failure = Seen::Yes;
    }

    /// Whether somebody is there, or was, for whom the run is made.
    pub(super) fn has_met(&self) -> bool {
        self.came == Seen::Yes && !self.dials.is_in_vain()
    }

    /// Whether every dial came to nothing so far.
    pub(super) fn is_hopeless(&self) -> bool {
        self.dials.is_in_vain() && !self.dials.is_any_fresh()
    }

    /// Whether no dial is tried again.
    pub(super) fn has_given_up(&self) -> bool {
        self.dials.is_in_vain() && !self.dials.is_any_tried()
    }

    /// The ending, if the run ends now and this is left.
    pub(super) fn ending(&self, left: &Left) -> Ending {
        let alone = self.dials.is_in_vain();
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
