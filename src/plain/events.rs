//! Every line that is ever printed: its word, when it comes, its fields. `EVENTS.md` is made from this table.

/// Names and meanings.
type Fields = &'static [(&'static str, &'static str)];

/// One kind of line.
#[derive(Clone, Copy, Debug)]
pub struct EventSpec {
    /// The first word; `event` in JSON.
    pub word: &'static str,
    /// When it is printed.
    pub when: &'static str,
    /// Name and meaning of each field, in their order. All are there in every line of this word.
    pub fields: Fields,
}

/// Shortens the table below.
const fn event(word: &'static str, when: &'static str, fields: Fields) -> EventSpec {
    EventSpec { word, when, fields }
}

const PEER: (&str, &str) = ("peer", "who: petname, else the first 8 digits of the fingerprint, or address");
const FINGERPRINT: (&str, &str) = ("fingerprint", "of the known identity");
const TRUST: (&str, &str) = ("trust", "`known`, `verified`, `changed`, `blocked` or `unknown`");
const ADDRESS: (&str, &str) = ("address", "where the peer is or was");
const REASON: (&str, &str) = ("reason", "name from the registry of reasons, or null");
const VERDICT: (&str, &str) = ("verdict", "one of the verdicts, refusals in capitals");
const NICK: (&str, &str) = ("nick", "what the peer calls itself, at most 32 characters: a claim, or null");
const LOOKS_LIKE: (&str, &str) =
    ("looks_like", "petname of another peer that the nick may be taken for, or null");
const SESSION: (&str, &str) = ("session_id", "public name of the session, the same on both sides, or null");
const DIR: (&str, &str) = ("dir", "`sent` or `received`");

