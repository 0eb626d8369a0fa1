//! Every frame, one row each. Only the rows in view are made.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};

use crate::inspector::{Eyes, Summary, Tone, summary};
use crate::node::{Packet, UnixMillis, Verdict};
use crate::text::escape;
use crate::tui::action::Pane;
use crate::tui::alarm::is_alarming;
use crate::tui::app::App;
use crate::tui::colours::Rule;
use crate::tui::theme::{Role, Theme};
use crate::tui::widget::{cell, framed, put, width};

use super::packet_columns::{Column, NARROW, columns, gutter};
use super::packet_tapped;
use super::packet_view::{Mode, Times};

/// Draws it.
pub(in crate::tui) fn draw(app: &App, area: Rect, buffer: &mut Buffer) {
    let theme = app.theme;
    let store = &app.model.packets;
    let stolen = app.stolen().map(|stolen| Span::styled(format!(" {stolen} "), theme.style(Role::Alarm)));
    let taken = app.eyes_columns() + stolen.as_ref().map_or(0, Span::width);
    let (title, state) = titles(app, usize::from(area.width).saturating_sub(taken));
    let mut title = app.titled(Line::styled(title, theme.style(Role::Strong)));
    title.spans.splice(0..0, stolen);
    let inside = framed((area, buffer), theme, app.frame(Pane::Packets), (title, &state));
    if store.is_empty() {
        return empty(app, inside, buffer);
    }
    if app.packets.len(store) == 0 {
        return hidden(app, inside, buffer);
    }
    let room = usize::from(inside.width);
    let (above, shown) = app.packets.window(store);
    let digits = shown.last().map_or(1, |(_, packet)| packet.number.to_string().len());
    let columns = columns(room, digits);
    let verdict = columns.iter().find(|(column, _)| *column == Column::Verdict).map_or(0, |(_, wide)| *wide);
    let is_tapped = app.packet_eyes() == Eyes::Eve;
    let head = if is_tapped { packet_tapped::heading(theme, room) } else { heading(app, &columns, room) };
    put(buffer, inside, 0, &head);
    let body = Rect { height: inside.height.saturating_sub(1), ..inside };
    let selected = app.packets.row(store);
    let mut before = above;
    for (at, (row, packet)) in shown.into_iter().enumerate() {
        let look = if selected == Some(row) { Look::Selected } else { Look::Plain };
        let line = match app.seen(packet) {
            Some(_) if is_tapped => {
                let tapped = (app.tapped(packet), became_of(app, packet.number));
                packet_tapped::line(theme, &tapped, tapped_look(app, look, &tapped.1), room)
            }
            Some(seen) => {
                line(app, &columns, room, (&seen, before, look), &app.verdict_seen(packet, verdict))
            }
            None => {
                let text = cell(theme, &format!(" {} another link", packet.number), room);
                Line::styled(text, theme.style(Role::Dim))
            }
        };
        put(buffer, body, at + 1, &line);
        before = Some(packet);
    }
    put(buffer, inside, usize::from(inside.height).saturating_sub(1), &foot(app, room));
}

