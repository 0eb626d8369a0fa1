//! How a person has arranged the screen: which panes, how large, and whether one has all the room.

use super::action::Pane;

/// Whether a pane has all the room.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Zoom {
    /// No.
    #[default]
    Out,
    /// Yes.
    In,
}

/// Which panes there are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Kind {
    /// The conversation alone.
    Chat,
    /// Conversation and packets side by side.
    #[default]
    Both,
    /// The packets alone.
    Packets,
}

/// What stands in the lowest pane.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Low {
    /// The bytes of the selected packet.
    #[default]
    Bytes,
    /// Its fields, where they have no room of their own.
    Details,
    /// net.log.
    Log,
    /// Nothing: the other panes have its rows.
    Nothing,
}

impl Low {
    /// The pane that it is, if it is one.
    pub(super) const fn pane(self) -> Option<Pane> {
        match self {
            Self::Bytes => Some(Pane::Bytes),
            Self::Details => Some(Pane::Details),
            Self::Log => Some(Pane::Log),
            Self::Nothing => None,
        }
    }
}

/// Which way a split goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    /// Less room for the conversation.
    Left,
    /// More room for the conversation.
    Right,
    /// The line between two panes goes up.
    Up,
    /// It goes down.
    Down,
}

/// A line between panes that can be moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Split {
    /// Between conversation and packets.
    Columns,
    /// Between packets and their fields.
    Packets,
    /// Above the lowest pane.
    Low,
}

/// The arrangement. Shares are kept rather than columns, so that it holds when the terminal changes its size.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Arrangement {
    /// Which panes.
    pub(super) kind: Kind,
    /// Whether one has all the room.
    pub(super) zoom: Zoom,
    /// What stands in the lowest pane.
    pub(super) low: Low,
    /// Where a person has put the splits; where nobody has, the layout decides.
    pub(super) splits: Splits,
}

/// Where the lines between panes are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Splits {
    /// The conversation's share of the columns, in percent.
    pub(super) columns: Option<u16>,
    /// The packet list's share of the rows it has with the fields, in percent.
    pub(super) packets: Option<u16>,
    /// Rows of the lowest pane.
    pub(super) low: Option<u16>,
}

/// Percent that a split moves by one key.
const STEP_PERCENT: u16 = 4;
/// How far keys can have moved a split since it was drawn.
const UNDRAWN_MAX: u16 = 3 * STEP_PERCENT;

impl Arrangement {
    /// A layout by the name that is typed; `reset` is everything as it was at first. Whether there is such a one.
    pub(super) fn choose(&mut self, name: &str) -> bool {
        let kind = match name {
            "chat" => Kind::Chat,
            "both" => Kind::Both,
            "packets" => Kind::Packets,
            "reset" => {
                *self = Self::default();
                return true;
            }
            _ => return false,
        };
        *self = Self { kind, zoom: Zoom::Out, ..*self };
        true
    }

    /// One pane over the whole screen, or all again.
    pub(super) const fn turn_zoom(&mut self) {
        self.zoom = match self.zoom {
            Zoom::In => Zoom::Out,
            Zoom::Out => Zoom::In,
        };
    }

    /// Shows a pane that shares its place with others.
    pub(super) const fn show(&mut self, pane: Pane) {
        match pane {
            Pane::Bytes => self.low = Low::Bytes,
            Pane::Details => self.low = Low::Details,
            Pane::Log => self.low = Low::Log,
            Pane::Peers | Pane::Conversation | Pane::Packets | Pane::Composer => {}
        }
    }

    /// Moves a split by one step from where it is now. Of those that go up and down it is the one at the pane
    /// with the focus.
    pub(super) fn shift(&mut self, way: Way, focus: Pane, now: Shares) {
        let upper = matches!(focus, Pane::Packets | Pane::Details);
        // Keys may come faster than frames; what the screen has no room for is not counted on.
        let from = |kept: Option<u16>, drawn: u16| {
            kept.filter(|kept| kept.abs_diff(drawn) <= UNDRAWN_MAX).unwrap_or(drawn)
        };
        let now = Shares {
            columns: from(self.splits.columns, now.columns),
            packets: from(self.splits.packets, now.packets),
            low: from(self.splits.low, now.low),
        };
        match way {
            Way::Left => self.put(Split::Columns, now.columns.saturating_sub(STEP_PERCENT)),
            Way::Right => self.put(Split::Columns, now.columns + STEP_PERCENT),
            Way::Up if upper => self.put(Split::Packets, now.packets.saturating_sub(STEP_PERCENT)),
            Way::Down if upper => self.put(Split::Packets, now.packets + STEP_PERCENT),
            Way::Up => self.put(Split::Low, now.low + 1),
            Way::Down => self.put(Split::Low, now.low.saturating_sub(1)),
        }
    }

    /// Puts a split where its pane has so many percent, or rows.
    pub(super) fn put(&mut self, split: Split, size: u16) {
        match split {
            Split::Columns => self.splits.columns = Some(size.clamp(20, 80)),
            Split::Packets => self.splits.packets = Some(size.clamp(15, 85)),
            Split::Low => self.splits.low = Some(size.max(3)),
        }
    }
}

/// Where the splits are on the screen: percent of the columns, percent of the rows, rows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Shares {
    /// The conversation's columns.
    pub(super) columns: u16,
    /// The packet list's rows.
    pub(super) packets: u16,
    /// Rows of the lowest pane.
    pub(super) low: u16,
}
