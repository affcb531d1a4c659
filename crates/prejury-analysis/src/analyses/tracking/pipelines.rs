//! Chains of training that can be run again (C3.1.1-CE1).
//!
//! # What it looks for
//! Pipelines of scikit-learn, imbalanced-learn and Spark that end in a model and are fitted; training scripts; stages of
//! DVC, MLproject, Kedro, ZenML and other orchestrators; fixed seeds.
//! # Counts as evidence
//! The pipeline, the fit in the script, the stage, the seed.
//! # Does not count
//! Pipelines of preprocessing or resampling alone, notebooks exported as scripts, tests, applications and APIs that fit a
//! helper, templates without nodes of the candidate's.
//! # Limits
//! Whether every source of chance has its seed is not checked.

use foldhash::{HashMap, HashSet};
use prejury_core::{Location, Strength};
use prejury_python::{
    Call, CodeUnit, Definition, DefinitionKind, Keywords, Literal, PythonFacts, Reach, UnitIdx,
    UnitKind, Value,
};

use super::{emit, starts_with_any};
use crate::Facts;
use crate::analyses::{Context, yaml};
use crate::matching::{emit_call_in_turn, emit_code, emit_code_in_turn, strength_of_call};
use crate::sink::EvidenceSink;

pub(super) fn find(ctx: &Context<'_>, sink: &mut EvidenceSink) {
    let python = &ctx.facts.python;
    let marked: Vec<(&Call, u32)> = ctx
        .facts
        .marked_calls(mark)
        .filter(|(_, call, _)| !call.is_attribute)
        .map(|(_, call, mark)| (call, mark))
        .collect();
    let with = |wanted: u32| {
        let found = marked.iter().filter(move |(_, mark)| mark & wanted != 0);
        found.map(|(call, _)| *call)
    };
    let scripts = training_scripts(python, with(TRAINS));
    let fits_pipelines =
        with(FITS).any(|call| call.reach == Reach::Live && goes_through_pipeline(call));
    let mut shown: HashSet<UnitIdx> = HashSet::default();
    if fits_pipelines {
        show_pipelines(python, with(PIPELINE), with(COMPOSES), sink);
    }
    let saving: HashSet<UnitIdx> = with(SAVES).map(|call| call.caller).collect();
    let has_notebooks = python
        .units
        .iter()
        .any(|unit| unit.kind == UnitKind::Notebook);
    // The fit of what is known to be a model comes before one of which nothing is known.
    let is_known = |call: &&Call| {
        let receiver = call.receiver.as_ref();
        receiver.is_some_and(|value| !value.types.is_empty())
    };
    for call in with(TRAINS).filter(is_known).chain(with(TRAINS)) {
        if scripts.contains(&call.caller) && trains(call) && shown.insert(call.caller) {
            let unit = &python.units[call.caller.0 as usize];
            let name = unit.path.rsplit('/').next().unwrap_or(&unit.path);
            let turn = -i16::from(saving.contains(&call.caller));
            let strength = match has_notebooks && is_idle(python, call) {
                true => Strength::Mentioned,
                false => strength_of_call(call),
            };
            let signal = "training.script";
            emit_code_in_turn(python, sink, signal, strength, call.place, name, turn);
        }
    }
    for call in with(SAVES) {
        if call.args.iter().any(|arg| holds_pipeline(&arg.value)) {
            emit(python, sink, "training.pipeline-saved", call, call.method());
        }
    }
    for call in with(STAGE).filter(|call| call.reach == Reach::Live) {
        emit(python, sink, "training.stages", call, call.method());
    }
    seeds(ctx, sink);
    files(ctx, sink);
    orchestrated(python, sink);
}

/// Whether a fit stands in a file of functions of which nothing calls one. Beside the notebooks that might have called them,
/// it trains nothing.
fn is_idle(python: &PythonFacts, call: &Call) -> bool {
    let definitions = &python.units[call.place.unit.0 as usize].definitions;
    let is_idle = |one: &Definition| !one.called && one.decorators.is_empty();
    call.function.is_some() && definitions.iter().all(is_idle)
}

