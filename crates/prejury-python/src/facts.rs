//! What the parser knows of the Python of a submission, once every unit has been followed through.
//!
//! Consumers (signals, analyses) read these types and nothing else of this crate.

use std::ops::Deref;
use std::sync::Arc;

use prejury_core::{Issue, Location, Place};
use smallvec::SmallVec;
use smol_str::SmolStr;
use thin_vec::ThinVec;

use crate::keywords::Keywords;
use crate::line_starts::LineStarts;

/// All Python of a submission.
#[derive(Debug, Default)]
pub struct PythonFacts {
    /// Sorted by path.
    pub units: Vec<CodeUnit>,
    /// Every call seen, once per distinct combination of call site, callee and argument types, in order of (unit, position).
    pub calls: Vec<Call>,
    pub issues: Vec<Issue>,
}

/// Index of a unit in `PythonFacts::units`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct UnitIdx(pub u32);

/// Index of a call in `PythonFacts::calls`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CallIdx(pub u32);

/// Index of a definition in `CodeUnit::definitions`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct DefinitionIdx(pub u32);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum UnitKind {
    Script,
    Notebook,
}

/// Python that shares one namespace: a script, or all code cells of a notebook in order.
#[derive(Debug)]
pub struct CodeUnit {
    pub path: Arc<str>,
    pub kind: UnitKind,
    /// True for a notebook in which no code cell has an execution count or an output: it is judged on its code alone.
    pub stored_without_outputs: bool,
    /// Cells of a notebook in file order, markdown included; one code cell without number for a script.
    pub cells: Vec<Cell>,
    pub imports: Vec<Import>,
    pub definitions: Vec<Definition>,
    /// Assignments at any level, in order.
    pub assignments: Vec<Assignment>,
    /// Comments (`#`), commented-out code told apart from prose.
    pub comments: Vec<Comment>,
    /// `assert` statements.
    pub asserts: Vec<Assert>,
    /// Columns created by assignment to a subscript (`df["ratio"] = df["a"] / df["b"]`).
    pub new_columns: Vec<NewColumn>,
    /// Lines that hold code (neither blank nor only a comment nor inside a docstring).
    pub code_lines: u32,
    /// Shell lines and magics (`!pip install x`, `%%time`), with their place.
    pub magics: Vec<Magic>,
    /// String literals that are not docstrings, longest 2,000 bytes kept: URLs, paths, SQL, GraphQL.
    pub strings: Vec<StringFact>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum CellKind {
    Code,
    Markdown,
    Raw,
}

/// One cell. Its number is its index in `CodeUnit::cells` for notebooks.
#[derive(Debug)]
pub struct Cell {
    pub kind: CellKind,
    /// Source text with LF line ends.
    pub source: Arc<str>,
    pub execution_count: Option<u64>,
    pub outputs: Vec<Output>,
    /// How the cell stands in the run of its notebook.
    pub run: Run,
    /// Where its lines begin.
    pub lines: LineStarts,
}

/// Whether code was run, as far as the stored file shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Run {
    /// Never run in a notebook otherwise run.
    NotRun,
    /// Its stored output is an error.
    Failed,
    /// A script, or a notebook stored without outputs: nothing can be said.
    Unknown,
    /// It has an execution count or outputs.
    Ran,
}

/// One stored output of a cell. Image bytes are skipped, never decoded or copied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Output {
    /// Standard output or `text/plain`, at most 20,000 bytes kept.
    Text(Arc<str>),
    /// Standard error: warnings, progress, logs. It tells that something ran, and seldom what came out.
    Stderr(Arc<str>),
    /// An HTML table or other HTML, reduced to its text, at most 20,000 bytes kept.
    Html(Arc<str>),
    /// `image/png`, `image/svg+xml`, ...
    Image,
    /// Plotly, Vega, Bokeh, JavaScript.
    Interactive,
    /// `ename: evalue`.
    Error(Arc<str>),
    Widget,
}

/// How the code at some place is reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Reach {
    /// After `if False`, after a `return`, or in a branch that no value can select.
    Dead,
    /// In a function or class that nothing of the submission calls.
    Uncalled,
    /// At the top level, or in a function that live code calls, or in a library of functions whose caller is not handed in.
    Live,
}

