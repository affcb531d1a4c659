//! The files of the project.

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

/// What a chore gives: nothing, or why it failed.
pub(crate) type Outcome<T = ()> = Result<T, Box<dyn Error>>;

/// Folders that hold no source: build results, the history, and reports of tools.
const SKIPPED: &[&str] = &["target", ".git", "node_modules"];

/// The root of the workspace.
pub(crate) fn root() -> PathBuf {
    let own = Path::new(env!("CARGO_MANIFEST_DIR"));
    own.parent().unwrap_or(own).to_owned()
}

/// A text file of the project.
pub(crate) struct TextFile {
    /// Path from the root, `/` between folders.
    pub(crate) path: String,
    pub(crate) text: String,
}

/// Every text file under `folder`, sorted by path. Links are not followed; what is no UTF-8 is no text.
pub(crate) fn text_files(root: &Path, folder: &str) -> Outcome<Vec<TextFile>> {
    let mut found = Vec::new();
    let mut folders = vec![root.join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in
            fs::read_dir(&folder).map_err(|error| format!("{}: {error}", folder.display()))?
        {
            let entry = entry?;
            let path = entry.path();
            let kind = entry.file_type()?;
            if kind.is_dir() && !SKIPPED.iter().any(|name| entry.file_name() == *name) {
                folders.push(path);
            } else if kind.is_file()
                && let Ok(text) = String::from_utf8(fs::read(&path)?)
            {
                let path = path
                    .strip_prefix(root)?
                    .to_string_lossy()
                    .replace('\\', "/");
                found.push(TextFile { path, text });
            }
        }
    }
    found.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(found)
}
