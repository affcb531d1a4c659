//! Loops and comprehensions: what one element of a value is.

use super::Interpreter;
use super::value::{FLOWING, Items, Ty, Val};
use crate::ast::{Comprehension, Expr};
use crate::facts::{Literal, Roles};

/// Elements that a loop is followed through one by one, so that a model stays with its own parameters.
const UNROLLED: usize = 16;

impl Interpreter<'_> {
    /// The values a loop variable takes: each element when models or functions, or names of classes, are among them, else one for all.
    pub(super) fn elements(&self, iterated: &Val) -> Vec<Val> {
        match &iterated.items {
            // Iterating over a dict gives its keys.
            Some(items) if !items.keys.is_empty() => {
                if items.keys.len() <= UNROLLED && items.values.iter().any(is_worth_unrolling) {
                    items.keys.clone()
                } else {
                    vec![joined_all(&items.keys)]
                }
            }
            Some(items) if items.values.is_empty() => vec![Val::default()],
            Some(items)
                if items.values.len() <= UNROLLED
                    && items
                        .values
                        .iter()
                        .any(|value| is_worth_unrolling(value) || self.names_a_class(value)) =>
            {
                items.values.clone()
            }
            Some(items) => vec![joined(items)],
            None => vec![element_of(iterated)],
        }
    }

    /// `"KMeans"` where that class is imported, here or in a module of the candidate's: what is made through its name is of another class at each turn.
    fn names_a_class(&self, value: &Val) -> bool {
        let Some(Literal::Str(name)) = &value.literal else {
            return false;
        };
        // The name may be looked up in a module of the candidate's that imports the class.
        let mut bound = self.modules.values().filter_map(|env| env.get(name));
        name.starts_with(|first: char| first.is_ascii_uppercase())
            && bound.any(|bound| {
                let mut types = bound.types.iter();
                types.any(|ty| matches!(ty, Ty::External(_) | Ty::Class(_)))
            })
    }

    pub(super) fn comprehension(&mut self, comprehension: &Comprehension) -> Val {
        self.loops += 1;
        let mut values = Vec::new();
        let mut keys = Vec::new();
        self.clause(comprehension, 0, &mut keys, &mut values);
        self.loops -= 1;
        if comprehension.is_dict {
            let roles = values.iter().fold(Roles::empty(), |roles, value| {
                roles | (value.roles & FLOWING)
            });
            return Val {
                items: Items::dict(values, keys),
                roles,
                ..Val::default()
            };
        }
        Val::list(values)
    }

    fn clause(
        &mut self,
        comprehension: &Comprehension,
        index: usize,
        keys: &mut Vec<Val>,
        values: &mut Vec<Val>,
    ) {
        if values.len() >= UNROLLED {
            return;
        }
        let Some((target, iter)) = comprehension.clauses.get(index) else {
            for condition in &comprehension.conditions {
                self.eval(condition);
            }
            match comprehension.body.as_slice() {
                [key, value] if comprehension.is_dict => {
                    let key = self.eval(key);
                    keys.push(key);
                    let value = self.eval(value);
                    values.push(value);
                }
                body => {
                    for part in body {
                        let value = self.eval(part);
                        values.push(value);
                    }
                }
            }
            return;
        };
        let iterated = self.eval(iter);
        for element in self.elements(&iterated) {
            self.bind_target(target, &element);
            self.clause(comprehension, index + 1, keys, values);
        }
    }

    fn bind_target(&mut self, target: &Expr, element: &Val) {
        self.assign_quietly(target, element);
    }
}

fn is_worth_unrolling(value: &Val) -> bool {
    !value.types.is_empty()
        || value
            .items
            .as_ref()
            .is_some_and(|items| items.values.iter().any(is_worth_unrolling))
}

/// One value that stands for every element.
pub(super) fn joined(items: &Items) -> Val {
    joined_all(&items.values)
}

fn joined_all(values: &[Val]) -> Val {
    let Some((first, rest)) = values.split_first() else {
        return Val::default();
    };
    // Tuples of one length are joined column by column: `for name, model in [("lr", ...), ("rf", ...)]`.
    let width = |value: &Val| {
        value
            .items
            .as_ref()
            .filter(|items| items.keys.is_empty())
            .map(|items| items.values.len())
    };
    if let Some(n_columns) = width(first)
        && rest.iter().all(|value| width(value) == Some(n_columns))
    {
        let columns = (0..n_columns)
            .map(|column| {
                let cells: Vec<Val> = values
                    .iter()
                    .filter_map(|value| {
                        value
                            .items
                            .as_ref()
                            .map(|items| items.values[column].clone())
                    })
                    .collect();
                joined_all(&cells)
            })
            .collect();
        return Val::list(columns);
    }
    rest.iter()
        .fold(first.clone(), |all, value| all.join(value))
}

/// What iterating over something unknown yields: its roles, and its type where elements share it.
fn element_of(iterated: &Val) -> Val {
    let mut element = Val {
        roles: iterated.roles,
        history: iterated.history.clone(),
        ..Val::default()
    };
    for ty in &iterated.types {
        if let Ty::Instance(name) | Ty::Member(name) = ty
            && !name.starts_with("pandas.")
            && !name.starts_with("numpy.")
            && !name.starts_with("builtins.")
        {
            element.types.push(Ty::Instance(name.clone()));
        }
    }
    element
}
