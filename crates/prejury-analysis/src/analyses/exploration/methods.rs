//! Descriptive multivariate methods (C1.3.1-CE6) and tests (C1.3.1-CE7).

use foldhash::HashSet;
use prejury_core::{Place, Strength};
use prejury_python::{Call, Output, PythonFacts, Reach, Run, UnitIdx, Value};

use super::prose::{
    CORRELATION, GROUPS, MODEL, MULTIVARIATE, Passage, READING, TEST, TEST_CONCLUSION, Voice,
    is_markdown,
};
use super::{
    Exploration, cell_of, correlations_told, emit, emit_in_turn, emit_passage, emit_passages,
};
use crate::analyses::Context;
use crate::analyses::families::Families;
use crate::callees::Marked;
use crate::matching::emit_code;
use crate::sink::EvidenceSink;

const FAMILIES: &[&str] = &[
    "factor-method",
    "clustering-method",
    "statistical-test",
    "correlation-test",
    "normality-test",
    "factor-variable",
    "clustering-variable",
];
/// Marks of calls: those of methods and tests, and those that compute features of texts or images.
const FEATURES: u32 = 1 << 1;

const FACTOR: u32 = 1;
const CLUSTERING: u32 = 1 << 1;
const TESTING: u32 = 1 << 2;
const CORRELATION_TEST: u32 = 1 << 3;
const NORMALITY: u32 = 1 << 4;
/// Names of variables that hold a method of either kind.
const FACTOR_NAME: u32 = 1 << 5;
const CLUSTERING_NAME: u32 = 1 << 6;

/// Selectors of variables by a test of each of them.
const SELECTORS: &[&str] = &[
    "GenericUnivariateSelect",
    "SelectFdr",
    "SelectFpr",
    "SelectFwe",
    "SelectKBest",
    "SelectPercentile",
];

/// Words of a sentence that explains.
const MIN_WORDS: usize = 8;
/// Words of a sentence that describes a group.
const DESCRIPTION_WORDS: usize = 14;
/// Cells around a test in which its result is read.
const NEAR_CELLS: u32 = 3;

