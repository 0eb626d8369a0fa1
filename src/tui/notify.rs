//! What is told to somebody who looks elsewhere: the title of the window, the bell, and a notification of the desktop.

use std::time::Duration;

use crate::node::{Event, PeerId};
use crate::settings::{Notify, Osc};
use crate::text::escape;

use super::app::{App, Attention};
use super::clipboard::{Between, through};
use super::model::Peer;
use super::msg::Msg;

/// Least time between two rings; it doubles with each until somebody has looked.
const QUIET_MIN: Duration = Duration::from_secs(2);
/// Most time between two rings.
const QUIET_MAX: Duration = Duration::from_mins(10);
/// Characters of a notification.
const CHARS_MAX: usize = 120;

/// How this terminal takes notifications for the desktop.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Desktop {
    /// OSC 9.
    #[default]
    Osc9,
    /// OSC 777, with a title.
    Osc777,
}

/// Keeps a flood from ringing without end.
#[derive(Debug, Default)]
pub(super) struct Ringer {
    quiet_until: Duration,
    quiet: Duration,
}

impl Ringer {
    /// Whether it rings now, on the monotonic clock, for what has come since then.
    pub(super) fn rings(&mut self, before: Noise, now: Noise, at: Duration) -> bool {
        if now.is_silent() || now.is_attended(before) {
            // Somebody has looked: the next text rings at once.
            *self = Self::default();
        }
        if !now.is_louder_than(before) || at < self.quiet_until {
            return false;
        }
        self.quiet = (2 * self.quiet).clamp(QUIET_MIN, QUIET_MAX);
        self.quiet_until = at + self.quiet;
        true
    }
}

/// What there is to ring for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Noise {
    unread: usize,
    alarm: bool,
    attention: Attention,
}

impl Noise {
    const fn is_silent(self) -> bool {
        self.unread == 0 && !self.alarm
    }

    /// Whether somebody has come to look since then.
    fn is_attended(self, before: Self) -> bool {
        self.attention == Attention::Here && before.attention == Attention::Elsewhere
    }

    /// Whether something has come since then. Many refused frames ring once, until `/ack`.
    pub(super) const fn is_louder_than(self, before: Self) -> bool {
        self.unread > before.unread || self.alarm && !before.alarm
    }
}

impl App {
    /// What there is to ring for now.
    pub(super) fn noise(&self) -> Noise {
        Noise { unread: self.unread(), alarm: self.model.alert.is_some(), attention: self.attention }
    }

    /// What a notification of the desktop says of this message, if there is to be one: no more than was chosen, and
    /// on a safe screen no name.
    pub(super) fn notification(&self, msg: &Msg) -> Option<String> {
        let level = self.choice.settings.notify;
        let level = if self.is_safe() { level.min(Notify::Message) } else { level };
        let (name, body) = match msg {
            Msg::Node(event, _) => match &**event {
                Event::Text { peer, .. } if self.is_ignored(*peer) => return None,
                Event::Text { name, body, .. } => (escape(name), body),
                _ => return None,
            },
            Msg::Packets(..) if level > Notify::Off && self.attention == Attention::Elsewhere => {
                return Some("a frame was refused".to_owned());
            }
            _ => return None,
        };
        match level {
            Notify::Off => None,
            Notify::Message => Some("new message".to_owned()),
            Notify::Name => Some(format!("new message from {name}")),
            Notify::Text => {
                let lines: Vec<String> = body.shown_lines().map(|line| line.to_string()).collect();
                Some(format!("{name}: {}", lines.join(" ")))
            }
        }
    }

    /// What is written to the terminal so that it rings, as far as that was chosen.
    pub(super) fn ring(&self, said: Option<&str>, (found, between): (Desktop, Between)) -> Vec<u8> {
        let desktop = match self.choice.settings.notify_osc {
            Osc::Auto => found,
            Osc::Nine => Desktop::Osc9,
            Osc::Rxvt => Desktop::Osc777,
        };
        let asked = said.map(|said| {
            let said: String = said.chars().take(CHARS_MAX).collect();
            match desktop {
                Desktop::Osc9 => format!("\x1b]9;{said}\x07"),
                Desktop::Osc777 => format!("\x1b]777;notify;peerscope;{said}\x07"),
            }
        });
        let bell = if self.choice.settings.bell { "\x07" } else { "" };
        [bell.as_bytes(), &asked.map(|asked| through(&asked, between)).unwrap_or_default()].concat()
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

    fn is_ignored(&self, id: PeerId) -> bool {
        self.model.peers.iter().any(|peer| peer.id == id && peer.ignored)
    }

    pub(super) fn unread(&self) -> usize {
        self.model.peers.iter().map(Peer::news).sum()
    }
}
