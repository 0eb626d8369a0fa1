//! Where an overlay is on the screen: drawing it, and what in it is a button.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;
use ratatui::widgets::{Clear, Widget as _};

use crate::tui::action::Action;
use crate::tui::model::{Model, Question};
use crate::tui::panel::{Button, Press};
use crate::tui::theme::{Role, Theme};
use crate::tui::widget::{framed, put, width, wrap};

use super::dialog::head;
#[cfg(feature = "lab")]
use super::stack::whole;
use super::stack::{FINDER_WIDE, HIGH, Overlay, SPEC_WIDE, room};
use super::trust::Trust;

/// What an overlay shows, and where.
struct Placed {
    /// With its frame.
    area: Rect,
    title: String,
    /// How it is left, at the right of its frame.
    leave: &'static str,
    /// All that it has to say.
    lines: Vec<Line<'static>>,
    /// How many of these are out of sight above.
    skipped: usize,
}

impl Placed {
    /// Where the words are.
    const fn inside(&self) -> Rect {
        let Rect { x, y, width, height } = self.area;
        Rect { x: x + 2, y: y + 1, width: width.saturating_sub(4), height: height.saturating_sub(2) }
    }

    fn shown(&self) -> impl Iterator<Item = (usize, &Line<'static>)> {
        let rows = usize::from(self.inside().height);
        self.lines.iter().skip(self.skipped).take(rows).enumerate()
    }
}

impl Overlay {
    /// Draws it over the middle of the screen; gives where a click does something.
    pub(in crate::tui) fn draw(
        &self,
        (screen, buffer): (Rect, &mut Buffer),
        theme: Theme,
        model: &Model,
    ) -> Vec<Button> {
        let placed = self.placed(screen, theme, model);
        Clear.render(placed.area, buffer);
        let loud = matches!(self, Self::Trust(Trust { question: Question::Changed { .. }, .. }));
        let role = if loud { Role::Alarm } else { Role::Focus };
        let title = Line::styled(format!(" {} ", placed.title), theme.style(role));
        framed((placed.area, buffer), theme, Role::Focus, (title, placed.leave));
        for (row, line) in placed.shown() {
            put(buffer, placed.inside(), row, line);
        }
        self.buttons(&placed, model)
    }

    /// The answers, what can be chosen, and how it is left.
    fn buttons(&self, placed: &Placed, model: &Model) -> Vec<Button> {
        let (area, inside) = (placed.area, placed.inside());
        let wide = u16::try_from(width(placed.leave)).unwrap_or(u16::MAX).min(area.width);
        let leave = Rect { x: (area.right() - wide).saturating_sub(2), y: area.y, width: wide, height: 1 };
        let mut buttons = vec![Button { area: leave, press: Press::Over(Action::Back) }];
        let answers = self.asked().into_iter();
        let heads: Vec<_> = answers.filter_map(|answer| Some((answer, head(&model.keys, answer)?))).collect();
        for (row, line) in placed.shown() {
            let place = |columns: usize| {
                let row = u16::try_from(row).unwrap_or(u16::MAX);
                let columns = u16::try_from(columns).unwrap_or(u16::MAX).min(inside.width);
                Rect { y: inside.y.saturating_add(row), height: 1, width: columns, ..inside }
            };
            let chosen = match self {
                Self::Palette(_) => Some(placed.skipped + row),
                Self::Finder(finder) => finder.row_at(row),
                _ => None,
            };
            if let Some(row) = chosen {
                buttons.push(Button { area: place(usize::MAX), press: Press::Row(row) });
                continue;
            }
            let text = line.to_string();
            if let Some((answer, _)) = heads.iter().find(|(_, head)| text.starts_with(head)) {
                let press = Press::Over(Action::Answer(*answer));
                buttons.push(Button { area: place(width(&text)), press });
            }
        }
        // Nothing that it hides is a button.
        buttons.push(Button { area, press: Press::Nothing });
        buttons
    }

    /// Columns that it has at most.
    fn wide(&self) -> u16 {
        match self {
            Self::Verify(_) => 100,
            Self::Spec(_) => SPEC_WIDE,
            Self::Finder(_) => FINDER_WIDE,
            _ if self.is_lab() => u16::MAX,
            _ => 84,
        }
    }