/// Pipelines that end in a model: those in which one is seen first, parts of a larger one not beside it.
fn show_pipelines<'f>(
    python: &PythonFacts,
    pipelines: impl Iterator<Item = &'f Call>,
    composed: impl Iterator<Item = &'f Call>,
    sink: &mut EvidenceSink,
) {
    let pipelines: Vec<&Call> = pipelines.collect();
    let mut parts: HashSet<(UnitIdx, &str)> = HashSet::default();
    for call in composed.chain(pipelines.iter().copied()) {
        for arg in &call.args {
            pipelines_in(&arg.value, &mut |name| {
                parts.insert((call.place.unit, name));
            });
        }
    }
    let mut part_places: HashSet<(UnitIdx, u32, u32)> = HashSet::default();
    for (number, unit) in (0..).map(UnitIdx).zip(&python.units) {
        let assigned = unit.assignments.iter();
        let named = assigned.filter(|one| parts.contains(&(number, one.target.as_str())));
        part_places.extend(named.map(|one| (number, one.place.cell, one.place.line)));
    }
    let is_part = |call: &Call| {
        let place = call.place;
        part_places.contains(&(place.unit, place.cell, place.line))
    };
    let ending: Vec<&Call> = pipelines
        .into_iter()
        .filter(|call| ends_in_model(call))
        .collect();
    let has_whole = ending.iter().any(|call| !is_part(call));
    for call in ending
        .into_iter()
        .filter(|call| !(has_whole && is_part(call)))
    {
        let turn = -i16::from(holds_model(call));
        emit_call_in_turn(python, sink, "training.pipeline", call, call.method(), turn);
    }
}

/// Names of the pipelines among the members of a value.
fn pipelines_in<'v>(value: &'v Value, visit: &mut impl FnMut(&'v str)) {
    if value.types.iter().any(|name| is_pipeline(name))
        && let Some(name) = value.name.as_deref()
    {
        visit(name);
    }
    for element in &value.elements {
        pipelines_in(element, visit);
    }
}

/// Marks of calls.
const PIPELINE: u32 = 1;
const FITS: u32 = 2;
const TRAINS: u32 = 4;
const SAVES: u32 = 8;
const STAGE: u32 = 16;
const COMPOSES: u32 = 32;

fn mark(callee: &str, method: &str) -> u32 {
    let marks = [
        (PIPELINE, is_pipeline(callee)),
        (FITS, is_fit(method)),
        (TRAINS, may_train(callee, method)),
        (SAVES, saves(callee, method)),
        (STAGE, is_stage(callee)),
        (COMPOSES, callee.starts_with("sklearn.compose.")),
    ];
    let holding = marks.iter().filter(|(_, holds)| *holds);
    holding.map(|(mark, _)| mark).sum()
}

/// Seeds shown of one file.
const MAX_SEEDS: u32 = 3;

/// What fixes chance. A seed shows nothing alone: it stands behind what it makes reproducible.
fn seeds(ctx: &Context<'_>, sink: &mut EvidenceSink) {
    let python = &ctx.facts.python;
    let mut shown: HashMap<(UnitIdx, Strength), u32> = HashMap::default();
    let mut emit = |call: &Call, seed: &str| {
        let strength = strength_of_call(call).min(Strength::Written);
        let n_shown = shown.entry((call.place.unit, strength)).or_default();
        *n_shown += 1;
        if *n_shown > MAX_SEEDS {
            return;
        }
        emit_code(python, sink, "training.seeds", strength, call.place, seed);
    };
    let seeding = ctx
        .facts
        .marked_calls(|callee, _| u32::from(SEEDING.contains(&callee)));
    for (_, call, _) in seeding.filter(|(_, call, _)| !call.args.is_empty()) {
        emit(call, call.method());
    }
    const ASKED: Keywords = Keywords::any_of(SEEDS);
    for call in &python.calls {
        let fixed = call.args_given(ASKED).iter().find(|arg| {
            let value = &arg.value;
            arg.name
                .as_deref()
                .is_some_and(|name| SEEDS.contains(&name))
                && !matches!(value.literal, Some(Literal::None))
                && (value.literal.is_some() || value.name.is_some())
        });
        if let Some(name) = fixed.and_then(|arg| arg.name.as_deref()) {
            emit(call, name);
        }
    }
}

/// Functions that fix chance.
const SEEDING: &[&str] = &[
    "keras.utils.set_random_seed",
    "lightning.seed_everything",
    "numpy.random.default_rng",
    "numpy.random.seed",
    "pytorch_lightning.seed_everything",
    "random.seed",
    "tensorflow.random.set_seed",
    "tensorflow.set_random_seed",
    "torch.manual_seed",
    "transformers.set_seed",
];

/// Arguments that fix it.
const SEEDS: &[&str] = &["random_state", "seed", "random_seed", "session_id"];

const PIPELINES: &[&str] = &[
    "imblearn.pipeline.Pipeline",
    "imblearn.pipeline.make_pipeline",
    "pyspark.ml.Pipeline",
    "sklearn.pipeline.Pipeline",
    "sklearn.pipeline.make_pipeline",
];

fn is_pipeline(name: &str) -> bool {
    PIPELINES.contains(&name)
}

/// Whether a value is a pipeline or holds one (the estimator of a search).
fn holds_pipeline(value: &Value) -> bool {
    value.types.iter().any(|name| is_pipeline(name)) || value.elements.iter().any(holds_pipeline)
}

