//! Following one link or one peer among the packets.

use crate::inspector::filter::Filter;
use crate::node::PeerId;

use super::app::App;
use super::command::Done;
use super::panel::Sift;

impl App {
    /// The key: the link of the selected packet alone, or all again.
    pub(super) fn follow_link(&mut self) {
        if let Err(why) = self.follow_command("") {
            self.notice = Some(why);
        }
    }

    /// `/follow NAME`, `/follow` for the link of the selected packet, and `/follow off`; what is followed already is
    /// let go by `/follow` too.
    pub(super) fn follow_command(&mut self, name: &str) -> Done {
        self.own_eyes()?;
        let is_over = name == "off" || name.is_empty() && self.packets.is_following();
        let said = if is_over {
            if !self.packets.go_back(&self.model.packets) {
                return Err("nothing is followed".to_owned());
            }
            "back to what was shown before".to_owned()
        } else {
            let (whom, sift, peer) = self.followed(name)?;
            self.packets.follow(&self.model.packets, sift, peer);
            format!("only the packets of {whom}: {} goes back", self.model.keys.named("follow"))
        };
        self.notice = Some(said);
        self.dissect();
        Ok(Vec::new())
    }

    /// A peer that is followed may have another link since then.
    pub(super) fn follow_on(&mut self) {
        let Some(peer) = self.packets.followed_peer() else { return };
        if let Some(sift) =
            self.sift_of(peer).filter(|sift| self.packets.applied().map(Sift::text) != Some(sift.text()))
        {
            self.packets.replace(&self.model.packets, sift);
        }
    }

    /// Whom or what is meant, the filter for it, and the peer if it is one.
    fn followed(&self, name: &str) -> Result<(String, Sift, Option<PeerId>), String> {
        if name.is_empty() {
            let packet = self.packets.packet(&self.model.packets).ok_or("no packet is selected")?;
            let sift = links([packet.conn]).ok_or("no packet is selected")?;
            return Ok((format!("link {}", packet.conn), sift, None));
        }
        let peer = self.model.peers.iter().find(|peer| peer.name == name);
        let peer = peer.ok_or_else(|| format!("nobody is called {name} here"))?;
        let sift = self.sift_of(peer.id).ok_or_else(|| format!("there was no link with {name} yet"))?;
        Ok((peer.name.clone(), sift, Some(peer.id)))
    }

    /// The packets of all links with a peer, from their first frames on.
    fn sift_of(&self, peer: PeerId) -> Option<Sift> {
        links(self.model.links.with(peer))
    }
}

/// The packets of these links; `None` if there are none.
fn links(conns: impl IntoIterator<Item = u64>) -> Option<Sift> {
    let conns: Vec<String> = conns.into_iter().map(|conn| conn.to_string()).collect();
    let text = match conns.as_slice() {
        [] => return None,
        [conn] => format!("conn == {conn}"),
        conns => format!("conn in {{{}}}", conns.join(", ")),
    };
    Filter::parse(&text).ok().map(|filter| Sift::new(&text, filter))
}
