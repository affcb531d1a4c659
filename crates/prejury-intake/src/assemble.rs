//! The last step of every input: parts become a `Submission`, with its Issues in order.

use std::collections::HashMap;

use prejury_core::Issue;
use tempfile::TempDir;

use crate::backing::{Backing, Store};
use crate::left_out::Tally;
use crate::{History, Limits, SourceFile, Submission, vendored};

/// Issues of one code that are told one by one; the rest is counted.
const MOST_ALIKE: usize = 100;

/// Everything that `finish` puts together.
pub(crate) struct Parts {
    pub(crate) label: String,
    pub(crate) files: Vec<SourceFile>,
    pub(crate) history: Option<History>,
    pub(crate) issues: Vec<Issue>,
    pub(crate) left_out: Tally,
    pub(crate) store: Store,
    pub(crate) guard: Option<TempDir>,
}

/// The submission of these parts.
pub(crate) fn finish(parts: Parts, limits: &Limits) -> Submission {
    let Parts {
        mut files,
        mut issues,
        mut left_out,
        ..
    } = parts;
    let backing = Backing {
        store: parts.store,
        file_bytes: limits.file_bytes,
        _guard: parts.guard,
    };
    let read = |file: &SourceFile| backing.read(&file.path).ok();
    let vendored = vendored::take_out(&mut files, read, &mut left_out, &mut issues);
    if files.is_empty() {
        issues.push(Issue::new("submission.empty"));
    }
    Submission {
        label: parts.label,
        files,
        vendored,
        history: parts.history,
        issues: in_order(issues),
        left_out: left_out.into_left_out(),
        backing,
    }
}

/// Sorted, without doubles, and with a bounded number of each code.
fn in_order(mut issues: Vec<Issue>) -> Vec<Issue> {
    issues.sort();
    issues.dedup();
    let mut counts: HashMap<&'static str, usize> = HashMap::new();
    let mut more: Vec<Issue> = Vec::new();
    issues.retain(|issue| {
        let count = counts.entry(issue.code).or_default();
        *count += 1;
        *count <= MOST_ALIKE
    });
    let mut counts: Vec<(&'static str, usize)> = counts.into_iter().collect();
    counts.sort_unstable();
    for (code, count) in counts {
        if count > MOST_ALIKE {
            more.push(
                Issue::new("issues.more")
                    .with("code", code)
                    .with("count", count - MOST_ALIKE),
            );
        }
    }
    issues.extend(more);
    issues.sort();
    issues
}
