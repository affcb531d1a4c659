//! Every combinator and every status, over rules and evidence written for the test.

use prejury_catalog::{Base, Catalog};
use prejury_core::{CriterionReport, Evidence, Issue, Location, Place, Scope, Status, Strength};

use super::*;

use Strength::{Executed, Mentioned, Written};

const LABELS: [&str; 6] = ["a", "b", "c", "d", "e", "f"];

/// A catalogue of one competence with one criterion, over the signals `a` to `f`.
fn catalog(kind: &str, rules: &str, scope: &str) -> Catalog {
    let mut signals = String::new();
    for label in LABELS {
        signals += &format!(
            "[[signal]]\nid = \"{label}\"\nlabel.fr = \"fr {label}\"\nlabel.en = \"en {label}\"\ncoded = \"test\"\n"
        );
    }
    let files = [
        (
            "blocs.toml",
            "[[bloc]]\nnumber = 9\ntitle.fr = \"B\"\ntitle.en = \"B\"\n".to_owned(),
        ),
        (
            "C9.1/competence.toml",
            format!(
                "id = \"C9.1\"\nslug = \"tested-competence\"\nbloc = 9\nactivity = \"A9.1\"\nactivity_title = \"T\"\n\
                 title.fr = \"T\"\ntitle.en = \"T\"\ntext = \"T\"\n{scope}\n"
            ),
        ),
        (
            "C9.1/CE1-tested.toml",
            format!(
                "id = \"C9.1-CE1\"\nslug = \"tested\"\nkind = \"{kind}\"\ntext = \"T\"\ntitle.fr = \"T\"\ntitle.en = \"T\"\n\
                 looks_for.fr = \"L\"\nlooks_for.en = \"L\"\nadvice.fr = \"A\"\nadvice.en = \"A\"\n{rules}\n\
                 [[question]]\nfr = \"Pourquoi ?\"\nen = \"Why?\"\n\
                 [[question]]\nfr = \"Pourquoi {{subject}} ({{place}}) ?\"\nen = \"Why {{subject}} ({{place}})?\"\nsignal = \"a\"\n"
            ),
        ),
        ("signals/test.toml", signals),
    ];
    let files = files
        .into_iter()
        .map(|(path, text)| (path.to_owned(), text))
        .collect();
    Catalog::load(Base::Nothing, files).unwrap_or_else(|error| panic!("{error}"))
}

fn piece(signal: &str, strength: Strength, path: &str, cell: u32) -> Placed {
    let place = Place::Lines {
        cell: Some(cell),
        line: 1,
        end_line: 1,
    };
    Placed {
        evidence: Evidence {
            signal: signal.into(),
            strength,
            supports: true,
            location: Location {
                path: path.into(),
                place,
            },
            excerpt: format!("{signal}()"),
            subject: None,
            related: Vec::new(),
        },
        inside_function: false,
        turn: 0,
        is_restated: false,
        seen: None,
        is_in_copy: false,
    }
}

fn written(signal: &str) -> Placed {
    piece(signal, Written, "n.ipynb", 0)
}

fn against(placed: Placed) -> Placed {
    Placed {
        evidence: Evidence {
            supports: false,
            ..placed.evidence
        },
        ..placed
    }
}

fn run(catalog: &Catalog, pieces: Vec<Placed>) -> CompetenceReport {
    evaluate(
        catalog,
        &EvidenceSet::from_pieces(pieces),
        &Reading::of(&[]),
        &Projects::default(),
        &Sections::default(),
    )
    .remove(0)
}

fn report(rules: &str, pieces: Vec<Placed>) -> CriterionReport {
    run(&catalog("auto", rules, ""), pieces).criteria.remove(0)
}

fn is_present(present: &str, pieces: Vec<Placed>) -> bool {
    report(&format!("[present]\n{present}"), pieces).status == Status::Present
}

fn missing(report: &CriterionReport) -> Vec<&str> {
    report
        .missing
        .iter()
        .map(|missing| missing.text.fr.as_str())
        .collect()
}

