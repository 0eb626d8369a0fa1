//! The values of all knobs.

/// Everything that can be chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own")]
pub struct Settings {
    /// What is behind the text.
    pub theme: Ground,
    /// How many colours.
    pub color: Colors,
    /// Nothing but ASCII in frames and signs.
    pub ascii: bool,
    /// The mouse is the program's.
    pub mouse: bool,
    /// The title of the window is the program's.
    pub title: bool,
    /// A text or a refused frame rings.
    pub bell: bool,
    /// What a notification of the desktop says.
    pub notify: Notify,
    /// How the terminal is asked for one.
    pub notify_osc: Osc,
    /// Seconds in the times of the conversation.
    pub seconds: bool,
    /// Nothing on the screen names anybody or says what was said.
    pub safe: bool,
    /// Which panes there are.
    pub layout: Shape,
    /// MiB of packets that are kept for looking at.
    pub packets_mib: u32,
    /// MiB of one file of net.log.
    pub log_mib: u32,
    /// Older files of net.log that are kept.
    pub log_files: u32,
    /// What happens to unknown peers.
    pub accept: Accept,
    /// The folder for files that come; empty for that of the profile.
    pub downloads: String,
}

impl Settings {
    /// What counts where nothing was chosen.
    pub const DEFAULT: Self = Self {
        theme: Ground::Auto,
        color: Colors::Auto,
        ascii: false,
        mouse: true,
        title: true,
        bell: false,
        notify: Notify::Off,
        notify_osc: Osc::Auto,
        seconds: false,
        safe: false,
        layout: Shape::Both,
        packets_mib: 64,
        log_mib: 8,
        log_files: 5,
        accept: Accept::Auto,
        downloads: String::new(),
    };
}

impl Default for Settings {
    fn default() -> Self {
        Self::DEFAULT
    }
}

/// What is behind the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ground {
    /// As the terminal says, else dark.
    Auto,
    /// Light text on a dark ground.
    Dark,
    /// Dark text on a light ground.
    Light,
}

/// How many colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Colors {
    /// As the terminal and `NO_COLOR` say.
    Auto,
    /// Bold, reverse and words only.
    Never,
    /// The sixteen of every terminal.
    Sixteen,
    /// 256.
    Full,
}

/// Which panes there are where all would have room.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// The conversation and the packets.
    Both,
    /// The conversation.
    Chat,
    /// The packets.
    Packets,
}

/// What happens to unknown peers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Accept {
    /// Ask at a terminal, else only those who are known.
    Auto,
    /// A person decides.
    Ask,
    /// Only those who are known.
    Known,
    /// Anybody, unverified.
    Any,
}

/// What a notification of the desktop says: others may see it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Notify {
    /// There is none.
    Off,
    /// That there is a text.
    Message,
    /// And whose.
    Name,
    /// And what it says.
    Text,
}

/// How a terminal is asked for a notification.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Osc {
    /// As the terminal's name says.
    Auto,
    /// OSC 9, of iTerm2 and many others.
    Nine,
    /// OSC 777, of rxvt, foot and VTE.
    Rxvt,
}

impl Notify {
    pub(super) const WORDS: &[(&str, Self)] =
        &[("off", Self::Off), ("message", Self::Message), ("name", Self::Name), ("text", Self::Text)];
}

impl Osc {
    pub(super) const WORDS: &[(&str, Self)] = &[("auto", Self::Auto), ("9", Self::Nine), ("777", Self::Rxvt)];
}

impl Ground {
    pub(super) const WORDS: &[(&str, Self)] =
        &[("auto", Self::Auto), ("dark", Self::Dark), ("light", Self::Light)];
}

impl Colors {
    pub(super) const WORDS: &[(&str, Self)] =
        &[("auto", Self::Auto), ("never", Self::Never), ("16", Self::Sixteen), ("256", Self::Full)];
}

impl Shape {
    /// The word for it, in the file and after `/layout`.
    pub fn word(self) -> &'static str {
        Self::WORDS.iter().find(|(_, shape)| *shape == self).map_or("", |(word, _)| word)
    }

    pub(super) const WORDS: &[(&str, Self)] =
        &[("both", Self::Both), ("chat", Self::Chat), ("packets", Self::Packets)];
}

impl Accept {
    pub(super) const WORDS: &[(&str, Self)] =
        &[("auto", Self::Auto), ("ask", Self::Ask), ("known", Self::Known), ("any", Self::Any)];
}
