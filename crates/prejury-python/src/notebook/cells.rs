//! The document and its cells, as they come out of the JSON.

use serde::de::{MapAccess, SeqAccess};
use smol_str::SmolStr;

use super::MAX_CELLS;
use super::json::{Array, Count, Fields, Items, Object, Text, skip};
use super::kept::Head;
use super::outputs::{self, Outputs};
use crate::lower::looks_like_code;
use crate::{Cell, CellKind, LineStarts, Run};

const MAX_WORD_BYTES: usize = 100;

/// What is kept of a notebook while it is read. The three lists run in parallel.
#[derive(Debug, Default)]
pub(super) struct Notebook {
    pub(super) cells: Vec<Cell>,
    /// Whether an output of the cell is an error.
    pub(super) failed: Vec<bool>,
    /// Language that the cell itself names (format 3, and editors that mix languages).
    pub(super) languages: Vec<Option<SmolStr>>,
    pub(super) too_many: bool,
    metadata: Metadata,
}

impl Notebook {
    /// Language of the kernel, when it is named.
    pub(super) fn language(&self) -> Option<String> {
        let metadata = &self.metadata;
        let named = [&metadata.kernel.language, &metadata.info.name]
            .into_iter()
            .find(|name| !name.is_empty());
        match named {
            Some(name) => Some(name.clone()),
            // An environment's name ("base", "p7_venv") says nothing, and most are Python.
            None => language_of_kernel(&metadata.kernel.name).map(str::to_owned),
        }
    }
}

/// Whether `language` is Python under one of the names of its kernels.
pub(super) fn is_python(language: &str) -> bool {
    let language = language.to_ascii_lowercase();
    language.contains("python") || language.starts_with("pyspark") || language == "sage"
}

fn language_of_kernel(name: &str) -> Option<&'static str> {
    const KERNELS: [(&str, &str); 12] = [
        (".net-csharp", "C#"),
        ("almond", "Scala"),
        ("bash", "Bash"),
        ("ir", "R"),
        ("javascript", "JavaScript"),
        ("julia", "Julia"),
        ("octave", "Octave"),
        ("python", "python"),
        ("scala", "Scala"),
        ("sparkkernel", "Scala"),
        ("sparkrkernel", "R"),
        ("spylon-kernel", "Scala"),
    ];
    let name = name.to_ascii_lowercase();
    let base = name
        .split(|c: char| c.is_ascii_digit())
        .next()
        .unwrap_or_default()
        .trim_end_matches(['-', '_', '.']);
    KERNELS
        .iter()
        .find(|(kernel, _)| *kernel == base)
        .map(|(_, language)| *language)
}

impl Fields for Notebook {
    fn field<'de, A: MapAccess<'de>>(&mut self, key: &str, map: &mut A) -> Result<(), A::Error> {
        match key {
            "cells" => map.next_value_seed(Array(self)),
            "worksheets" => map.next_value_seed(Array(&mut Worksheets(self))),
            "metadata" => map.next_value_seed(Object(&mut self.metadata)),
            _ => skip(map),
        }
    }
}

impl Items for Notebook {
    fn item<'de, A: SeqAccess<'de>>(&mut self, items: &mut A) -> Result<bool, A::Error> {
        if self.cells.len() == MAX_CELLS {
            let found = items.next_element::<serde::de::IgnoredAny>()?.is_some();
            self.too_many |= found;
            return Ok(found);
        }
        let mut raw = RawCell::default();
        let found = items.next_element_seed(Object(&mut raw))?.is_some();
        if found {
            self.add(raw);
        }
        Ok(found)
    }
}

impl Notebook {
    fn add(&mut self, raw: RawCell) {
        let kind = match raw.kind.as_str() {
            "code" => CellKind::Code,
            "markdown" | "heading" | "html" => CellKind::Markdown,
            "" if raw.has_code_field => CellKind::Code,
            "" => CellKind::Markdown,
            _ => CellKind::Raw,
        };
        let mut source = with_line_feeds(raw.source);
        let kind = if kind == CellKind::Raw && is_prose(&source) {
            CellKind::Markdown
        } else {
            kind
        };
        if raw.kind == "heading" {
            let level = raw.level.unwrap_or(1).min(6) as usize;
            source = format!("{} {source}", "#".repeat(level));
        }
        let (outputs, failed) = raw.outputs.finish();
        let language = [raw.language, raw.metadata.language]
            .into_iter()
            .find(|name| !name.is_empty());
        // Outputs of a cell that was turned into text are leftovers.
        let (execution_count, outputs, failed) = match kind {
            CellKind::Code => (raw.execution_count, outputs, failed),
            _ => (None, Vec::new(), false),
        };
        self.cells.push(Cell {
            kind,
            source: source.into(),
            execution_count,
            outputs,
            run: Run::Unknown,
            lines: LineStarts::default(),
        });
        self.failed.push(failed);
        self.languages.push(language.map(SmolStr::from));
    }
}

