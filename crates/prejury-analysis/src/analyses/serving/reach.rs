//! Which calls a function makes, itself and through the candidate's other functions.

use foldhash::{HashMap, HashSet};

use prejury_python::{
    Call, CallIdx, CodeUnit, Definition, DefinitionIdx, DefinitionKind, PythonFacts, Roles,
    UnitIdx, Value,
};

/// A function of the candidate's own.
pub(in crate::analyses) type Function = (UnitIdx, DefinitionIdx);

/// Functions that are followed from one start: a longer chain is no route's own work.
const MAX_FUNCTIONS: usize = 60;

/// Calls by the function that they stand in.
pub(in crate::analyses) struct CallGraph<'f> {
    python: &'f PythonFacts,
    calls: HashMap<Function, Vec<CallIdx>>,
    /// Functions by unit path and name, as callees name them.
    functions: HashMap<(&'f str, &'f str), Function>,
    /// Methods by unit path and their own name, as callees name them; none where several classes have one.
    methods: HashMap<(&'f str, &'f str), Option<Function>>,
    /// Functions inside a function or class.
    inner: HashMap<Function, Vec<Function>>,
}

impl<'f> CallGraph<'f> {
    pub(in crate::analyses) fn of(python: &'f PythonFacts) -> Self {
        let mut calls: HashMap<Function, Vec<CallIdx>> = HashMap::default();
        for (number, call) in (0..).zip(&python.calls) {
            if let Some(function) = call.function {
                calls
                    .entry((call.place.unit, function))
                    .or_default()
                    .push(CallIdx(number));
            }
        }
        let mut functions = HashMap::default();
        let mut methods: HashMap<(&str, &str), Option<Function>> = HashMap::default();
        let mut inner: HashMap<Function, Vec<Function>> = HashMap::default();
        for (number, unit) in (0..).zip(&python.units) {
            let number = UnitIdx(number);
            let names: HashMap<&str, DefinitionIdx> = definitions(unit)
                .map(|(index, definition)| (definition.name.as_str(), index))
                .collect();
            for (index, definition) in definitions(unit) {
                functions.insert((&*unit.path, definition.name.as_str()), (number, index));
                let outer = definition
                    .name
                    .rsplit_once('.')
                    .and_then(|(outer, _)| names.get(outer));
                if let Some((_, method)) = definition.name.rsplit_once('.') {
                    let named = methods.entry((&*unit.path, method));
                    named
                        .and_modify(|one| *one = None)
                        .or_insert(Some((number, index)));
                }
                if let Some(outer) = outer {
                    inner
                        .entry((number, *outer))
                        .or_default()
                        .push((number, index));
                }
            }
        }
        Self {
            python,
            calls,
            functions,
            methods,
            inner,
        }
    }

    /// Calls made by `start`, by the functions inside it and by those it calls.
    pub(in crate::analyses) fn calls_from(&self, start: Function) -> Vec<&'f Call> {
        let mut waiting = vec![start];
        let mut seen: HashSet<Function> = HashSet::from_iter([start]);
        let mut found = Vec::new();
        while let Some(function) = waiting.pop() {
            let mut next: Vec<Function> = self.inner.get(&function).cloned().unwrap_or_default();
            let (mut made, mut used) = (Vec::new(), HashSet::default());
            let mut is_unknown = false;
            for call in self.calls_in(function) {
                found.push(call);
                match self.called(&call.callee) {
                    Some(class) if self.is_class(class) => made.push(class),
                    Some(called) => {
                        used.extend(self.owner(called));
                        next.push(called);
                    }
                    None => is_unknown |= call.callee.starts_with("local:"),
                }
            }
            // An object whose methods are called by name does what these do; of another one anything may be used.
            for class in made {
                if used.contains(&class) && !is_unknown {
                    next.extend(self.makers(class));
                } else {
                    next.push(class);
                }
            }
            for function in next {
                if seen.len() < MAX_FUNCTIONS && seen.insert(function) {
                    waiting.push(function);
                }
            }
        }
        found
    }

    fn definition(&self, function: Function) -> Option<&'f Definition> {
        let unit = self.python.units.get(function.0.0 as usize)?;
        unit.definitions.get(function.1.0 as usize)
    }

    fn is_class(&self, function: Function) -> bool {
        let definition = self.definition(function);
        definition.is_some_and(|one| one.kind == DefinitionKind::Class)
    }

    /// The class or function in which a function is defined.
    fn owner(&self, function: Function) -> Option<Function> {
        let unit = self.python.units.get(function.0.0 as usize)?;
        let (owner, _) = self.definition(function)?.name.rsplit_once('.')?;
        self.functions.get(&(&*unit.path, owner)).copied()
    }

    /// Methods that run when an object of the class is made.
    fn makers(&self, class: Function) -> impl Iterator<Item = Function> + '_ {
        let methods = self.inner.get(&class).map_or(&[][..], Vec::as_slice);
        methods.iter().copied().filter(|method| {
            self.definition(*method).is_some_and(|one| {
                [".__init__", ".__new__", ".__post_init__"]
                    .iter()
                    .any(|end| one.name.ends_with(end))
            })
        })
    }

    /// The candidate's function that a callee names.
    pub(in crate::analyses) fn called(&self, callee: &str) -> Option<Function> {
        let (path, name) = callee.strip_prefix("local:")?.rsplit_once(':')?;
        let found = self.functions.get(&(path, name));
        found
            .or_else(|| self.functions.get(&(path, name.rsplit_once('.')?.0)))
            .copied()
            .or_else(|| self.methods.get(&(path, name)).copied().flatten())
    }

    /// Calls that stand in `function` itself.
    pub(in crate::analyses) fn calls_in(
        &self,
        function: Function,
    ) -> impl Iterator<Item = &'f Call> {
        let indexes = self.calls.get(&function).map_or(&[][..], Vec::as_slice);
        indexes
            .iter()
            .filter_map(|index| self.python.calls.get(index.0 as usize))
    }
}

