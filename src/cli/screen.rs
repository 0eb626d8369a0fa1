//! Whether there is a terminal for the screen, what it can show, and running it.

use std::io::{self, IsTerminal as _, Write as _};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use clap::Args;
use tokio::sync::mpsc;

use crate::config::{self, Profile};
use crate::crypto::{OsRandom, SigningKey};
use crate::inspector::counted;
use crate::keystore::{load_layout, save_layout};
#[cfg(feature = "lab")]
use crate::net::TapHandle;
use crate::netlog::NetLog;
use crate::node::{Command, NODE_LOST, Node, NodeConfig};
use crate::plain::Ending;
use crate::recording::Live;
use crate::settings::Chosen;
use crate::text::escape;
use crate::tui::{self, Leaving, Replay, Source, Start, Summary, Theme, Unsent};

use super::capture;
use super::error::Error;
use super::log_feed::feed;
use super::place::{Scripts, hear_scripts};

/// How the screen looks and behaves. Each wins over its setting in the file.
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of the command line")]
#[derive(Clone, Debug, Args)]
pub(super) struct Look {
    /// Settings [default: peerscope/config.toml in `XDG_CONFIG_HOME`]
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Colours: auto (as the terminal and `NO_COLOR` say), never, 16 or 256
    #[arg(long, value_name = "HOW", value_parser = ["auto", "never", "16", "256"], hide_possible_values = true)]
    color: Option<String>,
    /// The ground of your terminal: auto, dark or light
    #[arg(long, value_name = "GROUND", value_parser = ["auto", "dark", "light"], hide_possible_values = true)]
    theme: Option<String>,
    /// Frames and signs in ASCII
    #[arg(long)]
    ascii: bool,
    /// Leave the mouse to the terminal
    #[arg(long)]
    no_mouse: bool,
}

impl Look {
    /// What the file says.
    pub(super) fn chosen(&self) -> Chosen {
        config::chosen(self.config.as_deref())
    }

    /// What the command line says, by the names of the settings.
    fn pinned(&self) -> Vec<(&'static str, String)> {
        let switch = |on: bool, name, value: &str| on.then(|| (name, value.to_owned()));
        let given = [
            self.color.clone().map(|value| ("color", value)),
            self.theme.clone().map(|value| ("theme", value)),
            switch(self.ascii, "ascii", "true"),
            switch(self.no_mouse, "mouse", "false"),
        ];
        given.into_iter().flatten().collect()
    }
}

/// Whether somebody sits at a terminal that can be drawn on.
pub(super) fn is_possible() -> bool {
    io::stdin().is_terminal() && io::stdout().is_terminal() && config::terminal().draws
}

/// What the screen begins with.
pub(super) fn start(config: &NodeConfig, look: &Look, chosen: Chosen, commands: Vec<Command>) -> Start {
    let terminal = config::terminal();
    Start {
        name: config.nick.clone(),
        made: None,
        fingerprint: config.identity.verifying_key().fingerprint(),
        theme: Theme::new(terminal.depth).on(terminal.ground),
        chosen,
        layout: None,
        pinned: look.pinned(),
        source: Source { read: config::chosen, write: config::save, file: look.config.clone() },
        between: terminal.between,
        desktop: terminal.desktop,
        commands,
        disclosed: Vec::new(),
        unsent: if config.store.is_some() { Unsent::Kept } else { Unsent::Lost },
        practice: false,
        capture: None,
        replay: None,
        #[cfg(feature = "lab")]
        tap: None,
    }
}

/// Runs it, and says afterwards what there was and where its log is.
pub(super) fn run(
    (profile, log, live): (&Profile, &NetLog, Option<Live>),
    (config, scripts): (NodeConfig, Scripts),
    mut start: Start,
) -> Result<ExitCode, Error> {
    start.capture = live.as_ref().map(Live::state);
    let runtime = tokio::runtime::Runtime::new().map_err(Error::io("start the runtime"))?;
    let mut start = arranged(profile, start);
    let kept = start.layout.clone();
    let files = if config.files.is_some() { Unsent::Kept } else { Unsent::Lost };
    let summary = runtime.block_on(async {
        let news = feed(log);
        let node = Node::spawn(config)?;
        let serving = (scripts == Scripts::Heard).then(|| hear_scripts(profile, &node)).transpose();
        start.chosen.complaints.extend(serving.as_ref().err().cloned());
        tui::run(node, start, news).await.map_err(Error::io("use the terminal"))
    })?;
    // Its tasks are the last that put frames into the capture.
    drop(runtime);
    let captured = live.map(capture::last_words);
    let unkept = keep(profile, kept.as_deref(), &summary.layout);
    let code = match summary.ending {
        Leaving::Asked if !summary.lost.is_empty() => Ending::Failed,
        Leaving::Asked if summary.rejected > 0 => Ending::Refused,
        Leaving::Asked if summary.held > 0 => Ending::Held,
        Leaving::Asked => Ending::Done,
        Leaving::NodeLost => {
            let _ = writeln!(io::stderr(), "peerscope: {NODE_LOST}");
            Ending::Failed
        }
        Leaving::Signal => Ending::Interrupted,
        // Nobody is there to read anything.
        Leaving::Gone => return Ok(ExitCode::from(Ending::Interrupted.code())),
    };
    let mut out = io::stdout();
    let counts = last_words(&summary, files);
    let places: Vec<String> =
        [format!("net.log is {}", profile.net_log().display())].into_iter().chain(captured).collect();
    let faults: Vec<&String> = summary.lost.iter().chain(&unkept).collect();
    // A terminal that has gone needs no last words.
    let _ = writeln!(out, "{counts}");
    if summary.safe {
        // The screen was safe, and so is what stays behind on the terminal.
        if !faults.is_empty() {
            let _ = writeln!(io::stderr(), "peerscope: not all could be written; net.log says what");
        }
    } else {
        let _ = places.iter().try_for_each(|line| writeln!(out, "{line}"));
        let told = |why: &&String| writeln!(io::stderr(), "peerscope: {}", escape(why));
        let _ = faults.iter().try_for_each(told);
    }
    Ok(ExitCode::from(code.code()))
}