/// Words of a line that is a sentence, or a good part of one.
const SENTENCE_WORDS: usize = 4;
/// Bytes of a raw cell that is looked at.
const MAX_PROSE: usize = 20_000;

/// Whether a raw cell holds prose, as some candidates keep it. Most raw cells are code that was switched off: its comments
/// tell nothing of what is handed in, so that one line of code makes the whole cell code.
fn is_prose(source: &str) -> bool {
    let source = source.trim_start();
    if source.len() > MAX_PROSE || source.starts_with("---") {
        return false;
    }
    let mut has_sentence = false;
    for line in source.lines().map(str::trim) {
        if line.starts_with('#') {
            continue;
        }
        if is_code(line) || is_instruction(line) {
            return false;
        }
        let words = line.split_whitespace();
        let words = words.filter(|word| word.chars().filter(|c| c.is_alphabetic()).count() > 1);
        has_sentence |= words.count() >= SENTENCE_WORDS;
    }
    has_sentence
}

/// `Consigne :`, `Attendu :`: what the school wrote is no reading of the candidate's.
fn is_instruction(line: &str) -> bool {
    const LABELS: &[&str] = &[
        "attendu",
        "attendus",
        "consigne",
        "consignes",
        "enonce",
        "expected",
        "instruction",
        "instructions",
        "livrable",
        "livrables",
        "question",
        "questions",
        "énoncé",
    ];
    let Some((label, _)) = line.split_once(':') else {
        return false;
    };
    label.len() < 40 && {
        let label = label.to_lowercase();
        let mut words = label.split(|c: char| !c.is_alphabetic());
        words.next().is_some_and(|word| LABELS.contains(&word))
    }
}

/// Whether a line has something that prose has not: a call, a subscript, an assignment, a statement, a command.
fn is_code(line: &str) -> bool {
    let bytes = line.as_bytes();
    let is_name = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    // `variable(s)` is a plural.
    let is_plural = |at: usize| {
        ["(s)", "(e)", "(x)", "(es)"]
            .iter()
            .any(|ending| bytes[at..].starts_with(ending.as_bytes()))
    };
    let opens_after_name = (1..bytes.len())
        .any(|at| is_name(bytes[at - 1]) && matches!(bytes[at], b'(' | b'[') && !is_plural(at));
    let assigns = line.split_once('=').is_some_and(|(target, _)| {
        let target = target.trim_end();
        !target.is_empty() && !target.contains(' ') || target.ends_with(['+', '-', ']'])
    });
    line.starts_with(['<', '{', '\\']) || looks_like_code(line) || opens_after_name || assigns
}

/// `text` with LF line ends.
pub(crate) fn with_line_feeds(text: String) -> String {
    if text.contains('\r') {
        text.replace("\r\n", "\n").replace('\r', "\n")
    } else {
        text
    }
}

struct Worksheets<'a>(&'a mut Notebook);

impl Items for Worksheets<'_> {
    fn item<'de, A: SeqAccess<'de>>(&mut self, items: &mut A) -> Result<bool, A::Error> {
        Ok(items
            .next_element_seed(Object(&mut Worksheet(self.0)))?
            .is_some())
    }
}

struct Worksheet<'a>(&'a mut Notebook);

impl Fields for Worksheet<'_> {
    fn field<'de, A: MapAccess<'de>>(&mut self, key: &str, map: &mut A) -> Result<(), A::Error> {
        if key == "cells" {
            map.next_value_seed(Array(self.0))
        } else {
            skip(map)
        }
    }
}

#[derive(Debug, Default)]
struct RawCell {
    kind: String,
    source: String,
    level: Option<u64>,
    execution_count: Option<u64>,
    outputs: Outputs,
    language: String,
    metadata: CellMetadata,
    /// Has a field that only code cells have.
    has_code_field: bool,
}

