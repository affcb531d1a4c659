//! Drift, events, alerts and texts, over submissions in memory.

use super::ANALYSIS;
use crate::analyses::testing::signals_in;

fn has(files: &[(&str, &str)], signal: &str) -> bool {
    signals_in(&ANALYSIS, files)
        .iter()
        .any(|name| name == signal)
}

const DRIFT: &str = "from evidently.report import Report\nfrom evidently.metric_preset import DataDriftPreset\nreport = Report(metrics=[DataDriftPreset()])\nreport.run(reference_data=a, current_data=b)\nreport.save_html('drift.html')\n";

#[test]
fn a_report_that_is_run_is_an_analysis_and_an_import_is_none() {
    assert_eq!(
        signals_in(&ANALYSIS, &[("drift.py", DRIFT)]),
        ["drift.analysis"]
    );
    let imported: String = DRIFT
        .lines()
        .take(2)
        .map(|line| format!("{line}\n"))
        .collect();
    assert!(!has(&[("drift.py", &imported)], "drift.analysis"));
    assert!(!has(
        &[("drift.py", &DRIFT.replace("report.", "# report."))],
        "drift.analysis"
    ));
}

#[test]
fn a_test_of_distributions_is_drift_where_the_code_says_so() {
    let test = "from scipy.stats import ks_2samp\nks_2samp(reference, current)\n";
    assert!(!has(&[("a.py", test)], "drift.analysis"));
    assert!(has(
        &[("a.py", &format!("# data drift\n{test}"))],
        "drift.analysis"
    ));
}

#[test]
fn pages_of_evidently_are_known_by_what_they_hold() {
    let page = format!(
        "<html><script>var evidently_metric = 'DataDrift';</script>{}</html>",
        " ".repeat(3_000)
    );
    assert!(has(&[("docs/rapport.html", &page)], "drift.report-kept"));
    let other = format!("<html>{}</html>", " ".repeat(3_000));
    assert!(!has(&[("docs/rapport.html", &other)], "drift.report-kept"));
}

const API: &str = "import joblib, sqlite3\nfrom fastapi import FastAPI\napp = FastAPI()\nmodel = joblib.load('m.pkl')\n@app.post('/predict')\ndef predict(client: dict):\n    score = model.predict([list(client.values())])\n    STORE\n    return {'score': score}\n";

#[test]
fn a_prediction_written_to_a_store_is_an_event() {
    let database = API.replace(
        "STORE",
        "sqlite3.connect('p.db').execute('INSERT INTO p VALUES (?)', score)",
    );
    assert!(has(&[("api.py", &database)], "events.stored"));
    let file = API.replace("STORE", "open('p.jsonl', 'a').write(str(score))");
    assert!(has(&[("api.py", &file)], "events.stored"));
    let screen = API.replace("STORE", "print(score)");
    assert!(!has(&[("api.py", &screen)], "events.stored"));
}

#[test]
fn alerts_are_sent_or_follow_from_a_threshold() {
    assert!(has(
        &[(
            "a.py",
            "import smtplib\nserver = smtplib.SMTP('x')\nserver.sendmail('a', 'b', 'drift')\n"
        )],
        "alert.sent"
    ));
    let branch = format!("{DRIFT}drift_share = 0.3\nif drift_share > 0.2:\n    print('ALERTE')\n");
    assert!(has(&[("a.py", &branch)], "alert.on-threshold"));
    assert!(!has(
        &[("a.py", &format!("{DRIFT}drift_threshold = 0.2\n"))],
        "alert.on-threshold"
    ));
    assert!(has(
        &[(
            "rules.yml",
            "groups:\n- rules:\n  - alert: Drift\n    expr: drift > 0.2\n"
        )],
        "alert.configured"
    ));
}

#[test]
fn a_strategy_says_what_how_often_and_from_when_on() {
    let strategy = "## Suivi du modèle en production\n\nChaque mois, nous comparons les variables les plus importantes des nouveaux clients à celles de l'entraînement par le PSI. Au-dessus d'un seuil de 0,2 sur une variable, une alerte est envoyée à l'équipe, qui décide d'un réentraînement du modèle.\n";
    assert!(has(&[("README.md", strategy)], "monitoring.strategy"));
    let named = "Le data drift pourrait dégrader le modèle dans quelques temps.\n";
    assert_eq!(
        signals_in(&ANALYSIS, &[("README.md", named)]),
        ["monitoring.named"]
    );
    let platform = "Azure Monitor sert au monitoring des coûts, avec un seuil et une alerte chaque mois sur la facture du projet, envoyée à toute l'équipe technique du client.\n";
    assert!(signals_in(&ANALYSIS, &[("README.md", platform)]).is_empty());
}

#[test]
fn a_drift_is_read_when_a_text_says_what_it_shows() {
    let read = [
        ("a.py", DRIFT),
        (
            "README.md",
            "Aucun drift n'est détecté entre les deux jeux de données.\n",
        ),
    ];
    assert!(has(&read, "drift.read"));
    let planned = [
        ("a.py", DRIFT),
        (
            "README.md",
            "Nous utilisons Evidently pour le data drift.\n",
        ),
    ];
    assert!(!has(&planned, "drift.read"));
}

#[test]
fn a_comparison_by_hand_that_ends_in_a_flag_is_an_analysis() {
    let code = "drift_detected = False\nfor column in columns:\n    if abs(a[column].mean() - b[column].mean()) > 0.1:\n        drift_detected = True\n";
    assert!(has(&[("a.py", code)], "drift.analysis"));
    assert!(!has(
        &[(
            "a.py",
            "drift_report = open('r.html').read()\ndrift_detected = False\n"
        )],
        "drift.analysis"
    ));
}
