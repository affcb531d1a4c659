//! Supervised learning of the classic kind (C2.1.1, C2.1.2): which models are trained, what they are scored on, and what
//! is done around it. `Supervised` reads the calls once; each module beside it emits the signals of one theme.

mod approach;
mod baseline;
mod choice;
mod chosen;
mod compared;
mod descriptive;
mod estimators;
mod gathered;
mod imbalance;
mod indicators;
mod labels;
mod models;
mod parameter_loops;
mod results;
mod scores;
mod search;
mod target;
mod toys;
mod words;

use std::cell::OnceCell;
use std::collections::{BTreeMap, BTreeSet};

use foldhash::HashSet;
use prejury_python::{Call, CallIdx, CodePlace, PythonFacts, Roles, UnitIdx, Value};

use super::networks::names_a_network;
use super::{Analysis, Context, purposes, terse};
use crate::matching::{emit_code, strength_of_call};
use crate::sink::EvidenceSink;
pub(in crate::analyses) use approach::speaks_to_candidate;
use estimators::{Estimators, Family};

pub(super) const SUPERVISED: Analysis = Analysis {
    name: "supervised",
    signals: &[
        "baseline.naive.fitted",
        "baseline.naive.scored",
        "baseline.simple-model",
        "choice.model-justified",
        "choice.model-stated",
        "imbalance.measured",
        "imbalance.stratified",
        "imbalance.treated",
        "model.supervised.fitted-on-train",
        "model.supervised.linear",
        "model.supervised.nonlinear",
        "model.supervised.trained",
        "results.gathered",
        "results.tracked",
        "score.accuracy-only",
        "score.cross-validated",
        "score.held-out",
        "score.on-test-part",
        "score.other-indicator",
        "score.second-metric",
        "score.several-models",
        "score.train-only",
        "search.hyperparameters",
        "split.of-supervised",
        "supervised.approach",
        "supervised.need",
        "target.in-code",
        "target.in-text",
        "task.classification",
        "task.regression",
        "validation.cross",
        "validation.folds-made",
    ],
    run,
};

fn run(ctx: &Context<'_>, sink: &mut EvidenceSink) {
    let supervised = Supervised::read(ctx);
    if supervised.trainings.is_empty() {
        return;
    }
    models::find(&supervised, ctx, sink);
    scores::find(&supervised, ctx, sink);
    baseline::find(&supervised, ctx, sink);
    imbalance::find(&supervised, ctx, sink);
    search::find(&supervised, ctx, sink);
    results::find(&supervised, ctx, sink);
    gathered::find(&supervised, ctx, sink);
    if supervised.is_trained() {
        choice::find(ctx, sink);
        let told = [
            "choice.model-justified",
            "choice.model-stated",
            "results.gathered",
        ];
        if !sink.has_any(&told) {
            compared::find(&supervised, ctx, sink);
        }
    }
    target::find(&supervised, ctx, sink);
    if supervised.is_trained() {
        let trained = supervised.trainings.iter().filter(|one| !one.is_dummy);
        let trained_in = trained.clone().filter_map(|one| {
            let unit = supervised
                .python
                .units
                .get(one.call.place.unit.0 as usize)?;
            Some(&*unit.path)
        });
        let trained_in: BTreeSet<&str> = trained_in.collect();
        approach::find(ctx, trained_in.clone(), sink);
        terse::approaches(
            "supervised.approach",
            ctx.facts,
            &terse::trained(supervised.python, trained.map(|one| one.call)),
            &terse::Models {
                are_in: &words::names_an_algorithm,
                n_in: &words::n_algorithms,
                are_pieces: false,
            },
            sink,
        );
        if !sink.has_any(&["supervised.approach", "supervised.need"]) {
            halves(&supervised, &trained_in, ctx, sink);
        }
    }
}

/// Half of a strategy, where nothing states more: the algorithms of the code count by their names there, too.
fn halves(
    supervised: &Supervised<'_>,
    trained_in: &BTreeSet<&str>,
    ctx: &Context<'_>,
    sink: &mut EvidenceSink,
) {
    let classes = supervised.trained_classes();
    let names_class = |text: &str| {
        let text = text.to_lowercase();
        let mut words = text.split(|letter: char| !(letter.is_alphanumeric() || letter == '_'));
        words.any(|word| classes.contains(word))
    };
    purposes::halves(
        &purposes::Work {
            need: "supervised.need",
            approach: "supervised.approach",
            trained_in,
            names_one: &|text| {
                words::names_an_algorithm(text)
                    || words::names_an_algorithm(&text.replace('-', ""))
                    || names_a_network(text)
                    || names_class(text)
            },
            n_named: &words::n_algorithms,
        },
        ctx.facts,
        sink,
    );
}

