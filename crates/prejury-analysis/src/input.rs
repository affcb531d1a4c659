//! What the history tells of a submission as a whole: the day of its last commit and who wrote it.

use std::collections::BTreeMap;

use prejury_core::{Author, civil_date};
use prejury_intake::History;

/// Authors that a report names; a repository with more of them is no candidate's own.
const MAX_AUTHORS: usize = 12;

/// The day of the commit that HEAD names, in UTC.
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
