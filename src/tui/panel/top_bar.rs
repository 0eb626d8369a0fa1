//! The first line: who, where, how safe.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};

use crate::inspector::{Eyes, clock_text, counted};
use crate::node::Trust;
use crate::tui::action::Pane;
use crate::tui::app::App;
use crate::tui::model::{Link, Model, Peer};
use crate::tui::overlay::Overlay;
use crate::tui::theme::Role;
use crate::tui::widget::{fit, put, width};

use super::grouped;

/// Columns from which there is room for what is stolen.
const WIDE: u16 = 100;
/// Columns of a name.
const NAME_MAX: usize = 16;

type Part = (String, Role);

/// What is given up when there is less and less room, in this order. What is not here stays.
const GIVEN_UP: [fn(&mut Parts); 11] = [
    |parts| parts.listen = parts.port.take().or_else(|| parts.listen.take()),
    |parts| parts.people = parts.people_short.take().or_else(|| parts.people.take()),
    |parts| parts.program = None,
    |parts| parts.log.retain(|(_, role)| *role != Role::Dim),
    |parts| parts.epoch = None,
    |parts| parts.clock = None,
    |parts| parts.people = None,
    |parts| parts.news = parts.news_short.take(),
    |parts| parts.own = parts.own_short.take(),
    |parts| parts.own = None,
    |parts| parts.log.clear(),
];

/// The parts from left to right, with what takes their place when there is less room.
struct Parts {
    /// Whose eyes look, where they are not ours, or what a thief has whose view is painted. It is never given up.
    eyes: Option<Part>,
    /// That the lab is open. It is never given up.
    lab: Option<Part>,
    /// Whether everything private is hidden. It is never given up.
    safe: Option<Part>,
    program: Option<Part>,
    own: Option<Part>,
    own_short: Option<Part>,
    listen: Option<Part>,
    port: Option<Part>,
    people: Option<Part>,
    people_short: Option<Part>,
    /// What nobody has seen and nothing else on the screen tells of. It is never given up.
    news: Option<Part>,
    news_short: Option<Part>,
    security: Option<Part>,
    epoch: Option<Part>,
    /// That secrets leave the program; it is never given up.
    disclosed: Vec<Part>,
    log: Vec<Part>,
    clock: Option<Part>,
}

/// Whether the time of day is in it.
pub(in crate::tui) fn shows_clock(app: &App) -> bool {
    app.areas.top.height > 0 && fitting(app, app.areas.top).clock.is_some()
}

/// What there is room for.
fn fitting(app: &App, area: Rect) -> Parts {
    let safe = app.is_safe().then(|| ("SAFE".to_owned(), Role::Warning));
    let lab = app.overlays.iter().any(Overlay::is_lab).then(|| "LAB sandbox peers only".to_owned());
    let tap = tap(app);
    let lab = lab.or_else(|| tap.as_ref().map(|(title, _)| title.clone()));
    let lab = lab.map(|title| (title, Role::Alarm));
    let (news, news_short) = unseen(app).unzip();
    let mut parts = Parts { eyes: whose(app), lab, safe, news, news_short, ..Parts::of(&app.model) };
    if app.eyes != Eyes::Mine || app.is_tap() {
        // Who we are and whom we trust is ours to know.
        parts = Parts {
            own: None,
            own_short: None,
            people: None,
            people_short: None,
            news: None,
            news_short: None,
            security: None,
            epoch: None,
            ..parts
        };
    }
    if let Some(stolen) = app.stolen() {
        let stolen = if area.width < WIDE { "STOLEN" } else { &stolen };
        parts.eyes = Some((format!(" {stolen} "), Role::Alarm));
    }
    if let Some((_, place)) = &tap {
        parts = Parts { listen: Some((place.clone(), Role::Text)), port: None, ..parts };
    }
    for give_up in GIVEN_UP {
        if parts.columns() <= usize::from(area.width) {
            break;
        }
        give_up(&mut parts);
    }
    let over = parts.columns().saturating_sub(usize::from(area.width));
    if let Some((said, _)) = parts.security.as_mut().filter(|_| over > 0) {
        *said = fit(said, width(said).saturating_sub(over));
    }
    parts
}

/// That this is a tap, and where it sits.
#[cfg(feature = "lab")]
fn tap(app: &App) -> Option<(String, String)> {
    app.tap_title().zip(app.tap_place())
}

