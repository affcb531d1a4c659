//! Steps that calls show: methods and functions of text libraries, and Python's own where the file works on texts.

use std::collections::HashSet;

use prejury_catalog::{Catalog, NameSet};
use prejury_python::{Call, Literal, PythonFacts, Reach, UnitIdx, Value};
use smol_str::SmolStr;

use super::lambdas::Lambdas;
use super::patterns::{matches_punctuation, matches_words, splits_words};
use super::{Operation, Step, is_function};
use crate::matching::strength_of_call;

/// Functions that take a function and go through texts with it.
const APPLIERS: &[&str] = &[
    "FunctionTransformer",
    "apply",
    "applymap",
    "filter",
    "imap",
    "map",
    "parallel_apply",
    "pipe",
    "progress_apply",
    "progress_map",
    "starmap",
    "transform",
    "udf",
];
/// Keywords under which a function is handed over.
const FUNCTION_KEYWORDS: &[&str] = &["analyzer", "func", "function", "preprocessor", "tokenizer"];
/// Names of things that are lower-cased or split and are no texts.
const NO_TEXTS: &[&str] = &[
    "col",
    "cols",
    "column",
    "columns",
    "ext",
    "extension",
    "file",
    "filename",
    "fname",
    "key",
    "path",
    "url",
];

/// Families of the catalogue that name the steps.
pub(super) struct Vocabulary<'c> {
    library: &'c NameSet,
    cleaner: &'c NameSet,
    counter: &'c NameSet,
    tf_idf: &'c NameSet,
    pub(super) stop_word_list: &'c NameSet,
    by_step: [(Step, &'c NameSet); 6],
    transformer_tokeniser: &'c NameSet,
}

impl<'c> Vocabulary<'c> {
    /// None when the rules do not know these families: other rules need not ask for steps.
    pub(super) fn of(catalog: &'c Catalog) -> Option<Self> {
        Some(Self {
            library: catalog.family("text-library")?,
            cleaner: catalog.family("text-cleaner")?,
            counter: catalog.family("count-vectoriser")?,
            tf_idf: catalog.family("tf-idf-vectoriser")?,
            stop_word_list: catalog.family("stop-word-list")?,
            by_step: [
                (Step::LowerCase, catalog.family("lower-caser")?),
                (Step::Punctuation, catalog.family("punctuation-remover")?),
                (Step::StopWords, catalog.family("stop-word-remover")?),
                (Step::Tokenise, catalog.family("word-tokeniser")?),
                (Step::Stem, catalog.family("stemmer")?),
                (Step::Lemmatise, catalog.family("lemmatiser")?),
            ],
            transformer_tokeniser: catalog.family("transformer-tokeniser")?,
        })
    }

    /// Units in which a call of a text library stands, or whose run reaches one, and the helpers that these run.
    pub(super) fn text_units(&self, python: &PythonFacts) -> HashSet<UnitIdx> {
        let mut units = HashSet::new();
        for call in python.calls.iter().filter(|call| call.reach != Reach::Dead) {
            if is_plain(call) && self.library.matches(&call.callee)
                || handed_over(call).any(|name| self.library.matches(name))
            {
                units.insert(call.place.unit);
                units.insert(call.caller);
            }
        }
        let helpers: Vec<UnitIdx> = python
            .calls
            .iter()
            .filter(|call| units.contains(&call.caller))
            .map(|call| call.place.unit)
            .collect();
        units.extend(helpers);
        units
    }
}

/// A call, or the read of an attribute that says what it is: `path.stem` is no stemming.
fn is_plain(call: &Call) -> bool {
    !(call.is_attribute && call.callee == "?.stem")
}

/// Every step that a call of the text units shows.
pub(super) fn operations(
    python: &PythonFacts,
    words: &Vocabulary<'_>,
    units: &HashSet<UnitIdx>,
) -> Vec<Operation> {
    let lambdas = Lambdas::of(python, units);
    let mut operations = Vec::new();
    for call in &python.calls {
        let mut steps = words.steps(call);
        if units.contains(&call.place.unit) {
            steps.extend(steps_of_builtins(call));
        }
        if steps.is_empty() {
            continue;
        }
        steps.sort_unstable();
        steps.dedup_by_key(|(step, _)| *step);
        let inside_function =
            is_function(python, call.place.unit, call.function) || lambdas.hold(call);
        operations.extend(steps.into_iter().map(|(step, subject)| Operation {
            step,
            place: call.place,
            function: call.function,
            inside_function,
            strength: strength_of_call(call),
            subject,
        }));
    }
    operations
}

impl Vocabulary<'_> {
    /// Steps that the name of a call, of a function handed to it or of one of its keywords tells.
    fn steps(&self, call: &Call) -> Vec<(Step, SmolStr)> {
        let mut steps = Vec::new();
        if is_plain(call) {
            self.named(&call.callee, &mut steps);
        }
        handed_over(call).for_each(|name| self.named(name, &mut steps));
        let is_vectoriser = self.counter.matches(&call.callee)
            || self.tf_idf.matches(&call.callee)
            || call.callee.contains("oken")
            || call.callee.contains("ectoriz");
        if is_vectoriser {
            steps_of_keywords(call, &mut steps);
        }
        steps
    }

    fn named(&self, name: &str, steps: &mut Vec<(Step, SmolStr)>) {
        let subject = || subject_of(name);
        for (step, names) in &self.by_step {
            if names.matches(name) {
                steps.push((*step, subject()));
            }
        }
        if self.transformer_tokeniser.matches(name) {
            steps.push((Step::Tokenise, subject()));
        }
        if self.cleaner.matches(name) {
            steps.extend(
                [Step::LowerCase, Step::Punctuation, Step::Tokenise].map(|step| (step, subject())),
            );
            if name.contains("preprocess_") {
                steps.extend([Step::StopWords, Step::Stem].map(|step| (step, subject())));
            }
        }
        if self.counter.matches(name) || self.tf_idf.matches(name) {
            steps.push((Step::Count, subject()));
        }
    }
}

