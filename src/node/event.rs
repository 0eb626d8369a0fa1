//! Everything that can be learned from a running node.

use std::net::SocketAddr;
use std::time::Duration;

use crate::crypto::{Fingerprint, SafetyNumber};
use crate::keystore::{Broken, Trust, TrustEntry};
use crate::net::PeerAddr;
use crate::protocol::{self, Derivations, Disclosure, Exposed, HandshakeStep, Theft};
use crate::store::Keep;
use crate::text::PeerText;
use crate::wire::{Reason, UnixMillis};

use super::command::Hearing;
use super::delivery::{Carried, Delivery, MessageId};
use super::error::Error;
use super::files::FileInfo;
use super::history::{Hit, Looked, Recalled, Said};
use super::peer::{DialId, Origin, PeerId, PeerInfo};

/// Something that happened.
#[derive(Debug)]
pub enum Event {
    /// We listen here; others reach us at these addresses.
    Listening {
        /// Where the socket is bound.
        bound: SocketAddr,
        /// The addresses of this machine.
        reachable: Vec<SocketAddr>,
    },
    /// The answer to `Command::Dial`, unless it is refused: which dial it is that was asked for.
    DialTaken {
        /// Which: a new one, or one that there was.
        dial: DialId,
    },
    /// A try of a dial begins.
    Dialling {
        /// Of which.
        dial: DialId,
        /// Where to.
        to: PeerAddr,
        /// From 1.
        attempt: u32,
    },
    /// A dial failed.
    DialFailed {
        /// Which.
        dial: DialId,
        /// Where to.
        to: PeerAddr,
        /// What the system said.
        error: String,
        /// When the next try is; `None` when there is none.
        retry_in: Option<Duration>,
    },
    /// There is a session with whom a dial is to, if it was asked for; be it by that dial, by another one, or by a
    /// call of the peer. May be told more than once.
    DialReached {
        /// Which.
        dial: DialId,
        /// Whom.
        info: PeerInfo,
    },
    /// A dial that was asked for is not made any more, since somebody here decided so.
    DialEnded {
        /// Which.
        dial: DialId,
    },
    /// A flight of a handshake.
    HandshakeStep {
        /// On which link of this process; its packets say the same.
        conn: u64,
        /// Whose: an address until the identity is proved.
        peer: String,
        /// Whose identity that is, once it is proved.
        identity: Option<PeerId>,
        /// Which.
        step: HandshakeStep,
    },
    /// An identity we do not know: accept, refuse or block.
    TrustNeeded {
        /// Who.
        peer: PeerId,
        /// Who dialled.
        origin: Origin,
        /// Where it is.
        address: String,
        /// The petname whose address this was, if any.
        formerly: Option<String>,
        /// The dial that it answered, if we dialled.
        dial: Option<DialId>,
    },
    /// An identity we do not know was refused because nobody is asked.
    StrangerRefused {
        /// Who.
        peer: PeerId,
        /// Who dialled.
        origin: Origin,
        /// Where it is.
        address: String,
    },
    /// Another key answered for a petname; nothing is sent to it until a person decides.
    KeyChanged {
        /// For whom.
        petname: String,
        /// The key we know.
        known: Fingerprint,
        /// The key that answered.
        claimed: Fingerprint,
        /// The petname of the other peer whose key that is, if we know one. Whoever answered only claims it.
        claimed_by: Option<String>,
        /// When the known one was verified, Unix time in milliseconds.
        verified_at: Option<u64>,
        /// The dial that it answered just now; None if it answered before.
        dial: Option<DialId>,
    },
    /// A session is there, keys confirmed by both sides.
    Established {
        /// With whom.
        info: PeerInfo,
        /// Who dialled.
        origin: Origin,
        /// From the first byte until the peer had proved its identity: no person's decision is in it.
        took: Duration,
    },
    /// Another session with a peer took the place of the one before; nothing is lost by it.
    SessionReplaced {
        /// With whom, and by which session.
        info: PeerInfo,
    },
    /// A text came.
    Text {
        /// On which link of this process; its packets say the same.
        conn: u64,
        /// From whom.
        peer: PeerId,
        /// What we call the sender.
        name: String,
        /// Its number in the sender's stream.
        number: u64,
        /// Its place in what is kept of the conversation; none if it is not kept.
        place: Option<u64>,
        /// What was said.
        body: PeerText,
        /// Whether it is an action (`/me`).
        action: bool,
        /// When it came.
        at: UnixMillis,
        /// When the sender says it was sent.
        sent_at: UnixMillis,
    },
    /// A script said something in our name, while somebody else runs the node.
    Said {
        /// To whom.
        peer: PeerId,
        /// What we call the receiver.
        name: String,
        /// Which text.
        message: MessageId,
        /// What was said.
        body: String,
        /// Whether it is an action (`/me`).
        action: bool,
    },
    /// What was said before, in its order.
    History {
        /// With whom.
        peer: PeerId,
        /// What we call the peer.
        name: String,
        /// What was said.
        lines: Vec<Said>,
        /// Why it is told again.
        recalled: Recalled,
    },
    /// A search has come to its end.
    Searched {
        /// For what, in lower case.
        word: String,
        /// How many entries hold it.
        found: usize,
        /// Where it was looked for.
        looked: Looked,
    },
    /// A word that is still being typed was looked for in everything.
    Sought {
        /// Which, in lower case.
        word: String,
        /// How many texts hold it.
        found: usize,
        /// The newest of them, the newest first.
        hits: Vec<Hit>,
    },
    /// A word that is still being typed was not looked for.
    NotSought {
        /// Which, in lower case.
        word: String,
        /// Why.
        error: Error,
    },
    /// What is said with a peer is kept for so long from now on; what is older is gone.
    KeptFor {
        /// What we call the peer.
        name: String,
        /// How long.
        keep: Keep,
    },
    /// All that a peer has said so far counts as seen, since a person says so.
    AllRead {
        /// Who.
        peer: PeerId,
        /// What we call the peer.
        name: String,
    },
    /// What was said with a peer is deleted.
    HistoryDeleted {
        /// Who.
        peer: PeerId,
        /// What we call the peer.
        name: String,
        /// Texts of ours that the peer does not have yet: they stay, to be sent.
        waiting: usize,
    },
    /// A text of ours came further.
    Delivery {
        /// To whom.
        peer: PeerId,
        /// What we call the receiver.
        name: String,
        /// Which text.
        message: MessageId,
        /// How far.
        state: Delivery,
        /// Where it went, when it was written.
        carried: Option<Carried>,
        /// Its place in what is kept of the conversation, when it is held; none if it is not kept.
        place: Option<u64>,
    },
    /// A file came further, in either direction; progress of one at most four times a second.
    File(FileInfo),
    /// The answer to `Command::Files`.
    Files(Vec<FileInfo>),
    /// The peer began or stopped typing.
    Typing {
        /// What we call the peer.
        name: String,
        /// Whether it types now.
        on: bool,
    },
    /// The peer calls itself something else.
    NickChanged {
        /// What we call the peer.
        name: String,
        /// Who it is.
        peer: PeerId,
        /// The nick, cut to what a name may have.
        nick: PeerText,
        /// The petname of somebody else that the nick may be taken for.
        looks_like: Option<String>,
    },
    /// A new key epoch began.
    Rekeyed {
        /// What we call the peer.
        name: String,
        /// The epoch.
        epoch: u16,
    },
    /// The key schedule of a session has made something.
    Derived {
        /// With whom the session is.
        peer: PeerId,
        /// What we call the peer.
        name: String,
        /// What, as far as everybody may see it.
        made: Derivations,
    },
    /// Recorded frames were tried with what somebody could steal from a session now.
    Tried {
        /// What is stolen.
        theft: Theft,
        /// With what each frame opens, by its number.
        tried: Vec<(u64, Option<Exposed>)>,
    },
    /// Secrets of a session; only of a node that was told to disclose them.
    Disclosed(Disclosure),
    /// What both sides know was said in the session with a peer, as words to compare.
    SameWords {
        /// What we call the peer.
        name: String,
        /// Four words.
        words: String,
        /// Texts of ours in it.
        sent: u64,
        /// Texts of the peer in it.
        received: u64,
    },
    /// A PING was answered.
    Pong {
        /// What we call the peer.
        name: String,
        /// Round trip.
        rtt: Duration,
        /// The peer's clock less ours, in milliseconds.
        skew_ms: i64,
    },
    /// The safety number of us and a peer.
    SafetyNumber {
        /// What we call the peer.
        name: String,
        /// The digits.
        number: SafetyNumber,
        /// How well the peer is known.
        trust: Trust,
    },
    /// How well a peer is known has changed.
    TrustChanged {
        /// Who: the key that has the name from now on.
        peer: PeerId,
        /// What we call the peer.
        name: String,
        /// How well; `None` when it is refused or forgotten.
        trust: Option<Trust>,
    },
    /// The answer to `Command::TrustLedger`.
    TrustLedger {
        /// What became of keys, the oldest first.
        entries: Vec<TrustEntry>,
        /// The first line that was not as it was written when the node started.
        broken: Option<Broken>,
    },
    /// A person calls a peer something else.
    Renamed {
        /// Who.
        peer: PeerId,
        /// What it was called.
        from: String,
        /// What it is called now.
        name: String,
    },
    /// A person wants to hear nothing of a peer, or everything again.
    Hearing {
        /// Who.
        peer: PeerId,
        /// What we call the peer.
        name: String,
        /// Which of both.
        hearing: Hearing,
    },
    /// A session or a handshake is over.
    Closed {
        /// A petname, a short fingerprint, or an address before the identity was proved.
        name: String,
        /// With whom, if that was proved.
        peer: Option<PeerId>,
        /// Who dialled.
        origin: Origin,
        /// The reason, if it has one; goodbye for an orderly end.
        reason: Option<Reason>,
        /// What happened; `None` after an orderly goodbye.
        error: Option<protocol::Error>,
        /// Whether there was a session, both READYs exchanged.
        established: bool,
        /// When this node dials again by itself; `None` when it does not.
        retry_in: Option<Duration>,
        /// The dial that it came of, if we dialled.
        dial: Option<DialId>,
    },
    /// The answer to `Command::Describe`.
    Peers(Vec<PeerInfo>),
    /// A command could not be done.
    CommandFailed {
        /// Which.
        command: &'static str,
        /// Why.
        error: Error,
    },
}
