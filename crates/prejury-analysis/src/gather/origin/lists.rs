//! Phrases that tell whose text it is, and what each of them is a mark of.

use std::sync::LazyLock;

use foldhash::{HashMap, HashSet};
use prejury_documents::{Phrases, Prose, fold};

const ADDRESSED: &str = include_str!("../../../../../rules/origin/addressed.txt");
const HEADINGS: &str = include_str!("../../../../../rules/origin/headings.txt");
const MAIL: &str = include_str!("../../../../../rules/origin/mail.txt");
const TOLD: &str = include_str!("../../../../../rules/origin/told.txt");
const SPOKEN: &str = include_str!("../../../../../rules/origin/spoken.txt");
/// Bytes of a text that are looked at for whom it speaks to.
const MAX_READ: usize = 2_000;
const GUIDE: &str = include_str!("../../../../../rules/origin/guide.txt");
const FEEDBACK: &str = include_str!("../../../../../rules/origin/feedback.txt");
const GENERATED: &str = include_str!("../../../../../rules/origin/generated.txt");
const SHARED: &str = include_str!("../../../../../rules/origin/shared-paragraphs.txt");

/// Bytes of a text in which the heading that it begins with ends.
const MAX_OPENING: usize = 60;

static LISTS: LazyLock<Lists> = LazyLock::new(Lists::new);
pub(super) static SHARED_HASHES: LazyLock<HashSet<u64>> = LazyLock::new(|| {
    let hashes = lines(SHARED).map(|line| u64::from_str_radix(line, 16));
    hashes.filter_map(Result::ok).collect()
});

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mark {
    Addressed,
    Heading,
    Mail,
    Told,
    Spoken,
    Guide,
    Feedback,
    Generated,
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
            (TOLD, Mark::Told),
            (SPOKEN, Mark::Spoken),
            (GUIDE, Mark::Guide),
            (FEEDBACK, Mark::Feedback),
            (GENERATED, Mark::Generated),
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

/// Entries of a list, without its comments.
pub(super) fn lines(list: &'static str) -> impl Iterator<Item = &'static str> {
    list.lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
}

/// Whether a text without headings begins with one: `Compétences évaluées Prétraiter des données image ...`.
pub(super) fn opens_with_heading(text: &str) -> bool {
    let end = text.floor_char_boundary(MAX_OPENING);
    let text = fold(&text[..end]);
    lines(HEADINGS).any(|heading| text.trim_start().starts_with(&fold(heading)))
}

static READERS: LazyLock<HashSet<&str>> =
    LazyLock::new(|| lines(include_str!("../../../../../rules/origin/guide-reader.txt")).collect());
/// Words in -ez that order nothing.
const NO_ORDERS: &[&str] = &["assez", "chez", "nez", "rez"];

/// Whether a sentence on the candidate speaks to whoever accompanies or assesses.
pub(super) fn speaks_to_assessor(text: &str) -> bool {
    let text = fold(&text[..text.floor_char_boundary(MAX_READ)]);
    let mut words = text.split(|letter: char| !letter.is_alphanumeric());
    words.any(|word| {
        READERS.contains(word)
            || word.len() > 3 && word.ends_with("ez") && !NO_ORDERS.contains(&word)
    })
}

/// Marks found in one block.
#[derive(Debug, Default, Clone)]
pub(super) struct Marks {
    pub(super) is_addressed: bool,
    pub(super) is_heading: bool,
    pub(super) is_told: bool,
    pub(super) is_spoken: bool,
    pub(super) is_guide: bool,
    pub(super) is_generated: bool,
    /// Byte at which a remark of an evaluator or a list to be ticked is announced.
    pub(super) feedback: Option<usize>,
    /// Numbers of the phrases of mails.
    pub(super) mail: Vec<usize>,
}

/// Marks by the number of their block over all documents.
pub(super) fn find(prose: &Prose) -> HashMap<usize, Marks> {
    let mut marks: HashMap<usize, Marks> = HashMap::default();
    for hit in LISTS.phrases.find_in(prose) {
        let found = marks.entry(hit.block).or_default();
        match LISTS.marks[hit.phrase] {
            Mark::Addressed => found.is_addressed = true,
            Mark::Heading => found.is_heading = true,
            Mark::Mail => found.mail.push(hit.phrase),
            Mark::Told => found.is_told = true,
            Mark::Spoken => found.is_spoken = true,
            Mark::Guide => found.is_guide = true,
            Mark::Feedback => found.feedback = found.feedback.or(Some(hit.start)),
            Mark::Generated => found.is_generated = true,
        }
    }
    marks
}
