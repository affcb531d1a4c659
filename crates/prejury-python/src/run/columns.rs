//! Which columns a frame holds, as far as selections, drops and assignments of literal names tell.

use std::sync::Arc;

use smol_str::SmolStr;

use super::Interpreter;
use super::emit::Args;
use super::value::{Ty, Val};
use crate::ast::{Expr, ExprKind};
use crate::facts::{Columns, Literal};

/// Names kept of one frame: what a list of literals names, not what a hostile one could.
const MAX_NAMES: usize = 256;

type Known = Option<Arc<Columns>>;

impl Interpreter<'_> {
    /// A frame that is bound to a name is a frame of its own from there on, unless it comes from a known one.
    pub(super) fn number_frame(&mut self, value: &mut Val) {
        let is_frame = value
            .types
            .iter()
            .any(|ty| matches!(ty, Ty::Instance(name) if name == "pandas.DataFrame"));
        if is_frame && value.columns.is_none() {
            self.n_frames += 1;
            value.columns = Some(Arc::new(Columns {
                frame: self.n_frames,
                ..Columns::default()
            }));
        }
    }
}

impl Columns {
    fn of_one(&self, name: SmolStr) -> Self {
        self.of_these(vec![name])
    }

    fn of_these(&self, names: Vec<SmolStr>) -> Self {
        Self {
            frame: self.frame,
            only: Some(names),
            ..Self::default()
        }
    }

    fn without(&self, names: &[SmolStr]) -> Self {
        let mut columns = self.clone();
        columns.with.retain(|name| !names.contains(name));
        if let Some(only) = &mut columns.only {
            only.retain(|name| !names.contains(name));
        }
        let room = MAX_NAMES.saturating_sub(columns.without.len());
        columns.without.extend(names.iter().take(room).cloned());
        columns
    }

    fn with(&self, name: &SmolStr) -> Self {
        let mut columns = self.clone();
        columns.without.retain(|other| other != name);
        if let Some(only) = &mut columns.only
            && !only.contains(name)
            && only.len() < MAX_NAMES
        {
            only.push(name.clone());
        }
        if !columns.with.contains(name) && columns.with.len() < MAX_NAMES {
            columns.with.push(name.clone());
        }
        columns
    }
}

/// What is known whichever of two values it is: columns that either lost count as lost.
pub(super) fn joined(a: &Known, b: &Known) -> Known {
    let (a, b) = (a.as_ref()?, b.as_ref()?);
    if Arc::ptr_eq(a, b) || a == b {
        return Some(a.clone());
    }
    if a.frame != b.frame || a.only != b.only {
        return None;
    }
    Some(Arc::new(a.without(&b.without)))
}

/// Names that a value spells out: a string, or a list of strings.
fn names_of(value: &Val) -> Option<Vec<SmolStr>> {
    let text = |value: &Val| match &value.literal {
        Some(Literal::Str(name)) => Some(name.clone()),
        _ => None,
    };
    if let Some(name) = text(value) {
        return Some(vec![name]);
    }
    let items = value.items.as_ref()?;
    if items.values.is_empty() || items.values.len() >= super::value::MAX_ITEMS {
        return None;
    }
    items.values.iter().map(text).collect()
}

/// Whether an index keeps columns and chooses rows, by its form.
fn chooses_rows(index: &Expr) -> bool {
    match &index.kind {
        ExprKind::Compare(..) | ExprKind::Invert(_) | ExprKind::Slice(_) => true,
        ExprKind::Binary(_, left, right) => chooses_rows(left) || chooses_rows(right),
        ExprKind::Call(call) => match &call.function.kind {
            ExprKind::Attribute(_, name) => matches!(
                name.as_str(),
                "isin"
                    | "notna"
                    | "notnull"
                    | "isna"
                    | "isnull"
                    | "between"
                    | "duplicated"
                    | "contains"
                    | "startswith"
                    | "eq"
                    | "ne"
                    | "lt"
                    | "gt"
                    | "le"
                    | "ge"
            ),
            _ => false,
        },
        _ => false,
    }
}

