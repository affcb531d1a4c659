//! Rules of a school over ours, and the mistakes that its author may make.

use prejury_catalog::{Base, CallPattern, Catalog, Condition, Found, Leaf, Pattern};
use prejury_core::{Lang, Strength};

const BLOCS: &str = "[[bloc]]\nnumber = 1\ntitle.fr = \"Un\"\ntitle.en = \"One\"\n";

const COMPETENCE: &str = r#"
id = "C1.1"
slug = "collection"
bloc = 1
activity = "A1.1"
activity_title = "Collecter"
title.fr = "Collecter"
title.en = "Collection"
text = "Collecter des données"
[scope]
any = ["plot.any"]
"#;

const SIGNALS: &str = r#"
[[signal]]
id = "plot.any"
label.fr = "un graphique"
label.en = "a chart"
[[signal.call]]
name = ["@plot", "pandas.*.boxplot"]
[[signal]]
id = "model.fitted"
label.fr = "un modèle ajusté"
label.en = "a fitted model"
[[signal.call]]
name = ["@model.fit", "torch.*"]
args = { stratify = "*", shuffle = ["True", "1"] }
roles = ["train"]
in_loop = true
[[signal]]
id = "leak.scaler"
label.fr = "une fuite"
label.en = "a leak"
coded = "leakage"
"#;

const FAMILIES: &str = r#"
[[family]]
name = "model"
names = ["sklearn.svm.SVC", "xgboost.*"]
[[family]]
name = "plot"
names = ["seaborn.boxplot"]
"#;

/// A criterion with `rules` after its sentences.
fn criterion(rules: &str) -> String {
    format!(
        r#"
id = "C1.1-CE1"
slug = "charts"
kind = "auto"
text = "Le candidat montre des graphiques"
title.fr = "Graphiques"
title.en = "Charts"
looks_for.fr = "des graphiques"
looks_for.en = "charts"
advice.fr = "Ajoutez-en"
advice.en = "Add some"
{rules}
[[question]]
fr = "Pourquoi ?"
en = "Why?"
"#
    )
}

/// A small complete folder, with `changed` files put in or replaced.
fn folder(changed: &[(&str, &str)]) -> Vec<(String, String)> {
    let charts = criterion("[present]\nany = [\"plot.any\"]\n");
    let mut files: Vec<(String, String)> = [
        ("blocs.toml", BLOCS),
        ("C1.1/competence.toml", COMPETENCE),
        ("C1.1/CE1-charts.toml", &charts),
        ("signals/all.toml", SIGNALS),
        ("vocabulary/all.toml", FAMILIES),
    ]
    .iter()
    .map(|(path, text)| ((*path).to_owned(), (*text).to_owned()))
    .collect();
    for (path, text) in changed {
        files.retain(|(other, _)| other != path);
        files.push(((*path).to_owned(), (*text).to_owned()));
    }
    files
}

fn load(changed: &[(&str, &str)]) -> Catalog {
    Catalog::load(Base::Nothing, folder(changed)).unwrap_or_else(|error| panic!("{error}"))
}

/// The mistakes of the small folder after `changed`.
fn problems(changed: &[(&str, &str)]) -> Vec<String> {
    let error =
        Catalog::load(Base::Nothing, folder(changed)).expect_err("the folder has a mistake");
    error.problems.iter().map(ToString::to_string).collect()
}

#[track_caller]
fn assert_problem(changed: &[(&str, &str)], expected: &str) {
    let found = problems(changed);
    assert!(
        found.iter().any(|problem| problem.contains(expected)),
        "{expected}\nnot in {found:#?}"
    );
}

fn call_pattern<'a>(catalog: &'a Catalog, signal: &str) -> &'a CallPattern {
    let signal = catalog.signal(signal).expect("the signal is there");
    let Some(Pattern::Call(call)) = signal.patterns.first() else {
        panic!("{signal:?}")
    };
    call
}

