//! Switches of libgit2 for the whole process, and repositories opened under them.

use std::path::Path;
use std::sync::OnceLock;

use git2::{ConfigLevel, Repository, RepositoryOpenFlags};

use crate::clone;

/// Sets libgit2 up once; every use of git2 in this crate comes after it.
///
/// - Owner checks are off: an evaluator opens folders of other people, and nothing in them is run (libgit2 has no hooks, no
///   external filters and no configured programs; the checks protect programs that do).
/// - The user's and the system's configuration is not read, so that a run gives the same report on every machine.
/// - Clones go through our own transports.
pub(crate) fn prepare() -> Result<(), String> {
    static DONE: OnceLock<Result<(), String>> = OnceLock::new();
    DONE.get_or_init(|| switches().map_err(|error| error.message().to_owned()))
        .clone()
}

#[expect(
    unsafe_code,
    reason = "process-wide switches of libgit2 have no safe form; `prepare` calls this once"
)]
fn switches() -> Result<(), git2::Error> {
    // SAFETY: these calls write global state of libgit2 and must not race with its use. `prepare` is the only caller, under a
    // lock, and every function of this crate that uses git2 goes through `prepare` first.
    unsafe {
        git2::opts::set_verify_owner_validation(false)?;
        for level in [
            ConfigLevel::ProgramData,
            ConfigLevel::System,
            ConfigLevel::XDG,
            ConfigLevel::Global,
        ] {
            git2::opts::set_search_path(level, "")?;
        }
        git2::transport::register(clone::SCHEME, clone::transport)
    }
}

/// Opens the repository whose work tree is `root`, and takes `root` for its work tree whatever its configuration says.
pub(crate) fn open_work_tree(root: &Path) -> Result<Repository, String> {
    prepare()?;
    let none: [&str; 0] = [];
    let open = || {
        let repository = Repository::open_ext(root, RepositoryOpenFlags::NO_SEARCH, none)?;
        // `core.worktree` could name any folder of the evaluator's disk.
        repository.set_workdir(root, false)?;
        Ok(repository)
    };
    open().map_err(|error: git2::Error| error.message().to_owned())
}

/// Opens a git directory for its objects alone.
pub(crate) fn open_bare(git_dir: &Path) -> Result<Repository, String> {
    prepare()?;
    Repository::open_bare(git_dir).map_err(|error| error.message().to_owned())
}
