//! Places of a report → places in the raw files, for the formats whose readers show those. Reads the notebooks concerned
//! once more, as a check keeps no bytes; other formats do without.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use prejury_core::{Anchors, Location, Place, Region, Report};
use prejury_intake::{SourceFile, Submission, is_named_readme};
use prejury_python::{SourceLines, notebook_regions};
use rayon::prelude::*;

/// Where the places of `report` stand in the raw files of `submission`.
pub fn anchors(submission: &Submission, report: &Report) -> Anchors {
    let mut by_path: BTreeMap<&str, BTreeSet<&Location>> = BTreeMap::new();
    for location in places(report) {
        if location.cell().is_some() {
            by_path.entry(&location.path).or_default().insert(location);
        }
    }
    let concerned: Vec<(&SourceFile, &BTreeSet<&Location>)> = submission
        .files
        .iter()
        .filter_map(|file| Some((file, by_path.get(&*file.path)?)))
        .collect();
    let regions = concerned
        .par_iter()
        .flat_map_iter(|(file, locations)| in_notebook(submission, file, locations))
        .collect();
    Anchors {
        folder: String::new(),
        home: home(submission),
        regions,
    }
}

fn in_notebook(
    submission: &Submission,
    file: &SourceFile,
    locations: &BTreeSet<&Location>,
) -> Vec<(Location, Region)> {
    // What cannot be read again keeps its place in words.
    let Ok(bytes) = submission.read(file) else {
        return Vec::new();
    };
    let (asked, wanted): (Vec<&Location>, Vec<SourceLines>) = locations
        .iter()
        .filter_map(|location| Some((*location, source_lines(location)?)))
        .unzip();
    let regions = notebook_regions(&bytes, &wanted);
    asked
        .into_iter()
        .zip(regions)
        .filter_map(|(location, region)| Some((location.clone(), region?)))
        .collect()
}

fn source_lines(location: &Location) -> Option<SourceLines> {
    match location.place {
        Place::Lines {
            cell: Some(cell),
            line,
            end_line,
        } => Some(SourceLines {
            cell,
            line,
            end_line,
        }),
        _ => None,
    }
}

/// Every place that a report names.
fn places(report: &Report) -> impl Iterator<Item = &Location> {
    let of_criteria = report.competences.iter().flat_map(|competence| {
        let criteria = competence.criteria.iter().flat_map(|it| &it.evidence);
        competence.scope_evidence.iter().chain(criteria)
    });
    of_criteria
        .flat_map(|evidence| std::iter::once(&evidence.location).chain(&evidence.related))
        .chain(report.findings.iter().flat_map(|finding| &finding.places))
}

/// A README at the root, else the first file at the root, else the first file.
fn home(submission: &Submission) -> Option<Arc<str>> {
    let at_root = || {
        submission
            .files
            .iter()
            .filter(|file| !file.path.contains('/'))
    };
    let readme = at_root().find(|file| is_named_readme(&file.path));
    readme
        .or_else(|| at_root().next())
        .or_else(|| submission.files.first())
        .map(|file| file.path.clone())
}

#[cfg(test)]
mod tests {
    use super::*;
    use prejury_catalog::Catalog;

    #[test]
    fn notebook_places_get_the_lines_of_the_file() {
        let notebook = "{\"cells\": [\n{\"cell_type\": \"code\", \"execution_count\": 1, \"outputs\": [], \"source\": [\n\
            \"from sklearn.model_selection import train_test_split\\n\",\n\
            \"X_train, X_test, y_train, y_test = train_test_split(X, y)\\n\",\n\
            \"from sklearn.linear_model import LogisticRegression\\n\",\n\
            \"LogisticRegression().fit(X_train, y_train).score(X_test, y_test)\"]}]}";
        let files = vec![
            ("b.txt".to_owned(), b"x".to_vec()),
            ("README.md".to_owned(), b"# P7\n".to_vec()),
            ("n.ipynb".to_owned(), notebook.as_bytes().to_vec()),
        ];
        let submission = Submission::in_memory("p", files);
        let report = crate::check(&submission, &Catalog::embedded().unwrap());
        let anchors = anchors(&submission, &report);
        assert_eq!(anchors.home.as_deref(), Some("README.md"));
        assert!(!anchors.regions.is_empty());
        for (location, region) in &anchors.regions {
            let Place::Lines { line, .. } = location.place else {
                panic!("{location:?}");
            };
            assert_eq!((region.start_line, region.start_column), (line + 2, 2));
        }
    }
}
