//! Which folders and files of the submission a README explains.

use std::collections::{BTreeMap, BTreeSet};

use foldhash::HashSet;
use prejury_core::{Location, Strength};
use prejury_documents::{Block, BlockKind, Document, fold};
use prejury_intake::FileKind;

use super::names::Names;
use super::{MAX_SHOWN, prose_words};
use crate::Facts;
use crate::sink::EvidenceSink;

/// Things explained that make a layout, together with a good part of the main ones.
const MIN_EXPLAINED: usize = 3;
/// Bytes of the longest line that is shown whole.
const MAX_LINE: usize = 300;
/// Percentage of the main folders and files that is a good part of them.
const GOOD_PART: usize = 25;
/// Percentage that is most of them.
const MOST: usize = 60;
/// Words of a README in a folder that explain the folder.
const MIN_FOLDER_WORDS: usize = 10;

/// Emits what the READMEs explain: `top` are the ones nearest to the root, `inner` those in folders. True where they explain
/// anything that is there.
pub(super) fn find(
    facts: &Facts<'_>,
    top: &[&Document],
    inner: &[&Document],
    sink: &mut EvidenceSink,
) -> bool {
    let names = Names::of(facts);
    // Where each path is explained, and the words that do so where they are a line of text.
    let mut explained: BTreeMap<String, (&Location, &str)> = BTreeMap::new();
    for document in top.iter().chain(inner) {
        for (index, block) in document.blocks.iter().enumerate() {
            for path in names.explained_by(block, document.blocks.get(index + 1)) {
                let is_line = block.kind != BlockKind::Code && block.text.len() <= MAX_LINE;
                let words = if is_line { &*block.text } else { "" };
                explained.entry(path).or_insert((&block.location, words));
            }
        }
    }
    for document in inner {
        let blocks: Vec<&Block> = document.blocks.iter().collect();
        if let (Some((folder, _)), Some(first)) =
            (document.path.rsplit_once('/'), document.blocks.first())
            && prose_words(&blocks) >= MIN_FOLDER_WORDS
        {
            explained
                .entry(folder.to_owned())
                .or_insert((&first.location, ""));
        }
    }
    let main = main_items(facts);
    let mut covered: HashSet<&str> = HashSet::default();
    for path in explained.keys() {
        covered.insert(path);
        covered.extend(path.match_indices('/').map(|(at, _)| &path[..at]));
    }
    let n_covered = main
        .iter()
        .filter(|item| covered.contains(item.as_str()))
        .count();
    let share = |percent: usize| n_covered * 100 >= main.len() * percent && n_covered > 0;
    // Many things explained are a layout even where they all lie in one of many folders.
    let is_layout = share(MOST)
        || explained.len() > MIN_EXPLAINED
        || explained.len() >= MIN_EXPLAINED && (share(GOOD_PART) || main.is_empty());
    let signal = if is_layout && !explained.is_empty() {
        "readme.layout"
    } else {
        "readme.layout-partial"
    };
    let mut places: BTreeMap<(&Location, &str), Vec<&str>> = BTreeMap::new();
    for (path, place) in &explained {
        places.entry(*place).or_default().push(path);
    }
    for ((location, words), paths) in places.iter().take(MAX_SHOWN) {
        let shown: Vec<&str> = paths.iter().take(MAX_SHOWN).copied().collect();
        let excerpt = match words.is_empty() {
            true => shown.join(", "),
            false => (*words).to_owned(),
        };
        sink.found(
            signal,
            Strength::Written,
            (*location).clone(),
            excerpt,
            Some(shown[0].to_owned()),
        );
    }
    if explained.is_empty() {
        generic_deliverables(top, sink);
    }
    !explained.is_empty()
}

/// A list of deliverables by their kind alone, told so that a reader sees what is missing.
fn generic_deliverables(top: &[&Document], sink: &mut EvidenceSink) {
    let about_files = [
        "livrable",
        "deliverable",
        "contenu",
        "content",
        "structure",
        "organisation",
        "organization",
        "fichiers",
        "files",
    ];
    for document in top {
        for pair in document.blocks.windows(2) {
            let heading = fold(&pair[0].text);
            let is_heading = matches!(pair[0].kind, BlockKind::Heading(_))
                && about_files.iter().any(|word| heading.contains(word));
            if is_heading
                && matches!(
                    pair[1].kind,
                    BlockKind::ListItem | BlockKind::TableRow | BlockKind::Paragraph
                )
            {
                sink.found(
                    "readme.layout-partial",
                    Strength::Mentioned,
                    pair[1].location.clone(),
                    &*pair[1].text,
                    None,
                );
                return;
            }
        }
    }
}

/// Folders and files that a layout should explain: top folders with something visible in them, and the root's own files.
fn main_items(facts: &Facts<'_>) -> Vec<String> {
    let mut root = String::new();
    loop {
        let mut folders = BTreeSet::new();
        let mut files = Vec::new();
        for file in &facts.submission.files {
            let Some(rest) = file.path.strip_prefix(root.as_str()) else {
                continue;
            };
            if rest.split('/').any(|part| part.starts_with(['.', '_'])) {
                continue;
            }
            match rest.split_once('/') {
                Some((folder, _)) => {
                    folders.insert(format!("{root}{folder}"));
                }
                None if is_main_kind(file.kind, rest) => files.push(file.path.to_string()),
                None => {}
            }
        }
        // A hand-in packed into one folder has its layout inside.
        if files.is_empty() && folders.len() == 1 {
            root = format!("{}/", folders.pop_first().unwrap_or_default());
            continue;
        }
        return folders.into_iter().chain(files).collect();
    }
}

fn is_main_kind(kind: FileKind, name: &str) -> bool {
    use FileKind::{Excel, Html, Markdown, Notebook, Pdf, PowerPoint, Python, Sql, Word};
    let is_document = matches!(kind, Pdf | PowerPoint | Word | Excel | Html | Markdown);
    (is_document || matches!(kind, Notebook | Python | Sql)) && !super::is_readme(name)
}
