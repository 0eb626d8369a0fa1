//! Who may talk to us: one decision from who it is, who dialled, and what the person wants.

use crate::keystore::Standing;

use super::peer::Origin;

/// What happens to identities we do not know. A changed key is never accepted by policy.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum AcceptPolicy {
    /// A person decides.
    #[default]
    Ask,
    /// They are refused.
    Known,
    /// They are accepted.
    Any,
}

/// What to do with a peer that has proved its identity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    Accept,
    Refuse,
    /// The listener holds READY while a person decides.
    Hold,
    /// As if a person were asked who does not answer, so that a caller cannot tell that it is blocked.
    Ignore,
    /// The dialler closes before it reveals itself, and dials again when a person said yes.
    AskAndRedial,
}

impl Verdict {
    /// One word for the log.
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Accept => "accept",
            Self::Refuse => "refuse",
            Self::Hold => "hold",
            Self::Ignore => "ignore",
            Self::AskAndRedial => "ask_and_redial",
        }
    }
}

/// Whether the dial named the identity it wants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Pinned {
    No,
    Yes,
}

pub(super) const fn decide(
    standing: &Standing,
    origin: Origin,
    pinned: Pinned,
    policy: AcceptPolicy,
) -> Verdict {
    match (standing, origin, pinned, policy) {
        (Standing::Known | Standing::Verified { .. }, ..)
        | (Standing::Unknown, Origin::Dialled, Pinned::Yes, _)
        | (Standing::Unknown, _, _, AcceptPolicy::Any) => Verdict::Accept,
        (Standing::Blocked | Standing::Changed { .. }, Origin::Accepted, _, AcceptPolicy::Ask) => {
            Verdict::Ignore
        }
        // A person settles a changed key by name; until then it is let in neither by policy nor by question.
        (Standing::Blocked | Standing::Changed { .. }, ..)
        | (Standing::Unknown, _, _, AcceptPolicy::Known) => Verdict::Refuse,
        (Standing::Unknown, Origin::Dialled, Pinned::No, AcceptPolicy::Ask) => Verdict::AskAndRedial,
        (Standing::Unknown, Origin::Accepted, _, AcceptPolicy::Ask) => Verdict::Hold,
    }
}
