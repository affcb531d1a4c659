//! The words of many texts, read once: every list of phrases is then looked up instead of read for.

use foldhash::HashMap;

use crate::denial::{CuesNear, MAX_BYTES, may_deny};
use crate::language::{Language, language_of, language_of_word};
use crate::matching::PhraseHit;
use crate::stems::Stems;
use crate::words::words;

/// All words of some texts, by place and by stem.
#[derive(Debug, Default)]
pub struct Prose {
    tokens: Vec<Token>,
    /// First token of each text, and the end of the last text.
    firsts: Vec<usize>,
    /// Language of each text.
    spoken: Vec<Language>,
    /// Tokens of each distinct word.
    places: Vec<Vec<u32>>,
    /// Language of each distinct word, for small words.
    languages: Vec<Language>,
    /// Whether each distinct word looks like one of a denial.
    is_cue: Vec<bool>,
    /// Tokens of such words, in order.
    cues: Vec<u32>,
    by_french_stem: HashMap<String, Vec<u32>>,
    by_english_stem: HashMap<String, Vec<u32>>,
}

/// One word at its place.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Token {
    /// Number of the distinct word.
    pub(crate) word: u32,
    /// Index of its text.
    pub(crate) text: u32,
    /// Bytes of the text.
    pub(crate) start: u32,
    pub(crate) end: u32,
    pub(crate) sentence: u32,
}

/// Words of denials passed over one by one.
const FEW_CUES: usize = 4;
/// Tokens kept of all texts together: more is a bomb, not a hand-in.
const MAX_TOKENS: usize = 20_000_000;

/// Reads the words of some texts one after the other.
#[derive(Default)]
struct Reader<'t> {
    prose: Prose,
    /// Every distinct word, by its number.
    distinct: Vec<&'t str>,
    known: HashMap<&'t str, u32>,
}

impl<'t> Reader<'t> {
    fn add(&mut self, index: u32, text: &'t str) {
        let prose = &mut self.prose;
        let first = prose.tokens.len();
        for word in &words(text) {
            if prose.tokens.len() >= MAX_TOKENS {
                break;
            }
            let at = number(prose.tokens.len());
            let id = *self.known.entry(word.text).or_insert_with(|| {
                self.distinct.push(word.text);
                prose.places.push(Vec::new());
                prose.languages.push(language_of_word(word.text));
                prose.is_cue.push(may_deny(word.text));
                number(prose.places.len() - 1)
            });
            if prose.is_cue[id as usize] {
                prose.cues.push(at);
            }
            prose.places[id as usize].push(at);
            prose.tokens.push(Token {
                word: id,
                text: index,
                start: number(word.start),
                end: number(word.start + word.text.len()),
                sentence: number(word.sentence),
            });
        }
        let read = prose.tokens[first..].iter();
        let language = language_of(read.map(|token| prose.languages[token.word as usize]));
        prose.spoken.push(language);
        prose.firsts.push(prose.tokens.len());
    }
}

pub(crate) fn number(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

impl Prose {
    /// Reads the words of `texts`, numbered in the order given, and their stems.
    pub fn of<'t>(texts: impl IntoIterator<Item = &'t str>) -> Self {
        let mut read = Reader::default();
        read.prose.firsts.push(0);
        for (index, text) in texts.into_iter().enumerate() {
            read.add(number(index), text);
        }
        let mut prose = read.prose;
        for (id, word) in (0..).zip(read.distinct) {
            prose.add_stems(id, &Stems::of(word));
        }
        prose
    }

    fn add_stems(&mut self, id: u32, stems: &Stems) {
        for stem in stems.french() {
            self.by_french_stem
                .entry(stem.to_owned())
                .or_default()
                .push(id);
        }
        if !stems.english.is_empty() {
            self.by_english_stem
                .entry(stems.english.clone())
                .or_default()
                .push(id);
        }
    }

    /// On which sides of a match a whole word that looks like one of a denial stands so near that the match may be denied.
    /// Matches are asked about in order: `next` is the first such word behind the one before.
    pub(crate) fn cues_near(&self, hit: &PhraseHit, next: &mut usize) -> CuesNear {
        let at = self.firsts[hit.block] + hit.word;
        let is_passed = |cue: &u32| (*cue as usize) < at;
        // Most often none stands between, or a few.
        let few = self.cues[*next..].iter().take(FEW_CUES);
        let n_passed = few.take_while(|cue| is_passed(cue)).count();
        *next += n_passed;
        if n_passed == FEW_CUES {
            *next += self.cues[*next..].partition_point(is_passed);
        }
        let next = *next;
        let of_text = |cue: &u32| {
            let token = self.token(*cue as usize);
            (token.text as usize == hit.block).then_some(token)
        };
        let previous = next.checked_sub(1).and_then(|at| of_text(&self.cues[at]));
        let is_before = previous.is_some_and(|token| token.end as usize + MAX_BYTES > hit.start);
        let (mut is_inside, mut is_behind) = (false, false);
        for token in self.cues[next..].iter().map_while(of_text) {
            if token.start as usize >= hit.end {
                is_behind = (token.start as usize) < hit.end + MAX_BYTES;
                break;
            }
            is_inside = true;
            is_behind |= token.end as usize > hit.end;
        }
        CuesNear {
            before: is_before || is_inside,
            behind: is_behind,
        }
    }

    pub(crate) fn with_french_stem(&self, stem: &str) -> &[u32] {
        self.by_french_stem.get(stem).map_or(&[], Vec::as_slice)
    }

    pub(crate) fn with_english_stem(&self, stem: &str) -> &[u32] {
        self.by_english_stem.get(stem).map_or(&[], Vec::as_slice)
    }

    pub(crate) fn places(&self, word: u32) -> impl Iterator<Item = usize> {
        self.places[word as usize].iter().map(|at| *at as usize)
    }

    /// Words of the text with this number, as [`crate::words`] counts them.
    pub fn len_of(&self, text: usize) -> usize {
        self.firsts[text + 1] - self.firsts[text]
    }

    /// Distinct words.
    pub(crate) fn n_words(&self) -> usize {
        self.places.len()
    }

    #[inline]
    pub(crate) fn token(&self, at: usize) -> Token {
        self.tokens[at]
    }

    pub(crate) fn n_tokens(&self) -> usize {
        self.tokens.len()
    }

    /// First token of a text.
    pub(crate) fn first(&self, text: u32) -> usize {
        self.firsts[text as usize]
    }

    /// The language of a text: the stems of the other would find words in it that are none.
    pub(crate) fn language(&self, text: u32) -> Language {
        self.spoken[text as usize]
    }
}
