//! The screen over cells in memory, for whoever measures it or looks at it without a terminal.

use std::time::Duration;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::Buffer;

use crate::capture::PacketStore;
use crate::node::{Event, Fingerprint, Packet, UnixMillis};

use super::app::App;
use super::model::Own;
use super::msg::Msg;
use super::theme::Theme;
use super::view;

/// Slow enough to be no paste.
const BETWEEN_KEYS: Duration = Duration::from_millis(200);

/// A screen without a terminal: events, packets and keys in, cells out. Nothing that it asks for is done.
#[derive(Debug)]
pub struct Offscreen {
    app: App,
    terminal: Terminal<TestBackend>,
    /// When the last key was pressed, by no clock.
    pressed: Duration,
}

impl Offscreen {
    /// A screen of this many columns and rows on which nothing has happened.
    pub fn new((width, height): (u16, u16), name: &str, fingerprint: Fingerprint, now: UnixMillis) -> Self {
        let own = Own { name: name.to_owned(), fingerprint: fingerprint.to_string(), made: None };
        let Ok(terminal) = Terminal::new(TestBackend::new(width, height));
        Self { app: App::new(own, Theme::default(), now), terminal, pressed: Duration::ZERO }
    }

    /// Holds packets of at most so many bytes instead of the usual 64 MiB; those held before go.
    pub fn hold(&mut self, bytes_max: usize) {
        self.app.model.packets = PacketStore::new(bytes_max);
    }

    /// Something happened in the node at this time.
    pub fn event(&mut self, event: Event, now: UnixMillis) {
        self.app.update(Msg::Node(Box::new(event), now));
    }

    /// Frames were seen, and so many were lost on the way since the start.
    pub fn packets(&mut self, packets: Vec<Packet>, lost: u64) {
        self.app.update(Msg::Packets(packets, lost));
    }

    /// A key was pressed, a while after the one before.
    pub fn key(&mut self, code: KeyCode, modifiers: KeyModifiers) {
        self.pressed += BETWEEN_KEYS;
        self.app.update(Msg::Key(KeyEvent::new(code, modifiers), self.pressed));
    }

    /// Draws, and gives the cells.
    pub fn draw(&mut self) -> &Buffer {
        let app = &mut self.app;
        let Ok(_) = self.terminal.draw(|frame| {
            view::fit(app, frame.area());
            view::draw(app, frame);
        });
        self.terminal.backend().buffer()
    }

    /// Whether a filter has packets left to look at.
    pub const fn is_sifting(&self) -> bool {
        self.app.packets.is_sifting()
    }

    /// Draws, and gives the words, a line for each row.
    pub fn text(&mut self) -> String {
        let width = usize::from(self.draw().area.width).max(1);
        let rows = self.terminal.backend().buffer().content.chunks(width);
        let row = |row: &[ratatui::buffer::Cell]| row.iter().map(ratatui::buffer::Cell::symbol).collect();
        rows.map(row).collect::<Vec<String>>().join("\n")
    }
}
