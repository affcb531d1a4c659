//! What the name of a call alone says it may be, asked once for each distinct name.

use prejury_catalog::{Catalog, NameSet};

pub(super) const HTTP: u32 = 1;
pub(super) const CLIENT: u32 = 1 << 1;
pub(super) const OWN_API: u32 = 1 << 2;
pub(super) const STORES: u32 = 1 << 3;
pub(super) const DROPS: u32 = 1 << 4;
pub(super) const FILLS: u32 = 1 << 5;
pub(super) const OUTLIERS: u32 = 1 << 6;
pub(super) const DUPLICATES: u32 = 1 << 7;
pub(super) const PIPELINE: u32 = 1 << 8;
pub(super) const ENCODES: u32 = 1 << 9;
pub(super) const FITS: u32 = 1 << 10;
pub(super) const SCALES: u32 = 1 << 11;
pub(super) const DIVIDES: u32 = 1 << 12;
pub(super) const TRANSFORMS: u32 = 1 << 13;
pub(super) const TEXTS: u32 = 1 << 14;
pub(super) const IMAGES: u32 = 1 << 15;
pub(super) const READS: u32 = 1 << 16;
/// Told its categorical columns, by an argument and not by its name.
pub(super) const NATIVE: u32 = 1 << 17;
/// A cleaning function of a module that is not handed in.
pub(super) const ELSEWHERE: u32 = 1 << 18;
/// Every name has it, so that all calls are seen once.
pub(super) const ANY: u32 = 1 << 31;

/// Families that are asked for by name.
const FAMILIES: &[(&str, u32)] = &[
    ("data-api-client", CLIENT),
    ("feature-scaler", SCALES),
    ("http-request", HTTP),
    ("image-work", IMAGES),
    ("own-api-page", OWN_API),
    ("text-library", TEXTS),
];

pub(super) struct Names<'c>(Vec<(Option<&'c NameSet>, u32)>);

impl<'c> Names<'c> {
    pub(super) fn of(catalog: &'c Catalog) -> Self {
        Self(
            FAMILIES
                .iter()
                .map(|(name, mark)| (catalog.family(name), *mark))
                .collect(),
        )
    }

    /// The marks of one name.
    pub(super) fn classify(&self, callee: &str, method: &str) -> u32 {
        let families = self
            .0
            .iter()
            .filter(|(family, _)| family.is_some_and(|family| family.matches(callee)))
            .fold(0, |marks, (_, mark)| marks | mark);
        let elsewhere = u32::from(super::applied::is_elsewhere(callee)) * ELSEWHERE;
        families | elsewhere | of_method(callee, method)
    }
}

fn of_method(callee: &str, method: &str) -> u32 {
    let own = callee.starts_with("local:");
    let named = match method {
        "to_csv" | "to_pickle" | "to_parquet" | "to_json" | "to_excel" | "to_sql"
        | "to_feather" | "to_hdf" | "insert_many" | "insert_one" | "dump" => STORES,
        "dropna" => DROPS | FILLS,
        "drop"
        | "pop"
        | "VarianceThreshold"
        | "DropConstantFeatures"
        | "DropCorrelatedFeatures" => DROPS,
        "read_csv" => DROPS | READS,
        "read_excel" | "read_table" | "read_parquet" | "read_json" | "read_sql"
        | "read_sql_query" | "read_feather" | "read_pickle" | "scan_csv" | "read_hdf"
        | "read_sql_table" | "load_dataset" => READS,
        "fillna"
        | "fill"
        | "fill_null"
        | "fill_nan"
        | "drop_nulls"
        | "ffill"
        | "bfill"
        | "pad"
        | "backfill"
        | "interpolate"
        | "SimpleImputer"
        | "Imputer"
        | "KNNImputer"
        | "IterativeImputer"
        | "MissForest"
        | "MICEData"
        | "mice"
        | "MiceImputer"
        | "ImputationKernel"
        | "MeanMedianImputer"
        | "CategoricalImputer"
        | "ArbitraryNumberImputer"
        | "EndTailImputer"
        | "RandomSampleImputer" => FILLS,
        "get_dummies" => FILLS | ENCODES,
        "replace" => FILLS | ENCODES,
        "map" => ENCODES | TRANSFORMS,
        "select_dtypes" | "make_column_selector" | "astype" | "factorize" => ENCODES,
        "clip"
        | "winsorize"
        | "Winsorizer"
        | "OutlierTrimmer"
        | "ArbitraryOutlierCapper"
        | "box"
        | "describe"
        | "boxenplot"
        | "skew"
        | "predict"
        | "decision_function" => OUTLIERS,
        "fit" | "fit_predict" => FITS | OUTLIERS,
        "fit_transform" | "adapt" => FITS,
        "drop_duplicates" | "dropDuplicates" | "drop_duplicate" | "duplicated" => DUPLICATES,
        "Pipeline"
        | "make_pipeline"
        | "ColumnTransformer"
        | "make_column_transformer"
        | "DataFrameMapper" => PIPELINE,
        "train_test_split" | "randomSplit" | "cross_val_score" | "cross_validate"
        | "cross_val_predict" => DIVIDES,
        "FunctionTransformer"
        | "TransformedTargetRegressor"
        | "apply"
        | "transform"
        | "applymap"
        | "pipe" => TRANSFORMS,
        _ if method.ends_with("boxplot") => OUTLIERS,
        _ => 0,
    };
    if own { named | DUPLICATES } else { named }
}
