//! Deployments by hand that only a text or a call of a platform's library tells.
//!
//! # Counts as evidence
//! A sentence that says that something is deployed, with the platform; an API deployed or a model put behind an endpoint
//! through the library of a platform.
//! # Does not count
//! What is to be deployed (`nous le déploierons`, `il reste à déployer`), orders and infinitives (`Déployez sur Heroku`): they are a
//! mission or instructions.

use std::sync::LazyLock;

use prejury_core::Strength;
use prejury_documents::{BlockKind, Phrases, fold, words};
use prejury_python::Reach;

use crate::Facts;
use crate::analyses::networks::prose::listed;
use crate::matching::emit_code;
use crate::sink::EvidenceSink;

/// Pieces of each kind that are shown.
const MAX_SHOWN: usize = 4;
/// Words before a deployment in which something puts it off.
const MAX_BEFORE: usize = 14;

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
/// Beginnings of words before a deployment that is none yet.
static WISHED: LazyLock<Vec<&str>> =
    LazyLock::new(|| listed(include_str!("../../../../../rules/serving/wished.txt")));

/// Libraries that start a service on a platform, by the beginning and the end of a callee.
const SERVICES: &[(&str, &str, &str)] = &[
    ("azure.ai.ml.", ".begin_create_or_update", "Azure"),
    ("azureml.", ".deploy", "Azure"),
    ("azureml.", ".deploy_from_image", "Azure"),
    ("azureml.", ".deploy_from_model", "Azure"),
    ("google.cloud.aiplatform.", ".deploy", "Google Cloud"),
    ("sagemaker.", ".deploy", "AWS"),
];

pub(super) fn find(facts: &Facts<'_>, sink: &mut EvidenceSink) {
    sentences(facts, sink);
    calls(facts, sink);
}

fn sentences(facts: &Facts<'_>, sink: &mut EvidenceSink) {
    let mut n_shown = 0;
    let mut last = None;
    for (document, hit) in facts.find(&DEPLOYING) {
        let block = &document.blocks[hit.block];
        let here = Some((std::ptr::from_ref(document), hit.block));
        if n_shown == MAX_SHOWN {
            break;
        }
        if block.kind == BlockKind::Code || here == last || !is_told(&block.text, hit.word) {
            continue;
        }
        last = here;
        n_shown += 1;
        let location = block.location.clone();
        sink.found(
            "deployment.told",
            Strength::Written,
            location,
            &*block.text,
            None,
        );
    }
}

/// Whether the sentence around the word at `at` says that something is deployed on a platform.
fn is_told(text: &str, at: usize) -> bool {
    let words = words(text);
    let Some(word) = words.get(at) else {
        return false;
    };
    let deployed = fold(word.text);
    // One stem serves the infinitive, the order and the future, too.
    let is_form = [
        "er", "ez", "ra", "rai", "rait", "raient", "rons", "ront", "deploy", "deploys",
    ]
    .iter()
    .any(|end| deployed.ends_with(end));
    let before = &words[at.saturating_sub(MAX_BEFORE)..at];
    let is_wished = before
        .iter()
        .filter(|other| other.sentence == word.sentence)
        .any(|other| {
            let other = fold(other.text);
            WISHED.iter().any(|wish| match wish.strip_suffix('*') {
                Some(start) => other.starts_with(start),
                None => other == *wish,
            })
        });
    // A denial may stand far behind: what is not deployed everywhere is not worth a guess.
    let is_denied = words
        .iter()
        .filter(|other| other.sentence == word.sentence)
        .any(|other| ["aucun", "jamais", "not", "pas"].contains(&&*fold(other.text)));
    if is_form || is_wished || is_denied {
        return false;
    }
    let places = PLATFORMS.find([text]);
    places.iter().any(|hit| {
        words
            .get(hit.word)
            .is_some_and(|platform| platform.sentence == word.sentence)
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
        let (signal, strength) = ("deployment.by-hand", Strength::Written);
        emit_code(&facts.python, sink, signal, strength, call.place, platform);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> bool {
        let hits = DEPLOYING.find([text]);
        hits.iter()
            .any(|hit| DEPLOYING.affirms(hit, text) && is_told(text, hit.word))
    }

    #[test]
    fn what_is_deployed_is_told_from_what_should_be() {
        for text in [
            "L'API Flask a été déployée à l'aide d'Azure App Service.",
            "Déploiement de l'API sur Heroku",
            "Le tableau de bord est hébergé sur Streamlit Cloud.",
            "The API is deployed on Google Cloud Run.",
            "Mise en production sur Render",
        ] {
            assert!(told(text), "{text}");
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
        ] {
            assert!(!told(text), "{text}");
        }
    }
}
