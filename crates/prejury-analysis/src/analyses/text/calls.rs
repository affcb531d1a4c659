//! Steps that calls show: methods and functions of text libraries, and Python's own where the file works on texts.

use foldhash::HashSet;
use prejury_catalog::Catalog;
use prejury_python::{Call, Keywords, Literal, PythonFacts, Reach, UnitIdx, Value};
use smol_str::SmolStr;

use super::lambdas::Lambdas;
use super::patterns::{matches_punctuation, matches_words, splits_words};
use super::{Operation, Step, is_function};
use crate::Facts;
use crate::analyses::families::Families;
use crate::callees::Marked;
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

/// Families of the catalogue that name the steps, by the bit of each.
const FAMILIES: [&str; 12] = [
    "text-library",
    "text-cleaner",
    "count-vectoriser",
    "tf-idf-vectoriser",
    "stop-word-list",
    "lower-caser",
    "punctuation-remover",
    "stop-word-remover",
    "word-tokeniser",
    "stemmer",
    "lemmatiser",
    "transformer-tokeniser",
];
const LIBRARY: u32 = 1;
const CLEANER: u32 = 1 << 1;
const COUNTER: u32 = 1 << 2;
const TF_IDF: u32 = 1 << 3;
const STOP_WORD_LIST: u32 = 1 << 4;
const STEPS: [(u32, Step); 7] = [
    (1 << 5, Step::LowerCase),
    (1 << 6, Step::Punctuation),
    (1 << 7, Step::StopWords),
    (1 << 8, Step::Tokenise),
    (1 << 9, Step::Stem),
    (1 << 10, Step::Lemmatise),
    (1 << 11, Step::Tokenise),
];
/// Beside the families: what takes a function, what has options that name a step, what Python's own means are.
const APPLIER: u32 = 1 << 12;
const VECTORISER: u32 = 1 << 13;
const BUILTIN: u32 = 1 << 14;
/// Every call has it, so that none is left out.
const ANY: u32 = 1 << 15;
/// Something is handed over that works on texts in its turn.
const HANDS: u32 = 1 << 16;

/// Methods by which Python itself works on texts.
const BUILTINS: &[&str] = &[
    "RegexpTokenizer",
    "casefold",
    "compile",
    "findall",
    "finditer",
    "isalnum",
    "isalpha",
    "lower",
    "maketrans",
    "regexp_tokenize",
    "replace",
    "split",
    "sub",
    "subn",
];

/// What names say of the steps.
pub(super) struct Vocabulary<'c> {
    families: Families<'c>,
}

/// The calls of a submission with what their names say, read once.
pub(super) type NamedCalls<'f> = Vec<Marked<'f>>;

impl<'c> Vocabulary<'c> {
    /// None when the rules do not know these families: other rules need not ask for steps.
    pub(super) fn of(catalog: &'c Catalog) -> Option<Self> {
        let is_whole = FAMILIES.iter().all(|name| catalog.family(name).is_some());
        is_whole.then(|| Self {
            families: Families::of(catalog, &FAMILIES),
        })
    }

    pub(super) fn named_calls<'f>(&self, facts: &'f Facts<'_>) -> NamedCalls<'f> {
        let calls = facts.marked_calls(|callee, method| {
            let mut mark = ANY | self.families.mask(callee);
            if APPLIERS.contains(&method) {
                mark |= APPLIER;
            }
            if mark & (COUNTER | TF_IDF) != 0
                || callee.contains("oken")
                || callee.contains("ectoriz")
            {
                mark |= VECTORISER;
            }
            if BUILTINS.contains(&method) {
                mark |= BUILTIN;
            }
            mark
        });
        calls
            .map(|(at, call, mark)| {
                let hands = handed_over(call, mark).next().is_some();
                (at, call, mark | if hands { HANDS } else { 0 })
            })
            .collect()
    }

    /// Units in which a call of a text library stands, or whose run reaches one, and the helpers that these run.
    pub(super) fn text_units(
        &self,
        python: &PythonFacts,
        calls: &NamedCalls<'_>,
    ) -> HashSet<UnitIdx> {
        let mut units = HashSet::default();
        for (_, call, mark) in calls
            .iter()
            .filter(|(_, call, _)| call.reach != Reach::Dead)
        {
            if mark & LIBRARY != 0 && is_plain(call)
                || mark & HANDS != 0
                    && handed_over(call, *mark).any(|name| self.families.mask(name) & LIBRARY != 0)
                || is_preprocessing_layer(python, call)
            {
                units.insert(call.place.unit);
                units.insert(call.caller);
            }
        }
        if units.is_empty() {
            return units;
        }
        let helpers: Vec<UnitIdx> = calls
            .iter()
            .filter(|(_, call, _)| units.contains(&call.caller))
            .map(|(_, call, _)| call.place.unit)
            .collect();
        units.extend(helpers);
        units
    }