#[cfg(not(feature = "lab"))]
const fn tap(_app: &App) -> Option<(String, String)> {
    None
}

/// Draws it.
pub(in crate::tui) fn draw(app: &App, area: Rect, buffer: &mut Buffer) {
    let theme = app.theme;
    let parts = fitting(app, area);
    let bar = theme.words(" │ ").into_owned();
    let line = |parts: Vec<&Part>| {
        let mut spans = Vec::new();
        for (text, role) in parts {
            if !spans.is_empty() {
                spans.push(Span::styled(bar.clone(), theme.style(Role::Frame)));
            }
            spans.push(Span::styled(theme.words(text).into_owned(), theme.style(*role)));
        }
        Line::from(spans)
    };
    let right = line(parts.right());
    let taken = u16::try_from(right.width()).unwrap_or(u16::MAX).saturating_add(1).min(area.width);
    // One column at the left end, and two before what stands at the right.
    let kept = if right.width() > 0 { taken.saturating_add(3) } else { 1 };
    put(
        buffer,
        Rect { x: area.x + 1, width: area.width.saturating_sub(kept), ..area },
        0,
        &line(parts.left()),
    );
    if right.width() > 0 {
        put(buffer, Rect { x: area.right() - taken, width: taken, ..area }, 0, &right);
    }
}

impl Parts {
    fn of(model: &Model) -> Self {
        let (listen, port) = listening(model);
        let (people, people_short) = people(model);
        let name = fit(&model.own.name, NAME_MAX);
        let clock: String = clock_text(model.now).chars().take(5).collect();
        let parts = Self {
            eyes: None,
            lab: None,
            safe: None,
            program: Some(("peerscope".to_owned(), Role::Focus)),
            own: Some((format!("{name} {}", model.own.short()), Role::Strong)),
            own_short: Some((name, Role::Strong)),
            listen: Some(listen),
            port: Some(port),
            people: Some(people),
            people_short: Some(people_short),
            news: None,
            news_short: None,
            security: security(model),
            epoch: model
                .peer()
                .filter(|peer| peer.is_connected())
                .and_then(|peer| peer.epoch.map(|epoch| (format!("epoch {epoch}"), Role::Dim))),
            disclosed: disclosed(model),
            log: capture(model).into_iter().chain(log(model)).collect(),
            clock: Some((format!("{clock} UTC"), Role::Dim)),
        };
        match &model.replayed {
            Some(file) => parts.replayed(file),
            None => parts,
        }
    }

    /// The same for a capture: what it is, and that nobody is there.
    fn replayed(self, file: &str) -> Self {
        Self {
            own: Some((format!("capture {file}"), Role::Strong)),
            own_short: Some((fit(file, NAME_MAX), Role::Strong)),
            listen: Some(("nothing is connected".to_owned(), Role::Dim)),
            port: None,
            people: None,
            people_short: None,
            clock: None,
            ..self
        }
    }

    fn left(&self) -> Vec<&Part> {
        [
            &self.lab,
            &self.eyes,
            &self.safe,
            &self.program,
            &self.own,
            &self.listen,
            &self.people,
            &self.news,
            &self.security,
            &self.epoch,
        ]
        .into_iter()
        .flatten()
        .collect()
    }

    fn right(&self) -> Vec<&Part> {
        self.disclosed.iter().chain(&self.log).chain(&self.clock).collect()
    }

    fn columns(&self) -> usize {
        let parts = [self.left(), self.right()].concat();
        // Three between two parts, two before those at the right, and one at each end.
        (1 + parts.iter().map(|(text, _)| width(text) + 3).sum::<usize>()).saturating_sub(3)
    }
}

/// Whose eyes look, where they are not ours.
fn whose(app: &App) -> Option<Part> {
    (app.eyes != Eyes::Mine).then(|| (format!(" {} ", app.eyes.title()), Role::Alarm))
}

/// Where we listen, and the same in short.
fn listening(model: &Model) -> (Part, Part) {
    let role = Role::Text;
    match (&model.listening, &model.listen_fault) {
        (Some((bound, _)), _) => {
            let port = bound.rsplit_once(':').map_or(bound.as_str(), |(_, port)| port);
            ((format!("listen {bound}"), role), (format!(":{port}"), role))
        }
        (None, Some(why)) => {
            let why = fit(why, 40);
            ((format!("NOT LISTENING: {why}"), Role::Bad), ("NOT LISTENING".to_owned(), Role::Bad))
        }
        (None, None) => {
            (("NOT LISTENING: /listen 5000".to_owned(), Role::Dim), ("NOT LISTENING".to_owned(), Role::Dim))
        }
    }
}

