//! Which pretrained network a call asks for, where a text among its arguments tells: `Unet("resnet34")`, an address of
//! TensorFlow Hub, the name of a model of Hugging Face. A name may come from a loop over a list of them.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use foldhash::HashMap;
use prejury_python::{Call, CodePlace, PythonFacts, Value};

use super::{Names, short};
use crate::analyses::listed;

/// Names of networks that have learnt on images, as parts of the names of models, addresses and files.
static IMAGE_MODELS: LazyLock<Vec<&str>> = LazyLock::new(|| {
    listed(include_str!(
        "../../../../../rules/networks/image-models.txt"
    ))
});

/// Longest text that is taken for a name or an address.
const MAX_NAME: usize = 200;
/// Names that one loop goes through.
const MAX_NAMES: usize = 16;
/// Lines between the head of a loop and what it makes.
const MAX_LOOP: usize = 60;

/// Whether the name of a model, an address or a file names a network for images.
pub(super) fn names_image_model(text: &str) -> bool {
    text.len() <= MAX_NAME && {
        let text = text.to_ascii_lowercase();
        IMAGE_MODELS.iter().any(|name| {
            // Short names are whole words: `vit` is no part of `activity`.
            text.match_indices(name).any(|(at, _)| {
                let is_part = |letter: Option<char>| letter.is_some_and(char::is_alphabetic);
                name.len() > 4
                    || !is_part(text[..at].chars().next_back())
                        && !is_part(text[at + name.len()..].chars().next())
            })
        })
    }
}

/// Names among which a maker chooses its network; none where it is no text, or a folder of the candidate's own.
pub(super) fn chosen(names: &Names<'_>, maker: &Call) -> Vec<String> {
    let key = (maker.caller, maker.order);
    if let Some(known) = names.chosen.borrow().get(&key) {
        return known.clone();
    }
    let found = read_chosen(names, maker);
    names.chosen.borrow_mut().insert(key, found.clone());
    found
}

fn read_chosen(names: &Names<'_>, maker: &Call) -> Vec<String> {
    const KEYWORDS: &[&str] = &[
        "arch",
        "backbone_name",
        "encoder_name",
        "handle",
        "model",
        "model_name",
        "pretrained_model_name_or_path",
    ];
    let second = ["fastai.", "torch.hub.", "transformers.pipeline"]
        .iter()
        .any(|library| maker.callee.starts_with(library));
    let by_name = second
        || short(&maker.callee) == "from_pretrained"
        || [
            "segmentation_models",
            "sentence_transformers.",
            "tensorflow_hub.",
            "timm.",
        ]
        .iter()
        .any(|library| maker.callee.starts_with(library));
    let value = KEYWORDS
        .iter()
        .find_map(|name| maker.keyword(name))
        .or_else(|| {
            by_name
                .then(|| maker.positional(usize::from(second)))
                .flatten()
        });
    let Some(value) = value else {
        return Vec::new();
    };
    let found = match value.as_str() {
        Some(text) => vec![text.to_owned()],
        None if maker.callee.starts_with("fastai.") => value
            .types
            .first()
            .map(|name| short(name).to_owned())
            .into_iter()
            .collect(),
        None => names_in_loop(names, maker, value),
    };
    // A folder of the candidate's own holds any network: what was trained before, most often.
    let is_name =
        |name: &String| name.len() <= MAX_NAME && !name.starts_with(['.', '/']) && !name.is_empty();
    found.into_iter().filter(is_name).collect()
}

/// Whether the branch in which a base is made is one of several that are taken: the function around is called with several texts,
/// or a loop goes through several names.
pub(super) fn is_chosen_by_name(names: &Names<'_>, maker: &Call) -> bool {
    let definition = maker.function.and_then(|at| {
        let unit = names.python.units.get(maker.place.unit.0 as usize)?;
        unit.definitions.get(at.0 as usize)
    });
    let Some(definition) = definition else {
        return maker.in_loop;
    };
    definition.parameters.iter().take(MAX_NAMES).any(|name| {
        let variable = Value {
            name: Some(name.clone()),
            ..Value::default()
        };
        let given: BTreeSet<String> = names_in_loop(names, maker, &variable).into_iter().collect();
        given.len() > 1
    })
}

