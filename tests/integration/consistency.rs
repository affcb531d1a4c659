//! The same key names a rule, its fixtures and its status: rules and fixtures agree, folder by folder.

use std::collections::{BTreeMap, BTreeSet};

use prejury_catalog::Criterion;

use crate::fixtures::{STATUSES, all};
use crate::project::{catalog, folders, name, root};

/// `C2.1.2/CE4-naive-baseline`, the key of a criterion's rule file and fixtures.
fn key(criterion: &Criterion) -> String {
    format!(
        "{}/CE{}-{}",
        criterion.id.competence, criterion.id.number, criterion.slug
    )
}

/// Criteria that are never absent: what puts their competence in scope is a part of them already.
const NEVER_ABSENT: &[&str] = &[
    // A distribution is drawn.
    "C1.3.1/CE2-distribution-shapes",
    // Three charts are drawn.
    "C1.3.2/CE1-data-chart-purpose",
    // A projection is written.
    "C1.3.3/CE1-two-dimensional-reduction",
    // A reduction is fitted, with some number of components.
    "C1.4.4/CE2-reduction-applied",
    "C1.4.4/CE3-component-number",
    // A network is trained, which prints its scores and has some parameters.
    "C2.3.1/CE5-several-networks",
    "C2.3.2/CE4-deep-learning-other-indicator",
    "C2.3.2/CE5-deep-learning-tuning",
    // Spark or another engine is called.
    "C3.2.3/CE3-spark-processing",
    // A technique of augmentation is written.
    "C2.3.3/CE1-augmentation-techniques",
    // People are counted, or roles and money are told.
    "C4.3.1/CE1-described-resources",
    // Two risks are listed.
    "C4.3.3/CE4-risk-summary",
    // Scrum or a sprint is named.
    "C4.3.4/CE1-scrum-organisation",
    // A page shows a chart.
    "C4.4.1/CE2-interactive-charts",
    "C4.4.1/CE4-business-question-charts",
    // A note speaks of models.
    "C4.4.2/CE1-modelling-note",
];

#[test]
fn every_rule_has_a_fixture_for_each_of_its_statuses() {
    let catalog = catalog();
    let mut shown: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for fixture in all() {
        shown
            .entry(format!("{}/{}", fixture.competence, fixture.key))
            .or_default()
            .insert(fixture.expected);
    }
    let mut lacking = Vec::new();
    for criterion in catalog
        .criteria()
        .filter(|criterion| criterion.present.is_some())
    {
        let key = key(criterion);
        let mut wanted = vec!["present"];
        wanted.extend((!NEVER_ABSENT.contains(&key.as_str())).then_some("absent"));
        wanted.extend(criterion.partial.is_some().then_some("partial"));
        wanted.extend(
            criterion
                .not_applicable
                .is_some()
                .then_some("not_applicable"),
        );
        let has = shown.get(&key).cloned().unwrap_or_default();
        let missing = wanted.into_iter().filter(|status| !has.contains(*status));
        lacking.extend(missing.map(|status| format!("fixtures/{key}/{status}")));
    }
    assert!(
        lacking.is_empty(),
        "{} fixtures are missing:\n{}",
        lacking.len(),
        lacking.join("\n")
    );
}

#[test]
fn every_fixture_belongs_to_a_criterion_and_names_a_status() {
    let catalog = catalog();
    let keys: BTreeSet<String> = catalog.criteria().map(key).collect();
    let mut wrong = Vec::new();
    for competence in folders(&root().join("fixtures"))
        .iter()
        .filter(|folder| !matches!(name(folder), "leakage" | "whole"))
    {
        for criterion in folders(competence) {
            let key = format!("{}/{}", name(competence), name(&criterion));
            if !keys.contains(&key) {
                wrong.push(format!(
                    "fixtures/{key}: no criterion has this code and slug"
                ));
            }
        }
    }
    for fixture in all() {
        if !STATUSES.contains(&fixture.expected.as_str()) {
            wrong.push(format!(
                "{}: the name does not begin with a status",
                fixture.shown()
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_rule_file_is_named_by_its_code_and_slug() {
    let catalog = catalog();
    let mut wrong = Vec::new();
    for criterion in catalog.criteria() {
        let path = format!("rules/{}.toml", key(criterion));
        if !root().join(&path).is_file() {
            wrong.push(path);
        }
    }
    assert!(
        wrong.is_empty(),
        "no such rule files:\n{}",
        wrong.join("\n")
    );
}

#[test]
fn codes_and_slugs_are_unique() {
    let catalog = catalog();
    let mut seen = BTreeSet::new();
    let names = catalog
        .criteria()
        .flat_map(|criterion| [criterion.id.to_string(), criterion.slug.clone()]);
    let competences = catalog.competences.iter();
    let names = names.chain(
        competences.flat_map(|competence| [competence.id.to_string(), competence.slug.clone()]),
    );
    let twice: Vec<String> = names.filter(|name| !seen.insert(name.clone())).collect();
    assert!(twice.is_empty(), "{twice:?}");
}
