//! What happens by the clock: dials that are made again, calls that took too long, texts that are too old.

use std::time::Duration;

use super::actor::Actor;
use super::dialling::DialState;

impl Actor {
    /// When the loop has to wake by itself.
    pub(super) fn next_deadline(&self) -> Option<Duration> {
        let waiting = self.dials.values().filter_map(|dial| match dial.state {
            DialState::Waiting(until) => Some(until),
            _ => None,
        });
        let rivals =
            self.peers.active.values().filter_map(|peer| peer.contest.as_ref().map(|rival| rival.deadline));
        let counts = self.rejects.due().into_iter().chain(self.callers.due());
        let cleaned = self.keeper.keeps().then_some(self.cleaned_next);
        let kept =
            self.keeper.due().into_iter().chain(self.next_expiry()).chain(cleaned).chain(self.sweeping.due());
        waiting.chain(rivals).chain(counts).chain(kept).min()
    }

    /// Does what is due by now.
    pub(super) fn tick(&mut self) {
        let now = self.shared.clock.now().monotonic;
        let due = |state| matches!(state, DialState::Waiting(until) if until <= now);
        let dials: Vec<u64> =
            self.dials.iter().filter(|(_, dial)| due(dial.state)).map(|(id, _)| *id).collect();
        for dial in dials {
            self.dial(dial);
        }
        let late = |deadline: Duration| deadline <= now;
        let contests: Vec<_> = self
            .peers
            .active
            .iter()
            .filter(|(_, peer)| peer.contest.as_ref().is_some_and(|rival| late(rival.deadline)))
            .map(|(identity, _)| *identity)
            .collect();
        for identity in contests {
            self.older_is_dead(identity);
        }
        self.count_rejects(now);
        self.expire_texts();
        if self.keeper.keeps() && late(self.cleaned_next) {
            self.clean_all(now);
        }
        self.sweep();
        if self.keeper.due().is_some_and(late) {
            self.keeper.hurry();
        }
    }
}
