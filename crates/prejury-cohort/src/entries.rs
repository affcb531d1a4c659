//! Who hands in what: inputs of the command line to candidates with distinct names.

use std::collections::HashMap;
use std::io;
use std::path::Path;

use prejury_intake::{IntakeError, Limits, Members};

use serde::{Deserialize, Serialize};

use crate::list::{ListError, read_list};
use crate::platform_names;
use crate::pseudonyms::Pseudonyms;

/// Bytes of a list of candidates.
const MOST_LIST_BYTES: u64 = 16 * 1024 * 1024;

/// One submission of the cohort.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// The name in all outputs, distinct within the cohort, whatever the case. Untrusted.
    pub candidate: String,
    /// The candidate's own name, where `candidate` is a pseudonym: it is to be seen nowhere.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// What `check` takes.
    pub input: String,
}

impl Entry {
    /// What the candidate is really called.
    pub fn own_name(&self) -> &str {
        self.name.as_deref().unwrap_or(&self.candidate)
    }

    /// Whether the input is a git address, and no path.
    pub fn is_address(&self) -> bool {
        is_address(&self.input)
    }
}

/// All submissions, in the order of the candidates' names.
#[derive(Debug, Default)]
pub struct Entries {
    pub entries: Vec<Entry>,
    /// Archives unpacked for the time of the run, each with its path.
    unpacked: Vec<(String, Members)>,
}

#[derive(Debug, thiserror::Error)]
pub enum CohortError {
    #[error(transparent)]
    Intake(#[from] IntakeError),
    #[error("{path}: {error}")]
    List { path: String, error: ListError },
    #[error("{path}: {error}")]
    Unreadable { path: String, error: io::Error },
    #[error("{path}: no submission in it")]
    Empty { path: String },
}

impl Entries {
    /// Lists what the inputs hold: folders and archives of submissions, and lists (`.csv`).
    pub fn of(inputs: &[String], limits: &Limits) -> Result<Self, CohortError> {
        // A list says how candidates are called; elsewhere the names of their hand-ins do.
        let (mut listed, mut found): (Vec<Entry>, Vec<Entry>) = Default::default();
        let mut unpacked = Vec::new();
        for input in inputs {
            let before = listed.len() + found.len();
            if is_list(input) {
                listed.extend(of_list(input)?);
            } else {
                let members = prejury_intake::members(input, limits)?;
                found.extend(members.members.iter().map(|member| Entry {
                    candidate: member.label.clone(),
                    name: None,
                    input: member.path.display().to_string(),
                }));
                unpacked.push((input.clone(), members));
            }
            if listed.len() + found.len() == before {
                let path = input.clone();
                return Err(CohortError::Empty { path });
            }
        }
        platform_names::tidy(&mut found);
        found.extend(listed);
        Ok(Self {
            entries: distinct(found),
            unpacked,
        })
    }

    /// The first input whose submissions are gone when this value is: an archive of them.
    pub fn unpacked(&self) -> Option<&str> {
        let mut unpacked = self.unpacked.iter();
        let (input, _) = unpacked.find(|(_, members)| members.are_temporary())?;
        Some(input)
    }

