//! The tables of a configuration to what they mean; what is wrong is noted, and the rest is read on.

use std::sync::Arc;

use prejury_catalog::{Catalog, Found, nearest};
use prejury_core::{CompetenceId, Lang};

use super::{Config, LimitKey};
use crate::exclude::Exclusions;
use crate::gate::Gate;
use crate::keys;
use crate::mistake::Wrong;
use crate::table::{Notes, Table, Text};

/// Reads tables against a catalogue, noting what is wrong with them.
pub(super) struct Reader<'a, 't> {
    pub(super) catalog: &'a Catalog,
    pub(super) notes: Notes<'t>,
}

impl Reader<'_, '_> {
    pub(super) fn config(&mut self, table: &Table<'_>) -> Config {
        Config {
            profile: self.profile(table),
            competences: self.competences(table),
            blocs: self.blocs(table),
            language: self.language(table),
            exclude: self.exclude(table),
            gate: self.gate(table),
            rules: table.text("rules", &mut self.notes).map(|text| text.value),
            limits: self.limits(table),
            signposts: table
                .tables("signpost", &keys::SIGNPOST, &mut self.notes)
                .iter()
                .filter_map(|table| self.signpost(table))
                .collect(),
            waivers: table
                .tables("waiver", &keys::WAIVER, &mut self.notes)
                .iter()
                .filter_map(|table| self.waiver(table))
                .collect(),
        }
    }

    fn profile(&mut self, table: &Table<'_>) -> Option<Arc<str>> {
        let text = table.text("profile", &mut self.notes)?;
        if let Some(profile) = self.catalog.profile(&text.value) {
            return Some(profile.id.clone());
        }
        let known = self.catalog.profiles.iter().map(|profile| &*profile.id);
        self.unknown(Wrong::UnknownProfile, &text, known.collect());
        None
    }

    fn competences(&mut self, table: &Table<'_>) -> Vec<CompetenceId> {
        let mut found = Vec::new();
        for text in table.texts("competences", &mut self.notes) {
            match self.catalog.find(&text.value) {
                Ok(Found::Competence(competence)) => found.push(competence.id.clone()),
                Ok(Found::Criterion(criterion)) => {
                    let near = criterion.id.competence.as_str();
                    self.unknown(Wrong::UnknownCompetence, &text, vec![near]);
                }
                Err(not_found) => {
                    let near = not_found.nearest.iter().map(String::as_str).collect();
                    self.unknown(Wrong::UnknownCompetence, &text, near);
                }
            }
        }
        found
    }

    fn blocs(&mut self, table: &Table<'_>) -> Vec<u8> {
        let numbers = table.numbers("blocs", &mut self.notes);
        let mut blocs = Vec::new();
        for (number, at) in numbers {
            match self
                .catalog
                .blocs
                .iter()
                .find(|bloc| u64::from(bloc.number) == number)
            {
                Some(bloc) => blocs.push(bloc.number),
                None => {
                    let number = number.to_string();
                    self.notes
                        .wrong(at, Wrong::UnknownBloc, &[("value", &number)]);
                }
            }
        }
        blocs
    }

    fn language(&mut self, table: &Table<'_>) -> Option<Lang> {
        let text = table.text("language", &mut self.notes)?;
        match text.value.as_str() {
            "fr" => Some(Lang::Fr),
            "en" => Some(Lang::En),
            _ => {
                self.unknown(Wrong::UnknownLanguage, &text, vec!["fr", "en"]);
                None
            }
        }
    }

    fn exclude(&mut self, table: &Table<'_>) -> Exclusions {
        let patterns = table.texts("exclude", &mut self.notes);
        let patterns = patterns.into_iter().map(|text| text.value).collect();
        Exclusions::new(patterns).unwrap_or_else(|(pattern, detail)| {
            let args = [("value", pattern.as_str()), ("detail", detail.as_str())];
            self.notes
                .wrong(table.place("exclude"), Wrong::BadPattern, &args);
            Exclusions::default()
        })
    }

    fn gate(&mut self, table: &Table<'_>) -> Option<Gate> {
        let mut gate: Option<Gate> = None;
        for text in table.texts("fail-on", &mut self.notes) {
            match Gate::parse(&text.value, self.catalog) {
                Ok(more) => gate.get_or_insert_default().terms.extend(more.terms),
                Err((part, near)) => {
                    let near = near.unwrap_or_default();
                    let args = [("value", part.as_str()), ("nearest", near.as_str())];
                    self.notes.wrong(text.at, Wrong::BadGate, &args);
                }
            }
        }
        gate
    }

    fn limits(&mut self, table: &Table<'_>) -> Vec<(LimitKey, u64)> {
        let Some(table) = table.table("limits", &keys::LIMITS, &mut self.notes) else {
            return Vec::new();
        };
        let known = [
            ("files", LimitKey::Files),
            ("file-mb", LimitKey::FileMegabytes),
            ("total-mb", LimitKey::TotalMegabytes),
            ("commits", LimitKey::Commits),
            ("depth", LimitKey::Depth),
        ];
        known
            .into_iter()
            .filter_map(|(name, key)| Some((key, table.number(name, &mut self.notes)?)))
            .collect()
    }

    pub(super) fn unknown(&mut self, wrong: Wrong, text: &Text, known: Vec<&str>) {
        let near = nearest(&text.value, known.iter().copied(), 1);
        let near = near.first().or(known.first()).copied().unwrap_or_default();
        let args = [("value", text.value.as_str()), ("nearest", near)];
        self.notes.wrong(text.at, wrong, &args);
    }
}
