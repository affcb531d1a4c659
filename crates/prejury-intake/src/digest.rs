//! The digest of an input: equal digests mean that nothing that a check reads has changed.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::Path;

use walkdir::WalkDir;

use crate::{Limits, clone, url};

/// Files up to this size are digested by what they hold; larger ones, which take long and are mostly data, by size and time.
const READ_WHOLE: u64 = 16 * 1024 * 1024;

/// Entries of a folder beyond which no digest is made: reading anew costs no more.
const MOST_ENTRIES: usize = 200_000;

/// What of a `.git` folder says which history and which tracked files there are.
const GIT_FILES: [&str; 6] = [
    "HEAD",
    "config",
    "index",
    "info/exclude",
    "packed-refs",
    "shallow",
];

/// Hexadecimal digest of a folder with its history, or of a file. None for what can only be known by reading it: work trees whose repository lies elsewhere, and what cannot be read.
pub fn digest(input: &str) -> Option<String> {
    let path = Path::new(input);
    let metadata = fs::metadata(path).ok()?;
    let mut hasher = blake3::Hasher::new();
    if metadata.is_file() {
        add_content(&mut hasher, path).ok()?;
    } else {
        add_folder(&mut hasher, path)?;
        add_history(&mut hasher, &path.canonicalize().ok()?)?;
    }
    Some(hasher.finalize().to_hex().to_string())
}

/// Hexadecimal digest of what a git address leads to, by the commits that its branches and tags name; nothing is cloned. None
/// for what is no address, and when nobody answers there.
pub fn remote_digest(input: &str, limits: &Limits) -> Option<String> {
    if Path::new(input).exists() {
        return None;
    }
    let address = url::parse(input)?.ok()?;
    let heads = clone::heads(&address, limits)?;
    Some(text_digest(&["remote", input, &heads]))
}

/// Hexadecimal digest of a list of texts.
pub fn text_digest(parts: &[&str]) -> String {
    let mut hasher = blake3::Hasher::new();
    for part in parts {
        add(&mut hasher, part.as_bytes());
    }
    hasher.finalize().to_hex().to_string()
}

fn add_folder(hasher: &mut blake3::Hasher, folder: &Path) -> Option<()> {
    let walk = WalkDir::new(folder)
        .follow_links(false)
        .sort_by_file_name()
        .into_iter()
        // The folder's own history is looked at apart.
        .filter_entry(|entry| entry.depth() != 1 || entry.file_name() != ".git");
    for (n, entry) in walk.enumerate() {
        if n > MOST_ENTRIES {
            return None;
        }
        // What cannot be listed is an issue of the report, and may be mended without another sign.
        let entry = entry.ok()?;
        let below = entry.path().strip_prefix(folder).ok()?;
        add(hasher, below.as_os_str().as_encoded_bytes());
        let metadata = entry.metadata().ok()?;
        if metadata.is_symlink() {
            let target = fs::read_link(entry.path()).ok()?;
            add(hasher, target.as_os_str().as_encoded_bytes());
        } else if metadata.is_file() {
            add(hasher, &metadata.len().to_le_bytes());
            if metadata.len() <= READ_WHOLE {
                add_content(hasher, entry.path()).ok()?;
            } else {
                let time = metadata.modified().ok()?;
                let time = time.duration_since(std::time::UNIX_EPOCH).ok()?;
                add(hasher, &time.as_nanos().to_le_bytes());
            }
        } else {
            add(hasher, b"/");
        }
    }
    Some(())
}

/// The nearest repository at `folder` or above it, as `open` looks for it.
fn add_history(hasher: &mut blake3::Hasher, folder: &Path) -> Option<()> {
    let Some(git) = folder
        .ancestors()
        .map(|above| above.join(".git"))
        .find(|git| fs::symlink_metadata(git).is_ok())
    else {
        return Some(());
    };
    if !fs::symlink_metadata(&git).ok()?.is_dir() {
        return None;
    }
    for name in GIT_FILES {
        let path = git.join(name);
        if fs::symlink_metadata(&path).is_ok_and(|metadata| metadata.is_file()) {
            add(hasher, name.as_bytes());
            add_content(hasher, &path).ok()?;
        }
    }
    let refs = git.join("refs");
    if refs.is_dir() {
        add_folder(hasher, &refs)?;
    }
    Some(())
}

/// A part with its length before it, so that no two lists of parts run into the same bytes.
fn add(hasher: &mut blake3::Hasher, part: &[u8]) {
    hasher.update(&(part.len() as u64).to_le_bytes());
    hasher.update(part);
}

fn add_content(hasher: &mut blake3::Hasher, path: &Path) -> io::Result<()> {
    let mut file = File::open(path)?;
    let mut buffer = vec![0; 64 * 1024];
    let mut total: u64 = 0;
    loop {
        let n = file.read(&mut buffer)?;
        if n == 0 {
            break;
        }
        hasher.update(&buffer[..n]);
        total += n as u64;
    }
    hasher.update(&total.to_le_bytes());
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(folder: &Path) -> Option<String> {
        digest(&folder.display().to_string())
    }

    #[test]
    fn a_change_of_content_name_or_history_is_seen_and_a_touch_is_not() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("x");
        fs::create_dir_all(root.join(".git/refs/heads")).unwrap();
        fs::write(root.join(".git/HEAD"), "ref: refs/heads/main\n").unwrap();
        fs::write(root.join("a.py"), "x = 1\n").unwrap();
        let first = of(&root).unwrap();
        fs::write(root.join("a.py"), "x = 1\n").unwrap();
        assert_eq!(of(&root).unwrap(), first);
        fs::write(root.join("a.py"), "x = 2\n").unwrap();
        let second = of(&root).unwrap();
        assert_ne!(second, first);
        fs::rename(root.join("a.py"), root.join("b.py")).unwrap();
        let third = of(&root).unwrap();
        assert_ne!(third, second);
        fs::write(root.join(".git/refs/heads/main"), "0123\n").unwrap();
        assert_ne!(of(&root).unwrap(), third);
        // Objects say nothing that the references do not say.
        let fourth = of(&root).unwrap();
        fs::create_dir_all(root.join(".git/objects/01")).unwrap();
        assert_eq!(of(&root).unwrap(), fourth);
    }

    #[test]
    fn what_only_reading_can_tell_has_none() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(digest("https://example.org/a/b"), None);
        assert_eq!(of(&folder.path().join("gone")), None);
        fs::write(folder.path().join(".git"), "gitdir: /elsewhere\n").unwrap();
        assert_eq!(of(folder.path()), None);
    }
}
