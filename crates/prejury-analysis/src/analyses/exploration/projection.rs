//! Projections to a plane and their charts (C1.3.3).
//!
//! # Does not count
//! Topic models; a reduction whose components nothing displays. What is made for display (t-SNE, UMAP, MDS) is displayed by
//! any scatter plot of its file, even where its components cannot be followed there.

use std::sync::LazyLock;

use foldhash::{HashMap, HashSet};
use prejury_core::Strength;
use prejury_documents::fold;
use prejury_python::{Call, CellKind, PythonFacts, Reach, Roles, UnitIdx};

use super::colouring::{self, Colouring};
use super::prose::{
    CORRELATION, MODEL, PLANE_AXES, PLANE_GROUPS, PROJECTION, PROJECTION_SUBJECT, Passage, READING,
    Voice, subjects_in,
};
use super::told::sees_groups;
use super::{Exploration, emit_chart, emit_chart_late, emit_in_turn};
use crate::analyses::Context;
use crate::analyses::charts::{Chart, Kind, Site, Subject};
use crate::analyses::families::Families;
use crate::analyses::word_list::WordList;
use crate::matching::emit_code;
use crate::sink::EvidenceSink;

const FAMILIES: &[&str] = &["projection-display", "projection-linear"];
const DISPLAY: u32 = 1;
const LINEAR: u32 = 1 << 1;

/// Cells around a chart in which it is read.
const NEAR_CELLS: u32 = 4;
/// Cells under a chart in which a sentence speaks of it without naming it.
const UNDER_CELLS: u32 = 2;
/// Cells under a chart in which its first text can stand: tables come between, no other chart and no heading.
const FIRST_CELLS: u32 = 8;
/// Words of a sentence that says something of a chart, and of a reading of it.
const MIN_WORDS: usize = 6;
const READING_WORDS: usize = 14;

pub(super) fn find(exploration: &Exploration<'_>, ctx: &Context<'_>, sink: &mut EvidenceSink) {
    let python = exploration.python;
    let families = Families::of(ctx.catalog, FAMILIES);
    let scatters: Vec<&Chart<'_>> = exploration
        .charts
        .iter()
        .filter(|chart| {
            chart.subject == Subject::Projection
                && (chart.has(Kind::Scatter) || chart.has(Kind::Line))
        })
        .collect();
    let displayed: HashSet<u32> = scatters
        .iter()
        .flat_map(|chart| behind(python, chart.call, &families))
        .collect();
    // `pca.fit(X)` and `pca.transform(X)`: what is drawn went through the second, the fit is the first.
    let mut in_two_steps: HashMap<(UnitIdx, &str), Vec<u32>> = HashMap::default();
    for call in displayed
        .iter()
        .filter_map(|at| python.calls.get(*at as usize))
    {
        if let Some((class, "transform")) = call.callee.rsplit_once('.') {
            let steps = in_two_steps.entry((call.caller, class)).or_default();
            steps.push(call.order);
        }
    }
    let displaying = displaying_units(exploration);
    let mut planes: HashMap<UnitIdx, usize> = HashMap::default();
    let fits: Vec<_> = ctx
        .facts
        .marked_calls(|callee, method| match callee.rsplit_once('.') {
            Some((class, _)) if matches!(method, "fit" | "fit_transform") => families.mask(class),
            _ => 0,
        })
        .filter(|(_, call, _)| !call.is_attribute)
        .collect();
    // Of several fits the last one before the step that is drawn made its plane.
    let mut orders: HashMap<(UnitIdx, &str), Vec<u32>> = HashMap::default();
    for (_, call, _) in &fits {
        if let Some((class, "fit")) = call.callee.rsplit_once('.') {
            orders
                .entry((call.caller, class))
                .or_default()
                .push(call.order);
        }
    }
    orders
        .values_mut()
        .for_each(|orders| orders.sort_unstable());
    let drawn_fits = orders.iter().flat_map(|(key, orders)| {
        let steps = in_two_steps.get(key).into_iter().flatten();
        steps.filter_map(|step| {
            let before = orders.partition_point(|order| order < step);
            Some((key.0, orders[before.checked_sub(1)?]))
        })
    });
    let made_a_plane: HashSet<(UnitIdx, u32)> = drawn_fits.collect();
    for (index, call, mask) in fits {
        let Some((class, method)) = call.callee.rsplit_once('.') else {
            continue;
        };
        let is_drawn_itself = displayed.contains(&index.0);
        let is_drawn = is_drawn_itself
            || (method == "fit" && in_two_steps.contains_key(&(call.caller, class)));
        let may_be_drawn =
            || displaying.contains(&call.caller) || displaying.contains(&call.place.unit);
        let is_plane =
            mask & (DISPLAY | LINEAR) != 0 && is_drawn || mask & DISPLAY != 0 && may_be_drawn();
        if is_plane {
            let is_other_fit = is_drawn
                && !is_drawn_itself
                && !made_a_plane.is_empty()
                && !made_a_plane.contains(&(call.caller, call.order));
            emit_in_turn(
                exploration,
                sink,
                "projection.fitted",
                call,
                class.rsplit('.').next().unwrap_or(class),
                i16::from(is_other_fit),
            );
            called(exploration, call, sink);
            *planes.entry(call.caller).or_default() += 1;
        }
    }
    let drawn: Vec<&Chart<'_>> = scatters
        .into_iter()
        .filter(|chart| {
            planes.contains_key(&chart.call.caller) || planes.contains_key(&chart.call.place.unit)
        })
        .collect();
    for chart in &drawn {
        match colouring::of(chart.call) {
            Colouring::Categories => {
                emit_chart(python, sink, "projection.scatter-by-category", chart);
            }
            Colouring::Unknown => {
                emit_chart_late(python, sink, "projection.scatter-by-category", chart);
            }
            Colouring::None | Colouring::Numbers => {}
        }
        emit_chart(python, sink, "projection.scatter", chart);
    }
    readings(exploration, &drawn, sink);
    // A note speaks of planes that code draws.
    if !planes.is_empty() {
        let units = planes.keys().copied().collect();
        super::told::find(exploration, &units, sink);
    }
    if !drawn.is_empty() {
        let sites = drawn.iter().flat_map(|chart| &chart.sites);
        let units = sites.map(|site| site.unit).collect();
        super::axes::find(exploration, &units, sink);
    }
}

