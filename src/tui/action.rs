//! Every intent of a person, named.

use super::arrangement::Way;

/// A pane that can have the focus.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Pane {
    /// Who is there.
    Peers,
    /// What was said.
    Conversation,
    /// Every frame.
    Packets,
    /// The fields of the selected frame.
    Details,
    /// Its bytes.
    Bytes,
    /// net.log.
    Log,
    /// Where a person types.
    Composer,
}

impl Pane {
    /// The order of Tab.
    pub(super) const ALL: [Self; 7] = [
        Self::Composer,
        Self::Peers,
        Self::Conversation,
        Self::Packets,
        Self::Details,
        Self::Bytes,
        Self::Log,
    ];

    /// Its name in titles and tabs.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Peers => "Peers",
            Self::Conversation => "Chat",
            Self::Packets => "Packets",
            Self::Details => "Details",
            Self::Bytes => "Bytes",
            Self::Log => "Log",
            Self::Composer => "Composer",
        }
    }
}

/// How far to move in a list or a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// One row up.
    Up,
    /// One row down.
    Down,
    /// A page up.
    PageUp,
    /// A page down.
    PageDown,
    /// To the first row.
    Home,
    /// To the last row.
    End,
    /// One place back within a row.
    Back,
    /// One place ahead within a row.
    Ahead,
}

/// How the composer is edited.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Edit {
    /// A character.
    Insert(char),
    /// A line break.
    NewLine,
    /// The character before the cursor.
    Backspace,
    /// The character at the cursor.
    Delete,
    /// The word before the cursor.
    DeleteWord,
    /// From the blank before the cursor on.
    DeleteToBlank,
    /// The word after the cursor.
    KillWord,
    /// From the cursor to the end.
    KillToEnd,
    /// From the start to the cursor.
    KillToStart,
    /// What was killed last.
    Yank,
    /// The two characters around the cursor change places.
    Transpose,
    /// As it was before.
    Undo,
    /// As it was before that was undone.
    Redo,
    /// One character left.
    Left,
    /// One character right.
    Right,
    /// One word left.
    WordLeft,
    /// One word right.
    WordRight,
    /// To the start of the line.
    LineStart,
    /// To the end of the line.
    LineEnd,
    /// What was sent before.
    Older,
    /// What was sent after that.
    Newer,
    /// Empty it, and keep it for Yank.
    Clear,
    /// Lines sent before that hold what is typed.
    Search,
    /// The rest of a command or a name.
    Complete,
}

/// An answer to what is asked over the panes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Answer {
    /// Talk to somebody, or take a changed key.
    Accept,
    /// Not this time, or keep the key that is known.
    Refuse,
    /// Never again.
    Block,
    /// The digits are the same.
    Same,
    /// They differ.
    Differ,
    /// They are compared another time.
    Later,
    /// Copy as hex.
    Hex,
    /// Copy as base64.
    Base64,
    /// Copy as escaped bytes.
    Escaped,
    /// Copy as text.
    Plain,
    /// Write the marked packets.
    Marked,
    /// Write those that are shown.
    Shown,
    /// Write all.
    All,
    /// Write them as pcapng.
    Pcapng,
    /// Write them as JSON lines.
    JsonLines,
    /// Write them as they were on the wire.
    Sealed,
    /// Write them with what was said.
    Opened,
    /// Yes, really with what was said.
    Sure,
}

impl Action {
    /// Whether it is about what only our own eyes have: what we look for, wrote beside packets and concluded.
    pub(super) const fn is_ours_alone(self) -> bool {
        matches!(
            self,
            Self::Filter
                | Self::FilterField
                | Self::Follow
                | Self::Mark
                | Self::OnlyMarked
                | Self::Comment
                | Self::NextBad
                | Self::PreviousBad
                | Self::ToPacket
                | Self::ToText
                | Self::Why
        )
    }
}

/// What is done in the attack lab.
#[cfg(feature = "lab")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum LabKey {
    /// Play the next round of the chosen attack.
    Step,
    /// Play all attacks.
    All,
    /// Switch off one more of the defences that stop the chosen attack, and play it.
    Arm,
    /// Play the chosen attack without the attacker.
    Control,
    /// Look at the matrix, or no longer.
    Matrix,
    /// Look at the toy, or no longer.
    Toy,
    /// Write the result to a file.
    Write,
}

