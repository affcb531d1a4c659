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
    hide_caught_panics();
    run::run(std::env::args_os().collect())
}

/// A panic that is caught becomes a line of the report; on standard error it would look like the end of the run. Whoever looks
/// for its cause sets `RUST_BACKTRACE`.
fn hide_caught_panics() {
    let usual = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        if !prejury_core::is_guarded() || std::env::var_os("RUST_BACKTRACE").is_some() {
            usual(panic);
        }
    }));
}
