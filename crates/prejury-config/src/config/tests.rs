//! What is read, and which mistake each wrong value is.

use std::collections::BTreeSet;

use prejury_core::Place;

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
    serde_json::from_str(include_str!("../../../../docs/config.schema.json")).unwrap()
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
