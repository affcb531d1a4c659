//! Risks of a project: which, how serious, what is done, which matter most; and the project's weight on the environment.

use std::collections::BTreeSet;

use prejury_core::{Place, Strength};
use prejury_documents::BlockKind;

use super::lists::{
    CRITICALITY, ENVIRONMENT, ENVIRONMENT_NAMED, IMPACT, MITIGATION, PRIORITY, PROBABILITY, RISK,
    RISK_DATA, RISK_OTHER, RISK_PROJECT, RISK_SUMMARY, Subjects,
};
use super::tables::Table;
use super::texts::{Text, Texts, emit, emit_as, emit_first};
use crate::sink::EvidenceSink;

/// Risks from which a document treats them.
const MIN_RISKS: usize = 2;
/// Words of a text that tells a risk.
const MIN_WORDS: usize = 3;
/// Words of a line that gives a measure behind its label, and letters of a word that is one.
const MIN_MEASURE: usize = 2;
const MIN_MEASURE_LETTERS: usize = 5;
/// Words of a sentence that treats the environment.
const MIN_ENVIRONMENT: usize = 7;
/// Words of such a title, and of the lines under it.
const MAX_TITLE: usize = 6;
const MIN_TOLD: usize = 8;
/// Lines under a title on the environment that treat it together.
const MAX_LINES: usize = 5;
/// Words in the names of pictures that show all risks at once.
const MATRICES: &[&str] = &["cartographie", "heatmap", "matri", "radar"];
/// Numbers of risks in one sentence from which it orders them.
const MIN_RANKED: usize = 3;
/// Part of the risks that have a mitigation, in percent, from which the main ones do.
const MOST: usize = 60;

const SCALES: [(Subjects, &str); 3] = [
    (IMPACT, "risk.impact"),
    (PROBABILITY, "risk.probability"),
    (CRITICALITY, "risk.criticality"),
];

const SCALE: Subjects = IMPACT | PROBABILITY | CRITICALITY;

/// The risks that the documents tell.
#[derive(Default)]
struct Risks<'t, 'f> {
    /// Rows and items, one a risk.
    all: Vec<&'t Text<'f>>,
    n_mitigated: usize,
    /// Whether one table answers most of its risks.
    has_answers: bool,
    /// Whether a table rates them.
    is_rated: bool,
    documents: BTreeSet<usize>,
}

pub(super) fn find<'t, 'f>(
    texts: &'t Texts<'f>,
    tables: &[Table<'t, 'f>],
    sink: &mut EvidenceSink,
) -> BTreeSet<usize> {
    let mut risks = Risks::default();
    let mut headers: Vec<&Text<'_>> = Vec::new();
    for table in tables {
        let is_of_risks = table.has(RISK)
            && table.has(IMPACT | PROBABILITY | CRITICALITY | MITIGATION)
            || table.has(IMPACT) && table.has(PROBABILITY)
            || tells_risks(table)
            || table.header.under & RISK != 0
                && table.has(CRITICALITY | IMPACT | PROBABILITY)
                && table.has(MITIGATION);
        let is_other = (table.header.subjects | table.header.under) & RISK_OTHER != 0;
        let rows: Vec<&Text<'_>> = table.filled_rows().collect();
        if !is_of_risks || is_other || rows.len() < MIN_RISKS || super::is_notebook(table.header) {
            continue;
        }
        headers.push(table.header);
        risks.documents.insert(table.header.document);
        for (scale, signal) in SCALES {
            if table.n_filled(scale) > 1 {
                risks.is_rated = true;
                emit(sink, signal, table.header);
            }
        }
        let n_mitigated = table.n_filled(MITIGATION);
        risks.n_mitigated += n_mitigated;
        risks.has_answers |= n_mitigated > 1 && n_mitigated * 100 >= rows.len() * MOST;
        risks.all.extend(rows);
    }
    let n_rows = risks.all.len();
    listed(texts, &mut risks);
    if risks.all.len() < MIN_RISKS {
        return BTreeSet::new();
    }
    for text in headers.iter().chain(risks.all.iter().skip(n_rows).take(3)) {
        emit(sink, "risk.treated", text);
    }
    kinds(&risks, sink);
    mitigations(texts, &risks, n_rows, sink);
    summary(texts, &risks, n_rows, sink);
    scales_in_text(texts, &risks, sink);
    risks.documents
}

/// A column of risks in words, without any scale.
fn tells_risks(table: &Table<'_, '_>) -> bool {
    table.column(RISK).is_some_and(|column| {
        let told = table.cells(column).filter(|(row, cell)| {
            row.subjects & (RISK_PROJECT | RISK_DATA) != 0 && cell.split_whitespace().count() > 2
        });
        told.take(MIN_RISKS).count() == MIN_RISKS
    })
}

