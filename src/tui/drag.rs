//! Moving the lines between panes with the mouse.

use ratatui::layout::Rect;

use super::arrangement::{Arrangement, Split};
use super::layout::Areas;

/// Least share of a pane, in percent.
const PERCENT_MIN: u16 = 15;
/// Fewest rows of the lowest pane.
const ROWS_MIN: u16 = 3;

impl Areas {
    /// The line between two panes that runs through this place: the frames of both are its handle.
    pub(super) fn split_at(&self, column: u16, row: u16) -> Option<Split> {
        let (left, low) = (self.conversation, self.low());
        let is_near = |at: u16, line: u16| at == line || at.saturating_add(1) == line;
        let beside = left.width > 0 && self.packets.width > 0 && self.packets.x >= left.right();
        let main = self.packets.union(self.details);
        if beside && is_near(column, self.packets.x) && (main.top()..main.bottom()).contains(&row) {
            return Some(Split::Columns);
        }
        // The titles above a pane are for clicks that choose it: the handle is the frame below the pane before.
        if low.height > 0 && row.saturating_add(1) == low.y && (low.left()..low.right()).contains(&column) {
            return Some(Split::Low);
        }
        let under =
            self.packets.height > 0 && self.details.height > 0 && self.details.y == self.packets.bottom();
        let on = row.saturating_add(1) == self.details.y
            && (self.details.left()..self.details.right()).contains(&column);
        (under && on).then_some(Split::Packets)
    }

    /// Puts a line where the mouse is.
    pub(super) fn drag(&self, desk: &mut Arrangement, split: Split, (column, row): (u16, u16)) {
        let percent = |part: u16, whole: u16| {
            let share = u32::from(part) * 100 / u32::from(whole.max(1));
            u16::try_from(share).unwrap_or(100).clamp(PERCENT_MIN, 100 - PERCENT_MIN)
        };
        match split {
            Split::Columns => {
                let main = self.conversation.union(self.packets);
                desk.splits.columns = Some(percent(column.saturating_sub(main.x), main.width));
            }
            Split::Packets => {
                let both = self.packets.union(self.details);
                desk.splits.packets = Some(percent((row + 1).saturating_sub(both.y), both.height));
            }
            Split::Low => {
                let most = self.top.height.max(self.low().bottom()) / 2;
                let rows = self.low().bottom().saturating_sub(row + 1);
                desk.splits.low = Some(rows.clamp(ROWS_MIN, most.max(ROWS_MIN)));
            }
        }
    }

    /// The lowest pane: bytes or net.log, over the whole width.
    fn low(&self) -> Rect {
        if self.bytes.height > 0 { self.bytes } else { self.log }
    }
}
