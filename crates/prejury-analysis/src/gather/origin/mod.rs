//! Whose text it is: what the training organisation wrote, what an evaluator remarks, what a library or a framework says of itself,
//! a form that nobody filled, and what many candidates copied, is no evidence.
//!
//! A block set aside keeps its place and loses its words, so that no analysis meets them.

mod forms;
mod lists;
mod places;

use foldhash::HashSet;
use prejury_core::Issue;
use prejury_documents::{Block, BlockKind, Document, DocumentKind, Prose, paragraph_hash};
use rayon::prelude::*;

use self::lists::{Marks, SHARED_HASHES};

/// Different phrases of a mail from which a section is one.
const MIN_MAIL: usize = 2;
/// Words of a line that stands for a heading.
const MAX_HEADING: usize = 7;
/// Share of the words set aside from which the whole document is somebody else's.
const WHOLE_PERCENT: usize = 60;
/// The least number of blocks set aside for that.
const MIN_WHOLE: usize = 3;
/// Blocks that speak to the candidate from which a document is the organisation's, or a question to a machine.
const MIN_TOLD: usize = 4;
/// Blocks that speak of "the student" from which a document is written for whoever accompanies or assesses, where it speaks to
/// them in one of these.
const MIN_GUIDE: usize = 3;
/// Words of one's own below which a README was left as a framework wrote it.
const MIN_OWN_WORDS: usize = 24;

/// Why a text is not the candidate's (`reason` of the Issues `text.set-aside` and `text.set-aside-part`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Reason {
    Statement,
    Feedback,
    Form,
    Generated,
    Library,
}

impl Reason {
    pub(super) fn key(self) -> &'static str {
        match self {
            Self::Statement => "statement",
            Self::Feedback => "feedback",
            Self::Form => "form",
            Self::Generated => "generated",
            Self::Library => "library",
        }
    }
}

/// Takes the words away from every block that is not the candidate's, and says so. `prose` holds the words of all
/// blocks of `documents`, in order; `libraries` are the paths of those that are READMEs of libraries.
pub(super) fn set_aside(
    documents: &mut [Document],
    prose: &Prose,
    libraries: &HashSet<&str>,
) -> Vec<Issue> {
    let marks = lists::find(prose);
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
            let aside = if libraries.contains(&*document.path) {
                vec![Some(Reason::Library); document.blocks.len()]
            } else {
                decide(document, |number| marks.get(&(first + number)))
            };
            take_words(document, &aside)
        })
        .collect()
}

/// Empties the blocks set aside. None when the whole document is the candidate's.
fn take_words(document: &mut Document, aside: &[Option<Reason>]) -> Option<Issue> {
    let reason = aside.iter().flatten().min()?;
    let n_aside = aside.iter().flatten().count();
    for (block, reason) in document.blocks.iter_mut().zip(aside) {
        if reason.is_some() {
            block.text = "".into();
            block.links.clear();
        }
    }
    let path = document.path.clone();
    let issue = if n_aside == document.blocks.len() {
        Issue::at(path, "text.set-aside")
    } else {
        Issue::at(path, "text.set-aside-part").with("n", n_aside)
    };
    Some(issue.with("reason", reason.key()))
}

/// Which blocks of `document` are not the candidate's, and why.
fn decide<'m>(
    document: &Document,
    marks: impl Fn(usize) -> Option<&'m Marks>,
) -> Vec<Option<Reason>> {
    let blocks = &document.blocks;
    let whole = |reason| vec![Some(reason); blocks.len()];
    if let Some(reason) = places::by_folder(document) {
        return whole(reason);
    }
    if forms::is_unfilled(document) {
        return whole(Reason::Form);
    }
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
    if is_whole(document, &aside, &marks) {
        aside.fill(true);
    }
    set_titles_aside(document, &mut aside, &marks);
    let statement = |is_aside: bool| is_aside.then_some(Reason::Statement);
    let mut aside: Vec<Option<Reason>> = aside.into_iter().map(statement).collect();
    feedback(document, &mut aside, &marks);
    if prejury_intake::is_named_readme(&document.path) {
        generated(blocks, &mut aside, &marks);
    }
    aside
}