/// What is done with the frames of a tap, after mitmproxy.
#[cfg(feature = "lab")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tap {
    /// Say what is held.
    Intercept,
    /// Hold it, or nothing any more.
    Toggle,
    /// Let the selected frame go.
    Resume,
    /// Let all go.
    ResumeAll,
    /// Change its bytes.
    Edit,
    /// Make it again what it was.
    Revert,
    /// Send it once more.
    Replay,
    /// Send it twice.
    Duplicate,
    /// Let it never arrive.
    Kill,
}

/// One intent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Action {
    /// Give the focus to a pane.
    Focus(Pane),
    /// Begin a command.
    Slash,
    /// The next pane in the order of Tab.
    NextPane,
    /// The one before.
    PreviousPane,
    /// Move within the pane that has the focus.
    Move(Step),
    /// Scroll the conversation from anywhere.
    Scroll(Step),
    /// Edit the composer.
    Edit(Edit),
    /// Send or do what the composer holds.
    Submit,
    /// Open what is selected.
    Open,
    /// Close what is selected.
    Fold,
    /// Undo the innermost: overlay, then focus.
    Back,
    /// Dial the selected peer.
    Connect,
    /// The conversation of this number.
    Conversation(usize),
    /// Begins `/search`.
    SearchSaid,
    /// The next conversation.
    NextConversation,
    /// The one before.
    PreviousConversation,
    /// The next conversation with something unread.
    NextUnread,
    /// The conversation before this one.
    LastConversation,
    /// To the line before what was not seen.
    ToUnread,
    /// The newer or older entry that holds what is searched for.
    Match(Step),
    /// Send a text once more that was not taken.
    Retry,
    /// From an entry to its packet.
    ToPacket,
    /// From a packet to the line that it carried or is about.
    ToText,
    /// The next refused frame.
    NextBad,
    /// The refused frame before.
    PreviousBad,
    /// Let the packets wait, or follow again.
    Pause,
    /// Mark the selected packet, or take its mark away.
    Mark,
    /// Show the marked packets only, or all again.
    OnlyMarked,
    /// What the time column says.
    Times,
    /// How the link of the selected packet came about.
    Handshake,
    /// From the field to its bytes, or back.
    Across,
    /// From the bytes on the wire to those that were opened, or back.
    Layer,
    /// One pane over the whole screen, or back.
    Zoom,
    /// Move a line between panes.
    Shift(Way),
    /// Move along lines that are longer than their pane.
    Slide(Step),
    /// The conversation alone.
    Bare,
    /// From a packet to its line in net.log, or back.
    LogLine,
    /// Why what is selected was refused, failed or ended.
    Why,
    /// What the spec says about what is selected.
    Spec,
    /// All actions, to choose one.
    Palette,
    /// The filter bar.
    Filter,
    /// The filter bar with the selected field and its value.
    FilterField,
    /// See with the next eyes: ours, the peer's, a listener's.
    Eyes,
    /// Hide or show everything private.
    Safe,
    /// Copy what is selected.
    Copy,
    /// Copy its bytes in one of several forms.
    CopyAs,
    /// The link of the selected packet alone, or all again.
    Follow,
    /// Something in the attack lab.
    #[cfg(feature = "lab")]
    Lab(LabKey),
    /// Something with the frames of a tap.
    #[cfg(feature = "lab")]
    Tap(Tap),
    /// Count the packets that are shown.
    Stats,
    /// Write a comment beside the selected packet.
    Comment,
    /// Write packets to a file.
    Export,
    /// All keys and commands.
    Help,
    /// Decide about who waits, else compare the digits of the current peer.
    Verify,
    /// Answer what lies over the panes.
    Answer(Answer),
    /// Look for a word in a text that lies over the panes.
    Find,
    /// To where that text was looked at before.
    Return,
    /// Take the mouse or leave it.
    Mouse,
    /// Paint anew.
    Redraw,
    /// Stop until `fg`.
    Suspend,
    /// End the program.
    Quit,
}
