//! Files of the user: reports that are written, and read again later.

use std::fs;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

/// Writes `bytes` to `path` whole or not at all: a report that another program waits for is never seen half written.
///
/// The bytes go to a temporary file beside it, which then takes its name. A path that names something else than a
/// file (a pipe, `/dev/null`) is written to directly, as a rename would destroy it.
pub fn write_file(path: &Path, bytes: &[u8]) -> io::Result<()> {
    if fs::metadata(path).is_ok_and(|target| !target.is_file() && !target.is_dir()) {
        return fs::OpenOptions::new()
            .write(true)
            .open(path)?
            .write_all(bytes);
    }
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let mut file =
        like_any_new_file(tempfile::Builder::new().prefix(".prejury-")).tempfile_in(folder)?;
    file.write_all(bytes)?;
    file.persist(path).map_err(|error| error.error)?;
    Ok(())
}

/// The same for what is too long to be held in memory: `write` gives it piece by piece.
pub fn write_file_with(
    path: &Path,
    write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> io::Result<()> {
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let file =
        like_any_new_file(tempfile::Builder::new().prefix(".prejury-")).tempfile_in(folder)?;
    let mut buffered = io::BufWriter::new(file);
    write(&mut buffered)?;
    let file = buffered
        .into_inner()
        .map_err(io::IntoInnerError::into_error)?;
    file.persist(path).map_err(|error| error.error)?;
    Ok(())
}

/// The text of a file that the user names, such as a report made earlier. Longer files than `limit` bytes are refused.
pub fn read_text_file(path: &Path, limit: u64) -> io::Result<String> {
    let bytes = read_file(path, limit)?;
    String::from_utf8(bytes).map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))
}

/// The same for one that is no text.
pub fn read_file(path: &Path, limit: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let read = fs::File::open(path)?
        .take(limit + 1)
        .read_to_end(&mut bytes)?;
    if read as u64 > limit {
        let sentence = format!("more than {} MB", limit / 1_000_000);
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, sentence));
    }
    Ok(bytes)
}

/// Folders below one that a program wrote, at most.
const DEEPEST: usize = 16;

/// The files with one of these endings that a program, such as Spark, wrote into a folder, in order. Names that start with
/// `_` or `.` are the program's own notes. A file is itself, whatever it ends in.
pub fn files_with_endings(path: &Path, endings: &[&str]) -> io::Result<Vec<PathBuf>> {
    if !path.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let is_note = |entry: &walkdir::DirEntry| {
        let name = entry.file_name().as_encoded_bytes();
        entry.depth() > 0 && (name.starts_with(b"_") || name.starts_with(b"."))
    };
    let mut files = Vec::new();
    let walk = walkdir::WalkDir::new(path)
        .max_depth(DEEPEST)
        .sort_by_file_name();
    for entry in walk.into_iter().filter_entry(|entry| !is_note(entry)) {
        let entry = entry?;
        let ending = entry.path().extension();
        let is_wanted = ending.is_some_and(|ending| endings.iter().any(|wanted| ending == *wanted));
        if entry.file_type().is_file() && is_wanted {
            files.push(entry.into_path());
        }
    }
    Ok(files)
}

/// Whether the user names a folder.
pub fn is_folder(path: &Path) -> bool {
    path.is_dir()
}

/// Whether there is a file of the user's or ours.
pub fn exists(path: &Path) -> bool {
    path.exists()
}

/// Makes a folder and those above it; one that is there already is no error.
pub fn make_folder(path: &Path) -> io::Result<()> {
    fs::create_dir_all(path)
}

/// Removes a file; one that is gone already is no error.
pub fn remove_file(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        result => result,
    }
}

/// Writes a file that only its owner may read, whole or not at all.
pub fn new_private_file(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    // Temporary files are private, and the name changes without the rights.
    let mut file = tempfile::Builder::new()
        .prefix(".prejury-")
        .tempfile_in(folder)?;
    file.write_all(bytes)?;
    file.persist(path).map_err(|error| error.error)?;
    Ok(())
}

/// Adds `bytes` to the end of a text that other programs write, too, such as the summary of a workflow; it is made when
/// missing. A blank line comes before, since nothing else ends whatever Markdown or HTML stands there.
pub fn append_paragraph(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut options = fs::OpenOptions::new();
    options.append(true).create(true);
    let mut file = options.open(path)?;
    if file.metadata()?.len() > 0 {
        file.write_all(b"\n\n")?;
    }
    file.write_all(bytes)
}

/// Temporary files are private by default; a report gets the rights that the user's mask gives any new file.
#[cfg(unix)]
fn like_any_new_file<'a, 'b, 'c>(
    builder: &'c mut tempfile::Builder<'a, 'b>,
) -> &'c mut tempfile::Builder<'a, 'b> {
    use std::os::unix::fs::PermissionsExt;
    builder.permissions(fs::Permissions::from_mode(0o666))
}

#[cfg(not(unix))]
fn like_any_new_file<'a, 'b, 'c>(
    builder: &'c mut tempfile::Builder<'a, 'b>,
) -> &'c mut tempfile::Builder<'a, 'b> {
    builder
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_replaced_whole_and_nothing_stays_beside_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("rapport.json");
        write_file(&path, b"first, and longer").unwrap();
        write_file(&path, b"second").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"second");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_folder_is_never_replaced_and_a_missing_one_is_an_error() {
        let folder = tempfile::tempdir().unwrap();
        assert!(write_file(&folder.path().join("no/such/r.json"), b"x").is_err());
        assert!(write_file(folder.path(), b"x").is_err());
        assert!(folder.path().is_dir());
    }

    #[test]
    fn a_file_is_read_up_to_its_limit_and_added_to_at_its_end() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("summary.md");
        append_paragraph(&path, b"one\n").unwrap();
        append_paragraph(&path, b"two\n").unwrap();
        assert_eq!(read_text_file(&path, 10).unwrap(), "one\n\n\ntwo\n");
        assert_eq!(
            read_text_file(&path, 9).unwrap_err().kind(),
            io::ErrorKind::FileTooLarge
        );
    }

    #[cfg(unix)]
    #[test]
    fn a_device_is_written_to_and_stays_a_device() {
        write_file(Path::new("/dev/null"), b"x").unwrap();
        assert!(!fs::metadata("/dev/null").unwrap().is_file());
    }
}
