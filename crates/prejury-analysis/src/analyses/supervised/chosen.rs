//! What a verb of choice takes: a model, or something else (C2.1.2-CE8).

use super::words::{CHOICE_OBJECT, MODEL_WORD, names_an_algorithm};

/// Beginnings of phrases of choice whose model stands before them.
const PASSIVE: &[&str] = &["a ete", "est ", "is ", "sera", "was ", "will be"];

/// Where a word begins, and the word folded.
pub(super) type Placed = (usize, String);

/// Whether a folded word calls something a model.
pub(super) fn is_model(word: &str) -> bool {
    of_first_letter(&MODEL_WORD, word).any(|stem| word.starts_with(stem))
}

/// Whether a folded word is something else that is chosen: by its beginning, or with `|` as a whole word.
pub(super) fn is_other(word: &str) -> bool {
    of_first_letter(&CHOICE_OBJECT, word).any(|stem| match stem.strip_suffix('|') {
        Some(whole) => word.trim_end_matches('s') == whole.trim_end_matches('s'),
        None => word.starts_with(stem),
    })
}

/// Those of a sorted list that begin as `word` does.
fn of_first_letter<'l>(
    list: &'l [&'static str],
    word: &str,
) -> impl Iterator<Item = &'l &'static str> {
    let first = word.as_bytes().first().copied();
    let start = list.partition_point(|stem| stem.as_bytes().first().copied() < first);
    let begins = move |stem: &&&str| stem.as_bytes().first().copied() == first;
    list[start..].iter().take_while(begins)
}

/// Whether a model is the object of a verb of choice: right behind it, or before a passive or a relative. What stands
/// behind a preposition is no object (`Heroku pour héberger LightGBM`).
pub(super) fn takes_a_model(
    before: &[Placed],
    after: &[Placed],
    phrase: &str,
    skipped: usize,
) -> bool {
    let word = |at: usize| after.get(at).map_or("", |word| word.1.as_str());
    let subject = || {
        let near = before.iter().rev().take(MAX_APART + 2);
        nearest(near.map(|word| &*word.1), true)
    };
    if PASSIVE.iter().any(|verb| phrase.starts_with(verb)) {
        let object = || nearest(after.iter().take(2).map(|word| &*word.1), false);
        return subject().or_else(object).unwrap_or(false);
    }
    if matches!(word(skipped), "que" | "qu" | "that") {
        return false;
    }
    // `nous optons pour`, `le choix se porte sur`
    let mut leads = ["optons", "opted", "porte"].iter();
    let is_lead = leads.any(|verb| phrase.ends_with(verb));
    let led = (skipped..skipped + 2).find(|at| is_lead && is_preposition(word(*at)));
    let skipped = led.map_or(skipped, |at| at + 1);
    let near = after.iter().skip(skipped).take(MAX_APART);
    let near = near.map(|word| &*word.1);
    if let Some(is_model) = nearest(near.take_while(|word| !is_preposition(word)), false) {
        return is_model;
    }
    // `c'est LightGBM que nous retenons`, `so we keep it`, `LightGBM est notre choix final`
    let last = before.last().map_or("", |word| word.1.as_str());
    let is_relative = matches!(last, "que" | "qu" | "which")
        || matches!(word(skipped), "" | "it" | "them")
        || phrase.contains("final");
    is_relative && subject().unwrap_or(false)
}

/// Whether the first of these words that can be chosen is a model, and not something else. Read backwards, what a
/// preposition leads is passed over.
fn nearest<'w>(words: impl Iterator<Item = &'w str>, is_backwards: bool) -> Option<bool> {
    let mut words: Vec<&str> = words.collect();
    for (at, word) in words.iter().enumerate() {
        if is_other(word) {
            return Some(false);
        }
        if !is_model(word) && !names_an_algorithm(word) {
            continue;
        }
        let leading = |by: usize| words.get(at + by).is_some_and(|word| is_preposition(word));
        let has_article = words.get(at + 1).is_some_and(|word| word.len() < 4);
        if !is_backwards || !(leading(1) || has_article && leading(2)) {
            return Some(true);
        }
    }
    // `arbre de décision`: names of several words.
    if is_backwards {
        words.reverse();
    }
    let is_led = words.iter().any(|word| is_preposition(word));
    (!is_led && names_an_algorithm(&words.join(" "))).then_some(true)
}

/// Words between a verb of choice and what it takes.
const MAX_APART: usize = 5;

/// Words behind which stands no object of a verb of choice.
pub(super) fn is_preposition(word: &str) -> bool {
    matches!(
        word,
        "avec" | "behind" | "dans" | "for" | "in" | "on" | "pour" | "sur" | "to" | "with"
    )
}
