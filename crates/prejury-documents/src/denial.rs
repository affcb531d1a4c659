//! What a text denies or puts off: "aucune donnée personnelle", "no leakage was found", "il reste à déployer le modèle".
//!
//! Looked at around matches only, so that texts without any cost nothing. A denial reaches to the end of its clause at most;
//! in doubt nothing is denied.

use std::sync::LazyLock;

use foldhash::HashSet;

use crate::words::{Word, fold, words};

/// One of the lists in `rules/text`, one word or phrase a line.
macro_rules! list {
    ($file:literal) => {
        LazyLock::new(|| lines(include_str!(concat!("../../../rules/text/", $file))).collect())
    };
}

static DENIALS: LazyLock<HashSet<&str>> = list!("denials.txt");
static CONTRACTIONS: LazyLock<HashSet<&str>> = list!("contractions.txt");
static AFFIRMED_BEFORE: LazyLock<HashSet<&str>> = list!("affirmed-before.txt");
static EXCEPTIONS: LazyLock<Vec<&str>> = list!("denial-exceptions.txt");
static OPENERS: LazyLock<HashSet<&str>> = list!("clause-openers.txt");
static POSTPONED: LazyLock<Vec<&str>> = list!("postponed.txt");
/// First and last words of what puts off.
static POSTPONED_EDGES: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    let edges = |phrase: &&'static str| {
        let mut words = phrase.split(' ');
        let first = words.next();
        first.into_iter().chain(words.next_back())
    };
    POSTPONED.iter().flat_map(edges).collect()
});
static UNDONE: LazyLock<Vec<&str>> = list!("undone.txt");
/// The words without one of which nothing is denied or put off, and the letters that they begin with, a bit each from `a`.
static CUES: LazyLock<(HashSet<&str>, u32)> = LazyLock::new(|| {
    let first_words = POSTPONED
        .iter()
        .filter_map(|phrase| phrase.split(' ').next());
    let cues: HashSet<&str> = DENIALS
        .iter()
        .copied()
        .chain(["t"])
        .chain(first_words)
        .collect();
    let letters = cues.iter().filter_map(|cue| cue.bytes().next());
    let first_letters = letters.fold(0, |letters, byte| letters | 1 << (byte - b'a'));
    (cues, first_letters)
});

/// Bytes of text before and behind a match that are looked at.
pub(crate) const MAX_BYTES: usize = 90;
/// Bytes of the longest denial.
const MAX_DENIAL: usize = 7;
/// Bytes of the longest cue.
const MAX_CUE: usize = 9;
/// Words between a denial and what it denies.
const MAX_WORDS: usize = 6;
/// Words between a match and the denial of its verb: `l'empreinte carbone du projet n'est pas`.
const MAX_SUBJECT: usize = 8;
/// Words between that denial and the verb.
const MAX_VERB: usize = 4;

/// Whether a character ends a clause.
fn is_end(character: char) -> bool {
    matches!(
        character,
        '.' | ':'
            | ';'
            | '!'
            | '?'
            | '|'
            | '('
            | ')'
            | '['
            | ']'
            | ','
            | '\n'
            | '•'
            | '–'
            | '—'
            | '→'
    )
}

