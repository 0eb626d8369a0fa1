//! What the links said of their sessions, and `/explain`.

use std::io;
use std::path::Path;

use crate::explain;
use crate::export;
use crate::node::{Event, PeerInfo};
use crate::text::escape;

use super::render;
use super::session::Session;

impl Session {
    /// Keeps what a link said of its session; gives back everything else.
    pub(super) fn account(&mut self, event: Event) -> Option<Event> {
        let shown = |name: &str| escape(name).to_string();
        match event {
            Event::Derived { peer, name, made } => self.accounts.made((peer.0, &shown(&name)), made),
            Event::Disclosed(secrets) => self.accounts.disclosed(secrets),
            other => {
                if let Event::Established { info: PeerInfo { peer, name, .. }, .. }
                | Event::Renamed { peer, name, .. } = &other
                {
                    self.accounts.call(&peer.0, &shown(name));
                }
                return Some(other);
            }
        }
        None
    }

    /// Prints a session, or writes it to a file.
    ///
    /// # Errors
    /// stdout is gone.
    pub(super) fn explain(&mut self, name: Option<&str>, file: Option<&Path>) -> io::Result<()> {
        let account = match name {
            Some(name) => self.accounts.with(name),
            None => self.accounts.newest(self.peer().as_ref()),
        };
        let Some(account) = account else {
            return self.refuse("explain", &explain::nothing(name));
        };
        let page = explain::page(account, &account.own_short());
        let Some(path) = file else {
            let lines: Vec<_> = explain::rows(&page).iter().map(|row| render::explained(&row.text)).collect();
            return lines.iter().try_for_each(|line| self.printer.print(line));
        };
        let said = explain::written(path, account);
        match export::write_new(path, explain::file(&page, path).as_bytes()) {
            Ok(()) => self.printer.print(&render::note(said)),
            Err(error) => self.refuse("explain", &error.to_string()),
        }
    }
}
