//! What was refused: the alarm of the top bar, and one card for each kind of refusal in a conversation.

use crate::inspector::Tone;
use crate::node::{Packet, PeerId, Reason, UnixMillis, Verdict};

use super::model::Model;
use super::model_talk::{Entry, Voice};

/// Entries after which a card is too far up to be counted on; another one is put below.
const CARD_REACH: usize = 40;

/// What stands in the top bar until a person takes note of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Alarm {
    /// Whose frame it was, fit for a terminal.
    pub(super) name: String,
    /// What became of it.
    pub(super) verdict: Verdict,
    /// Frames with this verdict.
    pub(super) count: u64,
    /// Frames with other verdicts.
    pub(super) others: u64,
}

impl Alarm {
    /// `✗ bob: 1 BAD MAC`, and how many were refused for another reason.
    pub(super) fn text(&self) -> String {
        let others = match self.others {
            0 => String::new(),
            others => format!(" · {others} other"),
        };
        format!("✗ {}: {} {}{others}", self.name, self.count, self.verdict.name())
    }
}

/// Frames that were refused for the same reason, as their card shows them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Refusal {
    /// What became of them.
    pub(super) verdict: Verdict,
    /// Why the first one was refused.
    pub(super) reason: Option<Reason>,
    /// Number of the first packet.
    pub(super) first: u64,
    /// Number of the last one.
    pub(super) last: u64,
    /// When the last one was seen.
    pub(super) until: UnixMillis,
    /// How many.
    pub(super) count: u64,
    /// How far they came.
    pub(super) reach: Reach,
}

/// How far a refused frame came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reach {
    /// It was part of a handshake: there was no session.
    Handshake,
    /// It was not opened.
    Sealed,
    /// It was opened, and what was in it was refused.
    Opened,
}

impl Refusal {
    /// `peer` is who has proved to be at the other end of the link, if anybody has.
    fn of(packet: &Packet, peer: Option<PeerId>) -> Self {
        let reach = match (&packet.inner, packet.type_name) {
            (Some(_), _) => Reach::Opened,
            (None, "message") => Reach::Sealed,
            // What is no frame at all may come in a session, too.
            (None, _) if peer.is_some() => Reach::Sealed,
            (None, _) => Reach::Handshake,
        };
        Self {
            verdict: packet.verdict,
            reason: packet.reason,
            first: packet.number,
            last: packet.number,
            until: packet.time,
            count: 1,
            reach,
        }
    }
}

/// Whether a frame with this verdict is an alarm: it was refused for what it is. What the end of the link cut off may be
/// what a lost link leaves of any frame, and the end of the session says so.
pub(super) const fn is_alarming(verdict: Verdict) -> bool {
    matches!(Tone::of(verdict), Tone::Bad) && !matches!(verdict, Verdict::CutOff)
}

/// How much a verdict matters: the alarm keeps what matters most.
const fn weight(verdict: Verdict) -> u8 {
    match verdict {
        Verdict::BadMac | Verdict::BadSignature | Verdict::BadIdentity | Verdict::BadKey => 3,
        Verdict::Replay | Verdict::BadOrder | Verdict::BadState => 2,
        Verdict::TooLong | Verdict::Malformed => 1,
        Verdict::Refused
        | Verdict::TimedOut
        | Verdict::CutOff
        | Verdict::Opened
        | Verdict::Sent
        | Verdict::Parsed
        | Verdict::Seen => 0,
    }
}

impl Model {
    /// Takes frames that were seen.
    pub(super) fn saw(&mut self, packets: Vec<Packet>, lost: u64) {
        for packet in packets.iter().filter(|packet| is_alarming(packet.verdict)) {
            self.bad += 1;
            self.ring(packet);
            self.card(packet);
        }
        for packet in &packets {
            self.ladders.saw(packet);
            self.trails.saw(packet);
        }
        self.packets.extend(packets, lost);
        self.trails.forget(self.packets.get(0).map_or(0, |oldest| oldest.number));
    }

    fn ring(&mut self, packet: &Packet) {
        let (name, verdict) = (self.whose(packet), packet.verdict);
        match &mut self.alert {
            Some(alarm) if alarm.verdict == verdict => {
                alarm.count += 1;
                if alarm.name != name {
                    "several".clone_into(&mut alarm.name);
                }
            }
            Some(alarm) if weight(alarm.verdict) >= weight(verdict) => alarm.others += 1,
            alert => {
                let others = alert.as_ref().map_or(0, |alarm| alarm.count + alarm.others);
                *alert = Some(Alarm { name, verdict, count: 1, others });
            }
        }
    }

    /// A card in the conversation with the peer, or where the person looks; a flood makes one, with a count.
    fn card(&mut self, packet: &Packet) {
        let name = self.whose(packet);
        let row = self.peers.iter().position(|peer| peer.name == name);
        // What a stranger sends is in the top bar and among the packets, and in no peer's conversation.
        if row.is_none() && self.current.is_some() {
            return;
        }
        let (acknowledged, other_end) = (self.acknowledged, self.links.peer(packet.conn));
        let talk = match row.and_then(|row| self.peers.get_mut(row)) {
            Some(peer) => &mut peer.talk,
            None => &mut self.home,
        };
        let card = talk.newest_mut().take(CARD_REACH).find_map(|entry| match &mut entry.voice {
            Voice::Refused(refusal) if refusal.verdict == packet.verdict && refusal.first > acknowledged => {
                Some((refusal, &mut entry.lines))
            }
            _ => None,
        });
        if let Some((refusal, lines)) = card {
            refusal.count += 1;
            (refusal.last, refusal.until) = (packet.number, packet.time);
            if lines.first() != Some(&name) {
                *lines = vec!["several addresses".to_owned()];
            }
            return;
        }
        let mut entry = Entry::new(packet.time, Voice::Refused(Refusal::of(packet, other_end)), "");
        entry.lines = vec![name];
        talk.push(entry);
    }

    /// A person has taken note of everything that was refused so far.
    pub(super) fn acknowledge(&mut self) {
        self.alert = None;
        let newest = self.packets.len().checked_sub(1).and_then(|row| self.packets.get(row));
        self.acknowledged = newest.map_or(self.acknowledged, |packet| packet.number);
    }
}
