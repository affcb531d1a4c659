//! Names that hold what a statement computed: a mask, a bound, a list of columns to drop.

use foldhash::{HashMap, HashSet};

use prejury_python::UnitIdx;

use super::Preparation;
use super::hints::Hints;
use super::reads::names_one;
use super::statements::Statement;

/// Names of each unit that a certain kind of statement assigns to.
#[derive(Debug, Default)]
pub(super) struct Marks(HashMap<UnitIdx, HashSet<String>>);

impl Marks {
    /// Names that statements for which `holds` are assigned to.
    pub(super) fn of(
        preparation: &Preparation<'_>,
        themes: &[Hints],
        holds: impl Fn(&str) -> bool,
    ) -> Self {
        let mut marks = Self::default();
        for statement in &preparation.statements {
            if statement.hints.any(themes)
                && statement.assigned().is_some()
                && holds(&statement.code)
            {
                marks.mark(statement);
            }
        }
        marks
    }

    /// Remembers the name that a statement assigns to.
    pub(super) fn mark(&mut self, statement: &Statement<'_>) {
        if let Some(name) = statement.assigned() {
            let names = self.0.entry(statement.place.unit).or_default();
            names.insert(name.to_owned());
        }
    }

    /// Whether a statement reads such a name, keywords of that name among it.
    pub(super) fn are_read(&self, statement: &Statement<'_>) -> bool {
        let names = self.0.get(&statement.place.unit);
        names.is_some_and(|names| names_one(statement.read(), names))
    }
}

/// The plain name that trimmed code begins with and assigns to, when what it assigns is not the same table again.
pub(super) fn assigned(code: &str) -> Option<&str> {
    // Most statements begin with no name that an equals sign follows.
    let is_letter = |byte: &u8| byte.is_ascii_alphanumeric() || *byte == b'_' || !byte.is_ascii();
    let end = code.bytes().position(|byte| !is_letter(&byte))?;
    if !code[end..].trim_ascii_start().starts_with('=') {
        return None;
    }
    let (target, value) = code.split_once('=')?;
    let target = target.trim_end();
    let is_name = !target.is_empty()
        && target
            .chars()
            .all(|letter| letter.is_alphanumeric() || letter == '_');
    let again = value
        .trim_start()
        .strip_prefix(target)
        .is_some_and(|rest| rest.starts_with(['.', '[']));
    (is_name && !value.starts_with('=') && !again).then_some(target)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_filtered_by_itself_is_no_mark() {
        assert_eq!(assigned("mask = df.a > 3"), Some("mask"));
        assert_eq!(assigned("df = df[df.a > 3]"), None);
        assert_eq!(assigned("df.loc[mask] = 1"), None);
        assert_eq!(assigned("a == b"), None);
    }
}
