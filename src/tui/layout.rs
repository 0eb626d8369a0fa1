//! Where everything is, and nothing else.

use ratatui::layout::{Constraint, Layout, Rect};

use super::action::Pane;
use super::app::Zoom;

/// How much fits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// Everything at once.
    Wide,
    /// Conversation and packets, and one row of details or bytes.
    Middle,
    /// One pane at a time.
    Tabs,
    /// One sentence.
    Tiny,
}

/// The areas of one frame; those that are not shown are empty.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Areas {
    /// Who, where, how safe.
    pub(super) top: Rect,
    /// The tabs.
    pub(super) tabs: Rect,
    /// Who is there.
    pub(super) peers: Rect,
    /// What was said.
    pub(super) conversation: Rect,
    /// Every frame.
    pub(super) packets: Rect,
    /// Fields.
    pub(super) details: Rect,
    /// Bytes.
    pub(super) bytes: Rect,
    /// Where a person types.
    pub(super) composer: Rect,
    /// Keys.
    pub(super) hints: Rect,
}

impl Areas {
    /// The area of a pane.
    pub(super) const fn of(&self, pane: Pane) -> Rect {
        match pane {
            Pane::Peers => self.peers,
            Pane::Conversation => self.conversation,
            Pane::Packets => self.packets,
            Pane::Details => self.details,
            Pane::Bytes => self.bytes,
            Pane::Composer => self.composer,
        }
    }

    /// The pane at a place.
    pub(super) fn at(&self, column: u16, row: u16) -> Option<Pane> {
        Pane::ALL.into_iter().find(|pane| self.of(*pane).contains((column, row).into()))
    }
}

/// What fits on a screen of this size.
pub(super) const fn form(area: Rect) -> Form {
    match (area.width, area.height) {
        (width, height) if width < 40 || height < 10 => Form::Tiny,
        (width, height) if width < 80 || height < 24 => Form::Tabs,
        (width, height) if width < 120 || height < 30 => Form::Middle,
        _ => Form::Wide,
    }
}

/// The areas of a screen: `view` is the pane that is looked at, `zoom` whether it has all the room, and
/// `lines` how many lines are being typed.
pub(super) fn areas(area: Rect, view: Pane, zoom: Zoom, lines: u16) -> Areas {
    let form = form(area);
    let typed = lines.clamp(1, 6);
    match form {
        Form::Tiny => Areas::default(),
        _ if zoom == Zoom::In && view != Pane::Composer => one(area, view, typed, 0),
        Form::Tabs => one(area, view, typed, 1),
        Form::Middle => middle(area, view, typed),
        Form::Wide => wide(area, typed),
    }
}

fn one(area: Rect, view: Pane, typed: u16, tabs: u16) -> Areas {
    let rows = [1, tabs].map(Constraint::Length);
    let composer = Constraint::Length(typed + 1);
    let [top, tabs, pane, composer, hints] =
        Layout::vertical([rows[0], rows[1], Constraint::Min(1), composer, Constraint::Length(1)]).areas(area);
    let mut areas = Areas { top, tabs, composer, hints, ..Areas::default() };
    match view {
        Pane::Peers => areas.peers = pane,
        Pane::Packets => areas.packets = pane,
        Pane::Details => areas.details = pane,
        Pane::Bytes => areas.bytes = pane,
        Pane::Conversation | Pane::Composer => areas.conversation = pane,
    }
    areas
}

fn middle(area: Rect, view: Pane, typed: u16) -> Areas {
    let rows = [1, 0, 6, typed + 2, 1].map(Constraint::Length);
    let [top, main, low, composer, hints] =
        Layout::vertical([rows[0], Constraint::Min(1), rows[2], rows[3], rows[4]]).areas(area);
    let [left, right] = Layout::horizontal([Constraint::Percentage(48), Constraint::Min(1)]).areas(main);
    let mut areas = Areas { top, packets: right, composer, hints, ..Areas::default() };
    if view == Pane::Peers {
        areas.peers = left;
    } else {
        areas.conversation = left;
    }
    if view == Pane::Details {
        areas.details = low;
        // Fields are many and bytes few: they get the place of the packets too.
        let [packets, details] = Layout::vertical([Constraint::Length(6), Constraint::Min(1)])
            .areas(Rect { height: right.height + low.height, ..right });
        (areas.packets, areas.details) = (packets, details);
        let conversation = Rect { height: left.height + low.height, ..left };
        areas.conversation = conversation;
    } else {
        areas.bytes = low;
    }
    areas
}

fn wide(area: Rect, typed: u16) -> Areas {
    let one = Constraint::Length(1);
    let [top, main, bytes, hints] =
        Layout::vertical([one, Constraint::Min(1), Constraint::Length(8), one]).areas(area);
    let [left, right] = Layout::horizontal([Constraint::Percentage(40), Constraint::Min(1)]).areas(main);
    let [peers, conversation, composer] =
        Layout::vertical([Constraint::Length(5), Constraint::Min(1), Constraint::Length(typed.max(2) + 2)])
            .areas(left);
    let [packets, details] = Layout::vertical([Constraint::Percentage(37), Constraint::Min(1)]).areas(right);
    Areas { top, tabs: Rect::default(), peers, conversation, packets, details, bytes, composer, hints }
}
