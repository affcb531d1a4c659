//! Which keywords a call may be given: most questions about one are answered without a look at the arguments.

/// A bit for each name of a keyword, several names to a bit: one without its bit was not given.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Keywords(u32);

impl Keywords {
    pub const fn of(name: &str) -> Self {
        let bytes = name.as_bytes();
        let [first, .., last] = bytes else {
            return Self(1);
        };
        let number = bytes.len() * 7 + *first as usize * 3 + *last as usize;
        Self(1 << (number % 32))
    }

    pub const fn any_of(names: &[&str]) -> Self {
        let mut any = Self(0);
        let mut at = 0;
        while at < names.len() {
            any = any.and(Self::of(names[at]));
            at += 1;
        }
        any
    }

    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether one of `names` may be among them.
    pub const fn may_hold(self, names: Self) -> bool {
        self.0 & names.0 != 0
    }
}

#[cfg(test)]
mod tests {
    use super::Keywords;

    #[test]
    fn what_was_given_is_always_found() {
        let names = ["random_state", "x", "", "n_estimators", "é"];
        let given = Keywords::any_of(&names);
        assert!(names.iter().all(|name| given.may_hold(Keywords::of(name))));
        assert!(!Keywords::default().may_hold(given));
        assert!(!Keywords::of("axis").may_hold(Keywords::of("class_weight")));
    }
}