pub(super) fn find(exploration: &Exploration<'_>, ctx: &Context<'_>, sink: &mut EvidenceSink) {
    let python = exploration.python;
    let families = Families::of(ctx.catalog, FAMILIES);
    let mut factor_units: HashSet<UnitIdx> = HashSet::default();
    let mut cluster_units: HashSet<UnitIdx> = HashSet::default();
    let calls = ctx.facts.marked_calls(|callee, method| {
        let by_class = matches!(method, "fit" | "fit_transform" | "fit_predict")
            && callee
                .rsplit_once('.')
                .is_some_and(|(class, _)| families.mask(class) & (FACTOR | CLUSTERING) != 0);
        let is_asked =
            matches!(method, "corr" | "predict" | "transform") || SELECTORS.contains(&method);
        let makes_features = if computes_features(callee, method) {
            FEATURES
        } else {
            0
        };
        u32::from(by_class || is_asked || families.mask(callee) != 0) | makes_features
    });
    let calls: Vec<Marked<'_>> = calls.filter(|(_, call, _)| !call.is_attribute).collect();
    let with_features: HashSet<UnitIdx> = calls
        .iter()
        .filter(|(_, _, marks)| marks & FEATURES != 0)
        .flat_map(|(_, call, _)| [call.caller, call.place.unit])
        .collect();
    let mut correlated: Vec<&Call> = Vec::new();
    let mut applied: Vec<(&Call, i16)> = Vec::new();
    for (_, call, marks) in calls {
        if marks == FEATURES {
            continue;
        }
        let fitted = fitted_class(call).map_or_else(
            || of_loaded(python, call, &families),
            |name| families.mask(name),
        );
        let is_applied = fitted & (FACTOR | CLUSTERING) != 0
            || families.mask(&call.callee) & CLUSTERING != 0 && is_function(call);
        if is_applied && is_of_texts_or_images(python, call, &with_features) {
            // Their features are no variables to be described.
            emit_code(
                python,
                sink,
                "statistics.multivariate-applied",
                Strength::Mentioned,
                call.place,
                subject(call),
            );
        } else if is_applied && is_scored_by_classes(exploration, call) {
            // Known classes are found again: nothing is described.
            emit_code(
                python,
                sink,
                "statistics.multivariate-applied",
                Strength::Mentioned,
                call.place,
                subject(call),
            );
        } else if is_applied {
            applied.push((call, turn(exploration, call)));
            if call.reach == Reach::Live {
                let units = if fitted & FACTOR != 0 {
                    &mut factor_units
                } else {
                    &mut cluster_units
                };
                units.extend([call.place.unit, call.caller]);
            }
        }
        let mask = families.mask(&call.callee);
        if mask & CORRELATION_TEST != 0
            && call.reach == Reach::Live
            && drops_p_value(exploration, call)
        {
            correlated.push(call);
        } else if mask & (TESTING | CORRELATION_TEST) != 0 {
            test(exploration, call, sink);
        } else if mask & NORMALITY != 0 {
            emit(
                exploration,
                sink,
                "statistics.normality-tested",
                call,
                call.method(),
            );
        }
        if call.method() == "corr" && call.reach == Reach::Live {
            correlated.push(call);
        }
        if SELECTORS.contains(&call.method()) && call.reach == Reach::Live {
            selector(exploration, call, sink);
        }
    }
    let near_charts = exploration
        .data_charts()
        .filter(|chart| chart.is_bivariate && chart.is_live())
        .flat_map(|chart| &chart.sites)
        .flat_map(|site| exploration.prose.around(site.unit, site.cell, site.line, 2));
    let near_tables: Vec<&Passage> = correlated
        .iter()
        .take(MAX_CORRELATED)
        .flat_map(|call| near_table(exploration, call))
        .collect();
    let is_computed = !correlated.is_empty();
    let near_calls = correlated
        .into_iter()
        .flat_map(|call| near(exploration, call));
    let reading = near_calls
        .chain(near_charts)
        .filter(|passage| reads_correlation(passage))
        .chain(near_tables);
    emit_passages(sink, "statistics.correlation-read", reading);
    // Without their code, correlations are known from pages and slides that show and read them.
    let may_read = |passage: &&Passage| {
        is_computed || matches!(passage.location.place, Place::Page(_) | Place::Slide(_))
    };
    let signal = if is_computed {
        "statistics.correlation-read"
    } else {
        "told.correlation"
    };
    let far = exploration.prose.passages.iter().filter(may_read);
    for passage in far.filter(|passage| correlations_told::reads(passage)) {
        let (location, text) = (passage.location.clone(), passage.text.as_str());
        sink.found_in_turn(SAID, signal, Strength::Written, location, text, None);
    }
    let mut told = explained(exploration, &factor_units, MULTIVARIATE, sink);
    told.extend(explained(exploration, &cluster_units, GROUPS, sink));
    for (call, turn) in applied {
        // Where nothing is explained, a model is fitted for another end: to be stored, or to be scored.
        let units = [call.place.unit, call.caller];
        let is_told = told.is_empty() || units.iter().any(|unit| told.contains(unit));
        let turn = turn + i16::from(!is_told) * APART;
        let signal = "statistics.multivariate-applied";
        emit_in_turn(exploration, sink, signal, call, subject(call), turn);
    }
}

/// When the call of a helper is shown that tells neither a method nor a result, and after it what is said of methods.
const HIDDEN: i16 = 5;
const SAID: i16 = 6;
/// Added in files that explain none, where others do.
const APART: i16 = 2;

/// A fit whose result is shown comes before a search among many, and a helper that hides both comes last.
fn turn(exploration: &Exploration<'_>, call: &Call) -> i16 {
    let site = exploration.sites.best(call);
    let is_helped = site.place() != call.place;
    let unit = &exploration.python.units[site.unit.0 as usize];
    let shown = |output: &Output| !matches!(output, Output::Stderr(_) | Output::Error(_));
    let shows = unit
        .cells
        .get(site.cell as usize)
        .is_some_and(|cell| cell.run == Run::Unknown || cell.outputs.iter().any(shown));
    if is_helped && !shows {
        return HIDDEN;
    }
    i16::from(site.in_loop || call.in_loop) * 2 + i16::from(!shows)
}

