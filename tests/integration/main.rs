//! The tests that need the whole program: fixtures by folder, whole submissions, the command line, and the agreement of
//! rules, fixtures and messages. One binary, so that everything is linked once.

#![expect(
    clippy::unwrap_used,
    reason = "a helper of a test fails as a test does"
)]

mod coherence;
mod consistency;
mod documents;
mod examples;
mod first_place;
mod fixtures;
mod history;
mod leads;
mod names;
mod profile_rules;
mod project;
mod readme;
mod set_aside;
mod whole;
