//! One file of a submission → its facts.

use std::sync::Arc;

use prejury_core::Issue;
use prejury_documents::{Document, DocumentKind};
use prejury_intake::{FileKind, SourceFile, Submission, decode_text};
use prejury_python::{OwnModules, ParsedUnit};

use super::duplicates::Fingerprint;
use super::given_cells;
use super::office;
use super::run_log::is_run_log;
use super::side_file::{is_dependency_list, is_side_file};

/// What is read of a text document: a longer one is a corpus, a log, or a README with its images inside.
const MAX_DOCUMENT_BYTES: u64 = 2 << 20;

/// The same of a page of HTML: scripts and images inside are passed over, and weigh far more than the text around them.
const MAX_PAGE_BYTES: u64 = 16 << 20;

/// Largest text document that is read at all, for the sake of its beginning.
const MAX_CUT_BYTES: u64 = 32 << 20;

/// A file beyond this size is read alone.
const LARGE_BYTES: u64 = 16 << 20;

/// What is to be read of one file.
pub(crate) struct Task<'a> {
    file: &'a SourceFile,
    python: bool,
    document: Option<DocumentKind>,
    office: bool,
    side_file: bool,
}

/// What was read of one file.
#[derive(Debug, Default)]
pub(crate) struct FileFacts {
    pub(crate) unit: Option<ParsedUnit>,
    /// A notebook that was exported to a page; the page is then no document.
    pub(crate) export: Option<ParsedUnit>,
    pub(crate) document: Option<Document>,
    /// The document is the README of a library.
    pub(crate) is_of_library: bool,
    pub(crate) side_text: Option<Arc<str>>,
    /// The side text is what a program printed; it is then no document.
    pub(crate) is_run_log: bool,
    /// None for Python, which is compared by its cells once it is parsed.
    pub(crate) fingerprint: Option<Fingerprint>,
    pub(crate) issues: Vec<Issue>,
}

impl FileFacts {
    pub(crate) fn unread(issue: Issue) -> Self {
        Self {
            issues: vec![issue],
            ..Self::default()
        }
    }
}

impl<'a> Task<'a> {
    /// What to read of `file`, none when nothing looks at its bytes.
    pub(crate) fn for_file(file: &'a SourceFile) -> Option<Self> {
        let python = matches!(file.kind, FileKind::Notebook | FileKind::Python);
        let document = match file.kind {
            FileKind::Markdown => Some(DocumentKind::Markdown),
            FileKind::PlainText => Some(DocumentKind::PlainText),
            FileKind::RestructuredText => Some(DocumentKind::RestructuredText),
            FileKind::Html => Some(DocumentKind::Html),
            FileKind::Tex => Some(DocumentKind::Tex),
            // Larger tables are data, whatever their names say.
            FileKind::Csv if file.size <= prejury_documents::MAX_CSV_BYTES => {
                Some(DocumentKind::Spreadsheet)
            }
            _ => None,
        }
        .filter(|_| {
            !prejury_intake::is_named_boilerplate(&file.path)
                && !prejury_intake::is_named_run_record(&file.path)
        });
        let side_file = is_side_file(file);
        let office = office::is_office(file);
        (python || document.is_some() || office || side_file).then_some(Self {
            file,
            python,
            document,
            office,
            side_file,
        })
    }

