//! The running peer: who is connected, who is trusted, what still has to be delivered.
//!
//! [`Node::spawn`] starts one task, the actor. Commands go in and events come out through bounded queues of
//! plain data; packets come out of a lossy ring. Each link is a task of [`crate::net`].

mod actor;
mod arrivals;
mod carry_out;
mod command;
mod contest;
mod decisions;
mod delivery;
mod dialling;
mod due;
mod endings;
mod error;
mod event;
mod files;
mod history;
mod keeper;
mod keeping;
mod ledger;
mod names;
mod notices;
mod outbox;
mod peer;
mod peers;
mod practice;
mod query;
mod recalling;
mod rejects;
mod restoring;
mod saver;
mod scripts;
mod seek;
mod sessions;
mod spawn;
mod sweeping;
mod texts;
mod trust;

#[cfg(test)]
mod restoring_tests;
#[cfg(test)]
mod tests;

pub use crate::admission::{Limits, Rate};
pub use crate::capture::Packet;
pub use crate::crypto::{Fingerprint, SafetyNumber};
pub use crate::keystore::{Broken, Deed, Trust, TrustEntry, is_same_petname, petname_for};
pub use crate::net::{Clock, ListenAddr, LogFrames, PacketWatch, PeerAddr, PeerHost};
pub use crate::protocol::{Exposed, RecordedFrame, Theft};
pub use crate::store::Keep;
pub use crate::wire::{FileCause, Reason, UnixMillis, Verdict};
pub use command::{Command, Hearing, PeerRef, Recall, Target};
pub use delivery::{Carried, Delivery, MessageId};
pub use error::{Error, NODE_LOST};
pub use event::Event;
pub use files::{FileId, FileInfo, FileSide, FileState, FileStep, FilesConfig, Who};
pub use history::{By, Hit, Looked, ReadBy, Recalled, Said, Start, kept_page};
pub use peer::{DialId, Origin, PeerId, PeerInfo, Presence};
pub use peers::known;
pub use practice::{PRACTICE_NICK, Practice};
pub use restoring::MISSED_MAX;
pub use scripts::{Ask, Watcher, Watching};
pub use spawn::{Node, NodeConfig, NodeHandle, Teaching};
pub use trust::AcceptPolicy;
