//! Conditions over signals: the closed set of combinators that a rule can use.

use std::sync::Arc;

use prejury_core::Strength;

use crate::error::Problems;
use crate::key::Key;
use crate::nearest::hint;
use crate::raw::{RawCondition, RawItem, RawStrength};

/// When a criterion is present, partial or not applicable, or a competence in scope. `analysis` evaluates it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Condition {
    /// There is evidence of a signal.
    Signal(Leaf),
    /// Every item holds.
    All(Vec<Condition>),
    /// Some item holds.
    Any(Vec<Condition>),
    /// The inner condition does not hold.
    Not(Box<Condition>),
    /// At least `n` of the items hold.
    AtLeast {
        /// Items needed.
        n: usize,
        /// Items to choose from.
        of: Vec<Condition>,
    },
    /// At least `n` pieces of evidence of one signal, with distinct subjects or places.
    Count {
        /// Pieces needed.
        n: usize,
        /// The signal.
        of: Leaf,
    },
    /// Every item has evidence within a stretch of `cells` cells of one file.
    Near {
        /// Greatest distance in cells.
        cells: u32,
        /// Items that must stand together.
        of: Vec<Condition>,
    },
    /// Every item has evidence in one and the same file.
    SameUnit(Vec<Condition>),
}

/// A signal and what its evidence must be like.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leaf {
    /// Id of the signal.
    pub signal: Arc<str>,
    /// Weakest strength that counts; none when the place of the condition decides.
    pub strength: Option<Strength>,
    /// Only evidence inside a function of the candidate's own.
    pub inside_function: bool,
    /// Only evidence that speaks against the criterion, instead of evidence for it.
    pub against: bool,
}

impl Condition {
    /// Calls `visit` with every leaf, those under `not` included, in the order of the rule.
    pub fn for_each_leaf<'c>(&'c self, visit: &mut dyn FnMut(&'c Leaf)) {
        match self {
            Self::Signal(leaf) | Self::Count { of: leaf, .. } => visit(leaf),
            Self::Not(inner) => inner.for_each_leaf(visit),
            Self::All(items)
            | Self::Any(items)
            | Self::AtLeast { of: items, .. }
            | Self::Near { of: items, .. }
            | Self::SameUnit(items) => items
                .iter()
                .for_each(|item| item.for_each_leaf(&mut *visit)),
        }
    }
}

/// Reads the conditions of one file.
pub(crate) struct ConditionReader<'a> {
    pub(crate) file: &'a str,
    /// Ids of all signals, sorted.
    pub(crate) signals: &'a [Arc<str>],
    pub(crate) problems: &'a mut Problems,
}

impl ConditionReader<'_> {
    /// The validated condition; none after a mistake, which is then among the problems.
    pub(crate) fn read(&mut self, item: RawItem, key: Key<'_>) -> Option<Condition> {
        match item {
            RawItem::Signal(id) => {
                let signal = self.signal(&id, key)?;
                Some(Condition::Signal(Leaf {
                    signal,
                    strength: None,
                    inside_function: false,
                    against: false,
                }))
            }
            RawItem::Table(table) => self.table(*table, key),
        }
    }

    fn table(&mut self, raw: RawCondition, key: Key<'_>) -> Option<Condition> {
        let n_combinators = [
            raw.all.is_some(),
            raw.any.is_some(),
            raw.not.is_some(),
            raw.at_least.is_some(),
            raw.count.is_some(),
            raw.near.is_some(),
            raw.same_unit.is_some(),
            raw.signal.is_some(),
        ];
        if n_combinators.into_iter().filter(|there| *there).count() != 1 {
            let message = "a condition has exactly one of `all`, `any`, `not`, `at_least`, `count`, `near`, `same_unit`, `signal`";
            self.problem(key, message);
            return None;
        }
        let narrowed =
            raw.strength.is_some() || raw.inside_function.is_some() || raw.against.is_some();
        if narrowed && raw.signal.is_none() {
            self.problem(
                key,
                "`strength`, `inside_function` and `against` stand beside `signal` only",
            );
            return None;
        }
        if let Some(items) = raw.all {
            return self.items(items, 1, key.name("all")).map(Condition::All);
        }
        if let Some(items) = raw.any {
            return self.items(items, 1, key.name("any")).map(Condition::Any);
        }
        if let Some(inner) = raw.not {
            return self
                .read(inner, key.name("not"))
                .map(|inner| Condition::Not(Box::new(inner)));
        }
        if let Some(items) = raw.same_unit {
            return self
                .items(items, 2, key.name("same_unit"))
                .map(Condition::SameUnit);
        }
        if let Some(at_least) = raw.at_least {
            let key = key.name("at_least");
            let (n, n_items) = (at_least.n, at_least.of.len());
            if n == 0 || n > n_items {
                self.problem(
                    key.name("n"),
                    format!("`{n}` of a list of {n_items} is always or never there"),
                );
            }
            return self
                .items(at_least.of, 1, key.name("of"))
                .map(|of| Condition::AtLeast { n, of });
        }
        if let Some(count) = raw.count {
            let key = key.name("count");
            let n = count.n;
            if n == 0 {
                self.problem(key.name("n"), "`0` pieces are always there");
            }
            let signal = self.signal(&count.signal, key.name("signal"))?;
            let strength = count.strength.map(strength);
            let of = Leaf {
                signal,
                strength,
                inside_function: count.inside_function,
                against: count.against,
            };
            return Some(Condition::Count { n, of });
        }
        if let Some(near) = raw.near {
            let cells = near.cells;
            return self
                .items(near.of, 2, key.name("near").name("of"))
                .map(|of| Condition::Near { cells, of });
        }
        let signal = self.signal(&raw.signal?, key.name("signal"))?;
        Some(Condition::Signal(Leaf {
            signal,
            strength: raw.strength.map(strength),
            inside_function: raw.inside_function.unwrap_or(false),
            against: raw.against.unwrap_or(false),
        }))
    }

    /// Reads every item, so that all mistakes are found, then gives them when all were right.
    fn items(
        &mut self,
        items: Vec<RawItem>,
        at_least: usize,
        key: Key<'_>,
    ) -> Option<Vec<Condition>> {
        let n_items = items.len();
        let read: Vec<Condition> = items
            .into_iter()
            .enumerate()
            .filter_map(|(position, item)| self.read(item, key.at(position)))
            .collect();
        if n_items < at_least {
            self.problem(
                key,
                format!("the list needs at least {at_least} items, it has {n_items}"),
            );
            return None;
        }
        (read.len() == n_items).then_some(read)
    }

    /// The shared id of a known signal.
    pub(crate) fn signal(&mut self, id: &str, key: Key<'_>) -> Option<Arc<str>> {
        match self
            .signals
            .binary_search_by(|known| known.as_ref().cmp(id))
        {
            Ok(position) => Some(self.signals[position].clone()),
            Err(_) => {
                let hint = hint(id, self.signals.iter().map(AsRef::as_ref));
                self.problem(key, format!("there is no signal `{id}`{hint}"));
                None
            }
        }
    }

    fn problem(&mut self, key: Key<'_>, message: impl Into<String>) {
        self.problems.push(self.file, key, message);
    }
}

fn strength(raw: RawStrength) -> Strength {
    match raw {
        RawStrength::Mentioned => Strength::Mentioned,
        RawStrength::Written => Strength::Written,
        RawStrength::Executed => Strength::Executed,
    }
}