/// Shows a capture. Nothing is listened to, dialled or kept.
pub(super) fn view(look: &Look, replay: Replay) -> Result<(), Error> {
    let identity = SigningKey::generate(&mut OsRandom)?;
    let config = NodeConfig::new(Arc::new(identity), "inspect");
    let start = Start { replay: Some(replay), ..start(&config, look, look.chosen(), Vec::new()) };
    let runtime = tokio::runtime::Runtime::new().map_err(Error::io("start the runtime"))?;
    runtime.block_on(async {
        let (_nobody, news) = mpsc::channel(1);
        let node = Node::spawn(config)?;
        tui::run(node, start, news).await.map_err(Error::io("use the terminal"))
    })?;
    Ok(())
}

/// Shows a tap.
#[cfg(feature = "lab")]
pub(super) async fn tap(
    look: &Look,
    handle: TapHandle,
    (place, weather): (String, crate::tap::Weather),
) -> Result<(), Error> {
    let identity = SigningKey::generate(&mut OsRandom)?;
    let config = NodeConfig::new(Arc::new(identity), "tap");
    let tap = tui::Tap { place, weather, news: handle.news, errands: handle.errands };
    let start = Start { tap: Some(tap), ..start(&config, look, look.chosen(), Vec::new()) };
    let (_nobody, news) = mpsc::channel(1);
    let node = Node::spawn(config)?;
    tui::run(node, start, news).await.map_err(Error::io("use the terminal"))?;
    Ok(())
}

/// The start with the panes as they were left; what keeps that from being read is told.
fn arranged(profile: &Profile, mut start: Start) -> Start {
    match load_layout(&profile.layout_file()) {
        Ok(layout) => start.layout = layout,
        Err(error) => start.chosen.complaints.push(format!("{error}; the panes are as at first")),
    }
    start
}

/// Keeps how the panes are arranged, where there is a profile to keep it in; what was wrong, in words.
fn keep(profile: &Profile, before: Option<&str>, now: &str) -> Option<String> {
    if before == Some(now) || !profile.keystore().is_dir() {
        return None;
    }
    let failed = save_layout(&profile.layout_file(), now).err()?;
    Some(format!("how the panes are arranged could not be kept: {failed}"))
}

/// What there was. Files that are not all there wait for the next time, or end with this one.
fn last_words(summary: &Summary, unfinished: Unsent) -> String {
    let Summary { sent, rejected, received, held, unsent, files, packets, refused, .. } = summary;
    let which = if (*held, *sent) == (1, 1) { "it".to_owned() } else { format!("{held} of them") };
    let left = match (held, unsent) {
        (0, _) => String::new(),
        (1, Unsent::Lost) => format!(" ({which} has not arrived)"),
        (_, Unsent::Lost) => format!(" ({which} have not arrived)"),
        (1, Unsent::Kept) => format!(" ({which} waits here for the next time)"),
        (_, Unsent::Kept) => format!(" ({which} wait here for the next time)"),
    };
    let rejected = if *rejected > 0 { format!(", {rejected} refused") } else { String::new() };
    let waiting = match (files, unfinished) {
        (0, _) | (_, Unsent::Lost) => String::new(),
        (1, Unsent::Kept) => "; 1 file is not all there and waits for the next time".to_owned(),
        (count, Unsent::Kept) => format!("; {count} files are not all there and wait for the next time"),
    };
    format!(
        "peerscope: {} sent{left}{rejected}, {received} received{waiting}; {} seen, {refused} refused",
        counted(*sent, "text"),
        counted(*packets, "frame")
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_words_name_the_texts_and_the_files_that_wait() {
        let summary = Summary { sent: 5, held: 3, unsent: Unsent::Kept, files: 1, ..Summary::default() };
        let said = last_words(&summary, Unsent::Kept);
        assert!(said.contains("5 texts sent (3 of them wait here for the next time)"), "{said}");
        assert!(said.contains("; 1 file is not all there and waits for the next time; 0 frames"), "{said}");
        let one = |sent, unsent| last_words(&Summary { sent, held: 1, unsent, ..Summary::default() }, unsent);
        for (said, part) in [
            (one(1, Unsent::Kept), "1 text sent (it waits here for the next time), 0 received"),
            (one(1, Unsent::Lost), "1 text sent (it has not arrived), 0 received"),
            (one(2, Unsent::Kept), "2 texts sent (1 of them waits here for the next time), 0 received"),
            (one(2, Unsent::Lost), "2 texts sent (1 of them has not arrived), 0 received"),
        ] {
            assert!(said.contains(part), "{said}");
        }
        let refused = last_words(&Summary { rejected: 2, ..Summary::default() }, Unsent::Kept);
        assert!(refused.contains("0 texts sent, 2 refused, 0 received"), "{refused}");
        let practised = last_words(&summary, Unsent::Lost);
        assert!(!practised.contains("file"), "the next time knows of none: {practised}");
        assert!(!last_words(&Summary::default(), Unsent::Kept).contains("file"));
    }
}
