//! Whole submissions: a good one in several wrappings, an empty one, a broken one and a hostile one.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::io::{Cursor, Write as _};
use std::path::Path;

use prejury_catalog::Catalog;
use prejury_core::{Lang, Report, Status};
use prejury_report::{Detail, Messages, Options, Selection, json, markdown, terminal};
use pulldown_cmark::{Event, Parser, Tag};
use zip::write::SimpleFileOptions;

use crate::project::{HandedIn, catalog, copy, criterion, name, root};

/// A folder of `fixtures/whole`.
fn whole(name: &str) -> std::path::PathBuf {
    root().join("fixtures/whole").join(name)
}

/// The good project as a plain folder, without its history.
fn good_without_git() -> HandedIn {
    let handed_in = HandedIn::empty("projet");
    copy(&whole("good"), &handed_in.path);
    fs::remove_file(handed_in.path.join(crate::history::FILE)).unwrap();
    handed_in
}

/// Status of every criterion, by code.
fn statuses(report: &Report) -> BTreeMap<String, Status> {
    let criteria = report
        .competences
        .iter()
        .flat_map(|competence| &competence.criteria);
    criteria
        .map(|criterion| (criterion.id.to_string(), criterion.status))
        .collect()
}

/// Codes of the criteria to which two reports give different statuses.
fn differences(left: &Report, right: &Report) -> Vec<String> {
    let right = statuses(right);
    let differing = statuses(left)
        .into_iter()
        .filter(|(code, status)| right[code] != *status);
    differing.map(|(code, _)| code).collect()
}

/// Codes of the Issues about a file whose path ends in `path`.
fn issues(report: &Report, path: &str) -> Vec<&'static str> {
    let about = |of: &str| of == path || of.ends_with(&format!("/{path}"));
    let issues = report
        .issues
        .iter()
        .filter(|issue| issue.path.as_deref().is_some_and(about));
    issues.map(|issue| issue.code).collect()
}

fn status(report: &Report, code: &str) -> &'static str {
    criterion(report, code).status.as_str()
}

#[test]
fn a_good_project_shows_what_it_holds() {
    let report = HandedIn::of(&whole("good")).check(&catalog());
    let expected_present = [
        "C2.1.2-CE1",
        "C2.1.2-CE2",
        "C2.1.2-CE3",
        "C2.1.2-CE4",
        "C2.1.2-CE5",
        "C2.1.2-CE6",
        "C2.1.2-CE7",
        "C2.1.2-CE8",
        "C2.1.2-CE9",
        "C3.1.2-CE1",
        "C3.1.2-CE2",
        "C3.1.2-CE3",
        "C3.1.2-CE4",
        "C3.1.2-CE5",
        "C3.1.3-CE4",
    ];
    let other: Vec<(&str, &str)> = expected_present
        .into_iter()
        .map(|code| (code, status(&report, code)))
        .filter(|(_, said)| *said != "present")
        .collect();
    assert_eq!(other, []);
    assert_eq!(status(&report, "C2.1.2-CE10"), "human");
    assert_eq!(status(&report, "C1.4.2-CE1"), "out_of_scope");
    assert_eq!(report.input.label, "scoring-credit");
    assert_eq!((report.input.notebooks, report.input.commits), (2, 5));
    assert_eq!(report.issues, []);
}

#[test]
fn a_folder_without_git_has_no_versions() {
    let catalog = catalog();
    let report = good_without_git().check(&catalog);
    assert_ne!(status(&report, "C3.1.2-CE1"), "present");
    assert_eq!(status(&report, "C3.1.2-CE2"), "absent");
    // Nothing else depends on the history.
    let with_git = HandedIn::of(&whole("good")).check(&catalog);
    assert_eq!(
        differences(&report, &with_git),
        ["C3.1.2-CE1", "C3.1.2-CE2"]
    );
}

/// Every file under `folder`, packed under `prefix`.
fn zipped(folder: &Path, prefix: &str) -> Vec<u8> {
    fn add(zip: &mut zip::ZipWriter<Cursor<Vec<u8>>>, folder: &Path, inside: &str) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let inside = format!("{inside}/{}", name(&path));
            if path.is_dir() {
                add(zip, &path, &inside);
            } else {
                zip.start_file(inside, SimpleFileOptions::default())
                    .unwrap();
                zip.write_all(&fs::read(&path).unwrap()).unwrap();
            }
        }
    }
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    add(&mut zip, folder, prefix);
    zip.finish().unwrap().into_inner()
}

#[test]
fn a_zip_of_zips_says_what_its_folder_says() {
    let catalog = catalog();
    let folder = good_without_git();
    let mut outer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    outer
        .start_file(
            "Martin_Camille_1_dossier_code_032024.zip",
            SimpleFileOptions::default(),
        )
        .unwrap();
    outer.write_all(&zipped(&folder.path, "projet")).unwrap();
    let handed_in = HandedIn::empty("depot");
    handed_in.write("Martin_Camille.zip", outer.finish().unwrap().into_inner());
    let path = handed_in.path.join("Martin_Camille.zip");
    let submission = prejury_intake::open(path.to_str().unwrap(), &Default::default()).unwrap();
    let report = prejury_analysis::check(&submission, &catalog);
    let none: [&str; 0] = [];
    assert_eq!(differences(&report, &folder.check(&catalog)), none);
    assert!(report.issues.is_empty(), "{:?}", report.issues);
}

