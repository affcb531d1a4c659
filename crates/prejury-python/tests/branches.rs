//! Which branches and functions a run reaches.
#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot be set up is to stop loudly"
)]

use prejury_python::{Call, PythonFacts, Reach, analyse, parse};

/// Facts of one script: a line `//- path` starts it.
fn facts(source: &str) -> PythonFacts {
    let (path, text) = source.trim_start_matches("//- ").split_once('\n').unwrap();
    analyse(vec![parse(path.trim().into(), text.as_bytes())])
}

fn calls<'f>(facts: &'f PythonFacts, callee: &str) -> Vec<&'f Call> {
    let all = facts.calls.iter();
    all.filter(|call| call.callee == callee).collect()
}

fn the_call<'f>(facts: &'f PythonFacts, callee: &str) -> &'f Call {
    calls(facts, callee)[0]
}

#[test]
fn a_literal_that_nothing_changes_selects_a_branch() {
    let facts = facts(
        "//- a.py
import seaborn as sns
LOCAL = True
MODE = 'train'
PART = 'a'
if LOCAL == True:
    path = 'here'
else:
    sns.boxplot(x)
if MODE == 'load':
    sns.violinplot(x)
PART = 'b'
if PART == 'a':
    sns.heatmap(x)
done = False
for step in range(3):
    if done == True:
        sns.lineplot(x)
    done = True
",
    );
    let reach = |callee| the_call(&facts, callee).reach;
    assert_eq!(reach("seaborn.boxplot"), Reach::Dead);
    assert_eq!(reach("seaborn.violinplot"), Reach::Dead);
    // What changes, on the way or in a loop, decides nothing.
    assert_eq!(reach("seaborn.heatmap"), Reach::Live);
    assert_eq!(reach("seaborn.lineplot"), Reach::Live);
}

#[test]
fn a_flag_that_a_try_may_have_set_selects_no_branch() {
    let facts = facts(
        "//- a.py
import seaborn as sns
IN_COLAB = False
try:
    import google.colab
    IN_COLAB = True
except ImportError:
    pass
if IN_COLAB == False:
    sns.boxplot(x)
if IN_COLAB:
    sns.heatmap(x)
",
    );
    let reach = |callee| the_call(&facts, callee).reach;
    assert_eq!(reach("seaborn.boxplot"), Reach::Live);
    assert_eq!(reach("seaborn.heatmap"), Reach::Live);
}

#[test]
fn a_part_of_a_result_is_constant_where_every_return_agrees() {
    let facts = facts(
        "//- a.py
import os
import seaborn as sns
def load():
    if not os.path.exists('a'):
        return None, None
    return build(), tokens()
def nothing():
    if not os.path.exists('a'):
        return None, None
    return None, None
def unknown():
    if not os.path.exists('a'):
        return False, None
    return other()
model, words = load()
if model is not None and words is not None:
    sns.boxplot(x)
if model:
    sns.kdeplot(x)
model, words = nothing()
if model is not None:
    sns.violinplot(x)
found, words = unknown()
if found:
    sns.heatmap(x)
",
    );
    let reach = |callee| the_call(&facts, callee).reach;
    assert_eq!(reach("seaborn.boxplot"), Reach::Live);
    assert_eq!(reach("seaborn.kdeplot"), Reach::Live);
    assert_eq!(reach("seaborn.violinplot"), Reach::Dead);
    assert_eq!(reach("seaborn.heatmap"), Reach::Live);
}

#[test]
fn what_is_nested_in_itself_over_and_over_comes_to_an_end() {
    for doubled in [
        "x = [x, x]\n",
        "if c:\n    x = [x, x]\n",
        "x = {1: x, 2: x}\n",
    ] {
        let nested = doubled.repeat(60);
        let facts = facts(&format!(
            "//- a.py\nimport seaborn as sns\nx = [1, 2]\n{nested}sns.boxplot(x)\nfor y in x:\n    sns.kdeplot(y)\n"
        ));
        assert_eq!(the_call(&facts, "seaborn.boxplot").reach, Reach::Live);
    }
}

#[test]
fn dead_code_is_told_from_live_code() {
    let facts = facts(
        "//- a.py
import seaborn as sns
if False:
    sns.boxplot(x)
def plot(kind, extra=False):
    if kind == 'bar':
        sns.barplot(x)
    else:
        sns.violinplot(x)
    if extra:
        sns.heatmap(x)
    return None
    sns.lineplot(x)
plot('bar')
# sns.scatterplot(x)
",
    );
    assert_eq!(the_call(&facts, "seaborn.boxplot").reach, Reach::Dead);
    assert_eq!(the_call(&facts, "seaborn.barplot").reach, Reach::Live);
    assert_eq!(the_call(&facts, "seaborn.violinplot").reach, Reach::Dead);
    assert_eq!(the_call(&facts, "seaborn.heatmap").reach, Reach::Dead);
    assert_eq!(the_call(&facts, "seaborn.lineplot").reach, Reach::Dead);
    assert!(calls(&facts, "seaborn.scatterplot").is_empty());
}

#[test]
fn thousands_of_returns_in_a_row_are_no_deeper_than_one() {
    let source = format!(
        "//- a.py\ndef f():\n{}f()\n",
        "    return 1\n".repeat(20_000)
    );
    assert_eq!(calls(&facts(&source), "local:a.py:f").len(), 1);
}

#[test]
fn a_function_handed_to_a_scheduler_gets_what_stands_behind_it() {
    let facts = facts(
        "//- a.py
from concurrent.futures import ProcessPoolExecutor
from sklearn.linear_model import Ridge

def train(model, table):
    return model.fit(table)

pool = ProcessPoolExecutor()
job = pool.submit(train, Ridge(), [[1], [2]])
pool.submit(print, Ridge())
",
    );
    let fit = the_call(&facts, "sklearn.linear_model.Ridge.fit");
    assert_eq!(fit.reach, Reach::Live);
}
