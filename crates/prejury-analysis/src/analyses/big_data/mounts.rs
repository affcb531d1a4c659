//! Storage in the cloud that a notebook of Databricks sees as a folder: `dbutils.fs.mount(source="wasbs://...", "/mnt/images")`
//! makes every path below `/mnt/images` an address in the cloud.

use std::collections::BTreeSet;

use foldhash::HashSet;
use prejury_core::Strength;
use prejury_python::{Call, CodePlace, PythonFacts, Reach, UnitIdx};
use smol_str::SmolStr;

use super::paths::has_address;
use super::sources::Sources;
use crate::matching::emit_code;
use crate::sink::EvidenceSink;

/// Shorter mount points would be the beginning of other paths.
const MIN_POINT: usize = 3;

/// Mount points that are followed.
const MAX_POINTS: usize = 20;

/// The folders below which storage in the cloud is mounted, of all units: one notebook mounts what others read.
#[derive(Debug, Default)]
pub(super) struct Mounts {
    points: BTreeSet<SmolStr>,
    calls: Vec<CodePlace>,
}

impl Mounts {
    /// `leads_to_cloud` says whether the statement of a call names an address in the cloud.
    pub(super) fn of(
        python: &PythonFacts,
        sources: &Sources<'_>,
        leads_to_cloud: impl Fn(&Call) -> bool,
    ) -> Self {
        let mut mounts = Self::default();
        let live = python.calls.iter().filter(|call| call.reach != Reach::Dead);
        for call in live.filter(|call| call.method() == "mount" && !call.is_attribute) {
            if !sources.at(call.place).contains("dbutils") || !leads_to_cloud(call) {
                continue;
            }
            let Some(point) = point(python, call) else {
                continue;
            };
            if mounts.points.len() >= MAX_POINTS {
                break;
            }
            mounts.points.insert(point);
            mounts.calls.push(call.place);
        }
        mounts
    }

    /// Whether a text holds a path at or below one of them.
    pub(super) fn hold(&self, text: &str) -> bool {
        self.points.iter().any(|point| {
            text.match_indices(point.as_str()).any(|(at, _)| {
                let is_part = |letter: char| letter.is_alphanumeric() || "_-/.".contains(letter);
                let after = text[at + point.len()..].chars().next();
                !text[..at].ends_with(is_part)
                    && after.is_none_or(|next| next == '/' || !is_part(next))
            })
        })
    }

    /// Units that run on Databricks: a session that asks for its own machine gets the cluster there.
    pub(super) fn units(&self) -> HashSet<UnitIdx> {
        self.calls.iter().map(|place| place.unit).collect()
    }

    /// What prepares a run on a cluster.
    pub(super) fn show(&self, python: &PythonFacts, sink: &mut EvidenceSink) {
        for place in &self.calls {
            let (signal, strength) = ("cloud.cluster.prepared", Strength::Written);
            emit_code(python, sink, signal, strength, *place, "dbutils.fs.mount");
        }
    }
}

/// `/mnt/images`: the mount point of a call, written in it or held by a name.
fn point(python: &PythonFacts, call: &Call) -> Option<SmolStr> {
    let value = call.arg("mount_point", Some(1))?;
    let held = || {
        let unit = python.units.get(call.place.unit.0 as usize)?;
        let mut bound = unit.assignments.iter().rev();
        let name = value.name.as_ref()?;
        bound.find(|one| one.target == *name)?.value.as_str()
    };
    let point = value.as_str().or_else(held)?.trim_end_matches('/');
    let is_folder = point.len() > MIN_POINT && point.starts_with('/') && !has_address(point);
    is_folder.then(|| SmolStr::new(point))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_below_a_mount_point_by_whole_names() {
        let mounts = Mounts {
            points: BTreeSet::from([SmolStr::new("/mnt/data")]),
            calls: Vec::new(),
        };
        for path in [
            "/mnt/data",
            "/mnt/data/x.csv",
            "'/mnt/data/'",
            "f\"/mnt/data/{name}\"",
        ] {
            assert!(mounts.hold(path), "{path}");
        }
        for path in ["/mnt/data2/x.csv", "/home/mnt/data/x.csv", "mnt/data"] {
            assert!(!mounts.hold(path), "{path}");
        }
    }
}
