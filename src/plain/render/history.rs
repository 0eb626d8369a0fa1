//! What was said before.

use crate::inspector::written_text;
use crate::netlog::timestamp;
use crate::node::{By, ReadBy, Said};
use crate::plain::line::Line;
use crate::text::Place;

/// A text that was kept, in the conversation with this peer.
pub(in crate::plain) fn said(name: &str, said: &Said) -> Line {
    let (from, how, sent_at, seen) = match said.by {
        By::Us { message, state } => ("us", Some((message.0, state.word())), None, None),
        By::Them { sent_at, read_by } => {
            ("them", None, Some(timestamp(sent_at)), Some(read_by == ReadBy::Person))
        }
    };
    let at = timestamp(said.at);
    let who = if from == "us" { "you" } else { name };
    let body = said.body.shown(Place::Message);
    let text = if said.action { format!("* {who} {body}") } else { format!("{who}: {body}") };
    let written = match said.by {
        By::Them { sent_at, .. } => written_text(sent_at, said.at),
        By::Us { .. } => None,
    };
    let unseen = (seen == Some(false)).then(|| "not seen before".to_owned());
    let marks: Vec<String> =
        how.map(|(_, how)| how.to_owned()).into_iter().chain(unseen).chain(written).collect();
    let mark = if marks.is_empty() { String::new() } else { format!(" ({})", marks.join(", ")) };
    Line::new("history")
        .say(format!("{at} {name}: {text}{mark}"))
        .field("peer", name)
        .field("place", said.place)
        .field("from", from)
        .field("number", Some(said.number).filter(|number| *number > 0))
        .field("id", how.map(|(id, _)| id).filter(|id| *id > 0))
        .field("state", how.map(|(_, how)| how))
        .field("seen", seen)
        .field("time", at)
        .field("sent_at", sent_at)
        .field("action", said.action)
        .peer_field("text", Some(&said.body))
}
