//! What texts say of watching a model: a strategy, the reading of a drift, a frequency of maintenance.
//!
//! # What it looks for
//! Sections of documents that speak of drift, of monitoring a model's performance or of retraining, together with what is
//! measured, how often, from which threshold on, and what is done then.
//! # Counts as evidence
//! A section with at least two of these four is a strategy; one that develops the subject with fewer names it.
//! # Does not count
//! A mission, a plan or an announcement as the conclusion of a study; the supervision of a platform, the `monitor` of a training, headings and tables of contents alone.

use std::sync::LazyLock;

use foldhash::HashMap;
use prejury_core::{Evidence, Location, Place, Strength};
use prejury_documents::{Block, BlockKind, Document, Phrases, fold};
use regex::Regex;

use crate::Facts;
use crate::projects::Projects;
use crate::sink::EvidenceSink;

/// Blocks of one section that are read together.
const MAX_BLOCKS: usize = 14;

/// Longest text of a section.
const MAX_BYTES: usize = 6_000;

/// Sections of one document that are shown.
const MAX_SHOWN: usize = 4;

macro_rules! words {
    ($($(#[$doc:meta])* $name:ident = $regex:literal;)*) => {
        $($(#[$doc])* static $name: LazyLock<Option<Regex>> = LazyLock::new(|| {
            // Folded text has ASCII letters: the cheap boundary says the same.
            Regex::new(&$regex.replace(r"\b", r"(?-u:\b)")).ok()
        });)*
    };
}

/// Words without which no text names the subject: the others are never folded.
static MAY_BE_SUBJECT: LazyLock<Phrases> = LazyLock::new(|| {
    let list = include_str!("../../../../../rules/monitoring/subject.txt");
    let lines = list.lines();
    Phrases::new(lines.filter(|line| !line.is_empty() && !line.starts_with('#')))
});

words! {
    /// The subject.
    SUBJECT = r"\b(data ?-?drift|concept ?-?drift|model ?-?drift|(feature|target|prediction) drift|drift|derives? (des|de|du) (donnees|modele|modeles|variables|concept|la performance|distribution)|derive (conceptuelle|statistique)|model monitoring|monitoring (du|des|de la|of the) (modeles?|models?|performances?)|performance monitoring|suivi (de la |des |du |de )(performances?|modele|qualite du modele)[a-z ]{0,12}(en production|dans le temps|modele|du modele)?|surveill[a-z]+ (la |les |des |du |de la )?(performances?|modele|distribution|predictions)|monitor(ing)? (the )?(model|performance|predictions)|(re-?entrain|retrain)[a-z]*[^.]{0,60}\b(regulier[a-z]*|periodi[a-z]*|chaque|tou(s|tes) les|mensuel[a-z]*|en production|nouvelles donnees|new data|automatiqu[a-z]*|automatic[a-z]*|every|monthly|weekly)|contrat de maintenance|maintenance contract|model decay|degradation (des|de la|of) performances?)\b";
    /// What is measured.
    MEASURE = r"\b(psi|ks|kolmogorov|wasserstein|jensen|evidently|nannyml|auc|f1|accuracy|precision|recall|rappel|metriques?|metrics?|indicateurs?|distributions?|taux|rate|score metier|latence|latency|ari)\b";
    /// How often.
    FREQUENCY = r"\b(tou(s|tes) les|chaque (jour|semaine|mois|trimestre|annee)|(quotidien|hebdomadaire|mensuel|trimestriel|semestriel|annuel)[a-z]*|every (day|week|month|quarter|year|[0-9]+)|daily|weekly|monthly|quarterly|yearly|regulierement|periodiqu[a-z]*|periodically|temps reel|real[ -]time|en continu|frequence|frequency|[0-9]+ (jours|mois|semaines|days|weeks|months))\b";
    /// From when on.
    THRESHOLD = r"(\b(seuils?|thresholds?|alert(e|es|s|ing)?|depass[a-z]*|exceed[a-z]*|superieur[a-z]*|inferieur[a-z]*|above|below|baisse de|drops?)\b|[<>] ?0[.,][0-9])";
    /// What is done then.
    ACTION = r"\b(reentrain[a-z]*|re-entrain[a-z]*|retrain[a-z]*|relanc[a-z]*|mise a jour du modele|update (of )?the model|notifi[a-z]*|corrig[a-z]*|rollback|investig[a-z]*)\b";
    /// A drift that was looked at and read.
    FOUND = r"(\b(aucune?|pas de|absence de|peu de|no|not any|little) (data |significant |notable |reelle |veritable )?(drift|derive)|\b(drift|derives?)( des donnees)? (n'|n’)?(est |a ete |was |is |has been |not |pas |bien |globale? )*(detecte|detected|constate|observe|present|significati|faible|limite|modere|important)|\b(derivent|ont derive|drifted|has drifted|have drifted)\b|\b(on|nous|we) (constat|observ|voi[tre]|voyons|remarqu|not|see|conclu)[a-z]*[^.]{0,80}(drift|derive)|(drift|derive)[^.]{0,120}\b[0-9]+([.,][0-9]+)? ?(%|variables|features|colonnes|columns|sur)|\b[0-9]+ (variables|features|colonnes|columns)[^.]{0,80}(drift|deriv))";
    /// What follows from a drift.
    CONCLUDED = r"(drift|derive)[^.]{0,160}\b(donc|il faudra|il faudrait|recommand|therefore|should)\b";
    /// What is still to be built: it reads nothing.
    PLANNED = r"\b(sera|seront|va etre|vont etre|will be|to be (built|deployed|set up))\b";
    /// What came out of a study.
    OUTCOME = r"\b(a (valide|confirme|montre|revele)|confirme(nt)?|montre(nt)?|(confirm|show)(s|ed)|passe(nt)?|reste(nt)?|demeure(nt)?|baiss[a-z]+|chut[a-z]+|diminu[a-z]+|decroi[a-z]+|descend(ent)?|degrad[a-z]+|devi(ent|ennent)|commence(nt)?|stables?|instables?|recommande|recommandons|preconis[a-z]+|conseill[a-z]+|suffi(t|sant|sante|ra)|necessaire|optimal[a-z]*|pertinent[a-z]*|faut|faudra(it)?|devra(it|ient)?|doit|prevoir|donc|drops?|dropped|falls?|fell|declin[a-z]+|decreas[a-z]+|remain[a-z]*|stays?|needed|recommended|we recommend|should|must|(chaque|tou(s|tes) les|every|jusqu.a|apres|until|after|au bout de|within|sur|pendant|over) ([0-9]+|un|une|deux|trois|quatre|cinq|six|douze|two|three|four|five|six|twelve)? ?(jours?|semaines?|mois|trimestres?|annees?|ans?|days?|weeks?|months?|quarters?|years?))\b";
    /// What a text only announces.
    ANNOUNCED = r"(\b(nous allons|on va|nous devons|nous devrons|allons|pour determiner|afin de determiner|we will|we are going to|we have to|we need to|to determine|en theorie|dans un cas ou)\b|^\W*(analy[sz]er?|recommend|recommander|prepare|preparer|proposer?|determiner?|define|definir|etablir|estimer|estimate|fournir|provide|simuler|simulate|evaluer|evaluate|assess)\b)";
    /// What somebody else asks for.
    ASSIGNED = r"\b(deliverables?|livrables?|your mission|votre mission|vous devez|vous devrez|your task|join us|and recommend|to recommend|il vous)\b";
    /// What is to be handed in: the section is a step of the statement.
    GIVEN = r"^\W*(livrables?|deliverables?)\b";
    /// A duration or how often, beyond the word "fréquence", which is a variable of segments as well.
    PERIOD = r"\b(([0-9]+|un|une|deux|trois|quatre|cinq|six|douze|one|two|three|four|five|six|twelve)[ -]?(er|e|eme)? ?(jours?|semaines?|mois|trimestres?|semestres?|annees?|ans?|days?|weeks?|months?|quarters?|years?)|tou(s|tes) les|chaque (jour|semaine|mois|trimestre|semestre|annee)|(bi-?)?(quotidien|hebdomadaire|mensuel|mestriel|trimestriel|semestriel|annuel)[a-z]*|(fois )?par (jour|semaine|mois|trimestre|semestre|an|annee)|(once|twice|times) (a|per) (day|week|month|quarter|year)|every (day|week|month|quarter|year)|(premier|deuxieme|troisieme|quatrieme|first|second|third) (jour|semaine|mois|trimestre|day|week|month|quarter)|daily|weekly|monthly|quarterly|yearly)\b";
    /// A frequency of maintenance drawn from a study.
    MAINTENANCE = r"\b(maintenance|mises? a jour|reentrain[a-z]*|retrain[a-z]*|actualis[a-z]*|stabilit[a-z]*|stables?|update|ari)\b";
}

fn holds(words: &LazyLock<Option<Regex>>, text: &str) -> bool {
    words.as_ref().is_some_and(|regex| regex.is_match(text))
}

/// Emits what documents say. `analysed`: a drift is analysed in the code or in a report; `studied`: the stability of
/// segments is, at these places.
pub(super) fn find(
    facts: &Facts<'_>,
    analysed: bool,
    studied: &[Location],
    sink: &mut EvidenceSink,
) {
    // Whether a block affirms one of the words that it holds: "aucun suivi du drift n'est en place" does not.
    let mut may_be_subject: HashMap<*const Block, bool> = HashMap::default();
    for (document, hit) in facts.find_any(&MAY_BE_SUBJECT) {
        let block = &document.blocks[hit.block];
        let affirms = may_be_subject.entry(block).or_default();
        *affirms = *affirms || MAY_BE_SUBJECT.affirms(&hit, &block.text);
    }
    for document in &facts.documents {
        sections(document, &may_be_subject, sink);
        if !analysed && studied.is_empty() {
            continue;
        }
        let (mut n_read, mut n_concluded, mut n_announced) = (0, 0, 0);
        for block in document.blocks.iter().filter(|block| is_prose(block)) {
            if block.text.len() < 30 {
                continue;
            }
            let text = folded(&block.text);
            if analysed
                && n_read < MAX_SHOWN
                && (text.contains("drift") || text.contains("deriv"))
                && reads_drift(&text)
            {
                n_read += 1;
                push("drift.read", Strength::Written, block, sink);
            }
            if n_concluded < MAX_SHOWN
                && !studied.is_empty()
                && holds(&MAINTENANCE, &text)
                && holds(&FREQUENCY, &text)
            {
                let is_conclusion = !holds(&ASSIGNED, &text)
                    && holds(&PERIOD, &text)
                    && may_conclude(document, studied, &facts.projects)
                    && follows(studied, &block.location)
                    && concludes(&text);
                if is_conclusion {
                    n_concluded += 1;
                    push("maintenance.concluded", Strength::Written, block, sink);
                } else if n_announced < MAX_SHOWN {
                    n_announced += 1;
                    push("maintenance.announced", Strength::Written, block, sink);
                }
            }
        }
    }
}

/// Whether a block stands after one of the studies, as far as both stand in one file.
fn follows(studied: &[Location], block: &Location) -> bool {
    let of_file = || studied.iter().filter(|study| study.path == block.path);
    let at = |one: &Location| match &one.place {
        Place::Lines { cell, .. } => *cell,
        _ => None,
    };
    of_file().next().is_none() || of_file().any(|study| at(study) <= at(block))
}

/// Whether a document can conclude one of the studies: it holds one, or it is a report or notebook about maintenance in the
/// same part of the work.
fn may_conclude(document: &Document, studied: &[Location], projects: &Projects) -> bool {
    let path = &*document.path;
    if studied.iter().any(|study| *study.path == *path) {
        return true;
    }
    // One work may hold several projects, each in a folder of its own.
    let of_document = projects.around(path);
    let is_near = |study: &Location| {
        let of_study = projects.around(&study.path);
        of_document.is_none() || of_study.is_none() || of_study == of_document
    };
    if !studied.iter().any(is_near) {
        return false;
    }
    let names = |block: &Block| {
        matches!(block.kind, BlockKind::Heading(_)) && holds(&MAINTENANCE, &folded(&block.text))
    };
    !path.ends_with(".ipynb")
        || holds(&MAINTENANCE, &fold(&path.replace(['_', '-'], " ")))
        || document.blocks.iter().any(names)
}

/// Whether a text says what came out of a study: a result, a duration or what follows from them. What is still to be done
/// ("nous allons itérer sur 12 mois") concludes nothing.
fn concludes(text: &str) -> bool {
    let mut sentences = text
        .split(". ")
        .flat_map(|part| part.split(['\n', ';', '!', '?']));
    sentences.any(|sentence| holds(&OUTCOME, sentence) && !holds(&ANNOUNCED, sentence))
}

/// Whether a text reads a drift: what was found, or what follows from it. "Le modèle sera déployé dans l'API, le monitoring
/// drift, ..." names a part of a plan.
fn reads_drift(text: &str) -> bool {
    let mut sentences = text
        .split(". ")
        .flat_map(|part| part.split(['\n', ';', '!', '?']));
    sentences.any(|sentence| {
        holds(&FOUND, sentence) || holds(&CONCLUDED, sentence) && !holds(&PLANNED, sentence)
    })
}

fn sections(document: &Document, may_be: &HashMap<*const Block, bool>, sink: &mut EvidenceSink) {
    let mut n_shown = 0;
    let mut start = 0;
    for index in 1..=document.blocks.len() {
        let ends = document
            .blocks
            .get(index)
            .is_none_or(|block| matches!(block.kind, BlockKind::Heading(_)))
            || index - start >= MAX_BLOCKS;
        if !ends {
            continue;
        }
        let section = &document.blocks[start..index];
        start = index;
        if n_shown >= MAX_SHOWN {
            continue;
        }
        if let Some((signal, block)) = judge(section, may_be) {
            n_shown += 1;
            push(signal, Strength::Written, block, sink);
        }
    }
}

/// What one section is, and the block that shows it best.
fn judge<'b>(
    section: &'b [Block],
    may_be: &HashMap<*const Block, bool>,
) -> Option<(&'static str, &'b Block)> {
    let shown = section
        .iter()
        .filter(|block| is_prose(block) || matches!(block.kind, BlockKind::TableRow));
    let of_subject = |block: &&Block| {
        may_be.contains_key(&std::ptr::from_ref::<Block>(block))
            && holds(&SUBJECT, &folded(&block.text))
    };
    let heading = section
        .first()
        .filter(|block| matches!(block.kind, BlockKind::Heading(_)));
    let under_heading = heading.is_some_and(|heading| of_subject(&heading));
    let block = shown
        .clone()
        .find(of_subject)
        .or_else(|| shown.clone().next().filter(|_| under_heading))?;
    // Under a heading of the subject the whole section is about it; elsewhere only the blocks that name it are.
    let about: Vec<&Block> = shown
        .filter(|block| under_heading || of_subject(block))
        .collect();
    let mut text = about
        .iter()
        .map(|block| folded(&block.text))
        .collect::<Vec<_>>()
        .join(" \n ");
    text.truncate(text.floor_char_boundary(MAX_BYTES));
    let n_words = text.split_whitespace().count();
    let is_affirmed = || {
        let affirms = |block: &&Block| may_be.get(&std::ptr::from_ref(*block)) == Some(&true);
        under_heading || about.iter().any(affirms)
    };
    let parts = [&MEASURE, &FREQUENCY, &THRESHOLD, &ACTION];
    let n_parts = parts.iter().filter(|words| holds(words, &text)).count();
    let is_asked = || {
        let opens = |block: &Block| holds(&GIVEN, &folded(&block.text));
        section.iter().filter(|block| is_prose(block)).any(opens)
    };
    if (n_parts > 2 && n_words > 25 || n_parts > 1 && n_words > 40) && !is_asked() {
        // The block that says most of it, the first of equals.
        let n_said = |block: &Block| {
            let text = folded(&block.text);
            parts.iter().filter(|words| holds(words, &text)).count()
        };
        let fullest = about.iter().map(|block| n_said(block)).max();
        let block = about
            .into_iter()
            .find(|block| Some(n_said(block)) == fullest)
            .unwrap_or(block);
        Some(("monitoring.strategy", block))
    } else if n_words > 6 && (is_affirmed() || reads_drift(&text)) {
        Some(("monitoring.named", block))
    } else {
        None
    }
}

fn is_prose(block: &Block) -> bool {
    matches!(block.kind, BlockKind::Paragraph | BlockKind::ListItem)
}

fn folded(text: &str) -> String {
    fold(&text[..text.floor_char_boundary(MAX_BYTES)])
}

fn push(signal: &str, strength: Strength, block: &Block, sink: &mut EvidenceSink) {
    let subject: String = block.text.chars().take(60).collect();
    let evidence = Evidence {
        signal: sink.intern(signal),
        strength,
        supports: true,
        location: block.location.clone(),
        excerpt: block.text.to_string(),
        subject: Some(subject),
        related: Vec::new(),
    };
    // A strategy in words comes before the code that carries it out.
    let turn = -i16::from(signal == "monitoring.strategy");
    sink.push_in_turn(turn, evidence);
}
