//! The candidate's Python as a compact tree, lowered once from tree-sitter so that it can be followed many times.

use std::sync::Arc;

use smol_str::SmolStr;

use crate::facts::Literal;

/// Lines of one cell (from 1), and bytes in the cell's Python text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub(crate) struct Span {
    pub(crate) cell: u32,
    pub(crate) line: u32,
    pub(crate) end_line: u32,
    pub(crate) start: u32,
}

#[derive(Debug)]
pub(crate) struct Expr {
    pub(crate) kind: ExprKind,
    pub(crate) span: Span,
}

#[derive(Debug)]
pub(crate) enum ExprKind {
    Name(SmolStr),
    Literal(Literal),
    /// An f-string with its interpolated expressions.
    FString(Vec<Expr>),
    Attribute(Box<Expr>, SmolStr),
    Subscript(Box<Expr>, Vec<Expr>),
    Slice(Vec<Expr>),
    Call(Box<CallExpr>),
    Tuple(Vec<Expr>),
    List(Vec<Expr>),
    Set(Vec<Expr>),
    /// Keys are none for `**other`.
    Dict(Vec<(Option<Expr>, Expr)>),
    Binary(BinaryOp, Box<Expr>, Box<Expr>),
    /// Operands of a chain of comparisons, and its first operator.
    Compare(CompareOp, Vec<Expr>),
    Not(Box<Expr>),
    /// `~mask`
    Invert(Box<Expr>),
    Unary(Box<Expr>),
    /// `body if test else orelse`
    Conditional(Box<[Expr; 3]>),
    Lambda(Arc<Function>),
    Comprehension(Box<Comprehension>),
    Star(Box<Expr>),
    Named(SmolStr, Box<Expr>),
    /// `await`, `yield`: the value itself.
    Yield(Box<Expr>),
    /// Something whose parts are followed and whose own value is unknown.
    Opaque(Vec<Expr>),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum BinaryOp {
    Arithmetic,
    Add,
    /// `*`
    Multiply,
    And,
    Or,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum CompareOp {
    Equal,
    NotEqual,
    Is,
    IsNot,
    Order,
    In,
}

#[derive(Debug)]
pub(crate) struct CallExpr {
    pub(crate) function: Expr,
    pub(crate) args: Vec<ArgExpr>,
}

#[derive(Debug)]
pub(crate) struct ArgExpr {
    pub(crate) name: Option<SmolStr>,
    pub(crate) value: Expr,
}

#[derive(Debug)]
pub(crate) struct Comprehension {
    /// Two for a dict comprehension: key and value.
    pub(crate) body: Vec<Expr>,
    pub(crate) clauses: Vec<(Expr, Expr)>,
    pub(crate) conditions: Vec<Expr>,
    pub(crate) is_dict: bool,
}

#[derive(Debug)]
pub(crate) struct Parameter {
    pub(crate) name: SmolStr,
    pub(crate) default: Option<Expr>,
    pub(crate) annotation: Option<Expr>,
    pub(crate) star: bool,
    pub(crate) double_star: bool,
}

/// A `def` or a lambda.
#[derive(Debug)]
pub(crate) struct Function {
    /// Index in the unit's definitions; none for an anonymous lambda.
    pub(crate) definition: Option<u32>,
    pub(crate) name: SmolStr,
    pub(crate) parameters: Vec<Parameter>,
    pub(crate) body: Vec<Stmt>,
    pub(crate) decorators: Vec<Expr>,
    /// Method of a class, and not a static one: the first parameter is the object.
    pub(crate) is_method: bool,
    pub(crate) span: Span,
}

#[derive(Debug)]
pub(crate) struct Class {
    pub(crate) definition: u32,
    pub(crate) name: SmolStr,
    pub(crate) bases: Vec<Expr>,
    pub(crate) body: Vec<Stmt>,
    pub(crate) decorators: Vec<Expr>,
}

#[derive(Debug)]
pub(crate) struct Stmt {
    pub(crate) kind: StmtKind,
    pub(crate) span: Span,
}

#[derive(Debug)]
pub(crate) enum StmtKind {
    Expr(Expr),
    Assign {
        targets: Vec<Expr>,
        value: Expr,
    },
    AugAssign {
        target: Expr,
        value: Expr,
    },
    For {
        target: Expr,
        iter: Expr,
        body: Vec<Stmt>,
        orelse: Vec<Stmt>,
    },
    While {
        test: Expr,
        body: Vec<Stmt>,
        orelse: Vec<Stmt>,
    },
    If {
        test: Expr,
        body: Vec<Stmt>,
        orelse: Vec<Stmt>,
    },
    With {
        items: Vec<(Expr, Option<Expr>)>,
        body: Vec<Stmt>,
    },
    Try {
        body: Vec<Stmt>,
        handlers: Vec<(Option<SmolStr>, Vec<Stmt>)>,
        orelse: Vec<Stmt>,
        finalbody: Vec<Stmt>,
    },
    Match {
        subject: Expr,
        cases: Vec<Vec<Stmt>>,
    },
    Function(Arc<Function>),
    Class(Arc<Class>),
    Return(Option<Expr>),
    /// `raise`, `break`, `continue`: what follows in the block is not reached (raise, break, continue alike).
    Jump(Option<Expr>),
    Import(Vec<ImportedName>),
    Global(Vec<SmolStr>),
    /// `del target, ...`
    Delete(Vec<Expr>),
    Assert(Vec<Expr>),
}

/// One name of an import statement.
#[derive(Debug, Clone)]
pub(crate) struct ImportedName {
    /// Module as written, without leading dots.
    pub(crate) module: SmolStr,
    /// Number of leading dots of a relative import.
    pub(crate) level: u32,
    /// `from module import name`: the name, `*` for a star; none for `import module`.
    pub(crate) name: Option<SmolStr>,
    pub(crate) alias: Option<SmolStr>,
}
