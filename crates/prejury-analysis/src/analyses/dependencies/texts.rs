//! Lists of libraries that texts give: `Librairies : NumPy – Pandas – SHAP`, bullets under "Libraries needed".
//!
//! Asked for only where no file lists the dependencies. A list is told by what stands above it or before its colon, and by its
//! items: most are libraries, and name most of what the code imports; a stack of tools must name nearly all of it.

use std::cell::Cell;
use std::sync::LazyLock;

use foldhash::HashMap;
use prejury_core::Location;
use prejury_documents::{Block, BlockKind, Document, DocumentKind};
use smol_str::SmolStr;

use super::entry::{Entry, normalise, requirement};
use super::imports::Import;
use super::labels::{Label, ends_as_label, label_of, last_words};
use super::lists::{DependencyList, Weight};
use super::names;
use super::{MIN_INSTALLED, MOST, NEARLY_ALL};
use crate::Facts;
use crate::analyses::listed;

/// Imports that a list of libraries names at the least.
const MIN_NAMED: usize = 3;
/// Bytes after a colon that are read as a list, and of an item.
pub(super) const MAX_BYTES: usize = 600;
/// Colons of a paragraph that are tried.
const MAX_COLONS: usize = 12;
/// Items kept of a list.
const MAX_ITEMS: usize = 200;
/// Items of which one names a library, for a list of such.
const SHARE: usize = 2;
/// Below every heading: a list that a line of text announces.
const OF_A_LINE: u8 = u8::MAX;
/// Letters of a name from which on its first word tells it (`opencv`), and from which on one letter may be wrong.
const MIN_CUT: usize = 5;
const MIN_SLIP: usize = 6;
/// Pieces of lists that are looked up in all texts together.
const MAX_LOOKED_UP: usize = 20_000;
/// Characters shown of an entry.
const MAX_CHARS: usize = 60;

/// Units after which a number is a measure: `12.5 s`.
static UNITS: LazyLock<Vec<&str>> =
    LazyLock::new(|| listed(include_str!("../../../../../rules/packages/units.txt")));

/// Lists of the texts that name most of what the code imports, one per text and label; where there is none, a list that names
/// some of it, as a trace.
pub(super) fn find(
    facts: &Facts<'_>,
    imports: &[Import],
) -> (Vec<DependencyList>, Option<DependencyList>) {
    let texts = facts.documents.iter().filter(|document| {
        matches!(
            document.kind,
            DocumentKind::Markdown
                | DocumentKind::NotebookText
                | DocumentKind::PlainText
                | DocumentKind::RestructuredText
                | DocumentKind::Html
                | DocumentKind::Word
        )
    });
    let known = Known::of(imports);
    let lists = texts.flat_map(|document| Reader::new(&known).read(document));
    let (whole, part): (Vec<_>, Vec<_>) =
        lists.partition(|(label, list)| is_of_the_code(*label, list, imports));
    let mut part = part
        .into_iter()
        .filter(|(label, _)| *label == Label::Libraries)
        .map(|(_, list)| list);
    let trace = part.find(|list| {
        let n_covered = list.n_covered(imports);
        let has_version = list.entries.iter().any(|entry| entry.version.is_some());
        n_covered >= MIN_NAMED || n_covered + 1 >= MIN_NAMED && has_version
    });
    (whole.into_iter().map(|(_, list)| list).collect(), trace)
}

fn is_of_the_code(label: Label, list: &DependencyList, imports: &[Import]) -> bool {
    let n_covered = list.n_covered(imports);
    let (least, percent) = match label {
        Label::Libraries => (MIN_NAMED, MOST),
        Label::Stack => (MIN_INSTALLED, NEARLY_ALL),
    };
    n_covered >= least && n_covered * 100 >= imports.len() * percent
}

/// Reads a text block by block.
struct Reader<'i> {
    known: &'i Known,
    /// The list under way, with the level of its heading.
    open: Option<(Label, u8)>,
    place: Option<Location>,
    items: Vec<Option<Entry>>,
    found: Vec<(Label, DependencyList)>,
}

