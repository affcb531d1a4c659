//! What is wrong with a configuration, each with its line.

use std::collections::BTreeMap;

/// One mistake. The sentence is the message `config-<code>` of `rules/messages/*.ftl`, filled with `args`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mistake {
    /// From 1; 0 when the file as a whole is meant.
    pub line: usize,
    pub wrong: Wrong,
    /// Values for the message. Untrusted text.
    pub args: BTreeMap<&'static str, String>,
}

/// In what way a value is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Wrong {
    Syntax,
    UnknownKey,
    WrongType,
    MissingKey,
    UnknownProfile,
    UnknownCompetence,
    UnknownCriterion,
    UnknownBloc,
    UnknownLanguage,
    BadGate,
    BadPattern,
    BadPath,
    BadDate,
    Empty,
    Together,
    TooMany,
}

impl Wrong {
    pub const ALL: [Wrong; 16] = [
        Wrong::Syntax,
        Wrong::UnknownKey,
        Wrong::WrongType,
        Wrong::MissingKey,
        Wrong::UnknownProfile,
        Wrong::UnknownCompetence,
        Wrong::UnknownCriterion,
        Wrong::UnknownBloc,
        Wrong::UnknownLanguage,
        Wrong::BadGate,
        Wrong::BadPattern,
        Wrong::BadPath,
        Wrong::BadDate,
        Wrong::Empty,
        Wrong::Together,
        Wrong::TooMany,
    ];

    /// End of the message's id.
    pub fn code(self) -> &'static str {
        match self {
            Wrong::Syntax => "syntax",
            Wrong::UnknownKey => "unknown-key",
            Wrong::WrongType => "wrong-type",
            Wrong::MissingKey => "missing-key",
            Wrong::UnknownProfile => "unknown-profile",
            Wrong::UnknownCompetence => "unknown-competence",
            Wrong::UnknownCriterion => "unknown-criterion",
            Wrong::UnknownBloc => "unknown-bloc",
            Wrong::UnknownLanguage => "unknown-language",
            Wrong::BadGate => "bad-gate",
            Wrong::BadPattern => "bad-pattern",
            Wrong::BadPath => "bad-path",
            Wrong::BadDate => "bad-date",
            Wrong::Empty => "empty",
            Wrong::Together => "together",
            Wrong::TooMany => "too-many",
        }
    }
}

impl Mistake {
    pub(crate) fn new(line: usize, wrong: Wrong) -> Self {
        Self {
            line,
            wrong,
            args: BTreeMap::new(),
        }
    }

    pub(crate) fn with(mut self, name: &'static str, value: impl ToString) -> Self {
        // A stranger's value in a sentence: enough of it to be recognised.
        let value = value.to_string().chars().take(120).collect();
        self.args.insert(name, value);
        self
    }
}
