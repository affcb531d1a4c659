//! Personal data and ethics: sources, the register of processings, obligations, stakes.

use std::collections::{BTreeMap, BTreeSet};

use prejury_core::Strength;
use prejury_documents::BlockKind;

use super::cells::is_filled;
use super::lists::{
    AI_ACT, AI_PROCESSING, DATA_BASIS, DATA_BREACH, DATA_CATEGORIES, DATA_CONSENT, DATA_IMPACT,
    DATA_ITEM, DATA_MINIMISATION, DATA_OFFICER, DATA_PERSONS, DATA_PURPOSE, DATA_RECIPIENTS,
    DATA_RETENTION, DATA_RIGHTS, DATA_SECURITY, DATA_TRANSPARENCY, ETHICS, PRIVACY, REGISTER,
    STAKE_AUTONOMY, STAKE_BIAS, STAKE_PRIVACY, STAKE_TRANSPARENCY, STORY_WISH, Subjects,
};
use super::texts::{Text, Texts, emit, emit_as};
use crate::sink::EvidenceSink;

/// Fields of the form of the CNIL that make a register, whatever their order.
const FIELDS: [Subjects; 5] = [
    DATA_PURPOSE,
    DATA_CATEGORIES,
    DATA_RECIPIENTS,
    DATA_RETENTION,
    DATA_SECURITY,
];
/// Fields that have to be filled.
const MIN_FIELDS: usize = 4;

/// What the law asks.
const OBLIGATIONS: [Subjects; 12] = [
    DATA_PURPOSE,
    DATA_MINIMISATION,
    DATA_CONSENT,
    DATA_RIGHTS,
    DATA_RETENTION,
    DATA_SECURITY,
    DATA_TRANSPARENCY,
    DATA_BASIS,
    DATA_IMPACT,
    DATA_OFFICER,
    DATA_BREACH,
    AI_ACT,
];
/// Obligations, each in a text of its own, from which they are listed and described.
const MIN_OBLIGATIONS: usize = 3;
/// Words of a text that describes an obligation or a stake which opens it.
const MIN_LABELLED: usize = 5;
/// Words of a text that describes one in a sentence.
const MIN_SENTENCE: usize = 10;

const STAKES: [Subjects; 4] = [
    STAKE_BIAS,
    STAKE_TRANSPARENCY,
    STAKE_PRIVACY,
    STAKE_AUTONOMY,
];
const ANY_STAKE: Subjects = STAKE_BIAS | STAKE_TRANSPARENCY | STAKE_PRIVACY | STAKE_AUTONOMY;
/// Texts about stakes from which they are listed.
const MIN_STAKES: usize = 2;
/// Texts on the law or on ethics from which a section treats them.
const MIN_TREATMENT: usize = 3;
/// Mentions that are shown.
const MAX_NAMED: usize = 8;
/// Personal data named one by one.
const MIN_ITEMS: usize = 2;

/// Documents that treat personal data or ethics.
pub(super) fn find(texts: &Texts<'_>, sink: &mut EvidenceSink) -> BTreeSet<usize> {
    let registers = registers(texts, sink);
    let mut documents = treated(texts, sink);
    documents.extend(registers.iter().copied());
    sources(texts, sink);
    announced_sources(texts, sink);
    obligations(texts, sink);
    stakes(texts, sink);
    documents
}

fn any(subjects: &[Subjects]) -> Subjects {
    subjects.iter().fold(0, |all, subject| all | subject)
}

