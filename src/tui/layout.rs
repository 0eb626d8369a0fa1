//! Where everything is, and nothing else.

use ratatui::layout::{Constraint, Layout, Rect};

use super::action::Pane;
use super::arrangement::{Arrangement, Kind, Low, Shares, Zoom};

use Constraint::{Length, Min, Percentage};

/// Fewest columns on which anything but one sentence is drawn.
pub(super) const LEAST_WIDTH: u16 = 40;
/// Fewest rows.
pub(super) const LEAST_HEIGHT: u16 = 10;

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
    /// net.log.
    pub(super) log: Rect,
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
            Pane::Log => self.log,
            Pane::Composer => self.composer,
        }
    }

    const fn place(&mut self, pane: Pane) -> &mut Rect {
        match pane {
            Pane::Peers => &mut self.peers,
            Pane::Conversation => &mut self.conversation,
            Pane::Packets => &mut self.packets,
            Pane::Details => &mut self.details,
            Pane::Bytes => &mut self.bytes,
            Pane::Log => &mut self.log,
            Pane::Composer => &mut self.composer,
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
        (width, height) if width < LEAST_WIDTH || height < LEAST_HEIGHT => Form::Tiny,
        (width, height) if width < 80 || height < 24 => Form::Tabs,
        (width, height) if width < 120 || height < 30 => Form::Middle,
        _ => Form::Wide,
    }
}

/// The areas of a screen: `view` is the pane that has the focus, and `lines` how many are being typed.
pub(super) fn areas(area: Rect, view: Pane, desk: &Arrangement, lines: u16) -> Areas {
    let typed = lines.clamp(1, 6);
    match form(area) {
        Form::Tiny => Areas::default(),
        _ if desk.zoom == Zoom::In => one(area, view, (0, typed + 2)),
        Form::Tabs => one(area, view, (1, typed + 1)),
        Form::Middle => middle(area, view, desk, typed),
        Form::Wide => wide(area, view, desk, typed),
    }
}

/// One pane, and where a person types.
fn one(area: Rect, view: Pane, (tabs, typed): (u16, u16)) -> Areas {
    let [top, tabs, pane, composer, hints] =
        rows(area, [Length(1), Length(tabs), Min(1), Length(typed), Length(1)]);
    let mut areas = Areas { top, tabs, composer, hints, ..Areas::default() };
    *areas.place(if view == Pane::Composer { Pane::Conversation } else { view }) = pane;
    areas
}

fn middle(area: Rect, view: Pane, desk: &Arrangement, typed: u16) -> Areas {
    let low = match (desk.kind, desk.low) {
        (Kind::Chat, _) | (_, Low::Nothing) => 0,
        (Kind::Both | Kind::Packets, _) => desk.splits.low.unwrap_or(6).clamp(3, area.height - typed - 10),
    };
    let [top, main, low, composer, hints] =
        rows(area, [Length(1), Min(1), Length(low), Length(typed + 2), Length(1)]);
    let mut areas = Areas { top, composer, hints, ..Areas::default() };
    areas.columns(main, desk, 48);
    // The fields are many: they get rows of the list too, and the conversation gets what is left beside them.
    if desk.low == Low::Details && desk.kind != Kind::Chat && areas.packets.height > 0 {
        let share = Percentage(desk.splits.packets.unwrap_or(37));
        let right = Rect { height: areas.packets.height + low.height, ..areas.packets };
        [areas.packets, areas.details] = rows(right, [share, Min(1)]);
        areas.conversation.height += if areas.conversation.height > 0 { low.height } else { 0 };
    } else if let Some(pane) = desk.low.pane() {
        *areas.place(pane) = low;
    }
    areas.instead(view);
    areas
}

fn wide(area: Rect, view: Pane, desk: &Arrangement, typed: u16) -> Areas {
    let low = match desk.kind {
        Kind::Chat => 0,
        Kind::Both | Kind::Packets => desk.splits.low.unwrap_or(8).clamp(3, area.height - typed - 14),
    };
    let [top, main, low, hints] = rows(area, [Length(1), Min(1), Length(low), Length(1)]);
    let mut areas = Areas { top, hints, ..Areas::default() };
    areas.columns(main, desk, 40);
    let column = if desk.kind == Kind::Packets { areas.packets } else { areas.conversation };
    let [column, composer] = rows(column, [Min(1), Length(typed.max(2) + 2)]);
    areas.composer = composer;
    let mut packets = areas.packets;
    if desk.kind == Kind::Packets {
        packets = column;
    } else {
        [areas.peers, areas.conversation] = rows(column, [Length(5), Min(1)]);
    }
    if desk.kind != Kind::Chat {
        let share = Percentage(desk.splits.packets.unwrap_or(37));
        [areas.packets, areas.details] = rows(packets, [share, Min(1)]);
        let pane = match desk.low {
            Low::Log => Pane::Log,
            // The fields have room of their own here.
            Low::Bytes | Low::Details | Low::Nothing => Pane::Bytes,
        };
        *areas.place(pane) = low;
    }
    areas.instead(view);
    areas
}

impl Areas {
    /// Divides the room for conversation and packets.
    fn columns(&mut self, main: Rect, desk: &Arrangement, usual: u16) {
        match desk.kind {
            Kind::Chat => self.conversation = main,
            Kind::Packets => self.packets = main,
            Kind::Both => {
                let share = Percentage(desk.splits.columns.unwrap_or(usual));
                [self.conversation, self.packets] = Layout::horizontal([share, Min(1)]).areas(main);
            }
        }
    }

    /// A pane that has the focus is always shown: if it has no place, in that of another.
    fn instead(&mut self, view: Pane) {
        if view == Pane::Composer || self.of(view).height > 0 {
            return;
        }
        let place = if self.conversation.height > 0 { Pane::Conversation } else { Pane::Packets };
        let area = std::mem::take(self.place(place));
        *self.place(view) = area;
    }

    /// Where the splits are.
    pub(super) fn shares(&self) -> Shares {
        let percent = |part: u16, whole: u16| (part * 100).checked_div(whole).unwrap_or(50);
        let left = self.conversation.width.max(self.peers.width);
        let low = if self.bytes.height > 0 { self.bytes } else { self.log };
        Shares {
            columns: percent(left, left + self.packets.width),
            packets: percent(self.packets.height, self.packets.height + self.details.height),
            low: low.height,
        }
    }
}

fn rows<const N: usize>(area: Rect, constraints: [Constraint; N]) -> [Rect; N] {
    Layout::vertical(constraints).areas(area)
}
