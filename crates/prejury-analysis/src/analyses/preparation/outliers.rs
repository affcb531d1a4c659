//! Outliers: identified, counted, treated (C1.2.2-CE3).
//!
//! # What it looks for
//! Bounds computed from quartiles or standard deviations, detectors, bounds of the domain; counts of what is beyond them;
//! rows removed, values capped or set to missing.
//! # Counts as evidence
//! A bound names itself (`iqr`, `zscore`, `q3 + 1.5 * ...`), or the function, comments or markdown around it speak of
//! outliers. A box plot counts as identification under the same words.
//! # Does not count
//! Business filters, a z-score that scales, quantiles that segment.
//! # Limits
//! A count that only a picture shows is not seen.

use prejury_core::Strength;
use prejury_python::{Call, CodePlace, Literal};

use super::hints::{
    BOUNDS, BRACKETS, CAPS, COUNTS, DROPS, Hints, NAN, OUTLIERS, QUANTILES,
    QUARTILES as QUARTILE_WORDS, ROWS, SCORES, SENTINEL,
};
use super::marks::Marks;
use super::names::OUTLIERS as OUTLIERS_BY_NAME;
use super::outlier_context::Contexts;
use super::statements::Statement;
use super::words::OUTLIER;
use super::{
    Kind, Operation, Preparation, is_match, may_be_data, of_statement, outlier_counts, pattern,
};
use crate::sink::{BY_THE_WAY, EvidenceSink};

