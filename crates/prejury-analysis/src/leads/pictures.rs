//! Slides whose title says what a criterion asks for and whose content is a picture, which is not read.

use std::sync::LazyLock;

use prejury_core::{CompetenceReport, Lead, Location, Place, Scope, Status};
use prejury_documents::{Block, Document, DocumentKind, Page, Phrases};

use crate::Facts;

const TITLES: &str = include_str!("../../../../rules/defence/picture-titles.txt");

/// Words beside the title up to which the picture is what the slide shows.
const MAX_BODY: usize = 12;
/// Pages of all decks that are looked at, and slides that are told of for one criterion.
const MAX_PAGES: usize = 2_000;
const MAX_TOLD: usize = 3;

struct Titles {
    phrases: Phrases,
    /// The criterion of each phrase.
    criteria: Vec<&'static str>,
}

static LISTED: LazyLock<Titles> = LazyLock::new(|| {
    let lines = TITLES.lines().filter(|line| !line.starts_with('#'));
    let pairs = lines.filter_map(|line| line.split_once(' '));
    let (criteria, phrases): (Vec<&str>, Vec<&str>) = pairs.unzip();
    Titles {
        phrases: Phrases::new(phrases),
        criteria,
    }
});

/// A picture under a title that may show what `criterion` asks for.
#[derive(Debug)]
pub(super) struct Picture {
    criterion: &'static str,
    lead: Lead,
}

/// All such pictures, in the order of documents and pages.
pub(super) fn read(facts: &Facts<'_>) -> Vec<Picture> {
    let is_paged =
        |document: &&Document| matches!(document.kind, DocumentKind::Slides | DocumentKind::Pdf);
    let pages: Vec<(&Document, &Page, &str)> = facts
        .documents
        .iter()
        .filter(is_paged)
        .flat_map(|document| document.pages.iter().map(move |page| (document, page)))
        .filter_map(|(document, page)| {
            let title = page
                .title
                .as_deref()
                .or_else(|| only_line(document, page))?;
            shows_picture(page, title).then_some((document, page, title))
        })
        .take(MAX_PAGES)
        .collect();
    if pages.is_empty() {
        return Vec::new();
    }
    let mut found: Vec<Picture> = Vec::new();
    for hit in LISTED.phrases.find(pages.iter().map(|(.., title)| *title)) {
        let (document, page, title) = pages[hit.block];
        let place = if document.kind == DocumentKind::Pdf {
            Place::Page(page.number)
        } else {
            Place::Slide(page.number)
        };
        let location = Location {
            path: document.path.clone(),
            place,
        };
        let criterion = LISTED.criteria[hit.phrase];
        let lead = Lead::at(location, "deck.titled-picture").with("title", title);
        let is_told = |other: &Picture| other.criterion == criterion && other.lead == lead;
        if !found
            .iter()
            .rev()
            .take_while(|other| other.lead == lead)
            .any(is_told)
        {
            found.push(Picture { criterion, lead });
        }
    }
    found
}

/// What names the subject of a slide whose title is a text box like any other: the longest of its few lines.
fn only_line<'d>(document: &'d Document, page: &Page) -> Option<&'d str> {
    if page.images == 0 || page.words as usize > MAX_BODY {
        return None;
    }
    // Blocks stand in the order of their pages.
    let number = |block: &Block| match block.location.place {
        Place::Page(number) | Place::Slide(number) => number,
        _ => 0,
    };
    let first = document
        .blocks
        .partition_point(|block| number(block) < page.number);
    let blocks = document.blocks[first..].iter();
    let lines = blocks.take_while(|block| number(block) == page.number);
    lines
        .map(|block| &*block.text)
        .max_by_key(|line| line.len())
}

fn shows_picture(page: &Page, title: &str) -> bool {
    let n_body = (page.words as usize).saturating_sub(title.split_whitespace().count());
    page.images > 0 && page.charts.is_empty() && !page.is_hidden && n_body <= MAX_BODY
}

/// Gives the criteria that lack something the pictures that may show it.
pub(super) fn attach(pictures: &[Picture], competences: &mut [CompetenceReport]) {
    if pictures.is_empty() {
        return;
    }
    let in_scope = competences
        .iter_mut()
        .filter(|competence| competence.scope == Scope::In);
    for criterion in in_scope.flat_map(|competence| &mut competence.criteria) {
        if !matches!(criterion.status, Status::Absent | Status::Partial) {
            continue;
        }
        let id = criterion.id.to_string();
        let own = pictures.iter().filter(|picture| picture.criterion == id);
        let leads = own.map(|picture| picture.lead.clone());
        criterion.leads.extend(leads.take(MAX_TOLD));
    }
}
