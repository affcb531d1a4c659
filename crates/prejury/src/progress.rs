//! A progress bar for runs that take long, on a terminal only.

use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use prejury_analysis::{Progress, Stage};

/// Runs that end sooner show no bar: one that flashes by is noise.
const PATIENCE: Duration = Duration::from_millis(800);

/// One input's bar. It vanishes when it is dropped.
pub(crate) struct Bar {
    bar: ProgressBar,
    since: Instant,
}

impl Bar {
    pub(crate) fn new(sentence: String) -> Self {
        let bar = ProgressBar::with_draw_target(Some(0), ProgressDrawTarget::hidden());
        // A template that is wrong would only cost its looks.
        if let Ok(style) = ProgressStyle::with_template("{msg} {wide_bar:.dim} {pos}/{len}") {
            bar.set_style(style);
        }
        bar.set_message(sentence);
        Self {
            bar,
            since: Instant::now(),
        }
    }

    /// Takes the bar off the terminal before a line is printed.
    pub(crate) fn clear(&self) {
        self.bar.finish_and_clear();
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        self.clear();
    }
}

impl Progress for Bar {
    fn started(&self, _stage: Stage, n_steps: usize) {
        self.bar.inc_length(n_steps as u64);
    }

    fn advanced(&self, _stage: Stage) {
        if self.bar.is_hidden() && self.since.elapsed() > PATIENCE {
            // indicatif draws nothing when standard error is no terminal.
            self.bar.set_draw_target(ProgressDrawTarget::stderr());
        }
        self.bar.inc(1);
    }
}

/// The bar of a cohort: how many are done, and for how long it goes on.
pub(crate) struct CohortBar {
    bar: ProgressBar,
}

impl CohortBar {
    pub(crate) fn new(sentence: String, n: usize) -> Self {
        // indicatif draws nothing when standard error is no terminal.
        let bar = ProgressBar::with_draw_target(Some(n as u64), ProgressDrawTarget::stderr());
        if let Ok(style) = ProgressStyle::with_template("{msg} {wide_bar:.dim} {pos}/{len} {eta}") {
            bar.set_style(style);
        }
        bar.set_message(sentence);
        Self { bar }
    }

    pub(crate) fn advance(&self) {
        self.bar.inc(1);
    }

    /// Prints lines above the bar.
    pub(crate) fn aside(&self, print: impl FnOnce()) {
        self.bar.suspend(print);
    }

    pub(crate) fn clear(&self) {
        self.bar.finish_and_clear();
    }
}

impl Drop for CohortBar {
    fn drop(&mut self) {
        self.clear();
    }
}
