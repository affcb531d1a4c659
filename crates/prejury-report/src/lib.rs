//! Reports for people and machines: one file per format, all with the same signature.
//!
//! **Invariant:** nothing is analysed here and nothing is printed: a report and a catalogue come in, bytes go out.
//! Whatever was quoted from a submission leaves escaped for its format and with its secrets masked.

mod annotations;
pub mod cohort;
pub mod compare;
mod decided;
pub mod decisions;
mod escape;
pub mod explain;
mod first_steps;
mod forge;
pub mod github;
pub mod gitlab;
pub mod html;
pub mod json;
pub mod junit;
pub mod list;
pub mod markdown;
mod messages;
mod names;
mod options;
mod part;
mod place;
mod redact;
pub mod remarks;
pub mod sarif;
mod summary;
pub mod terminal;
mod view;
pub mod xlsx;

pub use escape::visible;
pub use messages::{MessageError, Messages, Value};
pub use names::mask_names;
pub use options::{Detail, Options, Selection};
pub use part::Part;
