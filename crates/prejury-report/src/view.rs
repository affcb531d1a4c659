//! A report as one reader sees it: narrowed to the selection, joined with the catalogue's wording in one language, with
//! secrets masked. Every format starts from here, so that none of them can forget to.

use std::borrow::Cow;
use std::collections::HashSet;

use prejury_catalog::{Catalog, Profile};
use prejury_core::{
    CompetenceId, CompetenceReport, Context, CriterionReport, Evidence, Finding, Issue, Kind, Lack,
    Lang, Localized, Location, Missing, Report, Signpost, Status, Waiver,
};

use crate::messages::Messages;
use crate::options::Options;
use crate::part::Part;
use crate::redact::{redact, without_mail};

/// Longer excerpts are cut: a report is read, the file is opened for the rest.
const MAX_EXCERPT: usize = 1_000;

pub(crate) struct ReportView<'a> {
    pub(crate) report: &'a Report,
    /// Competences of the selection, in the order of the followed profile or else of the référentiel, addressed or not.
    pub(crate) competences: Vec<CompetenceView<'a>>,
    /// Addressed competences that a configuration or profile keeps out of the report.
    pub(crate) left_out: Vec<&'a CompetenceId>,
    /// Waivers of the part that is shown that do nothing any more.
    pub(crate) stale_waivers: Vec<&'a Waiver>,
    /// The profile followed or proposed.
    pub(crate) profile: Option<&'a Profile>,
}

pub(crate) struct CompetenceView<'a> {
    pub(crate) report: &'a CompetenceReport,
    pub(crate) slug: &'a str,
    pub(crate) title: &'a str,
    /// The competence under whose heading the followed profile evaluates it.
    pub(crate) with: Option<&'a CompetenceId>,
    pub(crate) criteria: Vec<CriterionView<'a>>,
    /// How much of it is shown.
    pub(crate) display: Display,
}

/// How a competence of the selection appears.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Display {
    /// With its criteria.
    Full,
    /// Its code among those that no rule assesses yet: a block for each would bury the others.
    ForEvaluator,
    /// Its code among those that the deliverables do not address.
    NotAddressed,
}

/// Ways to appear without criteria.
pub(crate) const ONLY_NAMED: [Display; 2] = [Display::ForEvaluator, Display::NotAddressed];

pub(crate) struct CriterionView<'a> {
    pub(crate) report: &'a CriterionReport,
    pub(crate) slug: &'a str,
    pub(crate) title: &'a str,
    pub(crate) text: &'a str,
    pub(crate) kind: Kind,
    pub(crate) advice: &'a str,
    /// How the followed profile reads it.
    pub(crate) reading: Option<&'a str>,
    /// The candidate's own claims.
    pub(crate) signposts: Vec<&'a Signpost>,
    pub(crate) waiver: Option<&'a Waiver>,
    catalog: &'a Catalog,
    lang: Lang,
}

/// What a criterion's status is called: `human` has two words, as the reader wants to know who is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Word {
    Present,
    Partial,
    Absent,
    /// Absent or partial, and a mentor or evaluator takes it off the list.
    Waived,
    Evaluator,
    Oral,
    NotApplicable,
    OutOfScope,
}

impl Word {
    pub(crate) const ALL: [Word; 8] = [
        Word::Present,
        Word::Partial,
        Word::Absent,
        Word::Waived,
        Word::Evaluator,
        Word::Oral,
        Word::NotApplicable,
        Word::OutOfScope,
    ];

    /// The word for the status of a criterion of this kind.
    pub(crate) fn of(status: Status, kind: Kind) -> Self {
        match status {
            Status::Present => Word::Present,
            Status::Partial => Word::Partial,
            Status::Absent => Word::Absent,
            Status::OutOfScope => Word::OutOfScope,
            Status::NotApplicable => Word::NotApplicable,
            Status::Human if kind == Kind::Human => Word::Oral,
            Status::Human => Word::Evaluator,
        }
    }

    /// Message that names it.
    pub(crate) fn status_id(self) -> &'static str {
        match self {
            Word::Present => "status-present",
            Word::Partial => "status-partial",
            Word::Absent => "status-absent",
            Word::Waived => "status-waived",
            Word::Evaluator => "status-evaluator",
            Word::Oral => "status-oral",
            Word::NotApplicable => "status-not-applicable",
            Word::OutOfScope => "status-out-of-scope",
        }
    }

    /// Message that counts it.
    pub(crate) fn count_id(self) -> &'static str {
        match self {
            Word::Present => "count-present",
            Word::Partial => "count-partial",
            Word::Absent => "count-absent",
            Word::Waived => "count-waived",
            Word::Evaluator => "count-evaluator",
            Word::Oral => "count-oral",
            Word::NotApplicable => "count-not-applicable",
            Word::OutOfScope => "count-out-of-scope",
        }
    }
}