/// A name brought in by an import.
#[derive(Debug, Clone)]
pub struct Import {
    /// Qualified name: `sklearn.model_selection.train_test_split`, `numpy`, `sklearn.*` for a star import.
    pub name: SmolStr,
    /// Name it is bound to in the unit.
    pub alias: SmolStr,
    /// Whether the unit reads that name anywhere (star imports of known libraries: whether anything came from it).
    pub used: bool,
    /// Path of the submission's own module that it resolves to.
    pub local: Option<Arc<str>>,
    pub place: CodePlace,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DefinitionKind {
    Function,
    Class,
    Lambda,
}

/// A `def`, `class` or named lambda.
#[derive(Debug, Clone)]
pub struct Definition {
    pub kind: DefinitionKind,
    /// `clean`, `Cleaner.fit` for a method, `outer.inner` for a nested function.
    pub name: SmolStr,
    pub parameters: Vec<SmolStr>,
    /// Qualified names of base classes.
    pub bases: Vec<SmolStr>,
    /// Qualified names of decorators (`fastapi.FastAPI.post`, `pytest.fixture`), with the literal of their first argument if any.
    pub decorators: Vec<(SmolStr, Option<SmolStr>)>,
    pub docstring: Option<Arc<str>>,
    /// Line on which the docstring begins, or the definition where it has none.
    pub docstring_line: u32,
    /// Number of comment lines inside the body or on the two lines above.
    pub comment_lines: u32,
    pub reach: Reach,
    /// Whether anything of the submission calls it (a decorated endpoint or a pytest test counts).
    pub called: bool,
    pub place: CodePlace,
}

/// A span of code in a unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CodePlace {
    pub unit: UnitIdx,
    /// Index in `CodeUnit::cells`.
    pub cell: u32,
    /// From 1 inside the cell.
    pub line: u32,
    pub end_line: u32,
}

/// One call, at one site, with one combination of argument types.
#[derive(Debug, Clone)]
pub struct Call {
    /// Qualified: `sklearn.linear_model.LogisticRegression` (construction), `sklearn.linear_model.LogisticRegression.fit`
    /// (method of an instance), `pandas.DataFrame.drop_duplicates`; `?.fit` when the receiver's type is unknown;
    /// `local:path.py:clean` for the candidate's own functions.
    pub callee: SmolStr,
    /// Where its last segment begins.
    pub(crate) method_start: u32,
    /// True for the read of an attribute that is not called (`model.coef_`, `token.lemma_`): it has no arguments.
    pub is_attribute: bool,
    /// Innermost definition around the call.
    pub function: Option<DefinitionIdx>,
    pub reach: Reach,
    pub run: Run,
    /// Whether the call stands in a loop or comprehension.
    pub in_loop: bool,
    pub place: CodePlace,
    /// Position in the order of the abstract run of its unit: an earlier call has a lower number.
    pub order: u32,
    /// The candidate's own function or class that is called: of several under one name, the one bound at the time.
    pub own: Option<(UnitIdx, DefinitionIdx)>,
    /// Unit whose run reached this call (the notebook, when the call stands in a helper module).
    pub caller: UnitIdx,
    /// The keywords it may be given: asked before the arguments are looked at.
    pub keywords: Keywords,
    /// Whether an argument may be a function or an object of the candidate's own: one of its types begins with `local:`.
    pub hands_own: bool,
    pub(crate) values: Box<CallValues>,
}

/// What goes into a call and what comes out: read as fields of the call. They stand apart, since most passes ask for names
/// and places only, and calls by the ten thousand are moved as their number grows.
#[derive(Debug, Clone)]
pub struct CallValues {
    pub receiver: Option<Value>,
    pub args: Vec<Arg>,
    /// What the call yields, with its roles.
    pub result: Value,
}

#[derive(Debug, Clone)]
pub struct Arg {
    /// Keyword, none for positional; `*`/`**` for unpacking.
    pub name: Option<SmolStr>,
    pub value: Value,
}

/// A literal, kept as written.
#[derive(Debug, Clone, PartialEq)]
pub enum Literal {
    Str(SmolStr),
    Int(i64),
    Float(f64),
    Bool(bool),
    None,
}

