//! What the abstract run knows of a value.

use std::rc::Rc;
use std::sync::Arc;

use smallvec::SmallVec;
use smol_str::SmolStr;

use crate::ast::Function;
use crate::facts::{Columns, Literal, Roles};

/// One thing a value may be.
#[derive(Debug, Clone)]
pub(super) enum Ty {
    /// A module, class or function from outside the submission, by its qualified name.
    External(SmolStr),
    /// An instance of an external class, or the result of an external function.
    Instance(SmolStr),
    /// An attribute of such an instance: a bound method when called.
    Member(SmolStr),
    /// A module of the submission, by its unit.
    Module(usize),
    Function(FunctionRef),
    /// Index in `Interpreter::classes`.
    Class(usize),
    /// Index in `Interpreter::objects`.
    Object(usize),
}

/// A function of the candidate's own, with the object it is bound to.
#[derive(Debug, Clone)]
pub(super) struct FunctionRef {
    pub(super) unit: usize,
    pub(super) function: Arc<Function>,
    pub(super) object: Option<usize>,
}

impl PartialEq for Ty {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Ty::External(a), Ty::External(b))
            | (Ty::Instance(a), Ty::Instance(b))
            | (Ty::Member(a), Ty::Member(b)) => a == b,
            (Ty::Module(a), Ty::Module(b))
            | (Ty::Class(a), Ty::Class(b))
            | (Ty::Object(a), Ty::Object(b)) => a == b,
            (Ty::Function(a), Ty::Function(b)) => {
                Arc::ptr_eq(&a.function, &b.function) && a.object == b.object
            }
            _ => false,
        }
    }
}

/// Elements of a list, tuple, set or dict.
#[derive(Debug, Clone, Default)]
pub(super) struct Items {
    pub(super) values: Vec<Val>,
    /// Same length as `values` for a dict, empty otherwise.
    pub(super) keys: Vec<Val>,
    /// Values inside, at any depth, when the container was made.
    n_nested: usize,
}

impl Items {
    /// A container to keep, or none where it holds too much: `x = [x, x]` doubles with every line, and whoever looks
    /// into all of it would never come to an end.
    pub(super) fn kept(mut self) -> Option<Rc<Self>> {
        let nested = |value: &Val| value.items.as_ref().map_or(0, |items| items.n_nested);
        self.n_nested = self.values.iter().map(|value| 1 + nested(value)).sum();
        (self.n_nested <= MAX_NESTED).then(|| Rc::new(self))
    }

    pub(super) fn list(values: Vec<Val>) -> Option<Rc<Self>> {
        Self::dict(values, Vec::new())
    }

    pub(super) fn dict(values: Vec<Val>, keys: Vec<Val>) -> Option<Rc<Self>> {
        Self {
            values,
            keys,
            n_nested: 0,
        }
        .kept()
    }
}

/// A value: everything may be unknown.
#[derive(Debug, Clone, Default)]
pub(super) struct Val {
    pub(super) types: SmallVec<[Ty; 1]>,
    pub(super) roles: Roles,
    pub(super) literal: Option<Literal>,
    pub(super) items: Option<Rc<Items>>,
    /// What a member or method was read from.
    pub(super) receiver: Option<Rc<Val>>,
    pub(super) name: Option<SmolStr>,
    /// Calls it went through, nearest last.
    pub(super) history: Option<Rc<[u32]>>,
    pub(super) columns: Option<Arc<Columns>>,
}

/// Types kept of one value: a loop over many models stays readable.
const MAX_TYPES: usize = 12;
const MAX_HISTORY: usize = 24;
pub(super) const MAX_ITEMS: usize = 64;
/// Values of a container at all depths: a full table of literals, and more than any configuration holds.
const MAX_NESTED: usize = 5_000;

/// Tuples that functions return are short and flat; what is longer or deeper keeps the parts of the first.
const MAX_JOINED_PARTS: usize = 12;
const MAX_JOINED_DEPTH: u8 = 2;

/// Parts of a split and what was done to data: these follow data through any call.
pub(super) const FLOWING: Roles = Roles::TRAIN
    .union(Roles::VALIDATION)
    .union(Roles::TEST)
    .union(Roles::FOLD)
    .union(Roles::NAMED)
    .union(Roles::RESAMPLED)
    .union(Roles::SCALED)
    .union(Roles::ENCODED)
    .union(Roles::PROJECTED);

pub(super) const PARTS: Roles = Roles::TRAIN
    .union(Roles::VALIDATION)
    .union(Roles::TEST)
    .union(Roles::FOLD);

impl Val {
    pub(super) fn of(ty: Ty) -> Self {
        let mut types = SmallVec::new();
        types.push(ty);
        Self {
            types,
            ..Self::default()
        }
    }

    pub(super) fn instance(name: impl Into<SmolStr>) -> Self {
        Self::of(Ty::Instance(name.into()))
    }

    pub(super) fn literal(literal: Literal) -> Self {
        Self {
            literal: Some(literal),
            ..Self::default()
        }
    }

