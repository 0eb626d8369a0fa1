//! Typing a filter, and applying it.

use crate::inspector::filter::{Filter, ParseError, Subject, about};

use crate::text::escape;

use super::action::Pane;
use super::app::App;
use super::command::Done;
use super::overlay::{FilterBar, Overlay};
use super::panel::Sift;

/// Filters that Up brings back.
const RECALL_MAX: usize = 50;
/// Filters that one key brings into the bar.
const PRESETS: [&str; 4] = ["bad", "kind == text", "dir == received", "type != message"];
const LINE_PRESETS: [&str; 4] = ["bad", "event != frame", "level in {ERROR, WARN}", "event == frame"];

impl App {
    /// Opens the filter bar on the filter that counts.
    pub(super) fn open_filter(&mut self) {
        let (subject, applied) = match self.focus {
            Pane::Log => (Subject::Lines, self.model.log.filter()),
            _ => (Subject::Packets, self.packets.applied().map(Sift::text)),
        };
        let applied = applied.unwrap_or_default().to_owned();
        self.open_bar(subject, &applied);
    }

    /// Opens it on the selected field and its value.
    pub(super) fn filter_field(&mut self) {
        let packet = self.packet_seen();
        let Some(((_, dissection), packet)) = self.dissection.as_ref().zip(packet) else { return };
        let field = self.packets.fields.field(dissection);
        let Some(node) = field.and_then(|index| dissection.nodes.get(index)) else { return };
        let text = about(node, &packet);
        self.open_bar(Subject::Packets, &text);
    }

    fn open_bar(&mut self, subject: Subject, text: &str) {
        let mut bar = FilterBar::new((subject, text), self.presets(subject), self.filters.clone());
        bar.try_on(&mut self.packets, &self.model);
        self.overlays.push(Overlay::Filter(bar));
    }

    /// Filters to begin with, and those for whom and for which link the selected packet is.
    fn presets(&self, subject: Subject) -> Vec<String> {
        let presets = match subject {
            Subject::Packets => PRESETS,
            Subject::Lines => LINE_PRESETS,
        };
        let mut presets = presets.map(str::to_owned).to_vec();
        if let Some(packet) = self.packets.packet(&self.model.packets) {
            presets.push(format!("peer == {:?}", packet.peer));
            presets.push(format!("conn == {}", packet.conn));
        }
        presets
    }

    /// The command: a filter to apply, or nothing to open the bar; `off` shows everything.
    pub(super) fn filter_command(&mut self, text: &str) -> Done {
        self.own_eyes()?;
        if text.is_empty() {
            self.open_filter();
        } else {
            self.limit_typed(Subject::Packets, text)?;
        }
        Ok(Vec::new())
    }

    /// `/log`: goes to net.log, and shows only the lines that a filter lets through; `off` shows all.
    pub(super) fn log_command(&mut self, text: &str) -> Done {
        if !text.is_empty() {
            self.limit_typed(Subject::Lines, text)?;
        }
        self.focus = Pane::Log;
        Ok(Vec::new())
    }

    fn limit_typed(&mut self, subject: Subject, text: &str) -> Result<(), String> {
        let text = if text == "off" { "" } else { text };
        self.limit(subject, text).map_err(|error| error.placed(text))
    }

    /// Shows only what a filter lets through; an empty one lets through everything.
    fn limit(&mut self, subject: Subject, text: &str) -> Result<(), ParseError> {
        let text = text.trim();
        let filter = self.model.naming(Filter::about(subject, text)?);
        self.show_only(subject, text, filter);
        Ok(())
    }

    /// Understands the names of peers again wherever they stand, once others are known or have other links.
    pub(super) fn name_anew(&mut self) {
        let model = &mut self.model;
        let again = |subject, text: &str| Filter::about(subject, text).ok();
        let applied = self.packets.applied();
        let named = applied.and_then(|sift| Some(model.naming(again(Subject::Packets, sift.text())?)));
        if let Some((before, named)) = applied.zip(named)
            && !named.is_named_as(before.filter())
        {
            let sift = Sift::new(before.text(), named);
            self.packets.replace(&model.packets, sift);
        }
        let text = model.log.filter().map(str::to_owned);
        if let Some(text) = text
            && let Some(filter) = again(Subject::Lines, &text)
        {
            let named = model.naming(filter);
            model.log.limit_anew(&text, named);
        }
        self.colours.name(|filter| model.naming(filter));
    }

    fn show_only(&mut self, subject: Subject, text: &str, filter: Filter) {
        let (what, command) = match subject {
            Subject::Packets => ("packets", "/filter off"),
            Subject::Lines => ("lines", "/log off"),
        };
        self.notice = Some(if filter.is_empty() {
            format!("all {what} are shown")
        } else {
            self.remember(text);
            format!("the {what} are filtered: {command} shows all again")
        });
        match subject {
            Subject::Packets => {
                let sift = (!filter.is_empty()).then(|| Sift::new(text, filter));
                self.packets.draft(None);
                self.packets.apply(&self.model.packets, sift);
                self.dissect();
            }
            Subject::Lines => self.model.log.limit(text, filter),
        }
    }

    /// Keeps a filter for Up in the bar.
    fn remember(&mut self, text: &str) {
        self.filters.retain(|before| before != text);
        self.filters.push(text.to_owned());
        if self.filters.len() > RECALL_MAX {
            self.filters.remove(0);
        }
    }

    /// Enter in the bar: applies what is typed, or says that the filter before it stays.
    pub(super) fn enter_filter(&mut self, mut bar: FilterBar) {
        if self.limit(bar.subject, bar.text()).is_err() {
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
        if let Some(Overlay::Stats(stats)) = self.overlays.last_mut() {
            stats.count(&self.packets, &self.model.packets);
        }
        #[cfg(feature = "lab")]
        if let Some(Overlay::Lab(lab)) = self.overlays.last_mut() {
            lab.work();
            lab.hear(self.fault.as_ref().or(self.notice.as_ref()));
        }
    }

    /// Whether there are packets left to look at, so that another frame is due.
    pub(super) fn is_sifting(&self) -> bool {
        let counts = matches!(self.overlays.last(), Some(Overlay::Stats(stats)) if stats.is_counting());
        #[cfg(feature = "lab")]
        let counts = counts || matches!(self.overlays.last(), Some(Overlay::Lab(lab)) if lab.is_working());
        counts || self.packets.is_sifting()
    }

    /// Counts the packets that are shown.
    pub(super) fn open_stats(&mut self) {
        let what = match self.packets.applied() {
            _ if self.packets.is_marked_only() => "of the marked packets".to_owned(),
            Some(sift) => format!("of the packets that the filter shows: {}", escape(sift.text())),
            None => "of all packets that are held".to_owned(),
        };
        self.overlays.push(Overlay::stats(what));
    }

    /// Whether the way back from here is to show all rows again.
    pub(super) fn is_filter_first(&self) -> bool {
        match self.focus {
            Pane::Packets => self.own_eyes().is_ok() && self.packets.applied().is_some(),
            Pane::Log => self.model.log.filter().is_some(),
            _ => false,
        }
    }

    /// Shows all rows of the pane that has the focus.
    pub(super) fn unfilter_here(&mut self) {
        let subject = if self.focus == Pane::Log { Subject::Lines } else { Subject::Packets };
        self.show_only(subject, "", Filter::default());
    }
}
