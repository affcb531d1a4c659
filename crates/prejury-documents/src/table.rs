//! CSV files that are documents: registers, plannings, backlogs. A data set is left alone.

use std::sync::Arc;

use crate::builder::{BlockBuilder, fold_space};
use crate::words::{fold, words};
use crate::{Block, BlockKind, Document, DocumentKind, Page};

/// Larger files are data.
pub const MAX_CSV_BYTES: u64 = 128 << 10;
const MAX_ROWS: usize = 400;

/// Words of the headers of such tables; two of them, or one and a name that says what the file is, make it one.
const HEADERS: &[&str] = &[
    "acteur",
    "backlog",
    "budget",
    "charge",
    "complexite",
    "conservation",
    "cout",
    "criticite",
    "cost",
    "deadline",
    "debut",
    "description",
    "destinataires",
    "dispositif",
    "duree",
    "echeance",
    "effort",
    "epic",
    "estimation",
    "etp",
    "fin",
    "finalite",
    "gravite",
    "impact",
    "jalon",
    "jours",
    "likelihood",
    "livrable",
    "mitigation",
    "moscow",
    "objectif",
    "personne",
    "phase",
    "points",
    "priorite",
    "priority",
    "probabilite",
    "probability",
    "profil",
    "responsable",
    "risk",
    "risque",
    "role",
    "severity",
    "sprint",
    "start",
    "statut",
    "status",
    "story",
    "tache",
    "task",
    "traitement",
    "veux",
    "want",
];
const NAMES: &[&str] = &[
    "agile",
    "backlog",
    "budget",
    "calendrier",
    "cadrage",
    "estimation",
    "gantt",
    "planning",
    "planification",
    "registre",
    "register",
    "risk",
    "risks",
    "risque",
    "risques",
    "roadmap",
    "rgpd",
    "sprint",
    "sprints",
    "stories",
    "story",
    "traitements",
];

/// Reads a CSV when it is a document of its own; none when it is data.
pub fn csv(path: &str, text: &str) -> Option<Document> {
    let rows = rows(text);
    if rows.len() < 2 || rows.len() > MAX_ROWS || !is_document(path, &rows) {
        return None;
    }
    let path: Arc<str> = path.into();
    let mut builder = BlockBuilder::new(path.clone(), None);
    for (line, cells) in &rows {
        builder.begin(BlockKind::TableRow, *line);
        builder.text(&cells.join(" | "), *line);
    }
    let blocks: Vec<Block> = builder.finish();
    Some(Document {
        pages: vec![Page {
            number: 1,
            ..Page::counted(&blocks)
        }],
        ..Document::of(path, DocumentKind::Spreadsheet, blocks)
    })
}

/// Whether the headers, or the name and a header, are those of a document, and the cells hold words.
fn is_document(path: &str, rows: &[(u32, Vec<String>)]) -> bool {
    let known = |text: &str, list: &[&str]| {
        let found = words(text);
        found
            .iter()
            .filter(|word| {
                let folded = fold(word.text);
                list.iter()
                    .any(|known| folded == *known || folded.strip_suffix('s') == Some(*known))
            })
            .count()
    };
    let name = path.rsplit('/').next().unwrap_or(path);
    // The header may stand below a title.
    let n_headers = rows
        .iter()
        .take(5)
        .map(|(_, cells)| cells.iter().filter(|cell| known(cell, HEADERS) > 0).count())
        .max()
        .unwrap_or(0);
    let is_named = known(name, NAMES) > 0;
    let cells = || {
        rows.iter()
            .flat_map(|(_, cells)| cells)
            .filter(|cell| !cell.is_empty())
    };
    let n_texts = cells()
        .filter(|cell| cell.chars().any(char::is_alphabetic))
        .count();
    let n_words: usize = cells().map(|cell| cell.split_whitespace().count()).sum();
    let has_words = n_texts * 2 >= cells().count() && n_words >= cells().count() * 3 / 2;
    (n_headers >= 3 || is_named && n_headers >= 1) && has_words
}

/// The rows with their lines. The separator is the commonest one of the first line that has any.
fn rows(text: &str) -> Vec<(u32, Vec<String>)> {
    let count = |mark: char| {
        text.lines()
            .take(5)
            .map(|line| line.matches(mark).count())
            .sum::<usize>()
    };
    let separator = [';', '\t', ',']
        .into_iter()
        .max_by_key(|mark| count(*mark))
        .unwrap_or(',');
    let mut rows = Vec::new();
    let mut cells: Vec<String> = Vec::new();
    let mut cell = String::new();
    let mut in_quotes = false;
    let (mut line, mut first_line) = (1, 1);
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '"' if in_quotes && characters.peek() == Some(&'"') => {
                cell.push('"');
                characters.next();
            }
            '"' => in_quotes = !in_quotes,
            '\n' => {
                line += 1;
                if in_quotes {
                    cell.push(' ');
                } else {
                    cells.push(fold_space(&std::mem::take(&mut cell)));
                    push(&mut rows, first_line, &mut cells);
                    first_line = line;
                }
            }
            other if other == separator && !in_quotes => {
                cells.push(fold_space(&std::mem::take(&mut cell)));
            }
            other => cell.push(other),
        }
        if rows.len() > MAX_ROWS {
            return rows;
        }
    }
    cells.push(fold_space(&cell));
    push(&mut rows, first_line, &mut cells);
    rows
}

fn push(rows: &mut Vec<(u32, Vec<String>)>, line: u32, cells: &mut Vec<String>) {
    let cells = std::mem::take(cells);
    if cells.iter().any(|cell| !cell.is_empty()) {
        rows.push((line, cells));
    }
}

#[cfg(test)]
mod tests {
    use prejury_core::Place;

    use super::*;

    #[test]
    fn a_backlog_is_read_and_data_are_not() {
        let backlog = "Epic;User story;Priorité;Estimation\nConseil;\"En tant que client, je veux\nun conseil\";Must;5 points\n";
        let document = csv("docs/backlog.csv", backlog).unwrap();
        assert_eq!(
            &*document.blocks[1].text,
            "Conseil | En tant que client, je veux un conseil | Must | 5 points"
        );
        assert_eq!(
            document.blocks[1].location.place,
            Place::Lines {
                cell: None,
                line: 2,
                end_line: 2
            }
        );
        assert!(
            csv(
                "data/clients.csv",
                "id,age,description\n1,32,un client\n2,40,une cliente\n"
            )
            .is_none()
        );
        assert!(
            csv(
                "scores.csv",
                "model,auc,cost\nridge,0.7,120\nlgbm,0.8,110\n"
            )
            .is_none()
        );
    }
}
