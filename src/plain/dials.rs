//! The dials that the lines of a run have asked for, and how far each has come.

use std::time::Duration;

use crate::node::{DialId, Error};

/// How far a dial has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Course {
    /// It is made, and nothing is known yet.
    Begun,
    /// It came to nothing, and is made again.
    Failed,
    /// Who answered is unknown, and nobody has decided about it.
    Undecided,
    /// It came to nothing, and is not made again.
    GivenUp,
    /// Whom it is to was there.
    Reached,
    /// It was taken back, or never begun.
    Ended,
}

impl Course {
    /// Whether it may still come to something.
    const fn is_open(self) -> bool {
        matches!(self, Self::Begun | Self::Failed | Self::Undecided)
    }
}

/// All of them, in the order in which they were asked for. The node answers in that order which each is.
#[derive(Clone, Debug, Default)]
pub(super) struct Dials(Vec<(Option<DialId>, Course)>);

impl Dials {
    /// One more is asked for.
    pub(super) fn ask(&mut self) {
        self.0.push((None, Course::Begun));
    }

    /// How many were asked for.
    pub(super) const fn asked(&self) -> usize {
        self.0.len()
    }

    /// The oldest that has no answer is this one.
    pub(super) fn taken(&mut self, dial: DialId) {
        if let Some((_, unanswered)) = self.unanswered() {
            unanswered.0 = Some(dial);
        }
    }

    /// The oldest that has no answer is refused; gives its place if whom it is to is there already.
    pub(super) fn refused(&mut self, error: &Error) -> Option<usize> {
        let (place, unanswered) = self.unanswered()?;
        unanswered.1 = match error {
            Error::AlreadyConnected(_) => Course::Reached,
            // Another one is made to the same place.
            Error::AlreadyDialled(_) => Course::Ended,
            _ => Course::GivenUp,
        };
        (unanswered.1 == Course::Reached).then_some(place)
    }

    fn unanswered(&mut self) -> Option<(usize, &mut (Option<DialId>, Course))> {
        self.0.iter_mut().enumerate().find(|(_, (id, course))| id.is_none() && *course == Course::Begun)
    }

    /// The place of the first that is this one; none if nobody here has asked for it.
    pub(super) fn place(&self, dial: DialId) -> Option<usize> {
        self.0.iter().position(|(id, _)| *id == Some(dial))
    }

    /// It is tried. Only what was given up or left to a person begins anew by that.
    pub(super) fn tried(&mut self, dial: DialId) {
        self.turn(dial, |course| match course {
            Course::GivenUp | Course::Undecided => Course::Begun,
            other => other,
        });
    }

    /// A try came to nothing; the next one is in so long.
    pub(super) fn failed(&mut self, dial: DialId, retry_in: Option<Duration>) {
        let next = if retry_in.is_some() { Course::Failed } else { Course::GivenUp };
        self.turn(dial, |course| if course == Course::Reached { course } else { next });
    }

    /// Somebody unknown has answered it.
    pub(super) fn undecided(&mut self, dial: DialId) {
        self.turn(dial, |course| if course == Course::Reached { course } else { Course::Undecided });
    }

    /// Whom it is to is there.
    pub(super) fn reached(&mut self, dial: DialId) {
        self.turn(dial, |_| Course::Reached);
    }

    /// It is not made any more.
    pub(super) fn ended(&mut self, dial: DialId) {
        self.turn(dial, |course| if course == Course::Reached { course } else { Course::Ended });
    }

    fn turn(&mut self, dial: DialId, to: impl Fn(Course) -> Course) {
        for (_, course) in self.0.iter_mut().filter(|(id, _)| *id == Some(dial)) {
            *course = to(*course);
        }
    }

    /// Whether this is the only one that may still come to something.
    pub(super) fn is_the_only_open(&self, dial: DialId) -> bool {
        let mut open = self.0.iter().filter(|(_, course)| course.is_open());
        open.clone().count() > 0 && open.all(|(id, _)| *id == Some(dial))
    }

    /// Whether one of those that were asked for before this many may still come to something.
    pub(super) fn is_any_open(&self, before: usize) -> bool {
        self.0.iter().take(before).any(|(_, course)| course.is_open())
    }

    /// Whether somebody who was asked for was there.
    pub(super) fn has_reached(&self) -> bool {
        self.0.iter().any(|(_, course)| *course == Course::Reached)
    }

    /// Whether some were asked for, and nobody was there so far.
    pub(super) fn is_in_vain(&self) -> bool {
        !self.0.is_empty() && !self.has_reached()
    }

    /// Whether nothing is known yet of any of them.
    pub(super) fn is_any_fresh(&self) -> bool {
        self.0.iter().any(|(_, course)| *course == Course::Begun)
    }

    /// Whether a try of any of them will follow by itself.
    pub(super) fn is_any_tried(&self) -> bool {
        self.0.iter().any(|(_, course)| matches!(course, Course::Begun | Course::Failed))
    }
}
