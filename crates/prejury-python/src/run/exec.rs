//! Statements: bindings, branches, loops, definitions and imports.

use foldhash::HashMap;
use std::sync::Arc;

use smol_str::SmolStr;

use super::value::{FLOWING, FunctionRef, Items, MAX_ITEMS, PARTS, Ty, Val};
use super::{Env, Frame, Interpreter, OwnClass};
use crate::ast::{Class, Expr, ExprKind, Function, Span, Stmt, StmtKind};
use crate::facts::{Literal, Reach, Roles};
use crate::semantics::{dotted, hinted_roles, is_data_type, joined};

/// Names bound by a branch, with the values they got there.
type Bound = HashMap<SmolStr, Val>;

impl Interpreter<'_> {
    pub(super) fn exec_block(&mut self, body: &[Stmt]) {
        for (index, stmt) in body.iter().enumerate() {
            if self.budget == 0 {
                return;
            }
            self.exec(stmt);
            let leaves = matches!(stmt.kind, StmtKind::Return(_) | StmtKind::Jump(_));
            // What is dead stays so: thousands of `return` in a row are no deeper than one.
            if leaves && index + 1 < body.len() && self.reach != Reach::Dead {
                self.exec_dead(&body[index + 1..]);
                return;
            }
        }
    }

    /// Follows code that is never reached: its calls are noted as dead, its bindings forgotten.
    fn exec_dead(&mut self, body: &[Stmt]) {
        if body.is_empty() {
            return;
        }
        let outer = std::mem::replace(&mut self.reach, Reach::Dead);
        self.branch(body);
        self.reach = outer;
    }

    fn exec(&mut self, stmt: &Stmt) {
        match &stmt.kind {
            StmtKind::Expr(expr) => {
                self.eval(expr);
            }
            StmtKind::Assign { targets, value } => {
                let result = self.eval(value);
                for target in targets {
                    self.assign(target, &result, Some(value), stmt.span);
                }
            }
            StmtKind::AugAssign { target, value } => {
                let old = self.eval_silent(target);
                let added = self.eval(value);
                let result = self.add(old, &added);
                self.assign(target, &result, Some(value), stmt.span);
            }
            StmtKind::For {
                target,
                iter,
                body,
                orelse,
            } => {
                let iterated = self.eval(iter);
                self.loops += 1;
                for element in self.elements(&iterated) {
                    self.assign_quietly(target, &element);
                    self.exec_block(body);
                }
                self.loops -= 1;
                self.exec_block(orelse);
            }
            StmtKind::While { test, body, orelse } => {
                self.eval(test);
                if self.truth(test) == Some(false) {
                    self.exec_dead(body);
                } else {
                    self.loops += 1;
                    self.exec_block(body);
                    self.loops -= 1;
                }
                self.exec_block(orelse);
            }
            StmtKind::If { test, body, orelse } => self.exec_if(test, body, orelse),
            StmtKind::With { items, body } => {
                for (context, target) in items {
                    let value = self.eval(context);
                    if let Some(target) = target {
                        self.assign_quietly(target, &value);
                    }
                }
                self.exec_block(body);
            }
            StmtKind::Try {
                body,
                handlers,
                orelse,
                finalbody,
            } => {
                self.exec_block(body);
                for (_, handler) in handlers {
                    let bound = self.branch(handler);
                    self.merge(bound, HashMap::default());
                }
                self.exec_block(orelse);
                self.exec_block(finalbody);
            }
            StmtKind::Match { subject, cases } => {
                self.eval(subject);
                for case in cases {
                    let bound = self.branch(case);
                    self.merge(bound, HashMap::default());
                }
            }
            StmtKind::Function(function) => self.define_function(function),
            StmtKind::Class(class) => self.define_class(class),
            StmtKind::Return(value) => {
                let value = value
                    .as_ref()
                    .map(|value| self.eval(value))
                    .unwrap_or_default();
                let frame = self.frame();
                frame.returned = Some(match frame.returned.take() {
                    Some(other) => other.join_returned(value),
                    None => value,
                });
            }
            StmtKind::Jump(value) => {
                if let Some(value) = value {
                    self.eval(value);
                }
            }
            StmtKind::Import(names) => names.iter().for_each(|name| self.import(name)),
            StmtKind::Global(names) => {
                let frame = self.frame();
                frame.globals.extend(names.iter().cloned());
            }
            StmtKind::Delete(targets) => targets.iter().for_each(|target| self.delete(target)),
            StmtKind::Assert(parts) => parts.iter().for_each(|part| {
                self.eval(part);
            }),
        }
    }

    fn exec_if(&mut self, test: &Expr, body: &[Stmt], orelse: &[Stmt]) {
        if is_main_guard(test) {
            // An imported module is not the program: its main part belongs to its own run.
            if self.unit() == self.entry {
                self.exec_block(body);
            } else {
                self.exec_block(orelse);
            }
            return;
        }
        self.eval(test);
        match self.truth(test) {
            Some(true) => {
                self.exec_block(body);
                self.exec_dead(orelse);
            }
            Some(false) => {
                self.exec_dead(body);
                self.exec_block(orelse);
            }
            None => {
                let first = self.branch(body);
                let second = self.branch(orelse);
                self.merge(first, second);
            }
        }
    }

    /// Follows one branch and takes its bindings back.
    fn branch(&mut self, body: &[Stmt]) -> Bound {
        self.frame().journals.push(HashMap::default());
        let depth = self.frames.len();
        self.exec_block(body);
        // A panic-free run always comes back to the frame it left from.
        self.frames.truncate(depth);
        let journal = self.frame().journals.pop().unwrap_or_default();
        let mut bound = Bound::default();
        for (name, old) in journal
            .into_iter()
            .collect::<std::collections::BTreeMap<_, _>>()
        {
            let env = self.env_of(&name);
            if let Some(new) = env.remove(&name) {
                bound.insert(name.clone(), new);
            }
            if let Some(old) = old {
                self.env_of(&name).insert(name, old);
            }
        }
        bound
    }

    /// Joins what two branches bound with what was there before.
    fn merge(&mut self, first: Bound, mut second: Bound) {
        let first: std::collections::BTreeMap<_, _> = first.into_iter().collect();
        for (name, value) in first {
            let other = second
                .remove(&name)
                .or_else(|| self.env_of(&name).get(&name).cloned());
            let joined = match other {
                Some(other) => value.join(&other),
                None => value,
            };
            self.bind(name, joined);
        }
        let second: std::collections::BTreeMap<_, _> = second.into_iter().collect();
        for (name, value) in second {
            let joined = match self.env_of(&name).get(&name).cloned() {
                Some(other) => value.join(&other),
                None => value,
            };
            self.bind(name, joined);
        }
    }

    /// The names that `name` is written to in the current frame.
    fn env_of(&mut self, name: &SmolStr) -> &mut Env {
        let unit = self.unit();
        let frame = self.frame();
        if frame.is_module || frame.globals.contains(name) {
            self.modules.entry(unit).or_default()
        } else {
            &mut self.frame().locals
        }
    }

    pub(super) fn bind(&mut self, name: SmolStr, value: Val) {
        let old = self.env_of(&name).insert(name.clone(), value);
        if let Some(journal) = self.frame().journals.last_mut() {
            journal.entry(name).or_insert(old);
        }
    }

    /// Binds a loop or `with` target: no fact of its own.
    pub(super) fn assign_quietly(&mut self, target: &Expr, value: &Val) {
        self.assign(target, value, None, target.span);
    }

    pub(super) fn assign(&mut self, target: &Expr, value: &Val, source: Option<&Expr>, span: Span) {
        match &target.kind {
            ExprKind::Name(name) => {
                let mut named = hinted(name, value);
                if source.is_some() {
                    self.number_frame(&mut named);
                    self.emit_assignment(name.clone(), &named, span);
                }
                self.bind(name.clone(), named);
            }
            ExprKind::Attribute(base, name) => {
                let object = self.eval_silent(base);
                let mut named = hinted(name, value);
                if source.is_some() {
                    self.number_frame(&mut named);
                    self.emit_assignment(written(target), &named, span);
                }
                for ty in &object.types {
                    if let Ty::Object(object) = ty {
                        self.objects[*object]
                            .attributes
                            .insert(name.clone(), named.clone());
                    }
                }
            }
            ExprKind::Subscript(base, index) => {
                let mut container = self.eval_silent(base);
                let key = index
                    .first()
                    .map(|index| self.eval(index))
                    .unwrap_or_default();
                if let Some(source) = source {
                    self.emit_new_column(&container, &key, source, span);
                    self.emit_assignment(written(target), value, span);
                }
                container.columns = super::columns::of_assignment(&container, &key);
                store_item(&mut container, key, value);
                container.roles |= value.roles & FLOWING;
                container.history =
                    super::value::merge_history(container.history.as_ref(), value.history.as_ref());
                self.rebind(base, container);
            }
            ExprKind::Tuple(targets) | ExprKind::List(targets) => {
                self.unpack(targets, value, source, span)
            }
            ExprKind::Star(inner) => self.assign(inner, value, source, span),
            _ => {}
        }
    }

    /// `del frame["column"]` takes the column out of the frame; other targets say nothing of data.
    fn delete(&mut self, target: &Expr) {
        if let ExprKind::Subscript(base, index) = &target.kind {
            let mut container = self.eval_silent(base);
            let key = index
                .first()
                .map(|index| self.eval(index))
                .unwrap_or_default();
            container.columns = super::columns::of_removal(&container, &key);
            self.rebind(base, container);
        }
    }

    /// Writes a changed container back to the name or attribute it came from.
    pub(super) fn rebind(&mut self, base: &Expr, container: Val) {
        match &base.kind {
            ExprKind::Name(name) => self.bind(name.clone(), container),
            // `X.loc[:, columns] = scaler.fit_transform(X[columns])`: the rows themselves are scaled. What else is written
            // into some rows says nothing of the others.
            ExprKind::Attribute(frame, locator)
                if matches!(locator.as_str(), "loc" | "iloc")
                    && container.roles.contains(Roles::SCALED) =>
            {
                let mut outer = self.eval_silent(frame);
                outer.roles |= Roles::SCALED;
                outer.history =
                    super::value::merge_history(outer.history.as_ref(), container.history.as_ref());
                self.rebind(frame, outer);
            }
            ExprKind::Attribute(object, name) => {
                let object = self.eval_silent(object);
                for ty in &object.types {
                    if let Ty::Object(object) = ty {
                        self.objects[*object]
                            .attributes
                            .insert(name.clone(), container.clone());
                    }
                }
            }
            // `df.loc[mask, "x"] = ...` changes `df`; `d["a"]["b"] = ...` changes `d`.
            ExprKind::Subscript(inner, _) => {
                if let ExprKind::Name(name) = &inner.kind {
                    let mut outer = self.eval_silent(inner);
                    outer.roles |= container.roles & FLOWING;
                    outer.history = super::value::merge_history(
                        outer.history.as_ref(),
                        container.history.as_ref(),
                    );
                    self.bind(name.clone(), outer);
                }
            }
            _ => {}
        }
    }

    fn unpack(&mut self, targets: &[Expr], value: &Val, source: Option<&Expr>, span: Span) {
        let items = value
            .items
            .clone()
            .filter(|items| items.keys.is_empty() && !items.values.is_empty());
        let is_sample = items
            .as_ref()
            .is_some_and(|items| keeps_one_side(targets, &items.values));
        for (index, target) in targets.iter().enumerate() {
            let mut part = match &items {
                Some(items) if items.values.len() == targets.len() => items.values[index].clone(),
                Some(items) => items.values.get(index).cloned().unwrap_or_default(),
                None => {
                    let mut part = value.anonymous();
                    part.literal = None;
                    // A function's unknown tuple: its parts carry the roles of the data that went in.
                    if !part
                        .types
                        .iter()
                        .all(|ty| matches!(ty, Ty::Instance(_) | Ty::Member(_)))
                    {
                        part.types.clear();
                    }
                    part
                }
            };
            if is_sample {
                part.roles -= PARTS;
            }
            self.assign(target, &part, source, span);
        }
    }

    fn define_function(&mut self, function: &Arc<Function>) {
        let unit = self.unit();
        let mut is_external = false;
        let mut names = Vec::new();
        for decorator in &function.decorators {
            let value = self.eval(decorator);
            for ty in &value.types {
                if let Ty::External(name) | Ty::Instance(name) | Ty::Member(name) = ty {
                    names.push(name.clone());
                    let plain = matches!(
                        name.as_str(),
                        "builtins.property" | "builtins.staticmethod" | "builtins.classmethod"
                    ) || name.starts_with("functools.")
                        // A cache keeps what a function gives; it calls nothing.
                        || name.starts_with("streamlit.cache")
                        || name.starts_with("streamlit.experimental_")
                        || name.starts_with("abc.")
                        || name.ends_with(".setter");
                    is_external |= !plain;
                }
            }
            is_external |= value.types.is_empty();
        }
        for parameter in &function.parameters {
            if let Some(default) = &parameter.default {
                self.eval(default);
            }
        }
        let reference = FunctionRef {
            unit,
            function: function.clone(),
            object: None,
        };
        if let Some(definition) = function.definition {
            self.facts
                .resolved
                .insert((unit, definition), (Vec::new(), names));
            let file = self.program.units[unit]
                .path
                .rsplit('/')
                .next()
                .unwrap_or_default();
            let is_test = function.name.starts_with("test")
                && (file.starts_with("test") || file.contains("_test"));
            if (is_external || is_test) && unit == self.entry && self.reach == Reach::Live {
                self.pending.push(reference.clone());
            }
        }
        self.bind(function.name.clone(), Val::of(Ty::Function(reference)));
    }

    fn define_class(&mut self, class: &Arc<Class>) {
        let unit = self.unit();
        let bases: Vec<Val> = class.bases.iter().map(|base| self.eval(base)).collect();
        let decorators: Vec<SmolStr> = class
            .decorators
            .iter()
            .flat_map(|decorator| self.eval(decorator).types)
            .filter_map(|ty| match ty {
                Ty::External(name) | Ty::Instance(name) | Ty::Member(name) => Some(name),
                _ => None,
            })
            .collect();
        self.frames.push(Frame {
            unit,
            ..Frame::default()
        });
        self.exec_block(&class.body);
        let attributes = self
            .frames
            .pop()
            .map(|frame| frame.locals)
            .unwrap_or_default();
        let index = self.classes.len();
        self.classes.push(OwnClass {
            class: class.clone(),
            unit,
            attributes,
            bases,
        });
        let base_names = self.external_bases(index);
        let is_test = base_names.iter().any(|name| name.ends_with("TestCase"));
        self.facts
            .resolved
            .insert((unit, class.definition), (base_names, decorators));
        if is_test && unit == self.entry {
            let object = self.instantiate(index);
            self.pend_methods(index, object);
        }
        self.bind(class.name.clone(), Val::of(Ty::Class(index)));
    }
}