/// The title, and at the right whether the list goes with the newest.
fn titles(app: &App, columns: usize) -> (String, String) {
    let store = &app.model.packets;
    let theme = app.theme;
    let (shown, held) = (app.packets.len(store), store.len());
    let limit = match app.packets.applied() {
        _ if app.eyes != Eyes::Mine => None,
        _ if app.packets.is_marked_only() => Some("marked only".to_owned()),
        applied => applied.map(|sift| escape(sift.text()).to_string()),
    };
    // Where there is little room, the counts still say that not all is shown.
    let short = if limit.is_some() { format!(" Packets {shown}/{held} ") } else { " Packets ".to_owned() };
    let mut title = match (held, limit) {
        (0, None) => " Packets ".to_owned(),
        (_, None) => format!(" Packets {held} "),
        (_, Some(_)) if columns < NARROW => short.clone(),
        (_, Some(limit)) => {
            let limit = cell(theme, &limit, width(&limit).min(columns / 3));
            format!(" Packets · {limit} · {shown} of {held} shown ")
        }
    };
    let below = match app.packets.news(store) {
        0 => String::new(),
        news => format!("{news} new below "),
    };
    let dot = if below.is_empty() { "" } else { "· " };
    let states = match app.packets.mode {
        _ if store.is_empty() => [String::new(), String::new()],
        Mode::Newest => ["► FOLLOW ".to_owned(), "► ".to_owned()],
        Mode::Evidence(verdict) if app.eyes == Eyes::Mine => {
            let name = verdict.name();
            [format!("‖ PAUSED by {name} {dot}{below}"), format!("‖ {name} {dot}{below}")]
        }
        Mode::Paused | Mode::Evidence(_) => [format!("‖ PAUSED {dot}{below}"), format!("‖ {below}")],
    };
    let room = columns.saturating_sub(width(&title) + 4);
    let fits = states.iter().find(|state| width(state) + 4 <= room).or_else(|| states.last());
    let state =
        fits.map_or_else(String::new, |state| format!("{state}{}", app.model.keys.of_pane(Pane::Packets)));
    if width(&title) + width(&state) + 4 > columns {
        title = short;
    }
    (theme.words(&title).into_owned(), theme.words(&state).into_owned())
}

fn heading(app: &App, columns: &[(Column, usize)], room: usize) -> Line<'static> {
    let mut text = " ".repeat(gutter(room));
    for (at, (column, wide)) in columns.iter().enumerate() {
        let head = match (column, app.packets.times) {
            (Column::Time, Times::Relative) => "Since 1st",
            (Column::Time, Times::Delta) => "Delta",
            (column, _) => column.head(),
        };
        text.push_str(&aligned(app.theme, *column, head, *wide));
        if at + 1 < columns.len() {
            text.push(' ');
        }
    }
    Line::styled(text, app.theme.style(Role::Dim))
}

fn foot(app: &App, room: usize) -> Line<'static> {
    let store = &app.model.packets;
    let missing =
        if store.lost() > 0 { format!(" {} lost from the ring ·", store.lost()) } else { String::new() };
    if let Some(text) = app.stolen_until(room.saturating_sub(width(&missing))) {
        let text = format!("{missing}{text}");
        return Line::styled(app.theme.words(&text).into_owned(), app.theme.style(Role::Warning));
    }
    let (marked, bad) = app.packets.counts();
    let gone = match store.forgotten() {
        0 => String::new(),
        gone => format!(" · {gone} dropped for room"),
    };
    let ours =
        if app.eyes == Eyes::Mine { format!("{marked} marked · {bad} bad · ") } else { String::new() };
    let text = format!(" {ours}{} lost from the ring{gone}", store.lost());
    let role = if store.lost() > 0 { Role::Warning } else { Role::Dim };
    Line::styled(app.theme.words(&text).into_owned(), app.theme.style(role))
}

/// How a row stands in the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Look {
    Plain,
    Selected,
}

