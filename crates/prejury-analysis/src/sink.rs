//! Where signals put their evidence.

use std::collections::BTreeMap;
use std::hash::BuildHasher;
use std::sync::Arc;

use foldhash::fast::FixedState;
use foldhash::{HashMap, HashSet};
use prejury_core::{Evidence, Location, Strength};
use prejury_python::{CodePlace, PythonFacts};

/// Pieces of one signal, polarity, strength and file that are kept. A report keeps at most as many of one signal in
/// all, so that further pieces of the same file could never be shown, whatever the other files hold.
pub(crate) const MAX_PIECES: usize = 60;

/// Longest excerpt in bytes: a minified line is cut, not quoted whole.
const MAX_EXCERPT: usize = 600;

/// Evidence gathered so far. Order of insertion is kept; of duplicates (same signal, place and subject) the strongest stays.
#[derive(Debug, Default)]
pub(crate) struct EvidenceSink {
    found: Vec<Found>,
    /// Index of each piece, by its identity.
    known: HashMap<u64, usize>,
    /// Pieces so far, by room.
    full: HashMap<u64, usize>,
    signals: HashSet<Arc<str>>,
}

/// One piece of evidence, with what its finder knows beyond it.
#[derive(Debug, Clone)]
pub(crate) struct Found {
    /// Boxed, since pieces are moved several times before most of them are dropped.
    pub(crate) evidence: Box<Evidence>,
    /// Code that is the excerpt, with the number of lines at most; it is cut out when the piece is kept.
    pub(crate) lines: Option<(CodePlace, usize)>,
    /// Whether the place is inside a function of the candidate's own; none when only the place can tell.
    pub(crate) inside_function: Option<bool>,
    /// When it is shown: 0 for most, below for what its finder knows to say most, above for what says least.
    pub(crate) turn: i16,
}

impl Found {
    pub(crate) fn new(evidence: Evidence) -> Self {
        Self {
            evidence: Box::new(evidence),
            lines: None,
            inside_function: None,
            turn: 0,
        }
    }

    /// The evidence with its excerpt.
    pub(crate) fn into_evidence(self, python: &PythonFacts) -> Evidence {
        let mut evidence = *self.evidence;
        if let Some((place, n_lines)) = self.lines {
            evidence.excerpt = python.telling_excerpt(place, n_lines);
            shorten(&mut evidence.excerpt);
        }
        evidence
    }
}

/// What one pass found, by signal.
pub(crate) type FoundBySignal = BTreeMap<Arc<str>, Vec<Found>>;

/// What two pieces must share to be one. Hashes of 64 bits stand for the things themselves: of the thousands of pieces of
/// a submission no two fall together by chance, and nothing has to be copied to be remembered.
fn identity(evidence: &Evidence) -> u64 {
    FixedState::default().hash_one((
        &evidence.signal,
        &evidence.location,
        &evidence.subject,
        evidence.supports,
    ))
}

/// What shares the room for [`MAX_PIECES`] pieces.
fn room(signal: &str, path: &str, supports: bool, strength: Strength) -> u64 {
    FixedState::default().hash_one((signal, path, supports, strength))
}

/// The turn of a piece whose finder ranks the places of its signal: before what is not ranked, mentions after it, strong
/// before weak, and of one strength the lower rank first.
pub(crate) fn ranked_turn(rank: u8, strength: Strength) -> i16 {
    let first = match strength {
        Strength::Executed => -60,
        Strength::Written => -30,
        Strength::Mentioned => 1,
    };
    first + i16::from(rank.min(29))
}

/// The turn of a piece whose finder ranks the places of its signal across their strengths: a sentence that gives the
/// reason may be shown before code that was run. Mentions come last, as above.
pub(crate) fn listed_turn(rank: u8, strength: Strength) -> i16 {
    match strength {
        Strength::Mentioned => ranked_turn(rank, strength),
        Strength::Executed | Strength::Written => ranked_turn(rank, Strength::Executed),
    }
}

/// The turn of a place where a thing is made only by the way, while something else is done: after all others of its
/// criterion, whatever stands near it.
pub(crate) const BY_THE_WAY: i16 = 1000;

impl EvidenceSink {
    pub(crate) fn push(&mut self, evidence: Evidence) {
        self.push_found(Found::new(evidence));
    }

    /// Evidence shown before others of its criterion (`turn` below 0) or after them, whatever its strength.
    pub(crate) fn push_in_turn(&mut self, turn: i16, evidence: Evidence) {
        self.push_found(Found {
            turn,
            ..Found::new(evidence)
        });
    }

    pub(crate) fn push_found(&mut self, mut found: Found) {
        found.evidence.signal = self.intern(&found.evidence.signal);
        shorten(&mut found.evidence.excerpt);
        let key = identity(&found.evidence);
        if let Some(&at) = self.known.get(&key) {
            let other = &mut self.found[at];
            let inside = other.inside_function.max(found.inside_function);
            let turn = other.turn.min(found.turn);
            if found.evidence.strength > other.evidence.strength {
                *other = found;
            }
            other.inside_function = inside;
            other.turn = turn;
            return;
        }
        let Evidence {
            location,
            supports,
            strength,
            ..
        } = &*found.evidence;
        let signal = &found.evidence.signal;
        let room = room(signal, &location.path, *supports, *strength);
        let n_pieces = self.full.entry(room).or_default();
        if *n_pieces >= MAX_PIECES {
            return;
        }
        *n_pieces += 1;
        self.known.insert(key, self.found.len());
        self.found.push(found);
    }