#[test]
fn every_combinator_is_read() {
    let rules = r#"
[present]
all = [
  "plot.any",
  { not = "leak.scaler" },
  { at_least = { n = 1, of = ["plot.any", { any = ["model.fitted"] }] } },
  { count = { n = 3, signal = "plot.any" } },
  { near = { cells = 2, of = ["plot.any", "model.fitted"] } },
  { same_unit = ["plot.any", "model.fitted"] },
  { signal = "model.fitted", strength = "executed", inside_function = true, against = true },
]
"#;
    let catalog = load(&[("C1.1/CE1-charts.toml", &criterion(rules))]);
    let Some(Condition::All(items)) = &catalog.competences[0].criteria[0].present else {
        panic!()
    };
    let leaf = |id: &str| Leaf {
        signal: id.into(),
        strength: None,
        inside_function: false,
        against: false,
    };
    let plain = |id: &str| Condition::Signal(leaf(id));
    let pair = || vec![plain("plot.any"), plain("model.fitted")];
    let expected = [
        plain("plot.any"),
        Condition::Not(Box::new(plain("leak.scaler"))),
        Condition::AtLeast {
            n: 1,
            of: vec![
                plain("plot.any"),
                Condition::Any(vec![plain("model.fitted")]),
            ],
        },
        Condition::Count {
            n: 3,
            of: leaf("plot.any"),
        },
        Condition::Near {
            cells: 2,
            of: pair(),
        },
        Condition::SameUnit(pair()),
        Condition::Signal(Leaf {
            signal: "model.fitted".into(),
            strength: Some(Strength::Executed),
            inside_function: true,
            against: true,
        }),
    ];
    assert_eq!(items.as_slice(), expected);
}

#[test]
fn call_patterns_keep_their_conditions_and_families() {
    let catalog = load(&[]);
    let call = call_pattern(&catalog, "model.fitted");
    let names = call.name.as_ref().unwrap();
    assert!(names.matches("sklearn.svm.SVC.fit") && names.matches("xgboost.XGBClassifier.fit"));
    assert!(!names.matches("sklearn.svm.SVC"));
    assert_eq!(
        call.args
            .iter()
            .map(|arg| arg.keyword.as_str())
            .collect::<Vec<_>>(),
        ["shuffle", "stratify"]
    );
    assert!(call.args[0].value.matches("True") && !call.args[0].value.matches("False"));
    assert!(call.in_loop && !call.inside_function && call.roles.len() == 1);
    assert!(
        catalog
            .family("model")
            .unwrap()
            .matches_any(["x", "sklearn.svm.SVC"])
    );
    assert!(catalog.family("none").is_none());
}

#[test]
fn a_call_is_looked_up_once_and_meets_only_likely_patterns() {
    let catalog = load(&[]);
    let candidates = |callee: &str| -> Vec<String> {
        let found = catalog.calls().candidates(callee);
        found
            .map(|candidate| catalog.signals[candidate.signal].id.to_string())
            .collect()
    };
    assert_eq!(
        candidates("pandas.DataFrame.boxplot"),
        ["plot.any", "model.fitted"]
    );
    assert_eq!(candidates("sklearn.svm.SVC.fit"), ["model.fitted"]);
    let model_named = SIGNALS.replace("\"torch.*\"", "\"torch.optim.Adam.step\"");
    let catalog = load(&[("signals/all.toml", &model_named)]);
    assert_eq!(catalog.calls().candidates("os.getcwd").count(), 0);
    assert_eq!(catalog.calls().candidates("local:a.py:step").count(), 1);
}

#[test]
fn an_overlay_replaces_by_id_and_adds() {
    let signal = "[[signal]]\nid = \"plot.school\"\nlabel.fr = \"a\"\nlabel.en = \"b\"\n[[signal.path]]\nglob = \"*.png\"\n";
    let charts = criterion("[present]\nany = [\"plot.school\"]\n")
        .replace("C1.1-CE1", "C1.1-CE90")
        .replace("\"charts\"", "\"school-charts\"");
    let overlay = vec![
        ("signals/school.toml".to_owned(), signal.to_owned()),
        ("C1.1\\CE90-school-charts.toml".to_owned(), charts),
        (
            "messages/fr.ftl".to_owned(),
            "status-present = là\n".to_owned(),
        ),
        ("README.md".to_owned(), "Ours.".to_owned()),
    ];
    let catalog = Catalog::load(Base::Embedded, overlay).unwrap_or_else(|error| panic!("{error}"));
    assert!(matches!(
        catalog.find("school-charts"),
        Ok(Found::Criterion(_))
    ));
    assert!(catalog.competences.len() > 1 && catalog.signals.len() > 1);
    let french = catalog.message_source(Lang::Fr);
    assert!(french.contains("status-present = là") && !french.contains("status-present = présent"));
    assert!(french.contains("status-absent"));
}