fn goes_through_pipeline(call: &Call) -> bool {
    call.receiver.as_ref().is_some_and(holds_pipeline)
        || call.args.iter().any(|arg| holds_pipeline(&arg.value))
}

/// Fits, and evaluations that fit by themselves.
fn is_fit(method: &str) -> bool {
    matches!(
        method,
        "fit"
            | "fit_predict"
            | "cross_val_score"
            | "cross_validate"
            | "cross_val_predict"
            | "optimize"
    )
}

/// Whether the steps of a pipeline hold more than samplers and transformers. Steps of which nothing is known may be a model.
fn ends_in_model(call: &Call) -> bool {
    let (known, n_steps) = known_steps(call);
    known.is_empty() || n_steps > known.len() || known.iter().any(|name| !is_preparation(name))
}

/// Whether a model is seen among the steps.
fn holds_model(call: &Call) -> bool {
    let (known, _) = known_steps(call);
    known.iter().any(|name| !is_preparation(name))
}

/// Types of the steps that are known, and how many steps there are.
fn known_steps(call: &Call) -> (Vec<&str>, usize) {
    let mut types: Vec<&str> = Vec::new();
    let mut n_steps = 0;
    for arg in &call.args {
        steps(&arg.value, &mut types, &mut n_steps);
    }
    types.retain(|name| name.contains('.'));
    (types, n_steps)
}

fn steps<'v>(value: &'v Value, types: &mut Vec<&'v str>, n_steps: &mut usize) {
    if value.elements.is_empty() {
        *n_steps += usize::from(value.literal.is_none());
        types.extend(value.types.first().map(|name| name.as_str()));
    }
    value
        .elements
        .iter()
        .for_each(|element| steps(element, types, n_steps));
}

/// Whether a class prepares data rather than models it.
fn is_preparation(name: &str) -> bool {
    let prepares = [
        "imblearn.",
        "sklearn.compose.",
        "sklearn.decomposition.",
        "sklearn.feature_extraction.",
        "sklearn.feature_selection.",
        "sklearn.impute.",
        "sklearn.manifold.",
        "sklearn.preprocessing.",
        "category_encoders.",
        "pyspark.ml.feature.",
    ];
    (starts_with_any(name, &prepares) && !name.contains(".ensemble.")) || ends_in_preparation(name)
}

fn ends_in_preparation(name: &str) -> bool {
    let last = name.rsplit('.').next().unwrap_or(name);
    [
        "Scaler",
        "Imputer",
        "Encoder",
        "Vectorizer",
        "Tokenizer",
        "Binarizer",
        "Explainer",
        "Transformer",
        "Neighbors",
        "PCA",
        "TSNE",
        "UMAP",
        "SMOTE",
        "Nlp",
    ]
    .iter()
    .any(|end| last.ends_with(end))
}

/// Scripts that train a model when they are run.
fn training_scripts<'f>(
    python: &PythonFacts,
    calls: impl Iterator<Item = &'f Call>,
) -> HashSet<UnitIdx> {
    let trained: HashSet<UnitIdx> = calls
        .filter(|call| {
            let unit = python.units.get(call.caller.0 as usize);
            unit.is_some_and(|unit| unit.kind == UnitKind::Script)
                && call.reach == Reach::Live
                && trains(call)
        })
        .map(|call| call.caller)
        .collect();
    trained
        .into_iter()
        .filter(|unit| python.units.get(unit.0 as usize).is_some_and(may_be_script))
        .collect()
}

/// Files in which a model is fitted when they are run, those of their functions too; pages, APIs and tests are none.
pub(in crate::analyses) fn training_units(facts: &Facts<'_>) -> HashSet<UnitIdx> {
    let python = &facts.python;
    let fits = facts.marked_calls(|callee, method| u32::from(may_train(callee, method)));
    let fits =
        fits.filter(|(_, call, _)| !call.is_attribute && call.reach == Reach::Live && trains(call));
    let units = fits.flat_map(|(_, call, _)| [call.caller, call.place.unit]);
    let mut units: HashSet<UnitIdx> = units.collect();
    units.retain(|unit| {
        let unit = python.units.get(unit.0 as usize);
        unit.is_some_and(|unit| unit.kind == UnitKind::Notebook || may_be_script(unit))
    });
    units
}

