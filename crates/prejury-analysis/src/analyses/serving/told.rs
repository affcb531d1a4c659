//! Deployments by hand that only a text or a call of a platform's library tells.
//!
//! # Counts as evidence
//! A sentence that says that something is deployed, with the platform; an API deployed or a model put behind an endpoint
//! through the library of a platform.
//! # Does not count
//! What is to be deployed (`nous le déploierons`, `il reste à déployer`), orders and infinitives (`Déployez sur Heroku`): they are a
//! mission or instructions.

use std::sync::LazyLock;

use foldhash::HashMap;
use prejury_documents::{BlockKind, Document, PhraseHit, Phrases, Word, fold, words};
use prejury_python::Reach;

use crate::Facts;
use crate::analyses::listed;
use crate::matching::{emit_code, strength_of_call};
use crate::sink::EvidenceSink;
use prejury_core::Strength;

/// Pieces of each kind that are shown.
const MAX_SHOWN: usize = 4;
/// Words before a deployment in which something puts it off.
const MAX_BEFORE: usize = 14;
/// Sentences of one block that are judged.
const MAX_SENTENCES: usize = 64;

static DEPLOYING: LazyLock<Phrases> = LazyLock::new(|| {
    Phrases::new(listed(include_str!(
        "../../../../../rules/serving/deploying.txt"
    )))
});
static PLATFORMS: LazyLock<Phrases> = LazyLock::new(|| {
    Phrases::new(listed(include_str!(
        "../../../../../rules/serving/platforms.txt"
    )))
});
/// Words before a deployment that is none yet, beside those of `UNSURE`.
static WISHED: LazyLock<Vec<&str>> =
    LazyLock::new(|| listed(include_str!("../../../../../rules/serving/wished.txt")));
/// The same anywhere in its sentence.
static UNSURE: LazyLock<Vec<&str>> =
    LazyLock::new(|| listed(include_str!("../../../../../rules/serving/unsure.txt")));
/// What can be hosted so that it serves, and what is only kept.
static SERVING: LazyLock<Vec<&str>> =
    LazyLock::new(|| listed(include_str!("../../../../../rules/serving/served.txt")));
static KEPT: LazyLock<Vec<&str>> =
    LazyLock::new(|| listed(include_str!("../../../../../rules/serving/kept.txt")));
/// Words of headings under which nothing is done yet.
static LIMITS: LazyLock<Phrases> = LazyLock::new(|| {
    Phrases::new(listed(include_str!(
        "../../../../../rules/preparation/limits.txt"
    )))
});
/// Libraries that start a service on a platform: the beginning and the end of a callee, and the platform.
static SERVICES: LazyLock<Vec<(&str, &str, &str)>> = LazyLock::new(|| {
    let lines = listed(include_str!("../../../../../rules/serving/services.txt"));
    let parts = lines.into_iter().filter_map(|line| {
        let mut parts = line.splitn(3, ' ');
        Some((parts.next()?, parts.next()?, parts.next()?))
    });
    parts.collect()
});

pub(super) fn find(facts: &Facts<'_>, sink: &mut EvidenceSink) {
    sentences(facts, sink);
    calls(facts, sink);
}

/// The matches in one block.
type OfBlock<'f> = (&'f Document, usize, Vec<PhraseHit>);

fn by_block<'f>(hits: Vec<(&'f Document, PhraseHit)>) -> Vec<OfBlock<'f>> {
    let mut blocks: Vec<OfBlock<'f>> = Vec::new();
    for (document, hit) in hits {
        match blocks.last_mut() {
            Some((last, block, hits)) if std::ptr::eq(*last, document) && *block == hit.block => {
                hits.push(hit);
            }
            _ => blocks.push((document, hit.block, vec![hit])),
        }
    }
    blocks
}

