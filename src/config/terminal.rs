//! What the terminal can show.

use crate::tui::{Between, Depth, Desktop, Ground};

/// What the terminal can show, as the environment says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Terminal {
    /// How many colours.
    pub depth: Depth,
    /// What is behind the text, as far as it says so.
    pub ground: Ground,
    /// What stands between us and it.
    pub between: Between,
    /// How it takes notifications for the desktop.
    pub desktop: Desktop,
    /// Whether it can be drawn on at all.
    pub draws: bool,
}

/// Reads `TERM`, `COLORTERM`, `NO_COLOR`, `COLORFGBG`, `TMUX` and `VTE_VERSION`.
pub fn terminal() -> Terminal {
    terminal_in(|name| std::env::var(name).unwrap_or_default())
}

fn terminal_in(variable: impl Fn(&str) -> String) -> Terminal {
    let (term, more) = (variable("TERM"), variable("COLORTERM"));
    let depth = match () {
        () if !variable("NO_COLOR").is_empty() => Depth::Mono,
        () if term.contains("256") || term.contains("direct") || !more.is_empty() => Depth::Full,
        () => Depth::Sixteen,
    };
    // Some terminals say "15;0": the numbers of the text and of the ground.
    let ground = match variable("COLORFGBG").rsplit(';').next() {
        Some("7" | "15") => Ground::Light,
        _ => Ground::Dark,
    };
    let between = if variable("TMUX").is_empty() { Between::Nothing } else { Between::Tmux };
    let takes_777 =
        ["rxvt", "foot"].iter().any(|name| term.starts_with(name)) || !variable("VTE_VERSION").is_empty();
    let desktop = if takes_777 { Desktop::Osc777 } else { Desktop::Osc9 };
    Terminal { depth, ground, between, desktop, draws: !term.is_empty() && term != "dumb" }
}

#[cfg(test)]
mod tests {
    use super::{Depth, Ground, terminal_in};

    #[test]
    fn the_environment_says_what_the_terminal_can_show() {
        let cases = [
            (&[("TERM", "xterm-256color")][..], Depth::Full, Ground::Dark, true),
            (&[("TERM", "xterm"), ("COLORTERM", "truecolor")], Depth::Full, Ground::Dark, true),
            (&[("TERM", "xterm")], Depth::Sixteen, Ground::Dark, true),
            (&[("TERM", "xterm-256color"), ("NO_COLOR", "1")], Depth::Mono, Ground::Dark, true),
            (&[("TERM", "xterm-256color"), ("NO_COLOR", "")], Depth::Full, Ground::Dark, true),
            (&[("TERM", "rxvt"), ("COLORFGBG", "0;default;15")], Depth::Sixteen, Ground::Light, true),
            (&[("TERM", "dumb")], Depth::Sixteen, Ground::Dark, false),
            (&[], Depth::Sixteen, Ground::Dark, false),
        ];
        for (variables, depth, ground, draws) in cases {
            let found = terminal_in(|name| {
                let variable = variables.iter().find(|(other, _)| *other == name);
                variable.map_or_else(String::new, |(_, value)| (*value).to_owned())
            });
            assert_eq!((found.depth, found.ground, found.draws), (depth, ground, draws), "{variables:?}");
        }
    }
}