/// Not a notebook (nor one exported as a script), a test, a page or an API.
fn may_be_script(unit: &CodeUnit) -> bool {
    let name = unit
        .path
        .rsplit('/')
        .next()
        .unwrap_or(&unit.path)
        .to_lowercase();
    let is_test =
        name.starts_with("test") || name.ends_with("_test.py") || unit.path.contains("tests/");
    let is_program = unit.imports.iter().any(|import| {
        let first = import.name.split('.').next().unwrap_or(&import.name);
        matches!(
            first,
            "streamlit" | "dash" | "gradio" | "flask" | "fastapi" | "django" | "locust"
        )
    });
    let is_export = unit.comments.iter().take(200).any(|comment| {
        let text = comment.text.trim_start_matches(['#', ' ']);
        text.starts_with("In[") || text.starts_with("%%")
    });
    unit.kind == UnitKind::Script && !is_test && !is_program && !is_export
}

/// Whether the name of a call lets it fit a model.
fn may_train(callee: &str, method: &str) -> bool {
    let named = matches!(
        method,
        "fit"
            | "fit_generator"
            | "fit_one_cycle"
            | "fine_tune"
            | "train"
            | "backward"
            | "setup"
            | "compare_models"
    );
    named && !callee.starts_with("local:")
}

/// Whether a call so named fits a model.
fn trains(call: &Call) -> bool {
    let receiver_types = call
        .receiver
        .as_ref()
        .map(|value| value.types.as_slice())
        .unwrap_or_default();
    match call.method() {
        "fit" | "fit_generator" | "fit_one_cycle" | "fine_tune" => {
            let prepares = |name: &str| is_preparation(name) || name.contains("cluster");
            let known = !receiver_types.is_empty();
            let prepared = known
                && receiver_types
                    .iter()
                    .all(|name| prepares(name) && !is_pipeline(name));
            let n_data = call.args.iter().filter(|arg| arg.name.is_none()).count();
            let by_keyword = call.args.iter().any(|arg| {
                let data = ["x", "X", "y", "train_data", "validation_data", "epochs"];
                arg.name.as_deref().is_some_and(|name| data.contains(&name))
            });
            !prepared && (n_data > 1 || by_keyword || (known && n_data == 1))
        }
        "train" => {
            starts_with_any(
                &call.callee,
                &[
                    "lightgbm.train",
                    "xgboost.train",
                    "transformers.Trainer",
                    "ultralytics.",
                    "catboost.train",
                    "fasttext.",
                ],
            ) || receiver_types.iter().any(|name| name.contains("Trainer"))
        }
        "backward" => !call.callee.starts_with("numpy") && call.in_loop,
        "setup" | "compare_models" => call.callee.starts_with("pycaret."),
        _ => false,
    }
}

/// Whether a call writes an object to a file.
fn saves(callee: &str, method: &str) -> bool {
    matches!(
        callee,
        "joblib.dump"
            | "pickle.dump"
            | "pickle.dumps"
            | "dill.dump"
            | "cloudpickle.dump"
            | "skops.io.dump"
    ) || matches!(method, "log_model" | "save_model")
}

/// Nodes and steps of orchestrators.
fn is_stage(callee: &str) -> bool {
    matches!(
        callee,
        "kedro.pipeline.node"
            | "kedro.pipeline.node.node"
            | "kedro.pipeline.Node"
            | "sagemaker.workflow.pipeline.Pipeline"
            | "airflow.operators.python.PythonOperator"
            | "airflow.operators.python_operator.PythonOperator"
    )
}

/// Decorated steps of ZenML, Metaflow, Prefect, Kubeflow and Airflow.
fn orchestrated(python: &PythonFacts, sink: &mut EvidenceSink) {
    for unit in &python.units {
        let steps = unit.definitions.iter().filter(|definition| {
            definition.kind == DefinitionKind::Function
                && definition.reach == Reach::Live
                && definition.decorators.iter().any(|(name, _)| {
                    starts_with_any(
                        name,
                        &[
                            "zenml.",
                            "metaflow.",
                            "prefect.",
                            "kfp.",
                            "dagster.",
                            "airflow.decorators.",
                        ],
                    )
                })
        });
        for step in steps {
            emit_code(
                python,
                sink,
                "training.stages",
                Strength::Written,
                step.place,
                &step.name,
            );
        }
    }
}

/// Stages of DVC and entry points of MLproject.
fn files(ctx: &Context<'_>, sink: &mut EvidenceSink) {
    for (path, text) in &ctx.facts.side_files {
        let name = path.rsplit('/').next().unwrap_or(path);
        let key = match name {
            "dvc.yaml" => "stages",
            "MLproject" => "entry_points",
            _ => continue,
        };
        let Some(root) = yaml::parse(text) else {
            continue;
        };
        for (stage, line, _) in root.get(key).map(yaml::Node::entries).unwrap_or_default() {
            sink.found(
                "training.stages",
                Strength::Written,
                Location::line(path.clone(), *line),
                stage.as_str(),
                Some(stage.clone()),
            );
        }
    }
}
