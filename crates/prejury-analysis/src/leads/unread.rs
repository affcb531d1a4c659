//! Notebooks that are part of the work and could not be read: what a criterion lacks may stand in them.

use std::cmp::Reverse;
use std::sync::{Arc, LazyLock};

use prejury_core::{CompetenceReport, Issue, Lead, Location, Scope, Status};
use prejury_documents::fold;

const NAMES: &str = include_str!("../../../../rules/defence/notebook-names.txt");

/// Competences that notebooks usually show: what one whose name says nothing may be about.
const USUAL: &[&str] = &["C1.2", "C1.3", "C1.4", "C2."];
/// Notebooks that are told of for one criterion.
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
    lead: Lead,
}

pub(super) fn read(issues: &[Issue]) -> Vec<Unread> {
    let lead_of = |issue: &Issue| match issue.code {
        "file.missing" => Some("notebook.missing"),
        "lfs.pointer" => Some("notebook.pointer"),
        "notebook.invalid-json" | "notebook.truncated" => Some("notebook.broken"),
        _ => None,
    };
    let unread = issues.iter().filter_map(|issue| {
        let path = issue.path.clone()?;
        let is_notebook = path.to_ascii_lowercase().ends_with(".ipynb");
        let code = lead_of(issue).filter(|_| is_notebook)?;
        Some(Unread {
            path: path.clone(),
            competences: about(&path),
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

/// Gives the criteria of which nothing was found the notebooks that may hold it.
pub(super) fn attach(unread: &[Unread], competences: &mut [CompetenceReport]) {
    if unread.is_empty() {
        return;
    }
    for competence in competences
        .iter_mut()
        .filter(|competence| competence.scope == Scope::In)
    {
        let id = competence.id.as_str();
        let leads = leads_of(id, &places_of(competence), unread);
        let lacking = competence
            .criteria
            .iter_mut()
            .filter(|criterion| criterion.status == Status::Absent);
        for criterion in lacking {
            criterion.leads.extend(leads.iter().cloned());
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
fn leads_of(id: &str, places: &[&str], unread: &[Unread]) -> Vec<Lead> {
    let is_own = |one: &&Unread| one.competences.iter().any(|start| id.starts_with(start));
    let nearness = |one: &Unread| {
        let shared = places.iter().map(|place| shared_folders(place, &one.path));
        shared.max().unwrap_or(0)
    };
    let mut told: Vec<(usize, &Unread)> = unread
        .iter()
        .filter(is_own)
        .map(|one| (nearness(one), one))
        .collect();
    // Where only those of other projects are named after it, one of its project says more.
    if !told.is_empty() && told.iter().all(|(near, _)| *near == 0) {
        let near = unread.iter().map(|one| (nearness(one), one));
        told.extend(near.filter(|(near, one)| *near > 0 && !is_own(one)));
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

    use prejury_core::{Lead, Location};

    use super::{Unread, about, leads_of};

    fn unread(path: &str) -> Unread {
        let path: Arc<str> = path.into();
        Unread {
            competences: about(&path),
            lead: Lead::at(Location::file(path.clone()), "notebook.missing"),
            path,
        }
    }

    fn paths(id: &str, places: &[&str], notebooks: &[&str]) -> Vec<String> {
        let unread: Vec<Unread> = notebooks.iter().map(|path| unread(path)).collect();
        let leads = leads_of(id, places, &unread);
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
    fn names_say_what_a_notebook_may_show() {
        assert_eq!(about("a/2_notebook_essais.ipynb"), ["C2.2"]);
        assert_eq!(about("Nettoyage.ipynb"), ["C1.2"]);
        assert_eq!(about("Untitled.ipynb"), super::USUAL);
    }
}
