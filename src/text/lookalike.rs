//! Names that a reader takes for each other (UTS 39, section 4).

use unicode_security::confusable_detection::skeleton;

/// What is left of a name when everything that looks the same is the same.
///
/// There are two, since capitals are confused before they are folded (`I` and `l`) and after (`I` and `i`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Skeleton {
    as_written: String,
    folded: String,
}

impl Skeleton {
    /// The skeleton of a name.
    pub fn of(name: &str) -> Self {
        let as_written: String = skeleton(name).collect();
        Self { as_written: as_written.to_lowercase(), folded: skeleton(&name.to_lowercase()).collect() }
    }

    /// Whether a reader may take one for the other.
    pub fn is_like(&self, other: &Self) -> bool {
        self.as_written == other.as_written || self.folded == other.folded
    }
}