/// Units that draw points, or hand components to something that by its name draws.
fn displaying_units(exploration: &Exploration<'_>) -> HashSet<UnitIdx> {
    let points = exploration
        .charts
        .iter()
        .filter(|chart| chart.has(Kind::Scatter) || chart.subject == Subject::Projection)
        .flat_map(|chart| {
            let sites = chart.sites.iter().map(|site| site.unit);
            sites.chain([chart.call.caller, chart.call.place.unit])
        });
    let drawing = exploration.facts.marked_calls(|_, method| {
        let mut words = ["plot", "scatter", "display", "visual", "draw"].iter();
        u32::from(words.any(|word| method.contains(word)))
    });
    let handed_over = drawing.map(|(_, call, _)| call).filter(|call| {
        !call.is_attribute
            && call
                .args
                .iter()
                .any(|arg| arg.value.roles.contains(Roles::PROJECTED))
    });
    points.chain(handed_over.map(|call| call.caller)).collect()
}

/// In scope is what is called, whether or not the cell was run.
fn called(exploration: &Exploration<'_>, call: &Call, sink: &mut EvidenceSink) {
    if call.reach == Reach::Live {
        emit_code(
            exploration.python,
            sink,
            "projection.called",
            Strength::Written,
            call.place,
            call.method(),
        );
    }
}

/// The last projections that the data of a chart went through.
fn behind<'c>(
    python: &'c PythonFacts,
    call: &'c Call,
    families: &'c Families<'_>,
) -> impl Iterator<Item = u32> + 'c {
    let values = call
        .receiver
        .iter()
        .chain(call.args.iter().map(|arg| &arg.value));
    values.filter_map(move |value| {
        let projections = value.history.iter().rev().map(|at| at.0);
        projections.into_iter().find(|at| {
            let class = python
                .calls
                .get(*at as usize)
                .and_then(|call| call.callee.rsplit_once('.'));
            class.is_some_and(|(class, _)| families.mask(class) != 0)
        })
    })
}

