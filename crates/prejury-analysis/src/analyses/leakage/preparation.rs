//! Preparations fitted before the split, or on the held-out part.
//!
//! # What it looks for
//! Imputers, scalers, selections, reductions, vectorisers, word vectors, samplers and augmentations that data went
//! through before a split whose parts a model uses; the same fitted on the test part.
//! # Counts as a leak
//! The fit saw rows of both parts, and a model is trained or scored on a part.
//! # Does not count
//! Encoders (one-hot, ordinal, label), constants (`fillna(0)`), functions of one row (logarithm, lower case).
//! A fit before the folds only is a doubt, like a scaling of the target.
//! # Limits
//! Data that go through a file between two notebooks are not followed.

use std::collections::BTreeMap;

use foldhash::HashSet;
use prejury_python::{Call, CallIdx, CodePlace, Roles, Value};

use super::fits::{Fit, Kind};
use super::flow::{Flow, HELD_OUT, PARTS, any_within, is_split};
use super::{Certainty, leak};
use crate::sink::EvidenceSink;

pub(super) fn find(flow: &Flow<'_>, sink: &mut EvidenceSink) {
    let mut finder = Finder {
        flow,
        found: BTreeMap::new(),
        halves: BTreeMap::new(),
    };
    finder.splits();
    finder.consumers();
    finder.parts_by_hand();
    for finding in finder.found.into_values() {
        let Finding {
            fit,
            certainty,
            related,
        } = finding;
        leak(
            flow,
            sink,
            signal_of(fit.kind),
            certainty,
            fit.call,
            fit.subject,
            related,
        );
    }
}

fn signal_of(kind: Kind) -> &'static str {
    match kind {
        Kind::Preprocessing => "leakage.preprocessing",
        Kind::Resampling => "leakage.resampling",
        Kind::Augmentation => "leakage.augmentation",
        Kind::Duplication => "leakage.overlap",
    }
}

struct Finding<'f> {
    fit: Fit<'f>,
    certainty: Certainty,
    related: Option<CodePlace>,
}

/// The splits whose parts a model is trained or scored on. A split for a chart of explanations alone leaks into no score.
struct PartsInUse {
    splits: HashSet<CallIdx>,
    /// The last use, in each run, of data or parts whose split is not known.
    unknown: BTreeMap<u32, u32>,
}

impl PartsInUse {
    fn of(flow: &Flow<'_>) -> Self {
        let mut splits = HashSet::default();
        let mut unknown = BTreeMap::new();
        for call in &flow.consumers {
            for arg in &call.args {
                any_within(&arg.value, &mut |value| {
                    let behind = value.history.iter().copied();
                    splits.extend(behind.filter(|at| flow.call(*at).is_some_and(is_split)));
                    let is_part =
                        value.roles.intersects(PARTS) && flow.split_behind(value).is_none();
                    let says_nothing = value.history.is_empty()
                        && value.literal.is_none()
                        && value.elements.is_empty();
                    if is_part || says_nothing {
                        unknown.insert(call.caller.0, call.order);
                    }
                    false
                });
            }
        }
        Self { splits, unknown }
    }

    fn holds(&self, at: CallIdx, split: &Call) -> bool {
        let last = self.unknown.get(&split.caller.0);
        self.splits.contains(&at) || last.is_some_and(|order| *order > split.order)
    }
}

/// Place and order of a fit: one finding each.
type Key = (CodePlace, u32);

struct Finder<'a, 'f> {
    flow: &'a Flow<'f>,
    found: BTreeMap<Key, Finding<'f>>,
    /// Fits on whole data whose result is later called a part by its name alone: which parts, and where.
    halves: BTreeMap<Key, (Fit<'f>, Roles, Option<CodePlace>)>,
}

impl<'f> Finder<'_, 'f> {
    fn add(&mut self, fit: Fit<'f>, certainty: Certainty, related: Option<CodePlace>) {
        let key = (fit.call.place, fit.call.order);
        let is_better = self
            .found
            .get(&key)
            .is_none_or(|other| other.certainty < certainty);
        if is_better {
            self.found.insert(
                key,
                Finding {
                    fit,
                    certainty,
                    related,
                },
            );
        }
    }

    /// Data that were prepared before they are split, where a model follows.
    fn splits(&mut self) {
        let used = PartsInUse::of(self.flow);
        for (at, split) in &self.flow.splits {
            if !used.holds(*at, split) {
                continue;
            }
            let values = split
                .args
                .iter()
                .map(|arg| &arg.value)
                .chain(&split.receiver);
            for value in values {
                for fit in self.flow.fits_behind(value) {
                    if fit.call.order < split.order {
                        self.before_split(fit, split, value);
                    }
                }
            }
        }
    }

