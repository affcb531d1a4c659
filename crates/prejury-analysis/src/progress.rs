//! What a caller can follow while a check runs.

/// A part of a check.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Stage {
    /// Files are read and parsed; one step a file.
    Reading,
    /// The Python of the submission is followed through; one step.
    Following,
    /// Signals are looked for; one step an analysis, and one for all patterns.
    Matching,
}

/// Told how far a check is, from any thread. Every method does nothing unless it is overridden.
pub trait Progress: Sync {
    /// A part begins, made of `n_steps` steps.
    fn started(&self, stage: Stage, n_steps: usize) {
        let _ = (stage, n_steps);
    }

    /// One more step of `stage` is done.
    fn advanced(&self, stage: Stage) {
        let _ = stage;
    }

    /// Whether nobody waits for the report any more: files and passes that have not begun are then passed over, and what comes
    /// out is no report of the submission.
    fn is_over(&self) -> bool {
        false
    }

    /// A pass of [`Stage::Matching`] begins on this thread, by the name of its analysis.
    fn pass_began(&self, name: &'static str) {
        let _ = name;
    }

    /// The pass that began last on this thread has ended.
    fn pass_ended(&self, name: &'static str) {
        let _ = name;
    }
}

/// Nobody follows.
impl Progress for () {}