fn readings(exploration: &Exploration<'_>, drawn: &[&Chart<'_>], sink: &mut EvidenceSink) {
    if drawn.is_empty() {
        return;
    }
    let sites = exploration.charts.iter().flat_map(|chart| &chart.sites);
    let drawing: HashSet<(UnitIdx, u32)> = sites.map(|site| (site.unit, site.cell)).collect();
    // Many charts of one cell stand over the same text.
    let mut seeing: HashMap<*const Passage, bool> = HashMap::default();
    for chart in drawn {
        // What is said of a chart that was never drawn is no reading.
        let strength = chart.strength.min(Strength::Written);
        for site in &chart.sites {
            let last_free = last_free(exploration, &drawing, site);
            let last = site.cell.saturating_add(NEAR_CELLS).max(last_free);
            for cell in site.cell.saturating_sub(1)..=last {
                let is_before = cell < site.cell;
                for passage in exploration.prose.at(site.unit, cell, site.line) {
                    if !passage.is_sentence(MIN_WORDS) || is_before && passage.announces() {
                        continue;
                    }
                    let is_under = (site.cell + 1..=last_free).contains(&cell);
                    let is_far = cell > site.cell.saturating_add(NEAR_CELLS);
                    let signal = if passage.is_about(MODEL) || is_far {
                        // A model made the groups that are seen apart, or mixed, in the chart above.
                        let sees = is_under
                            && passage.voice == Voice::Markdown
                            && !passage.announces()
                            && *seeing
                                .entry(std::ptr::from_ref(passage))
                                .or_insert_with(|| sees_groups(&passage.text));
                        if !sees {
                            continue;
                        }
                        "projection.named"
                    } else if reads_plane(passage, cell.saturating_sub(site.cell)) {
                        "projection.read"
                    } else if passage.is_about(PROJECTION)
                        || passage.is_about(PROJECTION_SUBJECT | READING)
                        || stands_under(&drawing, site, cell) && sees_plane(passage)
                    {
                        "projection.named"
                    } else {
                        continue;
                    };
                    sink.found(
                        signal,
                        strength,
                        passage.location.clone(),
                        passage.text.clone(),
                        None,
                    );
                }
            }
        }
    }
}

/// The last cell under a chart that no other chart and no heading parts from it.
fn last_free(exploration: &Exploration<'_>, drawing: &HashSet<(UnitIdx, u32)>, site: &Site) -> u32 {
    let Some(unit) = exploration.python.units.get(site.unit.0 as usize) else {
        return site.cell;
    };
    let parts = |cell: &u32| {
        let heads = unit.cells.get(*cell as usize).is_none_or(|cell| {
            cell.kind == CellKind::Markdown && cell.source.trim_start().starts_with('#')
        });
        heads || drawing.contains(&(site.unit, *cell))
    };
    let below = site.cell + 1..=site.cell.saturating_add(FIRST_CELLS);
    let free = below.take_while(|cell| !parts(cell));
    free.last().unwrap_or(site.cell)
}

/// The cell after the chart, or the next one where no other chart comes between.
fn stands_under(drawing: &HashSet<(UnitIdx, u32)>, site: &Site, cell: u32) -> bool {
    let is_free = |between: u32| !drawing.contains(&(site.unit, between));
    (site.cell + 1..=site.cell + UNDER_CELLS).contains(&cell) && (site.cell + 1..=cell).all(is_free)
}

/// A sentence that sees groups apart, or what the axes stand for, without a word of what it looks at.
fn sees_plane(passage: &Passage) -> bool {
    let seen = READING | CORRELATION;
    passage.voice == Voice::Markdown
        && passage.is_about(PLANE_AXES) | passage.is_about(PLANE_GROUPS)
        && passage.subjects & seen != 0
}

/// A sentence of some length about how groups lie, which names the chart or stands right under it.
fn reads_plane(passage: &Passage, n_cells_below: u32) -> bool {
    passage.is_about(PROJECTION)
        && passage.n_words >= READING_WORDS
        && (passage.is_about(PROJECTION_SUBJECT) || n_cells_below <= 2)
        && finds_groups(&passage.text)
}

/// Whether some sentence tells how groups lie, and does not only ask, plan, suppose or define.
pub(super) fn finds_groups(text: &str) -> bool {
    if !PLANS.is_in(&fold(text)) {
        return true;
    }
    let mut sentences = text.split(['.', '!', '?', ';', '\n']);
    sentences.any(|sentence| {
        let about = subjects_in(sentence);
        about & PROJECTION != 0 && !PLANS.is_in(&fold(sentence))
    })
}

static PLANS: LazyLock<WordList> = LazyLock::new(|| {
    WordList::new(include_str!(
        "../../../../../rules/exploration/plane-plans.txt"
    ))
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plans_and_choices_find_no_groups() {
        for text in [
            "Laquelle choisir : celle où les clusters sont bien séparés ?",
            "Le jeu sera conservé, ses labels étant répartis de manière uniforme.",
            "Étape 3 : étudier la faisabilité d'une classification.",
        ] {
            assert!(!finds_groups(text), "{text}");
        }
        for text in [
            "Les montres sont bien séparées. Nous allons donc essayer un modèle supervisé.",
            "Les catégories se mélangent.",
        ] {
            assert!(finds_groups(text), "{text}");
        }
    }
}
