//! The tests that need the whole program: fixtures by folder, whole submissions, the command line, and the agreement of
//! rules, fixtures and messages. One binary, so that everything is linked once.

mod consistency;
mod fixtures;
mod history;
mod project;
mod readme;
mod whole;