fn line(
    app: &App,
    columns: &[(Column, usize)],
    room: usize,
    (packet, before, look): (&Packet, Option<&Packet>, Look),
    verdict: &str,
) -> Line<'static> {
    let theme = app.theme;
    let summary = summary(packet);
    let bad = match app.painted(packet) {
        Some(painted) => painted.exposed.is_some(),
        None => is_alarming(summary.verdict),
    };
    let rule = app.rule_of(packet);
    // What nobody here has checked is not as good as what was.
    let good = if verdict.starts_with(Tone::Quiet.symbol()) { Role::Good } else { Role::Dim };
    let verdict = theme.words(verdict).into_owned();
    let info = columns.iter().find(|(column, _)| *column == Column::Info);
    let tail = info.map_or_else(String::new, |(_, wide)| format!(" {}", cell(theme, &summary.info, *wide)));
    // A long verdict takes the room of what stands before it, and is never cut. A number is whole or not there.
    let end = room.saturating_sub(width(&tail));
    let before_it = columns.iter().take_while(|(column, _)| *column != Column::Verdict);
    let start = before_it.clone().fold(gutter(room), |start, (_, wide)| start + wide + 1);
    let start = start.min(end.saturating_sub(width(&verdict)));
    let mut head = signs(app, (&summary, sign(app, packet, rule)), look, gutter(room));
    for (column, wide) in before_it {
        if column.is_number() && width(&head) + wide >= start {
            break;
        }
        let text = value(app, *column, &summary, (packet, before), *wide);
        head.push_str(&aligned(theme, *column, &text, *wide));
        head.push(' ');
    }
    let head = cell(theme, &cell(theme, head.trim_end(), start.saturating_sub(1)), start);
    let fill = " ".repeat(end.saturating_sub(start + width(&verdict)));
    let style = match (look, app.focus == Pane::Packets) {
        _ if bad => theme.style(Role::Alarm),
        (Look::Selected, true) => theme.style(Role::Selected),
        (Look::Selected, false) => theme.style(Role::Chosen),
        (Look::Plain, _) => {
            let verdict = Span::styled(verdict, theme.style(good));
            let tail = Span::styled(format!("{fill}{tail}"), theme.style(Role::Dim));
            let head = Span::styled(head, rule.map_or_else(Style::new, |rule| theme.style(rule.role)));
            return Line::from(vec![head, verdict, tail]);
        }
    };
    // The one background of a selected or refused row is not to be broken by the colour of a word.
    Line::styled(format!("{head}{verdict}{fill}{tail}"), style)
}

/// What became of a frame at a tap; nothing elsewhere.
#[cfg(feature = "lab")]
fn became_of(app: &App, number: u64) -> String {
    app.tap_stand(number).unwrap_or_default()
}

#[cfg(not(feature = "lab"))]
const fn became_of(_app: &App, _number: u64) -> String {
    String::new()
}

/// The sign in front of a row that a listener sees, and how the row looks.
fn tapped_look(app: &App, look: Look, became: &str) -> (&'static str, Role) {
    match (look, app.focus == Pane::Packets) {
        (Look::Plain, _) if became.starts_with("held") => ("●", Role::Warning),
        (Look::Selected, true) => ("▌", Role::Selected),
        (Look::Selected, false) => ("▌", Role::Chosen),
        (Look::Plain, _) => (" ", Role::Text),
    }
}

/// A mark, a comment, or the number of the rule that gives the row its colour.
fn sign(app: &App, packet: &Packet, rule: Option<&Rule>) -> char {
    let digit = rule.and_then(|rule| char::from_digit(u32::try_from(rule.number).ok()?, 10));
    match (app.packets.is_marked(packet.number), &packet.comment) {
        // Other eyes have none of our notes.
        _ if app.eyes != Eyes::Mine => ' ',
        (true, _) => '*',
        (false, Some(_)) => ';',
        (false, None) => digit.unwrap_or(' '),
    }
}

/// The selection, a refusal and such a sign at the left of a row.
fn signs(app: &App, (summary, mark): (&Summary, char), look: Look, room: usize) -> String {
    let selected = look == Look::Selected;
    let bad = if summary.tone == Tone::Bad { "!" } else { " " };
    let signs = match (selected, room) {
        (true, 2) => format!("▌{mark}"),
        (false, 2) => format!("{bad}{mark}"),
        (true, _) => format!("▌{bad}{mark}"),
        (false, _) => format!(" {bad}{mark}"),
    };
    app.theme.words(&signs).into_owned()
}

fn value(
    app: &App,
    column: Column,
    summary: &Summary,
    (packet, before): (&Packet, Option<&Packet>),
    wide: usize,
) -> String {
    let number = |value: Option<u64>| value.map_or_else(|| "-".to_owned(), |value| value.to_string());
    match column {
        Column::Number => summary.number.to_string(),
        Column::Time => match app.packets.times {
            Times::Clock => summary.time.clone(),
            Times::Relative => since(packet.time, app.packets.begun()),
            Times::Delta => before
                .map_or_else(String::new, |before| format!("+{}", since(packet.time, Some(before.time)))),
        },
        Column::Peer => app.other_end(packet),
        Column::Direction => format!(" {}", summary.arrow()),
        Column::Message => message(summary.message, wide).to_owned(),
        Column::Seq => number(summary.seq),
        Column::Epoch => number(summary.epoch.map(u64::from)),
        Column::Length => summary.length.to_string(),
        Column::Verdict => summary.verdict.name().to_owned(),
        Column::Info => summary.info.clone(),
    }
}

