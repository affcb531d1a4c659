//! What people work on after a check: workbook, merged report, remarks, comparison of two reports. Goldens.

#![expect(
    clippy::unwrap_used,
    reason = "a helper of a test fails as a test does"
)]

mod common;
#[path = "common/golden.rs"]
mod golden;
#[path = "common/workbook.rs"]
mod workbook;

use std::io;

use golden::assert_golden;
use prejury_catalog::Catalog;
use prejury_core::{Decisions, Lang, Missing, Report, Status};
use prejury_report::compare::{self, Pairs, Snapshot};
use prejury_report::{Options, decisions, json, markdown, remarks, xlsx};

/// An evaluator who is not through: one criterion of each word, one with a comment alone, one decided on an older report.
fn decided() -> Decisions {
    let document = serde_json::json!({
        "schema": "prejury-decisions", "schema_version": 1,
        "input": {"label": "P7_scoring", "head": null},
        "criteria": {
            "C1.1-CE1": {"decision": "acquired", "comment": ""},
            "C1.1-CE2": {"decision": "not_acquired", "comment": "Un modèle naïf,\nmais aucun score.",
                "seen": {"status": "absent", "fingerprint": "0000000000000000"}},
            "C1.1-CE3": {"decision": null, "comment": "=À revoir | *avec* <b>lui</b>"},
            "C1.1-CE6": {"decision": "at_defence", "comment": ""},
        },
        "competences": {"C1.1": {"decision": "not_validated", "remark": "Le naïf manque."}},
        "general": {"overall": "Un travail soigné.", "strengths": "Code clair.",
            "improvements": "Comparer à une référence.", "defence": "À l'heure."},
    });
    decisions::read(document.to_string().as_bytes()).unwrap()
}

fn written(write: impl FnOnce(&mut Vec<u8>) -> io::Result<()>) -> Vec<u8> {
    let mut out = Vec::new();
    write(&mut out).unwrap();
    out
}

fn text(write: impl FnOnce(&mut Vec<u8>) -> io::Result<()>) -> String {
    String::from_utf8(written(write)).unwrap()
}

#[test]
fn xlsx_golden() {
    let messages = common::messages(Lang::Fr);
    let (catalog, options) = (common::catalog(), common::options(&messages));
    let book = written(|out| xlsx::write(&[common::report()], &catalog, &options, out));
    assert_golden("xlsx.txt", &workbook::cells(book));
}

#[test]
fn a_merged_workbook_differs_by_what_was_decided_only() {
    let messages = common::messages(Lang::Fr);
    let (catalog, options) = (common::catalog(), common::options(&messages));
    let mut report = common::report();
    // They stand below what is filled in.
    report.findings.clear();
    let reports = std::slice::from_ref(&report);
    let before = workbook::cells(written(|out| xlsx::write(reports, &catalog, &options, out)));
    let after = workbook::cells(written(|out| {
        xlsx::write_decided(&report, &decided(), &catalog, &options, out)
    }));
    let before: Vec<&str> = before.lines().collect();
    let filled = after.lines().filter(|line| !before.contains(line));
    let (counts, words): (Vec<&str>, Vec<&str>) =
        filled.partition(|line| line.contains(" =COUNTIFS("));
    assert_eq!(
        words,
        [
            // One criterion of each word and four open ones; sums of a single row.
            "N13 Non validé",
            "O13 Le naïf manque.",
            "J14 =SUM(J13:J13) → 1",
            "K14 =SUM(K13:K13) → 1",
            "L14 =SUM(L13:L13) → 1",
            "M14 =SUM(M13:M13) → 4",
            "A16 Verdict global et remarques",
            "B17 Un travail soigné.",
            "A19 Livrable\u{a0}: points forts",
            "B20 Code clair.",
            "A22 Livrable\u{a0}: axes d'amélioration",
            "B23 Comparer à une référence.",
            "A25 Soutenance\u{a0}: remarques",
            "B26 À l'heure.",
            "I2 Acquis",
            "I3 Non acquis",
            "J3 Un modèle naïf,⏎mais aucun score.",
            "J4 =À revoir | *avec* <b>lui</b>",
            "I7 À voir à l'oral",
        ]
    );
    // What a program shows that computes no formula.
    assert_eq!(counts.len(), 4);
    assert!(counts[3].ends_with("→ 4"), "{counts:?}");
}

#[test]
fn merged_markdown_golden() {
    let messages = common::messages(Lang::Fr);
    let (catalog, options) = (common::catalog(), common::options(&messages));
    assert_golden(
        "merged.md",
        &text(|out| {
            markdown::write_decided(&common::report(), &decided(), &catalog, &options, out)
        }),
    );
}

#[test]
fn merged_json_golden() {
    let messages = common::messages(Lang::Fr);
    let (catalog, options) = (common::catalog(), common::options(&messages));
    let merged =
        text(|out| json::write_decided(&common::report(), &decided(), &catalog, &options, out));
    // The report itself is the golden of JSON.
    let merged: serde_json::Value = serde_json::from_str(&merged).unwrap();
    let decided = serde_json::to_string_pretty(&merged["decisions"]).unwrap();
    assert_golden("merged.json", &(decided + "\n"));
}

#[test]
fn remarks_golden() {
    let messages = common::messages(Lang::Fr);
    let (catalog, options) = (common::catalog(), common::options(&messages));
    assert_golden(
        "remarks.txt",
        &text(|out| remarks::write(&common::report(), &decided(), &catalog, &options, out)),
    );
}

/// The report before and after its candidate went on working: better, worse, neither.
fn compared(messages: &prejury_report::Messages) -> Pairs {
    let before = common::report();
    let mut after = common::report();
    after.input.head = Some("89abcdef0123456789abcdef0123456789abcdef".to_owned());
    let criteria = &mut after.competences[0].criteria;
    let lost: Vec<Missing> = criteria[2].missing.clone();
    criteria[0].status = Status::Partial;
    criteria[0].missing = lost;
    criteria[1].missing.truncate(1);
    criteria[2].status = Status::Present;
    criteria[2].missing.clear();
    criteria[3].status = Status::Absent;
    let of = |report: Report| vec![Snapshot::of(&report, messages)];
    compare::pair(of(before), of(after))
}

#[test]
fn diff_goldens() {
    type Compared = fn(&Pairs, &Catalog, &Options<'_>, &mut dyn io::Write) -> io::Result<()>;
    let formats: [(&str, Compared, Lang); 3] = [
        ("diff.txt", compare::write_terminal, Lang::Fr),
        ("diff.md", compare::write_markdown, Lang::En),
        ("diff.json", compare::write_json, Lang::En),
    ];
    for (name, write, lang) in formats {
        let messages = common::messages(lang);
        let (catalog, options) = (common::catalog(), common::options(&messages));
        let pairs = compared(&messages);
        let written = text(|out| write(&pairs, &catalog, &options, out));
        assert_golden(name, &anstream::adapter::strip_str(&written).to_string());
    }
}
