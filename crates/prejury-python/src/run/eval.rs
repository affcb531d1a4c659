//! Expressions: what is known of their values.

use smol_str::SmolStr;

use super::Interpreter;
use super::constants::TRIED;
use super::exec::written;
use super::value::{FLOWING, FunctionRef, Items, PARTS, Ty, Val};
use crate::ast::{BinaryOp, CompareOp, Expr, ExprKind};
use crate::facts::{Literal, Roles};
use crate::semantics::{canonical, conventional, dotted, hinted_roles};

/// Expressions nested in expressions and calls entered in calls, together.
const MAX_DEPTH: u32 = 200;

impl Interpreter<'_> {
    pub(super) fn eval(&mut self, expr: &Expr) -> Val {
        if self.budget == 0 || self.depth >= MAX_DEPTH {
            return Val::default();
        }
        self.budget -= 1;
        self.depth += 1;
        let value = self.eval_kind(expr);
        self.depth -= 1;
        value
    }

    /// The value of a name, attribute or subscript that is written to: nothing is noted.
    pub(super) fn eval_silent(&mut self, expr: &Expr) -> Val {
        match &expr.kind {
            ExprKind::Name(name) => self.lookup(name),
            ExprKind::Attribute(base, name) => {
                let base = self.eval_silent(base);
                self.attribute(&base, name)
            }
            ExprKind::Subscript(base, index) => {
                let base = self.eval_silent(base);
                let key = index
                    .first()
                    .map(|index| self.eval(index))
                    .unwrap_or_default();
                subscript(&base, &key)
            }
            _ => self.eval(expr),
        }
    }

    fn eval_all(&mut self, parts: &[Expr]) -> Vec<Val> {
        parts.iter().map(|part| self.eval(part)).collect()
    }

    fn eval_kind(&mut self, expr: &Expr) -> Val {
        match &expr.kind {
            ExprKind::Name(name) => self.lookup(name),
            ExprKind::Literal(literal) => Val::literal(literal.clone()),
            ExprKind::FString(parts) => {
                let roles = self
                    .eval_all(parts)
                    .iter()
                    .fold(Roles::empty(), |roles, part| roles | (part.roles & PARTS));
                Val {
                    roles,
                    ..Val::default()
                }
            }
            ExprKind::Attribute(base, name) => self.read_attribute(base, name, expr.span),
            ExprKind::Subscript(base_expr, index) => {
                let base = self.eval(base_expr);
                let keys = self.eval_all(index);
                if let (true, Some(name)) = (is_namespace(base_expr), keys.first()) {
                    let named = self.named_by(name);
                    if let Some(named) = named {
                        return named;
                    }
                }
                let mut value = subscript(&base, keys.first().unwrap_or(&Val::default()));
                for key in keys.iter().skip(1) {
                    value.roles = selected(value.roles, key);
                }
                if base.items.is_none() {
                    value.columns = super::columns::of_subscript(&base, base_expr, index, &keys);
                }
                if value.name.is_none() {
                    let text = written(expr);
                    value.name = (!text.is_empty()).then_some(text);
                }
                value
            }
            ExprKind::Slice(parts) => {
                self.eval_all(parts);
                Val::default()
            }
            ExprKind::Call(call) => self.eval_call(call, expr.span),
            ExprKind::Tuple(parts) | ExprKind::List(parts) | ExprKind::Set(parts) => {
                self.sequence(parts)
            }
            ExprKind::Dict(pairs) => self.dict(pairs),
            ExprKind::Binary(op, left_expr, right) => {
                let left = self.eval(left_expr);
                let right = self.eval(right);
                match op {
                    BinaryOp::And | BinaryOp::Or => left.join(&right),
                    BinaryOp::Add => {
                        let rescaled = rescaled(&left, &right);
                        let mut value = self.add(left, &right);
                        value.roles |= rescaled;
                        value
                    }
                    BinaryOp::Arithmetic | BinaryOp::Multiply => {
                        let rescaled = rescaled(&left, &right);
                        if *op == BinaryOp::Multiply
                            && let Some(constant) = repeated(left_expr, &left, &right)
                        {
                            return constant;
                        }
                        let one = (*op == BinaryOp::Multiply)
                            .then(|| self.one_over_and_over(left_expr, &left, &right))
                            .flatten();
                        let mut value = combined(&[left, right]);
                        value.roles |= rescaled;
                        if let Some(one) = one {
                            value.items = Items::list(vec![one]);
                        }
                        value
                    }
                }
            }
            ExprKind::Compare(_, operands) => {
                let operands = self.eval_all(operands);
                Val {
                    literal: None,
                    items: None,
                    ..combined(&operands)
                }
            }
            ExprKind::Not(inner) | ExprKind::Unary(inner) => {
                let inner = self.eval(inner);
                Val {
                    literal: None,
                    ..inner.anonymous()
                }
            }
            ExprKind::Invert(inner) => {
                let inner = self.eval(inner);
                complement(&inner.anonymous())
            }
            ExprKind::Conditional(parts) => {
                self.eval(&parts[1]);
                match self.truth(&parts[1]) {
                    Some(true) => self.eval(&parts[0]),
                    Some(false) => self.eval(&parts[2]),
                    None => {
                        let first = self.eval(&parts[0]);
                        let second = self.eval(&parts[2]);
                        first.join(&second)
                    }
                }
            }
            ExprKind::Lambda(function) => Val::of(Ty::Function(FunctionRef {
                unit: self.unit(),
                function: function.clone(),
                object: None,
            })),
            ExprKind::Comprehension(comprehension) => self.comprehension(comprehension),
            ExprKind::Star(inner) => self.eval(inner),
            ExprKind::Named(name, value) => {
                let value = self.eval(value);
                self.bind(name.clone(), value.clone());
                value
            }
            ExprKind::Yield(inner) => {
                let value = self.eval(inner);
                let frame = self.frame();
                if frame.yielded.len() < 16 {
                    frame.yielded.push(value);
                }
                Val::default()
            }
            ExprKind::Opaque(parts) => {
                let parts = self.eval_all(parts);
                combined(&parts)
            }
        }
    }

    fn sequence(&mut self, parts: &[Expr]) -> Val {
        let mut values = Vec::with_capacity(parts.len().min(64));
        for part in parts {
            let value = self.eval(part);
            match (&part.kind, &value.items) {
                (ExprKind::Star(_), Some(items)) => values.extend(items.values.iter().cloned()),
                _ => values.push(value),
            }
        }
        values.truncate(super::value::MAX_ITEMS);
        Val::list(values)
    }

    fn dict(&mut self, pairs: &[(Option<Expr>, Expr)]) -> Val {
        let mut items = Items::default();
        let mut roles = Roles::empty();
        for (key, value) in pairs {
            let key = key.as_ref().map(|key| self.eval(key));
            let value = self.eval(value);
            roles |= value.roles & FLOWING;
            if items.values.len() >= super::value::MAX_ITEMS {
                continue;
            }
            match (key, &value.items) {
                (Some(key), _) => {
                    items.keys.push(key);
                    items.values.push(value);
                }
                (None, Some(other)) if other.keys.len() == other.values.len() => {
                    items.keys.extend(other.keys.iter().cloned());
                    items.values.extend(other.values.iter().cloned());
                }
                _ => {}
            }
        }
        Val {
            items: items.kept(),
            roles,
            ..Val::default()
        }
    }

    /// `a + b`: lists are joined, data keep their roles.
    pub(super) fn add(&mut self, left: Val, right: &Val) -> Val {
        if let (Some(a), Some(b)) = (&left.items, &right.items)
            && a.keys.is_empty()
            && b.keys.is_empty()
        {
            let values: Vec<Val> = a
                .values
                .iter()
                .chain(b.values.iter())
                .take(super::value::MAX_ITEMS)
                .cloned()
                .collect();
            return Val::list(values);
        }
        combined(&[left, right.clone()])
    }

    /// `[mean] * len(y)`: what the list holds, which is one number computed before.
    fn one_over_and_over(&self, written: &Expr, list: &Val, times: &Val) -> Option<Val> {
        let (ExprKind::List(parts), None) = (&written.kind, &times.items) else {
            return None;
        };
        let items = list.items.as_ref()?;
        match (parts.as_slice(), items.values.as_slice()) {
            ([_], [one]) if one.items.is_none() && self.is_center(one) => Some(one.clone()),
            _ => None,
        }
    }

    pub(super) fn lookup(&mut self, name: &SmolStr) -> Val {
        let unit = self.unit();
        for frame in self.frames.iter().rev() {
            if frame.unit == unit
                && !frame.is_module
                && let Some(value) = frame.locals.get(name)
            {
                return value.clone();
            }
        }
        if let Some(value) = self.modules.get(&unit).and_then(|env| env.get(name)) {
            return value.clone();
        }
        if is_builtin(name) {
            return Val::of(Ty::External(dotted("builtins", name)));
        }
        if let Some((known, is_instance)) = conventional(name) {
            return if is_instance {
                Val::instance(known)
            } else {
                Val::of(Ty::External(SmolStr::new_static(known)))
            };
        }
        // What nothing binds comes from a star import, the latest first; a sole one is sure.
        if let Some(module) = self.star_modules.last() {
            return Val::of(Ty::External(canonical(dotted(module, name))));
        }
        Val {
            name: Some(name.clone()),
            roles: hinted_roles(name),
            ..Val::default()
        }
    }

    /// What a literal string names: `globals()["KMeans"]`, `eval(name)`.
    pub(super) fn named_by(&mut self, text: &Val) -> Option<Val> {
        let Some(Literal::Str(name)) = &text.literal else {
            return None;
        };
        let mut letters = name.chars();
        let is_name = letters
            .next()
            .is_some_and(|c| c.is_alphabetic() || c == '_')
            && letters.all(|c| c.is_alphanumeric() || c == '_');
        is_name.then(|| self.lookup(name))
    }

    /// Whether a condition is known to hold: literals, arguments given as literals, comparisons of literals.
    pub(super) fn truth(&mut self, test: &Expr) -> Option<bool> {
        match &test.kind {
            ExprKind::Literal(literal) => Some(literal_truth(literal)),
            ExprKind::Name(name) => {
                let value = self.lookup(name);
                // Only a parameter's or flag's literal decides; a counter that a loop changes does not.
                match value.literal {
                    Some(Literal::Bool(flag)) if value.types.is_empty() => Some(flag),
                    Some(Literal::None) if value.types.is_empty() => Some(false),
                    _ => None,
                }
            }
            ExprKind::Not(inner) => self.truth(inner).map(|holds| !holds),
            ExprKind::Binary(BinaryOp::And, left, right) => {
                match (self.truth(left), self.truth(right)) {
                    (Some(false), _) | (_, Some(false)) => Some(false),
                    (Some(true), Some(true)) => Some(true),
                    _ => None,
                }
            }
            ExprKind::Binary(BinaryOp::Or, left, right) => {
                match (self.truth(left), self.truth(right)) {
                    (Some(true), _) | (_, Some(true)) => Some(true),
                    (Some(false), Some(false)) => Some(false),
                    _ => None,
                }
            }
            ExprKind::Compare(op, operands) => {
                let [left, right] = operands.as_slice() else {
                    return None;
                };
                let left = self.literal_of(left)?;
                let right = self.literal_of(right)?;
                match op {
                    CompareOp::Equal | CompareOp::Is => Some(left == right),
                    CompareOp::NotEqual | CompareOp::IsNot => Some(left != right),
                    CompareOp::Order | CompareOp::In => None,
                }
            }
            _ => None,
        }
    }

    fn literal_of(&mut self, expr: &Expr) -> Option<Literal> {
        match &expr.kind {
            ExprKind::Literal(literal) => Some(literal.clone()),
            // Inside a function a literal argument or default decides which branch this call takes; in a module a flag
            // that no `try` may have changed, or another literal that nothing changes.
            ExprKind::Name(name) => {
                let value = self.lookup(name);
                let literal = value.literal.filter(|_| value.types.is_empty())?;
                let is_flag =
                    self.loops == 0 && matches!(literal, Literal::Bool(_) | Literal::None);
                let is_module = self.frames.last().is_none_or(|frame| frame.is_module);
                let n_bound = if is_module { self.n_bound(name) } else { 0 };
                let is_told = n_bound == 1 || is_flag && n_bound < TRIED;
                (!is_module || is_told).then_some(literal)
            }
            _ => None,
        }
    }

    /// How often the module being followed binds `name`.
    fn n_bound(&mut self, name: &SmolStr) -> u32 {
        let (unit, program) = (self.unit(), self.program);
        let counts = self.bindings.entry(unit).or_insert_with(|| {
            let cells = program.units[unit].module.cells.iter();
            super::constants::bindings(cells.flat_map(|(_, body)| body))
        });
        counts.get(name).copied().unwrap_or(0)
    }
}

