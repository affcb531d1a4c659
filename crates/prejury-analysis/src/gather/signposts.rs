//! Whether the places exist that a candidate points at. What stands there is not looked at: a signpost is a claim.

use std::collections::BTreeMap;
use std::sync::Arc;

use prejury_core::{Place, Signpost, SignpostLack};
use prejury_intake::{FileKind, SourceFile, Submission, decode_text};

use super::office;
use crate::guard::guarded;

/// Files opened for signposts: the place in a further one stays unchecked.
const MAX_FILES: usize = 100;

/// What can be counted inside a file.
#[derive(Debug, Default)]
struct Extent {
    /// Lines of each cell of a notebook.
    cells: Option<Vec<usize>>,
    lines: Option<usize>,
    /// Pages or slides.
    pages: Option<usize>,
}

/// Says of each signpost what of its place is not there. Each file is opened once.
pub fn check_signposts(submission: &Submission, signposts: &mut [Signpost]) {
    let mut extents: BTreeMap<Arc<str>, Extent> = BTreeMap::new();
    for signpost in signposts {
        let path = signpost.location.path.clone();
        signpost.lack = match find(submission, &path) {
            None if is_folder(submission, &path) => match signpost.location.place {
                Place::File => None,
                _ => Some(SignpostLack::Unchecked),
            },
            None => Some(SignpostLack::NoFile),
            Some(_) if signpost.location.place == Place::File => None,
            Some(_) if extents.len() >= MAX_FILES && !extents.contains_key(&path) => {
                Some(SignpostLack::Unchecked)
            }
            Some(file) => {
                let extent = extents
                    .entry(path)
                    .or_insert_with(|| extent(submission, file));
                extent.lack(&signpost.location.place)
            }
        };
    }
}

fn find<'a>(submission: &'a Submission, path: &str) -> Option<&'a SourceFile> {
    let files = &submission.files;
    let position = files.binary_search_by(|file| (*file.path).cmp(path)).ok()?;
    files.get(position)
}

/// A folder is there when a file is below it.
fn is_folder(submission: &Submission, path: &str) -> bool {
    let folder = format!("{}/", path.trim_end_matches('/'));
    let files = &submission.files;
    let first = files.partition_point(|file| *file.path < *folder);
    files
        .get(first)
        .is_some_and(|file| file.path.starts_with(&folder))
}

fn extent(submission: &Submission, file: &SourceFile) -> Extent {
    let Ok(bytes) = submission.read(file) else {
        return Extent::default();
    };
    // Parsers of documents are guarded as they are in a check.
    guarded("signposts", move || {
        let mut extent = Extent::default();
        if file.kind == FileKind::Notebook {
            let unit = prejury_python::parse(file.path.clone(), &bytes);
            extent.cells = Some(unit.cell_lines());
        } else if office::is_office(file) {
            let (document, _) = office::read(file.kind, &file.path, bytes);
            extent.pages = document
                .map(|document| document.pages.len())
                .filter(|n| *n > 0);
        } else if !bytes.contains(&0) {
            extent.lines = Some(decode_text(&bytes).0.lines().count());
        }
        extent
    })
    .unwrap_or_default()
}

impl Extent {
    fn lack(&self, place: &Place) -> Option<SignpostLack> {
        use SignpostLack::{NoCell, NoLine, NoPage, NoSlide, Unchecked};
        let within = |number: u32, count: usize| number >= 1 && number as usize <= count;
        match *place {
            Place::Lines {
                cell: Some(cell),
                line,
                ..
            } => match &self.cells {
                None => Some(Unchecked),
                Some(cells) => match cells.get(cell as usize) {
                    None => Some(NoCell),
                    Some(n_lines) => (!within(line, (*n_lines).max(1))).then_some(NoLine),
                },
            },
            Place::Lines { line, .. } => match self.lines {
                None => Some(Unchecked),
                Some(lines) => (!within(line, lines)).then_some(NoLine),
            },
            Place::Page(page) => match self.pages {
                None => Some(Unchecked),
                Some(pages) => (!within(page, pages)).then_some(NoPage),
            },
            Place::Slide(slide) => match self.pages {
                None => Some(Unchecked),
                Some(slides) => (!within(slide, slides)).then_some(NoSlide),
            },
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use prejury_core::Location;

    fn lack(path: &str, place: Place) -> Option<SignpostLack> {
        let notebook = br#"{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [
            {"cell_type": "code", "execution_count": 1, "metadata": {}, "outputs": [], "source": ["a = 1\n", "a"]}]}"#;
        let files = [
            ("nb.ipynb", notebook.as_slice()),
            ("src/a.py", b"x = 1\ny = 2\n"),
            ("logo.png", b"\x89PNG\0"),
        ];
        let files = files.map(|(path, bytes)| (path.to_owned(), bytes.to_vec()));
        let submission = Submission::in_memory("x", files.to_vec());
        let mut signposts = [Signpost {
            criterion: "C1.1-CE1".parse().unwrap(),
            location: Location {
                path: path.into(),
                place,
            },
            note: String::new(),
            lack: None,
        }];
        check_signposts(&submission, &mut signposts);
        signposts[0].lack
    }

    fn line(cell: Option<u32>, line: u32) -> Place {
        Place::Lines {
            cell,
            line,
            end_line: line,
        }
    }

    #[test]
    fn places_that_exist_lack_nothing_and_others_say_what() {
        assert_eq!(lack("nb.ipynb", line(Some(0), 2)), None);
        assert_eq!(lack("src", Place::File), None);
        assert_eq!(lack("src/a.py", line(None, 2)), None);
        assert_eq!(lack("gone.py", Place::File), Some(SignpostLack::NoFile));
        assert_eq!(
            lack("nb.ipynb", line(Some(1), 1)),
            Some(SignpostLack::NoCell)
        );
        assert_eq!(
            lack("nb.ipynb", line(Some(0), 3)),
            Some(SignpostLack::NoLine)
        );
        assert_eq!(lack("src/a.py", line(None, 3)), Some(SignpostLack::NoLine));
        assert_eq!(lack("src/a.py", line(None, 0)), Some(SignpostLack::NoLine));
        assert_eq!(
            lack("logo.png", Place::Page(1)),
            Some(SignpostLack::Unchecked)
        );
    }
}
