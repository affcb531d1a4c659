//! The only reader of disk, archives and git: whatever the user names becomes a `Submission`.
//!
//! **Invariant:** nothing of the submission is executed, no link is followed, no archive entry leaves its temporary
//! folder, and every amount is bounded by `Limits`; what was not read is an `Issue` or counted in a `LeftOut`.

mod archive;
mod assemble;
mod backing;
mod branches;
mod clone;
mod codes;
mod config_file;
mod digest;
mod error;
mod folder;
mod git_tree;
mod history;
mod kind;
mod left_out;
mod lfs;
mod libgit2;
mod library_readme;
mod limits;
mod members;
mod name;
mod open;
mod output;
mod rules_folder;
mod submission;
mod text;
mod tree_diff;
mod url;
mod vendored;
mod walk;
mod work_tree;

pub use codes::{ERROR_CODES, ISSUE_CODES, LEFT_OUT_REASONS};
pub use config_file::{new_file, read_config};
pub use digest::{digest, remote_digest, text_digest};
pub use error::IntakeError;
pub use kind::{is_named_boilerplate, is_named_readme, is_named_run_record, is_named_test};
pub use library_readme::is_library_readme;
pub use limits::Limits;
pub use members::{Member, Members, members};
pub use open::open;
pub use output::{
    append_paragraph, exists, files_with_endings, is_folder, make_folder, new_private_file,
    read_file, read_text_file, remove_file, write_file, write_file_with,
};
pub use rules_folder::read_rules_folder;
pub use submission::*;
pub use text::decode_text;
