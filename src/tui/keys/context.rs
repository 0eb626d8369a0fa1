//! Where keys count: in a pane, or in what lies over the panes.

use crate::tui::action::{Action, Edit, Pane};

use super::chord::Chord;
use super::table::Binding;

/// Where a key counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::tui) enum Context {
    /// Everywhere; characters only where they are not text.
    Global,
    /// While the composer has the focus.
    Composer,
    /// While any other pane has the focus.
    List,
    /// While the peers have the focus.
    Peers,
    /// While the conversation has the focus.
    Conversation,
    /// While one of the packet panes has the focus.
    Packets,
    /// The same at a tap.
    #[cfg(feature = "lab")]
    Tapping,
    /// While the fields or the bytes have the focus.
    Fields,
    /// While the bytes have the focus.
    Bytes,
    /// While net.log has the focus.
    Log,
    /// While a text lies over the panes.
    Reading,
    /// While the attack lab lies over the panes.
    #[cfg(feature = "lab")]
    Laboratory,
    /// While somebody waits for a decision.
    Deciding,
    /// While digits are compared.
    Verifying,
    /// While the form of a copy is asked for.
    Copying,
    /// While an export asks.
    Exporting,
}

use Context::{
    Bytes, Composer, Conversation, Copying, Deciding, Exporting, Fields, Global, List, Log, Packets, Peers,
    Reading, Verifying,
};

impl Context {
    /// All of them, in the order of the reference.
    pub(super) const ALL: &[Self] = &[
        Global,
        Composer,
        List,
        Peers,
        Conversation,
        Packets,
        #[cfg(feature = "lab")]
        Self::Tapping,
        Fields,
        Bytes,
        Log,
        Reading,
        #[cfg(feature = "lab")]
        Self::Laboratory,
        Deciding,
        Verifying,
        Copying,
        Exporting,
    ];

    /// Where that is, in a few words.
    pub(in crate::tui) const fn place(self) -> &'static str {
        match self {
            Global => "everywhere",
            Composer => "composer",
            List => "panes",
            Peers => "peers",
            Conversation => "conversation",
            Packets => "packet panes",
            #[cfg(feature = "lab")]
            Self::Tapping => "packets of a tap",
            Fields => "details, bytes",
            Bytes => "bytes",
            Log => "net.log",
            Reading => "help and other texts",
            #[cfg(feature = "lab")]
            Self::Laboratory => "attack lab",
            Deciding => "accept or refuse",
            Verifying => "compare digits",
            Copying => "copy bytes",
            Exporting => "export packets",
        }
    }

    /// Whether it is something over the panes that has these keys.
    pub(in crate::tui) const fn is_over(self) -> bool {
        #[cfg(feature = "lab")]
        if matches!(self, Self::Laboratory) {
            return true;
        }
        matches!(self, Reading | Deciding | Verifying | Copying | Exporting)
    }

    /// Whether this character is typed there.
    pub(super) const fn types(self, c: char) -> bool {
        match self {
            Composer => true,
            Verifying => c.is_ascii_digit(),
            _ => false,
        }
    }
}

/// Whether keys of this context count while `pane` has the focus.
pub(in crate::tui) const fn counts(context: Context, pane: Pane) -> bool {
    match context {
        Global => true,
        Composer => matches!(pane, Pane::Composer),
        Peers => matches!(pane, Pane::Peers),
        Conversation => matches!(pane, Pane::Conversation),
        List => !matches!(pane, Pane::Composer),
        Packets => matches!(pane, Pane::Packets | Pane::Details | Pane::Bytes),
        #[cfg(feature = "lab")]
        Context::Tapping => counts(Packets, pane),
        Fields => matches!(pane, Pane::Details | Pane::Bytes),
        Bytes => matches!(pane, Pane::Bytes),
        Log => matches!(pane, Pane::Log),
        #[cfg(feature = "lab")]
        Context::Laboratory => false,
        Reading | Deciding | Verifying | Copying | Exporting => false,
    }
}

/// Whether a key of this binding counts while something with keys of `context` lies over the panes: its own, those
/// that move and lead back, those that hold everywhere, and in a text the one that opened it. Where characters
/// answer or are typed, they are nothing else.
pub(super) fn counts_over(binding: &Binding, context: Context, chord: Chord) -> bool {
    let is_text = chord.typed().is_some();
    #[cfg(feature = "lab")]
    if context == Context::Laboratory {
        // It is a list beside a text; what letters do elsewhere they do not do here.
        let is_shared = match binding.context {
            List => matches!(binding.action, Action::Move(_)),
            Reading => {
                matches!(binding.action, Action::Move(_) | Action::Slide(_) | Action::Open | Action::Find)
            }
            _ => false,
        };
        let is_back = binding.action == Action::Back && !is_text;
        return binding.context == context || is_shared || is_back;
    }
    let is_read = context == Reading;
    match (binding.context, binding.action) {
        (own, _) if own == context => true,
        (List, Action::Move(_)) | (Global, Action::Back) => is_read || !is_text,
        (Global, Action::Quit | Action::Suspend | Action::Redraw | Action::Safe) => !is_text,
        (_, Action::Help | Action::Why | Action::Spec | Action::Handshake | Action::Stats) => is_read,
        (Composer, Action::Edit(Edit::Backspace)) => context == Verifying,
        _ => false,
    }
}
