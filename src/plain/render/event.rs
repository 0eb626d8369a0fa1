//! The lines of links and of what is said over them.

use std::time::Duration;

use crate::capture::{FileHealth, Recorded};
use crate::history as past;
use crate::inspector::{counted, written_text};
use crate::link::Direction;
use crate::netlog::timestamp;
use crate::node::{Delivery, Event, Looked, Reason};
use crate::text::Place;

use super::{file::file, history, people};
use crate::plain::ending::Ending;
use crate::plain::line::Line;

/// A row of `/explain`.
pub(in crate::plain) fn explained(row: &str) -> Line {
    Line::new("explain").say(row).field("text", row.trim())
}

/// The line of an event; several for a list of peers.
pub fn event(event: &Event) -> Vec<Line> {
    match event {
        Event::Peers(infos) => people::peers(infos),
        Event::History { name, lines, .. } => lines.iter().map(|line| history::said(name, line)).collect(),
        Event::TrustLedger { entries, broken } => people::ledger(entries, broken.as_ref()),
        // What becomes of a dial is said of its tries and of the session.
        Event::DialTaken { .. } | Event::DialReached { .. } | Event::DialEnded { .. } => Vec::new(),
        Event::Files(infos) if infos.is_empty() => vec![note("no files are on their way")],
        Event::Files(infos) => infos.iter().map(file).collect(),
        other => vec![one(other)],
    }
}

fn one(event: &Event) -> Line {
    match event {
        Event::Listening { .. } | Event::Dialling { .. } | Event::DialFailed { .. } => reaching(event),
        Event::HandshakeStep { peer, step, .. } => Line::new("handshake")
            .say(format!(
                "{} {}, {peer}, {}, {:.2} ms{}",
                step.name,
                step.direction.name(),
                counted(step.bytes, "byte"),
                millis(step.took),
                if (step.name, step.direction) == ("finish", Direction::Sent) {
                    "; the peer may now accept"
                } else {
                    ""
                }
            ))
            .field("peer", peer.as_str())
            .field("step", step.name)
            .field("dir", step.direction.name())
            .field("bytes", step.bytes)
            .field("took_ms", millis(step.took)),
        Event::Text { .. }
        | Event::Said { .. }
        | Event::Delivery { .. }
        | Event::Typing { .. }
        | Event::NickChanged { .. } => talk(event),
        Event::File(info) => file(info),
        Event::Rekeyed { name, epoch } => Line::new("rekeyed")
            .say(format!("{name}: fresh keys, epoch {epoch}"))
            .field("peer", name.as_str())
            .field("epoch", *epoch),
        Event::Pong { name, rtt, skew_ms } => Line::new("pong")
            .say(format!("{name}: {:.2} ms there and back, its clock is {skew_ms:+} ms", millis(*rtt)))
            .field("peer", name.as_str())
            .field("rtt_ms", millis(*rtt))
            .field("skew_ms", *skew_ms),
        Event::SameWords { name, words, sent, received } => Line::new("words")
            .say(format!("{name}: {words} ({sent} of yours, {received} of theirs)"))
            .field("peer", name.as_str())
            .field("words", words.as_str())
            .field("sent", *sent)
            .field("received", *received),
        Event::Closed { .. } => closed(event),
        Event::Searched { word, found, looked } => note(past::searched(word, *found, *looked)),
        Event::Sought { word, found, .. } => note(past::searched(word, *found, Looked::Everywhere)),
        Event::NotSought { error: why, .. } => error("search", &why.to_string()),
        Event::KeptFor { name, keep } => note(past::kept_for(name, *keep)),
        Event::HistoryDeleted { name, waiting, .. } => note(past::deleted(name, *waiting)),
        Event::AllRead { name, .. } => note(past::all_read(name)),
        Event::CommandFailed { command, error: why } if why.is_note() => note(format!("{command}: {why}")),
        Event::CommandFailed { command, error: why } => error(command, &why.to_string()),
        other => people::trust(other),
    }
}

fn reaching(event: &Event) -> Line {
    match event {
        Event::Listening { bound, reachable } => {
            let list: Vec<String> = reachable.iter().map(ToString::to_string).collect();
            Line::new("listening")
                .say(format!("on port {}, reachable at {}", bound.port(), list.join(" ")))
                .field("host", bound.ip().to_string())
                .field("port", bound.port())
                .field("reachable", list)
        }
        Event::Dialling { to, attempt, .. } => Line::new("dialling")
            .say(if *attempt > 1 { format!("{to}, attempt {attempt}") } else { to.to_string() })
            .field("to", to.to_string())
            .field("attempt", *attempt),
        Event::DialFailed { to, error, retry_in, .. } => {
            let retry = retry_in.map(|wait| (wait.as_secs_f64() * 10.0).round() / 10.0);
            let next = retry.map(|seconds| format!("; next try in {seconds} s")).unwrap_or_default();
            Line::new("unreachable")
                .say(format!("{error}{next}"))
                .field("to", to.to_string())
                .field("error", error.as_str())
                .field("retry_in_s", retry)
        }
        _ => Line::new("note"),
    }
}

