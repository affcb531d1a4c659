//! Everything read off one submission.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use prejury_core::Issue;
use prejury_documents::{Document, PhraseHit, Phrases, Prose};
use prejury_intake::Submission;
use prejury_python::PythonFacts;

use crate::callees::{Callees, Marked};
use crate::projects::Projects;

/// All facts of one submission: what every signal and analysis looks at.
#[derive(Debug)]
pub struct Facts<'a> {
    pub submission: &'a Submission,
    pub python: PythonFacts,
    /// READMEs, text files and the markdown cells of notebooks, sorted by path.
    pub documents: Vec<Document>,
    /// Decoded text of the small side files (manifests, workflows, Dockerfiles, Makefiles, shell), by path.
    pub side_files: BTreeMap<Arc<str>, Arc<str>>,
    /// Those of them that a program printed.
    pub run_logs: Vec<Arc<str>>,
    pub issues: Vec<Issue>,
    /// The projects of a repository that holds several.
    pub(crate) projects: Projects,
    /// The words of all documents; ask `find`.
    pub(crate) prose: OnceLock<Prose>,
    /// The calls by the name they call; ask `marked_calls`.
    pub(crate) callees: OnceLock<Callees>,
}

impl Facts<'_> {
    /// Words of every block of every document, in order; read once, when first asked for.
    pub(crate) fn prose(&self) -> &Prose {
        self.prose.get_or_init(|| {
            let blocks = self.documents.iter().flat_map(|document| &document.blocks);
            Prose::of(blocks.map(|block| &*block.text))
        })
    }

    /// Calls whose name `classify` (callee, last segment) gives a mark other than 0, in order, with the mark. It is asked
    /// once per distinct name.
    pub(crate) fn marked_calls<'s>(
        &'s self,
        classify: impl FnMut(&'s str, &'s str) -> u32,
    ) -> std::vec::IntoIter<Marked<'s>> {
        let callees = self.callees.get_or_init(|| Callees::of(&self.python));
        callees.marked(&self.python, classify)
    }

    /// Matches of `phrases` in the documents that the text affirms, sorted by document, block, word and phrase: what it
    /// denies ("aucun test", "no drift was found") or puts off ("il reste à") is none. Code blocks are searched too.
    pub(crate) fn find(&self, phrases: &Phrases) -> Vec<(&Document, PhraseHit)> {
        let firsts = self.first_blocks();
        let text = |block: usize| {
            let number = firsts.partition_point(|first| *first <= block) - 1;
            &*self.documents[number].blocks[block - firsts[number]].text
        };
        self.in_documents(phrases.find_affirmed(self.prose(), text))
    }

    /// The same with what is denied or put off: for what is treated by denying it, and for what only narrows a search.
    pub(crate) fn find_any(&self, phrases: &Phrases) -> Vec<(&Document, PhraseHit)> {
        self.in_documents(phrases.find_in(self.prose()))
    }

    /// The number of the first block of each document among all blocks.
    fn first_blocks(&self) -> Vec<usize> {
        let documents = self.documents.iter();
        documents
            .scan(0, |next, document| {
                let first = *next;
                *next += document.blocks.len();
                Some(first)
            })
            .collect()
    }

    /// Matches with their documents, numbered by the blocks of these.
    fn in_documents(&self, hits: Vec<PhraseHit>) -> Vec<(&Document, PhraseHit)> {
        let mut documents = self.documents.iter();
        let mut current = documents.next();
        let mut first = 0;
        let mut found = Vec::with_capacity(hits.len());
        for mut hit in hits {
            while let Some(document) =
                current.filter(|document| hit.block >= first + document.blocks.len())
            {
                first += document.blocks.len();
                current = documents.next();
            }
            let Some(document) = current else { break };
            hit.block -= first;
            // The words of a text that was set aside are still in the index.
            if !document.blocks[hit.block].text.is_empty() {
                found.push((document, hit));
            }
        }
        found
    }
}