    pub(super) fn list(values: Vec<Val>) -> Self {
        let roles = values.iter().fold(Roles::empty(), |roles, value| {
            roles | (value.roles & FLOWING)
        });
        let history = values.iter().fold(None, |history, value| {
            merge_history(history.as_ref(), value.history.as_ref())
        });
        Self {
            items: Items::list(values),
            roles,
            history,
            ..Self::default()
        }
    }

    pub(super) fn with_roles(mut self, roles: Roles) -> Self {
        self.roles |= roles;
        self
    }

    /// The same data under no name: what a call or operator hands on.
    pub(super) fn anonymous(&self) -> Self {
        Self {
            name: None,
            ..self.clone()
        }
    }

    /// Either of two values.
    pub(super) fn join(self, other: &Val) -> Val {
        self.join_within(other, MAX_JOINED_DEPTH)
    }

    /// What one `return` gives or another: of a pair beside something unknown, no part is told to be one constant.
    pub(super) fn join_returned(mut self, mut other: Val) -> Val {
        let is_unknown = |value: &Val| value.items.is_none() && value.literal.is_none();
        let (was_unknown, other_is_unknown) = (is_unknown(&self), is_unknown(&other));
        if other_is_unknown {
            self.forget_parts();
        }
        if was_unknown {
            other.forget_parts();
        }
        self.join(&other)
    }

    fn forget_parts(&mut self) {
        if let Some(items) = &mut self.items
            && items.keys.is_empty()
            && items.values.len() <= MAX_JOINED_PARTS
        {
            let parts = &mut Rc::make_mut(items).values;
            parts.iter_mut().for_each(|part| part.literal = None);
        }
    }

    fn join_within(mut self, other: &Val, depth: u8) -> Val {
        let is_blank = self.types.is_empty() && self.items.is_none() && self.history.is_none();
        self.columns = if is_blank && self.columns.is_none() {
            other.columns.clone()
        } else {
            super::columns::joined(&self.columns, &other.columns)
        };
        for ty in &other.types {
            if self.types.len() < MAX_TYPES && !self.types.contains(ty) {
                self.types.push(ty.clone());
            }
        }
        self.roles |= other.roles;
        if self.literal != other.literal {
            self.literal = None;
        }
        self.items = either_items(self.items.take(), other.items.as_ref(), depth);
        if self.receiver.is_none() {
            self.receiver.clone_from(&other.receiver);
        }
        if self.name != other.name {
            self.name = None;
        }
        self.history = merge_history(self.history.as_ref(), other.history.as_ref());
        self
    }

    pub(super) fn push_history(&mut self, call: u32) {
        let mut calls: Vec<u32> = self
            .history
            .as_deref()
            .map(<[u32]>::to_vec)
            .unwrap_or_default();
        if calls.last() == Some(&call) {
            return;
        }
        calls.push(call);
        if calls.len() > MAX_HISTORY {
            calls.remove(0);
        }
        self.history = Some(calls.into());
    }

    pub(super) fn is_plain_literal(&self) -> bool {
        self.types.is_empty()
            && (self.literal.is_some()
                || self.items.as_ref().is_some_and(|items| {
                    !items.values.is_empty() && items.values.iter().all(Val::is_plain_literal)
                }))
    }
}

/// The parts of either of two values. Two tuples of one length are joined part by part: a constant that only one of them
/// holds (`return None, None` before `return model, tokens`) is not what the part is.
fn either_items(one: Option<Rc<Items>>, other: Option<&Rc<Items>>, depth: u8) -> Option<Rc<Items>> {
    let (one, other) = match (one, other) {
        (one, None) => return one,
        (None, Some(other)) => return Some(other.clone()),
        (Some(one), Some(other)) => (one, other),
    };
    let n_parts = one.values.len();
    let are_alike = n_parts == other.values.len()
        && n_parts <= MAX_JOINED_PARTS
        && one.keys.is_empty()
        && other.keys.is_empty();
    if depth == 0 || !are_alike || Rc::ptr_eq(&one, other) {
        return Some(one);
    }
    let parts = one.values.iter().zip(&other.values);
    let values = parts
        .map(|(one, other)| one.clone().join_within(other, depth - 1))
        .collect();
    Items::list(values)
}

pub(super) fn merge_history(a: Option<&Rc<[u32]>>, b: Option<&Rc<[u32]>>) -> Option<Rc<[u32]>> {
    match (a, b) {
        (None, None) => None,
        (Some(one), None) | (None, Some(one)) => Some(one.clone()),
        (Some(a), Some(b)) if Rc::ptr_eq(a, b) => Some(a.clone()),
        (Some(a), Some(b)) => {
            let mut calls: Vec<u32> = a.iter().chain(b.iter()).copied().collect();
            calls.sort_unstable();
            calls.dedup();
            let skip = calls.len().saturating_sub(MAX_HISTORY);
            Some(calls[skip..].into())
        }
    }
}
