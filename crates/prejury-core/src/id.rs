//! Official codes of the référentiel: `C2.1.2` for a competence, `C2.1.2-CE4` for a criterion.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

/// A code that does not have the form of the référentiel's codes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdError(pub String);

impl fmt::Display for IdError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` is not a code such as C2.1.2 or C2.1.2-CE4", self.0)
    }
}

impl std::error::Error for IdError {}

/// Code of a competence, such as `C2.1.2` or `C1.1`. Ordered number by number, so that `C4.10` comes after `C4.9`.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CompetenceId {
    numbers: Vec<u8>,
    text: Arc<str>,
}

impl CompetenceId {
    /// The code as written in the référentiel.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Number of the bloc, the first number of the code.
    pub fn bloc(&self) -> u8 {
        self.numbers[0]
    }
}

impl FromStr for CompetenceId {
    type Err = IdError;

    fn from_str(text: &str) -> Result<Self, IdError> {
        let error = || IdError(text.to_owned());
        let digits = text.strip_prefix('C').ok_or_else(error)?;
        let numbers = digits
            .split('.')
            .map(|part| part.parse::<u8>().map_err(|_| error()))
            .collect::<Result<Vec<u8>, IdError>>()?;
        if numbers.len() < 2 {
            return Err(error());
        }
        Ok(Self {
            numbers,
            text: text.into(),
        })
    }
}

impl fmt::Display for CompetenceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.text)
    }
}

impl fmt::Debug for CompetenceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// Code of a criterion: a competence and the number of its CE, such as `C2.1.2-CE4`.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CriterionId {
    /// The competence that the criterion belongs to.
    pub competence: CompetenceId,
    /// Official number; numbers restart in each competence and may have gaps (C4.1 has no CE5).
    pub number: u8,
}

impl FromStr for CriterionId {
    type Err = IdError;

    fn from_str(text: &str) -> Result<Self, IdError> {
        let error = || IdError(text.to_owned());
        let (competence, number) = text.split_once("-CE").ok_or_else(error)?;
        Ok(Self {
            competence: competence.parse().map_err(|_| error())?,
            number: number.parse().map_err(|_| error())?,
        })
    }
}

impl fmt::Display for CriterionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&format!("{}-CE{}", self.competence, self.number))
    }
}

impl fmt::Debug for CriterionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_round_trip_and_sort_by_number() {
        let criterion: CriterionId = "C2.1.2-CE4".parse().unwrap();
        assert_eq!(criterion.to_string(), "C2.1.2-CE4");
        assert_eq!(criterion.competence.bloc(), 2);
        let nine: CompetenceId = "C4.9".parse().unwrap();
        let ten: CompetenceId = "C4.10".parse().unwrap();
        assert!(nine < ten);
    }

    #[test]
    fn other_texts_are_refused() {
        for text in ["", "C", "C2", "2.1.2", "C2.x", "C2.1-CE", "C2.1-CEx", "CE4"] {
            assert!(text.parse::<CriterionId>().is_err(), "{text}");
        }
    }
}
