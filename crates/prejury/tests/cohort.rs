//! `prejury cohort` from outside: what is written, what is not read again, who is erased.

#![expect(
    clippy::unwrap_used,
    reason = "a helper of a test fails as a test does"
)]

mod common;

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

use common::prejury;

const CODE: &str = "from sklearn.linear_model import LogisticRegression\nfrom sklearn.metrics import roc_auc_score\n\
    from sklearn.model_selection import train_test_split\nX_train, X_test, y_train, y_test = train_test_split(X, y)\n\
    model = LogisticRegression().fit(X_train, y_train)\nprint(roc_auc_score(y_test, model.predict_proba(X_test)[:, 1]))\n";

/// Three candidates, one of whom handed in what is no archive.
fn cohort() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let write = |path: &str, text: &str| {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    let of_marie = format!("# Marie Dupont\n{CODE}");
    write("in/Marie Dupont/Dupont_Marie_1_modele.py", &of_marie);
    write("in/Bob <b>/main.py", CODE);
    write("in/Bob <b>/README.md", "# Scoring\n");
    folder
}

/// Runs it, and gives what it said; it must succeed.
fn run(folder: &Path, args: &[&str]) -> String {
    let output = prejury(folder, args, &[("SOURCE_DATE_EPOCH", "1767225600")]);
    let error = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success(), "{error}");
    String::from_utf8(output.stdout).unwrap()
}

/// Runs it with `input` on standard input.
fn prejury_with(folder: &Path, args: &[&str], input: &str) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_prejury"))
        .args(args)
        .current_dir(folder)
        .env_clear()
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A program that refuses its arguments does not read.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    child.wait_with_output().unwrap()
}

fn text(folder: &Path, path: &str) -> String {
    fs::read_to_string(folder.join(path)).unwrap()
}

/// All bytes of a folder.
fn bytes(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut files = Vec::new();
    for entry in walkdir::WalkDir::new(folder).sort_by_file_name() {
        let entry = entry.unwrap();
        if entry.file_type().is_file() {
            let name = entry.path().strip_prefix(folder).unwrap();
            let name = name.display().to_string();
            files.push((name, fs::read(entry.path()).unwrap()));
        }
    }
    files
}

#[test]
fn a_cohort_is_written_whole_and_read_once() {
    let cohort = cohort();
    let at = cohort.path();
    let said = run(at, &["cohort", "in", "--output", "out"]);
    assert!(
        said.starts_with("Lus\u{a0}: 2, inchangés\u{a0}: 0, illisibles\u{a0}: 0."),
        "{said}"
    );
    let index = text(at, "out/index.html");
    assert!(index.contains("Bob &lt;b&gt;") && !index.contains("Bob <b>"));
    assert!(index.contains("href=\"reports/Marie-Dupont-"), "{index}");
    assert!(
        fs::read(at.join("out/cohort.xlsx"))
            .unwrap()
            .starts_with(b"PK")
    );
    assert_eq!(fs::read_dir(at.join("out/reports")).unwrap().count(), 4);
    let first = bytes(&at.join("out"));
    let said = run(at, &["cohort", "in", "--output", "out"]);
    assert!(said.contains("inchangés\u{a0}: 2"), "{said}");
    // What somebody removed is there again, and a candidate who has left is gone.
    fs::remove_file(at.join("out/index.html")).unwrap();
    run(at, &["cohort", "in", "--output", "out"]);
    assert_eq!(text(at, "out/index.html"), index);
    fs::rename(at.join("in/Marie Dupont"), at.join("left")).unwrap();
    run(at, &["cohort", "in", "--output", "out"]);
    assert!(!text(at, "out/index.html").contains("Marie"));
    fs::rename(at.join("left"), at.join("in/Marie Dupont")).unwrap();
    let said = run(at, &["cohort", "in", "--output", "out"]);
    assert!(said.contains("inchangés\u{a0}: 2"), "{said}");
    fs::write(at.join("in/Bob <b>/README.md"), "# Changed\n").unwrap();
    let said = run(at, &["cohort", "in", "--output", "out"]);
    assert!(said.contains("Lus\u{a0}: 1, inchangés\u{a0}: 1"), "{said}");
    // What was removed is made again.
    fs::remove_dir_all(at.join("out/reports")).unwrap();
    fs::write(at.join("in/Bob <b>/README.md"), "# Scoring\n").unwrap();
    run(at, &["cohort", "in", "--output", "out"]);
    let last = bytes(&at.join("out"));
    for (before, after) in first.iter().zip(&last) {
        // The store keeps every run.
        assert!(
            before == after || before.0 == "cohort.sqlite",
            "{}",
            before.0
        );
    }
}

