//! Node kinds of tree-sitter-python as an enum, looked up by number instead of by name.

use std::sync::LazyLock;

use tree_sitter::{Language, Node};

macro_rules! kinds {
    ($($variant:ident = $name:literal),* $(,)?) => {
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(super) enum K { Other, Error, $($variant),* }

        fn kind_of(name: &str) -> K {
            match name { "ERROR" => K::Error, $($name => K::$variant,)* _ => K::Other }
        }
    };
}

kinds! {
    AliasedImport = "aliased_import", ArgumentList = "argument_list", AsPattern = "as_pattern", Assert = "assert_statement",
    Assignment = "assignment", Attribute = "attribute", AugmentedAssignment = "augmented_assignment", Await = "await",
    BinaryOperator = "binary_operator", Block = "block", BooleanOperator = "boolean_operator", Break = "break_statement",
    Call = "call", CaseClause = "case_clause", ClassDefinition = "class_definition", Comment = "comment",
    ComparisonOperator = "comparison_operator", ConcatenatedString = "concatenated_string",
    Conditional = "conditional_expression", Continue = "continue_statement", DecoratedDefinition = "decorated_definition",
    Decorator = "decorator", DefaultParameter = "default_parameter", Delete = "delete_statement", Dictionary = "dictionary",
    DictionaryComprehension = "dictionary_comprehension", DictionarySplat = "dictionary_splat",
    DictionarySplatPattern = "dictionary_splat_pattern", DottedName = "dotted_name", ElifClause = "elif_clause",
    ElseClause = "else_clause", ExceptClause = "except_clause", ExpressionList = "expression_list",
    ExpressionStatement = "expression_statement", False = "false", FinallyClause = "finally_clause", Float = "float",
    ForInClause = "for_in_clause", For = "for_statement", FunctionDefinition = "function_definition",
    FutureImport = "future_import_statement", GeneratorExpression = "generator_expression", Global = "global_statement",
    Identifier = "identifier", If = "if_statement", IfClause = "if_clause", ImportFrom = "import_from_statement",
    Import = "import_statement", ImportPrefix = "import_prefix", Integer = "integer", Interpolation = "interpolation",
    KeywordArgument = "keyword_argument", Lambda = "lambda", LineContinuation = "line_continuation", List = "list",
    ListComprehension = "list_comprehension", ListPattern = "list_pattern", ListSplat = "list_splat",
    ListSplatPattern = "list_splat_pattern", Match = "match_statement", NamedExpression = "named_expression", None = "none",
    Nonlocal = "nonlocal_statement", NotOperator = "not_operator", Pair = "pair",
    Parenthesized = "parenthesized_expression", Pass = "pass_statement", PatternList = "pattern_list",
    Print = "print_statement", Raise = "raise_statement", RelativeImport = "relative_import", Return = "return_statement",
    Set = "set", SetComprehension = "set_comprehension", Slice = "slice", String = "string", StringContent = "string_content", Subscript = "subscript",
    True = "true", Try = "try_statement", Tuple = "tuple", TuplePattern = "tuple_pattern", Type = "type",
    TypedDefaultParameter = "typed_default_parameter", TypedParameter = "typed_parameter", UnaryOperator = "unary_operator",
    While = "while_statement", WildcardImport = "wildcard_import", With = "with_statement", WithClause = "with_clause",
    WithItem = "with_item", Yield = "yield",
}

/// The number that tree-sitter gives to what it could not parse, in every grammar.
const ERROR_ID: u16 = u16::MAX;

static KINDS: LazyLock<Vec<K>> = LazyLock::new(|| {
    let language = language();
    (0..language.node_kind_count())
        .map(|id| {
            language
                .node_kind_for_id(u16::try_from(id).unwrap_or(u16::MAX))
                .map_or(K::Other, kind_of)
        })
        .collect()
});

macro_rules! fields {
    ($($variant:ident = $name:literal),* $(,)?) => {
        /// A field of a node, asked for by number: a name would be searched for at every node.
        #[derive(Debug, Clone, Copy)]
        pub(super) enum F { $($variant),* }

        const FIELDS: &[&str] = &[$($name),*];
    };
}

fields! {
    Alias = "alias", Alternative = "alternative", Argument = "argument", Arguments = "arguments", Attribute = "attribute", Body = "body", Condition = "condition", Consequence = "consequence", Definition = "definition", Expression = "expression", Function = "function", Key = "key", Left = "left", ModuleName = "module_name", Name = "name", Object = "object", Operator = "operator", Operators = "operators", Parameters = "parameters", Right = "right", Subject = "subject", Superclasses = "superclasses", Type = "type", Value = "value",
}

static FIELD_IDS: LazyLock<Vec<u16>> = LazyLock::new(|| {
    let language = language();
    let id = |name: &&str| language.field_id_for_name(name).map_or(0, u16::from);
    FIELDS.iter().map(id).collect()
});

impl F {
    /// The child of `node` in this field.
    pub(super) fn of<'t>(self, node: Node<'t>) -> Option<Node<'t>> {
        node.child_by_field_id(FIELD_IDS[self as usize])
    }
}

/// The Python grammar.
pub(crate) fn language() -> Language {
    tree_sitter_python::LANGUAGE.into()
}

impl K {
    pub(super) fn of(node: Node<'_>) -> K {
        match node.kind_id() {
            ERROR_ID => K::Error,
            id => KINDS.get(usize::from(id)).copied().unwrap_or(K::Other),
        }
    }
}
