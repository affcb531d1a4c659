//! What makes a check fail: `absent`, `absent:auto`, `partial:C3.1.2`, several at once.

use prejury_catalog::{Catalog, Found, nearest};
use prejury_core::{CompetenceId, CriterionId, Kind, Status};

/// A criterion that meets one of the terms fails the check. No term fails nothing.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Gate {
    pub terms: Vec<Term>,
}

/// A status with what narrows it; all narrowings must hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    /// As it was written.
    pub text: String,
    /// `partial` refuses absent criteria, too.
    partial: bool,
    narrowings: Vec<Narrow>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Narrow {
    Kind(Kind),
    Bloc(u8),
    Competence(CompetenceId),
    Criterion(CriterionId),
}

const STATUSES: [&str; 2] = ["absent", "partial"];
const WORDS: [&str; 2] = ["auto", "assisted"];

impl Gate {
    /// Reads terms between commas. The error is the part that is not understood and the nearest known word.
    pub fn parse(text: &str, catalog: &Catalog) -> Result<Self, (String, Option<String>)> {
        let terms = text
            .split(',')
            .map(|term| Term::parse(term.trim(), catalog));
        Ok(Self {
            terms: terms.collect::<Result<_, _>>()?,
        })
    }

    /// The first term that refuses the criterion.
    pub fn refuses(&self, id: &CriterionId, kind: Kind, status: Status) -> Option<&Term> {
        self.terms
            .iter()
            .find(|term| term.refuses(id, kind, status))
    }
}

impl Term {
    fn parse(text: &str, catalog: &Catalog) -> Result<Self, (String, Option<String>)> {
        let mut parts = text.split(':');
        let status = parts.next().unwrap_or_default();
        if !STATUSES.contains(&status) {
            return Err(unknown(status, STATUSES.into_iter()));
        }
        Ok(Self {
            text: text.to_owned(),
            partial: status == "partial",
            narrowings: parts
                .map(|part| Narrow::parse(part, catalog))
                .collect::<Result<_, _>>()?,
        })
    }

    fn refuses(&self, id: &CriterionId, kind: Kind, status: Status) -> bool {
        let refused = match status {
            Status::Absent => true,
            Status::Partial => self.partial,
            _ => false,
        };
        refused
            && self.narrowings.iter().all(|narrow| match narrow {
                Narrow::Kind(wanted) => *wanted == kind,
                Narrow::Bloc(bloc) => id.competence.bloc() == *bloc,
                Narrow::Competence(competence) => id.competence == *competence,
                Narrow::Criterion(criterion) => id == criterion,
            })
    }
}

impl Narrow {
    fn parse(text: &str, catalog: &Catalog) -> Result<Self, (String, Option<String>)> {
        let bloc = text
            .strip_prefix("bloc")
            .and_then(|number| number.parse().ok())
            .filter(|number| catalog.blocs.iter().any(|bloc| bloc.number == *number));
        match (text, bloc) {
            ("auto", _) => return Ok(Self::Kind(Kind::Auto)),
            ("assisted", _) => return Ok(Self::Kind(Kind::Assisted)),
            (_, Some(number)) => return Ok(Self::Bloc(number)),
            _ => {}
        }
        match catalog.find(text) {
            Ok(Found::Competence(competence)) => Ok(Self::Competence(competence.id.clone())),
            Ok(Found::Criterion(criterion)) => Ok(Self::Criterion(criterion.id.clone())),
            Err(not_found) => {
                let blocs: Vec<String> = catalog
                    .blocs
                    .iter()
                    .map(|bloc| format!("bloc{}", bloc.number))
                    .collect();
                let words = WORDS.into_iter().chain(blocs.iter().map(String::as_str));
                let near = not_found.nearest.iter().map(String::as_str);
                Err(unknown(text, words.chain(near)))
            }
        }
    }
}

fn unknown<'a>(text: &str, known: impl Iterator<Item = &'a str>) -> (String, Option<String>) {
    let near = nearest(text, known, 1)
        .first()
        .map(|word| (*word).to_owned());
    (text.to_owned(), near)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(gate: &str, id: &str, kind: Kind, status: Status) -> bool {
        let gate = Gate::parse(gate, &Catalog::embedded().unwrap()).unwrap();
        gate.refuses(&id.parse().unwrap(), kind, status).is_some()
    }

    #[test]
    fn terms_narrow_by_kind_bloc_competence_and_criterion() {
        use Status::{Absent, Partial, Present};
        assert!(refused("absent", "C2.1.2-CE4", Kind::Auto, Absent));
        assert!(!refused("absent", "C2.1.2-CE4", Kind::Auto, Partial));
        assert!(refused("partial", "C2.1.2-CE4", Kind::Auto, Absent));
        assert!(!refused("partial", "C2.1.2-CE4", Kind::Auto, Present));
        assert!(!refused(
            "absent:auto",
            "C2.1.2-CE4",
            Kind::Assisted,
            Absent
        ));
        assert!(refused("partial:C3.1.2", "C3.1.2-CE1", Kind::Auto, Partial));
        assert!(!refused(
            "partial:C3.1.2",
            "C2.1.2-CE4",
            Kind::Auto,
            Partial
        ));
        assert!(refused(
            "absent:bloc3,partial:naive-baseline",
            "C2.1.2-CE4",
            Kind::Auto,
            Partial
        ));
        assert!(!refused(
            "absent:auto:bloc3",
            "C2.1.2-CE4",
            Kind::Auto,
            Absent
        ));
    }

    #[test]
    fn mistakes_name_the_nearest_word() {
        let catalog = Catalog::embedded().unwrap();
        let near = |text| Gate::parse(text, &catalog).unwrap_err();
        assert_eq!(
            near("absnt"),
            ("absnt".to_owned(), Some("absent".to_owned()))
        );
        assert_eq!(near("absent:auot").1.as_deref(), Some("auto"));
        assert_eq!(near("partial:C3.1.9").0, "C3.1.9");
        assert!(Gate::parse("", &catalog).is_err());
        assert!(Gate::parse("absent,", &catalog).is_err());
    }
}
