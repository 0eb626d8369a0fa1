//! Who may talk to us: one decision from who it is, who dialled, and what the person wants.

use crate::keystore::Standing;

use super::event::Origin;

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
    /// The dialler closes before it reveals itself, and dials again when a person said yes.
    AskAndRedial,
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
        // A key that answered for somebody else's name is never let in by policy: a person decides first.
        (Standing::Blocked | Standing::Changed { .. }, ..)
        | (Standing::Unknown, _, Pinned::No, AcceptPolicy::Known) => Verdict::Refuse,
        (Standing::Known | Standing::Verified { .. }, ..)
        | (Standing::Unknown, _, Pinned::Yes, _)
        | (Standing::Unknown, _, Pinned::No, AcceptPolicy::Any) => Verdict::Accept,
        (Standing::Unknown, Origin::Dialled, Pinned::No, AcceptPolicy::Ask) => Verdict::AskAndRedial,
        (Standing::Unknown, Origin::Accepted, Pinned::No, AcceptPolicy::Ask) => Verdict::Hold,
    }
}
