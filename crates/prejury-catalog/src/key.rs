//! Where a value stands in a rule file, written out only when it is needed for an error.

use std::fmt;

/// A chain of keys and list positions, such as `present.all[1].not`. It borrows its parents, so that walking a correct
/// file allocates nothing.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Key<'a> {
    parent: Option<&'a Key<'a>>,
    part: Part<'a>,
}

#[derive(Debug, Clone, Copy)]
enum Part<'a> {
    Name(&'a str),
    Position(usize),
}

impl<'a> Key<'a> {
    pub(crate) fn root(name: &'a str) -> Self {
        Self {
            parent: None,
            part: Part::Name(name),
        }
    }

    pub(crate) fn name(&'a self, name: &'a str) -> Key<'a> {
        Key {
            parent: Some(self),
            part: Part::Name(name),
        }
    }

    pub(crate) fn at(&'a self, position: usize) -> Key<'a> {
        Key {
            parent: Some(self),
            part: Part::Position(position),
        }
    }
}

impl fmt::Display for Key<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(parent) = self.parent {
            parent.fmt(f)?;
        }
        match self.part {
            Part::Name(name) if self.parent.is_some() => write!(f, ".{name}"),
            Part::Name(name) => f.write_str(name),
            Part::Position(position) => write!(f, "[{position}]"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_read_like_toml_paths() {
        let present = Key::root("present");
        let all = present.name("all");
        assert_eq!(all.at(1).name("not").to_string(), "present.all[1].not");
    }
}
