//! Syntax trees of tree-sitter → `Module`: the compact tree of a unit, with its definitions, imports, comments and strings.

mod comments;
mod expr;
mod kinds;
mod stmt;

use foldhash::HashSet;
use std::sync::Arc;

use smallvec::SmallVec;
use smol_str::SmolStr;
use tree_sitter::{Node, TreeCursor};

use crate::ast::{Expr, Parameter, Span, Stmt};
use crate::facts::{
    Assert, CodePlace, Comment, Definition, DefinitionIdx, Import, StringFact, UnitIdx,
};
use crate::semantics::dotted;
use kinds::{F, K};

pub(crate) use comments::{first_error_line, looks_like_code};
pub(crate) use kinds::language;

/// Children of one node: few, and asked for at every node.
type Nodes<'t> = SmallVec<[Node<'t>; 6]>;

/// So many children are asked for one by one, each time from the first: a step of a cursor costs ten times more.
const FEW_CHILDREN: usize = 8;

/// Deeper expressions are left opaque, so that a hostile file cannot exhaust the stack.
const MAX_DEPTH: u32 = 120;

/// A unit after parsing, before anything is resolved.
#[derive(Debug, Default)]
pub(crate) struct Module {
    /// Statements by cell, in file order.
    pub(crate) cells: Vec<(u32, Vec<Stmt>)>,
    pub(crate) definitions: Vec<Definition>,
    pub(crate) imports: Vec<Import>,
    pub(crate) comments: Vec<Comment>,
    pub(crate) asserts: Vec<Assert>,
    pub(crate) strings: Vec<StringFact>,
    pub(crate) names_read: HashSet<SmolStr>,
    pub(crate) code_lines: u32,
    /// Calls written in it.
    pub(crate) n_calls: usize,
}

impl Module {
    /// Adds the code of one cell. Returns the first line that does not parse.
    pub(crate) fn add_cell<'t>(&mut self, cell: u32, text: &'t str, root: Node<'t>) -> Option<u32> {
        let first_comment = self.comments.len();
        self.comments.extend(comments::of_tree(cell, text, root));
        let first_definition = self.definitions.len();
        let mut lowering = Lowering {
            unit: self,
            text,
            cursor: root.walk(),
            cell,
            depth: 0,
            scope: Vec::new(),
            function: None,
            in_class: false,
        };
        let body = lowering.statements(root);
        self.cells.push((cell, body));
        let docstring_lines = comments::attach(
            &self.comments[first_comment..],
            &mut self.definitions[first_definition..],
        );
        let filled = text
            .lines()
            .map(str::trim_start)
            .filter(|line| !line.is_empty() && !line.starts_with('#'))
            .count();
        self.code_lines += u32::try_from(filled)
            .unwrap_or(u32::MAX)
            .saturating_sub(docstring_lines);
        root.has_error().then(|| comments::first_error_line(root))
    }
}

/// Lowers one cell.
struct Lowering<'m, 't> {
    unit: &'m mut Module,
    text: &'t str,
    /// One for all nodes: each new one would allocate.
    cursor: TreeCursor<'t>,
    cell: u32,
    depth: u32,
    /// Names of the definitions around the current node.
    scope: Vec<SmolStr>,
    function: Option<DefinitionIdx>,
    in_class: bool,
}

