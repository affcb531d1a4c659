//! Every case of `fixtures/leakage`: the leaks that its first line expects are found, and no others.
//!
//! A case is a file or a folder under `leaking/` or `sound/`. Its first line, or that of its first file, says
//! `# expect: leakage.preprocessing` (or several, with commas, or `none`).

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use prejury_analysis::check;
use prejury_catalog::Catalog;
use prejury_core::Strength;
use prejury_intake::Submission;

/// What a folder holds, by name.
fn sorted(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("the folder is there");
    let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    paths
}

/// Files of a case, with their paths inside it.
fn files_of(case: &Path) -> Vec<(String, Vec<u8>)> {
    let name = |path: &Path| {
        path.file_name()
            .expect("a case has a name")
            .to_string_lossy()
            .into_owned()
    };
    if case.is_file() {
        return vec![(name(case), fs::read(case).expect("a case can be read"))];
    }
    let paths = sorted(case);
    paths
        .iter()
        .map(|path| (name(path), fs::read(path).expect("a case can be read")))
        .collect()
}

fn expected(files: &[(String, Vec<u8>)]) -> BTreeSet<String> {
    let texts = files
        .iter()
        .map(|(_, bytes)| String::from_utf8_lossy(bytes));
    for text in texts {
        if let Some((_, rest)) = text.split_once("# expect: ") {
            let end = rest.find(['\n', '\\', '"']).unwrap_or(rest.len());
            let names = rest[..end].split(',').map(|name| name.trim().to_owned());
            return names.filter(|name| name != "none").collect();
        }
    }
    panic!("no `# expect:` in {:?}", files[0].0);
}

/// Leaks that the report shows for sure.
fn found(catalog: &Catalog, files: Vec<(String, Vec<u8>)>) -> BTreeSet<String> {
    let submission = Submission::in_memory("cas", files);
    let report = check(&submission, catalog);
    report
        .competences
        .iter()
        .flat_map(|competence| &competence.criteria)
        .filter(|criterion| ["C2.1.1-CE3", "C2.3.1-CE4"].contains(&&*criterion.id.to_string()))
        .flat_map(|criterion| &criterion.evidence)
        .filter(|evidence| !evidence.supports && evidence.strength > Strength::Mentioned)
        .filter(|evidence| evidence.signal.starts_with("leakage."))
        .map(|evidence| evidence.signal.to_string())
        .collect()
}

#[test]
fn every_case_shows_the_leaks_it_expects_and_no_others() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/leakage");
    let catalog = Catalog::embedded().unwrap();
    let mut n_cases = 0;
    let mut wrong = Vec::new();
    for side in ["leaking", "sound"] {
        let cases = sorted(&root.join(side));
        for case in cases {
            n_cases += 1;
            let files = files_of(&case);
            let expected = expected(&files);
            assert_eq!(expected.is_empty(), side == "sound", "{}", case.display());
            let found = found(&catalog, files);
            if found != expected {
                let name = case.file_name().unwrap().to_string_lossy().into_owned();
                wrong.push(format!(
                    "{side}/{name}: expected {expected:?}, found {found:?}"
                ));
            }
        }
    }
    assert!(n_cases >= 40, "only {n_cases} cases");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