#[test]
fn no_candidate_narrows_what_is_compared() {
    let cohort = cohort();
    let at = cohort.path();
    fs::create_dir(at.join("in/Zoe")).unwrap();
    fs::write(at.join("in/Zoe/main.py"), CODE).unwrap();
    let own = at.join("in/Zoe/prejury.toml");
    let signpost = "[[signpost]]\ncriterion = \"C2.1.2-CE4\"\npath = \"main.py\"\n";
    let statuses = |own_text: &str| -> Vec<(String, String)> {
        fs::write(&own, own_text).unwrap();
        run(at, &["cohort", "in", "--output", "out"]);
        let listed = run(at, &["cohort", "list", "in"]);
        let elsewhere = prejury_with(at, &["cohort", "rows"], &listed);
        assert_eq!(
            String::from_utf8(elsewhere.stdout).unwrap(),
            text(at, "out/cohort.jsonl")
        );
        let rows = text(at, "out/cohort.jsonl");
        let rows = rows.lines().map(|line| serde_json::from_str(line).unwrap());
        let of_zoe = rows.filter(|row: &serde_json::Value| row["candidate"] == "Zoe");
        of_zoe
            .map(|row| (row["criterion"].to_string(), row["status"].to_string()))
            .collect()
    };
    let whole = statuses(signpost);
    assert!(whole.len() > 10, "{whole:?}");
    for narrow in [
        "competences = [\"C3.1.2\"]",
        "blocs = [4]",
        "profile = \"tweets\"",
        "exclude = [\"main.py\"]",
    ] {
        assert_eq!(
            statuses(&format!("{narrow}\n{signpost}")),
            whole,
            "{narrow}"
        );
    }
    let reports = fs::read_dir(at.join("out/reports")).unwrap();
    let mut pages = reports.map(|entry| entry.unwrap().path());
    let is_page = |path: &std::path::PathBuf| {
        let name = path.file_name().unwrap().to_str().unwrap();
        name.starts_with("Zoe") && name.ends_with(".html")
    };
    let page = fs::read_to_string(pages.find(is_page).unwrap()).unwrap();
    assert!(page.contains("Repère du candidat"), "the signpost stays");
}

#[test]
fn rows_fit_their_schema_and_make_the_same_cohort_elsewhere() {
    let cohort = cohort();
    let at = cohort.path();
    fs::write(at.join("in/broken.zip"), "no archive").unwrap();
    let output = prejury(
        at,
        &["cohort", "in", "--output", "out", "--lang", "en"],
        &[],
    );
    // One that cannot be read hurts no other, and is told.
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("error: broken:"));
    assert!(
        String::from_utf8_lossy(&output.stdout)
            .starts_with("Read: 2, unchanged: 0, unreadable: 1.")
    );
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let schema = fs::read_to_string(root.join("docs/cohort.schema.json")).unwrap();
    let schema = serde_json::from_str(&schema).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let rows = text(at, "out/cohort.jsonl");
    let mut candidates = Vec::new();
    for line in rows.lines() {
        let row: serde_json::Value = serde_json::from_str(line).unwrap();
        assert!(validator.is_valid(&row), "{line}");
        candidates.push(row["candidate"].as_str().unwrap().to_owned());
    }
    candidates.dedup();
    assert_eq!(candidates, ["Bob <b>", "broken", "Marie Dupont"]);
    assert!(!rows.contains(&at.display().to_string()));
    let mut shuffled: Vec<&str> = rows.lines().collect();
    shuffled.reverse();
    fs::write(at.join("rows.jsonl"), shuffled.join("\n")).unwrap();
    let args = ["cohort", "--from", "rows.jsonl", "--output", "again"];
    assert_eq!(prejury(at, &args, &[]).status.code(), Some(2));
    assert_eq!(text(at, "again/cohort.jsonl"), rows);
    let workbook = |folder: &str| fs::read(at.join(folder).join("cohort.xlsx")).unwrap();
    let args = [
        "cohort",
        "--from",
        "rows.jsonl",
        "--output",
        "again",
        "--lang",
        "en",
    ];
    prejury(at, &args, &[]);
    assert_eq!(workbook("again"), workbook("out"));
}

