//! Image preprocessing (C1.4.3-CE2, CE3): operations shown on examples, and bags of visual words.
//!
//! # What it looks for
//! Grey, noise, contrast, blur, size, threshold and edge operations of the usual libraries, and whether images are shown
//! near them; clusterings of ORB, SIFT or SURF descriptors.
//! # Counts as evidence
//! An operation is shown when the cell (or one of the three cells around it) draws images, or when it stands in a helper
//! that a notebook drawing images calls. Visual words: a clustering in a run that computes descriptors.
//! # Does not count
//! Drawing an image that went through nothing; resizing alone inside a data set class.
//! # Limits
//! Which image a chart shows is not followed through arrays.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use prejury_documents::Phrases;
use prejury_python::{Call, Literal, PythonFacts, UnitKind};

use super::listed;
use super::reported::{self, Least, Things};
use super::{Analysis, Context};
use crate::matching::{emit_call_in_turn, emit_code, strength_of_call};
use crate::sink::EvidenceSink;

pub(super) const ANALYSIS: Analysis = Analysis {
    name: "images",
    signals: &[
        "image.operation",
        "image.operation-shown",
        "image.operations-told",
        "image.descriptors-told",
        "image.visual-words",
    ],
    run,
};

static OPERATIONS: LazyLock<Things> = LazyLock::new(|| {
    Things::of(include_str!(
        "../../../../rules/networks/image-operations.txt"
    ))
});
static DESCRIPTORS: LazyLock<Things> = LazyLock::new(|| {
    Things::of(include_str!(
        "../../../../rules/networks/image-descriptors.txt"
    ))
});

static DESCRIPTORS_IN_TEXT: LazyLock<Phrases> = LazyLock::new(|| {
    Phrases::new(listed(include_str!(
        "../../../../rules/networks/image-descriptors-in-text.txt"
    )))
});

/// Cells between an operation and the chart that shows it.
const NEAR_CELLS: u32 = 3;

/// By how much later an operation is shown whose image nothing draws.
const HIDDEN: i16 = 10;

/// What the name of a call says.
const SHOWS: u32 = 1;
const OPERATES: u32 = 1 << 1;
const DESCRIBES: u32 = 1 << 2;
const CLUSTERS: u32 = 1 << 3;

/// Libraries whose features are those of texts.
const TEXT_LIBRARIES: &[&str] = &[
    "gensim.",
    "sentence_transformers.",
    "sklearn.feature_extraction.text.",
    "tensorflow_hub.",
    "transformers.",
];

const IMAGE_LIBRARIES: &[&str] = &[
    "PIL.",
    "albumentations.",
    "cv2.",
    "keras.",
    "scipy.ndimage",
    "skimage.",
    "tensorflow.image.",
    "tensorflow.io",
    "torchvision.",
    "ultralytics.",
];