/// `sample, _ = train_test_split(df)`: one side is thrown away, so what is kept is a sample of the whole and no part.
fn keeps_one_side(targets: &[Expr], values: &[Val]) -> bool {
    let is_dropped = |target: &Expr| matches!(&target.kind, ExprKind::Name(name) if name == "_");
    let sides = || targets.chunks_exact(2).zip(values.chunks_exact(2));
    let is_whole = |parts: &[Val]| {
        let (first, second) = (parts[0].roles, parts[1].roles);
        first.contains(Roles::TRAIN) && second.contains(Roles::TEST) && !first.contains(Roles::FOLD)
    };
    targets.len() == values.len()
        && !targets.is_empty()
        && targets.len().is_multiple_of(2)
        && sides().all(|(_, parts)| is_whole(parts))
        && (sides().all(|(names, _)| is_dropped(&names[1]))
            || sides().all(|(names, _)| is_dropped(&names[0])))
}

/// `if __name__ == "__main__"`
fn is_main_guard(test: &Expr) -> bool {
    matches!(&test.kind, ExprKind::Compare(_, operands)
        if operands.iter().any(|operand| matches!(&operand.kind, ExprKind::Name(name) if name == "__name__")))
}

/// The value under the name it is bound to, with what that name suggests where nothing better is known.
fn hinted(name: &SmolStr, value: &Val) -> Val {
    let mut named = value.clone();
    named.name = Some(name.clone());
    let is_data = !named.is_plain_literal()
        && named.types.iter().all(|ty| match ty {
            Ty::Instance(name) | Ty::Member(name) => is_data_type(name),
            Ty::External(_) | Ty::Module(_) | Ty::Function(_) | Ty::Class(_) | Ty::Object(_) => {
                false
            }
        });
    if !is_data {
        return named;
    }
    let hint = hinted_roles(name);
    let held_out = Roles::TEST | Roles::VALIDATION;
    if !named.roles.intersects(PARTS) {
        named.roles |= hint & PARTS;
        if hint & PARTS == Roles::TEST {
            named.roles |= Roles::NAMED;
        }
    } else if named.roles.contains(Roles::NAMED)
        && !named.roles.contains(Roles::FOLD)
        && hint.intersects(PARTS)
    {
        named.roles = (named.roles - PARTS) | (hint & PARTS);
    } else if named.roles.intersects(held_out)
        && !named.roles.contains(Roles::TRAIN)
        && (hint & PARTS).intersects(held_out)
    {
        // A second split names its parts: `X_val, X_test = train_test_split(X_rest)`.
        named.roles = (named.roles - held_out) | (hint & held_out);
    }
    if !named.roles.contains(Roles::PREDICTED) {
        named.roles |= hint & (Roles::TARGET | Roles::PREDICTED);
    }
    named
}

