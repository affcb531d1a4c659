//! Configuration: the file that the user names, the file that a submission holds, and what it keeps from being read.

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::Path;

use prejury_core::LeftOut;

use crate::error::shown;
use crate::{IntakeError, Submission, decode_text};

/// Bytes of a configuration; a manifest that holds one may be as long.
const MOST_BYTES: u64 = 1 << 20;

/// Paths given as examples of what was excluded.
const EXAMPLES: usize = 5;

/// The text of a configuration file of the user.
pub fn read_config(path: &Path) -> Result<String, IntakeError> {
    if !path.exists() {
        return Err(IntakeError::NotFound { path: shown(path) });
    }
    let mut text = String::new();
    File::open(path)
        .and_then(|file| file.take(MOST_BYTES + 1).read_to_string(&mut text))
        .map_err(|error| IntakeError::unreadable(path, error))?;
    if text.len() as u64 > MOST_BYTES {
        return Err(IntakeError::unreadable(path, "over 1 MB"));
    }
    Ok(text)
}

/// Writes a file that must not be there yet, with the folders above it; an error of kind `AlreadyExists` says that it is.
pub fn new_file(path: &Path, text: &str) -> io::Result<()> {
    if let Some(folder) = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty())
    {
        fs::create_dir_all(folder)?;
    }
    File::create_new(path)?.write_all(text.as_bytes())
}

impl Submission {
    /// The text of one small file by its path; none when it is not there, too long or unreadable.
    pub fn text_of(&self, path: &str) -> Option<String> {
        let position = self
            .files
            .binary_search_by(|file| (*file.path).cmp(path))
            .ok()?;
        let file = self
            .files
            .get(position)
            .filter(|file| file.size <= MOST_BYTES)?;
        let bytes = self.read(file).ok()?;
        Some(decode_text(&bytes).0.to_string())
    }

    /// Leaves files out that nothing has read yet, and counts them: by the candidate's own wish, or by the reader's.
    pub fn exclude(&mut self, by_candidate: bool, is_excluded: impl Fn(&str) -> bool) {
        let reason = if by_candidate {
            "excluded-by-candidate"
        } else {
            "excluded"
        };
        let mut files = 0;
        let mut examples = Vec::new();
        self.files.retain(|file| {
            if !is_excluded(&file.path) {
                return true;
            }
            files += 1;
            if examples.len() < EXAMPLES {
                examples.push(file.path.clone());
            }
            false
        });
        if files > 0 {
            self.left_out.push(LeftOut {
                reason,
                files,
                examples,
            });
            self.left_out.sort();
        }
        let is_excluded = |path: Option<&str>| path.is_some_and(&is_excluded);
        self.issues
            .retain(|issue| !is_excluded(issue.path.as_deref()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn excluded_files_are_counted_and_not_there() {
        let files = ["a.py", "old/b.py", "prejury.toml"];
        let files = files.map(|path| (path.to_owned(), b"x = 1\n".to_vec()));
        let mut submission = Submission::in_memory("x", files.to_vec());
        assert_eq!(submission.text_of("prejury.toml").unwrap(), "x = 1\n");
        assert_eq!(submission.text_of("pyproject.toml"), None);
        submission.exclude(true, |path| path.starts_with("old/"));
        assert_eq!(submission.files.len(), 2);
        let left_out = &submission.left_out[0];
        assert_eq!(
            (left_out.reason, left_out.files),
            ("excluded-by-candidate", 1)
        );
        assert_eq!(&*left_out.examples[0], "old/b.py");
    }

    #[test]
    fn a_new_file_never_takes_the_place_of_another() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("deep/prejury.toml");
        new_file(&path, "a").unwrap();
        let error = new_file(&path, "b").unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::AlreadyExists);
        assert_eq!(read_config(&path).unwrap(), "a");
        assert!(read_config(&folder.path().join("gone")).is_err());
    }
}
