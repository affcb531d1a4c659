//! Names that a statement binds and nothing reads: a list of columns that no code uses identifies nothing.

use foldhash::{HashMap, HashSet};
use prejury_python::UnitIdx;

use super::only_shown::words;
use super::statements::Statement;

/// Names of each unit that are bound there and read nowhere.
#[derive(Debug, Default)]
pub(super) struct Unread<'s>(HashMap<UnitIdx, HashSet<&'s str>>);

impl<'s> Unread<'s> {
    /// `is_asked` tells the statements whose names are asked about. A name that another file reads may be imported there.
    pub(super) fn of(statements: &'s [Statement], is_asked: impl Fn(&Statement) -> bool) -> Self {
        let mut unread: HashMap<UnitIdx, HashSet<&str>> = HashMap::default();
        let mut asked: HashSet<&str> = HashSet::default();
        for statement in statements.iter().filter(|statement| is_asked(statement)) {
            if let Some(name) = statement.assigned() {
                asked.insert(name);
                let of_unit = unread.entry(statement.place.unit).or_default();
                of_unit.insert(name);
            }
        }
        if asked.is_empty() {
            return Self(unread);
        }
        let mut read: HashSet<&str> = HashSet::default();
        for statement in statements {
            let own = statement.assigned();
            let uses = words(&statement.code).filter(|word| own != Some(*word));
            read.extend(uses.filter(|word| asked.contains(word)));
        }
        for names in unread.values_mut() {
            names.retain(|name| !read.contains(name));
        }
        Self(unread)
    }

    /// Whether a statement binds a name that nothing reads.
    pub(super) fn holds(&self, statement: &Statement) -> bool {
        let names = self.0.get(&statement.place.unit);
        statement.assigned()
            .is_some_and(|name| names.is_some_and(|names| names.contains(name)))
    }
}
