//! APIs, their clients and their pipelines, over submissions in memory.

use super::ANALYSIS;
use crate::analyses::testing::{find_in, signals_in};

const API: &str = "import joblib\nfrom fastapi import FastAPI\napp = FastAPI()\nmodel = joblib.load('model.pkl')\n\n@app.post('/predict')\ndef predict(client: dict):\n    return {'score': float(model.predict_proba([list(client.values())])[0, 1])}\n";

fn has(files: &[(&str, &str)], signal: &str) -> bool {
    signals_in(&ANALYSIS, files)
        .iter()
        .any(|name| name == signal)
}

#[test]
fn a_route_in_which_a_model_predicts_is_an_api() {
    let found = find_in(&ANALYSIS, &[("api.py", API)]);
    let route = found
        .iter()
        .find(|piece| &*piece.signal == "api.prediction-route")
        .unwrap();
    assert_eq!(route.subject.as_deref(), Some("/predict"));
}

#[test]
fn a_prediction_made_by_a_helper_in_another_file_counts() {
    let api = "from flask import Flask, jsonify\nfrom engine import score_client\napp = Flask(__name__)\n@app.route('/client')\ndef client():\n    return jsonify(score_client(3))\n";
    let engine = "import pickle\nmodel = pickle.load(open('m.pkl', 'rb'))\ndef score_client(client):\n    return model.predict([client])[0]\n";
    assert!(has(
        &[("api.py", api), ("engine.py", engine)],
        "api.prediction-route"
    ));
}

#[test]
fn pages_and_routes_without_a_prediction_are_no_api() {
    let page = "import joblib\nimport streamlit as st\nmodel = joblib.load('m.pkl')\nst.write(model.predict([[1]]))\n";
    assert_eq!(
        signals_in(&ANALYSIS, &[("api.py", page)]),
        ["app.prediction"]
    );
    let data = "from fastapi import FastAPI\napp = FastAPI()\n@app.get('/clients')\ndef clients():\n    return {'ids': [1]}\n";
    assert!(!has(&[("api.py", data)], "api.prediction-route"));
    let rendered = API
        .replace(
            "fastapi import FastAPI",
            "flask import Flask, render_template",
        )
        .replace("FastAPI()", "Flask(__name__)")
        .replace("return {", "return render_template('p.html', **{")
        .replace("1])}", "1])})");
    assert!(
        has(&[("api.py", &rendered)], "api.prediction-page")
            && !has(&[("api.py", &rendered)], "api.prediction-route")
    );
}

#[test]
fn an_interface_that_asks_the_api_is_told_from_a_script_and_from_other_services() {
    let app = "import requests\nimport streamlit as st\nst.write(requests.post('http://127.0.0.1:8000/predict', json={}).json())\n";
    assert!(has(
        &[("api.py", API), ("app.py", app)],
        "api.called-by-application"
    ));
    let script = app
        .replace("import streamlit as st\n", "")
        .replace("st.write", "print");
    let with_script = [("api.py", API), ("call.py", script.as_str())];
    assert!(
        !has(&with_script, "api.called-by-application")
            && has(&with_script, "api.called-by-script")
    );
    let foreign = app.replace(
        "http://127.0.0.1:8000/predict",
        "https://api.openweathermap.org/forecast",
    );
    assert!(!has(&[("app.py", &foreign)], "api.called-by-application"));
    let settings = "import os, requests\nimport streamlit as st\nAPI_URL = os.environ['API_URL']\nst.write(requests.post(f'{API_URL}/predict', json={}).json())\n";
    assert!(has(&[("app.py", settings)], "api.called-by-application"));
}

#[test]
fn a_test_of_the_route_shows_an_answer_and_one_of_the_root_does_not() {
    let test = "from fastapi.testclient import TestClient\nfrom api import app\nclient = TestClient(app)\ndef test_predict():\n    answer = client.post('/predict', json={})\n    assert answer.status_code == 200\n";
    assert!(has(
        &[("api.py", API), ("test_api.py", test)],
        "api.answer.tested"
    ));
    let root = test.replace("client.post('/predict', json={})", "client.get('/')");
    assert!(!has(
        &[("api.py", API), ("test_api.py", &root)],
        "api.answer.tested"
    ));
    let silent = test.replace("    assert answer.status_code == 200\n", "");
    assert!(!has(
        &[("api.py", API), ("test_api.py", &silent)],
        "api.answer.tested"
    ));
}

