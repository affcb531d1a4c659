//! Notes calls, assignments and new columns as facts.

use std::hash::{BuildHasher, Hash, Hasher};

use foldhash::fast::FixedState;

use smallvec::SmallVec;
use smol_str::SmolStr;
use thin_vec::ThinVec;

use super::Interpreter;
use super::value::{Ty, Val};
use crate::ast::{Expr, ExprKind, Span};
use crate::facts::{
    Arg, Assignment, Call, CallIdx, CallValues, CodePlace, DefinitionIdx, Literal, NewColumn, Value,
};
use crate::keywords::Keywords;

/// Elements and depth of containers that are kept in facts.
const MAX_DEPTH: u32 = 7;
const MAX_ELEMENTS: usize = 64;
/// Calls noted per unit.
const MAX_CALLS: usize = 60_000;

/// Arguments of one call, evaluated.
pub(super) type Args = Vec<(Option<SmolStr>, Val)>;

impl Interpreter<'_> {
    pub(super) fn place(&self, span: Span) -> CodePlace {
        CodePlace {
            unit: Self::unit_idx(self.unit()),
            cell: span.cell,
            line: span.line,
            end_line: span.end_line,
        }
    }

    /// Notes a call and returns its index in this run, or none when the same call was noted before.
    pub(super) fn emit(
        &mut self,
        callee: SmolStr,
        receiver: Option<&Val>,
        args: &Args,
        result: &Val,
        span: Span,
        is_attribute: bool,
    ) -> Option<u32> {
        let place = self.place(span);
        let mut hasher = FixedState::default().build_hasher();
        (place, span.start, &callee, self.reach).hash(&mut hasher);
        for (name, value) in args {
            name.hash(&mut hasher);
            value.roles.hash(&mut hasher);
            // Predictions of two models are two scores, even where the helper that scores them is one.
            value
                .history
                .as_deref()
                .and_then(<[u32]>::last)
                .hash(&mut hasher);
            hash_types(value, &mut hasher);
        }
        if let Some(receiver) = receiver {
            hash_types(receiver, &mut hasher);
        }
        let key = hasher.finish();
        if let Some(known) = self.seen.get(&key) {
            return Some(*known);
        }
        if self.facts.calls.len() >= MAX_CALLS {
            return None;
        }
        let index = u32::try_from(self.facts.calls.len()).unwrap_or(u32::MAX);
        self.seen.insert(key, index);
        self.order += 1;
        let args: Vec<Arg> = args
            .iter()
            .map(|(name, value)| Arg {
                name: name.clone(),
                value: self.export(value, 0),
            })
            .collect();
        let names = args.iter().filter_map(|arg| arg.name.as_deref());
        let mut types = args.iter().flat_map(|arg| &arg.value.types);
        let call = Call {
            keywords: names.fold(Keywords::default(), |all, name| all.and(Keywords::of(name))),
            hands_own: types.any(|name| name.starts_with("local:")),
            method_start: Call::method_start_of(&callee),
            callee,
            is_attribute,
            function: self.current_definition(),
            reach: self.reach,
            run: self.run,
            in_loop: self.loops > 0,
            place,
            order: self.order,
            own: None,
            caller: Self::unit_idx(self.entry),
            values: Box::new(CallValues {
                receiver: receiver.map(|value| self.export(value, 0)),
                args,
                result: self.export(result, 5),
            }),
        };
        self.facts.calls.push(call);
        Some(index)
    }

    /// Notes a call of the candidate's own function or class, bound to its definition.
    pub(super) fn emit_own(
        &mut self,
        (unit, name, definition): (usize, &str, Option<u32>),
        receiver: Option<&Val>,
        args: &Args,
        result: &Val,
        span: Span,
    ) {
        let callee = self.local_name(unit, name);
        let index = self.emit(callee, receiver, args, result, span, false);
        let call = index.and_then(|index| self.facts.calls.get_mut(index as usize));
        if let Some(call) = call {
            call.own =
                definition.map(|definition| (Self::unit_idx(unit), DefinitionIdx(definition)));
        }
    }

    fn current_definition(&self) -> Option<DefinitionIdx> {
        self.frames
            .last()
            .and_then(|frame| frame.definition)
            .map(DefinitionIdx)
    }

    pub(super) fn emit_assignment(&mut self, target: SmolStr, value: &Val, span: Span) {
        if target.is_empty() {
            return;
        }
        let assignment = Assignment {
            target,
            value: self.export(value, 1),
            reach: self.reach,
            run: self.run,
            function: self.current_definition(),
            place: self.place(span),
        };
        self.facts.assignments.push(assignment);
    }

    /// A column written through a subscript, when the base can be a frame.
    pub(super) fn emit_new_column(&mut self, base: &Val, index: &Val, value: &Expr, span: Span) {
        let is_frame = base.types.is_empty() && base.items.is_none() && base.literal.is_none()
            || base.types.iter().any(|ty| matches!(ty, Ty::Instance(name) | Ty::Member(name) if name.starts_with("pandas.") || name.starts_with("pyspark") || name.starts_with("dask") || name.starts_with("polars") || name.starts_with("geopandas")));
        if !is_frame {
            return;
        }
        let column = match &index.literal {
            Some(Literal::Str(name)) => Some(name.clone()),
            Some(_) => return,
            None => None,
        };
        let mut read = ColumnRead::default();
        read.walk(value, 0);
        for (owner, name) in std::mem::take(&mut read.attributes) {
            // `np.nan` is no column, whatever `df.age` is.
            let owner = self.lookup(&owner);
            let is_library = |ty: &Ty| matches!(ty, Ty::External(_) | Ty::Module(_));
            if !owner.types.iter().any(is_library) {
                read.columns.push(name);
            }
        }
        let new_column = NewColumn {
            column,
            from: read.columns,
            calls: read.calls,
            arithmetic: read.arithmetic,
            reach: self.reach,
            run: self.run,
            place: self.place(span),
        };
        self.facts.new_columns.push(new_column);
    }

    /// A value of the run as a fact.
    pub(super) fn export(&self, value: &Val, depth: u32) -> Value {
        let mut types: SmallVec<[SmolStr; 1]> = SmallVec::with_capacity(value.types.len());
        for ty in &value.types {
            self.type_names(ty, &mut types);
        }
        types.sort_unstable();
        types.dedup();
        let mut elements = ThinVec::new();
        let mut keys = ThinVec::new();
        if let Some(items) = value.items.as_ref().filter(|_| depth < MAX_DEPTH) {
            elements = items
                .values
                .iter()
                .take(MAX_ELEMENTS)
                .map(|item| self.export(item, depth + 1))
                .collect();
            keys = items
                .keys
                .iter()
                .take(MAX_ELEMENTS)
                .map(|key| match &key.literal {
                    Some(Literal::Str(text)) => text.clone(),
                    Some(Literal::Int(number)) => SmolStr::from(number.to_string()),
                    _ => SmolStr::default(),
                })
                .collect();
        }
        Value {
            types,
            roles: value.roles,
            literal: value.literal.clone(),
            elements,
            keys,
            name: value.name.clone(),
            history: value
                .history
                .as_deref()
                .unwrap_or_default()
                .iter()
                .map(|call| CallIdx(*call))
                .collect(),
            columns: value.columns.clone(),
        }
    }

    fn type_names(&self, ty: &Ty, out: &mut SmallVec<[SmolStr; 1]>) {
        match ty {
            Ty::External(name) | Ty::Instance(name) | Ty::Member(name) => out.push(name.clone()),
            Ty::Module(unit) => out.push(self.local_name(*unit, "")),
            Ty::Function(function) => {
                out.push(self.local_name(function.unit, &function.function.name))
            }
            Ty::Class(class) => out
                .push(self.local_name(self.classes[*class].unit, &self.classes[*class].class.name)),
            Ty::Object(object) => {
                let class = self.objects[*object].class;
                out.push(
                    self.local_name(self.classes[class].unit, &self.classes[class].class.name),
                );
                out.extend(self.external_bases(class));
            }
        }
    }

    pub(super) fn local_name(&self, unit: usize, name: &str) -> SmolStr {
        SmolStr::from(format!("local:{}:{name}", self.program.units[unit].path))
    }
}

