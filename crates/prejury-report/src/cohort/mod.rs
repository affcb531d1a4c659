//! Many reports together: rows for programs, an index page and a workbook for people, and what changed over time.

mod history;
mod overview;
mod page;
mod rows;
mod workbook;

pub use history::{CandidateRun, CriterionRun, History, Run, write_history, write_history_json};
pub use overview::{Candidate, Counts, Overview};
pub use page::write_page;
pub use rows::{ROW_VERSION, Row, failed, read_rows, rows_of, write_rows};
pub use workbook::write_workbook;
