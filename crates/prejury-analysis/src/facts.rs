//! Everything read off one submission.

use std::collections::BTreeMap;
use std::sync::Arc;

use prejury_core::Issue;
use prejury_documents::Document;
use prejury_intake::Submission;
use prejury_python::PythonFacts;

/// All facts of one submission: what every signal and analysis looks at.
#[derive(Debug)]
pub struct Facts<'a> {
    pub submission: &'a Submission,
    pub python: PythonFacts,
    /// READMEs, text files and the markdown cells of notebooks, sorted by path.
    pub documents: Vec<Document>,
    /// Decoded text of the small side files (manifests, workflows, Dockerfiles, Makefiles, shell), by path.
    pub side_files: BTreeMap<Arc<str>, Arc<str>>,
    pub issues: Vec<Issue>,
}
