//! Which places of a preparation are shown first.

use prejury_catalog::Catalog;

use super::ANALYSIS;
use crate::analyses::Context;
use crate::analyses::testing::{facts, notebook, submission};
use crate::sink::EvidenceSink;

/// The excerpt of the first place of a signal in a notebook; cells that start with `#:` are markdown.
fn first(signal: &str, cells: &[&str]) -> String {
    let submission = submission(&[("preparation.ipynb", &notebook(cells))]);
    let facts = facts(&submission);
    let catalog = Catalog::embedded().expect("the rules are sound");
    let mut sink = EvidenceSink::default();
    let context = Context {
        facts: &facts,
        catalog: &catalog,
    };
    (ANALYSIS.run)(&context, &mut sink);
    let mut found = sink.into_found();
    found.retain(|found| &*found.evidence.signal == signal);
    found.sort_by_key(|found| (found.turn, found.evidence.location.clone()));
    let first = found.into_iter().next();
    first.map_or_else(String::new, |found| {
        found.into_evidence(&facts.python).excerpt
    })
}

const LOAD: &str = "import pandas as pd\ndf = pd.read_csv('x.csv')";

#[test]
fn a_need_of_somebody_comes_before_an_aim_of_a_step() {
    let need = "La société de location souhaite savoir quels clients partiront : le projet doit aider ses équipes à les garder.";
    let cells = [
        "#: L'objectif est de voir les lignes dont la valeur de la colonne durée dépasse le mois demandé.",
        &format!("#: {need}"),
        LOAD,
    ];
    assert_eq!(first("cleaning.goal", &cells), need);
}

#[test]
fn a_list_of_steps_is_one_place_and_comes_before_a_lone_heading() {
    let cells = [
        "#: ## NaN",
        LOAD,
        "#: ## Étapes\n\n- Supprimer les doublons\n- Imputer les valeurs manquantes par la médiane\n- Retirer les valeurs aberrantes",
    ];
    let shown = first("cleaning.steps-laid-out", &cells);
    assert!(
        shown.contains("doublons") && shown.contains("aberrantes"),
        "{shown}"
    );
}

#[test]
fn the_filter_of_a_request_is_shown_where_it_is_written() {
    let cells = [
        "import requests\nimport pandas as pd",
        "query = {'ingr': 'champagne', 'page': 2}\nanswer = requests.get('https://food.example.org/api/v2', params=query).json()",
    ];
    assert_eq!(
        first("api.filter", &cells),
        "query = {'ingr': 'champagne', 'page': 2}"
    );
}

#[test]
fn a_ratio_comes_before_an_average_by_group() {
    let cells = [
        LOAD,
        "by_city = df.groupby('city').size()\ndf = df.merge(by_city, on='city')",
        "df['share'] = df['credit'] / df['income']",
    ];
    assert!(first("features.derived", &cells).contains("share"));
}

#[test]
fn a_function_named_after_cleaning_comes_first() {
    let cells = [
        LOAD,
        "def get_table(path):\n    table = pd.read_csv(path)\n    return table.dropna()\n\nget_table('x.csv')",
        "def clean(table):\n    return table.fillna(0).drop_duplicates()\n\nclean(df)",
    ];
    assert!(first("cleaning.automated", &cells).contains("clean"));
}