/// Adds or replaces an element of a known list or dict.
fn store_item(container: &mut Val, key: Val, value: &Val) {
    let is_frame = container
        .types
        .iter()
        .any(|ty| matches!(ty, Ty::Instance(_) | Ty::Member(_)));
    if is_frame {
        return;
    }
    let mut items = container
        .items
        .as_deref()
        .cloned()
        .unwrap_or_else(Items::default);
    if items.values.len() >= MAX_ITEMS || items.keys.len() != items.values.len() {
        return;
    }
    let known = key.literal.as_ref().and_then(|literal| {
        items
            .keys
            .iter()
            .position(|other| other.literal.as_ref() == Some(literal))
    });
    match known {
        Some(at) => items.values[at] = value.clone(),
        None => {
            items.keys.push(key);
            items.values.push(value.clone());
        }
    }
    container.items = items.kept();
}

/// A target as the candidate wrote it, where it is a name, an attribute or a literal subscript.
pub(super) fn written(target: &Expr) -> SmolStr {
    match &target.kind {
        ExprKind::Name(name) => name.clone(),
        ExprKind::Attribute(base, name) => dotted(&written(base), name),
        ExprKind::Subscript(base, index) => {
            let base = written(base);
            match index.first().map(|index| &index.kind) {
                Some(ExprKind::Literal(Literal::Str(key))) => joined(&[&base, "[\"", key, "\"]"]),
                Some(ExprKind::Literal(Literal::Int(key))) => {
                    joined(&[&base, "[", &key.to_string(), "]"])
                }
                Some(ExprKind::Name(name)) => joined(&[&base, "[", name, "]"]),
                _ => joined(&[&base, "[…]"]),
            }
        }
        _ => SmolStr::default(),
    }
}
