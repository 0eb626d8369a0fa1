//! The columns of the packet list: what is shown in how much room. The verdict is never cut.

/// A column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Column {
    /// The packet's number.
    Number,
    /// When it was seen.
    Time,
    /// Whose link.
    Peer,
    /// Which way.
    Direction,
    /// What kind of message.
    Message,
    /// The number in its direction.
    Seq,
    /// The key epoch.
    Epoch,
    /// Bytes.
    Length,
    /// What became of it.
    Verdict,
    /// Why, or the small fields.
    Info,
}

/// Columns that the sign of a field of the list, of a bad row and of a mark take where there is room.
pub(super) const GUTTER: usize = 3;
/// The room below which the signs of the selection and of a bad row share a column.
pub(super) const NARROW: usize = 60;
/// Columns of a verdict that leave room for most; a longer one takes them from its own row.
const VERDICT_MIN: usize = 8;
/// Columns of the information at the right, below which it is left out.
const INFO_MIN: usize = 16;

impl Column {
    const ALL: [Self; 9] = [
        Self::Number,
        Self::Time,
        Self::Peer,
        Self::Direction,
        Self::Message,
        Self::Seq,
        Self::Epoch,
        Self::Length,
        Self::Verdict,
    ];

    /// What goes first when there is too little room. The verdict stays.
    const DROPPED: [Self; 8] = [
        Self::Epoch,
        Self::Length,
        Self::Seq,
        Self::Peer,
        Self::Number,
        Self::Time,
        Self::Direction,
        Self::Message,
    ];

    /// What gets wider when there is room left, and up to how many columns.
    const GROWN: [(Self, usize); 5] =
        [(Self::Verdict, 15), (Self::Time, 12), (Self::Peer, 8), (Self::Message, 18), (Self::Peer, 10)];

    /// Its heading.
    pub(super) const fn head(self) -> &'static str {
        match self {
            Self::Number => "No",
            Self::Time => "Time",
            Self::Peer => "Peer",
            Self::Direction => "Dir",
            Self::Message => "Message",
            Self::Seq => "Seq",
            Self::Epoch => "Ep",
            Self::Length => "Len",
            Self::Verdict => "Verdict",
            Self::Info => "Info",
        }
    }

    /// Whether its values end at the same column.
    pub(super) const fn is_number(self) -> bool {
        matches!(self, Self::Number | Self::Seq | Self::Epoch | Self::Length)
    }

    const fn least(self, digits: usize) -> usize {
        match self {
            Self::Number if digits > 4 => digits,
            Self::Number => 4,
            Self::Time => 8,
            Self::Peer => 6,
            Self::Direction | Self::Epoch => 3,
            Self::Message => 9,
            Self::Seq | Self::Length => 5,
            Self::Verdict => 10,
            Self::Info => INFO_MIN,
        }
    }
}

/// The signs at the left of a row in so much room.
pub(super) const fn gutter(room: usize) -> usize {
    if room < NARROW { 2 } else { GUTTER }
}

/// The columns in so much room, each with its width; one blank stands between two. `digits` are those of the
/// highest number in view.
pub(super) fn columns(room: usize, digits: usize) -> Vec<(Column, usize)> {
    let room = room.saturating_sub(gutter(room));
    let mut kept: Vec<(Column, usize)> =
        Column::ALL.into_iter().map(|column| (column, column.least(digits))).collect();
    for dropped in Column::DROPPED {
        if dropped == Column::Number {
            give_way(&mut kept, room);
        }
        if total(&kept) <= room {
            break;
        }
        kept.retain(|(column, _)| *column != dropped);
    }
    let mut left = room.saturating_sub(total(&kept));
    for (grown, most) in Column::GROWN {
        if let Some((_, width)) = kept.iter_mut().find(|(column, _)| *column == grown) {
            let more = most.saturating_sub(*width).min(left);
            *width += more;
            left -= more;
        }
    }
    if left > INFO_MIN {
        kept.push((Column::Info, left - 1));
    }
    kept
}

/// Makes room for a number of many digits, if that is all that is missing.
fn give_way(columns: &mut [(Column, usize)], room: usize) {
    let over = total(columns).saturating_sub(room);
    if let Some((_, wide)) = columns.iter_mut().find(|(column, _)| *column == Column::Verdict)
        && *wide >= VERDICT_MIN + over
    {
        *wide -= over;
    }
}

fn total(columns: &[(Column, usize)]) -> usize {
    columns.iter().map(|(_, width)| width + 1).sum::<usize>().saturating_sub(1)
}
