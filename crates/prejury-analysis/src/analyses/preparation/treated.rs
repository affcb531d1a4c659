//! Values of a column that are bounded or put right where they stand: a treatment, and no new variable.
//!
//! # What it looks for
//! The same column as what is written, what is tested and what stays: `df[c] = np.where(df[c] > high, high, df[c])`,
//! `df[c] = df[c].clip(low, high)`, `df.loc[df[c] > high, c] = high`.
//!
//! # Does not count
//! Another source column, or levels given by name (`'other'`, `'senior'`): classes are variables.

/// Branches inside branches that are followed.
const MAX_DEPTH: u8 = 4;
/// Calls on a column, or with it as their first argument, that bound its values.
const BOUNDING: &[&str] = &["clip", "minimum", "maximum", "winsorize", "fmin", "fmax"];

/// Whether a statement only bounds or replaces values of the column that it writes.
pub(super) fn keeps_its_column(code: &str) -> bool {
    let Some((target, value)) = assignment(code) else {
        return false;
    };
    if let Some((table, test, column)) = rows_of(&target) {
        return is_ordering(test)
            && mentions_column(test, table, column)
            && !is_text(&value)
            && !reads_other(&value, table, column);
    }
    // A table or a plain series is no column.
    target.contains(['[', '.']) && keeps(&value, &target, 0)
}

/// Both sides of an assignment without white space, quotes of one kind, `df.loc[:, c]` as `df[c]`.
fn assignment(code: &str) -> Option<(String, String)> {
    let packed: String = code
        .chars()
        .filter(|letter| !letter.is_whitespace())
        .map(|letter| if letter == '"' { '\'' } else { letter })
        .collect();
    let packed = packed.trim_end_matches(';').replace(".loc[:,", "[");
    let mut depth = 0_i32;
    for (at, letter) in packed.char_indices() {
        match letter {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth -= 1,
            '=' if depth == 0 => {
                let value = &packed[at + 1..];
                let is_plain = !value.starts_with('=') && !packed[..at].ends_with(['!', '<', '>']);
                return is_plain.then(|| (packed[..at].to_owned(), value.to_owned()));
            }
            _ => {}
        }
    }
    None
}

/// Whether a value is the column itself but for what is tested to be out of bounds.
fn keeps(value: &str, target: &str, depth: u8) -> bool {
    if depth > MAX_DEPTH {
        return false;
    }
    if let Some((name, arguments)) = whole_call(value) {
        let method = name.rsplit('.').next().unwrap_or(name);
        let arguments = split(arguments);
        let first = arguments.first().copied().unwrap_or_default();
        if method == "where" && arguments.len() == 3 && matches!(name, "np.where" | "numpy.where") {
            let (yes, no) = (arguments[1], arguments[2]);
            return tests(first, target)
                && (is_kept(no, target, depth) && is_bound(yes, target)
                    || is_kept(yes, target, depth) && is_bound(no, target));
        }
        if BOUNDING.contains(&method) && first == target {
            return true;
        }
        let of_column = name
            .strip_suffix(method)
            .and_then(|owner| owner.strip_suffix('.'))
            == Some(target);
        return of_column
            && match method {
                "clip" => true,
                "where" | "mask" => {
                    tests(first, target) && arguments.get(1).is_none_or(|one| is_bound(one, target))
                }
                "apply" | "map" => keeps_each(first),
                _ => false,
            };
    }
    false
}

fn is_kept(branch: &str, target: &str, depth: u8) -> bool {
    branch == target || keeps(branch, target, depth + 1)
}

/// A condition on the column, or a mask made before.
fn tests(condition: &str, target: &str) -> bool {
    condition.contains(target) || is_name(condition)
}

/// What is written instead: a number, a name or a statistic, read from no other column.
fn is_bound(branch: &str, target: &str) -> bool {
    let rest = branch.replace(target, "");
    let table = target.split(['[', '.']).next().unwrap_or_default();
    !is_text(branch) && (table.is_empty() || !rest.contains(&format!("{table}[")))
}

/// `lambda x: high if x > high else x`: white space is gone already.
fn keeps_each(lambda: &str) -> bool {
    let Some((name, body)) = lambda
        .strip_prefix("lambda")
        .and_then(|rest| rest.split_once(':'))
    else {
        return false;
    };
    let Some((written, rest)) = body.split_once("if") else {
        return false;
    };
    let Some((condition, otherwise)) = rest.split_once("else") else {
        return false;
    };
    let starts_or_ends = condition.split(['<', '>', '=']).any(|side| side == name);
    is_ordering(condition)
        && starts_or_ends
        && (otherwise == name && !is_text(written) && !reads(written, name)
            || written == name && !is_text(otherwise) && !reads(otherwise, name))
}