/// The names that the loop variable `value` goes through, here or where the function around is called.
fn names_in_loop(names: &Names<'_>, maker: &Call, value: &Value) -> Vec<String> {
    let python = names.python;
    let Some(variable) = value.name.as_deref() else {
        return Vec::new();
    };
    let here = looped(python, maker.place, variable);
    let function = maker.function.and_then(|at| {
        let unit = python.units.get(maker.place.unit.0 as usize)?;
        let definition = unit.definitions.get(at.0 as usize)?;
        Some(((maker.place.unit, at), definition))
    });
    let Some((function, definition)) = function.filter(|_| here.is_empty()) else {
        return here;
    };
    let Some(position) = definition
        .parameters
        .iter()
        .position(|parameter| parameter == variable)
    else {
        return here;
    };
    let own_calls = names.own_calls.get_or_init(|| {
        let mut calls: HashMap<_, Vec<&Call>> = HashMap::default();
        for call in &python.calls {
            if let Some(own) = call.own {
                calls.entry(own).or_default().push(call);
            }
        }
        calls
    });
    let mut names = Vec::new();
    for call in own_calls.get(&function).into_iter().flatten() {
        let Some(arg) = call.arg(variable, Some(position)) else {
            continue;
        };
        match (arg.as_str(), arg.name.as_deref()) {
            (Some(text), _) => names.push(text.to_owned()),
            (None, Some(variable)) => names.extend(looped(python, call.place, variable)),
            (None, None) => {}
        }
        if names.len() >= MAX_NAMES {
            break;
        }
    }
    names
}

/// Texts of the list that `for variable in ...` above a place goes through: written there, or assigned before.
fn looped(python: &PythonFacts, place: CodePlace, variable: &str) -> Vec<String> {
    let Some(unit) = python.units.get(place.unit.0 as usize) else {
        return Vec::new();
    };
    let Some(cell) = unit.cells.get(place.cell as usize) else {
        return Vec::new();
    };
    let line = place.line as usize;
    let above: Vec<&str> = cell
        .source
        .lines()
        .skip(line.saturating_sub(MAX_LOOP))
        .take(line.min(MAX_LOOP))
        .collect();
    let list = above.iter().rev().find_map(|line| {
        let (target, list) = line.trim().strip_prefix("for ")?.split_once(" in ")?;
        let mut targets = target
            .split(',')
            .map(|name| name.trim().trim_matches(['(', ')']));
        targets.any(|name| name == variable).then(|| {
            list.split(" #")
                .next()
                .unwrap_or(list)
                .trim()
                .trim_end_matches(':')
        })
    });
    let Some(list) = list else {
        return Vec::new();
    };
    if list.starts_with(['[', '(']) {
        let texts = list.split(['"', '\'']).skip(1).step_by(2);
        return texts.take(MAX_NAMES).map(str::to_owned).collect();
    }
    let name = list
        .trim_start_matches("enumerate(")
        .trim_start_matches("tqdm(")
        .split(['.', '(', ')', ','])
        .next()
        .unwrap_or(list);
    let assigned = unit
        .assignments
        .iter()
        .rev()
        .find(|assignment| assignment.target == name);
    let Some(assigned) = assigned else {
        return Vec::new();
    };
    let value = &assigned.value;
    let texts = value
        .keys
        .iter()
        .map(|key| key.as_str())
        .chain(value.elements.iter().filter_map(Value::as_str));
    texts.take(MAX_NAMES).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn networks_for_images_are_told_by_their_names() {
        for name in [
            "https://tfhub.dev/sayakpaul/vit_b16_fe/1",
            "google/vit-base-patch16-224",
            "microsoft/resnet-50",
            "run_transfer_mobilenetv2/best_model.keras",
        ] {
            assert!(names_image_model(name), "{name}");
        }
        for name in [
            "bert-base-uncased",
            "https://tfhub.dev/google/universal-sentence-encoder/4",
            "activity.h5",
            "sentence-transformers/all-MiniLM-L6-v2",
        ] {
            assert!(!names_image_model(name), "{name}");
        }
    }
}
