//! The lines of identities: who they are, how well they are known, whether they are there.

use std::time::Duration;

use crate::inspector::counted;
use crate::keystore::Trust;
use crate::netlog::timestamp;
use crate::node::{Broken, Event, Hearing, Origin, PeerId, PeerInfo, Presence, TrustEntry, UnixMillis};
use crate::text::{PeerText, Place, hex};

use super::event::millis;
use crate::plain::line::Line;

fn trust_word(trust: Option<Trust>) -> &'static str {
    trust.map_or("unknown", Trust::word)
}

pub(super) const fn origin_word(origin: Origin) -> &'static str {
    match origin {
        Origin::Dialled => "dialled",
        Origin::Accepted => "accepted",
    }
}

/// Which decision about an identity is due, or was made.
#[derive(Default)]
struct TrustLine<'a> {
    sentence: String,
    peer: &'a str,
    state: &'static str,
    fingerprint: Option<String>,
    address: Option<&'a str>,
    formerly: Option<&'a str>,
    claimed: Option<String>,
    claimed_by: Option<&'a str>,
    verified_at: Option<String>,
}

impl TrustLine<'_> {
    fn line(self) -> Line {
        Line::new("trust")
            .say(self.sentence)
            .field("peer", self.peer)
            .field("state", self.state)
            .field("fingerprint", self.fingerprint)
            .field("address", self.address)
            .field("formerly", self.formerly)
            .field("claimed", self.claimed)
            .field("claimed_by", self.claimed_by)
            .field("verified_at", self.verified_at)
    }
}

/// The lines of trust and of sessions that begin.
pub(super) fn trust(event: &Event) -> Line {
    match event {
        Event::Established { info, origin, took } => established(info, *origin, *took),
        Event::SessionReplaced { info } => replaced(info),
        Event::TrustNeeded { peer, origin, address, formerly, .. } => {
            let (print, short) = (peer.0.to_string(), peer.0.short());
            let was = formerly.as_ref().map(|name| format!(" (an address of {name})")).unwrap_or_default();
            let how = if *origin == Origin::Dialled { "answered at" } else { "calls from" };
            let sentence = format!(
                "somebody unknown {how} {address}{was}, fingerprint {print}: \
                 /accept {short} to talk, /reject {short} not now, /block {short} never"
            );
            let (peer, address, formerly) = (short.as_str(), Some(address.as_str()), formerly.as_deref());
            TrustLine {
                sentence,
                peer,
                state: "asked",
                fingerprint: Some(print),
                address,
                formerly,
                ..Default::default()
            }
            .line()
        }
        Event::StrangerRefused { peer, origin, address } => stranger_refused(*peer, *origin, address),
        Event::KeyChanged { .. } => key_changed(event),
        Event::TrustChanged { name, trust, .. } => {
            let state = if trust.is_some() { trust_word(*trust) } else { "refused" };
            TrustLine { sentence: format!("{name} is {state}"), peer: name, state, ..Default::default() }.line()
        }
        Event::Renamed { peer, from, name } => Line::new("renamed")
            .say(format!("{from} is called {name} here now, fingerprint {}", peer.0))
            .field("peer", name.as_str())
            .field("formerly", from.as_str())
            .field("fingerprint", peer.0.to_string()),
        Event::Hearing { name, hearing, .. } => Line::new("ignored")
            .say(if *hearing == Hearing::Ignored {
                format!("{name} is ignored: what it says is kept, and /history {name} prints it")
            } else {
                format!("{name} is heard again")
            })
            .field("peer", name.as_str())
            .field("on", *hearing == Hearing::Ignored),
        Event::SafetyNumber { name, number, trust } => Line::new("verify")
            .say(format!(
                "{number} compare with what {name} sees, by phone or in person, then: /verify {name} same, or \
                 /verify {name} differ"
            ))
            .field("peer", name.as_str())
            .field("safety_number", number.to_string())
            .field("trust", trust_word(Some(*trust))),
        _ => Line::new("note"),
    }
}