    /// Whether one more piece could be kept: asked before an excerpt is cut out, which costs more than the question.
    pub(crate) fn has_room(
        &self,
        signal: &Arc<str>,
        path: &Arc<str>,
        supports: bool,
        strength: Strength,
    ) -> bool {
        let room = room(signal, path, supports, strength);
        self.full
            .get(&room)
            .is_none_or(|n_pieces| *n_pieces < MAX_PIECES)
    }

    /// Supporting evidence with the usual fields.
    pub(crate) fn found(
        &mut self,
        signal: &str,
        strength: Strength,
        location: Location,
        excerpt: impl Into<String>,
        subject: Option<String>,
    ) {
        self.found_in_turn(0, signal, strength, location, excerpt, subject);
    }

    /// The same, shown in its turn (see [`Self::push_in_turn`]).
    pub(crate) fn found_in_turn(
        &mut self,
        turn: i16,
        signal: &str,
        strength: Strength,
        location: Location,
        excerpt: impl Into<String>,
        subject: Option<String>,
    ) {
        let signal = self.intern(signal);
        let evidence = Evidence {
            signal,
            strength,
            supports: true,
            location,
            excerpt: excerpt.into(),
            subject,
            related: Vec::new(),
        };
        self.push_in_turn(turn, evidence);
    }

    /// A text that supports, shown by how well it does so among the places of its signal ([`ranked_turn`]).
    pub(crate) fn found_text(
        &mut self,
        signal: &str,
        strength: Strength,
        rank: u8,
        location: Location,
        excerpt: impl Into<String>,
    ) {
        let evidence = Evidence {
            signal: self.intern(signal),
            strength,
            supports: true,
            location,
            excerpt: excerpt.into(),
            subject: None,
            related: Vec::new(),
        };
        self.push_in_turn(ranked_turn(rank, strength), evidence);
    }

    /// Whether one of these signals was found so far.
    pub(crate) fn has_any(&self, signals: &[&str]) -> bool {
        signals.iter().any(|signal| self.signals.contains(*signal))
    }

    pub(crate) fn into_found(self) -> Vec<Found> {
        self.found
    }

    pub(crate) fn into_found_by_signal(self) -> FoundBySignal {
        // Names of signals are shared: the same one is found by its address.
        let mut numbers: HashMap<*const str, usize> = HashMap::default();
        let mut groups: Vec<(Arc<str>, Vec<Found>)> = Vec::new();
        for found in self.found {
            let signal = &found.evidence.signal;
            let number = *numbers.entry(Arc::as_ptr(signal)).or_insert_with(|| {
                groups.push((signal.clone(), Vec::new()));
                groups.len() - 1
            });
            groups[number].1.push(found);
        }
        groups.into_iter().collect()
    }

    #[cfg(test)]
    pub(crate) fn into_evidence(self) -> Vec<Evidence> {
        self.found
            .into_iter()
            .map(|found| *found.evidence)
            .collect()
    }

    /// One shared name per signal, whoever emits it.
    pub(crate) fn intern(&mut self, signal: &str) -> Arc<str> {
        if let Some(known) = self.signals.get(signal) {
            return known.clone();
        }
        let shared: Arc<str> = Arc::from(signal);
        self.signals.insert(shared.clone());
        shared
    }
}

/// Cuts `excerpt` at a character boundary, with a mark that something was cut.
pub(crate) fn shorten(excerpt: &mut String) {
    if excerpt.len() > MAX_EXCERPT {
        excerpt.truncate(excerpt.floor_char_boundary(MAX_EXCERPT));
        excerpt.push('…');
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn piece(signal: &str, line: u32, strength: Strength) -> Evidence {
        Evidence {
            signal: signal.into(),
            strength,
            supports: true,
            location: Location::line("a.py", line),
            excerpt: "x".into(),
            subject: None,
            related: Vec::new(),
        }
    }

    #[test]
    fn the_strongest_of_two_equal_pieces_stays_at_its_place() {
        let mut sink = EvidenceSink::default();
        sink.push(piece("a", 1, Strength::Mentioned));
        sink.push(piece("a", 2, Strength::Written));
        sink.push(piece("a", 1, Strength::Executed));
        sink.push(piece("a", 1, Strength::Written));
        let evidence = sink.into_evidence();
        let strengths: Vec<_> = evidence.iter().map(|piece| piece.strength).collect();
        assert_eq!(strengths, [Strength::Executed, Strength::Written]);
    }

    #[test]
    fn one_place_can_show_two_signals_and_two_subjects() {
        let mut sink = EvidenceSink::default();
        sink.push(piece("a", 1, Strength::Written));
        sink.push(piece("b", 1, Strength::Written));
        sink.push(Evidence {
            subject: Some("SVC".into()),
            ..piece("a", 1, Strength::Written)
        });
        assert_eq!(sink.into_evidence().len(), 3);
    }

    #[test]
    fn a_flood_of_one_signal_in_one_file_is_bounded_and_leaves_room_for_stronger_pieces() {
        let mut sink = EvidenceSink::default();
        for line in 1..=10_000 {
            sink.push(piece("a", line, Strength::Mentioned));
        }
        sink.push(piece("a", 20_000, Strength::Executed));
        let evidence = sink.into_evidence();
        assert_eq!(evidence.len(), MAX_PIECES + 1);
        assert_eq!(evidence[MAX_PIECES].strength, Strength::Executed);
    }

    #[test]
    fn a_long_excerpt_is_cut_between_characters() {
        let mut sink = EvidenceSink::default();
        sink.push(Evidence {
            excerpt: "é".repeat(5_000),
            ..piece("a", 1, Strength::Written)
        });
        let excerpt = &sink.into_evidence()[0].excerpt;
        assert!(excerpt.len() < 610 && excerpt.ends_with("é…"));
    }
}
