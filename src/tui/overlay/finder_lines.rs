//! What the search of everything that was said shows: the line that is typed, how many texts hold it, and those.

use ratatui::text::{Line, Span};

use crate::inspector::time_text;
use crate::text::escape;
use crate::tui::model::Model;
use crate::tui::panel::grouped;
use crate::tui::theme::{Role, Theme};
use crate::tui::widget::{after, cell, fit, width};

use super::dialog::typed;
use super::finder::{FOUND_MAX, Finder, HEAD, Hit, Sought, State};

/// What stands before the line that is typed.
const PROMPT: &str = "find: ";
/// From so many columns on there is room for a whole date, and for who said it.
const WIDE: usize = 70;
/// Columns of a name at most.
const NAME_MAX: usize = 12;
/// Milliseconds of a day.
const DAY_MS: u64 = 86_400_000;

impl Finder {
    /// As many rows as there is room for, so that the frame stands still while one types.
    pub(super) fn lines(
        &self,
        theme: Theme,
        model: &Model,
        (columns, rows): (usize, usize),
    ) -> Vec<Line<'static>> {
        let mut line = typed(&self.input, theme, columns.saturating_sub(PROMPT.len()));
        line.spans.insert(0, Span::styled(PROMPT, theme.style(Role::Focus)));
        let (role, told) = self.told();
        let told = fit(&theme.words(&told), columns);
        let mut lines = vec![line, Line::styled(told, theme.style(role))];
        let hits = self.hits.iter().enumerate().skip(self.first).take(rows.saturating_sub(HEAD));
        lines.extend(hits.map(|(at, hit)| self.row((theme, model), hit, (at == self.row, columns))));
        lines.resize(rows, Line::default());
        lines
    }

    /// What there is to say about it.
    fn told(&self) -> (Role, String) {
        let here = match self.sought {
            Sought::Kept => "",
            Sought::Here => "nothing is kept; on this screen: ",
        };
        match &self.state {
            State::Failed(why) => (Role::Bad, why.clone()),
            _ if self.word.is_empty() => {
                (Role::Dim, format!("{here}type a word; it is looked for in all conversations"))
            }
            State::Looking if self.hits.is_empty() => (Role::Dim, "looking...".to_owned()),
            State::Looking => (Role::Dim, format!("looking... {} so far", grouped(self.hits.len()))),
            State::Found(0) => {
                (Role::Warning, format!("{here}nothing that was said holds \"{}\"", escape(&self.word)))
            }
            State::Found(found) => {
                let texts = if *found == 1 { "text" } else { "texts" };
                let more = if *found > FOUND_MAX {
                    format!("; the newest {FOUND_MAX} are here")
                } else {
                    String::new()
                };
                let row = grouped(self.row + 1);
                (Role::Good, format!("{here}{row} of {} {texts}{more}", grouped(*found)))
            }
        }
    }

    /// When, with whom, who said it, and what of it stands around the word.
    fn row(
        &self,
        (theme, model): (Theme, &Model),
        hit: &Hit,
        (is_chosen, columns): (bool, usize),
    ) -> Line<'static> {
        let is_wide = columns >= WIDE;
        let peer = self.hits.iter().map(|hit| width(&hit.peer.1)).max().unwrap_or_default();
        let peer = peer.min(NAME_MAX).min(columns / 6);
        let who = match (is_wide, hit.is_own) {
            (true, true) => cell(theme, &model.own.name, peer.max(width(&model.own.name).min(NAME_MAX))),
            (true, false) => cell(theme, &hit.peer.1, peer.max(width(&model.own.name).min(NAME_MAX))),
            (false, true) => theme.words("→").into_owned(),
            (false, false) => theme.words("←").into_owned(),
        };
        let mark = if is_chosen { theme.words("▌").into_owned() } else { " ".to_owned() };
        let spans = [
            (mark, Role::Focus),
            (format!("{} ", when(hit, model, columns)), Role::Dim),
            (format!("{} ", cell(theme, &hit.peer.1, peer)), Role::Text),
            (who, if hit.is_own { Role::Own } else { Role::Other }),
            (theme.words(if is_wide { " │ " } else { " " }).into_owned(), Role::Frame),
        ];
        let room = columns.saturating_sub(spans.iter().map(|(text, _)| width(text)).sum());
        let (before, found, behind) = cut_around(&hit.text, &self.word, room);
        let fill = " ".repeat(room.saturating_sub(width(&before) + width(&found) + width(&behind)));
        let style = |role| theme.style(if is_chosen { Role::Selected } else { role });
        let marked = if is_chosen { Theme::pointed_at(style(Role::Text)) } else { theme.style(Role::Marked) };
        let mut spans: Vec<Span<'static>> =
            spans.into_iter().map(|(text, role)| Span::styled(text, style(role))).collect();
        spans.push(Span::styled(before, style(Role::Text)));
        spans.push(Span::styled(found, marked));
        spans.push(Span::styled(format!("{behind}{fill}"), style(Role::Text)));
        Line::from(spans)
    }
}

