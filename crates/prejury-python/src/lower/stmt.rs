//! Statements of tree-sitter → `Stmt`.

use std::sync::Arc;

use smol_str::SmolStr;
use tree_sitter::Node;

use super::Lowering;
use super::kinds::{F, K};
use crate::ast::*;
use crate::facts::{Assert, Definition, DefinitionIdx, DefinitionKind, Import, Literal, Reach};
use crate::semantics::dotted;

impl<'t> Lowering<'_, 't> {
    /// Statements of a block or module, in order.
    pub(super) fn statements(&mut self, node: Node<'t>) -> Vec<Stmt> {
        let mut body = Vec::new();
        if self.depth >= super::MAX_DEPTH {
            return body;
        }
        self.depth += 1;
        for child in self.children(node) {
            self.statement(child, &mut body);
        }
        self.depth -= 1;
        body
    }

    fn block(&mut self, node: Option<Node<'t>>) -> Vec<Stmt> {
        match node {
            Some(node) => self.statements(node),
            None => Vec::new(),
        }
    }

    fn statement(&mut self, node: Node<'t>, out: &mut Vec<Stmt>) {
        let span = self.span(node);
        let kind = match K::of(node) {
            K::ExpressionStatement => return self.expression_statement(node, out),
            K::Error | K::Block => {
                // What tree-sitter could still make out of a broken cell is followed like the rest.
                out.extend(self.statements(node));
                return;
            }
            K::If => self.if_statement(node),
            K::For => StmtKind::For {
                target: self.expr_or_opaque(self.field(node, F::Left), node),
                iter: self.expr_or_opaque(self.field(node, F::Right), node),
                body: self.block(self.field(node, F::Body)),
                orelse: self.alternative(node),
            },
            K::While => StmtKind::While {
                test: self.expr_or_opaque(self.field(node, F::Condition), node),
                body: self.block(self.field(node, F::Body)),
                orelse: self.alternative(node),
            },
            K::With => self.with_statement(node),
            K::Try => self.try_statement(node),
            K::Match => self.match_statement(node),
            K::FunctionDefinition => StmtKind::Function(self.function_definition(node, Vec::new())),
            K::ClassDefinition => StmtKind::Class(self.class_definition(node, Vec::new())),
            K::DecoratedDefinition => {
                let mut decorators = Vec::new();
                for child in self.children(node) {
                    if K::of(child) == K::Decorator {
                        let inner = self.children(child).first().copied();
                        decorators.push(self.expr_or_opaque(inner, child));
                    }
                }
                match self.field(node, F::Definition) {
                    Some(inner) if K::of(inner) == K::ClassDefinition => {
                        StmtKind::Class(self.class_definition(inner, decorators))
                    }
                    Some(inner) => StmtKind::Function(self.function_definition(inner, decorators)),
                    None => return,
                }
            }
            K::Return => {
                let value = self.children(node).first().copied();
                StmtKind::Return(value.map(|child| self.expr(child)))
            }
            K::Raise => {
                let value = self.children(node).first().copied();
                StmtKind::Jump(value.map(|child| self.expr(child)))
            }
            K::Break | K::Continue => StmtKind::Jump(None),
            K::Import => self.import(node),
            K::ImportFrom => self.import_from(node),
            K::FutureImport | K::Pass | K::Comment => return,
            K::Delete => {
                let targets: Vec<Expr> = self
                    .children(node)
                    .into_iter()
                    .map(|child| self.expr(child))
                    .collect();
                StmtKind::Delete(targets)
            }
            K::Global | K::Nonlocal => StmtKind::Global(
                self.children(node)
                    .into_iter()
                    .map(|child| self.name(child))
                    .collect(),
            ),
            K::Assert => {
                let parts: Vec<Expr> = self
                    .children(node)
                    .into_iter()
                    .map(|child| self.expr(child))
                    .collect();
                let trivial = parts.first().is_none_or(|test| {
                    matches!(&test.kind, ExprKind::Literal(_) | ExprKind::Tuple(_))
                        || matches!(&test.kind, ExprKind::Compare(_, operands) if operands.iter().all(|o| matches!(o.kind, ExprKind::Literal(_))))
                });
                self.unit.asserts.push(Assert {
                    trivial,
                    function: self.function,
                    place: self.place(node),
                });
                StmtKind::Assert(parts)
            }
            _ => {
                let expr = self.expr(node);
                StmtKind::Expr(expr)
            }
        };
        out.push(Stmt { kind, span });
    }

    fn expression_statement(&mut self, node: Node<'t>, out: &mut Vec<Stmt>) {
        let children = self.children(node);
        let several = children.len() > 1;
        let mut exprs = Vec::new();
        for child in children {
            let span = self.span(child);
            match K::of(child) {
                K::Assignment => {
                    if let Some(kind) = self.assignment(child) {
                        out.push(Stmt { kind, span });
                    }
                }
                K::AugmentedAssignment => {
                    let target = self.expr_or_opaque(self.field(child, F::Left), child);
                    let value = self.expr_or_opaque(self.field(child, F::Right), child);
                    out.push(Stmt {
                        kind: StmtKind::AugAssign { target, value },
                        span,
                    });
                }
                _ => exprs.push(self.expr(child)),
            }
        }
        if several && exprs.len() > 1 {
            let span = self.span(node);
            out.push(Stmt {
                kind: StmtKind::Expr(Expr {
                    kind: ExprKind::Tuple(exprs),
                    span,
                }),
                span,
            });
        } else {
            out.extend(exprs.into_iter().map(|expr| Stmt {
                span: expr.span,
                kind: StmtKind::Expr(expr),
            }));
        }
    }

    /// `a = b = value`: the targets in order. An annotation without value is dropped.
    fn assignment(&mut self, node: Node<'t>) -> Option<StmtKind> {
        let mut targets = Vec::new();
        let mut current = node;
        loop {
            // `x: int` has two children as well, and no value.
            let [left, right] = self.pair(current, [F::Left, F::Right]);
            let right = match right {
                Some(right) if K::of(right) == K::Type => None,
                right => right,
            };
            if let Some(left) = left {
                targets.push(self.expr(left));
            }
            let right = right?;
            if K::of(right) != K::Assignment || targets.len() > 16 {
                return Some(StmtKind::Assign {
                    targets,
                    value: self.expr(right),
                });
            }
            current = right;
        }
    }

    fn alternative(&mut self, node: Node<'t>) -> Vec<Stmt> {
        let else_clause = self.field(node, F::Alternative);
        self.block(else_clause.and_then(|clause| F::Body.of(clause)))
    }

    fn if_statement(&mut self, node: Node<'t>) -> StmtKind {
        let test = self.expr_or_opaque(self.field(node, F::Condition), node);
        let body = self.block(self.field(node, F::Consequence));
        let mut cursor = node.walk();
        let clauses: Vec<Node<'t>> = node
            .children_by_field_name("alternative", &mut cursor)
            .collect();
        // The chain of `elif` is nested from its end, without recursion: it may be long.
        let mut orelse = Vec::new();
        let mut parts = Vec::new();
        for clause in clauses {
            if K::of(clause) == K::ElifClause {
                let test = self.expr_or_opaque(self.field(clause, F::Condition), clause);
                let body = self.block(self.field(clause, F::Consequence));
                parts.push((self.span(clause), test, body));
            } else {
                orelse = self.block(self.field(clause, F::Body));
            }
        }
        // A chain longer than this is a generated table; its far end adds nothing and would nest too deep.
        parts.truncate(60);
        for (span, test, body) in parts.into_iter().rev() {
            orelse = vec![Stmt {
                kind: StmtKind::If { test, body, orelse },
                span,
            }];
        }
        StmtKind::If { test, body, orelse }
    }

    fn with_statement(&mut self, node: Node<'t>) -> StmtKind {
        let mut items = Vec::new();
        for clause in self.children(node) {
            if K::of(clause) != K::WithClause {
                continue;
            }
            for item in self.children(clause) {
                let Some(value) = self.field(item, F::Value) else {
                    continue;
                };
                if K::of(value) == K::AsPattern {
                    let parts = self.children(value);
                    let context = self.expr_or_opaque(parts.first().copied(), value);
                    let alias = self
                        .field(value, F::Alias)
                        .and_then(|alias| self.children(alias).first().copied());
                    let target = alias.map(|alias| self.expr(alias));
                    items.push((context, target));
                } else {
                    items.push((self.expr(value), None));
                }
            }
        }
        StmtKind::With {
            items,
            body: self.block(self.field(node, F::Body)),
        }
    }

    fn try_statement(&mut self, node: Node<'t>) -> StmtKind {
        let body = self.block(self.field(node, F::Body));
        let (mut handlers, mut orelse, mut finalbody) = (Vec::new(), Vec::new(), Vec::new());
        for clause in self.children(node) {
            match K::of(clause) {
                K::ExceptClause => {
                    let mut statements = Vec::new();
                    for child in self.children(clause) {
                        if K::of(child) == K::Block {
                            statements = self.statements(child);
                        }
                    }
                    handlers.push((None, statements));
                }
                K::ElseClause => orelse = self.block(self.field(clause, F::Body)),
                K::FinallyClause => {
                    finalbody = self
                        .children(clause)
                        .into_iter()
                        .flat_map(|child| self.statements(child))
                        .collect();
                }
                _ => {}
            }
        }
        StmtKind::Try {
            body,
            handlers,
            orelse,
            finalbody,
        }
    }

    fn match_statement(&mut self, node: Node<'t>) -> StmtKind {
        let subject = self.expr_or_opaque(self.field(node, F::Subject), node);
        let clauses = self
            .field(node, F::Body)
            .map(|body| self.children(body))
            .unwrap_or_default();
        let cases = clauses
            .into_iter()
            .map(|clause| self.block(self.field(clause, F::Consequence)))
            .collect();
        StmtKind::Match { subject, cases }
    }

    /// The docstring of a body, with the line on which it begins.
    fn docstring(&mut self, body: Option<Node<'t>>) -> Option<(Arc<str>, u32)> {
        let first = self.children(body?).first().copied()?;
        if K::of(first) != K::ExpressionStatement {
            return None;
        }
        let string = self.children(first).first().copied()?;
        if K::of(string) != K::String {
            return None;
        }
        let text = self
            .text(string)
            .trim_start_matches(['r', 'u', 'b', 'R', 'U', 'B'])
            .trim_start_matches(['"', '\''])
            .trim_end_matches(['"', '\''])
            .trim();
        (!text.is_empty()).then(|| (Arc::from(text), self.place(string).line))
    }

    fn define(
        &mut self,
        node: Node<'t>,
        kind: DefinitionKind,
        parameters: Vec<SmolStr>,
        bases: Vec<SmolStr>,
        decorators: &[Expr],
    ) -> (SmolStr, u32) {
        let name = self
            .field(node, F::Name)
            .map(|n| self.name(n))
            .unwrap_or_default();
        let qualified = if self.scope.is_empty() {
            name.clone()
        } else {
            dotted(&self.scope.join("."), &name)
        };
        let index = u32::try_from(self.unit.definitions.len()).unwrap_or(u32::MAX);
        let decorators = decorators
            .iter()
            .map(|decorator| (Self::dotted(decorator), first_literal(decorator)))
            .collect();
        let place = self.place(node);
        let (docstring, docstring_line) = match self.docstring(self.field(node, F::Body)) {
            Some((text, line)) => (Some(text), line),
            None => (None, place.line),
        };
        let definition = Definition {
            kind,
            name: qualified,
            parameters,
            bases,
            decorators,
            docstring,
            docstring_line,
            comment_lines: 0,
            reach: Reach::Uncalled,
            called: false,
            place,
        };
        self.unit.definitions.push(definition);
        (name, index)
    }

    fn function_definition(&mut self, node: Node<'t>, decorators: Vec<Expr>) -> Arc<Function> {
        let parameters = self
            .field(node, F::Parameters)
            .map(|n| self.parameters(n))
            .unwrap_or_default();
        let names = parameters
            .iter()
            .map(|parameter| parameter.name.clone())
            .collect();
        let (name, definition) = self.define(
            node,
            DefinitionKind::Function,
            names,
            Vec::new(),
            &decorators,
        );
        let is_static = decorators
            .iter()
            .any(|decorator| Self::dotted(decorator) == "staticmethod");
        let is_method = self.in_class && !is_static;
        let outer = (
            self.function.replace(DefinitionIdx(definition)),
            std::mem::replace(&mut self.in_class, false),
        );
        self.scope.push(name.clone());
        let body = self.block(self.field(node, F::Body));
        self.scope.pop();
        (self.function, self.in_class) = outer;
        Arc::new(Function {
            definition: Some(definition),
            name,
            parameters,
            body,
            decorators,
            is_method,
            span: self.span(node),
        })
    }

    fn class_definition(&mut self, node: Node<'t>, decorators: Vec<Expr>) -> Arc<Class> {
        let superclasses = self
            .field(node, F::Superclasses)
            .map(|n| self.children(n))
            .unwrap_or_default();
        let bases: Vec<Expr> = superclasses
            .into_iter()
            .filter(|child| K::of(*child) != K::KeywordArgument)
            .map(|child| self.expr(child))
            .collect();
        let base_names = bases.iter().map(Self::dotted).collect();
        let (name, definition) = self.define(
            node,
            DefinitionKind::Class,
            Vec::new(),
            base_names,
            &decorators,
        );
        let outer = std::mem::replace(&mut self.in_class, true);
        self.scope.push(name.clone());
        let body = self.block(self.field(node, F::Body));
        self.scope.pop();
        self.in_class = outer;
        Arc::new(Class {
            definition,
            name,
            bases,
            body,
            decorators,
        })
    }

    fn import(&mut self, node: Node<'t>) -> StmtKind {
        let mut cursor = node.walk();
        let names: Vec<Node<'t>> = node.children_by_field_name("name", &mut cursor).collect();
        let imported = names
            .into_iter()
            .map(|child| {
                let (module, alias) = self.aliased(child);
                let bound = alias
                    .clone()
                    .unwrap_or_else(|| SmolStr::new(module.split('.').next().unwrap_or(&module)));
                self.note_import(module.clone(), bound, node);
                ImportedName {
                    module,
                    level: 0,
                    name: None,
                    alias,
                }
            })
            .collect();
        StmtKind::Import(imported)
    }

    fn import_from(&mut self, node: Node<'t>) -> StmtKind {
        let module_node = self.field(node, F::ModuleName);
        let written = module_node.map(|n| self.text(n)).unwrap_or_default();
        let level =
            u32::try_from(written.bytes().take_while(|byte| *byte == b'.').count()).unwrap_or(0);
        let module = SmolStr::new(written.trim_start_matches('.'));
        let mut imported = Vec::new();
        let mut cursor = node.walk();
        let names: Vec<Node<'t>> = node.children_by_field_name("name", &mut cursor).collect();
        let is_star = self
            .children(node)
            .iter()
            .any(|child| K::of(*child) == K::WildcardImport);
        let star = is_star.then(|| (SmolStr::new_static("*"), None));
        for (name, alias) in names
            .into_iter()
            .map(|child| self.aliased(child))
            .collect::<Vec<_>>()
            .into_iter()
            .chain(star)
        {
            let bound = alias.clone().unwrap_or_else(|| name.clone());
            let qualified = if module.is_empty() {
                name.clone()
            } else {
                dotted(&module, &name)
            };
            self.note_import(qualified, bound, node);
            imported.push(ImportedName {
                module: module.clone(),
                level,
                name: Some(name),
                alias,
            });
        }
        StmtKind::Import(imported)
    }

    fn aliased(&self, node: Node<'t>) -> (SmolStr, Option<SmolStr>) {
        if K::of(node) == K::AliasedImport {
            let name = self
                .field(node, F::Name)
                .map(|n| self.name(n))
                .unwrap_or_default();
            (name, self.field(node, F::Alias).map(|n| self.name(n)))
        } else {
            (self.name(node), None)
        }
    }

    fn note_import(&mut self, name: SmolStr, alias: SmolStr, node: Node<'t>) {
        let used = alias == "*";
        self.unit.imports.push(Import {
            name,
            alias,
            used,
            local: None,
            place: self.place(node),
        });
    }
}

/// The literal text of a decorator's first argument: the route of `@app.post("/predict")`.
fn first_literal(decorator: &Expr) -> Option<SmolStr> {
    let ExprKind::Call(call) = &decorator.kind else {
        return None;
    };
    match &call.args.first()?.value.kind {
        ExprKind::Literal(Literal::Str(text)) => Some(text.clone()),
        _ => None,
    }
}
