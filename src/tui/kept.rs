//! The arrangement of the panes as a text, kept from one start to the next.
//!
//! ```text
//! setting both       the setting `layout` when this was written: another one in the file since then wins
//! panes both         chat, both or packets
//! low bytes          bytes, details, log or nothing
//! columns 40         percent, or - where nobody has moved the line
//! packets -          percent
//! rows 9             rows
//! ```
//!
//! Whether one pane has the whole screen is not kept: that is a glance, not an arrangement.

use std::fmt::Write as _;

use crate::settings::Shape;

use super::app::App;
use super::arrangement::{Arrangement, Kind, Low, Split};
use super::model_talk::Voice;

const KINDS: [Kind; 3] = [Kind::Chat, Kind::Both, Kind::Packets];

const LOWS: [Low; 4] = [Low::Bytes, Low::Details, Low::Log, Low::Nothing];

const fn word_of(kind: Kind) -> &'static str {
    match kind {
        Kind::Chat => "chat",
        Kind::Both => "both",
        Kind::Packets => "packets",
    }
}

const fn low_word(low: Low) -> &'static str {
    match low {
        Low::Bytes => "bytes",
        Low::Details => "details",
        Low::Log => "log",
        Low::Nothing => "nothing",
    }
}

impl App {
    /// Arranges the panes as they were left.
    pub(super) fn arrange(&mut self, kept: &str) {
        match read(kept) {
            Some((setting, desk)) if setting == self.choice.settings.layout.word() => self.desk = desk,
            // Who has changed the setting since then wants the panes of it.
            Some((_, desk)) => self.desk = Arrangement { kind: self.desk.kind, ..desk },
            None => self.model.say(
                Voice::Alarm,
                "the kept layout of the panes makes no sense and does not count: they are as at first",
            ),
        }
    }

    /// How the panes are arranged, to be kept.
    pub(super) fn arrangement(&self) -> String {
        write(self.choice.said_layout, self.desk)
    }
}

fn write(setting: Shape, desk: Arrangement) -> String {
    let (kind, low) = (word_of(desk.kind), low_word(desk.low));
    let mut text = format!("setting {}\npanes {kind}\nlow {low}\n", setting.word());
    let splits =
        [("columns", desk.splits.columns), ("packets", desk.splits.packets), ("rows", desk.splits.low)];
    for (name, size) in splits {
        let size = size.map_or_else(|| "-".to_owned(), |size| size.to_string());
        // A String takes everything.
        let _ = writeln!(text, "{name} {size}");
    }
    text
}

/// The setting of that time, and the arrangement; `None` if anything is not as it is written.
fn read(text: &str) -> Option<(&str, Arrangement)> {
    let mut lines = text.lines();
    let mut value = |name: &str| lines.next()?.strip_prefix(name)?.strip_prefix(' ');
    let (setting, kind, low) = (value("setting")?, value("panes")?, value("low")?);
    let sizes = [value("columns")?, value("packets")?, value("rows")?];
    let kind = KINDS.into_iter().find(|found| word_of(*found) == kind)?;
    let low = LOWS.into_iter().find(|found| low_word(*found) == low)?;
    let mut desk = Arrangement { kind, low, ..Arrangement::default() };
    for (split, size) in [Split::Columns, Split::Packets, Split::Low].into_iter().zip(sizes) {
        if size != "-" {
            // A line between panes goes no further than a person could have moved it.
            desk.put(split, size.parse().ok()?);
        }
    }
    lines.next().is_none().then_some((setting, desk))
}
