//! Where the time of a check goes, told by the check itself.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use prejury_analysis::{Progress, Stage};

use crate::median;

/// A part of a whole check. What follows the last signal (ordering evidence, evaluating) belongs to `Matching`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Part {
    Opening,
    Reading,
    Following,
    Matching,
    Reporting,
}

/// Durations of every part over all runs.
#[derive(Default)]
pub(crate) struct Stages(Mutex<State>);

/// Durations of every analysis over all runs, for runs of one thread.
#[derive(Default)]
pub(crate) struct Passes(Mutex<PassState>);

#[derive(Default)]
struct PassState {
    current: Option<Instant>,
    durations: BTreeMap<&'static str, Vec<Duration>>,
}

impl Passes {
    /// The medians, the longest first.
    pub(crate) fn medians(self) -> Vec<(&'static str, Duration)> {
        let state = self.0.into_inner().unwrap();
        let mut medians: Vec<_> = state
            .durations
            .into_iter()
            .map(|(name, durations)| (name, median(durations)))
            .collect();
        medians.sort_by_key(|(_, duration)| std::cmp::Reverse(*duration));
        medians
    }
}

impl Progress for Passes {
    fn pass_began(&self, _name: &'static str) {
        self.0.lock().unwrap().current = Some(Instant::now());
    }

    fn pass_ended(&self, name: &'static str) {
        let mut state = self.0.lock().unwrap();
        let start = state.current.take().expect("a pass begins before it ends");
        state
            .durations
            .entry(name)
            .or_default()
            .push(start.elapsed());
    }
}

#[derive(Default)]
struct State {
    current: Option<(Part, Instant)>,
    durations: BTreeMap<Part, Vec<Duration>>,
}

impl Stages {
    /// The part before ends, and this one begins.
    pub(crate) fn enter(&self, part: Part) {
        self.turn_to(Some(part));
    }

    /// The last part of a run ends.
    pub(crate) fn leave(&self) {
        self.turn_to(None);
    }

    fn turn_to(&self, next: Option<Part>) {
        let mut state = self.0.lock().unwrap();
        let now = Instant::now();
        if let Some((part, start)) = state.current.take() {
            state.durations.entry(part).or_default().push(now - start);
        }
        state.current = next.map(|part| (part, now));
    }

    pub(crate) fn medians(self) -> Vec<(Part, Duration)> {
        let state = self.0.into_inner().unwrap();
        let medians = state.durations.into_iter();
        medians
            .map(|(part, durations)| (part, median(durations)))
            .collect()
    }
}

impl Progress for Stages {
    fn started(&self, stage: Stage, _n_steps: usize) {
        self.enter(match stage {
            Stage::Reading => Part::Reading,
            Stage::Following => Part::Following,
            Stage::Matching => Part::Matching,
        });
    }
}