/// A key that another known peer has says who answered there; any other may be a new machine.
fn key_changed(event: &Event) -> Line {
    let Event::KeyChanged { petname, known, claimed, claimed_by, verified_at, dial: _ } = event else {
        return Line::new("trust");
    };
    let verified_at = verified_at.map(|at| timestamp(UnixMillis(at)));
    let since = verified_at.as_ref().map(|at| format!(" (verified {at})")).unwrap_or_default();
    let advice = match claimed_by {
        Some(other) => format!(
            "This is the key of {other}: whoever answers at the address of {petname} claims to be {other}, not \
             {petname}. {petname} has another address now, most likely: ask {petname} by another way. Nothing is sent \
             meanwhile: /reject {petname} keeps the key of {petname}, then /connect ADDR calls the new address"
        ),
        None => format!(
            "A new machine or a new installation is likely, somebody in between is possible: ask {petname} by another \
             way. Nothing is sent meanwhile: /accept {petname} takes the new key, /reject {petname} keeps the old one"
        ),
    };
    TrustLine {
        sentence: format!(
            "THE KEY OF {petname} HAS CHANGED: {known}{since} is known, {claimed} answered. {advice}"
        ),
        peer: petname,
        state: "changed",
        fingerprint: Some(known.to_string()),
        claimed: Some(claimed.to_string()),
        claimed_by: claimed_by.as_deref(),
        verified_at,
        ..Default::default()
    }
    .line()
}

fn stranger_refused(peer: PeerId, origin: Origin, address: &str) -> Line {
    let (print, short) = (peer.0.to_string(), peer.0.short());
    let sentence = match origin {
        Origin::Dialled => format!(
            "somebody unknown answered at {address}, fingerprint {print}, and nobody is here to be asked: if it is the \
             right one, dial {address}#{print}"
        ),
        Origin::Accepted => format!(
            "somebody unknown called from {address}, fingerprint {print}, and nobody is here to be asked: refused; \
             --accept any lets everybody in"
        ),
    };
    let (peer, address) = (short.as_str(), Some(address));
    let fingerprint = Some(print);
    TrustLine { sentence, peer, state: "refused", fingerprint, address, ..Default::default() }.line()
}

/// The line of a new nick. What cannot be seen is no name, so the fingerprint stands for it.
pub(super) fn nick(event: &Event) -> Line {
    let Event::NickChanged { name, peer, nick, looks_like } = event else { return Line::new("nick") };
    let claimed = if nick.is_blank() { peer.0.short() } else { in_brackets(nick) };
    let warning = warning(looks_like.as_deref());
    Line::new("nick")
        .say(format!("{name} now calls itself {claimed}{warning}, fingerprint {}", peer.0))
        .field("peer", name.as_str())
        .field("fingerprint", peer.0.to_string())
        .peer_field("nick", Some(nick))
        .field("looks_like", looks_like.as_deref())
}

/// What a peer calls itself, if that is not what we call it.
fn claim(info: &PeerInfo) -> String {
    let nick = info.nick.as_ref().map(in_brackets).filter(|nick| *nick != format!("[{}]", info.name));
    nick.map(|nick| format!(" {nick}")).unwrap_or_default() + &warning(info.looks_like.as_deref())
}

fn warning(looks_like: Option<&str>) -> String {
    looks_like.map(|other| format!(", NOT TO BE TAKEN FOR {other}")).unwrap_or_default()
}

/// A nick is a claim, and cannot end the brackets that say so.
fn in_brackets(nick: &PeerText) -> String {
    format!("[{}]", nick.shown(Place::Name))
}

fn established(info: &PeerInfo, origin: Origin, took: Duration) -> Line {
    let session = info.session_id.map(|id| hex(&id).to_string());
    let trust = trust_word(info.trust);
    let advice = if trust == "verified" { "verified" } else { "not verified, /verify compares" };
    let place = info.address.as_ref().map(|address| format!(" at {address}")).unwrap_or_default();
    Line::new("connected")
        .say(format!(
            "{}{}{place}, {advice}, fingerprint {}, session {}, {:.1} ms",
            info.name,
            claim(info),
            info.peer.0,
            session.as_deref().and_then(|session| session.get(..8)).unwrap_or("unknown"),
            millis(took)
        ))
        .field("peer", info.name.as_str())
        .field("fingerprint", info.peer.0.to_string())
        .peer_field("nick", info.nick.as_ref())
        .field("looks_like", info.looks_like.as_deref())
        .field("trust", trust)
        .field("address", info.address.as_deref())
        .field("origin", origin_word(origin))
        .field("session_id", session)
        .field("took_ms", millis(took))
}