fn sentences(facts: &Facts<'_>, sink: &mut EvidenceSink) {
    let platforms: HashMap<(*const Document, usize), Vec<PhraseHit>> =
        by_block(facts.find(&PLATFORMS))
            .into_iter()
            .map(|(document, block, hits)| ((std::ptr::from_ref(document), block), hits))
            .collect();
    if platforms.is_empty() {
        return;
    }
    let deploying = by_block(facts.find(&DEPLOYING));
    let mut n_shown = 0;
    for of_document in deploying.chunk_by(|a, b| std::ptr::eq(a.0, b.0)) {
        let mut put_off: Option<Vec<bool>> = None;
        for (document, number, hits) in of_document {
            let block = &document.blocks[*number];
            let Some(places) = platforms.get(&(std::ptr::from_ref(*document), *number)) else {
                continue;
            };
            if n_shown == MAX_SHOWN {
                return;
            }
            if block.kind == BlockKind::Code || !is_told(&block.text, hits, places) {
                continue;
            }
            if put_off.get_or_insert_with(|| under_limits(document))[*number] {
                continue;
            }
            n_shown += 1;
            let location = block.location.clone();
            let (signal, strength) = ("deployment.told", Strength::Written);
            sink.found(signal, strength, location, &*block.text, None);
        }
    }
}

/// Whether one line, of a commit for example, says that something is deployed on a platform.
pub(super) fn says(text: &str) -> bool {
    let mut deploying = DEPLOYING.find([text]);
    deploying.retain(|hit| DEPLOYING.affirms(hit, text));
    is_told(text, &deploying, &PLATFORMS.find([text]))
}

/// For each block of a document whether it stands under a heading that tells limits or wishes.
fn under_limits(document: &Document) -> Vec<bool> {
    let mut limits: Option<u8> = None;
    let blocks = document.blocks.iter().map(|block| {
        if let BlockKind::Heading(level) = block.kind
            && limits.is_none_or(|of| level <= of)
        {
            limits = (!LIMITS.find([&*block.text]).is_empty()).then_some(level);
        }
        limits.is_some()
    });
    blocks.collect()
}

/// Whether a sentence with one of the `deploying` words says that something is deployed on one of the `platforms`.
fn is_told(text: &str, deploying: &[PhraseHit], platforms: &[PhraseHit]) -> bool {
    let words = words(text);
    let sentence_at = |hit: &PhraseHit| words.get(hit.word).map(|word| word.sentence);
    let sentences = words.chunk_by(|a, b| a.sentence == b.sentence);
    let (mut deploying, mut platforms) = (deploying.iter().peekable(), platforms.iter().peekable());
    let mut first = 0;
    let mut n_judged = 0;
    for sentence in sentences {
        let number = sentence.first().map(|word| word.sentence);
        let mut verbs = Vec::new();
        while let Some(hit) = deploying.next_if(|hit| sentence_at(hit) <= number) {
            verbs.push(hit.word.saturating_sub(first));
        }
        let mut places = Vec::new();
        while let Some(hit) = platforms.next_if(|hit| sentence_at(hit) <= number) {
            places.push(hit);
        }
        first += sentence.len();
        if verbs.is_empty() || places.is_empty() {
            continue;
        }
        n_judged += 1;
        if n_judged > MAX_SENTENCES {
            return false;
        }
        if tells(text, sentence, &verbs, &places) {
            return true;
        }
    }
    false
}