/// Columns of `base[index]`, and of `base.loc[rows, columns]`.
pub(super) fn of_subscript(base: &Val, base_expr: &Expr, index: &[Expr], keys: &[Val]) -> Known {
    let columns = base.columns.as_ref()?;
    let is_locator = matches!(&base_expr.kind, ExprKind::Attribute(_, name) if matches!(name.as_str(), "loc" | "iloc"));
    let chosen = match (is_locator, index, keys) {
        (true, [_], _) => return Some(columns.clone()),
        (true, [_, second], [_, key]) => match &second.kind {
            ExprKind::Slice(parts) if parts.is_empty() => return Some(columns.clone()),
            _ => key,
        },
        (false, [first], [key]) => {
            if chooses_rows(first) {
                return Some(columns.clone());
            }
            key
        }
        _ => return None,
    };
    match (&chosen.literal, names_of(chosen)) {
        (Some(Literal::Str(name)), _) => Some(Arc::new(columns.of_one(name.clone()))),
        (_, Some(names)) => Some(Arc::new(columns.of_these(names))),
        _ => None,
    }
}

/// Columns of `base.name`: a column read as an attribute, or the same data seen otherwise.
pub(super) fn of_attribute(base: &Val, name: &SmolStr) -> Known {
    let columns = base.columns.as_ref()?;
    match name.as_str() {
        "loc" | "iloc" | "values" | "at" | "iat" | "T" => Some(columns.clone()),
        "index" | "columns" | "shape" | "dtypes" | "size" | "empty" | "plot" | "str" | "dt"
        | "cat" | "style" => None,
        _ if columns.only.as_ref().is_some_and(|only| only.len() == 1) => None,
        _ => Some(Arc::new(columns.of_one(name.clone()))),
    }
}

/// `frame["name"] = ...`
pub(super) fn of_assignment(container: &Val, key: &Val) -> Known {
    let columns = container.columns.as_ref()?;
    match &key.literal {
        Some(Literal::Str(name)) => Some(Arc::new(columns.with(name))),
        _ => Some(columns.clone()),
    }
}

/// `del frame["name"]`, `frame.pop("name")`
pub(super) fn of_removal(container: &Val, key: &Val) -> Known {
    let columns = container.columns.as_ref()?;
    match names_of(key) {
        Some(names) => Some(Arc::new(columns.without(&names))),
        None => Some(columns.clone()),
    }
}

/// Columns of what a method of a frame, or a function of one, yields.
pub(super) fn of_call(callee: &str, receiver: Option<&Val>, args: &Args) -> Known {
    let method = callee.rsplit('.').next().unwrap_or(callee);
    let keyword = |wanted: &str| {
        args.iter()
            .find(|(name, _)| name.as_deref() == Some(wanted))
            .map(|(_, value)| value)
    };
    let positional = |at: usize| {
        args.iter()
            .filter(|(name, _)| name.is_none())
            .nth(at)
            .map(|(_, value)| value)
    };
    if let Some(columns) = receiver.and_then(|receiver| receiver.columns.as_ref()) {
        let is_wide = columns.only.as_ref().is_none_or(|only| only.len() > 1);
        return match method {
            "drop" => {
                let axis = keyword("axis").or(positional(1));
                let by_axis = axis.is_some_and(|axis| match &axis.literal {
                    Some(Literal::Int(1)) => true,
                    Some(Literal::Str(name)) => name == "columns",
                    _ => false,
                });
                let dropped =
                    keyword("columns").or(keyword("labels").or(positional(0)).filter(|_| by_axis));
                match dropped {
                    Some(dropped) => {
                        names_of(dropped).map(|names| Arc::new(columns.without(&names)))
                    }
                    None => Some(columns.clone()),
                }
            }
            "pop" => match &positional(0)?.literal {
                Some(Literal::Str(name)) => Some(Arc::new(columns.of_one(name.clone()))),
                _ => None,
            },
            "copy" | "fillna" | "dropna" | "drop_duplicates" | "reset_index" | "sample"
            | "astype" | "replace" | "sort_values" | "sort_index" | "head" | "tail" | "query"
            | "to_numpy" | "round" | "clip" | "interpolate" | "ffill" | "bfill"
            | "infer_objects" | "convert_dtypes" | "reindex" | "where" | "mask" | "fit" => {
                Some(columns.clone())
            }
            "map" | "apply" | "ravel" | "reshape" | "tolist" | "to_list" | "squeeze"
            | "to_frame" | "rename"
                if !is_wide =>
            {
                Some(columns.clone())
            }
            _ => None,
        };
    }
    let first = positional(0).or(keyword("X")).or(keyword("data"))?;
    let hands_on = matches!(
        method,
        "transform" | "fit_transform" | "inverse_transform" | "get_dummies"
    ) || matches!(
        callee,
        "pandas.DataFrame"
            | "numpy.array"
            | "numpy.asarray"
            | "numpy.log"
            | "numpy.log10"
            | "numpy.log1p"
            | "numpy.log2"
            | "numpy.ravel"
            | "numpy.sqrt"
    );
    hands_on.then(|| first.columns.clone()).flatten()
}
