//! Cleaning that the candidate made into a function, a class or a pipeline (C1.2.2-CE5).
//!
//! # Counts as evidence
//! A function with a cleaning operation in it that is called, or one named after cleaning that works on tables or texts;
//! a pipeline or a column transformer with an imputer.
//! # Does not count
//! A function that counts or draws what is missing; one that nothing calls, a loop over columns: those are half of it.

use std::collections::{BTreeMap, BTreeSet};

use foldhash::{HashMap, HashSet};
use prejury_core::Strength;
use prejury_python::{CodePlace, CodeUnit, Definition, DefinitionKind, Run, UnitIdx};

use super::names::PIPELINE;
use super::{Kind, Operation, Preparation, acts, is_match, pattern};
use crate::matching::{Piece, emit_code, emit_ranked, strength_of_call, strength_of_code};
use crate::sink::EvidenceSink;

pattern!(
    SHOWS,
    r"(?i)visu|plot|graph|chart|draw|affich|display|show|distrib|boxplot|box_plot|histogram|violin|heatmap|descri|score|eval|cluster|summary|resume|report|predict|train|correl"
);
pattern!(
    NAMED,
    r"(?i)clean|nettoy|imput|pre_?process|pretrait|prepar|outlier|aberrant|missing|manquant|fill_?na|drop_?(?:col|na|dup|lign|row)|remove_|doublon|duplic|traite|normali[sz]e_(?:text|doc)|wrangl|saniti"
);
// Names of functions whose work is something else, though they may clean on the way.
pattern!(
    OTHER_WORK,
    r"(?i)^(?:get|load|import|read|fetch|count|list|find|check)_|table|encod|model|update|analy|fold|merge|count|stat|vector|embed"
);
pattern!(
    CLEANS,
    r"\.drop\(|\.dropna\(|\.fillna\(|drop_duplicates|\.replace\(|re\.sub\(|\.lower\(\)|\.strip\(|Imputer|quantile\(|\.clip\(|astype\(|to_datetime|to_numeric|stop_?words|\.str\.|\.loc\[|\.rename\("
);

pattern!(
    OF_NAMES,
    r"(?i)(?:clean|format|nettoy\w*|normali[sz]e|rename|renomm\w*|saniti[sz]e)_(?:\w+_)?(?:cols?|columns?|colonnes?|headers?|(?:col|column|feature)_names?)$"
);

// What a function is named after when it may only look: counting missing values cleans nothing.
pattern!(
    NAMED_AFTER_STATE,
    r"(?i)outlier|aberrant|missing|manquant|doublon|duplic"
);
pattern!(
    NAMED_AFTER_WORK,
    r"(?i)clean|nettoy|imput|pre_?process|pretrait|prepar|fill|drop|remov|suppr|traite|treat|handl|delet|replac|correct|filt"
);
pattern!(
    CHANGES,
    r"\.drop\(|\.dropna\(|\.fillna\(|drop_duplicates|\.replace\(|Imputer|\.clip\(|\.interpolate\(|\.loc\[.*\]\s*=[^=]|(?:^|^return )(?:\w+\s*=\s*)?\w+(?:\.loc)?\[.*(?:[<>~]|isin\(|between\(|notn|isn|duplicated)|np\.where\(|\.mask\(|\.where\("
);
// An imputer, wherever it was made, that learns from what the function is given.
pattern!(IMPUTES, r"=\s*\w*[iI]mput\w*\.fit_transform\(");

pattern!(
    INTO_DATA,
    r"^[A-Za-z_]\w*(?:\[.*\]|\.loc\[.*\]|\.at\[.*\]|\.iloc\[.*\]|\.\w+)?\s*=[^=].*[\w)\]]|inplace\s*=\s*True|^del[ (]|^return "
);
pattern!(
    COUNTED,
    r"\)\.(?:shape|sum\(\)|any\(\)|count\(\)|mean\(\))|^\w+\s*=\s*len\("
);

pattern!(
    UNREADABLE_TO_MISSING,
    r"replace\(.*\bnan\b|replace\(.*\bpd\.NA\b|errors\s*=\s*['\x22]coerce"
);

// Values given back, written into a column, an attribute or a file, or handed to what works in place.
pattern!(
    EFFECT,
    r"(?:^|:\s*)(?:return\b\s*\S|yield\b)|^global |^nonlocal |^del[ (]|inplace\s*=\s*True|^[\w.]+\[.*\]\s*[-+*/|&]?=[^=]|^\w+\.[\w.]+\s*[-+*/|&]?=[^=]|\.(?:append|dump|extend|fit\w*|insert|pop|remove|save\w*|to_(?:csv|excel|feather|hdf|json|parquet|pickle|sql)|update|write\w*)\("
);

