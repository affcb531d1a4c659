//! Python's own functions and containers.

use std::rc::Rc;

use super::Interpreter;
use super::emit::Args;
use super::value::{FLOWING, Items, Ty, Val};
use crate::ast::{Expr, Span};
use crate::facts::{Literal, Roles};
use crate::semantics::dotted;

impl Interpreter<'_> {
    /// Python's own functions whose results are made of their arguments.
    pub(super) fn call_builtin(&mut self, name: &str, args: &Args, span: Span) -> Option<Val> {
        let first = args.first().map(|(_, value)| value);
        let items = |value: &Val| value.items.clone().filter(|items| items.keys.is_empty());
        let result = match name {
            "zip" => {
                let columns: Vec<Rc<Items>> =
                    args.iter().filter_map(|(_, value)| items(value)).collect();
                if columns.len() == args.len() && !columns.is_empty() {
                    let length = columns
                        .iter()
                        .map(|column| column.values.len())
                        .min()
                        .unwrap_or(0);
                    Val::list(
                        (0..length)
                            .map(|row| {
                                Val::list(
                                    columns
                                        .iter()
                                        .map(|column| column.values[row].clone())
                                        .collect(),
                                )
                            })
                            .collect(),
                    )
                } else {
                    let row = args
                        .iter()
                        .map(|(_, value)| {
                            self.elements(value)
                                .into_iter()
                                .reduce(|all, other| all.join(&other))
                                .unwrap_or_default()
                        })
                        .collect();
                    Val::list(vec![Val::list(row)])
                }
            }
            "enumerate" => {
                let elements = first.map(|value| self.elements(value)).unwrap_or_default();
                Val::list(
                    elements
                        .into_iter()
                        .map(|element| Val::list(vec![Val::default(), element]))
                        .collect(),
                )
            }
            "dict" => {
                let mut dict = Items::default();
                if let Some(other) = first.and_then(|value| value.items.clone()) {
                    if other.keys.len() == other.values.len() {
                        dict = (*other).clone();
                    } else {
                        for pair in &other.values {
                            if let Some([key, value]) =
                                pair.items.as_ref().map(|pair| pair.values.as_slice())
                            {
                                dict.keys.push(key.clone());
                                dict.values.push(value.clone());
                            }
                        }
                    }
                }
                for (name, value) in args {
                    if let Some(name) = name.as_ref().filter(|name| !name.starts_with('*')) {
                        dict.keys.push(Val::literal(Literal::Str(name.clone())));
                        dict.values.push(value.clone());
                    }
                }
                Val {
                    items: dict.kept(),
                    ..Val::default()
                }
            }
            "map" | "filter" => {
                let yielded = self.call_back(None, args);
                let source = args
                    .get(1)
                    .map(|(_, value)| value.anonymous())
                    .unwrap_or_default();
                let mut value = if name == "filter" {
                    source
                } else {
                    yielded.unwrap_or_default()
                };
                value.items = None;
                value
            }
            "super" => {
                let object = self
                    .frames
                    .iter()
                    .rev()
                    .find_map(|frame| frame.locals.get("self").cloned())
                    .unwrap_or_default();
                let mut value = Val::default();
                for ty in &object.types {
                    if let Ty::Object(object) = ty {
                        for base in self.external_bases(self.objects[*object].class) {
                            value.types.push(Ty::Instance(base));
                        }
                    }
                }
                value
            }
            "getattr" => {
                if let Some((Some(object), Some(Literal::Str(name)))) =
                    args.get(1).map(|(_, name)| (first, name.literal.clone()))
                {
                    let object = object.clone();
                    self.attribute(&object, &name)
                } else {
                    Val::default()
                }
            }
            "eval" => first.and_then(|text| self.named_by(text))?,
            // One cut taken out of many folds is a split that is kept aside.
            "next" => first.map(|value| {
                let element = self
                    .elements(value)
                    .into_iter()
                    .reduce(|all, other| all.join(&other))
                    .unwrap_or_default();
                outside_folds(&element)
            })?,
            _ => return None,
        };
        self.emit(dotted("builtins", name), None, args, &result, span, false);
        Some(result)
    }

    /// `frame.fillna(..., inplace=True)`, `frame.pop("y")`: the frame itself changes.
    pub(super) fn change_in_place(
        &mut self,
        base: &Expr,
        method: &str,
        receiver: Option<&Val>,
        args: &Args,
        result: &Val,
    ) {
        let Some(receiver) = receiver else { return };
        let in_place = args.iter().any(|(name, value)| {
            name.as_deref() == Some("inplace") && value.literal == Some(Literal::Bool(true))
        });
        let pops = method == "pop" && receiver.columns.is_some();
        if !in_place && !pops {
            return;
        }
        let mut changed = receiver.clone();
        if pops {
            if let Some((_, key)) = args.first() {
                changed.columns = super::columns::of_removal(receiver, key);
            }
        } else {
            changed.columns.clone_from(&result.columns);
            changed.roles |= result.roles & FLOWING;
            changed.history =
                super::value::merge_history(changed.history.as_ref(), result.history.as_ref());
        }
        self.rebind(base, changed);
    }

    /// Calls that change the container they are called on.
    pub(super) fn mutate(
        &mut self,
        base: &Expr,
        method: &str,
        receiver: Option<&Val>,
        args: &Args,
    ) {
        let Some(receiver) = receiver else { return };
        let is_container = receiver.types.is_empty();
        match method {
            "append" | "add" | "insert" if is_container => {
                let Some((_, value)) = args.last() else {
                    return;
                };
                let mut container = receiver.clone();
                let mut items = container.items.as_deref().cloned().unwrap_or_default();
                if items.keys.is_empty() && items.values.len() < super::value::MAX_ITEMS {
                    items.values.push(value.anonymous());
                    container.roles |= value.roles & FLOWING;
                    container.history = super::value::merge_history(
                        container.history.as_ref(),
                        value.history.as_ref(),
                    );
                    container.items = items.kept();
                    self.rebind(base, container);
                }
            }
            "extend" | "update" if is_container => {
                let Some(other) = args.first().and_then(|(_, value)| value.items.clone()) else {
                    return;
                };
                let mut container = receiver.clone();
                let mut items = container.items.as_deref().cloned().unwrap_or_default();
                if items.keys.is_empty() == other.keys.is_empty() || items.values.is_empty() {
                    items.keys.extend(other.keys.iter().cloned());
                    items.values.extend(other.values.iter().cloned());
                    items.keys.truncate(super::value::MAX_ITEMS);
                    items.values.truncate(super::value::MAX_ITEMS);
                    container.items = items.kept();
                    self.rebind(base, container);
                }
            }
            _ => {}
        }
    }
}

/// The same parts, no longer those of one fold among others.
fn outside_folds(value: &Val) -> Val {
    let mut value = value.clone();
    value.roles -= Roles::FOLD;
    if let Some(items) = &value.items {
        let values = items.values.iter().map(outside_folds).collect();
        value.items = Items::dict(values, items.keys.clone());
    }
    value
}

/// Methods of a known list or dict of the candidate's.
pub(super) fn container_method(callee: &str, receiver: &Val, args: &Args) -> Option<Val> {
    let items = receiver
        .items
        .as_ref()
        .filter(|_| receiver.types.is_empty())?;
    let is_dict = !items.keys.is_empty();
    match callee.strip_prefix("?.")? {
        "items" if is_dict => {
            let pairs = items
                .keys
                .iter()
                .zip(&items.values)
                .map(|(key, value)| Val::list(vec![key.clone(), value.clone()]))
                .collect();
            Some(Val::list(pairs))
        }
        "values" if is_dict => Some(Val::list(items.values.clone())),
        "keys" if is_dict => Some(Val::list(items.keys.clone())),
        "get" | "pop" if is_dict => Some(super::eval::subscript(receiver, &args.first()?.1)),
        "copy" => Some(receiver.anonymous()),
        _ => None,
    }
}