impl<'i> Reader<'i> {
    fn new(known: &'i Known) -> Self {
        Self {
            known,
            open: None,
            place: None,
            items: Vec::new(),
            found: Vec::new(),
        }
    }

    fn read(mut self, document: &Document) -> Vec<(Label, DependencyList)> {
        for block in &document.blocks {
            match block.kind {
                BlockKind::Heading(level) => {
                    let goes_on = self.open.is_some_and(|(_, open)| level > open);
                    if !goes_on {
                        self.close(document);
                        self.open = label_of(&block.text).map(|label| (label, level));
                    }
                }
                BlockKind::Paragraph if self.announced(document, block) => {}
                BlockKind::Paragraph => match self.open {
                    Some((_, OF_A_LINE)) => self.close(document),
                    Some(_) => self.inline(block, &block.text),
                    None => {}
                },
                // `- The following libraries:` among what else is needed.
                BlockKind::ListItem if ends_as_label(block) && self.announced(document, block) => {}
                BlockKind::ListItem | BlockKind::TableRow if self.open.is_some() => {
                    self.item(block);
                }
                BlockKind::ListItem => {
                    self.announced(document, block);
                }
                _ => {}
            }
        }
        self.close(document);
        self.found
    }

    /// `Librairies : NumPy – Pandas`, or a line that announces the bullets below it.
    fn announced(&mut self, document: &Document, block: &Block) -> bool {
        let text = &*block.text;
        let ends = text.match_indices(':').map(|(at, _)| at);
        let labels = ends
            .take(MAX_COLONS)
            .filter_map(|at| Some((label_of(last_words(&text[..at]))?, at)));
        // `Environnement : Jupyter, librairies : NumPy`: the nearer label says more.
        let label = labels.min_by_key(|(label, _)| *label == Label::Stack);
        if let Some((label, at)) = label {
            self.close(document);
            self.open = Some((label, OF_A_LINE));
            self.inline(block, &text[at + 1..]);
            return true;
        }
        if text.ends_with('?') && text.len() <= MAX_BYTES {
            let label = label_of(last_words(text));
            if let Some(label) = label {
                self.close(document);
                self.open = Some((label, OF_A_LINE));
            }
            // What the answer says of itself comes before its bullets.
            return label.is_some();
        }
        false
    }

    /// Names that follow one another in a line.
    fn inline(&mut self, block: &Block, text: &str) {
        let text = &text[..text.floor_char_boundary(MAX_BYTES)];
        let text = text.split(". ").next().unwrap_or(text);
        for piece in pieces(text) {
            // What is not kept is not looked up either.
            if self.items.len() >= MAX_ITEMS {
                return;
            }
            self.push(block, entry(piece, block, self.known));
        }
    }

    /// `pandas 1.3 (tables)`, `pandas : tables`, `Data: pandas, numpy`, a row of a table.
    fn item(&mut self, block: &Block) {
        if self.items.len() >= MAX_ITEMS {
            return;
        }
        let text = &block.text[..block.text.floor_char_boundary(MAX_BYTES)];
        let row;
        let text = if block.kind == BlockKind::TableRow {
            row = text.replace('|', " ");
            &row
        } else {
            text
        };
        if let Some(named) = entry(text, block, self.known) {
            let (name, rest) = text.split_once([':', '(']).unwrap_or((text, ""));
            let others = if name.contains([',', '/', '&', '+']) {
                name
            } else if rest.is_empty() {
                text
            } else {
                ""
            };
            let more = pieces(others).skip(1);
            let more: Vec<Entry> = more
                .filter_map(|piece| entry(piece, block, self.known))
                .collect();
            self.push(block, Some(named));
            more.into_iter().for_each(|one| self.push(block, Some(one)));
        } else if let Some((_, rest)) = text.split_once(':') {
            self.inline(block, rest);
        } else {
            self.push(block, None);
        }
    }

    fn push(&mut self, block: &Block, item: Option<Entry>) {
        if self.items.len() < MAX_ITEMS {
            if item.is_some() && self.place.is_none() {
                self.place = Some(block.location.clone());
            }
            self.items.push(item);
        }
    }

