//! The copy of `rules/` inside the binary, so that the program is one file.

use include_dir::{Dir, DirEntry, include_dir};

static RULES: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/../../rules");

/// Every text file of the embedded rules, by its path inside the folder.
pub(crate) fn files() -> Vec<(&'static str, &'static str)> {
    let mut files = Vec::new();
    let mut folders = vec![&RULES];
    while let Some(folder) = folders.pop() {
        for entry in folder.entries() {
            match entry {
                DirEntry::Dir(inner) => folders.push(inner),
                DirEntry::File(file) => {
                    files.extend(file.path().to_str().zip(file.contents_utf8()))
                }
            }
        }
    }
    files.sort_unstable();
    files
}
