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
    /// It was taken back.
    Ended,
}

impl Course {
    /// Whether it may still come to something.
    const fn is_open(self) -> bool {
        matches!(self, Self::Begun | Self::Failed | Self::Undecided)
    }
}

/// One of them.
#[derive(Clone, Debug)]
struct Wished {
    /// None until the node has answered.
    dial: Option<DialId>,
    course: Course,
    /// Which group it is of, from 1.
    group: usize,
}

/// Whether the next dial that is asked for is of the newest group.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Newest {
    Open,
    #[default]
    Closed,
}

/// All of them, in the order in which they were asked for, which is the order of the node's answers. Dials that are
/// asked for with no line between them are a group: what is typed next is for whichever of them is there first.
#[derive(Clone, Debug, Default)]
pub(super) struct Dials {
    wished: Vec<Wished>,
    newest: Newest,
}

impl Dials {
    /// One more is asked for.
    pub(super) fn ask(&mut self) {
        let before = self.wished.last().map_or(0, |last| last.group);
        let group = if self.newest == Newest::Open { before } else { before + 1 };
        self.newest = Newest::Open;
        self.wished.push(Wished { dial: None, course: Course::Begun, group });
    }

    /// A line was typed, or a peer was picked: dials that are asked for from now on are another group.
    pub(super) const fn close_group(&mut self) {
        self.newest = Newest::Closed;
    }

    /// The oldest that has no answer is this one.
    pub(super) fn taken(&mut self, dial: DialId) {
        if let Some(unanswered) = self.unanswered() {
            unanswered.dial = Some(dial);
        }
    }

    /// The oldest that has no answer is refused; gives its group if whom it is to is there already.
    pub(super) fn refused(&mut self, error: &Error) -> Option<usize> {
        let (dial, course) = match error {
            Error::AlreadyConnected(_) => (None, Course::Reached),
            Error::AlreadyDialled(_, dial) => (Some(*dial), self.course(*dial)),
            _ => (None, Course::GivenUp),
        };
        let unanswered = self.unanswered()?;
        (unanswered.dial, unanswered.course) = (dial, course);
        (dial.is_none() && course == Course::Reached).then_some(unanswered.group)
    }

    /// How far this dial has come by what was asked of it before.
    fn course(&self, dial: DialId) -> Course {
        let known = self.wished.iter().find(|wished| wished.dial == Some(dial));
        known.map_or(Course::Begun, |wished| wished.course)
    }

    fn unanswered(&mut self) -> Option<&mut Wished> {
        self.wished.iter_mut().find(|wished| wished.is_unanswered())
    }

    /// Whether the node has still to say of one which it is.
    pub(super) fn is_any_unanswered(&self) -> bool {
        self.wished.iter().any(Wished::is_unanswered)
    }

    /// The groups of this dial, the newest last: it may have been asked for again. None if nobody here has asked for it.
    pub(super) fn groups(&self, dial: DialId) -> Vec<usize> {
        let asked = self.wished.iter().filter(|wished| wished.dial == Some(dial));
        asked.map(|wished| wished.group).collect()
    }

    /// Whether somebody here has asked for it.
    pub(super) fn is_asked(&self, dial: DialId) -> bool {
        self.wished.iter().any(|wished| wished.dial == Some(dial))
    }

    /// The group that what is typed now is for: the newest of which not every dial was taken back. 0 for none.
    pub(super) fn aimed_at(&self) -> usize {
        let kept = self.wished.iter().rev().find(|wished| wished.course != Course::Ended);
        kept.map_or(0, |wished| wished.group)
    }

    /// Whether somebody of a group may still come, or is there.
    pub(super) fn may_be_met(&self, group: usize) -> bool {
        self.of(group).any(|wished| wished.course.is_open() || wished.course == Course::Reached)
    }

    /// Whether this is the only one of its group that may still come to something.
    pub(super) fn is_the_only_open(&self, dial: DialId) -> bool {
        let group = self.groups(dial).pop();
        let mut open = group.into_iter().flat_map(|group| self.of(group)).filter(|one| one.course.is_open());
        let is_it = |wished: &Wished| wished.dial == Some(dial);
        open.next().is_some_and(is_it) && open.all(is_it)
    }

    fn of(&self, group: usize) -> impl Iterator<Item = &Wished> {
        self.wished.iter().filter(move |wished| wished.group == group)
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
        self.turn(dial, |course| match course {
            Course::Reached => course,
            // Nothing of it is given up before a person has decided.
            Course::Undecided if retry_in.is_none() => course,
            _ if retry_in.is_none() => Course::GivenUp,
            _ => Course::Failed,
        });
    }

    /// Somebody unknown has answered it.
    pub(super) fn undecided(&mut self, dial: DialId) {
        self.fall_back(dial, Course::Undecided);
    }

    /// Whom it is to is there.
    pub(super) fn reached(&mut self, dial: DialId) {
        self.turn(dial, |_| Course::Reached);
    }

    /// It is not made any more.
    pub(super) fn ended(&mut self, dial: DialId) {
        self.fall_back(dial, Course::Ended);
    }

    /// Nothing takes back that somebody was there.
    fn fall_back(&mut self, dial: DialId, next: Course) {
        self.turn(dial, |course| if course == Course::Reached { course } else { next });
    }

    /// A person has decided about who answered: what waited for that goes on.
    pub(super) fn decided(&mut self) {
        for wished in self.wished.iter_mut().filter(|wished| wished.course == Course::Undecided) {
            wished.course = Course::Begun;
        }
    }

    fn turn(&mut self, dial: DialId, to: impl Fn(Course) -> Course) {
        for wished in self.wished.iter_mut().filter(|wished| wished.dial == Some(dial)) {
            wished.course = to(wished.course);
        }
    }

    /// Whether somebody who was asked for was there.
    pub(super) fn has_reached(&self) -> bool {
        self.is_any(|course| course == Course::Reached)
    }

    /// Whether some were asked for, and nobody was there so far.
    pub(super) fn is_in_vain(&self) -> bool {
        !self.wished.is_empty() && !self.has_reached()
    }

    /// Whether nothing is known yet of one of them.
    pub(super) fn is_any_fresh(&self) -> bool {
        self.is_any(|course| course == Course::Begun)
    }

    /// Whether a try of one of them will follow by itself.
    pub(super) fn is_any_tried(&self) -> bool {
        self.is_any(|course| matches!(course, Course::Begun | Course::Failed))
    }

    fn is_any(&self, such: impl Fn(Course) -> bool) -> bool {
        self.wished.iter().any(|wished| such(wished.course))
    }
}

impl Wished {
    fn is_unanswered(&self) -> bool {
        self.dial.is_none() && self.course == Course::Begun
    }
}
