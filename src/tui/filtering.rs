//! Typing a filter, and applying it.

use crate::inspector::filter::{Filter, about};

use super::app::App;
use super::command::Done;
use super::overlay::{FilterBar, Overlay};
use super::panel::Sift;

/// Filters that Up brings back.
const RECALL_MAX: usize = 50;
/// Filters that one key brings into the bar.
const PRESETS: [&str; 4] = ["bad", "kind == text", "dir == received", "type != message"];

impl App {
    /// Opens the filter bar on the filter that counts.
    pub(super) fn open_filter(&mut self) {
        let applied = self.packets.applied().map_or_else(String::new, |sift| sift.text().to_owned());
        self.open_bar(&applied);
    }

    /// Opens it on the selected field and its value.
    pub(super) fn filter_field(&mut self) {
        let packet = self.packet_seen();
        let Some(((_, dissection), packet)) = self.dissection.as_ref().zip(packet) else { return };
        let field = self.packets.fields.field(dissection);
        let Some(node) = field.and_then(|index| dissection.nodes.get(index)) else { return };
        let text = about(node, &packet);
        self.open_bar(&text);
    }

    fn open_bar(&mut self, text: &str) {
        let bar = FilterBar::new(text, self.presets(), self.filters.clone());
        bar.try_on(&mut self.packets);
        self.overlays.push(Overlay::Filter(bar));
    }

    /// Filters to begin with, and those for whom and for which link the selected packet is.
    fn presets(&self) -> Vec<String> {
        let mut presets = PRESETS.map(str::to_owned).to_vec();
        if let Some(packet) = self.packets.packet(&self.model.packets) {
            presets.push(format!("peer == {:?}", packet.peer));
            presets.push(format!("conn == {}", packet.conn));
        }
        presets
    }

    /// The command: a filter to apply, or nothing to open the bar; `off` shows everything.
    pub(super) fn filter_command(&mut self, text: &str) -> Done {
        match text {
            "" => self.open_filter(),
            "off" => self.apply_filter("").map_err(|error| error.to_string())?,
            text => self.apply_filter(text).map_err(|error| format!("{error}, at {}", error.column(text)))?,
        }
        Ok(Vec::new())
    }

    /// Enter in the bar: applies what is typed, or says that the filter before it stays.
    pub(super) fn enter_filter(&mut self, mut bar: FilterBar) {
        if self.apply_filter(bar.text()).is_err() {
            bar.keep();
            self.overlays.push(Overlay::Filter(bar));
        }
    }

    /// Lets the filters look at some more packets before a frame.
    pub(super) fn sift(&mut self) {
        self.packets.sift(&self.model.packets);
        if let Some(Overlay::Filter(bar)) = self.overlays.last_mut() {
            bar.look(&self.packets, &self.model.packets);
        }
    }

    fn apply_filter(&mut self, text: &str) -> Result<(), crate::inspector::filter::ParseError> {
        let text = text.trim();
        let filter = Filter::parse(text)?;
        self.packets.draft(None);
        if filter.is_empty() {
            self.packets.apply(&self.model.packets, None);
            self.notice = Some("all packets are shown".to_owned());
        } else {
            self.filters.retain(|before| before != text);
            self.filters.push(text.to_owned());
            if self.filters.len() > RECALL_MAX {
                self.filters.remove(0);
            }
            self.packets.apply(&self.model.packets, Some(Sift::new(text, filter)));
            self.notice = Some("the packets are filtered: /filter off shows all again".to_owned());
        }
        self.dissect();
        Ok(())
    }
}
