//! Keeps what was said off the network's threads, and knows what has to wait for the disk.
//!
//! There is one batch of changes on its way to the disk at most; what changes meanwhile is the next one. So a slow
//! disk makes larger batches, and never a queue. What may only be told once its batch is on the disk stands in line
//! here (`After`).

use std::collections::VecDeque;
use std::time::Duration;

use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use tracing::instrument::WithSubscriber as _;

use crate::crypto::VerifyingKey;
use crate::store::{Change, Store};

use super::command::Author;
use super::delivery::MessageId;
use super::event::Event;
use super::query::{Answer, Query};

/// How long after a failure the same is tried again, if nobody asks for it before.
const RETRY_PERIOD: Duration = Duration::from_secs(30);
/// Questions that may wait.
const QUERIES_MAX: usize = 1_024;
/// Changes that may wait for the disk before links have to wait, too.
const CHANGES_MAX: usize = 4_096;

/// What is done once everything that was changed before it is kept.
#[derive(Debug)]
pub(super) enum After {
    /// A text of ours is held.
    Held(VerifyingKey, MessageId, Author),
    /// A text of a peer is kept: it is shown, unless that was done already, and acked.
    Arrived { conn: u64, identity: VerifyingKey, stream: [u8; 16], number: u64, event: Option<Box<Event>> },
    /// A text that was kept before came again.
    CameAgain { conn: u64, identity: VerifyingKey, stream: [u8; 16] },
    /// Something that is told in turn.
    Tell(Box<Event>),
}

/// How a batch ended.
#[derive(Debug)]
pub(super) enum Report {
    /// It is on the disk.
    Kept,
    /// It is not, and comes back.
    Failed { changes: Vec<Change>, why: String },
    /// What was asked is answered.
    Answer(Answer),
}

/// What the writer is given.
#[derive(Debug)]
enum Job {
    Write(Vec<Change>),
    Ask(Query),
}

/// The changes that wait, and the one batch that is being written.
#[derive(Debug)]
pub(super) struct Keeper {
    writer: Option<Writer>,
    pending: Vec<Change>,
    /// The number of the batch that changes are collected for.
    open: u64,
    /// The number of the last batch that is on the disk.
    kept: u64,
    state: State,
    after: VecDeque<(u64, After)>,
    queries: VecDeque<Query>,
}

#[derive(Debug)]
struct Writer {
    jobs: mpsc::Sender<Job>,
    task: JoinHandle<Result<(), String>>,
}

/// What the writer does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Idle,
    Working,
    /// The last batch failed; it is tried again at this monotonic time.
    Failing(Duration),
}

impl Keeper {
    /// Keeps in this store; without one nothing is kept, and nothing waits.
    pub(super) fn spawn(store: Option<Store>, reports: mpsc::Sender<Report>) -> Self {
        let writer = store.map(|store| {
            let (jobs, queue) = mpsc::channel(1);
            Writer { jobs, task: tokio::spawn(write(store, queue, reports).with_current_subscriber()) }
        });
        let kept = if writer.is_some() { 0 } else { u64::MAX };
        Self {
            writer,
            pending: Vec::new(),
            open: 1,
            kept,
            state: State::Idle,
            after: VecDeque::new(),
            queries: VecDeque::new(),
        }
    }

    /// Whether there is a store.
    pub(super) const fn keeps(&self) -> bool {
        self.writer.is_some()
    }

    /// Takes a change; how far the streams with a peer are stands only once in a batch.
    pub(super) fn keep(&mut self, change: Change) {
        if self.writer.is_none() {
            return;
        }
        if let Change::Streams(peer, _) = &change {
            self.pending.retain(|other| !matches!(other, Change::Streams(same, _) if same == peer));
        }
        self.pending.push(change);
    }

    /// The number of the batch with which everything changed so far is kept.
    pub(super) const fn ticket(&self) -> u64 {
        if self.pending.is_empty() { self.open - 1 } else { self.open }
    }

