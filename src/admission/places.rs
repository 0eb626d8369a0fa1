//! How many proven callers may be connected: strangers leave places for those who are known.

use super::door::Refusal;
use super::limits::Limits;

/// How well a caller that has proved its identity was known when it came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Acquaintance {
    /// Not at all: it is let in, or waits for a person.
    Stranger,
    /// It stood in the list of known peers.
    Known,
    /// Its safety number was compared.
    Verified,
}

/// Places that other callers have.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Taken {
    /// By whomever.
    pub all: u32,
    /// By strangers.
    pub strangers: u32,
    /// By callers of the same source that are known as well as this one.
    pub of_its_like: u32,
}

impl Limits {
    /// Whether there is a place for one more caller.
    ///
    /// # Errors
    /// Why not.
    pub const fn place_for(&self, who: Acquaintance, taken: Taken) -> Result<(), Refusal> {
        let (all, of_its_like) = match who {
            Acquaintance::Verified => (self.places + self.places_for_verified, u32::MAX),
            Acquaintance::Known | Acquaintance::Stranger => (self.places, self.places_per_source),
        };
        let stranger = matches!(who, Acquaintance::Stranger);
        if taken.of_its_like >= of_its_like {
            Err(Refusal::SourceFull)
        } else if taken.all >= all || stranger && taken.strangers >= self.places_for_strangers {
            Err(Refusal::Full)
        } else {
            Ok(())
        }
    }
}
