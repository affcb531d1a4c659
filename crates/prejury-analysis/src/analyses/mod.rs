//! Coded analyses: what needs order, flow or arithmetic. One file each; each emits named signals.

mod big_data;
mod charts;
mod comments;
mod dashboards;
mod data_source;
pub(crate) mod dependencies;
mod exploration;
mod families;
mod history;
mod images;
mod labelled;
mod leakage;
mod literals;
mod management;
pub(crate) mod modelling;
mod monitoring;
mod needs;
mod networks;
mod outputs;
mod own_functions;
mod partitions;
mod parts;
mod passages;
mod preparation;
mod purposes;
mod readme;
mod reduction;
mod reported;
mod segmentation;
mod serving;
mod statements;
mod supervised;
mod terse;
#[cfg(test)]
pub(crate) mod testing;
mod tests_in_ci;
mod text;
mod text_embeddings;
mod tracking;
pub(crate) mod word_list;
mod workflows;
mod yaml;

use prejury_catalog::Catalog;
pub(crate) use word_list::{alternatives, folded_regex, listed, word_list};

use crate::Facts;
use crate::sink::EvidenceSink;

/// What an analysis may look at.
pub(crate) struct Context<'a> {
    pub(crate) facts: &'a Facts<'a>,
    pub(crate) catalog: &'a Catalog,
}

/// One coded analysis.
pub(crate) struct Analysis {
    /// Name that the `coded` key of its signals gives.
    pub(crate) name: &'static str,
    /// Every signal it can emit; the catalogue must define exactly these with `coded = name`.
    pub(crate) signals: &'static [&'static str],
    pub(crate) run: fn(&Context<'_>, &mut EvidenceSink),
}

/// Every coded analysis, in the order in which they run.
pub(crate) const ANALYSES: &[Analysis] = &[
    big_data::ANALYSIS,
    comments::ANALYSIS,
    dashboards::ANALYSIS,
    data_source::ANALYSIS,
    dependencies::ANALYSIS,
    exploration::ANALYSIS,
    history::ANALYSIS,
    leakage::ANALYSIS,
    management::ANALYSIS,
    images::ANALYSIS,
    modelling::ANALYSIS,
    monitoring::ANALYSIS,
    networks::ANALYSIS,
    preparation::ANALYSIS,
    readme::ANALYSIS,
    serving::ANALYSIS,
    reduction::ANALYSIS,
    segmentation::ANALYSIS,
    supervised::SUPERVISED,
    tests_in_ci::ANALYSIS,
    text::ANALYSIS,
    text_embeddings::ANALYSIS,
    tracking::ANALYSIS,
];