/// Paragraphs that explain a method, in the file that applies it; the files that have one.
fn explained(
    exploration: &Exploration<'_>,
    units: &HashSet<UnitIdx>,
    subject: u32,
    sink: &mut EvidenceSink,
) -> HashSet<UnitIdx> {
    let mut told = HashSet::default();
    // A number of clusters is soon named; a description takes more words.
    let min_words = if subject == GROUPS {
        DESCRIPTION_WORDS
    } else {
        MIN_WORDS
    };
    let mut units: Vec<UnitIdx> = units.iter().copied().collect();
    units.sort_unstable();
    for unit in units {
        for passage in exploration.prose.of_unit(unit) {
            let is_markdown = passage.voice == Voice::Markdown
                && passage.n_words >= min_words
                && !passage.text.trim_start().starts_with("http");
            let is_of_model = subject == GROUPS && passage.is_about(MODEL);
            if is_markdown && passage.is_about(subject) && !is_of_model && !passage.announces() {
                let (location, text) = (passage.location.clone(), passage.text.as_str());
                let signal = "statistics.multivariate-explained";
                sink.found_in_turn(SAID, signal, Strength::Written, location, text, None);
                told.insert(unit);
            }
        }
    }
    told
}

/// A test of each variable whose results choose the variables, and that nobody reads: half of one.
fn selector(exploration: &Exploration<'_>, call: &Call, sink: &mut EvidenceSink) {
    let score = call.arg("score_func", Some(0));
    let by_test = score.is_none_or(|score| {
        let mut types = score.types.iter();
        types.any(|name| {
            matches!(
                name.rsplit('.').next(),
                Some("chi2" | "f_classif" | "f_regression")
            )
        })
    });
    if by_test {
        emit_code(
            exploration.python,
            sink,
            "statistics.test-applied",
            Strength::Mentioned,
            call.place,
            call.method(),
        );
    }
}

/// Lines and bytes of a call that are looked at for what is taken of its result.
const MAX_LINES: usize = 20;
const MAX_BYTES: usize = 2_000;

