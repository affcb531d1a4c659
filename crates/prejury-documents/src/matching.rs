//! Many phrases over many texts in one pass, blind to case, accents, Unicode form and inflection.

use foldhash::HashMap;

use crate::denial::{CuesNear, is_cut_to_cue, is_denial, is_denied, is_denied_by};
use crate::language::Language;
use crate::prose::{Prose, Token, number};
use crate::stems::Stems;
use crate::words::{lower, words};

/// Phrases compiled for one pass. A phrase matches when its words stand in order in one sentence, with at most three
/// other words between two of them.
pub struct Phrases {
    /// Words of each phrase, as indexes of the vocabulary.
    phrases: Vec<Vec<u32>>,
    /// Whether a phrase denies by its own words.
    denying: Vec<bool>,
    vocabulary: Vec<Stems>,
}

/// One match of a phrase.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PhraseHit {
    /// Index of the text in the order given.
    pub block: usize,
    /// Number of the phrase's first word in the text, from 0.
    pub word: usize,
    /// Index of the phrase in the order given.
    pub phrase: usize,
    /// Bytes of the text from the first word to the last.
    pub start: usize,
    pub end: usize,
}

/// Other words allowed between two words of a phrase.
const MAX_GAP: usize = 3;

/// What each word of the texts may be: words of the vocabulary, and what says so.
type Senses = Vec<Vec<(u32, Kinship)>>;

/// What two words share.
#[derive(Debug, Clone, Copy)]
struct Kinship {
    english_stem: bool,
    /// One word as it is written has it, too: English terms stand in French texts as they are.
    french_stem: bool,
}

impl Kinship {
    /// Whether two such words are forms of one word in a text of this language. The English stem of `normalize` is
    /// `normal`, which is that of `normale`, too; the French stem of `missing` means as little in an English text.
    fn holds_in(self, language: Language) -> bool {
        match language {
            Language::English => self.english_stem,
            Language::French => self.french_stem,
            Language::Other => true,
        }
    }
}

impl Phrases {
    /// Compiles phrases; one without any word never matches.
    pub fn new<S: AsRef<str>>(texts: impl IntoIterator<Item = S>) -> Self {
        let mut compiled = Self {
            phrases: Vec::new(),
            denying: Vec::new(),
            vocabulary: Vec::new(),
        };
        // Accents are part of the key: `données` and `donnees` have different stems, and both are found by either.
        let mut known: HashMap<String, u32> = HashMap::default();
        for text in texts {
            let words = words(text.as_ref());
            compiled
                .denying
                .push(words.iter().any(|word| is_denial(word.text)));
            let phrase = words
                .iter()
                .map(|word| {
                    *known.entry(lower(word.text)).or_insert_with(|| {
                        compiled.vocabulary.push(Stems::of(word.text));
                        u32::try_from(compiled.vocabulary.len() - 1).unwrap_or(u32::MAX)
                    })
                })
                .collect();
            compiled.phrases.push(phrase);
        }
        compiled
    }

