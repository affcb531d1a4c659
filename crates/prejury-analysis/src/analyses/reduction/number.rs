//! How the number of components was chosen (C1.4.4-CE3): where it is stated first, then where the variance is shown, then
//! where it is only read.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use foldhash::{HashMap, HashSet};
use prejury_core::Strength;
use prejury_python::{Call, Cell, CellKind, CodePlace, Output, Reach, UnitIdx, UnitKind};
use regex::Regex;

use super::projections::{Number, Projection};
use super::{Context, prose_on};
use crate::analyses::charts::Sites;
use crate::analyses::outputs::has_figure;
use crate::matching::{emit_code_in_turn, strength_of_call, strength_of_code};
use crate::sink::{EvidenceSink, Found, listed_turn};

const SIGNAL: &str = "reduction.number-justified";

const VARIANCE: &str = include_str!("../../../../../rules/reduction/variance.txt");

/// What a place says of the number; the lower, the sooner it is shown.
mod rank {
    /// An output says how many components keep which share.
    pub(super) const STATED: u8 = 0;
    /// The share is compared with a threshold, and the cell shows what came out.
    pub(super) const COMPARED_AND_SHOWN: u8 = 1;
    /// A sentence of a notebook names a share.
    pub(super) const TOLD: u8 = 2;
    pub(super) const COMPARED: u8 = 3;
    /// A curve of the variance.
    pub(super) const DRAWN: u8 = 4;
    /// A projection that is given a share to keep.
    pub(super) const GIVEN: u8 = 5;
    /// Added where a function of the candidate's own is given it.
    pub(super) const DEFAULT: u8 = 2;
    /// A sentence of another document names a share.
    pub(super) const TOLD_ELSEWHERE: u8 = 6;
    pub(super) const PRINTED: u8 = 7;
    /// Added to a sentence above the first read of the variance of its notebook: it says what is to be looked at.
    pub(super) const AHEAD: u8 = 7;
    pub(super) const READ: u8 = 8;
    /// A sentence without any number.
    pub(super) const SAID: u8 = 9;
    /// Inside a function, whose calls are shown before.
    pub(super) const IN_FUNCTION: u8 = 10;
    /// The variance of two axes, in the label of a chart.
    pub(super) const LABEL: u8 = 11;
    /// Added where nothing but a display is made.
    pub(super) const OF_A_DISPLAY: u8 = 12;
}

static ABOUT_VARIANCE: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?i)varian|cumul|cumsum|inerti|expl(?:ain|iqu)").ok());

/// A share that is compared with a threshold, or a line drawn at it.
static COMPARED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?i)(?:var|cum|expl|inert|ratio|scree|som|total|sum)\w*[\]).]*[^=<>!\n#]{0,40}(?:[<>]=?)\s*(?:0?\.[5-9]\d*|[5-9]\d\b|\w*(?:seuil|thresh|target|limit)\w*)|searchsorted\(|axhline\(\s*(?:y\s*=\s*)?(?:0?\.[5-9]\d*|[5-9]\d\b|\w*(?:seuil|thresh|target)\w*)",
    )
    .ok()
});

/// A number of components beside a share.
static N_COMPONENTS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?i)\b[1-9]\d{0,3}\s+(?:\w+\s+){0,2}(?:compo|dimension|axe|feature|facteur)|(?:compo|dimension|axes|feature|facteur)\D{0,60}[1-9]\d{0,3}(?:[^\d.,]|$)",
    )
    .ok()
});

static SHARE: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"\b0[.,][5-9]|\b(?:[5-9]\d|100)(?:[.,]\d+)?\s?%").ok());

static LABEL: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"label\(|title\(").ok());

fn is_match(regex: &LazyLock<Option<Regex>>, text: &str) -> bool {
    regex.as_ref().is_some_and(|regex| regex.is_match(text))
}

/// What one cell says of the number.
#[derive(Debug, Clone, Copy)]
struct Said {
    rank: u8,
    /// The line that says it, where one does.
    line: Option<u32>,
    /// Whether it draws something, sums shares up or shows numbers.
    draws: bool,
    /// The same without numbers that are only shown.
    sums: bool,
}