    /// The number of the batch that what is changed now will be kept with.
    pub(super) const fn next_ticket(&self) -> u64 {
        self.open
    }

    /// The number of the last batch that is kept.
    pub(super) const fn kept(&self) -> u64 {
        self.kept
    }

    /// Whether links have to wait for the disk.
    pub(super) const fn is_full(&self) -> bool {
        self.pending.len() >= CHANGES_MAX
    }

    /// Whether nothing waits, as far as the disk takes anything.
    pub(super) fn is_done(&self) -> bool {
        let is_idle = self.pending.is_empty() && self.queries.is_empty() && self.state == State::Idle;
        is_idle || self.is_failing()
    }

    /// Whether the disk does not take anything.
    pub(super) const fn is_failing(&self) -> bool {
        matches!(self.state, State::Failing(_))
    }

    /// Puts something in line behind what was changed so far.
    pub(super) fn after(&mut self, after: After) {
        self.after.push_back((self.ticket(), after));
    }

    /// The next thing in line whose turn has come.
    pub(super) fn next_due(&mut self) -> Option<After> {
        let kept = self.kept;
        self.after.pop_front_if(|(ticket, _)| *ticket <= kept).map(|(_, after)| after)
    }

    /// Everything in line: nothing of it can be kept now.
    pub(super) fn take_line(&mut self) -> VecDeque<(u64, After)> {
        core::mem::take(&mut self.after)
    }

    /// Puts something back in line that still has to wait.
    pub(super) fn wait_on(&mut self, ticket: u64, after: After) {
        self.after.push_back((ticket, after));
    }

    /// When what failed is tried again.
    pub(super) const fn due(&self) -> Option<Duration> {
        match self.state {
            State::Failing(until) => Some(until),
            State::Idle | State::Working => None,
        }
    }

    /// Tries now what failed before.
    pub(super) const fn hurry(&mut self) {
        if self.is_failing() {
            self.state = State::Idle;
        }
    }

    /// Puts a question in line; `false` where too many wait.
    pub(super) fn ask(&mut self, query: Query) -> bool {
        let has_room = self.queries.len() < QUERIES_MAX;
        if has_room {
            self.queries.push_back(query);
        }
        has_room
    }

    /// Asks what need not be kept of what was said with this peer, unless that is in line already: of that it is the
    /// newer wording. So there is one for each peer at most, and each finds room.
    pub(super) fn ask_old(&mut self, about: &VerifyingKey, query: Query) {
        let same =
            |other: &&mut Query| matches!(other, Query::Old { identity, from: 0, .. } if identity == about);
        match self.queries.iter_mut().find(same) {
            Some(other) => *other = query,
            None => self.queries.push_back(query),
        }
    }

    /// Takes questions out of the line that nobody wants answered any more.
    pub(super) fn forget(&mut self, is_unwanted: impl Fn(&Query) -> bool) {
        self.queries.retain(|query| !is_unwanted(query));
    }

    /// Puts the rest of a question in line before all others, but behind the pages that scripts wait for: those have no
    /// order with what a person asks.
    pub(super) fn ask_first(&mut self, query: Query) {
        let (mut line, others): (VecDeque<Query>, VecDeque<Query>) =
            self.queries.drain(..).partition(|query| matches!(query, Query::Page { .. }));
        line.push_back(query);
        line.extend(others);
        self.queries = line;
    }

    /// Puts the rest of a question in line behind all others, however many wait.
    pub(super) fn ask_last(&mut self, query: Query) {
        self.queries.push_back(query);
    }

    /// Has the file written anew once what was changed so far is kept; these are told then.
    pub(super) fn sweep(&mut self, told: Vec<Event>) {
        self.queries.push_back(Query::Sweep(told));
    }

    /// Has these told behind the answers to all that was asked so far.
    pub(super) fn tell(&mut self, told: Vec<Event>) {
        self.queries.push_back(Query::Tell(told));
    }

