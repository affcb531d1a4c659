//! What is left of a check once its report is written.

use std::any::Any;

use prejury_documents::{Document, Prose};
use prejury_python::PythonFacts;

use crate::evidence_set::EvidenceSet;
use crate::facts::Facts;
use crate::restated::Restated;

/// What was read and found: tens of thousands of small pieces, which take their time to free.
///
/// A program that ends when its report is written leaves them to the end of the process ([`std::mem::forget`]); one that
/// goes on to the next submission frees them ([`Remains::free`]).
#[derive(Debug)]
pub struct Remains {
    python: PythonFacts,
    documents: Vec<Document>,
    prose: Option<Prose>,
    evidence: EvidenceSet,
    restated: Restated,
    /// Whatever else takes its time.
    others: Box<dyn Any + Send>,
}

impl Remains {
    pub(crate) fn of(facts: Facts<'_>, evidence: EvidenceSet, restated: Restated) -> Self {
        Self {
            python: facts.python,
            documents: facts.documents,
            prose: facts.prose.into_inner(),
            evidence,
            restated,
            others: Box::new((facts.side_files, facts.run_logs, facts.callees)),
        }
    }

    /// Frees everything beside whatever comes next.
    pub fn free(self) {
        let PythonFacts { units, calls, .. } = self.python;
        rayon::spawn(|| drop(calls));
        rayon::spawn(|| drop(units));
        let (documents, prose) = (self.documents, self.prose);
        rayon::spawn(|| drop((documents, prose)));
        let rest = (self.evidence, self.restated, self.others);
        rayon::spawn(|| drop(rest));
    }
}