/// What a frame is, in so many columns: cut, a request and a response would be the same word.
fn message(name: &'static str, wide: usize) -> &'static str {
    if name.len() <= wide {
        return name;
    }
    match name {
        "rekey_request" => "rekey_req",
        "rekey_response" => "rekey_rsp",
        "rekey_finish" => "rekey_fin",
        name => name.strip_prefix("handshake_").unwrap_or(name),
    }
}

/// Seconds and milliseconds between two times. A clock that was set back makes none.
fn since(time: UnixMillis, earlier: Option<UnixMillis>) -> String {
    let passed = time.0.saturating_sub(earlier.unwrap_or(time).0);
    format!("{}.{:03}", passed / 1000, passed % 1000)
}

fn aligned(theme: Theme, column: Column, text: &str, wide: usize) -> String {
    // Of a time of day in too little room, the seconds count and not the milliseconds.
    let text: String = if column == Column::Time && text.contains(':') && wide < 12 {
        text.chars().take(8).collect()
    } else {
        text.to_owned()
    };
    let cell = cell(theme, &text, wide);
    if column.is_number() {
        let text = cell.trim_end();
        return format!("{}{text}", " ".repeat(wide.saturating_sub(width(text))));
    }
    cell
}

/// What will be here at a tap, which has no key and checks nothing.
const TAP_EMPTY: [&str; 8] = [
    "No packets yet.",
    "A tap has no key: every frame appears",
    "as a listener sees it, from whom to whom,",
    "its type, number and size. What is sealed",
    "stays sealed, and nothing is checked.",
    "",
    "i says which frames are held.",
    "/tap help lists all orders.",
];

/// What will be here.
fn empty(app: &App, inside: Rect, buffer: &mut Buffer) {
    let word = |verdict: Verdict, what: &str| {
        format!(" {} {:<10}{what}", Tone::of(verdict).symbol(), verdict.name())
    };
    if app.is_tap() {
        return say(app, inside, buffer, &TAP_EMPTY.map(str::to_owned));
    }
    let lines = [
        "No packets yet.".to_owned(),
        String::new(),
        "Every frame that this program sends or".to_owned(),
        "receives appears here with its checks:".to_owned(),
        String::new(),
        word(Verdict::Opened, "MAC right, decrypted"),
        word(Verdict::BadMac, "changed or forged: refused"),
        word(Verdict::Replay, "already seen: refused"),
        String::new(),
        "Select one to see its fields and bytes.".to_owned(),
        "net.log holds no keys and no text.".to_owned(),
    ];
    say(app, inside, buffer, &lines);
}

/// There are packets, and the filter shows none of them.
fn hidden(app: &App, inside: Rect, buffer: &mut Buffer) {
    let held = app.model.packets.len();
    let filter = app.packets.applied().map_or("", |sift| sift.text());
    let back = if app.is_filter_first() { "Esc" } else { "/filter off" };
    let lines = [
        format!("None of {held} is shown: the filter is"),
        format!("    {}", escape(filter)),
        String::new(),
        format!("{back} shows all again, Ctrl+F changes it."),
    ];
    let room = usize::from(inside.width.saturating_sub(1));
    say(app, inside, buffer, &lines.map(|line| cell(app.theme, &line, room)));
}

/// Puts words where there are no rows.
fn say(app: &App, inside: Rect, buffer: &mut Buffer, lines: &[String]) {
    let inside = Rect { x: inside.x + 1, width: inside.width.saturating_sub(1), ..inside };
    for (row, line) in lines.iter().enumerate() {
        let line = Line::styled(app.theme.words(line).into_owned(), app.theme.style(Role::Dim));
        put(buffer, inside, row, &line);
    }
}
