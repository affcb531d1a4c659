//! Curves of distances to neighbours, by which the `eps` of a density method is chosen.

use foldhash::HashSet;
use prejury_python::{Call, UnitIdx};

use super::algorithms::Fit;
use crate::Facts;

/// Cells after the distances in which they are sorted.
const NEAR_CELLS: u32 = 2;

/// Cells in which something is sorted; none where no density method is fitted.
#[derive(Debug, Default)]
pub(super) struct Distances {
    sorting: HashSet<(UnitIdx, u32)>,
}

impl Distances {
    pub(super) fn of(facts: &Facts<'_>, fits: &[Fit<'_>]) -> Self {
        let has_density = fits
            .iter()
            .any(|fit| matches!(fit.group, "DBSCAN" | "HDBSCAN" | "OPTICS"));
        if !has_density {
            return Self::default();
        }
        let sorts = facts.marked_calls(|_, method| {
            u32::from(matches!(
                method,
                "sort" | "sorted" | "sort_values" | "KneeLocator"
            ))
        });
        Self {
            sorting: sorts
                .map(|(_, call, _)| (call.place.unit, call.place.cell))
                .collect(),
        }
    }

    /// Distances to neighbours that are then sorted. Neighbours have other uses: giving new rows a label is one.
    pub(super) fn is_curve(&self, call: &Call) -> bool {
        call.method() == "kneighbors"
            && call.callee.contains("NearestNeighbors")
            && (0..=NEAR_CELLS).any(|n| {
                let cell = call.place.cell.saturating_add(n);
                self.sorting.contains(&(call.place.unit, cell))
            })
    }
}
