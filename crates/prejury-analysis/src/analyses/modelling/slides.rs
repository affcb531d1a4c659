//! Slides that present a modelling (C4.4.3): the approach, and several models side by side.

use prejury_core::{Evidence, Strength};
use prejury_documents::BlockKind;

use super::lists::{AGENDA, APPROACH, COMPARISON, METRIC, MODEL, Subjects};
use super::texts::{Account, Text};
use crate::sink::EvidenceSink;

/// Everything that one slide says.
struct Slide<'f> {
    /// The text that names most algorithms, else the first one.
    first: &'f Text<'f>,
    subjects: Subjects,
    algorithms: Vec<(u32, bool)>,
    n_approach: usize,
    has_number: bool,
    /// Algorithms named beside a score.
    n_scored: usize,
    n_images: u32,
    /// Says in so many words that it compares results or models.
    says_compared: bool,
    /// Says that it compares, whatever it is.
    compares: bool,
    /// Subjects of its title.
    heading: Subjects,
    /// Some text gives the score of a metric.
    gives_score: bool,
    /// Its title says so.
    is_titled_compared: bool,
    /// Its title says so, and names an algorithm.
    compares_named: bool,
    /// It announces the others.
    is_agenda: bool,
}

/// Slides that name models from which a deck presents one.
const MIN_MODEL_SLIDES: usize = 2;
/// The same without any score.
const MANY_MODEL_SLIDES: usize = 4;
/// Slides about the approach.
const MIN_APPROACH_SLIDES: usize = 2;

pub(super) fn find(deck: &Account<'_>, sink: &mut EvidenceSink) {
    let slides = slides(deck);
    let presents = |slide: &&Slide<'_>| {
        !slide.algorithms.is_empty()
            && slide.subjects & (MODEL | METRIC | COMPARISON | APPROACH) != 0
    };
    let models: Vec<&Slide<'_>> = slides.iter().filter(presents).collect();
    let has = |subjects: Subjects| {
        slides
            .iter()
            .any(|slide| slide.subjects & subjects == subjects)
    };
    let is_told = !models.is_empty() && has(METRIC | MODEL) && has(COMPARISON);
    let is_scored = models
        .iter()
        .any(|slide| slide.subjects & METRIC != 0 && slide.has_number);
    let is_table = slides.iter().any(|slide| slide.n_scored > 1);
    // One model that comes back is what the talk is about; several named once are a survey.
    let mut named: Vec<(u32, bool)> = slides
        .iter()
        .flat_map(|slide| slide.algorithms.iter().copied())
        .collect();
    named.sort_unstable();
    let comes_back = named
        .chunk_by(|one, other| one == other)
        .any(|slides| slides.len() >= MIN_MODEL_SLIDES);
    let is_presented = models.len() >= MIN_MODEL_SLIDES && is_scored
        || comes_back && !models.is_empty()
        || models.len() >= MANY_MODEL_SLIDES
        || is_told
        || is_table;
    if !is_presented {
        return;
    }
    for slide in &models {
        emit(slide, "slides.model", Strength::Written, sink);
    }
    let approach: Vec<&Slide<'_>> = slides
        .iter()
        .filter(|slide| {
            slide.n_approach > 0 && (slide.subjects & MODEL != 0 || !slide.algorithms.is_empty())
        })
        .collect();
    let n_steps = slides.iter().filter(|slide| slide.n_approach > 0).count();
    let is_shown = approach.len() >= MIN_APPROACH_SLIDES
        || !approach.is_empty() && n_steps > MIN_APPROACH_SLIDES;
    let strength = if is_shown {
        Strength::Written
    } else {
        Strength::Mentioned
    };
    for slide in &approach {
        emit(slide, "slides.approach", strength, sink);
    }
    // Each model scored on a slide of its own, and one of them kept.
    let mut scored: Vec<(u32, bool)> = slides
        .iter()
        .filter(|slide| slide.gives_score)
        .flat_map(|slide| slide.algorithms.iter().copied())
        .collect();
    scored.sort_unstable();
    scored.dedup();
    let is_in_turn = scored.len() > 1 && has(COMPARISON);
    for slide in &slides {
        let is_compared = slide.algorithms.len() > 1
            && (slide.subjects & COMPARISON != 0 || slide.n_scored > 1)
            || slide.compares_named;
        // A table or chart as a picture: the title says what it is.
        let is_pictured = slide.n_images > 0
            && (slide.says_compared || slide.compares && slide.heading & (MODEL | METRIC) != 0);
        let is_one_of = is_in_turn && slide.gives_score && !slide.algorithms.is_empty();
        if is_compared || is_pictured || is_one_of {
            let is_scored = slide.n_scored > 1 && slide.algorithms.len() > 1;
            let turn = if slide.is_titled_compared {
                -2
            } else {
                -i16::from(is_scored)
            };
            emit_in_turn(turn, slide, "slides.comparison", sink);
        }
    }
}

