//! Mathematical transformations of distributions (C1.4.1-CE4).
//!
//! # Counts as evidence
//! Logarithm, root, Box-Cox, Yeo-Johnson, quantiles, powers below 1 and logistic curves whose result is kept in the data or
//! in a pipeline, also by a named lambda or a function of the candidate's own.
//! # Does not count
//! A name that only a chart reads, a rank, a log axis, the root of a mean squared error, distances, polynomial
//! features; a transformation in a chart only has a signal of its own.

use foldhash::HashSet;
use memchr::memmem::Finder;
use prejury_python::{Call, UnitIdx, Value};

use super::hints::LOGARITHMS;
use super::names::{FITS, PIPELINE, TRANSFORMS};
use super::only_shown::OnlyShown;
use super::own_transforms::{calls_bare, drawing, is_of_two, own_calls, with_bare_names};
use super::reads::is_read;
use super::statements::Statement;
use super::{Kind, Operation, Preparation, applied, is_match, pattern};
use crate::sink::EvidenceSink;

pattern!(
    FUNCTION,
    r"(?:np|numpy|math|F)\.(?:log|log1p|log2|log10|sqrt|cbrt|arcsinh)\b|\bboxcox1?p?\b|yeojohnson|special\.boxcox"
);
// A column to a power below 1, which flattens as a root does, and a logistic curve.
pattern!(
    POWER,
    r"\]\s*\*\*\s*\(?\s*(?:0?\.\d|1\.?\s*/\s*[2-9])|(?:np|numpy)\.power\(\s*\w+\[[^,]*,\s*\(?\s*(?:0?\.\d|1\.?\s*/\s*[2-9])"
);
pattern!(
    OTHER_NAMES,
    r"(?i)score|metric|loss|eval|gain|rank|dist|err|predict|activ|proba"
);
pattern!(
    LOGISTIC,
    r"1\.?\s*/\s*\(\s*1\.?\s*\+\s*(?:np|numpy|math)\.exp\("
);
pattern!(
    KEPT,
    r"^\w[\w.]*\s*(?:\[.*\]|\.\w+)?\s*=[^=]|^return |\.assign\(|\.withColumn\("
);
pattern!(
    DRAWN,
    r"(?i)^(?:plt|sns|px|fig|ax\w*)\b|\.hist\(|\.plot|histplot|displot|distplot|\.skew\(|kdeplot|probplot|qqplot"
);
pattern!(
    NO_DISTRIBUTION,
    r"(?i)\.var\(\)|\brank\b|dcg|mean_squared|mse\b|rmse|\bsin\(|\bcos\(|haversine|distance|\*\*\s*2|len\(|entropy|perplex|loss|\bstd\b|n_components|np\.sqrt\(\s*\d|idf|tf\b|lr\b|learning_rate|logspace|shape\[|\.log\(\s*['\x22f]|logger|mlflow|log_reg|rows|n_clusters|bins|max_features"
);
// What looks at a column and leaves it where it is.
pattern!(
    SHOWN,
    r"^(?:print|display)\b|\.(?:describe|quantile|value_counts|info|head|corr|skew|kurt|mean|median|std|boxplot)\(|^for |^fig\b|\b(?:sns|plt|px)\."
);
pattern!(DATA, r"\[|\.apply\(|\.transform\(|\b(?:df|data|X|y)\w*\b");