fn run(ctx: &Context<'_>, sink: &mut EvidenceSink) {
    let python = &ctx.facts.python;
    let mut shown: BTreeMap<u32, BTreeSet<u32>> = BTreeMap::new();
    let mut operations: Vec<(&Call, &str)> = Vec::new();
    // The first descriptors that each run computes.
    let mut with_descriptors: BTreeMap<u32, u32> = BTreeMap::new();
    let mut clusterings: Vec<&Call> = Vec::new();
    let calls = ctx.facts.marked_calls(|callee, method| {
        let mut mark = 0;
        for (is_so, bit) in [
            (may_show_images(callee, method), SHOWS),
            (is_of_images(callee), OPERATES),
            (
                matches!(method, "detectAndCompute" | "detect_and_extract")
                    || method == "compute" && callee.contains("_create."),
                DESCRIBES,
            ),
            (
                callee.contains("KMeans") || callee.contains("kmeans"),
                CLUSTERS,
            ),
        ] {
            mark |= if is_so { bit } else { 0 };
        }
        mark
    });
    for (_, call, mark) in calls.filter(|(_, call, _)| !call.is_attribute) {
        if mark & SHOWS != 0 && shows_image(call) {
            shown
                .entry(call.caller.0)
                .or_default()
                .insert(call.place.cell);
        }
        if mark & OPERATES != 0
            && let Some(kind) = operation(call)
        {
            operations.push((call, kind));
        }
        if mark & DESCRIBES != 0 {
            let first = with_descriptors.entry(call.caller.0).or_insert(call.order);
            *first = call.order.min(*first);
        }
        let clusters = mark & CLUSTERS != 0
            && matches!(
                call.method(),
                "fit" | "partial_fit" | "fit_predict" | "kmeans"
            );
        if clusters {
            clusterings.push(call);
        }
    }
    for (call, kind) in operations {
        // What brings images to one size or reads them as grey tells less than what is done to them, and a step of a random
        // augmentation least.
        let turn = match call.method() {
            _ if call.callee.starts_with("albumentations.") => 3,
            "imread" => 2,
            "resize" => 1,
            method => i16::from(reads_images(method)),
        };
        // All images of a loop are not drawn, nor is all that a helper in another file gives back.
        let is_elsewhere = call.place.unit != call.caller;
        let turn = turn + i16::from(call.in_loop) + i16::from(is_elsewhere) * 2;
        let is_shown = shown.get(&call.caller.0).is_some_and(|cells| {
            if call.place.unit == call.caller {
                let near = call.place.cell.saturating_sub(NEAR_CELLS)
                    ..=call.place.cell.saturating_add(NEAR_CELLS);
                is_script(python, call) || cells.range(near).next().is_some()
            } else {
                // A helper in another file: the notebook draws what it gives back.
                true
            }
        });
        let hidden = if is_shown { 0 } else { HIDDEN };
        emit_call_in_turn(python, sink, "image.operation", call, kind, turn + hidden);
        if is_shown {
            emit_call_in_turn(python, sink, "image.operation-shown", call, kind, turn);
        }
    }
    told(ctx, sink);
    let is_of_descriptors = |call: &&Call| {
        let first = with_descriptors.get(&call.caller.0);
        first.is_some_and(|first| call.order > *first) && !is_of_texts(python, call)
    };
    for call in clusterings.into_iter().filter(is_of_descriptors) {
        emit(python, sink, "image.visual-words", call, "k-means");
    }
}

/// What texts tell of operations and descriptors whose code is not handed in.
fn told(ctx: &Context<'_>, sink: &mut EvidenceSink) {
    let least = |things| Least {
        things,
        has_result: false,
    };
    let (operations, descriptors) = ("image.operations-told", "image.descriptors-told");
    reported::in_reports(ctx, sink, &OPERATIONS, operations, least(2));
    reported::in_reports(ctx, sink, &DESCRIPTORS, descriptors, least(1));
    reported::with_figures(ctx, sink, &DESCRIPTORS_IN_TEXT, "image.descriptors-told");
}

fn emit(python: &PythonFacts, sink: &mut EvidenceSink, signal: &str, call: &Call, subject: &str) {
    emit_code(
        python,
        sink,
        signal,
        strength_of_call(call),
        call.place,
        subject,
    );
}

/// Whether features of texts are clustered, in a notebook that treats images as well.
fn is_of_texts(python: &PythonFacts, call: &Call) -> bool {
    let of_text = |name: &str| {
        TEXT_LIBRARIES
            .iter()
            .any(|library| name.starts_with(library))
    };
    let Some(data) = call.positional(0) else {
        return false;
    };
    let mut steps = data
        .history
        .iter()
        .filter_map(|at| python.calls.get(at.0 as usize));
    data.types.iter().any(|name| of_text(name)) || steps.any(|step| of_text(&step.callee))
}

fn is_script(python: &PythonFacts, call: &Call) -> bool {
    python
        .units
        .get(call.place.unit.0 as usize)
        .is_some_and(|unit| unit.kind == UnitKind::Script)
}

