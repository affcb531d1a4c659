//! A small référentiel and a report on it that holds one of everything, hostile texts included.

use std::sync::Arc;

use prejury_catalog::{Base, Catalog};
use prejury_core::{
    Annotations, Author, ChosenProfile, CompetenceReport, ConfigurationFile, Context, ContextKind,
    CriterionReport, Evidence, Finding, InputReport, Issue, Lack, Lang, Lead, LeftOut, Localized,
    Location, Missing, Narrowing, Place, Report, Scope, Signpost, SignpostLack, Status, Strength,
    Voice, Waiver, WaiverState,
};
use prejury_report::{Detail, Messages, Options, Selection};

pub(crate) fn messages(lang: Lang) -> Messages {
    let source = match lang {
        Lang::Fr => include_str!("../../../../rules/messages/fr.ftl"),
        Lang::En => include_str!("../../../../rules/messages/en.ftl"),
    };
    Messages::new(lang, source).unwrap()
}

pub(crate) fn options(messages: &Messages) -> Options<'_> {
    Options {
        messages,
        detail: Detail::Normal,
        selection: Selection::default(),
        width: 80,
        anchors: &[],
        show_authors: false,
        one_per_line: false,
    }
}

/// Two competences of a référentiel that exists in these tests only, so that a golden changes when a format does and
/// not when a rule is reworded.
pub(crate) fn catalog() -> Catalog {
    let mut files = vec![(
        "blocs.toml".to_owned(),
        "[[bloc]]\nnumber = 1\ntitle.fr = \"Bloc un\"\ntitle.en = \"Bloc one\"\n".to_owned(),
    )];
    for (id, slug, fr, en) in [
        ("C1.1", "oven-use", "Se servir du four", "Oven use"),
        ("C1.2", "wine-choice", "Choisir un vin", "Wine choice"),
    ] {
        files.push((
            format!("{id}/competence.toml"),
            format!(
                "id = \"{id}\"\nslug = \"{slug}\"\nbloc = 1\nactivity = \"A1.1\"\nactivity_title = \"Cuisiner\"\n\
                 title.fr = \"{fr}\"\ntitle.en = \"{en}\"\ntext = \"Texte officiel de {id}.\"\n"
            ),
        ));
    }
    let criteria = [
        (
            1,
            "held-out-score",
            "auto",
            "Score sur données tenues à l'écart",
            "Held-out score",
        ),
        (
            2,
            "naive-baseline",
            "auto",
            "Modèle naïf de référence",
            "Naive baseline",
        ),
        (
            3,
            "hyperparameter-search",
            "auto",
            "Recherche d'hyperparamètres",
            "Hyper-parameter search",
        ),
        (
            4,
            "class-imbalance",
            "auto",
            "Déséquilibre des classes",
            "Class imbalance",
        ),
        (
            5,
            "clear-summary",
            "assisted",
            "Synthèse claire",
            "Clear summary",
        ),
        (
            6,
            "oral-defence",
            "human",
            "Présentation orale",
            "Oral presentation",
        ),
        (
            7,
            "oven-cleaning",
            "auto",
            "Nettoyage du four",
            "Oven cleaning",
        ),
    ];
    for (number, slug, kind, fr, en) in criteria {
        files.push(criterion_file("C1.1", number, slug, kind, fr, en));
    }
    files.push(criterion_file(
        "C1.2",
        1,
        "wine-list",
        "auto",
        "Carte des vins",
        "Wine list",
    ));
    let signals = [
        ("score.held-out", "un score sur le test", "a held-out score"),
        (
            "baseline.fitted",
            "un modèle naïf entraîné",
            "a fitted naive model",
        ),
    ];
    let signals = signals.map(|(id, fr, en)| {
        format!("[[signal]]\nid = \"{id}\"\nlabel.fr = \"{fr}\"\nlabel.en = \"{en}\"\ncoded = \"test\"\n")
    });
    files.push(("signals/test.toml".to_owned(), signals.concat()));
    files.push((
        "profiles/kitchen.toml".to_owned(),
        "id = \"kitchen\"\ntitle.fr = \"Faire la cuisine\"\ntitle.en = \"Cooking\"\n[[competence]]\nid = \"C1.2\"\n\
         [[competence]]\nid = \"C1.1\"\ncriteria = [1, 2]\nwith = \"C1.2\"\n[[reading]]\ncriterion = \"C1.1-CE1\"\n\
         fr = \"Au four, pas au grill.\"\nen = \"In the oven, not under the grill.\"\n"
            .to_owned(),
    ));
    Catalog::load(Base::Nothing, files).unwrap_or_else(|error| panic!("{error}"))
}

