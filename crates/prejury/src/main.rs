//! The command line of prejury: arguments in, reports out, and an exit code.
//!
//! **Invariant:** wiring only. What a submission shows is decided in `prejury-analysis`, how it reads in `prejury-report`.

mod assess;
mod baseline;
mod check;
mod cohort;
mod completions;
mod configuration;
mod context;
mod destination;
mod diff;
mod explain;
mod gate;
mod help;
mod init;
mod io_error;
mod list;
mod locale;
mod low_args;
mod man;
mod merge;
mod progress;
mod run;
mod screen;
mod settings;
mod step_summary;
mod usage;

use std::process::ExitCode;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    run::run(std::env::args_os().collect())
}
