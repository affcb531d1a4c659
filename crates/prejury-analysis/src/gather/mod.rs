//! Reads every relevant file once and turns it into facts.
//!
//! Files are read and parsed in parallel, one at a time per core; the bytes of a file are dropped as soon as it is
//! parsed, so that memory holds facts and never the whole submission.

mod duplicates;
mod exports;
mod file;
mod given_cells;
mod office;
mod origin;
mod own_texts;
mod run_log;
mod side_file;
mod signposts;

pub(crate) use duplicates::Duplicates;
pub use signposts::check_signposts;

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use foldhash::HashSet;
use prejury_core::{Issue, Place};
use prejury_documents::{Document, DocumentKind, Prose};
use prejury_intake::Submission;
use prejury_python::{OwnModules, ParsedUnit, PythonFacts};
use rayon::prelude::*;

use crate::guard::guarded;
use crate::projects::Projects;
use crate::shared_out;
use crate::{Facts, Progress, Stage};

use duplicates::Fingerprint;
use file::{FileFacts, Task};

/// Decoded side files kept in all; a submission of thousands of small text files is data, not a project's manifests.
const MAX_SIDE_BYTES: usize = 16 << 20;

/// Words of all texts below which a submission says too little to do without those of its scripts.
const SCARCE_WORDS: usize = 250;

/// Facts, with what only the engine needs.
#[derive(Debug)]
pub(crate) struct Gathered<'a> {
    pub(crate) facts: Facts<'a>,
    pub(crate) duplicates: Duplicates,
    /// Documents handed in as files of their own (the text of notebooks is not counted).
    pub(crate) n_documents: usize,
}

/// Reads `submission`.
pub(crate) fn gather<'a>(submission: &'a Submission, progress: &dyn Progress) -> Gathered<'a> {
    let tasks: Vec<Task<'_>> = submission.files.iter().filter_map(Task::for_file).collect();
    progress.started(Stage::Reading, tasks.len());
    let read = read_all(&tasks, submission, progress);

    let mut issues = submission.issues.clone();
    let mut duplicates = Duplicates::default();
    let mut units: Vec<ParsedUnit> = Vec::new();
    let mut exports: Vec<ParsedUnit> = Vec::new();
    let mut documents: Vec<Document> = Vec::new();
    let mut notes: Vec<Document> = Vec::new();
    let mut libraries: HashSet<&str> = HashSet::default();
    let mut side_files = BTreeMap::new();
    let mut run_logs = Vec::new();
    let mut n_side_bytes = 0;
    for (task, file) in tasks.iter().zip(read) {
        issues.extend(file.issues);
        if let Some(mut unit) = file.unit {
            notes.extend(script_text(task.path(), std::mem::take(&mut unit.prose)));
            units.push(unit);
        }
        exports.extend(file.export);
        if let Some(fingerprint) = file.fingerprint {
            duplicates.insert(task.path(), fingerprint);
        }
        if file.is_of_library {
            libraries.insert(&**task.path());
        }
        documents.extend(file.document);
        if file.is_run_log {
            run_logs.push(task.path().clone());
        }
        if let Some(text) = file.side_text {
            n_side_bytes += text.len();
            if n_side_bytes <= MAX_SIDE_BYTES {
                side_files.insert(task.path().clone(), text);
            }
        }
    }
    if n_side_bytes > MAX_SIDE_BYTES {
        issues.push(
            Issue::new("side-files.limit").with("limit", format!("{} MiB", MAX_SIDE_BYTES >> 20)),
        );
    }
    exports::add(&mut units, exports);
    let n_documents = documents.len();
    documents.append(&mut notes);

    let notebooks: Vec<Result<Option<Document>, Issue>> = units
        .par_iter()
        .with_max_len(1)
        .map(notebook_text)
        .collect();
    for read in notebooks {
        match read {
            Ok(document) => documents.extend(document),
            Err(issue) => issues.push(issue),
        }
    }
    documents.sort_by(|a, b| a.path.cmp(&b.path));

    progress.started(Stage::Following, 1);
    let follow = || guarded("python", || prejury_python::analyse(units));
    // The words of all texts are one thread's work: they are read and stemmed beside the code. Hardly any texts wait for those of the
    // followed scripts.
    let (python, prose) = if is_scarce(&documents) {
        (follow(), None)
    } else {
        let (python, prose) =
            rayon::join(follow, || guarded("words", || Prose::of(texts(&documents))));
        (python, Some(prose))
    };
    progress.advanced(Stage::Following);
    let python = python.unwrap_or_else(|issue| {
        issues.push(issue);
        PythonFacts::default()
    });
    let prose = prose.unwrap_or_else(|| {
        let written = documents.iter().map(|document| document.path.clone());
        let written = written.collect();
        match guarded("script text", || own_texts::documents(&python, &written)) {
            Ok(said) => documents.extend(said),
            Err(issue) => issues.push(issue),
        }
        documents.sort_by(|a, b| a.path.cmp(&b.path));
        guarded("words", || Prose::of(texts(&documents)))
    });
    let prose = prose.unwrap_or_else(|issue| {
        issues.push(issue);
        // Every block stays a text of its own, and has no word.
        Prose::of(texts(&documents).map(|_| ""))
    });
    let aside = guarded("origin", || {
        origin::set_aside(&mut documents, &prose, &libraries)
    });
    issues.extend(aside.unwrap_or_else(|issue| vec![issue]));
    issues.extend(python.issues.iter().cloned());
    let fingerprints: Vec<Fingerprint> =
        python.units.par_iter().map(Fingerprint::of_unit).collect();
    for (unit, fingerprint) in python.units.iter().zip(fingerprints) {
        duplicates.insert(&unit.path, fingerprint);
    }
    let facts = Facts {
        submission,
        python,
        documents,
        side_files,
        run_logs,
        issues,
        projects: Projects::of(submission),
        prose: OnceLock::from(prose),
        callees: OnceLock::new(),
    };
    Gathered {
        facts,
        duplicates,
        n_documents,
    }
}

