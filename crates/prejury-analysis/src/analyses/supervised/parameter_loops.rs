//! Loops over values of a parameter: a search by hand (C2.1.2-CE6).

use std::cell::OnceCell;
use std::sync::LazyLock;

use prejury_python::{Call, Value};
use regex::Regex;

use super::Supervised;

/// Arguments of estimators that no search is about.
const SETTINGS: &[&str] = &[
    "random_state",
    "seed",
    "n_jobs",
    "verbose",
    "verbosity",
    "class_weight",
    "eval_metric",
    "objective",
    "cat_features",
    "probability",
];

/// Estimators whose first argument is a setting, and may stand without its name.
const SET_BY_FIRST: &[&str] = &[
    "KNeighborsClassifier",
    "KNeighborsRegressor",
    "Lasso",
    "Ridge",
    "RidgeClassifier",
];

/// Lines above a call in which the loops around it begin, and lines below it in which a comprehension goes on.
const MAX_ABOVE: u32 = 60;
const MAX_BELOW: u32 = 4;
/// Bytes of a line or call that are read.
const MAX_BYTES: usize = 400;
const MAX_LINES: usize = 8;

/// What goes through combinations of parameters.
static GRID: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"\b(?:ParameterGrid|ParameterSampler|product)\(").ok());
/// `for depth, rate in ...`
static LOOP: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"\bfor\s+([\w ,()*]{1,80}?)\s+in\b([^:]*)").ok());
/// `k + 2`, `2 * k`: the argument that begins so is a name with a sign of arithmetic beside it.
static COMPUTED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"^\s*(?:([A-Za-z_]\w*)\s*[-+*/]{1,2}\s*[\d.]+|[\d.]+\s*[-+*/]{1,2}\s*([A-Za-z_]\w*))\s*[,)]")
        .ok()
});

/// A loop around a call.
struct Loop<'f> {
    bound: &'f str,
    is_of_grid: bool,
}

impl Loop<'_> {
    fn binds(&self, name: &str) -> bool {
        let mut names = self.bound.split([',', ' ', '(', ')', '*']);
        !name.is_empty() && names.any(|one| one == name)
    }
}

/// Whether an estimator is made in a loop with an argument that the loop varies.
pub(super) fn is_parameter_loop(supervised: &Supervised<'_>, call: &Call) -> bool {
    if !call.in_loop {
        return false;
    }
    let loops = OnceCell::new();
    let around = |name: &str| {
        let loops = loops.get_or_init(|| loops_around(supervised, call));
        loops.iter().find(|one| one.binds(name))
    };
    let is_computed = |arg: Option<&str>| {
        let code = supervised
            .python
            .beginning(call.place, MAX_LINES, MAX_BYTES);
        computed_from(code, call.method(), arg).is_some_and(|name| around(name).is_some())
    };
    call.args.iter().enumerate().any(|(at, arg)| {
        let value = &arg.value;
        let is_setting = match arg.name.as_deref() {
            // `LogisticRegression(**params)` over a grid
            Some("**") => {
                let params = value.name.as_deref().and_then(around);
                return params.is_some_and(|one| one.is_of_grid);
            }
            Some(name) => !SETTINGS.contains(&name),
            None => at == 0 && SET_BY_FIRST.contains(&call.method()),
        };
        is_setting
            && value.literal.is_none()
            && value.types.is_empty()
            && value.elements.is_empty()
            && (value.name.is_some() || is_computed(arg.name.as_deref()))
    })
}

