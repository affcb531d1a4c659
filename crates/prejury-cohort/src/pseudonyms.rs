//! Which pseudonym stands for whom: a file that only its owner can read, stable from run to run.

use std::collections::{BTreeMap, BTreeSet};
use std::hash::{BuildHasher, RandomState};
use std::io;
use std::path::Path;

/// Bytes of the file.
const MOST_BYTES: u64 = 16 * 1024 * 1024;

/// Names and their pseudonyms.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Pseudonyms {
    by_name: BTreeMap<String, String>,
}

#[derive(Debug, thiserror::Error)]
pub enum PseudonymError {
    #[error("{0}")]
    Io(#[from] io::Error),
    #[error(
        "line {0}: expected a name and a pseudonym of letters, digits and dashes, each pseudonym once"
    )]
    Line(u64),
}

impl Pseudonyms {
    /// Reads the file; one that is not there yet is empty.
    pub fn read(path: &Path) -> Result<Self, PseudonymError> {
        if !prejury_intake::exists(path) {
            return Ok(Self::default());
        }
        let text = prejury_intake::read_text_file(path, MOST_BYTES)?;
        let mut reader = csv::ReaderBuilder::new().from_reader(text.as_bytes());
        let mut by_name = BTreeMap::new();
        let mut taken = BTreeSet::new();
        for (number, record) in (2..).zip(reader.records()) {
            let record = record.map_err(|_| PseudonymError::Line(number))?;
            let (Some(name), Some(pseudonym)) = (record.get(0), record.get(1)) else {
                return Err(PseudonymError::Line(number));
            };
            let is_plain = pseudonym
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || c == '-');
            if pseudonym.is_empty() || !is_plain || !taken.insert(pseudonym.to_lowercase()) {
                return Err(PseudonymError::Line(number));
            }
            by_name.insert(name.to_owned(), pseudonym.to_owned());
        }
        Ok(Self { by_name })
    }

    /// Writes the file for its owner alone.
    pub fn write(&self, path: &Path) -> io::Result<()> {
        let mut writer = csv::Writer::from_writer(Vec::new());
        let refused = |error: csv::Error| io::Error::other(error);
        writer
            .write_record(["name", "pseudonym"])
            .map_err(refused)?;
        for (name, pseudonym) in &self.by_name {
            writer.write_record([name, pseudonym]).map_err(refused)?;
        }
        let bytes = writer
            .into_inner()
            .map_err(|error| io::Error::other(error.to_string()))?;
        prejury_intake::new_private_file(path, &bytes)
    }

    /// The pseudonym of a name: the one of the file, else a new one that tells nothing of name or place in the list.
    pub fn of(&mut self, name: &str) -> String {
        if let Some(known) = self.by_name.get(name) {
            return known.clone();
        }
        let taken: BTreeSet<&String> = self.by_name.values().collect();
        // Seeded by the system at random.
        let random = RandomState::new();
        let mut n = 0_u64;
        let pseudonym = loop {
            let candidate = format!("candidat-{:08x}", random.hash_one(n) >> 32);
            if !taken.contains(&candidate) {
                break candidate;
            }
            n += 1;
        };
        self.by_name.insert(name.to_owned(), pseudonym.clone());
        pseudonym
    }

    /// The pseudonym of somebody who is called so, by name or by pseudonym.
    pub fn find(&self, name_or_pseudonym: &str) -> Option<&str> {
        let by_name = self.by_name.get(name_or_pseudonym);
        let mut all = self.by_name.values();
        by_name
            .or_else(|| all.find(|one| *one == name_or_pseudonym))
            .map(String::as_str)
    }

    /// Forgets who a pseudonym stands for.
    pub fn forget(&mut self, pseudonym: &str) {
        self.by_name.retain(|_, known| known != pseudonym);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pseudonyms_stay_and_only_their_owner_reads_the_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("names.csv");
        let mut names = Pseudonyms::read(&path).unwrap();
        let zoe = names.of("Zoé, \"B\"");
        let bob = names.of("Bob");
        assert_ne!(zoe, bob);
        assert_eq!(names.of("Bob"), bob);
        names.write(&path).unwrap();
        let mut again = Pseudonyms::read(&path).unwrap();
        assert_eq!(again, names);
        assert_eq!(again.find("Bob"), Some(&*bob));
        assert_eq!(again.find(&bob), Some(&*bob));
        again.forget(&bob);
        assert_eq!(again.find("Bob"), None);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = std::fs::metadata(&path).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
    }

    #[test]
    fn a_file_that_would_mix_candidates_up_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("names.csv");
        for text in [
            "name,pseudonym\na,p1\nb,P1\n",
            "name,pseudonym\na,../x\n",
            "name,pseudonym\na\n",
        ] {
            std::fs::write(&path, text).unwrap();
            assert!(Pseudonyms::read(&path).is_err(), "{text}");
        }
    }
}
