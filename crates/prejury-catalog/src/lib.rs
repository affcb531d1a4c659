//! The référentiel as data: `rules/` read, checked and ready for matching.
//!
//! Raw types mirror the files (`raw`), validated types are what the other crates see. All mistakes of a rules folder
//! are reported together, each with its file, its key and the nearest known value.
//!
//! **Invariant:** no file is read here. The rules are embedded into the binary, and the files of an overlay come in as
//! pairs of a relative path and a text.

mod assemble;
mod call_index;
mod catalog;
mod condition;
mod criterion;
mod embedded;
mod error;
mod families;
mod key;
mod layers;
mod lazy;
mod messages;
mod names;
mod nearest;
mod pattern;
mod profile;
mod raw;
mod regex_index;
mod signal;
mod wildcard;

pub use call_index::{CallCandidate, CallIndex};
pub use catalog::{Base, Catalog, Found, NotFound};
pub use condition::{Condition, Leaf};
pub use criterion::{Bloc, Competence, Criterion, Question};
pub use error::{CatalogError, Problem};
pub use lazy::{PathGlobs, TextRegex};
pub use names::NameSet;
pub use nearest::nearest;
pub use pattern::{
    ArgPattern, BlockFilter, CallPattern, DefinitionKind, DefinitionPattern, Pattern, Role,
    TextPattern,
};
pub use profile::{Profile, ProfilePart, ProfileRule, ReadingNote};
pub use regex_index::{Regexes, Searched};
pub use signal::Signal;
