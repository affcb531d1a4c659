//! Suites and pipelines as candidates write them.

use super::*;
use crate::analyses::testing::{self, find_in};

/// Names of the signals on tests; that a workflow is there is no question here.
fn signals_in(analysis: &Analysis, files: &[(&str, &str)]) -> Vec<String> {
    let names = testing::signals_in(analysis, files);
    names
        .into_iter()
        .filter(|name| name.starts_with("tests."))
        .collect()
}

const APP: (&str, &str) = ("app.py", "def add(a, b):\n    return a + b\n");
const TEST: (&str, &str) = (
    "tests/test_app.py",
    "from app import add\n\ndef test_add():\n    assert add(1, 2) == 3\n",
);

fn workflow(steps: &str) -> String {
    format!("on: push\njobs:\n  ci:\n    runs-on: ubuntu-latest\n    steps:\n{steps}")
}

fn with_workflow(steps: &str) -> Vec<String> {
    signals_in(
        &ANALYSIS,
        &[APP, TEST, (".github/workflows/ci.yml", &workflow(steps))],
    )
}

#[test]
fn a_step_that_can_stop_the_pipeline_counts() {
    let expected = ["tests.assertions", "tests.in-pipeline"];
    for steps in [
        "      - run: pytest\n",
        "      - run: |\n          pip install pytest\n          PYTHONPATH=. python -m pytest tests/ -v\n",
        "      - run: python -m unittest discover\n      - run: gcloud run deploy api\n",
        "      - run: pytest || exit 1\n",
    ] {
        assert_eq!(with_workflow(steps), expected, "{steps}");
    }
}

#[test]
fn steps_that_stop_nothing_do_not_count() {
    let expected = ["tests.assertions", "tests.not-in-pipeline"];
    for steps in [
        "      - run: pip install pytest\n",
        "      - run: pytest || true\n",
        "      - run: pytest\n        continue-on-error: true\n",
        "      - run: pytest\n        if: false\n",
        "      # - run: pytest\n      - run: ls\n",
        "      - run: gcloud run deploy api\n      - run: pytest\n",
        "      - run: echo pytest\n",
    ] {
        assert_eq!(with_workflow(steps), expected, "{steps}");
    }
}

#[test]
fn a_deployment_that_waits_for_nothing_makes_tests_useless() {
    let text = |needs: &str| {
        format!(
            "on: push\njobs:\n  test:\n    runs-on: x\n    steps:\n      - run: pytest\n  deploy:\n{needs}    runs-on: x\n    steps:\n      - uses: azure/webapps-deploy@v2\n"
        )
    };
    let signals = |needs: &str| {
        signals_in(
            &ANALYSIS,
            &[APP, TEST, (".github/workflows/ci.yml", &text(needs))],
        )
    };
    assert_eq!(
        signals("    needs: test\n"),
        ["tests.assertions", "tests.in-pipeline"]
    );
    assert_eq!(signals(""), ["tests.assertions", "tests.not-in-pipeline"]);
}

#[test]
fn other_ways_into_the_pipeline() {
    let makefile = (
        "Makefile",
        "install:\n\tpip install pytest\ntest:\n\tpytest -q\n",
    );
    let steps = workflow("      - run: make test\n");
    assert_eq!(
        signals_in(
            &ANALYSIS,
            &[APP, TEST, makefile, (".github/workflows/ci.yml", &steps)]
        ),
        ["tests.assertions", "tests.in-pipeline"]
    );
    let steps = workflow("      - run: docker build .\n");
    let image = |line: &str| format!("FROM python\n{line}\n");
    let with_image = |line: &str| {
        signals_in(
            &ANALYSIS,
            &[
                APP,
                TEST,
                ("Dockerfile", &image(line)),
                (".github/workflows/ci.yml", &steps),
            ],
        )
    };
    assert_eq!(
        with_image("RUN pytest"),
        ["tests.assertions", "tests.in-pipeline"]
    );
    assert_eq!(
        with_image("CMD [\"pytest\"]"),
        ["tests.assertions", "tests.not-in-pipeline"]
    );
}