/// Types of what a container holds: pipelines of one form are told apart by the models in their steps.
fn hash_items(value: &Val, hasher: &mut impl Hasher, depth: u32) {
    let Some(items) = value.items.as_ref().filter(|_| depth > 0) else {
        return;
    };
    items.values.len().hash(hasher);
    for item in items.values.iter().take(8) {
        for ty in &item.types {
            if let Ty::External(name) | Ty::Instance(name) = ty {
                name.hash(hasher);
            }
        }
        hash_items(item, hasher, depth - 1);
    }
}

fn hash_types(value: &Val, hasher: &mut impl Hasher) {
    for ty in &value.types {
        match ty {
            Ty::External(name) | Ty::Instance(name) | Ty::Member(name) => name.hash(hasher),
            Ty::Module(number) | Ty::Class(number) => number.hash(hasher),
            // Objects of one class are alike: which one it is says nothing new.
            Ty::Object(_) => 1.hash(hasher),
            Ty::Function(function) => function.function.span.hash(hasher),
        }
    }
    hash_items(value, hasher, 3);
    match &value.literal {
        Some(Literal::Str(text)) => text.hash(hasher),
        Some(Literal::Int(number)) => number.hash(hasher),
        Some(Literal::Bool(flag)) => flag.hash(hasher),
        _ => {}
    }
}

