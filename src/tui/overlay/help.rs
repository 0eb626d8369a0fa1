//! All keys, commands and signs, made from their tables.

use ratatui::text::{Line, Span};

use crate::inspector::filter::EXAMPLES;
use crate::inspector::{Region, Tone};
use crate::node::Verdict;
use crate::tui::action::{Action, Edit, Pane};
use crate::tui::command::{self, Known};
use crate::tui::keys::{Binding, CHATS, Context, Keymap, counts};
use crate::tui::theme::{Role, Theme};
use crate::tui::widget::{width, wrap};

use super::scroll::Scroll;
use super::topics::{self, entry, heading};

/// How the help is looked at.
#[derive(Clone, Debug)]
pub(in crate::tui) struct Help {
    /// The pane it was opened from: its keys come first.
    pane: Pane,
    /// The command it is about, if it is about one.
    about: Option<Known>,
    scroll: Scroll,
    search: Search,
}

/// What is looked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
enum Search {
    /// Nothing.
    #[default]
    None,
    /// A person types it.
    Typing(String),
    /// Only lines that hold it are shown.
    Done(String),
}

/// Lines of a page of keys.
const PAGE: usize = 10;
/// Columns of the names of keys.
const LABEL_COLUMNS: usize = 16;
/// Where the help of a name begins.
const HELP_AT: usize = LABEL_COLUMNS + 3;

/// What the verdicts do not say.
const SIGNS: [(&str, &str); 6] = [
    ("◷ ✓ ✓✓", "your text is held, is written, has arrived; `shown` when a person has seen it"),
    ("→ ←", "sent, received"),
    ("? ", "not verified: nobody has compared the digits"),
    ("● ○", "connected, not connected"),
    ("► ‖", "a list follows the newest, or holds still"),
    ("▌ * !", "the selected row, a marked one, a refused one"),
];

/// What the colours mean; none of them means anything alone.
const COLOURS: [(Role, &str, &str); 7] = [
    (Role::Good, "✓ green", "verified, opened, equal"),
    (Role::Warning, "? amber", "not verified, held, think first"),
    (Role::Bad, "✗ red", "refused or failed"),
    (Role::Alarm, "✗ on orange", "a frame that was changed or forged"),
    (Role::Own, "name", "you"),
    (Role::Other, "name", "a peer"),
    (Role::Focus, "heavy border", "the pane that gets the keys"),
];

/// The tints of the bytes.
const TINTS: [(Region, &str, &str); 4] = [
    (Region::Header, "header", "in the clear, but bound by the tag"),
    (Region::Sealed, "ciphertext", "what nobody on the way can read"),
    (Region::Tag, "tag", "HMAC-SHA-256 over all that comes before"),
    (Region::Message, "message", "opened, at this end only"),
];

impl Help {
    /// Help for a pane, or about a command.
    pub(super) fn new(pane: Pane, about: Option<&str>) -> Self {
        let about = about.and_then(topics::find);
        Self { pane, about, scroll: Scroll::TOP, search: Search::default() }
    }

    /// What stands in the frame.
    pub(super) fn title(&self) -> String {
        match &self.search {
            Search::None => "Help".to_owned(),
            Search::Typing(word) => format!("Help, lines with: {word}_"),
            Search::Done(word) => format!("Help, lines with: {word}"),
        }
    }

    /// Whether nothing in it is of a person: what is looked for is among its own words.
    pub(super) fn is_public(&self, keymap: &Keymap) -> bool {
        let (Search::Typing(word) | Search::Done(word)) = &self.search else { return true };
        let all = Self { search: Search::None, ..self.clone() }.lines(
            Theme::default(),
            keymap,
            usize::from(u16::MAX),
        );
        all.iter().any(|line| line.to_string().to_lowercase().contains(&word.to_lowercase()))
    }

    /// Undoes a search; whether there was one.
    pub(super) fn back(&mut self) -> bool {
        self.scroll = Scroll::TOP;
        std::mem::take(&mut self.search) != Search::None
    }

    /// Whether a word to look for is being typed.
    pub(super) const fn is_typing(&self) -> bool {
        matches!(self.search, Search::Typing(_))
    }

    /// Does what is wanted of it.
    pub(super) fn act(&mut self, action: Action) {
        let Search::Typing(word) = &mut self.search else {
            if action == Action::Find {
                self.search = Search::Typing(String::new());
            }
            return self.scroll.act(action, PAGE);
        };
        match action {
            Action::Edit(Edit::Insert(c)) => word.push(c),
            Action::Edit(Edit::Backspace) => _ = word.pop(),
            Action::Submit => self.search = Search::Done(std::mem::take(word)),
            _ => {}
        }
        self.scroll = Scroll::TOP;
    }

    /// Keeps the last page full.
    pub(super) fn fit(&mut self, keymap: &Keymap, (columns, rows): (usize, usize)) {
        let lines = self.lines(Theme::default(), keymap, columns).len();
        self.scroll.fit(lines, rows);
    }

    pub(super) const fn first(&self) -> usize {
        self.scroll.first()
    }

