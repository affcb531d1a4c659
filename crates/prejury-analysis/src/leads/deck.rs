//! One deck of slides: number, words, time, pictures, charts, parts.

use std::sync::Arc;

use prejury_core::{Lead, Location, Place};
use prejury_documents::{BlockKind, Document, DocumentKind, Page};

use super::plan::{self, Plan, Touched};
use super::ranges;
use crate::Facts;

/// A normal pace, in words a minute.
const WORDS_A_MINUTE: u32 = 130;
/// Time that any slide takes, in seconds.
const MIN_SECONDS: u32 = 30;
/// Words from which a slide is read rather than looked at.
const DENSE: u32 = 80;
/// Words up to which a slide with a picture is a picture.
const PICTURE: u32 = 8;
/// Slides and words that a presentation has at least; less is a picture or a poster.
const MIN_SLIDES: usize = 3;
/// Slides of one deck that are looked at.
const MAX_SLIDES: usize = 1_000;
/// Decks that are read.
const MAX_DECKS: usize = 8;

#[derive(Debug)]
pub(super) struct Deck {
    pub(super) path: Arc<str>,
    is_pdf: bool,
    /// Leads that hold for every competence.
    pub(super) leads: Vec<Lead>,
    touched: Vec<Touched>,
}

pub(super) fn read(facts: &Facts<'_>) -> Vec<Deck> {
    let decks = facts.documents.iter().filter(|document| document.is_deck());
    decks
        .filter(|document| document.pages.len() >= MIN_SLIDES)
        .take(MAX_DECKS)
        .map(Deck::of)
        .collect()
}

impl Deck {
    fn of(document: &Document) -> Self {
        let number = |block: usize| match document.blocks.get(block)?.location.place {
            Place::Slide(number) | Place::Page(number) => Some(number),
            _ => None,
        };
        let n_slides = document.pages.iter().map(|page| page.number as usize).max();
        let n_slides = n_slides.unwrap_or(0).min(MAX_SLIDES);
        let mut deck = Self {
            path: document.path.clone(),
            is_pdf: document.kind == DocumentKind::Pdf,
            leads: Vec::new(),
            touched: plan::touched(document, n_slides, number),
        };
        deck.leads = deck.measured(document);
        deck
    }

    /// The place of one slide.
    pub(super) fn slide(&self, number: u32) -> Location {
        Location {
            path: self.path.clone(),
            place: if self.is_pdf {
                Place::Page(number)
            } else {
                Place::Slide(number)
            },
        }
    }

    /// Parts of the plan, with the slides that treat them.
    pub(super) fn follows(&self, plan: Plan) -> Vec<Lead> {
        let parts = plan::parts(plan, &self.touched);
        parts
            .into_iter()
            .map(|part| {
                let (lead, slides) = match part.slides.first() {
                    Some(first) => (
                        Lead::at(self.slide(*first), part.code),
                        ranges(&part.slides),
                    ),
                    None => (Lead::new(part.code), String::new()),
                };
                lead.with("slides", slides)
                    .with("n", part.slides.len())
                    .with("minutes", part.minutes)
            })
            .collect()
    }

    fn measured(&self, document: &Document) -> Vec<Lead> {
        let shown: Vec<&Page> = document
            .pages
            .iter()
            .filter(|page| !page.is_hidden)
            .collect();
        let n_words: u32 = shown.iter().map(|page| page.words).sum();
        let notes = notes(document);
        let seconds = shown.iter().map(|page| {
            let spoken = notes
                .get(page.number as usize)
                .copied()
                .filter(|words| *words > 0);
            let words = spoken.unwrap_or(page.words);
            (words * 60 / WORDS_A_MINUTE).max(MIN_SECONDS)
        });
        let minutes = (seconds.sum::<u32>() + 30) / 60;
        let n_slides = u32::try_from(shown.len()).unwrap_or(u32::MAX).max(1);
        let mut leads = vec![
            Lead::at(Location::file(self.path.clone()), "deck.length")
                .with("slides", n_slides)
                .with("words", n_words)
                .with("average", (n_words + n_slides / 2) / n_slides)
                .with("minutes", minutes),
        ];
        let mut of = |code, has: &dyn Fn(&Page) -> bool| {
            let numbers: Vec<u32> = shown
                .iter()
                .filter(|page| has(page))
                .map(|page| page.number)
                .collect();
            if let Some(first) = numbers.first() {
                leads.push(
                    Lead::at(self.slide(*first), code)
                        .with("slides", ranges(&numbers))
                        .with("n", numbers.len()),
                );
            }
        };
        of("deck.dense", &|page| page.words > DENSE);
        of("deck.pictures", &|page| {
            page.words <= PICTURE && page.images > 0
        });
        of("deck.charts-untitled", &|page| {
            page.charts.iter().any(|chart| chart.title.is_none())
        });
        leads
    }
}

/// Words of the speaker's notes, by the number of the slide.
fn notes(document: &Document) -> Vec<u32> {
    let mut words = Vec::new();
    for block in document
        .blocks
        .iter()
        .filter(|block| block.kind == BlockKind::Notes)
    {
        let Place::Slide(number) = block.location.place else {
            continue;
        };
        let number = (number as usize).min(MAX_SLIDES);
        if words.len() <= number {
            words.resize(number + 1, 0);
        }
        words[number] += u32::try_from(block.text.split_whitespace().count()).unwrap_or(u32::MAX);
    }
    words
}