/// Columns read, functions called and operators used by the right-hand side of a new column.
#[derive(Default)]
struct ColumnRead {
    columns: Vec<SmolStr>,
    /// Attributes of names, with the name: columns of a frame, or values of a library.
    attributes: Vec<(SmolStr, SmolStr)>,
    calls: Vec<SmolStr>,
    arithmetic: bool,
}

impl ColumnRead {
    fn walk(&mut self, expr: &Expr, depth: u32) {
        if depth > 12 || self.calls.len() > 32 {
            return;
        }
        match &expr.kind {
            ExprKind::Subscript(base, index) => {
                if let [
                    Expr {
                        kind: ExprKind::Literal(Literal::Str(name)),
                        ..
                    },
                ] = index.as_slice()
                {
                    self.columns.push(name.clone());
                }
                self.walk(base, depth + 1);
                index.iter().for_each(|part| self.walk(part, depth + 1));
            }
            ExprKind::Attribute(base, name) => {
                if let ExprKind::Name(owner) = &base.kind {
                    self.attributes.push((owner.clone(), name.clone()));
                }
                self.walk(base, depth + 1);
            }
            ExprKind::Call(call) => {
                match &call.function.kind {
                    ExprKind::Attribute(base, name) => {
                        self.calls.push(name.clone());
                        self.walk(base, depth + 1);
                    }
                    ExprKind::Name(name) => self.calls.push(name.clone()),
                    _ => self.walk(&call.function, depth + 1),
                }
                call.args
                    .iter()
                    .for_each(|arg| self.walk(&arg.value, depth + 1));
            }
            ExprKind::Binary(_, left, right) => {
                self.arithmetic = true;
                self.walk(left, depth + 1);
                self.walk(right, depth + 1);
            }
            ExprKind::Compare(_, operands) => {
                self.arithmetic = true;
                operands
                    .iter()
                    .for_each(|operand| self.walk(operand, depth + 1));
            }
            ExprKind::Tuple(parts) | ExprKind::List(parts) | ExprKind::Opaque(parts) => {
                parts.iter().for_each(|part| self.walk(part, depth + 1))
            }
            ExprKind::Unary(inner) | ExprKind::Not(inner) | ExprKind::Invert(inner) => {
                self.walk(inner, depth + 1)
            }
            ExprKind::Conditional(parts) => {
                parts.iter().for_each(|part| self.walk(part, depth + 1))
            }
            ExprKind::Lambda(function) => {
                if let Some(crate::ast::Stmt {
                    kind: crate::ast::StmtKind::Return(Some(body)),
                    ..
                }) = function.body.first()
                {
                    self.walk(body, depth + 1);
                }
            }
            _ => {}
        }
    }
}
