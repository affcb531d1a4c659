//! Fits that data went through: preparations, samplers, augmentations, statistics over all rows.

use prejury_python::{Call, CallIdx, Literal, Roles, Value};

use super::flow::{Flow, data_of, short};

/// What a call did to the data before a model used them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Preprocessing,
    Resampling,
    Augmentation,
    Duplication,
}

/// A fit of a preparation, or a change of rows, that data went through.
#[derive(Debug, Clone, Copy)]
pub(super) struct Fit<'f> {
    /// The call that looked at the data.
    pub(super) call: &'f Call,
    pub(super) kind: Kind,
    /// What it looked at, where that is known.
    pub(super) data: Option<&'f Value>,
    pub(super) subject: &'f str,
}

impl<'f> Flow<'f> {
    /// Reads a call of a history as a fit, where it is one.
    pub(super) fn fit_at(&self, at: CallIdx) -> Option<Fit<'f>> {
        let mut call = self.call(at)?;
        let method = call.method();
        if let Some(fit) = self.fits.get(&at.0) {
            call = self.call(CallIdx(*fit))?;
        }
        let fit = |kind, data, subject| {
            Some(Fit {
                call,
                kind,
                data,
                subject,
            })
        };
        match method {
            "fit_transform" | "transform" | "texts_to_sequences" | "texts_to_matrix"
            | "__call__"
                if call
                    .receiver
                    .as_ref()
                    .is_some_and(|receiver| self.is_preparation(receiver)) =>
            {
                let receiver = call.receiver.as_ref()?;
                if method != "fit_transform" && !self.fits.contains_key(&at.0) {
                    return None;
                }
                let class = receiver.types.first().map_or("fit", |name| short(name));
                fit(Kind::Preprocessing, data_of(call), class)
            }
            "__call__" if call.callee.starts_with("albumentations.") => {
                fit(Kind::Augmentation, data_of(call), "albumentations")
            }
            "fit_resample" | "fit_sample" => {
                let class = call
                    .receiver
                    .as_ref()
                    .and_then(|receiver| receiver.types.first());
                fit(
                    Kind::Resampling,
                    data_of(call),
                    class.map_or(method, |name| short(name)),
                )
            }
            "resample" if call.callee.starts_with("sklearn.utils") => {
                let replaces = call
                    .keyword("replace")
                    .is_none_or(|value| value.literal != Some(Literal::Bool(false)));
                if replaces {
                    fit(Kind::Resampling, data_of(call), method)
                } else {
                    None
                }
            }
            "sample" => {
                let replaces = call
                    .keyword("replace")
                    .is_some_and(|value| value.literal == Some(Literal::Bool(true)));
                if replaces {
                    fit(Kind::Resampling, call.receiver.as_ref(), method)
                } else {
                    None
                }
            }
            "repeat" if call.callee.starts_with("numpy.") && repeats_rows(call) => {
                let data =
                    data_of(call).filter(|data| !data.types.is_empty() || !data.history.is_empty());
                fit(Kind::Duplication, Some(data?), method)
            }
            "fillna" => {
                let filled = call.arg("value", Some(0))?;
                let statistic = filled
                    .history
                    .iter()
                    .filter_map(|at| self.call(*at))
                    .find(|call| is_statistic(call))?;
                fit(Kind::Preprocessing, statistic.receiver.as_ref(), method)
            }
            "scale" | "minmax_scale" | "robust_scale" | "maxabs_scale" | "quantile_transform"
            | "power_transform"
                if call.callee.starts_with("sklearn.preprocessing") =>
            {
                fit(Kind::Preprocessing, data_of(call), method)
            }
            "zscore" if call.callee.starts_with("scipy.") => {
                fit(Kind::Preprocessing, data_of(call), method)
            }
            "Word2Vec" | "Doc2Vec" | "FastText" | "TfidfModel"
                if call.callee.starts_with("gensim.") =>
            {
                fit(Kind::Preprocessing, data_of(call), method)
            }
            "augment" | "augment_images" | "augment_image" => {
                fit(Kind::Augmentation, data_of(call), method)
            }
            "flip" | "fliplr" | "flipud" | "rot90" if call.callee.starts_with("numpy.") => {
                fit(Kind::Augmentation, data_of(call), method)
            }
            _ if call.callee.starts_with("tensorflow.image.random_")
                || call.callee.starts_with("tensorflow.image.flip_") =>
            {
                fit(Kind::Augmentation, data_of(call), method)
            }
            _ => None,
        }
    }

    /// Every fit that a value went through, scaling by hand included.
    pub(super) fn fits_behind(&self, value: &'f Value) -> Vec<Fit<'f>> {
        // A map that cannot place new rows is made to be looked at, and feeds a model only where the value is the map.
        let is_map = value.roles.contains(Roles::PROJECTED);
        let is_aside =
            |fit: &Fit<'_>| !is_map && matches!(fit.subject, "TSNE" | "MDS" | "SpectralEmbedding");
        let mut fits: Vec<Fit<'f>> = value
            .history
            .iter()
            .filter_map(|at| self.fit_at(*at))
            .filter(|fit| !is_aside(fit))
            .collect();
        fits.extend(self.scaling_by_hand(value));
        fits
    }

    /// `(X - X.mean()) / X.std()`, `(X - X.min()) / (X.max() - X.min())`: two statistics in one line.
    fn scaling_by_hand(&self, value: &'f Value) -> Option<Fit<'f>> {
        let statistics: Vec<&'f Call> = value
            .history
            .iter()
            .filter_map(|at| self.call(*at))
            .filter(|call| is_statistic(call))
            .collect();
        for (spread, centre) in [("std", "mean"), ("max", "min")] {
            let found = statistics.iter().find(|call| {
                call.method() == spread
                    && statistics.iter().any(|other| {
                        other.method() == centre
                            && other.place == call.place
                            && other.caller == call.caller
                    })
            });
            // `Reader(rating_scale=(x.min(), x.max()))` names both and scales nothing.
            let scales = |call: &Call| {
                let code = self
                    .python
                    .beginning(call.place, SCALING_LINES, SCALING_BYTES);
                code.contains(['-', '/'])
            };
            if let Some(call) = found.filter(|call| scales(call)) {
                return Some(Fit {
                    call,
                    kind: Kind::Preprocessing,
                    data: call.receiver.as_ref(),
                    subject: call.method(),
                });
            }
        }
        None
    }
}

/// How far a scaling by hand is read.
const SCALING_LINES: usize = 3;
const SCALING_BYTES: usize = 400;

/// `np.repeat(rows, 3, axis=0)` makes more rows; another axis repeats what is inside of one, such as the grey of a picture.
fn repeats_rows(call: &Call) -> bool {
    call.arg("axis", Some(2))
        .is_none_or(|axis| matches!(axis.literal, None | Some(Literal::None | Literal::Int(0))))
}

/// A statistic over the rows of a frame: not over its columns, and not within groups.
fn is_statistic(call: &Call) -> bool {
    let method = call.method();
    if method == "transform" {
        return call.callee.starts_with("pandas.GroupBy")
            && call
                .positional(0)
                .and_then(Value::as_str)
                .is_some_and(|name| matches!(name, "mean" | "median" | "std"));
    }
    let is_known = matches!(method, "mean" | "median" | "mode" | "std" | "min" | "max");
    if !is_known || call.callee.starts_with("pandas.GroupBy") {
        return false;
    }
    let axis = call
        .arg("axis", Some(0))
        .and_then(|axis| axis.literal.as_ref());
    let across = match axis {
        Some(Literal::Int(1)) => true,
        Some(Literal::Str(name)) => name == "columns",
        _ => false,
    };
    let by_row = axis == Some(&Literal::Int(0));
    // Of an array, `mean()` is one picture's or one vector's; `mean(axis=0)` goes over all rows.
    let of_frame = call.callee.starts_with("pandas.")
        || call.callee.starts_with("numpy.ndarray") && by_row
        || call.callee.starts_with("?.")
            && call.receiver.as_ref().is_some_and(|receiver| {
                receiver
                    .name
                    .as_deref()
                    .is_some_and(|name| name.contains('['))
            });
    of_frame && !across
}
