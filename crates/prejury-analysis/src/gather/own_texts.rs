//! What scripts say in sentences: docstrings, and what they show to whoever uses them.
//!
//! Where a repository holds hardly any other text, these are its only words. They are read off the followed code: what no run reaches
//! says nothing, and neither do tests or files under a licence, which somebody else wrote.

use std::sync::{Arc, LazyLock};

use foldhash::{HashMap, HashSet};
use prejury_core::{Location, Place};
use prejury_documents::{Block, BlockKind, Document, DocumentKind, fold};
use prejury_intake::is_named_test;
use prejury_python::{Call, CodeUnit, PythonFacts, Reach, UnitIdx, UnitKind};

use crate::analyses::listed;
use crate::guard::guarded;

/// Words from which a text is a sentence, rather than a label.
const MIN_WORDS: usize = 5;
/// Texts kept of one script, and bytes of one.
const MAX_TEXTS: usize = 60;
const MAX_BYTES: usize = 1_500;
/// Lines of a file among which somebody's licence stands.
const HEAD_LINES: usize = 20;

/// How a call shows a text.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shown {
    /// A title of this level.
    Title(u8),
    /// Markdown.
    Text,
    /// The same under the keyword `description`.
    Description,
}

/// Calls that show a text: beginning and last segment of the callee, and how.
static SHOWN: LazyLock<Vec<(&str, &str, Shown)>> = LazyLock::new(|| {
    let lines = listed(include_str!("../../../../rules/scripts/shown.txt"));
    let parts = lines.into_iter().filter_map(|line| {
        let mut parts = line.split(' ');
        let (start, end) = (parts.next()?, parts.next()?);
        let shown = match parts.next()? {
            "text" => Shown::Text,
            "description" => Shown::Description,
            level => Shown::Title(level.parse().ok()?),
        };
        Some((start, end, shown))
    });
    parts.collect()
});
static PARTS: LazyLock<Vec<&str>> =
    LazyLock::new(|| listed(include_str!("../../../../rules/scripts/parts.txt")));

/// A text with the lines that hold it.
struct Said {
    line: u32,
    text: String,
    /// None of a docstring, which is no Markdown.
    shown: Option<Shown>,
}

/// The sentences of the scripts as documents, but of those in `written`, whose text is read already.
pub(super) fn documents(python: &PythonFacts, written: &HashSet<Arc<str>>) -> Vec<Document> {
    let mut shown: HashMap<UnitIdx, Vec<&Call>> = HashMap::default();
    let live = python.calls.iter().filter(|call| call.reach == Reach::Live);
    for call in live.filter(|call| kind_of(call).is_some()) {
        let of_unit = shown.entry(call.place.unit).or_default();
        // One call is listed once for each combination of types.
        if of_unit.last().is_none_or(|last| last.place != call.place) && of_unit.len() < MAX_TEXTS {
            of_unit.push(call);
        }
    }
    let units = (0..).map(UnitIdx).zip(&python.units);
    let scripts = units.filter(|(_, unit)| {
        unit.kind == UnitKind::Script && !written.contains(&unit.path) && is_own(unit)
    });
    scripts
        .filter_map(|(number, unit)| {
            let calls = shown.get(&number).map_or(&[][..], |calls| calls);
            document(unit, calls)
        })
        .collect()
}

/// Whether the candidate speaks in a script: not in a test, nor under a licence.
fn is_own(unit: &CodeUnit) -> bool {
    let source = unit.cells.first().map_or("", |cell| &*cell.source);
    let mut head = source.lines().take(HEAD_LINES);
    let is_licensed = |line: &str| {
        let line = line.to_lowercase();
        let words = [
            "copyright",
            "license:",
            "licence :",
            "licence:",
            "licensed under",
            "all rights reserved",
            "spdx-license",
        ];
        words.iter().any(|word| line.contains(word))
    };
    !is_named_test(&unit.path) && !head.any(is_licensed)
}

/// How the text of a call is shown, none when the call shows none.
fn kind_of(call: &Call) -> Option<Shown> {
    let method = call.method();
    let callee = &*call.callee;
    SHOWN
        .iter()
        .find(|(start, end, _)| *end == method && callee.starts_with(start))
        .map(|(_, _, shown)| *shown)
}

fn document(unit: &CodeUnit, calls: &[&Call]) -> Option<Document> {
    let source = unit.cells.first().map(|cell| &*cell.source)?;
    let mut said: Vec<Said> = module_docstring(source).into_iter().collect();
    let called = unit
        .definitions
        .iter()
        .filter(|definition| definition.called && definition.reach == Reach::Live);
    let docstrings = called.filter_map(|definition| {
        docstring(definition.docstring_line, definition.docstring.as_deref()?)
    });
    said.extend(docstrings.take(MAX_TEXTS));
    said.extend(calls.iter().filter_map(|call| shown(unit, call)));
    said.sort_by_key(|one| one.line);
    let blocks: Vec<Block> = said
        .iter()
        .flat_map(|one| blocks(&unit.path, one))
        .collect();
    (!blocks.is_empty()).then(|| Document::of(unit.path.clone(), DocumentKind::ScriptText, blocks))
}

/// The text that a call shows, with the line on which it begins.
fn shown(unit: &CodeUnit, call: &Call) -> Option<Said> {
    let kind = kind_of(call)?;
    let value = if kind == Shown::Description {
        call.keyword("description")?
    } else {
        call.arg("body", Some(0))
            .or_else(|| call.keyword("children"))?
    };
    let text = value.as_str()?;
    if !matches!(kind, Shown::Title(_)) && text.split_whitespace().nth(MIN_WORDS - 1).is_none() {
        return None;
    }
    let lines = call.place.line..=call.place.end_line;
    let written = unit.strings.iter().find(|string| {
        lines.contains(&string.place.line) && text.starts_with(bounded(&string.text))
    });
    Some(Said {
        line: written.map_or(call.place.line, |string| string.place.line),
        text: without_margin(bounded(text)),
        shown: Some(kind),
    })
}

