//! The means of a project: people and their roles, technical environment, money; in words and in figures.

use std::collections::{BTreeMap, BTreeSet};

use super::amounts::{counts, has_money, has_work, is_number};
use super::cells::is_filled;
use super::lists::{
    COST, ENVIRONMENT_HEADING, IMPACT, INFRASTRUCTURE, LOAD_COLUMN, PROBABILITY, PROFILE,
    PROFILE_COLUMN, RECURRING_COST, RESPONSIBILITY, RISK, SETUP_COST, STORY_WISH, STORY_WORD,
    Subjects,
};
use super::tables::Table;
use super::texts::{Text, Texts, emit};
use crate::sink::EvidenceSink;

/// Profiles that are told one by one, from which a team is described or counted.
const MIN_PROFILES: usize = 3;
/// Lines with money from which a document treats it.
const MIN_AMOUNTS: usize = 2;
/// Services or means named one by one, from which a technical environment is described.
const MIN_SERVICES: usize = 3;
/// Pieces of one signal that are shown.
const MAX_SHOWN: usize = 8;

/// What one document says of the means.
#[derive(Default)]
struct Means<'t, 'f> {
    roles: Vec<&'t Text<'f>>,
    loads: Vec<&'t Text<'f>>,
    services: Vec<&'t Text<'f>>,
    /// Texts that name several of them behind one label.
    environments: Vec<&'t Text<'f>>,
    amounts: Vec<&'t Text<'f>>,
    infrastructure: Vec<&'t Text<'f>>,
    setup: Vec<&'t Text<'f>>,
    recurring: Vec<&'t Text<'f>>,
}

impl<'t, 'f> Means<'t, 'f> {
    fn all(&self) -> impl Iterator<Item = &&'t Text<'f>> {
        [
            &self.roles,
            &self.loads,
            &self.services,
            &self.environments,
            &self.amounts,
            &self.infrastructure,
            &self.setup,
            &self.recurring,
        ]
        .into_iter()
        .flatten()
    }
}

pub(super) fn find<'t, 'f>(
    texts: &'t Texts<'f>,
    tables: &[Table<'t, 'f>],
    sink: &mut EvidenceSink,
) -> BTreeSet<usize> {
    let mut documents: BTreeMap<usize, Means<'t, 'f>> = BTreeMap::new();
    for text in &texts.all {
        if super::is_notebook(text) || text.is_heading {
            continue;
        }
        let means = documents.entry(text.document).or_default();
        if !text.is_row() {
            people(text, means);
        }
        money(text, means);
        if text
            .inner_value(ENVIRONMENT_HEADING)
            .is_some_and(|value| value.split([',', '/', ';', '+']).count() >= MIN_SERVICES)
        {
            means.environments.push(text);
        }
        if text.under & ENVIRONMENT_HEADING != 0
            && text.subjects & INFRASTRUCTURE != 0
            && text.develops(3)
        {
            means.services.push(text);
        }
    }
    for table in tables {
        if super::is_notebook(table.header) {
            continue;
        }
        let means = documents.entry(table.header.document).or_default();
        staffing(table, means);
        costs(table, means);
    }
    // Means are often told in several documents of one hand-in; money alone or people alone is the subject of others.
    let profiles: usize = documents
        .values()
        .map(|means| distinct(&means.roles))
        .max()
        .unwrap_or(0);
    let has_roles = profiles >= MIN_PROFILES;
    let n_amounts: usize = documents.values().map(|means| means.amounts.len()).sum();
    let loaded: BTreeSet<usize> = documents
        .iter()
        .filter(|(_, means)| distinct(&means.loads) > 1)
        .map(|(number, _)| *number)
        .collect();
    let is_treated = !loaded.is_empty() || has_roles && n_amounts >= MIN_AMOUNTS;
    if !is_treated {
        return BTreeSet::new();
    }
    // A hand-in of several projects keeps each in a folder: the costs of one are not the means of another.
    let areas: BTreeSet<&str> = documents
        .iter()
        .filter(|(number, means)| loaded.contains(number) || distinct(&means.roles) >= MIN_PROFILES)
        .filter_map(|(_, means)| means.roles.iter().chain(&means.loads).next())
        .map(|text| area(text))
        .collect();
    documents.retain(|_, means| {
        let first = means.all().next();
        first.is_some_and(|text| {
            areas.contains("") || areas.contains(area(text)) || area(text).is_empty()
        })
    });
    let mut treating = loaded.clone();
    for (number, means) in &documents {
        let tells_roles = distinct(&means.roles) >= MIN_PROFILES;
        if tells_roles || means.amounts.len() >= MIN_AMOUNTS {
            treating.insert(*number);
        }
        if tells_roles {
            show(
                sink,
                &["resources.roles", "resources.treated"],
                &means.roles,
            );
        }
        if loaded.contains(number) {
            show(sink, &["resources.load", "resources.treated"], &means.loads);
        }
        show(sink, &["resources.environment"], &means.environments);
        if means.services.len() >= MIN_SERVICES {
            show(sink, &["resources.environment"], &means.services);
        }
        if means.amounts.len() >= MIN_AMOUNTS {
            show(sink, &["resources.finance"], &means.amounts);
        }
        show(
            sink,
            &["resources.infrastructure-budget"],
            &means.infrastructure,
        );
        show(sink, &["resources.setup-cost"], &means.setup);
        show(sink, &["resources.recurring-cost"], &means.recurring);
    }
    treating
}

/// The folder at the top that holds a text.
fn area<'f>(text: &Text<'f>) -> &'f str {
    text.location()
        .path
        .split_once('/')
        .map_or("", |(folder, _)| folder)
}

