//! Rule files by their place in the folder, one layer over another: what the upper one defines replaces what has the
//! same id below.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Display;
use std::str::FromStr;

use prejury_core::{CompetenceId, CriterionId};
use serde::de::DeserializeOwned;

use crate::error::Problems;
use crate::key::Key;
use crate::messages;
use crate::raw::{
    RawBloc, RawBlocs, RawCompetence, RawCriterion, RawFamily, RawProfile, RawSignal, RawSignals,
    RawVocabulary,
};

/// A raw value with the file that defines it.
pub(crate) type Sourced<T> = (String, T);

/// All layers merged, still raw.
#[derive(Debug, Default)]
pub(crate) struct Layers {
    pub(crate) blocs: BTreeMap<u8, Sourced<RawBloc>>,
    pub(crate) competences: BTreeMap<CompetenceId, Sourced<RawCompetence>>,
    pub(crate) criteria: BTreeMap<CriterionId, Sourced<RawCriterion>>,
    pub(crate) families: BTreeMap<String, Sourced<RawFamily>>,
    pub(crate) signals: BTreeMap<String, Sourced<RawSignal>>,
    pub(crate) profiles: BTreeMap<String, Sourced<RawProfile>>,
    pub(crate) french: String,
    pub(crate) english: String,
}

/// What a file holds, by its path.
enum Place<'a> {
    Blocs,
    Competence { folder: &'a str },
    Criterion { folder: &'a str, file_name: &'a str },
    Signals,
    Vocabulary,
    Profile { stem: &'a str },
    Messages { language: &'a str },
}

impl Layers {
    /// Puts the files of one folder over what is there.
    pub(crate) fn add<'a>(
        &mut self,
        files: impl IntoIterator<Item = (&'a str, &'a str)>,
        problems: &mut Problems,
    ) {
        let mut layer = Layer::default();
        for (path, text) in files {
            let path = path.replace('\\', "/");
            // Explanations, licences and the like may stand beside the rules.
            if !(path.ends_with(".toml") || path.ends_with(".ftl")) {
                continue;
            }
            match place(&path) {
                Some(place) => layer.read(place, &path, text, problems),
                None => problems.push(
                    &path,
                    "",
                    "no rule has this place; expected `blocs.toml`, `C2.1.2/competence.toml`, `C2.1.2/CE4-slug.toml`, \
                     `signals/*.toml`, `vocabulary/*.toml`, `profiles/*.toml`, `messages/fr.ftl` or `messages/en.ftl`",
                ),
            }
        }
        self.put_over(layer);
    }

    fn put_over(&mut self, layer: Layer) {
        if layer.complete {
            self.blocs.clear();
            self.competences.clear();
            self.criteria.clear();
            // They name the competences that are gone.
            self.profiles.clear();
        }
        let Layers {
            blocs,
            competences,
            criteria,
            families,
            signals,
            profiles,
            french,
            english,
        } = layer.rules;
        self.blocs.extend(blocs);
        self.competences.extend(competences);
        self.criteria.extend(criteria);
        self.families.extend(families);
        self.signals.extend(signals);
        self.profiles.extend(profiles);
        self.french = messages::merge(&self.french, &french);
        self.english = messages::merge(&self.english, &english);
    }
}

/// One folder of rules. Inside it an id stands once.
#[derive(Debug, Default)]
struct Layer {
    complete: bool,
    rules: Layers,
}

impl Layer {
    fn read(&mut self, place: Place<'_>, path: &str, text: &str, problems: &mut Problems) {
        match place {
            Place::Blocs => {
                let Some(raw) = parse::<RawBlocs>(path, text, problems) else {
                    return;
                };
                self.complete |= raw.complete;
                for bloc in raw.bloc {
                    once(&mut self.rules.blocs, bloc.number, path, bloc, problems);
                }
            }
            Place::Competence { folder } => {
                let Some(raw) = parse::<RawCompetence>(path, text, problems) else {
                    return;
                };
                let Some(id) = code::<CompetenceId>(path, &raw.id, problems) else {
                    return;
                };
                if folder != id.as_str() {
                    problems.push(path, "id", format!("`{id}` stands in the folder `{folder}`; expected `{id}/competence.toml`"));
                }
                once(&mut self.rules.competences, id, path, raw, problems);
            }
            Place::Criterion { folder, file_name } => {
                let Some(raw) = parse::<RawCriterion>(path, text, problems) else {
                    return;
                };
                let Some(id) = code::<CriterionId>(path, &raw.id, problems) else {
                    return;
                };
                let expected = format!("{}/CE{}-{}.toml", id.competence, id.number, raw.slug);
                if expected != format!("{folder}/{file_name}") {
                    problems.push(
                        path,
                        "id",
                        format!(
                            "the file name does not fit `id` and `slug`; expected `{expected}`"
                        ),
                    );
                }
                once(&mut self.rules.criteria, id, path, raw, problems);
            }
            Place::Signals => {
                let Some(raw) = parse::<RawSignals>(path, text, problems) else {
                    return;
                };
                for signal in raw.signal {
                    once(
                        &mut self.rules.signals,
                        signal.id.clone(),
                        path,
                        signal,
                        problems,
                    );
                }
            }
            Place::Vocabulary => {
                let Some(raw) = parse::<RawVocabulary>(path, text, problems) else {
                    return;
                };
                for family in raw.family {
                    once(
                        &mut self.rules.families,
                        family.name.clone(),
                        path,
                        family,
                        problems,
                    );
                }
            }
            Place::Profile { stem } => {
                let Some(raw) = parse::<RawProfile>(path, text, problems) else {
                    return;
                };
                if raw.id != stem {
                    problems.push(
                        path,
                        "id",
                        format!(
                            "the file name does not fit `id`; expected `profiles/{}.toml`",
                            raw.id
                        ),
                    );
                }
                once(
                    &mut self.rules.profiles,
                    raw.id.clone(),
                    path,
                    raw,
                    problems,
                );
            }
            Place::Messages { language: "fr" } => text.clone_into(&mut self.rules.french),
            Place::Messages { .. } => text.clone_into(&mut self.rules.english),
        }
    }
}

/// What stands at `path`.
fn place(path: &str) -> Option<Place<'_>> {
    if path == "blocs.toml" {
        return Some(Place::Blocs);
    }
    let (folder, file_name) = path.split_once('/')?;
    match folder {
        "signals" if path.ends_with(".toml") => Some(Place::Signals),
        "vocabulary" if path.ends_with(".toml") => Some(Place::Vocabulary),
        "profiles" if !file_name.contains('/') => {
            let stem = file_name.strip_suffix(".toml")?;
            Some(Place::Profile { stem })
        }
        "messages" => {
            let language = file_name
                .strip_suffix(".ftl")
                .filter(|language| matches!(*language, "fr" | "en"))?;
            Some(Place::Messages { language })
        }
        _ if file_name == "competence.toml" => Some(Place::Competence { folder }),
        _ if file_name.starts_with("CE")
            && !file_name.contains('/')
            && file_name.ends_with(".toml") =>
        {
            Some(Place::Criterion { folder, file_name })
        }
        _ => None,
    }
}

