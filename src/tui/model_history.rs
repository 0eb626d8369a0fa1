//! What was said before this run, in the conversation where it was said.

use crate::history;
use crate::node::{By, Delivery, Hearing, PeerId, ReadBy, Said, Start};
use crate::text::PeerText;

use super::model::{Model, Peer};
use super::model_news::Gap;
use super::model_talk::{Carriage, Entry, Progress, Source, Voice};

/// What stands where texts are missing.
const MISSING: &str = "texts are left out here: /history N brings in N of them";

impl Model {
    /// Takes up a conversation where it was left. What nobody has seen counts as unread, and so do texts that were
    /// missed before these.
    pub(super) fn take_up(
        &mut self,
        (id, name): (PeerId, &str),
        lines: &[Said],
        Start { missed, unseen_from, whole_from, hearing }: Start,
    ) {
        let own = self.own.name.clone();
        let peer = self.peer_mut(id, name);
        let name = peer.name.clone();
        peer.ignored = hearing == Hearing::Ignored;
        let (apart, whole) = lines.split_at(lines.partition_point(|said| said.place < whole_from));
        for said in apart {
            peer.take((said, entry(said, (&own, &name))));
        }
        if let Some(last) = apart.last() {
            if missed == 0 {
                peer.talk.push(Entry::new(last.at, Voice::Program, MISSING));
            }
            peer.talk.part();
        }
        if missed > 0 {
            let count = usize::try_from(missed).unwrap_or(usize::MAX);
            let at = peer.talk.end();
            peer.talk.news.miss(count, (unseen_from.unwrap_or(0), at));
        }
        if let Some(first) = lines.first().filter(|_| missed > 0) {
            let said = history::missed(&name, missed);
            peer.talk.push(Entry::new(whole.first().unwrap_or(first).at, Voice::Program, &said));
        }
        for said in whole {
            peer.take((said, entry(said, (&own, &name))));
        }
        // Whoever waits, here or there, is whom this person talked to.
        let waits = peer.news() > 0 || !peer.held.is_empty();
        if waits {
            self.begin_with(id);
        }
    }

    /// Puts texts that stand right below a place above what is there; says how many. Where others are missing between
    /// them and what is there, a line says so.
    pub(super) fn bring_in(&mut self, id: PeerId, below: u64, lines: &[Said]) -> usize {
        let own = self.own.name.clone();
        let Some(peer) = self.peers.iter_mut().find(|peer| peer.id == id) else { return 0 };
        let Some(newest) = lines.last() else { return 0 };
        let Some(reach) = peer.talk.reach_of_kept() else { return 0 };
        // What stands right below any place of what is all here goes on where that begins.
        let joins = below >= reach.joined;
        let top = if joins { reach.joined } else { reach.oldest };
        if lines.first().is_none_or(|first| first.place >= top) {
            return 0;
        }
        let has_room = peer.talk.has_room_apart();
        if joins || !has_room {
            peer.talk.drop_apart();
        }
        if !joins && (below < reach.oldest || !has_room) {
            peer.talk.put_apart(Entry::new(newest.at, Voice::Program, MISSING));
        }
        let mut count = 0;
        for said in lines.iter().rev().filter(|said| said.place < top) {
            // What was said at once from both sides may not stand here in the order of the places.
            if peer.talk.has_place(said.place) {
                continue;
            }
            if !peer.talk.has_room_apart() {
                break;
            }
            let entry = entry(said, (&own, &peer.name));
            if joins {
                peer.talk.put_before(entry);
                peer.take_back(said);
            } else {
                peer.talk.put_apart(entry);
            }
            count += 1;
        }
        count
    }

    /// Takes what was said off the screen; what is kept of it is further back from then on.
    pub(super) fn clear_talk(&mut self) {
        self.talk_mut().clear();
    }

    /// Whatever this peer has said counts as seen, and was reported so.
    pub(super) fn all_read(&mut self, id: PeerId) {
        if let Some(peer) = self.find(id) {
            peer.see_all();
        }
    }

    /// Takes a conversation off the screen that is deleted.
    pub(super) fn drop_talk(&mut self, id: PeerId) {
        if let Some(peer) = self.peers.iter_mut().find(|peer| peer.id == id) {
            peer.talk.delete();
            peer.see_all();
        }
    }
}

impl Peer {
    /// Takes in the text above all that is there: it may be one that was missed, or the last of those.
    fn take_back(&mut self, said: &Said) {
        let gap = self.talk.news.gap();
        if gap == Gap::None || !self.talk.is_joined() {
            return;
        }
        let was_seen = matches!(said.by, By::Them { read_by: ReadBy::Person, .. });
        if matches!(said.by, By::Them { .. }) && !was_seen {
            self.talk.note_missed();
        }
        if let Gap::From(oldest) = gap
            && (was_seen || said.place <= oldest)
        {
            self.talk.news.end_missing();
        }
    }

    /// Takes the next text up from where it was left.
    fn take(&mut self, (said, entry): (&Said, Entry)) {
        let at = self.talk.push(entry);
        match said.by {
            By::Us { message, state: Delivery::Held } => {
                self.held.insert(message);
            }
            By::Them { read_by: ReadBy::Nobody | ReadBy::Program, .. } => {
                self.talk.note_news(at);
                self.unshown = Some(said.number);
            }
            By::Us { .. } | By::Them { .. } => {}
        }
    }
}

/// How an entry of the store stands in the conversation.
pub(super) fn entry(said: &Said, (own, peer): (&str, &str)) -> Entry {
    let does = |who| if said.action { format!("* {who} ") } else { String::new() };
    let (voice, named, progress, source) = match said.by {
        By::Them { sent_at, .. } => {
            let named = does(peer);
            let carried = Carriage::InStream(said.stream, said.number);
            let source = Source::Peer { carried, sent_at, named: named.len() };
            (Voice::Peer, named, Progress::None, source)
        }
        By::Us { message, state } => {
            let carried = (said.number > 0).then_some(Carriage::InStream(said.stream, said.number));
            let source = Source::Own { body: String::new(), action: said.action, carried };
            (Voice::Own, does(own), Progress::At(message, state), source)
        }
    };
    Entry {
        lines: lines(&said.body, &named),
        progress,
        source,
        place: Some(said.place),
        ..Entry::new(said.at, voice, "")
    }
}

/// The lines of a text, with what it does behind a name.
pub(super) fn lines(body: &PeerText, named: &str) -> Vec<String> {
    let mut lines: Vec<String> = body.shown_lines().map(|line| line.to_string()).collect();
    if let Some(first) = lines.first_mut() {
        first.insert_str(0, named);
    }
    lines
}