/// A document whose fields of the form are filled.
fn registers(texts: &Texts<'_>, sink: &mut EvidenceSink) -> BTreeSet<usize> {
    let mut fields: BTreeMap<usize, BTreeMap<Subjects, &Text<'_>>> = BTreeMap::new();
    for (at, text) in texts.all.iter().enumerate() {
        for field in FIELDS {
            let is_of_register = text.concerns(REGISTER);
            if is_of_register && text.subjects & field != 0 && is_field(texts, at, field) {
                let known = fields.entry(text.document).or_default();
                known.entry(field).or_insert(text);
            }
        }
    }
    fields.retain(|_, known| known.len() >= MIN_FIELDS && known.contains_key(&DATA_PURPOSE));
    let mut documents = BTreeSet::new();
    for (number, known) in &fields {
        let of_document = || texts.of_document(*number).iter();
        let named = of_document().find(|text| text.subjects & REGISTER != 0);
        let has_ai = of_document().any(|text| {
            text.subjects & AI_PROCESSING != 0
                && (text.concerns(REGISTER) || text.subjects & DATA_PURPOSE != 0)
        });
        // Fields without the name of a register are a list of principles more often than not.
        if named.is_none() || !has_ai {
            continue;
        }
        documents.insert(*number);
        for text in known.values() {
            emit(sink, "personal-data.register", text);
            emit(sink, "personal-data.treated", text);
        }
        if let Some(categories) = known.get(&DATA_CATEGORIES) {
            emit(sink, "personal-data.sources", categories);
        }
    }
    documents
}

/// Whether a field is filled: a value behind its label, lines under it, or a cell in the column that it heads.
fn is_field(texts: &Texts<'_>, at: usize, field: Subjects) -> bool {
    let text = &texts.all[at];
    if text.has_label(field) || text.inner_value(field).is_some() {
        return true;
    }
    let next = texts
        .all
        .get(at + 1)
        .filter(|next| next.document == text.document);
    if text.is_heading {
        return next.is_some_and(|next| !next.is_heading && next.n_words > 1);
    }
    if !text.is_row() {
        return false;
    }
    let str = text.str();
    text.hits
        .iter()
        .filter(|hit| hit.subject == field)
        .any(|hit| {
            let column = str[..hit.start].matches('|').count();
            let below = texts.all[at + 1..].iter().take(6);
            below
                .take_while(|row| row.is_row() && row.document == text.document)
                .any(|row| row.str().split('|').nth(column).is_some_and(is_filled))
        })
}

/// Sections whose heading names personal data or ethics and which say something of them.
fn treated(texts: &Texts<'_>, sink: &mut EvidenceSink) -> BTreeSet<usize> {
    let subjects = any(&OBLIGATIONS) | any(&FIELDS) | DATA_PERSONS | DATA_ITEM | ANY_STAKE;
    let mut documents = BTreeSet::new();
    for (at, heading) in texts.all.iter().enumerate() {
        if !heading.is_heading
            || heading.subjects & (PRIVACY | ETHICS | REGISTER) == 0
            || super::is_notebook(heading)
        {
            continue;
        }
        let n_texts = texts.all[at + 1..]
            .iter()
            .take_while(|text| text.document == heading.document)
            .take(40)
            .filter(|text| text.under & heading.subjects & (PRIVACY | ETHICS | REGISTER) != 0)
            .filter(|text| text.develops(4) && text.subjects & subjects != 0)
            .count();
        if n_texts >= MIN_TREATMENT {
            documents.insert(heading.document);
            emit(sink, "personal-data.treated", heading);
        }
    }
    documents
}

/// Personal data named one by one, where personal data are the subject.
fn sources(texts: &Texts<'_>, sink: &mut EvidenceSink) {
    let mut sections: BTreeMap<usize, Vec<&Text<'_>>> = BTreeMap::new();
    for text in texts.about(DATA_ITEM) {
        let is_of_data = text.under & (PRIVACY | DATA_CATEGORIES | REGISTER) != 0
            || text.subjects & DATA_CATEGORIES != 0 && !text.is_row();
        // The address of the officer is nobody's data.
        let is_contact = text.has_label(DATA_OFFICER) || is_contact_form(text);
        if is_of_data && !is_contact && !text.is_heading && text.subjects & STORY_WISH == 0 {
            sections.entry(text.section).or_default().push(text);
        }
    }
    for found in sections.values() {
        let mut items: Vec<usize> = found
            .iter()
            .flat_map(|text| text.phrases(DATA_ITEM))
            .collect();
        items.sort_unstable();
        items.dedup();
        if items.len() > MIN_ITEMS {
            for text in found {
                emit(sink, "personal-data.sources", text);
            }
        }
    }
}

