//! `docs`: one page per competence, written from the rules so that no page can say something else than the tool does.

mod condition;
mod page;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use prejury_catalog::{Base, Catalog};

use crate::files::{Outcome, text_files};

/// Where the pages stand.
const FOLDER: &str = "docs/criteria";

pub(crate) fn run(root: &Path, check: bool) -> Outcome {
    let pages = pages(&load(root)?);
    let folder = root.join(FOLDER);
    let stale = differences(&pages, &committed(root)?);
    if check {
        if stale.is_empty() {
            println!("{} pages of {FOLDER} are what the rules give", pages.len());
            return Ok(());
        }
        return Err(format!(
            "run `cargo xtask docs`; not what the rules give: {}",
            stale.join(", ")
        )
        .into());
    }
    fs::create_dir_all(&folder)?;
    for name in &stale {
        match pages.get(name) {
            Some(text) => fs::write(folder.join(name), text)?,
            None => fs::remove_file(folder.join(name))?,
        }
    }
    println!("{} pages in {FOLDER}, {} changed", pages.len(), stale.len());
    Ok(())
}

/// The rules as they stand on the disk, so that a page can be written before anything is built again.
fn load(root: &Path) -> Outcome<Catalog> {
    let rules = text_files(root, "rules")?.into_iter();
    let rules = rules
        .map(|file| (file.path.trim_start_matches("rules/").to_owned(), file.text))
        .collect();
    Ok(Catalog::load(Base::Nothing, rules)?)
}

/// Every page by its file name.
fn pages(catalog: &Catalog) -> BTreeMap<String, String> {
    let mut pages: BTreeMap<String, String> = catalog
        .competences
        .iter()
        .map(|competence| {
            (
                format!("{}.md", competence.id),
                page::competence(competence, catalog),
            )
        })
        .collect();
    pages.insert("README.md".to_owned(), page::index(catalog));
    pages
}

/// The pages that are there.
fn committed(root: &Path) -> Outcome<BTreeMap<String, String>> {
    if !root.join(FOLDER).is_dir() {
        return Ok(BTreeMap::new());
    }
    let name = |path: &str| {
        path.trim_start_matches(FOLDER)
            .trim_start_matches('/')
            .to_owned()
    };
    Ok(text_files(root, FOLDER)?
        .into_iter()
        .map(|file| (name(&file.path), file.text))
        .collect())
}

/// Names of pages that are missing, different or left over.
fn differences(wanted: &BTreeMap<String, String>, there: &BTreeMap<String, String>) -> Vec<String> {
    let mut names: Vec<String> = wanted.keys().chain(there.keys()).cloned().collect();
    names.sort();
    names.dedup();
    names.retain(|name| wanted.get(name) != there.get(name));
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn missing_changed_and_left_over_pages_are_told() {
        let map = |pages: &[(&str, &str)]| {
            pages
                .iter()
                .map(|(name, text)| ((*name).to_owned(), (*text).to_owned()))
                .collect::<BTreeMap<_, _>>()
        };
        let wanted = map(&[("a.md", "1"), ("b.md", "2"), ("c.md", "3")]);
        let there = map(&[("a.md", "1"), ("b.md", "x"), ("d.md", "4")]);
        assert_eq!(differences(&wanted, &there), ["b.md", "c.md", "d.md"]);
    }

    const RULES: &[(&str, &str)] = &[
        (
            "blocs.toml",
            "[[bloc]]\nnumber = 1\ntitle.fr = \"Données\"\ntitle.en = \"Data\"\n",
        ),
        (
            "C1.1/competence.toml",
            "id = \"C1.1\"\nslug = \"data\"\nbloc = 1\nactivity = \"A1.1\"\nactivity_title = \"Analyser\"\n\
             title.fr = \"Graphiques\"\ntitle.en = \"Charts\"\ntext = \"Montrer\"\n[scope]\nany = [\"plot.any\"]\n",
        ),
        (
            "C1.1/CE1-charts.toml",
            "id = \"C1.1-CE1\"\nslug = \"charts\"\nkind = \"auto\"\ntext = \"Deux graphiques\"\n\
             title.fr = \"Deux\"\ntitle.en = \"Two\"\nlooks_for.fr = \"deux\"\nlooks_for.en = \"two\"\n\
             advice.fr = \"Ajoutez\"\nadvice.en = \"Add\"\n[present]\n\
             all = [{ count = { n = 2, signal = \"plot.any\" } }, { not = \"plot.any\" }]\n\
             [[question]]\nfr = \"Pourquoi {subject} ?\"\nen = \"Why {subject}?\"\nsignal = \"plot.any\"\n",
        ),
        (
            "signals/a.toml",
            "[[signal]]\nid = \"plot.any\"\nlabel.fr = \"un graphique\"\nlabel.en = \"a chart\"\ncoded = \"x\"\n",
        ),
    ];

    #[test]
    fn a_page_says_what_the_rules_say() {
        let rules = RULES
            .iter()
            .map(|(path, text)| ((*path).to_owned(), (*text).to_owned()));
        let catalog =
            Catalog::load(Base::Nothing, rules.collect()).unwrap_or_else(|error| panic!("{error}"));
        let pages = pages(&catalog);
        assert_eq!(pages.keys().collect::<Vec<_>>(), ["C1.1.md", "README.md"]);
        let page = &pages["C1.1.md"];
        for expected in [
            "# C1.1 Graphiques\n\n*Charts*\n",
            "> Montrer\n",
            "contiennent :\n\n- un graphique (`plot.any`)\n",
            "## CE1 Deux\n\n*Two* · `C1.1-CE1` · `charts`",
            "- tout ceci :\n  - au moins 2 fois : un graphique (`plot.any`)\n  - sauf :\n    - un graphique (`plot.any`)\n",
            "- Pourquoi … ?\n",
        ] {
            assert!(page.contains(expected), "{expected}\nnot in\n{page}");
        }
        assert!(pages["README.md"].contains("- [CE1](C1.1.md#ce1) Deux (`charts`)\n"));
    }
}