/// `pearsonr(x, y)[0]`: the coefficient alone, whose p-value is thrown away.
fn drops_p_value(exploration: &Exploration<'_>, call: &Call) -> bool {
    let code = exploration
        .python
        .beginning(call.place, MAX_LINES, MAX_BYTES);
    let of_call = code.lines().find_map(|line| line.split_once(call.method()));
    let Some((_, after)) = of_call else {
        return false;
    };
    let mut depth = 0_usize;
    let end = after.find(|next: char| {
        match next {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth == 0 && next == ')'
    });
    end.is_some_and(|end| after[end + 1..].trim_start().starts_with("[0]"))
}

/// When sentences that read a test are shown: after tests of variables, before those of laws and tables of models.
const READ_AT: i16 = 2;

/// A test with the sentences near it that read its result.
fn test(exploration: &Exploration<'_>, call: &Call, sink: &mut EvidenceSink) {
    let mut is_read = false;
    for passage in near(exploration, call) {
        let is_before = passage.cell < call.place.cell;
        let reads = match passage.voice {
            Voice::Printed | Voice::Comment => !is_before && passage.is_about(TEST_CONCLUSION),
            // Before the test stands what it is for; a conclusion there says so.
            _ if is_before => passage.is_about(TEST_CONCLUSION | READING) && !passage.announces(),
            _ => passage.is_about(TEST) || passage.is_about(TEST_CONCLUSION),
        };
        let min_words = if passage.voice == Voice::Printed {
            3
        } else {
            MIN_WORDS - 2
        };
        if passage.is_sentence(min_words) && reads {
            is_read |= (call.place.cell..=call.place.cell + 1).contains(&passage.cell);
            let (location, text) = (passage.location.clone(), passage.text.as_str());
            let signal = "statistics.test-read";
            sink.found_in_turn(READ_AT, signal, Strength::Written, location, text, None);
        } else if reads_correlation(passage) {
            emit_passage(sink, "statistics.correlation-read", passage);
        }
    }
    // Whether data keep to a law, or groups to one variance, is asked before variables are tested; the table of a model
    // holds a test among much else.
    let turn = match call.method() {
        "adfuller" | "anderson_ksamp" | "bartlett" | "chisquare" | "fligner" | "ks_1samp"
        | "kstest" | "levene" => 2,
        method if method.starts_with("het_") => 2,
        method if method.starts_with("summary") => 1,
        _ => 0,
    };
    let turn = turn * 2 + i16::from(!is_read);
    let signal = "statistics.test-applied";
    emit_in_turn(exploration, sink, signal, call, call.method(), turn);
}

fn reads_correlation(passage: &Passage) -> bool {
    let is_more = passage.voice == Voice::Markdown || passage.is_about(READING);
    passage.is_sentence(MIN_WORDS - 2) && is_more && passage.is_about(CORRELATION)
}

/// Correlations whose table is looked for.
const MAX_CORRELATED: usize = 40;
/// Names of tables that are followed in one cell.
const MAX_NAMES: usize = 20;
/// Cells after a correlation in which its table is displayed.
const TABLE_CELLS: u32 = 8;

/// Passages beside the cells that display what a correlation was put into: `table.append(...)` in a loop, sorted and shown
/// some cells below.
fn near_table<'e>(exploration: &'e Exploration<'_>, call: &Call) -> Vec<&'e Passage> {
    let (unit, first) = cell_of(call.place);
    let Some(cells) = exploration
        .python
        .units
        .get(unit.0 as usize)
        .map(|unit| &unit.cells)
    else {
        return Vec::new();
    };
    let source = |cell: u32| cells.get(cell as usize).map(|cell| &*cell.source);
    let of_correlation = |line: &str| line.contains("corr") || line.contains(".append(");
    let first_text = source(first).unwrap_or_default();
    let mut names: Vec<&str> = bound_names(first_text, of_correlation).collect();
    let mut found = Vec::new();
    for cell in first + 1..=first.saturating_add(TABLE_CELLS) {
        let Some(text) = source(cell).filter(|_| !is_markdown(exploration.facts, unit, cell))
        else {
            continue;
        };
        let mut words = text.split(|c: char| !c.is_alphanumeric() && c != '_');
        if names.is_empty() || !words.any(|word| names.contains(&word)) {
            continue;
        }
        let known = names.clone();
        let of_known = |line: &str| {
            let mut words = line
                .split(|c: char| !c.is_alphanumeric() && c != '_')
                .skip(1);
            words.any(|word| known.contains(&word))
        };
        names.extend(bound_names(text, of_known));
        for beside in [cell.saturating_sub(1), cell + 1] {
            let passages = exploration.prose.at(unit, beside, 0);
            found.extend(passages.filter(|passage| reads_table(passage)));
        }
    }
    found
}

/// A sentence on correlations, also one that is set as a heading.
fn reads_table(passage: &Passage) -> bool {
    let is_sentence = match passage.voice {
        Voice::Markdown => passage.n_words >= MIN_WORDS - 2,
        Voice::Heading => passage.n_words >= MIN_WORDS - 2 && passage.states(),
        Voice::Printed | Voice::Comment => false,
    };
    is_sentence && passage.is_about(CORRELATION)
}

/// Names that the chosen lines of a cell assign or append to.
fn bound_names(source: &str, is_chosen: impl Fn(&str) -> bool) -> impl Iterator<Item = &str> {
    let is_name =
        |text: &str| !text.is_empty() && text.chars().all(|c| c.is_alphanumeric() || c == '_');
    let lines = source
        .lines()
        .map(str::trim)
        .filter(move |line| is_chosen(line));
    let bound = lines.filter_map(move |line| {
        let assigned = line.split_once('=').map(|(target, _)| target.trim());
        let appended = line.split_once(".append(").map(|(list, _)| list.trim());
        appended.or(assigned).filter(|name| is_name(name))
    });
    bound.take(MAX_NAMES)
}

/// Passages near a call, or anywhere in a script.
fn near<'e>(exploration: &'e Exploration<'_>, call: &Call) -> impl Iterator<Item = &'e Passage> {
    let (unit, cell) = cell_of(call.place);
    exploration
        .prose
        .around(unit, cell, call.place.line, NEAR_CELLS)
}

/// The class whose instance a call fits.
fn fitted_class(call: &Call) -> Option<&str> {
    let (class, method) = call.callee.rsplit_once('.')?;
    matches!(method, "fit" | "fit_transform" | "fit_predict").then_some(class)
}

/// Whether a call computes features of texts or images.
fn computes_features(callee: &str, method: &str) -> bool {
    method == "detectAndCompute"
        || callee.starts_with("gensim.")
        || callee.starts_with("sklearn.feature_extraction.")
        || callee.starts_with("keras.applications.")
}

/// Whether what a method is fitted on are features of texts or images: by where they come from, by what they are called,
/// or because such features are computed in the same file (`with_features`) and no table stands behind the data.
fn is_of_texts_or_images(
    python: &PythonFacts,
    call: &Call,
    with_features: &HashSet<UnitIdx>,
) -> bool {
    const SOURCES: &[&str] = &[
        "cv2.",
        "gensim.",
        "keras.",
        "sentence_transformers.",
        "sklearn.feature_extraction.",
        "tensorflow",
        "torch",
        "transformers.",
    ];
    const NAMES: &[&str] = &[
        "bert",
        "bow",
        "descriptor",
        "doc2vec",
        "embed",
        "image",
        "img",
        "keypoint",
        "orb_",
        "sift",
        "tfidf",
        "tf_idf",
        "vgg",
        "w2v",
        "word2vec",
    ];
    call.args.iter().take(1).any(|arg| {
        let name = arg.value.name.as_deref().unwrap_or_default().to_lowercase();
        let steps = arg
            .value
            .history
            .iter()
            .filter_map(|at| python.calls.get(at.0 as usize));
        let mut sources = arg
            .value
            .types
            .iter()
            .map(|name| name.as_str())
            .chain(steps.map(|step| step.callee.as_str()));
        NAMES.iter().any(|part| name.contains(part))
            || name.split('_').any(|part| matches!(part, "emb" | "embs"))
            || sources.any(|source| SOURCES.iter().any(|start| source.starts_with(start)))
            || arg
                .value
                .elements
                .iter()
                .flat_map(|element| &element.types)
                .any(|source| SOURCES.iter().any(|start| source.starts_with(start)))
            || with_features.contains(&call.caller) && !is_from_table(&arg.value)
    })
}

/// Lines and bytes of a function that are looked at for a score by classes.
const MAX_BODY_LINES: usize = 120;
const MAX_BODY_BYTES: usize = 8_000;

/// Whether a clustering stands in a function that holds its labels against the classes of its data.
fn is_scored_by_classes(exploration: &Exploration<'_>, call: &Call) -> bool {
    let unit = exploration.python.units.get(call.place.unit.0 as usize);
    let definition = call
        .function
        .and_then(|at| unit?.definitions.get(at.0 as usize));
    definition.is_some_and(|definition| {
        let code = exploration
            .python
            .beginning(definition.place, MAX_BODY_LINES, MAX_BODY_BYTES);
        code.lines().any(|line| {
            let scores = ["adjusted_rand_score(", "normalized_mutual_info_score("];
            let classes = ["true", "categ", "label_encod", "classes"];
            scores.iter().any(|score| line.contains(score))
                && classes.iter().any(|word| line.contains(word))
        })
    })
}

/// Whether a value is a table, or columns of one: what is computed row by row from one of its columns has none.
fn is_from_table(value: &Value) -> bool {
    const LIBRARIES: &[&str] = &["pandas.", "polars.", "pyspark.sql."];
    let mut types = value.types.iter();
    value.columns.is_some()
        || types.any(|name| LIBRARIES.iter().any(|library| name.starts_with(library)))
}

/// The kind of a method that was fitted elsewhere, stored, and is applied here: its variable names it.
fn of_loaded(python: &PythonFacts, call: &Call, families: &Families<'_>) -> u32 {
    if !matches!(call.method(), "transform" | "predict") {
        return 0;
    }
    let Some(receiver) = &call.receiver else {
        return 0;
    };
    let is_load = |name: &str| {
        matches!(
            name.rsplit('.').next(),
            Some("load" | "load_model" | "read_pickle")
        )
    };
    let mut steps = receiver
        .history
        .iter()
        .filter_map(|at| python.calls.get(at.0 as usize));
    if !receiver.types.iter().any(|name| is_load(name)) && !steps.any(|step| is_load(&step.callee))
    {
        return 0;
    }
    let name = receiver.name.as_deref().unwrap_or_default();
    let mask = families.mask(&name.to_ascii_lowercase());
    if mask & FACTOR_NAME != 0 {
        FACTOR
    } else if mask & CLUSTERING_NAME != 0 {
        CLUSTERING
    } else {
        0
    }
}

/// `linkage(X)`: a function does the fit.
fn is_function(call: &Call) -> bool {
    call.method()
        .starts_with(|first: char| first.is_lowercase())
        && !matches!(call.method(), "predict" | "transform" | "score")
}

fn subject(call: &Call) -> &str {
    let name = match &call.receiver {
        Some(receiver) if matches!(call.method(), "transform" | "predict") => {
            receiver.name.as_deref().unwrap_or(&call.callee)
        }
        _ => fitted_class(call).unwrap_or(&call.callee),
    };
    name.rsplit('.').next().unwrap_or(name)
}
