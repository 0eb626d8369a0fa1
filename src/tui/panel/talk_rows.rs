//! One entry of a conversation in rows.

use ratatui::text::{Line, Span};

use crate::inspector::{Part, skew_ms, skew_text, time_text, written_text};
use crate::node::Delivery;
use crate::tui::action::Pane;
use crate::tui::app::App;
use crate::tui::model_talk::{Entry, Progress, Source, Voice};
use crate::tui::theme::{Role, Theme};
use crate::tui::widget::{fit, width, wrap};

use super::{boxed, card, grouped};

/// Columns of names.
const NAME_MAX: usize = 16;
/// Rows of one entry that is not open.
const ROWS_MAX: usize = 12;
/// Milliseconds of a day.
const DAY_MS: u64 = 86_400_000;

/// How many rows an entry takes.
pub(in crate::tui) fn row_count(app: &App, at: usize, columns: usize) -> usize {
    entry_rows(app, at, columns).len()
}

/// What stands before an entry: a new day, the line of what was not seen.
pub(super) fn rules(app: &App, at: usize, columns: usize) -> Vec<Line<'static>> {
    let talk = app.model.talk();
    let Some(entry) = talk.get(at) else { return Vec::new() };
    let mut rows = Vec::new();
    let before = at.checked_sub(1).and_then(|at| talk.get(at));
    if before.is_none_or(|before| before.time.0 / DAY_MS != entry.time.0 / DAY_MS) {
        rows.push(rule(app, &day(app, entry), columns, Role::Dim));
    }
    if let Some(unread) = app.talk.unread.filter(|unread| unread.at == at) {
        rows.push(rule(app, &format!("{} new", grouped(unread.count)), columns, Role::Warning));
    }
    rows
}

/// The rows of an entry, with what stands before it.
pub(super) fn entry_rows(app: &App, at: usize, columns: usize) -> Vec<Line<'static>> {
    let Some(entry) = app.model.talk().get(at) else { return Vec::new() };
    let mut rows = rules(app, at, columns);
    let start = rows.len();
    match (&entry.title, entry.voice) {
        (_, Voice::Refused(refusal)) => {
            let name = entry.lines.first().map_or("", String::as_str);
            rows.extend(card::rows(app, refusal, (name, entry.time), columns));
        }
        (Some(title), _) => {
            let loud = if entry.voice == Voice::Alarm { Role::Alarm } else { Role::Warning };
            rows.extend(boxed::rows(app.theme, (title, loud), &entry.lines, columns));
        }
        (None, _) => rows.extend(said(app, at, entry, columns)),
    }
    if app.talk.chosen == Some(at) {
        let focused = app.focus == Pane::Conversation;
        let style = app.theme.style(if focused { Role::Selected } else { Role::Chosen });
        let marked = app.theme.style(Role::Marked);
        for row in rows.iter_mut().skip(start) {
            let fill = " ".repeat(columns.saturating_sub(row.width()));
            row.spans.push(Span::raw(fill));
            for span in &mut row.spans {
                // What is searched for is seen there, too.
                let is_hit = app.talk.word.is_some() && span.style == marked;
                span.style = if is_hit { Theme::pointed_at(style) } else { style };
            }
        }
    }
    rows
}

fn rule(app: &App, text: &str, columns: usize, role: Role) -> Line<'static> {
    let text = fit(&format!(" {text} "), columns);
    let left = columns.saturating_sub(width(&text));
    let (before, after) = ("─".repeat(left / 2), "─".repeat(left - left / 2));
    let whole = format!("{before}{text}{after}");
    Line::styled(app.theme.words(&whole).into_owned(), app.theme.style(role))
}

fn day(app: &App, entry: &Entry) -> String {
    match (app.model.now.0 / DAY_MS).checked_sub(entry.time.0 / DAY_MS) {
        Some(0) => "today".to_owned(),
        Some(1) => "yesterday".to_owned(),
        _ => time_text(entry.time).split(' ').next().unwrap_or_default().to_owned(),
    }
}

/// The column of names: as wide as the longer of the two, within bounds.
fn names(app: &App, columns: usize) -> usize {
    let peer = app.model.peer().map_or(0, |peer| width(&peer.name));
    peer.max(width(&app.model.own.name)).min(NAME_MAX).min(columns / 3).max(3)
}