/// Whether a call of this name may draw images; what it draws can need a look at its arguments.
fn may_show_images(callee: &str, method: &str) -> bool {
    match method {
        "imshow" | "cv2_imshow" | "display" => true,
        "show" => callee.starts_with("PIL."),
        name => {
            callee.starts_with("local:") && {
                let name = name.to_lowercase();
                let shows = ["display", "show", "plot", "affich"]
                    .iter()
                    .any(|word| name.contains(word));
                shows && name.contains("im")
            }
        }
    }
}

fn shows_image(call: &Call) -> bool {
    call.method() != "display"
        || call
            .args
            .iter()
            .any(|arg| arg.value.types.iter().any(|name| name.starts_with("PIL.")))
}

fn is_of_images(callee: &str) -> bool {
    callee.starts_with("?.")
        || IMAGE_LIBRARIES
            .iter()
            .any(|library| callee.starts_with(library))
}

fn reads_images(method: &str) -> bool {
    matches!(
        method,
        "flow_from_dataframe" | "flow_from_directory" | "image_dataset_from_directory" | "load_img"
    )
}

/// The kind of image operation that a call of an image library does.
fn operation(call: &Call) -> Option<&'static str> {
    operation_by_name(call).filter(|kind| *kind != "grey" || !is_of_a_mask(call))
}

/// Words in the names of masks, whose pixels are numbers of classes: read in one channel, they are no image made grey.
const MASKS: &[&str] = &[
    "annot", "gtfine", "labelids", "mask", "maskpath", "masks", "masque", "masques",
];

fn is_of_a_mask(call: &Call) -> bool {
    let first = call.positional(0).or_else(|| call.keyword("path"));
    first.into_iter().chain(&call.receiver).any(|value| {
        // Of a path, the name of the file.
        let path = value
            .as_str()
            .map(|path| path.rsplit('/').next().unwrap_or(path));
        let named = value.name.as_deref().or(path);
        named.is_some_and(|name| {
            let mut words = name.split(|letter: char| !letter.is_ascii_alphanumeric());
            words.any(|word| MASKS.iter().any(|one| word.eq_ignore_ascii_case(one)))
        })
    })
}