impl<'t> Lowering<'_, 't> {
    fn text(&self, node: Node<'t>) -> &'t str {
        self.text.get(node.byte_range()).unwrap_or_default()
    }

    fn name(&self, node: Node<'t>) -> SmolStr {
        SmolStr::new(self.text(node))
    }

    fn field(&self, node: Node<'t>, field: F) -> Option<Node<'t>> {
        field.of(node)
    }

    /// Named children without comments and line continuations.
    fn children(&mut self, node: Node<'t>) -> Nodes<'t> {
        let n_children = node.named_child_count();
        let is_code = |child: &Node<'t>| !matches!(K::of(*child), K::Comment | K::LineContinuation);
        if n_children <= FEW_CHILDREN {
            let numbers = (0..n_children).filter_map(|n| u32::try_from(n).ok());
            let children = numbers.filter_map(|number| node.named_child(number));
            return children.filter(is_code).collect();
        }
        let children = node.named_children(&mut self.cursor);
        children.filter(is_code).collect()
    }

    /// The two named children of a node that has two by the grammar; a broken one is asked for its fields.
    fn pair(&mut self, node: Node<'t>, fields: [F; 2]) -> [Option<Node<'t>>; 2] {
        let is_operand = |child: &Node<'t>| {
            !matches!(K::of(*child), K::Comment | K::LineContinuation | K::Error)
        };
        // As most are: no list of the children has to be made.
        if node.named_child_count() == 2 {
            let operands = [0, 1].map(|number| node.named_child(number).filter(is_operand));
            if operands.iter().all(Option::is_some) {
                return operands;
            }
        }
        match *self.children(node) {
            [first, second] if is_operand(&first) && is_operand(&second) => {
                [Some(first), Some(second)]
            }
            _ => fields.map(|field| self.field(node, field)),
        }
    }

    fn span(&self, node: Node<'t>) -> Span {
        let to_line = |row: usize| u32::try_from(row + 1).unwrap_or(u32::MAX);
        Span {
            cell: self.cell,
            line: to_line(node.start_position().row),
            end_line: to_line(node.end_position().row),
            start: u32::try_from(node.start_byte()).unwrap_or(u32::MAX),
        }
    }

    fn place(&self, node: Node<'t>) -> CodePlace {
        place_of(self.span(node))
    }

    fn note_string(&mut self, text: &str, node: Node<'t>) {
        // One-word literals are column names and options; calls carry them as arguments already.
        if text.len() < 6 {
            return;
        }
        let fact = StringFact {
            text: Arc::from(expr::bounded(text)),
            function: self.function,
            reach: crate::facts::Reach::Live,
            place: self.place(node),
        };
        self.unit.strings.push(fact);
    }

    fn parameters(&mut self, node: Node<'t>) -> Vec<Parameter> {
        let mut parameters = Vec::new();
        for child in self.children(node) {
            let mut parameter = Parameter {
                name: SmolStr::default(),
                default: None,
                annotation: None,
                star: false,
                double_star: false,
            };
            match K::of(child) {
                K::Identifier => parameter.name = self.name(child),
                K::DefaultParameter | K::TypedDefaultParameter => {
                    parameter.name = self
                        .field(child, F::Name)
                        .map(|n| self.name(n))
                        .unwrap_or_default();
                    parameter.default = self.field(child, F::Value).map(|n| self.expr(n));
                    parameter.annotation = self.field(child, F::Type).map(|n| self.expr(n));
                }
                K::TypedParameter => {
                    let inner = self.children(child).first().copied();
                    parameter.star = inner.is_some_and(|n| K::of(n) == K::ListSplatPattern);
                    parameter.double_star =
                        inner.is_some_and(|n| K::of(n) == K::DictionarySplatPattern);
                    parameter.name = inner
                        .map(|n| SmolStr::new(self.text(n).trim_start_matches('*')))
                        .unwrap_or_default();
                    parameter.annotation = self.field(child, F::Type).map(|n| self.expr(n));
                }
                K::ListSplatPattern => {
                    parameter.star = true;
                    parameter.name = SmolStr::new(self.text(child).trim_start_matches('*'));
                }
                K::DictionarySplatPattern => {
                    parameter.double_star = true;
                    parameter.name = SmolStr::new(self.text(child).trim_start_matches('*'));
                }
                _ => continue,
            }
            parameters.push(parameter);
        }
        parameters
    }

    /// A dotted expression as written (`torch.nn.Module`), for bases and decorators before names are resolved.
    fn dotted(expr: &Expr) -> SmolStr {
        match &expr.kind {
            crate::ast::ExprKind::Name(name) => name.clone(),
            crate::ast::ExprKind::Attribute(object, name) => dotted(&Self::dotted(object), name),
            crate::ast::ExprKind::Call(call) => Self::dotted(&call.function),
            _ => SmolStr::default(),
        }
    }
}

/// A span as a place; the unit's number is filled in when all units are known.
pub(crate) fn place_of(span: Span) -> CodePlace {
    CodePlace {
        unit: UnitIdx(0),
        cell: span.cell,
        line: span.line,
        end_line: span.end_line,
    }
}
