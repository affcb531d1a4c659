//! Names of folders and files, looked up in the blocks of a README.

use foldhash::HashMap;
use prejury_documents::{Block, BlockKind, fold, words};

use super::goal::is_setup;
use super::instructions::{is_about_setup, is_instruction};
use super::tree::{drawn_names, has_branches};
use crate::Facts;

/// Words besides the name that make an explanation.
const MIN_WORDS: usize = 2;
/// Words after which a plain word is the name of a folder or file.
const FILE_WORDS: &[&str] = &[
    "directory",
    "dossier",
    "fichier",
    "file",
    "folder",
    "repertoire",
];

/// Marks of quotation that are apostrophes inside of a word ("l'API").
const QUOTES: [char; 3] = ['\'', '‘', '’'];

/// Names of everything that is there, for one look-up per word.
pub(super) struct Names {
    /// Folded base name (and stem of a file) → path.
    by_name: HashMap<String, String>,
    /// Base names with spaces in them.
    spaced: Vec<(String, String)>,
}

/// Names with spaces that are looked for; each is a search in every block.
const MAX_SPACED: usize = 100;
/// Endings of data files that code names.
const DATA_ENDINGS: &[&str] = &[
    ".csv", ".xlsx", ".xls", ".parquet", ".json", ".zip", ".pkl", ".h5", ".db", ".sqlite",
];

impl Names {
    /// Of the submission's files and folders, and of data files that its code names.
    pub(super) fn of(facts: &Facts<'_>) -> Self {
        let mut names = Self {
            by_name: HashMap::default(),
            spaced: Vec::new(),
        };
        let read_by_code = facts
            .python
            .units
            .iter()
            .flat_map(|unit| &unit.strings)
            .map(|string| &*string.text);
        let data_files = read_by_code.filter(|text| {
            let ending = text.rfind('.').filter(|_| text.len() < 200);
            ending.is_some_and(|at| DATA_ENDINGS.contains(&&text[at..]))
        });
        let paths: Vec<String> = facts
            .submission
            .files
            .iter()
            .map(|file| file.path.to_string())
            .collect();
        for path in &paths {
            names.insert(path, path);
            let mut folder = path.as_str();
            while let Some((parent, _)) = folder.rsplit_once('/') {
                names.insert(parent, parent);
                folder = parent;
            }
        }
        for text in data_files {
            names.insert(text, &text.replace('\\', "/"));
        }
        names
    }

    fn insert(&mut self, path: &str, target: &str) {
        let name = fold(path.rsplit(['/', '\\']).next().unwrap_or(path));
        let is_noise = name.len() < 2 || name.starts_with(['.', '_']) || super::is_readme(&name);
        if is_noise || self.by_name.contains_key(&name) {
            return;
        }
        if name.contains(' ') && self.spaced.len() < MAX_SPACED {
            self.spaced.push((name.clone(), target.to_owned()));
        }
        if let Some((stem, _)) = name.rsplit_once('.').filter(|(stem, _)| stem.len() >= 4) {
            self.by_name
                .entry(stem.to_owned())
                .or_insert_with(|| target.to_owned());
        }
        self.by_name.insert(name, target.to_owned());
    }

    /// Paths that `block` explains; a heading is explained by the text below it.
    pub(super) fn explained_by(&self, block: &Block, next: Option<&Block>) -> Vec<String> {
        if block.kind == BlockKind::Code || has_branches(&block.text) {
            let drawn = drawn_names(&block.text);
            let found: Vec<String> = drawn.iter().filter_map(|name| self.path_of(name)).collect();
            return if found.len() >= 2 { found } else { Vec::new() };
        }
        if is_setup(&block.text) || is_instruction(&block.text) || is_about_setup(&block.text) {
            return Vec::new();
        }
        let (mut found, n_name_words) = self.named_in(&block.text);
        found.extend(
            block
                .links
                .iter()
                .filter(|link| !link.contains("://"))
                .filter_map(|link| self.path_of(link)),
        );
        found.sort();
        found.dedup();
        let n_words = long_words(&block.text);
        let is_explained = match block.kind {
            BlockKind::Heading(_) => {
                next.is_some_and(|next| !matches!(next.kind, BlockKind::Heading(_)))
            }
            _ => n_words >= n_name_words + MIN_WORDS,
        };
        if is_explained { found } else { Vec::new() }
    }

    fn path_of(&self, name: &str) -> Option<String> {
        let name = fold(
            name.trim_matches(['/', '.', ' ', '*', '`', ':'])
                .trim_matches(QUOTES),
        );
        let base = name.rsplit('/').next().unwrap_or(&name);
        self.by_name.get(base).cloned()
    }

    /// Paths named in running text, with the number of words that their names take. Words such as "data" or "api" are names
    /// of folders only where they are written as such.
    fn named_in(&self, text: &str) -> (Vec<String>, usize) {
        let folded = fold(text);
        let spaced = self
            .spaced
            .iter()
            .filter(|(name, _)| folded.contains(name.as_str()));
        let mut found: Vec<String> = Vec::new();
        let mut n_name_words = 0;
        for (name, path) in spaced {
            found.push(path.clone());
            n_name_words += long_words(name);
        }
        let separators =
            |character: char| character.is_whitespace() || "()[]|,;:=>`\"«»*→–".contains(character);
        let mut is_first = true;
        let mut after_folder = false;
        for token in text.split(separators).filter(|token| !token.is_empty()) {
            let bare = token.trim_end_matches(['.', '!', '?']).trim_matches(QUOTES);
            let peculiar = bare.contains(['_', '/', '.'])
                || bare.chars().skip(1).any(char::is_uppercase)
                || bare.contains('-') && bare.len() > 6;
            let is_named = peculiar || after_folder || is_first && is_separated(text, token);
            if is_named
                && is_name(bare)
                && let Some(path) = self.path_of(bare)
            {
                found.push(path);
                n_name_words += long_words(bare);
            }
            let plain = fold(bare);
            after_folder = FILE_WORDS.contains(&plain.as_str());
            // Numbers and dashes before the first word are the item's mark.
            is_first &= !bare.chars().any(char::is_alphabetic);
        }
        (found, n_name_words)
    }
}

/// Words of more than two letters.
fn long_words(text: &str) -> usize {
    words(text)
        .iter()
        .filter(|word| word.text.len() > 2)
        .count()
}

fn is_name(token: &str) -> bool {
    token.chars().any(char::is_alphanumeric) && !token.contains("://")
}

/// Whether `token` at the head of an item is parted from what explains it (`data: ...`, `data - ...`, `data | ...`).
fn is_separated(text: &str, token: &str) -> bool {
    let Some(at) = text.find(token) else {
        return false;
    };
    let rest = text[at + token.len()..]
        .trim_start_matches(['`', '*', '/', ')', '\'', '’'])
        .trim_start();
    rest.starts_with([':', '-', '–', '—', '|', '=', '→', '>', '(']) || token.ends_with('/')
}