#[test]
fn tests_of_copies_of_data_or_of_nothing() {
    let copy = (
        "tests/test_copy.py",
        "def add(a, b):\n    return a + b\n\ndef test_add():\n    assert add(1, 2) == 3\n",
    );
    assert_eq!(
        signals_in(&ANALYSIS, &[APP, copy]),
        ["tests.no-project-code", "tests.not-in-pipeline"]
    );
    let absent = (
        "tests/test_x.py",
        "from engine import run\n\ndef test_run():\n    assert run() == 1\n",
    );
    assert_eq!(
        signals_in(&ANALYSIS, &[APP, absent]),
        ["tests.no-project-code", "tests.not-in-pipeline"]
    );
    let trivial = (
        "tests/test_t.py",
        "from app import add\n\ndef test_true():\n    assert True\n",
    );
    assert_eq!(signals_in(&ANALYSIS, &[APP, trivial]), ["tests.trivial"]);
}

#[test]
fn unittest_classes_and_call_scripts() {
    let unittest = (
        "test_u.py",
        "import unittest\nfrom app import add\n\nclass AddTest(unittest.TestCase):\n    def test_add(self):\n        self.assertEqual(add(1, 2), 3)\n",
    );
    assert_eq!(
        signals_in(&ANALYSIS, &[APP, unittest]),
        ["tests.assertions", "tests.not-in-pipeline"]
    );
    let script = (
        "test_api.py",
        "import requests\nr = requests.post('http://localhost:3000/predict', json={})\nprint(r.json())\n",
    );
    let found = find_in(&ANALYSIS, &[script]);
    assert_eq!(found.len(), 1);
    assert_eq!(
        (&*found[0].signal, found[0].location.clone()),
        ("tests.call-script", { Location::line("test_api.py", 2) })
    );
}

#[test]
fn the_place_in_a_workflow_is_the_command() {
    let steps = workflow(
        "      - name: Tests\n        run: |\n          pip install x\n          pytest tests\n",
    );
    let found = find_in(
        &ANALYSIS,
        &[APP, TEST, (".github/workflows/ci.yml", &steps)],
    );
    let step = found
        .iter()
        .find(|evidence| &*evidence.signal == "tests.in-pipeline")
        .unwrap();
    assert_eq!(step.location, Location::line(".github/workflows/ci.yml", 9));
    assert_eq!(step.subject.as_deref(), Some("pytest tests"));
}

/// Signals of a suite beside a function that computes and one that does not.
fn of_suite(test: &str) -> Vec<String> {
    let stub = "def add(a, b):\n    return a + b\n\ndef main():\n    \"\"\"Starts.\n\n    Returns zero.\n    \"\"\"\n    print('start')\n    return 0\n";
    signals_in(&ANALYSIS, &[("app.py", stub), ("tests/test_app.py", test)])
}

#[test]
fn tests_that_say_nothing_of_the_project_are_trivial() {
    for test in [
        "from app import main\n\ndef test_main():\n    assert main() == 0\n",
        "import sys\nfrom app import add\n\ndef test_version():\n    assert sys.version_info >= (3, 8)\n",
        "import app\n\ndef test_app():\n    assert app is not None\n    assert hasattr(app, 'add')\n",
        "import pytest\n\ndef test_imports():\n    try:\n        import app\n    except ImportError:\n        pytest.fail('missing')\n",
        "import requests\n\ndef test_page():\n    r = requests.get('https://x.onrender.com/')\n    assert r.status_code == 200\n",
    ] {
        assert_eq!(of_suite(test), ["tests.trivial"], "{test}");
    }
}