/// `steps` are the fits of pipelines that hold a projection.
pub(super) fn find(
    ctx: &Context<'_>,
    projections: &[Projection<'_>],
    steps: &[(&Call, &str)],
    sink: &mut EvidenceSink,
) {
    let variances: Vec<&Call> = reads_of_variance(ctx).collect();
    let reducing = projections.iter().filter(|one| !one.is_display());
    let reducing = reducing.map(|one| one.call);
    let for_training: HashSet<UnitIdx> = reducing
        .chain(steps.iter().map(|(call, _)| *call))
        .map(|call| call.caller)
        .collect();
    let is_for_training = |unit: UnitIdx| for_training.contains(&unit);
    let sites = LazyLock::new(|| Sites::of(ctx.facts));
    let mut cells: HashMap<(UnitIdx, u32), Said> = HashMap::default();
    let mut first_read: BTreeMap<UnitIdx, u32> = BTreeMap::new();
    for call in variances {
        let mut places = vec![(call.place, strength_of_call(call), call.function.is_some())];
        if call.function.is_some() && call.reach == Reach::Live {
            let site = sites.best(call);
            if site.is_reached && site.place() != call.place {
                places.push((site.place(), site.strength(), false));
            }
        }
        let is_label = is_match(&LABEL, &ctx.facts.python.excerpt(call.place, 1));
        for (place, strength, is_inside) in places {
            if call.reach == Reach::Live && !is_inside {
                let first = first_read.entry(place.unit).or_insert(place.cell);
                *first = place.cell.min(*first);
            }
            let said = said_at(ctx, &mut cells, place);
            let own = match () {
                () if is_label => rank::LABEL,
                () if is_inside => rank::IN_FUNCTION,
                // The line that compares is a place of its own.
                () if said.line.is_some_and(|line| line != place.line) => rank::READ,
                () => said.rank,
            };
            // A share that is read, and neither shown nor drawn nor compared, justifies nothing.
            let strength = match own {
                rank::READ if !is_followed_up(ctx, &mut cells, place, |said| said.draws) => {
                    Strength::Mentioned
                }
                // Shares one by one, printed after the number was given.
                rank::PRINTED if !is_followed_up(ctx, &mut cells, place, |said| said.sums) => {
                    Strength::Mentioned
                }
                _ => strength,
            };
            let display = u8::from(!is_for_training(call.caller)) * rank::OF_A_DISPLAY;
            let turn = listed_turn(own + display, strength);
            let python = &ctx.facts.python;
            emit_code_in_turn(python, sink, SIGNAL, strength, place, call.method(), turn);
        }
    }
    for (unit, first) in &first_read {
        if is_for_training(*unit) {
            stated(ctx, &mut cells, (*unit, *first), sink);
        }
    }
    texts(ctx, projections, &first_read, sink);
}

fn reads_of_variance<'f>(ctx: &Context<'f>) -> impl Iterator<Item = &'f Call> {
    let calls = ctx.facts.marked_calls(|_, method| {
        u32::from(matches!(
            method,
            "explained_variance_ratio_"
                | "explainedVariance"
                | "explained_variance_"
                | "singular_values_"
                | "reconstruction_err_"
        ))
    });
    calls.map(|(_, call, _)| call)
}

fn said_at(ctx: &Context<'_>, cells: &mut HashMap<(UnitIdx, u32), Said>, place: CodePlace) -> Said {
    *cells.entry((place.unit, place.cell)).or_insert_with(|| {
        let unit = &ctx.facts.python.units[place.unit.0 as usize];
        match unit.cells.get(place.cell as usize) {
            Some(cell) if unit.kind == UnitKind::Notebook => said_in(cell),
            _ => Said {
                rank: rank::READ,
                line: None,
                draws: false,
                sums: false,
            },
        }
    })
}

/// Cells from the read of a variance on in which it is drawn or summed up.
const FOLLOW_UP_CELLS: usize = 4;

/// What draws, or sums shares up.
static DRAWN: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"plot\(|plt\.plot|\.plot\b|\bbarh?\(|cumsum|(?i:scree)").ok());
/// What a share is bound to, put into or added to.
static BOUND: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"^\s*(\w+)[^=(]*(?:[+]?=[^=]|\.append\()").ok());
/// Lines above a read in which the statement may begin.
const LINES_ABOVE: usize = 3;