fn slides<'f>(deck: &'f Account<'f>) -> Vec<Slide<'f>> {
    let mut slides: Vec<Slide<'f>> = Vec::new();
    let mut number = None;
    for text in deck.texts.iter().filter(|text| text.block.kind.is_shown()) {
        let page = Account::page(text);
        if number != Some(page) {
            number = Some(page);
            slides.push(Slide {
                first: text,
                subjects: 0,
                algorithms: Vec::new(),
                n_approach: 0,
                has_number: false,
                n_scored: 0,
                n_images: images_of(deck, page),
                says_compared: false,
                is_titled_compared: false,
                compares: false,
                heading: 0,
                gives_score: false,
                compares_named: false,
                is_agenda: false,
            });
        }
        let Some(slide) = slides.last_mut() else {
            continue;
        };
        let has_number = text.block.text.bytes().any(|byte| byte.is_ascii_digit());
        slide.subjects |= text.subjects;
        slide.is_agenda |= text.is_heading() && text.is_about(AGENDA);
        slide.n_approach += usize::from(text.is_about(APPROACH));
        slide.has_number |= has_number;
        let is_scored = has_score(&text.block.text)
            && (text.block.kind == BlockKind::TableRow || text.subjects & METRIC != 0);
        if is_scored && !text.algorithms.is_empty() {
            slide.n_scored += text.algorithms.len();
        }
        if text.is_heading() {
            slide.heading |= text.subjects;
        }
        slide.gives_score |= text.subjects & METRIC != 0 && has_score(&text.block.text);
        slide.compares |=
            text.is_about(COMPARISON) && text.block.text.to_lowercase().contains("compar");
        let compares = says_compared(text);
        slide.says_compared |= compares;
        slide.is_titled_compared |= compares && text.is_heading();
        // The other model may be one that no list knows.
        slide.compares_named |= compares && text.is_heading() && !text.algorithms.is_empty();
        if text.algorithms.len() > slide.first.algorithms.len() {
            slide.first = text;
        }
        slide.algorithms.extend(&text.algorithms);
    }
    slides.retain(|slide| !slide.is_agenda);
    for slide in &mut slides {
        slide.algorithms.sort_unstable();
        slide.algorithms.dedup();
    }
    slides
}

/// Says in so many words that results or models are compared.
fn says_compared(text: &Text<'_>) -> bool {
    const RESULTS: &[&str] = &["performance", "result", "résultat", "score"];
    if !text.is_about(COMPARISON) {
        return false;
    }
    let said = text.block.text.to_lowercase();
    said.contains("compar")
        && (text.subjects & (MODEL | METRIC) != 0 || RESULTS.iter().any(|word| said.contains(word)))
}

/// A number with decimals, or a share: `0,78`, `93 %`.
fn has_score(text: &str) -> bool {
    let bytes = text.as_bytes();
    (1..bytes.len()).any(|at| {
        let digit_before = bytes[at - 1].is_ascii_digit();
        let digit_after = bytes.get(at + 1).is_some_and(u8::is_ascii_digit);
        matches!(bytes[at], b'.' | b',') && digit_before && digit_after
            || bytes[at] == b'%' && (digit_before || at > 1 && bytes[at - 2].is_ascii_digit())
    })
}

fn images_of(deck: &Account<'_>, number: u32) -> u32 {
    let mut pages = deck.document.pages.iter();
    pages
        .find(|page| page.number == number)
        .map_or(0, |page| page.images)
}

/// A slide that is called a comparison is shown before one that gives scores of several models, and that before the others.
fn emit_in_turn(turn: i16, slide: &Slide<'_>, signal: &str, sink: &mut EvidenceSink) {
    let first = slide.first;
    sink.push_in_turn(
        turn,
        Evidence {
            signal: signal.into(),
            strength: Strength::Written,
            supports: true,
            location: first.location().clone(),
            excerpt: first.block.text.to_string(),
            subject: None,
            related: Vec::new(),
        },
    );
}

fn emit(slide: &Slide<'_>, signal: &str, strength: Strength, sink: &mut EvidenceSink) {
    let first = slide.first;
    sink.found(
        signal,
        strength,
        first.location().clone(),
        &*first.block.text,
        None,
    );
}
