//! Which key does what where: one table, which is the help too.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::action::{Action, Edit, Pane, Step};
use super::arrangement::Way;

/// Where a key counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Context {
    /// Everywhere.
    Global,
    /// While the composer has the focus.
    Composer,
    /// While a list has the focus.
    List,
    /// While the conversation has the focus.
    Conversation,
    /// While one of the packet panes has the focus.
    Packets,
    /// While the fields or the bytes have the focus.
    Fields,
    /// While the bytes have the focus.
    Bytes,
    /// While net.log has the focus.
    Log,
}

/// One key.
#[derive(Clone, Copy, Debug)]
pub(super) struct Binding {
    /// Where it counts.
    pub(super) context: Context,
    code: KeyCode,
    modifiers: KeyModifiers,
    /// What it does.
    pub(super) action: Action,
    /// How it is written.
    pub(super) label: &'static str,
    /// What it is for; empty where another line says it already.
    pub(super) help: &'static str,
    /// How the last line of the screen says it, if it does: keys and one or two words.
    pub(super) hint: Option<(&'static str, &'static str)>,
}

impl Binding {
    /// The same with a place in the last line of the screen.
    const fn hint(self, keys: &'static str, text: &'static str) -> Self {
        Self { hint: Some((keys, text)), ..self }
    }

    /// The key as a terminal reports it.
    pub(super) const fn event(&self) -> KeyEvent {
        KeyEvent::new(self.code, self.modifiers)
    }
}

const NONE: KeyModifiers = KeyModifiers::NONE;
const CTRL: KeyModifiers = KeyModifiers::CONTROL;
const ALT: KeyModifiers = KeyModifiers::ALT;
const SHIFT: KeyModifiers = KeyModifiers::SHIFT;
const ALT_SHIFT: KeyModifiers = KeyModifiers::ALT.union(KeyModifiers::SHIFT);

const fn key(
    context: Context,
    (code, modifiers): (KeyCode, KeyModifiers),
    action: Action,
    label: &'static str,
    help: &'static str,
) -> Binding {
    Binding { context, code, modifiers, action, label, help, hint: None }
}

use Context::{Bytes, Composer, Conversation, Fields, Global, List, Log, Packets};
use KeyCode::{
    BackTab, Backspace, Char, Delete, Down, End, Enter, Esc, F, Home, Left, PageDown, PageUp, Right, Tab, Up,
};