pattern!(
    QUARTILE_BOUND,
    r"(?i)(?:\biqr\b|\biq\b|q_?3|q_?75|q_?1|q_?25|third_quartile|quartile|sigma|\bstd\b|\.std\(\)).*(?:1\.5|\*\s*3|3\s*\*|2\.5|\bcoef)|(?:1\.5|3)\s*\*\s*\(?(?i:iqr|iq\b|q|\w*std|\w*sigma|inter)"
);
pattern!(
    QUARTILES,
    r"(?:quantile|percentile)\([^)]*(?:0?\.(?:0?5|01|1|25|75|9\d*|99\d*)|\b(?:1|5|25|75|95|99)\b)"
);
// The last percent of a variable: whatever stands beyond is far from the rest.
pattern!(
    TAIL,
    r"[<>]=?\s*[\w.\[\]'\x22]*(?:quantile|percentile)\((?:[\w.\[\]'\x22]+,\s*)?(?:0?\.(?:99\d*|00\d*|01)|99(?:\.\d+)?)\s*\)"
);
// The rows that are kept lie before the last percent.
pattern!(
    REST,
    r"<=?\s*[\w.\[\]'\x22]*(?:quantile|percentile)\((?:[\w.\[\]'\x22]+,\s*)?(?:0?\.99\d*|99(?:\.\d+)?)\s*\)|>=?\s*[\w.\[\]'\x22]*(?:quantile|percentile)\((?:[\w.\[\]'\x22]+,\s*)?(?:0?\.00\d*|0?\.01)\s*\)"
);
// A mask by itself, which may be turned round where it is used.
pattern!(
    MASK,
    r"^\w+\s*=\s*\(?\w+(?:\.\w+|\[['\x22][^'\x22]*['\x22]\])?\s*[<>]"
);
pattern!(OF_A_MODEL, r"(?i)err|resid|proba|score|pred|\by_");
// A column by the variable of a loop, and nothing put to it: `df[column] < 0`.
pattern!(
    WHOLE_KEY,
    r"\w(?:\.loc)?\[\s*[A-Za-z_]\w*\s*\]\s*(?:[<>]|\.(?:gt|lt|ge|le|between)\()"
);
pattern!(
    ZSCORE,
    r"(?i)(?:\b|_)z_?scores?\b.*[<>]|[<>].*(?:\b|_)z_?score|abs\(.*(?:zscore|- *\w+\.mean\(\)).*[<>]"
);
pattern!(
    COMPARISON,
    r"[^=<>!-][<>]=?[^=>]|\.between\(|\.(?:gt|lt|ge|le)\(|=="
);
pattern!(
    ROW_FILTER,
    r"^(\w+)(?:\.\w+)?\s*=\s*\w+(?:\.loc)?\[.*(?:[<>]|\.between\(|\.isin\(|\.(?:gt|lt|ge|le)\(|~|==|!=|mask|inlier|outlier|query)|^(\w+)(?:\.\w+)?\s*=\s*\w+(?:\.loc)?\[.*(?i:outlier|aberrant|anomal|atypi)\w*(?:['\x22]\s*\])?\.(?:isnull|isna|notnull|notna)\("
);
pattern!(MASKED, r"^\w+\s*=\s*\w+(?:\.loc)?\[\s*~?\s*\w+\s*\]");
pattern!(QUERY, r"\.query\(");
// A lone 0 is a heading read as data.
pattern!(
    DROP_ROWS,
    r"\.drop\((?:index\s*=|labels\s*=)?\s*(?:\w+\[|\w+\.index|\w*(?:index|idx|outlier|aberr|anomal|drop|rows|lignes)\w*|\[?\s*(?:[1-9]\d*|\d+\s*,\s*\d+)(?:\s*,\s*\d+)*\s*\]?\s*(?:\)|,\s*(?:inplace|axis\s*=\s*0)))"
);
pattern!(BY_NUMBER, r"\.drop\((?:index\s*=|labels\s*=)?\s*\[?\s*\d");
pattern!(
    SET_MISSING,
    r"(?:\]\s*=\s*|\.where\(|\.mask\(|where\().*(?:np\.nan|np\.NaN|numpy\.nan|None\b|pd\.NA)|replace\((?:[^,()]|\[[^\]]*\])+[,:]\s*(?:value\s*=\s*)?(?:np\.nan|np\.NaN|None)|replace\(.*365243"
);
pattern!(
    CAPPED,
    r"\.clip\(|np\.clip\(|winsorize\(|np\.where\(.*[<>].*,.*,|\.loc\[.*[<>].*\]\s*=[^=]|\[.*\[.*[<>].*\]\s*=[^=]"
);
// Two bounds on one thing are bounds of the domain.
pattern!(
    TWO_BOUNDS,
    r"(?:<=?\s*-?\d[\d_.]*\s*\)?\s*[&|].*>=?\s*-?\d|>=?\s*-?\d[\d_.]*\s*\)?\s*[&|].*<=?\s*-?\d|\.between\(\s*-?\d)"
);
pattern!(
    COUNTING,
    r"\.sum\(\)|\.shape|\blen\(|value_counts\(|\.count\(\)|\.size\b"
);
pattern!(
    NAMED,
    r"(?i)outlier|aberrant|anomal|atypi|\biqr|inlier|(?:\b|_)z_?score|lower_?(?:bound|fence|limit|lim|whisker)|upper_?(?:bound|fence|limit|lim|whisker)|borne_?(?:inf|sup)|born_?(?:inf|sup)|extreme|lim_?(?:inf|sup)|seuil_?(?:haut|bas|inf|sup)|whisker"
);
pub(super) fn find(preparation: &Preparation<'_>, sink: &mut EvidenceSink) -> Vec<Operation> {
    let mut contexts = Contexts::of(preparation);
    let mut found = Found::default();
    let mut marks = Marks::default();
    let mut summaries: Vec<&Call> = Vec::new();
    for call in preparation.calls_of(OUTLIERS_BY_NAME) {
        if is_reading(call) {
            summaries.push(call);
        }
        if is_detector(call) || (is_reading(call) && contexts.speak(call.place, None)) {
            preparation.emit_call(sink, "outliers.identified", call, call.method());
            if call.method() != "skew" {
                let turn = shown_in_turn(preparation, call);
                let signal = "outliers.shown";
                preparation.emit_call_in_turn(sink, signal, call, call.method(), turn);
            }
            found.identified.push(call.place);
            found.has_own = true;
        }
        if matches!(
            call.method(),
            "clip" | "winsorize" | "Winsorizer" | "OutlierTrimmer" | "ArbitraryOutlierCapper"
        ) && may_be_data(call.receiver.as_ref())
        {
            let has_bounds = call
                .args
                .iter()
                .any(|arg| !matches!(arg.value.literal, Some(Literal::None)));
            // Predictions and probabilities are clipped for other reasons.
            let is_prediction = call
                .args
                .iter()
                .map(|arg| &arg.value)
                .chain(&call.receiver)
                .any(|value| value.roles.contains(prejury_python::Roles::PREDICTED));
            if has_bounds
                && !is_prediction
                && !call.callee.starts_with("local:")
                && (call.method() != "clip"
                    || contexts.speak(call.place, Some(preparation.code_of(call))))
            {
                preparation.emit_call(sink, "outliers.treated", call, call.method());
                found
                    .operations
                    .push(preparation.of_call(Kind::Outliers, call));
            }
        }
    }
    for statement in &preparation.statements {
        read(
            preparation,
            statement,
            &mut contexts,
            &mut marks,
            &mut found,
            sink,
        );
    }
    for (signal, statement) in &found.given {
        let turn = i16::from(found.has_own);
        preparation.emit_in_turn(sink, signal, statement, "", turn);
    }
    let Found {
        identified,
        operations,
        ..
    } = found;
    sentinels_shown(preparation, &mut contexts, &summaries, sink);
    outlier_counts::find(preparation, &identified, &operations, sink);
    operations
}

