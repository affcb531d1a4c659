//! Whose text it is: what the training organisation wrote, and what many candidates copied, is no evidence.
//!
//! A block set aside keeps its place and loses its words, so that no analysis meets them.

use std::sync::LazyLock;

use foldhash::{HashMap, HashSet};
use prejury_core::Issue;
use prejury_documents::{Block, BlockKind, Document, Phrases, Prose, paragraph_hash};
use rayon::prelude::*;

const ADDRESSED: &str = include_str!("../../../../rules/origin/addressed.txt");
const HEADINGS: &str = include_str!("../../../../rules/origin/headings.txt");
const MAIL: &str = include_str!("../../../../rules/origin/mail.txt");
const FILES: &str = include_str!("../../../../rules/origin/files.txt");
const SHARED: &str = include_str!("../../../../rules/origin/shared-paragraphs.txt");

/// Different phrases of a mail from which a section is one.
const MIN_MAIL: usize = 2;
/// Words of a line that stands for a heading.
const MAX_HEADING: usize = 7;
/// Bytes of a text in which the heading that it begins with ends.
const MAX_OPENING: usize = 60;
/// Share of the words set aside from which the whole document is somebody else's.
const WHOLE_PERCENT: usize = 60;
/// The least number of blocks set aside for that.
const MIN_WHOLE: usize = 3;

static PHRASES: LazyLock<Lists> = LazyLock::new(Lists::new);
static SHARED_HASHES: LazyLock<HashSet<u64>> = LazyLock::new(|| {
    let hashes = lines(SHARED).map(|line| u64::from_str_radix(line, 16));
    hashes.filter_map(Result::ok).collect()
});

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mark {
    Addressed,
    Heading,
    Mail,
}

struct Lists {
    phrases: Phrases,
    marks: Vec<Mark>,
}

impl Lists {
    fn new() -> Self {
        let lists = [
            (ADDRESSED, Mark::Addressed),
            (HEADINGS, Mark::Heading),
            (MAIL, Mark::Mail),
        ];
        let marked = lists
            .into_iter()
            .flat_map(|(list, mark)| lines(list).map(move |line| (line, mark)));
        let (texts, marks): (Vec<&str>, Vec<Mark>) = marked.unzip();
        Self {
            phrases: Phrases::new(texts),
            marks,
        }
    }
}

fn lines(list: &'static str) -> impl Iterator<Item = &'static str> {
    list.lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
}

/// Marks found in one block.
#[derive(Debug, Default, Clone)]
struct Marks {
    is_addressed: bool,
    is_heading: bool,
    mail: Vec<usize>,
}

/// Takes the words away from every block that is not the candidate's, and says so. `prose` holds the words of all
/// blocks of `documents`, in order.
pub(super) fn set_aside(documents: &mut [Document], prose: &Prose) -> Vec<Issue> {
    let mut marks: HashMap<usize, Marks> = HashMap::default();
    for hit in PHRASES.phrases.find_in(prose) {
        let found = marks.entry(hit.block).or_default();
        match PHRASES.marks[hit.phrase] {
            Mark::Addressed => found.is_addressed = true,
            Mark::Heading => found.is_heading = true,
            Mark::Mail => found.mail.push(hit.phrase),
        }
    }
    let firsts: Vec<usize> = documents
        .iter()
        .scan(0, |next, document| {
            let first = *next;
            *next += document.blocks.len();
            Some(first)
        })
        .collect();
    documents
        .par_iter_mut()
        .zip(firsts)
        .filter_map(|(document, first)| {
            let aside = decide(document, |number| marks.get(&(first + number)));
            take_words(document, &aside)
        })
        .collect()
}

/// Empties the blocks set aside. None when the whole document is the candidate's.
fn take_words(document: &mut Document, aside: &[bool]) -> Option<Issue> {
    let n_aside = aside.iter().filter(|is_aside| **is_aside).count();
    if n_aside == 0 {
        return None;
    }
    for (block, is_aside) in document.blocks.iter_mut().zip(aside) {
        if *is_aside {
            block.text = "".into();
            block.links.clear();
        }
    }
    let path = document.path.clone();
    Some(if n_aside == document.blocks.len() {
        Issue::at(path, "text.set-aside")
    } else {
        Issue::at(path, "text.set-aside-part").with("n", n_aside)
    })
}

/// Which blocks of `document` are not the candidate's.
fn decide<'m>(document: &Document, marks: impl Fn(usize) -> Option<&'m Marks>) -> Vec<bool> {
    let blocks = &document.blocks;
    let mut aside: Vec<bool> = blocks
        .iter()
        .enumerate()
        .map(|(number, block)| {
            let is_addressed = marks(number).is_some_and(|marks| marks.is_addressed);
            block.kind != BlockKind::Code && (is_addressed || is_shared(block))
        })
        .collect();
    let mut at = 0;
    while at < blocks.len() {
        let end = section_end(blocks, at);
        set_section_aside(&blocks[at..end], &mut aside[at..end], |number| {
            marks(at + number)
        });
        at = end;
    }
    if is_whole(document, &aside) {
        aside.fill(true);
    }
    aside
}

