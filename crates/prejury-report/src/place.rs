//! The words for a place: `notebooks/2.ipynb, cellule 12, ligne 3`.

use prejury_core::{Location, Place};

use crate::escape::Escape;
use crate::messages::Messages;

/// Where inside the file, or nothing when the file as a whole is meant. Not escaped: sheet names are strangers' text.
pub(crate) fn inside(location: &Location, messages: &Messages) -> Option<String> {
    match &location.place {
        Place::File if &*location.path == ".git" => Some(messages.text("place-history")),
        Place::File => None,
        Place::Lines {
            cell,
            line,
            end_line,
        } => Some(lines(*cell, *line, *end_line, messages)),
        Place::Page(page) => Some(messages.with("place-page", &[("page", (*page).into())])),
        Place::Slide(slide) => Some(messages.with("place-slide", &[("slide", (*slide).into())])),
        Place::Row { sheet, row } => Some(messages.with(
            "place-row",
            &[("sheet", sheet.to_string().into()), ("row", (*row).into())],
        )),
        Place::Paragraph { heading, paragraph } if heading.is_empty() => {
            Some(messages.with("place-paragraph", &[("paragraph", (*paragraph).into())]))
        }
        Place::Paragraph { heading, paragraph } => Some(messages.with(
            "place-heading",
            &[
                ("heading", heading.to_string().into()),
                ("paragraph", (*paragraph).into()),
            ],
        )),
        Place::Commit(id) => {
            Some(messages.with("place-commit", &[("commit", short_commit(id).into())]))
        }
    }
}

/// Path and place in one line, each made harmless; the history has no path that a reader could open.
pub(crate) fn full(location: &Location, messages: &Messages, escape: Escape) -> String {
    full_of(location, inside(location, messages).as_deref(), escape)
}

/// The same with the words for `inside` at hand.
pub(crate) fn full_of(location: &Location, inside: Option<&str>, escape: Escape) -> String {
    match inside {
        Some(place) if &*location.path == ".git" => (escape.text)(place),
        Some(place) => format!(
            "{}, {}",
            (escape.name)(&location.path),
            (escape.text)(place)
        ),
        None => (escape.name)(&location.path),
    }
}

/// The first digits of a commit id, as `git log --oneline` shows them.
pub(crate) fn short_commit(id: &str) -> String {
    id.chars().take(8).collect()
}

fn lines(cell: Option<u32>, line: u32, end_line: u32, messages: &Messages) -> String {
    let several = end_line > line;
    let mut values = vec![("line", line.into()), ("end", end_line.into())];
    if let Some(cell) = cell {
        values.push(("cell", cell.into()));
    }
    let id = match (cell.is_some(), several) {
        (true, true) => "place-cell-lines",
        (true, false) => "place-cell-line",
        (false, true) => "place-lines",
        (false, false) => "place-line",
    };
    messages.with(id, &values)
}

#[cfg(test)]
mod tests {
    use super::*;
    use prejury_core::Lang;

    fn french() -> Messages {
        Messages::new(Lang::Fr, include_str!("../../../rules/messages/fr.ftl")).unwrap()
    }

    #[test]
    fn each_kind_of_place_has_its_words() {
        let messages = french();
        let cell = Location {
            path: "n.ipynb".into(),
            place: Place::Lines {
                cell: Some(12),
                line: 3,
                end_line: 5,
            },
        };
        assert_eq!(
            full(&cell, &messages, Escape::LINE),
            "n.ipynb, cellule 12, lignes 3-5"
        );
        assert_eq!(
            full(&Location::line("a.py", 7), &messages, Escape::LINE),
            "a.py, ligne 7"
        );
        assert_eq!(
            full(
                &Location::commit("0123456789abcdef"),
                &messages,
                Escape::LINE
            ),
            "commit 01234567"
        );
        assert_eq!(
            full(&Location::file(".git"), &messages, Escape::LINE),
            "historique git"
        );
        let row = Location {
            path: "b.xlsx".into(),
            place: Place::Row {
                sheet: "Coûts".into(),
                row: 4,
            },
        };
        assert_eq!(
            full(&row, &messages, Escape::LINE),
            "b.xlsx, feuille «\u{a0}Coûts\u{a0}», ligne 4"
        );
    }
}
