//! What people get of what a peer wrote, as the parts around a connection make it: on a terminal, in a log, as a name,
//! as a file. Where a check is missing these parts skip it themselves; nothing is left out here.

use std::path::{Path, PathBuf};

use crate::crypto::VerifyingKey;
use crate::defence::Defences;
use crate::keystore::KnownPeers;
use crate::protocol::Event;
use crate::text::{Logged, PeerText, Place};
use crate::transfer::SafeName;
use crate::wire::Message;

use super::door::address;
use super::end::End;
use super::evil::Identity;
use super::play::NoPeer;
use super::stage::FRIEND;

/// Where bob keeps the files that he takes.
pub(super) const FOLDER: &str = "/home/bob/Downloads";
/// What bob calls his friend.
pub(super) const ALICE: &str = "alice";

/// Whom bob knows: one friend, whom he has met at one address.
pub(super) fn friends(defences: Defences) -> Result<KnownPeers, NoPeer> {
    let friend = VerifyingKey::from_bytes(&Identity::new(FRIEND).public()).map_err(|_no_identity| NoPeer)?;
    let mut known = KnownPeers::default();
    known.remember(friend, ALICE, 0);
    known.update(&friend, |peer| peer.address = Some(address(1).to_string()));
    Ok(known.under(defences))
}

impl End {
    /// What a terminal gets of the last text.
    pub(super) fn printed(&self, defences: Defences) -> Option<String> {
        Some(self.said()?.shown(Place::Message).under(defences).to_string())
    }

    /// What a line of a log has behind a name whose value is the last text.
    pub(super) fn logged(&self, defences: Defences) -> Option<String> {
        let shown = self.said()?.shown(Place::Log).under(defences).to_string();
        Some(Logged::new(&shown).under(defences).to_string())
    }

    /// All that is written down of what this end has seen and holds, as its types print themselves.
    pub(super) fn written_down(&self, defences: Defences) -> String {
        let texts = self.messages().filter_map(|message| match message {
            Message::Text(text) => Some(text.body.text().noted(defences)),
            _ => None,
        });
        let texts: Vec<String> = texts.collect();
        format!("{:?}\n{}\n{:?}\n{:?}", self.events, texts.join("\n"), self.observed, self.connection)
    }

    /// Where a file comes to be that was offered.
    pub(super) fn saved_as(&self, defences: Defences) -> Option<PathBuf> {
        let offered = self.messages().find_map(|message| match message {
            Message::FileOffer(offer) => Some(offer.name.text()),
            _ => None,
        })?;
        Some(Path::new(FOLDER).join(SafeName::of_peer_under(offered, defences).as_str()))
    }

    /// What the peer is called once it is accepted.
    pub(super) fn called(&self, known: &KnownPeers) -> Option<String> {
        let (identity, nick) = self.greeted()?;
        Some(known.free_petname(nick, identity))
    }

    /// Which known peer it is that calls.
    pub(super) fn taken_for<'a>(&self, known: &'a KnownPeers) -> Option<&'a str> {
        let (identity, _) = self.greeted()?;
        known.get(identity).map(|peer| peer.petname.as_str())
    }

    fn said(&self) -> Option<&PeerText> {
        let texts = self.messages().filter_map(|message| match message {
            Message::Text(text) => Some(text.body.text()),
            _ => None,
        });
        texts.last()
    }

    fn messages(&self) -> impl Iterator<Item = &Message> {
        self.events.iter().filter_map(|event| match event {
            Event::Message { message, .. } => Some(message),
            _ => None,
        })
    }

    fn greeted(&self) -> Option<(&VerifyingKey, &PeerText)> {
        self.events.iter().find_map(|event| match event {
            Event::Established { identity, greeting, .. } => Some((identity, &greeting.nick)),
            _ => None,
        })
    }
}