    fn close(&mut self, document: &Document) {
        let items = std::mem::take(&mut self.items);
        let place = self.place.take();
        let Some((label, _)) = self.open.take() else {
            return;
        };
        let n_items = items.len();
        let entries: Vec<Entry> = items.into_iter().flatten().collect();
        if entries.is_empty() || entries.len() * SHARE < n_items {
            return;
        }
        match self.found.iter_mut().find(|(other, _)| *other == label) {
            Some((_, list)) => list.entries.extend(entries),
            None => self.found.push((
                label,
                DependencyList {
                    path: document.path.clone(),
                    place,
                    weight: Weight::Passing,
                    entries,
                },
            )),
        }
    }
}

/// The names of a line: parted by commas, slashes, dashes between blanks, bullets.
fn pieces(text: &str) -> impl Iterator<Item = &str> {
    text.split([',', ';', '/', '|', '•', '·', '–', '—', '&', '+', '\n'])
        .flat_map(|piece| piece.split(" - "))
        .flat_map(|piece| piece.split(" et "))
        .flat_map(|piece| piece.split(" and "))
        .filter(|piece| piece.chars().any(char::is_alphanumeric))
}

/// A library with its version, as it begins a piece of a list.
fn entry(piece: &str, block: &Block, names: &Known) -> Option<Entry> {
    let is_around = |c: char| c.is_whitespace() || "*_`'\"([".contains(c);
    let piece = piece.trim_start_matches(is_around);
    let mut words = piece.split_whitespace();
    let first = words.next()?;
    let second = words.next().unwrap_or_default();
    let is_end = |c: char| "=<>~:([,;`*'\"".contains(c);
    let (name, of_first) = match first.find(is_end) {
        Some(at) => (&first[..at], &first[at..]),
        None => (first, ""),
    };
    let mut after = [of_first, second]
        .into_iter()
        .chain(words.take(3))
        .take_while(|word| {
            !word.ends_with(['.', ';']) || word.starts_with(|c: char| c.is_ascii_digit())
        })
        .take(4);
    // `pandas : 12.5`, a row of a table: what two numbers measure is not said there.
    let mut is_open = block.kind == BlockKind::TableRow;
    let version = after.by_ref().find_map(|word| {
        is_open |= word.contains(':');
        version_told(word, is_open)
    });
    let is_measure = after.next().is_some_and(is_unit);
    let version = version.filter(|_| !is_measure);
    let is_joined = of_first.is_empty() && second.chars().all(|c| c.is_ascii_alphanumeric());
    let joined = is_joined.then(|| format!("{name}-{second}"));
    let known = joined
        .as_deref()
        .and_then(|joined| names.known(joined))
        .or_else(|| names.known(name))?;
    Some(Entry {
        name: known,
        version,
        text: piece
            .chars()
            .take(MAX_CHARS)
            .collect::<String>()
            .trim()
            .into(),
        line: line_of(block),
    })
}

fn line_of(block: &Block) -> u32 {
    match block.location.place {
        prejury_core::Place::Lines { line, .. } => line,
        _ => 1,
    }
}

/// `s`, `Go)`, `%,`
fn is_unit(word: &str) -> bool {
    let unit = word.trim_matches(|c: char| "()[]:,;.".contains(c));
    !unit.is_empty() && UNITS.contains(&&*unit.to_lowercase())
}

/// `1.3.5`, `==1.3.5`, `(1.3.5)`, `v2`; where the number may as well be a measure, three numbers or an operator.
fn version_told(word: &str, may_measure: bool) -> Option<SmolStr> {
    let is_compared = word.contains("==") || word.contains(">=") || word.contains("~=");
    let number = word.trim_matches(|c: char| "=<>~()[]:,;`*'\"".contains(c));
    let number = number.strip_prefix(['v', 'V']).unwrap_or(number);
    let is_version = number.len() <= 20
        && number.starts_with(|c: char| c.is_ascii_digit())
        && number.contains('.')
        && number
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'+' | b'*'));
    let ends = number.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
    let is_measure =
        is_unit(ends) || may_measure && !is_compared && number.matches('.').count() < 2;
    (is_version && !is_measure).then(|| number.into())
}