bitflags::bitflags! {
    /// Roles of data, followed through assignments, tuples, calls and pipelines.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
    pub struct Roles: u32 {
        /// Comes from the training part of a split (or a name such as `X_train` where nothing else is known).
        const TRAIN = 1;
        const VALIDATION = 1 << 1;
        const TEST = 1 << 2;
        /// Result of `predict`, `predict_proba`, `decision_function`, a network's call.
        const PREDICTED = 1 << 3;
        /// The target, or derived from it (`y`, a label column).
        const TARGET = 1 << 4;
        /// Went through a sampler (SMOTE, RandomUnderSampler, ...).
        const RESAMPLED = 1 << 5;
        /// Went through a scaler fitted on it or elsewhere.
        const SCALED = 1 << 6;
        /// Went through an encoder.
        const ENCODED = 1 << 7;
        /// Projection or embedding of data.
        const PROJECTED = 1 << 8;
        /// Cluster labels.
        const CLUSTER = 1 << 9;
        /// Chosen by a cross-validation fold rather than by a split kept aside.
        const FOLD = 1 << 10;
        /// Only its name says that it is the test part: a split of it makes new parts.
        const NAMED = 1 << 11;
    }
}

/// What is known of a value. Every field may be empty: unknown is not an error.
#[derive(Debug, Clone, Default)]
pub struct Value {
    /// Qualified types or functions it may be: an instance of `sklearn.svm.SVC` is `sklearn.svm.SVC`; sorted.
    pub types: SmallVec<[SmolStr; 1]>,
    pub roles: Roles,
    pub literal: Option<Literal>,
    /// Elements of a list, tuple, set or dict of values, at most 64; keys are in `keys` for dicts.
    pub elements: ThinVec<Value>,
    pub keys: ThinVec<SmolStr>,
    /// Variable or attribute it was read from (`X_train`, `self.model`), when the expression is a plain name.
    pub name: Option<SmolStr>,
    /// Calls that produced it or that it went through (`fit_transform` of a scaler, `train_test_split`), nearest last, at most 24.
    pub history: SmallVec<[CallIdx; 4]>,
    /// Columns of a frame, where literal names tell something of them.
    pub columns: Option<Arc<Columns>>,
}

/// What is known of the columns of a frame. Two values of one `frame` come from one frame by selections and drops.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Columns {
    /// Number of the frame in the run of its unit.
    pub frame: u32,
    /// The only columns left, when they were selected by name.
    pub only: Option<Vec<SmolStr>>,
    /// Columns that were dropped.
    pub without: Vec<SmolStr>,
    /// Columns that were added by name.
    pub with: Vec<SmolStr>,
}

impl Columns {
    /// The column, where one alone is left.
    pub fn one(&self) -> Option<&str> {
        match self.only.as_deref()? {
            [column] => Some(column),
            _ => None,
        }
    }

    /// Whether a column that the frame had is still there.
    pub fn keeps(&self, column: &str) -> bool {
        let holds = |names: &[SmolStr]| names.iter().any(|name| name == column);
        !holds(&self.without) && self.only.as_deref().is_none_or(holds)
    }
}

#[derive(Debug, Clone)]
pub struct Assignment {
    /// `y_pred`, `self.model`, `df["ratio"]` as written.
    pub target: SmolStr,
    pub value: Value,
    pub reach: Reach,
    pub run: Run,
    pub function: Option<DefinitionIdx>,
    pub place: CodePlace,
}

#[derive(Debug, Clone)]
pub struct NewColumn {
    /// Column name where it is a literal.
    pub column: Option<SmolStr>,
    /// Columns of the same frame read on the right-hand side, where they are literals.
    pub from: Vec<SmolStr>,
    /// Qualified names of calls on the right-hand side (`numpy.log1p`).
    pub calls: Vec<SmolStr>,
    /// Whether the right-hand side computes with an operator (`+ - * / ** > == &`).
    pub arithmetic: bool,
    pub reach: Reach,
    pub run: Run,
    pub place: CodePlace,
}

