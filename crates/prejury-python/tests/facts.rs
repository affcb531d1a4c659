//! What the abstract run sees, on small submissions written as strings.
#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot be set up is to stop loudly"
)]

use prejury_python::{Call, PythonFacts, Reach, Roles, analyse, parse};

/// Facts of several files: `//- path` lines start each one.
fn facts(source: &str) -> PythonFacts {
    let mut units = Vec::new();
    for file in source.split("//- ").skip(1) {
        let (path, text) = file.split_once('\n').unwrap();
        units.push(parse(path.trim().into(), text.as_bytes()));
    }
    analyse(units)
}

fn calls<'f>(facts: &'f PythonFacts, callee: &str) -> Vec<&'f Call> {
    facts
        .calls
        .iter()
        .filter(|call| call.callee == callee)
        .collect()
}

fn the_call<'f>(facts: &'f PythonFacts, callee: &str) -> &'f Call {
    let found = calls(facts, callee);
    let all: Vec<&str> = facts
        .calls
        .iter()
        .map(|call| call.callee.as_str())
        .collect();
    assert!(!found.is_empty(), "no call of {callee} among {all:#?}");
    found[0]
}

#[test]
fn names_are_resolved_under_any_alias() {
    let facts = facts(
        "//- a.py
import sklearn.model_selection as ms
from sklearn.ensemble import RandomForestClassifier as RF
import tensorflow as tf
split = ms.train_test_split
X_train, X_test = split(X)
model = RF(n_estimators=10)
model.fit(X_train, y)
net = tf.keras.models.Sequential()
",
    );
    the_call(&facts, "sklearn.model_selection.train_test_split");
    let fit = the_call(&facts, "sklearn.ensemble.RandomForestClassifier.fit");
    assert_eq!(fit.args[0].value.roles, Roles::TRAIN);
    the_call(&facts, "keras.models.Sequential");
}

#[test]
fn parts_of_a_split_are_followed_to_the_score() {
    let facts = facts(
        "//- a.py
from sklearn.model_selection import train_test_split
from sklearn.metrics import roc_auc_score
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler
a, b, c, d = train_test_split(X, y)
scaler = StandardScaler()
a2 = scaler.fit_transform(a)
b2 = scaler.transform(b)
lr = LogisticRegression().fit(a2, c)
p = lr.predict_proba(b2)[:, 1]
print(roc_auc_score(d, p))
",
    );
    let score = the_call(&facts, "sklearn.metrics.roc_auc_score");
    assert!(score.args[0].value.roles.contains(Roles::TEST));
    assert!(
        score.args[1]
            .value
            .roles
            .contains(Roles::TEST | Roles::PREDICTED)
    );
    assert!(!score.args[1].value.roles.contains(Roles::TRAIN));
    let fit = the_call(&facts, "sklearn.linear_model.LogisticRegression.fit");
    assert!(
        fit.args[0]
            .value
            .roles
            .contains(Roles::TRAIN | Roles::SCALED)
    );
}

#[test]
fn a_preprocessing_before_the_split_stays_in_the_history() {
    let facts = facts(
        "//- a.py
from sklearn.model_selection import train_test_split
from sklearn.preprocessing import MinMaxScaler
X = MinMaxScaler().fit_transform(X)
X_train, X_test = train_test_split(X)
",
    );
    let split = the_call(&facts, "sklearn.model_selection.train_test_split");
    let before: Vec<&str> = split.args[0]
        .value
        .history
        .iter()
        .map(|at| facts.calls[at.0 as usize].callee.as_str())
        .collect();
    assert_eq!(before, ["sklearn.preprocessing.MinMaxScaler.fit_transform"]);
}

#[test]
fn own_functions_are_entered_across_files() {
    let facts = facts(
        "//- src/prep.py
from nltk.stem import WordNetLemmatizer

def lemmatise(text):
    lemmatiser = WordNetLemmatizer()
    return [lemmatiser.lemmatize(w) for w in text.split()]

def never(text):
    return WordNetLemmatizer().lemmatize(text)
//- main.py
from src.prep import lemmatise
df['clean'] = df['text'].apply(lemmatise)
",
    );
    let found = calls(&facts, "nltk.stem.WordNetLemmatizer.lemmatize");
    let live: Vec<u32> = found
        .iter()
        .filter(|call| call.reach == Reach::Live)
        .map(|call| call.place.line)
        .collect();
    assert_eq!(live, [5]);
    let dead: Vec<u32> = found
        .iter()
        .filter(|call| call.reach == Reach::Uncalled)
        .map(|call| call.place.line)
        .collect();
    assert_eq!(dead, [8]);
    let unit = &facts.units[1];
    assert_eq!(unit.path.as_ref(), "src/prep.py");
    assert!(unit.definitions[0].called);
    assert!(!unit.definitions[1].called);
}

