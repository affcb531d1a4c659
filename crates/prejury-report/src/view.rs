//! A report as one reader sees it: narrowed to the selection, joined with the catalogue's wording in one language, with
//! secrets masked. Every format starts from here, so that none of them can forget to.

use std::borrow::Cow;
use std::collections::HashSet;

use prejury_catalog::Catalog;
use prejury_core::{
    CompetenceReport, Context, CriterionReport, Evidence, Finding, Issue, Kind, Lack, Lang,
    Localized, Location, Missing, Report, Status,
};

use crate::messages::Messages;
use crate::options::Options;
use crate::redact::{redact, without_mail};

/// Longer excerpts are cut: a report is read, the file is opened for the rest.
const MAX_EXCERPT: usize = 1_000;

pub(crate) struct ReportView<'a> {
    pub(crate) report: &'a Report,
    /// Competences of the selection, in the order of the référentiel, addressed or not.
    pub(crate) competences: Vec<CompetenceView<'a>>,
}

pub(crate) struct CompetenceView<'a> {
    pub(crate) report: &'a CompetenceReport,
    pub(crate) slug: &'a str,
    pub(crate) title: &'a str,
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

pub(crate) struct CriterionView<'a> {
    pub(crate) report: &'a CriterionReport,
    pub(crate) slug: &'a str,
    pub(crate) title: &'a str,
    pub(crate) text: &'a str,
    pub(crate) kind: Kind,
    pub(crate) advice: &'a str,
    catalog: &'a Catalog,
    lang: Lang,
}

/// What a criterion's status is called: `human` has two words, as the reader wants to know who is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Word {
    Present,
    Partial,
    Absent,
    Evaluator,
    Oral,
    NotApplicable,
    OutOfScope,
}

impl Word {
    pub(crate) const ALL: [Word; 7] = [
        Word::Present,
        Word::Partial,
        Word::Absent,
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
            Word::Evaluator => "count-evaluator",
            Word::Oral => "count-oral",
            Word::NotApplicable => "count-not-applicable",
            Word::OutOfScope => "count-out-of-scope",
        }
    }
}

impl<'a> ReportView<'a> {
    pub(crate) fn new(report: &'a Report, catalog: &'a Catalog, options: &Options<'_>) -> Self {
        let lang = options.messages.lang();
        let competences = report
            .competences
            .iter()
            .filter(|competence| options.selection.selects(&competence.id))
            .map(|competence| {
                CompetenceView::new(competence, catalog, lang, display(competence, options))
            })
            .collect();
        Self {
            report,
            competences,
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

    /// What does not agree, whatever was selected: it belongs to no competence.
    pub(crate) fn findings(&self) -> &'a [Finding] {
        &self.report.findings
    }

    /// Text around the places of the evidence that is shown. Not masked: each format does that on its piece.
    pub(crate) fn contexts(&self) -> Vec<&'a Context> {
        let shown: HashSet<&Location> = self
            .competences
            .iter()
            .flat_map(|competence| &competence.criteria)
            .flat_map(|criterion| &criterion.report.evidence)
            .map(|evidence| &evidence.location)
            .collect();
        let contexts = &self.report.contexts;
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
fn display(competence: &CompetenceReport, options: &Options<'_>) -> Display {
    let is_assessed = competence
        .criteria
        .iter()
        .any(|criterion| criterion.status != Status::Human);
    let selection = &options.selection;
    let asked_for = selection.all
        || selection.competences.contains(&competence.id)
        || selection.blocs.contains(&competence.id.bloc());
    if !selection.shows(competence) {
        Display::NotAddressed
    } else if is_assessed || asked_for {
        Display::Full
    } else {
        Display::ForEvaluator
    }
}

impl<'a> CompetenceView<'a> {
    fn new(
        report: &'a CompetenceReport,
        catalog: &'a Catalog,
        lang: Lang,
        display: Display,
    ) -> Self {
        let known = catalog.competence(&report.id);
        Self {
            report,
            slug: known.map_or("", |competence| &competence.slug),
            title: known.map_or("", |competence| competence.title.get(lang)),
            criteria: report
                .criteria
                .iter()
                .map(|criterion| CriterionView::new(criterion, catalog, lang))
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
    fn new(report: &'a CriterionReport, catalog: &'a Catalog, lang: Lang) -> Self {
        let known = catalog.criterion(&report.id);
        Self {
            report,
            slug: known.map_or("", |criterion| &criterion.slug),
            title: known.map_or("", |criterion| criterion.title.get(lang)),
            text: known.map_or("", |criterion| &criterion.text),
            kind: known.map_or(Kind::Human, |criterion| criterion.kind),
            advice: known.map_or("", |criterion| criterion.advice.get(lang)),
            catalog,
            lang,
        }
    }

    pub(crate) fn word(&self) -> Word {
        Word::of(self.report.status, self.kind)
    }

    /// Advice is for what can still be added; a criterion that is present needs none.
    pub(crate) fn wants_advice(&self) -> bool {
        matches!(self.report.status, Status::Partial | Status::Absent) && !self.advice.is_empty()
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