/// Sets aside what stands under headings that announce an evaluator's remarks or a list to be ticked. Under the title of a
/// text that is all of it; on a slide, the slide.
fn feedback<'m>(
    document: &Document,
    aside: &mut [Option<Reason>],
    marks: &impl Fn(usize) -> Option<&'m Marks>,
) {
    let blocks = &document.blocks;
    let mut first_heading = true;
    for (number, block) in blocks.iter().enumerate() {
        let BlockKind::Heading(level) = block.kind else {
            continue;
        };
        let is_title = std::mem::take(&mut first_heading) && !document.is_deck();
        let announced = marks(number).and_then(|marks| marks.feedback);
        // "Corrections après le retour du jury" tells what the candidate did.
        let opens = |at: usize| {
            let words = block.text[..at].split_whitespace();
            words
                .filter(|word| word.contains(char::is_alphabetic))
                .count()
                < 2
        };
        if !announced.is_some_and(opens) || !is_short(block) {
            continue;
        }
        let goes_on = |other: &&Block| match other.kind {
            _ if is_title => true,
            BlockKind::Heading(other) => other > level,
            _ => true,
        };
        let n_below = blocks[number + 1..].iter().take_while(goes_on).count();
        aside[number..=number + n_below].fill(Some(Reason::Feedback));
    }
}

/// Sets aside the sections of a README that a framework wrote, and all of it when little else is there.
fn generated<'m>(
    blocks: &[Block],
    aside: &mut [Option<Reason>],
    marks: &impl Fn(usize) -> Option<&'m Marks>,
) {
    let is_generated = |number: usize| marks(number).is_some_and(|marks| marks.is_generated);
    if !(0..blocks.len()).any(is_generated) {
        return;
    }
    let mut inside = false;
    let mut n_own_words = 0;
    for (number, block) in blocks.iter().enumerate() {
        let is_heading = matches!(block.kind, BlockKind::Heading(_));
        inside = is_generated(number) || inside && !is_heading;
        if inside {
            aside[number] = Some(Reason::Generated);
        } else if !is_heading && block.kind != BlockKind::Code && aside[number].is_none() {
            n_own_words += prejury_documents::words(&block.text).len();
        }
    }
    if n_own_words < MIN_OWN_WORDS {
        aside.fill(Some(Reason::Generated));
    }
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
            && (is_short(&blocks[number]) || lists::opens_with_heading(&blocks[number].text))
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

/// Sets aside what stands below the title of a statement under titles of its own, and in notebooks the titles of whose sections
/// nothing else is left: they were handed out with them.
fn set_titles_aside<'m>(
    document: &Document,
    aside: &mut [bool],
    marks: &impl Fn(usize) -> Option<&'m Marks>,
) {
    let blocks = &document.blocks;
    let mut statement: Option<(u8, Option<u32>)> = None;
    let mut at = 0;
    while at < blocks.len() {
        let end = section_end(blocks, at);
        let BlockKind::Heading(level) = blocks[at].kind else {
            at = end;
            continue;
        };
        // What is pasted into a notebook ends with its cell: titles of other cells are the candidate's, whatever their rank.
        let cell = blocks[at].location.cell();
        let is_below = statement.is_some_and(|(of, pasted)| level > of && cell == pasted);
        if is_below {
            aside[at..end].fill(true);
        } else {
            let is_statement = marks(at).is_some_and(|marks| marks.is_heading) && aside[at];
            // Under the title of a whole text stands the candidate's part, too.
            statement = (is_statement && level > 1).then_some((level, cell));
        }
        let prose = (at + 1..end).filter(|number| blocks[*number].kind != BlockKind::Code);
        if document.kind == DocumentKind::NotebookText
            && prose.clone().next().is_some()
            && prose.into_iter().all(|number| aside[number])
        {
            aside[at] = true;
        }
        at = end;
    }
}

fn is_short(block: &Block) -> bool {
    block.text.split_whitespace().take(MAX_HEADING + 1).count() <= MAX_HEADING
}