    /// Puts a pseudonym in place of each name.
    pub fn replace_names(&mut self, pseudonyms: &mut Pseudonyms) {
        for entry in &mut self.entries {
            let pseudonym = pseudonyms.of(&entry.candidate);
            entry.name = Some(std::mem::replace(&mut entry.candidate, pseudonym));
        }
    }
}

fn is_list(input: &str) -> bool {
    let ending = Path::new(input).extension();
    ending.is_some_and(|ending| ending.eq_ignore_ascii_case("csv"))
        && !prejury_intake::is_folder(Path::new(input))
}

/// Paths of a list start from the folder it lies in.
fn of_list(input: &str) -> Result<Vec<Entry>, CohortError> {
    let path = Path::new(input);
    let text = prejury_intake::read_text_file(path, MOST_LIST_BYTES).map_err(|error| {
        CohortError::Unreadable {
            path: input.to_owned(),
            error,
        }
    })?;
    let lines = read_list(&text).map_err(|error| CohortError::List {
        path: input.to_owned(),
        error,
    })?;
    let folder = path.parent().unwrap_or(Path::new(""));
    let entries = lines.into_iter().map(|line| Entry {
        candidate: line.name,
        name: None,
        input: if is_address(&line.place) {
            line.place
        } else {
            folder.join(line.place).display().to_string()
        },
    });
    Ok(entries.collect())
}

/// A git address, and not a path: a list that a platform wrote has both.
fn is_address(place: &str) -> bool {
    let scp = place
        .split_once(':')
        .is_some_and(|(host, _)| host.contains('@') && !host.contains('/'));
    place.contains("://") || scp
}

/// Names told apart: the second of a name gets its number. Cases do not distinguish, since file names do not everywhere.
fn distinct(mut entries: Vec<Entry>) -> Vec<Entry> {
    entries.sort_by(|a, b| {
        let key = |entry: &Entry| entry.candidate.to_lowercase();
        key(a)
            .cmp(&key(b))
            .then_with(|| a.candidate.cmp(&b.candidate))
            .then_with(|| a.input.cmp(&b.input))
    });
    let mut taken: HashMap<String, usize> = entries
        .iter()
        .map(|entry| (entry.candidate.to_lowercase(), 0))
        .collect();
    for entry in &mut entries {
        let name = entry.candidate.clone();
        let mut n = taken[&name.to_lowercase()] + 1;
        taken.insert(name.to_lowercase(), n);
        while n > 1 {
            entry.candidate = format!("{name} ({n})");
            let key = entry.candidate.to_lowercase();
            if let std::collections::hash_map::Entry::Vacant(free) = taken.entry(key) {
                free.insert(1);
                taken.insert(name.to_lowercase(), n);
                break;
            }
            n += 1;
        }
    }
    entries
}

/// A file name for a candidate: letters, digits and dashes, with a mark of the name itself where signs were lost.
pub fn file_stem(candidate: &str) -> String {
    const MOST: usize = 60;
    let stem: String = candidate
        .chars()
        .map(|c| match c {
            'a'..='z' | 'A'..='Z' | '0'..='9' | '-' | '_' => c,
            _ => '-',
        })
        .take(MOST)
        .collect();
    if stem == candidate && !stem.is_empty() && !stem.starts_with('-') {
        return stem;
    }
    let mark = prejury_intake::text_digest(&[candidate]);
    format!("{}-{}", stem.trim_matches('-'), &mark[..8])
        .trim_start_matches('-')
        .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(given: &[&str]) -> Vec<String> {
        let entries = given.iter().enumerate().map(|(n, name)| Entry {
            candidate: (*name).to_owned(),
            name: None,
            input: n.to_string(),
        });
        let entries = distinct(entries.collect());
        entries.into_iter().map(|entry| entry.candidate).collect()
    }

    #[test]
    fn candidates_of_one_name_are_told_apart() {
        assert_eq!(names(&["b", "a", "c"]), ["a", "b", "c"]);
        assert_eq!(names(&["x", "X", "x"]), ["X", "x (2)", "x (3)"]);
        assert_eq!(names(&["x", "x (2)", "x"]), ["x", "x (3)", "x (2)"]);
    }

    #[test]
    fn a_file_name_holds_nothing_that_a_path_could_follow() {
        assert_eq!(file_stem("Dupont_Marie"), "Dupont_Marie");
        for name in ["../../etc", "a/b", "é", "-rf", "", "<img>", "a b"] {
            let stem = file_stem(name);
            assert!(!stem.is_empty() && !stem.starts_with('-'), "{name}: {stem}");
            let plain = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
            assert!(stem.chars().all(plain), "{name}: {stem}");
        }
        assert_ne!(file_stem("a b"), file_stem("a/b"));
    }

    #[test]
    fn a_folder_a_list_and_both_are_a_cohort() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name).display().to_string();
        std::fs::create_dir_all(folder.path().join("promo/Zoé")).unwrap();
        std::fs::create_dir_all(folder.path().join("other")).unwrap();
        let list = "nom;chemin\nAnna;promo/Zoé\nBob;https://example.org/b\n";
        std::fs::write(folder.path().join("list.csv"), list).unwrap();
        let inputs = [at("promo"), at("list.csv")];
        let cohort = Entries::of(&inputs, &Limits::default()).unwrap();
        let entries = &cohort.entries;
        assert_eq!(entries.len(), 3);
        assert_eq!(entries[0].input, at("promo/Zoé"));
        assert_eq!(entries[1].input, "https://example.org/b");
        let empty = Entries::of(&[at("other")], &Limits::default());
        assert!(matches!(empty, Err(CohortError::Empty { .. })));
    }
}
