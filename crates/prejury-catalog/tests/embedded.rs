//! The rules inside the binary: complete, without a mistake, and quick to load.

use std::time::Instant;

use prejury_catalog::{Catalog, Found};
use prejury_core::{Kind, Lang};

fn embedded() -> Catalog {
    Catalog::embedded()
        .unwrap_or_else(|error| panic!("{} problems:\n{error}", error.problems.len()))
}

#[test]
fn the_whole_referentiel_is_there() {
    let catalog = embedded();
    assert_eq!(catalog.blocs.len(), 4);
    assert_eq!(catalog.competences.len(), 33);
    assert_eq!(catalog.criteria().count(), 177);
    let oral = catalog
        .criteria()
        .filter(|criterion| criterion.slug.ends_with("-oral"));
    assert_eq!(
        oral.filter(|criterion| criterion.kind == Kind::Human)
            .count(),
        33
    );
}

#[test]
fn every_regular_expression_and_glob_compiles() {
    if let Err(error) = embedded().validate() {
        panic!("{error}");
    }
}

#[test]
fn both_languages_have_messages() {
    let catalog = embedded();
    for lang in [Lang::Fr, Lang::En] {
        assert!(
            catalog.message_source(lang).contains("status-present"),
            "{lang:?}"
        );
    }
}

#[test]
fn criteria_are_found_by_code_and_slug() {
    let catalog = embedded();
    for text in ["C2.1.2-CE4", "c2.1.2-ce4", "naive-baseline"] {
        let Ok(Found::Criterion(criterion)) = catalog.find(text) else {
            panic!("{text}")
        };
        assert_eq!(criterion.id.to_string(), "C2.1.2-CE4");
        assert!(std::ptr::eq(
            criterion,
            catalog.criterion(&criterion.id).unwrap()
        ));
    }
    assert!(matches!(catalog.find("C2.1.2"), Ok(Found::Competence(_))));
    let unknown = catalog.find("naive-basline").unwrap_err();
    assert_eq!(
        unknown.nearest.first().map(String::as_str),
        Some("naive-baseline")
    );
}

/// A bound that only a quadratic pass or eager compilation would break, on a slow machine and without optimisation.
#[test]
fn loading_is_quick() {
    let start = Instant::now();
    let catalog = embedded();
    assert!(
        start.elapsed().as_millis() < 3_000,
        "{:?} for {} signals",
        start.elapsed(),
        catalog.signals.len()
    );
}