fn is_shared(block: &Block) -> bool {
    !SHARED_HASHES.is_empty()
        && paragraph_hash(&block.text).is_some_and(|hash| SHARED_HASHES.contains(&hash))
}

/// First block after `at` that opens another section.
fn section_end(blocks: &[Block], at: usize) -> usize {
    let rest = blocks[at + 1..].iter();
    let opens = |block: &Block| matches!(block.kind, BlockKind::Heading(_));
    rest.clone()
        .position(opens)
        .map_or(blocks.len(), |length| at + 1 + length)
}

fn set_section_aside<'m>(
    blocks: &[Block],
    aside: &mut [bool],
    marks: impl Fn(usize) -> Option<&'m Marks>,
) {
    let mut mail: Vec<usize> = (0..blocks.len())
        .filter_map(&marks)
        .flat_map(|marks| marks.mail.iter().copied())
        .collect();
    mail.sort_unstable();
    mail.dedup();
    let is_heading = |number: usize| {
        marks(number).is_some_and(|marks| marks.is_heading)
            && (is_short(&blocks[number]) || opens_with_heading(&blocks[number]))
    };
    if is_heading(0) && is_short(&blocks[0]) {
        aside.fill(true);
        return;
    }
    if mail.len() >= MIN_MAIL {
        // A mail pasted into a notebook ends with its cell: what the candidate answers stands in others.
        let cells: HashSet<Option<u32>> = (0..blocks.len())
            .filter(|number| marks(*number).is_some_and(|marks| !marks.mail.is_empty()))
            .map(|number| blocks[number].location.cell())
            .collect();
        for (block, is_aside) in blocks.iter().zip(aside) {
            *is_aside |= cells.contains(&block.location.cell());
        }
        return;
    }
    // What follows an announcement ("Votre mission :") or an unfinished sentence of the statement is its list.
    let mut goes_on = false;
    for (number, block) in blocks.iter().enumerate() {
        let is_list = block.kind == BlockKind::ListItem;
        if aside[number] || is_heading(number) {
            aside[number] = true;
            goes_on = is_list && goes_on || block.text.trim_end().ends_with(':');
        } else if goes_on && is_list {
            aside[number] = true;
        } else {
            goes_on = false;
        }
    }
}

/// Whether a text without headings begins with one: `Compétences évaluées Prétraiter des données image ...`.
fn opens_with_heading(block: &Block) -> bool {
    let end = block.text.floor_char_boundary(MAX_OPENING);
    let text = prejury_documents::fold(&block.text[..end]);
    lines(HEADINGS).any(|heading| {
        text.trim_start()
            .starts_with(&prejury_documents::fold(heading))
    })
}

fn is_short(block: &Block) -> bool {
    block.text.split_whitespace().take(MAX_HEADING + 1).count() <= MAX_HEADING
}