#[test]
fn a_complete_referentiel_leaves_ours_out() {
    let blocs = format!("complete = true\n{BLOCS}");
    let catalog = Catalog::load(Base::Embedded, folder(&[("blocs.toml", &blocs)]))
        .unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(
        (
            catalog.blocs.len(),
            catalog.competences.len(),
            catalog.criteria().count()
        ),
        (1, 1, 1)
    );
    assert!(catalog.message_source(Lang::En).contains("status-present"));
}

#[test]
fn all_mistakes_are_told_together() {
    let broken = criterion("[present]\nany = [\"plot.ayn\", { not = \"leak.scalar\" }]\n")
        .replace("advice.en = \"Add some\"", "");
    let found = problems(&[
        ("C1.1/CE1-charts.toml", &broken),
        (
            "C1.1/competence.toml",
            &COMPETENCE.replace("bloc = 1", "bloc = 7"),
        ),
    ]);
    assert_eq!(
        found,
        [
            "C1.1/CE1-charts.toml: advice.en: the English text is missing",
            "C1.1/CE1-charts.toml: present.any[0]: there is no signal `plot.ayn`, did you mean `plot.any`?",
            "C1.1/CE1-charts.toml: present.any[1].not: there is no signal `leak.scalar`, did you mean `leak.scaler`?",
            "C1.1/competence.toml: bloc: there is no bloc `7` in blocs.toml",
        ]
    );
}

#[test]
fn unknown_keys_are_told_with_their_line() {
    let path = "C1.1/CE1-charts.toml";
    assert_problem(&[(path, &criterion("colour = 1"))], "line 12");
    assert_problem(
        &[(path, &criterion("colour = 1"))],
        "unknown field `colour`",
    );
    assert_problem(
        &[(
            path,
            &criterion("[present]\nall = [{ anny = [\"plot.any\"] }]"),
        )],
        "unknown field `anny`",
    );
    assert_problem(
        &[(
            "signals/all.toml",
            &SIGNALS.replace("\"train\"", "\"trian\""),
        )],
        "unknown variant `trian`",
    );
    assert_problem(
        &[("signals/all.toml", &SIGNALS.replace("in_loop", "in_lop"))],
        "unknown field `in_lop`",
    );
}

#[test]
fn ids_slugs_and_file_names_must_agree() {
    let charts = criterion("");
    assert_problem(
        &[("C1.1/CE2-charts.toml", &charts)],
        "expected `C1.1/CE1-charts.toml`",
    );
    assert_problem(
        &[("C1.1/CE2-charts.toml", &charts)],
        "`C1.1-CE1` is defined in `C1.1/CE1-charts.toml` already",
    );
    let twice = charts.replace("C1.1-CE1", "C1.1-CE2");
    assert_problem(
        &[("C1.1/CE2-charts.toml", &twice)],
        "slug: `charts` is the slug of another",
    );
    assert_problem(
        &[("C1.2/competence.toml", COMPETENCE)],
        "expected `C1.1/competence.toml`",
    );
    assert_problem(
        &[(
            "C1.1/CE1-charts.toml",
            &charts.replace("C1.1-CE1", "C1-CE1"),
        )],
        "`C1-CE1` is not a code",
    );
    let elsewhere = charts
        .replace("C1.1-CE1", "C1.2-CE1")
        .replace("\"charts\"", "\"more\"");
    assert_problem(
        &[("C1.2/CE1-more.toml", &elsewhere)],
        "there is no competence `C1.2`, did you mean `C1.1`?",
    );
    assert_problem(
        &[("signals/more.toml", SIGNALS)],
        "`plot.any` is defined in `signals/all.toml` already",
    );
    assert_problem(&[("criteria/x.toml", "")], "no rule has this place");
}