fn bounded(text: &str) -> &str {
    &text[..text.floor_char_boundary(MAX_BYTES)]
}

/// The text without the indentation that all lines after its first have: a page shows it like that, and would otherwise take it for
/// code.
fn without_margin(text: &str) -> String {
    let indentation = |line: &&str| line.len() - line.trim_start_matches([' ', '\t']).len();
    let others = text.lines().skip(1).filter(|line| !line.trim().is_empty());
    let margin = others.map(|line| indentation(&line)).min().unwrap_or(0);
    let lines = text.lines().enumerate().map(|(number, line)| match number {
        0 => line.trim_start(),
        _ => line.get(margin..).unwrap_or_default(),
    });
    lines.collect::<Vec<_>>().join("\n")
}

fn blocks(path: &Arc<str>, said: &Said) -> Vec<Block> {
    let kind = match said.shown {
        Some(Shown::Title(level)) => BlockKind::Heading(level),
        None => BlockKind::Paragraph,
        Some(Shown::Text | Shown::Description) => {
            let read = guarded("script text", || {
                prejury_documents::markdown(path, &said.text)
            });
            let mut blocks = read.map(|document| document.blocks).unwrap_or_default();
            for block in &mut blocks {
                if let Place::Lines { line, end_line, .. } = &mut block.location.place {
                    *line += said.line.saturating_sub(1);
                    *end_line += said.line.saturating_sub(1);
                }
            }
            return blocks;
        }
    };
    vec![Block {
        kind,
        text: said.text.as_str().into(),
        location: Location::line(path.clone(), said.line),
        links: Vec::new(),
        images: 0,
        image_targets: Vec::new(),
    }]
}

/// The text in three quotes that a file opens with.
fn module_docstring(source: &str) -> Option<Said> {
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
fn docstring(line: u32, text: &str) -> Option<Said> {
    let said: Vec<&str> = text
        .lines()
        .map(str::trim)
        .take_while(|line| !opens_part(line))
        .collect();
    let said = said.join(" ");
    let said = said.trim();
    said.split_whitespace().nth(MIN_WORDS - 1)?;
    Some(Said {
        line,
        text: bounded(said).to_owned(),
        shown: None,
    })
}

/// `Args:`, `Retourne :`, `:param df:`, `----`: not `Notebook de nettoyage`.
fn opens_part(line: &str) -> bool {
    let folded = fold(line);
    let label = folded.split(':').next().unwrap_or(&folded).trim_end();
    let is_field = [":param", ":return", ":raises", "@param", "----"]
        .iter()
        .any(|start| folded.starts_with(start));
    is_field || PARTS.contains(&label)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said_in(path: &str, source: &str) -> Vec<(BlockKind, Location, String)> {
        let unit = prejury_python::parse(path.into(), source.as_bytes());
        let python = prejury_python::analyse(vec![unit]);
        let blocks = documents(&python, &HashSet::default())
            .into_iter()
            .flat_map(|document| document.blocks);
        blocks
            .map(|block| (block.kind, block.location, block.text.to_string()))
            .collect()
    }

    #[test]
    fn docstrings_and_pages_are_read_with_their_lines() {
        let source = "# coding\n\"\"\"Modèles de segmentation pour une voiture autonome.\"\"\"\nimport streamlit as st\n\n\
            def unet(\n    n,\n):\n    \"\"\"U-Net dont l'encodeur est gelé et pré-entraîné.\n\n    Args:\n        n: classes\n    \"\"\"\n    return n\n\n\
            unet(3)\nst.title(\"Démonstration\")\nst.markdown(\n    \"Choisir une image et voir son masque.\")\n\
            def page():\n    st.markdown(\"\"\"\n    Un texte qui est en retrait.\n    \"\"\")\npage()\n\
            st.button(\"Un bouton de plus à presser ici\")\n";
        let texts = said_in("app.py", source);
        let line = |line| Location::line("app.py", line);
        let expected = [
            (
                BlockKind::Paragraph,
                2,
                "Modèles de segmentation pour une voiture autonome.",
            ),
            (
                BlockKind::Paragraph,
                8,
                "U-Net dont l'encodeur est gelé et pré-entraîné.",
            ),
            (BlockKind::Heading(1), 16, "Démonstration"),
            (
                BlockKind::Paragraph,
                18,
                "Choisir une image et voir son masque.",
            ),
            (BlockKind::Paragraph, 21, "Un texte qui est en retrait."),
        ];
        let expected = expected.map(|(kind, at, text)| (kind, line(at), text.to_owned()));
        assert_eq!(texts, expected);
    }

    #[test]
    fn what_nothing_runs_or_somebody_else_wrote_says_nothing() {
        let dead = "import streamlit as st\nif False:\n    st.markdown('Un long texte que personne ne voit.')\n\
            def old():\n    \"\"\"Le nettoyage des ventes que rien n'appelle.\"\"\"\n    return 1\n\
            ax.set_title('a')\nplt.title('Valeurs manquantes')\nf.write('Un texte qui va dans un fichier.')\n";
        assert_eq!(said_in("app.py", dead), []);
        let licensed = "\"\"\"\nMask R-CNN\nCopyright (c) 2017 Somebody.\nThe aim is to find the objects of images.\n\"\"\"\n";
        assert_eq!(said_in("model.py", licensed), []);
        let test = "\"\"\"Les tests du nettoyage des ventes de la boutique.\"\"\"\n";
        assert_eq!(said_in("tests/test_ventes.py", test), []);
    }
}