    /// Everything there is to say, in rows of so many columns.
    pub(super) fn lines(&self, theme: Theme, keymap: &Keymap, columns: usize) -> Vec<Line<'static>> {
        let mut all = match self.about {
            Some(known) => topics::lines(theme, known),
            None => self.keys(theme, keymap),
        };
        if self.about.is_none() {
            all.push(heading(theme, "Commands: /help NAME says more"));
            let command =
                |known: Known| entry(theme, &format!("/{} {}", known.name, known.arguments), known.help);
            all.extend(command::all().map(command));
            all.push((Line::default(), String::new()));
            all.extend(legend(theme));
            all.push((Line::default(), String::new()));
            all.push(heading(theme, &format!("Filters: {} or /filter", keymap.named("filter"))));
            all.extend(EXAMPLES.map(|(filter, help)| entry(theme, filter, help)));
        }
        if let Search::Typing(word) | Search::Done(word) = &self.search {
            let word = word.to_lowercase();
            let text =
                |line: &Line<'_>| line.spans.iter().map(|span| span.content.as_ref()).collect::<String>();
            all.retain(|(line, help)| format!("{} {help}", text(line)).to_lowercase().contains(&word));
        }
        all.into_iter().flat_map(|(line, help)| rows(line, &help, columns)).collect()
    }

    /// This pane's keys, then those that hold everywhere, then those of other panes.
    fn keys(&self, theme: Theme, keymap: &Keymap) -> Vec<(Line<'static>, String)> {
        let here = |context| context != Context::Global && counts(context, self.pane);
        let section = |title: String, in_it: &dyn Fn(Context) -> bool| {
            let told = keymap.all().map(|(binding, _)| binding).filter(|binding| in_it(binding.context));
            let entries = told.filter_map(|binding| {
                let (label, help) = match binding.action {
                    Action::Conversation(0) => {
                        (keymap.together(CHATS), "conversation by its number".to_owned())
                    }
                    Action::Conversation(_) => return None,
                    _ => (keymap.label(binding, LABEL_COLUMNS), said(binding, self.pane)),
                };
                (!label.is_empty()).then(|| entry(theme, &label, &help))
            });
            let entries: Vec<_> = entries.collect();
            [vec![heading(theme, &title)], entries, vec![(Line::default(), String::new())]].concat()
        };
        [
            section(format!("Keys in {}", self.pane.name()), &here),
            section("Keys everywhere".to_owned(), &|context| context == Context::Global),
            section("Keys in other panes".to_owned(), &|context| {
                context != Context::Global && !context.is_over() && !here(context)
            }),
            section("Keys in questions and texts".to_owned(), &Context::is_over),
        ]
        .concat()
    }
}

/// What a key is for, and where, if that is neither here nor everywhere.
fn said(binding: &Binding, pane: Pane) -> String {
    if counts(binding.context, pane) {
        return binding.help.to_owned();
    }
    format!("{} ({})", binding.help, binding.context.place())
}

fn legend(theme: Theme) -> Vec<(Line<'static>, String)> {
    let mut lines = vec![heading(theme, "Signs")];
    lines.extend(Verdict::ALL.iter().map(|verdict| {
        entry(theme, &format!("{} {}", Tone::of(*verdict).symbol(), verdict.name()), verdict.meaning())
    }));
    lines.extend(SIGNS.iter().map(|(sign, help)| entry(theme, sign, help)));
    lines.push((Line::default(), String::new()));
    lines.push(heading(theme, "Colours"));
    let sample = |name: &str, style| {
        let name = theme.words(name).into_owned();
        let fill = " ".repeat(17_usize.saturating_sub(width(&name)));
        Line::from(vec![Span::raw("  "), Span::styled(name, style), Span::raw(fill)])
    };
    lines.extend(COLOURS.map(|(role, name, help)| (sample(name, theme.style(role)), help.to_owned())));
    lines.extend(TINTS.map(|(region, name, help)| (sample(name, theme.region(region)), help.to_owned())));
    lines
}

/// A line with its help behind it, wrapped into a column of its own; a long name has its help below it.
fn rows(line: Line<'static>, help: &str, columns: usize) -> Vec<Line<'static>> {
    if help.is_empty() && line.width() <= columns {
        return vec![line];
    }
    let is_narrow = HELP_AT + 16 > columns;
    if line.width() > HELP_AT || is_narrow {
        let indent = " ".repeat(if is_narrow { 4 } else { HELP_AT });
        let style = line.spans.first().map(|span| span.style).unwrap_or_default().patch(line.style);
        let name = wrap(line.to_string().trim_end(), columns.saturating_sub(2)).into_iter();
        let name = name
            .enumerate()
            .map(|(row, text)| Line::styled(format!("{}{text}", if row > 0 { "    " } else { "" }), style));
        let below = wrap(help, columns.saturating_sub(indent.len())).into_iter();
        let below = below.filter(|text| !text.is_empty()).map(|text| Line::raw(format!("{indent}{text}")));
        return name.chain(below).collect();
    }
    let mut texts = wrap(help, columns.saturating_sub(HELP_AT)).into_iter();
    let mut first = line;
    first.push_span(Span::raw(texts.next().unwrap_or_default()));
    let more = texts.map(|text| Line::raw(format!("{}{text}", " ".repeat(HELP_AT))));
    std::iter::once(first).chain(more).collect()
}
