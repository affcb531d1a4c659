//! What functions and loops do to the columns of a table, whatever they are called (C1.2.2-CE5).
//!
//! # Counts as evidence
//! A function that drops columns or duplicates and also renames, converts or mends what it keeps; three of these, one of
//! them mending or duplicates, or on data that it reads itself, make it a cleaning function, otherwise it is half of one. A loop that converts or mends column after column is half, too.
//! # Does not count
//! Work for a chart or a page, encodings, a conversion alone.

use foldhash::HashMap;
use prejury_python::UnitIdx;

use super::automation::{INTO_DATA, SHOWS};
use super::statements::Statement;
use super::{Kind, Operation, Preparation, is_match, pattern};

/// Kinds of work on a table, a bit each.
const DROPS: u8 = 1;
const RENAMES: u8 = 1 << 1;
const CONVERTS: u8 = 1 << 2;
const MENDS: u8 = 1 << 3;
const DUPLICATES: u8 = 1 << 4;
/// The data are read by the function itself: no work on them, but what it does then is done to raw data.
const READS: u8 = 1 << 5;
/// Of these a function has to do one; the others go with any work.
const CLEANS: u8 = DROPS | MENDS | DUPLICATES;
/// Kinds of work that make a cleaning function, whatever it is called.
const CLEANING_ACTS: u32 = 3;

pattern!(
    RENAMED,
    r"\.rename\(\s*(?:columns|\{|mapper)|^\w+\.columns\s*=[^=]"
);
pattern!(
    CONVERTED,
    r"\.astype\(\s*[^'\x22]*(?:['\x22](?:u?int|float|str|datetime|bool)\w*['\x22]|int|float|str|np\.)|to_datetime\(|to_numeric\("
);
pattern!(
    MENDED,
    r"^\w+(?:\[[^=]*\]|\.\w+)?\s*=[^=].*\.str\.(?:replace|strip|lower|upper)\(|^\w+\[[^=]*[A-Za-z'\x22][^=]*\]\s*=[^=].*(?:\[\s*['\x22A-Za-z][^=]*\]|\.\w+\(lambda .*)\.(?:replace|strip|lower|upper)\(|^\w+\s*=\s*\w+\.replace\(\s*[\[{]"
);
// A column that a variable names, written back from itself: `df[c] = pd.to_datetime(df[c])`.
pattern!(
    COLUMN_BACK,
    r"^\w+(?:\.loc\[:,\s*|\[)[A-Za-z_]\w*\]\s*=[^=].*\w+(?:\.loc\[:,\s*|\[)[A-Za-z_]\w*\]"
);
pattern!(
    IN_PLACE,
    r"\.str\.(?:replace|strip|lower|upper|title|extract)\(|\.replace\(|to_datetime\(|to_numeric\(|\.astype\(\s*['\x22]?(?:u?int|float|str|np\.)"
);
// Work whose function may convert on the way.
pattern!(
    NOT_CLEANING,
    r"(?i)analy|info|overview|explor|count|stat|split|separ|decoup|fit|train|objective|predict|score|encod|embed|vector|model|submi|report|rapport|rfm|segment|export|aggreg|agreg|^main$|^test_|^run_|token|lemm|stem"
);

/// Functions by what they do to a table, where that is cleaning: unit and number, and whether they make it a whole one.
pub(super) fn of_functions(
    preparation: &Preparation<'_>,
    operations: &[Operation],
) -> Vec<((UnitIdx, u32), bool)> {
    let mut acts: HashMap<(UnitIdx, u32), u8> = HashMap::default();
    for operation in operations.iter().filter(|one| one.inside_function) {
        let act = match operation.kind {
            Kind::Columns => DROPS,
            Kind::Duplicates => DUPLICATES,
            _ => continue,
        };
        let statement = super::statements::at(&preparation.statements, operation.place);
        let changing = statement.filter(|one| {
            is_match(&INTO_DATA, &one.code)
                && (act != DROPS || one.code.contains(".drop(") || one.code.starts_with("del"))
        });
        if let Some(at) = changing.and_then(|one| one.function) {
            *acts.entry((operation.place.unit, at.0)).or_default() |= act;
        }
    }
    // What a function does beside is asked of those alone that take something out.
    if acts.is_empty() {
        return Vec::new();
    }
    for statement in &preparation.statements {
        let Some(at) = statement.function.filter(|_| statement.inside_function) else {
            continue;
        };
        let key = (statement.place.unit, at.0);
        if let Some(done) = acts.get_mut(&key) {
            *done |= more(&statement.code);
        }
    }
    let mut found: Vec<_> = acts
        .into_iter()
        .filter(|((unit, at), acts)| {
            let unit = &preparation.python.units[unit.0 as usize];
            let definition = &unit.definitions[*at as usize];
            acts & CLEANS != 0
                && (acts & !READS).count_ones() > 1
                && definition.called
                && !is_match(&SHOWS, &definition.name)
                && !is_match(&NOT_CLEANING, &definition.name)
        })
        .filter(|((unit, _), _)| !preparation.applications.contains(unit))
        .map(|(key, acts)| {
            // Without anything mended, tables of all kinds are made in this way.
            let is_whole = (acts & !READS).count_ones() >= CLEANING_ACTS
                && acts & (MENDS | DUPLICATES | READS) != 0;
            (key, is_whole)
        })
        .collect();
    found.sort_unstable();
    found
}

/// Work that no operation stands for.
fn more(code: &str) -> u8 {
    let has = |words: &[&str]| words.iter().any(|word| code.contains(word));
    let mut acts = 0;
    if has(&[".read_"]) {
        acts |= READS;
    }
    if has(&[".rename(", ".columns"]) && is_match(&RENAMED, code) {
        acts |= RENAMES;
    }
    if has(&[".astype(", "to_datetime(", "to_numeric("])
        && is_match(&CONVERTED, code)
        && is_match(&INTO_DATA, code)
    {
        acts |= CONVERTS;
    }
    // Of a column: a text that is mended alone is no table.
    if has(&[".replace(", ".strip(", ".lower(", ".upper("])
        && code.contains('[')
        && is_match(&MENDED, code)
    {
        acts |= MENDS;
    }
    acts
}

/// Whether a loop converts or mends one column after the other.
pub(super) fn mends_columns(statement: &Statement<'_>) -> bool {
    let code = &*statement.code;
    statement.in_loop
        && code.contains("] =")
        && is_match(&IN_PLACE, code)
        && is_match(&COLUMN_BACK, code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn work_on_columns_is_told_by_its_form() {
        for (code, act) in [
            ("df = df.rename(columns={'a': 'b'})", RENAMES),
            ("df.columns = ['a', 'b']", RENAMES),
            ("df = df.astype(np.int64)", CONVERTS),
            ("df = pd.read_csv(path)", READS),
            ("df['d'] = pd.to_datetime(df['d'])", CONVERTS),
            ("df['a'] = df['a'].str.replace(',', '.')", MENDS),
            ("df['a'] = df['a'].astype('category')", 0),
            ("df = df.replace(['?'], np.nan)", MENDS),
            ("df['a'] = df['b'].replace('?', '')", MENDS),
            ("name = lines[0].strip()", 0),
            ("row['a'] = lines[0].strip()", 0),
            ("text = text.replace('a', 'b')", 0),
            ("for c in df.columns:", 0),
        ] {
            assert_eq!(more(code), act, "{code}");
        }
    }
}
