//! Questions for the defence, filled from the evidence.

use prejury_catalog::{Catalog, Criterion};
use prejury_core::{Evidence, Localized, Location, Place};

use crate::evidence_set::EvidenceSet;

/// Hexadecimal digits of a commit id that a person reads.
const SHORT_ID: usize = 8;

/// Questions of one criterion: first those of signals that were found, filled from their best evidence, then the general
/// ones. There is always at least one.
pub(crate) fn questions(
    criterion: &Criterion,
    catalog: &Catalog,
    evidence: &EvidenceSet,
) -> Vec<Localized> {
    let bound = criterion.questions.iter().filter_map(|question| {
        let signal = question.signal.as_deref()?;
        let best = &evidence.of(signal).first()?.evidence;
        Some(fill(&question.text, signal, best, catalog))
    });
    let general = criterion
        .questions
        .iter()
        .filter(|question| question.signal.is_none());
    let mut asked: Vec<Localized> = bound
        .chain(general.map(|question| question.text.clone()))
        .collect();
    if asked.is_empty() {
        asked.push(Localized {
            fr: format!("Où vos livrables montrent-ils « {} » ?", criterion.title.fr),
            en: format!("Where do your deliverables show “{}”?", criterion.title.en),
        });
    }
    asked
}

/// Puts the thing found and its place into a question. A piece without a subject is named by its signal.
fn fill(text: &Localized, signal: &str, best: &Evidence, catalog: &Catalog) -> Localized {
    let label = catalog.signal(signal).map(|signal| &signal.label);
    let subject = |label: Option<&str>| {
        best.subject
            .clone()
            .unwrap_or_else(|| label.unwrap_or(signal).to_owned())
    };
    let place = place(&best.location);
    Localized {
        fr: substitute(
            &text.fr,
            &subject(label.map(|label| label.fr.as_str())),
            &place.fr,
        ),
        en: substitute(
            &text.en,
            &subject(label.map(|label| label.en.as_str())),
            &place.en,
        ),
    }
}

/// One pass: a subject that itself reads `{place}` is untrusted text and stays as it is.
fn substitute(text: &str, subject: &str, place: &str) -> String {
    let mut filled = String::with_capacity(text.len() + subject.len() + place.len());
    let mut rest = text;
    while let Some(at) = rest.find('{') {
        let (before, after) = rest.split_at(at);
        filled.push_str(before);
        if let Some(next) = after.strip_prefix("{subject}") {
            filled.push_str(subject);
            rest = next;
        } else if let Some(next) = after.strip_prefix("{place}") {
            filled.push_str(place);
            rest = next;
        } else {
            filled.push('{');
            rest = &after[1..];
        }
    }
    filled.push_str(rest);
    filled
}

/// A place as one says it.
fn place(location: &Location) -> Localized {
    let path = &location.path;
    let of = |fr: String, en: String| Localized {
        fr: format!("{fr} de {path}"),
        en: format!("{en} of {path}"),
    };
    match &location.place {
        Place::File => Localized {
            fr: path.to_string(),
            en: path.to_string(),
        },
        Place::Lines {
            cell: Some(cell), ..
        } => of(format!("cellule {cell}"), format!("cell {cell}")),
        Place::Lines {
            cell: None, line, ..
        } => of(format!("ligne {line}"), format!("line {line}")),
        Place::Page(page) => of(format!("page {page}"), format!("page {page}")),
        Place::Slide(slide) => of(format!("diapositive {slide}"), format!("slide {slide}")),
        Place::Row { sheet, row } => of(
            format!("ligne {row} de la feuille « {sheet} »"),
            format!("row {row} of sheet “{sheet}”"),
        ),
        Place::Paragraph { heading, paragraph } if heading.is_empty() => of(
            format!("paragraphe {paragraph}"),
            format!("paragraph {paragraph}"),
        ),
        Place::Paragraph { heading, paragraph } => of(
            format!("paragraphe {paragraph}, sous « {heading} »"),
            format!("paragraph {paragraph}, under “{heading}”"),
        ),
        Place::Commit(id) => {
            let short: String = id.chars().take(SHORT_ID).collect();
            Localized {
                fr: format!("commit {short}"),
                en: format!("commit {short}"),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_said_in_both_languages() {
        let cell = Location {
            path: "notebooks/x.ipynb".into(),
            place: Place::Lines {
                cell: Some(12),
                line: 3,
                end_line: 4,
            },
        };
        assert_eq!(place(&cell).fr, "cellule 12 de notebooks/x.ipynb");
        assert_eq!(place(&cell).en, "cell 12 of notebooks/x.ipynb");
        assert_eq!(
            place(&Location::line("src/a.py", 7)).fr,
            "ligne 7 de src/a.py"
        );
        assert_eq!(
            place(&Location::commit("0123456789abcdef")).en,
            "commit 01234567"
        );
    }

    #[test]
    fn a_subject_is_never_read_as_a_template() {
        assert_eq!(
            substitute("{subject} ({place}) {x}", "{place}", "here"),
            "{place} (here) {x}"
        );
    }
}
