//! Families of the vocabulary, asked once per distinct name: names recur in thousands of calls.

use foldhash::HashMap;
use std::cell::RefCell;

use prejury_catalog::{Catalog, NameSet};
use smol_str::SmolStr;

/// Up to 32 families with what is known of the names met so far.
pub(crate) struct Families<'c> {
    sets: Vec<Option<&'c NameSet>>,
    known: RefCell<HashMap<SmolStr, u32>>,
}

impl<'c> Families<'c> {
    /// Families by name; one that the catalogue does not have holds nothing.
    pub(crate) fn of(catalog: &'c Catalog, names: &[&str]) -> Self {
        debug_assert!(names.len() <= 32, "one bit for each family");
        Self {
            sets: names.iter().map(|name| catalog.family(name)).collect(),
            known: RefCell::new(HashMap::default()),
        }
    }

    /// Whether the family at `index` of the names given holds `name`.
    pub(crate) fn holds(&self, index: usize, name: &str) -> bool {
        self.mask(name) & (1 << index) != 0
    }

    /// One bit for each family that holds `name`.
    pub(crate) fn mask(&self, name: &str) -> u32 {
        if let Some(mask) = self.known.borrow().get(name) {
            return *mask;
        }
        let mut mask = 0;
        for (index, set) in self.sets.iter().enumerate() {
            if set.is_some_and(|set| set.matches(name)) {
                mask |= 1 << index;
            }
        }
        self.known.borrow_mut().insert(SmolStr::new(name), mask);
        mask
    }
}
