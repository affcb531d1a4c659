//! Names of candidates in what platforms export: the part that says who it is.

use std::collections::HashMap;

use crate::entries::Entry;

/// What Moodle puts between a person and a hand-in, after the number of the participant.
const MOODLE: &str = "_assignsubmission_";

/// Digits of a month and a year, which end the names that OpenClassrooms asks for.
const DATE: usize = 6;

/// Calls candidates as people do, where no two are called the same then; the others keep the whole name of their hand-in.
pub(crate) fn tidy(entries: &mut [Entry]) {
    let mut n_called: HashMap<String, usize> = HashMap::new();
    for entry in entries.iter() {
        let name = person(&entry.candidate).unwrap_or(&entry.candidate);
        *n_called.entry(name.to_lowercase()).or_default() += 1;
    }
    for entry in entries {
        if let Some(name) = person(&entry.candidate)
            && n_called.get(&name.to_lowercase()) == Some(&1)
        {
            entry.candidate = name.to_owned();
        }
    }
}

/// The person in the name of a hand-in, when the name has the form of a platform.
fn person(label: &str) -> Option<&str> {
    of_moodle(label).or_else(|| of_openclassrooms(label))
}

/// "Marie DUPONT" of `Marie DUPONT_123456_assignsubmission_file_`.
fn of_moodle(label: &str) -> Option<&str> {
    let (before, _) = label.split_once(MOODLE)?;
    let (name, number) = before.rsplit_once('_')?;
    let is_number = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    (is_number && !name.trim().is_empty()).then(|| name.trim())
}

/// "Dupont_Marie" of `Dupont_Marie_2_notebook_022024`.
fn of_openclassrooms(label: &str) -> Option<&str> {
    let is_number = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    let (rest, date) = label.rsplit_once('_')?;
    if date.len() != DATE || !is_number(date) {
        return None;
    }
    // Family name and first name before the number, what it is behind it.
    let mut ends = rest.match_indices('_').map(|(at, _)| at).skip(1);
    ends.find_map(|end| {
        let (number, what) = rest[end + 1..].split_once('_')?;
        let is_counted = number.len() <= 2 && is_number(number) && !what.is_empty();
        is_counted.then(|| &rest[..end])
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn called(labels: &[&str]) -> Vec<String> {
        let entry = |label: &&str| Entry {
            candidate: (*label).to_owned(),
            name: None,
            input: format!("in/{label}"),
        };
        let mut entries: Vec<Entry> = labels.iter().map(entry).collect();
        tidy(&mut entries);
        assert!(
            entries
                .iter()
                .zip(labels)
                .all(|(entry, label)| entry.input.ends_with(label))
        );
        entries.into_iter().map(|entry| entry.candidate).collect()
    }

    #[test]
    fn a_candidate_is_called_by_name() {
        let exported = [
            "Marie DUPONT_123456_assignsubmission_file_",
            "Zoé Le Goff_7_assignsubmission_file_projet 7",
            "Martin_Jean_2_notebook_modélisation_022024",
            "depot_de_Bob",
            "P7_scoring_022024",
            "_12_assignsubmission_file_",
            "Anna_x_assignsubmission_file_",
        ];
        assert_eq!(
            called(&exported),
            [
                "Marie DUPONT",
                "Zoé Le Goff",
                "Martin_Jean",
                "depot_de_Bob",
                "P7_scoring_022024",
                "_12_assignsubmission_file_",
                "Anna_x_assignsubmission_file_",
            ]
        );
    }

    #[test]
    fn what_would_be_called_the_same_keeps_its_whole_name() {
        let several = [
            "Martin_Jean_1_api_022024",
            "Martin_Jean_2_notebook_022024",
            "Marie DUPONT_1_assignsubmission_file_",
            "marie dupont_2_assignsubmission_file_",
            "Zoé",
            "Zoé_3_assignsubmission_file_",
        ];
        assert_eq!(called(&several), several);
    }
}
