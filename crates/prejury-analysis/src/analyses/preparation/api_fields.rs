//! Fields that are read off an API's answer (C1.1-CE3).
//!
//! # Counts as evidence
//! Different keys at which the ways into an answer end; a list of names over which the answer is gone through.
//! # Does not count
//! Keys on the way (`answer["hits"]["items"]`), keys whose rows a loop goes through, lists written into the code.

use std::collections::{BTreeMap, BTreeSet};

use prejury_python::UnitIdx;

use super::statements::Statement;
use super::{is_match, pattern, text_pattern};

text_pattern!(
    KEY,
    r#"(?:\.get\(\s*|[\w)\]]\[)['"]([A-Za-z_][\w .:-]*)['"]\s*(,\s*(?:\{\s*\}|\[\s*\]))?[,)\]]"#
);
// `row = {"label": [], "energy": []}`: columns to be filled.
pattern!(
    EMPTY_COLUMNS,
    r#"^\w+\s*=\s*\{\s*['"][^'"]+['"]\s*:\s*(?:\[\s*\]|None\b)"#
);
// `for name in wanted`, `if name in wanted`.
text_pattern!(
    WALKED,
    r"\b(for|if)\s+(\w+)(?:\s*,\s*\w+)?\s+in\s+(\w+)(?:\.(?:items|keys)\(\s*\))?(?:[:}\]\s]|$)"
);

/// Different keys read off an answer that are a choice of fields.
const FEW_FIELDS: usize = 3;
/// Keys of one statement that are looked at.
const MAX_KEYS: usize = 20;
/// Statements after the head of a loop in which its name is read with.
const BODY: usize = 6;

/// Keys that the statements of each file read.
#[derive(Default)]
pub(super) struct Keys<'s, 'f> {
    seen: BTreeMap<UnitIdx, BTreeSet<&'s str>>,
    at_once: Vec<&'s Statement<'f>>,
    one_by_one: Vec<&'s Statement<'f>>,
}

impl<'s, 'f> Keys<'s, 'f> {
    pub(super) fn read(&mut self, statement: &'s Statement<'f>) {
        let code = &*statement.code;
        // What a loop goes through is no field yet.
        if !code.contains(['\'', '"']) || code.starts_with("for ") {
            return;
        }
        let own: BTreeSet<&str> = last_keys(code).collect();
        let seen = self.seen.entry(statement.place.unit).or_default();
        let before = seen.len();
        seen.extend(&own);
        if own.len() >= FEW_FIELDS {
            self.at_once.push(statement);
        } else if before < FEW_FIELDS && seen.len() >= FEW_FIELDS
            || before >= FEW_FIELDS && seen.len() > before
        {
            self.one_by_one.push(statement);
        }
    }

    /// Statements that read several fields at once say what is kept; single reads do where there is no such statement.
    pub(super) fn chosen(self) -> Vec<&'s Statement<'f>> {
        match self.at_once.is_empty() {
            true => self.one_by_one,
            false => self.at_once,
        }
    }
}

/// The keys at which ways into an answer end: `answer["_links"]["next"]["href"]` reads one field, and what is empty by
/// default (`.get("food", {})`) is on the way, too.
fn last_keys(code: &str) -> impl Iterator<Item = &str> {
    let found = KEY.iter().flat_map(move |regex| regex.captures_iter(code));
    found.take(MAX_KEYS).filter_map(|found| {
        let (whole, key) = (found.get(0)?, found.get(1)?);
        let rest = code[whole.end()..].trim_start();
        let goes_on = found.get(2).is_some() || rest.starts_with('[') || rest.starts_with(".get(");
        (!goes_on).then(|| key.as_str())
    })
}

/// Whether a statement names columns that are still empty.
pub(super) fn names_columns(code: &str) -> bool {
    code.contains('{') && is_match(&EMPTY_COLUMNS, code)
}

/// The list over which a statement goes through an answer, name by name: `for key in wanted: row[key] = product[key]`,
/// `{k: v for k, v in product.items() if k in wanted}`. `next` are the statements after it.
pub(super) fn walked<'s>(statement: &'s Statement<'_>, next: &[Statement<'_>]) -> Option<&'s str> {
    let code = &*statement.code;
    if !code.contains(" in ") {
        return None;
    }
    let mut walks = WALKED.as_ref()?.captures_iter(code);
    let found = walks.find(|found| {
        let (word, name) = (&found[1], &found[2]);
        if word == "if" {
            return code.contains(".items(") && !code.starts_with("if ");
        }
        let (as_key, got) = (format!("[{name}]"), format!(".get({name}"));
        let reads = |code: &str| code.contains(&as_key) || code.contains(&got);
        reads(code)
            || code.ends_with(':')
                && next
                    .iter()
                    .take(BODY)
                    .take_while(|next| next.place.unit == statement.place.unit && next.in_loop)
                    .any(|next| reads(&next.code))
    })?;
    found.get(3).map(|list| list.as_str())
}