/// One `fit` (or equal) of an estimator.
struct Training<'f> {
    call: &'f Call,
    /// Last names of the algorithms inside: `LogisticRegression`. Dummies are apart.
    algorithms: Vec<&'f str>,
    is_dummy: bool,
    /// Roles of the data it is fitted on.
    fitted_on: Roles,
    /// The fit of a hyper-parameter search.
    is_search: bool,
}

/// One computation of a score.
struct Score<'f> {
    call: &'f Call,
    /// `roc_auc_score`, `score`, `cross_val_score`, ...
    metric: &'f str,
    task: Option<Task>,
    /// Roles of its data, all arguments together.
    roles: Roles,
    /// Cross-validation computes it on folds of its own.
    is_cross_validated: bool,
    /// Algorithms whose predictions are scored, where that is known.
    algorithms: Vec<&'f str>,
    is_dummy: bool,
    /// Scored against a constant written by hand.
    is_constant: bool,
    /// A confusion matrix, a curve, a display.
    is_diagnostic: bool,
    /// Only a network's predictions are scored: that is another competence.
    is_network: bool,
}

impl Score<'_> {
    /// Whether only a naive model is scored.
    fn is_of_dummy(&self) -> bool {
        self.is_dummy && self.algorithms.is_empty()
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Task {
    Classification,
    Regression,
}

/// What the calls say about supervised learning, read once per analysis.
struct Supervised<'f> {
    python: &'f PythonFacts,
    estimators: Estimators<'f>,
    trainings: Vec<Training<'f>>,
    scores: Vec<Score<'f>>,
    /// Where names are bound into which something is stored by subscript later, read when first asked for.
    filled: OnceCell<HashSet<CodePlace>>,
    /// What is written to such names, in order.
    stored: OnceCell<BTreeMap<(UnitIdx, String), Vec<scores::Write>>>,
}

impl<'f> Supervised<'f> {
    fn read(ctx: &Context<'f>) -> Self {
        let python = &ctx.facts.python;
        let estimators = Estimators::of(ctx.catalog);
        let mut supervised = Self {
            python,
            estimators,
            trainings: Vec::new(),
            scores: Vec::new(),
            filled: OnceCell::new(),
            stored: OnceCell::new(),
        };
        let calls = ctx
            .facts
            .marked_calls(|callee, method| supervised.estimators.kinds(callee, method));
        for (_, call, kinds) in calls.filter(|(_, call, _)| !call.is_attribute) {
            if kinds & estimators::TRAINS != 0
                && let Some(training) = supervised.training(call)
            {
                supervised.trainings.push(training);
            }
            if kinds & estimators::SCORES != 0
                && let Some(score) = supervised.score(call)
            {
                supervised.scores.push(score);
            }
        }
        supervised.set_unrated_aside();
        descriptive::set_aside(&mut supervised, ctx);
        toys::set_aside(&mut supervised);
        supervised
    }

    fn call(&self, at: CallIdx) -> Option<&'f Call> {
        self.python.calls.get(at.0 as usize)
    }

    /// A recommender is a supervised model where its ratings are compared with ones held out, and a list of neighbours else.
    fn set_unrated_aside(&mut self) {
        let is_recommender = |name: &str| name.starts_with("surprise.");
        let mut scores = self.scores.iter();
        if scores.any(|score| is_recommender(&score.call.callee)) {
            return;
        }
        self.trainings
            .retain(|training| !training.algorithms.iter().any(|name| is_recommender(name)));
    }

    /// The first of these that is a model of biases alone (`BaselineOnly`), where others are trained beside it: alone it is the
    /// model, beside others their reference.
    fn naive_of(&self, algorithms: &[&'f str]) -> Option<&'f str> {
        let is_naive = |name: &str| self.estimators.is(Family::NaiveBesideOthers, name);
        let naive = algorithms.iter().copied().find(|name| is_naive(name))?;
        let mut trained = self.trainings.iter().flat_map(|one| &one.algorithms);
        trained.any(|name| !is_naive(name)).then_some(naive)
    }

    /// Names of the classes that are trained, in lower case and without their modules.
    fn trained_classes(&self) -> HashSet<String> {
        let trained = self.trainings.iter().flat_map(|one| &one.algorithms);
        trained
            .map(|name| estimators::short(name).to_lowercase())
            .collect()
    }

    /// Whether a live model other than a dummy is trained: the competence is in scope then.
    fn is_trained(&self) -> bool {
        self.trainings
            .iter()
            .any(|training| !training.algorithms.is_empty())
    }
}

/// Puts a call into the sink.
fn emit(python: &PythonFacts, sink: &mut EvidenceSink, signal: &str, call: &Call, subject: &str) {
    emit_code(
        python,
        sink,
        signal,
        strength_of_call(call),
        call.place,
        subject,
    );
}

/// The value and everything it holds.
fn walk<'v>(value: &'v Value, visit: &mut impl FnMut(&'v Value)) {
    visit(value);
    value
        .elements
        .iter()
        .for_each(|element| walk(element, visit));
}
