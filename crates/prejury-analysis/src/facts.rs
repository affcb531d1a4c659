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
        self.each(phrases).collect()
    }

    /// The same one by one, for lists that match in most texts.
    pub(crate) fn each<'f, 'p>(
        &'f self,
        phrases: &'p Phrases,
    ) -> impl Iterator<Item = (&'f Document, PhraseHit)> + use<'f, 'p> {
        let mut blocks = Blocks::of(&self.documents);
        let text = move |block: usize| {
            let found = blocks.at(block);
            found.map_or("", |(document, block)| &*document.blocks[block].text)
        };
        in_documents(&self.documents, phrases.each_affirmed(self.prose(), text))
    }

    /// The same with what is denied or put off: for what is treated by denying it, and for what only narrows a search.
    pub(crate) fn find_any(&self, phrases: &Phrases) -> Vec<(&Document, PhraseHit)> {
        self.each_any(phrases).collect()
    }

    /// The same one by one.
    pub(crate) fn each_any<'f, 'p>(
        &'f self,
        phrases: &'p Phrases,
    ) -> impl Iterator<Item = (&'f Document, PhraseHit)> + use<'f, 'p> {
        in_documents(&self.documents, phrases.each_in(self.prose()))
    }
}

/// Matches with their documents, numbered by the blocks of these.
fn in_documents(
    documents: &[Document],
    hits: impl Iterator<Item = PhraseHit>,
) -> impl Iterator<Item = (&Document, PhraseHit)> {
    let mut blocks = Blocks::of(documents);
    hits.filter_map(move |mut hit| {
        let (document, block) = blocks.at(hit.block)?;
        hit.block = block;
        // The words of a text that was set aside are still in the index.
        (!document.blocks[block].text.is_empty()).then_some((document, hit))
    })
}

/// Goes through the blocks of all documents, which are numbered as one.
struct Blocks<'f> {
    documents: &'f [Document],
    /// Number of the first block of the first of them.
    first: usize,
}

impl<'f> Blocks<'f> {
    fn of(documents: &'f [Document]) -> Self {
        Self {
            documents,
            first: 0,
        }
    }

    /// The document of a block, and the number of the block in it; blocks are asked for in order.
    fn at(&mut self, block: usize) -> Option<(&'f Document, usize)> {
        while let [document, others @ ..] = self.documents {
            let in_document = block.checked_sub(self.first)?;
            if in_document < document.blocks.len() {
                return Some((document, in_document));
            }
            self.first += document.blocks.len();
            self.documents = others;
        }
        None
    }
}