fn operation_by_name(call: &Call) -> Option<&'static str> {
    let mentions = |text: &str| {
        call.args.iter().any(|arg| {
            arg.value.as_str() == Some(text)
                || arg.value.types.iter().any(|name| name.contains(text))
        })
    };
    let is_unknown = call.callee.starts_with("?.");
    Some(match call.method() {
        "cvtColor" if mentions("2GRAY") => "grey",
        "convert" if mentions("L") => "grey",
        "rgb2gray" | "rgb_to_grayscale" | "grayscale" | "to_grayscale" | "Grayscale" | "ToGray" => {
            "grey"
        }
        "imread"
            if mentions("IMREAD_GRAYSCALE")
                || call
                    .positional(1)
                    .is_some_and(|mode| mode.literal == Some(Literal::Int(0))) =>
        {
            "grey"
        }
        "load_img"
            if call
                .keyword("color_mode")
                .is_some_and(|mode| mode.as_str() == Some("grayscale")) =>
        {
            "grey"
        }
        // Readers that bring every image to one size.
        method
            if reads_images(method)
                && ["image_size", "target_size"]
                    .iter()
                    .any(|size| call.keyword(size).is_some()) =>
        {
            "resizing"
        }
        // A trainer that is told the size of what it reads.
        "train" | "tune" if call.keyword("imgsz").is_some() => "resizing",
        "equalizeHist" | "createCLAHE" | "equalize" | "equalize_hist" | "equalize_adapthist"
        | "autocontrast" => "contrast",
        "Contrast" | "adjust_contrast" | "rescale_intensity" | "adjust_gamma" => "contrast",
        "medianBlur"
        | "fastNlMeansDenoising"
        | "fastNlMeansDenoisingColored"
        | "bilateralFilter"
        | "median_filter"
        | "median"
        | "denoise_nl_means"
        | "denoise_tv_chambolle"
        | "denoise_bilateral"
        | "denoise_wavelet"
        | "MedianFilter" => "denoising",
        "GaussianBlur" | "blur" | "gaussian" | "gaussian_filter" | "BoxBlur" | "boxFilter"
        | "filter2D"
            if !is_unknown =>
        {
            "blur"
        }
        "resize" | "thumbnail" | "fit" | "resize_with_pad" | "ImageOps.pad"
            if !is_unknown && (call.method() != "fit" || call.callee.contains("ImageOps")) =>
        {
            "resizing"
        }
        "threshold" | "adaptiveThreshold" | "threshold_otsu" if !is_unknown => "threshold",
        "Canny" | "Sobel" | "sobel" | "Laplacian" | "canny" => "edges",
        "morphologyEx" | "erode" | "dilate" if !is_unknown => "morphology",
        "crop" | "central_crop" | "CenterCrop" if !is_unknown => "crop",
        "flip" | "warpAffine" | "rotate" | "flip_left_right" | "flip_up_down" | "rot90"
            if !is_unknown =>
        {
            "geometry"
        }
        "adjust_brightness" | "adjust_saturation" | "adjust_hue" | "Brightness" | "Sharpness"
            if !is_unknown =>
        {
            "colour"
        }
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use prejury_catalog::Catalog;

    use super::*;
    use crate::analyses::testing::{facts, signals_in, submission};

    #[test]
    fn an_operation_is_shown_when_images_are_drawn_in_the_same_script() {
        let shown = "import cv2\nimport matplotlib.pyplot as plt\nimage = cv2.imread('a.jpg')\nimage = cv2.GaussianBlur(image, (5, 5), 0)\nplt.imshow(image)\n";
        assert_eq!(
            signals_in(&ANALYSIS, &[("a.py", shown)]),
            ["image.operation", "image.operation-shown"]
        );
        let applied = "import cv2\nimage = cv2.resize(cv2.imread('a.jpg'), (64, 64))\n";
        assert_eq!(
            signals_in(&ANALYSIS, &[("a.py", applied)]),
            ["image.operation"]
        );
    }

    #[test]
    fn an_image_that_is_drawn_comes_before_the_loop_over_all() {
        let code = "import cv2\nimport matplotlib.pyplot as plt\nfor path in paths:\n    image = cv2.GaussianBlur(cv2.imread(path), (5, 5), 0)\nimage = cv2.equalizeHist(image)\nplt.imshow(image)\n";
        let submission = submission(&[("a.py", code)]);
        let facts = facts(&submission);
        let catalog = Catalog::embedded().expect("the rules are sound");
        let mut sink = EvidenceSink::default();
        let context = Context {
            facts: &facts,
            catalog: &catalog,
        };
        run(&context, &mut sink);
        let mut found = sink.into_found();
        found.retain(|found| &*found.evidence.signal == "image.operation-shown");
        found.sort_by_key(|found| (found.turn, found.evidence.location.clone()));
        let subjects = found.iter().map(|found| found.evidence.subject.as_deref());
        assert_eq!(
            subjects.collect::<Vec<_>>(),
            [Some("contrast"), Some("blur")]
        );
    }

    #[test]
    fn visual_words_want_descriptors_and_a_clustering() {
        let words = "import cv2\nfrom sklearn.cluster import KMeans\norb = cv2.ORB_create()\nkeypoints, descriptors = orb.detectAndCompute(image, None)\nKMeans(100).fit(descriptors)\n";
        assert!(
            signals_in(&ANALYSIS, &[("a.py", words)]).contains(&"image.visual-words".to_owned())
        );
        let clusters = "from sklearn.cluster import KMeans\nKMeans(5).fit(customers)\n";
        assert!(signals_in(&ANALYSIS, &[("a.py", clusters)]).is_empty());
    }
}
