//! Bricks laid out on a page: the name of a service in one short line, what it is for in the bullets below.

use super::texts::{
    COMPUTE, COMPUTE_ROLE, SECURITY, STORAGE, STORAGE_ROLE, is_command, says_storing,
};
use crate::analyses::passages::{Passage, Passages, emit_in_turn};
use crate::sink::EvidenceSink;

/// A kind of brick, what it is for, and the signal of it. To name a guard is to say what it is for.
const BRICKS: [(u32, u32, &str); 3] = [
    (STORAGE, STORAGE_ROLE, "cloud.brick.storage"),
    (COMPUTE, COMPUTE_ROLE, "cloud.brick.compute"),
    (SECURITY, 0, "cloud.brick.security"),
];
const NAMES: u32 = STORAGE | COMPUTE | SECURITY;
/// Lines below a name in which its role may stand.
const BELOW: usize = 4;
/// Bricks from which a page lays out an architecture.
const MIN_BRICKS: usize = 2;

/// A brick that a text names with its role: the signal, the text and its turn.
pub(super) type Brick<'p> = (&'static str, &'p Passage, i16);

/// Turn of the first text on each brick: different bricks are shown before more of the same.
const FIRST: i16 = -20;

/// Shows the bricks, one of each kind first.
pub(super) fn show(mut bricks: Vec<Brick<'_>>, sink: &mut EvidenceSink) {
    bricks.sort_by_key(|(.., turn)| *turn);
    let mut kinds: Vec<&str> = Vec::new();
    for (signal, passage, turn) in bricks {
        let is_first = !kinds.contains(&signal);
        if is_first {
            kinds.push(signal);
        }
        let turn = if is_first { FIRST + turn } else { turn };
        emit_in_turn(sink, signal, passage, turn);
    }
}

/// Reads every page of the documents that have pages. The page with the most bricks is the one to open.
pub(super) fn on_pages(passages: &Passages) -> Vec<Brick<'_>> {
    let mut bricks = Vec::new();
    for page in passages.pages() {
        let found: Vec<(&Passage, &'static str)> = BRICKS
            .iter()
            .filter_map(|(brick, role, signal)| Some((laid_out(page, *brick, *role)?, *signal)))
            .collect();
        if found.len() < MIN_BRICKS {
            continue;
        }
        // Before any single text, which has a turn of -1 at most. A storage that is only read from or written to is a property
        // of what computes.
        let is_told = |(passage, signal): &(&Passage, &str)| {
            let says = says_storing(&passage.text) && !is_command(&passage.text);
            *signal != "cloud.brick.storage" || says
        };
        let n_told = found.iter().filter(|brick| is_told(brick)).count();
        let turn = -i16::try_from(n_told).unwrap_or(1);
        let on_page = found.into_iter();
        bricks.extend(on_page.map(|(passage, signal)| (signal, passage, turn)));
    }
    bricks
}

/// The text of a page that names the brick, where it or a line below says what it is for. A title only lists names.
fn laid_out(page: &[Passage], brick: u32, role: u32) -> Option<&Passage> {
    let texts: Vec<&Passage> = page.iter().filter(|passage| !passage.is_heading).collect();
    let named = (0..texts.len()).filter(|at| texts[*at].subjects & brick != 0);
    let told = named.filter(|at| {
        // A line that names several bricks lists them.
        if texts[*at].subjects & NAMES & !brick != 0 {
            return false;
        }
        let below = texts[at + 1..].iter().take(BELOW);
        let below = below.take_while(|passage| passage.subjects & NAMES & !brick == 0);
        texts[*at].is_about(role) || below.clone().any(|passage| passage.is_about(role))
    });
    // A command uses a brick: any other text says more of it.
    let mut told = told.map(|at| texts[at]).peekable();
    let first = told.peek().copied();
    told.find(|text| !is_command(&text.text)).or(first)
}

#[cfg(test)]
mod tests {
    use prejury_core::{Location, Place};

    use super::*;
    use crate::analyses::passages::Lexicon;
    use crate::analyses::testing::{facts, submission};

    fn passage(page: u32, text: &str, subjects: u32) -> Passage {
        let files = submission(&[("a.md", text)]);
        let facts = facts(&files);
        let mut passages = Passages::of(&facts, &Lexicon::new(&[""]));
        Passage {
            location: Location {
                path: "a.pdf".into(),
                place: Place::Page(page),
            },
            subjects,
            ..passages.all.remove(0)
        }
    }

    #[test]
    fn one_brick_of_each_kind_is_shown_first() {
        let text = |page| passage(page, "un service de stockage", STORAGE);
        let (first, second, third) = (text(1), text(2), text(3));
        let mut sink = EvidenceSink::default();
        show(
            vec![
                ("cloud.brick.storage", &first, 1),
                ("cloud.brick.storage", &second, 0),
                ("cloud.brick.compute", &third, 0),
            ],
            &mut sink,
        );
        let mut found = sink.into_found();
        found.sort_by_key(|one| one.turn);
        let pages = found.iter().map(|one| match one.evidence.location.place {
            Place::Page(page) => page,
            _ => 0,
        });
        assert_eq!(pages.collect::<Vec<_>>(), [2, 3, 1]);
    }

    #[test]
    fn a_role_stands_below_its_brick_and_before_the_next() {
        let page = [
            passage(9, "# S3, EC2, IAM", STORAGE | COMPUTE | SECURITY),
            passage(9, "S3 (Simple Storage Service)", STORAGE),
            passage(9, "permet de stocker", STORAGE_ROLE),
            passage(9, "EC2", COMPUTE),
            passage(9, "IAM", SECURITY),
            passage(9, "lancer des calculs", COMPUTE_ROLE),
        ];
        let text = |brick, role| laid_out(&page, brick, role).map(|passage| &*passage.text);
        assert_eq!(
            text(STORAGE, STORAGE_ROLE),
            Some("S3 (Simple Storage Service)")
        );
        assert_eq!(text(COMPUTE, COMPUTE_ROLE), None);
        assert_eq!(text(SECURITY, 0), Some("IAM"));
        assert_eq!(page[0].page(), Some(("a.pdf", 9)));
    }
}