#[test]
fn loops_over_models_keep_each_model() {
    let facts = facts(
        "//- a.py
from sklearn.linear_model import Ridge
from sklearn.svm import SVR
from sklearn.model_selection import GridSearchCV
models = {'ridge': (Ridge(), {'alpha': [1, 10]}), 'svr': (SVR(), {'C': [1]})}
for name, (model, grid) in models.items():
    search = GridSearchCV(model, grid, cv=5)
    search.fit(X_train, y_train)
def evaluate(m):
    m.fit(X_train, y_train)
for m in [Ridge(), SVR()]:
    evaluate(m)
",
    );
    let searched: Vec<String> = calls(&facts, "sklearn.model_selection.GridSearchCV")
        .iter()
        .map(|call| call.args[0].value.types.join("|"))
        .collect();
    assert_eq!(searched, ["sklearn.linear_model.Ridge", "sklearn.svm.SVR"]);
    the_call(&facts, "sklearn.linear_model.Ridge.fit");
    the_call(&facts, "sklearn.svm.SVR.fit");
}

#[test]
fn pipelines_are_told_apart_by_their_steps() {
    let facts = facts(
        "//- a.py
from sklearn.linear_model import Ridge
from sklearn.svm import SVR
from sklearn.pipeline import Pipeline
for m in [Ridge(), SVR()]:
    Pipeline(steps=[('echelle', scaler), ('modele', m)]).fit(X_train, y_train)
",
    );
    assert_eq!(calls(&facts, "sklearn.pipeline.Pipeline.fit").len(), 2);
}

#[test]
fn folds_give_training_and_test_rows() {
    let facts = facts(
        "//- a.py
from sklearn.model_selection import StratifiedKFold
from sklearn.metrics import f1_score
from lightgbm import LGBMClassifier
folds = StratifiedKFold(5)
for n, (tr, va) in enumerate(folds.split(X, y)):
    a, b = X.iloc[tr], X.iloc[va]
    clf = LGBMClassifier()
    clf.fit(a, y.iloc[tr])
    f1_score(y.iloc[va], clf.predict(b))
",
    );
    assert!(
        the_call(&facts, "lightgbm.LGBMClassifier.fit").args[0]
            .value
            .roles
            .contains(Roles::TRAIN)
    );
    let score = the_call(&facts, "sklearn.metrics.f1_score");
    assert!(score.in_loop);
    assert!(score.args[0].value.roles.contains(Roles::TEST));
    assert!(
        score.args[1]
            .value
            .roles
            .contains(Roles::TEST | Roles::PREDICTED)
    );
}

#[test]
fn classes_attributes_and_frameworks_are_followed() {
    let facts = facts(
        "//- api.py
from fastapi import FastAPI
import joblib
app = FastAPI()
model = joblib.load('model.pkl')
class Trainer:
    def __init__(self, model):
        self.model = model
    def train(self, X):
        self.model.fit(X)
        return self
@app.post('/predict')
def predict(payload):
    return model.predict(payload)
//- run.py
from api import Trainer
from sklearn.cluster import KMeans
Trainer(KMeans(3)).train(df)
",
    );
    assert_eq!(
        the_call(&facts, "sklearn.cluster.KMeans.fit").reach,
        Reach::Live
    );
    assert_eq!(the_call(&facts, "joblib.load.predict").reach, Reach::Live);
    let unit = &facts.units[0];
    let endpoint = unit
        .definitions
        .iter()
        .find(|definition| definition.name == "predict")
        .unwrap();
    assert!(endpoint.called);
    assert_eq!(endpoint.decorators[0].0, "fastapi.FastAPI.post");
    assert_eq!(endpoint.decorators[0].1.as_deref(), Some("/predict"));
}

#[test]
fn a_library_without_its_caller_is_judged_as_written() {
    let facts = facts(
        "//- tools.py
import cv2
def grey(image):
    return cv2.cvtColor(image, cv2.COLOR_BGR2GRAY)
",
    );
    assert_eq!(the_call(&facts, "cv2.cvtColor").reach, Reach::Live);
    assert!(!facts.units[0].definitions[0].called);
}

