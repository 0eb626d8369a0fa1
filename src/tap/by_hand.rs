//! What a person does with the frames of a connection.

use crate::link::Origin;
use crate::protocol::Now;
use crate::wire::UnixMillis;

use super::errand::Task;
use super::lane::{Entry, Hold};
use super::link::{Link, Over};
use super::news::{Caught, Stand, Whence};

/// Bytes of the longest frame that an edit makes.
const EDITED_BYTES_MAX: usize = 128 * 1024;

impl Link {
    /// Does what a person wants.
    pub fn carry_out(&mut self, now: Now, task: Task) {
        match task {
            Task::Intercept(intercept) => self.hold(intercept),
            Task::Release(id) => {
                if let Some((origin, entry)) = self.take(id) {
                    self.leave(origin, &entry);
                }
            }
            Task::ReleaseAll => {
                for entry in self.forth.queue.iter_mut().chain(&mut self.back.queue) {
                    entry.hold = Hold::Free;
                }
            }
            Task::Drop(id) => {
                if self.take(id).is_some() {
                    self.stands(id, Stand::Dropped);
                }
            }
            Task::Edit { id, at, bytes } => self.edit(now.wall, id, (at, &bytes)),
            Task::Revert(id) => self.revert(id),
            Task::Duplicate(id) => {
                let found = self.find(id).and_then(|(origin, at)| {
                    let entry = self.lane(origin).queue.get(at)?;
                    Some((origin, entry.bytes.clone(), entry.due))
                });
                if let Some((origin, bytes, due)) = found {
                    self.copy(now.wall, origin, (id, bytes), due);
                }
            }
            Task::Inject { origin, bytes } => {
                let id = self.next_id();
                self.lane_mut(origin).out.extend_from_slice(&bytes);
                let (whence, stand) = (Whence::Injected, Stand::Passed);
                let caught = Caught { id, origin, bytes, time: now.wall, whence, stand };
                self.tell(caught);
            }
            Task::Weather(weather) => self.turn(weather),
            Task::Cut => self.over = Some(Over::Cut),
        }
        self.pass_on(now.monotonic);
    }

    /// Changes a frame that is still here; what it was stays for [`Self::revert`].
    fn edit(&mut self, time: UnixMillis, id: u64, (from, over): (usize, &[u8])) {
        let Some((origin, at)) = self.find(id) else { return };
        let changed_id = self.next_id();
        let Some(entry) = self.lane_mut(origin).queue.get_mut(at) else { return };
        let before = entry.bytes.clone();
        if over.is_empty() {
            entry.bytes.truncate(from);
        } else if from.saturating_add(over.len()) <= EDITED_BYTES_MAX {
            let length = entry.bytes.len().max(from + over.len());
            entry.bytes.resize(length, 0);
            entry.bytes.splice(from..from + over.len(), over.iter().copied());
        }
        entry.written.get_or_insert((id, before));
        entry.id = changed_id;
        let (bytes, stand) = (entry.bytes.clone(), entry.stand());
        self.stands(id, Stand::Changed);
        let caught = Caught { id: changed_id, origin, bytes, time, whence: Whence::Change(id), stand };
        self.tell(caught);
    }

    /// Puts back what the peer wrote.
    fn revert(&mut self, id: u64) {
        let Some((origin, at)) = self.find(id) else { return };
        let Some(entry) = self.lane_mut(origin).queue.get_mut(at) else { return };
        let Some((written, bytes)) = entry.written.take() else { return };
        (entry.id, entry.bytes) = (written, bytes);
        let stand = entry.stand();
        self.stands(id, Stand::Dropped);
        self.stands(written, stand);
    }

    fn find(&self, id: u64) -> Option<(Origin, usize)> {
        let of = |origin| self.lane(origin).find(id).map(|at| (origin, at));
        of(Origin::Initiator).or_else(|| of(Origin::Responder))
    }

    fn take(&mut self, id: u64) -> Option<(Origin, Entry)> {
        let (origin, at) = self.find(id)?;
        self.lane_mut(origin).queue.remove(at).map(|entry| (origin, entry))
    }
}
