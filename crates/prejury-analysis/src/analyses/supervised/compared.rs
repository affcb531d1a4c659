//! Models compared in words alone ("ModernBERT obtient le meilleur score (0,99)"), looked for only where no table, chart or choice
//! is found (C2.1.2-CE8): half of what is asked.
//!
//! # Counts as evidence
//! A sentence that sets a model above or below another by name, with a figure or a measure beside it; `the best model is ...`. Models are
//! known by the list of algorithms, by families of networks, and by the names that the candidate's code loads.
//! # Does not count
//! What papers say, plans, questions, clusterings, settings of one model.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use foldhash::HashSet;
use prejury_core::Strength;
use prejury_documents::{BlockKind, Document, PhraseHit, Phrases, fold};
use prejury_python::Reach;
use regex::Regex;

use super::choice::is_planned;
use super::words::{CHOICE_BEST, FIGURE, MEASURE, lines, n_algorithms, names_an_algorithm};
use super::{Supervised, approach};
use crate::analyses::Context;
use crate::analyses::folded_regex;
use crate::analyses::networks::names_a_network;
use crate::analyses::word_list;
use crate::sink::EvidenceSink;

const STATED: &str = "choice.model-stated";
/// Bytes of a sentence on either side of its words of comparison.
const MAX_AROUND: usize = 260;
/// Bytes behind `the best model is` in which its name stands.
const MAX_BEHIND: usize = 60;
/// Texts that are shown, and mentions that are read.
const MAX_SHOWN: usize = 4;
const MAX_HITS: usize = 200;
/// Letters from which a part of the name of a stored model is a name.
const MIN_NAME: usize = 4;

const COMPARED_WITH: &str = include_str!("../../../../../rules/supervised/compared-with.txt");
/// Words that ask for a second model, then those that do not.
static COMPARED: LazyLock<Phrases> = LazyLock::new(|| {
    let compared = lines(include_str!("../../../../../rules/supervised/compared.txt"));
    Phrases::new(
        lines(COMPARED_WITH)
            .chain(compared)
            .chain(lines(CHOICE_BEST)),
    )
});
static N_WITH: LazyLock<usize> = LazyLock::new(|| lines(COMPARED_WITH).count());
static ELSEWHERE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    word_list(include_str!(
        "../../../../../rules/supervised/not-measured-here.txt"
    ))
});
static MAYBE_ELSEWHERE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    word_list(include_str!(
        "../../../../../rules/supervised/maybe-not-measured-here.txt"
    ))
});
/// Models without a name beside one, in a folded sentence.
static OTHERS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    folded_regex(
        r"\b(?:(?:autres|deux|trois|quatre) (?:modeles|algorithmes|methodes|approches)|les autres|(?:other|two|three|four) (?:models|algorithms|methods|approaches)|the others?)\b",
    )
});
/// Names that are misspelt, in a folded sentence: `logisitc regression`.
static KIND: LazyLock<Option<Regex>> = LazyLock::new(|| {
    folded_regex(r"\b(?:\w*(?:boost|forest)|arbres?|foret|gradient|regression|svm|tree)\b")
});
/// `the best model is the ...`, in a folded sentence.
static BEST_IS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    folded_regex(
        r"\b(?:best (?:model|algorithm|classifier) (?:is|was) (?:the |an? )?|meilleur (?:modele|algorithme|classifieur) (?:est|reste|etait) (?:donc )?(?:le |la |l['’]|un |une )?|(?:methode|approche|modele) l[ae] plus (?:performante?|efficace) (?:est|reste))",
    )
});
/// `on remarque que`: what was measured, in a folded sentence.
static OBSERVED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    folded_regex(r"\b(?:(?:on|nous) (?:constat|observ|remarqu)\w+|we (?:notice|observe|see))\b")
});
/// What follows and names no model: `the best model is the one that`.
static NO_NAME: LazyLock<Option<Regex>> = LazyLock::new(|| {
    folded_regex(
        r"\b(?:is|was|est|etait|reste) (?:donc )?(?:the |an? |le |la |l['’]|un |une )?(?:one|celui|celle|that|qui|saved|stored|then|loaded|enregistre|sauvegarde|charge|ensuite|obtenu|determine|chosen|selected|not|pas)\b",
    )
});
/// What the name of a network holds; `sentiment`, `twitter` and `paraphrase` are what it was trained for.
static MODEL_NAME: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"bert|gpt|^(?:bart|bge|deepseek|e5|electra|gemma|llama|mistral|mixtral|mpnet|phi|qwen|use|xlnet)|minilm|(?:mobile|efficient|res|dense|alex)net").ok()
});

pub(super) fn find(supervised: &Supervised<'_>, ctx: &Context<'_>, sink: &mut EvidenceSink) {
    let hits = ctx.facts.find(&COMPARED);
    if hits.is_empty() {
        return;
    }
    let own = own_names(supervised, ctx);
    let names_own = |word: &str| own.contains(word);
    let mut shown: Option<(*const Document, usize)> = None;
    let mut n_shown = 0;
    for (document, hit) in hits.into_iter().take(MAX_HITS) {
        let block = &document.blocks[hit.block];
        let at = (std::ptr::from_ref(document), hit.block);
        let is_text = !matches!(block.kind, BlockKind::Code | BlockKind::TableRow);
        if n_shown >= MAX_SHOWN || shown == Some(at) || !is_text {
            continue;
        }
        let sentence = around(&block.text, &hit);
        let needs_two = hit.phrase < *N_WITH;
        if compares(sentence, needs_two, &names_own) && !approach::speaks_to_candidate(&block.text)
        {
            shown = Some(at);
            n_shown += 1;
            // In words alone it is half, whatever reason it gives.
            let (strength, place) = (Strength::Mentioned, block.location.clone());
            sink.found_in_turn(1, STATED, strength, place, block.text.trim(), None);
        }
    }
}

