//! Parts of the expected plan, and the slides that treat them.

use std::sync::LazyLock;

use prejury_documents::{BlockKind, Document, Phrases};

/// A plan of the defence; its name is that of a line of `rules/defence/plans.txt`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Plan {
    General,
    Scoring,
    BigData,
}

const PLANS: &str = include_str!("../../../../rules/defence/plans.txt");

/// Parts by name, with the code of their lead and their words. What only announces other slides comes last.
const PARTS: &[(&str, &str, &str)] = &[
    (
        "problem",
        "plan.problem",
        include_str!("../../../../rules/defence/problem.txt"),
    ),
    (
        "modelling",
        "plan.modelling",
        include_str!("../../../../rules/defence/modelling.txt"),
    ),
    (
        "deployment",
        "plan.deployment",
        include_str!("../../../../rules/defence/deployment.txt"),
    ),
    (
        "drift",
        "plan.drift",
        include_str!("../../../../rules/defence/drift.txt"),
    ),
    (
        "dashboard",
        "plan.dashboard",
        include_str!("../../../../rules/defence/dashboard.txt"),
    ),
    (
        "cloud",
        "plan.cloud",
        include_str!("../../../../rules/defence/cloud.txt"),
    ),
    (
        "processing",
        "plan.processing",
        include_str!("../../../../rules/defence/processing.txt"),
    ),
    (
        "demonstration",
        "plan.demonstration",
        include_str!("../../../../rules/defence/demonstration.txt"),
    ),
    (
        "synthesis",
        "plan.synthesis",
        include_str!("../../../../rules/defence/synthesis.txt"),
    ),
];
const AGENDA: &str = include_str!("../../../../rules/defence/agenda.txt");

/// Number of parts; the agenda comes after them.
const N_PARTS: usize = PARTS.len();

struct Lexicon {
    phrases: Phrases,
    /// Part of each phrase.
    parts: Vec<usize>,
}

static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| {
    let lists = PARTS.iter().map(|(_, _, list)| *list).chain([AGENDA]);
    let (texts, parts): (Vec<&str>, Vec<usize>) = lists
        .enumerate()
        .flat_map(|(number, list)| lines(list).map(move |line| (line, number)))
        .unzip();
    Lexicon {
        phrases: Phrases::new(texts),
        parts,
    }
});

fn lines(list: &str) -> impl Iterator<Item = &str> {
    list.lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
}

/// What one slide speaks of: how often its title and its body touch each part.
#[derive(Debug, Clone, Default)]
pub(super) struct Touched {
    title: [u32; N_PARTS],
    body: [u32; N_PARTS],
    /// It only announces other slides.
    is_agenda: bool,
}

/// Phrases by which the body of a slide begins another part, whatever its title.
const MIN_BODY: u32 = 3;

/// Words of a line that completes a title.
const MAX_TITLE: usize = 6;

/// What the slides of a deck touch, by their number from 1.
pub(super) fn touched(
    document: &Document,
    n_slides: usize,
    number: impl Fn(usize) -> Option<u32>,
) -> Vec<Touched> {
    let mut slides = vec![Touched::default(); n_slides];
    let lexicon = &*LEXICON;
    for hit in lexicon
        .phrases
        .find(document.blocks.iter().map(|block| &*block.text))
    {
        let Some(slide) =
            number(hit.block).and_then(|number| slides.get_mut((number as usize).checked_sub(1)?))
        else {
            continue;
        };
        let kind = document.blocks[hit.block].kind;
        let is_title = is_title(document, hit.block);
        let part = lexicon.parts[hit.phrase];
        let weights = if is_title {
            &mut slide.title
        } else {
            &mut slide.body
        };
        match weights.get_mut(part) {
            Some(weight) => *weight += u32::from(kind.is_shown()),
            None => slide.is_agenda |= is_title,
        }
    }
    slides
}

/// The title of a slide, or a short line right below it: "Partie 2" says less than "Modélisation" beneath it.
fn is_title(document: &Document, block: usize) -> bool {
    let is_heading = |at: usize| matches!(document.blocks[at].kind, BlockKind::Heading(_));
    let is_line = || {
        document.blocks[block].kind == BlockKind::Paragraph
            && document.blocks[block].text.split_whitespace().count() <= MAX_TITLE
    };
    is_heading(block) || block > 0 && is_heading(block - 1) && is_line()
}

/// A part of a plan with the slides that treat it.
pub(super) struct Part {
    pub(super) code: &'static str,
    pub(super) minutes: u32,
    pub(super) slides: Vec<u32>,
}

/// Parts of `plan` in the order in which the deck treats them; those that no slide treats come last.
pub(super) fn parts(plan: Plan, slides: &[Touched]) -> Vec<Part> {
    let planned = planned(plan);
    let mut parts: Vec<Part> = planned
        .iter()
        .map(|(part, minutes)| Part {
            code: PARTS[*part].1,
            minutes: *minutes,
            slides: Vec::new(),
        })
        .collect();
    let mut current: Option<usize> = None;
    for (slide, number) in slides.iter().zip(1..) {
        if slide.is_agenda {
            continue;
        }
        // A slide that says nothing of any part, or little of another one, goes on with the one before.
        let best = |weights: &[u32; N_PARTS], least: u32| {
            let weight = |at: usize| planned.get(at).map_or(0, |(part, _)| weights[*part]);
            let best = (0..planned.len()).max_by_key(|at| (weight(*at), Some(*at) == current))?;
            (weight(best) >= least).then_some(best)
        };
        let least = if current.is_some() { MIN_BODY } else { 1 };
        current = best(&slide.title, 1)
            .or_else(|| best(&slide.body, least))
            .or(current);
        if let Some(part) = current.and_then(|at| parts.get_mut(at)) {
            part.slides.push(number);
        }
    }
    parts.sort_by_key(|part| part.slides.first().copied().unwrap_or(u32::MAX));
    parts
}

/// Parts of a plan with their minutes, in order.
fn planned(plan: Plan) -> Vec<(usize, u32)> {
    let name = match plan {
        Plan::General => "general",
        Plan::Scoring => "scoring",
        Plan::BigData => "big-data",
    };
    let line = lines(PLANS).find_map(|line| {
        let (of, parts) = line.split_once(": ")?;
        (of == name).then_some(parts)
    });
    let parts = line.unwrap_or_default().split(", ");
    parts
        .filter_map(|part| {
            let (name, minutes) = part.split_once(' ')?;
            let number = PARTS.iter().position(|(known, _, _)| *known == name)?;
            Some((number, minutes.parse().ok()?))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_plan_names_known_parts_of_at_most_twenty_minutes() {
        for (plan, n_parts) in [(Plan::General, 2), (Plan::Scoring, 5), (Plan::BigData, 5)] {
            let parts = planned(plan);
            assert_eq!(parts.len(), n_parts, "{plan:?}");
            assert!(
                parts.iter().map(|(_, minutes)| minutes).sum::<u32>() <= 20,
                "{plan:?}"
            );
        }
    }
}