/// Names by which the imports may be written.
struct Known {
    /// Each normalised, with the distribution that it means.
    names: Vec<(SmolStr, SmolStr)>,
    /// The same by name: what is written without a slip is found at once.
    exact: HashMap<SmolStr, SmolStr>,
    left: Cell<usize>,
}

impl Known {
    fn of(imports: &[Import]) -> Self {
        let names = imports.iter().flat_map(|import| {
            let accepted = import.accepted.iter().map(String::as_str);
            let distribution = SmolStr::new(import.distribution.trim_end_matches("-*"));
            accepted
                .chain([import.module.as_str()])
                .map(move |name| (normalise(name), distribution.clone()))
        });
        let names: Vec<_> = names.collect();
        Self {
            exact: names.iter().rev().cloned().collect(),
            names,
            left: Cell::new(MAX_LOOKED_UP),
        }
    }

    /// The distribution that a written name means: one that the code imports, by whatever name and with a slip of the pen,
    /// or one that data projects often name.
    fn known(&self, written: &str) -> Option<SmolStr> {
        let left = self.left.get().checked_sub(1)?;
        self.left.set(left);
        let name = requirement(written.trim_end_matches('.'), 1)?.name;
        if name.len() > 40 {
            return None;
        }
        // Of packages that share a name space, each is written in full.
        let is_in_space = |other: &str| {
            let space = other.strip_suffix('*');
            space.is_some_and(|space| name.len() > space.len() && name.starts_with(space))
        };
        if self.names.iter().any(|(other, _)| is_in_space(other)) {
            return Some(name);
        }
        let slip = || self.names.iter().find(|(other, _)| is_called(&name, other));
        let imported = self.exact.get(&name).or_else(|| Some(&slip()?.1));
        let imported = imported.cloned();
        imported.or_else(|| names::is_common(&name).then_some(name))
    }
}

/// By the first word of its name, or with a slip of the pen.
fn is_called(written: &str, name: &str) -> bool {
    written.len() >= MIN_CUT
        && name
            .strip_prefix(written)
            .is_some_and(|rest| rest.starts_with('-'))
        || written.len() >= MIN_SLIP && is_slip(written, name)
}

