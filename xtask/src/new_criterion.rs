//! `new-criterion`: the rule file and the fixture folders of a criterion, ready to be filled.

use std::fs;
use std::path::Path;

use prejury_core::CriterionId;

use crate::files::Outcome;

const TEMPLATE: &str = include_str!("criterion.toml");

/// Verdicts that a fixture of a criterion can have; the name of a folder is what the tool must say of it.
const VERDICTS: &[&str] = &["present", "partial", "absent"];

pub(crate) fn run(root: &Path, id: &str, slug: &str) -> Outcome {
    for path in create(root, id, slug)? {
        println!("wrote {path}");
    }
    println!(
        "Next: fill the sentences, write [present], and put a small submission into each fixture folder."
    );
    Ok(())
}

/// Writes the files and gives their paths. Nothing is written when something of the criterion is there already.
fn create(root: &Path, id: &str, slug: &str) -> Outcome<Vec<String>> {
    let id: CriterionId = id.parse()?;
    let fits = |char: char| char.is_ascii_lowercase() || char.is_ascii_digit() || char == '-';
    if slug.is_empty() || !slug.chars().all(fits) {
        return Err(format!("`{slug}` is not made of lower-case letters, digits and `-`").into());
    }
    let competence = &id.competence;
    let folder = root.join("rules").join(competence.as_str());
    if !folder.join("competence.toml").is_file() {
        return Err(format!(
            "there is no rules/{competence}/competence.toml; write the competence first"
        )
        .into());
    }
    let prefix = format!("CE{}-", id.number);
    for entry in fs::read_dir(&folder)? {
        let name = entry?.file_name();
        if name.to_string_lossy().starts_with(&prefix) {
            return Err(format!(
                "rules/{competence}/{} is there already",
                name.to_string_lossy()
            )
            .into());
        }
    }
    let key = format!("{competence}/{prefix}{slug}");
    let fixture = root.join("fixtures").join(&key);
    if fixture.exists() {
        return Err(format!("fixtures/{key} is there already").into());
    }
    let rule = format!("rules/{key}.toml");
    fs::write(
        root.join(&rule),
        TEMPLATE
            .replace("@ID@", &id.to_string())
            .replace("@SLUG@", slug),
    )?;
    let mut written = vec![rule];
    for verdict in VERDICTS {
        fs::create_dir_all(fixture.join(verdict))?;
        // Git keeps no empty folders.
        fs::write(fixture.join(verdict).join(".gitkeep"), "")?;
        written.push(format!("fixtures/{key}/{verdict}/"));
    }
    Ok(written)
}

#[cfg(test)]
mod tests {
    use prejury_catalog::{Base, Catalog};

    use super::*;

    const COMPETENCE: &str = "id = \"C1.1\"\nslug = \"c\"\nbloc = 1\nactivity = \"A1.1\"\nactivity_title = \"a\"\ntext = \"t\"\ntitle.fr = \"t\"\ntitle.en = \"t\"\n";
    const BLOCS: &str = "[[bloc]]\nnumber = 1\ntitle.fr = \"t\"\ntitle.en = \"t\"\n";

    fn project() -> tempfile::TempDir {
        let root = tempfile::tempdir().unwrap();
        fs::create_dir_all(root.path().join("rules/C1.1")).unwrap();
        fs::write(root.path().join("rules/C1.1/competence.toml"), COMPETENCE).unwrap();
        root
    }

    #[test]
    fn the_new_rule_loads_and_has_fixture_folders() {
        let root = project();
        create(root.path(), "C1.1-CE7", "new-thing").unwrap();
        let rule = fs::read_to_string(root.path().join("rules/C1.1/CE7-new-thing.toml")).unwrap();
        let overlay = [
            ("blocs.toml", BLOCS),
            ("C1.1/competence.toml", COMPETENCE),
            ("C1.1/CE7-new-thing.toml", &rule),
        ];
        let overlay = overlay
            .map(|(path, text)| (path.to_owned(), text.to_owned()))
            .to_vec();
        let catalog =
            Catalog::load(Base::Nothing, overlay).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(catalog.criteria().next().unwrap().slug, "new-thing");
        for verdict in VERDICTS {
            assert!(
                root.path()
                    .join("fixtures/C1.1/CE7-new-thing")
                    .join(verdict)
                    .is_dir()
            );
        }
    }

    #[test]
    fn nothing_is_overwritten() {
        let root = project();
        create(root.path(), "C1.1-CE7", "new-thing").unwrap();
        let again = create(root.path(), "C1.1-CE7", "other-name").unwrap_err();
        assert_eq!(
            again.to_string(),
            "rules/C1.1/CE7-new-thing.toml is there already"
        );
        assert!(create(root.path(), "C1.1-CE8", "../x").is_err());
        assert!(create(root.path(), "C9.9-CE1", "x").is_err());
        assert!(create(root.path(), "CE1", "x").is_err());
    }
}
