//! From events to lines: the stable words, the sentences, the fields.

use std::time::Duration;

use crate::keystore::Trust;
use crate::netlog::timestamp;
use crate::node::{Delivery, Event, Origin, Packet, PeerInfo, Presence, Reason};

use super::line::Line;

/// The line of an event; several for a list of peers.
pub(super) fn lines(event: &Event) -> Vec<Line> {
    match event {
        Event::Peers(infos) if infos.is_empty() => {
            vec![Line::new("peers").say("nobody yet: /connect ADDR dials")]
        }
        Event::Peers(infos) => infos.iter().map(peer).collect(),
        other => vec![line(other)],
    }
}

fn line(event: &Event) -> Line {
    match event {
        Event::Listening { bound, reachable } => {
            let list: Vec<String> = reachable.iter().map(ToString::to_string).collect();
            Line::new("listening")
                .say(format!("on port {}, reachable at {}", bound.port(), list.join(", ")))
                .field("host", bound.ip().to_string())
                .field("port", bound.port())
                .field("reachable", list)
        }
        Event::Dialling { to, attempt } => Line::new("dialling")
            .say(format!("{to}, attempt {attempt}"))
            .field("to", to.to_string())
            .field("attempt", *attempt),
        Event::DialFailed { to, error, retry_in } => {
            let retry = retry_in.map(|wait| wait.as_secs_f64());
            Line::new("unreachable")
                .say(
                    retry.map_or_else(|| error.clone(), |retry| format!("{error}; next try in {retry:.1} s")),
                )
                .field("to", to.to_string())
                .field("error", error.as_str())
                .field("retry_in_s", retry)
        }
        Event::HandshakeStep { peer, step } => Line::new("handshake")
            .say(format!(
                "{} {} with {peer}, {} bytes, {:.2} ms",
                step.name,
                step.direction.name(),
                step.bytes,
                millis(step.took)
            ))
            .field("peer", peer.as_str())
            .field("step", step.name)
            .field("dir", step.direction.name())
            .field("bytes", step.bytes)
            .field("took_ms", millis(step.took)),
        Event::TrustNeeded { .. }
        | Event::KeyChanged { .. }
        | Event::TrustChanged { .. }
        | Event::SafetyNumber { .. } => trust(event),
        Event::Established { info, origin, took } => established(info, *origin, *took),
        Event::Closed { .. } => closed(event),
        Event::Text { .. } | Event::Delivery { .. } | Event::Typing { .. } | Event::NickChanged { .. } => {
            talk(event)
        }
        Event::Rekeyed { name, epoch } => Line::new("rekeyed")
            .say(format!("{name}: epoch {epoch}"))
            .field("peer", name.as_str())
            .field("epoch", *epoch),
        Event::Pong { name, rtt, skew_ms } => Line::new("pong")
            .say(format!("{name}: {:.2} ms, clock skew {skew_ms:+} ms", millis(*rtt)))
            .field("peer", name.as_str())
            .field("rtt_ms", millis(*rtt))
            .field("skew_ms", *skew_ms),
        Event::CommandFailed { command, error } => Line::new("error")
            .say(format!("{command}: {error}"))
            .field("command", *command)
            .field("error", error.to_string()),
        Event::Peers(_) => Line::new("peers"),
    }
}

fn millis(time: Duration) -> f64 {
    (time.as_secs_f64() * 100_000.0).round() / 100.0
}

fn trust_word(trust: Option<Trust>) -> &'static str {
    match trust {
        Some(Trust::Known) => "known",
        Some(Trust::Verified { .. }) => "verified",
        Some(Trust::Blocked) => "blocked",
        None => "unknown",
    }
}