/// Facts of every file, in the order of `tasks`.
fn read_all(
    tasks: &[Task<'_>],
    submission: &Submission,
    progress: &dyn Progress,
) -> Vec<FileFacts> {
    // Only one large file is in memory at a time, since two notebooks of a hundred megabytes would not fit: the large ones
    // are one piece of work, the others one each.
    let (large, others): (Vec<usize>, Vec<usize>) =
        (0..tasks.len()).partition(|at| tasks[*at].is_large());
    let pieces: Vec<Vec<usize>> = std::iter::once(large)
        .chain(others.into_iter().map(|at| vec![at]))
        .collect();
    let own = OwnModules::of(tasks.iter().map(|task| &**task.path()));
    let read = |at: &usize| {
        if progress.is_over() {
            return (*at, FileFacts::default());
        }
        let task = &tasks[*at];
        let facts = guarded("reading", || task.run(submission, &own)).unwrap_or_else(|issue| {
            FileFacts::unread(Issue {
                path: Some(task.path().clone()),
                ..issue
            })
        });
        progress.advanced(Stage::Reading);
        (*at, facts)
    };
    let size = |piece: &Vec<usize>| piece.iter().map(|at| tasks[*at].size()).sum();
    let read = shared_out::run(&pieces, size, |piece| {
        piece.iter().map(read).collect::<Vec<_>>()
    });
    let mut read: Vec<(usize, FileFacts)> = read.into_iter().flatten().collect();
    read.sort_unstable_by_key(|(at, _)| *at);
    read.into_iter().map(|(_, facts)| facts).collect()
}

/// The text of every block, in order.
fn texts(documents: &[Document]) -> impl Iterator<Item = &str> {
    let blocks = documents.iter().flat_map(|document| &document.blocks);
    blocks.map(|block| &*block.text)
}

/// The markdown cells of a notebook as a document, none when it has none.
fn notebook_text(unit: &ParsedUnit) -> Result<Option<Document>, Issue> {
    if unit.markdown_cells().next().is_none() {
        return Ok(None);
    }
    guarded("notebook text", || {
        Some(prejury_documents::notebook_text(
            unit.path(),
            unit.markdown_cells(),
        ))
    })
    .map_err(|issue| Issue {
        path: Some(unit.path().clone()),
        ..issue
    })
}

/// Whether there is so little to read that what scripts say themselves is the only text of the work. Elsewhere it says again what is
/// told better.
fn is_scarce(documents: &[Document]) -> bool {
    let mut n_words = 0;
    texts(documents).all(|text| {
        n_words += text.split_whitespace().count();
        n_words < SCARCE_WORDS
    })
}

/// The markdown cells of a `py:percent` script, given with their first line, as a document.
fn script_text(path: &Arc<str>, prose: Vec<(u32, String)>) -> Option<Document> {
    let mut blocks = Vec::new();
    for (first_line, text) in prose {
        let read = guarded("script text", || prejury_documents::markdown(path, &text));
        for mut block in read.map(|document| document.blocks).unwrap_or_default() {
            if let Place::Lines { line, end_line, .. } = &mut block.location.place {
                *line += first_line.saturating_sub(1);
                *end_line += first_line.saturating_sub(1);
            }
            blocks.push(block);
        }
    }
    (!blocks.is_empty()).then(|| Document::of(path.clone(), DocumentKind::NotebookText, blocks))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn submission(files: &[(&str, &[u8])]) -> Submission {
        let files = files
            .iter()
            .map(|(path, bytes)| ((*path).to_owned(), bytes.to_vec()))
            .collect();
        Submission::in_memory("test", files)
    }

    #[test]
    fn each_file_goes_to_the_readers_that_want_it() {
        let utf_16: Vec<u8> = "numpy==1.26\n"
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        let submission = submission(&[
            ("README.md", b"# Projet\n"),
            ("requirements.txt", &utf_16),
            ("setup.py", b"from setuptools import setup\nsetup()\n"),
            (".github/workflows/ci.yml", b"on: push\n"),
            ("data/points.csv", b"a,b\n1,2\n"),
        ]);
        let gathered = gather(&submission, &());
        let facts = &gathered.facts;
        let side_files: Vec<&str> = facts.side_files.keys().map(AsRef::as_ref).collect();
        assert_eq!(
            side_files,
            [".github/workflows/ci.yml", "requirements.txt", "setup.py"]
        );
        assert_eq!(
            facts.side_files["requirements.txt"].as_ref(),
            "numpy==1.26\n"
        );
        assert_eq!(facts.python.units.len(), 1);
        let documents: Vec<&str> = facts
            .documents
            .iter()
            .map(|document| document.path.as_ref())
            .collect();
        assert_eq!(documents, ["README.md"]);
        assert_eq!(gathered.n_documents, 1);
    }

    #[test]
    fn the_prose_of_a_percent_script_keeps_its_lines() {
        let script = b"# %% [markdown]\n# # Titre\n#\n# Un texte.\n\n# %%\nx = 1\n";
        let submission = submission(&[("a.py", script)]);
        let gathered = gather(&submission, &());
        let blocks = &gathered.facts.documents[0].blocks;
        let lines: Vec<(&str, Place)> = blocks
            .iter()
            .map(|block| (block.text.as_ref(), block.location.place.clone()))
            .collect();
        let line = |line| Place::Lines {
            cell: None,
            line,
            end_line: line,
        };
        assert_eq!(lines, [("Titre", line(2)), ("Un texte.", line(4))]);
        assert_eq!(gathered.n_documents, 0);
    }

    #[test]
    fn a_long_text_is_read_in_part_and_said() {
        let long = "Des valeurs manquantes.\n\n".repeat(200_000);
        let submission = submission(&[("README.md", long.as_bytes())]);
        let gathered = gather(&submission, &());
        let facts = &gathered.facts;
        assert_eq!(facts.issues[0].code, "document.too-large");
        let n_blocks = facts.documents[0].blocks.len();
        assert!((50_000..100_000).contains(&n_blocks), "{n_blocks}");
    }
}
