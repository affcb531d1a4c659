//! Names that a statement binds and nothing reads: a list of columns that no code uses identifies nothing.

use std::collections::BTreeSet;

use foldhash::HashSet;
use memchr::memmem::Finder;
use prejury_python::UnitIdx;

use super::reads::is_read;
use super::statements::Statement;

/// Names looked for in every statement.
const MAX_NAMES: usize = 200;

/// Names of each unit that are bound there and read nowhere.
#[derive(Debug, Default)]
pub(super) struct Unread<'s> {
    asked: HashSet<(UnitIdx, &'s str)>,
    unread: HashSet<&'s str>,
}

impl<'s> Unread<'s> {
    /// `is_asked` tells the statements whose names are asked about. A name that another file reads may be imported there.
    pub(super) fn of(
        statements: &'s [Statement<'s>],
        is_asked: impl Fn(&Statement<'_>) -> bool,
    ) -> Self {
        let mut asked: HashSet<(UnitIdx, &str)> = HashSet::default();
        let mut names: BTreeSet<&str> = BTreeSet::new();
        for statement in statements.iter().filter(|statement| is_asked(statement)) {
            if let Some(name) = statement.assigned() {
                names.insert(name);
                asked.insert((statement.place.unit, name));
            }
        }
        // Most names are read soon, and nothing is left to look for then. So many are looked for at most: the others count
        // as read.
        let finder = |name: &'s str| (name, Finder::new(name));
        let mut unread: Vec<(&str, Finder<'_>)> =
            names.into_iter().take(MAX_NAMES).map(finder).collect();
        for statement in statements {
            if unread.is_empty() {
                break;
            }
            let own = statement.assigned();
            unread.retain(|(name, finder)| {
                own == Some(*name)
                    || finder.find(statement.code.as_bytes()).is_none()
                    || !is_read(&statement.code, name)
            });
        }
        let unread = unread.into_iter().map(|(name, _)| name).collect();
        Self { asked, unread }
    }

    /// Whether a statement binds a name that nothing reads.
    pub(super) fn holds(&self, statement: &Statement<'_>) -> bool {
        statement.assigned().is_some_and(|name| {
            self.asked.contains(&(statement.place.unit, name)) && self.unread.contains(name)
        })
    }
}