    /// Gives the writer what has changed, if it has nothing to do, or else what is asked.
    pub(super) fn flush(&mut self) {
        let Some(writer) = &self.writer else { return };
        if self.state != State::Idle {
            return;
        }
        let is_batch = !self.pending.is_empty();
        let job = if is_batch {
            Some(Job::Write(core::mem::take(&mut self.pending)))
        } else {
            self.queries.pop_front().map(Job::Ask)
        };
        // The queue has room for one, and the writer has none.
        if job.is_some_and(|job| writer.jobs.try_send(job).is_ok()) {
            self.open += u64::from(is_batch);
            self.state = State::Working;
        }
    }

    /// A batch is on the disk.
    pub(super) const fn is_kept(&mut self) {
        self.kept = self.open - 1;
        self.state = State::Idle;
    }

    /// A question is answered.
    pub(super) const fn is_answered(&mut self) {
        self.state = State::Idle;
    }

    /// A batch is not on the disk.
    pub(super) fn has_failed(&mut self, changes: Vec<Change>, now: Duration) {
        for change in core::mem::replace(&mut self.pending, changes) {
            self.keep(change);
        }
        self.state = State::Failing(now + RETRY_PERIOD);
    }

    /// Waits until the store is closed; what could not be kept is lost.
    ///
    /// # Errors
    /// Why there is something that is lost.
    pub(super) async fn finish(mut self) -> Result<(), String> {
        self.hurry();
        self.flush();
        let Some(Writer { jobs, task }) = self.writer else { return Ok(()) };
        drop(jobs);
        task.await.unwrap_or_else(|_panicked| Err("an internal failure while it was written".to_owned()))
    }
}

impl Job {
    fn done(self, store: &mut Store) -> Report {
        match self {
            Self::Write(changes) => match store.commit(&changes) {
                Ok(()) => Report::Kept,
                Err(error) => Report::Failed { changes, why: error.to_string() },
            },
            Self::Ask(query) => Report::Answer(query.answer(store)),
        }
    }
}

/// Does each job and reports; closes the store when there are no more.
async fn write(
    mut store: Store,
    mut jobs: mpsc::Receiver<Job>,
    reports: mpsc::Sender<Report>,
) -> Result<(), String> {
    let mut last = Ok(());
    while let Some(job) = jobs.recv().await {
        let working = tokio::task::spawn_blocking(move || {
            let report = job.done(&mut store);
            (store, report)
        });
        let Ok((back, report)) = working.await else {
            return Err("an internal failure while it was written".to_owned());
        };
        store = back;
        last = match &report {
            Report::Kept => Ok(()),
            Report::Failed { why, .. } => Err(why.clone()),
            Report::Answer(_) => last,
        };
        // A node that has ended hears the last word when it waits for this task.
        let _ = reports.send(report).await;
    }
    let closed = tokio::task::spawn_blocking(move || store.close()).await;
    closed.map_or(Ok(()), |closed| closed.map_err(|error| error.to_string())).and(last)
}

#[cfg(test)]
mod tests {
    use crate::crypto::{Secret, SigningKey};

    use super::*;

    #[test]
    fn pages_that_scripts_wait_for_go_before_the_rest_of_what_a_person_asks() {
        let identity = SigningKey::from_seed(Secret::new([1; 32])).verifying_key();
        let find = || Query::Find {
            identities: vec![identity],
            word: "word".to_owned(),
            below: u64::MAX,
            found: 0,
            enough: 1,
        };
        let page = |script| Query::Page { script, identity, below: u64::MAX };
        let mut keeper = Keeper::spawn(None, mpsc::channel(1).0);
        for query in [Query::Sweep(Vec::new()), page(1), page(2)] {
            assert!(keeper.ask(query));
        }
        keeper.ask_first(find());
        keeper.ask_last(find());
        let line: Vec<String> = keeper
            .queries
            .iter()
            .map(|query| match query {
                Query::Page { script, .. } => format!("page {script}"),
                Query::Find { .. } => "rest".to_owned(),
                _ => "sweep".to_owned(),
            })
            .collect();
        assert_eq!(line, ["page 1", "page 2", "rest", "sweep", "rest"]);
    }
}
