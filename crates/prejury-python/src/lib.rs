//! Python scripts and notebooks → facts: resolved calls, definitions, liveness, roles of data.
//!
//! **Invariant:** the code is read, never run or imported; no file is opened here: bytes come in, facts go out.

mod alone;
mod analyse;
mod ast;
mod excerpt;
mod facts;
mod keywords;
mod line_starts;
mod lower;
mod notebook;
mod parse;
mod program;
mod reads;
mod renamed;
mod repair;
mod run;
mod semantics;
mod source;

pub use alone::OwnModules;
pub use analyse::analyse;
pub use facts::*;
pub use keywords::Keywords;
pub use line_starts::LineStarts;
pub use notebook::{SourceLines, notebook_regions};
pub use parse::{ParsedUnit, parse, parse_export, parse_without};