/// Every key. The first that fits counts; what is more special stands before what is general.
#[rustfmt::skip]
pub(super) const KEYS: &[Binding] = &[
    key(Composer, (Enter, NONE), Action::Submit, "Enter", "send, or do the command").hint("Enter", "send"),
    key(Composer, (Enter, ALT), Action::Edit(Edit::NewLine), "Alt+Enter", "new line").hint("Alt+Enter", "new line"),
    key(Composer, (Enter, SHIFT), Action::Edit(Edit::NewLine), "Shift+Enter", ""),
    key(Composer, (Char('j'), CTRL), Action::Edit(Edit::NewLine), "Ctrl+J", ""),
    key(Composer, (Tab, NONE), Action::Edit(Edit::Complete), "Tab", "complete, else the next pane").hint("Tab", "next pane"),
    key(Composer, (Char('/'), NONE), Action::Edit(Edit::Insert('/')), "/", "a command").hint("/", "command"),
    key(Composer, (Up, NONE), Action::Edit(Edit::Older), "Up/Down", "lines sent before"),
    key(Composer, (Down, NONE), Action::Edit(Edit::Newer), "Down", ""),
    key(Composer, (Left, NONE), Action::Edit(Edit::Left), "Left", ""),
    key(Composer, (Right, NONE), Action::Edit(Edit::Right), "Right", ""),
    key(Composer, (Char('b'), CTRL), Action::Edit(Edit::Left), "Ctrl+B", ""),
    key(Composer, (Left, CTRL), Action::Edit(Edit::WordLeft), "Ctrl+Left", "word left, word right"),
    key(Composer, (Right, CTRL), Action::Edit(Edit::WordRight), "Ctrl+Right", ""),
    key(Composer, (Char('b'), ALT), Action::Edit(Edit::WordLeft), "Alt+B", ""),
    key(Composer, (Char('f'), ALT), Action::Edit(Edit::WordRight), "Alt+F", ""),
    key(Composer, (Home, NONE), Action::Edit(Edit::LineStart), "Home", ""),
    key(Composer, (End, NONE), Action::Edit(Edit::LineEnd), "End", ""),
    key(Composer, (Char('a'), CTRL), Action::Edit(Edit::LineStart), "Ctrl+A", "start of the line"),
    key(Composer, (Char('e'), CTRL), Action::Edit(Edit::LineEnd), "Ctrl+E", "end of the line"),
    key(Composer, (Backspace, NONE), Action::Edit(Edit::Backspace), "Backspace", ""),
    key(Composer, (Backspace, SHIFT), Action::Edit(Edit::Backspace), "Shift+Backspace", ""),
    key(Composer, (Char('h'), CTRL), Action::Edit(Edit::Backspace), "Ctrl+H", ""),
    key(Composer, (Backspace, ALT), Action::Edit(Edit::DeleteWord), "Alt+Backspace", ""),
    key(Composer, (Delete, NONE), Action::Edit(Edit::Delete), "Delete", ""),
    key(Composer, (Char('d'), CTRL), Action::Edit(Edit::Delete), "Ctrl+D", ""),
    key(Composer, (Char('w'), CTRL), Action::Edit(Edit::DeleteToBlank), "Ctrl+W", "delete the word before"),
    key(Composer, (Char('d'), ALT), Action::Edit(Edit::KillWord), "Alt+D", "delete the word after"),
    key(Composer, (Char('k'), CTRL), Action::Edit(Edit::KillToEnd), "Ctrl+K", "delete to the end"),
    key(Composer, (Char('u'), CTRL), Action::Edit(Edit::KillToStart), "Ctrl+U", "delete to the start"),
    key(Composer, (Char('y'), CTRL), Action::Edit(Edit::Yank), "Ctrl+Y", "bring back what was deleted"),
    key(Composer, (Char('t'), CTRL), Action::Edit(Edit::Transpose), "Ctrl+T", "swap two characters"),
    key(Composer, (Char('_'), CTRL), Action::Edit(Edit::Undo), "Ctrl+_", "undo"),
    key(Composer, (Char('7'), CTRL), Action::Edit(Edit::Undo), "Ctrl+7", ""),
    key(Composer, (Char('_'), ALT), Action::Edit(Edit::Redo), "Alt+_", "redo"),
    key(Composer, (Char('_'), ALT_SHIFT), Action::Edit(Edit::Redo), "Alt+_", ""),
    key(Composer, (Char('r'), CTRL), Action::Edit(Edit::Search), "Ctrl+R", "search lines sent before"),
    key(Composer, (Char('c'), CTRL), Action::Edit(Edit::Clear), "Ctrl+C", "empty the line"),
    key(Composer, (PageUp, NONE), Action::Scroll(Step::PageUp), "PgUp/PgDn", "scroll the conversation"),
    key(Composer, (PageDown, NONE), Action::Scroll(Step::PageDown), "PgDn", ""),

    key(Bytes, (Left, NONE), Action::Move(Step::Back), "←→↑↓", "byte by byte"),
    key(Bytes, (Right, NONE), Action::Move(Step::Ahead), "→", ""),
    key(Bytes, (Up, NONE), Action::Move(Step::Up), "Up", ""),
    key(Bytes, (Down, NONE), Action::Move(Step::Down), "Down", ""),
    key(Fields, (Char('g'), NONE), Action::Across, "g", "between field and bytes").hint("g", "field/bytes"),
    key(Fields, (Char('o'), NONE), Action::Layer, "o", "on the wire or opened").hint("o", "opened"),
    key(Fields, (Char('y'), NONE), Action::Copy, "y", "copy the value").hint("y", "copy"),
    key(Packets, (Char('n'), NONE), Action::NextBad, "n/N", "next or previous refused frame").hint("n/N", "next/prev bad"),
    key(Packets, (Char('N'), SHIFT), Action::PreviousBad, "N", ""),
    key(Packets, (Char('m'), NONE), Action::Mark, "m", "mark").hint("m", "mark"),
    key(Packets, (Char('M'), SHIFT), Action::OnlyMarked, "M", "marked only"),
    key(Packets, (Char('h'), NONE), Action::Handshake, "h", "handshake of this link"),
    key(Packets, (Char('t'), NONE), Action::Times, "t", "time, since the first, since the last"),
    key(Conversation, (Char('y'), NONE), Action::Copy, "y", "copy the text"),
    key(Conversation, (Char('r'), NONE), Action::Retry, "r", "send again what was rejected"),
    key(Conversation, (Char('g'), NONE), Action::ToPacket, "g", "to the packet"),
    key(Conversation, (Char('n'), NONE), Action::Match(Step::Up), "n/N", "older or newer match of /search"),
    key(Conversation, (Char('N'), SHIFT), Action::Match(Step::Down), "N", ""),

    key(List, (Up, NONE), Action::Move(Step::Up), "↑↓", "select").hint("↑↓", "select"),
    key(List, (Down, NONE), Action::Move(Step::Down), "Down", ""),
    key(List, (Char('k'), NONE), Action::Move(Step::Up), "k", ""),
    key(List, (Char('j'), NONE), Action::Move(Step::Down), "j", ""),
    key(List, (PageUp, NONE), Action::Move(Step::PageUp), "PgUp/PgDn", "a page"),
    key(List, (PageDown, NONE), Action::Move(Step::PageDown), "PgDn", ""),
    key(List, (Home, NONE), Action::Move(Step::Home), "Home", ""),
    key(List, (Char('g'), NONE), Action::Move(Step::Home), "g", ""),
    key(List, (End, NONE), Action::Move(Step::End), "End", "to the newest, and follow").hint("End", "follow"),
    key(List, (Char('G'), SHIFT), Action::Move(Step::End), "G", ""),
    key(List, (Enter, NONE), Action::Open, "Enter", "open").hint("Enter", "open"),
    key(List, (Right, NONE), Action::Open, "→", ""),
    key(List, (Left, NONE), Action::Fold, "←", "close"),
    key(Packets, (Char('l'), NONE), Action::LogLine, "l", "to the line in net.log, and back").hint("l", "log line"),
    key(Log, (Char('l'), NONE), Action::LogLine, "l", "to the packet of this line").hint("l", "packet"),
    key(List, (Char('z'), NONE), Action::Zoom, "z", "zoom").hint("z", "zoom"),
    key(List, (Char('?'), NONE), Action::Help, "?", ""),
    key(List, (Char('c'), CTRL), Action::Back, "Ctrl+C", ""),
    key(List, (Char('/'), NONE), Action::Slash, "/", "a command"),

    key(Global, (Tab, NONE), Action::NextPane, "Tab", "next pane"),
    key(Global, (BackTab, SHIFT), Action::PreviousPane, "Shift+Tab", "previous pane"),
    key(Global, (BackTab, NONE), Action::PreviousPane, "Shift+Tab", ""),
    key(Global, (F(1), NONE), Action::Help, "F1", "help").hint("F1", "help"),
    key(Global, (F(2), NONE), Action::Focus(Pane::Peers), "F2", "peers").hint("F2-F7", "go to pane"),
    key(Global, (F(3), NONE), Action::Focus(Pane::Conversation), "F3", "conversation"),
    key(Global, (F(4), NONE), Action::Focus(Pane::Packets), "F4", "packets"),
    key(Global, (F(5), NONE), Action::Focus(Pane::Details), "F5", "details"),
    key(Global, (F(6), NONE), Action::Focus(Pane::Bytes), "F6", "bytes"),
    key(Global, (F(7), NONE), Action::Focus(Pane::Log), "F7", "net.log"),
    key(Global, (F(9), NONE), Action::Palette, "F9", "all actions"),
    key(Global, (F(8), NONE), Action::Verify, "F8", "decide or verify").hint("F8", "verify"),
    key(Global, (Esc, NONE), Action::Back, "Esc", "back to the line you type").hint("Esc", "to chat"),
    key(Global, (Char('n'), ALT), Action::NextConversation, "Alt+N/P", "next or previous conversation"),
    key(Global, (Char('p'), ALT), Action::PreviousConversation, "Alt+P", ""),
    key(Global, (Char('a'), ALT), Action::NextUnread, "Alt+A", "next conversation with news").hint("Alt+A", "next unread"),
    key(Global, (Char('/'), ALT), Action::LastConversation, "Alt+/", "the conversation before this one"),
    key(Global, (Char('u'), ALT), Action::ToUnread, "Alt+U", "to what was not seen"),
    key(Global, (Char('1'), ALT), Action::Conversation(0), "Alt+1..9", "conversation by number"),
    key(Global, (Char('2'), ALT), Action::Conversation(1), "Alt+2", ""),
    key(Global, (Char('3'), ALT), Action::Conversation(2), "Alt+3", ""),
    key(Global, (Char('4'), ALT), Action::Conversation(3), "Alt+4", ""),
    key(Global, (Char('5'), ALT), Action::Conversation(4), "Alt+5", ""),
    key(Global, (Char('6'), ALT), Action::Conversation(5), "Alt+6", ""),
    key(Global, (Char('7'), ALT), Action::Conversation(6), "Alt+7", ""),
    key(Global, (Char('8'), ALT), Action::Conversation(7), "Alt+8", ""),
    key(Global, (Char('9'), ALT), Action::Conversation(8), "Alt+9", ""),
    key(Global, (End, ALT), Action::Scroll(Step::End), "Alt+End", "end of the conversation"),
    key(Global, (Char('p'), CTRL), Action::Pause, "Ctrl+P", "hold the packets").hint("Ctrl+P", "pause"),
    key(Global, (Char('z'), ALT), Action::Zoom, "Alt+Z", "zoom"),
    key(Global, (Left, ALT), Action::Shift(Way::Left), "Alt+arrows", "move the line between panes"),
    key(Global, (Right, ALT), Action::Shift(Way::Right), "Alt+Right", ""),
    key(Global, (Up, ALT), Action::Shift(Way::Up), "Alt+Up", ""),
    key(Global, (Down, ALT), Action::Shift(Way::Down), "Alt+Down", ""),
    key(Global, (Char('m'), ALT), Action::Mouse, "Alt+M", "mouse on or off"),
    key(Global, (Char('l'), CTRL), Action::Redraw, "Ctrl+L", "paint anew"),
    key(Global, (Char('z'), CTRL), Action::Suspend, "Ctrl+Z", "stop until fg"),
    key(Global, (Char('q'), CTRL), Action::Quit, "Ctrl+Q", "quit").hint("Ctrl+Q", "quit"),
];

/// Whether keys of this context count while `pane` has the focus.
pub(super) const fn counts(context: Context, pane: Pane) -> bool {
    match context {
        Global => true,
        Composer => matches!(pane, Pane::Composer),
        Conversation => matches!(pane, Pane::Conversation),
        List => !matches!(pane, Pane::Composer),
        Packets => matches!(pane, Pane::Packets | Pane::Details | Pane::Bytes),
        Fields => matches!(pane, Pane::Details | Pane::Bytes),
        Bytes => matches!(pane, Pane::Bytes),
        Log => matches!(pane, Pane::Log),
    }
}

/// What a key means while `pane` has the focus.
pub(super) fn action(pane: Pane, event: KeyEvent) -> Option<Action> {
    let (code, modifiers) = (event.code, event.modifiers);
    let bound = |binding: &&Binding| {
        counts(binding.context, pane) && binding.code == code && binding.modifiers == modifiers
    };
    let typed = || match code {
        Char(c) if pane == Pane::Composer && (modifiers - SHIFT).is_empty() => {
            Some(Action::Edit(Edit::Insert(c)))
        }
        _ => None,
    };
    KEYS.iter().find(bound).map(|binding| binding.action).or_else(typed)
}
