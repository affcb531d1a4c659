//! Libraries of other people that were copied into a submission: their code and their words are not the candidate's.
//!
//! A folder is one when its name says so (`vendor`, `third_party`), when it lies where libraries are kept and has a licence and
//! a manifest of its own, or when it has a licence and the README of a library. The root is never one, nor the folder in which
//! all of the code lies: a candidate's own package may well be published.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use prejury_core::Issue;

use crate::kind::is_named_readme;
use crate::left_out::{Tally, reason};
use crate::library_readme::is_library_readme;
use crate::{FileKind, SourceFile};

const LIBRARY_FOLDERS: &str = include_str!("../../../rules/origin/library-folders.txt");
const PACKAGE_FOLDERS: &str = include_str!("../../../rules/origin/package-folders.txt");

/// READMEs that are opened in one submission.
const MOST_READ: usize = 100;
/// Bytes of a README that can be a library's.
const MAX_README: u64 = 1 << 20;

/// Why a folder is a library's (message `issue-folder-vendored`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Why {
    Name,
    Package,
    Readme,
}

impl Why {
    fn key(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Package => "package",
            Self::Readme => "readme",
        }
    }
}

/// What lies beside each other in one folder.
#[derive(Debug, Default)]
struct Own {
    has_licence: bool,
    has_manifest: bool,
    readme: Option<usize>,
}

/// Takes the libraries out of `files` (sorted by path), counts and tells them; their paths are what is returned. `read` gives
/// the bytes of a file.
pub(crate) fn take_out(
    files: &mut Vec<SourceFile>,
    read: impl Fn(&SourceFile) -> Option<Vec<u8>>,
    left_out: &mut Tally,
    issues: &mut Vec<Issue>,
) -> Vec<Arc<str>> {
    let found = libraries(files, read);
    if found.is_empty() {
        return Vec::new();
    }
    issues.retain(|issue| {
        !issue
            .path
            .as_ref()
            .is_some_and(|path| is_below(path, &found))
    });
    let mut taken = Vec::new();
    files.retain(|file| {
        let is_taken = is_below(&file.path, &found);
        if is_taken {
            taken.push(file.path.clone());
        }
        !is_taken
    });
    for (folder, (why, n)) in found {
        let shown = format!("{folder}/");
        left_out.add(reason::VENDORED, &shown, n);
        let issue = Issue::at(shown, "folder.vendored");
        issues.push(issue.with("n", n).with("why", why.key()));
    }
    taken
}

/// Folders with why they are left out and how many files they hold.
type Found = BTreeMap<String, (Why, usize)>;

/// Folders that are libraries of other people, none inside another.
fn libraries(files: &[SourceFile], read: impl Fn(&SourceFile) -> Option<Vec<u8>>) -> Found {
    let folders = folders(files);
    let mut found = Found::new();
    if folders.is_empty() {
        return found;
    }
    let code = Code::of(files);
    let mut n_read = 0;
    for (folder, own) in &folders {
        if is_below(folder, &found) {
            continue;
        }
        let (parent, name) = folder.rsplit_once('/').unwrap_or(("", folder));
        let range = below(files, folder);
        let why = if is_listed(LIBRARY_FOLDERS, name) {
            (!is_data(parent) && is_library(&files[range.clone()])).then_some(Why::Name)
        } else if !own.has_licence || !code.is_left_by(&range) {
            None
        } else if own.has_manifest && is_listed(PACKAGE_FOLDERS, last(parent)) {
            Some(Why::Package)
        } else {
            let readme = own.readme.map(|at| &files[at]);
            let text = readme
                .filter(|readme| readme.size <= MAX_README && code.is_in(&range))
                .filter(|_| n_read < MOST_READ)
                .and_then(&read);
            n_read += usize::from(text.is_some());
            let is_of_library =
                |text: Vec<u8>| is_library_readme(&String::from_utf8_lossy(&text), &[name]);
            text.is_some_and(is_of_library).then_some(Why::Readme)
        };
        if let Some(why) = why {
            found.insert((*folder).to_owned(), (why, range.len()));
        }
    }
    found
}