#[test]
fn an_empty_folder_says_that_there_is_nothing_to_read() {
    let report = HandedIn::empty("projet").check(&catalog());
    assert_eq!(
        report
            .issues
            .iter()
            .map(|issue| issue.code)
            .collect::<Vec<_>>(),
        ["submission.empty"]
    );
    let shown = statuses(&report)
        .into_iter()
        .filter(|(_, status)| matches!(status, Status::Present | Status::Partial));
    assert_eq!(shown.count(), 0);
}

#[test]
fn what_cannot_be_read_is_said_and_the_rest_is_read() {
    let handed_in = HandedIn::of(&whole("broken"));
    #[cfg(unix)]
    std::os::unix::fs::symlink("/etc/passwd", handed_in.path.join("lien.py")).unwrap();
    let report = handed_in.check(&catalog());
    assert_eq!(issues(&report, "tronque.ipynb"), ["notebook.truncated"]);
    assert!(issues(&report, "vide.ipynb").contains(&"file.empty"));
    assert_eq!(issues(&report, "requirements.txt"), ["file.empty"]);
    assert_eq!(
        issues(&report, "pas_un_notebook.ipynb"),
        ["notebook.invalid-json"]
    );
    assert_eq!(issues(&report, "clients.csv"), ["lfs.pointer"]);
    assert_eq!(issues(&report, "poids.ipynb"), ["lfs.pointer"]);
    assert_eq!(issues(&report, "syntaxe.py"), ["python.syntax"]);
    assert_eq!(issues(&report, "notes.md"), ["text.undecodable"]);
    #[cfg(unix)]
    assert_eq!(issues(&report, "lien.py"), ["file.symlink"]);
    // The one script that is whole is read as if it were alone.
    assert_eq!(status(&report, "C2.1.2-CE3"), "present");
    let evidence = &criterion(&report, "C2.1.2-CE3").evidence;
    assert!(
        evidence
            .iter()
            .all(|evidence| &*evidence.location.path == "entrainement.py"),
        "{evidence:?}"
    );
}

/// Characters that a terminal or a page obeys, once the report's own colours and line ends are gone.
fn obeyed(report: &str) -> Vec<char> {
    let mut plain = String::new();
    let mut parts = report.split("\u{1b}[");
    plain.push_str(parts.next().unwrap());
    for part in parts {
        let after = part.trim_start_matches(|char: char| char.is_ascii_digit() || char == ';');
        plain.push_str(after.strip_prefix('m').unwrap_or("\u{1b}"));
    }
    let is_bidi = |char: char| matches!(char, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    plain
        .chars()
        .filter(|char| char.is_control() && *char != '\n' || is_bidi(*char))
        .collect()
}

/// Every format, with everything shown.
fn formats(report: &Report, catalog: &Catalog) -> BTreeMap<&'static str, String> {
    let reports = std::slice::from_ref(report);
    let mut written = BTreeMap::new();
    for lang in [Lang::Fr, Lang::En] {
        let messages = Messages::new(lang, catalog.message_source(lang)).unwrap();
        let selection = Selection {
            all: true,
            ..Selection::default()
        };
        let options = Options {
            messages: &messages,
            detail: Detail::Verbose,
            selection,
            width: 80,
            anchors: &[],
            show_authors: false,
            one_per_line: false,
        };
        for (format, write) in [
            (
                "terminal",
                terminal::write
                    as fn(&[Report], &Catalog, &Options<'_>, &mut dyn std::io::Write) -> _,
            ),
            ("json", json::write),
            ("markdown", markdown::write),
        ] {
            let mut bytes = Vec::new();
            write(reports, catalog, &options, &mut bytes).unwrap();
            written
                .entry(format)
                .or_insert_with(String::new)
                .push_str(&String::from_utf8(bytes).unwrap());
        }
    }
    written
}

/// HTML, links and images that a page made of this Markdown would carry because of what was quoted.
fn active(markdown: &str) -> Vec<String> {
    let events = Parser::new_ext(markdown, pulldown_cmark::Options::ENABLE_TABLES);
    let found = events.filter_map(|event| match event {
        Event::Html(html) | Event::InlineHtml(html) if html.contains("script") => {
            Some(html.to_string())
        }
        Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. })
            if dest_url.contains("javascript") =>
        {
            Some(dest_url.to_string())
        }
        _ => None,
    });
    found.collect()
}

/// Code that supports a few criteria, whose text attacks whoever shows it.
const ATTACK: &str = "\u{1b}[2J\u{1b}]0;passed\u{7} \u{202e}tnesba\u{202c} \u{9b}31m `|<script>alert(1)</script>| **[x](javascript:y)**";