fn replaced(info: &PeerInfo) -> Line {
    let session = info.session_id.map(|id| hex(&id).to_string());
    Line::new("session")
        .say(format!(
            "{}: another session took over, {}",
            info.name,
            session.as_deref().and_then(|session| session.get(..8)).unwrap_or("unknown")
        ))
        .field("peer", info.name.as_str())
        .field("session_id", session)
        .field("address", info.address.as_deref())
}

/// How many there are, then each.
pub(in crate::plain) fn peers(infos: &[PeerInfo]) -> Vec<Line> {
    let said = match infos.len() {
        0 => "nobody is known yet: /connect ADDR dials, /listen PORT waits for calls".to_owned(),
        1 => "1 peer".to_owned(),
        count => format!("{count} peers"),
    };
    let head = Line::new("peers").say(said).field("count", infos.len());
    std::iter::once(head).chain(infos.iter().map(peer)).collect()
}

/// The trust ledger: how it was found, then what became of each key.
pub(in crate::plain) fn ledger(entries: &[TrustEntry], broken: Option<&Broken>) -> Vec<Line> {
    let state = broken.map_or_else(
        || "every line was as it was written when this run began".to_owned(),
        |broken| format!("BROKEN at line {}: {}", broken.line, broken.what),
    );
    let head = Line::new("ledger")
        .say(format!("{}; {state}", counted(entries.len(), "line")))
        .field("count", entries.len())
        .field("state", if broken.is_some() { "broken" } else { "whole" })
        .field("line", broken.map(|broken| broken.line))
        .field("error", broken.map(|broken| broken.what));
    std::iter::once(head).chain(entries.iter().map(entry)).collect()
}

fn entry(entry: &TrustEntry) -> Line {
    let at = timestamp(UnixMillis(entry.at));
    Line::new("entry")
        .say(format!("{at} {}", entry.sentence()))
        .field("peer", entry.name.as_str())
        .field("deed", entry.deed.word())
        .field("fingerprint", entry.key.fingerprint().to_string())
        .field("other", entry.other.map(|other| other.fingerprint().to_string()))
        .field("time", at)
}

fn peer(info: &PeerInfo) -> Line {
    let presence = match info.presence {
        Presence::Connected => "connected",
        Presence::Absent => "absent",
        Presence::Pending => "pending",
    };
    let trust = if info.changed.is_some() { "changed" } else { trust_word(info.trust) };
    let place = info.address.as_ref().map(|address| format!(", {address}")).unwrap_or_default();
    let waiting = info.unacked.filter(|unacked| *unacked > 0);
    let waiting =
        waiting.map(|unacked| format!(", waiting: {}", counted(unacked, "text"))).unwrap_or_default();
    let last = info.seen.filter(|_| info.presence == Presence::Absent);
    let last =
        last.map(|(_, last)| format!(", last seen {}", timestamp(UnixMillis(last)))).unwrap_or_default();
    let ignored = if info.ignored { ", ignored" } else { "" };
    Line::new("peer")
        .say(format!(
            "{}{}: {presence}, {trust}{ignored}, {}{place}{last}{waiting}",
            info.name,
            claim(info),
            info.peer.0
        ))
        .field("peer", info.name.as_str())
        .field("fingerprint", info.peer.0.to_string())
        .peer_field("nick", info.nick.as_ref())
        .field("looks_like", info.looks_like.as_deref())
        .field("presence", presence)
        .field("trust", trust)
        .field("address", info.address.as_deref())
        .field("session_id", info.session_id.map(|id| hex(&id).to_string()))
        .field("unacked", info.unacked)
        .field("claimed", info.changed.map(|claimed| claimed.to_string()))
        .field("first_seen", info.seen.map(|(first, _)| timestamp(UnixMillis(first))))
        .field("last_seen", info.seen.map(|(_, last)| timestamp(UnixMillis(last))))
        .field("ignored", info.ignored)
}