/// Reads a file; the message of the TOML reader names line, key and what was expected.
fn parse<T: DeserializeOwned>(path: &str, text: &str, problems: &mut Problems) -> Option<T> {
    match toml::from_str(text) {
        Ok(raw) => Some(raw),
        Err(error) => {
            problems.push(path, "", error.to_string().trim_end());
            None
        }
    }
}

fn code<T: FromStr<Err: Display>>(path: &str, text: &str, problems: &mut Problems) -> Option<T> {
    text.parse()
        .map_err(|error| problems.push(path, "id", format!("{error}")))
        .ok()
}

/// Adds `value` unless its id is there already, which is a problem that names both files.
fn once<K: Ord + Display, T>(
    map: &mut BTreeMap<K, Sourced<T>>,
    id: K,
    path: &str,
    value: T,
    problems: &mut Problems,
) {
    if let Some((other, _)) = map.get(&id) {
        problems.push(
            path,
            Key::root("id"),
            format!("`{id}` is defined in `{other}` already"),
        );
    } else {
        map.insert(id, (path.to_owned(), value));
    }
}

/// Slugs of competences and criteria that stand more than once, with the file of the second.
pub(crate) fn repeated_slugs(layers: &Layers) -> Vec<(String, String)> {
    let competences = layers
        .competences
        .values()
        .map(|(file, raw)| (file, &raw.slug));
    let criteria = layers
        .criteria
        .values()
        .map(|(file, raw)| (file, &raw.slug));
    let mut seen = BTreeSet::new();
    competences
        .chain(criteria)
        .filter(|(_, slug)| !seen.insert(slug.as_str()))
        .map(|(file, slug)| (file.clone(), slug.clone()))
        .collect()
}
