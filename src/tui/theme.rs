//! Colours and symbols, and nothing else.

use std::borrow::Cow;

use ratatui::style::{Color, Modifier, Style};
use ratatui::symbols::border;

use crate::inspector::Region;

/// How many colours there are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Depth {
    /// None: bold, underline, reverse and words only.
    Mono,
    /// The sixteen of every terminal.
    Sixteen,
    /// 256.
    #[default]
    Full,
}

/// What a piece of the screen is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// Words.
    Text,
    /// Words that stand out.
    Strong,
    /// Times and hints.
    Dim,
    /// A frame without focus.
    Frame,
    /// A frame with focus, keys.
    Focus,
    /// Verified, opened.
    Good,
    /// Not verified.
    Warning,
    /// Refused, inline.
    Bad,
    /// Refused, as a whole row or title.
    Alarm,
    /// Our own name.
    Own,
    /// A peer's name.
    Other,
    /// The selected row of the pane that has the focus.
    Selected,
    /// The selected row of another pane.
    Chosen,
    /// The selected field among bytes.
    Marked,
}

/// Which terminal this is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Theme {
    depth: Depth,
    ascii: Glyphs,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Glyphs {
    #[default]
    Unicode,
    Ascii,
}

const ASCII_BORDER: border::Set<'static> = border::Set {
    top_left: "+",
    top_right: "+",
    bottom_left: "+",
    bottom_right: "+",
    vertical_left: "|",
    vertical_right: "|",
    horizontal_top: "-",
    horizontal_bottom: "-",
};

const ASCII_HEAVY: border::Set<'static> = border::Set {
    vertical_left: "#",
    vertical_right: "#",
    horizontal_top: "=",
    horizontal_bottom: "=",
    ..ASCII_BORDER
};

/// What `--ascii` writes instead.
const REPLACED: [(&str, &str); 18] = [
    ("✓✓", "OK"),
    ("✓", "OK"),
    ("✗", "!!"),
    ("►", ">"),
    ("‖", "="),
    ("◷", "..."),
    ("●", "*"),
    ("○", "o"),
    ("→", "->"),
    ("←", "<-"),
    ("▾", "-"),
    ("▸", "+"),
    ("▌", ">"),
    ("·", "."),
    ("│", "|"),
    ("─", "-"),
    ("…", "..."),
    ("↑↓", "Up/Down"),
];

impl Theme {
    /// A theme for so many colours.
    pub const fn new(depth: Depth) -> Self {
        Self { depth, ascii: Glyphs::Unicode }
    }

    /// The same with nothing but ASCII in frames and symbols.
    #[must_use]
    pub const fn ascii(self) -> Self {
        Self { ascii: Glyphs::Ascii, ..self }
    }

    /// How a piece of the screen looks.
    pub(super) fn style(self, role: Role) -> Style {
        let plain = Style::new();
        let style = match role {
            Role::Strong | Role::Own | Role::Other | Role::Focus | Role::Bad | Role::Alarm => {
                plain.add_modifier(Modifier::BOLD)
            }
            _ => plain,
        };
        match self.depth {
            Depth::Mono => match role {
                Role::Alarm | Role::Selected | Role::Marked => style.add_modifier(Modifier::REVERSED),
                Role::Chosen => style.add_modifier(Modifier::UNDERLINED),
                _ => style,
            },
            Depth::Full => full(style, role),
            Depth::Sixteen => sixteen(style, role),
        }
    }

    /// The tint of bytes of this part of a frame.
    pub(super) fn region(self, region: Region) -> Style {
        let style = Style::new();
        let (number, simple) = match region {
            Region::Header | Region::Inner => (117, Color::Cyan),
            Region::Tag => (79, Color::Green),
            Region::Sealed | Region::Padding => (250, Color::Reset),
            Region::Clear | Region::Message => (183, Color::Magenta),
            Region::Undecoded => (209, Color::Red),
        };
        match self.depth {
            Depth::Mono => style,
            Depth::Sixteen => style.fg(simple),
            Depth::Full => style.fg(Color::Indexed(number)),
        }
    }

    /// The lines of a frame.
    pub(super) const fn border(self, role: Role) -> border::Set<'static> {
        match (self.ascii, matches!(role, Role::Focus)) {
            (Glyphs::Unicode, true) => border::THICK,
            (Glyphs::Unicode, false) => border::PLAIN,
            (Glyphs::Ascii, true) => ASCII_HEAVY,
            (Glyphs::Ascii, false) => ASCII_BORDER,
        }
    }

    /// Own words as this terminal can show them.
    pub(super) fn words(self, text: &str) -> Cow<'_, str> {
        if self.ascii == Glyphs::Unicode || text.is_ascii() {
            return Cow::Borrowed(text);
        }
        let text = REPLACED.iter().fold(text.to_owned(), |text, (from, to)| text.replace(from, to));
        Cow::Owned(text)
    }
}

fn full(style: Style, role: Role) -> Style {
    let number = match role {
        Role::Text | Role::Strong => return style,
        Role::Dim => 247,
        Role::Frame => 242,
        Role::Focus => 75,
        Role::Good => 79,
        Role::Warning => 214,
        Role::Bad => 209,
        Role::Own => 117,
        Role::Other => 183,
        Role::Alarm => return style.fg(Color::Indexed(16)).bg(Color::Indexed(202)),
        Role::Selected => return style.fg(Color::Indexed(231)).bg(Color::Indexed(24)),
        Role::Chosen => return style.fg(Color::Indexed(231)).bg(Color::Indexed(238)),
        Role::Marked => return style.fg(Color::Indexed(16)).bg(Color::Indexed(75)),
    };
    style.fg(Color::Indexed(number))
}

const fn sixteen(style: Style, role: Role) -> Style {
    match role {
        Role::Text | Role::Strong => style,
        Role::Dim | Role::Frame => style.fg(Color::Gray),
        Role::Focus | Role::Own => style.fg(Color::Cyan),
        Role::Good => style.fg(Color::Green),
        Role::Warning => style.fg(Color::Yellow),
        Role::Bad => style.fg(Color::LightRed),
        Role::Other => style.fg(Color::Magenta),
        Role::Alarm => style.fg(Color::Black).bg(Color::Yellow),
        Role::Selected | Role::Marked => style.fg(Color::White).bg(Color::Blue),
        Role::Chosen => style.add_modifier(Modifier::UNDERLINED),
    }
}
