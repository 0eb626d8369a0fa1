//! What a pane says while it has nothing: what will be there, and what to do for it.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;

use crate::node::Trust;
use crate::text::escape;
use crate::tui::action::{Action, Pane};
use crate::tui::app::App;
use crate::tui::model::Peer;
use crate::tui::theme::Role;
use crate::tui::widget::{put, wrap};

/// Rows that the three next steps take at least.
pub(super) const LEAST_ROWS: u16 = 6;

/// Rows that belong together: they stay together, or go together where there is too little room.
struct Piece {
    /// What goes first; 0 stays.
    spare: u8,
    rows: Vec<Line<'static>>,
}

/// The three next steps, with the real values, while nobody is talked to.
pub(super) fn draw(app: &App, inside: Rect, buffer: &mut Buffer) {
    let mut pieces = pieces(app, usize::from(inside.width.saturating_sub(2)).max(2));
    let height = usize::from(inside.height);
    let count = |pieces: &[Piece]| pieces.iter().map(|piece| piece.rows.len()).sum::<usize>();
    while count(&pieces) > height {
        let spare = |piece: &(usize, &Piece)| piece.1.spare;
        let first = pieces.iter().enumerate().rev().filter(|piece| spare(piece) > 0).max_by_key(spare);
        let Some(at) = first.map(|(at, _)| at) else { break };
        pieces.remove(at);
    }
    let inside = Rect { x: inside.x + 1, width: inside.width.saturating_sub(1), ..inside };
    for (row, line) in pieces.iter().flat_map(|piece| &piece.rows).enumerate() {
        put(buffer, inside, row, line);
    }
}

fn pieces(app: &App, columns: usize) -> Vec<Piece> {
    let theme = app.theme;
    let mut pieces = Vec::new();
    let is_tap = app.is_tap();
    let mut say = |text: &str, (indent, spare): (usize, u8), role: Role| {
        let rows = wrap(&theme.words(text), columns.saturating_sub(indent)).into_iter();
        let rows =
            rows.map(|row| Line::styled(format!("{}{row}", " ".repeat(indent)), theme.style(role))).collect();
        pieces.push(Piece { spare, rows });
    };
    if is_tap {
        say("A tap talks to nobody: what passes it stands in the packets.", (0, 0), Role::Text);
        return pieces;
    }
    // Those who are blocked, or have only called us so far, are nobody to call.
    let can_be_called = |peer: &&Peer| peer.trust != Some(Trust::Blocked) && !peer.address.is_empty();
    let called = app.model.peers.iter().find(can_be_called);
    if app.model.peers.is_empty() {
        say("Nobody is connected yet.", (0, 2), Role::Strong);
    } else {
        let (peers, connect) = (app.model.keys.of_pane(Pane::Peers), app.model.keys.named("connect"));
        say("Nobody is connected.", (0, 2), Role::Strong);
        say("", (0, 4), Role::Text);
        say(&format!("{peers} goes to the peers you know"), (0, 0), Role::Text);
        say("Enter opens what was said, and what you write waits until it can go out", (2, 1), Role::Dim);
        if called.is_some() {
            say(&format!("{connect} connects to where it was last"), (2, 1), Role::Dim);
        }
    }
    say("", (0, 4), Role::Text);
    if let Some((bound, reachable)) = &app.model.listening {
        let address = reachable.first().unwrap_or(bound);
        say("To be called: give a friend", (0, 0), Role::Text);
        say(address, (4, 0), Role::Focus);
        if is_local(address) {
            let remark = "only this computer can reach it; for your network: /listen 5000";
            say(remark, (2, 1), Role::Dim);
        }
    } else {
        say("To be called: type", (0, 0), Role::Text);
        say("/listen 5000", (4, 0), Role::Focus);
    }
    say("", (0, 4), Role::Text);
    say("To call: type", (0, 0), Role::Text);
    let whom = called.map_or("192.168.1.5:5000", |peer| &peer.name);
    say(&format!("/connect {whom}"), (4, 0), Role::Focus);
    if app.model.peers.is_empty() {
        say("", (0, 4), Role::Text);
        say("To try it alone: type", (0, 0), Role::Text);
        say("/demo", (4, 0), Role::Focus);
        say("starts a practice peer in here", (2, 3), Role::Dim);
    }
    if let Some(made) = &app.model.own.made {
        say("", (0, 4), Role::Text);
        say(&format!("Your key was made just now, {}.", made.how), (0, 1), Role::Text);
        say(&format!("it is saved in {}", escape(&made.file)), (2, 3), Role::Dim);
    }
    pieces
}

/// Whether an address is of no use on another computer.
fn is_local(address: &str) -> bool {
    address.starts_with("127.") || address.starts_with("[::1]")
}

/// Why no fields or bytes are shown.
pub(super) fn no_packet(app: &App, inside: Rect, buffer: &mut Buffer) {
    let text = if app.model.packets.is_empty() {
        "Nothing yet. The fields and bytes of a packet appear here when there is one: the first comes with the \
         first connection."
            .to_owned()
    } else {
        let key = app.model.keys.told(Action::Focus(Pane::Packets), "Tab");
        format!("No packet is selected. {key} goes to the packets, and the arrows select one.")
    };
    let columns = usize::from(inside.width.saturating_sub(2)).max(2);
    for (row, text) in wrap(&text, columns).into_iter().enumerate() {
        put(buffer, inside, row, &Line::styled(format!(" {text}"), app.theme.style(Role::Dim)));
    }
}
