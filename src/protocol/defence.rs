//! What a connection is without a defence.
//!
//! It marks each of its frames with another protocol id, so that it and a real peer refuse each other's first frame.

use crate::crypto::{self, Group, OpenKey, SealKey, Secret};
use crate::defence::{Defence, Defences};
use crate::wire::PROTOCOL_ID;

use super::ratchet::Flow;

/// The protocol id of a connection that is without a defence.
#[cfg(feature = "lab")]
const SANDBOX_ID: [u8; 4] = *b"PSLB";
/// The protocol id of a connection whose group is the toy's.
#[cfg(feature = "lab")]
const TOY_ID: [u8; 4] = *b"PSTY";

impl Defences {
    /// The first four bytes of every frame: a connection that lacks a defence speaks to none that has them all.
    #[cfg_attr(
        not(feature = "lab"),
        expect(clippy::unused_self, reason = "without the lab there is only one")
    )]
    pub(crate) const fn protocol_id(self) -> [u8; 4] {
        #[cfg(feature = "lab")]
        if !self.hold(Defence::Group) {
            return TOY_ID;
        }
        #[cfg(feature = "lab")]
        if !self.all_hold() {
            return SANDBOX_ID;
        }
        PROTOCOL_ID
    }

    /// The group in which keys are agreed.
    #[cfg(feature = "lab")]
    pub(crate) const fn group(self) -> Group {
        if self.hold(Defence::Group) { Group::Modp2048 } else { Group::Toy }
    }

    /// The group in which keys are agreed: without the lab there is one.
    #[cfg(not(feature = "lab"))]
    #[expect(clippy::unused_self, reason = "the lab asks which defences are left out")]
    pub(crate) const fn group(self) -> Group {
        Group::Modp2048
    }

    /// The way back from responder to initiator, as its keys know it.
    pub(super) const fn back(self) -> Flow {
        if self.hold(Defence::Direction) { Flow::ResponderToInitiator } else { Flow::InitiatorToResponder }
    }

    /// Opens what was sealed with this key block, once its tag is verified.
    pub(super) fn open(
        self,
        defence: Defence,
        block: Secret<56>,
        context: &[&[u8]],
        (sealed, tag): (&mut [u8], &[u8; 32]),
    ) -> Result<(), crypto::Error> {
        if self.hold(defence) {
            return OpenKey::from_block(block).open(context, sealed, tag);
        }
        // Counter mode is its own inverse: sealing once more opens, and asks for no tag.
        SealKey::from_block(block).seal(&[], sealed);
        Ok(())
    }
}
