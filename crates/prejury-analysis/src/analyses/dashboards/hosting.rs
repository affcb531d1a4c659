//! Where a dashboard is hosted (CE6): a public link, a workflow that deploys it, or files for a platform.
//!
//! # Counts as evidence
//! A link to a platform that hosts dashboards only; a link to another platform when it names the dashboard or stands in a
//! text about it, or when the submission holds no API that the link could be of.
//! # Does not count
//! The address of the API that the pages query, links to local machines, an image of the API alone.

use std::sync::LazyLock;

use foldhash::HashSet;
use prejury_core::{Location, Strength};
use prejury_documents::{Block, BlockKind};
use regex::Regex;

use super::Pages;
use super::texts::{HOSTED, SUBJECT, Text};
use crate::analyses::serving::addresses::hosted;
use crate::analyses::workflows::{self, Delivery, delivery};
use crate::sink::EvidenceSink;

/// Platforms that host nothing but dashboards and demonstrations.
const DASHBOARDS: &[&str] = &[
    "app.powerbi.com",
    "datastudio.google.com",
    "lookerstudio.google.com",
    "public.tableau.com",
    "share.streamlit.io",
    "shinyapps.io",
    "streamlit.app",
    "streamlitapp.com",
];

/// Parts of an address that stands for the reader's own.
const PLACEHOLDERS: &[&str] = &["example", "my-app", "mon-app", "votre", "xxx", "your"];

/// Parts of an address, or words beside it, that say that it is the dashboard's.
const OWN: &[&str] = &["board", "dash", "frontend", "shiny", "streamlit", "webapp"];

/// Files of platforms that start an application, by the end of their name.
const STARTERS: &[&str] = &[
    ".sh",
    ".toml",
    ".yaml",
    ".yml",
    "captain-definition",
    "containerfile",
    "makefile",
    "procfile",
];

/// Parts of names of YAML files that say what runs where.
const RUNNING: &[&str] = &[
    "app.y",
    "apprunner",
    "cloudbuild",
    "compose",
    "container",
    "deploy",
    "heroku",
    "koyeb",
    "render",
    "service",
];

/// Names of pages that are looked for.
const MAX_NAMES: usize = 40;
/// Pieces of each kind that are shown.
const MAX_SHOWN: usize = 6;

static LINK: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r#"https?://[^\s"'<>()\[\]`]+"#).ok());

pub(super) fn find(pages: &Pages<'_>, texts: &[Text<'_>], sink: &mut EvidenceSink) {
    links(pages, sink);
    deployed_by_workflow(pages, sink);
    files(pages, sink);
    for text in texts
        .iter()
        .filter(|text| text.is_about(SUBJECT | HOSTED))
        .take(MAX_SHOWN)
    {
        if !text.is_heading && !text.is_on_page {
            text.emit_written("dashboard.hosting", sink);
        }
    }
}

/// Addresses of the dashboard in documents.
fn links(pages: &Pages<'_>, sink: &mut EvidenceSink) {
    let queried = queried(pages);
    let mut n_shown = 0;
    for document in &pages.ctx.facts.documents {
        let mut heading: Option<&Block> = None;
        for block in &document.blocks {
            if matches!(block.kind, BlockKind::Heading(_)) {
                heading = Some(block);
            }
            if !block.text.contains("://") && block.links.is_empty() {
                continue;
            }
            let mut texts = block.links.iter().map(|link| &**link).chain([&*block.text]);
            let found = texts.find_map(|text| {
                let mut links = LINK.as_ref()?.find_iter(text).map(|link| link.as_str());
                links.find(|link| is_of_dashboard(pages, link, block, heading, &queried))
            });
            if let Some(link) = found {
                n_shown += 1;
                let subject = Some(authority(link).to_owned());
                sink.found(
                    "dashboard.link",
                    Strength::Written,
                    block.location.clone(),
                    &*block.text,
                    subject,
                );
                if n_shown >= MAX_SHOWN {
                    return;
                }
            }
        }
    }
}

fn is_of_dashboard(
    pages: &Pages<'_>,
    link: &str,
    block: &Block,
    heading: Option<&Block>,
    queried: &HashSet<String>,
) -> bool {
    let host = authority(link);
    if host.starts_with('.') || PLACEHOLDERS.iter().any(|word| host.contains(word)) {
        return false;
    }
    let path = link
        .split_once("://")
        .and_then(|(_, rest)| rest.split_once('/'));
    let has_path = path.is_some_and(|(_, path)| path.len() > 2);
    // The platform's own page is where anybody starts, and no dashboard.
    let is_own = |name: &str| host == name && has_path || host.ends_with(&format!(".{name}"));
    if DASHBOARDS.iter().any(|name| is_own(name)) {
        return true;
    }
    let is_space = host == "huggingface.co" && link.contains("/spaces/");
    if !is_space && hosted(link).is_none() || queried.contains(host) {
        return false;
    }
    let names = |text: &str| {
        let text = text.to_lowercase();
        OWN.iter().any(|word| text.contains(word)) || text.contains("tableau de bord")
    };
    let is_api = link.ends_with("/docs") || link.contains("/predict") || host.contains("api");
    !is_api
        && (!pages.has_api
            || names(link)
            || names(&before(&block.text, link))
            || heading.is_some_and(|heading| names(&heading.text)))
}