#[derive(Debug, Clone)]
pub struct Comment {
    pub text: SmolStr,
    /// Looks like code that was commented out.
    pub is_code: bool,
    pub place: CodePlace,
}

#[derive(Debug, Clone)]
pub struct Assert {
    /// A constant or a tuple: it can never fail.
    pub trivial: bool,
    pub function: Option<DefinitionIdx>,
    pub place: CodePlace,
}

#[derive(Debug, Clone)]
pub struct Magic {
    /// The whole line, such as `!pip install scikit-learn==1.4`.
    pub text: SmolStr,
    pub place: CodePlace,
}

#[derive(Debug, Clone)]
pub struct StringFact {
    pub text: Arc<str>,
    pub function: Option<DefinitionIdx>,
    pub reach: Reach,
    pub place: CodePlace,
}

impl PythonFacts {
    /// The place of `code` as a location of the report.
    pub fn location(&self, code: CodePlace) -> Location {
        let unit = &self.units[code.unit.0 as usize];
        let cell = (unit.kind == UnitKind::Notebook).then_some(code.cell);
        Location {
            path: unit.path.clone(),
            place: Place::Lines {
                cell,
                line: code.line,
                end_line: code.end_line,
            },
        }
    }
}

impl Output {
    /// The text that it shows, of whatever kind; none of pictures and widgets.
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) | Self::Stderr(text) | Self::Html(text) | Self::Error(text) => {
                Some(text)
            }
            Self::Image | Self::Interactive | Self::Widget => None,
        }
    }
}

impl Deref for Call {
    type Target = CallValues;

    #[inline]
    fn deref(&self) -> &CallValues {
        &self.values
    }
}

impl Call {
    /// The argument given by keyword `name`, or at `position` (from 0).
    pub fn arg(&self, name: &str, position: Option<usize>) -> Option<&Value> {
        self.keyword(name)
            .or_else(|| position.and_then(|at| self.positional(at)))
    }

    /// Types of the arguments, none where no function or object of the candidate's own is among them.
    pub fn own_handed(&self) -> impl Iterator<Item = &SmolStr> {
        let args = if self.hands_own { &*self.args } else { &[] };
        args.iter().flat_map(|arg| &arg.value.types)
    }

    /// The arguments, none where no keyword of `names` is given.
    pub fn args_given(&self, names: Keywords) -> &[Arg] {
        match self.keywords.may_hold(names) {
            true => &self.args,
            false => &[],
        }
    }

    pub fn keyword(&self, name: &str) -> Option<&Value> {
        if !self.keywords.may_hold(Keywords::of(name)) {
            return None;
        }
        self.args
            .iter()
            .find(|arg| arg.name.as_deref() == Some(name))
            .map(|arg| &arg.value)
    }

    /// Whether a call gives one number in the middle of data: no axis is given, `t.mean(1)` and `np.mean(t, 1)` included.
    pub fn is_center(&self) -> bool {
        let axis = usize::from(self.receiver.is_none());
        matches!(
            self.method(),
            "mean" | "median" | "mode" | "average" | "nanmean"
        ) && self.keyword("axis").is_none()
            && self.positional(axis).is_none()
    }

    pub fn positional(&self, position: usize) -> Option<&Value> {
        self.args
            .iter()
            .filter(|arg| arg.name.is_none())
            .nth(position)
            .map(|arg| &arg.value)
    }

    /// Last segment of the callee: the method or function name.
    #[inline]
    pub fn method(&self) -> &str {
        self.callee
            .get(self.method_start as usize..)
            .unwrap_or_default()
    }

    /// Where the last segment of `callee` begins: every analysis asks for it of every call.
    pub(crate) fn method_start_of(callee: &str) -> u32 {
        let end = callee.bytes().rposition(|byte| matches!(byte, b'.' | b':'));
        end.map_or(0, |at| u32::try_from(at + 1).unwrap_or(u32::MAX))
    }
}

impl Value {
    pub fn as_str(&self) -> Option<&str> {
        match &self.literal {
            Some(Literal::Str(text)) => Some(text),
            _ => None,
        }
    }

    pub fn is_a(&self, qualified: &str) -> bool {
        self.types.iter().any(|name| name == qualified)
    }
}