/// Whether the text stands under a heading about the risks of the project.
fn is_under_risks(text: &Text<'_>) -> bool {
    text.heading & RISK != 0 && text.under & RISK_OTHER == 0 && !super::is_notebook(text)
}

/// Risks told without a table: items under a heading, or lines that open with the word.
fn listed<'t, 'f>(texts: &'t Texts<'f>, risks: &mut Risks<'t, 'f>) {
    for text in &texts.all {
        // `R1 — Perte d'alertes`: one heading a risk.
        if is_numbered_risk(text) {
            risks.documents.insert(text.document);
            risks.all.push(text);
        }
        if text.is_row() || text.is_heading || !text.develops(MIN_WORDS) || !is_under_risks(text) {
            continue;
        }
        let tells = text.subjects & (RISK_PROJECT | RISK_DATA) != 0;
        let is_measure =
            text.has_label(MITIGATION) && !text.has_label(RISK) && !text.is_rated(SCALE);
        if tells && !is_measure {
            risks.documents.insert(text.document);
            risks.all.push(text);
        }
    }
}

/// A heading under that of the risks which gives the number of one: `R1`, `R-02`, `Risque 3`.
fn is_numbered_risk(text: &Text<'_>) -> bool {
    let is_below = text.is_heading && text.under & RISK != 0 && text.under & RISK_OTHER == 0;
    let str = text.str();
    let number = str
        .strip_prefix("Risque ")
        .or_else(|| str.strip_prefix("Risk "))
        .or_else(|| str.strip_prefix('R'))
        .map(|rest| rest.trim_start_matches(['-', ' ', '°', 'n']));
    is_below
        && !super::is_notebook(text)
        && number.is_some_and(|rest| rest.starts_with(|one: char| one.is_ascii_digit()))
}

/// Risks of carrying out the project, and risks for personal data.
fn kinds(risks: &Risks<'_, '_>, sink: &mut EvidenceSink) {
    for text in &risks.all {
        if text.subjects & RISK_DATA != 0 {
            emit(sink, "risk.personal-data", text);
        }
        if text.subjects & RISK_PROJECT != 0 && (text.subjects & RISK_DATA == 0) {
            emit(sink, "risk.project", text);
        }
    }
}

/// What is done against the risks.
fn mitigations(texts: &Texts<'_>, risks: &Risks<'_, '_>, n_rows: usize, sink: &mut EvidenceSink) {
    let mut told: Vec<&Text<'_>> = Vec::new();
    for text in &texts.all {
        let is_near = is_under_risks(text)
            || text.under & RISK != 0 && text.under & RISK_OTHER == 0 && text.has_label(MITIGATION)
            || text.under & MITIGATION != 0 && risks.documents.contains(&text.document);
        // The title of a chart names the answers and gives none.
        let is_caption = text.block.kind == BlockKind::AltText;
        let is_labelled = || text.has_label(MITIGATION) || gives_measure(text);
        let is_developed = |text: &Text<'_>| {
            text.develops(MIN_WORDS) || text.develops(MIN_MEASURE) && gives_measure(text)
        };
        if is_near && !text.is_row() && !is_caption && is_developed(text) {
            let is_said = is_labelled()
                || text.under & MITIGATION != 0
                || text.is_about(RISK | MITIGATION) && text.n_words > 7;
            if is_said {
                told.push(text);
            }
        }
    }
    let n_told = told.len();
    let is_most = risks.has_answers || n_told > 1 && n_rows == 0 && n_told * 2 >= risks.all.len();
    let signal = if is_most || n_told > 3 {
        "risk.mitigation"
    } else {
        "risk.mitigation-some"
    };
    if risks.n_mitigated > 0 {
        for (at, text) in risks.all.iter().enumerate().take(n_rows) {
            if at < 3 {
                emit(sink, signal, text);
            }
        }
    }
    for text in told.iter().take(8) {
        emit(sink, signal, text);
    }
}

/// Whether a text says what is done behind a label: one word such as "chiffrement" is a measure, an answer such as "oui" is none.
fn gives_measure(text: &Text<'_>) -> bool {
    let value = text.inner_value(MITIGATION).unwrap_or("");
    value
        .split_whitespace()
        .any(|word| word.chars().filter(|one| one.is_alphabetic()).count() >= MIN_MEASURE_LETTERS)
}