/// Work that is known by what it does comes after all that is known by its name or its operations.
const BY_ACTS: u8 = 4;

pub(super) fn find(
    preparation: &Preparation<'_>,
    operations: &[Operation],
    sink: &mut EvidenceSink,
) {
    let python = preparation.python;
    let mut cleaning: HashSet<(UnitIdx, u32)> = HashSet::default();
    let mut kinds: BTreeMap<(UnitIdx, u32), BTreeSet<Kind>> = BTreeMap::new();
    for operation in operations {
        let statement = super::statements::at(&preparation.statements, operation.place);
        // What a loop only draws or counts leaves the data as they are.
        let changes = || {
            statement.is_some_and(|statement| {
                is_match(&INTO_DATA, &statement.code) && !is_match(&COUNTED, &statement.code)
            })
        };
        if operation.in_loop && changes() {
            emit_code(
                python,
                sink,
                "cleaning.in-loop",
                operation.strength,
                operation.place,
                "",
            );
        }
        let function = statement
            .filter(|_| operation.inside_function)
            .and_then(|statement| statement.function);
        if let Some(at) = function {
            kinds
                .entry((operation.place.unit, at.0))
                .or_default()
                .insert(operation.kind);
        }
    }
    for (&(unit, at), kinds) in &kinds {
        let name = &python.units[unit.0 as usize].definitions[at as usize].name;
        // A column taken out for one chart, or a look at duplicates, makes no cleaning function.
        let cleans =
            kinds.len() > 1 || kinds.contains(&Kind::Missing) || kinds.contains(&Kind::Outliers);
        if cleans && !is_match(&SHOWS, name) {
            cleaning.insert((unit, at));
        }
    }
    let mut named: HashMap<(UnitIdx, u32), bool> = HashMap::default();
    for statement in &preparation.statements {
        let Some(at) = statement.function else {
            continue;
        };
        let key = (statement.place.unit, at.0);
        if cleaning.contains(&key) {
            continue;
        }
        let unit = &python.units[statement.place.unit.0 as usize];
        let definition = &unit.definitions[at.0 as usize];
        let is_named = *named
            .entry(key)
            .or_insert_with(|| is_match(&NAMED, &definition.name));
        // Values that cannot be read are made missing: a cleaning, whatever the function is called.
        let sets_missing = (statement.code.contains("replace(")
            || statement.code.contains("coerce"))
            && is_match(
                &UNREADABLE_TO_MISSING,
                &statement.code.replace("NaN", "nan"),
            )
            && !is_match(&SHOWS, &definition.name);
        let only_looks = is_named
            && is_match(&NAMED_AFTER_STATE, &definition.name)
            && !is_match(&NAMED_AFTER_WORK, &definition.name)
            && !is_match(&CHANGES, &statement.code);
        let imputes = statement.code.contains("mput") && is_match(&IMPUTES, &statement.code);
        if sets_missing || imputes || is_named && !only_looks && is_match(&CLEANS, &statement.code)
        {
            cleaning.insert(key);
        }
    }
    let mut by_acts: HashSet<(UnitIdx, u32)> = HashSet::default();
    for (key, is_whole) in acts::of_functions(preparation, operations) {
        if cleaning.contains(&key) {
            continue;
        }
        if is_whole {
            cleaning.insert(key);
            by_acts.insert(key);
        } else {
            let unit = &python.units[key.0.0 as usize];
            let definition = &unit.definitions[key.1 as usize];
            let (strength, place) = heading_of(unit, definition);
            let (signal, name) = ("cleaning.applied", &definition.name);
            emit_code(python, sink, signal, strength, place, name);
        }
    }
    for statement in preparation.statements.iter().filter(|one| one.in_loop) {
        if acts::mends_columns(statement) && !preparation.serves(statement.place) {
            preparation.emit_in_turn(sink, "cleaning.in-loop", statement, "", 1);
        }
    }
    // Whether they hand anything back or not: those that do not mend nothing where they are applied, either.
    super::applied::find(preparation, &cleaning, sink);
    super::fed::find(preparation, sink);
    let effective = effective(preparation, &cleaning);
    let cleaning = cleaning.into_iter().filter(|key| effective.contains(key));
    let mut cleaning: Vec<_> = cleaning.collect();
    cleaning.sort_unstable();
    for (unit_number, at) in cleaning {
        let unit = &python.units[unit_number.0 as usize];
        let definition = &unit.definitions[at as usize];
        if definition.kind == DefinitionKind::Class || definition.name.starts_with("test_") {
            continue;
        }
        let (strength, mut place) = heading_of(unit, definition);
        let strength = if definition.called {
            strength
        } else {
            Strength::Mentioned
        };
        // `def transform(self, X):` says nothing without the class that it belongs to.
        let class = definition.name.rsplit_once('.').and_then(|(class, _)| {
            let of_class =
                |one: &&Definition| one.kind == DefinitionKind::Class && one.name == class;
            unit.definitions[..at as usize].iter().rfind(of_class)
        });
        if let Some(class) = class.filter(|class| class.place.cell == place.cell) {
            place.line = class.place.line.min(place.line);
        }
        let piece = Piece {
            signal: "cleaning.automated",
            strength,
            place,
            subject: &definition.name,
            // What only drops and renames comes after what treats values.
            rank: u8::from(by_acts.contains(&(unit_number, at))) * BY_ACTS
                + rank(
                    preparation,
                    unit_number,
                    &definition.name,
                    kinds.get(&(unit_number, at)),
                ),
        };
        emit_ranked(python, sink, &piece);
    }
    for call in preparation.calls_of(PIPELINE) {
        let is_pipeline = matches!(
            call.method(),
            "Pipeline" | "make_pipeline" | "ColumnTransformer" | "make_column_transformer"
        ) && !call.callee.starts_with("local:");
        if is_pipeline && call.args.iter().any(|arg| holds_imputer(&arg.value, 0)) {
            let piece = Piece {
                signal: "cleaning.automated",
                strength: strength_of_call(call),
                place: call.place,
                subject: call.method(),
                rank: 1,
            };
            emit_ranked(python, sink, &piece);
        }
    }
}

