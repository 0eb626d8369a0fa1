//! An input, read as a plan. An empty one bends nothing.

/// What is left of the plan; zeros for ever behind its end.
pub(crate) struct Plan<'a>(&'a [u8]);

impl<'a> Plan<'a> {
    pub(crate) fn new(data: &'a [u8]) -> Self {
        Self(data)
    }

    pub(crate) fn byte(&mut self) -> u8 {
        let Some((first, rest)) = self.0.split_first() else { return 0 };
        self.0 = rest;
        *first
    }

    pub(crate) fn flag(&mut self) -> bool {
        self.byte() & 1 == 1
    }

    /// A number from 0 to below `end`.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        let number = usize::from(self.byte()) << 8 | usize::from(self.byte());
        number % end.max(1)
    }

    /// As many bytes as there still are, at most `count`.
    pub(crate) fn take(&mut self, count: usize) -> &'a [u8] {
        let (taken, rest) = self.0.split_at(count.min(self.0.len()));
        self.0 = rest;
        taken
    }

    pub(crate) fn rest(&mut self) -> &'a [u8] {
        self.take(usize::MAX)
    }

    pub(crate) fn is_over(&self) -> bool {
        self.0.is_empty()
    }

    /// Changes a field as the plan says, and says whether it is another one now.
    pub(crate) fn bend(&mut self, field: &mut [u8]) -> bool {
        let before = field.to_vec();
        match self.byte() % 8 {
            1 => {
                let at = self.below(field.len());
                field[at] ^= self.byte();
            }
            2 => {
                let new = self.take(field.len());
                field[..new.len()].copy_from_slice(new);
            }
            3 => field.fill(self.byte()),
            _ => {}
        }
        field != before
    }
}