/// The risks that matter most, apart from the list of all.
fn summary(texts: &Texts<'_>, risks: &Risks<'_, '_>, n_rows: usize, sink: &mut EvidenceSink) {
    for text in risks.all.iter().take(3) {
        emit(sink, "risk.listed", text);
    }
    let n_documents = risks.documents.len();
    for text in texts.about(RISK_SUMMARY) {
        if super::is_notebook(text) || !risks.documents.contains(&text.document) {
            continue;
        }
        let is_sentence =
            text.develops(MIN_ENVIRONMENT) && !text.is_row() && !text.is_about(MITIGATION);
        let is_titled = text.is_heading && (n_rows > 0 || n_documents > 1);
        if is_sentence && text.subjects & (CRITICALITY | RISK_PROJECT | RISK_DATA) != 0 || is_titled
        {
            // What says that these are the main risks is shown before risks that are told twice.
            emit_first(sink, "risk.summary", text);
        }
    }
    for text in texts
        .all
        .iter()
        .filter(|text| risks.documents.contains(&text.document))
    {
        if !super::is_notebook(text) && (pictures_matrix(text) || ranks_risks(text)) {
            emit(sink, "risk.summary", text);
        }
    }
    // The same risks told once in full and once in short.
    let brief: Vec<&&Text<'_>> = risks.all.iter().skip(n_rows).collect();
    if risks.is_rated && brief.len() >= MIN_RISKS {
        for text in brief.iter().take(3) {
            emit(sink, "risk.summary", text);
        }
    }
}

/// A picture among the risks whose name says that it is their matrix.
fn pictures_matrix(text: &Text<'_>) -> bool {
    let is_matrix = |target: &str| {
        let name = target.rsplit('/').next().unwrap_or(target).to_lowercase();
        MATRICES.iter().any(|word| name.contains(word))
    };
    text.block.images > 0
        && text.under & RISK != 0
        && text.under & RISK_OTHER == 0
        && text
            .block
            .image_targets
            .iter()
            .any(|target| is_matrix(target))
}

/// A sentence that orders risks by their numbers: `priorités : ... (R1), ... (R5), ... (R2)`.
fn ranks_risks(text: &Text<'_>) -> bool {
    if text.subjects & (PRIORITY | CRITICALITY) == 0
        || text.is_row()
        || !text.develops(MIN_ENVIRONMENT)
    {
        return false;
    }
    let words = text.str().split(|next: char| !next.is_alphanumeric());
    let numbers: BTreeSet<&str> = words
        .filter_map(|word| word.strip_prefix('R'))
        .filter(|rest| {
            (1..3).contains(&rest.len()) && rest.bytes().all(|byte| byte.is_ascii_digit())
        })
        .collect();
    numbers.len() >= MIN_RANKED
}

/// Scales without a table: `Impact : élevé`, or each with its level in one line.
fn scales_in_text(texts: &Texts<'_>, risks: &Risks<'_, '_>, sink: &mut EvidenceSink) {
    for (scale, signal) in SCALES {
        let told: Vec<&Text<'_>> = texts
            .about(scale)
            .filter(|text| !text.is_row() && is_under_risks(text))
            .filter(|text| text.has_label(scale) || text.is_rated(scale))
            .collect();
        if told.len() > 1 && risks.all.len() >= MIN_RISKS {
            for text in told.iter().take(3) {
                emit(sink, signal, text);
            }
        }
    }
}

/// The project's weight on the environment, in the documents that frame the project.
pub(super) fn environment(texts: &Texts<'_>, documents: &BTreeSet<usize>, sink: &mut EvidenceSink) {
    for (at, text) in texts.all.iter().enumerate() {
        if !documents.contains(&text.document) {
            continue;
        }
        let is_titled = || text.subjects & ENVIRONMENT != 0 && is_treated_below(&texts.all[at..]);
        if text.subjects & ENVIRONMENT != 0 && text.develops(MIN_ENVIRONMENT) || is_titled() {
            emit(sink, "environment.treated", text);
        } else if text.subjects & (ENVIRONMENT | ENVIRONMENT_NAMED) != 0 {
            emit_as(sink, "environment.named", text, Strength::Mentioned, None);
        }
    }
}

/// Whether the lines under a title on the environment treat it together: a stake and an answer in a few words each.
fn is_treated_below(texts: &[Text<'_>]) -> bool {
    let Some((title, below)) = texts.split_first() else {
        return false;
    };
    let is_title =
        !title.is_row() && title.n_words <= MAX_TITLE && title.block.kind != BlockKind::AltText;
    if !is_title {
        return false;
    }
    let lines = below
        .iter()
        .take(MAX_LINES)
        .take_while(|text| text.document == title.document && same_page(title, text))
        .take_while(|text| !text.is_heading && !text.is_row());
    let told: Vec<&Text<'_>> = lines.filter(|text| text.develops(MIN_WORDS)).collect();
    let n_words: usize = told.iter().map(|text| text.n_words).sum();
    told.len() > 1 && n_words >= MIN_TOLD
}

/// Whether two texts stand on one page or slide, where there are any.
fn same_page(one: &Text<'_>, other: &Text<'_>) -> bool {
    match (&one.location().place, &other.location().place) {
        (Place::Page(one), Place::Page(other)) | (Place::Slide(one), Place::Slide(other)) => {
            one == other
        }
        _ => one.section == other.section || one.is_heading,
    }
}