/// Data that a policy announces and lists, whatever they are, where it gives their purpose and how long or on which basis
/// they are kept.
fn announced_sources(texts: &Texts<'_>, sink: &mut EvidenceSink) {
    let listed = texts.all.iter().filter(|text| {
        text.heading & DATA_CATEGORIES != 0
            && text.block.kind == BlockKind::ListItem
            && text.develops(2)
            && !super::is_notebook(text)
    });
    let mut documents: BTreeMap<usize, Vec<&Text<'_>>> = BTreeMap::new();
    for text in listed {
        documents.entry(text.document).or_default().push(text);
    }
    for (number, items) in documents
        .iter()
        .filter(|(_, items)| items.len() >= MIN_ITEMS)
    {
        let says = |field: Subjects| {
            let mut texts = texts.of_document(*number).iter();
            texts.any(|text| text.has_label(field) || text.is_heading && text.subjects & field != 0)
        };
        if says(DATA_PURPOSE) && (says(DATA_RETENTION) || says(DATA_BASIS)) {
            for text in items.iter().take(MAX_NAMED) {
                emit(sink, "personal-data.sources", text);
            }
        }
    }
}

/// A row of a form that asks for a contact: `Téléphone : | 01 02 ...`. What is processed stands behind no colon of its own.
fn is_contact_form(text: &Text<'_>) -> bool {
    let str = text.str();
    let is_field = |end: usize| str[end..].trim_start().starts_with(':');
    let mut items = text.hits.iter().filter(|hit| hit.subject & DATA_ITEM != 0);
    text.is_row() && items.all(|hit| is_field(hit.end))
}

/// Obligations that are described, each in a text of its own; those that a register holds are its fields.
fn obligations(texts: &Texts<'_>, sink: &mut EvidenceSink) {
    let mut described: Vec<&Text<'_>> = Vec::new();
    let mut kinds: BTreeSet<Subjects> = BTreeSet::new();
    let mut n_named = 0;
    for text in &texts.all {
        let is_of_law = text.under & PRIVACY != 0 || text.is_about(PRIVACY) && !text.is_row();
        if !is_of_law || super::is_notebook(text) {
            continue;
        }
        let is_named =
            text.is_about(PRIVACY) || text.is_heading && text.subjects & any(&OBLIGATIONS) != 0;
        if is_named && n_named < MAX_NAMED {
            n_named += 1;
            emit_as(
                sink,
                "personal-data.obligations-named",
                text,
                Strength::Mentioned,
                None,
            );
        }
        if text.under & REGISTER != 0 || text.subjects & (REGISTER | STORY_WISH) != 0 {
            continue;
        }
        let mut own = OBLIGATIONS
            .iter()
            .filter(|kind| text.subjects & **kind != 0);
        let labelled = OBLIGATIONS
            .iter()
            .find(|kind| text.develops(MIN_LABELLED) && text.has_label(**kind));
        let kind = labelled.or_else(|| own.next().filter(|_| text.develops(MIN_SENTENCE)));
        if let Some(kind) = kind {
            kinds.insert(*kind);
            described.push(text);
        }
    }
    if kinds.len() >= MIN_OBLIGATIONS && described.len() >= MIN_OBLIGATIONS {
        for text in described {
            emit(sink, "personal-data.obligations", text);
        }
    }
}

/// Ethical stakes that are described, where ethics or biases are the subject.
fn stakes(texts: &Texts<'_>, sink: &mut EvidenceSink) {
    let mut described: Vec<&Text<'_>> = Vec::new();
    for text in &texts.all {
        if super::is_notebook(text) {
            continue;
        }
        let is_ethical =
            text.under & (ETHICS | STAKE_BIAS) != 0 || text.is_about(ETHICS) && !text.is_row();
        if !is_ethical {
            continue;
        }
        if text.subjects & ETHICS != 0 || text.subjects & ANY_STAKE != 0 && text.under & ETHICS != 0
        {
            emit_as(sink, "ethics.named", text, Strength::Mentioned, None);
        }
        let has_stake = STAKES.iter().any(|stake| text.subjects & stake != 0);
        if has_stake && text.develops(MIN_LABELLED) && (text.is_row() || text.n_words > 6) {
            described.push(text);
        }
    }
    if described.len() >= MIN_STAKES {
        for text in described {
            emit(sink, "ethics.stakes", text);
        }
    }
}
