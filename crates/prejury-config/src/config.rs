//! A configuration, checked against the catalogue.

use std::sync::Arc;

use prejury_catalog::{Catalog, Found, nearest};
use prejury_core::{CompetenceId, CriterionId, Lang, Location, Place};
use toml::de::{DeTable, DeValue};

use crate::date::is_date;
use crate::exclude::Exclusions;
use crate::gate::Gate;
use crate::keys;
use crate::mistake::{Mistake, Wrong};
use crate::table::{Notes, Table, Text};

/// Everything that a configuration can say. What is not said is none or empty.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Config {
    /// Id of a profile of the catalogue.
    pub profile: Option<Arc<str>>,
    pub competences: Vec<CompetenceId>,
    pub blocs: Vec<u8>,
    pub language: Option<Lang>,
    pub exclude: Exclusions,
    pub gate: Option<Gate>,
    /// Folder of further rules, as it was written.
    pub rules: Option<String>,
    pub limits: Vec<(LimitKey, u64)>,
    pub signposts: Vec<Claim>,
    pub waivers: Vec<WaiverEntry>,
}

/// An amount that a configuration bounds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LimitKey {
    Files,
    FileMegabytes,
    TotalMegabytes,
    Commits,
    Depth,
}

/// A signpost before anybody has looked whether its place exists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claim {
    pub criterion: CriterionId,
    pub location: Location,
    pub note: String,
}

/// A waiver before anybody has looked whether it is needed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WaiverEntry {
    pub criterion: CriterionId,
    pub reason: String,
    pub by: Option<String>,
    pub until: Option<String>,
}

/// Reads the text of `prejury.toml`.
pub fn parse(text: &str, catalog: &Catalog) -> Result<Config, Vec<Mistake>> {
    let table = read(text)?;
    config(text, table.get_ref(), 0, catalog)
}

/// Reads the table `[tool.prejury]` of the text of `pyproject.toml`; none when there is no such table.
pub fn parse_pyproject(text: &str, catalog: &Catalog) -> Option<Result<Config, Vec<Mistake>>> {
    // A manifest that is broken is no mistake of this configuration, unless it holds one.
    if !text.contains("prejury") {
        return None;
    }
    let table = match read(text) {
        Ok(table) => table,
        Err(mistakes) => return text.contains("tool.prejury").then_some(Err(mistakes)),
    };
    let tool = member(table.get_ref(), "tool")?;
    let DeValue::Table(tool) = tool.get_ref() else {
        return None;
    };
    let own = member(tool, "prejury")?;
    match own.get_ref() {
        DeValue::Table(own_table) => Some(config(text, own_table, own.span().start, catalog)),
        _ => {
            let mut notes = Notes::new(text);
            let args = [("key", "tool.prejury"), ("expected", "table")];
            notes.wrong(own.span().start, Wrong::WrongType, &args);
            Some(Err(notes.mistakes))
        }
    }
}

fn read(text: &str) -> Result<toml::Spanned<DeTable<'_>>, Vec<Mistake>> {
    DeTable::parse(text).map_err(|error| {
        let mut notes = Notes::new(text);
        let at = error.span().map_or(0, |span| span.start);
        notes.wrong(at, Wrong::Syntax, &[("detail", error.message())]);
        notes.mistakes
    })
}

fn member<'a>(table: &'a DeTable<'a>, key: &str) -> Option<&'a toml::Spanned<DeValue<'a>>> {
    table
        .iter()
        .find(|(name, _)| &**name.get_ref() == key)
        .map(|(_, value)| value)
}

fn config(
    text: &str,
    table: &DeTable<'_>,
    at: usize,
    catalog: &Catalog,
) -> Result<Config, Vec<Mistake>> {
    let mut reader = Reader {
        catalog,
        notes: Notes::new(text),
    };
    let table = Table::new(table, at, &keys::TOP, &mut reader.notes);
    let config = reader.config(&table);
    let mut mistakes = reader.notes.mistakes;
    if mistakes.is_empty() {
        return Ok(config);
    }
    mistakes.sort();
    Err(mistakes)
}

struct Reader<'a, 't> {
    catalog: &'a Catalog,
    notes: Notes<'t>,
}

