//! What counts as better, worse and neither.

use super::*;
use prejury_core::Lang;

fn snapshot(label: &str, standings: &[(&str, Status, &[&str])]) -> Snapshot {
    let criteria = standings.iter().map(|(id, status, missing)| {
        let standing = Standing {
            status: *status,
            missing: missing.iter().map(ToString::to_string).collect(),
            signals: missing.iter().map(ToString::to_string).collect(),
        };
        (id.parse().unwrap(), standing)
    });
    Snapshot {
        label: label.to_owned(),
        head: None,
        criteria: criteria.collect(),
        lang: Some(Lang::Fr),
    }
}

fn direction(before: (Status, &[&str]), after: (Status, &[&str])) -> Option<Direction> {
    let old = snapshot("a", &[("C1.1-CE1", before.0, before.1)]);
    let new = snapshot("a", &[("C1.1-CE1", after.0, after.1)]);
    let comparison = Comparison::new(old, new);
    comparison.changes.first().map(|change| change.direction)
}

#[test]
fn more_evidence_is_better_and_less_is_a_loss() {
    use Status::*;
    for (before, after, expected) in [
        (Absent, Partial, Some(Direction::Improved)),
        (Partial, Present, Some(Direction::Improved)),
        (OutOfScope, Partial, Some(Direction::Improved)),
        (Present, Partial, Some(Direction::Lost)),
        (Partial, Absent, Some(Direction::Lost)),
        (Present, OutOfScope, Some(Direction::Lost)),
        (OutOfScope, Absent, Some(Direction::Other)),
        (Absent, OutOfScope, Some(Direction::Other)),
        (Human, Absent, Some(Direction::Other)),
        (NotApplicable, Present, Some(Direction::Other)),
        (Present, Present, None),
        (OutOfScope, OutOfScope, None),
    ] {
        assert_eq!(
            direction((before, &[]), (after, &[])),
            expected,
            "{before:?} {after:?}"
        );
    }
}

#[test]
fn parts_move_a_status_that_stays() {
    use Status::Partial;
    for (before, after, expected) in [
        (&["a", "b"][..], &["a"][..], Some(Direction::Improved)),
        (&["a"], &["a", "b"], Some(Direction::Lost)),
        (&["a"], &["b"], Some(Direction::Other)),
        (&["a", "b"], &["b", "a"], None),
    ] {
        assert_eq!(direction((Partial, before), (Partial, after)), expected);
    }
}

#[test]
fn parts_in_two_languages_are_not_compared() {
    let old = snapshot("a", &[("C1.1-CE1", Status::Partial, &["un score"])]);
    let mut new = snapshot("a", &[("C1.1-CE1", Status::Partial, &["a score"])]);
    new.lang = Some(Lang::En);
    let comparison = Comparison::new(old, new);
    assert_eq!((comparison.changes.len(), comparison.unchanged), (0, 1));
}

#[test]
fn a_criterion_that_one_side_does_not_know_is_told_and_no_loss() {
    let old = snapshot("a", &[("C1.1-CE1", Status::Present, &[])]);
    let comparison = Comparison::new(old, snapshot("a", &[]));
    assert_eq!(comparison.changes[0].direction, Direction::Other);
    assert_eq!(comparison.changes[0].after, None);
}

#[test]
fn several_reports_are_paired_by_label_in_their_order() {
    let named = |labels: &[&str]| labels.iter().map(|label| snapshot(label, &[])).collect();
    let pairs = pair(named(&["a", "b", "b"]), named(&["b", "c", "b"]));
    assert_eq!(pairs.comparisons.len(), 2);
    assert_eq!(
        (pairs.only_before, pairs.only_after),
        (vec!["a".to_owned()], vec!["c".to_owned()])
    );
    // One and one are compared even when the folder was renamed.
    assert_eq!(pair(named(&["a"]), named(&["b"])).comparisons.len(), 1);
}

#[test]
fn stored_reports_are_read_leniently_and_other_texts_are_refused() {
    let text = r#"{"schema_version": 1, "later": {}, "language": "fr", "input": {"label": "P7", "head": "abc"},
        "competences": [{"criteria": [{"id": "C1.1-CE1", "status": "partial", "missing": ["un score"]},
        {"id": "C1.1-CE2", "status": "a-later-word"}, {"id": "?", "status": "absent"}]}]}"#;
    let snapshots = Snapshot::all_from_json(&format!("\u{feff}{text}\n{text}")).unwrap();
    assert_eq!(snapshots.len(), 2);
    assert_eq!(snapshots[0].criteria.len(), 1);
    let newer = text.replace("\"schema_version\": 1", "\"schema_version\": 99");
    assert!(matches!(
        Snapshot::all_from_json(&newer),
        Err(SnapshotError::Schema(99))
    ));
    for other in ["[]", "{\"a\": 1}", "not json", &text[..80]] {
        assert!(matches!(
            Snapshot::all_from_json(other),
            Err(SnapshotError::NotAReport { .. })
        ));
    }
    assert!(matches!(
        Snapshot::all_from_json(" "),
        Err(SnapshotError::Empty)
    ));
}

#[test]
fn a_standing_is_worse_by_its_status_or_by_what_else_a_partial_misses() {
    use Status::*;
    let standing = |status, signals: &[&str]| Standing {
        status,
        missing: signals.iter().map(ToString::to_string).collect(),
        signals: signals.iter().map(ToString::to_string).collect(),
    };
    for (before, after, expected) in [
        ((Present, &[][..]), (Partial, &["a"][..]), true),
        ((Partial, &["a"]), (Partial, &["a", "b"]), true),
        ((Partial, &["a", "b"]), (Partial, &["a"]), false),
        ((Partial, &["a"]), (Partial, &["b", "c"]), false),
        ((Partial, &["a"]), (Partial, &["a"]), false),
        ((Absent, &["a"]), (Absent, &["a", "b"]), false),
        ((Partial, &["a"]), (Present, &[]), false),
    ] {
        let (before, after) = (standing(before.0, before.1), standing(after.0, after.1));
        assert_eq!(
            after.is_worse_than(&before),
            expected,
            "{before:?} {after:?}"
        );
    }
    // A report of a version that did not write them.
    let old = Standing {
        signals: Default::default(),
        ..standing(Partial, &["a"])
    };
    assert!(!standing(Partial, &["a", "b"]).is_worse_than(&old));
}

#[test]
fn a_stored_report_knows_its_missing_parts_by_their_signals() {
    let text = r#"{"schema_version":1,"input":{"label":"a","head":null},"competences":[{"criteria":[{"id":"C1.1-CE1",
        "status":"partial","missing":["x"],"lacks":[{"signal":"split.validation","lack":"not_found"}]}]}]}"#;
    let stored = Snapshot::all_from_json(text).unwrap();
    let standing = stored[0].criteria.values().next().unwrap();
    assert_eq!(
        standing.signals.iter().collect::<Vec<_>>(),
        ["split.validation"]
    );
}