fn lines(list: &'static str) -> impl Iterator<Item = &'static str> {
    list.lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
}

/// Whether a word of a phrase is a denial, so that a text which says the phrase denies nothing else. Phrases of lists are
/// written in lower case, and looked at without folding: there are thousands.
pub(crate) fn is_denial(word: &str) -> bool {
    word.len() <= MAX_DENIAL && (DENIALS.contains(word) || word == "t")
}

/// Whether `text` holds a word of a denial at all, or what looks like one. Nearly all texts around matches hold none, and
/// need not be folded.
pub(crate) fn may_deny(text: &str) -> bool {
    let (cues, first_letters) = &*CUES;
    let bytes = text.as_bytes();
    let mut before = 0;
    bytes.iter().enumerate().any(|(at, &byte)| {
        let is_start = !u8::is_ascii_alphanumeric(&std::mem::replace(&mut before, byte));
        is_start
            && byte.is_ascii_alphabetic()
            && (first_letters >> ((byte | 0x20) - b'a')) & 1 == 1
            && {
                let word = bytes[at..]
                    .iter()
                    .take_while(|byte| byte.is_ascii_alphanumeric());
                let mut lower = [0; MAX_CUE];
                let mut n_bytes = 0;
                for (lower, byte) in lower.iter_mut().zip(word) {
                    *lower = byte.to_ascii_lowercase();
                    n_bytes += 1;
                }
                // A longer word is cut, and looks like a cue at worst.
                std::str::from_utf8(&lower[..n_bytes]).is_ok_and(|word| cues.contains(word))
            }
    })
}

/// Whether a word at the edge of what is looked at around a match looks like one of a denial because it is cut there.
pub(crate) fn is_cut_to_cue(text: &str, start: usize, end: usize) -> bool {
    // Marks over letters are inside a word: all that is not ASCII is taken for one.
    let is_inner = |letter: char| letter.is_ascii_alphanumeric() || !letter.is_ascii();
    let near = text.ceil_char_boundary(start.saturating_sub(MAX_BYTES));
    let is_cut_before = text[..near].ends_with(is_inner);
    let first = || text[near..].split(|letter| !is_inner(letter)).next();
    let far = text.floor_char_boundary(end.saturating_add(MAX_BYTES).min(text.len()));
    let is_cut_behind = text[far..].starts_with(is_inner);
    let last = || text[..far].rsplit(|letter| !is_inner(letter)).next();
    is_cut_before && first().is_some_and(may_deny) || is_cut_behind && last().is_some_and(may_deny)
}

/// On which sides of a match something like a word of a denial stands; inside it counts as before.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct CuesNear {
    pub(crate) before: bool,
    pub(crate) behind: bool,
}

impl CuesNear {
    /// Where nothing is known.
    pub(crate) const PERHAPS: Self = Self {
        before: true,
        behind: true,
    };
}

/// Whether `text` denies or puts off what it says between the bytes `start` and `end`, which are those of a match.
pub fn is_denied(text: &str, start: usize, end: usize) -> bool {
    is_denied_by(text, start, end, CuesNear::PERHAPS)
}

/// The same, looking only where there are cues.
pub(crate) fn is_denied_by(text: &str, start: usize, end: usize, cues: CuesNear) -> bool {
    let (Some(before), Some(_), Some(behind)) =
        (text.get(..start), text.get(start..end), text.get(end..))
    else {
        return false;
    };
    if cues.before {
        let near = before.ceil_char_boundary(before.len().saturating_sub(MAX_BYTES));
        let clause = before[near..].rfind(is_end).map_or(near, |at| near + at);
        if before[clause..].starts_with(':') && is_left_to_do(&before[near..clause]) {
            return true;
        }
        if may_deny(&text[clause..end]) && is_denied_before(text, clause, start, end) {
            return true;
        }
    }
    cues.behind && {
        let far = behind.floor_char_boundary(behind.len().min(MAX_BYTES));
        let clause = &behind[..behind[..far].find(is_end).unwrap_or(far)];
        may_deny(clause) && Folded::of(clause).is_undone()
    }
}

/// `TODO: ...`: a mark before a colon puts off what stands behind.
fn is_left_to_do(before: &str) -> bool {
    let mut words = before
        .trim_end()
        .rsplit(|letter: char| !letter.is_alphanumeric());
    words
        .next()
        .is_some_and(|word| word.eq_ignore_ascii_case("todo"))
}