/// Cells between the summary of a column and the treatment of an anomaly that it showed.
const SUMMARY_CELLS: u32 = 3;
/// Treatments of sentinels that are asked what showed them.
const MAX_SENTINELS: usize = 50;

/// `df["days"].describe()`, and a little later its impossible value is called an anomaly: the summary showed it.
fn sentinels_shown(
    preparation: &Preparation<'_>,
    contexts: &mut Contexts<'_, '_>,
    summaries: &[&Call],
    sink: &mut EvidenceSink,
) {
    if summaries.is_empty() {
        return;
    }
    let statements = preparation.statements.iter();
    let sentinels = statements.filter(|statement| statement.hints.any(&[SENTINEL]));
    for sentinel in sentinels.take(MAX_SENTINELS) {
        let place = sentinel.place;
        if !contexts.speak(place, Some(&sentinel.code)) {
            continue;
        }
        let shown = summaries.iter().find(|call| {
            let near = place.cell.saturating_sub(SUMMARY_CELLS)..=place.cell;
            call.place.unit == place.unit
                && near.contains(&call.place.cell)
                && share_name(preparation.code_of(call), &sentinel.code)
        });
        if let Some(call) = shown {
            preparation.emit_call(sink, "outliers.shown", call, call.method());
        }
    }
}

/// Cells below a table of statistics in which a text reads its extremes.
const READ_CELLS: u32 = 2;

/// A table of statistics shows outliers where a text beside or below reads them in it, and after boxes and bounds: what
/// follows a discussion is as often a look at what is left.
fn shown_in_turn(preparation: &Preparation<'_>, call: &Call) -> i16 {
    if call.method() != "describe" {
        return 0;
    }
    let mut texts = preparation.nearby.around(call.place, READ_CELLS);
    if texts.any(|text| OUTLIER.are_in(text)) {
        1
    } else {
        BY_THE_WAY
    }
}

/// Whether two statements name one column.
fn share_name(one: &str, other: &str) -> bool {
    let is_quote = |letter: char| matches!(letter, '"' | '\'');
    let mut names = one.split(is_quote).skip(1).step_by(2);
    names.any(|name| {
        !name.is_empty()
            && other
                .split(is_quote)
                .skip(1)
                .step_by(2)
                .any(|other| other == name)
    })
}

/// Whether the last percent of a variable is taken out: who is in it may be looked for, too, and so may a model's worst errors.
fn cuts_tail(code: &str) -> bool {
    !is_match(&OF_A_MODEL, code)
        && (is_match(&REST, code)
            || is_match(&MASK, code)
            || code.contains('~')
            || code.contains(".drop("))
}

/// A box plot or a summary, read as a search for outliers where the text around it says so.
fn is_reading(call: &Call) -> bool {
    let method = call.method();
    method.ends_with("boxplot") || matches!(method, "box" | "describe" | "boxenplot" | "skew")
}

