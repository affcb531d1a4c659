//! Modules of the submission that are imported under another name than their file's: files are renamed to be handed in
//! (`outils` becomes `Martin_Camille_2_outils_062024.py`), and a notebook of functions is imported as the script that it was
//! exported to.
//!
//! Names of files prove nothing then. What an importer asks of the module does: a file that defines most of the functions
//! that are asked for is that module. One function alone is not enough, unless the names of the two share a word.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use foldhash::{HashMap, HashSet};
use smol_str::SmolStr;

use crate::ast::StmtKind;
use crate::facts::{CellKind, UnitKind};
use crate::parse::ParsedUnit;

const LISTS: &[&str] = &[
    include_str!("../../../rules/packages/common.txt"),
    include_str!("../../../rules/packages/distributions.txt"),
    include_str!("../../../rules/packages/provided.txt"),
    include_str!("../../../rules/packages/standard-library.txt"),
];

/// Modules of known libraries, in lower case with underscores.
static LIBRARIES: LazyLock<HashSet<String>> = LazyLock::new(|| {
    let lines = LISTS.iter().flat_map(|list| list.lines());
    lines
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split([' ', '.']).next())
        .map(|name| name.to_lowercase().replace('-', "_"))
        .collect()
});

/// Imports of unknown modules of one unit that are looked at: each may read through its code.
const MAX_UNKNOWN: usize = 200;
/// Shortest word that two names share by more than chance.
const MIN_WORD: usize = 5;

/// Unit and module as it imports it → the unit that is meant.
pub(crate) type Renamed = HashMap<(usize, SmolStr), usize>;

/// Whether the dotted name may be that of a file of the candidate's: no library is known under its first part.
pub(crate) fn may_be_own(import: &str) -> bool {
    let head = import.split('.').next().unwrap_or(import);
    !head.is_empty() && !LIBRARIES.contains(&head.to_lowercase())
}

/// Whether the unit holds functions for others: a script, or a notebook that does little else than define them.
pub(crate) fn lends_functions(unit: &ParsedUnit) -> bool {
    if unit.kind == UnitKind::Script {
        return true;
    }
    let (mut n_defined, mut n_done) = (0, 0);
    for stmt in unit.module.cells.iter().flat_map(|(_, body)| body) {
        match stmt.kind {
            StmtKind::Function(_) | StmtKind::Class(_) => n_defined += 1,
            StmtKind::Import(_) | StmtKind::Assign { .. } => {}
            _ => n_done += 1,
        }
    }
    n_defined >= 2 && n_done < n_defined
}

/// Finds the units behind imports that `is_found` (by unit and module) does not know.
pub(crate) fn find(units: &[ParsedUnit], is_found: impl Fn(usize, &str) -> bool) -> Renamed {
    let mut renamed = Renamed::default();
    let mut lenders: Option<Lenders> = None;
    for (importer, unit) in units.iter().enumerate() {
        for (module, asked) in asked_of_unknown(unit) {
            if is_found(importer, &module) {
                continue;
            }
            let lenders = lenders.get_or_insert_with(|| Lenders::of(units));
            if let Some(found) = lenders.best(units, importer, &module, &asked) {
                renamed.insert((importer, module), found);
            }
        }
    }
    renamed
}

/// Modules that no library is known under, with the names that the unit reads of each.
fn asked_of_unknown(unit: &ParsedUnit) -> Vec<(SmolStr, BTreeSet<&str>)> {
    let mut modules: Vec<(SmolStr, BTreeSet<&str>)> = Vec::new();
    let mut seen: HashSet<(&SmolStr, &SmolStr)> = HashSet::default();
    for import in &unit.module.imports {
        if !may_be_own(&import.name) || !seen.insert((&import.name, &import.alias)) {
            continue;
        }
        if seen.len() > MAX_UNKNOWN {
            break;
        }
        let (module, asked): (SmolStr, BTreeSet<&str>) = match import.name.rsplit_once('.') {
            Some((module, "*")) => {
                let read = unit.module.names_read.iter().map(SmolStr::as_str);
                (module.into(), read.collect())
            }
            // `from tools import clean`, or `import tools.cleaning`, which asks for nothing by itself.
            Some((module, name)) => (module.into(), std::iter::once(name).collect()),
            None => (import.name.clone(), read_through(unit, &import.alias)),
        };
        match modules.iter_mut().find(|(known, _)| *known == module) {
            Some((_, names)) => names.extend(asked),
            None => modules.push((module, asked)),
        }
    }
    modules
}