    /// Matches in `texts`, sorted by text, word and phrase. A phrase that starts twice at one word is given once.
    pub fn find<'t>(&self, texts: impl IntoIterator<Item = &'t str>) -> Vec<PhraseHit> {
        self.find_in(&Prose::of(texts))
    }

    /// The same over texts whose words are known already: the work grows with the matches, not with the texts.
    pub fn find_in(&self, prose: &Prose) -> Vec<PhraseHit> {
        self.each_in(prose).collect()
    }

    /// The same one by one: a long list of all of them is not written down.
    pub fn each_in<'p>(
        &self,
        prose: &'p Prose,
    ) -> impl ExactSizeIterator<Item = PhraseHit> + use<'p> {
        self.matches(prose)
            .into_iter()
            .map(|found| hit(prose, found))
    }

    /// Matches in the order of their words, each once.
    fn matches(&self, prose: &Prose) -> Vec<Match> {
        let (senses, starts) = self.senses(prose);
        let mut found = Vec::new();
        for (phrase, indexes) in self.phrases.iter().enumerate() {
            let Some(first) = indexes.first() else {
                continue;
            };
            // Most phrases have a word that no text has.
            if indexes.iter().any(|word| starts[*word as usize].is_empty()) {
                continue;
            }
            for (word, kinship) in &starts[*first as usize] {
                for at in prose.places(*word) {
                    let token = prose.token(at);
                    if !kinship.holds_in(prose.language(token.text)) {
                        continue;
                    }
                    if let Some(last) = reach(indexes, at, prose, &senses) {
                        found.push(Match {
                            first: number(at),
                            phrase: number(phrase),
                            last: number(last),
                        });
                    }
                }
            }
        }
        found.sort_unstable();
        found.dedup();
        found
    }

    /// Whether `text`, in which `hit` was found, says the phrase and neither denies it nor puts it off. A phrase that
    /// denies by its own words (`aucune donnée personnelle`) is always affirmed.
    pub fn affirms(&self, hit: &PhraseHit, text: &str) -> bool {
        self.denying[hit.phrase] || !is_denied(text, hit.start, hit.end)
    }

    /// Those of [`Self::find_in`] that `text_of` their block affirms, as [`Self::affirms`] has it.
    pub fn find_affirmed<'t>(
        &self,
        prose: &Prose,
        text_of: impl FnMut(usize) -> &'t str,
    ) -> Vec<PhraseHit> {
        self.each_affirmed(prose, text_of).collect()
    }

    /// The same one by one; `text_of` is asked in order.
    pub fn each_affirmed<'s, 'p, 't, T: FnMut(usize) -> &'t str>(
        &'s self,
        prose: &'p Prose,
        mut text_of: T,
    ) -> impl Iterator<Item = PhraseHit> + use<'s, 'p, 't, T> {
        let mut next_cue = 0;
        self.each_in(prose).filter(move |hit| {
            self.denying[hit.phrase] || {
                let text = text_of(hit.block);
                let cues = if is_cut_to_cue(text, hit.start, hit.end) {
                    CuesNear::PERHAPS
                } else {
                    prose.cues_near(hit, &mut next_cue)
                };
                !is_denied_by(text, hit.start, hit.end, cues)
            }
        })
    }

    /// Which words of the texts are words of the phrases; and for each word of the phrases, which words of the texts.
    fn senses(&self, prose: &Prose) -> (Senses, Vec<Vec<(u32, Kinship)>>) {
        let mut senses: Senses = vec![Vec::new(); prose.n_words()];
        let mut starts = Vec::with_capacity(self.vocabulary.len());
        for (index, stems) in (0_u32..).zip(&self.vocabulary) {
            let mut found: Vec<(u32, Kinship)> = Vec::new();
            let english = prose.with_english_stem(&stems.english);
            found.extend(english.iter().map(|word| {
                let kinship = Kinship {
                    english_stem: true,
                    french_stem: false,
                };
                (*word, kinship)
            }));
            for word in stems.french().flat_map(|stem| prose.with_french_stem(stem)) {
                match found.iter_mut().find(|(known, _)| known == word) {
                    Some((_, kinship)) => kinship.french_stem = true,
                    None => {
                        let kinship = Kinship {
                            english_stem: false,
                            french_stem: true,
                        };
                        found.push((*word, kinship));
                    }
                }
            }
            for (word, kinship) in &found {
                senses[*word as usize].push((index, *kinship));
            }
            starts.push(found);
        }
        (senses, starts)
    }
}

/// A phrase between two words of all texts: there may be so many that their size tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Match {
    first: u32,
    phrase: u32,
    last: u32,
}

fn hit(prose: &Prose, found: Match) -> PhraseHit {
    let token: Token = prose.token(found.first as usize);
    PhraseHit {
        block: token.text as usize,
        word: found.first as usize - prose.first(token.text),
        phrase: found.phrase as usize,
        start: token.start as usize,
        end: prose.token(found.last as usize).end as usize,
    }
}