/// Options of vectorisers and tokenisers that name a step.
fn steps_of_keywords(call: &Call, steps: &mut Vec<(Step, SmolStr)>) {
    for arg in &call.args {
        let Some(keyword) = arg.name.as_deref() else {
            continue;
        };
        let literal = arg.value.literal.as_ref();
        let text = arg.value.as_str();
        let step = match keyword {
            "lowercase" | "lower" | "do_lower_case" if literal == Some(&Literal::Bool(true)) => {
                Step::LowerCase
            }
            "preserve_case" if literal == Some(&Literal::Bool(false)) => Step::LowerCase,
            "filters" if text.is_none_or(|text| text.contains('.')) => Step::Punctuation,
            "token_pattern" if text.is_some_and(matches_words) => Step::Punctuation,
            "stop_words" if literal != Some(&Literal::None) => Step::StopWords,
            _ => continue,
        };
        steps.push((step, SmolStr::from(format!("{keyword}="))));
    }
}

/// Steps by Python's own means, in a file that works on texts.
fn steps_of_builtins(call: &Call) -> Vec<(Step, SmolStr)> {
    let mut steps: Vec<Step> = Vec::new();
    match call.method() {
        "lower" | "casefold" if !call.is_attribute && call.args.is_empty() && is_text(call) => {
            steps.push(Step::LowerCase)
        }
        "isalpha" | "isalnum" if !call.is_attribute => steps.push(Step::Punctuation),
        "split" if matches!(call.callee.as_str(), "re.split" | "regex.split") => {
            steps.extend(
                first_text(call)
                    .filter(|text| splits_words(text))
                    .map(|_| Step::Tokenise),
            );
        }
        "split" if !call.is_attribute && is_text(call) => {
            let mark = call.arg("sep", Some(0)).or_else(|| call.keyword("pat"));
            if mark.is_none_or(|mark| mark.as_str().is_some_and(splits_words)) {
                steps.push(Step::Tokenise);
            }
        }
        "sub" | "subn" | "compile" | "replace"
            if first_text(call).is_some_and(matches_punctuation) =>
        {
            steps.push(Step::Punctuation)
        }
        "findall" | "finditer" | "RegexpTokenizer" | "regexp_tokenize"
            if call
                .args
                .iter()
                .any(|arg| arg.value.as_str().is_some_and(matches_words)) =>
        {
            steps.push(Step::Punctuation);
            if call.method() != "RegexpTokenizer" {
                steps.push(Step::Tokenise);
            }
        }
        "maketrans"
            if call
                .args
                .iter()
                .any(|arg| arg.value.is_a("string.punctuation")) =>
        {
            steps.push(Step::Punctuation)
        }
        _ => {}
    }
    for name in handed_over(call) {
        match name {
            "builtins.str.lower" | "builtins.str.casefold" => steps.push(Step::LowerCase),
            "builtins.str.split" => steps.push(Step::Tokenise),
            "builtins.str.isalpha" | "builtins.str.isalnum" => steps.push(Step::Punctuation),
            _ => {}
        }
    }
    steps
        .into_iter()
        .map(|step| (step, SmolStr::from(call.method())))
        .collect()
}

/// The literal of the first argument, or of the pattern of a replacement.
fn first_text(call: &Call) -> Option<&str> {
    call.arg("pattern", Some(0))
        .or_else(|| call.keyword("pat"))
        .and_then(Value::as_str)
}

/// Whether what a method is called on can be a text: not a column name, a path or a file.
fn is_text(call: &Call) -> bool {
    let name = call
        .receiver
        .as_ref()
        .and_then(|receiver| receiver.name.as_deref())
        .unwrap_or_default();
    let name = name.strip_suffix(".str").unwrap_or(name);
    !call.callee.contains(".columns.")
        && !name.ends_with(".columns")
        && !NO_TEXTS.contains(&name.to_ascii_lowercase().as_str())
        && !call.callee.starts_with("os.")
        && !call.callee.starts_with("pathlib.")
}

/// Names of the functions that a call hands over: `apply(word_tokenize)`, `map(stemmer.stem, words)`, `tokenizer=nltk.word_tokenize`.
fn handed_over(call: &Call) -> impl Iterator<Item = &str> {
    let is_applier = !call.is_attribute && APPLIERS.contains(&call.method());
    let first = call.positional(0).filter(move |_| is_applier);
    let named = call.args.iter().filter(|arg| {
        arg.name
            .as_deref()
            .is_some_and(|name| FUNCTION_KEYWORDS.contains(&name))
    });
    first
        .into_iter()
        .chain(named.map(|arg| &arg.value))
        .flat_map(|value| value.types.iter().map(SmolStr::as_str))
}

/// The thing that shows a step: the class for methods of a class, else the function.
fn subject_of(name: &str) -> SmolStr {
    let mut parts = name
        .rsplit(['.', ':'])
        .filter(|part| !matches!(*part, "__call__" | "from_pretrained"));
    let last = parts.next().unwrap_or(name);
    let is_class = |part: &&str| part.starts_with(|first: char| first.is_ascii_uppercase());
    SmolStr::from(parts.next().filter(is_class).unwrap_or(last))
}
