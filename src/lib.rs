#![doc = include_str!("ARCHITECTURE.md")]

// The checks by name: all of them are there, but in the lab.
pub mod defence;

// Text that others chose: opaque, and escaped on its only ways out.
pub mod text;

// An operation that the system refused.
#[cfg(feature = "net")]
pub mod fault;

// Primitives: which standard, which library, which file. Knows nothing of the wire.
pub mod crypto;

// Bytes to frames and messages, and back: one definition for each type.
pub mod wire;

// Which way bytes went, and who may sit in between.
pub mod link;

// The spec as it is shipped: sections, and where each field and each reason stands in them.
pub mod spec;

// The protocol peerscope/1 as a pure state machine.
pub mod protocol;

// What strangers and peers may cost.
pub mod admission;

// Recording what crossed the links.
pub mod capture;

// Files that a person asked for by name.
#[cfg(feature = "net")]
pub mod export;

// What a profile keeps at rest.
#[cfg(feature = "net")]
pub mod keystore;

// What was said, at rest.
#[cfg(feature = "net")]
pub mod store;

// Bytes in, meaning out: the tree of fields, the checks, the hex dump.
pub mod inspector;

// A session explained: every byte, key and signature, on a screen or in a file.
pub mod explain;

// Both ends of a link in memory, for tests, simulation and benches.
#[cfg(feature = "lab")]
pub mod lab;

// Somebody between two real peers.
#[cfg(feature = "lab")]
pub mod tap;

// Files on their way: what is read from this disk and what is written to it.
#[cfg(feature = "net")]
pub mod transfer;

// Sockets, tasks and clocks.
#[cfg(feature = "net")]
pub mod net;

// The running peer.
#[cfg(feature = "net")]
pub mod node;

// What was said before: asked for, and written to files.
#[cfg(feature = "net")]
pub mod history;

// What a theft would open of what was recorded, in every front end.
#[cfg(feature = "net")]
pub mod blast;

// What people type after a slash, in every front end.
#[cfg(feature = "net")]
pub mod commands;

// What is said when somebody asks why, in every front end.
#[cfg(feature = "net")]
pub mod why;

// How a file stands, in words, in every front end.
#[cfg(feature = "net")]
pub mod progress;

// What a person can choose, each knob once.
#[cfg(feature = "net")]
pub mod settings;

// The full screen: chat on one side, every byte on the other.
#[cfg(feature = "net")]
pub mod tui;

// Where a profile lives and how it is called.
#[cfg(feature = "net")]
pub mod config;

// net.log.
#[cfg(feature = "net")]
pub mod netlog;

// Captures on disk.
#[cfg(feature = "net")]
pub mod recording;

// One event a line, commands on stdin.
#[cfg(feature = "net")]
pub mod plain;

// Scripts and the running program.
#[cfg(feature = "net")]
pub mod control;

// The command line.
#[cfg(feature = "net")]
pub mod cli;

// The published vectors, run by the program itself.
#[cfg(feature = "net")]
pub mod selftest;