fn is_detector(call: &Call) -> bool {
    let fits = matches!(
        call.method(),
        "fit" | "fit_predict" | "predict" | "decision_function"
    );
    fits && [
        "IsolationForest",
        "LocalOutlierFactor",
        "EllipticEnvelope",
        "OneClassSVM",
        "pyod.",
    ]
    .iter()
    .any(|name| call.callee.contains(name))
}

/// What was found so far.
#[derive(Default)]
struct Found<'s, 'f> {
    identified: Vec<CodePlace>,
    operations: Vec<Operation>,
    /// Whether the candidate found outliers by bounds of their own.
    has_own: bool,
    /// Statements that read a mark of the data.
    given: Vec<(&'static str, &'s Statement<'f>)>,
}

fn read<'s, 'f>(
    preparation: &Preparation<'_>,
    statement: &'s Statement<'f>,
    contexts: &mut Contexts<'_, '_>,
    marks: &mut Marks,
    found: &mut Found<'s, 'f>,
    sink: &mut EvidenceSink,
) {
    let code = &*statement.code;
    // What a mark is read for is told by one of these, or is a mask.
    let may_read = statement
        .hints
        .any(&[BOUNDS, BRACKETS, CAPS, COUNTS, DROPS, NAN, QUANTILES, ROWS]);
    if !may_read && !statement.hints.any(&[QUARTILE_WORDS, SCORES, SENTINEL]) {
        return;
    }
    let matches =
        |themes: &[Hints], pattern| statement.hints.any(themes) && is_match(pattern, code);
    if [
        "def ", "class ", "import ", "from ", "print(", "plt.", "sns.", "@",
    ]
    .iter()
    .any(|start| code.starts_with(start))
        && !matches(&[COUNTS], &COUNTING)
    {
        return;
    }
    let is_bound = matches(&[QUARTILE_WORDS], &QUARTILE_BOUND)
        && (code.contains('+')
            || code.contains('-')
            || code.contains('=')
            || matches(&[OUTLIERS], &NAMED))
        || matches(&[SCORES], &ZSCORE)
        || matches(&[QUANTILES], &TAIL) && cuts_tail(code);
    let is_sentinel = statement.hints.any(&[SENTINEL]) && !code.starts_with("if ");
    let is_marked = may_read && marks.are_read(statement);
    let is_domain = matches(&[BOUNDS], &TWO_BOUNDS)
        && code.contains('[')
        && !code.contains("date")
        && !code.contains("corr");
    // One bound on column after column is a check of their values, and no choice of rows.
    let is_repeated = statement.in_loop
        && matches(&[DROPS], &DROP_ROWS)
        && matches(&[BOUNDS], &NUMBER_BOUND)
        && is_match(&WHOLE_KEY, code)
        && !is_match(&NO_VALUES, code);
    let may_be = is_bound
        || is_repeated
        || is_sentinel
        || is_marked
        || matches(&[BOUNDS], &COMPARISON)
        || matches(&[NAN], &SET_MISSING)
        || matches(&[QUANTILES], &QUARTILES)
        || matches(&[DROPS], &DROP_ROWS)
        || matches(&[ROWS], &ROW_FILTER)
        || matches(&[CAPS, BOUNDS], &CAPPED)
        || matches(&[COUNTS], &COUNTING)
        || statement.hints.any(&[ROWS]) && code.contains("query(");
    if !may_be {
        return;
    }
    let speaks = is_bound
        || is_sentinel
        || is_marked
        || is_domain
        || is_repeated
        || contexts.speak(
            statement.place,
            statement.hints.any(&[OUTLIERS]).then_some(code),
        );
    let is_own = is_bound || is_sentinel || is_marked || statement.hints.any(&[OUTLIERS]);
    if !speaks || !is_own && is_scope(code) {
        return;
    }
    let is_filter = (matches(&[ROWS], &ROW_FILTER) || is_marked && is_match(&MASKED, code))
        && !code.contains("[[")
        || matches(&[ROWS], &QUERY) && code.contains('=')
        || matches(&[DROPS], &DROP_ROWS)
        || matches(&[ROWS], &ROW_FILTER)
            && !code.contains("axis=1")
            && !code.contains("columns=")
            && !code.contains("axis = 1");
    let is_set = matches(&[NAN], &SET_MISSING)
        && !super::missing::is_masked(statement)
        && (matches(&[BOUNDS], &COMPARISON)
            || is_marked
            || is_sentinel
            || code.contains("replace(")
            || code.contains(".loc["))
        || matches(&[BOUNDS], &COMPARISON) && blanks(code);
    let is_capped =
        matches(&[CAPS, BOUNDS], &CAPPED) && !code.contains("'black'") && !code.contains("\"red\"");
    // `df[df.status == "late"]` looks at a category, `df.a == df.b` at what is the same.
    let is_category = !statement.hints.any(&[OUTLIERS])
        && !is_match(&NUMBERS_COMPARED, code)
        && !code.contains(".max(")
        && !code.contains(".min(");
    let looks = matches(&[BOUNDS], &COMPARISON)
        && code.contains('[')
        && !is_category
        && !code.starts_with("if ")
        && !code.starts_with("for ");
    // What the data themselves mark is no bound of the candidate's: it is shown after those.
    let is_given = statement.hints.any(&[OUTLIERS]) && is_match(&GIVEN_MARK, code);
    // A record that a number names is taken out: how it was found is not told.
    let is_numbered = is_filter && matches(&[DROPS], &BY_NUMBER);
    if is_bound
        || is_sentinel
        || is_domain
        || is_repeated
        || is_filter && !is_numbered
        || is_set
        || looks
        || matches(&[QUANTILES], &QUARTILES)
    {
        marks.mark(statement);
        if is_given {
            found.given.push(("outliers.identified", statement));
        } else {
            preparation.emit(sink, "outliers.identified", statement, "");
        }
        let is_listed = (is_domain || looks && is_match(&NUMBER_BOUND, code))
            && !is_match(&NO_VALUES, code)
            && (matches(&[COUNTS], &COUNTING) || !is_assignment(code) || is_kept_aside(code));
        if is_bound || is_listed || matches(&[QUANTILES], &QUARTILES) {
            preparation.emit(sink, "outliers.shown", statement, "");
        }
        found.identified.push(statement.place);
        found.has_own |= !is_given && statement.strength >= Strength::Written;
    }
    if is_filter && !is_kept_aside(code) || is_set || is_capped && !code.contains(".clip(") {
        if is_given {
            found.given.push(("outliers.treated", statement));
        } else {
            preparation.emit(sink, "outliers.treated", statement, "");
        }
        found
            .operations
            .push(of_statement(Kind::Outliers, statement));
    }
    if matches(&[COUNTS], &COUNTING)
        && (matches(&[OUTLIERS], &NAMED) || is_marked || is_bound || is_sentinel || looks)
    {
        preparation.emit(sink, "outliers.counted", statement, "");
    }
}

/// `df["a"] = df["a"].where(df["a"] <= bound)`: what pandas is given no other value for becomes missing.
fn blanks(code: &str) -> bool {
    let Some((target, value)) = code.split_once(" = ").or_else(|| code.split_once('=')) else {
        return false;
    };
    let rest = value.trim().strip_prefix(target.trim());
    let condition = rest.and_then(|rest| {
        let open = rest
            .strip_prefix(".where(")
            .or(rest.strip_prefix(".mask("))?;
        open.strip_suffix(')')
    });
    // A category that is blanked is no outlier.
    condition.is_some_and(|condition| {
        is_one_argument(condition) && !is_match(&CATEGORY_COMPARED, condition)
    })
}

pattern!(
    GIVEN_MARK,
    r#"(?i)(?:\[\s*['"]outliers?['"]\s*\]|\.outliers?)\s*(?:\.(?:isna|isnull|notna|notnull|isin)\(|[!=]=\s*['"])"#
);
pattern!(CATEGORY_COMPARED, r"[!=]=\s*['\x22]|\.isin\(|\.str\.");

/// Whether no comma stands outside of the brackets, and all of them close.
fn is_one_argument(arguments: &str) -> bool {
    let mut depth = 0_u32;
    arguments.chars().all(|letter| {
        match letter {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' if depth == 0 => return false,
            ')' | ']' | '}' => depth -= 1,
            ',' if depth == 0 => return false,
            _ => {}
        }
        true
    })
}

// `df = df[df.type == "office"]` chooses what is studied, whatever the cell around speaks of.
pattern!(
    CHOSEN,
    r"^\w+(?:\.\w+)?\s*=\s*\w+(?:\.loc)?\[[^~]*(?:==\s*['\x22]|\.isin\(|\.str\.(?:contains|startswith)\()"
);
// Rows whose key a list of reference holds or not: `~data["Code"].isin(countries["Code"])`. The index of rows that were
// found, `~data.index.isin(outliers.index)`, is none.
pattern!(
    OF_REFERENCE,
    r#"(?i)\[\s*['"](?:[^'"\]]*(?:\b|_))?(?:country|pays|iso)(?:(?:\b|[_\d])[^'"\]]*)?['"]\s*\]\.isin\(|\.isin\(\s*\w+(?:\.\w+|\[\s*['"][^'"]*['"]\s*\])\s*\)"#
);
pattern!(BOUND_COMPARED, r"[<>]|\.(?:between|gt|lt|ge|le)\(");
pattern!(
    NUMBERS_COMPARED,
    r"[<>]|\.between\(|\.(?:gt|lt|ge|le)\(|[=!]=\s*-?\d|!=|~"
);

/// Whether a statement keeps the rows of some category: that is the scope of a study, and no bound of a variable.
pub(super) fn is_scope(code: &str) -> bool {
    is_match(&CHOSEN, code) && !is_match(&NUMBERS_COMPARED, code)
        || is_match(&OF_REFERENCE, code)
            && !code.contains(".index")
            && !is_match(&BOUND_COMPARED, code)
}

pattern!(
    NUMBER_BOUND,
    r"[^=<>!-][<>]=?\s*-?\d|\.(?:between|gt|lt|ge|le)\(\s*-?\d"
);
// What is compared is a statistic of columns, or chooses between two results.
pattern!(
    NO_VALUES,
    r"(?i)skew|corr|importance|cluster|\belse\b|p_?val"
);
pattern!(ASSIGNMENT, r"^[\w.\[\]'\x22, ]+=[^=]|inplace\s*=\s*True");

/// Whether a statement changes something: what it finds is not looked at.
fn is_assignment(code: &str) -> bool {
    is_match(&ASSIGNMENT, code)
}

/// `outliers = df[df.a > bound]` looks at them; `df = df[df.a < bound]` and `clean = df[df.a < bound]` remove them.
fn is_kept_aside(code: &str) -> bool {
    let Some((target, value)) = code.split_once('=') else {
        return false;
    };
    let name = |text: &str| {
        let text = text.trim();
        let end = text.find(|letter: char| !letter.is_alphanumeric() && letter != '_');
        text[..end.unwrap_or(text.len())].to_lowercase()
    };
    let (target, base) = (name(target), name(value));
    let is_kept = KEPT_NAMES.iter().any(|part| target.contains(part));
    let is_complement = value.contains("[~") || value.contains("inlier") || value.contains("drop(");
    target != base && !is_kept && !is_complement
}

/// Parts of the names that people give to a table once its outliers are gone.
const KEPT_NAMES: &[&str] = &[
    "_in", "_ok", "_wo", "clean", "final", "filt", "inlier", "keep", "new", "no_", "nonout",
    "propre", "reduced", "sans", "trim", "valid", "without",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_that_were_found_are_no_scope() {
        for code in [
            r#"df = df[df["usage"] == "bureau"]"#,
            r#"scores = scores[~scores["Code"].isin(pays["Code"])]"#,
            r#"scores = scores[~scores["Code"].isin(pays.Code)]"#,
            r#"scores = scores[~scores["Nom du pays"].isin(groupes)]"#,
            r#"scores = scores[~scores["country_name"].isin(groups)]"#,
        ] {
            assert!(is_scope(code), "{code}");
        }
        for code in [
            "clean = df[~df.index.isin(outliers.index)]",
            r#"df = df[~df["isolation"].isin(found)]"#,
        ] {
            assert!(!is_scope(code), "{code}");
        }
    }
}