    fn before_split(&mut self, fit: Fit<'f>, split: &'f Call, value: &Value) {
        let earlier = fit.data.and_then(|data| self.flow.split_behind(data));
        // Rows of the training part that are split again leave the test part untouched.
        if earlier.is_some_and(|earlier| earlier.order < fit.call.order) {
            return;
        }
        let cuts_folds = split.result.elements.iter().any(|element| {
            element.roles.contains(Roles::FOLD)
                || element
                    .elements
                    .iter()
                    .any(|part| part.roles.contains(Roles::FOLD))
        });
        let is_target = value.roles.contains(Roles::TARGET) && fit.kind == Kind::Preprocessing;
        let is_doubtful = cuts_folds || is_target;
        let certainty = if is_doubtful {
            Certainty::Doubtful
        } else {
            Certainty::Certain
        };
        self.add(fit, certainty, Some(split.place));
    }

    /// What models are trained and scored on.
    fn consumers(&mut self) {
        let mut seen: HashSet<(&[CallIdx], Roles)> = HashSet::default();
        let flow = self.flow;
        for call in &flow.consumers {
            let whole_cv = flow.is_cross_validation(call);
            for arg in &call.args {
                let value = &arg.value;
                if value.history.is_empty() || !seen.insert((&value.history, value.roles)) {
                    continue;
                }
                for fit in flow.fits_behind(value) {
                    if fit.call.order >= call.order && fit.call.caller == call.caller {
                        continue;
                    }
                    self.used(fit, value, whole_cv, call);
                }
            }
        }
    }

    fn used(&mut self, fit: Fit<'f>, value: &'f Value, whole_cv: bool, user: &'f Call) {
        let Some(data) = fit.data else { return };
        let fitted_on = data.roles & PARTS;
        let split = self.flow.split_behind(value);
        if fitted_on.intersects(HELD_OUT) {
            let is_concatenated = fitted_on.contains(Roles::TRAIN);
            // Parts put together under names alone may be a competition's files, whose test part has no target.
            let is_sure = !is_concatenated || self.flow.split_behind(data).is_some();
            let has_fold = data.roles.contains(Roles::FOLD);
            if fit.kind == Kind::Augmentation || is_concatenated && has_fold {
                return;
            }
            let certainty = if is_sure {
                Certainty::Certain
            } else {
                Certainty::Doubtful
            };
            let related = self
                .flow
                .split_behind(data)
                .or(split)
                .map(|call| call.place);
            self.add(fit, certainty, related.or(Some(user.place)));
            return;
        }
        if !fitted_on.is_empty() || self.flow.split_behind(data).is_some() {
            return;
        }
        if whole_cv {
            if (value.roles & PARTS).is_empty() {
                self.add(fit, Certainty::Doubtful, Some(user.place));
            }
            return;
        }
        if !value.roles.intersects(PARTS) {
            return;
        }
        match split {
            // Fitted on all rows, although they had been split.
            Some(split) if split.caller == fit.call.caller => {
                let certainty = if value.roles.contains(Roles::FOLD) {
                    Certainty::Doubtful
                } else {
                    Certainty::Certain
                };
                let target_only =
                    value.roles.contains(Roles::TARGET) && fit.kind == Kind::Preprocessing;
                let certainty = if target_only {
                    Certainty::Doubtful
                } else {
                    certainty
                };
                self.add(fit, certainty, Some(split.place));
            }
            Some(_) => {}
            None => self.half(fit, value.roles, None),
        }
    }

    fn half(&mut self, fit: Fit<'f>, roles: Roles, place: Option<CodePlace>) {
        let key = (fit.call.place, fit.call.order);
        let half = self
            .halves
            .entry(key)
            .or_insert((fit, Roles::empty(), None));
        half.1 |= roles & (PARTS | Roles::FOLD);
        half.2 = half.2.or(place);
    }

    /// Parts cut by slices, masks or dates: known by the names that they get.
    fn parts_by_hand(&mut self) {
        let flow = self.flow;
        for unit in &flow.python.units {
            for assignment in &unit.assignments {
                let value = &assignment.value;
                let is_part = value.roles.intersects(PARTS) && !value.history.is_empty();
                if !is_part
                    || value
                        .history
                        .iter()
                        .any(|at| flow.call(*at).is_some_and(is_split))
                {
                    continue;
                }
                for fit in flow.fits_behind(value) {
                    let whole = fit.data.is_some_and(|data| {
                        !data.roles.intersects(PARTS) && flow.split_behind(data).is_none()
                    });
                    if whole {
                        self.half(fit, value.roles, Some(assignment.place));
                    }
                }
            }
        }
        for (fit, roles, place) in std::mem::take(&mut self.halves).into_values() {
            if roles.contains(Roles::TRAIN) && roles.intersects(HELD_OUT) {
                let certainty = if roles.contains(Roles::FOLD) {
                    Certainty::Doubtful
                } else {
                    Certainty::Certain
                };
                self.add(fit, certainty, place);
            }
        }
    }
}
