//! Names that a statement sets aside for one look: `values = df["age"].dropna()` that only a chart or a statistic reads.

use foldhash::{HashMap, HashSet};
use prejury_python::UnitIdx;

use super::reads::uses;
use super::statements::Statement;
use super::{is_match, pattern};

pattern!(
    SHOWS,
    r"^(?:plt|sns|px|go|ax\w*|fig\w*|print|display|st|if|elif|while|assert)\b|\.(?:unique|nunique|value_counts|hist|plot|shape|describe|boxplot|count|sum|mean|median|std|min|max|quantile|tolist|to_list|skew|kurt|all|any|corr)\b|\b(?:chi2_contingency|f_oneway|kruskal|len|pearsonr|spearmanr|ttest_ind|np\.(?:percentile|quantile|mean|median|std|histogram))\(|\b(?:stats|sns|plt|px)\."
);

/// Names of each unit that are set aside and then only shown.
#[derive(Debug, Default)]
pub(super) struct OnlyShown<'s>(HashMap<UnitIdx, HashSet<&'s str>>);

impl<'s> OnlyShown<'s> {
    /// `sets_aside` tells the statements whose names are asked about.
    pub(super) fn of(
        statements: &'s [Statement<'s>],
        sets_aside: fn(&Statement<'_>) -> bool,
    ) -> Self {
        let aside = |statement: &'s Statement<'s>| {
            let name = statement.assigned();
            name.filter(|_| sets_aside(statement))
        };
        let mut shown: HashMap<UnitIdx, HashSet<&str>> = HashMap::default();
        for statement in statements {
            if let Some(name) = aside(statement) {
                shown.entry(statement.place.unit).or_default().insert(name);
            }
        }
        let mut read: HashMap<UnitIdx, HashSet<&str>> = HashMap::default();
        for statement in statements {
            let unit = statement.place.unit;
            let Some(names) = shown.get_mut(&unit) else {
                continue;
            };
            let mut uses = uses(&statement.code, names);
            if uses.is_empty() {
                continue;
            }
            // The name bound to itself again, or to something else, and a column put into it, are no use of it.
            let bound = [statement.assigned(), written_into(&statement.code)];
            uses.retain(|name| !bound.contains(&Some(*name)));
            if uses.is_empty() {
                continue;
            }
            read.entry(unit).or_default().extend(&uses);
            if !is_match(&SHOWS, &statement.code) {
                uses.iter().for_each(|name| {
                    names.remove(name);
                });
            }
        }
        // What nothing reads may be meant for the next notebook.
        shown.retain(|unit, names| {
            let read = read.get(unit);
            names.retain(|name| read.is_some_and(|read| read.contains(name)));
            !names.is_empty()
        });
        Self(shown)
    }

    /// Whether a statement that sets a name aside has one that is only shown afterwards.
    pub(super) fn holds(&self, statement: &Statement<'_>) -> bool {
        let names = self.0.get(&statement.place.unit);
        statement
            .assigned()
            .is_some_and(|name| names.is_some_and(|names| names.contains(name)))
    }
}

impl OnlyShown<'_> {
    /// Whether a statement writes a column into a table that is only shown afterwards.
    pub(super) fn holds_table_of(&self, statement: &Statement<'_>) -> bool {
        let names = self.0.get(&statement.place.unit);
        names.is_some_and(|names| {
            written_into(&statement.code).is_some_and(|table| names.contains(table))
        })
    }
}

/// The table in `table["new"] = ...`.
fn written_into(code: &str) -> Option<&str> {
    let end = code.find(|letter: char| !letter.is_alphanumeric() && letter != '_')?;
    let (target, _) = code.split_once(" = ")?;
    let rest = target.get(end..)?;
    (rest.starts_with('[') || rest.starts_with(".loc[")).then(|| &code[..end])
}