/// The time of day and the date, or that of both which says more.
fn when(hit: &Hit, model: &Model, columns: usize) -> String {
    let text = time_text(hit.time);
    let is_today = hit.time.0 / DAY_MS == model.now.0 / DAY_MS;
    let part = match (columns >= WIDE, is_today) {
        (true, _) => 0..16,
        (false, true) => 11..16,
        (false, false) => 5..10,
    };
    text.get(part).unwrap_or_default().to_owned()
}

/// A text in so many columns, with the first place in sight where it holds a word in lower case: what stands before it,
/// there and behind it.
fn cut_around(text: &str, word: &str, columns: usize) -> (String, String, String) {
    let lower = text.to_lowercase();
    // Where lower case has another length, places in it are not places in the text.
    let at = if lower.len() == text.len() { lower.find(word) } else { None };
    let parts = at
        .and_then(|at| Some((text.get(..at)?, text.get(at..at + word.len())?, text.get(at + word.len()..)?)));
    let Some((before, found, behind)) = parts else {
        return (fit(text, columns), String::new(), String::new());
    };
    let found = fit(found, columns);
    let left = columns - width(&found).min(columns);
    // A third of the room, and what the rest of the text leaves.
    let room = (left / 3).max(left.saturating_sub(width(behind)));
    let over = width(before).saturating_sub(room);
    let before = match over {
        0 => before.to_owned(),
        _ if room == 0 => String::new(),
        over => format!("…{}", after(before, over + 1)),
    };
    let behind = fit(behind, left.saturating_sub(width(&before)));
    (before, found, behind)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_cut_around_the_word_and_takes_no_more_columns_than_there_are() {
        let check = |(text, word, columns): (&str, &str, usize), parts: [&str; 3]| {
            let (before, found, behind) = cut_around(text, word, columns);
            assert_eq!([before.as_str(), &found, &behind], parts, "{text}, {columns}");
            assert!(width(&before) + width(&found) + width(&behind) <= columns, "{text}, {columns}");
        };
        check(("a Word here", "word", 20), ["a ", "Word", " here"]);
        check(("a very long way to the word and on from there", "word", 16), ["…he ", "word", " and on…"]);
        check(("a very long way to the word", "word", 16), ["…way to the ", "word", ""]);
        check(("word and a very long way on", "word", 10), ["", "word", " and …"]);
        let wide = "\u{6f22}\u{5b57}".repeat(3);
        let behind = " \u{6f22}\u{5b57}\u{6f22}…";
        check((&format!("{wide} word {wide}"), "word", 14), ["… ", "word", behind]);
        check(("a word", "word", 2), ["", "w…", ""]);
        // The lower case of this letter is two.
        check(("\u{130} word", "word", 10), ["\u{130} word", "", ""]);
        check(("anything", "word", 4), ["any…", "", ""]);
        check(("word", "word", 0), ["", "", ""]);
    }
}
