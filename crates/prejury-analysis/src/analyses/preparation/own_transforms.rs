//! Logarithms and roots that stand in the candidate's own functions, or that are called by a name brought in alone.
//!
//! `def flatten(value): return math.log(1 + value)` names no column: what is transformed is told by the call that hands the
//! function to `apply`, `map` or `transform`, or calls it with a column.

use foldhash::HashSet;
use prejury_python::{Call, DefinitionKind, PythonFacts, Reach, UnitIdx};
use smol_str::SmolStr;

use super::names::TRANSFORMS;
use super::statements::Statement;
use super::transformation::{DRAWN, KEPT, NO_DISTRIBUTION};
use super::{Preparation, is_match, may_be_data, pattern};

// A name brought in alone: `from math import log`.
pattern!(
    BARE,
    r"(?:^|[^\w.])(?:log|log1p|log2|log10|sqrt|cbrt|arcsinh)\("
);
// A column, or a function handed to one: without a module before its name, a logarithm may as well be that of a number.
pattern!(
    OF_A_COLUMN,
    r#"\.(?:apply|map|transform|applymap|assign)\(|\w\[\s*['\x22]"#
);
// Functions that measure, whatever logarithm they take.
pattern!(
    MEASURES,
    r"(?i)(?:^|[_.])(?:rmsl?e?|ms[el]|err|errors?|erreurs?|dist|distances?|entrop\w*|havers\w*|loss|perte|metrics?|score_fn|likelihood|gain|n?dcg|(?:tf)?_?idf|cost|norm|std|cosine|simil\w*|ecart|conf|confidence|confiance|interval\w*|weights?|bm25)(?:_|\d*$)"
);
// `log_cost`: the logarithm of a column of that name.
pattern!(
    OF_THAT_NAME,
    r"(?i)^(?:log|log1p|ln|sqrt|racine)_(?:cost|weights?|gain|dist|distances?|conf)$"
);
// The length of a vector: a root of a sum of products.
pattern!(
    LENGTH,
    r"sqrt\([^+]*(?:\*|np\.square\(|pow\()[^+]*\+[^+]*(?:\*|square\(|pow\()"
);

/// Functions of mathematics that transform a distribution.
pub(super) const FUNCTIONS: &[&str] = &["arcsinh", "cbrt", "log", "log10", "log1p", "log2", "sqrt"];
/// Modules that they come from.
const MODULES: &[&str] = &["math", "numpy"];

/// Units that bring such a function in by its own name.
pub(super) fn with_bare_names(python: &PythonFacts) -> HashSet<UnitIdx> {
    let units = (0..).map(UnitIdx).zip(&python.units);
    let brings = |name: &str| {
        let (module, function) = name.rsplit_once('.').unwrap_or_default();
        MODULES.contains(&module) && (function == "*" || FUNCTIONS.contains(&function))
    };
    units
        .filter(|(_, unit)| {
            unit.imports
                .iter()
                .any(|import| import.used && brings(&import.name))
        })
        .map(|(number, _)| number)
        .collect()
}

/// Whether a statement calls such a function by its name alone.
pub(super) fn calls_bare(statement: &Statement<'_>, units: &HashSet<UnitIdx>) -> bool {
    units.contains(&statement.place.unit)
        && !statement.code.starts_with("from ")
        && is_match(&BARE, &statement.code)
        && (statement.code.starts_with("return ") || is_match(&OF_A_COLUMN, &statement.code))
}

/// Calls that apply a function of the candidate's own to data which returns a transformation of what it is given: they hand
/// it on or call it with a column. Each with whether its result is kept.
pub(super) fn own_calls<'f, 's>(
    preparation: &Preparation<'f>,
    transforming: impl Iterator<Item = &'s Statement<'s>>,
) -> Vec<(&'f Call, bool)> {
    let python = preparation.python;
    // By the name that calls know them by: `local:tools.py:flatten`.
    let mut names: HashSet<String> = HashSet::default();
    for statement in transforming.filter(|statement| statement.code.starts_with("return ")) {
        let unit = &python.units[statement.place.unit.0 as usize];
        let definition = statement
            .function
            .map(|at| &unit.definitions[at.0 as usize])
            .filter(|definition| definition.kind == DefinitionKind::Function);
        let Some(definition) = definition else {
            continue;
        };
        let reads_its_own = definition
            .parameters
            .iter()
            .filter(|name| *name != "self")
            .any(|name| super::reads::is_read(&statement.code, name));
        if reads_its_own
            && (!is_match(&MEASURES, &definition.name) || is_match(&OF_THAT_NAME, &definition.name))
            && !is_match(&NO_DISTRIBUTION, &statement.code)
            && !is_of_two(&statement.code)
        {
            // A method that is handed on goes by its name alone.
            let (name, path) = (definition.name.as_str(), &unit.path);
            let alone = name.rsplit('.').next().unwrap_or(name);
            names.insert(format!("local:{path}:{name}"));
            names.insert(format!("local:{path}:{alone}"));
        }
    }
    if names.is_empty() {
        return Vec::new();
    }
    let handing = preparation.calls_of(TRANSFORMS).filter(|call| {
        call.hands_own && call.args.iter().any(|arg| hands(&arg.value.types, &names))
    });
    let called = python.calls.iter().filter(|call| {
        call.own.is_some()
            && names.contains(call.callee.as_str())
            && call.args.first().is_some_and(|arg| {
                arg.value.is_a("pandas.Series") || arg.value.is_a("pandas.DataFrame")
            })
    });
    let applied = handing.chain(called).filter(|call| {
        call.reach == Reach::Live && (call.own.is_some() || may_be_data(call.receiver.as_ref()))
    });
    let with_kept = applied.map(|call| {
        let code = preparation.code_of(call);
        (call, is_match(&KEPT, code) && !is_match(&DRAWN, code))
    });
    with_kept.collect()
}