#[test]
fn one_assertion_on_what_the_project_does_is_enough() {
    for test in [
        "from app import add, main\n\ndef test_both():\n    assert main() == 0\n    assert add(1, 2) == 3\n",
        "import app\n\ndef test_add():\n    assert app.add(1, 2) is not None\n",
        "import requests\n\ndef test_page():\n    r = requests.get('https://x.onrender.com/predict')\n    assert r.status_code == 200\n    assert r.json()['score'] < 1\n",
        "from fastapi.testclient import TestClient\nimport app\nclient = TestClient(app)\n\ndef test_predict():\n    r = client.post('/predict', json={})\n    assert r.status_code == 422\n",
    ] {
        let found = of_suite(test);
        assert!(
            found.contains(&"tests.assertions".to_owned()),
            "{test}: {found:?}"
        );
    }
}

const DEPLOY: &str = "name: Deploy\non:\n  push:\n    branches: [main]\njobs:\n  deploy:\n    runs-on: ubuntu-latest\n    steps:\n      - run: curl -X POST ${{ secrets.RENDER_DEPLOY_HOOK }}\n";

fn beside(deploy: &str) -> Vec<String> {
    beside_tests("push", deploy)
}

fn beside_tests(event: &str, deploy: &str) -> Vec<String> {
    let tests = workflow("      - run: pytest\n").replace("on: push", &format!("on: {event}"));
    let tests = format!("name: Tests\n{tests}");
    let files = [
        APP,
        TEST,
        (".github/workflows/test.yml", tests.as_str()),
        (".github/workflows/deploy.yml", deploy),
    ];
    signals_in(&ANALYSIS, &files)
}

#[test]
fn tests_that_a_deployment_does_not_wait_for_stop_nothing() {
    assert!(beside(DEPLOY).contains(&"tests.not-in-pipeline".to_owned()));
    let after = "on:\n  workflow_run:\n    workflows: [Tests]\n    types: [completed]";
    let waiting = DEPLOY.replace("on:\n  push:\n    branches: [main]", after);
    assert!(beside(&waiting).contains(&"tests.not-in-pipeline".to_owned()));
    let asking = waiting.replace(
        "    runs-on",
        "    if: ${{ github.event.workflow_run.conclusion == 'success' }}\n    runs-on",
    );
    assert!(beside(&asking).contains(&"tests.in-pipeline".to_owned()));
    let holding = DEPLOY.replace(
        "jobs:\n",
        "jobs:\n  test:\n    uses: ./.github/workflows/test.yml\n",
    );
    assert!(beside(&holding).contains(&"tests.not-in-pipeline".to_owned()));
    let needing = holding.replace("  deploy:\n", "  deploy:\n    needs: test\n");
    assert!(beside(&needing).contains(&"tests.in-pipeline".to_owned()));
    let anyway = needing.replace("needs: test\n", "needs: test\n    if: always()\n");
    assert!(beside(&anyway).contains(&"tests.not-in-pipeline".to_owned()));
    let tests_first = beside_tests("pull_request", DEPLOY);
    assert!(tests_first.contains(&"tests.in-pipeline".to_owned()));
    let checking = DEPLOY.replace(
        "curl -X POST ${{ secrets.RENDER_DEPLOY_HOOK }}",
        "ruff check .",
    );
    assert!(beside(&checking).contains(&"tests.in-pipeline".to_owned()));
}

#[test]
fn a_test_of_predictions_is_shown_before_one_of_the_welcome_page() {
    let tests = "from fastapi.testclient import TestClient\nfrom app import app\n\nclient = TestClient(app)\n\ndef test_home():\n    assert client.get(\"/\").json()[\"name\"] == \"api\"\n\ndef test_scores():\n    assert client.post(\"/predict\", json={}).json()[\"score\"] == 1\n";
    let found = find_in(
        &ANALYSIS,
        &[("app.py", "app = 1\n"), ("test_api.py", tests)],
    );
    let shown = found
        .iter()
        .filter(|one| &*one.signal == "tests.assertions");
    let names: Vec<&str> = shown.filter_map(|one| one.subject.as_deref()).collect();
    assert_eq!(names, ["test_scores", "test_home"]);
}