/// Whether nothing of the document is the candidate's: nearly all of it was set aside, or its name says so too.
fn is_whole(document: &Document, aside: &[bool]) -> bool {
    let n_aside = aside.iter().filter(|is_aside| **is_aside).count();
    if n_aside == 0 {
        return false;
    }
    if is_given(&document.path) {
        return true;
    }
    let (mut n_words, mut n_words_aside) = (0, 0);
    for (block, is_aside) in document.blocks.iter().zip(aside) {
        let length = block.text.split_whitespace().count();
        n_words += length;
        n_words_aside += if *is_aside { length } else { 0 };
    }
    n_aside >= MIN_WHOLE && n_words_aside * 100 >= n_words * WHOLE_PERCENT
}

/// Whether a file lies where candidates keep what they were given, or is named like it.
fn is_given(path: &str) -> bool {
    let is_listed = |word: &str| lines(FILES).any(|listed| prejury_documents::fold(word) == listed);
    let (folders, name) = path.rsplit_once('/').unwrap_or(("", path));
    let first_word = name.split(|letter: char| !letter.is_alphanumeric()).next();
    folders.split('/').any(is_listed) || first_word.is_some_and(is_listed)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(path: &str, text: &str) -> (Vec<String>, Vec<&'static str>) {
        let mut documents = [prejury_documents::markdown(path, text)];
        let prose = Prose::of(documents[0].blocks.iter().map(|block| &*block.text));
        let issues = set_aside(&mut documents, &prose);
        let texts = documents[0]
            .blocks
            .iter()
            .map(|block| block.text.to_string());
        (
            texts.filter(|text| !text.is_empty()).collect(),
            issues.iter().map(|issue| issue.code).collect(),
        )
    }

    const OWN: &str = "Nous avons choisi de garder les colonnes remplies à plus de la moitié, \
        car les autres ne disent rien du besoin du client, puis nous avons comparé trois modèles sur la partie de test.";

    #[test]
    fn a_statement_in_a_readme_is_set_aside_and_the_rest_stays() {
        let text = format!(
            "# Projet\n\nVous êtes Data Scientist chez Fruits & Co, une jeune entreprise :\n\n- vendre mieux\n\n{OWN}\n"
        );
        let (texts, issues) = kept("README.md", &text);
        assert_eq!(texts.len(), 2, "{texts:?}");
        assert_eq!(issues, ["text.set-aside-part"]);
    }

    #[test]
    fn a_mail_in_a_notebook_ends_with_its_cell() {
        let cells = [
            (0, "# Requête"),
            (1, "Pourrais-tu tester cette API ? Merci d'avance."),
            (2, OWN),
        ];
        let mut documents = [prejury_documents::notebook_text(
            "n.ipynb",
            cells.into_iter(),
        )];
        let prose = Prose::of(documents[0].blocks.iter().map(|block| &*block.text));
        set_aside(&mut documents, &prose);
        let kept = documents[0]
            .blocks
            .iter()
            .map(|block| !block.text.is_empty());
        assert_eq!(kept.collect::<Vec<_>>(), [true, false, true]);
    }

    #[test]
    fn a_report_to_a_client_stays() {
        let text = "# Rapport\n\nVous trouverez ci-dessous nos conclusions : vous pouvez cibler vos clients fidèles.\n";
        assert_eq!(kept("rapport.md", text).0.len(), 2);
    }

    #[test]
    fn mails_grids_and_files_of_the_organisation_are_set_aside() {
        let mail = "# Mail\n\nBonjour, je te laisse regarder les données.\n\nMerci d'avance, bon courage !\n";
        assert_eq!(kept("mail.md", mail), (vec![], vec!["text.set-aside"]));
        let grid =
            format!("# Suite\n\n{OWN}\n\n## Compétences évaluées\n\n- Transformer les variables\n");
        assert_eq!(kept("README.md", &grid).0.len(), 2);
        let brief = format!("# Fruits\n\nVous devrez fournir un tableau.\n\n{OWN}\n");
        assert_eq!(kept("énoncé/projet.md", &brief).1, ["text.set-aside"]);
    }
}