#[test]
fn workflows_deploy_build_or_are_commented_out() {
    let workflow = "on: push\njobs:\n  ship:\n    runs-on: ubuntu-latest\n    steps:\n      - run: docker build -t a .\n      - name: Ship\n        uses: azure/webapps-deploy@v3\n";
    let at = |path: &'static str, text: &str| signals_in(&ANALYSIS, &[(path, text)]);
    assert_eq!(
        at(".github/workflows/a.yml", workflow),
        ["deployment.workflow", "workflow.delivers"]
    );
    assert_eq!(at("docs/a.yml", workflow), ["workflow.elsewhere"]);
    let commented = workflow.replace("      - name: Ship\n        uses", "      # - uses");
    assert_eq!(
        at(".github/workflows/a.yml", &commented),
        ["workflow.commented-out", "workflow.delivers"]
    );
}

#[test]
fn servers_of_stored_models_are_read_in_images() {
    let image =
        "FROM python:3.11\nCMD [\"mlflow\", \"models\", \\\n  \"serve\", \"-m\", \"model\"]\n";
    assert!(has(&[("api/Dockerfile", image)], "api.model-server"));
    assert!(!has(
        &[("api/Dockerfile", "# mlflow models serve\nFROM python\n")],
        "api.model-server"
    ));
}

#[test]
fn a_route_predicts_by_its_own_chain_of_calls() {
    let api = "from flask import Flask\nfrom flask_restful import Resource\nfrom users import User\n\
        class SignUp(Resource):\n    def post(self):\n        return User().sign_up()\n\
        class Advice(Resource):\n    def get(self):\n        return User().advise()\n";
    let users = "import joblib\nmodel = joblib.load('m.pkl')\nclass User:\n    def sign_up(self):\n        return {'ok': 1}\n\
        \x20   def advise(self):\n        return self._ranked()\n    def _ranked(self):\n        return model.predict([[1]])\n";
    let found = find_in(&ANALYSIS, &[("api.py", api), ("users.py", users)]);
    let routes = found
        .iter()
        .filter(|piece| &*piece.signal == "api.prediction-route");
    let subjects: Vec<_> = routes
        .filter_map(|piece| piece.subject.as_deref())
        .collect();
    assert_eq!(subjects, ["Advice.get"]);
}

#[test]
fn files_are_handed_out_and_clouds_of_words_generated_without_a_model() {
    let masks = "import keras\nfrom flask import Flask, send_from_directory\nimport os\napp = Flask(__name__)\n\
        model = keras.models.load_model('m.h5')\n@app.route('/masks/generated/<name>')\ndef generated_mask(name):\n    \
        return send_from_directory(os.path.join('static', 'masks'), name)\n";
    assert!(!has(&[("app.py", masks)], "api.prediction-route"));
    let page = "import streamlit as st\nfrom wordcloud import WordCloud\nst.image(WordCloud().generate('a b').to_array())\n";
    assert!(!has(&[("page.py", page)], "app.prediction"));
    let pipe = "import streamlit as st\nfrom transformers import AutoModelForCausalLM\n\
        model = AutoModelForCausalLM.from_pretrained('gpt2')\nst.write(model.generate([1]))\n";
    assert!(has(&[("page.py", pipe)], "app.prediction"));
}

#[test]
fn folders_of_a_host_show_hosting_by_hand() {
    let app = |comment: &str, home: &str| {
        format!(
            "from flask import Flask\n{comment}\nfolder = '{home}/templates'\napp = Flask(__name__, template_folder=folder)\n"
        )
    };
    let is_hosted = |code: String| has(&[("app.py", &code)], "deployment.by-hand");
    assert!(is_hosted(app("# sur pythonanywhere", "/home/camille/p8")));
    assert!(is_hosted(app("", "/home/site/wwwroot")));
    assert!(!is_hosted(app("", "/home/camille/p8")));
    assert!(!is_hosted(app(
        "# folder = '/home/site/wwwroot'",
        "templates"
    )));
}