fn criterion_file(
    competence: &str,
    number: u8,
    slug: &str,
    kind: &str,
    fr: &str,
    en: &str,
) -> (String, String) {
    let text = format!(
        "id = \"{competence}-CE{number}\"\nslug = \"{slug}\"\nkind = \"{kind}\"\ntext = \"Texte officiel du CE{number}.\"\n\
         title.fr = \"{fr}\"\ntitle.en = \"{en}\"\nlooks_for.fr = \"Ce qui se voit.\"\nlooks_for.en = \"What shows.\"\n\
         advice.fr = \"Montrez-le dans le notebook de modélisation, avec la même métrique et les mêmes données que le modèle final : un tableau suffit.\"\n\
         advice.en = \"Show it in the modelling notebook, with the metric and the data of the final model: a table is enough.\"\n\
         [[question]]\nfr = \"Pourquoi ?\"\nen = \"Why?\"\n"
    );
    (format!("{competence}/CE{number}-{slug}.toml"), text)
}

pub(crate) fn report() -> Report {
    let in_scope = CompetenceReport {
        id: "C1.1".parse().unwrap(),
        scope: Scope::In,
        scope_evidence: vec![evidence(
            "model.trained",
            cell("notebooks/2_modèles.ipynb", 4, 1, 1),
            "model.fit(X_train, y_train)",
        )],
        criteria: vec![
            CriterionReport {
                evidence: vec![
                    Evidence {
                        subject: Some("roc_auc_score".to_owned()),
                        related: vec![cell("notebooks/2_modèles.ipynb", 3, 2, 2)],
                        ..evidence(
                            "score.held-out",
                            cell("notebooks/2_modèles.ipynb", 12, 3, 4),
                            "    auc = roc_auc_score(y_test, proba)\n    print(auc)\n    more()",
                        )
                    },
                    evidence(
                        "score.held-out",
                        Location::line("src/train.py", 40),
                        "score(X_test)",
                    ),
                ],
                questions: vec![both(
                    "Vous avez choisi roc_auc_score (cellule 12) : pourquoi ?",
                    "You chose roc_auc_score (cell 12): why?",
                )],
                ..criterion("C1.1-CE1", Status::Present)
            },
            CriterionReport {
                evidence: vec![
                    Evidence {
                        strength: Strength::Written,
                        ..evidence(
                            "baseline.fitted",
                            Location::line("src/\u{1b}[31m<b>.py", 7),
                            "mlflow.login(password=\"hunter2\") # `@team` </details>",
                        )
                    },
                    Evidence {
                        supports: false,
                        ..evidence(
                            "baseline.unscored",
                            Location::line("src/train.py", 9),
                            "dummy.fit(X, y)",
                        )
                    },
                ],
                missing: vec![
                    missing(
                        "baseline.scored",
                        "un score du modèle naïf",
                        "a score of the naive model",
                    ),
                    missing("baseline.compared", "une comparaison", "a comparison"),
                ],
                ..criterion("C1.1-CE2", Status::Partial)
            },
            CriterionReport {
                missing: vec![missing(
                    "search.grid",
                    "une recherche d'hyperparamètres",
                    "a hyper-parameter search",
                )],
                ..criterion("C1.1-CE3", Status::Absent)
            },
            criterion("C1.1-CE4", Status::NotApplicable),
            CriterionReport {
                assessed: false,
                ..criterion("C1.1-CE5", Status::Human)
            },
            CriterionReport {
                leads: vec![
                    Lead::at(Location::file("soutenance.pptx"), "deck.length")
                        .with("slides", 18)
                        .with("words", 640)
                        .with("average", 36)
                        .with("minutes", 14),
                    Lead::at(slide("soutenance.pptx", 7), "deck.about").with("slides", "7-9"),
                ],
                ..criterion("C1.1-CE6", Status::Human)
            },
            CriterionReport {
                missing: vec![missing("oven.brush", "une brosse", "a brush")],
                ..criterion("C1.1-CE7", Status::Absent)
            },
        ],
    };
    let out_of_scope = CompetenceReport {
        id: "C1.2".parse().unwrap(),
        scope: Scope::Out,
        scope_evidence: Vec::new(),
        criteria: vec![criterion("C1.2-CE1", Status::OutOfScope)],
    };
    Report {
        input: InputReport {
            label: "P7_scoring".to_owned(),
            head: Some("0123456789abcdef0123456789abcdef01234567".to_owned()),
            head_date: Some("2026-02-03".to_owned()),
            authors: vec![Author {
                name: "Ada <script>".to_owned(),
                email: Some("ada@example.com".to_owned()),
                commits: 57,
            }],
            files: 34,
            notebooks: 3,
            scripts: 12,
            documents: 1,
            commits: 57,
            left_out: vec![LeftOut {
                reason: "virtual-environment",
                files: 1204,
                examples: vec!["venv".into()],
            }],
        },
        competences: vec![in_scope, out_of_scope],
        findings: vec![
            Finding::at(Location::line("README.md", 12), "readme.missing-file")
                .with("file", "src/<b>train.py"),
            Finding::at(slide("soutenance.pptx", 9), "model.not-in-code")
                .against(cell("notebooks/2_modèles.ipynb", 4, 1, 1))
                .with("model", "CatBoost"),
        ],
        issues: vec![
            Issue::at("data/<script>.ipynb", "notebook.truncated"),
            Issue::at("r.ipynb", "notebook.unknown-kernel").with("kernel", "ir"),
        ],
        contexts: vec![Context {
            location: cell("notebooks/2_modèles.ipynb", 12, 3, 4),
            kind: ContextKind::Python,
            first_line: 1,
            text: "# score sur </script> le test\napi_key = \"abcd-1234\"\nauc = roc_auc_score(y_test, proba)\nprint(auc)".to_owned(),
            output: "0.7431\n\u{1b}[31m<b>".to_owned(),
        }],
        annotations: annotations(),
    }
}