/// Whether one of the words at `verbs` of a sentence says that something is deployed.
fn tells(text: &str, sentence: &[Word<'_>], verbs: &[usize], places: &[&PhraseHit]) -> bool {
    let folded: Vec<String> = sentence.iter().map(|word| fold(word.text)).collect();
    let is_question = sentence.last().is_some_and(|word| {
        let rest = text[word.start + word.text.len()..].trim_start_matches([' ', '\u{a0}', ')']);
        rest.starts_with('?')
    });
    // A denial may stand far behind: what is not deployed everywhere is not worth a guess.
    let is_unsure = folded.iter().any(|word| holds(&UNSURE, word));
    if is_question || is_unsure || is_choice(text, places) {
        return false;
    }
    let serves = folded.iter().any(|word| holds(&SERVING, word));
    verbs.iter().any(|at| {
        let Some(verb) = folded.get(*at) else {
            return false;
        };
        // One stem serves the infinitive, the order and the future, too.
        let is_form = [
            "er", "ez", "ra", "rai", "rait", "raient", "rons", "ront", "deploy", "deploys",
        ]
        .iter()
        .any(|end| verb.ends_with(end));
        let before = &folded[at.saturating_sub(MAX_BEFORE)..*at];
        let is_wished = before.iter().any(|word| holds(&WISHED, word));
        let hosts = verb.starts_with("heberg") || verb.starts_with("host");
        let is_kept = !verb.starts_with("depl") && before.iter().any(|word| holds(&KEPT, word));
        !is_form && !is_wished && !is_kept && (serves || !hosts)
    })
}

fn holds(list: &[&str], word: &str) -> bool {
    list.iter().any(|listed| match listed.strip_suffix('*') {
        Some(start) => word.starts_with(start),
        None => word == *listed,
    })
}

/// Platforms in a row (`Heroku, Azure / AWS`) are compared.
fn is_choice(text: &str, places: &[&PhraseHit]) -> bool {
    places.windows(2).any(|pair| {
        let between = text.get(pair[0].end..pair[1].start).unwrap_or_default();
        [",", "/", "|", "ou", "or", "vs", "vs."].contains(&between.trim())
    })
}

fn calls(facts: &Facts<'_>, sink: &mut EvidenceSink) {
    let service = |callee: &str| {
        SERVICES
            .iter()
            .find(|(start, end, _)| callee.starts_with(start) && callee.ends_with(end))
    };
    let started = facts.marked_calls(|callee, _| u32::from(service(callee).is_some()));
    for (_, call, _) in started
        .filter(|(_, call, _)| call.reach == Reach::Live)
        .take(MAX_SHOWN)
    {
        let platform = service(&call.callee).map_or("", |(_, _, platform)| *platform);
        let (signal, strength) = ("deployment.by-hand", strength_of_call(call));
        emit_code(&facts.python, sink, signal, strength, call.place, platform);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_deployed_is_told_from_what_should_be() {
        for text in [
            "L'API Flask a été déployée à l'aide d'Azure App Service.",
            "Déploiement de l'API sur Heroku",
            "Le tableau de bord est hébergé sur Streamlit Cloud.",
            "The API is deployed on Google Cloud Run.",
            "Mise en production sur Render",
            "Add or update the Azure App Service build and deployment workflow config",
            "Le modèle est prêt. L'API est déployée sur Heroku et le tableau de bord sur Streamlit Cloud.",
        ] {
            assert!(says(text), "{text}");
        }
        for text in [
            "Déployez un modèle dans le cloud",
            "Nous déploierons le modèle sur Azure.",
            "Il reste à faire le déploiement sur Azure.",
            "Le modèle pourrait être déployé sur Azure.",
            "Deploy the bot to Azure",
            "L'API devra être mise en place en utilisant Flask et déployée sur Azure.",
            "L'API est déployée. Les données viennent d'AWS.",
            "Le score doit être déployé sur Heroku.",
            "Le déploiement n'a pas été fait sur Azure.",
            "Les données brutes sont hébergées sur un bucket AWS.",
            "The dataset is hosted on AWS S3.",
            "Améliorations : déploiement sur Azure",
            "Prochaine étape : déploiement de l'API sur AWS.",
            "Next steps: deployment of the API on Azure.",
            "TODO: deployment on Azure",
            "Le déploiement sur Azure reste à faire.",
            "Le déploiement gratuit sur Heroku n'existe plus.",
            "Réalisez le déploiement de l'API sur une plateforme cloud, par exemple Azure Web App ou Heroku.",
            "Le déploiement continu sur Heroku serait une amélioration.",
            "Faute de temps, le déploiement sur AWS a été abandonné.",
            "Comparatif des plateformes de déploiement : Heroku, Azure, AWS.",
            "Plateformes de déploiement : Heroku, Azure, AWS.",
            "Déploiement : Azure ou AWS ?",
            "Déploiement sur Azure ?",
            "Our code isn't deployed on Azure.",
        ] {
            assert!(!says(text), "{text}");
        }
    }

    #[test]
    fn after_many_sentences_none_is_judged() {
        // A choice is judged, and tells nothing.
        let choices = |n: usize| "L'API est déployée sur Azure ou AWS. ".repeat(n);
        let last = "L'API est déployée sur Azure.";
        assert!(says(&(choices(MAX_SENTENCES - 1) + last)));
        assert!(!says(&(choices(MAX_SENTENCES) + last)));
    }
}
