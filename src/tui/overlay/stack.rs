//! One overlay of the stack.

use ratatui::layout::Rect;

use crate::explain::Page;
use crate::inspector::Sentence;
use crate::node::{Broken, TrustEntry, UnixMillis};
use crate::tui::action::{Action, Pane};
use crate::tui::effect::Effect;
use crate::tui::exporting::ExportOrder;
use crate::tui::keys::Keymap;
use crate::tui::model::{Digits, Model, Question};

use super::comment::CommentBox;
use super::copy::Copy;
use super::export::Export;
use super::filter::FilterBar;
use super::finder::Finder;
use super::handshake::Handshake;
use super::help::Help;
#[cfg(feature = "lab")]
use super::lab::Lab;
use super::palette::Palette;
use super::reading::Reading;
use super::spec::SpecView;
use super::stats::Stats;
use super::trust::Trust;
use super::verify::Verify;
use super::why::Why;

/// Rows of the highest overlay.
pub(super) const HIGH: u16 = 32;

/// Columns of the spec, its frame included.
pub(super) const SPEC_WIDE: u16 = 104;

/// Columns of what was found, its frame included.
pub(super) const FINDER_WIDE: u16 = 120;

/// What lies over the panes.
#[derive(Debug)]
pub(in crate::tui) enum Overlay {
    /// Keys and commands.
    Help(Help),
    /// How a link came about.
    Handshake(Handshake),
    /// Everything that can be done.
    Palette(Palette),
    /// The spec.
    Spec(SpecView),
    /// An explanation.
    Why(Why),
    /// Rows to read.
    Reading(Reading),
    /// A filter for the packets.
    Filter(FilterBar),
    /// A word to find in everything that was said.
    Finder(Finder),
    /// A comment on a packet.
    Comment(CommentBox),
    /// Statistics.
    Stats(Stats),
    /// Attacks on peers in memory.
    #[cfg(feature = "lab")]
    Lab(Lab),
    /// Packets to a file.
    Export(Export),
    /// Bytes, and in which form to copy them.
    Copy(Copy),
    /// Who is to be accepted.
    Trust(Trust),
    /// The digits.
    Verify(Verify),
    /// What stands for one that may name somebody.
    Hidden,
}

impl Overlay {
    /// Keys and commands, those of this pane first; or one command.
    pub(in crate::tui) fn help(pane: Pane, about: Option<&str>) -> Self {
        Self::Help(Help::new(pane, about))
    }

    /// Everything that can be done.
    pub(in crate::tui) fn palette() -> Self {
        Self::Palette(Palette::default())
    }

    /// Everything that was said, to find a word in it: this one first.
    pub(in crate::tui) fn finder(word: &str) -> Self {
        Self::Finder(Finder::new(word))
    }

    /// The spec, at this section.
    pub(in crate::tui) fn spec(section: usize) -> Self {
        Self::Spec(SpecView::at(section))
    }

    /// An explanation of something.
    pub(in crate::tui) fn why(about: String, sentences: Vec<Sentence>) -> Self {
        Self::Why(Why::new(about, sentences))
    }

    /// What became of identity keys.
    pub(in crate::tui) fn ledger(entries: &[TrustEntry], broken: Option<&Broken>) -> Self {
        Self::Reading(Reading::ledger(entries, broken))
    }

    /// How the link of this number came about.
    pub(in crate::tui) const fn handshake(conn: u64) -> Self {
        Self::Handshake(Handshake::new(conn))
    }

    /// A session explained.
    pub(in crate::tui) fn explain(page: &Page) -> Self {
        Self::Reading(Reading::explained(page))
    }

    /// Statistics of packets, which these words name.
    pub(in crate::tui) fn stats(what: String) -> Self {
        Self::Stats(Stats::new(what))
    }

    /// The attack lab, as the words behind its command ask for it, with what is known since it was left.
    #[cfg(feature = "lab")]
    pub(in crate::tui) fn lab(words: &str, left: Option<&Lab>) -> Option<Self> {
        Lab::entered(words, left).map(Self::Lab)
    }

    /// Whether it is the attack lab.
    #[cfg_attr(not(feature = "lab"), expect(clippy::unused_self, reason = "without the lab nothing is"))]
    pub(in crate::tui) const fn is_lab(&self) -> bool {
        #[cfg(feature = "lab")]
        if matches!(self, Self::Lab(_)) {
            return true;
        }
        false
    }

    /// Bytes to copy.
    pub(in crate::tui) const fn copy(what: String, bytes: Vec<u8>) -> Self {
        Self::Copy(Copy::new(what, bytes))
    }

    /// A question.
    pub(in crate::tui) const fn trust(question: Question) -> Self {
        Self::Trust(Trust::new(question))
    }

    /// Digits to compare.
    pub(in crate::tui) fn verify(digits: Digits) -> Self {
        Self::Verify(Verify::new(digits))
    }

    /// The questions of an export, of so many packets that are marked, shown and held.
    pub(in crate::tui) fn export(counts: [usize; 3], now: UnixMillis) -> Self {
        Self::Export(Export::new(counts, now))
    }

