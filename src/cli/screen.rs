//! Whether there is a terminal for the screen, what it can show, and running it.

use std::io::{self, IsTerminal as _, Write as _};
use std::process::ExitCode;

use clap::{Args, ValueEnum};

use crate::config::{self, Profile};
use crate::node::{Command, Node, NodeConfig};
use crate::tui::{self, Depth, Start, Theme};

use super::error::Error;

/// How the screen looks.
#[derive(Clone, Copy, Debug, Args)]
pub(super) struct Look {
    /// Colours of the screen [default: auto; none when `NO_COLOR` is set]
    #[arg(long, value_name = "HOW")]
    color: Option<Colour>,
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

impl Look {
    fn theme(self) -> Theme {
        let depth = match self.color {
            Some(Colour::Never) => Depth::Mono,
            Some(Colour::Sixteen) => Depth::Sixteen,
            Some(Colour::Full) => Depth::Full,
            Some(Colour::Auto) | None => config::terminal().depth,
        };
        let theme = Theme::new(depth);
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
pub(super) fn run(profile: &Profile, config: NodeConfig, start: Start) -> Result<ExitCode, Error> {
    let runtime = tokio::runtime::Runtime::new().map_err(Error::io("start the runtime"))?;
    let summary = runtime.block_on(async {
        let node = Node::spawn(config)?;
        tui::run(node, start).await.map_err(Error::io("use the terminal"))
    })?;
    let mut out = io::stdout();
    // A terminal that has gone needs no last words.
    let _ = writeln!(out, "peerscope: {} frames seen, {} refused", summary.packets, summary.refused);
    let _ = writeln!(out, "net.log is {}", profile.net_log().display());
    Ok(ExitCode::SUCCESS)
}
