//! SARIF, JUnit, GitHub and GitLab: goldens, schemas, and what their readers rely on.

#![expect(
    clippy::unwrap_used,
    reason = "a helper of a test fails as a test does"
)]

mod common;
#[path = "common/golden.rs"]
mod golden;

use std::collections::BTreeMap;

use golden::assert_golden;
use prejury_core::{Anchors, Lang, Region, Report, Status};
use prejury_report::{Options, github, gitlab, junit, sarif};
use serde_json::Value;

/// Places of the report in a repository in which the submission is a folder.
fn anchors() -> Anchors {
    let region = Region {
        start_line: 210,
        start_column: 6,
        end_line: 211,
        end_column: 17,
    };
    Anchors {
        folder: "p7".to_owned(),
        home: Some("README.md".into()),
        regions: BTreeMap::from([(common::cell("notebooks/2_modèles.ipynb", 12, 3, 4), region)]),
    }
}

fn written(
    write: impl Fn(
        &[Report],
        &prejury_catalog::Catalog,
        &Options<'_>,
        &mut dyn std::io::Write,
    ) -> std::io::Result<()>,
    reports: &[Report],
    lang: Lang,
) -> String {
    let messages = common::messages(lang);
    let anchors: Vec<Anchors> = reports.iter().map(|_| anchors()).collect();
    let options = Options {
        anchors: &anchors,
        ..common::options(&messages)
    };
    let mut out = Vec::new();
    write(reports, &common::catalog(), &options, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

/// The report with what each result looks like once.
fn short() -> Report {
    let mut report = common::report();
    report.competences.truncate(1);
    report.competences[0]
        .criteria
        .retain(|criterion| matches!(criterion.id.number, 1..=3 | 7));
    report.findings.truncate(1);
    report.issues.truncate(1);
    report
}

#[test]
fn sarif_golden() {
    assert_golden("sarif.json", &written(sarif::write, &[short()], Lang::En));
}

#[test]
fn junit_golden() {
    assert_golden(
        "junit.xml",
        &written(junit::write, &[common::report()], Lang::Fr),
    );
}

#[test]
fn github_golden() {
    assert_golden(
        "github.txt",
        &written(github::write, &[common::report()], Lang::Fr),
    );
}

#[test]
fn gitlab_golden() {
    assert_golden(
        "gitlab.json",
        &written(gitlab::write, &[common::report()], Lang::En),
    );
}

#[test]
fn sarif_follows_the_official_schema() {
    // A slip of the official schema: a bracket that opens nowhere, which stricter engines refuse.
    let schema = include_str!("schemas/sarif-2.1.0.json").replace("]?$\"", "?$\"");
    let schema: Value = serde_json::from_str(&schema).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    for lang in [Lang::Fr, Lang::En] {
        for reports in [
            vec![common::report()],
            vec![common::report(), short()],
            vec![],
        ] {
            let text = written(sarif::write, &reports, lang);
            let document: Value = serde_json::from_str(&text).unwrap();
            let errors: Vec<String> = validator
                .iter_errors(&document)
                .map(|error| format!("{error} at {}", error.instance_path()))
                .collect();
            assert_eq!(errors, Vec::<String>::new());
            assert_eq!(document["runs"].as_array().unwrap().len(), reports.len());
        }
    }
}

#[test]
fn every_sarif_result_can_be_opened_and_followed() {
    let document: Value =
        serde_json::from_str(&written(sarif::write, &[common::report()], Lang::En)).unwrap();
    let run = &document["runs"][0];
    let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
    let results = run["results"].as_array().unwrap();
    let mut fingerprints = std::collections::HashSet::new();
    for result in results {
        let place = &result["locations"][0]["physicalLocation"];
        assert!(
            place["artifactLocation"]["uri"]
                .as_str()
                .unwrap()
                .starts_with("p7/")
        );
        assert!(place["region"]["startLine"].as_u64().unwrap() >= 1);
        let index = result["ruleIndex"].as_u64().unwrap() as usize;
        assert_eq!(rules[index]["id"], result["ruleId"]);
        assert!(!rules[index]["help"]["text"].as_str().unwrap().is_empty());
        assert!(
            fingerprints.insert(result["partialFingerprints"].to_string()),
            "{result}"
        );
        // The specification: only failures have a level.
        assert_eq!(result["kind"] == "fail", result["level"] != "none");
    }
    let count = |kind: &str| results.iter().filter(|it| it["kind"] == kind).count();
    assert_eq!((count("fail"), count("pass"), count("review")), (3, 3, 2));
    // The candidate's claims.
    assert_eq!(count("informational"), 2);
    let suppressed: Vec<&str> = results
        .iter()
        .filter(|it| !it["suppressions"].as_array().unwrap().is_empty())
        .map(|it| it["ruleId"].as_str().unwrap())
        .collect();
    assert_eq!(suppressed, ["C1.1-CE7"]);
    let absent = results
        .iter()
        .find(|it| it["ruleId"] == "C1.1-CE3")
        .unwrap();
    assert_eq!(absent["level"], "warning");
}

#[test]
fn fingerprints_stay_when_lines_move() {
    let fingerprints = |report: Report| -> Vec<String> {
        let document: Value =
            serde_json::from_str(&written(sarif::write, &[report], Lang::En)).unwrap();
        let results = document["runs"][0]["results"].as_array().unwrap();
        results
            .iter()
            .map(|result| result["partialFingerprints"].to_string())
            .collect()
    };
    let mut moved = common::report();
    for criterion in &mut moved.competences[0].criteria {
        for evidence in &mut criterion.evidence {
            if let prejury_core::Place::Lines { line, end_line, .. } = &mut evidence.location.place
            {
                *line += 10;
                *end_line += 10;
            }
        }
    }
    assert_eq!(fingerprints(common::report()), fingerprints(moved));
}

#[test]
fn gitlab_gets_what_it_documents_and_no_fingerprint_twice() {
    let schema: Value =
        serde_json::from_str(include_str!("schemas/gitlab-code-quality.json")).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let reports = [common::report(), common::report()];
    let document: Value =
        serde_json::from_str(&written(gitlab::write, &reports, Lang::Fr)).unwrap();
    assert!(validator.is_valid(&document), "{document}");
    let lines = document.as_array().unwrap();
    // Two open criteria, what the candidate excludes, a waiver without effect, one in force and two findings.
    assert_eq!(lines.len(), 14);
    let distinct: std::collections::HashSet<&str> = lines
        .iter()
        .map(|line| line["fingerprint"].as_str().unwrap())
        .collect();
    assert_eq!(distinct.len(), 14);
}

#[test]
fn github_shows_ten_of_each_level_and_counts_the_rest() {
    let mut report = common::report();
    let criterion = report.competences[0].criteria[2].clone();
    let absent = |number: u8| {
        let mut criterion = criterion.clone();
        criterion.id.number = number;
        criterion
    };
    report.competences[0].criteria = (1..=13).map(absent).collect();
    report.annotations = Default::default();
    let text = written(github::write, &[report], Lang::En);
    assert_eq!(text.matches("::warning ").count(), 10);
    assert!(
        text.ends_with("and 3 more absent criteria: see the summary\n"),
        "{text}"
    );
}

#[test]
fn github_counts_the_notes_that_it_has_no_room_for() {
    let mut report = common::report();
    let claim = prejury_core::Signpost {
        criterion: "C1.2-CE1".parse().unwrap(),
        location: prejury_core::Location::line("cave.md", 7),
        note: String::new(),
        lack: None,
    };
    report.annotations.signposts = vec![claim; 30];
    let text = written(github::write, &[report], Lang::En);
    // Four notes on the report, a partial criterion, a waiver, and four of the thirty.
    assert_eq!(text.matches("::notice ").count(), 10, "{text}");
    assert!(
        text.ends_with("and 26 more notes: see the summary\n"),
        "{text}"
    );
}

#[test]
fn a_summary_that_is_too_long_for_github_is_made_shorter() {
    let messages = common::messages(Lang::En);
    let mut report = common::report();
    let many = std::iter::repeat_n(report.issues[0].clone(), 20_000).enumerate();
    report.issues = many
        .map(|(n, mut issue)| {
            issue.path = Some(format!("{n}/{}.ipynb", "x".repeat(80)).into());
            issue
        })
        .collect();
    let options = Options {
        detail: prejury_report::Detail::Verbose,
        ..common::options(&messages)
    };
    let summary = github::summary(&[report], &common::catalog(), &options).unwrap();
    assert!(summary.len() < 100_000);
    let many = vec![common::report(); 3_000];
    let options = common::options(&messages);
    let summary = github::summary(&many, &common::catalog(), &options).unwrap();
    let text = String::from_utf8(summary).unwrap();
    assert!(text.len() < 1024 * 1024, "{}", text.len());
    assert!(
        text.ends_with("GitHub takes no more.\n"),
        "{}",
        &text[text.len() - 200..]
    );
}

#[test]
fn what_only_a_person_can_tell_is_skipped_in_junit() {
    let text = written(junit::write, &[common::report()], Lang::En);
    assert!(
        text.contains(r#"tests="7" failures="2" errors="0" skipped="4""#),
        "{text}"
    );
    let mut report = common::report();
    report.competences[0].criteria[2].status = Status::Present;
    let text = written(junit::write, &[report], Lang::En);
    assert!(text.contains(r#"failures="1""#), "{text}");
}