    /// An export of which only is asked whether what was said may be in it.
    pub(in crate::tui) fn export_sure(order: ExportOrder) -> Self {
        Self::Export(Export::sure(order))
    }

    /// Whether what it asks is still to be answered.
    pub(in crate::tui) fn is_open_in(&self, model: &Model) -> bool {
        match self {
            Self::Trust(Trust { question, .. }) => model.questions.contains(question),
            _ => true,
        }
    }

    /// Does what is wanted of it: whether it stays, and what is to be done elsewhere. The way back closes each, and so
    /// does what opened it.
    pub(in crate::tui) fn act(&mut self, action: Action, keys: &Keymap) -> (bool, Vec<Effect>) {
        if action == Action::Back {
            let stays = match self {
                Self::Help(help) => help.back(),
                Self::Spec(spec) => spec.back(),
                #[cfg(feature = "lab")]
                Self::Lab(lab) => lab.back(),
                _ => false,
            };
            return (stays, Vec::new());
        }
        if self.opener() == Some(action) {
            return (false, Vec::new());
        }
        if matches!(action, Action::Answer(answer) if !self.asked().contains(&answer)) {
            return (true, Vec::new());
        }
        match self {
            Self::Help(help) => help.act(action),
            Self::Handshake(handshake) => handshake.act(action),
            Self::Spec(spec) => spec.act(action),
            Self::Why(why) => why.act(action),
            Self::Reading(reading) => reading.act(action),
            Self::Palette(palette) => palette.act(action, keys),
            Self::Filter(bar) => bar.act(action),
            Self::Finder(finder) => finder.act(action),
            Self::Comment(comment) => comment.act(action),
            Self::Stats(stats) => stats.act(action),
            #[cfg(feature = "lab")]
            Self::Lab(lab) => return (true, lab.act(action)),
            Self::Copy(_) | Self::Hidden => {}
            Self::Export(export) => return export.act(action),
            Self::Trust(trust) => return trust.act(action),
            Self::Verify(verify) => return verify.act(action),
        }
        (true, Vec::new())
    }

    /// What stands for it on a safe screen: itself, where it shows words of the program only.
    pub(in crate::tui) fn masked(&self, keys: &Keymap) -> Self {
        match self {
            Self::Help(help) if help.is_public(keys) => Self::Help(help.clone()),
            Self::Palette(palette) if palette.choice(keys).is_some() => Self::Palette(palette.clone()),
            Self::Handshake(handshake) => Self::Handshake(handshake.clone()),
            Self::Spec(spec) if spec.is_public() => Self::Spec(spec.clone()),
            #[cfg(feature = "lab")]
            Self::Lab(lab) if lab.is_public() => Self::Lab(lab.masked()),
            _ => Self::Hidden,
        }
    }

    /// Does what depends on the size of the screen.
    pub(in crate::tui) fn fit(&mut self, screen: Rect, model: &Model) {
        match self {
            Self::Handshake(handshake) => {
                let rows = screen.height.saturating_sub(4).min(30);
                handshake.fit(model, usize::from(inner_width(screen)), usize::from(rows));
            }
            Self::Reading(reading) => reading.fit(room(screen, (84, 2))),
            Self::Stats(stats) => stats.fit(model, room(screen, (84, 2))),
            #[cfg(feature = "lab")]
            Self::Lab(lab) => {
                let (lines, rows) = lab.measure(whole(screen));
                lab.fit(lines, rows);
            }
            Self::Trust(trust) => trust.fit(model, room(screen, (84, 0))),
            Self::Verify(verify) => verify.fit(model, room(screen, (100, 0))),
            Self::Finder(finder) => finder.fit(room(screen, (FINDER_WIDE, 2)).1),
            Self::Spec(spec) => spec.fit(room(screen, (SPEC_WIDE, 2))),
            Self::Help(help) => help.fit(&model.keys, room(screen, (84, 2))),
            Self::Palette(_)
            | Self::Filter(_)
            | Self::Comment(_)
            | Self::Copy(_)
            | Self::Export(_)
            | Self::Why(_)
            | Self::Hidden => {}
        }
    }
}

/// Columns and rows for words inside an overlay that is so wide at most, and leaves so many rows of the screen.
pub(super) fn room(screen: Rect, (wide, spared): (u16, u16)) -> (usize, usize) {
    let (width, height) = (screen.width.min(wide), screen.height.saturating_sub(spared).min(HIGH));
    (usize::from(width.saturating_sub(4)), usize::from(height.saturating_sub(2)))
}

/// Columns and rows for words inside an overlay that has the whole screen but its first and last line.
#[cfg(feature = "lab")]
pub(super) fn whole(screen: Rect) -> (usize, usize) {
    (usize::from(screen.width.saturating_sub(4)), usize::from(screen.height.saturating_sub(4)))
}

/// Columns for words inside an overlay.
fn inner_width(screen: Rect) -> u16 {
    screen.width.min(84).saturating_sub(4)
}
