//! Which colours and signs there are: nothing of the screen has one that is not from here.

use std::borrow::Cow;

use ratatui::buffer::Buffer;
use ratatui::style::{Color, Modifier, Style};
use ratatui::symbols::border;

use crate::inspector::Region;
use crate::settings::{self, Colors, Settings};

use super::palette;

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

/// What is behind the text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Ground {
    /// Light text on a dark ground.
    #[default]
    Dark,
    /// Dark text on a light ground.
    Light,
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
    ground: Ground,
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

/// Every sign of the screen, and what `--ascii` writes instead.
const SIGNS: [(&str, &str); 43] = [
    ("✓✓", "OK OK"),
    ("✓", "OK"),
    ("✗", "!!"),
    ("►", ">"),
    ("◄", "<"),
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
    ("┃", "#"),
    ("─", "-"),
    ("…", "..."),
    ("↑", "Up"),
    ("↓", "Down"),
    ("⇄", "<->"),
    ("┌", "+"),
    ("┐", "+"),
    ("└", "+"),
    ("┘", "+"),
    ("├", "+"),
    ("┤", "+"),
    ("║", "|"),
    ("═", "="),
    ("╔", "+"),
    ("╗", "+"),
    ("╚", "+"),
    ("╝", "+"),
    ("▏", "|"),
    ("▁", "."),
    ("▂", ":"),
    ("▃", "-"),
    ("▄", "="),
    ("▅", "+"),
    ("▆", "*"),
    ("▇", "#"),
    ("█", "@"),
];

impl Theme {
    /// A theme for so many colours.
    pub const fn new(depth: Depth) -> Self {
        Self { depth, ground: Ground::Dark, ascii: Glyphs::Unicode }
    }

    /// The same on this ground.
    #[must_use]
    pub const fn on(self, ground: Ground) -> Self {
        Self { ground, ..self }
    }

    /// The same with nothing but ASCII in frames and symbols.
    #[must_use]
    pub const fn ascii(self) -> Self {
        Self { ascii: Glyphs::Ascii, ..self }
    }

    /// Whether nothing is told apart by colour.
    pub(super) fn is_mono(self) -> bool {
        self.depth == Depth::Mono
    }

    /// The same as a person wants it.
    #[must_use]
    pub(super) const fn chosen(self, settings: &Settings) -> Self {
        let depth = match settings.color {
            Colors::Auto => self.depth,
            Colors::Never => Depth::Mono,
            Colors::Sixteen => Depth::Sixteen,
            Colors::Full => Depth::Full,
        };
        let ground = match settings.theme {
            settings::Ground::Auto => self.ground,
            settings::Ground::Dark => Ground::Dark,
            settings::Ground::Light => Ground::Light,
        };
        Self { depth, ground, ascii: if settings.ascii { Glyphs::Ascii } else { Glyphs::Unicode } }
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
                Role::Chosen | Role::Warning => style.add_modifier(Modifier::UNDERLINED),
                _ => style,
            },
            Depth::Full => {
                let (ink, paper) = palette::full(role, self.ground);
                dyed(style, (ink.map(Color::Indexed), paper.map(Color::Indexed)))
            }
            Depth::Sixteen => {
                let (ink, paper) = palette::sixteen(role, self.ground);
                dyed(style, (Some(ink), Some(paper)))
            }
        }
    }

    /// The words in a frame: where the frame has a colour they share it, else they are as light as any text.
    pub(super) fn title(self, frame: Role) -> Style {
        match frame {
            Role::Frame => Style::new().fg(self.style(Role::Text).fg.unwrap_or(Color::Reset)),
            _ => Style::new(),
        }
    }

    /// What is meant within a piece that has a style of its own: a byte of its field, a word of a selected row.
    pub(super) fn pointed_at(field: Style) -> Style {
        field.add_modifier(Modifier::UNDERLINED | Modifier::BOLD)
    }

    /// The tint of bytes of this part of a frame.
    pub(super) fn region(self, region: Region) -> Style {
        let style = Style::new();
        match self.depth {
            Depth::Mono => style,
            Depth::Sixteen => dyed(style, (Some(palette::sixteen_region(region, self.ground)), None)),
            Depth::Full => style.fg(Color::Indexed(palette::full_region(region, self.ground))),
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

    /// Replaces what texts got after [`Self::words`], such as the mark of a cut.
    pub(super) fn replace_narrow(self, buffer: &mut Buffer) {
        if self.ascii == Glyphs::Unicode {
            return;
        }
        for cell in &mut buffer.content {
            if let Some((_, ascii)) = NARROW.iter().find(|(sign, _)| *sign == cell.symbol()) {
                cell.set_symbol(ascii);
            }
        }
    }

    /// Own words as this terminal can show them.
    pub(super) fn words(self, text: &str) -> Cow<'_, str> {
        if self.ascii == Glyphs::Unicode || text.is_ascii() {
            return Cow::Borrowed(text);
        }
        let text = SIGNS.iter().fold(text.to_owned(), |text, (from, to)| text.replace(from, to));
        Cow::Owned(text)
    }
}

/// Signs within texts that were laid out already: what `--ascii` writes instead has their one column.
const NARROW: [(&str, &str); 2] = [("…", "~"), ("–", "-")];

/// A style with these colours; the terminal's own are not said, so that rows below keep theirs.
fn dyed(style: Style, (ink, paper): (Option<Color>, Option<Color>)) -> Style {
    let said = |colour: Option<Color>| colour.filter(|colour| *colour != Color::Reset);
    Style { fg: said(ink), bg: said(paper), ..style }
}
