//! `tidy`: what the compiler cannot check, told all at once.

mod layers;
mod paths;
mod source;
mod words;

use std::path::Path;

use crate::files::{Outcome, TextFile, text_files};

/// What one check looked at, and what it found.
pub(crate) struct Finding {
    /// What was checked, such as `86 Rust files start with their purpose`.
    pub(crate) checked: String,
    /// Each with its place.
    pub(crate) problems: Vec<String>,
}

pub(crate) fn run(root: &Path) -> Outcome {
    let files = text_files(root, ".")?;
    let rust: Vec<&TextFile> = files
        .iter()
        .filter(|file| file.path.ends_with(".rs") && !file.path.starts_with("fixtures/"))
        .collect();
    let findings = [
        source::purpose(&rust),
        source::length(&rust),
        source::disk(&rust),
        source::printing(&rust),
        source::parser(&rust),
        source::git(&rust),
        layers::edges(&files)?,
        layers::reasons(&files)?,
        words::families(&files)?,
        words::lists(&files)?,
        words::texts(&files),
        paths::workplace(root, &files),
    ];
    let mut n_problems = 0;
    for Finding { checked, problems } in findings {
        println!(
            "{} {checked}",
            if problems.is_empty() { "ok  " } else { "FAIL" }
        );
        for problem in &problems {
            println!("       {problem}");
        }
        n_problems += problems.len();
    }
    if n_problems == 0 {
        Ok(())
    } else {
        Err(format!("{n_problems} problems").into())
    }
}
