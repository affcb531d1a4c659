//! Tests of the exploration of data, with the vocabulary of the rules.

use std::collections::BTreeSet;

use prejury_catalog::Catalog;
use prejury_core::Strength;

use super::ANALYSIS;
use crate::analyses::Context;
use crate::analyses::testing::{facts, notebook, submission};
use crate::sink::EvidenceSink;

/// Signals that a notebook shows; cells that start with `#:` are markdown.
fn signals(cells: &[&str]) -> BTreeSet<String> {
    let submission = submission(&[("eda.ipynb", &notebook(cells))]);
    let facts = facts(&submission);
    let catalog = Catalog::embedded().expect("the rules are sound");
    let mut sink = EvidenceSink::default();
    (ANALYSIS.run)(
        &Context {
            facts: &facts,
            catalog: &catalog,
        },
        &mut sink,
    );
    sink.into_evidence()
        .into_iter()
        .map(|piece| piece.signal.to_string())
        .collect()
}

const LOAD: &str = "import pandas as pd\nimport seaborn as sns\nimport matplotlib.pyplot as plt\ndf = pd.read_csv('x.csv')";

#[test]
fn means_of_missing_values_are_no_statistics_of_a_variable() {
    let found = signals(&[LOAD, "df.isna().mean()"]);
    assert!(!found.contains("statistics.central"), "{found:?}");
    assert!(signals(&[LOAD, "df['a'].mean()"]).contains("statistics.central"));
    assert!(
        signals(&[LOAD, "df.groupby('a').agg({'b': ['median', 'std']})"])
            .contains("statistics.dispersion")
    );
}

#[test]
fn a_reading_can_stand_one_cell_later() {
    let chart = "sns.scatterplot(data=df, x='a', y='b')";
    let text = "#: On observe que le prix augmente avec la surface, surtout dans les grandes villes du sud, et moins ailleurs, ce qui confirme l'intuition de départ du service commercial.";
    let found = signals(&[LOAD, chart, "print(df.shape)", text, chart, chart]);
    assert!(found.contains("chart.bivariate-read"), "{found:?}");
    let announced = signals(&[
        LOAD,
        "#: Nous allons regarder le prix.",
        chart,
        chart,
        chart,
    ]);
    assert!(
        announced.contains("chart.bivariate-three") && !announced.contains("chart.bivariate-read")
    );
}

#[test]
fn the_statement_of_the_project_reads_nothing() {
    let chart = "sns.scatterplot(data=df, x='a', y='b')";
    let statement = "#: Vous travaillez pour une ville où l'on observe que la consommation augmente avec la surface des bâtiments, votre équipe doit expliquer pourquoi et pour quels usages.";
    let found = signals(&[LOAD, chart, statement, chart, chart]);
    assert!(!found.contains("chart.bivariate-read"), "{found:?}");
}

#[test]
fn a_test_is_read_by_its_conclusion_not_by_its_label() {
    let test = "from scipy.stats import f_oneway\nstat, p = f_oneway(df['a'], df['b'])";
    let labelled = signals(&[
        LOAD,
        &format!("# Test ANOVA et p-value pour chaque variable du jeu\n{test}"),
    ]);
    assert!(
        labelled.contains("statistics.test-applied") && !labelled.contains("statistics.test-read")
    );
    let printed = signals(&[
        LOAD,
        &format!("{test}\nif p < 0.05:\n    print('We reject the null hypothesis')"),
    ]);
    assert!(printed.contains("statistics.test-read"));
}

#[test]
fn a_reduction_before_another_is_not_the_plane() {
    let found = signals(&[
        LOAD,
        "from sklearn.decomposition import PCA\nX = PCA(n_components=50).fit_transform(df)\nprint(X.shape)",
    ]);
    assert!(!found.contains("projection.fitted"), "{found:?}");
    let plane = signals(&[
        LOAD,
        "from sklearn.decomposition import PCA\nX = PCA(n_components=2).fit_transform(df)\nplt.scatter(X[:, 0], X[:, 1], c=df['a'])",
    ]);
    assert!(
        plane.contains("projection.scatter-by-category"),
        "{plane:?}"
    );
}

#[test]
fn charts_of_a_dashboard_are_a_product() {
    let source = format!(
        "import streamlit as st\n{LOAD}\ndf['a'].hist()\ndf['b'].hist()\ndf['c'].hist()\nst.write(df)"
    );
    let submission = submission(&[("app.py", &source)]);
    let facts = facts(&submission);
    let catalog = Catalog::embedded().expect("the rules are sound");
    let mut sink = EvidenceSink::default();
    (ANALYSIS.run)(
        &Context {
            facts: &facts,
            catalog: &catalog,
        },
        &mut sink,
    );
    let evidence = sink.into_evidence();
    let charts: Vec<_> = evidence
        .iter()
        .filter(|piece| piece.signal.starts_with("chart."))
        .map(|piece| (&*piece.signal, piece.strength))
        .collect();
    assert!(!charts.is_empty());
    assert!(
        charts
            .iter()
            .all(|chart| *chart == ("chart.histogram", Strength::Mentioned)),
        "{charts:?}"
    );
}