impl<'a> ReportView<'a> {
    pub(crate) fn new(report: &'a Report, catalog: &'a Catalog, options: &'a Options<'_>) -> Self {
        let lang = options.messages.lang();
        let part = Part::new(report, catalog, &options.selection);
        let competences = part
            .competences(report)
            .into_iter()
            .map(|competence| {
                let display = display(competence, &part, options);
                CompetenceView::new(competence, report, catalog, &part, lang, display)
            })
            .collect();
        let chosen = report.annotations.profile.as_ref();
        Self {
            report,
            competences,
            left_out: part.left_out(report),
            stale_waivers: report
                .annotations
                .stale_waivers()
                .filter(|waiver| {
                    part.evaluates(&waiver.criterion)
                        && report.competences.iter().any(|competence| {
                            competence.id == waiver.criterion.competence && part.selects(competence)
                        })
                })
                .collect(),
            profile: chosen.and_then(|chosen| catalog.profile(&chosen.id)),
        }
    }

    /// Competences that appear as `display`.
    pub(crate) fn displayed(&self, display: Display) -> impl Iterator<Item = &CompetenceView<'a>> {
        self.competences
            .iter()
            .filter(move |competence| competence.display == display)
    }

    /// Competences with their criteria.
    pub(crate) fn shown(&self) -> impl Iterator<Item = &CompetenceView<'a>> {
        self.displayed(Display::Full)
    }

    /// Criteria with claims of the candidate whose competences appear in one of these ways.
    pub(crate) fn claimed<'b>(
        &'b self,
        displays: &'b [Display],
    ) -> impl Iterator<Item = &'b CriterionView<'a>> {
        self.competences
            .iter()
            .filter(|competence| displays.contains(&competence.display))
            .flat_map(|competence| &competence.criteria)
            .filter(|criterion| !criterion.signposts.is_empty())
    }

    /// What does not agree, whatever was selected: it belongs to no competence.
    pub(crate) fn findings(&self) -> &'a [Finding] {
        &self.report.findings
    }

    /// Text around the places of the evidence that is shown. Not masked: each format does that on its piece.
    pub(crate) fn contexts(&self) -> Vec<&'a Context> {
        let contexts = &self.report.contexts;
        if contexts.is_empty() {
            return Vec::new();
        }
        let shown: HashSet<&Location> = self
            .competences
            .iter()
            .flat_map(|competence| &competence.criteria)
            .flat_map(|criterion| &criterion.report.evidence)
            .map(|evidence| &evidence.location)
            .collect();
        contexts
            .iter()
            .filter(|context| shown.contains(&context.location))
            .collect()
    }

    pub(crate) fn issues(&self) -> &'a [Issue] {
        &self.report.issues
    }
}

/// A competence that was asked for is always shown in full.
fn display(competence: &CompetenceReport, part: &Part<'_>, options: &Options<'_>) -> Display {
    let is_assessed = competence
        .criteria
        .iter()
        .any(|criterion| criterion.status != Status::Human);
    let selection = &options.selection;
    let asked_for = selection.all
        || selection.competences.contains(&competence.id)
        || selection.blocs.contains(&competence.id.bloc());
    if !part.shows(competence) {
        Display::NotAddressed
    } else if is_assessed || asked_for {
        Display::Full
    } else {
        Display::ForEvaluator
    }
}

impl<'a> CompetenceView<'a> {
    fn new(
        competence: &'a CompetenceReport,
        report: &'a Report,
        catalog: &'a Catalog,
        part: &Part<'a>,
        lang: Lang,
        display: Display,
    ) -> Self {
        let known = catalog.competence(&competence.id);
        let of_profile = part
            .profile()
            .and_then(|profile| profile.part(&competence.id));
        let title = of_profile
            .and_then(|part| part.title.as_ref())
            .or(known.map(|known| &known.title));
        Self {
            report: competence,
            slug: known.map_or("", |known| &known.slug),
            title: title.map_or("", |title| title.get(lang)),
            with: of_profile.and_then(|part| part.with.as_ref()),
            criteria: competence
                .criteria
                .iter()
                .filter(|criterion| part.evaluates(&criterion.id))
                .map(|criterion| CriterionView::new(criterion, report, catalog, part, lang))
                .collect(),
            display,
        }
    }

    pub(crate) fn count(&self, word: Word) -> usize {
        self.criteria
            .iter()
            .filter(|criterion| criterion.word() == word)
            .count()
    }
}