/// Names read as attributes of `alias`, as the text of the code has them.
fn read_through<'u>(unit: &'u ParsedUnit, alias: &str) -> BTreeSet<&'u str> {
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    let mut names = BTreeSet::new();
    for cell in unit.cells.iter().filter(|cell| cell.kind == CellKind::Code) {
        for (at, _) in cell.source.match_indices(alias) {
            let before = cell.source[..at].chars().next_back();
            let Some(rest) = cell.source[at + alias.len()..].strip_prefix('.') else {
                continue;
            };
            if before.is_some_and(|c| is_part(c) || c == '.') {
                continue;
            }
            let name = rest.split(|c| !is_part(c)).next().unwrap_or_default();
            if !name.is_empty() && !name.starts_with("__") {
                names.insert(name);
            }
        }
    }
    names
}

/// Functions and classes that units lend to others.
struct Lenders {
    by_name: HashMap<SmolStr, Vec<usize>>,
}

impl Lenders {
    fn of(units: &[ParsedUnit]) -> Self {
        let mut by_name: HashMap<SmolStr, Vec<usize>> = HashMap::default();
        for (number, unit) in units.iter().enumerate() {
            if !lends_functions(unit) {
                continue;
            }
            for definition in &unit.module.definitions {
                let holders = by_name.entry(definition.name.clone()).or_default();
                if holders.last() != Some(&number) {
                    holders.push(number);
                }
            }
        }
        Self { by_name }
    }

    /// The unit that defines most of what is asked for. Of several, the only one whose name shares a word with the module's;
    /// else copies of one file stand for each other, and unlike files for nothing.
    fn best(
        &self,
        units: &[ParsedUnit],
        importer: usize,
        module: &str,
        asked: &BTreeSet<&str>,
    ) -> Option<usize> {
        // What a star brings is read among all other names.
        let is_star = asked.len() > 1
            && units[importer]
                .module
                .imports
                .iter()
                .any(|import| import.name.strip_suffix(".*") == Some(module));
        let mut given: HashMap<usize, usize> = HashMap::default();
        for name in asked {
            for holder in self.by_name.get(*name).into_iter().flatten() {
                if *holder != importer {
                    *given.entry(*holder).or_default() += 1;
                }
            }
        }
        let most = given.values().copied().max()?;
        let is_enough = if is_star {
            most >= 3
        } else {
            most * 2 > asked.len()
        };
        if !is_enough {
            return None;
        }
        let tied: Vec<usize> = given
            .into_iter()
            .filter(|(_, n)| *n == most)
            .map(|(unit, _)| unit)
            .collect();
        let mut alike = tied
            .iter()
            .copied()
            .filter(|unit| shares_word(module, &units[*unit].path));
        if let (Some(named), None) = (alike.next(), alike.next()) {
            return Some(named);
        }
        let folder = folder_of(&units[importer].path);
        let first = tied
            .iter()
            .copied()
            .min_by_key(|unit| (folder_of(&units[*unit].path) != folder, *unit))?;
        let are_copies = tied
            .iter()
            .all(|unit| is_copy(&units[first], &units[*unit]));
        let is_named_alike = || shares_word(module, &units[first].path);
        (are_copies && (most >= 2 || is_named_alike())).then_some(first)
    }
}

fn is_copy(one: &ParsedUnit, other: &ParsedUnit) -> bool {
    let code = |unit: &ParsedUnit| {
        let cells = unit.cells.iter().filter(|cell| cell.kind == CellKind::Code);
        cells.map(|cell| cell.source.clone()).collect::<Vec<_>>()
    };
    one.path == other.path || code(one) == code(other)
}

fn folder_of(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// Whether the last part of the dotted name and the name of the file share a word.
fn shares_word(module: &str, path: &str) -> bool {
    let file = path.rsplit('/').next().unwrap_or(path).to_lowercase();
    let module = module.rsplit('.').next().unwrap_or(module).to_lowercase();
    let is_in_file = |word: &str| {
        let mut words = file.split(|c: char| !c.is_alphabetic());
        words.any(|other| other.trim_end_matches('s') == word.trim_end_matches('s'))
    };
    let mut words = module.split(|c: char| !c.is_alphabetic());
    words.any(|word| word.len() >= MIN_WORD && is_in_file(word))
}