#[test]
fn all_any_and_not() {
    assert!(is_present(
        r#"all = ["a", "b"]"#,
        vec![written("a"), written("b")]
    ));
    assert!(!is_present(r#"all = ["a", "b"]"#, vec![written("a")]));
    assert!(is_present(r#"any = ["a", "b"]"#, vec![written("b")]));
    assert!(!is_present(r#"any = ["a", "b"]"#, vec![written("c")]));
    let without_b = r#"all = ["a", { not = "b" }]"#;
    assert!(is_present(without_b, vec![written("a")]));
    assert!(!is_present(without_b, vec![written("a"), written("b")]));
}

#[test]
fn a_mention_does_not_refute_a_denial() {
    let pieces = vec![written("a"), piece("b", Mentioned, "n.ipynb", 3)];
    assert!(is_present(r#"all = ["a", { not = "b" }]"#, pieces));
}

#[test]
fn a_denial_is_refuted_by_what_speaks_against_the_criterion_too() {
    let rule = r#"all = ["a", { not = "b" }]"#;
    assert!(!is_present(rule, vec![written("a"), against(written("b"))]));
    let only_against = r#"all = ["a", { not = { signal = "b", against = true } }]"#;
    assert!(is_present(only_against, vec![written("a"), written("b")]));
}

#[test]
fn at_least_counts_distinct_signals_and_count_pieces_of_one() {
    let three = r#"at_least = { n = 2, of = ["a", "b", "c"] }"#;
    assert!(is_present(three, vec![written("a"), written("c")]));
    assert!(!is_present(
        three,
        vec![written("a"), piece("a", Written, "n.ipynb", 4)]
    ));
    let twice = r#"count = { n = 2, signal = "a" }"#;
    assert!(is_present(
        twice,
        vec![written("a"), piece("a", Written, "n.ipynb", 4)]
    ));
    assert!(!is_present(twice, vec![written("a"), written("b")]));
}

#[test]
fn near_asks_for_one_stretch_of_one_file() {
    let near = r#"near = { cells = 2, of = ["a", "b"] }"#;
    let at = |cell| {
        vec![
            piece("a", Written, "n.ipynb", 4),
            piece("b", Written, "n.ipynb", cell),
        ]
    };
    assert!(is_present(near, at(6)) && is_present(near, at(2)));
    assert!(!is_present(near, at(7)) && !is_present(near, at(1)));
    assert!(!is_present(
        near,
        vec![
            piece("a", Written, "n.ipynb", 4),
            piece("b", Written, "m.ipynb", 4)
        ]
    ));
    let three = r#"near = { cells = 3, of = ["a", "b", "c"] }"#;
    let cells = |a, b, c| {
        vec![
            piece("a", Written, "n.ipynb", a),
            piece("b", Written, "n.ipynb", b),
            piece("c", Written, "n.ipynb", c),
        ]
    };
    assert!(is_present(three, cells(3, 1, 4)));
    assert!(
        !is_present(three, cells(1, 3, 5)),
        "neighbours two by two are not one stretch"
    );
}

#[test]
fn near_in_a_script_takes_twenty_lines_for_a_cell() {
    let near = r#"near = { cells = 1, of = ["a", "b"] }"#;
    let at = |signal: &str, line| {
        let mut placed = written(signal);
        placed.evidence.location = Location::line("a.py", line);
        placed
    };
    assert!(is_present(near, vec![at("a", 1), at("b", 21)]));
    assert!(!is_present(near, vec![at("a", 1), at("b", 22)]));
}

#[test]
fn same_unit_restricts_every_item_to_one_file() {
    let rule = r#"same_unit = ["a", { any = ["b", "c"] }]"#;
    assert!(is_present(
        rule,
        vec![written("a"), piece("c", Written, "n.ipynb", 90)]
    ));
    assert!(!is_present(
        rule,
        vec![written("a"), piece("b", Written, "m.ipynb", 0)]
    ));
}

#[test]
fn a_leaf_narrows_by_strength_function_and_polarity() {
    let executed = r#"signal = "a""#.to_owned() + "\nstrength = \"executed\"";
    assert!(!is_present(&executed, vec![written("a")]));
    assert!(is_present(
        &executed,
        vec![piece("a", Executed, "n.ipynb", 0)]
    ));
    let inside = r#"signal = "a""#.to_owned() + "\ninside_function = true";
    assert!(!is_present(&inside, vec![written("a")]));
    assert!(is_present(
        &inside,
        vec![Placed {
            inside_function: true,
            ..written("a")
        }]
    ));
    let contrary = r#"signal = "a""#.to_owned() + "\nagainst = true";
    assert!(!is_present(&contrary, vec![written("a")]));
    assert!(is_present(&contrary, vec![against(written("a"))]));
    assert!(!is_present(r#"signal = "a""#, vec![against(written("a"))]));
}

#[test]
fn evidence_that_is_only_mentioned_makes_partial_at_most() {
    let rules = "[present]\nall = [\"a\", \"b\"]";
    let report = report(
        rules,
        vec![written("a"), piece("b", Mentioned, "n.ipynb", 1)],
    );
    assert_eq!(report.status, Status::Partial);
    assert_eq!(missing(&report), ["fr b"]);
}

#[test]
fn a_strength_asked_for_is_not_softened_by_the_fallback() {
    let rules = "[present]\nsignal = \"a\"\nstrength = \"executed\"";
    assert_eq!(report(rules, vec![written("a")]).status, Status::Absent);
}

#[test]
fn the_partial_rule_accepts_any_strength() {
    let rules = "[present]\nall = [\"a\"]\n[partial]\nany = [\"b\"]";
    let mentioned = report(rules, vec![piece("b", Mentioned, "n.ipynb", 1)]);
    assert_eq!(
        (mentioned.status, missing(&mentioned)),
        (Status::Partial, vec!["fr a"])
    );
    assert_eq!(mentioned.evidence.len(), 1);
    assert_eq!(report(rules, vec![written("c")]).status, Status::Absent);
}

#[test]
fn a_trace_counts_only_where_nothing_better_is_there() {
    let rules = "[present]\nall = [\"a\"]\n[partial]\nany = [\"b\"]\n[trace]\nany = [\"c\"]";
    let found = report(rules, vec![piece("c", Executed, "n.ipynb", 0)]);
    assert_eq!((found.status, found.confidence), (Status::Partial, 0.5));
    assert_eq!(found.evidence[0].strength, Mentioned);
    let both = vec![piece("c", Executed, "n.ipynb", 0), written("b")];
    let found = report(rules, both);
    let signals: Vec<&str> = found.evidence.iter().map(|piece| &*piece.signal).collect();
    assert_eq!((found.status, signals), (Status::Partial, vec!["b"]));
    assert_eq!(report(rules, Vec::new()).status, Status::Absent);
}

#[test]
fn not_applicable_comes_before_everything_else() {
    let rules = "[present]\nall = [\"a\"]\n[not_applicable]\nall = [\"f\"]";
    let report = report(rules, vec![written("f")]);
    assert_eq!(report.status, Status::NotApplicable);
    assert_eq!(report.evidence[0].signal.as_ref(), "f");
    assert!(report.missing.is_empty());
}

#[test]
fn what_only_the_defence_shows_and_what_no_rule_assesses_are_human() {
    let for_the_defence = run(&catalog("human", "", ""), Vec::new())
        .criteria
        .remove(0);
    assert_eq!(
        (for_the_defence.status, for_the_defence.assessed),
        (Status::Human, true)
    );
    let unassessed = run(&catalog("auto", "", ""), vec![written("a")])
        .criteria
        .remove(0);
    assert_eq!(
        (unassessed.status, unassessed.assessed),
        (Status::Human, false)
    );
}

#[test]
fn a_competence_that_is_not_addressed_is_out_of_scope_with_its_criteria() {
    let catalog = catalog(
        "auto",
        "[present]\nall = [\"a\"]",
        "[scope]\nany = [\"d\", \"e\"]",
    );
    let out = run(
        &catalog,
        vec![written("a"), piece("d", Mentioned, "n.ipynb", 1)],
    );
    assert_eq!(
        (out.scope, out.criteria[0].status),
        (Scope::Out, Status::OutOfScope)
    );
    assert!(out.scope_evidence.is_empty() && out.criteria[0].evidence.is_empty());
    let inside = run(&catalog, vec![written("a"), written("e")]);
    assert_eq!(
        (inside.scope, inside.criteria[0].status),
        (Scope::In, Status::Present)
    );
    assert_eq!(inside.scope_evidence[0].signal.as_ref(), "e");
}

#[test]
fn evidence_comes_best_first() {
    let rules = "[present]\nany = [\"b\", \"a\"]\n[partial]\nany = [\"c\"]";
    let pieces = vec![
        piece("a", Executed, "z.ipynb", 2),
        piece("a", Executed, "n.ipynb", 9),
        piece("b", Executed, "n.ipynb", 10),
        piece("b", Written, "a.ipynb", 1),
        against(piece("b", Executed, "a.ipynb", 0)),
        piece("c", Executed, "a.ipynb", 0),
    ];
    let shown: Vec<(String, Option<u32>)> = report(rules, pieces)
        .evidence
        .iter()
        .map(|evidence| {
            (
                format!(
                    "{}{}",
                    evidence.signal,
                    if evidence.supports { "" } else { "!" }
                ),
                evidence.location.cell(),
            )
        })
        .collect();
    let shown: Vec<(&str, u32)> = shown
        .iter()
        .map(|(signal, cell)| (signal.as_str(), cell.unwrap()))
        .collect();
    assert_eq!(
        shown,
        [("b", 10), ("a", 9), ("a", 2), ("b", 1), ("c", 0), ("b!", 0)]
    );
}

#[test]
fn missing_parts_are_few_and_named_once() {
    let rules = "[present]\nall = [\"a\", \"b\", \"c\", \"a\", { at_least = { n = 2, of = [\"d\", \"e\", \"f\"] } }]";
    assert_eq!(
        missing(&report(rules, vec![written("d")])),
        ["fr a", "fr b", "fr c", "fr e"]
    );
    assert_eq!(missing(&report(rules, Vec::new())).len(), 4);
    let alternatives = "[present]\nany = [\"a\", \"b\"]";
    assert_eq!(missing(&report(alternatives, Vec::new())), ["fr a"]);
    let apart = "[present]\nnear = { cells = 1, of = [\"a\", \"b\"] }";
    assert_eq!(
        missing(&report(
            apart,
            vec![written("a"), piece("b", Written, "n.ipynb", 8)]
        )),
        ["fr b"]
    );
}

#[test]
fn questions_are_filled_from_the_best_evidence_and_there_is_always_one() {
    let rules = "[present]\nall = [\"a\"]";
    let mut found = piece("a", Executed, "notebooks/x.ipynb", 12);
    found.evidence.subject = Some("KNNImputer".into());
    let asked = report(rules, vec![written("a"), found]).questions;
    assert_eq!(
        asked[0].fr,
        "Pourquoi KNNImputer (cellule 12 de notebooks/x.ipynb) ?"
    );
    assert_eq!(
        asked[0].en,
        "Why KNNImputer (cell 12 of notebooks/x.ipynb)?"
    );
    assert_eq!(asked[1].fr, "Pourquoi ?");
    let general = report(rules, Vec::new()).questions;
    assert_eq!(general.len(), 1);
    let unnamed = report(rules, vec![written("a")]).questions;
    assert_eq!(unnamed[0].en, "Why en a (cell 0 of n.ipynb)?");
}

#[test]
fn an_absence_in_a_submission_with_an_unread_notebook_is_less_sure() {
    let catalog = catalog("auto", "[present]\nall = [\"a\"]", "");
    let confidence = |issues: &[Issue]| {
        let reports = evaluate(
            &catalog,
            &EvidenceSet::default(),
            &Reading::of(issues),
            &Projects::default(),
            &Sections::default(),
        );
        reports[0].criteria[0].confidence
    };
    assert!(confidence(&[Issue::at("x.ipynb", "notebook.invalid-json")]) < confidence(&[]));
}

#[test]
fn a_result_is_shown_before_the_helper_that_makes_it() {
    let in_helper = || Placed {
        inside_function: true,
        ..piece("a", Executed, "n.ipynb", 1)
    };
    let pieces = || vec![in_helper(), piece("a", Executed, "n.ipynb", 4)];
    let first_cell = |report: &CriterionReport| report.evidence[0].location.clone();
    let plain = report("[present]\nany = [\"a\"]", pieces());
    assert_eq!(first_cell(&plain), in_helper().evidence.location);
    let of_result = report("results_first = true\n[present]\nany = [\"a\"]", pieces());
    assert_eq!(
        first_cell(&of_result),
        piece("a", Executed, "n.ipynb", 4).evidence.location
    );
}

#[test]
fn what_a_function_makes_is_shown_where_a_cell_displays_it() {
    let in_helper = |cell| Placed {
        inside_function: true,
        ..piece("a", Executed, "n.ipynb", cell)
    };
    let seen = |cell, at| Placed {
        seen: Some(Box::new(piece("a", Executed, "n.ipynb", at).evidence)),
        ..in_helper(cell)
    };
    let pieces = || vec![in_helper(0), seen(1, 7), seen(2, 7)];
    let places = |rule: &str| -> Vec<Place> {
        let shown = report(rule, pieces()).evidence.into_iter();
        shown.map(|evidence| evidence.location.place).collect()
    };
    let at = |cell| {
        piece("a", Executed, "n.ipynb", cell)
            .evidence
            .location
            .place
    };
    let rule = "[present]\nany = [\"a\"]";
    assert_eq!(places(rule), [at(0), at(1), at(2)]);
    let rule = format!("results_first = true\nseen_at_calls = true\n{rule}");
    assert_eq!(places(&rule), [at(7), at(0)]);
}

#[test]
fn what_its_finder_puts_first_is_shown_before_what_is_stronger() {
    let first = Placed {
        turn: -1,
        is_restated: false,
        is_in_copy: false,
        ..piece("a", Written, "n.ipynb", 9)
    };
    let last = Placed {
        turn: 1,
        is_restated: false,
        is_in_copy: false,
        ..piece("a", Executed, "n.ipynb", 0)
    };
    let pieces = vec![last, piece("a", Executed, "n.ipynb", 4), first];
    let shown = report("[present]\nany = [\"a\"]", pieces);
    let cells: Vec<Place> = shown
        .evidence
        .into_iter()
        .map(|evidence| evidence.location.place)
        .collect();
    let at = |cell| piece("a", Written, "n.ipynb", cell).evidence.location.place;
    assert_eq!(cells, [at(9), at(4), at(0)]);
}

#[test]
fn a_reading_beside_what_it_reads_is_shown_before_what_stands_alone() {
    let pieces = || {
        vec![
            piece("a", Executed, "n.ipynb", 1),
            piece("a", Executed, "n.ipynb", 20),
            piece("b", Written, "n.ipynb", 22),
            piece("b", Written, "m.ipynb", 1),
        ]
    };
    let cells = |rules: &str| -> Vec<Option<u32>> {
        let report = report(rules, pieces());
        let shown = report.evidence.iter();
        shown.map(|piece| piece.location.cell()).collect()
    };
    let rule = "[present]\nall = [\"a\", { any = [\"b\", \"c\"] }]";
    assert_eq!(cells(rule), [Some(1), Some(1), Some(20), Some(22)]);
    let together = format!("together_first = true\n{rule}");
    assert_eq!(cells(&together), [Some(20), Some(22), Some(1), Some(1)]);
}

#[test]
fn among_equals_the_section_that_treats_a_criterion_is_shown_first() {
    let cells = [
        (0, "# Import"),
        (4, "# Nettoyage"),
        (6, "## Valeurs manquantes"),
    ];
    let documents = [prejury_documents::notebook_text(
        "n.ipynb",
        cells.into_iter(),
    )];
    let first = |rules: &str, strength| {
        let pieces = vec![
            piece("a", strength, "n.ipynb", 1),
            piece("a", Written, "n.ipynb", 5),
            piece("a", Written, "n.ipynb", 7),
        ];
        let report = evaluate(
            &catalog("auto", rules, ""),
            &EvidenceSet::from_pieces(pieces),
            &Reading::of(&[]),
            &Projects::default(),
            &Sections::of(&documents),
        );
        report[0].criteria[0].evidence[0].location.cell()
    };
    let rule = "[present]\nall = [\"a\"]";
    let treated = format!("sections = [\"manquant*\"]\n{rule}");
    assert_eq!(first(rule, Written), Some(1));
    assert_eq!(first(&treated, Written), Some(7));
    // What was run comes before what is only written, wherever it stands.
    assert_eq!(first(&treated, Executed), Some(1));
}

#[test]
fn every_part_and_every_thing_counted_is_shown_before_one_is_shown_again() {
    let named = |cell, subject: &str| {
        let mut piece = piece("a", Written, "n.ipynb", cell);
        piece.evidence.subject = Some(subject.to_owned());
        piece
    };
    let pieces = vec![
        named(0, "KMeans"),
        named(1, "KMeans"),
        named(2, "KMeans"),
        named(3, "DBSCAN"),
        piece("b", Mentioned, "n.ipynb", 4),
        piece("b", Written, "n.ipynb", 5),
    ];
    let cells = |rule: &str| -> Vec<Option<u32>> {
        let report = report(rule, pieces.clone());
        let shown = report.evidence.iter();
        shown.map(|piece| piece.location.cell()).collect()
    };
    let in_order = [0, 1, 2, 3, 5, 4].map(Some);
    assert_eq!(cells("[present]\nany = [\"a\", \"b\"]"), in_order);
    let both = "[present]\nall = [{ count = { n = 2, signal = \"a\" } }, \"b\"]";
    assert_eq!(cells(both), [0, 3, 5, 1, 2, 4].map(Some));
    // What does not hold is shown as it comes.
    assert_eq!(
        cells("[present]\nall = [\"a\", \"c\"]"),
        [0, 1, 2, 3].map(Some)
    );
}
