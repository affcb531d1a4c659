//! Frames and charts of scores in code, and curves of several trainings in one chart.

use std::collections::BTreeSet;

use prejury_documents::fold;
use prejury_python::{Call, DefinitionIdx, Output, Value};

use super::SIGNAL;
use super::rows::{
    Beside, has_metric_name, has_model_column, is_reference, models_of, names_score,
};
use crate::analyses::networks::{Networks, emit, walk};
use crate::sink::EvidenceSink;

/// A frame or bar chart made of the scores of several models: whether a reference is among them.
pub(super) fn score_table(networks: &Networks<'_>, call: &Call) -> Option<bool> {
    let is_table = matches!(
        &*call.callee,
        "pandas.DataFrame" | "pandas.concat" | "tabulate.tabulate"
    ) || matches!(
        call.method(),
        "bar" | "barplot" | "barh" | "add_row" | "from_dict" | "DataFrame"
    );
    if !is_table {
        return None;
    }
    let beside = match networks.trains_in(call) {
        true => Beside::Training,
        false => Beside::Other,
    };
    let mut with_reference = false;
    let mut of_clusters = false;
    let mut of_predictions = false;
    let mut models: BTreeSet<String> = BTreeSet::new();
    let mut scores = false;
    let mut lists_of_models = false;
    let mut network = false;
    for arg in &call.args {
        network |= networks.is_network(&arg.value);
        walk(&arg.value, &mut |value: &Value| {
            let texts = value
                .keys
                .iter()
                .map(|key| key.as_str())
                .chain(value.as_str());
            for text in texts {
                let text = fold(text);
                let named = models_of(&text);
                with_reference |= named.iter().copied().any(is_reference);
                network |= named.iter().any(|name| beside.accepts(name));
                scores |= has_metric_name(&text);
                of_clusters |= beside.measures_clusters(&text);
                of_predictions |= names_score(&text);
                lists_of_models |= has_model_column(&text);
                let is_numbered = has_model_column(&text) && text.contains(['1', '2', '3']);
                if !named.is_empty() || is_numbered {
                    models.insert(text);
                }
            }
            if let Some(name) = value.name.as_deref() {
                let name = fold(name);
                scores |= has_metric_name(&name);
                of_clusters |= beside.measures_clusters(&name);
                of_predictions |= names_score(&name);
                lists_of_models |= (name.contains("model") || name.contains("modele"))
                    && (name.contains("name") || name.ends_with('s') || name.contains("nom"));
            }
        });
    }
    let is_compared = scores
        && (!of_clusters || of_predictions && beside == Beside::Training)
        && (models.len() > 1
            || lists_of_models
                && call
                    .args
                    .iter()
                    .any(|arg| !arg.value.keys.is_empty() || arg.value.name.is_some()));
    // Classic models side by side are another competence; names that say nothing are those of the notebook's own networks.
    let is_of_networks = network || !with_reference && beside == Beside::Training;
    (is_compared && is_of_networks).then_some(with_reference && models.len() > 1)
}

/// Whether the cell of a table shows something: a script and a cell without outputs only make it.
pub(super) fn is_shown(networks: &Networks<'_>, call: &Call) -> bool {
    let unit = networks.python.units.get(call.place.unit.0 as usize);
    let cell = unit.and_then(|unit| unit.cells.get(call.place.cell as usize));
    let shows = |output: &Output| !matches!(output, Output::Stderr(_) | Output::Error(_));
    cell.is_some_and(|cell| cell.outputs.iter().any(shows))
}

/// Histories of several trainings drawn in one cell or function.
pub(super) fn joint_curves(networks: &Networks<'_>, sink: &mut EvidenceSink) {
    let mut last: Option<(u32, u32, Option<DefinitionIdx>)> = None;
    let mut histories: BTreeSet<String> = BTreeSet::new();
    let mut lines: BTreeSet<u32> = BTreeSet::new();
    let draws = networks
        .calls()
        .filter(|call| matches!(call.method(), "plot" | "lineplot"));
    for call in draws {
        // A script is one cell: curves of two of its functions are two charts.
        let cell = (call.place.unit.0, call.place.cell, call.function);
        if last != Some(cell) {
            last = Some(cell);
            histories.clear();
            lines.clear();
        }
        // A helper that is called for one history after the other draws a chart of each.
        let is_drawn_again = !lines.insert(call.place.line);
        if call.function.is_some() && is_drawn_again {
            continue;
        }
        let history = call.args.iter().find_map(|arg| {
            let name = arg.value.name.as_deref()?;
            let base = name.split(['.', '[']).next()?;
            base.to_lowercase()
                .contains("hist")
                .then(|| base.to_owned())
        });
        if let Some(history) = history
            && histories.insert(history)
            && histories.len() == 2
        {
            emit(networks.python, sink, SIGNAL, call, "curves");
        }
    }
}