/// Whether the cell that reads the variance, or one of the next that takes up what was read, draws something, sums shares up
/// or shows numbers.
fn is_followed_up(
    ctx: &Context<'_>,
    cells: &mut HashMap<(UnitIdx, u32), Said>,
    place: CodePlace,
    follows: fn(Said) -> bool,
) -> bool {
    let unit = &ctx.facts.python.units[place.unit.0 as usize];
    if unit.kind != UnitKind::Notebook {
        return true;
    }
    let mut draws = |cell: u32| follows(said_at(ctx, cells, CodePlace { cell, ..place }));
    if draws(place.cell) {
        return true;
    }
    let mut next = (place.cell..).zip(unit.cells.iter().skip(place.cell as usize));
    let Some((_, own)) = next.next() else {
        return false;
    };
    let name = bound_at(&own.source, place.line);
    let takes_up = |cell: &Cell| {
        let mut words = cell
            .source
            .split(|c: char| !c.is_alphanumeric() && c != '_');
        words.any(|word| word.starts_with("explained_variance") || Some(word) == name)
    };
    next.take(FOLLOW_UP_CELLS - 1)
        .any(|(number, cell)| takes_up(cell) && draws(number))
}

/// The name that the statement of a line binds.
fn bound_at(source: &str, line: u32) -> Option<&str> {
    let line = line as usize;
    let near = source.lines().take(line);
    let near: Vec<&str> = near.skip(line.saturating_sub(LINES_ABOVE)).collect();
    let mut above = near.into_iter().rev();
    above.find_map(|line| Some(BOUND.as_ref()?.captures(line)?.get(1)?.as_str()))
}

/// What a cell says by its code and its outputs.
fn said_in(cell: &Cell) -> Said {
    let compared = line_of(&cell.source, |line| is_match(&COMPARED, line));
    let compared = compared.filter(|_| is_match(&ABOUT_VARIANCE, &cell.source));
    let states = cell.outputs.iter().filter_map(Output::text).any(states);
    let shows_picture = cell
        .outputs
        .iter()
        .any(|output| matches!(output, Output::Image | Output::Interactive));
    let shows_text = cell
        .outputs
        .iter()
        .any(|output| matches!(output, Output::Text(_) | Output::Html(_)));
    let printing = || line_of(&cell.source, |line| line.contains("print("));
    let (rank, line) = match compared {
        line if states => (rank::STATED, line.or_else(printing)),
        Some(line) if shows_picture || shows_text => (rank::COMPARED_AND_SHOWN, Some(line)),
        Some(line) => (rank::COMPARED, Some(line)),
        None if shows_picture => (rank::DRAWN, None),
        None if shows_text => (rank::PRINTED, None),
        None => (rank::READ, None),
    };
    // The last of the sums is the total.
    let source = cell.source.replace("cumsum()[-1]", "sum()");
    let sums = is_match(&DRAWN, &source)
        || is_match(&COMPARED, &cell.source)
        || shows_text && source.contains("sum(")
        || shows_picture;
    let draws = sums
        || cell
            .outputs
            .iter()
            .any(|output| !matches!(output, Output::Stderr(_)));
    Said {
        rank,
        line,
        draws,
        sums,
    }
}

/// The number, from 1, of the first line of code that `says` something.
fn line_of(source: &str, says: impl Fn(&str) -> bool) -> Option<u32> {
    let code = |line: &&str| !line.trim_start().starts_with('#');
    let found = source
        .lines()
        .zip(1..)
        .find(|(line, _)| code(line) && says(line));
    found.map(|(_, number)| number)
}

/// Whether a line of an output says how many components keep which share of the variance.
fn states(text: &str) -> bool {
    text.lines().take(400).any(|line| {
        line.len() < 400
            && is_match(&ABOUT_VARIANCE, line)
            && is_match(&SHARE, line)
            && is_match(&N_COMPONENTS, line)
    })
}

