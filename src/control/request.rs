//! What a script asks, and what it is told, as lines of JSON.

use serde::{Deserialize, Serialize};
use tokio::sync::mpsc;

use crate::node::{self, Ask, Event, PeerRef, Watcher, Watching};
use crate::plain::{self, Ending, Format};

/// Lines that may wait for a script; one that does not read them is left.
const LINES_MAX: usize = 256;

/// What a script asks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "ask", rename_all = "snake_case", deny_unknown_fields)]
pub enum Request {
    /// Send a text, and tell how far it comes. A peer who is not there is dialled as long as the script waits.
    Send {
        /// To whom: a petname, or the first digits of a fingerprint.
        to: String,
        /// What.
        text: String,
        /// Whether it is an action (`/me`).
        #[serde(default)]
        action: bool,
    },
    /// Tell about one peer, or all.
    List {
        /// About whom.
        #[serde(default)]
        name: Option<String>,
    },
    /// Tell what was said with a peer: the last page of it, or the last one below a place.
    Get {
        /// With whom.
        name: String,
        /// The place of the first entry of the page that is there already.
        #[serde(default)]
        below: Option<u64>,
    },
    /// Reach a peer.
    Check {
        /// Whom.
        name: String,
    },
    /// Tell who is there, and every text that comes from then on.
    Tail {},
}

impl From<Request> for Ask {
    fn from(request: Request) -> Self {
        match request {
            Request::Send { to, text, action } => Self::Send { to: PeerRef::Name(to), body: text, action },
            Request::List { name } => Self::Describe(name.map(PeerRef::Name)),
            Request::Get { name, below } => Self::Recall(PeerRef::Name(name), below.unwrap_or(u64::MAX)),
            Request::Check { name } => Self::Reach(PeerRef::Name(name)),
            Request::Tail {} => Self::Follow,
        }
    }
}

/// A watcher that writes each event as lines, and the end where they come out. They end with what is watched, or
/// when a script leaves too many of them unread.
pub(super) fn lines() -> (Watcher, mpsc::Receiver<String>) {
    let (out, lines) = mpsc::channel(LINES_MAX);
    let gone = out.clone();
    let look = move |event: &Event| {
        let taken = answer(event).into_iter().all(|line| out.try_send(line).is_ok());
        if taken { Watching::On } else { Watching::Over }
    };
    (Watcher::new(look, move || gone.is_closed()), lines)
}

fn answer(event: &Event) -> Vec<String> {
    let lines = match event {
        Event::CommandFailed { command, error } => {
            vec![plain::error(command, &error.to_string()).field("code", code(error))]
        }
        other => plain::event(other),
    };
    lines.iter().map(|line| line.render(Format::Json)).collect()
}

/// The exit code of a script that was refused.
const fn code(error: &node::Error) -> u8 {
    match error {
        node::Error::UnknownPeer { .. } | node::Error::Ambiguous(_) | node::Error::TextLength(_) => 2,
        node::Error::NoAddress(_) | node::Error::NotConnected(_) => Ending::NotReached.code(),
        node::Error::KeyChanged(_) | node::Error::Blocked(_) => Ending::NotTrusted.code(),
        node::Error::OutboxFull(..) => Ending::Held.code(),
        _ => Ending::Failed.code(),
    }
}
