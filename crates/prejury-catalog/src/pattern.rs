//! What a signal can be recognised by: the closed vocabulary of patterns over facts.

use serde::Deserialize;
use smol_str::SmolStr;

use crate::lazy::{PathGlobs, TextRegex};
use crate::names::NameSet;

/// One pattern of a signal. A signal matches where one of its patterns does.
#[derive(Debug)]
pub enum Pattern {
    /// A call in the candidate's code.
    Call(Box<CallPattern>),
    /// A used import of one of these names.
    Import(NameSet),
    /// A definition of the candidate's own that is called.
    Definition(DefinitionPattern),
    /// A file of the submission.
    Path(PathGlobs),
    /// Phrases in documents.
    Text(TextPattern),
    /// Phrases in comments and docstrings; `blocks` is empty.
    Comment(TextPattern),
    /// Stored output text.
    Output(TextRegex),
    /// A string literal of live code.
    String(TextRegex),
    /// A magic or shell line of a notebook.
    Magic(TextRegex),
    /// The subject of a commit.
    Commit(TextRegex),
    /// A declared distribution; its name is compared in lower case with `-` for `_` and `.`.
    Dependency(NameSet),
}

/// What a call must look like; every condition that is given must hold.
#[derive(Debug, Default)]
pub struct CallPattern {
    /// The qualified callee; none when any callee will do.
    pub name: Option<NameSet>,
    /// Keywords that must be there, each with the texts that its literal, type or name may have.
    pub args: Vec<ArgPattern>,
    /// Some argument, or an element of a list argument, has one of these types.
    pub arg_types: Option<NameSet>,
    /// The receiver has one of these types.
    pub receiver: Option<NameSet>,
    /// Some argument carries one of these roles; empty when roles do not matter.
    pub roles: Vec<Role>,
    /// Only calls inside a function of the candidate's own.
    pub inside_function: bool,
    /// Only calls inside a loop or comprehension.
    pub in_loop: bool,
    /// No read of an attribute.
    pub called: bool,
}

/// A keyword argument and its accepted or refused values.
#[derive(Debug)]
pub struct ArgPattern {
    /// Name of the keyword.
    pub keyword: SmolStr,
    /// Texts of its literal, type or name.
    pub value: NameSet,
    /// Whether the keyword must have none of these texts rather than one.
    pub is_refused: bool,
}

/// A definition of the candidate's own.
#[derive(Debug)]
pub struct DefinitionPattern {
    /// Names, whatever their case.
    pub name: NameSet,
    /// Its kind; none when any will do.
    pub kind: Option<DefinitionKind>,
}

/// Phrases, one of which must be found.
#[derive(Debug)]
pub struct TextPattern {
    /// Phrases as written; stemming is up to whoever matches them.
    pub any: Vec<String>,
    /// Kinds of block to look at; empty for all.
    pub blocks: Vec<BlockFilter>,
    /// Whether a text that denies the phrase or puts it off counts, too.
    pub denied: bool,
    /// Whether only slides and reports are looked at: PDF, presentations, documents of a word processor.
    pub reports: bool,
}

/// Kind of definition.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DefinitionKind {
    /// `def`, methods included.
    Function,
    /// `class`.
    Class,
    /// A lambda bound to a name.
    Lambda,
}

/// Kind of block in a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum BlockFilter {
    /// A heading of any level.
    Heading,
    /// Running text.
    Paragraph,
    /// One item of a list.
    ListItem,
    /// One row of a table.
    TableRow,
    /// A block of code.
    Code,
}

/// Role of data in a submission, followed through its code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// Part of the training data.
    Train,
    /// Part of the validation data.
    Validation,
    /// Part of the test data.
    Test,
    /// Result of a prediction.
    Predicted,
    /// The target, or derived from it.
    Target,
    /// Went through a sampler.
    Resampled,
    /// Went through a scaler.
    Scaled,
    /// Went through an encoder.
    Encoded,
    /// A projection or embedding.
    Projected,
    /// Labels of clusters.
    Cluster,
}
