//! What candidates write of a segmentation.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use prejury_core::Strength;
use prejury_intake::is_named_readme;
use prejury_python::{UnitIdx, UnitKind};
use regex::Regex;

use super::algorithms::Fit;
use super::identified::identifies;
use super::lexicon::{
    ALGORITHM, ANNOUNCEMENT, APPROACH, APPROACH_VERB, ASSIGNMENT, BRIEF, CHOICE, COMPARISON,
    ELSEWHERE, FREQUENCY, GROUP_WORD, GROUPING, LEXICON, MAINTENANCE, MEASURE_NAME, NEED,
    NEW_CUSTOMER, NUMBER, OPTIMAL, PERSONA, PURPOSE, QUALITY, REASON, REJECTION, SEGMENT_NAME,
    SEGMENT_TRAIT, SEGMENTATION, STABILITY, TREATMENT, VARIABLE_NATURE,
};
use super::named::{algorithms_named, is_example};
use super::{SCALER, Segmentation, UNSTRUCTURED};
use crate::Facts;
use crate::analyses::Context;
use crate::analyses::families::Families;
use crate::analyses::needs;
use crate::analyses::passages::{Passage, Passages, emit, emit_in_turn};
use crate::analyses::statements::{Statement, Strategy};
use crate::matching::strength_of_call;
use crate::sink::EvidenceSink;

/// A span of time after which a model is seen to.
static SPAN: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?i)\b(\d+|un|deux|trois|quatre|cinq|six|one|two|three|four|five)\s*(mois|semaines?|jours|months?|weeks?|days)\b").ok()
});

/// Name of a file, function or column that says segmentation.
static NAMED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?i)rfm|segment(s|ez|er|ation)?[_\- ]*(des|de|les|of)?[_\- ]*(client|customer)|(client|customer)s?[_\- ]*segment|personas?\b").ok()
});

/// A name that agrees with a text about segmentation, and says nothing alone: segments of images are named so, too.
static SEGMENT: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"(?i)segment|cluster").ok());

/// Words of a text that treats a subject.
const MIN_TREATMENT: usize = 7;
/// Words of a text that states a need or an approach.
const MIN_STATEMENT: usize = 6;
/// Words of a slide that chooses a number.
const MIN_ON_PAGE: usize = 3;
/// Texts that state a need, or an approach, and are weighed.
const MAX_STATEMENTS: usize = 400;
/// Texts about algorithms and clusters, from which a work without the word is about its clusters.
const MANY_TEXTS: usize = 8;

pub(super) struct Texts {
    passages: Passages,
}

/// Why the work is a segmentation.
pub(super) struct Reasons {
    texts: Vec<(prejury_core::Location, String)>,
}

impl Reasons {
    pub(super) fn emit(self, sink: &mut EvidenceSink) {
        for (location, text) in self.texts {
            sink.found("segmentation.done", Strength::Written, location, text, None);
        }
    }
}

impl Texts {
    pub(super) fn of(facts: &Facts<'_>) -> Self {
        Self {
            passages: Passages::of(facts, &LEXICON),
        }
    }

