//! What is told to somebody who looks elsewhere: the title of the window, and the bell.

use super::app::App;

/// What there is to ring for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Noise {
    unread: usize,
    alarm: bool,
}

impl Noise {
    /// Whether something has come since then. Many refused frames ring once, until `/ack`.
    pub(super) const fn is_louder_than(self, before: Self) -> bool {
        self.unread > before.unread || self.alarm && !before.alarm
    }
}

impl App {
    /// What there is to ring for now.
    pub(super) fn noise(&self) -> Noise {
        Noise { unread: self.unread(), alarm: self.model.alert.is_some() }
    }

    /// The title of the window: who this is, and how many texts nobody has seen. Nothing, if it is not ours.
    pub(super) fn window_title(&self) -> String {
        let name = if self.is_safe() { "peerscope" } else { self.model.own.name.as_str() };
        match (self.choice.settings.title, self.unread()) {
            (false, _) => String::new(),
            (true, 0) => name.to_owned(),
            (true, unread) => format!("{name} ({unread})"),
        }
    }

    /// Says that a call of a stranger came to nothing: many are one sentence. It takes no place of another one.
    pub(super) fn tell_of_stranger(&mut self, said: &str) {
        if self.calls == 0 && self.notice.is_some() {
            return;
        }
        self.calls = self.calls.saturating_add(1);
        self.notice = Some(match self.calls {
            1 => format!("a call came to nothing, {said} · net.log says more"),
            calls => format!("{calls} calls came to nothing, the last {said} · net.log says more"),
        });
    }

    fn unread(&self) -> usize {
        self.model.peers.iter().map(|peer| peer.unread).sum()
    }
}
