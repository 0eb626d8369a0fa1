//! One frame: every pane in its place, and the overlay on top.

use ratatui::Frame;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::inspector::Eyes;

use super::action::Pane;
use super::app::{App, View};
use super::arrangement::{Arrangement, Low, Zoom};
use super::layout::{Form, areas, form};
use super::panel::{self, Button};

type Draw = fn(&App, Rect, &mut Buffer);

/// Lays the screen out for this size; what is drawn depends on it.
pub(super) fn fit(app: &mut App, area: Rect) {
    let unhidden = areas(area, Pane::Composer, &app.desk, 1);
    let rows = panel::draft_rows(&app.composer, unhidden.composer.width.saturating_sub(3).max(2));
    let is_roomy = matches!(form(area), Form::Middle | Form::Wide) && app.desk.zoom == Zoom::Out;
    if is_roomy && unhidden.of(app.focus).height == 0 {
        app.desk.show(app.focus);
    }
    // Where room is dear, the bytes have none before there are any.
    let idle = app.model.packets.is_empty() && app.desk.low == Low::Bytes && app.focus != Pane::Bytes;
    let low = if idle && form(area) == Form::Middle { Low::Nothing } else { app.desk.low };
    app.areas = areas(area, app.focus, &Arrangement { low, ..app.desk }, rows);
    app.sift();
    if let Some(overlay) = app.overlays.last_mut() {
        overlay.fit(area, &app.model);
    }
    // A list that is not shown keeps its place.
    if app.areas.packets.height > 0 {
        app.packets.fit(&app.model.packets, app.areas.packets.height);
    }
    panel::fit_eyes_talk(app);
    app.settle_talk();
    app.see();
}

/// Draws it, as far as it may be shown, and keeps where a click does something.
pub(super) fn draw(app: &mut App, frame: &mut Frame<'_>) {
    app.buttons = app.presented(|app| draw_all(app, frame));
}

fn draw_all(app: &App, frame: &mut Frame<'_>) -> Vec<Button> {
    let screen = frame.area();
    if form(screen) == Form::Tiny {
        panel::draw_tiny(app, screen, frame.buffer_mut());
        return Vec::new();
    }
    if app.view == View::Bare {
        match app.eyes {
            Eyes::Mine => panel::draw_bare(app, screen, frame.buffer_mut()),
            Eyes::Peer | Eyes::Eve => panel::draw_eyes_talk(app, screen, frame.buffer_mut()),
        }
        return Vec::new();
    }
    let places = app.areas;
    let buffer = frame.buffer_mut();
    panel::draw_top(app, places.top, buffer);
    if places.tabs.height > 0 {
        panel::draw_tabs(app, places.tabs, buffer);
    }
    let panes: [(Pane, Draw); 6] = [
        (Pane::Peers, panel::draw_peers),
        (Pane::Conversation, panel::draw_conversation),
        (Pane::Packets, panel::draw_packets),
        (Pane::Details, panel::draw_details),
        (Pane::Bytes, panel::draw_bytes),
        (Pane::Log, panel::draw_log),
    ];
    for (pane, draw) in panes {
        let area = places.of(pane);
        if area.height == 0 || area.width == 0 {
            continue;
        }
        match (app.eyes, pane) {
            (Eyes::Peer | Eyes::Eve, Pane::Conversation) => panel::draw_eyes_talk(app, area, buffer),
            (Eyes::Peer | Eyes::Eve, Pane::Peers | Pane::Log) => panel::draw_unseen(app, pane, area, buffer),
            _ => draw(app, area, buffer),
        }
    }
    panel::draw_hints(app, places.hints, buffer);
    let cursor = panel::draw_composer(app, places.composer, buffer);
    let over = app.overlays.last().map(|overlay| overlay.draw((screen, buffer), app.theme, &app.model));
    app.theme.replace_narrow(buffer);
    if let Some(cursor) = cursor.filter(|cursor| over.is_none() && screen.contains(*cursor)) {
        frame.set_cursor_position(cursor);
    }
    // What lies over the panes is above their buttons.
    [
        over.unwrap_or_default(),
        panel::offer_buttons(app, places.composer),
        panel::hint_buttons(app, places.hints),
        panel::tab_buttons(app, places.tabs),
    ]
    .concat()
}
