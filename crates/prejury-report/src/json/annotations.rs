//! What people say beside the rules, in the JSON report and back.

use prejury_core::{
    Annotations, ChosenProfile, CriterionId, Narrowing, Signpost, SignpostLack, Voice, Waiver,
    WaiverState,
};
use serde::{Deserialize, Serialize};

use super::ReadError;
use super::document::Word;
use super::places::Spot;
use super::read::location;
use crate::messages::Messages;
use crate::redact::redact;
use crate::view::ReportView;

#[derive(Serialize, Deserialize, Default)]
pub(super) struct Configuration {
    files: Vec<ConfigurationFile>,
    profile: Option<Profile>,
    left_out: Vec<String>,
    excluded: Vec<String>,
    /// Who left out and excluded, when somebody did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    narrowed_by: Option<Word>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    not_followed: Vec<String>,
}

#[derive(Serialize, Deserialize)]
struct ConfigurationFile {
    path: String,
    by: Word,
}

#[derive(Serialize, Deserialize)]
struct Profile {
    id: String,
    title: String,
    by: Word,
}

#[derive(Serialize, Deserialize)]
pub(super) struct SignpostLine {
    location: Spot,
    note: String,
    found: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    lack: Option<Word>,
}

#[derive(Serialize, Deserialize)]
pub(super) struct WaiverLine {
    criterion: String,
    reason: String,
    by: Option<String>,
    until: Option<String>,
    state: Word,
}

impl Configuration {
    pub(super) fn new(view: &ReportView<'_>, messages: &Messages) -> Self {
        let annotations = &view.report.annotations;
        let narrowing = annotations.narrowing.as_ref();
        let chosen = annotations.profile.as_ref();
        let of_profile = chosen
            .map(|chosen| chosen.voice)
            .filter(|voice| *voice != Voice::Tool && !view.left_out.is_empty());
        Self {
            files: annotations
                .configurations
                .iter()
                .map(|file| ConfigurationFile {
                    path: file.path.clone(),
                    by: file.voice.as_str().into(),
                })
                .collect(),
            profile: chosen.zip(view.profile).map(|(chosen, profile)| Profile {
                id: profile.id.to_string(),
                title: profile.title.get(messages.lang()).to_owned(),
                by: chosen.voice.as_str().into(),
            }),
            left_out: view.left_out.iter().map(ToString::to_string).collect(),
            excluded: narrowing.map_or_else(Vec::new, |narrowing| narrowing.excluded.clone()),
            narrowed_by: narrowing
                .map(|narrowing| narrowing.voice)
                .or(of_profile)
                .map(|voice| voice.as_str().into()),
            not_followed: annotations.not_followed.clone(),
        }
    }

    /// Without signposts and waivers, which stand elsewhere. What was narrowed is no longer in the report, so that only who did
    /// it and what was left out are kept.
    pub(super) fn read(self) -> Result<Annotations, ReadError> {
        let configurations = self.files.into_iter().map(|file| {
            Ok(prejury_core::ConfigurationFile {
                path: file.path,
                voice: voice(&file.by)?,
            })
        });
        let narrowed_by = self.narrowed_by.as_deref().map(voice).transpose()?;
        let profile = self.profile.map(|profile| {
            Ok::<_, ReadError>(ChosenProfile {
                voice: voice(&profile.by)?,
                id: profile.id.into(),
            })
        });
        let left_out = self.left_out.iter().map(|id| id.parse());
        Ok(Annotations {
            configurations: configurations.collect::<Result<_, ReadError>>()?,
            profile: profile.transpose()?,
            narrowing: narrowed_by.map(|voice| Narrowing {
                voice,
                competences: Vec::new(),
                excluded: self.excluded,
            }),
            not_followed: self.not_followed,
            left_out: left_out.collect::<Result<_, _>>()?,
            ..Annotations::default()
        })
    }
}

fn voice(word: &str) -> Result<Voice, ReadError> {
    Voice::from_word(word).ok_or_else(|| ReadError::Word(word.to_owned()))
}

impl SignpostLine {
    pub(super) fn new(signpost: &Signpost) -> Self {
        Self {
            location: Spot::new(&signpost.location),
            note: redact(&signpost.note).into_owned(),
            found: signpost.lack.is_none(),
            lack: signpost.lack.map(|lack| lack.as_str().into()),
        }
    }

    pub(super) fn read(self, criterion: CriterionId) -> Result<Signpost, ReadError> {
        let lack = self.lack.map(|word| {
            SignpostLack::from_word(&word).ok_or_else(|| ReadError::Word(word.into_owned()))
        });
        Ok(Signpost {
            criterion,
            location: location(self.location),
            note: self.note,
            lack: lack.transpose()?,
        })
    }
}

impl WaiverLine {
    pub(super) fn new(waiver: &Waiver) -> Self {
        Self {
            criterion: waiver.criterion.to_string(),
            reason: redact(&waiver.reason).into_owned(),
            by: waiver.by.as_deref().map(|by| redact(by).into_owned()),
            until: waiver.until.clone(),
            state: waiver.state.as_str().into(),
        }
    }

    pub(super) fn read(self) -> Result<Waiver, ReadError> {
        Ok(Waiver {
            criterion: self.criterion.parse()?,
            reason: self.reason,
            by: self.by,
            until: self.until,
            state: WaiverState::from_word(&self.state)
                .ok_or_else(|| ReadError::Word(self.state.into_owned()))?,
        })
    }
}