impl<'a> CriterionView<'a> {
    fn new(
        criterion: &'a CriterionReport,
        report: &'a Report,
        catalog: &'a Catalog,
        part: &Part<'a>,
        lang: Lang,
    ) -> Self {
        let known = catalog.criterion(&criterion.id);
        Self {
            report: criterion,
            slug: known.map_or("", |known| &known.slug),
            title: known.map_or("", |known| known.title.get(lang)),
            text: known.map_or("", |known| &known.text),
            kind: known.map_or(Kind::Human, |known| known.kind),
            advice: known.map_or("", |known| known.advice.get(lang)),
            reading: part
                .profile()
                .and_then(|profile| profile.reading(&criterion.id))
                .map(|reading| reading.get(lang)),
            signposts: report.annotations.signposts_of(&criterion.id).collect(),
            waiver: report.annotations.waiver(&criterion.id),
            catalog,
            lang,
        }
    }

    pub(crate) fn word(&self) -> Word {
        if self.waiver.is_some() {
            return Word::Waived;
        }
        Word::of(self.report.status, self.kind)
    }

    /// Whether it only stands in the line of its word. Claims about it need lines of their own.
    pub(crate) fn is_grouped(&self) -> bool {
        matches!(
            self.word(),
            Word::Evaluator | Word::Oral | Word::NotApplicable
        ) && self.signposts.is_empty()
    }

    /// Advice is for what can still be added; a criterion that is present needs none.
    pub(crate) fn wants_advice(&self) -> bool {
        matches!(self.word(), Word::Partial | Word::Absent) && !self.advice.is_empty()
    }

    pub(crate) fn supporting(&self) -> impl Iterator<Item = &'a Evidence> {
        self.report
            .evidence
            .iter()
            .filter(|evidence| evidence.supports)
    }

    pub(crate) fn against(&self) -> impl Iterator<Item = &'a Evidence> {
        self.report
            .evidence
            .iter()
            .filter(|evidence| !evidence.supports)
    }

    /// Signals of the evidence, each once, in the order of their best evidence.
    pub(crate) fn signals(&self) -> Vec<&'a str> {
        let mut signals: Vec<&str> = Vec::new();
        for evidence in &self.report.evidence {
            if !signals.contains(&&*evidence.signal) {
                signals.push(&evidence.signal);
            }
        }
        signals
    }

    /// What the evidence shows, in words.
    pub(crate) fn label(&self, evidence: &'a Evidence) -> &'a str {
        match self.catalog.signal(&evidence.signal) {
            Some(signal) => signal.label.get(self.lang),
            None => &evidence.signal,
        }
    }

    /// What is missing, and in what way, in words.
    pub(crate) fn missing(&self, messages: &Messages) -> Vec<String> {
        self.report
            .missing
            .iter()
            .map(|part| missing_part(part, messages))
            .collect()
    }

    pub(crate) fn questions(&self) -> Vec<Cow<'a, str>> {
        self.report
            .questions
            .iter()
            .map(|question: &Localized| redact(question.get(self.lang)))
            .collect()
    }
}

/// A missing part, and in what way it is missing, in words.
pub(crate) fn missing_part(missing: &Missing, messages: &Messages) -> String {
    let label = missing.text.get(messages.lang());
    match missing.lack {
        Lack::NotFound => label.to_owned(),
        Lack::OnlyMentioned => messages.with("missing-only-mentioned", &[("label", label.into())]),
        Lack::TooFew { found, needed } => messages.with(
            "missing-too-few",
            &[
                ("label", label.into()),
                ("found", found.into()),
                ("needed", needed.into()),
            ],
        ),
    }
}

/// The excerpt without secrets. It is cut before it is masked, which bounds the work. An excerpt that only repeats the path
/// is empty.
pub(crate) fn excerpt(evidence: &Evidence) -> Cow<'_, str> {
    if evidence.excerpt.trim() == &*evidence.location.path {
        return Cow::Borrowed("");
    }
    let text = match evidence.excerpt.char_indices().nth(MAX_EXCERPT) {
        Some((end, _)) => &evidence.excerpt[..end],
        None => &evidence.excerpt,
    };
    let masked = redact(text);
    if &*evidence.location.path == ".git" {
        return Cow::Owned(without_mail(&masked).into_owned());
    }
    masked
}

/// Places of an evidence's finding, without the main one.
pub(crate) fn related(evidence: &Evidence) -> impl Iterator<Item = &Location> {
    evidence
        .related
        .iter()
        .filter(|location| **location != evidence.location)
}
