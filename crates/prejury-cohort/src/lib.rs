//! Many submissions at once: who hands in what, checks side by side in bounded memory, and a store that keeps every run.
//!
//! **Invariant:** what a check is comes from the command line as a function; here is only who is checked, when again, and
//! what is kept. Nothing of a submission is read but by that function.

mod entries;
mod list;
mod parquet_rows;
mod platform_names;
mod pseudonyms;
mod runner;
mod scrub;
mod store;

pub use entries::{CohortError, Entries, Entry, file_stem};
pub use list::{Line, ListError, read_list};
pub use parquet_rows::{is_parquet, read_parquet};
pub use pseudonyms::{PseudonymError, Pseudonyms};
pub use runner::{Deadline, Done, Pace, run_all};
pub use scrub::Scrubber;
pub use store::{Known, Store, StoreError, StoreTrouble};
