//! Notebooks and documents that are part of the work and could not be read: what a criterion lacks may stand in them.

use std::cmp::Reverse;
use std::sync::{Arc, LazyLock};

use prejury_catalog::Catalog;
use prejury_core::{CompetenceReport, CriterionId, Issue, Kind, Lead, Location, Scope, Status};
use prejury_documents::fold;

const NAMES: &str = include_str!("../../../../rules/defence/notebook-names.txt");

/// Competences that notebooks usually show: what one whose name says nothing may be about.
const USUAL: &[&str] = &["C1.2", "C1.3", "C1.4", "C2."];
/// Endings of slides and reports.
const DOCUMENTS: &[&str] = &[".docx", ".odp", ".odt", ".pdf", ".pptx"];
/// Notebooks, and documents, that are told of for one criterion.
const MAX_TOLD: usize = 2;

/// The beginnings of competences, each with the beginning of a word.
static LISTED: LazyLock<Vec<(&str, &str)>> = LazyLock::new(|| {
    let lines = NAMES.lines().filter(|line| !line.starts_with('#'));
    lines.filter_map(|line| line.split_once(' ')).collect()
});

/// A notebook that was not read, and what it may be about.
#[derive(Debug)]
pub(super) struct Unread {
    path: Arc<str>,
    competences: Vec<&'static str>,
    /// Slides or a report: they tell, and show no code.
    is_document: bool,
    lead: Lead,
}

pub(super) fn read(issues: &[Issue]) -> Vec<Unread> {
    let code_of = |issue: &Issue, is_document: bool| match issue.code {
        "file.missing" if is_document => Some("document.missing"),
        "file.missing" => Some("notebook.missing"),
        "lfs.pointer" if !is_document => Some("notebook.pointer"),
        "notebook.invalid-json" | "notebook.truncated" => Some("notebook.broken"),
        _ => None,
    };
    let unread = issues.iter().filter_map(|issue| {
        let path = issue.path.clone()?;
        let lower = path.to_ascii_lowercase();
        let is_document = DOCUMENTS.iter().any(|ending| lower.ends_with(ending));
        if !is_document && !lower.ends_with(".ipynb") {
            return None;
        }
        let code = code_of(issue, is_document)?;
        Some(Unread {
            path: path.clone(),
            // What a document tells is not said by its name: most are called after the defence.
            competences: if is_document { vec![""] } else { about(&path) },
            is_document,
            lead: Lead::at(Location::file(path), code),
        })
    });
    unread.collect()
}

/// What the name of a notebook says that it is about.
fn about(path: &str) -> Vec<&'static str> {
    let name = fold(path.rsplit('/').next().unwrap_or(path));
    let words: Vec<&str> = name.split(|next: char| !next.is_alphanumeric()).collect();
    let named = LISTED
        .iter()
        .filter(|(_, start)| words.iter().any(|word| word.starts_with(start)));
    let competences: Vec<&str> = named.map(|(competence, _)| *competence).collect();
    if competences.is_empty() {
        USUAL.to_vec()
    } else {
        competences
    }
}

/// Gives the criteria of which nothing was found the notebooks that may hold it, and those that a text shows the documents.
pub(super) fn attach(unread: &[Unread], catalog: &Catalog, competences: &mut [CompetenceReport]) {
    if unread.is_empty() {
        return;
    }
    let (documents, notebooks): (Vec<&Unread>, Vec<&Unread>) =
        unread.iter().partition(|one| one.is_document);
    let is_told = |id: &CriterionId| {
        let criterion = catalog.criterion(id);
        criterion.is_some_and(|criterion| criterion.kind == Kind::Assisted)
    };
    for competence in competences
        .iter_mut()
        .filter(|competence| competence.scope == Scope::In)
    {
        let id = competence.id.as_str();
        let places = places_of(competence);
        let leads = leads_of(id, &places, &notebooks);
        let told = leads_of(id, &places, &documents);
        let lacking = competence
            .criteria
            .iter_mut()
            .filter(|criterion| criterion.status == Status::Absent);
        for criterion in lacking {
            criterion.leads.extend(leads.iter().cloned());
            if is_told(&criterion.id) {
                criterion.leads.extend(told.iter().cloned());
            }
        }
    }
}

/// Where a competence shows: what puts it in scope, or else what its criteria found.
fn places_of(competence: &CompetenceReport) -> Vec<&str> {
    let of_scope = competence.scope_evidence.iter();
    let places: Vec<&str> = of_scope.map(|one| &*one.location.path).collect();
    if !places.is_empty() {
        return places;
    }
    let found = competence.criteria.iter().flat_map(|one| &one.evidence);
    found.map(|one| &*one.location.path).collect()
}