/// `globals()`, `locals()`
fn is_namespace(expr: &Expr) -> bool {
    matches!(&expr.kind, ExprKind::Call(call) if call.args.is_empty()
        && matches!(&call.function.kind, ExprKind::Name(name) if name == "globals" || name == "locals"))
}

/// The rows that a choice of rows leaves: `~mask` of the training rows is held out, and the reverse.
pub(super) fn complement(chosen: &Val) -> Val {
    let mut value = chosen.clone();
    value.literal = None;
    if chosen.roles.contains(Roles::TRAIN) {
        value.roles = (value.roles - PARTS) | Roles::TEST;
    } else if chosen.roles.intersects(Roles::TEST | Roles::VALIDATION) {
        value.roles = (value.roles - PARTS) | Roles::TRAIN;
    }
    value
}

/// A prediction that is computed with a number is a prediction still: `10**y_pred`, `y_pred * 100`.
fn rescaled(left: &Val, right: &Val) -> Roles {
    let is_number =
        |value: &Val| matches!(value.literal, Some(Literal::Int(_) | Literal::Float(_)));
    if is_number(left) {
        right.roles & Roles::PREDICTED
    } else if is_number(right) {
        left.roles & Roles::PREDICTED
    } else {
        Roles::empty()
    }
}

/// `[0] * len(y)`: one literal over and over, made of no data. Of `[0 if many else 1] * len(y)` the first is told.
fn repeated(written: &Expr, list: &Val, times: &Val) -> Option<Val> {
    let (ExprKind::List(parts), None) = (&written.kind, &times.items) else {
        return None;
    };
    let [part] = parts.as_slice() else {
        return None;
    };
    let items = list.items.as_ref()?;
    let literal = match &part.kind {
        ExprKind::Conditional(branches) => match &branches.first()?.kind {
            ExprKind::Literal(literal) => Some(literal.clone()),
            _ => None,
        },
        _ => items.values.first()?.literal.clone(),
    };
    Some(Val::list(vec![Val::literal(literal?)]))
}

