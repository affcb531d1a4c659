//! Notebooks that are part of the work and could not be read: what a criterion lacks may stand in them.

use std::sync::LazyLock;

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
        let own = unread
            .iter()
            .filter(|one| one.competences.iter().any(|start| id.starts_with(start)));
        let leads: Vec<Lead> = own.take(MAX_TOLD).map(|one| one.lead.clone()).collect();
        let lacking = competence
            .criteria
            .iter_mut()
            .filter(|criterion| criterion.status == Status::Absent);
        for criterion in lacking {
            criterion.leads.extend(leads.iter().cloned());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::about;

    #[test]
    fn names_say_what_a_notebook_may_show() {
        assert_eq!(about("a/2_notebook_essais.ipynb"), ["C2.2"]);
        assert_eq!(about("Nettoyage.ipynb"), ["C1.2"]);
        assert_eq!(about("Untitled.ipynb"), super::USUAL);
    }
}
