//! Every action that a key can do, once: the help, the hints, the list of actions and `config.toml` are made of it.

use crate::tui::action::{Action, Answer, Edit, Pane, Step};
#[cfg(feature = "lab")]
use crate::tui::action::{LabKey, Tap};
use crate::tui::arrangement::Way;

use super::context::Context;

/// What keys can do in one context.
#[derive(Clone, Copy, Debug)]
pub(in crate::tui) struct Binding {
    /// Where the keys count.
    pub(in crate::tui) context: Context,
    /// What it is called in `config.toml`.
    pub(in crate::tui) name: &'static str,
    /// The keys, unless a person wants others.
    pub(super) keys: &'static [&'static str],
    /// What it does.
    pub(in crate::tui) action: Action,
    /// What it is for.
    pub(in crate::tui) help: &'static str,
    /// How the last line of the screen says it, if it does: the bindings whose keys it shows, and one or two words.
    pub(in crate::tui) hint: Option<(&'static [&'static str], &'static str)>,
}

impl Binding {
    /// The same with a place in the last line of the screen.
    const fn hint(self, names: &'static [&'static str], text: &'static str) -> Self {
        Self { hint: Some((names, text)), ..self }
    }
}

const fn key(
    context: Context,
    name: &'static str,
    keys: &'static [&'static str],
    action: Action,
    help: &'static str,
) -> Binding {
    Binding { context, name, keys, action, help, hint: None }
}

const fn answer(
    context: Context,
    name: &'static str,
    keys: &'static [&'static str],
    answer: Answer,
    help: &'static str,
) -> Binding {
    key(context, name, keys, Action::Answer(answer), help)
}

use Context::{
    Bytes, Composer, Conversation, Copying, Deciding, Exporting, Fields, Global, List, Log, Packets, Peers,
    Reading, Verifying,
};

/// The conversations by their numbers, which the help says in one line.
pub(in crate::tui) const CHATS: &[&str] =
    &["chat_1", "chat_2", "chat_3", "chat_4", "chat_5", "chat_6", "chat_7", "chat_8", "chat_9", "chat_10"];

const PANES: &[&str] = &["go_peers", "go_chat", "go_packets", "go_details", "go_bytes", "go_log"];