/// Whether the clause that begins at `clause` denies the match before or inside it.
fn is_denied_before(text: &str, clause: usize, start: usize, end: usize) -> bool {
    // The words of the match stand behind: `pas seulement` is found even where the match begins with `seulement`.
    let reached = Folded::of(&text[clause..end]);
    let n_before = reached
        .0
        .partition_point(|word| clause + word.start < start);
    let opened = (0..n_before)
        .rfind(|at| OPENERS.contains(reached.0[*at].folded.as_str()) && !reached.postpones(*at))
        .map_or(0, |at| at + 1);
    let first = opened.max(n_before.saturating_sub(MAX_WORDS));
    if (first..n_before).any(|at| reached.denies(at) || reached.postpones(at)) {
        return true;
    }
    (n_before + 1..reached.len()).any(|at| reached.denies(at))
}

struct FoldedWord {
    folded: String,
    start: usize,
    end: usize,
}

/// The words of a clause, folded.
struct Folded(Vec<FoldedWord>);

impl Folded {
    fn of(text: &str) -> Self {
        let word = |word: &Word<'_>| FoldedWord {
            folded: fold(word.text),
            start: word.start,
            end: word.start + word.text.len(),
        };
        Self(words(text).iter().map(word).collect())
    }

    fn len(&self) -> usize {
        self.0.len()
    }

    fn at(&self, at: usize) -> &str {
        self.0.get(at).map_or("", |word| word.folded.as_str())
    }

    /// Whether the words from `at` on are those of `phrase`.
    fn says(&self, at: usize, phrase: &str) -> bool {
        let mut number = at;
        phrase.split(' ').all(|word| {
            number += 1;
            self.at(number - 1) == word
        })
    }

    fn before(&self, at: usize) -> &str {
        at.checked_sub(1).map_or("", |before| self.at(before))
    }

    fn denies(&self, at: usize) -> bool {
        let word = self.at(at);
        let is_contraction = || {
            word == "t"
                && CONTRACTIONS.contains(self.before(at))
                && self.0[at].start - self.0[at - 1].end <= '’'.len_utf8()
        };
        if !DENIALS.contains(word) && !is_contraction() {
            return false;
        }
        let next = self.at(at + 1);
        let is_exception = EXCEPTIONS.iter().any(|phrase| self.says(at + 1, phrase));
        // `No 3` is a number, `un pas` a step, and `pas sans` says that something is there.
        let is_number = word == "no" && next.starts_with(|first: char| first.is_ascii_digit());
        let is_noun = word == "pas" && AFFIRMED_BEFORE.contains(self.before(at));
        let is_double = matches!(next, "sans" | "without")
            || matches!(word, "sans" | "without") && DENIALS.contains(self.before(at));
        !(is_exception || is_number || is_noun || is_double)
    }

    /// Whether `at` is the beginning or the end of words that put off what follows.
    fn postpones(&self, at: usize) -> bool {
        POSTPONED_EDGES.contains(self.at(at))
            && POSTPONED.iter().any(|phrase| {
                let n_words = phrase.split(' ').count();
                (at + 1)
                    .checked_sub(n_words)
                    .is_some_and(|first| self.says(first, phrase))
                    || self.says(at, phrase)
            })
    }

    /// Whether these words, behind a subject, say that it was not done or is not there.
    fn is_undone(&self) -> bool {
        let n_looked_at = self.len().min(MAX_SUBJECT);
        let opened = (0..n_looked_at)
            .find(|at| OPENERS.contains(self.at(*at)))
            .unwrap_or(n_looked_at);
        let Some(denial) = (0..opened).find(|at| self.denies(*at)) else {
            return false;
        };
        (denial + 1..(denial + MAX_VERB).min(self.len()))
            .map(|at| self.at(at))
            .take_while(|word| !OPENERS.contains(word))
            .any(|word| UNDONE.iter().any(|beginning| word.starts_with(beginning)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn denied(text: &str, phrase: &str) -> bool {
        let start = text.find(phrase).expect("the phrase is in the text");
        is_denied(text, start, start + phrase.len())
    }

    #[test]
    fn what_is_denied_in_french() {
        for (text, phrase) in [
            (
                "Aucune donnée personnelle n'est collectée",
                "donnée personnelle",
            ),
            (
                "Nous n'avons pas encore pu déployer l'API",
                "déployer l'API",
            ),
            (
                "Le projet est livré sans tests unitaires",
                "tests unitaires",
            ),
            ("Il n’y a jamais de fuite de données", "fuite de données"),
            ("ni registre, ni DPO", "DPO"),
            (
                "Il reste à mettre en place l'intégration continue",
                "intégration continue",
            ),
            (
                "Les classes ne sont pas déséquilibrées",
                "classes ne sont pas déséquilibrées",
            ),
            (
                "L'intégration continue n'a pas été mise en place",
                "intégration continue",
            ),
            (
                "L'empreinte carbone du projet n'est pas mesurée",
                "empreinte carbone",
            ),
        ] {
            assert!(denied(text, phrase), "{text}");
        }
    }

    #[test]
    fn what_is_denied_in_english() {
        for (text, phrase) in [
            ("No leakage was found", "leakage"),
            ("We did not find any evidence of drift", "drift"),
            ("We haven't deployed the model", "deployed the model"),
            ("We didn’t use cross-validation", "cross-validation"),
            ("Cross-validation was not performed", "Cross-validation"),
            ("TODO write the unit tests", "unit tests"),
            ("# TODO: write the unit tests", "unit tests"),
        ] {
            assert!(denied(text, phrase), "{text}");
        }
    }

    #[test]
    fn what_only_looks_denied() {
        for (text, phrase) in [
            ("Ce n'est pas seulement une question de RGPD", "RGPD"),
            ("Sans doute le RGPD s'applique", "RGPD"),
            (
                "n'hésitez pas à lancer les tests unitaires",
                "tests unitaires",
            ),
            ("ne pas oublier le RGPD", "RGPD"),
            (
                "Le modèle n'est pas parfait, mais la fuite de données est évitée",
                "fuite de données",
            ),
            ("Le taux n'est pas connu. Le RGPD est appliqué", "RGPD"),
            (
                "La cible n'est pas assez fréquente pour l'exactitude",
                "exactitude",
            ),
            ("Not only accuracy", "accuracy"),
            ("my_todo_list.py, part 2: unit tests", "unit tests"),
            ("Slide No 3 drift", "drift"),
            ("un pas de temps et la dérive", "dérive"),
            ("ce n'est pas sans risque", "risque"),
            ("L'exactitude n'est pas adaptée ici", "exactitude"),
            ("don Carlos t de Student", "Student"),
        ] {
            assert!(!denied(text, phrase), "{text}");
        }
    }

    #[test]
    fn phrases_with_their_own_denial() {
        let affirms = |phrase: &str, text: &str| {
            let phrases = crate::Phrases::new([phrase]);
            let hits = phrases.find([text]);
            phrases.affirms(&hits[0], text)
        };
        let text = "Il n'y a pas lieu d'agir : aucune donnée personnelle";
        assert!(affirms("aucune donnée personnelle", text));
        assert!(!affirms("donnée personnelle", text));
        assert!(DENIALS.iter().all(|denial| denial.len() <= MAX_DENIAL));
        assert!(CUES.0.iter().all(|cue| cue.len() <= MAX_CUE));
    }

    #[test]
    fn lists_are_sorted() {
        for list in [
            include_str!("../../../rules/text/affirmed-before.txt"),
            include_str!("../../../rules/text/denials.txt"),
            include_str!("../../../rules/text/contractions.txt"),
            include_str!("../../../rules/text/denial-exceptions.txt"),
            include_str!("../../../rules/text/clause-openers.txt"),
            include_str!("../../../rules/text/postponed.txt"),
            include_str!("../../../rules/text/undone.txt"),
        ] {
            let lines: Vec<&str> = lines(list).collect();
            assert!(lines.windows(2).all(|pair| pair[0] < pair[1]), "{lines:?}");
        }
    }
}