#[test]
fn unused_imports_and_new_columns_are_known() {
    let facts = facts(
        "//- a.py
import pandas as pd
import numpy as np
from sklearn.dummy import DummyClassifier
df = pd.read_csv('x.csv')
df['ratio'] = df['a'] / df['b']
for c in cols:
    df[c + '_log'] = np.log1p(df[c])
",
    );
    let unit = &facts.units[0];
    let unused: Vec<&str> = unit
        .imports
        .iter()
        .filter(|import| !import.used)
        .map(|import| import.name.as_str())
        .collect();
    assert_eq!(unused, ["sklearn.dummy.DummyClassifier"]);
    assert_eq!(unit.new_columns.len(), 2);
    assert!(unit.new_columns[0].arithmetic);
    assert_eq!(unit.new_columns[0].from, ["a", "b"]);
    assert_eq!(unit.new_columns[1].calls, ["log1p"]);
}

#[test]
fn hostile_nesting_and_recursion_end() {
    let deep = format!("x = {}1{}\n", "(".repeat(3_000), ")".repeat(3_000));
    let wide = format!("y = {}\n", vec!["'a'"; 5_000].join(" + "));
    let source = format!(
        "//- a.py\n{deep}{wide}def f(n):\n    return f(n - 1) + g(n)\ndef g(n):\n    return f(n)\nf(3)\n"
    );
    let facts = facts(&source);
    assert!(facts.calls.iter().any(|call| call.callee == "local:a.py:f"));
}

#[test]
fn parts_put_together_are_split_anew() {
    let facts = facts(
        "//- a.py
import pandas as pd
from sklearn.model_selection import KFold, train_test_split
train = pd.read_csv('train.csv')
test = pd.read_csv('test.csv')
df = pd.concat([train, test])
a, b = train_test_split(df)
print(a, b)
for i, j in KFold(5).split(a):
    evaluate(a.iloc[i], a.iloc[j], b[a.columns])
",
    );
    let shown: Vec<Roles> = the_call(&facts, "builtins.print")
        .args
        .iter()
        .map(|arg| arg.value.roles)
        .collect();
    assert_eq!(shown, [Roles::TRAIN, Roles::TEST]);
    let parts: Vec<Roles> = the_call(&facts, "?.evaluate")
        .args
        .iter()
        .map(|arg| arg.value.roles)
        .collect();
    assert_eq!(
        parts,
        [
            Roles::TRAIN | Roles::FOLD,
            Roles::TEST | Roles::FOLD,
            Roles::TEST
        ]
    );
}

#[test]
fn a_network_remembers_where_it_was_made() {
    let facts = facts(
        "//- a.py
from keras.models import Sequential
from keras.layers import Dense
def build():
    model = Sequential()
    model.add(Dense(1))
    model.compile('adam')
    return model
net = build()
history = net.fit(X, y, epochs=3)
",
    );
    let fit = the_call(&facts, "keras.models.Sequential.fit");
    let made = fit.receiver.as_ref().unwrap().history.last().unwrap();
    assert_eq!(
        facts.calls[made.0 as usize].callee,
        "keras.models.Sequential"
    );
}

/// Roles of the value assigned to `target`, the last time.
fn roles_of(facts: &PythonFacts, target: &str) -> Roles {
    let assignments = &facts.units[0].assignments;
    let found = assignments
        .iter()
        .rev()
        .find(|found| found.target == target);
    found
        .unwrap_or_else(|| panic!("{target} is not assigned"))
        .value
        .roles
}

#[test]
fn rows_left_by_a_sample_or_a_mask_are_held_out() {
    let facts = facts(
        "//- a.py
import pandas as pd
df = pd.read_csv('x.csv')
train = df.sample(frac=0.8)
rest = df.drop(train.index)
other = df[~df.index.isin(train.index)]
",
    );
    assert!(roles_of(&facts, "train").contains(Roles::TRAIN));
    for left in ["rest", "other"] {
        let roles = roles_of(&facts, left);
        assert!(roles.contains(Roles::TEST), "{left}");
        assert!(!roles.contains(Roles::TRAIN), "{left}");
    }
}

#[test]
fn a_splitter_that_cuts_once_makes_no_folds() {
    let facts = facts(
        "//- a.py
from sklearn.model_selection import StratifiedShuffleSplit
for tr, te in StratifiedShuffleSplit(n_splits=1, test_size=0.2).split(X, y):
    a, b = X[tr], X[te]
for tr, te in StratifiedShuffleSplit(n_splits=5).split(X, y):
    c = X[te]
",
    );
    assert_eq!(roles_of(&facts, "b"), Roles::TEST);
    assert_eq!(roles_of(&facts, "c"), Roles::TEST | Roles::FOLD);
}

