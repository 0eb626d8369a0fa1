//! What the terminal sends: keys, pastes, the mouse, its size and whether it is looked at.

use std::time::Duration;

use crossterm::event;
use tokio::sync::mpsc;

use crate::node::Clock;

use super::app::Attention;
use super::msg::Msg;

/// Keys that may wait.
const KEYS_MAX: usize = 256;

/// Keys come from a thread of their own: a read from a terminal cannot be called off.
pub(super) fn read_keys(clock: Clock) -> mpsc::Receiver<(event::Event, Duration)> {
    let (sender, keys) = mpsc::channel(KEYS_MAX);
    std::thread::spawn(move || {
        while let Ok(event) = event::read() {
            if sender.blocking_send((event, clock.now().monotonic)).is_err() {
                return;
            }
        }
    });
    keys
}

/// What it is to the program.
pub(super) fn translate(event: event::Event, now: Duration) -> Msg {
    match event {
        event::Event::Key(key) => Msg::Key(key, now),
        event::Event::Paste(text) => Msg::Paste(text),
        event::Event::Mouse(mouse) => Msg::Mouse(mouse),
        event::Event::Resize(..) => Msg::Resized,
        event::Event::FocusGained => Msg::Attention(Attention::Here),
        event::Event::FocusLost => Msg::Attention(Attention::Elsewhere),
    }
}
