//! The only reader of disk, archives and git: whatever the user names becomes a `Submission`.

mod submission;

pub use submission::*;
