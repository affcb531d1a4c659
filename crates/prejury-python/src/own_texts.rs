//! What a script says in sentences: docstrings, and what it shows to whoever uses it.
//!
//! Read off the tree before the script is followed: where a repository holds no other text, these are its only words.

use crate::facts::UnitKind;
use crate::parse::ParsedUnit;

/// How a text of a script is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OwnTextKind {
    /// What a module or function says of itself.
    Docstring,
    /// A title on a page, with its level from 1.
    Title(u8),
    /// Markdown or plain text on a page, in the help of a command or on the page of an API.
    Shown,
}

/// One text of a script.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnText {
    pub kind: OwnTextKind,
    pub line: u32,
    pub text: String,
}

/// Words from which a text is a sentence, rather than a label.
const MIN_WORDS: usize = 5;
/// Texts kept of one script, and bytes of one.
const MAX_TEXTS: usize = 60;
const MAX_BYTES: usize = 1_500;

/// Methods that show a title, and those that show a text: of Streamlit, Gradio and Dash.
const TITLES: &[(&str, u8)] = &[
    (".title(", 1),
    (".H1(", 1),
    (".header(", 2),
    (".H2(", 2),
    (".subheader(", 3),
    (".H3(", 3),
];
const SHOWN: &[&str] = &[
    ".Markdown(",
    ".P(",
    ".caption(",
    ".info(",
    ".markdown(",
    ".write(",
    "description=",
];
/// Libraries that make pages, commands and APIs.
const SHOWING: &[&str] = &["argparse", "dash", "fastapi", "gradio", "streamlit"];
/// Beginnings of the parts of a docstring that list parameters and results.
const PARTS: &[&str] = &[
    "args",
    "arguments",
    "entree",
    "entrée",
    "example",
    "exemple",
    "note",
    "param",
    "raises",
    "retour",
    "return",
    "sortie",
    ":param",
    ":return",
    "----",
    "usage",
];

impl ParsedUnit {
    /// The sentences of a script, in the order of its lines. None of a notebook, which has cells for them.
    pub fn own_texts(&self) -> Vec<OwnText> {
        if self.kind != UnitKind::Script {
            return Vec::new();
        }
        let Some(source) = self.cells.first().map(|cell| &*cell.source) else {
            return Vec::new();
        };
        let mut texts: Vec<OwnText> = module_docstring(source).into_iter().collect();
        let docstrings = self.module.definitions.iter().filter_map(|definition| {
            let text = definition.docstring.as_deref()?;
            docstring(definition.place.line.saturating_add(1), text)
        });
        texts.extend(docstrings.take(MAX_TEXTS));
        let shows = self.module.imports.iter().any(|import| {
            let package = import.name.split('.').next();
            package.is_some_and(|package| SHOWING.contains(&package))
        });
        if shows {
            let lines: Vec<&str> = source.lines().collect();
            let shown = self.module.strings.iter().filter_map(|string| {
                let at = (string.place.line as usize).checked_sub(1)?;
                let above = at.checked_sub(1).and_then(|above| lines.get(above));
                let above = above.filter(|line| line.trim_end().ends_with('('));
                let kind = shown(lines.get(at)?).or_else(|| shown(above?))?;
                let is_sentence = string.text.split_whitespace().nth(MIN_WORDS - 1).is_some();
                let is_title = matches!(kind, OwnTextKind::Title(_));
                (is_sentence || is_title).then(|| OwnText {
                    kind,
                    line: string.place.line,
                    text: bounded(&string.text).to_owned(),
                })
            });
            texts.extend(shown.take(MAX_TEXTS));
        }
        texts.sort_by_key(|text| text.line);
        texts
    }
}

fn bounded(text: &str) -> &str {
    &text[..text.floor_char_boundary(MAX_BYTES)]
}

/// How the string on a line of code is shown, as far as the call on that line says so.
fn shown(line: &str) -> Option<OwnTextKind> {
    let title = TITLES.iter().find(|(call, _)| line.contains(call));
    let is_text = || SHOWN.iter().any(|call| line.contains(call));
    match title {
        Some((_, level)) => Some(OwnTextKind::Title(*level)),
        None => is_text().then_some(OwnTextKind::Shown),
    }
}

/// The text in three quotes that a file opens with.
fn module_docstring(source: &str) -> Option<OwnText> {
    let mut line = 1;
    let mut rest = source;
    while let Some((first, others)) = rest.split_once('\n') {
        let bare = first.trim_start();
        if !bare.is_empty() && !bare.starts_with('#') {
            break;
        }
        (rest, line) = (others, line + 1);
    }
    let body = rest.trim_start();
    let quotes = ["\"\"\"", "'''"]
        .into_iter()
        .find(|quotes| body.starts_with(quotes))?;
    let text = body[quotes.len()..].split(quotes).next()?;
    docstring(line, text)
}

/// A docstring up to the list of its parameters.
fn docstring(line: u32, text: &str) -> Option<OwnText> {
    let said: Vec<&str> = text
        .lines()
        .map(str::trim)
        .take_while(|line| {
            let lower = line.to_lowercase();
            !PARTS.iter().any(|part| lower.starts_with(part))
        })
        .collect();
    let said = said.join(" ");
    let said = said.trim();
    said.split_whitespace().nth(MIN_WORDS)?;
    Some(OwnText {
        kind: OwnTextKind::Docstring,
        line,
        text: bounded(said).to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse;

    #[test]
    fn docstrings_and_pages_are_read_with_their_lines() {
        let source = "# coding\n\"\"\"Modèles de segmentation pour une voiture autonome.\"\"\"\nimport streamlit as st\n\n\
            def unet(n):\n    \"\"\"U-Net dont l'encodeur est gelé et pré-entraîné.\n\n    Args:\n        n: classes\n    \"\"\"\n    return n\n\n\
            st.title(\"Démonstration\")\nst.markdown(\n    \"Choisir une image et voir son masque.\")\nst.button(\"Un bouton de plus à presser ici\")\n";
        let unit = parse("app.py".into(), source.as_bytes());
        let texts: Vec<(OwnTextKind, u32, String)> = unit
            .own_texts()
            .into_iter()
            .map(|text| (text.kind, text.line, text.text))
            .collect();
        let expected = [
            (
                OwnTextKind::Docstring,
                2,
                "Modèles de segmentation pour une voiture autonome.",
            ),
            (
                OwnTextKind::Docstring,
                6,
                "U-Net dont l'encodeur est gelé et pré-entraîné.",
            ),
            (OwnTextKind::Title(1), 13, "Démonstration"),
            (
                OwnTextKind::Shown,
                15,
                "Choisir une image et voir son masque.",
            ),
        ];
        let expected = expected.map(|(kind, line, text)| (kind, line, text.to_owned()));
        assert_eq!(texts, expected);
    }
}