/// Every binding. The first that fits counts; what is more special stands before what is general.
#[rustfmt::skip]
pub(in crate::tui) const KEYS: &[Binding] = &[
    key(Composer, "send", &["Enter"], Action::Submit, "send, or do the command").hint(&["send"], "send"),
    key(Composer, "new_line", &["Alt+Enter", "Shift+Enter", "Ctrl+J"], Action::Edit(Edit::NewLine), "new line").hint(&["new_line"], "new line"),
    key(Composer, "complete", &["Tab"], Action::Edit(Edit::Complete), "complete, else the next pane").hint(&["complete"], "next pane"),
    key(Composer, "older", &["Up"], Action::Edit(Edit::Older), "the line sent before"),
    key(Composer, "newer", &["Down"], Action::Edit(Edit::Newer), "the line sent after that"),
    key(Composer, "left", &["Left", "Ctrl+B"], Action::Edit(Edit::Left), "one character left"),
    key(Composer, "right", &["Right"], Action::Edit(Edit::Right), "one character right"),
    key(Composer, "word_left", &["Ctrl+Left", "Alt+B"], Action::Edit(Edit::WordLeft), "one word left"),
    key(Composer, "word_right", &["Ctrl+Right", "Alt+F"], Action::Edit(Edit::WordRight), "one word right"),
    key(Composer, "line_start", &["Ctrl+A", "Home"], Action::Edit(Edit::LineStart), "start of the line"),
    key(Composer, "line_end", &["Ctrl+E", "End"], Action::Edit(Edit::LineEnd), "end of the line"),
    key(Composer, "backspace", &["Backspace", "Shift+Backspace", "Ctrl+H"], Action::Edit(Edit::Backspace), "delete the character before"),
    key(Composer, "delete", &["Delete", "Ctrl+D"], Action::Edit(Edit::Delete), "delete the character after"),
    key(Composer, "delete_to_blank", &["Ctrl+W"], Action::Edit(Edit::DeleteToBlank), "delete back to the blank before"),
    key(Composer, "delete_word", &["Alt+Backspace"], Action::Edit(Edit::DeleteWord), "delete the word before"),
    key(Composer, "delete_next_word", &["Alt+D"], Action::Edit(Edit::KillWord), "delete the word after"),
    key(Composer, "delete_to_end", &["Ctrl+K"], Action::Edit(Edit::KillToEnd), "delete to the end"),
    key(Composer, "delete_to_start", &["Ctrl+U"], Action::Edit(Edit::KillToStart), "delete to the start"),
    key(Composer, "bring_back", &["Ctrl+Y"], Action::Edit(Edit::Yank), "bring back what was deleted"),
    key(Composer, "swap", &["Ctrl+T"], Action::Edit(Edit::Transpose), "swap two characters"),
    key(Composer, "undo", &["Ctrl+_"], Action::Edit(Edit::Undo), "undo"),
    key(Composer, "redo", &["Alt+_"], Action::Edit(Edit::Redo), "redo"),
    key(Composer, "search_sent", &["Ctrl+R"], Action::Edit(Edit::Search), "search lines sent before"),
    key(Composer, "clear", &["Ctrl+C"], Action::Edit(Edit::Clear), "empty the line"),
    key(Composer, "scroll_up", &["PgUp"], Action::Scroll(Step::PageUp), "scroll the conversation up"),
    key(Composer, "scroll_down", &["PgDn"], Action::Scroll(Step::PageDown), "scroll the conversation down"),

    key(Bytes, "byte_left", &["Left"], Action::Move(Step::Back), "one byte left"),
    key(Bytes, "byte_right", &["Right"], Action::Move(Step::Ahead), "one byte right"),
    key(Bytes, "byte_up", &["Up"], Action::Move(Step::Up), "one row of bytes up"),
    key(Bytes, "byte_down", &["Down"], Action::Move(Step::Down), "one row of bytes down"),
    key(Fields, "field_bytes", &["g"], Action::Across, "between field and bytes").hint(&["field_bytes"], "field/bytes"),
    key(Fields, "opened", &["o"], Action::Layer, "on the wire or opened").hint(&["opened"], "opened"),
    key(Fields, "filter_field", &["f"], Action::FilterField, "filter on this field and its value").hint(&["filter_field"], "filter on it"),
    key(Fields, "copy_value", &["y"], Action::Copy, "copy the value").hint(&["copy_value"], "copy"),
    #[cfg(feature = "lab")]
    key(Context::Tapping, "tap_intercept", &["i"], Action::Tap(Tap::Intercept), "say which frames are held").hint(&["tap_intercept", "tap_toggle"], "hold/off"),
    #[cfg(feature = "lab")]
    key(Context::Tapping, "tap_toggle", &["I"], Action::Tap(Tap::Toggle), "hold them, or nothing any more"),
    #[cfg(feature = "lab")]
    key(Context::Tapping, "tap_resume", &["a"], Action::Tap(Tap::Resume), "let this frame go").hint(&["tap_resume", "tap_resume_all"], "go/all"),
    #[cfg(feature = "lab")]
    key(Context::Tapping, "tap_resume_all", &["A"], Action::Tap(Tap::ResumeAll), "let all frames go"),
    #[cfg(feature = "lab")]
    key(Context::Tapping, "tap_edit", &["e"], Action::Tap(Tap::Edit), "change bytes of this frame, from the selected one on").hint(&["tap_edit"], "edit"),
    #[cfg(feature = "lab")]
    key(Context::Tapping, "tap_revert", &["V"], Action::Tap(Tap::Revert), "make it again what it was"),
    #[cfg(feature = "lab")]
    key(Context::Tapping, "tap_replay", &["r"], Action::Tap(Tap::Replay), "send it once more, now").hint(&["tap_replay"], "replay"),
    #[cfg(feature = "lab")]
    key(Context::Tapping, "tap_duplicate", &["D"], Action::Tap(Tap::Duplicate), "send it twice"),
    #[cfg(feature = "lab")]
    key(Context::Tapping, "tap_kill", &["X"], Action::Tap(Tap::Kill), "let it never arrive").hint(&["tap_kill"], "drop"),
    key(Packets, "next_bad", &["n"], Action::NextBad, "next refused frame").hint(&["next_bad", "previous_bad"], "next/prev bad"),
    key(Packets, "previous_bad", &["N"], Action::PreviousBad, "previous refused frame"),
    key(Packets, "mark", &["m"], Action::Mark, "mark the packet").hint(&["mark", "only_marked"], "mark/only"),
    key(Packets, "only_marked", &["M"], Action::OnlyMarked, "marked packets only, or all"),
    key(Packets, "follow", &["F"], Action::Follow, "the link of this packet alone, or all again"),
    key(Packets, "stats", &["s"], Action::Stats, "statistics of the packets that are shown"),
    key(Packets, "comment", &[";"], Action::Comment, "write a comment beside the packet"),
    key(Packets, "copy_as", &["c"], Action::CopyAs, "copy the bytes: hex, base64, escaped, text"),
    key(Packets, "handshake", &["h"], Action::Handshake, "the handshake of this link, as a ladder").hint(&["handshake"], "handshake"),
    key(Packets, "export", &["w"], Action::Export, "write packets to a file"),
    key(Packets, "times", &["t"], Action::Times, "time of day, since the first, since the last").hint(&["times"], "times"),
    key(Packets, "log_line", &["l"], Action::LogLine, "to the line in net.log, and back").hint(&["log_line"], "log line"),
    key(Packets, "to_text", &["b"], Action::ToText, "back to the line of the chat that it carried or acks"),
    key(Log, "log_packet", &["l"], Action::LogLine, "to the packet of this line").hint(&["log_packet"], "packet"),
    key(Log, "log_left", &["Left"], Action::Slide(Step::Back), "towards the start of the lines"),
    key(Log, "log_right", &["Right"], Action::Slide(Step::Ahead), "towards the end of the lines").hint(&["log_left", "log_right"], "more"),
    key(Peers, "connect", &["c"], Action::Connect, "dial the selected peer where it was last").hint(&["connect"], "connect"),
    key(Conversation, "copy_text", &["y"], Action::Copy, "copy the text"),
    key(Conversation, "retry", &["r"], Action::Retry, "send again what was rejected"),
    key(Conversation, "to_packet", &["g"], Action::ToPacket, "to the packet of this text, then its receipt").hint(&["to_packet"], "packet"),
    key(Conversation, "older_match", &["n"], Action::Match(Step::Up), "older match of /search"),
    key(Conversation, "newer_match", &["N"], Action::Match(Step::Down), "newer match of /search"),

    key(List, "up", &["Up", "k"], Action::Move(Step::Up), "the row above").hint(&["up", "down"], "select"),
    key(List, "down", &["Down", "j"], Action::Move(Step::Down), "the row below"),
    key(List, "page_up", &["PgUp"], Action::Move(Step::PageUp), "a page up"),
    key(List, "page_down", &["PgDn"], Action::Move(Step::PageDown), "a page down"),
    key(List, "first", &["Home", "g"], Action::Move(Step::Home), "to the first row"),
    key(List, "last", &["End", "G"], Action::Move(Step::End), "to the newest, and follow").hint(&["last"], "follow"),
    key(List, "why", &["W"], Action::Why, "why it was refused, failed or ended"),
    key(List, "spec", &["K"], Action::Spec, "what the spec says about it"),
    key(List, "open", &["Enter", "Right"], Action::Open, "open").hint(&["open"], "open"),
    key(List, "close", &["Left"], Action::Fold, "close"),

    key(Reading, "text_page", &["Space"], Action::Move(Step::PageDown), "a page on"),
    key(Reading, "text_search", &["/"], Action::Find, "look for a word"),
    key(Reading, "next_hit", &["n"], Action::Match(Step::Down), "where it stands next"),
    key(Reading, "previous_hit", &["N"], Action::Match(Step::Up), "where it stood before"),
    key(Reading, "text_before", &["Left"], Action::Slide(Step::Back), "the section or the handshake before"),
    key(Reading, "text_after", &["Right"], Action::Slide(Step::Ahead), "the section or the handshake after"),
    key(Reading, "text_return", &["Backspace", "b"], Action::Return, "back to where you were in the spec"),
    key(Reading, "text_open", &["Enter"], Action::Open, "what the spec says about the sentence"),
    key(Reading, "text_close", &["q"], Action::Back, "close it"),
    #[cfg(feature = "lab")]
    key(Context::Laboratory, "lab_step", &["s"], Action::Lab(LabKey::Step), "play the next round: with one defence less"),
    #[cfg(feature = "lab")]
    key(Context::Laboratory, "lab_all", &["R"], Action::Lab(LabKey::All), "play all attacks"),
    #[cfg(feature = "lab")]
    key(Context::Laboratory, "lab_arm", &["a"], Action::Lab(LabKey::Arm), "switch off one more of its defences, and play"),
    #[cfg(feature = "lab")]
    key(Context::Laboratory, "lab_control", &["c"], Action::Lab(LabKey::Control), "play it without the attacker"),
    #[cfg(feature = "lab")]
    key(Context::Laboratory, "lab_matrix", &["m"], Action::Lab(LabKey::Matrix), "the matrix: each attack without each defence"),
    #[cfg(feature = "lab")]
    key(Context::Laboratory, "lab_toy", &["t"], Action::Lab(LabKey::Toy), "the toy: a session over a tiny prime, and how it falls"),
    #[cfg(feature = "lab")]
    key(Context::Laboratory, "lab_write", &["w"], Action::Lab(LabKey::Write), "write the result to a new file"),
    answer(Deciding, "accept", &["a"], Answer::Accept, "talk to them, or take the new key; NOT VERIFIED"),
    answer(Deciding, "refuse", &["r"], Answer::Refuse, "refuse this time, or keep the old key"),
    answer(Deciding, "block", &["b"], Answer::Block, "block: never again"),
    answer(Verifying, "same", &["v"], Answer::Same, "the digits are the same"),
    answer(Verifying, "differ", &["x"], Answer::Differ, "they differ: close the link and block the key"),
    answer(Verifying, "later", &["l"], Answer::Later, "later"),
    answer(Copying, "copy_hex", &["h"], Answer::Hex, "as hex"),
    answer(Copying, "copy_base64", &["b"], Answer::Base64, "as base64"),
    answer(Copying, "copy_escaped", &["x"], Answer::Escaped, "as escaped bytes"),
    answer(Copying, "copy_plain", &["t"], Answer::Plain, "as text"),
    answer(Exporting, "export_marked", &["m"], Answer::Marked, "the marked packets"),
    answer(Exporting, "export_shown", &["s"], Answer::Shown, "those that are shown"),
    answer(Exporting, "export_all", &["a"], Answer::All, "all"),
    answer(Exporting, "export_pcapng", &["p"], Answer::Pcapng, "as pcapng"),
    answer(Exporting, "export_json", &["j"], Answer::JsonLines, "as JSON lines"),
    answer(Exporting, "export_sealed", &["s"], Answer::Sealed, "as they were on the wire"),
    answer(Exporting, "export_opened", &["o"], Answer::Opened, "with what was said"),
    answer(Exporting, "export_sure", &["y"], Answer::Sure, "yes, with what was said"),

    key(Global, "next_pane", &["Tab"], Action::NextPane, "next pane"),
    key(Global, "previous_pane", &["Shift+Tab"], Action::PreviousPane, "previous pane"),
    key(Global, "help", &["F1", "?"], Action::Help, "help: all keys and commands").hint(&["help"], "help"),
    key(Global, "go_peers", &["F2"], Action::Focus(Pane::Peers), "to the peers").hint(PANES, "go to pane"),
    key(Global, "go_chat", &["F3"], Action::Focus(Pane::Conversation), "to the conversation"),
    key(Global, "go_packets", &["F4"], Action::Focus(Pane::Packets), "to the packets"),
    key(Global, "go_details", &["F5"], Action::Focus(Pane::Details), "to the details of the packet"),
    key(Global, "go_bytes", &["F6"], Action::Focus(Pane::Bytes), "to the bytes of the packet"),
    key(Global, "go_log", &["F7"], Action::Focus(Pane::Log), "to net.log"),
    key(Global, "verify", &["F8"], Action::Verify, "decide or verify").hint(&["verify"], "verify"),
    key(Global, "palette", &["F9"], Action::Palette, "all actions").hint(&["palette"], "actions"),
    key(Global, "filter", &["Ctrl+F"], Action::Filter, "filter the packets, or in net.log its lines").hint(&["filter"], "filter"),
    key(Global, "command", &["/"], Action::Slash, "a command").hint(&["command"], "command"),
    key(Global, "back", &["Esc", "Ctrl+C"], Action::Back, "clear the filter of this pane, else back to the line you type").hint(&["back"], "to chat"),
    key(Global, "next_chat", &["Alt+N"], Action::NextConversation, "next conversation"),
    key(Global, "previous_chat", &["Alt+P"], Action::PreviousConversation, "previous conversation"),
    key(Global, "unread_chat", &["Alt+A"], Action::NextUnread, "next conversation with news").hint(&["unread_chat"], "next unread"),
    key(Global, "last_chat", &["Alt+/"], Action::LastConversation, "the conversation before this one"),
    key(Global, "to_unread", &["Alt+U"], Action::ToUnread, "to what was not seen"),
    key(Global, "chat_1", &["Alt+1"], Action::Conversation(0), "conversation 1 of the list"),
    key(Global, "chat_2", &["Alt+2"], Action::Conversation(1), "conversation 2 of the list"),
    key(Global, "chat_3", &["Alt+3"], Action::Conversation(2), "conversation 3 of the list"),
    key(Global, "chat_4", &["Alt+4"], Action::Conversation(3), "conversation 4 of the list"),
    key(Global, "chat_5", &["Alt+5"], Action::Conversation(4), "conversation 5 of the list"),
    key(Global, "chat_6", &["Alt+6"], Action::Conversation(5), "conversation 6 of the list"),
    key(Global, "chat_7", &["Alt+7"], Action::Conversation(6), "conversation 7 of the list"),
    key(Global, "chat_8", &["Alt+8"], Action::Conversation(7), "conversation 8 of the list"),
    key(Global, "chat_9", &["Alt+9"], Action::Conversation(8), "conversation 9 of the list"),
    key(Global, "chat_10", &["Alt+0"], Action::Conversation(9), "conversation 10 of the list"),
    key(Global, "search_said", &["Ctrl+S"], Action::SearchSaid, "look for a word in this conversation, once more: in all"),
    key(Global, "chat_end", &["Alt+End"], Action::Scroll(Step::End), "end of the conversation"),
    key(Global, "pause", &["Ctrl+P"], Action::Pause, "hold the packets, or follow again").hint(&["pause"], "pause"),
    key(Global, "zoom", &["Alt+Z", "z"], Action::Zoom, "zoom: this pane alone, or all again").hint(&["zoom"], "zoom"),
    key(Global, "split_left", &["Alt+Left"], Action::Shift(Way::Left), "move the line between panes left"),
    key(Global, "split_right", &["Alt+Right"], Action::Shift(Way::Right), "move the line between panes right"),
    key(Global, "split_up", &["Alt+Up"], Action::Shift(Way::Up), "move the line between panes up"),
    key(Global, "split_down", &["Alt+Down"], Action::Shift(Way::Down), "move the line between panes down"),
    key(Global, "bare", &["Alt+L"], Action::Bare, "the conversation alone, to copy from with the mouse"),
    key(Global, "eyes", &["Alt+E"], Action::Eyes, "whose eyes: yours, the peer's, a listener's").hint(&["eyes"], "eyes"),
    key(Global, "safe", &["Alt+S"], Action::Safe, "screen-safe: hide names, addresses and texts, or show them"),
    key(Global, "mouse", &["Alt+M"], Action::Mouse, "mouse on or off"),
    key(Global, "redraw", &["Ctrl+L"], Action::Redraw, "paint anew"),
    key(Global, "suspend", &["Ctrl+Z"], Action::Suspend, "stop until fg"),
    key(Global, "quit", &["Ctrl+Q"], Action::Quit, "quit").hint(&["quit"], "quit"),
];
