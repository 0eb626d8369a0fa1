//! What people get of what a peer wrote, as the parts around a connection make it: on a terminal, as a name, as a
//! file.

use std::net::IpAddr;
use std::path::{Path, PathBuf};

use crate::crypto::VerifyingKey;
use crate::keystore::KnownPeers;
use crate::protocol::{Defence, Defences, Event};
use crate::text::{PeerText, Place};
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
pub(super) fn friends() -> Result<KnownPeers, NoPeer> {
    let friend = VerifyingKey::from_bytes(&Identity::new(FRIEND).public()).map_err(|_no_identity| NoPeer)?;
    let mut known = KnownPeers::default();
    known.remember(friend, ALICE, 0);
    known.update(&friend, |peer| peer.address = Some(address(1).to_string()));
    Ok(known)
}

impl End {
    /// What a terminal gets of the last text: escaped, or as it was sent.
    pub(super) fn printed(&self, defences: Defences) -> Option<String> {
        let text = self.events.iter().rev().find_map(|event| match event {
            Event::Message { message: Message::Text(text), .. } => Some(text.body.text()),
            _ => None,
        })?;
        let is_escaped = defences.hold(Defence::Escaping);
        Some(if is_escaped { text.shown(Place::Message).to_string() } else { text.as_sent().to_owned() })
    }

    /// All that is written down of what this end has seen and holds: as its types print themselves, or with the words.
    pub(super) fn logged(&self, defences: Defences) -> String {
        let is_redacted = defences.hold(Defence::Redaction);
        let line = |event: &Event| match event {
            Event::Message { message: Message::Text(text), .. } if !is_redacted => {
                format!("Text {}", text.body.text().as_sent())
            }
            event => format!("{event:?}"),
        };
        let events: Vec<String> = self.events.iter().map(line).collect();
        format!("{}\n{:?}\n{:?}", events.join("\n"), self.observed, self.connection)
    }

    /// Where a file comes to be that was offered: under a name made of the offered one, or under that.
    pub(super) fn saved_as(&self, defences: Defences) -> Option<PathBuf> {
        let offered = self.events.iter().find_map(|event| match event {
            Event::Message { message: Message::FileOffer(offer), .. } => Some(offer.name.text()),
            _ => None,
        })?;
        let is_safe = defences.hold(Defence::SafeName);
        let name = SafeName::of_peer(offered);
        Some(Path::new(FOLDER).join(if is_safe { name.as_str() } else { offered.as_sent() }))
    }

    /// What the peer is called once it is accepted: a free name made of its nick, or its nick.
    pub(super) fn called(&self, known: &KnownPeers, defences: Defences) -> Option<String> {
        let (identity, nick) = self.greeted()?;
        let has_own_names = defences.hold(Defence::OwnNames);
        Some(if has_own_names { known.free_petname(nick, identity) } else { nick.as_sent().to_owned() })
    }

    /// Which known peer it is that calls from this address: the one of its key, or the one last seen there.
    pub(super) fn taken_for<'a>(
        &self,
        known: &'a KnownPeers,
        address: IpAddr,
        defences: Defences,
    ) -> Option<&'a str> {
        let (identity, _) = self.greeted()?;
        let was_there = |at: &str| at.parse() == Ok(address);
        let peer = if defences.hold(Defence::KnownByKey) {
            known.get(identity)
        } else {
            known.iter().find(|peer| peer.address.as_deref().is_some_and(was_there))
        };
        peer.map(|peer| peer.petname.as_str())
    }

    fn greeted(&self) -> Option<(&VerifyingKey, &PeerText)> {
        self.events.iter().find_map(|event| match event {
            Event::Established { identity, greeting, .. } => Some((identity, &greeting.nick)),
            _ => None,
        })
    }
}
