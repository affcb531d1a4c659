//! Why a file could not be read or written, in the reader's language where the reason is a usual one.

use std::io;

use prejury_report::Messages;

/// A part of a sentence. What is not usual is said in the system's words.
pub(crate) fn said(error: &io::Error, messages: &Messages) -> String {
    use io::ErrorKind;
    let id = match error.kind() {
        ErrorKind::NotFound => "io-not-found",
        ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => "io-not-allowed",
        ErrorKind::IsADirectory => "io-folder",
        ErrorKind::NotADirectory => "io-no-folder",
        ErrorKind::AlreadyExists => "io-there-already",
        ErrorKind::InvalidData => "io-no-text",
        ErrorKind::FileTooLarge => "io-too-large",
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => "io-full",
        _ => return error.to_string(),
    };
    messages.text(id)
}

#[cfg(test)]
mod tests {
    use super::*;
    use prejury_catalog::Catalog;
    use prejury_core::Lang;

    #[test]
    fn usual_reasons_are_told_in_the_readers_language() {
        let catalog = Catalog::embedded().unwrap();
        let messages = Messages::new(Lang::Fr, catalog.message_source(Lang::Fr)).unwrap();
        let missing = std::fs::read("no/such/file").unwrap_err();
        assert_eq!(said(&missing, &messages), "ce chemin n'existe pas");
        let other = io::Error::other("the network is gone");
        assert_eq!(said(&other, &messages), "the network is gone");
    }
}