/// `df.loc[test,'column']`: table, test, name of the column.
fn rows_of(target: &str) -> Option<(&str, &str, &str)> {
    let (table, rest) = target.split_once(".loc[")?;
    let parts = split(rest.strip_suffix(']')?);
    let [test, column] = parts[..] else {
        return None;
    };
    Some((table, test, column.trim_matches(['[', ']'])))
}

fn mentions_column(text: &str, table: &str, column: &str) -> bool {
    text.contains(&format!("{table}[{column}]"))
        || text.contains(&format!("{table}.{}", column.trim_matches('\'')))
}

/// Whether a value is read from another column of the table.
fn reads_other(value: &str, table: &str, column: &str) -> bool {
    let rest = value.replace(&format!("{table}[{column}]"), "");
    rest.contains(&format!("{table}["))
}

/// Whether a text holds a name as a word.
fn reads(text: &str, name: &str) -> bool {
    text.split(|letter: char| !letter.is_alphanumeric() && letter != '_')
        .any(|word| word == name)
}

fn is_ordering(test: &str) -> bool {
    test.contains(['<', '>']) || test.contains(".between(")
}

fn is_text(value: &str) -> bool {
    value.starts_with(['\'', '[', '{']) || value.starts_with("f'") || value.starts_with("str(")
}

fn is_name(text: &str) -> bool {
    !text.is_empty()
        && text
            .chars()
            .all(|letter| letter.is_alphanumeric() || letter == '_')
}

/// Name and arguments of a value that is one call and nothing else.
fn whole_call(value: &str) -> Option<(&str, &str)> {
    let inside = value.strip_suffix(')')?;
    let mut depth = 0_i32;
    let mut open = None;
    for (at, letter) in inside.char_indices() {
        match letter {
            '(' | '[' | '{' => {
                if depth == 0 && letter == '(' {
                    open = Some(at);
                }
                depth += 1;
            }
            ')' | ']' | '}' => {
                depth -= 1;
                // Closed before the end: what follows is another call or an operator.
                if depth == 0 && letter == ')' {
                    open = None;
                }
            }
            _ => {}
        }
    }
    let open = open.filter(|_| depth == 1)?;
    let name = &value[..open];
    let is_plain =
        !name.is_empty() && !name.contains(['+', '-', '*', '/', '<', '>', '=', '&', '|']);
    is_plain.then(|| (name, &inside[open + 1..]))
}

/// Arguments at the top level.
fn split(arguments: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let (mut depth, mut start) = (0_i32, 0);
    for (at, letter) in arguments.char_indices() {
        match letter {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth -= 1,
            ',' if depth == 0 => {
                parts.push(&arguments[start..at]);
                start = at + 1;
            }
            _ => {}
        }
    }
    if start < arguments.len() {
        parts.push(&arguments[start..]);
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::keeps_its_column;

    #[test]
    fn a_capped_column_stays_itself() {
        for code in [
            "data[col] = np.where(data[col] > high, median, data[col])",
            "data[col]=np.where(data[col]>up, up, np.where(data[col]<low, low, data[col]))",
            "df['age'] = np.where(df[\"age\"] > 120, df['age'].median(), df['age'])",
            "df['age'] = df['age'].clip(lower=low, upper=high)",
            "df['age'] = np.clip(df['age'], 0, 120)",
            "df['age'] = df['age'].where(df['age'] < 120, 120)",
            "df['age'] = df['age'].mask(outliers, df['age'].quantile(0.99))",
            "df['age'] = df['age'].apply(lambda x: high if x > high else x)",
            "df.loc[df['age'] > 120, 'age'] = 120",
            "df.loc[df.age > high, ['age']] = df['age'].median()",
        ] {
            assert!(keeps_its_column(code), "{code}");
        }
    }

    #[test]
    fn a_new_name_another_source_or_classes_make_a_variable() {
        for code in [
            "df['age_capped'] = np.where(df['age'] > 120, 120, df['age'])",
            "df['rate'] = np.where(df['credit'] > 0, df['annuity'] / df['credit'], 0)",
            "df['rate'] = np.where(df['rate'] > 1, df['annuity'], df['rate'])",
            "df['city'] = np.where(df['city'].isin(top), df['city'], 'other')",
            "df.loc[df['age'] > 60, 'class'] = 3",
            "df.loc[df['age'] > 60, 'age'] = 'senior'",
            "df['age'] = df['age'].clip(0, 120) / df['seniority']",
            "df['old'] = df['age'].apply(lambda x: 1 if x > 60 else 0)",
            "df = df.where(df > 0, 0)",
            "df['x' = np.where((",
            "=",
            "",
        ] {
            assert!(!keeps_its_column(code), "{code}");
        }
    }
}