/// The notebooks that may show a competence, those of its own project first where a repository holds several.
fn leads_of(id: &str, places: &[&str], unread: &[&Unread]) -> Vec<Lead> {
    let is_own = |one: &&&Unread| one.competences.iter().any(|start| id.starts_with(start));
    let nearness = |one: &Unread| {
        let shared = places.iter().map(|place| shared_folders(place, &one.path));
        shared.max().unwrap_or(0)
    };
    let mut told: Vec<(usize, &Unread)> = unread
        .iter()
        .filter(is_own)
        .map(|one| (nearness(one), *one))
        .collect();
    // Where only those of other projects are named after it, one of its project says more.
    if !told.is_empty() && told.iter().all(|(near, _)| *near == 0) {
        let near = unread.iter().map(|one| (nearness(one), *one));
        told.extend(near.filter(|(near, one)| *near > 0 && !is_own(&one)));
    }
    told.sort_by_key(|(near, _)| Reverse(*near));
    let told = told.into_iter().take(MAX_TOLD);
    told.map(|(_, one)| one.lead.clone()).collect()
}

/// Folders that two paths begin with alike.
fn shared_folders(one: &str, other: &str) -> usize {
    let folders = |path: &'_ str| path.matches('/').count();
    let alike = one
        .split('/')
        .zip(other.split('/'))
        .take_while(|(a, b)| a == b);
    alike.count().min(folders(one)).min(folders(other))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use prejury_core::{Issue, Lead, Location};

    use super::{Unread, about, leads_of, read};

    fn unread(path: &str) -> Unread {
        let path: Arc<str> = path.into();
        Unread {
            competences: about(&path),
            is_document: false,
            lead: Lead::at(Location::file(path.clone()), "notebook.missing"),
            path,
        }
    }

    fn paths(id: &str, places: &[&str], notebooks: &[&str]) -> Vec<String> {
        let unread: Vec<Unread> = notebooks.iter().map(|path| unread(path)).collect();
        let leads = leads_of(id, places, &Vec::from_iter(&unread));
        let locations = leads.iter().filter_map(|lead| lead.location.as_ref());
        locations.map(|at| at.path.to_string()).collect()
    }

    #[test]
    fn notebooks_of_the_project_that_shows_a_competence_come_first() {
        let notebooks = ["p3/modele.ipynb", "p4/a/model.ipynb", "p5/model.ipynb"];
        let places = ["p4/a/modelisation.ipynb"];
        assert_eq!(
            paths("C2.1.1", &places, &notebooks),
            ["p4/a/model.ipynb", "p3/modele.ipynb"]
        );
        // Without folders, or without places, the order stays.
        assert_eq!(
            paths("C2.1.1", &["x.ipynb"], &notebooks),
            ["p3/modele.ipynb", "p4/a/model.ipynb"]
        );
    }

    #[test]
    fn another_notebook_of_the_project_says_more_than_those_of_other_projects() {
        let notebooks = ["p3/travail.ipynb", "p4/exploration.ipynb"];
        let places = ["p4/prediction.ipynb"];
        assert_eq!(
            paths("C2.1.1", &places, &notebooks),
            ["p4/exploration.ipynb", "p3/travail.ipynb"]
        );
        // A name that says something else is taken by its word where nothing speaks for it.
        assert_eq!(
            paths("C2.1.1", &["p5/a.ipynb"], &notebooks),
            ["p3/travail.ipynb"]
        );
    }

    #[test]
    fn missing_documents_are_told_apart_from_notebooks() {
        let missing = |path: &str| Issue::at(path, "file.missing");
        let found = read(&[
            missing("a/presentation.pptx"),
            missing("a/essais.ipynb"),
            missing("data.csv"),
        ]);
        let told: Vec<(&str, bool)> = found
            .iter()
            .map(|one| (&*one.path, one.is_document))
            .collect();
        assert_eq!(
            told,
            [("a/presentation.pptx", true), ("a/essais.ipynb", false)]
        );
        assert_eq!(found[0].lead.code, "document.missing");
    }

    #[test]
    fn names_say_what_a_notebook_may_show() {
        assert_eq!(about("a/2_notebook_essais.ipynb"), ["C2.2"]);
        assert_eq!(about("Nettoyage.ipynb"), ["C1.2"]);
        assert_eq!(about("Untitled.ipynb"), super::USUAL);
    }
}