pub(super) fn find(preparation: &Preparation<'_>, sink: &mut EvidenceSink) -> Vec<Operation> {
    let mut operations = Vec::new();
    for call in preparation.calls_of(FITS | PIPELINE | TRANSFORMS) {
        if is_fitted(call) || in_pipeline(call) {
            // A step that is only made, before the pipeline that takes it.
            let turn = i16::from(call.method() == "FunctionTransformer");
            let (signal, subject) = ("features.transformed", subject(call));
            preparation.emit_call_in_turn(sink, signal, call, subject, turn);
            operations.push(preparation.of_call(Kind::Transformation, call));
        }
    }
    let only_shown = OnlyShown::of(&preparation.statements, transforms);
    let drafts = OnlyShown::of(&preparation.statements, begins_table);
    let bare = with_bare_names(preparation.python);
    let is_transforming =
        |statement: &Statement<'_>| transforms(statement) || may_be_bare(statement, &bare);
    let transforming: Vec<(usize, &Statement<'_>)> = preparation
        .statements
        .iter()
        .enumerate()
        .filter(|(_, statement)| is_transforming(statement))
        .collect();
    let returned = transforming.iter().map(|(_, statement)| *statement);
    for (call, is_kept) in own_calls(preparation, returned) {
        let signal = if is_kept {
            operations.push(preparation.of_call(Kind::Transformation, call));
            "features.transformed"
        } else {
            "features.transformed-aside"
        };
        preparation.emit_call(sink, signal, call, call.method());
    }
    for statement in named_lambdas(preparation) {
        preparation.emit(sink, "features.transformed", statement, "");
        operations.push(super::of_statement(Kind::Transformation, statement));
    }
    let mut in_functions: Vec<&Statement<'_>> = Vec::new();
    for (at, statement) in transforming {
        let code = &*statement.code;
        if is_match(&NO_DISTRIBUTION, code)
            || is_of_two(code)
            || code.starts_with("import")
            || code.starts_with("from ")
            || is_test(preparation, statement)
        {
            continue;
        }
        let is_kept =
            is_match(&KEPT, code) && !is_match(&DRAWN, code) && !only_shown.holds(statement);
        let is_drafted = || drafts.holds_table_of(statement);
        if is_kept
            && is_match(&DATA, code)
            && !is_drafted()
            && !is_dropped(&preparation.statements[at..])
        {
            // What a function gives back, after what is written into the data.
            let turn = i16::from(code.starts_with("return "));
            preparation.emit_in_turn(sink, "features.transformed", statement, "", turn);
            operations.push(super::of_statement(Kind::Transformation, statement));
        } else if is_match(&DATA, code) {
            preparation.emit(sink, "features.transformed-aside", statement, "");
            if is_kept && is_drafted() {
                let of_look = super::of_statement(Kind::Transformation, statement);
                operations.push(of_look);
            }
        } else if is_of_itself(statement) {
            in_functions.push(statement);
        }
    }
    // Values that a function takes the logarithm of before it draws them.
    let drawing = drawing(&preparation.statements, &in_functions);
    for statement in in_functions {
        let function = statement.function.map(|at| (statement.place.unit, at.0));
        if function.is_some_and(|at| drawing.contains(&at)) {
            preparation.emit(sink, "features.transformed-aside", statement, "");
        }
    }
    operations
}

/// `look = pd.DataFrame()`: a table that begins empty.
fn begins_table(statement: &Statement<'_>) -> bool {
    statement.code.ends_with("DataFrame()")
}

/// Statements after a transformation that are looked at for its column.
const MAX_AFTER: usize = 1_000;

/// Whether the column that the first statement writes is only looked at afterwards and then dropped: the data go on
/// without it.
fn is_dropped(statements: &[Statement<'_>]) -> bool {
    let Some((first, after)) = statements.split_first() else {
        return false;
    };
    let Some(column) = column_written(&first.code) else {
        return false;
    };
    let (single, double) = (format!("'{column}'"), format!("\"{column}\""));
    let attribute = format!(".{column}");
    let n_named = |code: &str| code.matches(&single).count() + code.matches(&double).count();
    let column_in = Finder::new(column);
    // Names of lists that hold the column.
    let mut lists: Vec<&str> = Vec::new();
    let mut is_dropped = false;
    let of_unit = after
        .iter()
        .take_while(|statement| statement.place.unit == first.place.unit);
    for statement in of_unit.take(MAX_AFTER) {
        let code = &*statement.code;
        // Most statements name neither the column nor a list that holds it.
        if lists.is_empty() && column_in.find(code.as_bytes()).is_none() {
            continue;
        }
        let n_named = n_named(code);
        let names_it = n_named > 0 || code.contains(&attribute);
        if !names_it && !lists.iter().any(|list| is_read(code, list)) {
            continue;
        }
        // `split(table.drop(columns=["y_log"]), table["y_log"])` makes a target of it.
        let drops = n_named <= 1 && (code.contains(".drop(") || code.starts_with("del "));
        match statement.assigned() {
            _ if drops => is_dropped = true,
            // `table.loc[table["amount_log"] > bound, :]` alone is a look, too.
            _ if is_match(&DRAWN, code)
                || is_match(&SHOWN, code)
                || code.ends_with(']') && !code.contains(" = ") => {}
            Some(list) if names_it && code.contains("= [") => lists.push(list),
            _ => return false,
        }
    }
    is_dropped
}

/// `amount_log` of `table["amount_log"] = ...`
fn column_written(code: &str) -> Option<&str> {
    let (target, _) = code.split_once('=')?;
    let target = target.trim_end().strip_suffix(['"', '\'', ']'])?;
    let target = target.trim_end_matches(['"', '\'']);
    let start = target.rfind(['"', '\''])?;
    let is_column = target[..start].ends_with('[');
    Some(&target[start + 1..]).filter(|column| is_column && !column.is_empty())
}

/// A statement that takes a logarithm or a root of something.
fn transforms(statement: &Statement<'_>) -> bool {
    let code = &*statement.code;
    statement.hints.any(&[LOGARITHMS]) && (is_match(&FUNCTION, code) || is_match(&POWER, code))
}

/// Functions in one line that have a name and are applied to data: `flatten = lambda x: 1 / (1 + np.exp(-x))`.
fn named_lambdas<'s, 'f>(preparation: &'s Preparation<'f>) -> Vec<&'s Statement<'f>> {
    let is_one = |statement: &&Statement<'_>| {
        let code = statement.read();
        statement.hints.any(&[LOGARITHMS])
            && code.contains("lambda")
            && statement
                .assigned()
                .is_some_and(|name| !is_match(&OTHER_NAMES, name))
            && (is_match(&FUNCTION, code) || is_match(&LOGISTIC, code))
            && !is_match(&NO_DISTRIBUTION, code)
    };
    let lambdas: Vec<&Statement<'_>> = preparation.statements.iter().filter(is_one).collect();
    if lambdas.is_empty() {
        return lambdas;
    }
    let names: HashSet<&str> = lambdas.iter().filter_map(|one| one.assigned()).collect();
    let applied = applied::applied(preparation, &names);
    let is_applied =
        |one: &&Statement<'_>| one.assigned().is_some_and(|name| applied.contains(name));
    lambdas.into_iter().filter(is_applied).collect()
}

/// A statement that calls one by the name that was brought in alone.
fn may_be_bare(statement: &Statement<'_>, units: &HashSet<UnitIdx>) -> bool {
    !units.is_empty() && statement.hints.any(&[LOGARITHMS]) && calls_bare(statement, units)
}

/// `values = np.log(values)`: a name that stands for its own logarithm from then on.
fn is_of_itself(statement: &Statement<'_>) -> bool {
    let target = statement.assigned();
    target.is_some_and(|name| is_read(statement.read(), name))
}

/// Tests compute formulas of their own.
fn is_test(preparation: &Preparation<'_>, statement: &Statement<'_>) -> bool {
    let unit = preparation
        .python
        .units
        .get(statement.place.unit.0 as usize);
    unit.is_some_and(|unit| unit.path.split('/').any(|part| part.starts_with("test")))
}

fn is_transformer(name: &str) -> bool {
    [
        "PowerTransformer",
        "QuantileTransformer",
        "LogTransformer",
        "BoxCoxTransformer",
        "YeoJohnsonTransformer",
        "LogCpTransformer",
        "ReciprocalTransformer",
    ]
    .iter()
    .any(|class| name.ends_with(class))
}

fn is_log(value: &Value) -> bool {
    value.types.iter().any(|name| {
        ["log", "log1p", "log10", "sqrt", "cbrt", "log2", "boxcox"]
            .iter()
            .any(|function| {
                name.strip_suffix(function)
                    .is_some_and(|library| library.ends_with('.'))
            })
    })
}

fn is_fitted(call: &Call) -> bool {
    let of = |value: &Value| {
        value
            .types
            .iter()
            .any(|name| is_transformer(name) || name.ends_with("TransformedTargetRegressor"))
    };
    let is_fit =
        matches!(call.method(), "fit" | "fit_transform") && call.receiver.as_ref().is_some_and(of);
    let holds_log = matches!(
        call.method(),
        "FunctionTransformer" | "TransformedTargetRegressor"
    ) && call
        .args
        .iter()
        .any(|arg| is_log(&arg.value) || is_transformer_value(&arg.value));
    let is_applied = matches!(
        call.method(),
        "apply" | "transform" | "applymap" | "map" | "pipe"
    ) && call.args.first().is_some_and(|arg| is_log(&arg.value));
    is_fit && !call.callee.contains("TransformedTargetRegressor") || holds_log || is_applied
}

fn is_transformer_value(value: &Value) -> bool {
    value.types.iter().any(|name| is_transformer(name))
}

fn in_pipeline(call: &Call) -> bool {
    matches!(
        call.method(),
        "Pipeline" | "make_pipeline" | "ColumnTransformer" | "make_column_transformer"
    ) && call.args.iter().any(|arg| holds(&arg.value, 0))
}

fn holds(value: &Value, depth: u32) -> bool {
    is_transformer_value(value)
        || depth < 6
            && value
                .elements
                .iter()
                .any(|element| holds(element, depth + 1))
}

fn subject(call: &Call) -> &str {
    let receiver = call
        .receiver
        .as_ref()
        .and_then(|receiver| receiver.types.first())
        .map(|name| name.rsplit('.').next().unwrap_or(name));
    receiver
        .filter(|_| call.method().starts_with("fit"))
        .unwrap_or(call.method())
}