/// Definitions of a unit with their index.
pub(in crate::analyses) fn definitions(
    unit: &CodeUnit,
) -> impl Iterator<Item = (DefinitionIdx, &Definition)> {
    (0..).map(DefinitionIdx).zip(&unit.definitions)
}

/// Methods that yield a prediction.
const PREDICTING: &[&str] = &[
    "decision_function",
    "forecast",
    "generate",
    "get_forecast",
    "infer",
    "predict",
    "predict_classes",
    "predict_on_batch",
    "predict_proba",
    "predict_step",
];

/// Whether the name of a call lets it yield a prediction of a model, however the model was loaded.
pub(in crate::analyses) fn may_predict(callee: &str, method: &str) -> bool {
    if callee.starts_with("local:") || callee.starts_with("builtins.") {
        return false;
    }
    // Clouds of words, reports and invented data are generated, too.
    let may_generate =
        method != "generate" || callee.starts_with("?.") || is_of_model_library(callee);
    PREDICTING.contains(&method) && may_generate
        || method == "__call__"
        || callee == "onnxruntime.InferenceSession.run"
        || callee.starts_with("transformers.pipeline.__call__")
        || method == "invoke" && callee.contains("Interpreter")
}

/// Libraries whose objects that generate are models.
const MODEL_LIBRARIES: &[&str] = &[
    "anthropic",
    "cohere",
    "ctransformers",
    "diffusers",
    "google",
    "keras",
    "keras_hub",
    "keras_nlp",
    "langchain",
    "llama_cpp",
    "mistralai",
    "ollama",
    "openai",
    "peft",
    "tensorflow",
    "torch",
    "transformers",
    "vllm",
];

fn is_of_model_library(callee: &str) -> bool {
    let library = callee.split('.').next().unwrap_or(callee);
    MODEL_LIBRARIES.binary_search(&library).is_ok() || library.starts_with("langchain_")
}

/// Whether a value of which nothing is known is called a model.
fn is_named_model(value: &Value) -> bool {
    let name = value.name.as_deref().unwrap_or_default().to_lowercase();
    let words = ["gpt", "llm", "model", "pipe", "t5"];
    // `resnet50` and `self.net`, not `internet_access`.
    let is_net = |part: &str| {
        let part = part.trim_end_matches(|letter: char| letter.is_ascii_digit());
        part == "network" || part.ends_with("net") && part != "internet"
    };
    words.iter().any(|word| name.contains(word)) || name.split(['.', '_']).any(is_net)
}

/// Whether a call yields a prediction of a model.
pub(in crate::analyses) fn predicts(call: &Call) -> bool {
    !call.is_attribute
        && may_predict(&call.callee, call.method())
        && (call.method() != "generate"
            || !call.callee.starts_with("?.")
            || call.receiver.as_ref().is_some_and(is_named_model))
        && (call.method() != "__call__"
            || call.result.roles.contains(Roles::PREDICTED)
            || call.callee.starts_with("transformers.pipeline.__call__"))
}

/// Last names of functions that read a stored model.
const LOADERS: &[&str] = &[
    "Interpreter",
    "from_pretrained",
    "hf_hub_download",
    "load_checkpoint",
    "load_learner",
    "load_model",
    "load_state_dict",
    "load_weights",
    "unpickle",
];

/// Whole names of functions that read a stored object.
const OBJECT_LOADERS: &[&str] = &[
    "cloudpickle.load",
    "dill.load",
    "joblib.load",
    "onnxruntime.InferenceSession",
    "pandas.read_pickle",
    "pickle.Unpickler",
    "pickle.load",
    "pickle.loads",
    "skops.io.load",
    "torch.jit.load",
    "torch.load",
    "transformers.pipeline",
];

/// Whether a call reads a stored model.
pub(in crate::analyses) fn loads_model(call: &Call) -> bool {
    !call.is_attribute
        && (LOADERS.contains(&call.method()) || OBJECT_LOADERS.contains(&&*call.callee))
}
