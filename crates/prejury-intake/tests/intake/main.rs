//! Every input of intake, built in temporary folders.

#![expect(
    clippy::unwrap_used,
    reason = "builders of fixtures fail a test by panicking"
)]

mod archives;
mod build;
mod clones;
mod folders;
mod history;
mod hostile_archives;
mod left_out;
mod pack;
mod repositories;
