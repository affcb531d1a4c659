//! All evidence of a submission, ordered and bounded, as the rules look at it.

use std::cmp::{Ordering, Reverse};
use std::collections::BTreeMap;
use std::sync::Arc;

use foldhash::HashMap;
use prejury_core::{Evidence, Strength};
use prejury_python::PythonFacts;
use rayon::prelude::*;

use crate::function_spans::FunctionSpans;
use crate::gather::Duplicates;
use crate::restated::Restated;
use crate::seen_at::SeenAt;
use crate::sink::{EvidenceSink, Found, FoundBySignal, MAX_PIECES};

/// One piece of evidence, with what conditions ask of its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Placed {
    pub(crate) evidence: Evidence,
    /// Whether it stands in a function (or a named lambda) of the candidate's own.
    pub(crate) inside_function: bool,
    /// When it is shown, as its finder knows ([`Found::turn`]).
    pub(crate) turn: i16,
    /// Tells what was asked, not what was done.
    pub(crate) is_restated: bool,
    /// The same shown where a cell calls the function around it and displays what came out.
    pub(crate) seen: Option<Box<Evidence>>,
    /// Stands in a file that is named as the copy of another one.
    pub(crate) is_in_copy: bool,
}

/// Evidence by signal.
#[derive(Debug, Default)]
pub(crate) struct EvidenceSet {
    by_signal: BTreeMap<Arc<str>, Vec<Placed>>,
}

impl EvidenceSet {
    /// Orders what signals found. A file stored twice counts once, under its first path.
    pub(crate) fn new(
        passes: Vec<FoundBySignal>,
        python: &PythonFacts,
        duplicates: &Duplicates,
        restated: &Restated,
    ) -> Self {
        let functions = FunctionSpans::new(python);
        let seen = SeenAt::new(python, &functions);
        let mut groups: BTreeMap<Arc<str>, Group> = BTreeMap::new();
        for (signal, found) in passes.into_iter().flatten() {
            groups.entry(signal).or_default().push(found);
        }
        let groups: Vec<(Arc<str>, Group)> = groups.into_iter().collect();
        let by_signal = groups
            .into_par_iter()
            .map(|(signal, group)| {
                (
                    signal,
                    group.into_pieces(python, &functions, &seen, duplicates, restated),
                )
            })
            .collect();
        Self { by_signal }
    }

    /// The evidence of one signal: strongest first, then by place.
    pub(crate) fn of(&self, signal: &str) -> &[Placed] {
        self.by_signal.get(signal).map_or(&[], Vec::as_slice)
    }

    #[cfg(test)]
    pub(crate) fn from_pieces(pieces: impl IntoIterator<Item = Placed>) -> Self {
        let mut by_signal: BTreeMap<Arc<str>, Vec<Placed>> = BTreeMap::new();
        for piece in pieces {
            by_signal
                .entry(piece.evidence.signal.clone())
                .or_default()
                .push(piece);
        }
        let by_signal = by_signal
            .into_iter()
            .map(|(signal, pieces)| {
                (
                    signal,
                    select(pieces, |piece| (&piece.evidence, piece.turn)),
                )
            })
            .collect();
        Self { by_signal }
    }
}

/// What was found of one signal.
#[derive(Default)]
struct Group {
    found: Vec<Found>,
    /// Whether more than one pass found it.
    several: bool,
}

impl Group {
    fn push(&mut self, found: Vec<Found>) {
        if self.found.is_empty() {
            self.found = found;
        } else {
            self.several = true;
            self.found.extend(found);
        }
    }

    fn into_pieces(
        self,
        python: &PythonFacts,
        functions: &FunctionSpans<'_>,
        seen: &SeenAt<'_>,
        duplicates: &Duplicates,
        restated: &Restated,
    ) -> Vec<Placed> {
        let mut found = self.found;
        let renamed = duplicates.rename_all(&mut found);
        // One pass holds no piece twice: only other passes and renamed files can bring a second one.
        if self.several || renamed {
            let mut merged = EvidenceSink::default();
            found.into_iter().for_each(|found| merged.push_found(found));
            found = merged.into_found();
        }
        let place = |found: Found| {
            let inside_function = found
                .inside_function
                .unwrap_or_else(|| functions.cover(&found.evidence));
            let turn = found.turn;
            let path = &found.evidence.location.path;
            let is_in_copy = duplicates.original_of(path).is_some();
            let is_restated = restated.covers(&found.evidence.location);
            let evidence = found.into_evidence(python);
            Placed {
                inside_function,
                turn,
                is_restated,
                is_in_copy,
                seen: inside_function.then(|| seen.shown(&evidence)).flatten(),
                evidence,
            }
        };
        let kept = select(found, |found| (&*found.evidence, found.turn));
        let mut placed: Vec<Placed> = kept.into_iter().map(place).collect();
        drop_repeated(&mut placed, duplicates);
        placed
    }
}

