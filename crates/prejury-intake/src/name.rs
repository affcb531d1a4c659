//! How names of files are shown: Unicode NFC, whatever bytes the disk, the archive or git holds.

use std::ffi::OsStr;

use unicode_normalization::{UnicodeNormalization, is_nfc};

/// A name or path as shown. Bytes that are not UTF-8 are read as Windows-1252, which is what old French Windows tools wrote.
pub(crate) fn shown(bytes: &[u8]) -> String {
    match std::str::from_utf8(bytes) {
        Ok(text) if is_nfc(text) => text.to_owned(),
        Ok(text) => text.nfc().collect(),
        Err(_) => encoding_rs::WINDOWS_1252
            .decode_without_bom_handling(bytes)
            .0
            .nfc()
            .collect(),
    }
}

/// `shown` for a name of the operating system.
pub(crate) fn shown_os(name: &OsStr) -> String {
    shown(name.as_encoded_bytes())
}

/// A path below a folder; the root is the empty path.
pub(crate) fn join(folder: &str, name: &str) -> String {
    if folder.is_empty() {
        name.to_owned()
    } else {
        format!("{folder}/{name}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accents_are_composed_and_other_bytes_are_readable() {
        assert_eq!(
            shown("e\u{301}tude 📊 l'été.ipynb".as_bytes()),
            "étude 📊 l'été.ipynb"
        );
        assert_eq!(shown(b"mod\xe8le.py"), "modèle.py");
    }
}
