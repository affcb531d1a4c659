//! Preprocessing of texts (C1.4.2): which steps a text goes through, whether in a function of the candidate's own, and
//! whether the steps are shown on an example.
//!
//! # What it looks for
//! Lower-casing, punctuation, stop words, tokenising, stemming, lemmatising and counting, in calls, in functions handed
//! over by name (`apply(word_tokenize)`) and in tests such as `word not in stop_words`.
//!
//! # Counts as evidence
//! Any usual library under any alias. What only the context tells apart (`lower`, `split`, `re.sub`) counts in files that
//! work on texts, that is in files with a call of the family `text-library` in them or reached from them.
//!
//! # Does not count
//! Lower-casing of column names, splits at other marks than white space, a list of stop words that nothing is taken out
//! by, defaults of a vectoriser that nobody wrote down.
//!
//! # Limits
//! Tests with `in` are read off the line: one that spans lines is not seen. Examples are followed through names only.

mod calls;
mod examples;
mod lambdas;
mod page;
mod patterns;
mod shown;
mod source;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use prejury_core::{Evidence, Strength};
use prejury_python::{CodePlace, DefinitionIdx, DefinitionKind, PythonFacts, UnitIdx, UnitKind};
use smol_str::SmolStr;

use super::{Analysis, Context};
use crate::sink::{BY_THE_WAY, EvidenceSink, Found};

pub(crate) const ANALYSIS: Analysis = Analysis {
    name: "text",
    signals: &[
        "text.example.every-step",
        "text.example.some-steps",
        "text.lemmatise",
        "text.lower-case",
        "text.punctuation",
        "text.stem",
        "text.stop-words",
        "text.tokenise",
    ],
    run,
};

/// Lines of code that an excerpt shows.
const EXCERPT_LINES: usize = 3;

/// What is done to a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
enum Step {
    LowerCase,
    Punctuation,
    StopWords,
    Tokenise,
    Stem,
    Lemmatise,
    /// Bags of words: their own signals are patterns, only the examples need them here.
    Count,
}

impl Step {
    fn signal(self) -> Option<&'static str> {
        Some(match self {
            Step::LowerCase => "text.lower-case",
            Step::Punctuation => "text.punctuation",
            Step::StopWords => "text.stop-words",
            Step::Tokenise => "text.tokenise",
            Step::Stem => "text.stem",
            Step::Lemmatise => "text.lemmatise",
            Step::Count => return None,
        })
    }
}

/// One step at one place.
#[derive(Debug)]
struct Operation {
    step: Step,
    place: CodePlace,
    /// Innermost definition around it.
    function: Option<DefinitionIdx>,
    inside_function: bool,
    strength: Strength,
    subject: SmolStr,
}

/// Steps by the function that does them, under the name by which it is called.
type StepsOfFunctions = BTreeMap<String, BTreeSet<Step>>;

/// Everything of a submission that is done to texts.
struct Texts<'f> {
    python: &'f PythonFacts,
    operations: Vec<Operation>,
}

fn run(ctx: &Context<'_>, sink: &mut EvidenceSink) {
    let python = &ctx.facts.python;
    let Some(words) = calls::Vocabulary::of(ctx.catalog) else {
        return;
    };
    let named = words.named_calls(ctx.facts);
    let units = words.text_units(python, &named);
    if units.is_empty() {
        return;
    }
    let mut operations = calls::operations(python, &words, &named, &units);
    operations.extend(source::operations(python, &words, &units));
    let texts = Texts { python, operations };
    for operation in &texts.operations {
        if let Some(signal) = operation.step.signal() {
            texts.emit(signal, operation, sink);
        }
    }
    examples::find(&texts, sink);
}

/// Beginnings of words in the names of functions and modules that draw.
const DRAWING: &[&str] = &["chart", "draw", "graph", "plot", "visu", "wordcloud"];

fn draws(name: &str) -> bool {
    let name = name.to_lowercase();
    let mut words = name.split(|letter: char| !letter.is_alphanumeric());
    words.any(|word| DRAWING.iter().any(|start| word.starts_with(start)))
}

/// Whether a class cuts a text for the network that it belongs to: `BertTokenizer`.
fn is_of_network(class: &str) -> bool {
    let own = [
        "MWETokenizer",
        "RegexpTokenizer",
        "Tokenizer",
        "TreebankWordTokenizer",
        "TweetTokenizer",
        "WordPunctTokenizer",
    ];
    let class = class.trim_end_matches("Fast");
    class.ends_with("Tokenizer") && !own.contains(&class)
}

/// Whether a module is one of charts by its name; a notebook that is named so cleans as well.
fn draws_by_name(path: &str) -> bool {
    path.ends_with(".py") && draws(path.rsplit('/').next().unwrap_or(path))
}