    pub(crate) fn path(&self) -> &'a Arc<str> {
        &self.file.path
    }

    pub(crate) fn size(&self) -> u64 {
        self.file.size
    }

    /// Whether the bytes weigh so much that they are read while no other such file is.
    pub(crate) fn is_large(&self) -> bool {
        self.file.size > LARGE_BYTES
    }

    /// Reads and parses the file, and follows what needs none of the `own` modules of the submission; its bytes end here.
    pub(crate) fn run(&self, submission: &Submission, own: &OwnModules<'_>) -> FileFacts {
        let path = &self.file.path;
        let mut facts = FileFacts::default();
        let mut document = self.document;
        let limit = match document {
            Some(DocumentKind::Html) => MAX_PAGE_BYTES,
            _ => MAX_DOCUMENT_BYTES,
        };
        if document.is_some() && self.file.size > limit {
            let limit = format!("{} MiB", limit >> 20);
            facts
                .issues
                .push(Issue::at(path.clone(), "document.too-large").with("limit", limit));
            document = document.filter(|_| self.file.size <= MAX_CUT_BYTES);
        }
        if !self.python && document.is_none() && !self.office && !self.side_file {
            return facts;
        }
        let mut bytes = match submission.read(self.file) {
            Ok(bytes) => bytes,
            Err(issue) => return FileFacts::unread(issue),
        };
        if self.python {
            let mut n_aside = 0;
            let parsed = prejury_python::parse_without(path.clone(), &bytes, |cells| {
                let given = given_cells::find(cells);
                n_aside = given.len();
                given
            });
            facts.unit = Some(parsed.followed_alone(own));
            facts.issues.extend(given_cells::issue(path, n_aside));
        } else {
            facts.fingerprint = Some(Fingerprint::of_bytes(&bytes));
        }
        if self.office {
            (facts.document, facts.issues) = office::read(self.file.kind, path, bytes);
            return facts;
        }
        if document.is_none() && !self.side_file {
            return facts;
        }
        if document.is_some() {
            cut(&mut bytes, limit as usize);
        }
        let (text, lossy) = decode_text(&bytes);
        drop(bytes);
        if lossy {
            facts
                .issues
                .push(Issue::at(path.clone(), "text.undecodable"));
        }
        if document == Some(DocumentKind::Html) {
            facts.export = prejury_python::parse_export(path.clone(), &text);
            if facts.export.is_some() {
                // It is compared by its cells, like any notebook.
                facts.fingerprint = None;
                return facts;
            }
        }
        facts.is_of_library = matches!(
            document,
            Some(DocumentKind::Markdown | DocumentKind::RestructuredText)
        ) && is_of_library(submission, path, &text);
        facts.is_run_log = document == Some(DocumentKind::PlainText) && is_run_log(&text);
        if facts.is_run_log {
            facts.side_text = Some(Arc::from(text));
            return facts;
        }
        facts.document = document.and_then(|kind| read_text(kind, path, &text));
        facts.side_text = self.side_file.then(|| Arc::from(text));
        facts
    }
}

/// A text as a document; none for one that is a list of packages or a table of data.
fn read_text(kind: DocumentKind, path: &str, text: &str) -> Option<Document> {
    match kind {
        DocumentKind::Markdown => Some(prejury_documents::markdown(path, text)),
        DocumentKind::RestructuredText => Some(prejury_documents::restructured_text(path, text)),
        DocumentKind::Html => Some(prejury_documents::html(path, text)),
        DocumentKind::Tex => Some(prejury_documents::tex(path, text)),
        DocumentKind::Spreadsheet => prejury_documents::csv(path, text),
        _ if is_dependency_list(path, text) => None,
        _ => Some(prejury_documents::plain_text(path, text)),
    }
}

/// Whether a text is the README of a library: one that is not published from the folder in which it lies.
fn is_of_library(submission: &Submission, path: &str, text: &str) -> bool {
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    let stem = name.split('.').next().unwrap_or(name);
    prejury_intake::is_library_readme(text, &[stem])
        && !["pyproject.toml", "setup.cfg", "setup.py"]
            .iter()
            .any(|manifest| {
                let beside = if folder.is_empty() {
                    (*manifest).to_owned()
                } else {
                    format!("{folder}/{manifest}")
                };
                let files = &submission.files;
                files
                    .binary_search_by(|file| (*file.path).cmp(&beside))
                    .is_ok()
            })
}

/// Keeps the whole lines among the first `limit` bytes, and at least half of them: a text may have no lines.
fn cut(bytes: &mut Vec<u8>, limit: usize) {
    if bytes.len() > limit {
        let line_end = bytes[limit / 2..limit]
            .iter()
            .rposition(|byte| *byte == b'\n');
        bytes.truncate(line_end.map_or(limit, |at| limit / 2 + at + 1));
        bytes.shrink_to_fit();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn licences_are_no_text_of_the_candidate() {
        for path in [
            "LICENSE",
            "docs/LICENCE.md",
            "Code_of_Conduct.md",
            "NOTICE.txt",
            "LICENSE-MIT",
        ] {
            assert!(prejury_intake::is_named_boilerplate(path), "{path}");
        }
        for path in [
            "README.md",
            "licences_des_donnees.md",
            "note.txt",
            "docs/notes.md",
        ] {
            assert!(!prejury_intake::is_named_boilerplate(path), "{path}");
        }
    }

    #[test]
    fn a_cut_keeps_whole_lines_where_there_are_lines() {
        let cut_at = |text: &str, limit| {
            let mut bytes = text.as_bytes().to_vec();
            cut(&mut bytes, limit);
            String::from_utf8(bytes).unwrap()
        };
        assert_eq!(cut_at("abcd\nef\nghij", 10), "abcd\nef\n");
        assert_eq!(cut_at("abcdefghijkl", 10), "abcdefghij");
        assert_eq!(cut_at("abc", 10), "abc");
    }
}
