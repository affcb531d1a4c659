//! The model that a note or a deck says is kept.

use prejury_core::Location;

use super::lists::algorithm_names;
use super::texts::Accounts;
use crate::Facts;

/// A choice told in one text.
pub(crate) struct Chosen {
    pub(crate) location: Location,
    /// Number of the algorithm.
    pub(crate) number: u32,
    /// All its names.
    pub(crate) names: Vec<&'static str>,
}

/// Words by which a text says that one model was kept.
const KEPT: &[&str] = &[
    "chosen model",
    "final model",
    "model kept",
    "modèle choisi",
    "modèle final",
    "modèle retenu",
    "modèle sélectionné",
    "selected model",
];

/// Longest text in words: a longer one speaks of others, too.
const MAX_WORDS: usize = 30;

/// Texts that name one algorithm as the one kept.
pub(crate) fn chosen(facts: &Facts<'_>) -> Vec<Chosen> {
    let accounts = Accounts::of(facts);
    let texts = accounts
        .notes
        .iter()
        .chain(&accounts.decks)
        .flat_map(|account| &account.texts);
    texts
        .filter(|text| text.n_words <= MAX_WORDS)
        .filter_map(|text| {
            let [(number, false)] = text.algorithms[..] else {
                return None;
            };
            let said = text.block.text.to_lowercase();
            KEPT.iter()
                .any(|words| said.contains(words))
                .then(|| Chosen {
                    location: text.location().clone(),
                    number,
                    names: algorithm_names(number),
                })
        })
        .collect()
}
