//! What the reader asked to see, for every format.

use prejury_core::{Anchors, CompetenceId};

use crate::messages::Messages;

/// How a report is shown. Formats take what concerns them: JSON is complete whatever the detail.
pub struct Options<'a> {
    /// Gives the language too.
    pub messages: &'a Messages,
    pub detail: Detail,
    pub selection: Selection,
    /// Columns of the terminal.
    pub width: usize,
    /// For each report where its places stand in raw files, for the formats that forges read. May be empty.
    pub anchors: &'a [Anchors],
    /// Mail addresses of commit authors are personal, and left out unless asked for.
    pub show_authors: bool,
    /// JSON: one report a line, for several inputs.
    pub one_per_line: bool,
}

/// How much is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Detail {
    /// Counts only.
    Quiet,
    #[default]
    Normal,
    /// All evidence, official texts, questions.
    Verbose,
}

/// The part of the référentiel that is shown. Empty lists select everything.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Selection {
    pub competences: Vec<CompetenceId>,
    pub blocs: Vec<u8>,
    /// Competences that the deliverables do not address are shown in full, too.
    pub all: bool,
}

impl Selection {
    /// Whether the competence belongs to the part asked for.
    pub fn selects(&self, id: &CompetenceId) -> bool {
        (self.competences.is_empty() && self.blocs.is_empty())
            || self.competences.contains(id)
            || self.blocs.contains(&id.bloc())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_selection_narrows_by_competence_or_bloc() {
        let id: CompetenceId = "C2.1.2".parse().unwrap();
        let other: CompetenceId = "C3.1.2".parse().unwrap();
        let mut selection = Selection::default();
        assert!(selection.selects(&id));
        selection.blocs.push(3);
        assert!(!selection.selects(&id) && selection.selects(&other));
        selection.competences.push(id.clone());
        assert!(selection.selects(&id));
    }
}
