//! The program under test.

use std::path::Path;
use std::process::{Command, Output};

/// Runs the program in `folder` with an environment that says nothing of the machine.
pub(crate) fn prejury(folder: &Path, args: &[&str], environment: &[(&str, &str)]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_prejury"))
        .args(args)
        .current_dir(folder)
        .env_clear()
        .envs(environment.iter().copied())
        .output()
        .unwrap()
}