/// A value computed from others: their roles, and the first known data type.
pub(super) fn combined(parts: &[Val]) -> Val {
    let mut value = Val::default();
    for part in parts {
        value.roles |= part.roles & FLOWING;
        value.history = super::value::merge_history(value.history.as_ref(), part.history.as_ref());
        if value.types.is_empty()
            && let Some(Ty::Instance(name) | Ty::Member(name)) = part.types.first()
        {
            if name.starts_with("pandas.") {
                value = Val {
                    types: Val::instance("pandas.DataFrame").types,
                    ..value
                };
            } else if name.starts_with("numpy.")
                || name.starts_with("torch.Tensor")
                || name.starts_with("keras.Tensor")
            {
                value = Val {
                    types: Val::instance(name.clone()).types,
                    ..value
                };
            }
        }
    }
    value
}

/// `base[key]`
pub(super) fn subscript(base: &Val, key: &Val) -> Val {
    if let Some(items) = &base.items {
        let found = match &key.literal {
            Some(Literal::Int(at)) if items.keys.is_empty() => {
                let length = i64::try_from(items.values.len()).unwrap_or(0);
                let at = if *at < 0 { at + length } else { *at };
                usize::try_from(at).ok().and_then(|at| items.values.get(at))
            }
            Some(literal) => items
                .keys
                .iter()
                .position(|other| other.literal.as_ref() == Some(literal))
                .and_then(|at| items.values.get(at)),
            None => None,
        };
        if let Some(found) = found {
            return found.clone();
        }
        if base.types.is_empty() {
            return super::iterate::joined(items);
        }
    }
    let mut value = Val {
        roles: base.roles,
        history: base.history.clone(),
        ..Val::default()
    };
    value.roles = selected(value.roles, key);
    // Rows chosen by the index of a part went through its split.
    if key.roles.intersects(PARTS) {
        value.history = super::value::merge_history(value.history.as_ref(), key.history.as_ref());
    }
    for ty in &base.types {
        match ty {
            Ty::Instance(name) | Ty::Member(name) if name.starts_with("pandas.GroupBy") => {
                value.types = Val::instance("pandas.GroupBy").types;
            }
            Ty::Instance(name) | Ty::Member(name) if name.starts_with("pandas.") => {
                value.types = Val::instance("pandas.DataFrame").types;
            }
            Ty::Instance(name) => value.types.push(Ty::Instance(name.clone())),
            // `spark.read`, `axes.flat`, `model.layers`: an element of what the attribute holds.
            Ty::Member(name) => value.types.push(Ty::Instance(name.clone())),
            _ => {}
        }
    }
    if let Some(Literal::Str(column)) = &key.literal {
        value.roles |= hinted_roles(column) & Roles::TARGET;
    } else if value.roles.contains(Roles::TARGET) && key.items.is_some() {
        value.roles -= Roles::TARGET;
    }
    value
}