/// Whether two names differ by one letter that was left out, added or changed.
fn is_slip(one: &str, other: &str) -> bool {
    let (one, other) = (one.as_bytes(), other.as_bytes());
    if one.len().abs_diff(other.len()) > 1 {
        return false;
    }
    let pairs = || one.iter().zip(other);
    let start = pairs().take_while(|(a, b)| a == b).count();
    let backwards = one.iter().rev().zip(other.iter().rev());
    let end = backwards.take_while(|(a, b)| a == b).count();
    start + end + 1 >= one.len().max(other.len())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::analyses::testing::{facts, submission};

    const CODE: &str = "import numpy\nimport pandas\nimport matplotlib.pyplot as plt\nimport statsmodels.api\nimport cv2\nfrom sklearn import svm\n";

    fn named_by(list: &DependencyList) -> BTreeSet<&str> {
        list.entries
            .iter()
            .map(|entry| entry.name.as_str())
            .collect()
    }

    fn names(text: &str) -> Vec<String> {
        let submission = submission(&[("a.py", CODE), ("LISEZMOI.txt", text)]);
        let facts = facts(&submission);
        let imports = super::super::imports::third_party(&facts);
        let (lists, _) = find(&facts, &imports);
        let names = lists.iter().flat_map(named_by);
        names.map(str::to_owned).collect()
    }

    #[test]
    fn lists_are_read_in_many_forms() {
        let all = "matplotlib numpy opencv-python pandas scikit-learn statsmodels";
        for text in [
            "Environnement de travail : Jupyter, librairies : NumPy – Pandas – Matplolib – Statsmodel – OpenCV/sklearn",
            "Quelles sont les librairies nécessaires ?\n\nversion de python : 3.6.9\n\nLes versions suivantes ont été utilisées :\n\n- numpy 1.17\n- pandas 0.25.3\n- matplotlib 3.1.1\n- statsmodels (0.12)\n- cv2\n- scikit-learn 0.22 (uniquement pour les résultats)\n",
            "Packages used:\n- Data: pandas, numpy\n- Charts: matplotlib\n- statsmodels: tests\n- OpenCV\n- scikit learn (models)\n",
        ] {
            assert_eq!(names(text).join(" "), all, "{text}");
        }
    }

    #[test]
    fn stacks_that_name_little_and_prose_are_no_lists() {
        for text in [
            "Technologies : Python, Pandas, NumPy, Streamlit",
            "Les librairies : nous les chargeons au début, puis les données, puis les images, et pandas",
            "Librairies : pandas",
            "Ce projet utilise pandas, numpy, matplotlib, statsmodels, opencv et sklearn.",
            "Librairies :\u{a0}é\u{301}, \u{1f600}",
        ] {
            assert!(names(text).is_empty(), "{text}");
        }
        let long = "librairies : ".repeat(20_000) + &"a,".repeat(200_000);
        assert!(names(&long).is_empty());
    }

    #[test]
    fn words_before_the_label_refuse_nothing() {
        for text in [
            "Environnement : Jupyter Notebook, passé sur Colab, librairies : NumPy – Pandas – Matplotlib – Statsmodels – OpenCV – sklearn",
            "Comparaison des modèles : faite\nLibrairies : NumPy – Pandas – Matplotlib – Statsmodels – OpenCV – sklearn",
        ] {
            assert_eq!(names(text).len(), 6, "{text}");
        }
    }

    #[test]
    fn measures_and_what_is_missing_are_no_versions() {
        let versions = |text: &str| {
            let submission = submission(&[("a.py", CODE), ("LISEZMOI.txt", text)]);
            let facts = facts(&submission);
            let imports = super::super::imports::third_party(&facts);
            let lists = find(&facts, &imports);
            let entries = lists.0.iter().flat_map(|list| &list.entries);
            entries.filter(|entry| entry.version.is_some()).count()
        };
        let list = |label: &str, item: &str| {
            let names = [
                "numpy",
                "pandas",
                "matplotlib",
                "statsmodels",
                "opencv",
                "sklearn",
            ];
            let items = names.map(|name| item.replace("NAME", name)).join("\n- ");
            format!("{label}\n\n- {items}\n")
        };
        let used = "Librairies utilisées :";
        for item in ["NAME 1.17", "NAME==1.17", "NAME : 1.17.2", "NAME (1.17)"] {
            assert_eq!(versions(&list(used, item)), 6, "{item}");
        }
        for item in [
            "NAME : 12.5 s",
            "NAME : 12.5",
            "NAME: 12.5",
            "NAME 12.5 s",
            "NAME 12.5s",
            "NAME (3.1 Go)",
        ] {
            assert_eq!(versions(&list(used, item)), 0, "{item}");
        }
        for label in [
            "Comparaison des librairies :",
            "Il manque les dépendances suivantes :",
            "Nous n'avons pas pu installer les librairies :",
            "Versions testées et abandonnées :",
        ] {
            assert!(names(&list(label, "NAME 1.17")).is_empty(), "{label}");
        }
        assert_eq!(
            versions(&list(
                "N'oubliez pas d'installer les librairies :",
                "NAME 1.17"
            )),
            6
        );
    }

    #[test]
    fn one_letter_may_be_wrong() {
        assert!(is_slip("matplolib", "matplotlib") && is_slip("statsmodel", "statsmodels"));
        assert!(!is_slip("seaborn", "scipy") && !is_slip("tensor", "tensorflow"));
    }

    #[test]
    fn packages_of_a_name_space_are_written_in_full() {
        let code = format!("{CODE}from azure.storage import blob\n");
        let covered = |cloud: &str| {
            let text = format!(
                "Librairies : numpy, pandas, matplotlib, statsmodels, opencv-python, scikit-learn, {cloud}"
            );
            let submission = submission(&[("a.py", &code), ("LISEZMOI.txt", &text)]);
            let facts = facts(&submission);
            let imports = super::super::imports::third_party(&facts);
            find(&facts, &imports).0[0].n_covered(&imports)
        };
        assert_eq!(covered("azure-storage-blob"), 7);
        assert_eq!(covered("Azure"), 6);
    }
}