/// Whether `path` lies in one of the folders found.
fn is_below(path: &str, found: &Found) -> bool {
    path.match_indices('/')
        .any(|(end, _)| found.contains_key(&path[..end]))
}

/// How many notebooks and files of code come before each file.
struct Code(Vec<(usize, usize)>);

impl Code {
    fn of(files: &[SourceFile]) -> Self {
        let mut before = (0, 0);
        let mut counts = vec![before];
        for file in files {
            before.0 += usize::from(file.kind == FileKind::Notebook);
            before.1 += usize::from(is_code(file));
            counts.push(before);
        }
        Self(counts)
    }

    fn is_in(&self, range: &Range<usize>) -> bool {
        self.0[range.end].1 > self.0[range.start].1
    }

    /// Whether code lies outside of `range`, and at least as many notebooks as inside.
    fn is_left_by(&self, range: &Range<usize>) -> bool {
        let (start, end) = (self.0[range.start], self.0[range.end]);
        let all = self.0.last().copied().unwrap_or_default();
        let n_inside = end.0 - start.0;
        all.0 - n_inside >= n_inside && all.1 > end.1 - start.1
    }
}

/// Folders that may be libraries, by path: those that are named so, and those with a licence.
fn folders(files: &[SourceFile]) -> BTreeMap<&str, Own> {
    let mut folders: BTreeMap<&str, Own> = BTreeMap::new();
    let mut current = "";
    for (at, file) in files.iter().enumerate() {
        let Some((folder, name)) = file.path.rsplit_once('/') else {
            continue;
        };
        if folder != current {
            current = folder;
            let ends = folder.match_indices('/').map(|(end, _)| end);
            for end in ends.chain([folder.len()]) {
                let outer = &folder[..end];
                if is_listed(LIBRARY_FOLDERS, last(outer)) {
                    folders.entry(outer).or_default();
                }
            }
        }
        let lower = name.to_lowercase();
        let is_licence = ["licen", "copying"]
            .iter()
            .any(|start| lower.starts_with(start));
        let is_manifest = MANIFESTS.contains(&lower.as_str());
        if is_licence || is_manifest || is_named_readme(name) {
            let own = folders.entry(folder).or_default();
            own.has_licence |= is_licence;
            own.has_manifest |= is_manifest;
            if is_named_readme(name) {
                own.readme.get_or_insert(at);
            }
        }
    }
    folders
}

/// Files that make a folder a package of its own.
const MANIFESTS: [&str; 7] = [
    "cargo.toml",
    "composer.json",
    "description",
    "package.json",
    "pyproject.toml",
    "setup.cfg",
    "setup.py",
];

/// Files below `folder`: neighbours of each other, since all paths are sorted.
fn below(files: &[SourceFile], folder: &str) -> Range<usize> {
    let inside = format!("{folder}/");
    let first = files.partition_point(|file| *file.path < *inside);
    let length = files[first..].partition_point(|file| file.path.starts_with(&inside));
    first..first + length
}

/// Whether what lies in a folder named like one of libraries is one: sellers are vendors, too.
fn is_library(files: &[SourceFile]) -> bool {
    let is_mark = |file: &SourceFile| {
        let name = last(&file.path).to_lowercase();
        MANIFESTS.contains(&name.as_str())
            || ["licen", "copying", "readme", "__init__."]
                .iter()
                .any(|start| name.starts_with(start))
            || name.contains(".min.")
    };
    !files.iter().any(|file| file.kind == FileKind::Notebook) && files.iter().any(is_mark)
}

fn is_code(file: &SourceFile) -> bool {
    matches!(file.kind, FileKind::Notebook | FileKind::Python)
}

fn is_data(folder: &str) -> bool {
    let mut folders = folder.split('/');
    folders.any(|folder| {
        ["data", "dataset", "datasets"]
            .iter()
            .any(|data| folder.eq_ignore_ascii_case(data))
    })
}

