//! Both message files say the same things, and every message that the code asks for is there.

#![expect(
    clippy::unwrap_used,
    reason = "a helper of a test fails as a test does"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use regex::Regex;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Every message of a file with the variables that it uses.
fn messages(name: &str) -> BTreeMap<String, BTreeSet<String>> {
    let source = fs::read_to_string(root().join("rules/messages").join(name)).unwrap();
    let start = Regex::new(r"^([a-z][a-z0-9-]*) =").unwrap();
    let variable = Regex::new(r"\$([a-z_]+)").unwrap();
    let mut messages: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut current = None;
    for line in source.lines().filter(|line| !line.starts_with('#')) {
        if let Some(found) = start.captures(line) {
            let id = found[1].to_owned();
            assert!(!messages.contains_key(&id), "{name}: {id} stands twice");
            messages.insert(id.clone(), BTreeSet::new());
            current = Some(id);
        }
        if let Some(id) = &current {
            let variables = variable
                .captures_iter(line)
                .map(|found| found[1].to_owned());
            messages.entry(id.clone()).or_default().extend(variables);
        }
    }
    messages
}

/// Text of every Rust source file below `folder`.
fn sources(folder: &Path) -> Vec<String> {
    let mut texts = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            texts.extend(sources(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            texts.push(fs::read_to_string(&path).unwrap());
        }
    }
    texts
}

#[test]
fn both_files_hold_the_same_messages_and_variables() {
    let (fr, en) = (messages("fr.ftl"), messages("en.ftl"));
    for (id, variables) in &fr {
        let other = en.get(id).unwrap_or_else(|| panic!("en.ftl has no {id}"));
        // English needs no plural where the word does not change, and then does not select on `n`.
        assert_eq!(variables, other, "variables of {id}");
    }
    for id in en.keys() {
        assert!(fr.contains_key(id), "fr.ftl has no {id}");
    }
}

/// Ids stand in the code as string literals with one of these prefixes.
#[test]
fn every_message_asked_for_exists_and_every_message_is_asked_for() {
    let known = messages("fr.ftl");
    let literal = Regex::new(
        r#""((?:status|count|kind|strength|place|report|read|left-out|overview|column|evidence|scope|missing|advice|official|question|confidence|for|does|nothing|not|issues|decision|next|explain|cli|issue|lead|findings|finding|diff|first|forge|sarif|github|xlsx|html|remarks|decided|profile|configuration|excluded|evaluated|reading|signpost|waiver|waivers|config|cohort|io|line)-[a-z0-9-]+)""#,
    )
    .unwrap();
    let mut asked: BTreeSet<String> = BTreeSet::new();
    for folder in ["crates/prejury-report/src", "crates/prejury/src"] {
        for source in sources(&root().join(folder)) {
            let code = source.split("#[cfg(test)]").next().unwrap_or_default();
            asked.extend(literal.captures_iter(code).map(|found| found[1].to_owned()));
        }
    }
    assert!(asked.len() > 50, "the pattern finds ids: {asked:?}");
    for id in &asked {
        assert!(known.contains_key(id), "no message {id}");
    }
    // Ids that are put together: a status, a reason, a code, an argument.
    let composed = [
        "status-",
        "kind-",
        "strength-",
        "left-out-",
        "issue-",
        "lead-",
        "finding-",
        "error-",
        "cli-",
        "config-",
        "signpost-",
        "waiver-",
    ];
    for id in known.keys() {
        let used = asked.contains(id) || composed.iter().any(|prefix| id.starts_with(prefix));
        assert!(used, "nothing asks for {id}");
    }
}

#[test]
fn every_lead_has_its_sentence() {
    let known = messages("fr.ftl");
    // Codes of Issues, from which leads are made, stand in patterns.
    let code = Regex::new(r#""((?:deck|document|notebook|plan)\.[a-z-]+)"(?: \||\s=>)?"#).unwrap();
    let folder = root().join("crates/prejury-analysis/src/leads");
    let mut codes = BTreeSet::new();
    for source in sources(&folder) {
        codes.extend(
            code.captures_iter(&source)
                .filter(|found| found[0].ends_with('"'))
                .map(|found| format!("lead-{}", found[1].replace('.', "-"))),
        );
    }
    let said: BTreeSet<String> = known
        .into_keys()
        .filter(|id| id.starts_with("lead-"))
        .collect();
    codes.insert("lead-line".to_owned());
    assert_eq!(codes, said);
}

#[test]
fn every_finding_has_its_sentence() {
    let known = messages("fr.ftl");
    let code = Regex::new(r#"Finding::at\((?s:[^;"]{0,200}?)"([a-z.-]+)""#).unwrap();
    let mut codes = BTreeSet::new();
    let folders = ["coherence", "profile_rules"];
    let folders = folders.map(|name| root().join("crates/prejury-analysis/src").join(name));
    for source in folders.iter().flat_map(|folder| sources(folder)) {
        codes.extend(
            code.captures_iter(&source)
                .map(|found| format!("finding-{}", found[1].replace('.', "-"))),
        );
    }
    let said = known.into_keys().filter(|id| id.starts_with("finding-"));
    assert_eq!(codes, said.collect::<BTreeSet<String>>());
}

#[test]
fn every_issue_and_input_error_has_its_sentence() {
    let known = messages("fr.ftl");
    let issue =
        Regex::new(r#"Issue::(?:new\(|at\((?s:[^;"]{0,200}?),\s*)"([a-z0-9_.-]+)""#).unwrap();
    let error = Regex::new(r#"=> "((?:input|url|clone|temporary|rules)\.[a-z-]+)""#).unwrap();
    let mut codes = BTreeSet::new();
    for name in ["intake", "python", "documents", "analysis", "catalog"] {
        for source in sources(&root().join(format!("crates/prejury-{name}/src"))) {
            let code = source.split("#[cfg(test)]").next().unwrap_or_default();
            codes.extend(
                issue
                    .captures_iter(code)
                    .map(|found| format!("issue-{}", found[1].replace(['.', '_'], "-"))),
            );
            codes.extend(
                error
                    .captures_iter(code)
                    .map(|found| format!("error-{}", found[1].replace('.', "-"))),
            );
        }
    }
    let missing: Vec<&String> = codes
        .iter()
        .filter(|code| !known.contains_key(*code))
        .collect();
    assert!(missing.is_empty(), "no message for {missing:?}");
}
