//! Facts → signals → evidence → statuses.
//!
//! **Invariant:** no path on disk and no git2 here: a submission comes in, a report goes out. `evaluate` is a pure
//! function of evidence and rules.

mod analyses;
mod evaluate;
mod facts;
mod matching;
mod sink;

pub use facts::Facts;