/// Leaves out what a copy repeats word for word.
fn drop_repeated(placed: &mut Vec<Placed>, duplicates: &Duplicates) {
    if !placed.iter().any(|placed| placed.is_in_copy) {
        return;
    }
    let mut told: HashMap<(Arc<str>, bool, String), Strength> = HashMap::default();
    for Placed { evidence, .. } in placed.iter().filter(|placed| !placed.is_in_copy) {
        let said = (
            evidence.location.path.clone(),
            evidence.supports,
            evidence.excerpt.clone(),
        );
        let strength = told.entry(said).or_insert(evidence.strength);
        *strength = evidence.strength.max(*strength);
    }
    placed.retain(|Placed { evidence, .. }| {
        let original = duplicates.original_of(&evidence.location.path);
        original.is_none_or(|path| {
            let said = (path.clone(), evidence.supports, evidence.excerpt.clone());
            let told = told.get(&said);
            told.is_none_or(|strength| *strength < evidence.strength)
        })
    });
}

/// Keeps the best pieces of one signal, supporting and contrary ones apart: the strongest, and among equals the first
/// of every file before the second of any, so that one long notebook does not hide the others.
fn select<T>(pieces: Vec<T>, shown_as: impl Fn(&T) -> (&Evidence, i16)) -> Vec<T> {
    // Pieces are large: their numbers are sorted, and they themselves moved once.
    let mut order: Vec<usize> = (0..pieces.len()).collect();
    order.sort_by(|a, b| in_order(shown_as(&pieces[*a]), shown_as(&pieces[*b])));
    if pieces.len() > MAX_PIECES {
        let mut seen: HashMap<(bool, Strength, &str), usize> = HashMap::default();
        // Of each piece: its own turn, how many of its kind come before it in its file, and its number in order.
        let mut turns: Vec<(bool, Reverse<Strength>, i16, usize, usize)> = order
            .iter()
            .enumerate()
            .map(|(place, at)| {
                let (evidence, turn) = shown_as(&pieces[*at]);
                let (supports, strength) = (evidence.supports, evidence.strength);
                let n_before = seen
                    .entry((supports, strength, &evidence.location.path))
                    .or_default();
                *n_before += 1;
                (supports, Reverse(strength), turn, *n_before, place)
            })
            .collect();
        turns.sort_unstable_by_key(|(supports, strength, turn, n_before, place)| {
            (Reverse(*supports), *strength, *turn, *n_before, *place)
        });
        let n_for = turns.iter().filter(|(supports, ..)| *supports).count();
        let (supporting, contrary) = turns.split_at(n_for);
        let mut kept: Vec<usize> = supporting
            .iter()
            .take(MAX_PIECES)
            .chain(contrary.iter().take(MAX_PIECES))
            .map(|(.., place)| *place)
            .collect();
        kept.sort_unstable();
        order = kept.into_iter().map(|place| order[place]).collect();
    }
    let mut pieces: Vec<Option<T>> = pieces.into_iter().map(Some).collect();
    order
        .into_iter()
        .filter_map(|at| pieces[at].take())
        .collect()
}

/// Supporting pieces first, then those whose turn it is, strong ones first, then by place and subject.
fn in_order((a, a_turn): (&Evidence, i16), (b, b_turn): (&Evidence, i16)) -> Ordering {
    let paths = || match Arc::ptr_eq(&a.location.path, &b.location.path) {
        true => Ordering::Equal,
        false => a.location.path.cmp(&b.location.path),
    };
    (b.supports, a_turn, b.strength)
        .cmp(&(a.supports, b_turn, a.strength))
        .then_with(paths)
        .then_with(|| a.location.place.cmp(&b.location.place))
        .then_with(|| a.subject.cmp(&b.subject))
}