fn last(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

fn is_listed(list: &str, name: &str) -> bool {
    let is_same = |(letter, listed): (u8, u8)| {
        let letter = if matches!(letter, b'_' | b' ') {
            b'-'
        } else {
            letter.to_ascii_lowercase()
        };
        letter == listed
    };
    // A leading `_` keeps a folder private and says nothing.
    let name = name.strip_prefix('_').unwrap_or(name);
    list.lines()
        .any(|line| line.len() == name.len() && name.bytes().zip(line.bytes()).all(is_same))
}

#[cfg(test)]
mod tests {
    use crate::Submission;

    const LIBRARY: &str = "# lite-nets\n[![PyPI](https://img.shields.io/pypi/v/lite-nets)](x)\n\nInstall: `pip install lite-nets`.\n";

    fn taken(files: &[(&str, &str)]) -> (Vec<String>, Vec<String>) {
        let files = files
            .iter()
            .map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec()));
        let submission = Submission::in_memory("x", files.collect());
        let why = submission.issues.iter().map(|issue| {
            let path = issue.path.as_deref().unwrap_or("");
            format!("{path} {} {}", issue.args["why"], issue.args["n"])
        });
        let vendored = submission.vendored.iter().map(ToString::to_string);
        (why.collect(), vendored.collect())
    }

    #[test]
    fn libraries_are_told_by_where_they_lie_and_what_they_hold() {
        let (why, vendored) = taken(&[
            ("a-b/main.py", "x = 1\n"),
            ("a/Third_Party/nets/nets.py", "x = 1\n"),
            ("a/Third_Party/nets/LICENSE", "MIT"),
            ("libs/boosted/COPYING", "GPL"),
            (
                "libs/boosted/pyproject.toml",
                "[project]\nname = 'boosted'\n",
            ),
            ("libs/boosted/boosted/core.py", "x = 1\n"),
            ("lite-nets/LICENSE.txt", "MIT"),
            ("lite-nets/README.md", LIBRARY),
            ("lite-nets/lite/core.py", "x = 1\n"),
            ("notebook.ipynb", "{}"),
        ]);
        assert_eq!(
            why,
            [
                "a/Third_Party/ name 2",
                "libs/boosted/ package 3",
                "lite-nets/ readme 3"
            ]
        );
        assert_eq!(vendored.len(), 8);
    }

    #[test]
    fn what_the_candidate_wrote_is_none() {
        let own = "# Scoring\n\n```\npip install -r requirements.txt\n```\n";
        // A package of the candidate's beside a notebook, sellers, data with a licence, and a project whole in one folder.
        for files in [
            &[
                ("scoring/LICENSE", "MIT"),
                ("scoring/README.md", own),
                ("scoring/pyproject.toml", "[project]\nname = 'scoring'\n"),
                ("scoring/model.py", "x = 1\n"),
                ("essai.ipynb", "{}"),
            ][..],
            &[
                ("vendor/analysis.ipynb", "{}"),
                ("vendor/README.md", own),
                ("a.py", ""),
            ],
            &[
                ("data/vendor/README.md", "Sellers"),
                ("data/vendor/a.csv", "a"),
                ("a.py", "x = 1"),
            ],
            &[
                ("data/LICENSE", "CC"),
                ("data/README.md", LIBRARY),
                ("a.py", "x = 1"),
            ],
            &[
                ("lite-nets/LICENSE", "MIT"),
                ("lite-nets/README.md", LIBRARY),
                ("lite-nets/a.py", "x = 1"),
                ("slides.md", "# Slides"),
            ],
            &[
                ("lib/README.md", own),
                ("lib/LICENSE", "MIT"),
                ("lib/a.py", "x = 1"),
                ("b.py", "x = 1"),
            ],
        ] {
            assert_eq!(taken(files), (vec![], vec![]), "{files:?}");
        }
    }
}
