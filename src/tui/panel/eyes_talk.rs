//! The panes of which other eyes see less: a conversation through them, and what they do not see at all.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::Line;

use crate::inspector::{Eyes, LinkSeen, Meter, Tapped, counted};
use crate::node::Delivery;
use crate::tui::action::Pane;
use crate::tui::app::App;
use crate::tui::model_talk::{Entry, Progress, Source, Voice};
use crate::tui::theme::Role;
use crate::tui::widget::{framed, put, wrap};

/// The newest frames that the leak meter is made of.
const METERED: usize = 1_000;

/// Columns from which on a title says what is seen.
const ROOMY: usize = 50;

/// Draws the conversation as the other end or a listener has it.
pub(in crate::tui) fn draw(app: &App, area: Rect, buffer: &mut Buffer) {
    let inside = frame(app, Pane::Conversation, area, buffer);
    let (columns, height) = (usize::from(inside.width), usize::from(inside.height));
    let (head, rows) = rows(app, columns, height);
    let room = height.saturating_sub(head.len());
    let skipped = rows.len().saturating_sub(room + app.talk.up);
    for (at, row) in head.iter().chain(rows.iter().skip(skipped)).take(height).enumerate() {
        put(buffer, inside, at, row);
    }
}

/// Keeps the first row of what is said at the top of the pane at most.
pub(in crate::tui) fn fit(app: &mut App) {
    let area = app.areas.conversation;
    let (columns, height) =
        (usize::from(area.width).saturating_sub(2), usize::from(area.height).saturating_sub(2));
    if app.eyes != Eyes::Mine && app.talk.up > 0 && height > 0 {
        let (head, rows) = rows(app, columns, height);
        app.talk.up = app.talk.up.min((head.len() + rows.len()).saturating_sub(height));
    }
}

/// What stands above, and the newest rows below it: as many as are in view and out of sight beneath.
fn rows(app: &App, columns: usize, height: usize) -> (Vec<Line<'static>>, Vec<Line<'static>>) {
    let reach = height.saturating_add(app.talk.up);
    let (head, lines) = match app.eyes {
        Eyes::Eve => (meter(app), messages(app, reach)),
        Eyes::Mine | Eyes::Peer => (Vec::new(), said(app, reach)),
    };
    let wrapped = |lines: Vec<String>, role| -> Vec<Line<'static>> {
        let rows = lines.iter().flat_map(|line| wrap(&app.theme.words(line), columns));
        rows.map(|row| Line::styled(row, app.theme.style(role))).collect()
    };
    (wrapped(head, Role::Warning), wrapped(lines, Role::Text))
}

/// Draws a pane of which the eyes that look see nothing.
pub(in crate::tui) fn draw_unseen(app: &App, pane: Pane, area: Rect, buffer: &mut Buffer) {
    let inside = frame(app, pane, area, buffer);
    let text = match (pane, app.eyes) {
        (Pane::Peers, Eyes::Eve) => "Eve sees addresses, not people. The chat pane lists them.",
        (Pane::Peers, _) => "Your list of peers and the names in it are yours alone.",
        _ => "net.log is on your disk: nobody else sees it.",
    };
    for (row, text) in wrap(text, usize::from(inside.width)).into_iter().enumerate() {
        put(buffer, inside, row, &Line::styled(text, app.theme.style(Role::Dim)));
    }
}

fn frame(app: &App, pane: Pane, area: Rect, buffer: &mut Buffer) -> Rect {
    let what = match (pane, app.eyes) {
        _ if usize::from(area.width) < ROOMY => " ",
        (Pane::Conversation, Eyes::Eve) => " sizes and times only ",
        (Pane::Conversation, _) => " what was said ",
        _ => " ",
    };
    let title = Line::styled(format!(" {}{what}", pane.name()), app.theme.style(Role::Strong));
    let below = match (pane, app.talk.up) {
        (Pane::Conversation, up) if up > 0 => format!("‖ {up} below "),
        _ => String::new(),
    };
    let state = app.theme.words(&below).into_owned() + &app.model.keys.of_pane(pane);
    framed((area, buffer), app.theme, app.frame(pane), (app.titled(title), &state))
}

/// What the peer has of the conversation: its own texts, and ours as far as they were sent. It has its own name for
/// us and no delivery marks of ours.
fn said(app: &App, reach: usize) -> Vec<String> {
    let Some(peer) = app.model.peer() else {
        return vec!["Nobody is talked to: there are no other eyes.".to_owned()];
    };
    let line = |entry: &Entry| {
        let who = match (entry.voice, &entry.progress) {
            (Voice::Peer, _) => "itself",
            (Voice::Own, Progress::At(_, Delivery::Acked | Delivery::Shown)) => "from you",
            (Voice::Own, Progress::At(_, Delivery::Written)) => "from you, if it arrived",
            _ => return None,
        };
        // Our name for the peer is not among what it sent.
        let named = if let Source::Peer { named, .. } = entry.source { named } else { 0 };
        let text = entry.lines.join(" ");
        let sent = text.get(named..).unwrap_or_default();
        Some(format!("{} {who}: {sent}", app.clock_of(entry.time)))
    };
    let mut lines: Vec<String> =
        peer.talk.iter().rev().filter_map(|(_, entry)| line(entry)).take(reach).collect();
    lines.reverse();
    if lines.is_empty() {
        lines.push("Nothing was said that the peer could know.".to_owned());
    }
    lines
}

/// The newest sealed messages as a listener has them.
fn messages(app: &App, reach: usize) -> Vec<String> {
    let line = |tapped: &Tapped<'_>| {
        let leak = tapped.leak()?;
        let row = tapped.row();
        let words = leak.words();
        Some(format!("{} {} → {}  {} B: {words}", row.time, row.from, row.to, row.length))
    };
    let mut lines: Vec<String> = newest(app).rev().filter_map(|tapped| line(&tapped)).take(reach).collect();
    lines.reverse();
    lines
}

/// Who talks to whom, when and how much.
fn meter(app: &App) -> Vec<String> {
    let meter = Meter::of(newest(app));
    if newest(app).next().is_none() {
        return vec!["LEAK METER: nothing has crossed the wire yet.".to_owned()];
    }
    let link = |link: &LinkSeen| {
        let verb = if link.is_dial { "dialled" } else { "and" };
        let seconds = link.last.0.saturating_sub(link.first.0) / 1_000;
        format!(
            "{} {verb} {}: {}/{} frames, {}/{} B in {seconds} s",
            link.from, link.to, link.there.frames, link.back.frames, link.there.bytes, link.back.bytes
        )
    };
    let more = meter.links.len().saturating_sub(3);
    let mut lines = vec![format!(
        "LEAK METER: {}, people said at most {} in them",
        counted(meter.messages, "sealed message"),
        counted(meter.said_most, "byte")
    )];
    lines.extend(meter.links.iter().rev().take(3).map(link));
    lines.extend((more > 0).then(|| format!("and {}", counted(more, "more connection"))));
    lines
}

/// The newest frames, the oldest of them first.
fn newest(app: &App) -> impl DoubleEndedIterator<Item = Tapped<'_>> {
    let store = &app.model.packets;
    let rows = store.len().saturating_sub(METERED)..store.len();
    store.window(rows).map(|packet| app.tapped(packet))
}