/// Cells after the first read of the variance that compare it or state the number, whatever they call.
fn stated(
    ctx: &Context<'_>,
    cells: &mut HashMap<(UnitIdx, u32), Said>,
    (unit, first): (UnitIdx, u32),
    sink: &mut EvidenceSink,
) {
    let python = &ctx.facts.python;
    let code = &python.units[unit.0 as usize];
    if code.kind != UnitKind::Notebook {
        return;
    }
    for (cell, number) in code.cells.iter().zip(0..).skip(first as usize) {
        if cell.kind != CellKind::Code {
            continue;
        }
        let mut place = CodePlace {
            unit,
            cell: number,
            line: 1,
            end_line: 1,
        };
        let Said {
            rank,
            line: Some(line),
            ..
        } = said_at(ctx, cells, place)
        else {
            continue;
        };
        (place.line, place.end_line) = (line, line);
        let strength = strength_of_code(Reach::Live, cell.run);
        let turn = listed_turn(rank, strength);
        emit_code_in_turn(python, sink, SIGNAL, strength, place, "", turn);
    }
}

/// Sentences on the variance that is kept, and with them the projections that are given a share.
fn texts(
    ctx: &Context<'_>,
    projections: &[Projection<'_>],
    first_read: &BTreeMap<UnitIdx, u32>,
    sink: &mut EvidenceSink,
) {
    let passages = prose_on(ctx, &[VARIANCE]);
    if passages.is_empty() {
        return;
    }
    let python = &ctx.facts.python;
    let shares = projections.iter().filter(|one| one.number == Number::Share);
    for projection in shares {
        let strength = strength_of_call(projection.call);
        let maker = projection.maker.unwrap_or(projection.call);
        // The default of a helper was not chosen for these data.
        let is_default = u8::from(maker.function.is_some()) * rank::DEFAULT;
        let turn = listed_turn(rank::GIVEN + is_default, strength);
        let (place, name) = (maker.place, projection.name);
        emit_code_in_turn(python, sink, SIGNAL, strength, place, name, turn);
    }
    for mut evidence in passages {
        let is_in_notebook = evidence.location.path.ends_with(".ipynb");
        let rank = match has_figure(&evidence.excerpt) {
            true if is_in_notebook => rank::TOLD,
            true => rank::TOLD_ELSEWHERE,
            false => rank::SAID,
        };
        let is_ahead = is_in_notebook
            && first_read.iter().any(|(unit, first)| {
                let read = *python.units[unit.0 as usize].path == *evidence.location.path;
                read && evidence.location.cell().is_some_and(|cell| cell < *first)
            });
        let rank = rank + if is_ahead { rank::AHEAD } else { 0 };
        // To keep as much variance as may be is what every reduction is for.
        if !has_figure(&evidence.excerpt) && is_aim(&evidence.excerpt) {
            evidence.strength = Strength::Mentioned;
        }
        evidence.signal = sink.intern(SIGNAL);
        let turn = listed_turn(rank, evidence.strength);
        sink.push_found(Found {
            turn,
            ..Found::new(evidence)
        });
    }
}

fn is_aim(text: &str) -> bool {
    let text = text.to_lowercase();
    ["maxim", "as much variance", "plus de variance"]
        .iter()
        .any(|word| text.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn outputs_state_a_number_of_components_beside_a_share() {
        assert!(states("22 components explain 99% of variance"));
        assert!(states(
            "Nombre de composantes pour 95 % de la variance : 120"
        ));
        assert!(states("Variance des 200 premières composantes : 0.953"));
        assert!(!states("Explained variance by component: 0.54"));
        assert!(!states("22 components"));
    }

    #[test]
    fn code_compares_the_variance_with_a_share() {
        for line in [
            "if var >= 0.99:",
            "k = np.argmax(np.cumsum(ratios) >= 0.95) + 1",
            "np.where(cumulative > threshold)[0][0]",
            "plt.axhline(y=0.9, color='r')",
        ] {
            assert!(is_match(&COMPARED, line), "{line}");
        }
        assert!(!is_match(&COMPARED, "plt.axhline(y=0, color='r')"));
        assert!(!is_match(&COMPARED, "if age >= 18:"));
    }
}
