//! The card of refused frames in a conversation: what happened, what was not done, what to do next.

use ratatui::text::{Line, Span};

use crate::inspector::clock_text;
use crate::node::{UnixMillis, Verdict};
use crate::tui::action::{Action, Pane};
use crate::tui::alarm::{Reach, Refusal};
use crate::tui::app::App;
use crate::tui::theme::{Role, Theme};
use crate::tui::widget::{cell, width, wrap};
use crate::why::End;

/// The least room in which the card has a frame; in less it is a few lines.
const FRAMED: (usize, u16) = (46, 16);
/// Columns beyond which a card gets no wider.
const WIDE: usize = 72;

/// The rows of a card: `name` is whose frames they were, `time` when the first was seen.
pub(super) fn rows(
    app: &App,
    refusal: Refusal,
    (name, time): (&str, UnixMillis),
    columns: usize,
) -> Vec<Line<'static>> {
    let height = app.areas.conversation.height;
    if columns < FRAMED.0 || height < FRAMED.1 {
        return short(app, refusal, (name, time), columns);
    }
    let theme = app.theme;
    let wide = columns.saturating_sub(2).min(WIDE);
    let room = wide.saturating_sub(4);
    let mut rows = vec![Line::default(), top(theme, refusal, wide)];
    let mut put = |text: &str, role: Role| {
        for row in wrap(text, room) {
            rows.push(between(theme, &row, (role, room)));
        }
    };
    put(&seen(refusal, (name, time)), Role::Dim);
    put(&happened(refusal.verdict, name), Role::Text);
    put(not_done(refusal.reach), Role::Strong);
    if refusal.verdict == Verdict::BadMac {
        put("Whoever can put bytes into the TCP link can end it so, and nothing more.", Role::Text);
    }
    if let Some(reason) = refusal.reason {
        put(&format!("{}: {}.", reason.name(), reason.meaning()), Role::Dim);
    }
    put("", Role::Text);
    put(&next(app, refusal.reach, name), Role::Focus);
    if refusal.reach != Reach::Handshake {
        put(&format!("Twice in a row? Compare digits again: /verify {name}"), Role::Text);
    }
    rows.push(bottom(theme, wide));
    rows.push(Line::default());
    rows
}

/// `BAD MAC: FRAME REFUSED`
fn title(refusal: Refusal) -> String {
    let what = match refusal.count {
        1 => "FRAME REFUSED".to_owned(),
        count => format!("{count} FRAMES REFUSED"),
    };
    format!("✗ {}: {what}", refusal.verdict.name())
}

fn seen(refusal: Refusal, (name, time): (&str, UnixMillis)) -> String {
    let first = clock_text(time);
    if refusal.count == 1 {
        return format!("{first}  packet {}, from {name}", refusal.first);
    }
    let last = clock_text(refusal.until);
    format!("{first} to {last}  packets {} to {}, from {name}", refusal.first, refusal.last)
}

/// What happened, in plain words.
fn happened(verdict: Verdict, name: &str) -> String {
    match verdict {
        Verdict::BadMac => format!("A frame was changed on the way, or was not made by {name}."),
        Verdict::Replay => {
            format!("A frame came with a number of {name} that was used before: a recording, or a forgery.")
        }
        Verdict::BadOrder => {
            format!("A frame came that is not the next one of {name}: one is missing, or this one is forged.")
        }
        Verdict::BadState => "A frame came that is not legal at this point.".to_owned(),
        Verdict::BadSignature => {
            format!("A signature is not that of the key it names: it was changed, or {name} did not make it.")
        }
        Verdict::BadKey => "A Diffie-Hellman value was sent with which keys could be guessed.".to_owned(),
        Verdict::BadIdentity => {
            "An identity was shown that is unsound, or not the one that was dialled.".to_owned()
        }
        Verdict::TooLong => "A frame claims to be longer than any frame may be.".to_owned(),
        Verdict::Malformed => "Bytes came that are no frame and no message of this protocol.".to_owned(),
        Verdict::Refused => "A limit or a policy of this program said no.".to_owned(),
        Verdict::TimedOut => "A frame did not come whole in time.".to_owned(),
        Verdict::CutOff => "The link ended in the middle of a frame.".to_owned(),
        Verdict::Opened | Verdict::Sent | Verdict::Parsed | Verdict::Seen => String::new(),
    }
}

/// What was not done with it.
const fn not_done(reach: Reach) -> &'static str {
    match reach {
        Reach::Sealed => {
            "It was NOT decrypted and NOT shown. The link was closed. What came before it stays valid."
        }
        Reach::Opened => "It was NOT shown. The link was closed. What came before it stays valid.",
        Reach::Handshake => "There was no session yet, and none came about. Nothing was shown.",
    }
}

fn next(app: &App, reach: Reach, name: &str) -> String {
    let key = app.model.keys.told(Action::Focus(Pane::Packets), "Tab");
    match reach {
        Reach::Handshake => format!("{key} inspect    /why    /report    /ack"),
        Reach::Sealed | Reach::Opened => {
            // Who has called us is at no address that is known.
            let is_ours = app.model.ends.newest(Some(name)).is_none_or(End::was_ours);
            let connect = if is_ours { format!("/connect {name}    ") } else { String::new() };
            format!("{key} inspect    /why    /report    {connect}/ack")
        }
    }
}

fn top(theme: Theme, refusal: Refusal, wide: usize) -> Line<'static> {
    let title = theme.words(&format!(" {} ", title(refusal))).into_owned();
    let fill = theme.words(&"═".repeat(wide.saturating_sub(width(&title) + 3))).into_owned();
    let bad = theme.style(Role::Bad);
    Line::from(vec![
        Span::styled(theme.words(" ╔═").into_owned(), bad),
        Span::styled(title, theme.style(Role::Alarm)),
        Span::styled(format!("{fill}{}", theme.words("╗")), bad),
    ])
}

fn between(theme: Theme, text: &str, (role, room): (Role, usize)) -> Line<'static> {
    let side = theme.words("║").into_owned();
    let bad = theme.style(Role::Bad);
    Line::from(vec![
        Span::styled(format!(" {side} "), bad),
        Span::styled(cell(theme, text, room), theme.style(role)),
        Span::styled(format!(" {side}"), bad),
    ])
}

fn bottom(theme: Theme, wide: usize) -> Line<'static> {
    let line = format!(" ╚{}╝", "═".repeat(wide.saturating_sub(2)));
    Line::styled(theme.words(&line).into_owned(), theme.style(Role::Bad))
}

/// The card where there is no room for one.
fn short(
    app: &App,
    refusal: Refusal,
    (name, time): (&str, UnixMillis),
    columns: usize,
) -> Vec<Line<'static>> {
    let theme = app.theme;
    let clock: String = clock_text(time).chars().take(8).collect();
    let what = match refusal.reach {
        Reach::Sealed => "not decrypted, not shown, link closed",
        Reach::Opened => "not shown, link closed",
        Reach::Handshake => "no session came about",
    };
    let text = format!("{} {clock} from {name}: {what}.", title(refusal));
    let mut rows: Vec<_> = wrap(&theme.words(&text), columns.saturating_sub(1))
        .into_iter()
        .map(|row| Line::styled(cell(theme, &format!(" {row}"), columns), theme.style(Role::Alarm)))
        .collect();
    let next = format!(" {}", next(app, refusal.reach, name).replace("    ", "  "));
    rows.push(Line::styled(cell(theme, &next, columns), theme.style(Role::Focus)));
    rows
}