/// `lgb.cv(params, ...)` with parameters that a loop goes through, makes of what it goes through, or draws: a search by hand.
pub(super) fn draws_parameters(supervised: &Supervised<'_>, call: &Call) -> bool {
    let is_fixed = |params: &Value| {
        let mut values = params.elements.iter();
        !params.elements.is_empty() && values.all(|one| one.literal.is_some())
    };
    let params = call.arg("params", Some(0));
    let Some(params) = params.filter(|params| !is_fixed(params)) else {
        return false;
    };
    let Some(name) = params.name.as_deref() else {
        return false;
    };
    let loops = loops_around(supervised, call);
    // The loop is around the call of this function.
    if loops.is_empty() {
        return call.function.is_some();
    }
    if loops.iter().any(|one| one.binds(name)) {
        return true;
    }
    let unit = supervised.python.units.get(call.place.unit.0 as usize);
    let cell = unit.and_then(|unit| unit.cells.get(call.place.cell as usize));
    let Some(cell) = cell else { return false };
    let first = call.place.line.saturating_sub(MAX_ABOVE).max(1);
    // Lines of the statement that made or changed the parameters.
    let mut is_made = false;
    let mut made_at = 0;
    (first..call.place.line).any(|number| {
        let text = cell.beginning_of_line(number, MAX_BYTES);
        let code = text.trim_start();
        let indent = text.len() - code.len();
        let changes = code.strip_prefix(name).is_some_and(|rest| {
            let rest = rest.trim_start();
            rest.starts_with(['=', '[']) || rest.starts_with(".update(")
        });
        if changes {
            (is_made, made_at) = (true, indent);
        } else if indent <= made_at && !code.starts_with([')', '}']) {
            is_made = false;
        }
        let mut words = code.split(|letter: char| !letter.is_alphanumeric() && letter != '_');
        is_made
            && indent > 0
            && words.any(|word| {
                matches!(word, "choice" | "randint" | "random" | "sample" | "uniform")
                    || loops.iter().any(|one| one.binds(word))
            })
    })
}

/// The name from which an argument of a call is computed: `k` of `KNeighborsClassifier(k + 2)`.
fn computed_from<'c>(code: &'c str, method: &str, arg: Option<&str>) -> Option<&'c str> {
    let (_, given) = code.split_once(method)?;
    let given = given.strip_prefix('(')?;
    let value = match arg {
        None => given,
        Some(name) => {
            let mut found = given.match_indices(name);
            found.find_map(|(at, _)| {
                let before = given[..at].chars().next_back();
                let is_word = before.is_some_and(|one| one.is_alphanumeric() || one == '_');
                let value = given[at + name.len()..].trim_start().strip_prefix('=')?;
                (!is_word && !value.starts_with('=')).then_some(value)
            })?
        }
    };
    let found = COMPUTED.as_ref()?.captures(value)?;
    Some(found.get(1).or(found.get(2))?.as_str())
}

/// The loops around a call, the nearest first: those above it that stand further left, and those on its own lines.
fn loops_around<'f>(supervised: &Supervised<'f>, call: &Call) -> Vec<Loop<'f>> {
    let unit = supervised.python.units.get(call.place.unit.0 as usize);
    let cell = unit.and_then(|unit| unit.cells.get(call.place.cell as usize));
    let Some(cell) = cell else { return Vec::new() };
    let mut found = Vec::new();
    let mut add = |text: &'f str| {
        let loops = LOOP.iter().flat_map(|one| one.captures_iter(text));
        found.extend(loops.filter_map(|one| {
            let over = one.get(2)?.as_str();
            Some(Loop {
                bound: one.get(1)?.as_str(),
                is_of_grid: GRID.as_ref().is_some_and(|grid| grid.is_match(over)),
            })
        }));
    };
    let line = |number: u32| cell.beginning_of_line(number, MAX_BYTES);
    let own = call.place.line;
    let indent = |text: &str| text.len() - text.trim_start().len();
    add(line(own));
    // A comprehension goes on below.
    for number in own + 1..=call.place.end_line.min(own + MAX_BELOW) + 1 {
        let text = line(number);
        if text.trim_start().starts_with("for ") && !text.trim_end().ends_with(':') {
            add(text);
        }
    }
    let mut inner = indent(line(own));
    let first = own.saturating_sub(MAX_ABOVE).max(1);
    for number in (first..own).rev() {
        let text = line(number);
        let code = text.trim_start();
        if code.is_empty() || code.starts_with('#') || indent(text) >= inner {
            continue;
        }
        inner = indent(text);
        if code.starts_with("for ") || code.starts_with("async for ") {
            add(text);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arguments_are_computed_from_a_name() {
        let forest = "RandomForestClassifier";
        let code = "RandomForestClassifier(n_jobs=n - 1, max_depth=2 * k, n_estimators=100)";
        assert_eq!(computed_from(code, forest, Some("max_depth")), Some("k"));
        assert_eq!(computed_from(code, forest, Some("depth")), None);
        assert_eq!(computed_from(code, forest, Some("n_estimators")), None);
        assert_eq!(computed_from("KNN(é + 2)", "KNN", None), None);
        assert_eq!(computed_from("KNN(k + 2)", "KNN", None), Some("k"));
    }
}