fn hostile() -> HandedIn {
    let handed_in = HandedIn::empty("projet");
    for name in [
        "d'été \"final\".py",
        "🚀 modèle 👩‍🔬.py",
        "e\u{301}te\u{301}.py",
        "\u{202e}yp.x.py",
        "$(touch x);`id`.py",
        "-rf.py",
        "CON .py",
    ] {
        handed_in.write(name, format!("\"\"\"{ATTACK}\"\"\"\n\n\ndef f(x):\n    \"\"\"{ATTACK}\"\"\"\n    return x\n\n\nf(1)\n"));
    }
    #[cfg(unix)]
    for name in ["ligne\nnouvelle.py", "echappe\u{1b}[31m.py", "tab\t.ipynb"] {
        handed_in.write(name, format!("# {ATTACK}\nx = 1\n"));
    }
    handed_in.write("README.md", format!("# Projet {ATTACK}\n\nCe projet a pour objectif de prévoir le risque. {ATTACK}\n\n- `-rf.py` : {ATTACK}\n"));
    handed_in.write(
        "requirements.txt",
        format!("pandas==2.2.1 # {ATTACK}\n{ATTACK}==1.0\n"),
    );
    handed_in.write(
        ".github/workflows/ci.yml",
        format!("name: \"{}\"\njobs: {{}}\n", ATTACK.escape_default()),
    );
    // Depth: expressions, blocks, JSON, Markdown and YAML nested far beyond any stack.
    let deep = 5_000;
    handed_in.write(
        "parentheses.py",
        format!("x = {}1{}\n", "(".repeat(deep), ")".repeat(deep)),
    );
    handed_in.write(
        "listes.py",
        format!("x = {}{}\n", "[".repeat(deep), "]".repeat(deep)),
    );
    handed_in.write("attributs.py", format!("x = a{}\n", ".b(1)".repeat(deep)));
    handed_in.write("moins.py", format!("x = {}1\n", "-".repeat(deep)));
    handed_in.write("sommes.py", format!("x = 1{}\n", " + 1".repeat(20_000)));
    let mut blocks = String::new();
    for depth in 0..500 {
        writeln!(blocks, "{}if x:", " ".repeat(depth)).unwrap();
    }
    handed_in.write("blocs.py", format!("{blocks}{}x = 1\n", " ".repeat(500)));
    handed_in.write(
        "profond.ipynb",
        format!("{{\"cells\": {}{}}}", "[".repeat(deep), "]".repeat(deep)),
    );
    let metadata = format!("{}{}", "{\"a\":".repeat(deep), "}".repeat(deep));
    handed_in.write(
        "metadonnees.ipynb",
        format!("{{\"cells\": [{{\"cell_type\": \"code\", \"source\": \"x = 1\", \"metadata\": {metadata}1, \"outputs\": []}}], \"nbformat\": 4}}"),
    );
    handed_in.write("citations.md", format!("{} a\n", ">".repeat(deep)));
    handed_in.write(
        "crochets.md",
        format!("{}a{}\n", "[".repeat(deep), "](b)".repeat(deep)),
    );
    handed_in.write("etoiles.md", "*a_ ".repeat(20_000));
    handed_in.write(
        "profond.yml",
        format!("jobs: {}{}\n", "[".repeat(deep), "]".repeat(deep)),
    );
    handed_in.write("ancres.yml", "jobs:\n  a: &a [x, x, x, x, x, x, x, x, x]\n  b: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a]\n  c: &c [*b, *b, *b, *b, *b, *b, *b, *b, *b]\n  d: &d [*c, *c, *c, *c, *c, *c, *c, *c, *c]\n  e: &e [*d, *d, *d, *d, *d, *d, *d, *d, *d]\n  f: &f [*e, *e, *e, *e, *e, *e, *e, *e, *e]\n  g: &g [*f, *f, *f, *f, *f, *f, *f, *f, *f]\n  steps: [*g, *g, *g, *g, *g, *g, *g, *g, *g]\n");
    // Width: one line of a megabyte.
    handed_in.write("une_ligne.py", format!("x = [{}]\n", "1, ".repeat(350_000)));
    handed_in.write(
        "une_chaine.py",
        format!("x = \"{}\"\n", "a".repeat(1_000_000)),
    );
    handed_in
}

#[test]
fn a_hostile_submission_is_read_and_shown_harmless() {
    let catalog = catalog();
    let report = hostile().check(&catalog);
    assert!(
        report
            .issues
            .iter()
            .all(|issue| issue.code != "analysis.panic"),
        "{:?}",
        report.issues
    );
    // The attack is quoted: without that, the formats below would be harmless for nothing.
    let quoted = |report: &Report| format!("{report:?}").contains("alert(1)");
    assert!(quoted(&report));
    for (format, written) in formats(&report, &catalog) {
        let obeyed = obeyed(&written);
        assert!(
            obeyed.is_empty(),
            "{format}: {} characters such as {:?}",
            obeyed.len(),
            &obeyed[..obeyed.len().min(8)]
        );
        if format == "markdown" {
            assert_eq!(active(&written), Vec::<String>::new());
        }
    }
}