fn said(app: &App, at: usize, entry: &Entry, columns: usize) -> Vec<Line<'static>> {
    let theme = app.theme;
    let selected = app.talk.chosen == Some(at);
    let (name, role, text_role, bar) = match entry.voice {
        Voice::Own => (app.model.own.name.as_str(), Role::Own, Role::Text, " ┃ "),
        Voice::Peer => {
            (app.model.peer().map_or("", |peer| peer.name.as_str()), Role::Other, Role::Text, " │ ")
        }
        Voice::Program => ("--", Role::Dim, Role::Dim, " │ "),
        Voice::Alarm | Voice::Refused(_) => ("!!", Role::Bad, Role::Bad, " │ "),
    };
    let names = names(app, columns);
    let name = fit(name, names);
    let pad = " ".repeat(names.saturating_sub(width(&name)));
    let clock = app.clock_of(entry.time);
    let bar = theme.words(bar).into_owned();
    let gutter = clock.len() + 1 + names + width(&bar);
    let (sign, sign_role) = mark(theme, entry, if selected { Words::Spelled } else { Words::Short });
    // As if it were not selected, so that selecting it breaks no row anew.
    let reserved = match entry.source {
        // What was written earlier stands beside the text only where that costs no row of it.
        Source::Peer { .. } => 0,
        _ => width(&mark(theme, entry, Words::Short).0).min(9),
    };
    let room = columns.saturating_sub(gutter + reserved + usize::from(reserved > 0)).max(4);
    let mut texts = texts(app, at, entry, room);
    let fits = texts.last().map_or(0, |text| width(text)) + width(&sign) < columns.saturating_sub(gutter);
    if !sign.is_empty() && !fits {
        texts.extend(wrap(&sign, room));
    }
    let signed = !sign.is_empty() && fits;
    let last = texts.len().saturating_sub(1);
    let mark = if selected { theme.words("▌").into_owned() } else { " ".to_owned() };
    let mut rows = Vec::with_capacity(texts.len() + 1);
    for (row, text) in texts.into_iter().enumerate() {
        let mut spans = if row == 0 {
            vec![
                Span::styled(format!("{clock}{mark}{pad}"), theme.style(Role::Dim)),
                Span::styled(name.clone(), theme.style(role)),
            ]
        } else {
            vec![Span::raw(format!("{}{mark}{}", " ".repeat(clock.len()), " ".repeat(names)))]
        };
        spans.push(Span::styled(
            bar.clone(),
            theme.style(if entry.voice == Voice::Own { Role::Own } else { Role::Frame }),
        ));
        let fill = columns.saturating_sub(gutter + width(&text) + width(&sign));
        spans.extend(found(app, &text, text_role));
        if row == last && signed {
            spans.push(Span::raw(" ".repeat(fill)));
            spans.push(Span::styled(sign.clone(), theme.style(sign_role)));
        }
        rows.push(Line::from(spans));
    }
    if app.talk.open.contains(&at) {
        let indent = " ".repeat(gutter);
        for text in wrap(&details(app, entry), columns.saturating_sub(gutter).max(4)) {
            rows.push(Line::styled(
                theme.words(&format!("{indent}{text}")).into_owned(),
                theme.style(Role::Dim),
            ));
        }
    }
    rows
}

fn texts(app: &App, at: usize, entry: &Entry, room: usize) -> Vec<String> {
    let mut texts: Vec<String> = match &entry.source {
        Source::Tries(tries) => {
            wrap(&format!("{}{}", entry.lines.join(" "), tries.text(app.model.now)), room)
        }
        // Its signs are ours: where only ASCII is shown they give way, and those in a name with them.
        Source::File(_) => {
            let lines = entry.lines.iter().map(|line| app.theme.words(line));
            lines.flat_map(|line| wrap(&line, room)).collect()
        }
        _ => entry.lines.iter().flat_map(|line| wrap(line, room)).collect(),
    };
    if texts.len() > ROWS_MAX && !app.talk.open.contains(&at) {
        let more = texts.len() - ROWS_MAX;
        texts.truncate(ROWS_MAX);
        let lines = if more == 1 { "line" } else { "lines" };
        let folded = format!("… {more} more {lines}, Enter opens");
        texts.extend(wrap(&app.theme.words(&folded), room));
    }
    if texts.is_empty() {
        texts.push(String::new());
    }
    texts
}

