//! A table of the configuration with the lines of its values: keys are taken one by one, what is wrong is collected.

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::mistake::{Mistake, Wrong};

/// Items of one list: more is no configuration written by a person.
const MAX_ITEMS: usize = 1_000;
/// Characters of one text.
const MAX_TEXT: usize = 2_000;

/// Where the text breaks its lines, and what was wrong so far.
pub(crate) struct Notes<'t> {
    text: &'t str,
    pub(crate) mistakes: Vec<Mistake>,
}

impl<'t> Notes<'t> {
    pub(crate) fn new(text: &'t str) -> Self {
        Self {
            text,
            mistakes: Vec::new(),
        }
    }

    /// The line of a place in the text.
    pub(crate) fn line(&self, offset: usize) -> usize {
        let before = &self.text.as_bytes()[..offset.min(self.text.len())];
        1 + before.iter().filter(|byte| **byte == b'\n').count()
    }

    pub(crate) fn wrong(&mut self, at: usize, wrong: Wrong, args: &[(&'static str, &str)]) {
        let mut mistake = Mistake::new(self.line(at), wrong);
        for (name, value) in args {
            mistake = mistake.with(name, value);
        }
        self.mistakes.push(mistake);
    }
}

/// A table whose keys are known.
pub(crate) struct Table<'a> {
    table: &'a DeTable<'a>,
    at: usize,
}

/// A text with its place.
pub(crate) struct Text {
    pub(crate) value: String,
    pub(crate) at: usize,
}

impl<'a> Table<'a> {
    /// Refuses keys that are not `known`, and names the nearest one that is.
    pub(crate) fn new(
        table: &'a DeTable<'a>,
        at: usize,
        known: &[&str],
        notes: &mut Notes<'_>,
    ) -> Self {
        for key in table.keys() {
            let name: &str = key.get_ref();
            if !known.contains(&name) {
                let near = prejury_catalog::nearest(name, known.iter().copied(), 1);
                let all = known.join(", ");
                let near = near.first().copied().unwrap_or_default();
                let args = [("key", name), ("nearest", near), ("known", all.as_str())];
                notes.wrong(key.span().start, Wrong::UnknownKey, &args);
            }
        }
        Self { table, at }
    }

    pub(crate) fn at(&self) -> usize {
        self.at
    }

    fn value(&self, key: &str) -> Option<&'a Spanned<DeValue<'a>>> {
        self.table
            .iter()
            .find(|(name, _)| &**name.get_ref() == key)
            .map(|(_, value)| value)
    }

    /// Where the value of `key` stands, or the table.
    pub(crate) fn place(&self, key: &str) -> usize {
        self.value(key).map_or(self.at, |value| value.span().start)
    }

    pub(crate) fn text(&self, key: &str, notes: &mut Notes<'_>) -> Option<Text> {
        let value = self.value(key)?;
        text(key, value, notes)
    }

    /// A text that has to be there and to say something.
    pub(crate) fn needed(&self, key: &str, notes: &mut Notes<'_>) -> Option<Text> {
        if self.value(key).is_none() {
            notes.wrong(self.at, Wrong::MissingKey, &[("key", key)]);
            return None;
        }
        let text = self.text(key, notes)?;
        if text.value.trim().is_empty() {
            notes.wrong(text.at, Wrong::Empty, &[("key", key)]);
            return None;
        }
        Some(text)
    }

    /// A day: a date of TOML or a text.
    pub(crate) fn date(&self, key: &str, notes: &mut Notes<'_>) -> Option<Text> {
        let value = self.value(key)?;
        match value.get_ref() {
            DeValue::Datetime(date) => Some(Text {
                value: date.to_string(),
                at: value.span().start,
            }),
            _ => text(key, value, notes),
        }
    }

    /// A list of texts, or one text that stands for itself.
    pub(crate) fn texts(&self, key: &str, notes: &mut Notes<'_>) -> Vec<Text> {
        let Some(value) = self.value(key) else {
            return Vec::new();
        };
        match value.get_ref() {
            DeValue::Array(items) => {
                if items.len() > MAX_ITEMS {
                    too_many(key, value, notes);
                    return Vec::new();
                }
                items
                    .iter()
                    .filter_map(|item| text(key, item, notes))
                    .collect()
            }
            _ => text(key, value, notes).into_iter().collect(),
        }
    }

    pub(crate) fn number(&self, key: &str, notes: &mut Notes<'_>) -> Option<u64> {
        number(key, self.value(key)?, notes)
    }

    pub(crate) fn numbers(&self, key: &str, notes: &mut Notes<'_>) -> Vec<(u64, usize)> {
        let Some(value) = self.value(key) else {
            return Vec::new();
        };
        let items: Vec<&Spanned<DeValue<'_>>> = match value.get_ref() {
            DeValue::Array(items) => items.iter().take(MAX_ITEMS).collect(),
            _ => vec![value],
        };
        items
            .into_iter()
            .filter_map(|item| Some((number(key, item, notes)?, item.span().start)))
            .collect()
    }

    pub(crate) fn table(
        &self,
        key: &str,
        known: &[&str],
        notes: &mut Notes<'_>,
    ) -> Option<Table<'a>> {
        let value = self.value(key)?;
        match value.get_ref() {
            DeValue::Table(table) => Some(Table::new(table, value.span().start, known, notes)),
            _ => {
                wrong_type(key, value, "table", notes);
                None
            }
        }
    }

    /// The tables of `[[key]]`.
    pub(crate) fn tables(
        &self,
        key: &str,
        known: &[&str],
        notes: &mut Notes<'_>,
    ) -> Vec<Table<'a>> {
        let Some(value) = self.value(key) else {
            return Vec::new();
        };
        let DeValue::Array(items) = value.get_ref() else {
            wrong_type(key, value, "tables", notes);
            return Vec::new();
        };
        if items.len() > MAX_ITEMS {
            too_many(key, value, notes);
            return Vec::new();
        }
        let mut tables = Vec::new();
        for item in items.iter() {
            match item.get_ref() {
                DeValue::Table(table) => {
                    tables.push(Table::new(table, item.span().start, known, notes));
                }
                _ => wrong_type(key, item, "tables", notes),
            }
        }
        tables
    }
}

fn text(key: &str, value: &Spanned<DeValue<'_>>, notes: &mut Notes<'_>) -> Option<Text> {
    match value.get_ref() {
        DeValue::String(text) if text.chars().nth(MAX_TEXT).is_some() => {
            too_many(key, value, notes);
            None
        }
        DeValue::String(text) => Some(Text {
            value: text.to_string(),
            at: value.span().start,
        }),
        _ => {
            wrong_type(key, value, "text", notes);
            None
        }
    }
}

fn number(key: &str, value: &Spanned<DeValue<'_>>, notes: &mut Notes<'_>) -> Option<u64> {
    let number = match value.get_ref() {
        DeValue::Integer(integer) => u64::from_str_radix(integer.as_str(), integer.radix()).ok(),
        _ => None,
    };
    if number.is_none() {
        wrong_type(key, value, "number", notes);
    }
    number
}

fn wrong_type(key: &str, value: &Spanned<DeValue<'_>>, expected: &str, notes: &mut Notes<'_>) {
    let args = [("key", key), ("expected", expected)];
    notes.wrong(value.span().start, Wrong::WrongType, &args);
}

fn too_many(key: &str, value: &Spanned<DeValue<'_>>, notes: &mut Notes<'_>) {
    notes.wrong(value.span().start, Wrong::TooMany, &[("key", key)]);
}