#[test]
fn what_is_waived_is_counted_apart_with_its_reason() {
    let cohort = cohort();
    let at = cohort.path();
    let waiver =
        "[[waiver]]\ncriterion = \"C2.1.2-CE4\"\nreason = \"équivalence accordée\"\nby = \"Ada\"\n";
    fs::write(at.join("mentor.toml"), waiver).unwrap();
    run(
        at,
        &["cohort", "in", "--output", "out", "--config", "mentor.toml"],
    );
    let schema = serde_json::from_str(include_str!("../../../docs/cohort.schema.json")).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let mut n_waived = 0;
    for line in text(at, "out/cohort.jsonl").lines() {
        let row: serde_json::Value = serde_json::from_str(line).unwrap();
        assert!(validator.is_valid(&row), "{line}");
        if row["waived"] == true {
            n_waived += 1;
            assert_eq!(row["waiver"], "équivalence accordée");
        }
    }
    assert_eq!(n_waived, 2);
    let index = text(at, "out/index.html");
    assert!(
        index.contains("équivalence accordée</td><td class=\"n\">2</td>"),
        "{index}"
    );
    let history = run(at, &["cohort", "history", "out"]);
    assert!(history.contains("dispensé"), "{history}");
    let criterion = ["cohort", "history", "out", "--criterion", "C2.1.2-CE4"];
    let of_criterion = run(at, &criterion);
    let last = of_criterion
        .lines()
        .rfind(|line| line.contains("2026"))
        .unwrap();
    assert!(last.trim_end().ends_with(" 2"), "{of_criterion}");
    // And after rows went to another machine and came back.
    run(
        at,
        &["cohort", "--from", "out/cohort.jsonl", "--output", "again"],
    );
    assert_eq!(text(at, "again/cohort.jsonl"), text(at, "out/cohort.jsonl"));
    assert!(text(at, "again/index.html").contains("équivalence accordée"));
}

#[test]
fn a_candidate_narrows_nothing_and_their_page_says_so() {
    let cohort = cohort();
    let at = cohort.path();
    let rows = |own: &str| {
        fs::write(at.join("in/Bob <b>/prejury.toml"), own).unwrap();
        run(at, &["cohort", "in", "--output", "out"]);
        text(at, "out/cohort.jsonl")
    };
    let of_statuses = |rows: &str| -> Vec<String> {
        let rows = rows.lines();
        let rows = rows.map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap());
        rows.map(|row| {
            format!(
                "{} {} {}",
                row["candidate"], row["criterion"], row["status"]
            )
        })
        .collect()
    };
    let before = of_statuses(&rows(""));
    for own in [
        "profile = \"project-framing\"\n",
        "competences = [\"C4.2\"]\n",
        "blocs = [4]\n",
        "exclude = [\"*.py\"]\n",
    ] {
        assert_eq!(of_statuses(&rows(own)), before, "{own}");
        let pages = bytes(&at.join("out/reports"));
        let page = |wanted: fn(&str) -> bool| {
            let mut pages = pages.iter();
            let (_, bytes) = pages
                .find(|(name, _)| name.ends_with(".html") && wanted(name))
                .unwrap();
            String::from_utf8(bytes.clone()).unwrap()
        };
        let of_bob = page(|name| name.starts_with("Bob"));
        assert!(
            of_bob.contains("ce rapport n&#39;en tient pas compte."),
            "{own}"
        );
        assert!(
            of_bob.contains("this report takes no account of it."),
            "{own}"
        );
        let of_marie = page(|name| name.starts_with("Marie"));
        assert!(
            !of_marie.contains("this report takes no account of it."),
            "{own}"
        );
    }
}

