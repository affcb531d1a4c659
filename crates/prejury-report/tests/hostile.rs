//! The shared corpus of hostile texts (`tests/hostile.json`) through every format, wherever a stranger's text can stand.

#![expect(
    clippy::unwrap_used,
    reason = "a helper of a test fails as a test does"
)]

mod common;

use std::collections::BTreeSet;
use std::io::{self, Cursor, Read};

use prejury_catalog::Catalog;
use prejury_core::{
    Anchors, Annotations, Author, Decisions, Finding, Issue, Lang, Location, Place, Region, Report,
};
use prejury_report::{
    Detail, Options, compare, decisions, github, gitlab, html, json, junit, markdown, mask_names,
    remarks, sarif, terminal, xlsx,
};

type Writer = fn(&[Report], &Catalog, &Options<'_>, &mut dyn io::Write) -> io::Result<()>;

const TEXT_FORMATS: [(&str, Writer); 7] = [
    ("terminal", terminal::write),
    ("markdown", markdown::write),
    ("json", json::write),
    ("sarif", sarif::write),
    ("junit", junit::write),
    ("github", github::write),
    ("gitlab", gitlab::write),
];

#[derive(serde::Deserialize)]
struct Corpus {
    texts: Vec<String>,
    secrets: Vec<Secret>,
}

#[derive(serde::Deserialize)]
struct Secret {
    text: String,
    secret: String,
}

fn corpus() -> Corpus {
    serde_json::from_str(include_str!("../../../tests/hostile.json")).unwrap()
}

/// A report in which `text` stands wherever a stranger's text can.
fn report(text: &str) -> Report {
    let mut report = common::report();
    text.clone_into(&mut report.input.label);
    report.input.left_out[0].examples = vec![text.into()];
    let places = [
        Place::File,
        Place::Lines {
            cell: Some(1),
            line: 2,
            end_line: 3,
        },
        Place::Row {
            sheet: text.into(),
            row: 1,
        },
        Place::Paragraph {
            heading: text.into(),
            paragraph: 1,
        },
    ];
    let at = |place: &Place| Location {
        path: text.into(),
        place: place.clone(),
    };
    for criterion in &mut report.competences[0].criteria {
        for evidence in &mut criterion.evidence {
            text.clone_into(&mut evidence.excerpt);
            evidence.location = at(&places[1]);
        }
        for place in &places {
            let mut evidence = common::evidence("score.held-out", at(place), text);
            evidence.subject = Some(text.to_owned());
            evidence.related = vec![at(&Place::Page(1))];
            criterion.evidence.push(evidence);
        }
        criterion.evidence.push(common::evidence(
            "history.versions",
            Location::commit("0123456789"),
            text,
        ));
        for question in &mut criterion.questions {
            question.fr = format!("Pourquoi {text} ?");
            question.en = format!("Why {text}?");
        }
        criterion.leads =
            vec![prejury_core::Lead::at(Location::file(text), "deck.about").with("slides", text)];
    }
    report.findings = vec![Finding::at(at(&places[0]), "model.not-in-code").with("model", text)];
    report.issues = vec![
        Issue::at(text, "notebook.unknown-kernel").with("kernel", text),
        Issue::at(format!("{text}.ipynb"), "notebook.truncated").with("cells", 1),
    ];
    let annotations = &mut report.annotations;
    for file in &mut annotations.configurations {
        text.clone_into(&mut file.path);
    }
    if let Some(narrowing) = &mut annotations.narrowing {
        narrowing.excluded = vec![text.to_owned()];
    }
    annotations.not_followed = vec![text.to_owned()];
    for (signpost, place) in annotations.signposts.iter_mut().zip(&places) {
        signpost.location = at(place);
    }
    say(annotations, text);
    report
}

/// Candidate and mentor say `text`.
fn say(annotations: &mut Annotations, text: &str) {
    for signpost in &mut annotations.signposts {
        text.clone_into(&mut signpost.note);
    }
    for waiver in &mut annotations.waivers {
        text.clone_into(&mut waiver.reason);
        waiver.by = Some(text.to_owned());
        waiver.until = Some(text.to_owned());
    }
}

fn written(writer: Writer, report: &Report, lang: Lang) -> String {
    let messages = common::messages(lang);
    let anchors = [Anchors {
        home: Some(report.input.label.as_str().into()),
        ..Anchors::default()
    }];
    let options = Options {
        detail: Detail::Verbose,
        anchors: &anchors,
        ..common::options(&messages)
    };
    let mut out = Vec::new();
    writer(
        std::slice::from_ref(report),
        &common::catalog(),
        &options,
        &mut out,
    )
    .unwrap();
    String::from_utf8(out).unwrap()
}

/// Every part of the workbook, as (name, XML).
fn parts(report: &Report, lang: Lang) -> Vec<(String, String)> {
    let messages = common::messages(lang);
    let mut out = Vec::new();
    xlsx::write(
        std::slice::from_ref(report),
        &common::catalog(),
        &common::options(&messages),
        &mut out,
    )
    .unwrap();
    parts_of(out)
}

fn parts_of(workbook: Vec<u8>) -> Vec<(String, String)> {
    let mut archive = zip::ZipArchive::new(Cursor::new(workbook)).unwrap();
    (0..archive.len())
        .map(|index| {
            let mut file = archive.by_index(index).unwrap();
            let mut xml = String::new();
            file.read_to_string(&mut xml).unwrap();
            (file.name().unwrap().into_owned(), xml)
        })
        .collect()
}

/// What no output may hold: what moves a cursor, hides or turns text, or starts a command of a CI.
fn assert_inert(format: &str, output: &str) {
    let obeyed = |c: char| {
        c.is_control() && !matches!(c, '\n')
            || matches!(c, '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{61c}' | '\u{ad}' | '\u{feff}'
                | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{e0000}'..='\u{e007f}')
    };
    if let Some(c) = output.chars().find(|c| obeyed(*c)) {
        panic!("{format} holds {:?} in {output}", c);
    }
    for command in ["##[", "##vso[", "##teamcity["] {
        assert!(!output.contains(command), "{format} holds {command}");
    }
    for line in output.lines() {
        let ours = format == "github"
            && ["::warning title=", "::notice title="]
                .iter()
                .any(|start| line.starts_with(start));
        assert!(
            ours || !line.trim_start().starts_with("::"),
            "{format} obeys {line}"
        );
    }
}

#[test]
fn every_text_is_inert_in_every_format() {
    for text in corpus().texts {
        let report = report(&text);
        for lang in [Lang::Fr, Lang::En] {
            for (format, writer) in TEXT_FORMATS {
                let output = written(writer, &report, lang);
                let plain = anstream::adapter::strip_str(&output).to_string();
                if format != "terminal" {
                    assert_eq!(plain, output, "{format} holds colours");
                }
                assert_inert(format, &plain);
                assert_well_formed(format, &output);
            }
        }
    }
}

fn assert_well_formed(format: &str, output: &str) {
    match format {
        "markdown" => assert_eq!(active(output), Vec::<String>::new(), "{output}"),
        "json" | "sarif" | "gitlab" => {
            let document: serde_json::Value = serde_json::from_str(output).unwrap();
            for uri in uris(&document) {
                let plain = |c: char| c.is_ascii_alphanumeric() || "-._~/%".contains(c);
                assert!(uri.chars().all(plain), "{uri}");
            }
        }
        "junit" => {
            let elements = elements(output);
            let ours = [
                "testsuites",
                "testsuite",
                "testcase",
                "failure",
                "skipped",
                "system-out",
            ];
            assert!(
                elements.iter().all(|name| ours.contains(&&**name)),
                "{elements:?}"
            );
        }
        // One line for each open criterion (1 absent, 1 partial), what is excluded, both waivers, and the finding.
        "github" => assert_eq!(output.lines().count(), 6, "{output}"),
        _ => {}
    }
}

/// Links, pictures and HTML that are not the report's own.
fn active(text: &str) -> Vec<String> {
    use pulldown_cmark::{Event, Options, Parser, Tag};
    Parser::new_ext(text, Options::all())
        .filter_map(|event| match event {
            Event::Html(html) | Event::InlineHtml(html) => {
                let html = html.trim().to_owned();
                let ours = ["<details>", "</details>", "<!-- -->"].contains(&&*html)
                    || html.starts_with("<summary>");
                (!ours).then_some(html)
            }
            Event::Start(tag @ (Tag::Link { .. } | Tag::Image { .. })) => Some(format!("{tag:?}")),
            Event::InlineMath(math) | Event::DisplayMath(math) => Some(math.to_string()),
            _ => None,
        })
        .collect()
}

fn uris(value: &serde_json::Value) -> Vec<&str> {
    match value {
        serde_json::Value::Object(fields) => fields
            .iter()
            .flat_map(|(name, field)| match field.as_str() {
                Some(uri) if name == "uri" => vec![uri],
                _ => uris(field),
            })
            .collect(),
        serde_json::Value::Array(items) => items.iter().flat_map(uris).collect(),
        _ => Vec::new(),
    }
}

/// Names of all elements of well-formed XML.
fn elements(xml: &str) -> Vec<String> {
    use quick_xml::{Reader, events::Event};
    let mut reader = Reader::from_str(xml);
    let mut names = Vec::new();
    loop {
        match reader.read_event().unwrap() {
            Event::Start(element) | Event::Empty(element) => {
                names.push(element.name().as_ref().to_owned());
                for attribute in element.attributes() {
                    attribute.unwrap();
                }
            }
            Event::Eof => return names,
            Event::DocType(_) | Event::PI(_) | Event::CData(_) => panic!("{xml}"),
            _ => {}
        }
    }
}

#[test]
fn no_text_becomes_a_formula_or_a_link_of_the_workbook() {
    for text in corpus().texts {
        for (name, xml) in parts(&report(&text), Lang::Fr) {
            let elements = elements(&xml);
            assert!(!elements.iter().any(|it| it == "hyperlink"), "{name}");
            for formula in xml.split("<f>").skip(1) {
                assert!(
                    formula.starts_with("COUNTIFS(") || formula.starts_with("SUM("),
                    "{name}: {formula}"
                );
            }
            // The part that says what strangers wrote; XML itself allows tab and line ends.
            assert_inert(&name, &xml.replace('\r', ""));
        }
    }
}

#[test]
fn secrets_are_masked_in_every_format() {
    for Secret { text, secret } in corpus().secrets {
        // A secret is looked for in what is quoted: names of files are no place for one.
        let mut report = common::report();
        for criterion in &mut report.competences[0].criteria {
            for evidence in &mut criterion.evidence {
                text.clone_into(&mut evidence.excerpt);
                evidence.subject = Some(text.clone());
            }
            for question in &mut criterion.questions {
                question.fr.clone_from(&text);
                question.en.clone_from(&text);
            }
        }
        report.findings =
            vec![Finding::at(Location::file("a"), "model.not-in-code").with("model", &text)];
        report.issues = vec![Issue::at("a", "file.unreadable").with("detail", &text)];
        say(&mut report.annotations, &text);
        report.annotations.waivers[0].until = None;
        report.annotations.waivers[1].until = None;
        for (format, writer) in TEXT_FORMATS {
            let output = written(writer, &report, Lang::En);
            assert!(!output.contains(&secret), "{secret} in {format}: {output}");
        }
        for (name, xml) in parts(&report, Lang::En) {
            assert!(!xml.contains(&secret), "{secret} in {name}");
        }
        assert!(!page(&report).contains(&secret), "{secret} in the page");
    }
}

#[test]
fn secrets_in_names_are_masked_in_every_format() {
    let key = "ghp_0123456789abcdefghijABCDEFGHIJ012345";
    let secret = "0123456789abcdefghijABCDEFGHIJ012345";
    for name in [key.to_owned(), format!("notes_{key}.ipynb")] {
        let mut report = report(&name);
        // A day, which no configuration fills with anything else.
        for waiver in &mut report.annotations.waivers {
            waiver.until = None;
        }
        let cell = report.competences[0].criteria[0].evidence[0]
            .location
            .clone();
        let region = Region {
            start_line: 40,
            start_column: 5,
            end_line: 41,
            end_column: 9,
        };
        let mut anchors = Anchors {
            folder: name.clone(),
            home: Some(name.as_str().into()),
            regions: [(cell, region)].into(),
        };
        mask_names(&mut report, Some(&mut anchors));
        let cell = &report.competences[0].criteria[0].evidence[0].location;
        assert_eq!(anchors.regions.get(cell), Some(&region));
        assert!(!format!("{anchors:?}").contains(secret));
        for (format, writer) in TEXT_FORMATS {
            let output = written(writer, &report, Lang::En);
            assert!(!output.contains(secret), "{format}: {output}");
        }
        for (part, xml) in parts(&report, Lang::En) {
            assert!(!xml.contains(secret), "{part}");
        }
        assert!(!page(&report).contains(secret));
    }
}

#[test]
fn addresses_of_committers_are_not_told() {
    let mut report = common::report();
    report.input.authors = vec![Author {
        name: "ada@example.org".to_owned(),
        email: Some("ada@example.org".to_owned()),
        commits: 1,
    }];
    report.competences[0].criteria[0].evidence = vec![common::evidence(
        "history.versions",
        Location::commit("0123456789"),
        "Fix split\n\nCo-authored-by: Ada <ada@example.org>",
    )];
    for (format, writer) in TEXT_FORMATS {
        let output = written(writer, &report, Lang::En);
        assert!(!output.contains("ada@example"), "{format}: {output}");
    }
    assert!(!page(&report).contains("ada@example"));
}

#[test]
fn a_comparison_is_inert_too() {
    for text in corpus().texts {
        let stored = |status: &str| {
            let document = serde_json::json!({
                "schema_version": 1, "language": "fr", "input": {"label": text, "head": text},
                "competences": [{"criteria": [{"id": "C1.1-CE1", "status": status, "missing": [text]}]}],
            });
            compare::Snapshot::all_from_json(&document.to_string()).unwrap()
        };
        let messages = common::messages(Lang::Fr);
        let pairs = compare::pair(stored("partial"), stored("absent"));
        type Compared =
            fn(&compare::Pairs, &Catalog, &Options<'_>, &mut dyn io::Write) -> io::Result<()>;
        let formats: [(&str, Compared); 3] = [
            ("terminal", compare::write_terminal),
            ("markdown", compare::write_markdown),
            ("json", compare::write_json),
        ];
        for (format, write) in formats {
            let mut out: Vec<u8> = Vec::new();
            write(
                &pairs,
                &common::catalog(),
                &common::options(&messages),
                &mut out,
            )
            .unwrap();
            let output = String::from_utf8(out).unwrap();
            assert_inert(format, &anstream::adapter::strip_str(&output).to_string());
            if format == "markdown" {
                assert_eq!(active(&output), Vec::<String>::new(), "{output}");
            }
        }
    }
}

/// The page of one report.
fn page(report: &Report) -> String {
    let (french, english) = (common::messages(Lang::Fr), common::messages(Lang::En));
    let mut out = Vec::new();
    let options = common::options(&french);
    html::write(
        report,
        &common::catalog(),
        &options,
        &english,
        None,
        &mut out,
    )
    .unwrap();
    String::from_utf8(out).unwrap()
}

#[test]
fn no_text_becomes_markup_of_the_page() {
    // Every kind of tag in the page, with the names of its attributes. Colours of code are spans of their own kind.
    let tags = |page: &str| -> BTreeSet<String> {
        let pieces = page.split('<').skip(1);
        let pieces = pieces.filter_map(|piece| piece.split_once('>'));
        pieces
            .map(|(tag, _)| tag.split('"').step_by(2).collect::<Vec<_>>().join("\""))
            .collect()
    };
    let known = tags(&page(&report("plain = 'text'  # note")));
    for text in corpus().texts {
        let tags = tags(&page(&report(&text)));
        let strange: Vec<&String> = tags.difference(&known).collect();
        assert!(strange.is_empty(), "{text:?}: {strange:?}");
    }
}

/// Decisions in which the evaluator writes `text` wherever something can be written, as their file holds them.
fn decided(text: &str) -> Decisions {
    let document = serde_json::json!({
        "schema": "prejury-decisions", "schema_version": 1,
        "input": {"label": text, "head": text},
        "criteria": {
            "C1.1-CE1": {"decision": "acquired", "comment": text, "seen": {"status": "present", "fingerprint": text}},
            "C1.1-CE2": {"decision": "not_acquired", "comment": text},
        },
        "competences": {"C1.1": {"decision": "not_validated", "remark": text}},
        "general": {"overall": text, "strengths": text, "improvements": text, "defence": text},
    });
    decisions::read(document.to_string().as_bytes()).unwrap()
}

#[test]
fn what_merge_writes_is_inert_too() {
    type Merged =
        fn(&Report, &Decisions, &Catalog, &Options<'_>, &mut dyn io::Write) -> io::Result<()>;
    let formats: [(&str, Merged); 3] = [
        ("markdown", markdown::write_decided),
        ("json", json::write_decided),
        ("remarks", remarks::write),
    ];
    for text in corpus().texts {
        let (report, decided) = (report(&text), decided(&text));
        for lang in [Lang::Fr, Lang::En] {
            let messages = common::messages(lang);
            for (format, write) in formats {
                let mut out = Vec::new();
                write(
                    &report,
                    &decided,
                    &common::catalog(),
                    &common::options(&messages),
                    &mut out,
                )
                .unwrap();
                let output = String::from_utf8(out).unwrap();
                assert_inert(format, &output);
                assert_well_formed(format, &output);
            }
            let mut out = Vec::new();
            let catalog = common::catalog();
            let options = common::options(&messages);
            xlsx::write_decided(&report, &decided, &catalog, &options, &mut out).unwrap();
            for (name, xml) in parts_of(out) {
                assert!(!elements(&xml).iter().any(|it| it == "hyperlink"), "{name}");
                assert_inert(&name, &xml.replace('\r', ""));
            }
        }
    }
}

#[test]
fn decisions_end_neither_their_element_nor_the_page() {
    let with = |text: &str| {
        let (french, english) = (common::messages(Lang::Fr), common::messages(Lang::En));
        let mut out = Vec::new();
        let options = common::options(&french);
        let (catalog, decided) = (common::catalog(), decided(text));
        html::write(
            &common::report(),
            &catalog,
            &options,
            &english,
            Some(&decided),
            &mut out,
        )
        .unwrap();
        String::from_utf8(out).unwrap()
    };
    let n_tags = |page: &str| page.matches('<').count();
    let plain = with("plain");
    for text in corpus().texts {
        let page = with(&text);
        assert_eq!(n_tags(&page), n_tags(&plain), "{text:?}");
    }
}