impl Reader<'_, '_> {
    fn config(&mut self, table: &Table<'_>) -> Config {
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

    fn signpost(&mut self, table: &Table<'_>) -> Option<Claim> {
        let criterion = self.criterion(table);
        let path = table.needed("path", &mut self.notes);
        let note = table.text("note", &mut self.notes);
        let place = self.place(table);
        let path = path?;
        let shown = path.value.replace('\\', "/");
        let shown = shown.trim_start_matches("./");
        if shown.starts_with('/') || shown.split('/').any(|part| part == "..") {
            self.notes
                .wrong(path.at, Wrong::BadPath, &[("value", &path.value)]);
            return None;
        }
        Some(Claim {
            criterion: criterion?,
            location: Location {
                path: shown.into(),
                place: place?,
            },
            note: note.map(|note| note.value).unwrap_or_default(),
        })
    }

    /// Line, cell with a line of it, page or slide; the file as a whole without any.
    fn place(&mut self, table: &Table<'_>) -> Option<Place> {
        let mut number = |key: &str| {
            table
                .number(key, &mut self.notes)
                .map(|number| u32::try_from(number).unwrap_or(u32::MAX))
        };
        let (cell, line, page, slide) = (
            number("cell"),
            number("line"),
            number("page"),
            number("slide"),
        );
        match (cell, line, page, slide) {
            (None, None, None, None) => Some(Place::File),
            (cell, line, None, None) => {
                let line = line.unwrap_or(1);
                Some(Place::Lines {
                    cell,
                    line,
                    end_line: line,
                })
            }
            (None, None, Some(page), None) => Some(Place::Page(page)),
            (None, None, None, Some(slide)) => Some(Place::Slide(slide)),
            _ => {
                let at = table.at();
                self.notes.wrong(at, Wrong::Together, &[]);
                None
            }
        }
    }

    fn waiver(&mut self, table: &Table<'_>) -> Option<WaiverEntry> {
        let criterion = self.criterion(table);
        let reason = table.needed("reason", &mut self.notes);
        let by = table.text("by", &mut self.notes);
        let until = table.date("until", &mut self.notes);
        if let Some(until) = &until
            && !is_date(&until.value)
        {
            self.notes
                .wrong(until.at, Wrong::BadDate, &[("value", &until.value)]);
            return None;
        }
        Some(WaiverEntry {
            criterion: criterion?,
            reason: reason?.value,
            by: by.map(|by| by.value),
            until: until.map(|until| until.value),
        })
    }

    fn criterion(&mut self, table: &Table<'_>) -> Option<CriterionId> {
        let text = table.needed("criterion", &mut self.notes)?;
        match self.catalog.find(&text.value) {
            Ok(Found::Criterion(criterion)) => Some(criterion.id.clone()),
            Ok(Found::Competence(_)) => {
                self.unknown(Wrong::UnknownCriterion, &text, Vec::new());
                None
            }
            Err(not_found) => {
                let near = not_found.nearest.iter().map(String::as_str).collect();
                self.unknown(Wrong::UnknownCriterion, &text, near);
                None
            }
        }
    }

    fn unknown(&mut self, wrong: Wrong, text: &Text, known: Vec<&str>) {
        let near = nearest(&text.value, known.iter().copied(), 1);
        let near = near.first().or(known.first()).copied().unwrap_or_default();
        let args = [("value", text.value.as_str()), ("nearest", near)];
        self.notes.wrong(text.at, wrong, &args);
    }
}

/// The `rules` of a configuration, whatever else it says: its profiles may be known only once they are loaded.
pub fn rules_folder(text: &str, in_pyproject: bool) -> Option<String> {
    let table = DeTable::parse(text).ok()?;
    let mut own = table.get_ref();
    if in_pyproject {
        for key in ["tool", "prejury"] {
            let DeValue::Table(inner) = member(own, key)?.get_ref() else {
                return None;
            };
            own = inner;
        }
    }
    match member(own, "rules")?.get_ref() {
        DeValue::String(folder) => Some(folder.to_string()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    const FULL: &str = r#"
profile = "scoring"
competences = ["C2.1.2", "supervised-strategy"]
blocs = [3]
language = "en"
exclude = "old/"
fail-on = ["absent:auto", "partial:C3.1.2"]
rules = "school"
[limits]
files = 10
file-mb = 1
total-mb = 2
commits = 3
depth = 4
[[signpost]]
criterion = "C3.2.2-CE2"
path = "docs\\emr.pdf"
page = 4
note = "the console"
[[signpost]]
criterion = "naive-baseline"
path = "./nb.ipynb"
cell = 3
line = 2
[[waiver]]
criterion = "C2.1.2-CE4"
reason = "agreed"
by = "the mentor"
until = 2027-06-30
"#;

    fn catalog() -> Catalog {
        Catalog::embedded().unwrap()
    }

    fn schema() -> serde_json::Value {
        serde_json::from_str(include_str!("../../../docs/config.schema.json")).unwrap()
    }

    fn wrongs(text: &str) -> Vec<(usize, Wrong, String)> {
        let mistakes = parse(text, &catalog()).unwrap_err();
        mistakes
            .into_iter()
            .map(|mistake| {
                let near = mistake.args.get("nearest").cloned().unwrap_or_default();
                (mistake.line, mistake.wrong, near)
            })
            .collect()
    }

    #[test]
    fn every_key_is_read() {
        let config = parse(FULL, &catalog()).unwrap();
        assert_eq!(config.profile.as_deref(), Some("scoring"));
        let codes: Vec<&str> = config
            .competences
            .iter()
            .map(CompetenceId::as_str)
            .collect();
        assert_eq!(codes, ["C2.1.2", "C2.1.1"]);
        assert_eq!(
            (&*config.blocs, config.language),
            ([3].as_slice(), Some(Lang::En))
        );
        assert!(config.exclude.matches("old/a.py"));
        assert_eq!(config.gate.unwrap().terms.len(), 2);
        assert_eq!(config.rules.as_deref(), Some("school"));
        assert_eq!(config.limits.len(), keys::LIMITS.len());
        assert_eq!(config.signposts[0].location.place, Place::Page(4));
        assert_eq!(&*config.signposts[0].location.path, "docs/emr.pdf");
        assert_eq!(config.signposts[1].location.cell(), Some(3));
        assert_eq!(&*config.signposts[1].location.path, "nb.ipynb");
        assert_eq!(config.waivers[0].until.as_deref(), Some("2027-06-30"));
    }

    #[test]
    fn mistakes_come_together_with_line_and_nearest_word() {
        assert_eq!(
            wrongs("profil = \"scoring\"\nlanguage = \"de\"\nblocs = [9]\n"),
            [
                (1, Wrong::UnknownKey, "profile".to_owned()),
                (2, Wrong::UnknownLanguage, "fr".to_owned()),
                (3, Wrong::UnknownBloc, String::new()),
            ]
        );
        let one = |text: &str| wrongs(text).remove(0);
        assert_eq!(one("profile = \"scorin\"").2, "scoring");
        assert_eq!(
            one("competences = [\"C2.1.9\"]").1,
            Wrong::UnknownCompetence
        );
        assert_eq!(one("competences = [\"C2.1.2-CE4\"]").2, "C2.1.2");
        assert_eq!(one("fail-on = \"absnt\"").2, "absent");
        assert_eq!(one("exclude = [\"a[\"]").1, Wrong::BadPattern);
        assert_eq!(one("blocs = \"3\"").1, Wrong::WrongType);
        assert_eq!(one("a = \n").1, Wrong::Syntax);
        let signpost = |rest: &str| one(&format!("[[signpost]]\ncriterion = \"C1.1-CE1\"\n{rest}"));
        assert_eq!(signpost("").1, Wrong::MissingKey);
        assert_eq!(signpost("path = \"../a\"").1, Wrong::BadPath);
        assert_eq!(signpost("path = \"/etc/passwd\"").1, Wrong::BadPath);
        assert_eq!(
            signpost("path = \"a\"\npage = 1\nline = 1").1,
            Wrong::Together
        );
        assert_eq!(signpost("path = \"a\"\ncel = 1").2, "cell");
        let waiver = |rest: &str| one(&format!("[[waiver]]\ncriterion = \"C1.1-CE1\"\n{rest}"));
        assert_eq!(waiver("").1, Wrong::MissingKey);
        assert_eq!(waiver("reason = \" \"").1, Wrong::Empty);
        assert_eq!(
            waiver("reason = \"a\"\nuntil = \"2027-02-30\"").1,
            Wrong::BadDate
        );
    }

    #[test]
    fn a_manifest_holds_it_in_a_table_of_its_own() {
        let catalog = catalog();
        assert_eq!(parse_pyproject("[tool.ruff]\nx = 1", &catalog), None);
        assert_eq!(
            parse_pyproject("this is = not toml = prejury", &catalog),
            None
        );
        let text = "[project]\nname = \"x\"\n[tool.prejury]\nprofile = \"tweets\"\nblocks = 1\n";
        let mistakes = parse_pyproject(text, &catalog).unwrap().unwrap_err();
        assert_eq!(
            (mistakes[0].line, mistakes[0].wrong),
            (5, Wrong::UnknownKey)
        );
        let text = "[tool.prejury]\nprofile = \"tweets\"\nrules = \"r\"";
        let config = parse_pyproject(text, &catalog).unwrap().unwrap();
        assert_eq!(config.profile.as_deref(), Some("tweets"));
        assert_eq!(rules_folder(text, true).as_deref(), Some("r"));
        assert_eq!(rules_folder(text, false), None);
    }

    #[test]
    fn the_published_schema_knows_the_same_keys() {
        let schema = schema();
        let keys_at = |pointer: &str| -> BTreeSet<String> {
            let properties = schema.pointer(pointer).unwrap().as_object().unwrap();
            properties.keys().cloned().collect()
        };
        let set = |keys: &[&str]| keys.iter().map(|key| (*key).to_owned()).collect();
        assert_eq!(keys_at("/properties"), set(&keys::TOP));
        assert_eq!(keys_at("/properties/limits/properties"), set(&keys::LIMITS));
        assert_eq!(
            keys_at("/properties/signpost/items/properties"),
            set(&keys::SIGNPOST)
        );
        assert_eq!(
            keys_at("/properties/waiver/items/properties"),
            set(&keys::WAIVER)
        );
    }

    /// The text as JSON; dates become texts, as the schema has them.
    fn as_json(text: &str) -> serde_json::Value {
        fn value(value: &DeValue<'_>) -> serde_json::Value {
            match value {
                DeValue::String(text) => text.as_ref().into(),
                DeValue::Integer(number) => number.as_str().parse::<u64>().unwrap().into(),
                DeValue::Datetime(date) => date.to_string().into(),
                DeValue::Array(items) => items.iter().map(value_of).collect(),
                DeValue::Table(inner) => table(inner),
                _ => serde_json::Value::Null,
            }
        }
        fn value_of(item: &toml::Spanned<DeValue<'_>>) -> serde_json::Value {
            value(item.get_ref())
        }
        fn table(table: &DeTable<'_>) -> serde_json::Value {
            let fields = table.iter();
            let fields = fields.map(|(key, item)| (key.get_ref().to_string(), value_of(item)));
            serde_json::Value::Object(fields.collect())
        }
        table(DeTable::parse(text).unwrap().get_ref())
    }

    #[test]
    fn the_published_schema_takes_and_refuses_what_the_reader_does() {
        let validator = jsonschema::validator_for(&schema()).unwrap();
        assert!(validator.is_valid(&as_json(FULL)));
        let signpost = "[[signpost]]\ncriterion = \"C1.1-CE1\"\n";
        for bad in [
            "profil = \"scoring\"".to_owned(),
            "language = \"de\"".to_owned(),
            "blocs = \"3\"".to_owned(),
            "[limits]\nfile = 1".to_owned(),
            signpost.to_owned(),
            format!("{signpost}path = \"a\"\npage = 1\nline = 1"),
            "[[waiver]]\ncriterion = \"C1.1-CE1\"".to_owned(),
            "[[waiver]]\ncriterion = \"C1.1-CE1\"\nreason = \"\"".to_owned(),
        ] {
            assert!(!validator.is_valid(&as_json(&bad)), "{bad}");
            assert!(parse(&bad, &catalog()).is_err(), "{bad}");
        }
    }
}
