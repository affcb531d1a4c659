//! Charts beside the work on pictures: how many there are of each class, and how bright their points are. They explore no table.

use std::collections::BTreeMap;

use foldhash::HashSet;
use prejury_python::{PythonFacts, UnitIdx};

use super::Exploration;
use crate::analyses::charts::{Chart, Kind, n_figures};

/// Libraries that read, change or learn from pictures.
const LIBRARIES: &[&str] = &[
    "PIL.",
    "albumentations.",
    "cv2.",
    "keras.applications.",
    "keras.preprocessing.image.",
    "keras.utils.image_dataset_from_directory",
    "skimage.",
    "tensorflow.image.",
    "torchvision.",
];
/// Figures from which a file on pictures explores its table, too.
const EXPLORES: usize = 3;
/// Lines of a chart in which the points of a picture are laid out in a row.
const CHART_LINES: usize = 6;

/// Units about pictures, by what their charts are.
pub(super) struct Pictures<'f> {
    python: &'f PythonFacts,
    units: HashSet<UnitIdx>,
    /// Units whose few charts only count the classes.
    counting: HashSet<UnitIdx>,
}

impl<'f> Pictures<'f> {
    pub(super) fn of(exploration: &Exploration<'f>) -> Self {
        let calls = exploration.facts.marked_calls(|callee, _| {
            u32::from(LIBRARIES.iter().any(|library| callee.starts_with(library)))
        });
        let units = calls
            .filter(|(_, call, _)| !call.is_attribute)
            .flat_map(|(_, call, _)| [call.caller, call.place.unit])
            .collect();
        let mut pictures = Self {
            python: exploration.python,
            units,
            counting: HashSet::default(),
        };
        if pictures.units.is_empty() {
            return pictures;
        }
        let mut charts: BTreeMap<UnitIdx, Vec<&Chart<'_>>> = BTreeMap::new();
        for chart in exploration.data_charts() {
            let unit = chart.call.caller;
            if pictures.units.contains(&unit) && !pictures.is_of_points(chart) {
                charts.entry(unit).or_default().push(chart);
            }
        }
        let counts = |chart: &&Chart<'_>| chart.has(Kind::Bar) || chart.has(Kind::Pie);
        for (unit, charts) in charts {
            if charts.iter().all(counts) && n_figures(charts.iter().copied()) < EXPLORES {
                pictures.counting.insert(unit);
            }
        }
        pictures
    }

    /// Whether a chart beside the work on pictures shows no variable of a table.
    pub(super) fn has(&self, chart: &Chart<'_>) -> bool {
        self.counting.contains(&chart.call.caller)
            || self.units.contains(&chart.call.caller) && self.is_of_points(chart)
    }

    /// `plt.hist(np.array(image).flatten(), bins=256)`
    fn is_of_points(&self, chart: &Chart<'_>) -> bool {
        chart.has(Kind::Histogram) && !chart.is_structured && {
            let code = self.python.excerpt(chart.call.place, CHART_LINES);
            ["flatten(", "ravel(", "calcHist"]
                .iter()
                .any(|word| code.contains(word))
        }
    }
}