/// `log(row["a"] / row["b"])`, `sqrt(x * x + y * y)`: a variable made of two, and the distribution of none.
pub(super) fn is_of_two(code: &str) -> bool {
    is_match(&LENGTH, code)
        || code.starts_with("return ")
            && FUNCTIONS.iter().any(|function| {
                let mut calls = code.match_indices(function).take(MAX_CALLS);
                calls.any(|(at, _)| {
                    let rest = code[at + function.len()..].strip_prefix('(');
                    rest.is_some_and(|rest| reads_two(argument(rest)))
                })
            })
}

/// Calls of one function in a line that are read, and bytes of what one is given.
const MAX_CALLS: usize = 8;
const MAX_ARGUMENT: usize = 400;

/// Up to the parenthesis that closes.
fn argument(code: &str) -> &str {
    let code = &code[..code.floor_char_boundary(MAX_ARGUMENT)];
    let mut depth = 1;
    let end = code.find(|c: char| {
        match c {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ => {}
        }
        depth == 0
    });
    &code[..end.unwrap_or(code.len())]
}

/// Whether an expression names two columns.
fn reads_two(code: &str) -> bool {
    let names = code.split(['[', ']']).skip(1).step_by(2);
    let is_name = |name: &&str| name.starts_with(['\'', '"']);
    let mut names = names.map(str::trim).filter(is_name);
    let first = names.next();
    names.any(|name| Some(name) != first)
}

fn hands(types: &[SmolStr], names: &HashSet<String>) -> bool {
    types.iter().any(|name| names.contains(name.as_str()))
}

/// Functions in which a chart is drawn, of those that take a logarithm of a name of their own.
pub(super) fn drawing<'s>(
    statements: &'s [Statement<'s>],
    asked: &[&Statement<'_>],
) -> HashSet<(UnitIdx, u32)> {
    let of = |statement: &Statement<'_>| {
        let function = statement.function?;
        Some((statement.place.unit, function.0))
    };
    let asked: HashSet<(UnitIdx, u32)> = asked.iter().copied().filter_map(of).collect();
    if asked.is_empty() {
        return HashSet::default();
    }
    statements
        .iter()
        .filter(|statement| {
            of(statement).is_some_and(|at| asked.contains(&at)) && is_match(&DRAWN, &statement.code)
        })
        .filter_map(of)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn measures_are_told_by_whole_words() {
        let measures = |name: &str| is_match(&MEASURES, name) && !is_match(&OF_THAT_NAME, name);
        for name in [
            "rmse",
            "log_loss",
            "distance_km",
            "Model.cost",
            "log_likelihood",
            "ndcg",
            "idf",
            "erreur_log",
        ] {
            assert!(measures(name), "{name}");
        }
        for name in [
            "corrige_distribution",
            "normaliser",
            "log_cost",
            "log_weight",
            "standardise",
            "confort",
        ] {
            assert!(!measures(name), "{name}");
        }
    }

    #[test]
    fn lengths_and_shares_are_no_distribution() {
        for code in [
            "v = np.sqrt(r['vx'] * r['vx'] + r['vy'] * r['vy'])",
            "return sqrt(x * x + y * y)",
            "return log(row['a'] / row['b'])",
        ] {
            assert!(is_of_two(code), "{code}");
        }
        for code in [
            "return sqrt(x * 2 + 1)",
            "return log(row['a'] + row['a'])",
            "return np.log1p(t['a']), np.log1p(t['b'])",
            "return log(x[0]) + x['",
            "return log(é",
        ] {
            assert!(!is_of_two(code), "{code}");
        }
    }
}
