//! What the colours of a scatter plot tell (C1.3.3-CE2): categories, or how large a number is.

use std::sync::LazyLock;

use prejury_python::{Call, Literal, Roles, Value};

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Colouring {
    None,
    Numbers,
    /// By a variable of which nothing says what it holds.
    Unknown,
    /// By a variable of categories, or drawn once for each of them.
    Categories,
}

static CATEGORIES: LazyLock<Vec<&str>> = LazyLock::new(|| {
    lines(include_str!(
        "../../../../../rules/exploration/category-names.txt"
    ))
});
static NUMBERS: LazyLock<Vec<&str>> = LazyLock::new(|| {
    lines(include_str!(
        "../../../../../rules/exploration/number-names.txt"
    ))
});

fn lines(list: &'static str) -> Vec<&'static str> {
    let lines = list.lines();
    lines.filter(|line| !line.starts_with('#')).collect()
}

/// Arguments that colour or mark points by a variable.
const BY_VARIABLE: &[&str] = &[
    "c",
    "color",
    "color_discrete_sequence",
    "hue",
    "style",
    "symbol",
];

pub(super) fn of(call: &Call) -> Colouring {
    let named = BY_VARIABLE
        .iter()
        .filter_map(|name| Some(by(call, name, call.keyword(name)?)));
    // `scatter(x, y, s, c)`
    let fourth = call.positional(3).map(|value| by(call, "c", value));
    let by_variable = named.chain(fourth).max().unwrap_or(Colouring::None);
    let is_labelled = call.keyword("label").is_some();
    if is_labelled && (call.in_loop || call.callee.starts_with("matplotlib.")) {
        return Colouring::Categories;
    }
    by_variable
}

fn by(call: &Call, argument: &str, value: &Value) -> Colouring {
    let word = value.as_str();
    // `color="red"` is one colour of matplotlib; `hue="category"` and plotly's `color="category"` are columns.
    let is_column = argument == "hue" || call.callee.starts_with("plotly.");
    if word.is_some() && !is_column || value.literal == Some(Literal::None) {
        return Colouring::None;
    }
    if value
        .roles
        .intersects(Roles::CLUSTER | Roles::TARGET | Roles::PREDICTED)
    {
        return Colouring::Categories;
    }
    // `c=["red"]`, `color=(0.1, 0.2, 0.5)`: one colour, however it is written.
    let is_number = |one: &Value| matches!(one.literal, Some(Literal::Int(_) | Literal::Float(_)));
    let is_one = match &value.elements[..] {
        [one] => one.as_str().is_some(),
        many => (3..=4).contains(&many.len()) && many.iter().all(is_number),
    };
    if is_one {
        return Colouring::None;
    }
    let Some(name) = word.or(value.name.as_deref()) else {
        return Colouring::Unknown;
    };
    let name = name.to_lowercase();
    let has_one_of = |list: &[&str]| {
        name.split(|letter: char| !letter.is_alphanumeric())
            .map(|word| word.trim_end_matches(|letter: char| letter.is_ascii_digit()))
            .any(|word| list.contains(&word))
    };
    match () {
        () if argument == "color_discrete_sequence" || has_one_of(&CATEGORIES) => {
            Colouring::Categories
        }
        () if has_one_of(&NUMBERS) => Colouring::Numbers,
        () => Colouring::Unknown,
    }
}
