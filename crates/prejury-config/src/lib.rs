//! `prejury.toml` and the table `[tool.prejury]` of `pyproject.toml`: text in, checked configuration or all its mistakes out.
//!
//! **Invariant:** no file is read and nothing is decided here; a configuration knows neither where it came from nor how far
//! it is trusted. `docs/config.schema.json` publishes the format, and a test compares the two.

mod config;
mod date;
mod exclude;
mod gate;
mod keys;
mod mistake;
mod table;

pub use config::{Claim, Config, LimitKey, WaiverEntry, parse, parse_pyproject, rules_folder};
pub use date::{day_of, is_date};
pub use exclude::Exclusions;
pub use gate::{Gate, Term};
pub use mistake::{Mistake, Wrong};
