//! How much work one document may ask for.

use std::cell::Cell;
use std::time::{Duration, Instant};

/// Operators and characters of one document: a book of a thousand full pages has four million.
const MAX_STEPS: u64 = 6_000_000;

/// Bytes of content streams followed, forms counted as often as they are shown.
const MAX_BYTES: usize = 256 << 20;

/// A document that takes longer is read in part. The count of steps comes first on any usual machine, so that the same
/// document gives the same text.
pub(super) const MAX_TIME: Duration = Duration::from_secs(2);

/// Counts down while a document is read.
pub(super) struct Budget {
    steps: Cell<u64>,
    bytes: Cell<usize>,
    end: Instant,
}

impl Budget {
    pub(super) fn new() -> Self {
        Self {
            steps: Cell::new(MAX_STEPS),
            bytes: Cell::new(MAX_BYTES),
            end: Instant::now() + MAX_TIME,
        }
    }

    /// Takes one step; false when there is nothing left.
    pub(super) fn step(&self) -> bool {
        let left = self.steps.get();
        if left == 0 {
            return false;
        }
        self.steps.set(left - 1);
        // The clock is looked at now and then: it costs more than a step.
        if left.is_multiple_of(1024) && Instant::now() >= self.end {
            self.steps.set(0);
        }
        true
    }

    /// Takes the bytes of one stream.
    pub(super) fn bytes(&self, n: usize) -> bool {
        match self.bytes.get().checked_sub(n) {
            Some(left) => {
                self.bytes.set(left);
                true
            }
            None => {
                self.steps.set(0);
                false
            }
        }
    }

    /// Whether the document was cut.
    pub(super) fn is_spent(&self) -> bool {
        if Instant::now() >= self.end {
            self.steps.set(0);
        }
        self.steps.get() == 0
    }
}
