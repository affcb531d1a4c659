//! Expressions of tree-sitter → `Expr`.

use std::sync::Arc;

use smol_str::SmolStr;
use tree_sitter::Node;

use super::Lowering;
use super::kinds::{F, K};
use crate::ast::*;
use crate::facts::Literal;

impl<'t> Lowering<'_, 't> {
    pub(super) fn expr(&mut self, node: Node<'t>) -> Expr {
        let span = self.span(node);
        if self.depth >= super::MAX_DEPTH {
            return Expr {
                kind: ExprKind::Opaque(Vec::new()),
                span,
            };
        }
        self.depth += 1;
        let kind = self.expr_kind(node);
        self.depth -= 1;
        Expr { kind, span }
    }

    fn exprs(&mut self, node: Node<'t>) -> Vec<Expr> {
        let children = self.children(node);
        children.into_iter().map(|child| self.expr(child)).collect()
    }

    fn boxed(&mut self, node: Option<Node<'t>>, parent: Node<'t>) -> Box<Expr> {
        Box::new(self.expr_or_opaque(node, parent))
    }

    pub(super) fn expr_or_opaque(&mut self, node: Option<Node<'t>>, parent: Node<'t>) -> Expr {
        match node {
            Some(node) => self.expr(node),
            None => Expr {
                kind: ExprKind::Opaque(Vec::new()),
                span: self.span(parent),
            },
        }
    }

    fn expr_kind(&mut self, node: Node<'t>) -> ExprKind {
        match K::of(node) {
            K::Identifier => {
                let name = self.name(node);
                self.unit.names_read.insert(name.clone());
                ExprKind::Name(name)
            }
            K::Integer => ExprKind::Literal(integer(self.text(node))),
            K::Float => ExprKind::Literal(Literal::Float(
                self.text(node).replace('_', "").parse().unwrap_or(f64::NAN),
            )),
            K::True => ExprKind::Literal(Literal::Bool(true)),
            K::False => ExprKind::Literal(Literal::Bool(false)),
            K::None => ExprKind::Literal(Literal::None),
            K::String => self.string(node),
            K::ConcatenatedString => self.concatenated(node),
            K::Attribute => {
                let [object, name] = self.pair(node, [F::Object, F::Attribute]);
                let object = self.boxed(object, node);
                let name = name.map(|n| self.name(n)).unwrap_or_default();
                ExprKind::Attribute(object, name)
            }
            K::Subscript => {
                let children = self.children(node);
                let mut parts = children
                    .into_iter()
                    .map(|child| self.expr(child))
                    .collect::<Vec<_>>();
                if parts.is_empty() {
                    return ExprKind::Opaque(parts);
                }
                let value = parts.remove(0);
                ExprKind::Subscript(Box::new(value), parts)
            }
            K::Slice => ExprKind::Slice(self.exprs(node)),
            K::Call => self.call(node),
            K::Tuple | K::ExpressionList | K::PatternList | K::TuplePattern => {
                ExprKind::Tuple(self.exprs(node))
            }
            K::List | K::ListPattern => ExprKind::List(self.exprs(node)),
            K::Set => ExprKind::Set(self.exprs(node)),
            K::Dictionary => self.dictionary(node),
            K::BinaryOperator => {
                let op = match self.field(node, F::Operator).map(|op| op.kind()) {
                    Some("+") => BinaryOp::Add,
                    Some("*") => BinaryOp::Multiply,
                    _ => BinaryOp::Arithmetic,
                };
                let [left, right] = self.pair(node, [F::Left, F::Right]);
                let left = self.boxed(left, node);
                let right = self.boxed(right, node);
                ExprKind::Binary(op, left, right)
            }
            K::BooleanOperator => {
                let is_and = self
                    .field(node, F::Operator)
                    .is_some_and(|op| op.kind() == "and");
                let [left, right] = self.pair(node, [F::Left, F::Right]);
                let left = self.boxed(left, node);
                let right = self.boxed(right, node);
                ExprKind::Binary(
                    if is_and { BinaryOp::And } else { BinaryOp::Or },
                    left,
                    right,
                )
            }
            K::ComparisonOperator => {
                let op = match self.field(node, F::Operators).map(|op| op.kind()) {
                    Some("==") => CompareOp::Equal,
                    Some("!=" | "<>") => CompareOp::NotEqual,
                    Some("is") => CompareOp::Is,
                    Some("is not") => CompareOp::IsNot,
                    Some("in" | "not in") => CompareOp::In,
                    _ => CompareOp::Order,
                };
                ExprKind::Compare(op, self.exprs(node))
            }
            K::NotOperator => ExprKind::Not(self.boxed(self.field(node, F::Argument), node)),
            K::UnaryOperator => {
                let argument = self.expr_or_opaque(self.field(node, F::Argument), node);
                match (&argument.kind, self.text(node).starts_with('-')) {
                    (ExprKind::Literal(Literal::Int(n)), true) => {
                        ExprKind::Literal(Literal::Int(-n))
                    }
                    (ExprKind::Literal(Literal::Float(x)), true) => {
                        ExprKind::Literal(Literal::Float(-x))
                    }
                    _ if self.text(node).starts_with('~') => ExprKind::Invert(Box::new(argument)),
                    _ => ExprKind::Unary(Box::new(argument)),
                }
            }
            K::Conditional => {
                let mut parts = self.exprs(node);
                if parts.len() != 3 {
                    return ExprKind::Opaque(parts);
                }
                let (Some(orelse), Some(test), Some(body)) =
                    (parts.pop(), parts.pop(), parts.pop())
                else {
                    return ExprKind::Opaque(parts);
                };
                ExprKind::Conditional(Box::new([body, test, orelse]))
            }
            K::Lambda => {
                let parameters = self
                    .field(node, F::Parameters)
                    .map(|n| self.parameters(n))
                    .unwrap_or_default();
                let span = self.span(node);
                let body = self.expr_or_opaque(self.field(node, F::Body), node);
                ExprKind::Lambda(Arc::new(Function {
                    definition: None,
                    name: SmolStr::new_static("<lambda>"),
                    parameters,
                    body: vec![Stmt {
                        span: body.span,
                        kind: StmtKind::Return(Some(body)),
                    }],
                    decorators: Vec::new(),
                    is_method: false,
                    span,
                }))
            }
            K::ListComprehension
            | K::SetComprehension
            | K::GeneratorExpression
            | K::DictionaryComprehension => self.comprehension(node),
            K::ListSplat | K::DictionarySplat | K::ListSplatPattern | K::DictionarySplatPattern => {
                let inner = self.children(node).first().copied();
                ExprKind::Star(self.boxed(inner, node))
            }
            K::NamedExpression => {
                let name = self
                    .field(node, F::Name)
                    .map(|n| self.name(n))
                    .unwrap_or_default();
                ExprKind::Named(name, self.boxed(self.field(node, F::Value), node))
            }
            K::Parenthesized | K::Type => {
                let children = self.children(node);
                match children.as_slice() {
                    [only] => self.expr(*only).kind,
                    _ => ExprKind::Opaque(
                        children.into_iter().map(|child| self.expr(child)).collect(),
                    ),
                }
            }
            K::Await | K::Yield => {
                let inner = self.children(node).first().copied();
                let is_yield = K::of(node) == K::Yield;
                let value = self.boxed(inner, node);
                if is_yield {
                    ExprKind::Yield(value)
                } else {
                    value.kind
                }
            }
            _ => ExprKind::Opaque(self.exprs(node)),
        }
    }

    fn call(&mut self, node: Node<'t>) -> ExprKind {
        let [function, arguments] = self.pair(node, [F::Function, F::Arguments]);
        let function = self.expr_or_opaque(function, node);
        let mut args = Vec::new();
        if let Some(list) = arguments {
            if K::of(list) == K::GeneratorExpression {
                args.push(ArgExpr {
                    name: None,
                    value: self.expr(list),
                });
            } else {
                for child in self.children(list) {
                    args.push(self.argument(child));
                }
            }
        }
        self.unit.n_calls += 1;
        ExprKind::Call(Box::new(CallExpr { function, args }))
    }

    fn argument(&mut self, child: Node<'t>) -> ArgExpr {
        match K::of(child) {
            K::KeywordArgument => {
                let [name, value] = self.pair(child, [F::Name, F::Value]);
                ArgExpr {
                    name: name.map(|n| self.name(n)),
                    value: self.expr_or_opaque(value, child),
                }
            }
            K::ListSplat => ArgExpr {
                name: Some(SmolStr::new_static("*")),
                value: self.expr(child),
            },
            K::DictionarySplat => ArgExpr {
                name: Some(SmolStr::new_static("**")),
                value: self.expr(child),
            },
            _ => ArgExpr {
                name: None,
                value: self.expr(child),
            },
        }
    }

    fn dictionary(&mut self, node: Node<'t>) -> ExprKind {
        let mut pairs = Vec::new();
        for child in self.children(node) {
            if K::of(child) == K::Pair {
                let [key, value] = self.pair(child, [F::Key, F::Value]);
                let key = self.expr_or_opaque(key, child);
                let value = self.expr_or_opaque(value, child);
                pairs.push((Some(key), value));
            } else {
                pairs.push((None, self.expr(child)));
            }
        }
        ExprKind::Dict(pairs)
    }

    fn comprehension(&mut self, node: Node<'t>) -> ExprKind {
        let is_dict = K::of(node) == K::DictionaryComprehension;
        let mut comprehension = Comprehension {
            body: Vec::new(),
            clauses: Vec::new(),
            conditions: Vec::new(),
            is_dict,
        };
        for child in self.children(node) {
            match K::of(child) {
                K::ForInClause => {
                    let target = self.expr_or_opaque(self.field(child, F::Left), child);
                    let iter = self.expr_or_opaque(self.field(child, F::Right), child);
                    comprehension.clauses.push((target, iter));
                }
                K::IfClause => comprehension.conditions.extend(self.exprs(child)),
                K::Pair => {
                    comprehension
                        .body
                        .push(self.expr_or_opaque(self.field(child, F::Key), child));
                    comprehension
                        .body
                        .push(self.expr_or_opaque(self.field(child, F::Value), child));
                }
                _ => comprehension.body.push(self.expr(child)),
            }
        }
        ExprKind::Comprehension(Box::new(comprehension))
    }

    fn string(&mut self, node: Node<'t>) -> ExprKind {
        if node.named_child_count() == 3
            && let Some(content) = node.named_child(1)
            && K::of(content) == K::StringContent
        {
            // The usual literal: start, content, end, and nothing to be put together.
            let text = self.text(content);
            self.note_string(text, node);
            return ExprKind::Literal(Literal::Str(SmolStr::new(bounded(text))));
        }
        let mut text = String::new();
        let mut parts = Vec::new();
        for child in self.children(node) {
            match K::of(child) {
                K::StringContent => text.push_str(self.text(child)),
                K::Interpolation => {
                    let inner = F::Expression.of(child);
                    parts.push(self.expr_or_opaque(inner, child));
                    text.push_str("{}");
                }
                _ => {}
            }
        }
        self.note_string(&text, node);
        if parts.is_empty() {
            ExprKind::Literal(Literal::Str(SmolStr::new(bounded(&text))))
        } else {
            ExprKind::FString(parts)
        }
    }

    fn concatenated(&mut self, node: Node<'t>) -> ExprKind {
        let mut text = String::new();
        let mut parts = Vec::new();
        for child in self.children(node) {
            match self.expr(child).kind {
                ExprKind::Literal(Literal::Str(piece)) => text.push_str(&piece),
                ExprKind::FString(inner) => parts.extend(inner),
                _ => {}
            }
        }
        if parts.is_empty() {
            ExprKind::Literal(Literal::Str(SmolStr::new(bounded(&text))))
        } else {
            ExprKind::FString(parts)
        }
    }
}

/// The first 2,000 bytes: longer literals are texts, and only their beginning is ever looked at.
pub(super) fn bounded(text: &str) -> &str {
    let mut end = text.len().min(2_000);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

fn integer(text: &str) -> Literal {
    if let Ok(plain) = text.parse() {
        return Literal::Int(plain);
    }
    let digits = text.replace('_', "");
    let lower = digits.to_ascii_lowercase();
    let parsed = if let Some(hex) = lower.strip_prefix("0x") {
        i64::from_str_radix(hex, 16).ok()
    } else {
        lower.trim_end_matches('l').parse().ok()
    };
    parsed.map_or(Literal::Float(f64::INFINITY), Literal::Int)
}