/// The sentence of a hit, and what stands right behind it: a figure often does.
fn around<'t>(text: &'t str, hit: &PhraseHit) -> &'t str {
    let start = text.floor_char_boundary(hit.start.saturating_sub(MAX_AROUND));
    let end = text.ceil_char_boundary((hit.end + MAX_AROUND).min(text.len()));
    let before = &text[start..hit.start];
    let start = before
        .rfind(['!', '?', '\n'])
        .into_iter()
        .chain(before.rfind(". "))
        .max()
        .map_or(start, |at| start + at + 1);
    let after = &text[hit.end..end];
    let stop = after
        .find(['!', '?', '\n'])
        .into_iter()
        .chain(after.find(". ").map(|at| at + 1))
        .min()
        .map_or(end, |at| hit.end + at + 1);
    &text[start..text.ceil_char_boundary(stop.min(text.len()))]
}

fn compares(sentence: &str, needs_two: bool, is_own: &impl Fn(&str) -> bool) -> bool {
    let folded = fold(sentence);
    let holds = |words: &LazyLock<Option<Regex>>, text: &str| {
        words.as_ref().is_some_and(|words| words.is_match(text))
    };
    if holds(&ELSEWHERE, &folded) || is_planned(&folded) {
        return false;
    }
    let n_named = n_named(sentence, is_own);
    let has_figure = holds(&FIGURE, sentence);
    if holds(&MAYBE_ELSEWHERE, &folded) && !(n_named > 1 && has_figure) {
        return false;
    }
    let is_measured = holds(&MEASURE, &folded) || has_figure || holds(&OBSERVED, &folded);
    let is_best = || {
        let best = BEST_IS.as_ref().and_then(|best| best.find(&folded));
        best.is_some_and(|best| {
            let rest = &folded[best.end()..];
            let name = &rest[..rest.floor_char_boundary(MAX_BEHIND)];
            n_named > 0 && (self::n_named(name, is_own) > 0) || holds(&KIND, name)
        }) && !holds(&NO_NAME, &folded)
    };
    let n_needed = if needs_two && !holds(&OTHERS, &folded) {
        2
    } else {
        1
    };
    is_best() || n_named >= n_needed && is_measured
}

/// How many different models a text names: algorithms, networks, and those of the candidate's code.
fn n_named(text: &str, is_own: &impl Fn(&str) -> bool) -> usize {
    let words = text.split(|letter: char| !letter.is_alphanumeric() && letter != '-');
    let others: BTreeSet<String> = words
        .filter(|word| word.len() > 1 && !names_an_algorithm(word))
        .map(fold)
        .filter(|word| names_a_network(word) || word.split('-').any(is_own))
        .collect();
    let n_named = n_algorithms(text) + others.len();
    n_named.max(usize::from(names_a_network(text)))
}

/// Names of models in the candidate's code, folded: classes that are trained, and parts of the names that are loaded.
fn own_names(supervised: &Supervised<'_>, ctx: &Context<'_>) -> HashSet<String> {
    let mut names = supervised.trained_classes();
    let loads = ctx.facts.marked_calls(|_, method| {
        u32::from(matches!(method, "from_pretrained" | "SentenceTransformer"))
    });
    for (_, call, _) in loads.filter(|(_, call, _)| !call.is_attribute && call.reach == Reach::Live)
    {
        let Some(path) = call.positional(0).and_then(|path| path.as_str()) else {
            continue;
        };
        let name = path.rsplit('/').next().unwrap_or(path).to_lowercase();
        let parts = name.split(|letter: char| !letter.is_alphanumeric());
        names.extend(
            parts
                .filter(|part| part.len() >= MIN_NAME && names_a_model(part))
                .map(str::to_owned),
        );
    }
    names
}

fn names_a_model(part: &str) -> bool {
    names_a_network(part) || MODEL_NAME.as_ref().is_some_and(|name| name.is_match(part))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn models_are_compared_by_name_and_measure() {
        let own = |word: &str| word == "modernbert";
        let compares = |text: &str| {
            let mut hits = COMPARED.find([text]).into_iter();
            hits.any(|hit| super::compares(text, hit.phrase < *N_WITH, &own))
        };
        for told in [
            "Après optimisation des hyperparamètres, XGBoost surpasse la régression logistique : F1 de 0,82 contre 0,74.",
            "XGBoost est supérieur à la régression logistique (F1 de 0,82).",
            "XGBoost fait mieux que les autres modèles : F1 de 0,82.",
            "ModernBERT obtient le meilleur score (0.9914).",
            "The best model is the logisitc regression with sentence embeddings.",
            "La forêt aléatoire surpasse la régression : F1 de 0,81.",
            "On remarque que la forêt aléatoire est plus performante.",
        ] {
            assert!(compares(told), "{told}");
        }
        for not in [
            "Des études ont montré que XGBoost surpasse souvent la régression (0.8).",
            "L'objectif est de savoir si XGBoost surpasse la régression (F1).",
            "The best model is the one that was saved.",
            "La forêt aléatoire est plus performante.",
            "Le meilleur score est obtenu avec un alpha de 0.1.",
            "XGBoost surpasse son réglage par défaut au seuil de 0,5.",
            "Notre XGBoost a une AUC inférieur à 0,7.",
            "Le random forest fait mieux que le hasard, avec une AUC de 0,52.",
            "Le meilleur modèle est dans le dossier models.",
            "Le meilleur modèle est déployé sur Azure.",
            "Le modèle le plus efficace est à rechercher dans la suite.",
            "KMeans obtient le meilleur score de silhouette : 0,4.",
        ] {
            assert!(!compares(not), "{not}");
        }
    }
}
