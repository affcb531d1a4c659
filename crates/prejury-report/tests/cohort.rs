//! A cohort as people see it: workbook and history, with what a mentor waives counted apart. Goldens.

#![expect(
    clippy::unwrap_used,
    reason = "a helper of a test fails as a test does"
)]

mod common;
#[path = "common/golden.rs"]
mod golden;
#[path = "common/workbook.rs"]
mod workbook;

use golden::assert_golden;
use prejury_core::Lang;
use prejury_report::cohort::{
    CandidateRun, Counts, CriterionRun, History, Overview, Row, Run, failed, rows_of,
    write_history, write_page, write_workbook,
};

fn rows(candidate: &str) -> Vec<Row> {
    let messages = common::messages(Lang::Fr);
    rows_of(
        candidate,
        &common::report(),
        &common::catalog(),
        &common::options(&messages),
    )
}

/// Two candidates, of whom one has everything of the other but the waiver, and one who could not be read.
fn overview(waives: bool) -> Overview {
    let mut overview = Overview::default();
    let mut rows = rows("Ada <b>");
    if !waives {
        for row in &mut rows {
            (row.waived, row.waiver) = (false, None);
        }
    }
    overview.add("Ada <b>", Some("reports/ada.html".to_owned()), &rows);
    for row in &mut rows {
        (row.waived, row.waiver) = (false, None);
    }
    overview.add("=Bob", None, &rows);
    overview.add("Cid", None, &[failed("Cid", "archive abîmée")]);
    overview
}

fn cells(overview: &Overview) -> String {
    let mut book = Vec::new();
    let messages = common::messages(Lang::Fr);
    write_workbook(overview, &common::catalog(), &messages, &mut book).unwrap();
    workbook::cells(book)
}

fn page(overview: &Overview) -> String {
    let messages = [common::messages(Lang::En), common::messages(Lang::Fr)];
    let mut page = Vec::new();
    let both = [&messages[0], &messages[1]];
    write_page(overview, &common::catalog(), both, &mut page).unwrap();
    String::from_utf8(page).unwrap()
}

#[test]
fn workbook_golden() {
    assert_golden("cohort.txt", &cells(&overview(true)));
}

#[test]
fn a_row_holds_why_it_is_waived() {
    let waivers: Vec<(Option<String>, Option<String>)> = rows("x")
        .into_iter()
        .filter(|row| row.waived)
        .map(|row| (row.criterion, row.waiver))
        .collect();
    let reason = "équivalence <b>accordée</b>.".to_owned();
    assert_eq!(waivers, [(Some("C1.1-CE7".to_owned()), Some(reason))]);
}

#[test]
fn the_index_counts_and_explains_what_is_waived_and_has_no_column_for_nothing() {
    let with = page(&overview(true));
    for part in [
        "data-key=\"waived\"",
        "present · partial · absent · waived",
        "<span class=\"w\">1</span>",
        "équivalence &lt;b&gt;accordée&lt;/b&gt;.</td><td class=\"n\">1</td>",
    ] {
        assert!(with.contains(part), "{part} in {with}");
    }
    let without = page(&overview(false));
    assert!(!without.contains("data-key=\"waived\"") && !without.contains("class=\"w\""));
    assert!(!cells(&overview(false)).contains("dispensé"));
}

#[test]
fn history_counts_what_is_waived_apart() {
    let counts = |waived| Counts {
        present: 12,
        partial: 3,
        absent: 4,
        waived,
        human: 9,
    };
    let run = |number, waived| Run {
        number,
        day: format!("2026-0{number}-01"),
        version: "0.1.0".to_owned(),
        candidates: 3,
        failed: 1,
        counts: counts(waived),
    };
    let whole = History {
        runs: vec![run(1, 0), run(2, 2)],
        lacking: vec![("C1.1-CE7".parse().unwrap(), counts(2))],
        ..History::default()
    };
    let one = CandidateRun {
        run: 2,
        day: "2026-02-01".to_owned(),
        counts: counts(2),
        error: None,
        changes: Vec::new(),
    };
    let criterion = CriterionRun {
        run: 2,
        day: "2026-02-01".to_owned(),
        counts: counts(2),
    };
    let of_both = History {
        runs: vec![run(1, 0)],
        candidate: Some(("Ada".to_owned(), vec![one])),
        criterion: Some(("C1.1-CE7".parse().unwrap(), vec![criterion])),
        ..History::default()
    };
    let messages = common::messages(Lang::Fr);
    let text = |history: &History, is_markdown| {
        let mut out = Vec::new();
        write_history(
            history,
            &common::catalog(),
            &messages,
            is_markdown,
            &mut out,
        )
        .unwrap();
        String::from_utf8(out).unwrap()
    };
    assert_golden(
        "history.txt",
        &[text(&whole, false), text(&of_both, true)].concat(),
    );
    let mut none = whole;
    none.runs.pop();
    assert!(!text(&none, false).contains("dispensé"));
}
