//! Models, their splits, scores and stores.

use prejury_core::Place;

use super::{first, first_line};

#[test]
fn a_split_that_tests_comes_before_one_that_makes_a_sample() {
    let fixture = "C2.1.2/CE3-train-test-split/present-behind-a-sample";
    assert_eq!(first_line("C2.1.2-CE3", fixture), 11);
}

#[test]
fn a_search_comes_before_a_lone_cross_validation() {
    let fixture = "C2.1.2/CE3-train-test-split/present-behind-a-sample";
    assert_eq!(first_line("C2.1.2-CE7", fixture), 29);
}

#[test]
fn the_time_of_a_dummy_is_no_indicator_beside_models() {
    let fixture = "C2.1.2/CE3-train-test-split/present-behind-a-sample";
    assert_eq!(first_line("C2.1.2-CE2", fixture), 23);
}

#[test]
fn a_measure_over_values_comes_before_a_dendrogram() {
    let fixture = "C2.2.2/CE1-segment-number-metric/present-beside-a-dendrogram";
    assert_eq!(first_line("C2.2.2-CE1", fixture), 11);
}

#[test]
fn a_table_of_networks_comes_before_a_list_of_steps() {
    let fixture = "C2.3.2/CE6-deep-learning-comparison/present-list-before-the-table";
    assert_eq!(first_line("C2.3.2-CE6", fixture), 8);
}

#[test]
fn a_registered_model_comes_before_an_upload() {
    let fixture = "C3.1.1/CE2-model-registry/present-uploaded-then-registered";
    assert_eq!(first_line("C3.1.1-CE2", fixture), 11);
}

#[test]
fn work_on_data_comes_before_a_trial_of_the_engine() {
    let fixture = "C3.2.3/CE3-spark-processing/present-behind-a-trial";
    assert_eq!(first_line("C3.2.3-CE3", fixture), 8);
}

#[test]
fn docstrings_of_public_examples_come_last() {
    let fixture = "C3.1.2/CE5-commented-code/present-copied-docstring";
    assert_eq!(first_line("C3.1.2-CE5", fixture), 9);
}

#[test]
fn a_commit_that_a_service_made_comes_before_a_tracked_file() {
    let fixture = "C3.1.2/CE1-shared-repository/present-text-edited-on-the-service";
    assert_eq!(&*first("C3.1.2-CE1", fixture).path, ".git");
}

#[test]
fn a_table_of_results_comes_before_a_list_of_steps() {
    let fixture = "C2.1.2/CE8-results-compared/present-plan-before-the-table";
    assert_eq!(first_line("C2.1.2-CE8", fixture), 8);
}

#[test]
fn a_written_control_comes_before_a_training_that_is_handed_its_parts() {
    let fixture = "C2.3.1/CE4-no-leak-between-sets/present-control-written";
    assert_eq!(&*first("C2.3.1-CE4", fixture).path, "README.md");
}

#[test]
fn agreement_between_runs_comes_before_a_chart_of_flows() {
    let fixture = "C2.2.2/CE3-cluster-stability/present-flows-between-algorithms";
    assert_eq!(first_line("C2.2.2-CE3", fixture), 14);
}

#[test]
fn a_callback_comes_before_batches_of_two_networks() {
    let fixture = "C2.3.2/CE5-deep-learning-tuning/present-batches-of-two-networks";
    assert_eq!(first_line("C2.3.2-CE5", fixture), 16);
}

#[test]
fn a_lock_file_comes_before_lower_bounds() {
    let fixture = "C3.1.2/CE3-pinned-dependencies/present-bounds-beside-a-lock";
    assert_eq!(&*first("C3.1.2-CE3", fixture).path, "uv.lock");
}

#[test]
fn what_serves_the_model_is_deployed_before_its_dashboard() {
    let fixture = "C3.1.3/CE3-cloud-deployment/present-dashboard-before-the-api";
    assert_eq!(first_line("C3.1.3-CE3", fixture), 14);
}

#[test]
fn a_score_of_a_model_comes_before_a_trial_of_an_imputer() {
    let fixture = "C2.1.2/CE1-fitting-metric/present-behind-a-trial-of-the-imputer";
    assert_eq!(first_line("C2.1.2-CE1", fixture), 15);
}

#[test]
fn work_that_is_done_comes_before_a_function_that_nothing_calls() {
    let fixture = "C3.2.3/CE3-spark-processing/present-beside-an-uncalled-function";
    assert_eq!(first_line("C3.2.3-CE3", fixture), 15);
}

#[test]
fn a_storage_is_shown_where_it_stores() {
    let fixture = "C3.2.1/CE1-architecture-bricks/present-read-from-then-stored";
    assert_eq!(first("C3.2.1-CE1", fixture).place, Place::Slide(2));
}