fn trust(event: &Event) -> Line {
    match event {
        Event::TrustNeeded { peer, origin, address, formerly } => {
            let print = peer.0.to_string();
            let short = peer.0.short();
            let formerly_said =
                formerly.as_ref().map(|name| format!(" (this address was {name}'s)")).unwrap_or_default();
            let how = if *origin == Origin::Dialled { "answered at" } else { "calls from" };
            Line::new("trust")
                .say(format!("unknown peer {print} {how} {address}{formerly_said}: /trust {short} accepts, /reject {short} refuses, /block {short} for ever"))
                .field("peer", short.as_str())
                .field("fingerprint", print)
                .field("state", "asked")
                .field("address", address.as_str())
                .field("formerly", formerly.clone())
        }
        Event::KeyChanged { petname, known, claimed, verified_at } => {
            let verified = verified_at.map(timestamp);
            let since = verified.as_ref().map(|at| format!(", verified {at}")).unwrap_or_default();
            Line::new("trust")
                .say(format!("KEY CHANGED for {petname}: known {known}{since}, but {claimed} answered. The likeliest cause is a new installation; it may also be somebody in between. Nothing is sent to {petname}: /trust {petname} takes the new key, /reject {petname} keeps the old one"))
                .field("peer", petname.as_str())
                .field("state", "changed")
                .field("fingerprint", known.to_string())
                .field("claimed", claimed.to_string())
                .field("verified_at", verified)
        }
        Event::TrustChanged { name, trust } => {
            let word = trust.map_or("refused", |trust| trust_word(Some(trust)));
            Line::new("trust")
                .say(format!("{name} is {word}"))
                .field("peer", name.as_str())
                .field("state", word)
        }
        Event::SafetyNumber { name, number, trust } => Line::new("verify")
            .say(format!(
                "{name}: {number}; compare all of it aloud, then /verify {name} same or /verify {name} differ"
            ))
            .field("peer", name.as_str())
            .field("safety_number", number.to_string())
            .field("state", trust_word(Some(*trust))),
        _ => Line::new("trust"),
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().concat()
}

fn established(info: &PeerInfo, origin: Origin, took: Duration) -> Line {
    let session = info.session_id.map(|id| hex(&id)).unwrap_or_default();
    let word = trust_word(info.trust);
    let how = if origin == Origin::Dialled { "dialled" } else { "accepted" };
    let PeerInfo { name, address, .. } = info;
    let address = address.clone().unwrap_or_default();
    let not_verified = if word == "verified" { "verified" } else { "NOT VERIFIED, /verify compares" };
    Line::new("connected")
        .say(format!(
            "{name} at {address}, {how}, {not_verified}, fingerprint {}, session {}, {:.1} ms",
            info.peer.0,
            session.get(..8).unwrap_or_default(),
            millis(took)
        ))
        .field("peer", name.as_str())
        .field("fingerprint", info.peer.0.to_string())
        .field("trust", word)
        .field("address", address)
        .field("origin", how)
        .field("session_id", session)
        .field("took_ms", millis(took))
}

fn closed(event: &Event) -> Line {
    let Event::Closed { name, reason, error, established, will_retry, .. } = event else {
        return Line::new("closed");
    };
    let reason = reason.map(Reason::name);
    // A frame that was refused, or a peer that would not have us, is no goodbye.
    let word = if error.is_some() && !*established { "rejected" } else { "closed" };
    let what = error.as_ref().map_or_else(|| "goodbye".to_owned(), ToString::to_string);
    let retry = if *will_retry { "; dialling again" } else { "" };
    Line::new(word)
        .say(format!("{name}: {what} ({}){retry}", reason.unwrap_or("unknown reason")))
        .field("peer", name.as_str())
        .field("reason", reason)
        .field("error", error.as_ref().map(ToString::to_string))
        .field("will_retry", *will_retry)
}

fn talk(event: &Event) -> Line {
    match event {
        Event::Text { name, number, body, action, sent_at, .. } => Line::new("message")
            .say(if *action { format!("* {name} {body}") } else { format!("{name}: {body}") })
            .field("peer", name.as_str())
            .field("number", *number)
            .field("text", body.as_str())
            .field("action", *action)
            .field("sent_at", timestamp(sent_at.0)),
        Event::Delivery { name, message, state, .. } => {
            let word = match state {
                Delivery::Held => "held",
                Delivery::Written => "written",
                Delivery::Acked => "acked",
                Delivery::Shown => "shown",
            };
            Line::new("receipt")
                .say(format!("{name}: text {} {word}", message.0))
                .field("peer", name.as_str())
                .field("id", message.0)
                .field("state", word)
        }
        Event::Typing { name, on } => Line::new("typing")
            .say(format!("{name} {}", if *on { "is typing" } else { "stopped" }))
            .field("peer", name.as_str())
            .field("on", *on),
        Event::NickChanged { name, nick } => Line::new("nick")
            .say(format!("{name} now calls itself {nick:?}"))
            .field("peer", name.as_str())
            .field("nick", nick.as_str()),
        _ => Line::new("message"),
    }
}

fn peer(info: &PeerInfo) -> Line {
    let presence = match info.presence {
        Presence::Connected => "connected",
        Presence::Away => "away",
        Presence::Pending => "waiting for /trust",
    };
    let trust = if info.changed.is_some() { "KEY CHANGED" } else { trust_word(info.trust) };
    let address = info.address.clone().unwrap_or_default();
    let unacked =
        if info.unacked == 0 { String::new() } else { format!(", {} texts not acked", info.unacked) };
    Line::new("peer")
        .say(format!("{} {presence}, {trust}, {} {address}{unacked}", info.name, info.peer.0))
        .field("peer", info.name.as_str())
        .field("fingerprint", info.peer.0.to_string())
        .field("nick", info.nick.clone())
        .field("presence", presence)
        .field("trust", trust)
        .field("address", address)
        .field("session_id", info.session_id.map(|id| hex(&id)))
        .field("unacked", info.unacked)
        .field("first_seen", info.seen.map(|(first, _)| timestamp(first)))
        .field("last_seen", info.seen.map(|(_, last)| timestamp(last)))
}

/// The line of a frame, with the field names of net.log.
pub(super) fn packet(packet: &Packet) -> Line {
    let time = timestamp(packet.time.0);
    let header = packet.header;
    let arrow = if packet.direction.name() == "sent" { "->" } else { "<-" };
    let kind = packet.kind.unwrap_or("-");
    let number = |value: Option<u64>| value.map_or_else(|| "-".to_owned(), |value| value.to_string());
    let (epoch, seq) = (header.map(|header| header.epoch.0), header.map(|header| header.seq.0));
    let length = header.map(|header| header.length);
    let reason = packet.reason.map(Reason::name);
    Line::new("packet")
        .say(format!(
            "{} {} {arrow} {} {} {kind} epoch {} seq {} length {} {}{}",
            packet.number,
            time.get(11..23).unwrap_or_default(),
            packet.peer,
            packet.type_name,
            number(epoch.map(u64::from)),
            number(seq),
            number(length.map(u64::from)),
            packet.verdict,
            reason.map(|reason| format!(" ({reason})")).unwrap_or_default(),
        ))
        .field("number", packet.number)
        .field("time", time)
        .field("dir", packet.direction.name())
        .field("peer", packet.peer.as_str())
        .field("type", packet.type_name)
        .field("kind", packet.kind)
        .field("epoch", epoch)
        .field("seq", seq)
        .field("length", length)
        .field("verdict", packet.verdict.name())
        .field("reason", reason)
}
