//! What is told of a submission as a whole: the day of its last commit, who wrote it, what was left out.

use std::collections::BTreeMap;

use prejury_core::{Author, LeftOut, civil_date};
use prejury_intake::{History, Submission};

/// Authors that a report names; a repository with more of them is no candidate's own.
const MAX_AUTHORS: usize = 12;

/// Paths of licences that are given as examples.
const MAX_LICENCES: usize = 5;

/// What was left out on purpose, the texts of licences among it, sorted by reason.
pub(crate) fn left_out(submission: &Submission) -> Vec<LeftOut> {
    let mut left_out = submission.left_out.clone();
    let licences = submission.files.iter().map(|file| &file.path);
    let licences: Vec<_> = licences
        .filter(|path| prejury_intake::is_named_boilerplate(path))
        .collect();
    if !licences.is_empty() {
        left_out.push(LeftOut {
            reason: "licence-text",
            files: licences.len(),
            examples: licences.into_iter().take(MAX_LICENCES).cloned().collect(),
        });
        left_out.sort();
    }
    left_out
}

/// The day of the commit that was read, in UTC.
pub(crate) fn head_date(history: &History) -> Option<String> {
    let head = history.head.as_deref()?;
    let commit = history.commits.iter().find(|commit| *commit.id == *head)?;
    day(commit.committer_time)
}

/// Authors by name, since many write from two addresses, or by address where there is no name; most commits first.
pub(crate) fn authors(history: &History) -> Vec<Author> {
    let mut by_key: BTreeMap<&str, Author> = BTreeMap::new();
    for commit in &history.commits {
        let (name, email) = (commit.author_name.trim(), commit.author_email.trim());
        let key = if name.is_empty() { email } else { name };
        by_key
            .entry(key)
            .or_insert_with(|| Author {
                name: name.to_owned(),
                email: (!email.is_empty()).then(|| email.to_owned()),
                commits: 0,
            })
            .commits += 1;
    }
    let mut authors: Vec<Author> = by_key.into_values().collect();
    authors.sort_by(|a, b| b.commits.cmp(&a.commits).then_with(|| a.cmp(b)));
    authors.truncate(MAX_AUTHORS);
    authors
}

/// `YYYY-MM-DD` of seconds since 1970, for years of four digits.
fn day(seconds: i64) -> Option<String> {
    let (year, month, day) = civil_date(seconds.div_euclid(86_400));
    (0..=9_999)
        .contains(&year)
        .then(|| format!("{year:04}-{month:02}-{day:02}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_follow_the_calendar() {
        for (seconds, expected) in [
            (0, "1970-01-01"),
            (951_782_400, "2000-02-29"),
            (1_735_689_599, "2024-12-31"),
            (-1, "1969-12-31"),
        ] {
            assert_eq!(day(seconds).as_deref(), Some(expected));
        }
        assert_eq!(day(i64::MAX / 2), None);
    }
}