impl Fields for RawCell {
    fn field<'de, A: MapAccess<'de>>(&mut self, key: &str, map: &mut A) -> Result<(), A::Error> {
        self.has_code_field |= matches!(
            key,
            "input" | "execution_count" | "prompt_number" | "outputs"
        );
        match key {
            "cell_type" => word(&mut self.kind, map),
            "source" | "input" => map.next_value_seed(Text(&mut self.source)),
            "execution_count" | "prompt_number" => {
                map.next_value_seed(Count(&mut self.execution_count))
            }
            "level" => map.next_value_seed(Count(&mut self.level)),
            "outputs" => map.next_value_seed(outputs::seed(&mut self.outputs)),
            "language" => word(&mut self.language, map),
            "metadata" => map.next_value_seed(Object(&mut self.metadata)),
            _ => skip(map),
        }
    }
}

#[derive(Debug, Default)]
struct CellMetadata {
    language: String,
}

impl Fields for CellMetadata {
    fn field<'de, A: MapAccess<'de>>(&mut self, key: &str, map: &mut A) -> Result<(), A::Error> {
        match key {
            "vscode" => map.next_value_seed(Object(self)),
            "languageId" => word(&mut self.language, map),
            _ => skip(map),
        }
    }
}

#[derive(Debug, Default)]
struct Metadata {
    kernel: Named,
    info: Named,
}

impl Fields for Metadata {
    fn field<'de, A: MapAccess<'de>>(&mut self, key: &str, map: &mut A) -> Result<(), A::Error> {
        match key {
            "kernelspec" => map.next_value_seed(Object(&mut self.kernel)),
            "language_info" => map.next_value_seed(Object(&mut self.info)),
            _ => skip(map),
        }
    }
}

#[derive(Debug, Default)]
struct Named {
    name: String,
    language: String,
}

impl Fields for Named {
    fn field<'de, A: MapAccess<'de>>(&mut self, key: &str, map: &mut A) -> Result<(), A::Error> {
        match key {
            "name" => word(&mut self.name, map),
            "language" => word(&mut self.language, map),
            _ => skip(map),
        }
    }
}

fn word<'de, A: MapAccess<'de>>(word: &mut String, map: &mut A) -> Result<(), A::Error> {
    let mut head = Head::new(MAX_WORD_BYTES);
    map.next_value_seed(Text(&mut head))?;
    *word = head.text;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kernels_name_their_language() {
        assert_eq!(language_of_kernel("ir"), Some("R"));
        assert_eq!(language_of_kernel("julia-1.9"), Some("Julia"));
        assert_eq!(language_of_kernel("irma_env"), None);
        assert!(is_python("Python 3") && is_python("ipython") && is_python("pyspark"));
        assert!(!is_python("R") && !is_python("scala"));
    }

    #[test]
    fn line_ends_become_line_feeds() {
        assert_eq!(with_line_feeds("a\r\nb\rc\n".to_owned()), "a\nb\nc\n");
    }

    #[test]
    fn raw_cells_of_sentences_are_prose() {
        for text in [
            "La distribution est très asymétrique : beaucoup de valeurs sont nulles.",
            "## Lecture\nLes deux variables sont fortement corrélées (r = 0.9).\n- on garde la première",
            "From this chart we see that prices grow",
            "The conclusion that we drew\nfrom this chart we see that prices grow",
            "Questionnaire : des réponses manquent dans la moitié des lignes",
            "La (ou les) variable(s) redondante(s) sont à supprimer",
        ] {
            assert!(is_prose(text), "{text}");
        }
    }

    #[test]
    fn code_that_was_switched_off_is_none() {
        for text in [
            "Consigne : la distribution de chaque variable doit être décrite\nAttendu : une longue queue à droite",
            "",
            "# Remove the outliers of each column\ndf = df[df.price < 10]",
            "# only a comment that was left behind here",
            "df.drop(columns=['a'])\nLes colonnes inutiles sont retirées ici",
            "for column in table.columns of all kinds:\n    pass",
            "from the import of x import y",
            "display(df)\nUn tableau de quatre mots ici",
            "---\ntitle: a report of many words\n---",
            "<div> a block of some page </div>",
            "\u{301}\u{301} \u{1f600}",
        ] {
            assert!(!is_prose(text), "{text}");
        }
    }
}