/// The text with what is searched for marked in it.
fn found(app: &App, text: &str, role: Role) -> Vec<Span<'static>> {
    let plain = app.theme.style(role);
    let lower = text.to_lowercase();
    // Where lower case has another length, places in it are not places in the text. What stands for a text on a safe
    // screen holds nothing that is looked for.
    let word = app.talk.word.as_deref().filter(|_| lower.len() == text.len() && !app.is_safe());
    let Some(word) = word else {
        return vec![Span::styled(text.to_owned(), plain)];
    };
    let (mut spans, mut from) = (Vec::new(), 0);
    for (at, hit) in lower.match_indices(word) {
        let (Some(before), Some(hit)) = (text.get(from..at), text.get(at..at + hit.len())) else { continue };
        spans.push(Span::styled(before.to_owned(), plain));
        spans.push(Span::styled(hit.to_owned(), app.theme.style(Role::Marked)));
        from = at + hit.len();
    }
    spans.push(Span::styled(text.get(from..).unwrap_or_default().to_owned(), plain));
    spans
}

/// Whether there is room for words.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Words {
    Short,
    Spelled,
}

/// How far a text is: a sign, and words where the sign alone would not do. Of one of the peer's, when it was written.
fn mark(theme: Theme, entry: &Entry, words: Words) -> (String, Role) {
    let words = words == Words::Spelled || theme.is_mono();
    if let Source::Peer { sent_at, .. } = entry.source {
        return (written_text(sent_at, entry.time).unwrap_or_default(), Role::Dim);
    }
    let (sign, role) = match &entry.progress {
        Progress::None => ("", Role::Text),
        Progress::Asked(_) | Progress::At(_, Delivery::Held) => ("◷ held", Role::Warning),
        Progress::At(_, Delivery::Written) if words => ("✓ written", Role::Dim),
        Progress::At(_, Delivery::Written) => ("✓", Role::Dim),
        Progress::At(_, Delivery::Acked) if words => ("✓✓ acked", Role::Good),
        Progress::At(_, Delivery::Acked) => ("✓✓", Role::Good),
        Progress::At(_, Delivery::Shown) => ("✓✓ shown", Role::Good),
        Progress::At(_, Delivery::Dropped) => ("✗ lost", Role::Bad),
        Progress::At(_, Delivery::Expired) => ("✗ expired", Role::Bad),
        Progress::Rejected(why) => {
            let retry = if words { " · r retry" } else { "" };
            return (theme.words(&format!("✗ rejected: {why}{retry}")).into_owned(), Role::Bad);
        }
    };
    (theme.words(sign).into_owned(), role)
}

/// All that is known of an entry.
fn details(app: &App, entry: &Entry) -> String {
    let mut said = time_text(entry.time);
    if let Source::Peer { sent_at, .. } = entry.source {
        let skew = skew_text(skew_ms(sent_at, entry.time));
        said = format!("{said} · sent_at {} ({skew})", time_text(sent_at));
    }
    let how = match &entry.progress {
        Progress::None => "",
        Progress::Asked(_) => " · held: given to the node",
        Progress::At(_, Delivery::Held) => " · held here until there is a session",
        Progress::At(_, Delivery::Written) => " · written: sealed and given to the link, not confirmed",
        Progress::At(_, Delivery::Acked) => " · acked: the other program has it",
        Progress::At(_, Delivery::Shown) => " · shown: it was on the other screen",
        Progress::Rejected(_) => " · rejected: not sent",
        Progress::At(_, Delivery::Dropped) => {
            " · lost: given up, another key was taken for the peer or it was blocked"
        }
        Progress::At(_, Delivery::Expired) => " · expired: given up, it was not confirmed for too long",
    };
    let frames: Vec<_> = app
        .model
        .frames_of(entry)
        .into_iter()
        .map(|(number, part)| format!("{} packet {number}", evidence(part, entry.voice)))
        .collect();
    let packets = match (frames.as_slice(), &entry.source) {
        ([], Source::None | Source::Start | Source::File(_) | Source::Tries(_) | Source::Ended(_)) => {
            String::new()
        }
        ([], _) => " · no packet of it is held".to_owned(),
        (_, _) => {
            let key = app.model.keys.named("to_packet");
            format!(" · {}: {key} goes there", frames.join(", "))
        }
    };
    app.theme.words(&format!("{said}{how}{packets}")).into_owned()
}

/// What a packet did for an entry.
const fn evidence(part: Part, voice: Voice) -> &'static str {
    match (part, voice) {
        (Part::Carried, Voice::Own) => "sent in",
        (Part::Carried, _) => "came in",
        (Part::Again, Voice::Own) => "sent again in",
        (Part::Again, _) => "came again in",
        (Part::Acked, _) => "acked by",
        (Part::Shown, _) => "shown by",
    }
}
