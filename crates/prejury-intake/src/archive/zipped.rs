//! Zip archives.

use std::borrow::Cow;
use std::fs::File;
use std::io::{self, BufReader};

use super::sink::{EntryKind, Sink};

/// Unpacks every entry that can be; an entry that cannot becomes an Issue.
pub(crate) fn unpack(sink: &mut Sink<'_>, file: File) -> Result<(), String> {
    let mut archive =
        zip::ZipArchive::new(BufReader::new(file)).map_err(|error| error.to_string())?;
    for at in 0..archive.len() {
        if sink.is_full() {
            break;
        }
        // The directory of the archive tells what an entry is; only files are opened.
        let (name, kind, packed) = match archive.by_index_data(at) {
            Ok(entry) => {
                let kind = match entry.unix_mode().map(|mode| mode & 0o170_000) {
                    Some(0o120_000) => EntryKind::Link,
                    _ if entry.is_dir() => EntryKind::Folder,
                    Some(0 | 0o100_000) | None => {
                        if entry.encrypted() {
                            EntryKind::Encrypted
                        } else {
                            EntryKind::File
                        }
                    }
                    Some(_) => EntryKind::Special,
                };
                (
                    entry_name(entry.name_raw(), || entry.name().ok()),
                    kind,
                    entry.compressed_size(),
                )
            }
            Err(error) => {
                sink.unreadable(&format!("#{at}"), &error);
                continue;
            }
        };
        if !matches!(kind, EntryKind::File) {
            sink.take(&name, kind, None, &mut io::empty());
            continue;
        }
        match archive.by_index(at) {
            Ok(mut entry) => sink.take(&name, kind, Some(packed), &mut entry),
            Err(error) => sink.unreadable(&String::from_utf8_lossy(&name), &error),
        }
    }
    Ok(())
}

/// The name of an entry. Finder writes UTF-8 without saying so; a name that is not UTF-8 is of the DOS code page, as the zip
/// format says. Windows tools separate folders with backslashes.
fn entry_name<'n>(raw: &[u8], declared: impl FnOnce() -> Option<Cow<'n, str>>) -> Vec<u8> {
    let mut name = match std::str::from_utf8(raw) {
        Ok(_) => raw.to_vec(),
        Err(_) => declared().map_or_else(|| raw.to_vec(), |name| name.into_owned().into_bytes()),
    };
    for byte in &mut name {
        if *byte == b'\\' {
            *byte = b'/';
        }
    }
    name
}
