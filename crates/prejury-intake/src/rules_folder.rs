//! Rule files of `--rules DIR`: read here because no other crate touches the disk.

use std::fs::{self, File};
use std::io::Read;
use std::path::Path;

use walkdir::WalkDir;

use crate::IntakeError;
use crate::error::shown;
use crate::name::shown_os;

const MOST_FILES: usize = 5_000;
const MOST_BYTES: u64 = 1024 * 1024;
const DEEPEST: usize = 8;

/// Every `.toml` and `.ftl` file of a folder: relative path with `/` between folders, and text. Sorted; links are not followed.
pub fn read_rules_folder(path: impl AsRef<Path>) -> Result<Vec<(String, String)>, IntakeError> {
    let root = path.as_ref();
    let failed = |path: &Path, detail: String| IntakeError::RulesFolder {
        path: shown(path),
        detail,
    };
    if !fs::metadata(root).is_ok_and(|metadata| metadata.is_dir()) {
        return Err(failed(root, "not a folder".to_owned()));
    }
    let mut files = Vec::new();
    for entry in WalkDir::new(root).max_depth(DEEPEST).sort_by_file_name() {
        let entry = entry.map_err(|error| failed(root, error.to_string()))?;
        let wanted = entry
            .path()
            .extension()
            .is_some_and(|extension| extension == "toml" || extension == "ftl");
        if !wanted || !entry.file_type().is_file() {
            continue;
        }
        if files.len() == MOST_FILES {
            return Err(failed(root, format!("more than {MOST_FILES} rule files")));
        }
        let mut text = String::new();
        let opened = File::open(entry.path())
            .and_then(|file| file.take(MOST_BYTES + 1).read_to_string(&mut text));
        opened.map_err(|error| failed(entry.path(), error.to_string()))?;
        if text.len() as u64 > MOST_BYTES {
            return Err(failed(entry.path(), "over 1 MB".to_owned()));
        }
        let below = entry.path().strip_prefix(root).unwrap_or(entry.path());
        let parts: Vec<String> = below.iter().map(shown_os).collect();
        files.push((parts.join("/"), text));
    }
    files.sort();
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_are_found_in_order_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir_all(folder.path().join("C9.1")).unwrap();
        fs::write(folder.path().join("C9.1/competence.toml"), "id = 1").unwrap();
        fs::write(folder.path().join("C9.1/notes.txt"), "no").unwrap();
        fs::write(folder.path().join("blocs.toml"), "x = 2").unwrap();
        let files = read_rules_folder(folder.path()).unwrap();
        let paths: Vec<&str> = files.iter().map(|(path, _)| path.as_str()).collect();
        assert_eq!(paths, ["C9.1/competence.toml", "blocs.toml"]);
        assert_eq!(files[1].1, "x = 2");
    }

    #[test]
    fn what_is_no_rules_folder_is_said() {
        let folder = tempfile::tempdir().unwrap();
        let error = read_rules_folder(folder.path().join("absent")).unwrap_err();
        assert_eq!(error.code(), "rules.unreadable");
        fs::write(folder.path().join("bad.toml"), b"\xff").unwrap();
        let error = read_rules_folder(folder.path()).unwrap_err();
        assert!(error.to_string().contains("bad.toml"), "{error}");
    }
}
