//! Names that a statement binds and nothing reads: a list of columns that no code uses identifies nothing.

use foldhash::HashSet;
use prejury_python::UnitIdx;

use super::reads::words;
use super::statements::Statement;

/// Names of each unit that are bound there and read nowhere.
#[derive(Debug, Default)]
pub(super) struct Unread<'s> {
    asked: HashSet<(UnitIdx, &'s str)>,
    read: HashSet<&'s str>,
}

impl<'s> Unread<'s> {
    /// `is_asked` tells the statements whose names are asked about. A name that another file reads may be imported there.
    pub(super) fn of(statements: &'s [Statement], is_asked: impl Fn(&Statement) -> bool) -> Self {
        let mut asked: HashSet<(UnitIdx, &str)> = HashSet::default();
        let mut names: HashSet<&str> = HashSet::default();
        for statement in statements.iter().filter(|statement| is_asked(statement)) {
            if let Some(name) = statement.assigned() {
                names.insert(name);
                asked.insert((statement.place.unit, name));
            }
        }
        let mut read: HashSet<&str> = HashSet::default();
        for statement in statements {
            // Most lists are read soon; nothing is left to look for then.
            if read.len() == names.len() {
                break;
            }
            let own = statement.assigned();
            let uses = words(&statement.code).filter(|word| own != Some(*word));
            read.extend(uses.filter(|word| names.contains(word)));
        }
        Self { asked, read }
    }

    /// Whether a statement binds a name that nothing reads.
    pub(super) fn holds(&self, statement: &Statement) -> bool {
        statement.assigned().is_some_and(|name| {
            self.asked.contains(&(statement.place.unit, name)) && !self.read.contains(name)
        })
    }
}