    /// Whether segmentation is a goal: texts, names of files or columns say so, or most of the text is about clusters.
    pub(super) fn segmentation(
        &self,
        ctx: &Context<'_>,
        families: &Families<'_>,
        fits: &[Fit<'_>],
    ) -> Option<Reasons> {
        let said: Vec<&Passage> = self
            .passages
            .about(SEGMENTATION)
            .filter(|one| {
                names_whom(&one.text) && !is_row_of_names(&one.text) && !self.is_elsewhere(one)
            })
            .collect();
        let python = &ctx.facts.python;
        let is_any_named = |names: &Regex| {
            let mut files = ctx.facts.submission.files.iter();
            files.any(|file| names.is_match(&file.path))
                || python.units.iter().any(|unit| {
                    unit.definitions.iter().any(|one| names.is_match(&one.name))
                        || unit
                            .assignments
                            .iter()
                            .any(|one| names.is_match(&one.target))
                })
        };
        let is_named = is_any_named(NAMED.as_ref()?);
        let is_hinted = || SEGMENT.as_ref().is_some_and(is_any_named);
        let about_clusters = self
            .passages
            .all
            .iter()
            .filter(|one| {
                !one.is_heading && one.subjects & (ALGORITHM | SEGMENT_NAME | NUMBER) != 0
            })
            .count();
        let mut units: Vec<UnitIdx> = fits.iter().map(|fit| fit.call.caller).collect();
        units.sort();
        units.dedup();
        let is_reached = fits
            .iter()
            .any(|fit| strength_of_call(fit.call) > Strength::Mentioned);
        // Many words about clusters and none about a segmentation: where texts or images are clustered, too, all of them
        // check how features tell known classes apart.
        let is_beside_other_matter = || {
            let other = units_on_texts_or_images(ctx, families);
            units.iter().any(|unit| other.contains(unit))
        };
        let is_other_matter = || {
            let other = units_on_texts_or_images(ctx, families);
            // A helper that fits whatever it is given is about what its callers are.
            let is_helper = |unit: &UnitIdx| {
                let fits = fits.iter().filter(|fit| fit.call.caller == *unit);
                let unit = python.units.get(unit.0 as usize);
                unit.is_some_and(|unit| unit.kind == UnitKind::Script)
                    && fits.clone().all(|fit| fit.call.function.is_some())
            };
            let is_other = |unit: &UnitIdx| other.contains(unit) || is_helper(unit);
            !other.is_empty() && units.iter().all(is_other)
        };
        let is_meant = if !is_reached {
            // What nothing calls needs a sentence: a title alone says as little.
            said.len() > 1 && said.iter().any(|one| states(one)) && (is_named || about_clusters > 1)
        } else if is_other_matter() {
            said.len() > 3 && is_named
        } else {
            said.len() > 1
                || is_named
                || !said.is_empty() && is_hinted()
                || about_clusters >= MANY_TEXTS && !is_beside_other_matter()
        };
        is_meant.then(|| Reasons {
            texts: said
                .iter()
                .take(3)
                .map(|one| (one.location.clone(), one.text.clone()))
                .collect(),
        })
    }

    /// Whether a text stands under a heading of later work, other uses or skills: no goal of this work.
    fn is_elsewhere(&self, passage: &Passage) -> bool {
        let heading = self.passages.heading(passage);
        heading & ELSEWHERE != 0 && heading & SEGMENTATION == 0
    }

    pub(super) fn find(
        mut self,
        segmentation: &Segmentation<'_, '_>,
        facts: &Facts<'_>,
        sink: &mut EvidenceSink,
    ) {
        self.passages.leave_out(BRIEF);
        let passages = &self.passages;
        let n_groups = {
            let mut groups: Vec<&str> = segmentation.fits.iter().map(|fit| fit.group).collect();
            groups.sort_unstable();
            groups.dedup();
            groups.len()
        };
        reported(passages, sink);
        super::pages::find(passages, sink);
        super::labels::find(passages, sink);
        super::sizes::find(passages, sink);
        let pages = pages(segmentation);
        let clustering: BTreeSet<&str> = segmentation
            .fits
            .iter()
            .filter_map(|fit| python_path(segmentation, fit.call.caller))
            .collect();
        let rejecting: BTreeSet<&str> = passages
            .all
            .iter()
            .filter(|one| rejects(passages, one))
            .map(|one| &*one.location.path)
            .collect();
        // A need of the segments themselves is shown rather than another sentence about campaigns.
        let names_segments =
            |passage: &Passage| passage.is_about(NEED | SEGMENTATION) && states(passage);
        let has_named = passages.all.iter().any(names_segments);
        // Products, countries and foods are segmented for other reasons than campaigns: a README or report that says what
        // groups are made for states the need where no other text does.
        let has_need = passages
            .all
            .iter()
            .any(|passage| states(passage) && passage.is_about(NEED));
        let (mut needs, mut approaches) = (Vec::new(), Vec::new());
        for passage in passages.all.iter().filter(|_| !has_need) {
            if states(passage)
                && passage.is_about(PURPOSE | GROUPING)
                && presents(&passage.location.path)
                && !needs::is_goal_of_means(&passage.text)
            {
                needs.push(passage);
            }
        }
        let spans = spans(segmentation);
        for passage in &passages.all {
            if states(passage) && passage.is_about(NEED) && (!has_named || names_segments(passage))
            {
                needs.push(passage);
            }
            if states(passage) && passage.is_about(APPROACH | APPROACH_VERB) {
                approaches.push(passage);
            }
            described(passages, passage, sink);
            later(passage, sink);
            // What is written beside other work speaks of other choices.
            let is_near = !passage.location.path.ends_with(".ipynb")
                || pages.contains(&*passage.location.path);
            // A comment is about the code around it.
            let is_of_clusters =
                !passage.is_comment || clustering.contains(&*passage.location.path);
            if is_near && is_of_clusters {
                let around = passage.subjects | passages.heading(passage);
                nature(passage, is_of_clustering(passage, around, &spans), sink);
            }
            if is_near {
                choice(
                    passages,
                    passage,
                    rejecting.contains(&*passage.location.path),
                    sink,
                );
                if n_groups > 1 {
                    comparison(passages, passage, sink);
                }
            }
            if is_near
                && !passage.is_docstring
                && passage.is_about(STABILITY)
                && passage.is_sentence(MIN_STATEMENT)
            {
                emit(sink, "clustering.stability-named", passage);
            }
        }
        strategy(segmentation, facts, &needs, &approaches, sink);
    }
}

/// What slides and reports tell of work whose code is not handed in: measures, and several algorithms with them.
fn reported(passages: &Passages, sink: &mut EvidenceSink) {
    let mut reports: BTreeMap<&str, Vec<&Passage>> = BTreeMap::new();
    for passage in &passages.all {
        if passage.subjects & (MEASURE_NAME | ALGORITHM) != 0 && is_report(&passage.location.path) {
            let report = reports.entry(&passage.location.path).or_default();
            report.push(passage);
        }
    }
    for report in reports.into_values() {
        let mut measured = report
            .iter()
            .filter(|passage| passage.is_about(MEASURE_NAME))
            .peekable();
        if measured.peek().is_none() {
            continue;
        }
        for passage in measured {
            emit(sink, "clustering.measure-reported", passage);
        }
        let mut algorithms = BTreeSet::new();
        let mut naming = Vec::new();
        for passage in report.iter().filter(|passage| passage.is_about(ALGORITHM)) {
            let before = algorithms.len();
            algorithms.extend(algorithms_named(&passage.text));
            if algorithms.len() > before {
                naming.push(*passage);
            }
        }
        if algorithms.len() > 1 {
            for passage in naming {
                emit(sink, "clustering.algorithms-reported", passage);
            }
        }
    }
}

/// Slides and written reports: not a README, which tells as often what is meant to be done.
pub(super) fn is_report(path: &str) -> bool {
    path.rsplit_once('.').is_some_and(|(_, extension)| {
        ["docx", "odp", "odt", "pdf", "pptx"]
            .iter()
            .any(|known| extension.eq_ignore_ascii_case(known))
    })
}

/// Notebooks in which something is clustered or scaled.
fn pages<'f>(segmentation: &Segmentation<'f, '_>) -> BTreeSet<&'f str> {
    let python = segmentation.python;
    let scalers = python
        .calls
        .iter()
        .filter(|call| segmentation.families.holds(SCALER, &call.callee));
    let calls = scalers.chain(segmentation.fits.iter().map(|fit| fit.call));
    calls
        .flat_map(|call| [call.caller, call.place.unit])
        .filter_map(|unit| python.units.get(unit.0 as usize))
        .map(|unit| &*unit.path)
        .collect()
}

fn python_path<'f>(segmentation: &Segmentation<'f, '_>, unit: UnitIdx) -> Option<&'f str> {
    let unit = segmentation.python.units.get(unit.0 as usize)?;
    Some(&unit.path)
}

/// Calls on texts or images from which a unit is about these.
const MIN_UNSTRUCTURED: usize = 4;

/// Units that turn texts or images into vectors: what they cluster is no table.
pub(super) fn units_on_texts_or_images(
    ctx: &Context<'_>,
    families: &Families<'_>,
) -> BTreeSet<UnitIdx> {
    let mut counts: BTreeMap<UnitIdx, usize> = BTreeMap::new();
    for call in ctx
        .facts
        .python
        .calls
        .iter()
        .filter(|call| !call.is_attribute)
    {
        if families.holds(UNSTRUCTURED, &call.callee) {
            *counts.entry(call.caller).or_default() += 1;
        }
    }
    let units = counts
        .into_iter()
        .filter(|(_, n_calls)| *n_calls >= MIN_UNSTRUCTURED);
    units.map(|(unit, _)| unit).collect()
}

/// Whether a text about segments says of whom: by their stems a "custom clusterer" is a cluster of customers, and any
/// person ("toute personne intéressée") a persona.
fn names_whom(text: &str) -> bool {
    let text = text.to_lowercase();
    let is_doubtful = ["custom", "personn"].iter().any(|stem| text.contains(stem));
    !is_doubtful
        || [
            "customer", "client", "segment", "group", "profil", "rfm", "persona", "typolog",
        ]
        .iter()
        .any(|word| text.contains(word))
}

/// A table row whose cells are names (`Marketing | Segmentation clients`): no cell says anything of this work.
fn is_row_of_names(text: &str) -> bool {
    let is_short = |cell: &str| cell.split_whitespace().nth(MIN_STATEMENT - 1).is_none();
    text.contains('|') && text.split('|').all(is_short)
}

/// Whether a passage is a sentence that can state a need or an approach.
fn states(passage: &Passage) -> bool {
    passage.is_prose() && passage.is_sentence(MIN_STATEMENT)
}

/// What states the need and the approach, those first that are read together. Comments come after texts.
fn strategy(
    segmentation: &Segmentation<'_, '_>,
    facts: &Facts<'_>,
    needs: &[&Passage],
    approaches: &[&Passage],
    sink: &mut EvidenceSink,
) {
    const NEED_SIGNAL: &str = "segmentation.need";
    const APPROACH_SIGNAL: &str = "segmentation.approach";
    let mut stated = |passages: &[&Passage], signal: &str| {
        let mut statements = Vec::new();
        for passage in passages.iter().take(MAX_STATEMENTS) {
            match Statement::at(facts, passage) {
                Some(statement) => statements.push(statement),
                None => emit(sink, signal, passage),
            }
        }
        statements
    };
    let needs = stated(needs, NEED_SIGNAL);
    let approaches = stated(approaches, APPROACH_SIGNAL);
    let trained_in = segmentation
        .fits
        .iter()
        .filter_map(|fit| python_path(segmentation, fit.call.caller));
    let strategy = Strategy {
        need: NEED_SIGNAL,
        approach: APPROACH_SIGNAL,
        trained_in: trained_in.collect(),
        n_algorithms: &|text| algorithms_named(text).len(),
    };
    strategy.show(facts, needs, approaches, sink);
}

/// Segments told apart by what their members do.
fn described(passages: &Passages, passage: &Passage, sink: &mut EvidenceSink) {
    if passage.is_comment && passage.n_words < 12 || passage.is_heading || passage.is_docstring {
        return;
    }
    let around = passages.heading(passage);
    let is_named = (passage.subjects | around) & SEGMENT_NAME != 0;
    let is_kind =
        passage.is_about(PERSONA) && (passage.subjects | around) & (GROUP_WORD | SEGMENT_NAME) != 0;
    if is_named && passage.is_about(SEGMENT_TRAIT) || is_kind && passage.is_sentence(MIN_STATEMENT)
    {
        emit(sink, "segmentation.profiles-described", passage);
    }
}

/// New customers, and when the model is seen to again.
fn later(passage: &Passage, sink: &mut EvidenceSink) {
    if !passage.is_sentence(MIN_STATEMENT) {
        return;
    }
    let has_span = SPAN
        .as_ref()
        .is_some_and(|span| span.is_match(&passage.text))
        || passage.is_about(FREQUENCY);
    let is_maintained = passage.is_about(MAINTENANCE) && has_span;
    // Both in one long text may have nothing to do with each other.
    let is_assigned = passage.is_about(NEW_CUSTOMER | ASSIGNMENT)
        && LEXICON.follow(&passage.text, NEW_CUSTOMER, ASSIGNMENT);
    if is_maintained || is_assigned {
        emit(sink, "segmentation.maintenance", passage);
    }
}

/// A README, a report or slides: what presents the work.
fn presents(path: &str) -> bool {
    is_report(path) || is_named_readme(path)
}

/// Cells before the first scaler in which its reason may stand.
const CELLS_BEFORE: u32 = 8;

/// The cells of each notebook from what leads to the first scaler or clustering to the last clustering.
fn spans<'f>(segmentation: &Segmentation<'f, '_>) -> BTreeMap<&'f str, (u32, u32)> {
    let python = segmentation.python;
    let scalers = python
        .calls
        .iter()
        .filter(|call| segmentation.families.holds(SCALER, &call.callee));
    let mut spans: BTreeMap<&str, (u32, u32)> = BTreeMap::new();
    for call in scalers.chain(segmentation.fits.iter().map(|fit| fit.call)) {
        if let Some(path) = python_path(segmentation, call.place.unit) {
            let cell = call.place.cell;
            let span = spans.entry(path).or_insert((cell, cell));
            *span = (span.0.min(cell), span.1.max(cell));
        }
    }
    spans
}

/// Whether a text on the kinds of variables belongs to the clustering: it names one, or stands beside it.
fn is_of_clustering(passage: &Passage, around: u32, spans: &BTreeMap<&str, (u32, u32)>) -> bool {
    if around & (ALGORITHM | SEGMENTATION | APPROACH) != 0
        || passage.text.to_lowercase().contains("distance")
    {
        return true;
    }
    let Some(cell) = passage.location.cell() else {
        return passage.is_comment;
    };
    spans
        .get(&*passage.location.path)
        .is_some_and(|(first, last)| (first.saturating_sub(CELLS_BEFORE)..=*last).contains(&cell))
}

fn nature(passage: &Passage, is_of_clustering: bool, sink: &mut EvidenceSink) {
    if is_of_clustering
        && !passage.is_docstring
        && passage.is_about(VARIABLE_NATURE | TREATMENT)
        && passage.is_sentence(MIN_TREATMENT)
    {
        emit(sink, "segmentation.variable-nature", passage);
    }
}

/// The final algorithm and number of segments. A reason stands in the text, in its section, or in what puts the other
/// algorithms aside.
fn choice(passages: &Passages, passage: &Passage, has_rejection: bool, sink: &mut EvidenceSink) {
    // `Meilleur k : 3`: a slide says it in three words.
    let min_words = if passage.page().is_some() {
        MIN_ON_PAGE
    } else {
        MIN_STATEMENT
    };
    if passage.is_docstring
        || !passage.is_sentence(min_words)
        || passage.is_about(ANNOUNCEMENT)
        || is_step(&passage.text)
        || is_pasted(&passage.text)
    {
        return;
    }
    let has_reason =
        passage.is_about(REASON) || has_rejection || passages.section(passage) & REASON != 0;
    let has_digit = passage.text.bytes().any(|byte| byte.is_ascii_digit());
    let says_number = has_digit && passage.subjects & (NUMBER | GROUP_WORD) != 0;
    let is_whole = passage.is_sentence(MIN_STATEMENT);
    if passage.is_about(CHOICE | ALGORITHM) && has_reason && is_whole && !is_example(&passage.text)
    {
        // A text that gives its reason itself comes before one that stands beside it.
        let turn = -i16::from(passage.is_about(REASON) && passage.is_about(CHOICE | ALGORITHM));
        emit_in_turn(sink, "clustering.choice.algorithm", passage, turn);
    } else if says_number
        && (passage.subjects & (CHOICE | OPTIMAL) != 0 || identifies(&passage.text))
        || passage.is_about(CHOICE | ALGORITHM)
    {
        emit(sink, "clustering.choice.number", passage);
    }
}

/// A step of a plan that names what is tried: `Test des méthodes : ...`, `Modélisation : K-Means, silhouette`.
fn is_step(text: &str) -> bool {
    let first = text.split_whitespace().next().unwrap_or_default();
    let first = prejury_documents::fold(first);
    ["test", "tests", "essai", "essais", "trying", "testing"].contains(&first.trim_end_matches(':'))
}

/// `Best parameters = {'init': 'k-means++', ...}`: what a search printed.
fn is_pasted(text: &str) -> bool {
    ["={'", "= {'", "={\"", "= {\""]
        .iter()
        .any(|start| text.contains(start))
}

/// Puts an algorithm aside, by name or under its heading.
fn rejects(passages: &Passages, passage: &Passage) -> bool {
    let subjects = passage.subjects | passages.heading(passage);
    passage.is_about(REJECTION)
        && subjects & ALGORITHM != 0
        && passage.is_sentence(MIN_STATEMENT)
        && !defines(&passage.text)
}

/// Whether a text says what an algorithm is, whatever it was given: the points that DBSCAN leaves in no cluster put no
/// algorithm aside.
fn defines(text: &str) -> bool {
    let text = prejury_documents::fold(text);
    DEFINITIONS.iter().any(|words| text.contains(words))
}

/// Words of a definition, folded.
const DEFINITIONS: &[&str] = &[
    "a aucun cluster",
    "belong to no",
    "d'aucun cluster",
    "d’aucun cluster",
    "est un algorithme",
    "est une methode",
    "is an algorithm",
    "not belong to any",
    "se distingue par",
];

/// A text that sets algorithms side by side, or puts one aside.
fn comparison(passages: &Passages, passage: &Passage, sink: &mut EvidenceSink) {
    let names_several =
        passage.is_about(ALGORITHM | COMPARISON) && algorithms_named(&passage.text).len() > 1;
    let is_rejection = rejects(passages, passage);
    if names_several && passage.is_sentence(MIN_TREATMENT) || is_rejection {
        // What sets two side by side comes first, then what a measure or a result puts aside.
        let is_measured = is_rejection && passage.subjects & (MEASURE_NAME | QUALITY) != 0;
        let is_judged = passage.subjects & (MEASURE_NAME | QUALITY | REJECTION | CHOICE) != 0;
        let turn = match (names_several && is_judged, is_measured) {
            (true, _) => -3,
            (false, true) => -2,
            (false, false) => -1,
        };
        emit_in_turn(sink, "clustering.algorithms-compared", passage, turn);
    }
}