/// One of everything that people say; the profile is only proposed, so that it narrows nothing.
fn annotations() -> Annotations {
    let waiver = |criterion: &str, state| Waiver {
        criterion: criterion.parse().unwrap(),
        reason: "équivalence <b>accordée</b>.".to_owned(),
        by: Some("la mentore".to_owned()),
        until: Some("2027-06-30".to_owned()),
        state,
    };
    let signpost = |location, note: &str, lack| Signpost {
        criterion: "C1.1-CE2".parse().unwrap(),
        location,
        note: note.to_owned(),
        lack,
    };
    Annotations {
        configurations: vec![ConfigurationFile {
            path: "prejury.toml".to_owned(),
            voice: Voice::Submission,
        }],
        profile: Some(ChosenProfile {
            id: "kitchen".into(),
            voice: Voice::Tool,
        }),
        narrowing: Some(Narrowing {
            voice: Voice::Submission,
            competences: Vec::new(),
            excluded: vec!["old/<b>/**".to_owned()],
        }),
        not_followed: Vec::new(),
        left_out: Vec::new(),
        signposts: vec![
            signpost(
                Location::file("docs/absent.pdf"),
                "",
                Some(SignpostLack::NoFile),
            ),
            signpost(
                cell("notebooks/2_modèles.ipynb", 6, 1, 1),
                "voir \u{1b}[31m`ici` password=\"hunter2\"",
                None,
            ),
        ],
        waivers: vec![
            waiver("C1.1-CE1", WaiverState::NotNeeded),
            waiver("C1.1-CE7", WaiverState::InForce),
        ],
    }
}

fn criterion(id: &str, status: Status) -> CriterionReport {
    CriterionReport {
        id: id.parse().unwrap(),
        status,
        confidence: 0.93,
        evidence: Vec::new(),
        missing: Vec::new(),
        questions: Vec::new(),
        leads: Vec::new(),
        assessed: true,
    }
}

pub(crate) fn evidence(signal: &str, location: Location, excerpt: &str) -> Evidence {
    Evidence {
        signal: Arc::from(signal),
        strength: Strength::Executed,
        supports: true,
        location,
        excerpt: excerpt.to_owned(),
        subject: None,
        related: Vec::new(),
    }
}

pub(crate) fn cell(path: &str, cell: u32, line: u32, end_line: u32) -> Location {
    Location {
        path: path.into(),
        place: Place::Lines {
            cell: Some(cell),
            line,
            end_line,
        },
    }
}

fn slide(path: &str, number: u32) -> Location {
    Location {
        path: path.into(),
        place: Place::Slide(number),
    }
}

fn missing(signal: &str, fr: &str, en: &str) -> Missing {
    Missing {
        signal: Arc::from(signal),
        text: both(fr, en),
        lack: Lack::NotFound,
    }
}

fn both(fr: &str, en: &str) -> Localized {
    Localized {
        fr: fr.to_owned(),
        en: en.to_owned(),
    }
}
