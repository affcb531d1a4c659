//! Lists of candidates: CSV with a name and a path or address, as spreadsheets of both languages write it.

/// One candidate of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    pub name: String,
    pub place: String,
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ListError {
    #[error("no column with the names (nom, name) or none with the places (chemin, url, path)")]
    Header,
    #[error("line {line}: {detail}")]
    Line { line: u64, detail: String },
}

/// Headings that spreadsheets and platforms give the two columns, in small letters.
const NAMES: [&str; 9] = [
    "nom",
    "name",
    "candidat",
    "candidate",
    "candidat·e",
    "étudiant",
    "etudiant",
    "student",
    "nom complet",
];
const PLACES: [&str; 15] = [
    "chemin",
    "path",
    "url",
    "lien",
    "link",
    "dossier",
    "folder",
    "fichier",
    "file",
    "dépôt",
    "depot",
    "repository",
    "repo",
    "adresse",
    "livrable",
];

/// Reads a list; the separator is the one that its first line has most of.
pub fn read_list(text: &str) -> Result<Vec<Line>, ListError> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let head = text.lines().next().unwrap_or_default();
    let count = |separator: &u8| head.bytes().filter(|byte| byte == separator).count();
    // Of equals, the last wins.
    let separator = [b'\t', b',', b';'].into_iter().max_by_key(count);
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(separator.unwrap_or(b';'))
        .flexible(true)
        .trim(csv::Trim::All)
        .from_reader(text.as_bytes());
    let header = reader.headers().map_err(|_| ListError::Header)?.clone();
    let column = |known: &[&str]| {
        let mut cells = header.iter();
        cells.position(|cell| known.contains(&&*cell.to_lowercase()))
    };
    let (Some(name), Some(place)) = (column(&NAMES), column(&PLACES)) else {
        return Err(ListError::Header);
    };
    let mut lines = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|error| ListError::Line {
            line: error.position().map_or(0, csv::Position::line),
            detail: error.to_string(),
        })?;
        let cell = |column: usize| record.get(column).unwrap_or_default().to_owned();
        let line = Line {
            name: cell(name),
            place: cell(place),
        };
        match (line.name.is_empty(), line.place.is_empty()) {
            (true, true) => {}
            (false, false) => lines.push(line),
            _ => {
                return Err(ListError::Line {
                    line: record.position().map_or(0, csv::Position::line),
                    detail: "a name without a place, or a place without a name".to_owned(),
                });
            }
        }
    }
    Ok(lines)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(name: &str, place: &str) -> Line {
        Line {
            name: name.to_owned(),
            place: place.to_owned(),
        }
    }

    #[test]
    fn lists_of_both_languages_and_separators_are_read() {
        let wanted = vec![line("Zoé, B.", "a b.zip"), line("x", "https://e.org/x")];
        for text in [
            "\u{feff}Nom;Note;Chemin\r\n\"Zoé, B.\";12;a b.zip\r\nx;;https://e.org/x\r\n;;\r\n",
            "url,name\na b.zip,\"Zoé, B.\"\nhttps://e.org/x,x\n",
            "Candidat\tDépôt\nZoé, B.\ta b.zip\nx\thttps://e.org/x\n",
        ] {
            assert_eq!(read_list(text).unwrap(), wanted, "{text}");
        }
    }

    #[test]
    fn a_list_without_the_columns_and_a_line_without_a_place_are_told() {
        assert_eq!(read_list("a;b\nc;d\n"), Err(ListError::Header));
        assert_eq!(read_list(""), Err(ListError::Header));
        let error = read_list("nom;chemin\na;b\nc;\n").unwrap_err();
        assert!(matches!(error, ListError::Line { line: 3, .. }), "{error}");
    }
}