fn show(sink: &mut EvidenceSink, signals: &[&str], texts: &[&Text<'_>]) {
    for signal in signals {
        for text in texts.iter().take(MAX_SHOWN) {
            emit(sink, signal, text);
        }
    }
}

/// Different profiles that some texts name.
fn distinct(texts: &[&Text<'_>]) -> usize {
    let mut phrases: Vec<usize> = texts
        .iter()
        .flat_map(|text| text.phrases(PROFILE))
        .collect();
    phrases.sort_unstable();
    phrases.dedup();
    phrases.len()
}

/// `Product owner : ordonne le backlog`, `2 data scientists`, `Data engineer : 50 % (10 j.h)`.
fn people<'t, 'f>(text: &'t Text<'f>, means: &mut Means<'t, 'f>) {
    if text.subjects & PROFILE == 0 {
        return;
    }
    let str = text.str();
    let is_label = text.has_label(PROFILE);
    if is_label && text.n_words > 4 {
        means.roles.push(text);
    }
    let is_counted = text
        .hits
        .iter()
        .any(|hit| hit.subject == PROFILE && counts(&str[..hit.start]));
    let first = text.hits.iter().find(|hit| hit.subject == PROFILE);
    let has_load = is_label && first.is_some_and(|hit| has_work(&str[hit.end..]) && hit.word < 4);
    if is_counted && text.n_words < 26 || has_load {
        means.loads.push(text);
    }
}

fn money<'t, 'f>(text: &'t Text<'f>, means: &mut Means<'t, 'f>) {
    if text.subjects & (STORY_WISH | RISK) != 0 {
        return;
    }
    let around = text.subjects | text.under;
    let is_of_money = around & (COST | SETUP_COST | RECURRING_COST | INFRASTRUCTURE) != 0;
    if !is_of_money || !has_money(text.str()) && !is_amount_row(text) {
        return;
    }
    if around & COST != 0 {
        means.amounts.push(text);
        // One line may tell what is paid once and what is paid again.
        let tells = |subject| text.inner_value(subject).is_some_and(has_money);
        if tells(SETUP_COST) && tells(RECURRING_COST) {
            means.amounts.push(text);
        }
    }
    let tells = |subject: Subjects| around & subject != 0;
    if tells(INFRASTRUCTURE) {
        means.infrastructure.push(text);
    }
    if tells(SETUP_COST) {
        means.setup.push(text);
    }
    if tells(RECURRING_COST) {
        means.recurring.push(text);
    }
}

/// `Coût initial | 45 413`: a row whose label says that its number is money.
fn is_amount_row(text: &Text<'_>) -> bool {
    let mut cells = text.str().split('|').filter(|cell| is_filled(cell));
    text.is_row() && text.has_label(COST | SETUP_COST) && cells.nth(1).is_some_and(is_number)
}

/// A table of profiles with what they do, or with how many or how long; or one whose columns are profiles.
fn staffing<'t, 'f>(table: &Table<'t, 'f>, means: &mut Means<'t, 'f>) {
    if table.has(RISK | IMPACT | PROBABILITY) {
        return;
    }
    let profiles: Vec<&Text<'_>> = table.rows_of(PROFILE, PROFILE_COLUMN).collect();
    if profiles.len() > 1 {
        if table.has(RESPONSIBILITY | PROFILE_COLUMN) {
            means
                .roles
                .extend(profiles.iter().filter(|row| row.n_words > 4));
        }
        let has_numbers = |row: &&&Text<'_>| {
            let mut cells = row.str().split('|').skip(1);
            cells.any(|cell| is_number(cell) || has_work(cell) || has_money(cell))
        };
        if table.has(LOAD_COLUMN | COST | PROFILE_COLUMN | SETUP_COST | RECURRING_COST) {
            means.loads.extend(profiles.iter().filter(has_numbers));
        }
    }
    let n_profile_columns = table.header.phrases(PROFILE).count();
    if n_profile_columns >= MIN_PROFILES {
        let numbered = table
            .filled_rows()
            .filter(|row| row.str().split('|').filter(|cell| is_number(cell)).count() > 2);
        if numbered.take(2).count() == 2 {
            means.loads.push(table.header);
        }
    }
}

/// Amounts whose unit or meaning stands in the header.
fn costs<'t, 'f>(table: &Table<'t, 'f>, means: &mut Means<'t, 'f>) {
    if table.has(STORY_WISH | STORY_WORD) {
        return;
    }
    let Some(column) = table.column(COST) else {
        costs_by_column(table, means);
        return;
    };
    for (row, _) in table.cells(column).filter(|(_, cell)| is_number(cell)) {
        means.amounts.push(row);
        let around = row.subjects | row.under | table.header.subjects | table.header.under;
        if (row.subjects | row.under) & INFRASTRUCTURE != 0 {
            means.infrastructure.push(row);
            means.services.push(row);
        }
        if around & RECURRING_COST != 0 {
            means.recurring.push(row);
        }
        if around & SETUP_COST != 0 {
            means.setup.push(row);
        }
    }
    costs_by_column(table, means);
}

/// A column of set-up costs beside one of recurring costs.
fn costs_by_column<'t, 'f>(table: &Table<'t, 'f>, means: &mut Means<'t, 'f>) {
    for (subject, found) in [
        (SETUP_COST, &mut means.setup),
        (RECURRING_COST, &mut means.recurring),
    ] {
        if let Some(column) = table.column(subject) {
            let cells = table.cells(column).filter(|(_, cell)| is_number(cell));
            found.extend(cells.map(|(row, _)| row));
        }
    }
}
