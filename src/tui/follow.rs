//! Following one link or one peer among the packets.

use crate::inspector::filter::Filter;

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
        let is_over = name == "off" || name.is_empty() && self.packets.is_following();
        let said = if is_over {
            if !self.packets.go_back(&self.model.packets) {
                return Err("nothing is followed".to_owned());
            }
            "back to what was shown before".to_owned()
        } else {
            let (whom, text) = self.followed(name)?;
            let filter = Filter::parse(&text).map_err(|error| error.to_string())?;
            self.packets.follow(&self.model.packets, Sift::new(&text, filter));
            format!("only the packets of {whom}: {} goes back", self.model.keys.named("follow"))
        };
        self.notice = Some(said);
        self.dissect();
        Ok(Vec::new())
    }

    /// Whom or what is meant, and the filter for it.
    fn followed(&self, name: &str) -> Result<(String, String), String> {
        if name.is_empty() {
            let packet = self.packets.packet(&self.model.packets).ok_or("no packet is selected")?;
            return Ok((format!("link {}", packet.conn), format!("conn == {}", packet.conn)));
        }
        let peer = self.model.peers.iter().find(|peer| peer.name == name);
        let peer = peer.ok_or_else(|| format!("nobody is called {name} here"))?;
        Ok((peer.name.clone(), format!("peer == {:?}", peer.id.0.short())))
    }
}