/// Which functions hand something back, write into what they were given or store it: what only draws or prints its own
/// part of the data leaves them as they are.
fn effective(
    preparation: &Preparation<'_>,
    asked: &HashSet<(UnitIdx, u32)>,
) -> HashSet<(UnitIdx, u32)> {
    let statements = preparation.statements.iter();
    let keys = statements.filter_map(|statement| {
        let key = (statement.place.unit, statement.function?.0);
        (asked.contains(&key) && is_match(&EFFECT, &statement.code)).then_some(key)
    });
    keys.collect()
}

/// How strongly a definition counts, and its first line.
fn heading_of(unit: &CodeUnit, definition: &Definition) -> (Strength, CodePlace) {
    let cell = unit.cells.get(definition.place.cell as usize);
    let run = cell.map_or(Run::Unknown, |cell| cell.run);
    let place = CodePlace {
        end_line: definition.place.line,
        ..definition.place
    };
    (strength_of_code(definition.reach, run), place)
}

/// A function that is named after cleaning comes first, then one that treats several things; what serves a page comes last.
fn rank(
    preparation: &Preparation<'_>,
    unit: UnitIdx,
    name: &str,
    kinds: Option<&BTreeSet<Kind>>,
) -> u8 {
    let says_so = is_match(&NAMED, name) && !is_match(&OTHER_WORK, name);
    let n_kinds = kinds.map_or(0, BTreeSet::len);
    let by_name = if says_so { 0 } else { 2 };
    let by_work = u8::from(n_kinds < 2) + u8::from(is_match(&OTHER_WORK, name));
    let serves = preparation.applications.contains(&unit);
    // Names of columns are put in order, and no value.
    let by_work = by_work + u8::from(is_match(&OF_NAMES, name)) * 3;
    by_name + by_work + if serves { 4 } else { 0 }
}

fn holds_imputer(value: &prejury_python::Value, depth: u32) -> bool {
    value.types.iter().any(|name| name.contains("Imputer"))
        || depth < 6
            && value
                .elements
                .iter()
                .any(|element| holds_imputer(element, depth + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_function_of_one_line_hands_back_too() {
        for code in [
            r#"def clean_text(t): return re.sub(r"\W", " ", t)"#,
            r#"if t is None: return """#,
            "return frame",
            "frame.to_csv(path)",
            r#"frame["date"] = pd.to_datetime(frame["date"])"#,
        ] {
            assert!(is_match(&EFFECT, code), "{code}");
        }
        for code in [
            "return",
            "if frame is None: return",
            "plt.plot(pd.to_datetime(days), values)",
        ] {
            assert!(!is_match(&EFFECT, code), "{code}");
        }
    }
}
