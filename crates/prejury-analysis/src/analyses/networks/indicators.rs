//! Other indicators than the metric (C2.3.2-CE4).
//!
//! # What it looks for
//! Loss curves, training times, the number of parameters, confusion matrices and a second metric.
//! # Counts as evidence
//! A chart drawn from a training's history, a clock or `%%time` around a training, `count_params`, a diagnostic or a second
//! metric over predictions.
//! # Does not count
//! What `fit` prints by itself.
//! # Limits
//! A chart is known by the name of the curve (`loss`, `val_loss`) in the code that draws it.

use std::collections::BTreeSet;

use prejury_core::Strength;
use prejury_python::{Call, Output, PythonFacts};

use super::scores::{Metrics, is_metric_of_network};
use super::{Networks, short};
use crate::analyses::Context;
use crate::matching::{Piece, emit_ranked, strength_of_call};
use crate::sink::EvidenceSink;

const SIGNAL: &str = "network.other-indicator";

/// How much an indicator tells: lower is shown first.
mod rank {
    /// Curves and matrices.
    pub(super) const DRAWN: u8 = 0;
    /// Times, numbers of parameters, further scores.
    pub(super) const COMPUTED: u8 = 1;
    /// A time in the output of a cell.
    pub(super) const BY_THE_WAY: u8 = 2;
    /// Measures that a training is only asked for.
    pub(super) const ASKED_FOR: u8 = 3;
}

pub(super) fn find(networks: &Networks<'_>, ctx: &Context<'_>, sink: &mut EvidenceSink) {
    let python = networks.python;
    let metrics = Metrics::of(ctx);
    curves(networks, sink);
    let cells: BTreeSet<(u32, u32)> = networks
        .trainings
        .iter()
        .flat_map(|training| {
            let call = training.call;
            [
                (call.caller.0, call.place.cell),
                (call.place.unit.0, call.place.cell),
            ]
        })
        .collect();
    let mut scored: BTreeSet<&str> = BTreeSet::new();
    for call in networks.calls() {
        let name = short(&call.callee);
        let is_clock = matches!(
            &*call.callee,
            "time.time"
                | "time.perf_counter"
                | "time.process_time"
                | "timeit.default_timer"
                | "datetime.datetime.now"
        );
        if is_clock && cells.contains(&(call.place.unit.0, call.place.cell)) {
            show(python, sink, call, "time", rank::COMPUTED);
        }
        if matches!(name, "count_params" | "get_flops" | "numel") && networks.trains_in(call) {
            show(python, sink, call, name, rank::COMPUTED);
        }
        if is_metric_of_network(networks, &metrics, call) {
            // The first metric is the one models are chosen by; the others are the indicators.
            let is_diagnostic = metrics.is_diagnostic(&call.callee);
            if is_diagnostic || scored.insert(name) && scored.len() > 1 {
                let is_drawn = is_diagnostic && name != "classification_report";
                let rank = if is_drawn {
                    rank::DRAWN
                } else {
                    rank::COMPUTED
                };
                show(python, sink, call, name, rank);
            }
        }
        let several_compiled = call.method() == "compile"
            && call
                .keyword("metrics")
                .is_some_and(|metrics| metrics.elements.len() > 1);
        if several_compiled && networks.trains_in(call) {
            show(python, sink, call, "metrics", rank::ASKED_FOR);
        }
    }
    for (unit, number) in python.units.iter().zip(0_u32..) {
        for magic in unit
            .magics
            .iter()
            .filter(|magic| magic.text.contains("time"))
        {
            let strength = networks
                .trainings
                .iter()
                .map(|training| training.call)
                .filter(|call| call.caller.0 == number && call.place.cell == magic.place.cell)
                .map(strength_of_call)
                .max();
            if let Some(strength) = strength {
                let piece = Piece {
                    signal: SIGNAL,
                    strength,
                    place: magic.place,
                    subject: "%%time",
                    rank: rank::BY_THE_WAY,
                };
                emit_ranked(python, sink, &piece);
            }
        }
    }
}

fn show(python: &PythonFacts, sink: &mut EvidenceSink, call: &Call, subject: &str, rank: u8) {
    let piece = Piece {
        signal: SIGNAL,
        strength: strength_of_call(call),
        place: call.place,
        subject,
        rank,
    };
    emit_ranked(python, sink, &piece);
}

/// Charts of a training's history.
fn curves(networks: &Networks<'_>, sink: &mut EvidenceSink) {
    let python = networks.python;
    let mut named: BTreeSet<(u32, u32, Option<u32>)> = BTreeSet::new();
    for (unit, number) in python.units.iter().zip(0_u32..) {
        for string in &unit.strings {
            if names_curve(&string.text) {
                named.insert((
                    number,
                    string.place.cell,
                    string.function.map(|function| function.0),
                ));
            }
        }
    }
    for call in networks.calls() {
        let place = (
            call.place.unit.0,
            call.place.cell,
            call.function.map(|function| function.0),
        );
        let draws = matches!(
            call.method(),
            "plot" | "lineplot" | "line" | "Scatter" | "add_trace" | "show" | "savefig"
        );
        let plots_history = call.args.iter().any(|arg| {
            let name = arg.value.name.as_deref().unwrap_or_default().to_lowercase();
            name.contains("loss") || name.contains("hist")
        });
        if draws && (named.contains(&place) || plots_history && call.method() == "plot") {
            show(python, sink, call, "loss curve", rank::DRAWN);
        }
        if call.callee.contains("earner")
            && matches!(call.method(), "plot_loss" | "plot_confusion_matrix")
        {
            show(python, sink, call, call.method(), rank::DRAWN);
        }
        // A helper whose code is not handed in, and whose cell shows a chart.
        let is_helper = (call.callee.starts_with("local:") || call.callee.starts_with("?."))
            && call.method().to_lowercase().contains("plot")
            && ["hist", "loss", "curve", "training", "learning"]
                .iter()
                .any(|word| call.method().to_lowercase().contains(word));
        if is_helper && shows_image(networks, call) {
            show(python, sink, call, call.method(), rank::DRAWN);
        }
    }
}

fn names_curve(text: &str) -> bool {
    matches!(
        text,
        "loss" | "val_loss" | "train_loss" | "valid_loss" | "Loss" | "Train Loss" | "Val Loss"
    ) || text.len() < 40 && {
        let text = text.to_lowercase();
        text.contains("training loss")
            || text.contains("validation loss")
            || text.contains("perte d'entra")
            || text.contains("courbe de perte")
    }
}

fn shows_image(networks: &Networks<'_>, call: &Call) -> bool {
    strength_of_call(call) >= Strength::Written
        && networks
            .python
            .units
            .get(call.place.unit.0 as usize)
            .and_then(|unit| unit.cells.get(call.place.cell as usize))
            .is_some_and(|cell| {
                cell.outputs
                    .iter()
                    .any(|output| matches!(output, Output::Image | Output::Interactive))
            })
}
