//! Subcommands and options.

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use super::harden::harden;
use super::{chat, config, demo, error::Error, id, inspect, log, script, selftest, trust};
#[cfg(feature = "lab")]
use super::{lab, tap};

const EXAMPLES: &str = "\
Try it alone:        peerscope demo
Wait for a call:     peerscope --name alice --listen 5000
Call:                peerscope --name bob --connect 192.168.1.5:5000
Insist on one key:   peerscope --connect host:5000#FINGERPRINT
To a known peer:     peerscope send bob hello --name alice
From a script:       echo hello | peerscope --name bot --no-passphrase \\
                         --connect host:5000#FINGERPRINT

Within the chat, /help lists the commands. Exit codes: 0 as asked, 1 failed,
2 usage, 3 nobody reached, 4 not trusted, 5 texts not delivered, 6 protocol
violation, 130 interrupted.";

/// End-to-end encrypted peer-to-peer chat that shows every byte it sends and receives.
#[derive(Debug, Parser)]
#[command(name = "peerscope", version, args_conflicts_with_subcommands = true, after_help = EXAMPLES, max_term_width = 80)]
pub struct Cli {
    #[command(subcommand)]
    task: Option<Task>,
    #[command(flatten)]
    chat: chat::Options,
}

#[derive(Debug, Subcommand)]
enum Task {
    /// Chat with peers; the same without the word
    Chat(Box<chat::Options>),
    /// Print every setting with its default, as a config.toml to begin with
    Config(config::Options),
    /// Watch two peers in this process talk over real loopback TCP
    Demo(demo::Options),
    /// Print what was said with a peer
    Get(script::GetOptions),
    /// Show your identity, and show or change who is known
    Id(id::Options),
    /// Look at a capture: one of ours, or one that tcpdump or tshark made
    Inspect(inspect::Options),
    /// Whether a peer can be reached, and is who it was
    Check(script::CheckOptions),
    /// Everybody who is known, and who is there
    List(script::ListOptions),
    /// Attack peers in memory, with and without what defends them
    #[cfg(feature = "lab")]
    Lab(lab::Options),
    /// Print net.log
    Log(log::Options),
    /// Check the program against the published vectors
    Selftest(selftest::Options),
    /// Send a text, and wait until it has arrived
    Send(script::SendOptions),
    /// Print every text that comes from now on
    Tail(script::TailOptions),
    /// Sit between two peers: see what an attacker sees, and do what one does
    #[cfg(feature = "lab")]
    Tap(tap::Options),
    /// Every identity key that was seen, and who decided what about it
    Trust(trust::Options),
}

impl Cli {
    /// Does what was asked, and gives the exit code.
    ///
    /// # Errors
    /// Whatever kept it from being begun.
    pub fn run(mut self) -> Result<ExitCode, Error> {
        match &mut self.task {
            None => self.chat.note_position(),
            Some(Task::Chat(options)) => options.note_position(),
            Some(Task::Check(options)) => options.common.note_position(),
            Some(Task::Get(options)) => options.common.note_position(),
            Some(Task::List(options)) => options.common.note_position(),
            Some(Task::Send(options)) => options.common.note_position(),
            Some(Task::Tail(options)) => options.common.note_position(),
            Some(Task::Log(options)) => options.note_position(),
            Some(Task::Trust(options)) => options.note_position(),
            Some(_) => {}
        }
        harden();
        match self.task {
            None => chat::run(self.chat),
            Some(Task::Chat(options)) => chat::run(*options),
            Some(Task::Config(options)) => config::run(&options),
            Some(Task::Demo(options)) => demo::run(&options),
            Some(Task::Id(options)) => id::run(&options),
            Some(Task::Inspect(options)) => inspect::run(&options),
            #[cfg(feature = "lab")]
            Some(Task::Lab(options)) => lab::run(&options),
            Some(Task::Log(options)) => log::run(&options),
            Some(Task::Check(options)) => script::check(&options),
            Some(Task::Get(options)) => script::get(&options),
            Some(Task::List(options)) => script::list(&options),
            Some(Task::Send(options)) => script::send(&options),
            Some(Task::Tail(options)) => script::tail(&options),
            #[cfg(feature = "lab")]
            Some(Task::Tap(options)) => tap::run(options),
            Some(Task::Trust(options)) => trust::run(&options),
            Some(Task::Selftest(options)) => selftest::run(&options),
        }
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::Cli;

    fn is_narrow(command: &mut clap::Command, name: &str) {
        for help in [command.render_help().to_string(), command.render_long_help().to_string()] {
            let wide: Vec<&str> = help.lines().filter(|line| line.chars().count() > 80).collect();
            assert!(wide.is_empty(), "{name}: {wide:#?}");
        }
        for below in command.get_subcommands_mut() {
            let name = format!("{name} {}", below.get_name());
            is_narrow(below, &name);
        }
    }

    #[test]
    fn the_help_of_every_subcommand_fits_eighty_columns() {
        let mut command = Cli::command();
        command.build();
        is_narrow(&mut command, "peerscope");
    }
}