/// Index of the last word of the nearest match of `phrase` that starts at word `at`.
fn reach(phrase: &[u32], at: usize, prose: &Prose, senses: &Senses) -> Option<usize> {
    let start = prose.token(at);
    let language = prose.language(start.text);
    let fits = |candidate: usize, wanted: u32| {
        let token = prose.token(candidate);
        token.text == start.text
            && token.sentence == start.sentence
            && senses[token.word as usize]
                .iter()
                .any(|(index, kinship)| *index == wanted && kinship.holds_in(language))
    };
    // All places where the words so far can end, as bits counted from the start: the nearest one need not lead to the
    // whole phrase. Places too far for the bits are left out, which only very long phrases come to.
    let mut ends: u128 = 1;
    for wanted in &phrase[1..] {
        let mut open = (0..=MAX_GAP).fold(0, |open, gap| open | ends << (gap + 1));
        let mut next = 0;
        while open != 0 {
            let offset = open.trailing_zeros();
            open &= open - 1;
            let candidate = at + offset as usize;
            if candidate < prose.n_tokens() && fits(candidate, *wanted) {
                next |= 1 << offset;
            }
        }
        if next == 0 {
            return None;
        }
        ends = next;
    }
    Some(at + ends.trailing_zeros() as usize)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matches(phrase: &str, text: &str) -> bool {
        !Phrases::new([phrase]).find([text]).is_empty()
    }

    #[test]
    fn blind_to_case_accents_form_and_inflection() {
        for text in [
            "Traitement des VALEURS manquantes",
            "une valeur est manquante ici",
            "la valeur, souvent très peu manquante",
        ] {
            assert!(matches("valeurs manquantes", text), "{text}");
        }
        assert!(matches("jeu de données", "les jeux de donnees"));
        assert!(matches("jeux de donnees", "le jeu de donne\u{301}es"));
        assert!(matches("missing value", "We handled the missing values"));
        assert!(matches("profil", "le proﬁl du client"));
        assert!(matches("R2", "un score R² de 0,8"));
    }

    #[test]
    fn order_gap_and_sentences_matter() {
        assert!(!matches("valeurs manquantes", "il manque des valeurs"));
        assert!(!matches(
            "valeurs manquantes",
            "valeurs un deux trois quatre manquantes"
        ));
        assert!(!matches(
            "valeurs manquantes",
            "des valeurs. Manquantes ou non"
        ));
        assert!(!matches("valeurs manquantes", "des valeurs aberrantes"));
    }

    #[test]
    fn a_later_word_may_lead_to_the_whole_phrase() {
        assert!(matches("a b c", "a b x b y z c"));
    }

    #[test]
    fn hits_name_phrase_block_word_and_span() {
        let phrases = Phrases::new(["modèle naïf", "score"]);
        let texts = ["rien", "Le score du modele naif"];
        let hits = phrases.find(texts);
        let shown: Vec<(usize, usize, usize, &str)> = hits
            .iter()
            .map(|hit| {
                (
                    hit.phrase,
                    hit.block,
                    hit.word,
                    &texts[hit.block][hit.start..hit.end],
                )
            })
            .collect();
        assert_eq!(shown, [(1, 1, 1, "score"), (0, 1, 3, "modele naif")]);
    }

    #[test]
    fn english_texts_are_read_with_english_stems() {
        let text = "We have the data of the users and they are sorted by the date";
        assert!(matches("sort by date", text));
        assert_eq!(
            Phrases::new(["user", "data"])
                .find([text, "rien", text])
                .len(),
            4
        );
    }

    #[test]
    fn french_texts_are_read_with_french_stems_and_english_terms_as_they_are() {
        let text =
            "La variable suit une loi normale et les outliers sont traités par un clustering";
        assert!(!matches("normalize", text));
        assert!(matches("outlier", text));
        assert!(matches("clustering", text));
        assert!(matches(
            "normalize",
            "We normalized the values of the table"
        ));
    }

    #[test]
    fn many_phrases_over_a_long_text() {
        let phrases: Vec<String> = (0..2_000)
            .map(|number| format!("mot{number} suite"))
            .collect();
        let text: String = (0..50_000)
            .map(|number| format!("mot{} suite ", number % 4_000))
            .collect();
        assert_eq!(Phrases::new(&phrases).find([text.as_str()]).len(), 26_000);
    }

    #[test]
    fn the_index_of_denials_leaves_out_no_denial() {
        let phrases = Phrases::new(["fuite de données", "dérive"]);
        let mut n_denied = 0;
        // What stands between moves the denial, and a part of it, over the edge of what is looked at.
        for n_bytes in 0..100 {
            let between = format!("{} {}", "é".repeat(n_bytes % 3), "x".repeat(n_bytes));
            for text in [
                format!("Il n'y a pas{between} de fuite de données"),
                format!("sans{between} fuite de données"),
                format!("passans{between} dérive"),
                format!("La dérive{between} n'a jamais été mesurée"),
                format!("La dérive{between} notée"),
            ] {
                let prose = Prose::of([text.as_str()]);
                let mut hits = phrases.find_in(&prose);
                let n_hits = hits.len();
                hits.retain(|hit| phrases.affirms(hit, &text));
                n_denied += n_hits - hits.len();
                assert_eq!(phrases.find_affirmed(&prose, |_| &text), hits, "{text}");
            }
        }
        assert!(n_denied > 50, "{n_denied}");
    }
}
