//! The keys of an overlay: which of the table count, which the last line of the screen shows, and its answers.

use crate::tui::action::{Action, Answer};
use crate::tui::keys::Context;
use crate::tui::model::Question;

use super::stack::Overlay;
use super::trust::Trust;

/// Keys by the names of their bindings, and what they do here.
pub(in crate::tui) type Hint = (&'static [&'static str], &'static str);

const CLOSE: Hint = (&["back"], "close");
const LEAVE: Hint = (&["back"], "leave it");
const NOT_NOW: Hint = (&["back"], "not now");
const SCROLL: Hint = (&["up", "down"], "scroll");
const CHOOSE: Hint = (&["up", "down"], "choose");

impl Overlay {
    /// Where its keys stand in the table; where a line is typed, they are those of the composer.
    pub(in crate::tui) fn context(&self) -> Context {
        match self {
            Self::Palette(_) | Self::Filter(_) | Self::Comment(_) | Self::Finder(_) => Context::Composer,
            Self::Help(help) if help.is_typing() => Context::Composer,
            Self::Spec(spec) if spec.is_typing() => Context::Composer,
            Self::Export(export) if export.is_typing() => Context::Composer,
            Self::Help(_)
            | Self::Spec(_)
            | Self::Handshake(_)
            | Self::Why(_)
            | Self::Reading(_)
            | Self::Stats(_)
            | Self::Hidden => Context::Reading,
            #[cfg(feature = "lab")]
            Self::Lab(lab) if lab.is_typing() => Context::Composer,
            #[cfg(feature = "lab")]
            Self::Lab(_) => Context::Laboratory,
            Self::Trust(_) => Context::Deciding,
            Self::Verify(_) => Context::Verifying,
            Self::Copy(_) => Context::Copying,
            Self::Export(_) => Context::Exporting,
        }
    }

    /// What opens it from a pane, and closes it.
    pub(super) const fn opener(&self) -> Option<Action> {
        match self {
            Self::Help(_) => Some(Action::Help),
            Self::Handshake(_) => Some(Action::Handshake),
            Self::Spec(_) => Some(Action::Spec),
            Self::Why(_) => Some(Action::Why),
            Self::Stats(_) => Some(Action::Stats),
            Self::Finder(_) => Some(Action::SearchSaid),
            _ => None,
        }
    }

    /// The answers that count now.
    pub(in crate::tui) fn asked(&self) -> Vec<Answer> {
        self.answers().into_iter().map(|(answer, _)| answer).collect()
    }

    /// What can be answered now, in words.
    pub(super) fn answers(&self) -> Vec<(Answer, String)> {
        match self {
            Self::Trust(trust) => trust.answers(),
            Self::Verify(verify) => verify.answers(),
            Self::Copy(_) => super::copy::answers(),
            Self::Export(export) => export.answers(),
            _ => Vec::new(),
        }
    }

    /// What the last line of the screen says about its keys.
    pub(in crate::tui) fn hints(&self) -> &'static [Hint] {
        match self {
            Self::Help(help) if help.is_typing() => &[(&["send"], "search"), LEAVE],
            Self::Spec(spec) if spec.is_typing() => &[(&["send"], "search"), LEAVE],
            Self::Help(_) => &[CLOSE, SCROLL, (&["text_search"], "search")],
            Self::Palette(_) => &[(&["send"], "do it"), (&["older", "newer"], "choose"), CLOSE],
            Self::Finder(_) => &[(&["send"], "go there"), (&["older", "newer"], "choose"), CLOSE],
            Self::Filter(_) => &[
                (&["send"], "apply"),
                (&["complete"], "complete"),
                (&["older", "newer"], "used before"),
                CLOSE,
            ],
            Self::Hidden => &[CLOSE],
            Self::Spec(_) => &[
                CLOSE,
                SCROLL,
                (&["text_before", "text_after"], "section"),
                (&["text_search"], "search"),
                (&["next_hit"], "next"),
                (&["text_return"], "back"),
            ],
            Self::Why(_) => &[CHOOSE, (&["text_open"], "the spec about it"), CLOSE],
            Self::Handshake(_) => &[CLOSE, SCROLL, (&["text_before", "text_after"], "others")],
            Self::Reading(_) | Self::Stats(_) => &[CLOSE, SCROLL],
            #[cfg(feature = "lab")]
            Self::Lab(_) => &[
                (&["text_open"], "play"),
                (&["lab_step"], "step"),
                (&["lab_arm"], "arm"),
                (&["lab_control"], "control"),
                (&["lab_all"], "all"),
                (&["lab_matrix"], "matrix"),
                (&["lab_toy"], "toy"),
                (&["lab_write"], "write"),
                (&["text_search"], "search"),
                CHOOSE,
                (&["text_before", "text_after"], "scroll"),
                (&["back"], "leave"),
            ],
            Self::Export(export) if export.is_typing() => &[(&["send"], "write"), LEAVE],
            Self::Export(_) => &[LEAVE],
            Self::Comment(_) => &[(&["send"], "keep"), LEAVE],
            Self::Copy(_) => &[
                (&["copy_hex"], "hex"),
                (&["copy_base64"], "base64"),
                (&["copy_escaped"], "escaped"),
                (&["copy_plain"], "text"),
                CLOSE,
            ],
            Self::Trust(Trust { question: Question::Stranger { .. }, .. }) => {
                &[(&["accept"], "accept"), (&["refuse"], "refuse"), (&["block"], "block"), NOT_NOW]
            }
            Self::Trust(Trust { question: Question::Changed { claimed_by: Some(_), .. }, .. }) => {
                &[(&["refuse"], "old key"), (&["block"], "block"), NOT_NOW]
            }
            Self::Trust(_) => {
                &[(&["accept"], "new key"), (&["refuse"], "old key"), (&["block"], "block"), NOT_NOW]
            }
            Self::Verify(_) => {
                &[(&["same"], "same"), (&["differ"], "differ"), (&["later"], "later"), NOT_NOW]
            }
        }
    }
}