    fn placed(&self, screen: Rect, theme: Theme, model: &Model) -> Placed {
        let wide = self.wide();
        // What asks nothing leaves the first and the last line in sight.
        let asks = matches!(self, Self::Trust(_) | Self::Verify(_) | Self::Handshake(_));
        let spared = if asks { 0 } else { 2 };
        let high = if self.is_lab() { u16::MAX } else { HIGH };
        let (width, height) = (screen.width.min(wide), screen.height.saturating_sub(spared).min(high));
        let columns = width.saturating_sub(4);
        let room = room(screen, (wide, spared));
        let (title, lines) = match self {
            Self::Help(help) => (help.title(), help.lines(theme, &model.keys, room.0)),
            Self::Filter(bar) => (format!("Filter {}", bar.what()), bar.lines(theme, &model.keys, room.0)),
            Self::Finder(finder) => ("Search all that was said".to_owned(), finder.lines(theme, model, room)),
            Self::Export(export) => ("Export packets".to_owned(), export.lines(theme, &model.keys, room.0)),
            Self::Comment(comment) => {
                (format!("Comment on packet {}", comment.number), comment.lines(theme, room.0))
            }
            #[cfg(feature = "lab")]
            Self::Lab(lab) => (lab.title(), lab.lines(theme, whole(screen))),
            Self::Stats(stats) => ("Statistics".to_owned(), stats.lines(theme, model, room.0)),
            Self::Copy(copy) => (copy.title(), copy.lines(theme, &model.keys, room.0)),
            Self::Palette(palette) => (palette.title(), palette.lines(theme, &model.keys, columns)),
            Self::Spec(spec) => (spec.title(), spec.lines(theme)),
            Self::Reading(reading) => (reading.title().to_owned(), reading.lines(theme, room.0)),
            Self::Why(why) => (why.title(), why.lines(theme, room.0)),
            Self::Handshake(handshake) => ("Handshake".to_owned(), handshake.lines(theme, model, room.0)),
            Self::Trust(trust) => (trust.title().to_owned(), trust.lines(theme, model, room)),
            Self::Verify(verify) => (verify.title(), verify.lines(theme, model, room)),
            Self::Hidden => ("Hidden".to_owned(), hidden(theme, model, room.0)),
        };
        let height = height.min(u16::try_from(lines.len()).unwrap_or(u16::MAX).saturating_add(2)).max(3);
        let area = Rect {
            x: screen.x + (screen.width - width) / 2,
            y: screen.y + (screen.height.saturating_sub(height)) / 2,
            width,
            height: height.min(screen.height),
        };
        let leave = match self {
            Self::Trust(_) | Self::Verify(_) => "Esc not now",
            Self::Comment(_) | Self::Export(_) => "Esc leave it",
            _ => "Esc close",
        };
        let rows = area.height.saturating_sub(2);
        let skipped = match self {
            Self::Help(help) => help.first(),
            Self::Reading(reading) => reading.first(),
            Self::Stats(stats) => stats.first(),
            Self::Handshake(handshake) => handshake.first(),
            Self::Why(why) => why.first(theme, room.0, rows),
            Self::Palette(palette) => palette.first(lines.len(), rows),
            #[cfg(feature = "lab")]
            Self::Lab(_) => 0,
            Self::Filter(_)
            | Self::Comment(_)
            | Self::Copy(_)
            | Self::Export(_)
            // Of so many lines only those in sight are made.
            | Self::Spec(_)
            | Self::Finder(_)
            | Self::Trust(_)
            | Self::Verify(_)
            | Self::Hidden => 0,
        };
        Placed { area, title, leave, lines, skipped }
    }
}

/// What stands for words that may name somebody.
fn hidden(theme: Theme, model: &Model, columns: usize) -> Vec<Line<'static>> {
    let key = model.keys.told(Action::Safe, "/safe off");
    let text =
        format!("What stands here may name somebody: it is hidden while the screen is safe. {key} shows it.");
    wrap(&text, columns).into_iter().map(|row| Line::styled(row, theme.style(Role::Text))).collect()
}