/// Whether nothing of the document is the candidate's: nearly all of it was set aside, its name says so too, or it speaks to the
/// candidate all along.
fn is_whole<'m>(
    document: &Document,
    aside: &[bool],
    marks: &impl Fn(usize) -> Option<&'m Marks>,
) -> bool {
    let n_aside = aside.iter().filter(|is_aside| **is_aside).count();
    if !matches!(
        document.kind,
        DocumentKind::NotebookText | DocumentKind::ScriptText
    ) {
        // Any guide says "vous devez": that counts beside a sentence of the statement.
        let is_told = |number: &usize| {
            marks(*number).is_some_and(|marks| marks.is_told || n_aside > 0 && marks.is_spoken)
        };
        let is_guide = |number: &usize| marks(*number).is_some_and(|marks| marks.is_guide);
        // A product for schools speaks of students, too: a guide tells somebody what to make of them.
        let speaks_to_assessor =
            |number: usize| lists::speaks_to_assessor(&document.blocks[number].text);
        let mut guiding = (0..aside.len()).filter(is_guide);
        if (0..aside.len()).filter(is_told).count() >= MIN_TOLD
            || guiding.clone().count() >= MIN_GUIDE && guiding.any(speaks_to_assessor)
        {
            return true;
        }
    }
    if n_aside == 0 {
        return false;
    }
    if places::may_be_given(&document.path) {
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

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(path: &str, text: &str) -> (Vec<String>, Vec<&'static str>) {
        let mut documents = [prejury_documents::markdown(path, text)];
        let prose = Prose::of(documents[0].blocks.iter().map(|block| &*block.text));
        let issues = set_aside(&mut documents, &prose, &HashSet::default());
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
        set_aside(&mut documents, &prose, &HashSet::default());
        let kept = documents[0]
            .blocks
            .iter()
            .map(|block| !block.text.is_empty());
        assert_eq!(kept.collect::<Vec<_>>(), [true, false, true]);
    }

    #[test]
    fn a_guide_to_whoever_assesses_is_set_aside() {
        let guide = "Note d'accompagnement\n\nVotre étudiant choisit un serveur, S3 et EC2 par exemple.\n\n\
            Assurez-vous que l'étudiant emploie PySpark.\n\n❒ L'apprenant a identifié les briques.\n";
        assert_eq!(kept("supports/grid.txt", guide).1, ["text.set-aside"]);
        let survey = format!("L'étudiant a accès à un ordinateur.\n\n{OWN}\n");
        assert_eq!(kept("note.md", &survey).1, [""; 0]);
        let product = "Si l'étudiant échoue, un exercice plus simple est proposé.\n\nL'étudiant peut revoir un cours.\n\n\
            Le tableau montre si l'étudiant progresse.\n";
        assert_eq!(kept("produit.md", product).1, [""; 0]);
        let told = product.replace("L'étudiant peut", "Demandez-lui ce que l'étudiant peut");
        assert_eq!(kept("produit.md", &told).1, ["text.set-aside"]);
    }

    #[test]
    fn what_stands_below_the_title_of_a_statement_is_part_of_it() {
        let text = format!(
            "# Fruits\n\n{OWN}\n\n## Votre mission\n\nUne chaîne de traitement.\n\n### Contraintes\n\nLe volume augmente.\n\n\
             ## Résultats\n\n{OWN}\n"
        );
        let (texts, _) = kept("README.md", &text);
        assert_eq!(texts, ["Fruits", OWN, "Résultats", OWN]);
    }

    #[test]
    fn a_title_goes_with_its_section_in_a_notebook() {
        let given = "## Choix de S3\n\nVous êtes Data Scientist chez Fruits & Co.";
        let own = format!("## Choix d'EMR\n\n{OWN}");
        let cells = [(0, given), (2, own.as_str())];
        let mut documents = [prejury_documents::notebook_text(
            "n.ipynb",
            cells.into_iter(),
        )];
        let prose = Prose::of(documents[0].blocks.iter().map(|block| &*block.text));
        set_aside(&mut documents, &prose, &HashSet::default());
        let kept = documents[0].blocks.iter().map(|block| &*block.text);
        assert_eq!(kept.collect::<Vec<_>>(), ["", "", "Choix d'EMR", OWN]);
    }

    #[test]
    fn a_title_of_another_cell_is_no_part_of_a_pasted_statement() {
        let given = "## Votre mission\n\nUne chaîne de traitement.\n\n### Contraintes\n\nLe volume augmente.";
        let own = format!("### Lecture des images\n\n{OWN}");
        let cells = [(0, given), (1, own.as_str())];
        let mut documents = [prejury_documents::notebook_text(
            "n.ipynb",
            cells.into_iter(),
        )];
        let prose = Prose::of(documents[0].blocks.iter().map(|block| &*block.text));
        set_aside(&mut documents, &prose, &HashSet::default());
        let kept = documents[0].blocks.iter().map(|block| &*block.text);
        let kept: Vec<&str> = kept.filter(|text| !text.is_empty()).collect();
        assert_eq!(kept, ["Lecture des images", OWN]);
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