/// Roles of rows chosen by a key. Rows that a splitter numbered are that part, whatever they were; a key of another kind
/// (a mask, `X_train.columns`) tells the part only of data that is not one part already.
fn selected(rows: Roles, key: &Val) -> Roles {
    let part = key.roles & PARTS;
    let is_one_part = matches!(
        rows & (PARTS - Roles::FOLD),
        Roles::TRAIN | Roles::TEST | Roles::VALIDATION
    );
    let is_numbered = part.contains(Roles::FOLD) || key.types.is_empty() && key.history.is_some();
    if !part.is_empty() && (is_numbered || !is_one_part) {
        (rows - PARTS) | part
    } else {
        rows
    }
}

fn literal_truth(literal: &Literal) -> bool {
    match literal {
        Literal::Bool(flag) => *flag,
        Literal::None => false,
        Literal::Int(number) => *number != 0,
        Literal::Float(number) => *number != 0.0,
        Literal::Str(text) => !text.is_empty(),
    }
}

pub(crate) fn is_builtin(name: &str) -> bool {
    const BUILTINS: &[&str] = &[
        "abs",
        "all",
        "any",
        "bool",
        "callable",
        "classmethod",
        "dict",
        "display",
        "divmod",
        "enumerate",
        "eval",
        "exec",
        "filter",
        "float",
        "format",
        "getattr",
        "globals",
        "hasattr",
        "help",
        "id",
        "input",
        "int",
        "isinstance",
        "issubclass",
        "iter",
        "len",
        "list",
        "locals",
        "map",
        "max",
        "min",
        "next",
        "object",
        "open",
        "print",
        "property",
        "range",
        "repr",
        "reversed",
        "round",
        "set",
        "setattr",
        "sorted",
        "staticmethod",
        "str",
        "sum",
        "super",
        "tuple",
        "type",
        "vars",
        "zip",
    ];
    BUILTINS.binary_search(&name).is_ok()
}
