//! Whether there is a terminal for the screen, what it can show, and running it.

use std::io::{self, IsTerminal as _, Write as _};
use std::process::ExitCode;

use clap::{Args, ValueEnum};

use crate::config::{self, Profile};
use crate::netlog::NetLog;
use crate::node::{Command, Node, NodeConfig};
use crate::plain::Ending;
use crate::tui::{self, Depth, Ground, Leaving, Start, Summary, Theme};

use super::error::Error;
use super::log_feed::feed;

/// How the screen looks.
#[derive(Clone, Copy, Debug, Args)]
pub(super) struct Look {
    /// Colours of the screen [default: auto; none when `NO_COLOR` is set]
    #[arg(long, value_name = "HOW")]
    color: Option<Colour>,
    /// The ground of your terminal [default: as it says, else dark]
    #[arg(long, value_name = "GROUND")]
    theme: Option<ThemeGround>,
    /// Frames and signs in ASCII
    #[arg(long)]
    ascii: bool,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Colour {
    /// Bold, reverse and words only
    Never,
    /// The sixteen of every terminal
    #[value(name = "16")]
    Sixteen,
    /// All of them
    #[value(name = "256")]
    Full,
    /// As the terminal says
    Auto,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum ThemeGround {
    /// Light text on a dark ground
    Dark,
    /// Dark text on a light ground
    Light,
}

impl Look {
    fn theme(self) -> Theme {
        let depth = match self.color {
            Some(Colour::Never) => Depth::Mono,
            Some(Colour::Sixteen) => Depth::Sixteen,
            Some(Colour::Full) => Depth::Full,
            Some(Colour::Auto) | None => config::terminal().depth,
        };
        let ground = match self.theme {
            Some(ThemeGround::Dark) => Ground::Dark,
            Some(ThemeGround::Light) => Ground::Light,
            None => config::terminal().ground,
        };
        let theme = Theme::new(depth).on(ground);
        if self.ascii { theme.ascii() } else { theme }
    }
}

/// Whether somebody sits at a terminal that can be drawn on.
pub(super) fn is_possible() -> bool {
    io::stdin().is_terminal() && io::stdout().is_terminal() && config::terminal().draws
}

/// What the screen begins with.
pub(super) fn start(config: &NodeConfig, look: Look, commands: Vec<Command>) -> Start {
    Start {
        name: config.nick.clone(),
        fingerprint: config.identity.verifying_key().fingerprint(),
        theme: look.theme(),
        commands,
        practice: false,
    }
}

/// Runs it, and says afterwards what there was and where its log is.
pub(super) fn run(
    (profile, log): (&Profile, &NetLog),
    config: NodeConfig,
    start: Start,
) -> Result<ExitCode, Error> {
    let runtime = tokio::runtime::Runtime::new().map_err(Error::io("start the runtime"))?;
    let summary = runtime.block_on(async {
        let news = feed(log);
        let node = Node::spawn(config)?;
        tui::run(node, start, news).await.map_err(Error::io("use the terminal"))
    })?;
    let code = match summary.ending {
        Leaving::Asked => Ending::Done,
        Leaving::Signal => Ending::Interrupted,
        // Nobody is there to read anything.
        Leaving::Gone => return Ok(ExitCode::from(Ending::Interrupted.code())),
    };
    let mut out = io::stdout();
    let words = [last_words(&summary), format!("net.log is {}", profile.net_log().display())];
    // A terminal that has gone needs no last words.
    let _ = words.iter().try_for_each(|line| writeln!(out, "{line}"));
    Ok(ExitCode::from(code.code()))
}

/// What there was.
fn last_words(summary: &Summary) -> String {
    let Summary { sent, received, packets, refused, .. } = summary;
    format!("peerscope: {sent} texts sent, {received} received; {packets} frames seen, {refused} refused")
}
