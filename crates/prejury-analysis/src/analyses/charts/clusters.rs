//! Charts of what a clustering made: coloured or cut by its labels, drawn with its centres, or of the means of its groups.

use prejury_python::{Call, PythonFacts, Value};

use crate::analyses::Context;
use crate::analyses::families::Families;
use crate::analyses::partitions::{self, Labels, is_clustering, is_partition, last_name};

/// Arguments by which charts are cut or coloured.
const CUTS: &[&str] = &[
    "by", "c", "col", "color", "column", "hue", "labels", "names", "row", "style", "x", "y",
];
/// Calls behind a value that are looked at.
const MAX_STEPS: usize = 8;

/// Labels of clusters; empty for a submission that clusters nothing.
pub(super) struct Clusters<'f> {
    python: &'f PythonFacts,
    families: Families<'f>,
    labels: Option<Labels>,
}

impl<'f> Clusters<'f> {
    pub(super) fn of(ctx: &Context<'f>) -> Self {
        let python = &ctx.facts.python;
        let families = Families::of(ctx.catalog, &partitions::FAMILIES);
        let clusters = python.units.iter().any(|unit| {
            let mut imports = unit.imports.iter().filter(|import| import.used);
            imports.any(|import| {
                is_clustering(&families, &import.name) || import.name.contains("cluster")
            })
        });
        let labels = clusters.then(|| Labels::of(python, &families));
        Self {
            python,
            families,
            labels,
        }
    }

    /// Whether clusters tell the parts or colours of a chart.
    pub(super) fn colour(&self, call: &Call) -> bool {
        let by_argument = call.args.iter().any(|arg| {
            let is_cut = arg.name.as_deref().is_none_or(|name| CUTS.contains(&name));
            is_cut && self.is_label(&arg.value) || self.is_grouped(&arg.value)
        });
        by_argument
            || call
                .receiver
                .as_ref()
                .is_some_and(|receiver| self.is_grouped(receiver) || self.is_label(receiver))
    }

    fn is_label(&self, value: &Value) -> bool {
        // The data of a chart may be called after clusters without being cut by them.
        if value.is_a("pandas.DataFrame") {
            return false;
        }
        let column = value
            .as_str()
            .or_else(|| value.name.as_deref().and_then(last_name));
        if column.is_some_and(|column| self.names_labels(column)) {
            return true;
        }
        self.made(value)
    }

    /// Whether a value is what a clustering yields.
    pub(super) fn made(&self, value: &Value) -> bool {
        self.labels.is_some() && is_partition(self.python, &self.families, value)
    }

    fn names_labels(&self, column: &str) -> bool {
        let is_filled = self
            .labels
            .as_ref()
            .is_some_and(|labels| labels.is_filled(column));
        is_filled || {
            let column = column.to_ascii_lowercase();
            ["cluster", "kmeans", "k_means", "dbscan"]
                .iter()
                .any(|word| column.contains(word))
        }
    }

    /// Centres of clusters, or a table with one row for each cluster.
    fn is_grouped(&self, value: &Value) -> bool {
        let is_centre =
            |name: &str| name.ends_with(".cluster_centers_") || name.ends_with(".means_");
        if value.types.iter().any(|name| is_centre(name))
            || value
                .name
                .as_deref()
                .is_some_and(|name| name.contains("cluster_centers_"))
        {
            return true;
        }
        let steps = value.history.iter().rev().take(MAX_STEPS);
        steps
            .filter_map(|at| self.python.calls.get(at.0 as usize))
            .find(|call| matches!(call.method(), "groupby" | "pivot_table"))
            .and_then(|call| call.arg("by", Some(0)))
            .is_some_and(|by| self.is_label(by) || by.elements.iter().any(|one| self.is_label(one)))
    }
}