#[test]
fn a_reading_names_a_rule_that_there_is_with_its_limit() {
    let profile = |rule: &str| {
        format!(
            "id = \"own\"\ntitle.fr = \"À nous\"\ntitle.en = \"Ours\"\n[[competence]]\nid = \"C1.1\"\n\
             [[reading]]\ncriterion = \"C1.1-CE1\"\nfr = \"Lu ainsi.\"\nen = \"Read so.\"\n{rule}"
        )
    };
    for (rule, expected) in [
        (
            "rule = \"cross-validated-auc-over\"\nlimit = 0.8\n",
            "did you mean `cross-validated-auc-above`?",
        ),
        (
            "rule = \"cross-validated-auc-above\"\n",
            "needs a `limit` from 0 to 1",
        ),
        (
            "rule = \"cross-validated-auc-above\"\nlimit = 82.0\n",
            "needs a `limit` from 0 to 1",
        ),
        ("limit = 0.8\n", "`limit` is the value of a `rule`"),
    ] {
        assert_problem(&[("profiles/own.toml", &profile(rule))], expected);
    }
}

#[test]
fn conditions_that_cannot_be_meant_are_refused() {
    let refused = |rules: &str, expected: &str| {
        assert_problem(&[("C1.1/CE1-charts.toml", &criterion(rules))], expected);
    };
    refused(
        "[present]\nany = [\"plot.any\"]\nall = [\"plot.any\"]\n",
        "exactly one of",
    );
    refused(
        "[present]\nany = []\n",
        "present.any: the list needs at least 1 items, it has 0",
    );
    refused(
        "[present]\nsame_unit = [\"plot.any\"]\n",
        "at least 2 items",
    );
    refused(
        "[present]\nat_least = { n = 3, of = [\"plot.any\"] }\n",
        "present.at_least.n: `3` of a list of 1",
    );
    refused(
        "[present]\nall = [\"plot.any\"]\nstrength = \"written\"\n",
        "beside `signal` only",
    );
    refused("[partial]\nany = [\"plot.any\"]\n", "without `[present]`");
}

#[test]
fn patterns_that_cannot_work_are_refused() {
    let signal = |pattern: &str| {
        format!("[[signal]]\nid = \"x.y\"\nlabel.fr = \"a\"\nlabel.en = \"b\"\n{pattern}\n")
    };
    let refused = |pattern: &str, expected: &str| {
        assert_problem(&[("signals/x.toml", &signal(pattern))], expected)
    };
    refused(
        "[[signal.output]]\nregex = \"(\"",
        "signals/x.toml: x.y.output: regex parse error",
    );
    refused(
        "[[signal.path]]\nglob = \"a[\"",
        "signals/x.toml: x.y.path: error parsing glob",
    );
    refused(
        "[[signal.call]]\nname = \"@modle\"",
        "x.y.call[0].name[0]: there is no family `modle`, did you mean `model`?",
    );
    refused("[[signal.call]]\nin_loop = true", "would match every call");
    refused(
        "[[signal.text]]\nany = []",
        "x.y.text[0].any: the list is empty",
    );
    refused("", "a signal needs a pattern");
    refused(
        "coded = \"z\"\n[[signal.magic]]\nregex = \"x\"",
        "has no patterns",
    );
}

#[test]
fn questions_are_filled_from_evidence_only() {
    let question = |text: &str| criterion(&format!("[[question]]\nfr = \"{text}\"\nen = \"x\"\n"));
    let refused = |text: &str, expected: &str| {
        assert_problem(&[("C1.1/CE1-charts.toml", &question(text))], expected);
    };
    refused(
        "{subject} ?",
        "question[0].fr: `{subject}` is filled from the evidence of `signal`",
    );
    refused(
        "{plaec} ?",
        "nothing fills `{plaec}`, did you mean `place`?",
    );
}

/// The files that `rules/README.md` shows to a school, each a block that starts with its path.
#[test]
fn the_example_of_the_readme_works() {
    let overlay: Vec<(String, String)> = include_str!("../../../rules/README.md")
        .split("```toml\n# ")
        .skip(1)
        .filter_map(|after| after.split_once("\n```"))
        .filter_map(|(block, _)| block.split_once('\n'))
        .map(|(path, text)| (path.to_owned(), text.to_owned()))
        .collect();
    assert_eq!(overlay.len(), 2);
    let catalog = Catalog::load(Base::Embedded, overlay).unwrap_or_else(|error| panic!("{error}"));
    assert!(matches!(
        catalog.find("report-template"),
        Ok(Found::Criterion(_))
    ));
}