/// Every kind of line.
pub const EVENTS: &[EventSpec] = &[
    event(
        "listening",
        "A port is open.",
        &[
            ("host", "address that the socket is bound to"),
            ("port", "the port, also when 0 was asked for"),
            ("reachable", "list of addresses at which others reach this machine"),
        ],
    ),
    event(
        "dialling",
        "A dial begins.",
        &[("to", "the address or name that was given"), ("attempt", "1, and one more after each failure")],
    ),
    event(
        "unreachable",
        "A dial failed.",
        &[
            ("to", "the address or name that was given"),
            ("error", "what the system said"),
            ("retry_in_s", "seconds until the next try, or null"),
        ],
    ),
    event(
        "handshake",
        "A flight of a handshake was sent or accepted.",
        &[
            PEER,
            ("step", "`request`, `response`, `finish` or `ready`"),
            DIR,
            ("bytes", "size of the frame"),
            ("took_ms", "milliseconds since the step before"),
        ],
    ),
    event(
        "trust",
        "A decision about an identity is due, or was made.",
        &[
            PEER,
            ("state", "`asked`, `changed`, `known`, `verified`, `blocked` or `refused`"),
            FINGERPRINT,
            ADDRESS,
            ("formerly", "petname whose address this was, or null"),
            ("claimed", "fingerprint that answered instead of the known one, or null"),
            (
                "claimed_by",
                "petname of the other known peer whose key that is, which whoever answered has not proved, or null",
            ),
            ("verified_at", "when the known key was verified, or null"),
        ],
    ),
    event(
        "verify",
        "The number to compare.",
        &[PEER, ("safety_number", "12 groups of 5 digits, the same on both sides"), TRUST],
    ),
    event(
        "connected",
        "A session is there, its keys confirmed by both sides.",
        &[
            PEER,
            FINGERPRINT,
            NICK,
            LOOKS_LIKE,
            TRUST,
            ADDRESS,
            ("origin", "`dialled` or `accepted`"),
            SESSION,
            (
                "took_ms",
                "milliseconds from the first byte until the peer had proved its identity; no person's decision is in it",
            ),
        ],
    ),
    event(
        "session",
        "Another session with the peer took the place of the one before; nothing is lost by it.",
        &[PEER, SESSION, ADDRESS],
    ),
    event(
        "message",
        "A text came.",
        &[
            PEER,
            ("number", "its number in the sender's stream"),
            ("text", "the text"),
            ("action", "whether it is a /me"),
            ("time", "when it came here"),
            ("sent_at", "when the sender says it was sent"),
        ],
    ),
    event(
        "said",
        "A script sent a text in our name, by `peerscope send`.",
        &[
            PEER,
            ("id", "counts the texts of this run from 1"),
            ("text", "the text"),
            ("action", "whether it is a /me"),
        ],
    ),
    event(
        "receipt",
        "A text of ours came further. In text, `held` stands only when nobody is there, and `written` never.",
        &[
            PEER,
            ("id", "counts the texts of this run from 1"),
            ("kept", "with `held`: whether it is on the disk, so that it goes on in another run"),
            (
                "number",
                "with `written`: its number in our stream, which its packets name, too; `/why text` with the `id` names those packets",
            ),
            (
                "state",
                "`held`, `written`, `acked` (it arrived), `shown` (to a person), `dropped` (it will not be sent: the peer was blocked, or has another key now) or `expired` (it was not acked for too long)",
            ),
        ],
    ),
    event(
        "history",
        "A text that was said before. When the program starts: those of peers that nobody has seen, to a program only those that were not printed before, and those of ours that wait. `peerscope get --json` prints such lines, too.",
        &[
            PEER,
            ("place", "where it stands in the conversation: grows, with gaps"),
            ("from", "`us` or `them`"),
            ("number", "its number in the sender's stream, or null"),
            ("id", "of one of ours: what receipts of this run call it, else null"),
            ("state", "of one of ours: how far it is, as in a receipt, else null"),
            ("seen", "of one of theirs: whether a person has seen it here, else null"),
            ("time", "when it was written or came here"),
            ("sent_at", "of one of theirs: when the sender says it was sent, else null"),
            ("action", "whether it is a /me"),
            ("text", "the text"),
        ],
    ),
    event(
        "file",
        "A file came further, or is one of those that `/transfers` lists. In text, progress stands for each tenth.",
        &[
            PEER,
            ("id", "counts the files of this run from 1"),
            ("direction", "`sending` or `receiving`"),
            ("name", "what the file is called here"),
            ("size", "bytes of it"),
            ("written", "bytes that the receiver has written"),
            (
                "state",
                "`preparing`, `offered`, `accepted`, `moving`, `paused`, `waiting` (for the peer), `checking`, `verified` (it is whole, on the receiver's disk) or `stopped`",
            ),
            ("cause", "why it was stopped, a name from the list of causes, or null"),
            ("by", "who paused or stopped it, `us` or `peer`, or null"),
            ("rate", "bytes a second, or null"),
            ("left_s", "seconds that the rest will take, or null"),
            ("path", "where it is on this machine, or null"),
            ("error", "what went wrong on this machine, or null"),
        ],
    ),
    event("typing", "The peer began or stopped typing.", &[PEER, ("on", "whether it types")]),
    event("nick", "The peer calls itself something else.", &[PEER, FINGERPRINT, NICK, LOOKS_LIKE]),
    event(
        "renamed",
        "A peer is called something else here.",
        &[PEER, ("formerly", "what it was called"), FINGERPRINT],
    ),
    event("ignored", "A peer is ignored, or heard again.", &[PEER, ("on", "whether it is ignored")]),
    event("rekeyed", "Both directions use fresh keys.", &[PEER, ("epoch", "number of the key epoch")]),
    event(
        "pong",
        "A ping was answered.",
        &[
            PEER,
            ("rtt_ms", "milliseconds there and back"),
            ("skew_ms", "the peer's clock less ours, in milliseconds"),
        ],
    ),
    event(
        "words",
        "Answer to `/words`: four words for what was said in the session. Who has the same has the same history.",
        &[
            PEER,
            ("words", "the words"),
            ("sent", "texts of ours in it: those that the peer has acked"),
            ("received", "texts of the peer in it: those that were acked to it"),
        ],
    ),
    event(
        "packet",
        "With `/packets on`: a frame, as it was seen. The names are those of net.log.",
        &[
            ("number", "counts the frames of this run from 1"),
            ("time", "when it was seen"),
            DIR,
            ("peer", "the 8 digits, or the address before they are known"),
            ("type", "type of the frame"),
            ("kind", "kind of message inside, or null"),
            ("epoch", "key epoch, or null"),
            ("seq", "sequence number, or null"),
            ("length", "the length field: what comes behind the header; or null"),
            ("bytes", "all of the frame, header included"),
            VERDICT,
            REASON,
        ],
    ),
    event(
        "tap",
        "In `peerscope tap`: what became of a frame, after its `packet` line and whenever that changes.",
        &[
            ("number", "number of the packet"),
            (
                "stand",
                "`passed`, `waits`, `held`, `dropped` or `changed`, and what it is a copy or a change of",
            ),
        ],
    ),
    event(
        "rejected",
        "A frame was refused.",
        &[
            ("peer", "the 8 digits, or the address before they are known"),
            REASON,
            VERDICT,
            ("number", "number of the packet"),
        ],
    ),
    event(
        "closed",
        "A session or a handshake is over.",
        &[
            PEER,
            ("origin", "`dialled` or `accepted`"),
            REASON,
            ("error", "what went wrong; null after a goodbye"),
            ("established", "whether there was a session"),
            ("will_retry", "whether the peer is dialled again by itself"),
        ],
    ),
    event(
        "why",
        "Answer to `/why`: one line for each sentence.",
        &[
            ("about", "`packet N`, `text N` or the peer"),
            ("text", "the sentence"),
            ("section", "heading of the section of the spec behind it, or null"),
        ],
    ),
    event(
        "spec",
        "Answer to `/spec WORD`: the lines of the section. Alone, `/spec` lists the headings.",
        &[("section", "heading of the section, in a list the file it is in"), ("text", "the line")],
    ),
    event("peers", "Answer to `/peers` and `/whois`.", &[("count", "how many `peer` lines follow")]),
    event(
        "peer",
        "One of those.",
        &[
            PEER,
            FINGERPRINT,
            NICK,
            LOOKS_LIKE,
            ("presence", "`connected`, `absent` or `pending` (waits for a decision)"),
            TRUST,
            ADDRESS,
            SESSION,
            ("unacked", "texts of ours that it has not acked, or null if what is kept was not read"),
            ("claimed", "fingerprint that answered instead of the known one, or null"),
            ("first_seen", "time, or null"),
            ("last_seen", "time, or null"),
            ("ignored", "whether nothing of it is announced"),
        ],
    ),
    event(
        "ledger",
        "Answer to `/trust log`: how the trust ledger was found when the program started.",
        &[
            ("count", "how many `entry` lines follow"),
            ("state", "`whole` or `broken`"),
            ("line", "the first line of the file that is not as it was written, or null"),
            ("error", "what is wrong with it, or null"),
        ],
    ),
    event(
        "entry",
        "One of those: what became of an identity key, the oldest first.",
        &[
            PEER,
            (
                "deed",
                "`asked`, `accepted`, `refused`, `met`, `met_by_address`, `met_by_policy`, `verified`, `unverified`, `differs`, `claimed`, `took_over`, `kept`, `blocked`, `unblocked`, `renamed`, `found_known`, `found_verified`, `found_blocked` or `gone`",
            ),
            FINGERPRINT,
            ("other", "fingerprint of the other key where there are two, or null"),
            ("time", "when"),
        ],
    ),
    event(
        "help",
        "Answer to `/help`.",
        &[("command", "the command"), ("arguments", "what comes after it"), ("help", "what it does")],
    ),
    event(
        "log",
        "net.log cannot be written, or can again; the conversation goes on.",
        &[
            ("state", "`failing` or `written`"),
            ("lost", "lines that are missing in it so far"),
            ("error", "what the system said, or null"),
        ],
    ),
    event(
        "capture",
        "A frame could not be written to the file of `--capture`, or can again; the conversation goes on.",
        &[
            ("state", "`failing` or `written`"),
            ("file", "where it is"),
            ("lost", "frames that are missing in it so far"),
            ("error", "what the system said, or null"),
        ],
    ),
    event(
        "exposed",
        "With `/compromise`: whether a recorded frame opens with what is stolen now.",
        &[("number", "number of the packet"), ("opens", "whether it opens"), ("why", "why, in a sentence")],
    ),
    event("explain", "Answer to `/explain` without a file: one row of the page.", &[("text", "the row")]),
    event("note", "A remark of the program.", &[("text", "the remark")]),
    event(
        "error",
        "Something was not done. With the command `save`: who is known, or our nick, could not be written; where that stands right before `ended`, it is lost, and the exit code is 1. With `keylog`: the file of `--keylog` could not be written, and no more keys go to it.",
        &[
            (
                "command",
                "what was asked, without the slash; `text` where that was a line to be said, `line` where one could not be read",
            ),
            ("error", "why it was not done"),
        ],
    ),
    event("ended", "The last line.", &[("code", "the exit code"), ("text", "what it means")]),
];

/// Fields that mean the same in several lines.
pub(super) const SHARED: &[(&str, &str)] =
    &[PEER, FINGERPRINT, NICK, LOOKS_LIKE, TRUST, ADDRESS, SESSION, DIR, VERDICT, REASON];
