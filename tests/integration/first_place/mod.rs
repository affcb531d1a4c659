//! The place that is shown first: the line that tells most, not the first that counts.

mod data;
mod fitting;
mod models;
mod preparation;
mod statements;

use prejury_core::{Location, Place};

use crate::project::{HandedIn, catalog, root};

/// Line of the first evidence for a criterion in its fixture.
fn first_line(criterion: &str, fixture: &str) -> u32 {
    match first(criterion, fixture).place {
        Place::Lines { line, .. } => line,
        _ => 0,
    }
}

/// Cell of the first evidence for a criterion in its fixture.
fn first_cell(criterion: &str, fixture: &str) -> u32 {
    match first(criterion, fixture).place {
        Place::Lines { cell, .. } => cell.unwrap(),
        _ => 0,
    }
}

/// Where the first evidence for a criterion stands in a fixture.
fn first(criterion: &str, fixture: &str) -> Location {
    let report = HandedIn::of(&root().join("fixtures").join(fixture)).check(&catalog());
    let mut criteria = report
        .competences
        .into_iter()
        .flat_map(|competence| competence.criteria);
    let found = criteria
        .find(|one| one.id.to_string() == criterion)
        .unwrap();
    found.evidence[0].location.clone()
}

#[test]
fn a_search_is_shown_where_it_is_made() {
    let fixture = "C2.1.2/CE6-hyperparameter-search/present";
    assert_eq!(first_line("C2.1.2-CE6", fixture), 17);
    assert_eq!(first_line("C2.1.2-CE7", fixture), 17);
}

#[test]
fn a_dummy_is_shown_where_it_is_named() {
    let fixture = "C2.1.2/CE4-naive-baseline/present-in-a-loop";
    assert_eq!(first_line("C2.1.2-CE4", fixture), 8);
}

#[test]
fn three_parts_are_shown_where_the_last_of_them_is_split_off() {
    let fixture = "C2.3.1/CE3-three-way-split/present";
    assert_eq!(first_line("C2.3.1-CE3", fixture), 9);
}

#[test]
fn another_indicator_is_shown_where_models_are_set_side_by_side() {
    let fixture = "C2.1.2/CE2-other-indicators/present-table-of-times";
    assert_eq!(first_cell("C2.1.2-CE2", fixture), 2);
}

#[test]
fn what_a_helper_draws_is_shown_in_the_cell_that_displays_it() {
    let handed_in = "C2.2.2/CE2-cluster-shape/present-drawn-by-a-helper";
    let place = first("C2.2.2-CE2", handed_in);
    assert_eq!(&*place.path, "essais.ipynb");
    assert_eq!(first_cell("C2.2.2-CE2", handed_in), 3);
}

#[test]
fn a_pretrained_network_is_shown_where_one_is_trained_on_it() {
    let fixture = "C2.3.2/CE6-deep-learning-comparison/partial-clusterings-of-vectors";
    let place = first("C2.3.1-CE6", fixture);
    assert_eq!(&*place.path, "2_classification.ipynb");
    assert_eq!(first_line("C2.3.1-CE6", fixture), 1);
}

#[test]
fn a_chart_is_shown_where_its_title_and_axes_are_named() {
    let fixture = "C4.4.1/CE3-readable-dashboard-charts/present-in-steps";
    assert_eq!(first_line("C4.4.1-CE3", fixture), 9);
}

#[test]
fn parts_are_shown_where_most_of_them_stand_together() {
    let fixture = "C4.3.4/CE1-scrum-organisation/present-gathered";
    assert_eq!(first_line("C4.3.4-CE1", fixture), 21);
}

#[test]
fn an_attribute_that_a_model_may_lack_is_shown_after_one_that_it_has() {
    let handed_in = HandedIn::empty("projet");
    handed_in.write(
        "modele.py",
        "import pandas as pd
from sklearn.ensemble import RandomForestClassifier
from sklearn.metrics import f1_score
from sklearn.model_selection import train_test_split

data = pd.read_csv('clients.csv')
X_train, X_test, y_train, y_test = train_test_split(data.drop(columns='y'), data['y'])
model = RandomForestClassifier().fit(X_train, y_train)
print(f1_score(y_test, model.predict(X_test)))
if hasattr(model, 'feature_importances_'):
    print(model.feature_importances_)
importances = pd.Series(model.feature_importances_, index=X_train.columns)
",
    );
    let report = handed_in.check(&catalog());
    let mut criteria = report
        .competences
        .iter()
        .flat_map(|competence| &competence.criteria);
    let found = criteria
        .find(|one| one.id.to_string() == "C2.1.2-CE9")
        .unwrap();
    let lines: Vec<u32> = found
        .evidence
        .iter()
        .filter_map(|piece| match piece.location.place {
            Place::Lines { line, .. } => Some(line),
            _ => None,
        })
        .collect();
    assert_eq!(lines, [12, 11]);
}
