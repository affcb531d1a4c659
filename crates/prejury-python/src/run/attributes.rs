//! Attributes: of modules, of instances of libraries' classes, of the candidate's own objects.

use std::rc::Rc;

use smol_str::SmolStr;

use super::Interpreter;
use super::value::{Ty, Val};
use crate::ast::{Expr, Span};
use crate::facts::Roles;
use crate::semantics::{canonical, dotted, hinted_roles, is_data_type};

/// Longest qualified name: chains of methods are cut here.
const MAX_NAME: usize = 160;

impl Interpreter<'_> {
    pub(super) fn read_attribute(&mut self, base: &Expr, name: &SmolStr, span: Span) -> Val {
        let receiver = self.eval(base);
        let value = self.attribute(&receiver, name);
        let mut noted = false;
        for ty in &value.types {
            if let Ty::Member(callee) = ty {
                noted = true;
                self.emit(
                    callee.clone(),
                    Some(&receiver),
                    &Vec::new(),
                    &value,
                    span,
                    true,
                );
            }
        }
        if !noted && value.types.is_empty() && value.items.is_none() && value.literal.is_none() {
            self.emit(
                dotted("?", name),
                Some(&receiver),
                &Vec::new(),
                &value,
                span,
                true,
            );
        }
        value
    }

    /// `base.name`, without noting it.
    pub(super) fn attribute(&mut self, base: &Val, name: &SmolStr) -> Val {
        let mut value = Val {
            name: base.name.as_ref().map(|base| dotted(base, name)),
            ..Val::default()
        };
        let mut is_data = base.types.is_empty();
        for ty in &base.types {
            match ty {
                Ty::External(path) => {
                    let dotted = canonical(member(path, name));
                    match self
                        .program
                        .is_folder(path)
                        .then(|| self.program.resolve(self.unit(), &dotted, 0))
                        .flatten()
                    {
                        Some(unit) => {
                            self.load(unit);
                            value.types.push(Ty::Module(unit));
                        }
                        None => value.types.push(Ty::External(dotted)),
                    }
                }
                Ty::Instance(path) | Ty::Member(path) => {
                    is_data |= is_data_type(path);
                    // What a pipeline or search holds is reached through these attributes.
                    if is_part_of_estimator(name) {
                        value.items.clone_from(&base.items);
                    }
                    value.types.push(Ty::Member(member(path, name)));
                }
                Ty::Module(unit) => {
                    self.load(*unit);
                    if let Some(found) = self
                        .modules
                        .get(unit)
                        .and_then(|env| env.get(name))
                        .cloned()
                    {
                        let name = value.name.take();
                        value = value.join(&found);
                        value.name = name;
                    }
                }
                Ty::Class(class) => {
                    if let Some(found) = self.class_attribute(*class, name, 0) {
                        value = value.join(&found);
                    }
                }
                Ty::Object(object) => {
                    let found = self.object_attribute(*object, name);
                    let text = value.name.take();
                    value = value.join(&found);
                    value.name = text;
                }
                Ty::Function(_) => {}
            }
        }
        if base.columns.is_some() {
            value.columns = super::columns::of_attribute(base, name);
        }
        // Only what clusters has labels of its own.
        if name == "labels_" {
            value.roles |= Roles::CLUSTER;
        }
        // Word vectors depend on the texts that they were trained on.
        if !is_data && base.history.is_some() {
            value.history =
                super::value::merge_history(value.history.as_ref(), base.history.as_ref());
        }
        if is_data {
            value.roles |= base.roles;
            value.history =
                super::value::merge_history(value.history.as_ref(), base.history.as_ref());
            if value.types.iter().any(|ty| matches!(ty, Ty::Member(_))) || value.types.is_empty() {
                value.roles |= hinted_roles(name) & Roles::TARGET;
            }
        }
        value.receiver = Some(Rc::new(base.clone()));
        value
    }
}

fn is_part_of_estimator(name: &str) -> bool {
    matches!(
        name,
        "best_estimator_"
            | "named_steps"
            | "steps"
            | "estimator"
            | "estimator_"
            | "base_estimator"
            | "regressor_"
            | "estimators_"
    )
}

fn member(path: &SmolStr, name: &SmolStr) -> SmolStr {
    if path.len() + name.len() > MAX_NAME {
        // A very long chain keeps its root, which says what library it belongs to.
        let root: Vec<&str> = path.split('.').take(3).collect();
        return dotted(&root.join("."), name);
    }
    dotted(path, name)
}
