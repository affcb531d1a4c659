//! A configuration, checked against the catalogue.

mod annotations;
mod reader;

use std::sync::Arc;

use prejury_catalog::Catalog;
use prejury_core::{CompetenceId, CriterionId, Lang, Location};
use toml::de::{DeTable, DeValue};

use crate::exclude::Exclusions;
use crate::gate::Gate;
use crate::keys;
use crate::mistake::{Mistake, Wrong};
use crate::table::{Notes, Table};

use self::reader::Reader;

/// Everything that a configuration can say. What is not said is none or empty.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Config {
    /// Id of a profile of the catalogue.
    pub profile: Option<Arc<str>>,
    pub competences: Vec<CompetenceId>,
    pub blocs: Vec<u8>,
    pub language: Option<Lang>,
    pub exclude: Exclusions,
    pub gate: Option<Gate>,
    /// Folder of further rules, as it was written.
    pub rules: Option<String>,
    pub limits: Vec<(LimitKey, u64)>,
    pub signposts: Vec<Claim>,
    pub waivers: Vec<WaiverEntry>,
}

/// An amount that a configuration bounds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LimitKey {
    Files,
    FileMegabytes,
    TotalMegabytes,
    Commits,
    Depth,
}

/// A signpost before anybody has looked whether its place exists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    pub criterion: CriterionId,
    pub location: Location,
    pub note: String,
}

/// A waiver before anybody has looked whether it is needed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WaiverEntry {
    pub criterion: CriterionId,
    pub reason: String,
    pub by: Option<String>,
    pub until: Option<String>,
}

/// Reads the text of `prejury.toml`.
pub fn parse(text: &str, catalog: &Catalog) -> Result<Config, Vec<Mistake>> {
    let table = read(text)?;
    config(text, table.get_ref(), 0, catalog)
}

/// Reads the table `[tool.prejury]` of the text of `pyproject.toml`; none when there is no such table.
pub fn parse_pyproject(text: &str, catalog: &Catalog) -> Option<Result<Config, Vec<Mistake>>> {
    // A manifest that is broken is no mistake of this configuration, unless it holds one.
    if !text.contains("prejury") {
        return None;
    }
    let table = match read(text) {
        Ok(table) => table,
        Err(mistakes) => return text.contains("tool.prejury").then_some(Err(mistakes)),
    };
    let tool = member(table.get_ref(), "tool")?;
    let DeValue::Table(tool) = tool.get_ref() else {
        return None;
    };
    let own = member(tool, "prejury")?;
    match own.get_ref() {
        DeValue::Table(own_table) => Some(config(text, own_table, own.span().start, catalog)),
        _ => {
            let mut notes = Notes::new(text);
            let args = [("key", "tool.prejury"), ("expected", "table")];
            notes.wrong(own.span().start, Wrong::WrongType, &args);
            Some(Err(notes.mistakes))
        }
    }
}

fn read(text: &str) -> Result<toml::Spanned<DeTable<'_>>, Vec<Mistake>> {
    DeTable::parse(text).map_err(|error| {
        let mut notes = Notes::new(text);
        let at = error.span().map_or(0, |span| span.start);
        notes.wrong(at, Wrong::Syntax, &[("detail", error.message())]);
        notes.mistakes
    })
}

fn member<'a>(table: &'a DeTable<'a>, key: &str) -> Option<&'a toml::Spanned<DeValue<'a>>> {
    table
        .iter()
        .find(|(name, _)| &**name.get_ref() == key)
        .map(|(_, value)| value)
}

fn config(
    text: &str,
    table: &DeTable<'_>,
    at: usize,
    catalog: &Catalog,
) -> Result<Config, Vec<Mistake>> {
    let mut reader = Reader {
        catalog,
        notes: Notes::new(text),
    };
    let table = Table::new(table, at, &keys::TOP, &mut reader.notes);
    let config = reader.config(&table);
    let mut mistakes = reader.notes.mistakes;
    if mistakes.is_empty() {
        return Ok(config);
    }
    mistakes.sort();
    Err(mistakes)
}

/// The `rules` of a configuration, whatever else it says: its profiles may be known only once they are loaded.
pub fn rules_folder(text: &str, in_pyproject: bool) -> Option<String> {
    let table = DeTable::parse(text).ok()?;
    let mut own = table.get_ref();
    if in_pyproject {
        for key in ["tool", "prejury"] {
            let DeValue::Table(inner) = member(own, key)?.get_ref() else {
                return None;
            };
            own = inner;
        }
    }
    match member(own, "rules")?.get_ref() {
        DeValue::String(folder) => Some(folder.to_string()),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
