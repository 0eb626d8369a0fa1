//! The colours of each role: 256 or 16 of them, on a dark or a light ground.
//!
//! | role | also told by |
//! |---|---|
//! | focus, keys | a heavy border, bold |
//! | verified, not verified, refused | a sign and a word |
//! | a refused frame | the whole row in reverse, the words of its verdict |
//! | own and other names | their column |
//! | the selected row | a bar in the gutter |
//! | parts of a frame | the names of the fields |
//!
//! No meaning is told by colour alone, and none by red against green. Text has a contrast of at least 4.5 to its
//! ground, a border of 3; a test computes both.

use ratatui::style::Color;

use crate::inspector::Region;

use super::theme::{Ground, Role};

/// Numbers of a foreground and a background among the 256; `None` is the terminal's own.
pub(super) type Pair = (Option<u8>, Option<u8>);

/// The 256 colours of a role.
pub(super) const fn full(role: Role, ground: Ground) -> Pair {
    let (dark, light) = match role {
        Role::Text | Role::Strong => return (None, None),
        Role::Dim => (247, 241),
        Role::Frame => (242, 245),
        Role::Focus => (75, 25),
        Role::Good => (79, 23),
        Role::Warning => (214, 94),
        Role::Bad => (209, 124),
        Role::Own => (117, 24),
        Role::Other => (183, 54),
        // Black on orange stays the brightest block of the screen for every kind of colour blindness.
        Role::Alarm => return (Some(16), Some(202)),
        Role::Marked => return (Some(16), Some(75)),
        Role::Selected => return (Some(231), Some(one(24, 25, ground))),
        Role::Chosen => return (Some(one(231, 16, ground)), Some(one(238, 252, ground))),
    };
    (Some(one(dark, light, ground)), None)
}

/// The 256 colours of a part of a frame.
pub(super) const fn full_region(region: Region, ground: Ground) -> u8 {
    let (dark, light) = match region {
        Region::Header | Region::Inner => (117, 24),
        Region::Tag => (79, 23),
        Region::Sealed | Region::Padding => (250, 240),
        Region::Clear | Region::Message => (183, 54),
        Region::Undecoded => (209, 124),
    };
    one(dark, light, ground)
}

const fn one(dark: u8, light: u8, ground: Ground) -> u8 {
    match ground {
        Ground::Dark => dark,
        Ground::Light => light,
    }
}

/// The sixteen colours of a role: each terminal has its own, so that only those are taken that are readable in
/// all usual sets of them.
pub(super) const fn sixteen(role: Role, ground: Ground) -> (Color, Color) {
    let (dark, light) = match role {
        Role::Text | Role::Strong => (Color::Reset, Color::Reset),
        Role::Dim | Role::Frame => (Color::Gray, Color::DarkGray),
        Role::Focus | Role::Own => (Color::Cyan, Color::Blue),
        Role::Good => (Color::Green, Color::Blue),
        Role::Warning => (Color::Yellow, Color::Red),
        Role::Bad => (Color::LightRed, Color::Red),
        Role::Other => (Color::Magenta, Color::Magenta),
        Role::Alarm => return (Color::Black, Color::Yellow),
        Role::Marked => return (Color::Black, Color::Cyan),
        Role::Selected => return (Color::White, Color::Blue),
        Role::Chosen => return (Color::Black, Color::Gray),
    };
    let colour = match ground {
        Ground::Dark => dark,
        Ground::Light => light,
    };
    (colour, Color::Reset)
}

/// The sixteen colours of a part of a frame.
pub(super) const fn sixteen_region(region: Region, ground: Ground) -> Color {
    match (region, ground) {
        (Region::Header | Region::Inner, Ground::Dark) => Color::Cyan,
        (Region::Header | Region::Inner, Ground::Light) => Color::Blue,
        (Region::Tag, _) => Color::Green,
        (Region::Sealed | Region::Padding, _) => Color::Reset,
        (Region::Clear | Region::Message, _) => Color::Magenta,
        (Region::Undecoded, _) => Color::Red,
    }
}

#[cfg(test)]
mod tests {
    use super::{Ground, Pair, Region, Role, full, full_region};

    const BLACK: [u8; 3] = [0; 3];
    const GREY: [u8; 3] = [0x1e; 3];
    const WHITE: [u8; 3] = [255; 3];
    const ROLES: [Role; 12] = [
        Role::Dim,
        Role::Frame,
        Role::Focus,
        Role::Good,
        Role::Warning,
        Role::Bad,
        Role::Alarm,
        Role::Own,
        Role::Other,
        Role::Selected,
        Role::Chosen,
        Role::Marked,
    ];
    const REGIONS: [Region; 8] = [
        Region::Header,
        Region::Inner,
        Region::Tag,
        Region::Sealed,
        Region::Padding,
        Region::Clear,
        Region::Message,
        Region::Undecoded,
    ];

    /// What xterm shows for a number: a cube of six steps and a ramp of greys.
    fn rgb(number: u8) -> [u8; 3] {
        let step = |value: u8| if value == 0 { 0 } else { 55 + 40 * value };
        match number {
            0..16 => panic!("{number} is one of the sixteen, which every terminal shows as it likes"),
            16..232 => [(number - 16) / 36, (number - 16) / 6 % 6, (number - 16) % 6].map(step),
            232.. => [8 + 10 * (number - 232); 3],
        }
    }

    /// Relative luminance as WCAG 2.2 defines it.
    fn luminance(colour: [u8; 3]) -> f64 {
        let linear = |value: u8| {
            let value = f64::from(value) / 255.0;
            if value <= 0.040_45 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
        };
        let [red, green, blue] = colour.map(linear);
        0.2126 * red + 0.7152 * green + 0.0722 * blue
    }

    fn contrast((ink, paper): Pair, ground: [u8; 3]) -> f64 {
        let ink = luminance(rgb(ink.expect("a colour")));
        let paper = luminance(paper.map_or(ground, rgb));
        (ink.max(paper) + 0.05) / (ink.min(paper) + 0.05)
    }

    #[test]
    fn text_has_a_contrast_of_four_and_a_half_and_a_border_of_three() {
        for (ground, papers) in [(Ground::Dark, &[BLACK, GREY][..]), (Ground::Light, &[WHITE][..])] {
            for paper in papers {
                for role in ROLES {
                    let least = if role == Role::Frame { 3.0 } else { 4.5 };
                    let found = contrast(full(role, ground), *paper);
                    assert!(found >= least, "{role:?} on {paper:?}: {found:.1}, at least {least}");
                }
                for region in REGIONS {
                    let found = contrast((Some(full_region(region, ground)), None), *paper);
                    assert!(found >= 4.5, "{region:?} on {paper:?}: {found:.1}");
                }
            }
        }
    }

    #[test]
    fn the_contrasts_are_those_of_the_design() {
        let cases = [
            (Role::Dim, BLACK, 7.8),
            (Role::Focus, BLACK, 9.1),
            (Role::Good, GREY, 9.4),
            (Role::Warning, GREY, 9.0),
            (Role::Bad, BLACK, 8.9),
            (Role::Alarm, BLACK, 6.9),
            (Role::Own, BLACK, 13.2),
            (Role::Other, BLACK, 11.5),
        ];
        for (role, paper, expected) in cases {
            let found = contrast(full(role, Ground::Dark), paper);
            assert!((found - expected).abs() < 0.3, "{role:?}: {found:.1}, expected {expected}");
        }
    }
}