#[test]
fn one_cut_taken_out_of_a_splitter_is_no_fold() {
    let facts = facts(
        "//- a.py
from sklearn.model_selection import GroupShuffleSplit
tr, te = next(GroupShuffleSplit(n_splits=1).split(X, y, groups))
a, b = X[tr], X[te]
",
    );
    assert_eq!(roles_of(&facts, "a"), Roles::TRAIN);
    assert_eq!(roles_of(&facts, "b"), Roles::TEST);
    let split = facts.units[0].assignments.last().unwrap().value.history[0];
    assert!(
        facts.calls[split.0 as usize]
            .callee
            .ends_with("GroupShuffleSplit.split")
    );
}

#[test]
fn columns_are_followed_through_selections_and_drops() {
    let facts = facts(
        "//- a.py
import pandas as pd
df = pd.read_csv('x.csv')
y = df['target']
kept = df.copy()
by_name = df[['a', 'b']]
dropped = df.drop(columns=['target'])
masked = df[df['a'] > 3].loc[:, ['a', 'target']]
unknown = df[features]
df.drop('target', axis=1, inplace=True)
later = df.dropna()
",
    );
    let columns = |target: &str| {
        let assignments = &facts.units[0].assignments;
        let found = assignments
            .iter()
            .rev()
            .find(|found| found.target == target);
        found.and_then(|found| found.value.columns.clone())
    };
    let frame = columns("df").unwrap().frame;
    // Columns of another frame say nothing of this one.
    let keeps = |target: &str| {
        let columns = columns(target).filter(|columns| columns.frame == frame);
        columns.map(|columns| columns.keeps("target"))
    };
    assert_eq!(keeps("y"), Some(true));
    assert_eq!(keeps("kept"), Some(true));
    assert_eq!(keeps("by_name"), Some(false));
    assert_eq!(keeps("dropped"), Some(false));
    assert_eq!(keeps("masked"), Some(true));
    assert_eq!(keeps("unknown"), None);
    assert_eq!(keeps("later"), Some(false));
}

#[test]
fn changes_in_place_and_trained_vectors_stay_in_the_history() {
    let facts = facts(
        "//- a.py
import pandas as pd
import numpy as np
from gensim.models import Word2Vec
df = pd.read_csv('x.csv')
df['a'].fillna(df['a'].mean(), inplace=True)
w2v = Word2Vec(texts)
def vector(words):
    return np.mean([w2v.wv[w] for w in words], axis=0)
X = np.array([vector(words) for words in texts])
",
    );
    let history = |target: &str| -> Vec<&str> {
        let assignments = &facts.units[0].assignments;
        let found = assignments
            .iter()
            .rev()
            .find(|found| found.target == target)
            .unwrap();
        let calls = found.value.history.iter();
        calls
            .map(|at| facts.calls[at.0 as usize].method())
            .collect()
    };
    assert!(history("X").contains(&"Word2Vec"), "{:?}", history("X"));
    let fill = the_call(&facts, "pandas.DataFrame.fillna");
    assert!(
        fill.args[0]
            .value
            .history
            .iter()
            .any(|at| facts.calls[at.0 as usize].method() == "mean")
    );
}

#[test]
fn a_program_that_leaves_a_function_uncalled_is_no_library() {
    let facts = facts(
        "//- tools.py
import cv2
def grey(image):
    return cv2.cvtColor(image, cv2.COLOR_BGR2GRAY)
print('ready')
",
    );
    assert_eq!(the_call(&facts, "cv2.cvtColor").reach, Reach::Uncalled);
}

#[test]
fn a_call_is_bound_to_the_definition_before_it() {
    let facts = facts(
        "//- a.py
def plot(frame):
    return frame.isnull()
plot(one)
class Net:
    def run(self):
        pass
Net().run()
def plot(frame):
    return frame.quantile(0.5)
plot(two)
class Net:
    def run(self, x):
        pass
Net().run(1)
",
    );
    let lines = |callee: &str| -> Vec<(u32, u32)> {
        let called = calls(&facts, callee).into_iter();
        called
            .map(|call| {
                let (unit, own) = call.own.unwrap();
                let unit = &facts.units[unit.0 as usize];
                let definition = &unit.definitions[own.0 as usize];
                (call.place.line, definition.place.line)
            })
            .collect()
    };
    assert_eq!(lines("local:a.py:plot"), [(3, 1), (10, 8)]);
    assert_eq!(lines("local:a.py:Net"), [(7, 4), (14, 11)]);
    assert_eq!(lines("local:a.py:run"), [(7, 5), (14, 12)]);
}