#[test]
fn a_name_that_is_replaced_stands_nowhere_and_can_be_erased() {
    let cohort = cohort();
    let at = cohort.path();
    let options = ["--output", "out", "--pseudonyms", "names.csv"];
    run(at, &[&["cohort", "in"], &options[..]].concat());
    for (name, bytes) in bytes(&at.join("out")) {
        let text = String::from_utf8_lossy(&bytes).to_lowercase();
        assert!(
            !text.contains("dupont") && !text.contains("marie"),
            "{name}"
        );
        assert!(!name.to_lowercase().contains("dupont"), "{name}");
    }
    let names = text(at, "names.csv");
    run(at, &[&["cohort", "in"], &options[..]].concat());
    assert_eq!(text(at, "names.csv"), names);
    let of_marie = names
        .lines()
        .find_map(|line| line.strip_prefix("Marie Dupont,"));
    let pseudonym = of_marie.unwrap().to_owned();
    let history = [
        "cohort",
        "history",
        "out",
        "--candidate",
        "Marie Dupont",
        "--pseudonyms",
        "names.csv",
    ];
    assert!(run(at, &history).contains(&pseudonym));
    run(
        at,
        &[
            "cohort",
            "forget",
            "Marie Dupont",
            "out",
            "--pseudonyms",
            "names.csv",
        ],
    );
    assert!(!text(at, "names.csv").contains("Marie"));
    for (name, bytes) in bytes(&at.join("out")) {
        let text = String::from_utf8_lossy(&bytes);
        assert!(
            !text.contains(&pseudonym) && !name.contains(&pseudonym),
            "{name}"
        );
    }
    let output = prejury(at, &history, &[]);
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn a_cohort_shared_by_machines_has_the_same_rows() {
    let cohort = cohort();
    let at = cohort.path();
    fs::write(at.join("in/broken.zip"), "no archive").unwrap();
    prejury(at, &["cohort", "in", "--output", "out"], &[]);
    let list = run(at, &["cohort", "list", "in"]);
    assert_eq!(list.lines().count(), 3);
    // Read one by one, the last first, from another folder.
    fs::create_dir_all(at.join("parts/_temporary")).unwrap();
    fs::write(at.join("parts/_temporary/left.jsonl"), "half a row").unwrap();
    for (number, line) in list.lines().rev().enumerate() {
        let output = prejury_with(
            &at.join("parts"),
            &["cohort", "rows", "--threads", "1"],
            line,
        );
        let is_broken = line.contains("broken.zip");
        assert_eq!(output.status.code(), Some(if is_broken { 2 } else { 0 }));
        fs::write(at.join(format!("parts/{number}.jsonl")), output.stdout).unwrap();
    }
    let output = prejury(at, &["cohort", "--from", "parts", "--output", "again"], &[]);
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(text(at, "again/cohort.jsonl"), text(at, "out/cohort.jsonl"));
    // All at once, they come in the order in which they were asked for.
    let output = prejury_with(at, &["cohort", "rows"], &list);
    assert_eq!(
        String::from_utf8(output.stdout).unwrap(),
        text(at, "out/cohort.jsonl")
    );
}

#[test]
fn names_stay_out_of_rows_that_other_machines_write() {
    let cohort = cohort();
    let at = cohort.path();
    fs::write(at.join("in/Zoé Martin.zip"), "no archive").unwrap();
    let list = run(at, &["cohort", "list", "in", "--pseudonyms", "names.csv"]);
    assert_eq!(
        list,
        run(at, &["cohort", "list", "in", "--pseudonyms", "names.csv"])
    );
    let output = prejury_with(at, &["cohort", "rows"], &list);
    let rows = String::from_utf8(output.stdout).unwrap().to_lowercase();
    assert!(
        rows.contains("candidat-") && rows.contains("model"),
        "{rows}"
    );
    for name in ["dupont", "marie", "martin"] {
        assert!(!rows.contains(name), "{name}");
    }
}

#[test]
fn lines_that_name_no_hand_in_are_told() {
    let folder = tempfile::tempdir().unwrap();
    for (input, wanted) in [
        ("\n{}\n", "line 2"),
        (r#"{"candidate":"a","input":"b","output":"c"}"#, "column 37"),
        (r#"{"candidate":"","input":"b"}"#, "line 1"),
        ("\u{0}", "line 1"),
    ] {
        let output = prejury_with(folder.path(), &["cohort", "rows", "--lang", "en"], input);
        let error = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{input}");
        assert!(
            error.contains(wanted) && output.stdout.is_empty(),
            "{error}"
        );
    }
    assert!(
        prejury_with(folder.path(), &["cohort", "rows"], "")
            .status
            .success()
    );
}

#[test]
fn progress_is_shown_in_each_format() {
    let cohort = cohort();
    let at = cohort.path();
    run(at, &["cohort", "in", "--output", "out"]);
    fs::write(at.join("in/Bob <b>/main.py"), "x = 1\n").unwrap();
    run(at, &["cohort", "in", "--output", "out"]);
    let table = run(at, &["cohort", "history", "out", "--lang", "en"]);
    assert!(
        table.starts_with("Runs\n") && table.contains("What most lack"),
        "{table}"
    );
    assert_eq!(table.matches("2026-01-01").count(), 2, "{table}");
    let of_one = run(
        at,
        &[
            "cohort",
            "history",
            "out",
            "--candidate",
            "Bob <b>",
            "--format",
            "json",
        ],
    );
    let of_one: serde_json::Value = serde_json::from_str(&of_one).unwrap();
    assert_eq!(of_one["candidate"]["runs"].as_array().unwrap().len(), 2);
    let changes = of_one["candidate"]["runs"][1]["changes"]
        .as_array()
        .unwrap();
    assert!(!changes.is_empty());
    let markdown = run(
        at,
        &[
            "cohort",
            "history",
            "out",
            "--criterion",
            "naive-baseline",
            "--format",
            "markdown",
        ],
    );
    assert!(
        markdown.contains("C2.1.2-CE") && markdown.contains("|---|"),
        "{markdown}"
    );
}

#[test]
fn what_cannot_be_a_cohort_is_told() {
    let cohort = cohort();
    let at = cohort.path();
    fs::create_dir(at.join("empty")).unwrap();
    fs::write(at.join("list.csv"), "a;b\nc;d\n").unwrap();
    fs::write(at.join("rows.jsonl"), "{}\n").unwrap();
    for (args, wanted) in [
        (&["empty", "--output", "out"][..], "no hand-in"),
        (&["gone", "--output", "out"], "gone"),
        (&["list.csv", "--output", "out"], "column of names"),
        (&["--from", "rows.jsonl", "--output", "out"], "line 1"),
        (&["--from", "empty", "--output", "out"], "no rows"),
        (&["list", "empty"], "no hand-in"),
        (&["in"], "--output"),
        (&["history", "in"], "holds no cohort"),
        (&["forget", "x", "in"], "holds no cohort"),
    ] {
        let output = prejury(at, &[&["cohort"], args, &["--lang", "en"]].concat(), &[]);
        let error = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(2), "{args:?}: {error}");
        assert!(error.contains(wanted), "{args:?}: {error}");
    }
}
