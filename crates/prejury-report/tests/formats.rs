//! Formats for people over one report: goldens, and what must hold whatever the wording.

#![expect(
    clippy::unwrap_used,
    reason = "a helper of a test fails as a test does"
)]

mod common;
#[path = "common/golden.rs"]
mod golden;

use std::io;

use golden::assert_golden;
use prejury_catalog::Catalog;
use prejury_core::{Issue, Lang, Location, Place, Report, Strength};
use prejury_report::{Detail, Options, Selection, decisions, html, json, markdown, terminal};

type Writer = fn(&[Report], &Catalog, &Options<'_>, &mut dyn io::Write) -> io::Result<()>;

fn written(writer: Writer, reports: &[Report], options: &Options<'_>) -> String {
    let mut out = Vec::new();
    writer(reports, &common::catalog(), options, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

fn plain(text: &str) -> String {
    anstream::adapter::strip_str(text).to_string()
}

#[test]
fn terminal_golden() {
    let messages = common::messages(Lang::Fr);
    assert_golden(
        "terminal.txt",
        &plain(&written(
            terminal::write,
            &[common::report()],
            &common::options(&messages),
        )),
    );
}

#[test]
fn markdown_golden() {
    let messages = common::messages(Lang::En);
    assert_golden(
        "markdown.md",
        &written(
            markdown::write,
            &[common::report()],
            &common::options(&messages),
        ),
    );
}

#[test]
fn html_golden() {
    let (french, english) = (common::messages(Lang::Fr), common::messages(Lang::En));
    let mut report = common::report();
    report.competences.truncate(1);
    report.competences[0].criteria.truncate(2);
    let options = common::options(&french);
    let mut page = Vec::new();
    html::write(
        &report,
        &common::catalog(),
        &options,
        &english,
        None,
        &mut page,
    )
    .unwrap();
    assert_golden(
        "html.html",
        &parts_that_tell_of_a_submission(&String::from_utf8(page).unwrap()),
    );
}

/// The header and everything below the filters, an element a line: style, script, filters and help are looked at in a
/// browser.
fn parts_that_tell_of_a_submission(page: &str) -> String {
    let between = |start: &str, end: &str| {
        let from = page.find(start).unwrap();
        &page[from..from + page[from..].find(end).unwrap()]
    };
    let header = between("<header", "</header>");
    let main = between("<main", "<footer");
    let mut lines = format!("{header}</header>{main}\n");
    for block in [
        "section", "details", "article", "fieldset", "li", "p>", "p ", "h2", "h3", "h4", "ul",
        "dl", "dt", "pre", "div", "table", "tr", "label", "textarea", "option", "select", "main",
    ] {
        lines = lines.replace(&format!("<{block}"), &format!("\n<{block}"));
    }
    lines
}

#[test]
fn json_golden() {
    let messages = common::messages(Lang::En);
    let mut report = common::report();
    report.competences.truncate(1);
    report.competences[0].criteria.truncate(1);
    assert_golden(
        "json.json",
        &written(json::write, &[report], &common::options(&messages)),
    );
}

#[test]
fn quiet_is_counts_and_verbose_is_everything() {
    let messages = common::messages(Lang::Fr);
    let quiet = Options {
        detail: Detail::Quiet,
        ..common::options(&messages)
    };
    let text = plain(&written(terminal::write, &[common::report()], &quiet));
    assert!(
        text.contains("C1.1    1 présent, 1 partiel, 1 absent, 1 dispensé, 1 pour l'évaluateur"),
        "{text}"
    );
    assert!(
        text.contains("2 points à vérifier") && !text.contains("CE2") && text.lines().count() < 20,
        "{text}"
    );
    let verbose = Options {
        detail: Detail::Verbose,
        ..common::options(&messages)
    };
    let text = plain(&written(terminal::write, &[common::report()], &verbose));
    for part in [
        "Texte officiel du CE1.",
        "src/train.py, ligne 40",
        "Question\u{a0}:",
        "(environnement virtuel\u{a0}: venv, …)",
        "un score sur le test (score.held-out)",
    ] {
        assert!(text.contains(part), "{part} in {text}");
    }
}

#[test]
fn a_selection_narrows_every_format() {
    let messages = common::messages(Lang::En);
    let selection = Selection {
        competences: vec!["C1.2".parse().unwrap()],
        ..Selection::default()
    };
    let options = Options {
        selection,
        ..common::options(&messages)
    };
    for writer in [terminal::write as Writer, markdown::write, json::write] {
        let text = written(writer, &[common::report()], &options);
        assert!(text.contains("C1.2") && !text.contains("C1.1"), "{text}");
    }
    let all = Options {
        selection: Selection {
            all: true,
            ..Selection::default()
        },
        ..common::options(&messages)
    };
    let text = plain(&written(terminal::write, &[common::report()], &all));
    assert!(text.contains("out of scope  CE1  Wine list"), "{text}");
}

#[test]
fn a_competence_without_rules_takes_a_line_unless_it_is_asked_for() {
    let messages = common::messages(Lang::En);
    let mut report = common::report();
    for criterion in &mut report.competences[0].criteria {
        criterion.status = prejury_core::Status::Human;
        criterion.assessed = false;
    }
    report.annotations = Default::default();
    let normal = plain(&written(
        terminal::write,
        std::slice::from_ref(&report),
        &common::options(&messages),
    ));
    assert!(
        normal.contains("not assess yet, for the evaluator: C1.1") && !normal.contains("Oven use"),
        "{normal}"
    );
    let selection = Selection {
        competences: vec!["C1.1".parse().unwrap()],
        ..Selection::default()
    };
    let options = Options {
        selection,
        ..common::options(&messages)
    };
    let asked = plain(&written(terminal::write, &[report], &options));
    assert!(
        asked.contains("Oven use") && asked.contains("For the evaluator: CE1, CE2"),
        "{asked}"
    );
}

#[test]
fn several_reports_are_json_lines_and_sections() {
    let messages = common::messages(Lang::En);
    let options = Options {
        show_authors: false,
        one_per_line: true,
        ..common::options(&messages)
    };
    let reports = [common::report(), common::report()];
    let lines = written(json::write, &reports, &options);
    assert_eq!(lines.lines().count(), 2);
    assert_eq!(
        written(markdown::write, &reports, &options)
            .matches("## Pre-assessment")
            .count(),
        2
    );
    let terminal = written(terminal::write, &reports, &options);
    assert_eq!(terminal.matches("Pre-assessment").count(), 2);
    assert_eq!(
        terminal.matches("prejury explain").count(),
        1,
        "next commands are told once"
    );
}

#[test]
fn no_format_repeats_a_secret_or_obeys_a_stranger() {
    for lang in [Lang::Fr, Lang::En] {
        let messages = common::messages(lang);
        for detail in [Detail::Normal, Detail::Verbose] {
            let options = Options {
                detail,
                ..common::options(&messages)
            };
            for writer in [terminal::write as Writer, markdown::write, json::write] {
                assert!(!written(writer, &[common::report()], &options).contains("hunter2"));
            }
            let terminal = plain(&written(terminal::write, &[common::report()], &options));
            assert!(
                terminal.contains("\\u{1b}[31m") && !terminal.contains('\u{1b}'),
                "{terminal}"
            );
            assert!(
                html_of_strangers(&written(markdown::write, &[common::report()], &options))
                    .is_empty()
            );
        }
    }
}

/// HTML in the Markdown that is not the report's own.
fn html_of_strangers(markdown: &str) -> Vec<String> {
    use pulldown_cmark::{Event, Options, Parser};
    Parser::new_ext(markdown, Options::all())
        .filter_map(|event| match event {
            Event::Html(html) | Event::InlineHtml(html) => Some(html.trim().to_owned()),
            _ => None,
        })
        .filter(|html| {
            !["<details>", "</details>", "<!-- -->"].contains(&&**html)
                && !html.starts_with("<summary>")
        })
        .collect()
}

#[test]
fn lines_fit_eighty_columns_but_for_what_the_candidate_wrote() {
    let messages = common::messages(Lang::Fr);
    let text = plain(&written(
        terminal::write,
        &[common::report()],
        &common::options(&messages),
    ));
    for line in text.lines() {
        assert!(line.chars().count() <= 80, "{line}");
    }
}

#[test]
fn the_words_of_a_verdict_are_never_used() {
    for (lang, verdicts) in [
        (Lang::Fr, ["validé", "Validé", "réussi", "acquis"]),
        (Lang::En, ["passed", "Passed", "failed", "succeeded"]),
    ] {
        let messages = common::messages(lang);
        let options = Options {
            detail: Detail::Verbose,
            ..common::options(&messages)
        };
        for writer in [terminal::write as Writer, markdown::write] {
            let text = written(writer, &[common::report()], &options);
            for verdict in verdicts {
                assert!(!text.contains(verdict), "{verdict} in {text}");
            }
        }
    }
}

#[test]
fn json_follows_its_published_schema() {
    let schema: serde_json::Value =
        serde_json::from_str(include_str!("../../../docs/report.schema.json")).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let messages = common::messages(Lang::Fr);
    let mut report = common::report();
    report
        .issues
        .push(Issue::new("limit.units").with("limit", 2000));
    let places = [
        Place::File,
        Place::Page(3),
        Place::Slide(4),
        Place::Row {
            sheet: "Budget".into(),
            row: 7,
        },
        Place::Paragraph {
            heading: "Modèles › Métrique".into(),
            paragraph: 12,
        },
        Place::Commit("0123456789abcdef".into()),
    ];
    let evidence = &mut report.competences[0].criteria[0].evidence;
    for place in places {
        let location = Location {
            path: "x".into(),
            place,
        };
        evidence.push(prejury_core::Evidence {
            strength: Strength::Mentioned,
            ..common::evidence("s", location, "")
        });
    }
    let text = written(json::write, &[report], &common::options(&messages));
    let document: serde_json::Value = serde_json::from_str(&text).unwrap();
    let errors: Vec<String> = validator
        .iter_errors(&document)
        .map(|error| format!("{error} at {}", error.instance_path()))
        .collect();
    assert_eq!(errors, Vec::<String>::new());
    for (pointer, value) in [
        ("/competences/0/criteria/0/evidence/2/location", "path"),
        ("", "issues"),
        ("/input", "files"),
    ] {
        let mut broken = document.clone();
        broken
            .pointer_mut(pointer)
            .unwrap()
            .as_object_mut()
            .unwrap()
            .remove(value);
        assert!(
            !validator.is_valid(&broken),
            "{value} may be missing at {pointer}"
        );
    }
    assert_eq!(
        undescribed(&document, &schema, &schema),
        Vec::<String>::new()
    );
}

/// Fields of the document that the schema does not describe. The schema itself allows further fields, so that readers
/// of schema 1 accept later versions.
fn undescribed(
    value: &serde_json::Value,
    schema: &serde_json::Value,
    root: &serde_json::Value,
) -> Vec<String> {
    let schema = match schema["$ref"].as_str() {
        Some(reference) => root.pointer(reference.trim_start_matches('#')).unwrap(),
        None => schema,
    };
    match value {
        serde_json::Value::Object(fields) => fields
            .iter()
            .flat_map(|(name, field)| match schema["properties"].get(name) {
                Some(described) => undescribed(field, described, root),
                // A map: its names are values.
                None if schema["additionalProperties"].is_object() => Vec::new(),
                None => vec![name.clone()],
            })
            .collect(),
        serde_json::Value::Array(items) => items
            .iter()
            .flat_map(|item| undescribed(item, &schema["items"], root))
            .collect(),
        _ => Vec::new(),
    }
}

#[test]
fn what_lifts_most_comes_first_and_one_addition_serves_several() {
    let messages = common::messages(Lang::En);
    let mut report = common::report();
    report.issues.clear();
    let criteria = &mut report.competences[0].criteria;
    // The partial one now misses what the absent one misses: one step for both.
    criteria[1].missing = criteria[2].missing.clone();
    criteria[0].status = prejury_core::Status::Partial;
    let text = plain(&written(
        terminal::write,
        &[report],
        &common::options(&messages),
    ));
    let steps = text.split("What to do first, by effect").nth(1).unwrap();
    // What speaks against the partial one makes it the first of the two.
    assert!(
        steps.contains("1.\u{a0}C1.1-CE2 Naive baseline (partial; also counts for C1.1-CE3)"),
        "{steps}"
    );
    assert!(
        steps.contains("2.\u{a0}C1.1-CE1") && !steps.contains("3.\u{a0}"),
        "{steps}"
    );
}

#[test]
fn one_thing_to_do_needs_no_order() {
    let messages = common::messages(Lang::En);
    let mut report = common::report();
    report.competences[0].criteria.truncate(2);
    for writer in [terminal::write as Writer, markdown::write] {
        let text = written(
            writer,
            std::slice::from_ref(&report),
            &common::options(&messages),
        );
        assert!(!text.contains("What to do first"), "{text}");
    }
}

#[test]
fn a_json_report_is_read_back_as_it_was() {
    let messages = common::messages(Lang::Fr);
    let options = common::options(&messages);
    let first = written(json::write, &[common::report()], &options);
    let again = json::read(first.as_bytes()).unwrap();
    assert_eq!(written(json::write, &again, &options), first);
    let before = &common::report().competences[0].criteria[0];
    assert_eq!(
        decisions::fingerprint(&again[0].competences[0].criteria[0]),
        decisions::fingerprint(before)
    );
    // The other language is in the file, too.
    let english = common::messages(Lang::En);
    let options = common::options(&english);
    assert_eq!(
        written(json::write, &again, &options),
        written(json::write, &[common::report()], &options)
    );
    for broken in [&b"{}"[..], b"", b"[1]", b"\xff"] {
        assert!(json::read(broken).is_err());
    }
}
