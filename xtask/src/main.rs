//! Chores of the project: `cargo xtask new-criterion`, `cargo xtask docs`, `cargo xtask tidy` and others.
#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a command line of its own"
)]

mod docs;
mod files;
mod new_criterion;
mod release_notes;
mod shared_cells;
mod shared_texts;
mod tidy;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// The project's own chores.
#[derive(Parser)]
#[command(name = "cargo xtask")]
struct Cli {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Write the rule file of a new criterion and its fixture folders.
    NewCriterion {
        /// Official code, such as C1.4.2-CE3.
        id: String,
        /// Readable name, such as stemming-function.
        slug: String,
    },
    /// Write docs/criteria from the rules.
    Docs {
        /// Write nothing; fail when a page is not what the rules give.
        #[arg(long)]
        check: bool,
    },
    /// Print what CHANGELOG.md says of a version; fail unless tag, Cargo.toml and CHANGELOG.md agree on it.
    ReleaseNotes {
        /// Such as v0.1.0.
        tag: String,
    },
    /// Print the numbers of the cells of notebooks that unrelated candidates share with their outputs, for
    /// rules/origin/shared-cells.txt.
    SharedCells {
        /// Folders of submissions, each in a folder named owner+repository.
        #[arg(required = true)]
        folders: Vec<std::path::PathBuf>,
    },
    /// Print the numbers of paragraphs that unrelated candidates share, for rules/origin/shared-paragraphs.txt.
    SharedTexts {
        /// Folders of submissions, each in a folder named owner+repository.
        #[arg(required = true)]
        folders: Vec<std::path::PathBuf>,
    },
    /// Check what the compiler cannot: layers, printing, sizes, word lists.
    Tidy,
}

fn main() -> ExitCode {
    let root = files::root();
    let outcome = match Cli::parse().task {
        Task::NewCriterion { id, slug } => new_criterion::run(&root, &id, &slug),
        Task::Docs { check } => docs::run(&root, check),
        Task::ReleaseNotes { tag } => release_notes::run(&root, &tag).map_err(Into::into),
        Task::SharedCells { folders } => shared_cells::run(&folders)
            .map(|numbers| print!("{numbers}"))
            .map_err(Into::into),
        Task::SharedTexts { folders } => shared_texts::run(&folders)
            .map(|numbers| print!("{numbers}"))
            .map_err(Into::into),
        Task::Tidy => tidy::run(&root),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}
