//! Who may talk to us: one decision from who it is, who dialled, and what the person wants.

use crate::keystore::Trust;

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
    trust: Option<Trust>,
    origin: Origin,
    pinned: Pinned,
    policy: AcceptPolicy,
) -> Verdict {
    match (trust, origin, pinned, policy) {
        (Some(Trust::Known | Trust::Verified { .. }), ..)
        | (None, Origin::Dialled, Pinned::Yes, _)
        | (None, _, _, AcceptPolicy::Any) => Verdict::Accept,
        (Some(Trust::Blocked), ..) | (None, _, _, AcceptPolicy::Known) => Verdict::Refuse,
        (None, Origin::Dialled, Pinned::No, AcceptPolicy::Ask) => Verdict::AskAndRedial,
        (None, Origin::Accepted, _, AcceptPolicy::Ask) => Verdict::Hold,
    }
}