    pub(super) fn is_stop_word_list(&self, name: &str) -> bool {
        self.families.mask(name) & STOP_WORD_LIST != 0
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
    calls: &NamedCalls<'_>,
    units: &HashSet<UnitIdx>,
) -> Vec<Operation> {
    let lambdas = Lambdas::of(python, units);
    let mut operations = Vec::new();
    let mut steps = Vec::new();
    for (_, call, mark) in calls {
        steps.clear();
        words.steps(call, *mark, &mut steps);
        if is_preprocessing_layer(python, call) {
            steps.push((Step::Tokenise, SmolStr::from("KerasLayer")));
        }
        if units.contains(&call.place.unit) {
            steps_of_builtins(call, *mark, &mut steps);
        }
        if steps.is_empty() {
            continue;
        }
        steps.sort_unstable();
        steps.dedup_by_key(|(step, _)| *step);
        let inside_function =
            is_function(python, call.place.unit, call.function) || lambdas.hold(call);
        operations.extend(steps.drain(..).map(|(step, subject)| Operation {
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
    fn steps(&self, call: &Call, mark: u32, steps: &mut Vec<(Step, SmolStr)>) {
        if is_plain(call) {
            named(&call.callee, mark, steps);
        }
        if mark & HANDS != 0 {
            handed_over(call, mark).for_each(|name| named(name, self.families.mask(name), steps));
        }
        if mark & VECTORISER != 0 {
            steps_of_keywords(call, steps);
        }
    }
}

/// Steps that the families of a name tell.
fn named(name: &str, mask: u32, steps: &mut Vec<(Step, SmolStr)>) {
    let subject = || subject_of(name);
    for (family, step) in STEPS {
        if mask & family != 0 {
            steps.push((step, subject()));
        }
    }
    if mask & CLEANER != 0 {
        steps.extend(
            [Step::LowerCase, Step::Punctuation, Step::Tokenise].map(|step| (step, subject())),
        );
        if name.contains("preprocess_") {
            steps.extend([Step::StopWords, Step::Stem].map(|step| (step, subject())));
        }
    }
    if mask & (COUNTER | TF_IDF) != 0 {
        steps.push((Step::Count, subject()));
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
        // A pattern of words splits, too; of a vectoriser inside a function it is still the vectoriser that does.
        if keyword == "token_pattern" && call.function.is_none() {
            steps.push((Step::Tokenise, SmolStr::from("token_pattern=")));
        }
        steps.push((step, SmolStr::from(format!("{keyword}="))));
    }
}

/// Steps by Python's own means, in a file that works on texts.
fn steps_of_builtins(call: &Call, mark: u32, found: &mut Vec<(Step, SmolStr)>) {
    let mut steps: Vec<Step> = Vec::new();
    let method = if mark & BUILTIN != 0 {
        call.method()
    } else {
        ""
    };
    match method {
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
    for name in handed_over(call, mark) {
        match name {
            "builtins.str.lower" | "builtins.str.casefold" => steps.push(Step::LowerCase),
            "builtins.str.split" => steps.push(Step::Tokenise),
            "builtins.str.isalpha" | "builtins.str.isalnum" => steps.push(Step::Punctuation),
            _ => {}
        }
    }
    found.extend(
        steps
            .into_iter()
            .map(|step| (step, SmolStr::from(call.method()))),
    );
}

/// The layer of TensorFlow Hub that makes tokens for a network of the BERT family, called on texts.
fn is_preprocessing_layer(python: &PythonFacts, call: &Call) -> bool {
    if call.method() != "__call__" || !call.callee.contains("KerasLayer") {
        return false;
    }
    let Some(layer) = call.receiver.as_ref().filter(|_| !call.is_attribute) else {
        return false;
    };
    let names_it = |value: &Value| {
        let named = [value.as_str(), value.name.as_deref()];
        named.into_iter().flatten().any(|text| {
            let text = text.to_lowercase();
            text.contains("preprocess") || text.contains("token")
        })
    };
    let makers = layer.history.iter();
    names_it(layer)
        || makers
            .filter_map(|at| python.calls.get(at.0 as usize))
            .any(|maker| maker.args.iter().any(|arg| names_it(&arg.value)))
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
fn handed_over(call: &Call, mark: u32) -> impl Iterator<Item = &str> {
    let is_applier = !call.is_attribute && mark & APPLIER != 0;
    let first = is_applier.then(|| call.positional(0)).flatten();
    const ASKED: Keywords = Keywords::any_of(FUNCTION_KEYWORDS);
    let args = call.args_given(ASKED).iter();
    let named = args.filter(|arg| {
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
    // `spacy.load("fr_core_news_sm")` makes what works: the library says more than the verb.
    let last = match parts.next() {
        Some("load") => name.split('.').next().unwrap_or(name),
        last => last.unwrap_or(name),
    };
    let is_class = |part: &&str| part.starts_with(|first: char| first.is_ascii_uppercase());
    SmolStr::from(parts.next().filter(is_class).unwrap_or(last))
}