/// What stands before a link in its text, at most a line: the words that introduce it.
fn before(text: &str, link: &str) -> String {
    let end = text.find(link).unwrap_or(text.len());
    let start = text.floor_char_boundary(end.saturating_sub(80));
    text[start..end].to_owned()
}

/// Hosts that the code asks: they answer programs, and are no dashboard.
fn queried(pages: &Pages<'_>) -> HashSet<String> {
    let units = &pages.ctx.facts.python.units;
    let strings = units.iter().flat_map(|unit| &unit.strings);
    strings
        .filter(|string| string.text.starts_with("http"))
        .map(|string| authority(&string.text).to_owned())
        .collect()
}

fn authority(link: &str) -> &str {
    let rest = link.split_once("://").map_or(link, |(_, rest)| rest);
    rest.split(['/', '?', '#', ':']).next().unwrap_or(rest)
}

/// Live steps that deploy, in a workflow that names the pages or in a submission without an API.
fn deployed_by_workflow(pages: &Pages<'_>, sink: &mut EvidenceSink) {
    let facts = pages.ctx.facts;
    let names = names_of_pages(pages);
    for workflow in workflows::of(facts) {
        let text = facts.side_files.get(&workflow.path).map_or("", |text| text);
        let is_named = mentions_page(&workflow.path, &names) || mentions_page(text, &names);
        if !workflow.in_place || pages.has_api && !is_named {
            continue;
        }
        for (_, step) in workflow.live_steps() {
            if let Some(Delivery::Deploys(platform)) = delivery(step) {
                let line = step
                    .name
                    .clone()
                    .or_else(|| step.uses.clone())
                    .unwrap_or_default();
                let location = Location::line(workflow.path.clone(), step.line);
                let subject = Some(platform.to_owned());
                sink.found("dashboard.link", Strength::Written, location, line, subject);
            }
        }
    }
}

/// Names by which files of platforms call the pages: their file, and the folder that holds them.
fn names_of_pages(pages: &Pages<'_>) -> Vec<String> {
    let mut names = Vec::new();
    for app in &pages.apps {
        let path = pages.ctx.facts.python.units[app.unit.0 as usize]
            .path
            .to_lowercase();
        let mut parts = path.rsplit('/');
        names.extend(parts.next().map(str::to_owned));
        let folder = parts
            .next()
            .filter(|folder| !matches!(*folder, "app" | "src" | "pages"));
        names.extend(folder.map(|folder| format!("{folder}/")));
    }
    names.sort();
    names.dedup();
    names.truncate(MAX_NAMES);
    names
}

fn mentions_page(text: &str, names: &[String]) -> bool {
    let text = text.to_lowercase();
    ["dashboard", "streamlit"]
        .iter()
        .any(|word| text.contains(word))
        || names.iter().any(|name| text.contains(name.as_str()))
}

/// Files that tell a platform how to start the pages.
fn files(pages: &Pages<'_>, sink: &mut EvidenceSink) {
    let facts = pages.ctx.facts;
    let names = names_of_pages(pages);
    let mut emit = |path: &std::sync::Arc<str>, text: &str, number: u32| {
        let location = Location::line(path.clone(), number);
        sink.found(
            "dashboard.hosting",
            Strength::Written,
            location,
            text.trim(),
            None,
        );
    };
    for (path, text) in &facts.side_files {
        let lower = path.to_lowercase();
        let name = lower.rsplit('/').next().unwrap_or(&lower);
        let starts = STARTERS.iter().any(|end| name.ends_with(end)) || name.contains("dockerfile");
        // Of all files of settings in YAML, those that say what runs where.
        let is_yaml = name.ends_with(".yml") || name.ends_with(".yaml");
        let runs = !is_yaml || RUNNING.iter().any(|part| name.contains(part));
        if !starts || !runs || lower.contains(".github/") || name == "pyproject.toml" {
            continue;
        }
        let is_settings = lower.ends_with(".streamlit/config.toml");
        let line = text.lines().zip(1..).find(|(line, _)| {
            let line = line.trim_start();
            if is_settings {
                line.starts_with("[server]")
            } else {
                !line.starts_with('#') && starts_page(line, &names)
            }
        });
        if let Some((line, number)) = line {
            emit(path, line, number);
        }
    }
    for file in &facts.submission.files {
        if file.path.ends_with(".devcontainer/devcontainer.json") && file.size < 64 << 10 {
            let Ok(bytes) = facts.submission.read(file) else {
                continue;
            };
            let text = String::from_utf8_lossy(&bytes);
            let line = text
                .lines()
                .zip(1..)
                .find(|(line, _)| line.contains("streamlit run"));
            if let Some((line, number)) = line {
                emit(&file.path, line, number);
            }
        }
    }
}

/// A line that starts one of the pages, or names what starts it.
fn starts_page(line: &str, names: &[String]) -> bool {
    let lower = line.to_lowercase();
    lower.contains("streamlit")
        || names.iter().any(|name| {
            lower.contains(name.as_str())
                || name.strip_suffix(".py").is_some_and(|module| {
                    lower.contains(&format!(" {module}:")) || lower.contains(&format!("./{module}"))
                })
                || name
                    .strip_suffix('/')
                    .is_some_and(|folder| lower.contains(&format!("./{folder}")))
        })
}