fn closed(event: &Event) -> Line {
    let Event::Closed { name, origin, reason, error, established, retry_in, .. } = event else {
        return Line::new("closed");
    };
    let reason = reason.map(Reason::name);
    let cause = error.as_ref().map(ToString::to_string);
    let cut = event.cut_before_session();
    let what = cut.map_or_else(
        || match (&cause, reason) {
            (None, reason) => reason.unwrap_or("goodbye").to_owned(),
            (Some(cause), Some(reason)) if !cause.contains(reason) => format!("{cause} ({reason})"),
            (Some(cause), _) => cause.clone(),
        },
        str::to_owned,
    );
    let stage = if *established || cut.is_some() { "" } else { " before there was a session" };
    let retry = if retry_in.is_some() { "; it is dialled again" } else { "" };
    Line::new("closed")
        .say(format!("{name}: {what}{stage}{retry}"))
        .field("peer", name.as_str())
        .field("origin", people::origin_word(*origin))
        .field("reason", reason)
        .field("error", cause)
        .field("established", *established)
        .field("will_retry", retry_in.is_some())
}

fn talk(event: &Event) -> Line {
    match event {
        Event::Text { name, number, body, action, at, sent_at, .. } => Line::new("message")
            .say({
                let written = written_text(*sent_at, *at).map(|written| format!(" ({written})"));
                let (body, written) = (body.shown(Place::Message), written.unwrap_or_default());
                if *action { format!("* {name} {body}{written}") } else { format!("{name}: {body}{written}") }
            })
            .field("peer", name.as_str())
            .field("number", *number)
            .peer_field("text", Some(body))
            .field("action", *action)
            .field("time", timestamp(*at))
            .field("sent_at", timestamp(*sent_at)),
        Event::Said { name, message, body, action, .. } => Line::new("said")
            .say(format!("to {name}, by a script: {}{body}", if *action { "/me " } else { "" }))
            .field("peer", name.as_str())
            .field("id", message.0)
            .field("text", body.as_str())
            .field("action", *action),
        Event::Delivery { name, message, state, carried, place, .. } => {
            let word = state.word();
            Line::new("receipt")
                .say(format!("{name}: text {} is {word}", message.0))
                .field("peer", name.as_str())
                .field("id", message.0)
                .field("kept", (*state == Delivery::Held).then_some(place.is_some()))
                .field("number", carried.map(|carried| carried.number))
                .field("state", word)
        }
        Event::Typing { name, on } => Line::new("typing")
            .say(format!("{name} {}", if *on { "is typing" } else { "stopped" }))
            .field("peer", name.as_str())
            .field("on", *on),
        Event::NickChanged { .. } => people::nick(event),
        _ => Line::new("note"),
    }
}

/// A remark of the program itself.
pub fn note(text: impl Into<String>) -> Line {
    let text = text.into();
    Line::new("note").say(text.as_str()).field("text", text)
}

/// How net.log does, when that has changed.
pub fn log(state: &FileHealth) -> Line {
    let lost = state.lost;
    let said = match &state.fault {
        Some(fault) => {
            format!("net.log cannot be written: {fault}; lines are dropped and counted until it can")
        }
        None => format!("net.log is written; missing in it: {}", counted(lost, "line")),
    };
    Line::new("log")
        .say(said)
        .field("state", if state.fault.is_some() { "failing" } else { "written" })
        .field("lost", lost)
        .field("error", state.fault.clone())
}

/// How a capture does, when that has changed.
pub fn capture(state: &Recorded) -> Line {
    let Recorded { file, packets: _, health: FileHealth { bytes: _, lost, fault } } = state;
    let missing = counted(*lost, "frame");
    let said = match fault {
        Some(fault) => format!("{file} cannot be written: {fault}; missing in it: {missing}"),
        None => format!("{file} is written; missing in it: {missing}"),
    };
    Line::new("capture")
        .say(said)
        .field("state", if fault.is_some() { "failing" } else { "written" })
        .field("file", file.as_str())
        .field("lost", *lost)
        .field("error", fault.clone())
}

/// Something that was not done, and why.
pub fn error(command: &str, why: &str) -> Line {
    Line::new("error").say(format!("{command}: {why}")).field("command", command).field("error", why)
}

/// The last line.
pub fn ended(ending: Ending) -> Line {
    Line::new("ended")
        .say(format!("{} ({})", ending.meaning(), ending.code()))
        .field("code", ending.code())
        .field("text", ending.meaning())
}

/// Milliseconds with two digits behind the point.
pub(super) fn millis(time: Duration) -> f64 {
    (time.as_secs_f64() * 100_000.0).round() / 100.0
}
