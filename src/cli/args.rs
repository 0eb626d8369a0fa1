//! Subcommands and options.

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use super::harden::harden;
use super::{chat, config, demo, error::Error, id, log, selftest};

const EXAMPLES: &str = "\
Try it alone:        peerscope demo
Wait for a call:     peerscope --name alice --listen 5000
Call:                peerscope --name bob --connect 192.168.1.5:5000
Insist on one key:   peerscope --connect host:5000#7f3a-91c2-0b44-e1d0-5a6b-77c8-9d01-23ef
From a script:       echo hello | peerscope --name bot --no-passphrase --connect host:5000#FINGERPRINT

Within the chat, /help lists the commands. Exit codes: 0 as asked, 1 failed, 2 usage, 3 nobody reached,
4 not trusted, 5 texts not delivered, 6 protocol violation, 130 interrupted.";

/// End-to-end encrypted peer-to-peer chat that shows every byte it sends and receives.
#[derive(Debug, Parser)]
#[command(name = "peerscope", version, args_conflicts_with_subcommands = true, after_help = EXAMPLES)]
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
    /// Show your identity, and show or change who is known
    Id(id::Options),
    /// Print net.log
    Log(log::Options),
    /// Check the program against the published vectors
    Selftest(selftest::Options),
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
            Some(_) => {}
        }
        harden();
        match self.task {
            None => chat::run(self.chat),
            Some(Task::Chat(options)) => chat::run(*options),
            Some(Task::Config(options)) => config::run(&options),
            Some(Task::Demo(options)) => demo::run(&options),
            Some(Task::Id(options)) => id::run(&options),
            Some(Task::Log(options)) => log::run(&options),
            Some(Task::Selftest(options)) => selftest::run(&options),
        }
    }
}