/// How many are there, and the same in short.
fn people(model: &Model) -> (Part, Part) {
    let connected = model.peers.iter().filter(|peer| peer.is_connected());
    let verified = connected.clone().filter(|peer| peer.is_verified()).count();
    let short = match connected.count() {
        0 => {
            let said = match model.peers.len() {
                0 => "no peers".to_owned(),
                known => format!("0 of {} here", counted(known, "peer")),
            };
            return ((said.clone(), Role::Dim), (said, Role::Dim));
        }
        1 => "1 peer".to_owned(),
        count => format!("{count} peers"),
    };
    ((format!("{short} ({verified} verified)"), Role::Text), (short, Role::Text))
}

/// How much nobody has seen of what stands neither in the conversation nor in the list of peers, and the same in short.
fn unseen(app: &App) -> Option<(Part, Part)> {
    let is_on_screen = |pane| app.areas.of(pane).height > 0;
    if is_on_screen(Pane::Peers) {
        return None;
    }
    let here = if is_on_screen(Pane::Conversation) { 0 } else { app.model.peer().map_or(0, Peer::news) };
    let count = grouped(here + app.news_elsewhere());
    let said = |text: String| (text, Role::Warning);
    (count != "0").then(|| (said(format!("{count} new elsewhere")), said(format!("{count} new"))))
}

/// How safe it is to talk, in words.
fn security(model: &Model) -> Option<Part> {
    if let Some(alarm) = &model.alert {
        return Some((format!(" {} /ack ", alarm.text()), Role::Alarm));
    }
    if !model.questions.is_empty() {
        return Some((format!("? somebody waits for you: {}", model.keys.verify()), Role::Warning));
    }
    let peer = model.peer();
    if let Some(ladder) = model.ladders.awaited(model.now)
        && peer.is_none_or(|peer| !peer.is_connected())
    {
        let said = format!("◷ {} has not answered yet", fit(&ladder.name, NAME_MAX));
        return Some((said, Role::Warning));
    }
    let peer = peer?;
    let name = fit(&peer.name, NAME_MAX);
    if peer.trust == Some(Trust::Blocked) {
        return Some((format!("✗ {name} blocked"), Role::Bad));
    }
    Some(match (&peer.link, peer.is_verified()) {
        (Link::Connected, true) => (format!("✓ {name} VERIFIED"), Role::Good),
        (Link::Connected, false) => (format!("? {name} NOT VERIFIED"), Role::Warning),
        _ => (format!("○ {name} not connected"), Role::Dim),
    })
}

/// The first words of what is said while secrets leave the program.
fn disclosed(model: &Model) -> Vec<Part> {
    let words = model.disclosed.iter().filter_map(|said| said.split_once(':'));
    words.map(|(words, _)| (words.to_owned(), Role::Bad)).collect()
}

/// How the log does. Only a healthy one may be left out.
fn log(model: &Model) -> Vec<Part> {
    let Some(health) = &model.log.health else { return Vec::new() };
    vec![match (&health.fault, health.lost) {
        (Some(_), lost) => (format!("✗ net.log FAILS, {lost} lost"), Role::Bad),
        (None, 0) => (format!("net.log ● {}", size(health.bytes)), Role::Dim),
        (None, lost) => (format!("! net.log lacks {}", counted(lost, "line")), Role::Warning),
    }]
}

/// That everything is captured, or should be.
fn capture(model: &Model) -> Option<Part> {
    let health = &model.recorded.as_ref()?.health;
    Some(match (&health.fault, health.lost) {
        (Some(_), lost) => (format!("✗ CAPTURE FAILS, {lost} lost"), Role::Bad),
        (None, 0) => ("CAPTURING".to_owned(), Role::Warning),
        (None, lost) => (format!("! CAPTURING, lacks {}", counted(lost, "frame")), Role::Warning),
    })
}

/// Bytes as people read them.
pub(super) fn size(bytes: u64) -> String {
    match bytes {
        0..1_000 => format!("{bytes} B"),
        1_000..1_000_000 => format!("{}.{} kB", bytes / 1_000, bytes % 1_000 / 100),
        _ => format!("{}.{} MB", bytes / 1_000_000, bytes % 1_000_000 / 100_000),
    }
}