#[cfg(test)]
mod tests {
    use prejury_core::{Location, Place};

    use super::*;

    fn piece(path: &str, line: u32, strength: Strength) -> Evidence {
        Evidence {
            signal: "plot.boxplot".into(),
            strength,
            supports: true,
            location: Location::line(path, line),
            excerpt: String::new(),
            subject: None,
            related: Vec::new(),
        }
    }

    fn set(pieces: Vec<Evidence>, duplicates: &Duplicates) -> Vec<(String, u32)> {
        let mut sink = EvidenceSink::default();
        pieces.into_iter().for_each(|piece| sink.push(piece));
        let set = EvidenceSet::new(
            vec![sink.into_found_by_signal()],
            &PythonFacts::default(),
            duplicates,
            &Restated::default(),
        );
        set.of("plot.boxplot")
            .iter()
            .map(|placed| {
                let Place::Lines { line, .. } = placed.evidence.location.place else {
                    unreachable!()
                };
                (placed.evidence.location.path.to_string(), line)
            })
            .collect()
    }

    #[test]
    fn a_long_notebook_does_not_hide_the_other_files() {
        let mut pieces: Vec<Evidence> = (1..=60)
            .map(|line| piece("a.ipynb", line, Strength::Executed))
            .collect();
        pieces.extend((1..=40).map(|line| piece("b.ipynb", line, Strength::Executed)));
        pieces.push(piece("c.ipynb", 1, Strength::Executed));
        let kept = set(pieces, &Duplicates::default());
        assert_eq!(kept.len(), MAX_PIECES);
        let of = |path: &str| kept.iter().filter(|(other, _)| other == path).count();
        assert_eq!((of("a.ipynb"), of("b.ipynb"), of("c.ipynb")), (30, 29, 1));
        assert_eq!(kept[0], ("a.ipynb".to_owned(), 1));
    }

    #[test]
    fn what_a_copy_repeats_is_told_of_the_original() {
        let said = |path: &str, line, excerpt: &str, strength| Evidence {
            excerpt: excerpt.into(),
            ..piece(path, line, strength)
        };
        let copies = Duplicates::of_paths(&["nb-Copy1.ipynb", "nb.ipynb"]);
        let pieces = vec![
            said("nb-Copy1.ipynb", 1, "pca.fit(X)", Strength::Executed),
            said("nb-Copy1.ipynb", 2, "pca.fit(Z)", Strength::Executed),
            said("nb-Copy1.ipynb", 3, "run", Strength::Executed),
            said("nb.ipynb", 7, "pca.fit(X)", Strength::Executed),
            said("nb.ipynb", 9, "run", Strength::Written),
        ];
        let kept = set(pieces, &copies);
        let kept: Vec<(&str, u32)> = kept.iter().map(|(path, line)| (&**path, *line)).collect();
        // What only the copy holds, or only the copy has run, stays.
        assert_eq!(
            kept,
            [
                ("nb-Copy1.ipynb", 2),
                ("nb-Copy1.ipynb", 3),
                ("nb.ipynb", 7),
                ("nb.ipynb", 9)
            ]
        );
    }

    #[test]
    fn stronger_pieces_are_kept_before_earlier_ones() {
        let mut pieces: Vec<Evidence> = (1..=60)
            .map(|line| piece("a.py", line, Strength::Mentioned))
            .collect();
        pieces.push(piece("z.py", 9, Strength::Written));
        let kept = set(pieces, &Duplicates::default());
        assert_eq!(
            (kept.len(), kept[0].clone()),
            (MAX_PIECES, ("z.py".to_owned(), 9))
        );
    }

    #[test]
    fn a_file_stored_twice_counts_once() {
        let duplicates = Duplicates::from_pairs([("copy/a.py", "a.py")]);
        let pieces = vec![
            piece("a.py", 3, Strength::Mentioned),
            piece("copy/a.py", 3, Strength::Executed),
            piece("copy/a.py", 4, Strength::Written),
        ];
        assert_eq!(
            set(pieces, &duplicates),
            [("a.py".to_owned(), 3), ("a.py".to_owned(), 4)]
        );
    }
}