impl Texts<'_> {
    fn emit(&self, signal: &str, operation: &Operation, sink: &mut EvidenceSink) {
        let evidence = Evidence {
            signal: Arc::from(signal),
            strength: operation.strength,
            supports: true,
            location: self.python.location(operation.place),
            excerpt: String::new(),
            subject: Some(operation.subject.to_string()).filter(|subject| !subject.is_empty()),
            related: Vec::new(),
        };
        sink.push_found(Found {
            turn: self.turn(operation),
            lines: Some((operation.place, EXCERPT_LINES)),
            inside_function: Some(operation.inside_function),
            ..Found::new(evidence)
        });
    }

    /// A function that is named after its step shows it best; one that is named after another step shows it last but for a
    /// split, which is as often an idiom (`" ".join(text.split())`) as the tokenising itself.
    fn turn(&self, operation: &Operation) -> i16 {
        let unit = self.python.units.get(operation.place.unit.0 as usize);
        let definition = operation
            .function
            .and_then(|at| unit?.definitions.get(at.0 as usize));
        let named = definition.map(|definition| definition.name.to_lowercase());
        let is_named = |part: &str| named.as_ref().is_some_and(|name| name.contains(part));
        // Words that are counted for a chart are made ready for it alone.
        let is_for_a_chart = definition.is_some_and(|definition| {
            let name = definition.name.rsplit('.').next().unwrap_or_default();
            draws(name) || unit.is_some_and(|unit| draws_by_name(&unit.path))
        });
        if is_for_a_chart {
            return BY_THE_WAY;
        }
        // Words that are made ready to be counted in the same cell are counted, and the texts stay as they are.
        let cell = unit.filter(|unit| unit.kind == UnitKind::Notebook);
        let cell = cell.and_then(|unit| unit.cells.get(operation.place.cell as usize));
        let is_counted = cell.is_some_and(|cell| {
            let counts = ["Counter(", "FreqDist(", ".most_common("];
            counts.iter().any(|word| cell.source.contains(word))
        });
        if operation.step != Step::Tokenise {
            return i16::from(is_counted) * 2;
        }
        let line = cell.and_then(|cell| {
            let line = (operation.place.line as usize).checked_sub(1)?;
            cell.source.lines().nth(line)
        });
        let turn = match &*operation.subject {
            "split" | "sent_tokenize" => 3,
            // A vocabulary is learned before anything is cut.
            _ if line.is_some_and(|line| line.contains(".fit_on_texts(")) => 2,
            subject if is_of_network(subject) && !is_named("token") => 2,
            _ if is_named("token") => 0,
            _ if is_named("lemm") || is_named("stem") || is_named("stop") => 2,
            _ => 1,
        };
        // Unreached code stays behind whatever is reached.
        turn + i16::from(operation.strength == Strength::Mentioned) * 4
    }

    /// Steps that each function of the candidate's own does, itself or through others that it calls. Keys are callees
    /// such as `local:prep.py:clean`.
    fn steps_of_functions(&self) -> StepsOfFunctions {
        let mut steps = StepsOfFunctions::new();
        for operation in &self.operations {
            if let Some(name) = self.local_name(operation.place.unit, operation.function) {
                steps.entry(name).or_default().insert(operation.step);
            }
        }
        // Who calls whom, among the candidate's functions; functions handed over (`map(stem, tokens)`) are called as well.
        let mut edges: BTreeSet<(String, &str)> = BTreeSet::new();
        for call in self
            .python
            .calls
            .iter()
            .filter(|call| call.function.is_some())
        {
            let handed = call.own_handed();
            let mut own = std::iter::once(&call.callee)
                .chain(handed)
                .filter(|callee| callee.starts_with("local:"))
                .peekable();
            // Most calls are of libraries: their name is not worth making.
            if own.peek().is_none() {
                continue;
            }
            let Some(name) = self.local_name(call.place.unit, call.function) else {
                continue;
            };
            edges.extend(
                own.filter(|callee| **callee != name)
                    .map(|callee| (name.clone(), callee.as_str())),
            );
        }
        // Chains of helpers are short; a few rounds reach their end.
        for _ in 0..6 {
            let mut grown = false;
            for (caller, callee) in &edges {
                let Some(inner) = steps.get(*callee).cloned() else {
                    continue;
                };
                let known = steps.entry(caller.clone()).or_default();
                let before = known.len();
                known.extend(inner);
                grown |= known.len() > before;
            }
            if !grown {
                break;
            }
        }
        steps
    }

    /// The callee under which a function is called: its path and the last part of its name.
    fn local_name(&self, unit: UnitIdx, function: Option<DefinitionIdx>) -> Option<String> {
        let unit = self.python.units.get(unit.0 as usize)?;
        let definition = unit.definitions.get(function?.0 as usize)?;
        if definition.kind == DefinitionKind::Class {
            return None;
        }
        let name = definition.name.rsplit('.').next()?;
        Some(format!("local:{}:{name}", unit.path))
    }
}

/// Whether the definition around some code is a function; a class body is none.
fn is_function(python: &PythonFacts, unit: UnitIdx, function: Option<DefinitionIdx>) -> bool {
    function
        .and_then(|at| {
            python
                .units
                .get(unit.0 as usize)?
                .definitions
                .get(at.0 as usize)
        })
        .is_some_and(|definition| definition.kind != DefinitionKind::Class)
}
